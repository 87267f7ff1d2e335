"""The viewer's controls, drawn with Dear ImGui: timeline, cameras, help, a status line."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, Self

import numpy as np
from imgui_bundle import imgui

from assets.lettering import FONT
from assets.scene import Frame
from render.resources import Texture
from render.window import Window
from tools.view.chart import Chart, chart
from tools.view.map import draw_map, marks
from tools.view.state import ON_AIR, WALKING, State

HELP = """Space        play, pause
Left, Right  one second; with Shift one frame
Home, End    start, end
1 ... 9      the scene's cameras
F            the film's own camera
O            orbit: drag to turn, right drag to move, wheel to come closer
G            walk on the ground: W A S D, drag to look, Shift to run
E, Q         fly up, down; G puts you on the ground again
PgDn, PgUp   next stop, stop before
M            map: a click takes you there; a window under 300 pixels high has none
T            time of day: the slider, or the scene's own clock
Click        pick what is under the cursor
C            captions        H   this panel
F1           help            F12 screenshot
Esc          leave"""
_FRAME = 1 / 25


class Panel:
    """Owns Dear ImGui's context and its GL objects in a window. `begin`, `show`, then `finish` or `skip` each frame."""

    def __init__(self, window: Window) -> None:
        # The backend makes its own GL calls at import: the window's context must be there first.
        from imgui_bundle.python_backends.glfw_backend import GlfwRenderer

        self._context = imgui.create_context()
        io = imgui.get_io()
        io.set_ini_filename("")
        io.fonts.add_font_from_file_ttf(str(FONT), 17.0)
        style = imgui.get_style()
        style.window_rounding = style.frame_rounding = style.grab_rounding = 5.0
        style.window_border_size = 0.0
        self._backend: Any = GlfwRenderer(window.handle)
        self._map: tuple[Chart, Texture] | None = None

    def begin(self) -> None:
        self._backend.process_inputs()
        imgui.new_frame()

    def finish(self) -> None:
        """Draws over what the window shows."""
        imgui.render()
        self._backend.render(imgui.get_draw_data())

    def skip(self) -> None:
        """Ends a frame whose picture would be the same as before."""
        imgui.end_frame()

    def map(self, state: State, frame: Frame, t: float) -> None:
        """The map in the upper right corner: stops, boats and the one who looks; a click on it goes there."""
        if not state.map:
            return
        if self._map is None:
            drawn = chart(state.production.scene)
            opaque = np.full((*drawn.pixels.shape[:2], 1), 255, np.uint8)
            self._map = drawn, Texture.of(np.concatenate([drawn.pixels, opaque], axis=2), "rgba8")
        drawn, texture = self._map
        place = draw_map(drawn, texture.name, marks(state, drawn, frame))
        if place:
            state.walk_to(*place, t)

    def close(self) -> None:
        if self._map:
            self._map[1].close()
        self._backend.shutdown()
        imgui.destroy_context(self._context)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def steer(state: State, t: float, now: float) -> bool:
    """Keys and mouse change the state; True when F12 asks for a screenshot."""
    io, key = imgui.get_io(), imgui.Key
    pressed = imgui.is_key_pressed
    if pressed(key.space, False):
        (state.playhead.pause if state.playhead.playing else state.playhead.play)(now)
    stride = _FRAME if io.key_shift else 1.0
    for name, seconds in ((key.left_arrow, -stride), (key.right_arrow, stride)):
        if pressed(name):
            state.playhead.seek(t + seconds, now)
    for name, position in ((key.home, 0.0), (key.end, state.playhead.duration)):
        if pressed(name, False):
            state.playhead.seek(position, now)
    digits = (key._1, key._2, key._3, key._4, key._5, key._6, key._7, key._8, key._9)
    for digit, camera in zip(digits, state.production.scene.cameras, strict=False):
        if pressed(digit, False):
            state.eye = camera
    if pressed(key.f, False):
        state.eye = ON_AIR
    if pressed(key.o, False):
        state.orbit(t)
    if pressed(key.g, False):
        state.walk(t)
    for name, way in ((key.page_down, 1), (key.page_up, -1)):
        if pressed(name, False):
            state.next_stop(way, t, now)
    if pressed(key.t, False):
        state.take_hour(t)
    state.map ^= pressed(key.m, False)
    state.captions ^= pressed(key.c, False)
    state.panel ^= pressed(key.h, False)
    state.help ^= pressed(key.f1, False)
    state.quit |= pressed(key.escape, False)
    _walk(state, t, io)
    _mouse(state, t, io)
    return bool(pressed(key.f12, False))


def _walk(state: State, t: float, io: Any) -> None:
    down, key = imgui.is_key_down, imgui.Key
    step = WALKING * (3.0 if io.key_shift else 1.0) * min(io.delta_time, 0.1)
    ahead = down(key.w) - down(key.s)
    right = down(key.d) - down(key.a)
    up = down(key.e) - down(key.q)
    if ahead or right or up:
        state.step(step * ahead, step * right, step * up, t)


def _mouse(state: State, t: float, io: Any) -> None:
    if io.want_capture_mouse:
        return
    height = max(1.0, io.display_size.y)
    dx, dy = io.mouse_delta.x / height, io.mouse_delta.y / height
    for button, pan in ((imgui.MouseButton_.left, False), (imgui.MouseButton_.right, True)):
        if imgui.is_mouse_dragging(button) and (dx or dy):
            state.drag(dx, dy, t, pan)
    if io.mouse_wheel:
        state.wheel(io.mouse_wheel, t)


def clicked() -> tuple[float, float] | None:
    """Where the left button was pressed and released without a drag, in window pixels from the top left."""
    io = imgui.get_io()
    if io.want_capture_mouse or not imgui.is_mouse_released(imgui.MouseButton_.left):
        return None
    moved = imgui.get_mouse_drag_delta(imgui.MouseButton_.left, 0.0)
    return None if abs(moved.x) + abs(moved.y) > 4 else (io.mouse_pos.x, io.mouse_pos.y)


def hovering() -> tuple[float, float] | None:
    """Where the pointer is, in window pixels from the top left, if it is over the picture and no button is down."""
    io = imgui.get_io()
    inside = 0 <= io.mouse_pos.x < io.display_size.x and 0 <= io.mouse_pos.y < io.display_size.y
    busy = io.want_capture_mouse or any(imgui.is_mouse_down(b) for b in range(3))
    return (io.mouse_pos.x, io.mouse_pos.y) if inside and not busy else None


def touched() -> tuple[float, ...]:
    """The mouse as numbers: a frame in which they change must be drawn."""
    io = imgui.get_io()
    return (io.mouse_pos.x, io.mouse_pos.y, io.mouse_wheel, *(float(imgui.is_mouse_down(b)) for b in range(3)))


def show(state: State, t: float, now: float, status: str) -> None:
    """The panel at the foot of the window, and help over it."""
    width, height = imgui.get_io().display_size
    if state.panel:
        tall = 2 * imgui.get_frame_height_with_spacing() + 2 * imgui.get_style().window_padding.y
        imgui.set_next_window_pos(imgui.ImVec2(8, height - tall - 8))
        imgui.set_next_window_size(imgui.ImVec2(width - 16, tall))
        imgui.set_next_window_bg_alpha(0.62)
        flags = imgui.WindowFlags_.no_decoration | imgui.WindowFlags_.no_move | imgui.WindowFlags_.no_saved_settings
        imgui.begin("timeline", None, flags)
        _timeline(state, t, now)
        imgui.text_unformatted(f"{state.message}   {status}" if state.message else status)
        _hours(state, t)
        imgui.end()
    if state.help:
        imgui.set_next_window_pos(imgui.ImVec2(16, 16))
        room = imgui.ImVec2(width - 32, max(height - 96, 96))  # in a small window its text can be scrolled
        imgui.set_next_window_size_constraints(imgui.ImVec2(0, 0), room)
        imgui.set_next_window_bg_alpha(0.8)
        flags = imgui.WindowFlags_.always_auto_resize | imgui.WindowFlags_.no_saved_settings
        shown, still = imgui.begin("Help", True, flags)
        if shown:
            imgui.text_unformatted(HELP)
        imgui.end()
        state.help = bool(still)


def _hours(state: State, t: float) -> None:
    """The time of day: the scene's own clock until the slider takes it."""
    own = state.own_hour(t)
    if own is None:
        return
    imgui.same_line(imgui.get_content_region_avail().x - 300)
    held, _ = imgui.checkbox("clock", state.hour is None)
    if held:
        state.take_hour(t)
    imgui.same_line()
    imgui.set_next_item_width(-1)
    hour = (own if state.hour is None else state.hour) % 24.0
    moved, hour = imgui.slider_float("##hour", hour, 0.0, 24.0, f"{int(hour):02d}:{int(hour * 60) % 60:02d}")
    if moved:
        state.hour = hour


def _timeline(state: State, t: float, now: float) -> None:
    head = state.playhead
    if imgui.button("Pause" if head.playing else "Play", imgui.ImVec2(64, 0)):
        (head.pause if head.playing else head.play)(now)
    imgui.same_line()
    imgui.set_next_item_width(-210)
    moved, position = imgui.slider_float("##time", t, 0.0, head.duration, f"{t:.2f} / {head.duration:.2f} s")
    if moved:
        head.seek(position, now)
    imgui.same_line()
    imgui.set_next_item_width(-1)
    current = state.eye if isinstance(state.eye, str) else type(state.eye).__name__.lower()
    if imgui.begin_combo("##camera", current):
        for name in (ON_AIR, *state.production.scene.cameras):
            if imgui.selectable(name, name == current)[0]:
                state.eye = name
        if imgui.selectable("orbit", current == "orbit")[0]:
            state.orbit(t)
        if imgui.selectable("walk", current == "walk")[0]:
            state.walk(t)
        imgui.end_combo()


def clock() -> float:
    """The clock of the window and of the sound."""
    return time.monotonic()
