"""Drawing over a whole target."""

from __future__ import annotations

from collections.abc import Sequence

from render import gl
from render.resources import Texture, TexturePool, VertexArray
from render.shader import Program


def draw_fullscreen(
    pool: TexturePool,
    empty: VertexArray,
    program: Program,
    colors: Sequence[Texture],
    inputs: Sequence[Texture] = (),
    level: int = 0,
) -> None:
    """Run a fragment program over every pixel of `colors` (at mip `level`); `inputs` are bound to units 0, 1, ..."""
    pool.framebuffer(colors, level=level).bind()
    for unit, texture in enumerate(inputs):
        texture.bind(unit)
    gl.glDisable(gl.GL_DEPTH_TEST)
    gl.glDisable(gl.GL_BLEND)
    gl.glDisable(gl.GL_CULL_FACE)
    program.use()
    empty.bind()
    gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
