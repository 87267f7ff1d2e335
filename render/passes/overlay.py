"""Captions and other pictures laid over the finished frame, in display space."""

from __future__ import annotations

from collections.abc import Sequence

from assets.scene import Bytes
from render import gl
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, Textures
from render.overlay import Overlay
from render.resources import Texture


class OverlayPictures:
    """Owns the textures of the overlays that were drawn last; a film shows one caption for many frames."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Bytes, Texture]] = {}
        """By the identity of the pixels, which are kept so that no others can have it."""

    def textures(self, overlays: Sequence[Overlay]) -> list[Texture]:
        """The overlays' pixels on the GPU, row 0 on top; those of the last frame that are not among them are freed."""
        used = {id(overlay.pixels): overlay.pixels for overlay in overlays}
        for key in self._kept.keys() - used:
            self._kept.pop(key)[1].close()
        for key, pixels in used.items():
            if key not in self._kept:
                self._kept[key] = pixels, Texture.of(pixels, "rgba8", smooth=False)
        return [self._kept[id(overlay.pixels)][1] for overlay in overlays]

    def close(self) -> None:
        self.textures(())


def draw_overlays(
    gpu: Gpu, graph: FrameGraph, display: Handle, overlays: Sequence[Overlay], pictures: OverlayPictures
) -> Handle:
    """Blend the overlays in order over the display-coded picture, top row first; parts outside the frame are cut off.

    The picture is premultiplied by its alpha, if that is not 1.
    """

    def run(t: Textures) -> None:
        program = gpu.programs.get("overlay.frag.glsl")
        gpu.pool.framebuffer([t[display]]).bind()
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_CULL_FACE)
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFuncSeparate(gl.GL_SRC_ALPHA, gl.GL_ONE_MINUS_SRC_ALPHA, gl.GL_ONE, gl.GL_ONE_MINUS_SRC_ALPHA)
        program.use()
        gpu.empty.bind()
        drawn = [overlay for overlay in overlays if overlay.pixels.size]
        for overlay, texture in zip(drawn, pictures.textures(drawn), strict=True):
            h, w = overlay.pixels.shape[:2]
            program["origin"], program["opacity"] = (overlay.x, overlay.y), overlay.opacity
            gl.glViewport(overlay.x, overlay.y, w, h)
            texture.bind(0)
            gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
        gl.glDisable(gl.GL_BLEND)

    (done,) = graph.add("overlay", run, writes=[display])
    return done
