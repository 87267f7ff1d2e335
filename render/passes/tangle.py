"""Blended surfaces that have no right order as wholes: every pixel puts its own fragments in order.

They are shaded once, into a list for each pixel (Yang, Hensley, Gruen and Thibieroz 2010, "Real-Time Concurrent Linked
List Construction on the GPU"), which is then laid over the picture from its far end. Of equal depth, what is drawn
later is nearer, so the picture does not depend on who came first.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from render import bindings, gl
from render.gpu import Gpu
from render.resources import Buffer, Texture

Rectangle = tuple[int, int, int, int]
"""x, y, width and height in pixels, y from below"""

Draw = Callable[[tuple[Rectangle, int]], None]
"""Puts fragments within a rectangle into lists that hold so many."""

WORDS = 5
"""Of a fragment in a list: the next one, depth, order, colour (inc/tangle.glsl)."""
MOST_WORDS = 1 << 25
"""Of the buffer, which every driver allows; a tangle that needs more is drawn in parts."""


class Fragments:
    """Owns the lists; grows with what they have to hold."""

    def __init__(self) -> None:
        self._buffer: Buffer | None = None

    def draw(self, gpu: Gpu, draw: Draw, target: Texture, depth: Texture, within: Rectangle) -> None:
        """Blend over `target` what is drawn `within`, where it is not behind `depth`."""
        _, _, w, h = within
        if not w or not h:
            return
        heads = 1 + w * h
        room = max(2 * w * h, self._room(heads))
        gl.glEnable(gl.GL_SCISSOR_TEST)
        while True:
            if room * WORDS + heads > MOST_WORDS and w * h > 1:
                gl.glDisable(gl.GL_SCISSOR_TEST)
                for part in halves(within):
                    self.draw(gpu, draw, target, depth, part)
                return
            taken = self._gather(gpu, draw, depth, within, room)
            if taken <= room:
                break
            room = taken + taken // 4
        program = gpu.programs.get("tangle.frag.glsl")
        program["within"] = within
        gpu.pool.framebuffer([target]).bind()
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_CULL_FACE)
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFunc(gl.GL_ONE, gl.GL_ONE_MINUS_SRC_ALPHA)
        program.use()
        gpu.empty.bind()
        gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
        gl.glDisable(gl.GL_BLEND)
        gl.glDisable(gl.GL_SCISSOR_TEST)

    def _room(self, heads: int) -> int:
        """Fragments that the buffer holds beside the lists' beginnings."""
        return max(0, self._buffer.size // 4 - heads) // WORDS if self._buffer else 0

    def _gather(self, gpu: Gpu, draw: Draw, depth: Texture, within: Rectangle, room: int) -> int:
        """Fill the lists; answers how many fragments there are, of which no more than `room` are in them."""
        x, y, w, h = within
        heads = 1 + w * h
        if self._room(heads) < room:
            self.close()
            self._buffer = Buffer(size=4 * (heads + WORDS * room))
        assert self._buffer
        # whoever reads the lists of a tangle before has to be done: not every driver sees to that
        gl.glMemoryBarrier(gl.GL_BUFFER_UPDATE_BARRIER_BIT)
        self._buffer.write(np.zeros(heads, np.uint32))
        self._buffer.bind_storage(bindings.SSBO_TANGLE)
        gl.glScissor(x, y, w, h)
        gpu.pool.framebuffer([], depth).bind()
        draw((within, room))
        gl.glMemoryBarrier(gl.GL_SHADER_STORAGE_BARRIER_BIT | gl.GL_BUFFER_UPDATE_BARRIER_BIT)
        return int(self._buffer.read(np.uint32, 1)[0])

    def close(self) -> None:
        if self._buffer:
            self._buffer.close()
            self._buffer = None


def halves(within: Rectangle) -> tuple[Rectangle, Rectangle]:
    """A rectangle, cut across its longer side."""
    x, y, w, h = within
    if w >= h:
        return (x, y, w // 2, h), (x + w // 2, y, w - w // 2, h)
    return (x, y, w, h // 2), (x, y + h // 2, w, h - h // 2)
