"""The renderer: a scene and a frame to pixels, to a window, or to what lies under the cursor."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Camera, Frame, Scene
from render import gl
from render.context import Context
from render.graph import FrameGraph, Handle, TextureDesc
from render.overlay import Overlay
from render.passes.geometry import draw_pick
from render.pipeline import Sample, Stage, display_picture, linear_picture
from render.quality import Quality
from render.quality import quality as quality_row
from render.resources import Texture
from render.timing import Timers, Timing
from render.views import camera_view, pick_view

LARGEST = 8192
"""Pixels along either side."""

Shutter = Callable[[float], Frame]
"""A frame at a fraction of the shutter's opening, 0 to 1."""


class Renderer:
    """Renders one scene. Owns the GPU's copy of it, and its context unless one was given; close it or use `with`.

    `size` is (width, height) in pixels; `quality` a name of `render.quality.QUALITIES` or a row of one's own; `device`
    one of `render.context.devices()` (None: the best). InputError when there is no OpenGL or the scene is inconsistent.
    """

    def __init__(
        self,
        scene: Scene,
        size: tuple[int, int],
        quality: str | Quality = "standard",
        context: Context | None = None,
        device: int | None = None,
    ) -> None:
        self.quality = quality if isinstance(quality, Quality) else quality_row(quality)
        self.size = _checked(size)
        self.context = context or Context(device)
        self._owned = context is None
        self.context.make_current()
        self.timings = Timing()
        """Of the last frame."""
        self._stage = Stage(scene, self.quality)
        self._timers = Timers()

    def resize(self, size: tuple[int, int]) -> None:
        self.size = _checked(size)

    def render(self, frame: Frame | Shutter, overlay: Overlay | None = None) -> NDArray[np.uint8]:
        """The picture, `(h, w, 3)` uint8 sRGB, top row first.

        Where the scene's environment is not shown it is `(h, w, 4)`: sRGB with straight alpha, transparent there.

        A callable is asked for a frame at shutter fractions 0 to 1, once for each sub-frame of the quality.
        """
        self._begin()
        picture = self._draw(frame, overlay)
        self.timings = self._timers.stop()
        pixels = picture.read()
        self._stage.gpu.pool.release(picture)
        self._stage.gpu.pool.tick()
        around = self._stage.scene.environment
        if around and not around.background:
            return straight_alpha(pixels[::-1])
        return np.ascontiguousarray(pixels[::-1, :, :3])

    def draw(
        self, frame: Frame | Shutter, overlay: Overlay | None = None, cover: tuple[int, int] | None = None
    ) -> None:
        """The picture into the current window's framebuffer, stretched to `cover` pixels (None: its own size)."""
        self._begin()
        picture = self._draw(frame, overlay)
        source = self._stage.gpu.pool.framebuffer([picture])
        box, target = (0, 0, *self.size), (0, 0, *(cover or self.size))
        how = gl.GL_NEAREST if box == target else gl.GL_LINEAR
        gl.glBlitNamedFramebuffer(source.name, 0, *box, *target, gl.GL_COLOR_BUFFER_BIT, how)
        gl.glBindFramebuffer(gl.GL_FRAMEBUFFER, 0)
        self.timings = self._timers.stop()
        self._stage.gpu.pool.release(picture)
        self._stage.gpu.pool.tick()

    def pick(self, frame: Frame, x: int, y: int, reach: int = 0) -> tuple[int, int] | None:
        """(pick, instance) of the batch under pixel (x, y) from the top left, None for nothing pickable.

        With `reach` the nearest pickable pixel within so many pixels answers: small things can be clicked.
        """
        self._begin()
        stage = self._stage
        view = pick_view(camera_view(frame.camera, self.size), x, y, reach)
        size = view.size
        with Texture(TextureDesc(size, "rg32ui")) as ids, Texture(TextureDesc(size, "d32f")) as depth:
            stage.meshes.update(stage.gpu, frame)
            stage.write_block(view, frame)
            stage.meshes.cull(stage.gpu, [view])
            stage.meshes.bind()
            stage.use(view.slot)
            stage.gpu.pool.framebuffer([ids], depth).bind()
            gl.glClearBufferuiv(gl.GL_COLOR, 0, np.zeros(4, np.uint32))
            gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
            draw_pick(stage.gpu, stage.meshes, view)
            seen = ids.read()
            stage.gpu.pool.forget(ids)
            stage.gpu.pool.forget(depth)
        row, column = np.indices(size) - reach
        distance = np.where(seen[..., 0] > 0, row**2 + column**2, size[0] ** 2)
        nearest = np.unravel_index(int(distance.argmin()), size)
        pick, instance = (int(v) for v in seen[nearest])
        return (pick, instance) if pick and distance[nearest] <= reach**2 else None

    def _begin(self) -> None:
        """State that whoever else draws in this context may have changed."""
        self.context.make_current()
        gl.glClipControl(gl.GL_LOWER_LEFT, gl.GL_ZERO_TO_ONE)
        for capability in (gl.GL_SCISSOR_TEST, gl.GL_STENCIL_TEST, gl.GL_FRAMEBUFFER_SRGB, gl.GL_DITHER, gl.GL_BLEND):
            gl.glDisable(capability)
        gl.glColorMask(True, True, True, True)
        gl.glPolygonMode(gl.GL_FRONT_AND_BACK, gl.GL_FILL)
        self._timers.start()

    def _draw(self, frame: Frame | Shutter, overlay: Overlay | None) -> Texture:
        """The finished picture in a texture of the pool."""
        stage, count = self._stage, self.quality.subframes
        if count == 1:
            graph = FrameGraph()
            at = frame if isinstance(frame, Frame) else frame(0.0)
            color = linear_picture(stage, graph, Sample(at), self.size)
            return self._finish(graph, color, at, overlay)
        total = stage.gpu.pool.acquire(TextureDesc(self.size, "rgba32f"))
        gl.glClearTexImage(total.name, 0, gl.GL_RGBA, gl.GL_FLOAT, np.zeros(4, np.float32))
        for i in range(count):
            u, v = low_discrepancy(i)
            at = frame if isinstance(frame, Frame) else frame((i + 0.5) / count)
            sample = Sample(at, (u - 0.5, v - 0.5), lens_point(at.camera, i, count), i)
            graph = FrameGraph()
            color = linear_picture(stage, graph, sample, self.size)
            self._add(graph, color, total, 1 / count)
        graph = FrameGraph()
        color = graph.external("total", total, total.desc)
        picture = self._finish(graph, color, at, overlay)
        stage.gpu.pool.release(total)
        return picture

    def _add(self, graph: FrameGraph, color: Handle, total: Texture, weight: float) -> None:
        target = graph.external("total", total, total.desc)
        (out,) = graph.add(
            "accumulate",
            lambda t: self._stage.gpu.fullscreen(
                "accumulate.frag.glsl", [total], [t[color]], {"weight": weight}, blend=True
            ),
            reads=[color],
            writes=[target],
        )
        graph.output(out)
        graph.execute(self._stage.gpu.pool, self._timers.around)

    def _finish(self, graph: FrameGraph, color: Handle, frame: Frame, overlay: Overlay | None) -> Texture:
        stage = self._stage
        out = display_picture(stage, graph, color, frame, overlay)
        graph.output(out)
        picture: Texture = graph.execute(stage.gpu.pool, self._timers.around)[out]
        return picture

    def close(self) -> None:
        self.context.make_current()
        self._timers.close()
        self._stage.close()
        if self._owned:
            self.context.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def straight_alpha(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`(h, w, 4)` uint8 whose colour was premultiplied by alpha, divided by it."""
    alpha = pixels[..., 3:].astype(np.uint16)
    color = (pixels[..., :3].astype(np.uint16) * 255 + alpha // 2) // np.maximum(alpha, 1)
    return np.concatenate([np.minimum(color, 255).astype(np.uint8), pixels[..., 3:]], axis=2)


def low_discrepancy(i: int) -> tuple[float, float]:
    """Point i of the R2 sequence in the unit square (Roberts 2018); point 0 is the middle."""
    return (0.5 + 0.7548776662466927 * i) % 1.0, (0.5 + 0.5698402909980532 * i) % 1.0


def lens_point(camera: Camera, i: int, count: int) -> tuple[float, float]:
    """Where sub-frame i of `count` looks through the lens, metres right and up of its middle.

    Vogel's spiral (1979) fills the disc evenly for any count, so that few sub-frames blur without ghosts.
    """
    r, angle = 0.5 * camera.aperture * np.sqrt((i + 0.5) / count), i * np.pi * (3.0 - np.sqrt(5.0))
    return float(r * np.cos(angle)), float(r * np.sin(angle))


def _checked(size: tuple[int, int]) -> tuple[int, int]:
    if not all(1 <= n <= LARGEST for n in size):
        raise InputError(f"a picture of {size[0]}x{size[1]} pixels; 1 to {LARGEST} along each side is possible")
    return size
