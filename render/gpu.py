"""What every pass needs: programs, transient textures, and drawing over a whole target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from render import gl
from render.resources import Texture, TexturePool, VertexArray
from render.shader import Program, Programs


class Gpu:
    """Owns a renderer's programs, texture pool and the empty vertex array."""

    def __init__(self, defines: Mapping[str, object] | None = None) -> None:
        """`defines` go into every program."""
        self.programs = Programs(defines)
        self.pool = TexturePool()
        self.empty = VertexArray()

    def fullscreen(
        self,
        fragment: str,
        colors: Sequence[Texture],
        inputs: Sequence[Texture] = (),
        uniforms: dict[str, object] | None = None,
        *,
        defines: dict[str, object] | None = None,
        level: int = 0,
        layer: int | None = None,
        blend: bool = False,
    ) -> None:
        """Run a fragment shader file over every pixel of `colors` (at a mip level, a layer or cube face).

        `inputs` are bound to units 0, 1, ...; `blend` adds to what is there. Depth test, culling and, unless
        `blend`, blending are left off.
        """
        program = self.programs.get(fragment, defines=defines)
        for name, value in (uniforms or {}).items():
            program[name] = value
        self.pool.framebuffer(colors, level=level, layer=layer).bind()
        for unit, texture in enumerate(inputs):
            texture.bind(unit)
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_CULL_FACE)
        if blend:
            gl.glEnable(gl.GL_BLEND)
            gl.glBlendFunc(gl.GL_ONE, gl.GL_ONE)
        else:
            gl.glDisable(gl.GL_BLEND)
        program.use()
        self.empty.bind()
        gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)

    def behind(self, program: Program) -> None:
        """Run a program over the pixels of the bound target that nothing has covered (depth 0: infinitely far)."""
        self._everywhere(program, gl.GL_GEQUAL, write_depth=False)

    def covered(self, program: Program) -> None:
        """Run a program over the pixels of the bound target that something has covered."""
        self._everywhere(program, gl.GL_LESS, write_depth=False)

    def mark(self, program: Program) -> None:
        """Write depth 0, which is what `behind` looks for, wherever a program does not discard."""
        self._everywhere(program, gl.GL_ALWAYS, write_depth=True)

    def _everywhere(self, program: Program, depth: int, write_depth: bool) -> None:
        gl.glEnable(gl.GL_DEPTH_TEST)
        gl.glDepthFunc(depth)
        gl.glDepthMask(write_depth)
        gl.glDisable(gl.GL_BLEND)
        gl.glDisable(gl.GL_CULL_FACE)
        program.use()
        self.empty.bind()
        gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
        gl.glDepthMask(True)

    def over(self, program: Program, target: Texture, inputs: Sequence[Texture]) -> None:
        """Blend a program's colours, alpha straight, over a picture that is premultiplied by its own."""
        self.pool.framebuffer([target]).bind()
        for unit, texture in enumerate(inputs):
            texture.bind(unit)
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_CULL_FACE)
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFuncSeparate(gl.GL_SRC_ALPHA, gl.GL_ONE_MINUS_SRC_ALPHA, gl.GL_ONE, gl.GL_ONE_MINUS_SRC_ALPHA)
        program.use()
        self.empty.bind()
        gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
        gl.glDisable(gl.GL_BLEND)

    def close(self) -> None:
        self.programs.close()
        self.pool.close()
        self.empty.close()
