"""Ambient occlusion at half size from the depth of what has been drawn."""

from __future__ import annotations

from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.resources import Texture

MODEL_REACH = 0.5
"""Of a model's radius: how far away its parts occlude each other."""


def ambient_occlusion(gpu: Gpu, graph: FrameGraph, depth: Handle, reach: float = 0.0) -> list[Handle]:
    """Share of the ambient light that reaches each point, r8 at half size. Reads the frame block.

    With a `reach` in world units what occludes is looked for within it and integrated exactly, for objects of any
    size; the result is rg16f, with the depth that it is of, and a second texture, rgba16f: the sum of the
    directions that are hidden, weighted by the cosine over pi.
    """
    w, h = graph.desc(depth).size
    half = max(1, w // 2), max(1, h // 2)
    if not reach:
        raw, out = (
            graph.texture("occlusion raw", TextureDesc(half, "r8")),
            graph.texture("occlusion", TextureDesc(half, "r8")),
        )

        def run(t: Textures) -> None:
            gpu.fullscreen("ao.frag.glsl", [t[raw]], [t[depth]])
            gpu.fullscreen("ao_blur.frag.glsl", [t[out]], [t[raw], t[depth]])

        return [graph.add("occlusion", run, reads=[depth], writes=[raw, out])[1]]
    places = graph.texture("occlusion places", TextureDesc(half, "rgba32f", smooth=False))
    raw, hidden = (graph.texture(name, TextureDesc(half, "rgba16f")) for name in ("hidden raw", "hidden"))
    seen = graph.texture("occlusion", TextureDesc(half, "rg16f"))

    def integrate(t: Textures) -> None:
        find_places(gpu, t[places], t[depth])
        gpu.fullscreen("gtao.frag.glsl", [t[raw]], [t[places]], {"reach": reach})
        gpu.fullscreen("gtao_even.frag.glsl", [t[seen], t[hidden]], [t[places], t[raw], t[depth]])

    return list(graph.add("occlusion", integrate, reads=[depth], writes=[places, raw, seen, hidden])[2:])


def find_places(gpu: Gpu, places: Texture, depth: Texture) -> None:
    """Positions and normals at half size (`inc/places.glsl`), rgba32f, of what is drawn. Reads the frame block."""
    gpu.fullscreen("places.frag.glsl", [places], [depth])
