"""Smoothed edges for a picture drawn with one sample a pixel."""

from __future__ import annotations

import numpy as np

from render import gl
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures


def fxaa(gpu: Gpu, graph: FrameGraph, display: Handle, transparent: bool = False) -> Handle:
    """The finished picture with its jagged edges smoothed (display-coded in and out).

    `transparent`: premultiplied by its alpha, whose edges are smoothed as well; otherwise alpha is the luma. A first
    pass marks the edges in a depth buffer; the rest of the picture is copied.
    """
    desc = graph.desc(display)
    out = graph.texture("smooth display", desc)
    marks = graph.texture("edges", TextureDesc(desc.size, "d32f", smooth=False))
    defines = {"TRANSPARENT": 1} if transparent else {}

    def run(t: Textures) -> None:
        source, target = t[display], t[out]
        source.bind(0)
        gpu.pool.framebuffer([], t[marks]).bind()
        gl.glClearBufferfv(gl.GL_DEPTH, 0, np.ones(1, np.float32))
        gpu.mark(gpu.programs.get("fxaa.frag.glsl", defines={**defines, "FIND": 1}))
        gl.glCopyImageSubData(
            source.name, source.target, 0, 0, 0, 0, target.name, target.target, 0, 0, 0, 0, *desc.size, 1
        )
        gpu.pool.framebuffer([target], t[marks]).bind()
        gpu.behind(gpu.programs.get("fxaa.frag.glsl", defines=defines))

    (done, _) = graph.add("fxaa", run, reads=[display], writes=[out, marks])
    return done
