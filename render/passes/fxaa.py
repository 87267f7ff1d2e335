"""Smoothed edges for a picture drawn with one sample a pixel."""

from __future__ import annotations

from render.gpu import Gpu
from render.graph import FrameGraph, Handle, Textures


def fxaa(gpu: Gpu, graph: FrameGraph, display: Handle, transparent: bool = False) -> Handle:
    """The finished picture with its jagged edges smoothed (display-coded in and out).

    `transparent`: premultiplied by its alpha, whose edges are smoothed as well; otherwise alpha is 1.
    """
    out = graph.texture("smooth display", graph.desc(display))

    def run(t: Textures) -> None:
        gpu.fullscreen("fxaa.frag.glsl", [t[out]], [t[display]], defines={"TRANSPARENT": 1} if transparent else None)

    (done,) = graph.add("fxaa", run, reads=[display], writes=[out])
    return done
