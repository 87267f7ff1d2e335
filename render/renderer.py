"""The renderer: a scene and a frame to pixels, to a window, or to what lies under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from numbers import Real
from operator import index
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Camera, Frame, Scene
from assets.scene_check import check_scene, check_view
from render import gl
from render.context import Context
from render.exposure import Shutter, expose, first_frame
from render.graph import FrameGraph
from render.layouts import Layout, Panorama, Stereo, check_layout
from render.light_records import missing_shadows
from render.overlay import Overlay
from render.passes.outline import draw_outline
from render.picking import Picked, pick
from render.picture import Image
from render.pipeline import display_picture
from render.planes import check_planes, layout_planes, number_plane
from render.quality import Quality
from render.quality import quality as quality_row
from render.resources import Texture
from render.stage import Stage
from render.temporal import History
from render.timing import Timers, Timing
from render.traced_geometry import untraced
from render.views import camera_view

LARGEST = 8192
"""Pixels along either side."""
FARTHEST = 256
"""Pixels round the cursor within which something is picked."""


class Renderer:
    """Renders one scene. Owns the GPU's copy of it, and its context unless one was given; close it or use `with`.

        with Renderer(scene, (1280, 720), "high") as renderer:
            renderer.render(12.0, "L1").save("lake.png")

    `size` is (width, height) in pixels; `quality` a name of `render.quality.QUALITIES` or a row of one's own; `device`
    one of `render.context.devices()` (None: the best). The scene's meshes, materials and batches are fixed from here
    on. InputError when there is no OpenGL or the scene is inconsistent.
    """

    def __init__(
        self,
        scene: Scene,
        size: tuple[int, int] = (1280, 720),
        quality: str | Quality = "standard",
        context: Context | None = None,
        device: int | None = None,
    ) -> None:
        check_scene(scene)
        self.scene = scene
        self.quality = quality if isinstance(quality, Quality) else quality_row(quality)
        self.size = _checked(size)
        self.context = context or Context(device)
        self._owned = context is None
        self._open = True
        self.context.make_current()
        self.timings = Timing()
        """Of the last frame."""
        self._stage = Stage(scene, self.quality, self.context.layered)
        self._timers = Timers()
        self._history = History()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the scene asks for and does not get, in words."""
        scene = self._stage.scene
        return missing_shadows(scene.lights) + untraced(scene, self.quality)

    def resize(self, size: tuple[int, int]) -> None:
        """Pictures are `size`, (width, height) in pixels, from now on. InputError for one that cannot be."""
        self.size = _checked(size)

    def render(
        self,
        at: float | Frame | Shutter = 0.0,
        view: Camera | str | None = None,
        *,
        overlays: Sequence[Overlay] = (),
        transparent: bool = False,
        planes: Sequence[str] = (),
        before: Frame | float | None = None,
        layout: Layout = None,
        outlined: tuple[int, int] | None = None,
    ) -> Image:
        """The picture of one instant: a pure function of its arguments.

        `at` is seconds on the scene's timeline, a `Frame`, or a callable that answers frames at shutter fractions 0 to
        1, which is asked once for each sub-frame of the quality (motion blur). `view` is a camera or the name of one of
        the scene's; None is the frame's own, for seconds the scene's first. `overlays` are laid over the picture.
        `transparent`: nothing is drawn behind the scene, `pixels` has an alpha channel.

        `planes` names the data to be rendered beside the picture (`render.planes.PLANES`): `image.planes["depth"]`.
        "motion" is measured from `before`, a frame or seconds seen by the same `view`; without it nothing has moved.

        `layout` asks for two eyes or for all round instead of one view (`render.layouts`): `pixels` and planes hold
        both eyes' pictures, each of the renderer's size, or the panorama, whose depth is the distance from the eye.

        `outlined` is an (object, instance), as `pick` answers them, round whose visible part a line is drawn; in one
        view alone.

        InputError for a camera the scene has not, a plane there is not, a panorama that is not twice as wide as high,
        and moves or poses that do not fit the scene.
        """
        check_planes(planes, layout)
        check_layout(layout, self.size)
        frame = self._seen(at, view)
        past = self._seen(before, view) if before is not None else frame
        self._begin()
        stage, around = self._stage, self._timers.around
        linear, last = expose(stage, frame, self.size, layout, transparent, around)
        marked = outlined if layout is None else None
        pictures = [
            self._develop(color, last, overlays, marked, transparent, isinstance(layout, Panorama)) for color in linear
        ]
        data = {"hdr": _joined(layout, [_light(color, transparent) for color in linear])} if "hdr" in planes else {}
        for color in linear:
            stage.gpu.pool.release(color)
        if drawn := [name for name in planes if name != "hdr"]:
            now, then = first_frame(frame), first_frame(past)
            data |= layout_planes(stage, layout, self.size, now, then, drawn, around)
        self.timings = self._timers.stop()
        pixels = [straight_alpha(p.read()) if transparent else p.read(only=3) for p in pictures]
        for picture in pictures:
            stage.gpu.pool.release(picture)
        stage.gpu.pool.tick()
        return Image(_joined(layout, pixels), {name: data[name] for name in planes})

    def draw(
        self,
        frame: Frame | Shutter,
        overlays: Sequence[Overlay] = (),
        cover: tuple[int, int] | None = None,
        outlined: tuple[int, int] | None = None,
    ) -> None:
        """The picture into the current window's framebuffer, stretched to `cover` pixels (None: its own size).

        With a `temporal` quality it is joined with the pictures drawn before; call `cut` where they have nothing in
        common with it.
        """
        self._begin()
        if self.quality.temporal and isinstance(frame, Frame):
            linear = self._history.resolve(self._stage, frame, self.size, self._timers.around)
            picture = self._develop(linear, frame, overlays, outlined, smooth=False)
        else:
            (linear,), last = expose(self._stage, frame, self.size, None, False, self._timers.around)
            picture = self._develop(linear, last, overlays, outlined)
            self._stage.gpu.pool.release(linear)
        source = self._stage.gpu.pool.framebuffer([picture])
        (w, h), (right, top) = self.size, cover or self.size
        how = gl.GL_NEAREST if (w, h) == (right, top) else gl.GL_LINEAR
        # the picture's first row is its top, the window's its bottom
        gl.glBlitNamedFramebuffer(source.name, 0, 0, h, w, 0, 0, 0, right, top, gl.GL_COLOR_BUFFER_BIT, how)
        gl.glBindFramebuffer(gl.GL_FRAMEBUFFER, 0)
        self.timings = self._timers.stop()
        self._stage.gpu.pool.release(picture)
        self._stage.gpu.pool.tick()

    def cut(self) -> None:
        """What `draw` shows next has nothing to do with what it has shown: another camera, another time."""
        self._history.cut()

    def _seen(self, at: float | Frame | Shutter, view: Camera | str | None) -> Frame | Shutter:
        """What `render` was asked for, as frames with the right camera."""
        if isinstance(at, Frame):
            frame = at if view is None else replace(at, camera=self._camera(view, at.time))
            check_view(frame)
            return frame
        if callable(at):
            shutter = at
            return lambda fraction: first_frame(self._seen(shutter(fraction), view))
        if view is None and not self.scene.cameras:
            raise InputError(f"scene {self.scene.name!r} has no camera: give a view")
        # a wrong time or name is said here; by its name a camera also finds the presenter's stand
        check_view(Frame(at, self._camera(view, at)))
        return self.scene.evaluate(at, view)

    def _camera(self, view: Camera | str | None, t: float) -> Camera:
        if isinstance(view, Camera):
            return view
        try:
            return self.scene.camera(view, t)
        except KeyError as error:
            raise InputError(str(error.args[0])) from None

    def pick(self, frame: Frame, x: int, y: int, reach: int = 0) -> Picked | None:
        """What is seen at pixel (x, y) from the top left: of every batch, masked and blended surfaces as they look, and
        the water. None for the sky.

        With `reach` the nearest pixel within so many that shows a batch with a `pick` number answers first: small
        things can be clicked. Draws only those pixels, and waits for the GPU. InputError for a reach beyond 0 to
        FARTHEST.
        """
        if not 0 <= reach <= FARTHEST:
            raise InputError(f"a reach of {reach} pixels; 0 to {FARTHEST} is possible")
        check_view(frame)
        if not isinstance(x, Real) or not isinstance(y, Real):
            raise InputError(f"pixel {x!r}, {y!r}: two numbers are expected")
        self._begin()
        return pick(self._stage, frame, self.size, x, y, reach)

    def _begin(self) -> None:
        """State that whoever else draws in this context may have changed."""
        self._still_open()
        self.context.make_current()
        gl.glClipControl(gl.GL_LOWER_LEFT, gl.GL_ZERO_TO_ONE)
        for capability in (gl.GL_SCISSOR_TEST, gl.GL_STENCIL_TEST, gl.GL_FRAMEBUFFER_SRGB, gl.GL_DITHER, gl.GL_BLEND):
            gl.glDisable(capability)
        gl.glColorMask(True, True, True, True)
        gl.glPolygonMode(gl.GL_FRONT_AND_BACK, gl.GL_FILL)
        self._timers.start()

    def _still_open(self) -> None:
        """The names a closed renderer knew may be another's by now."""
        if not self._open:
            raise InputError("this renderer is closed")

    def _develop(
        self,
        linear: Texture,
        frame: Frame,
        overlays: Sequence[Overlay],
        outlined: tuple[int, int] | None = None,
        transparent: bool = False,
        all_round: bool = False,
        smooth: bool = True,
    ) -> Texture:
        """The finished picture in a texture of the pool, top row first."""
        graph = FrameGraph()
        color = graph.external("linear", linear, linear.desc)
        out = display_picture(self._stage, graph, color, frame, overlays, transparent, all_round, smooth)
        if outlined:
            view = camera_view(frame.camera, self.size)
            ids = number_plane(self._stage, graph, view, frame)
            out = draw_outline(self._stage.gpu, graph, out, ids, outlined, view, self._stage.meshes.list)
        graph.output(out)
        picture: Texture = graph.execute(self._stage.gpu.pool, self._timers.around)[out]
        return picture

    def close(self) -> None:
        """Frees what it holds on the graphics device; once is enough."""
        if not self._open:
            return
        self._open = False
        self.context.make_current()
        self._timers.close()
        self._history.close()
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


def _light(linear: Texture, transparent: bool) -> NDArray[np.float32]:
    """Linear colour as the plane `hdr`."""
    return np.ascontiguousarray(linear.read(only=0 if transparent else 3)[::-1])


def _joined(layout: Layout, pictures: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return layout.join(pictures) if isinstance(layout, Stereo) else pictures[0]


def _checked(size: tuple[int, int]) -> tuple[int, int]:
    try:
        width, height = map(index, size)
    except (TypeError, ValueError):
        raise InputError(f"size {size!r}: expected (width, height) in whole pixels") from None
    if not (1 <= width <= LARGEST and 1 <= height <= LARGEST):
        raise InputError(f"a picture of {width}x{height} pixels; 1 to {LARGEST} along each side is possible")
    return width, height
