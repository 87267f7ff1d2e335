"""Bloom: what a lens scatters. A chain of half sizes and back (Jimenez 2014); mixed in by the tone mapping pass."""

from __future__ import annotations

from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures

LEVELS = 6
SPREAD = 0.72
"""Share of each wider level as the chain comes back up: more makes wider, weaker halos."""


def bloom(gpu: Gpu, graph: FrameGraph, color: Handle) -> Handle:
    """The blurred picture at half size, of the same mean brightness as `color`."""
    w, h = graph.desc(color).size
    sizes = [(max(w >> i, 1), max(h >> i, 1)) for i in range(1, LEVELS + 1) if min(w, h) >> i >= 2] or [(w, h)]
    down = [graph.texture(f"bloom down {i}", TextureDesc(size)) for i, size in enumerate(sizes)]
    up = [graph.texture(f"bloom up {i}", TextureDesc(size)) for i, size in enumerate(sizes[:-1])]

    def run(t: Textures) -> None:
        source = t[color]
        for i, handle in enumerate(down):
            gpu.fullscreen("bloom_down.frag.glsl", [t[handle]], [source], defines={"FIRST": int(i == 0)})
            source = t[handle]
        for smaller, handle in zip(reversed(down[:-1]), reversed(up), strict=True):
            gpu.fullscreen("bloom_up.frag.glsl", [t[handle]], [source, t[smaller]], {"spread": SPREAD})
            source = t[handle]

    out = graph.add("bloom", run, reads=[color], writes=[*down, *up])
    return out[len(down)] if up else out[0]
