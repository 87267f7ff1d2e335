"""Halos of lamps in damp air: a small quad for each lamp that has a glow."""

from __future__ import annotations

import numpy as np

from assets.scene import Lights
from render import bindings, gl
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, Textures
from render.resources import Buffer
from render.structs import gpu_struct

GLOW = gpu_struct("Glow", position="vec3", radius="float", color="vec3", pad="float")


class Glows:
    """Owns the table of halos; `update` when the lights change."""

    def __init__(self) -> None:
        self.count = 0
        self._buffer = Buffer(size=GLOW.dtype.itemsize)
        self._lights: Lights | None = None

    def update(self, lights: Lights) -> None:
        """Take the lamps of `lights` whose glow is not zero: about 2 m of halo for a glow of 1, 16 m for 3."""
        if lights is self._lights:
            return
        self._lights = lights
        shown = lights.glow > 0
        glow = lights.glow[shown]
        records = GLOW.zeros(len(glow))
        brightest = np.maximum(lights.color[shown].max(axis=1, keepdims=True), 1e-6)
        records["position"] = lights.position[shown]
        records["radius"] = 2.2 * glow**1.8
        records["color"] = lights.color[shown] / brightest * (0.22 * glow)[:, None]
        self.count = len(glow)
        if records.nbytes > self._buffer.size:
            self._buffer.close()
            self._buffer = Buffer(records)
        else:
            self._buffer.write(records)

    def bind(self) -> None:
        self._buffer.bind_storage(bindings.SSBO_GLOWS)

    def close(self) -> None:
        self._buffer.close()


def draw_glows(gpu: Gpu, graph: FrameGraph, color: Handle, depth: Handle, glows: Glows) -> Handle:
    """Add the halos to `color`, behind what `depth` says is nearer."""

    def run(t: Textures) -> None:
        if not glows.count:
            return
        gpu.pool.framebuffer([t[color]]).bind()
        t[depth].bind(0)
        glows.bind()
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_CULL_FACE)
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFunc(gl.GL_ONE, gl.GL_ONE)
        gpu.programs.get("glow.frag.glsl", "glow.vert.glsl").use()
        gpu.empty.bind()
        gl.glDrawArraysInstanced(gl.GL_TRIANGLE_STRIP, 0, 4, glows.count)
        gl.glDisable(gl.GL_BLEND)

    (done,) = graph.add("glow", run, reads=[depth], writes=[color])
    return done
