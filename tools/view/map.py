"""The small map in the window: the chart with stops, boats and the one who looks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from imgui_bundle import imgui

from assets.scene import Frame
from tools.view.chart import Chart, boats
from tools.view.state import State

LARGEST, SMALLEST = 200.0, 84.0
"""Pixels along its side."""
SHARE = 0.28
"""Of the window's height."""
STOP, BOAT, HERE = (255, 214, 120, 255), (255, 120, 70, 255), (120, 230, 255, 255)


@dataclass(frozen=True)
class Mark:
    """Something on the map, `u` to the right and `v` down, 0 to 1; `yaw` from the top clockwise, radians."""

    kind: Literal["stop", "boat", "here"]
    u: float
    v: float
    name: str = ""
    yaw: float = 0.0


def marks(state: State, drawn: Chart, frame: Frame) -> list[Mark]:
    """What is to be marked, within the chart: boats where the frame has them, stops where their cameras are, and the
    one who looks, last and on top."""
    scene = state.production.scene
    out = [Mark("boat", *drawn.at(float(x), float(z))) for x, z in boats(scene, frame.moves)]
    for name, camera in scene.stop_cameras.items():
        if name in scene.stops:
            x, _, z = scene.camera(camera, scene.stops[name]).eye
            out.append(Mark("stop", *drawn.at(x, z), name))
    (x, _, z), (tx, _, tz) = frame.camera.eye, frame.camera.target
    u, v = drawn.at(x, z)
    here = Mark("here", min(max(u, 0.0), 1.0), min(max(v, 0.0), 1.0), yaw=math.atan2(tx - x, z - tz))
    return [mark for mark in out if 0 <= mark.u <= 1 and 0 <= mark.v <= 1] + [here]


def side(width: float, height: float) -> float:
    """Pixels along the map's side in a window of that size; 0 where it would hide more than it shows."""
    fitting = min(LARGEST, SHARE * min(height, 0.75 * width))
    return float(round(fitting)) if fitting >= SMALLEST else 0.0


def draw_map(drawn: Chart, texture: int, shown: Sequence[Mark]) -> tuple[float, float] | None:
    """Draws it where the window has room for it; the place (x, z) that was clicked, or None."""
    width, height = imgui.get_io().display_size
    if not (across := side(width, height)):
        return None
    imgui.set_next_window_pos(imgui.ImVec2(width - across - 16, 8))
    imgui.set_next_window_size(imgui.ImVec2(across + 8, across + 8))
    imgui.set_next_window_bg_alpha(0.62)
    imgui.push_style_var(imgui.StyleVar_.window_padding, imgui.ImVec2(4, 4))
    flags = imgui.WindowFlags_.no_decoration | imgui.WindowFlags_.no_move | imgui.WindowFlags_.no_saved_settings
    imgui.begin("map", None, flags)
    corner = imgui.get_cursor_screen_pos()
    imgui.image(imgui.ImTextureRef(texture), imgui.ImVec2(across, across))
    over = imgui.is_item_hovered()
    pen, mouse = imgui.get_window_draw_list(), imgui.get_io().mouse_pos
    scale = max(across / LARGEST, 0.7)
    for mark in shown:
        x, y = corner.x + across * mark.u, corner.y + across * mark.v
        if mark.kind == "here":
            _arrow(pen, x, y, mark.yaw)
        else:
            color = imgui.IM_COL32(*(STOP if mark.kind == "stop" else BOAT))
            pen.add_circle_filled(imgui.ImVec2(x, y), (3.5 if mark.kind == "stop" else 2.5) * scale, color)
        if over and mark.name and math.hypot(mouse.x - x, mouse.y - y) < 7:
            imgui.set_tooltip(mark.name)
    clicked = over and imgui.is_mouse_clicked(imgui.MouseButton_.left)
    imgui.end()
    imgui.pop_style_var()
    return drawn.place((mouse.x - corner.x) / across, (mouse.y - corner.y) / across) if clicked else None


def _arrow(pen: imgui.ImDrawList, x: float, y: float, yaw: float) -> None:
    """A wedge that points where one looks."""

    def corner(reach: float, turn: float) -> imgui.ImVec2:
        return imgui.ImVec2(x + reach * math.sin(yaw + turn), y - reach * math.cos(yaw + turn))

    pen.add_triangle_filled(corner(8.0, 0.0), corner(6.0, 2.5), corner(6.0, -2.5), imgui.IM_COL32(*HERE))
