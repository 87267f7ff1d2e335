"""Ambient occlusion at half size from the depth of what has been drawn."""

from __future__ import annotations

from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures

MODEL_REACH = 0.5
"""Of a model's radius: how far away its parts occlude each other."""


def ambient_occlusion(gpu: Gpu, graph: FrameGraph, depth: Handle, reach: float = 0.0) -> Handle:
    """Share of the ambient light that reaches each point, r8 at half size. Reads the frame block.

    With a `reach` in world units what occludes is looked for within it and integrated exactly, for objects of any
    size; the result is rg16f, with the depth that it is of.
    """
    w, h = graph.desc(depth).size
    desc = TextureDesc((max(1, w // 2), max(1, h // 2)), "rg16f" if reach else "r8")
    raw, out = graph.texture("occlusion raw", desc), graph.texture("occlusion", desc)

    def run(t: Textures) -> None:
        if reach:
            gpu.fullscreen("gtao.frag.glsl", [t[raw]], [t[depth]], {"reach": reach})
        else:
            gpu.fullscreen("ao.frag.glsl", [t[raw]], [t[depth]])
        defines: dict[str, object] = {"GUIDED": 1} if reach else {}
        gpu.fullscreen("ao_blur.frag.glsl", [t[out]], [t[raw], t[depth]], defines=defines)

    return graph.add("occlusion", run, reads=[depth], writes=[raw, out])[1]
