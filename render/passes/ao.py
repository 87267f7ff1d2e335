"""Ambient occlusion at half size from the depth of what has been drawn."""

from __future__ import annotations

from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures


def ambient_occlusion(gpu: Gpu, graph: FrameGraph, depth: Handle) -> Handle:
    """Share of the ambient light that reaches each point, r8 at half size. Reads the frame block."""
    w, h = graph.desc(depth).size
    desc = TextureDesc((max(1, w // 2), max(1, h // 2)), "r8")
    raw, out = graph.texture("occlusion raw", desc), graph.texture("occlusion", desc)

    def run(t: Textures) -> None:
        gpu.fullscreen("ao.frag.glsl", [t[raw]], [t[depth]])
        gpu.fullscreen("ao_blur.frag.glsl", [t[out]], [t[raw], t[depth]])

    return graph.add("occlusion", run, reads=[depth], writes=[raw, out])[1]
