"""Captions and other pictures laid over the finished frame, in display space."""

from __future__ import annotations

from render import gl
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, Textures
from render.overlay import Overlay
from render.resources import Texture


class OverlayPicture:
    """Owns the texture of the overlay that was drawn last; a film shows one caption for many frames."""

    def __init__(self) -> None:
        self._texture: Texture | None = None
        self._of: Overlay | None = None

    def texture(self, overlay: Overlay) -> Texture:
        """The overlay's pixels on the GPU, row 0 on top."""
        if self._texture is None or self._of is not overlay:
            self.close()
            self._texture, self._of = Texture.of(overlay.pixels, "rgba8", smooth=False), overlay
        return self._texture

    def close(self) -> None:
        if self._texture:
            self._texture.close()
        self._texture = self._of = None


def draw_overlay(gpu: Gpu, graph: FrameGraph, display: Handle, overlay: Overlay, picture: OverlayPicture) -> Handle:
    """Blend the overlay over the display-coded picture, top row first; parts outside the frame are cut off.

    The picture is premultiplied by its alpha, if that is not 1.
    """

    def run(t: Textures) -> None:
        h, w = overlay.pixels.shape[:2]
        if not (h and w):
            return
        program = gpu.programs.get("overlay.frag.glsl")
        origin = overlay.x, overlay.y
        program["origin"] = origin
        texture = picture.texture(overlay)
        gpu.pool.framebuffer([t[display]]).bind()
        gl.glViewport(*origin, w, h)
        texture.bind(0)
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_CULL_FACE)
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFuncSeparate(gl.GL_SRC_ALPHA, gl.GL_ONE_MINUS_SRC_ALPHA, gl.GL_ONE, gl.GL_ONE_MINUS_SRC_ALPHA)
        program.use()
        gpu.empty.bind()
        gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
        gl.glDisable(gl.GL_BLEND)

    (done,) = graph.add("overlay", run, writes=[display])
    return done
