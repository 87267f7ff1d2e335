"""Six faces of a cube to one panorama."""

from __future__ import annotations

from collections.abc import Sequence

from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.layouts import SPREAD


def equirect(gpu: Gpu, graph: FrameGraph, faces: Sequence[Handle], size: tuple[int, int]) -> Handle:
    """Linear colour all round, from the colours of `render.layouts.cube_views`."""
    out = graph.texture("panorama", TextureDesc(size, graph.desc(faces[0]).format))

    def run(t: Textures) -> None:
        gpu.fullscreen("equirect.frag.glsl", [t[out]], [t[face] for face in faces], {"spread": SPREAD})

    (done,) = graph.add("equirect", run, reads=faces, writes=[out])
    return done
