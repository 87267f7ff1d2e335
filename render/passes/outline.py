"""A line round one instance in the finished picture, where the pixels of its number end."""

from __future__ import annotations

import numpy as np

from render import gl
from render.draws import DrawList, instance_spheres
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, Textures
from render.views import View

WIDTH = 3.0
"""Pixels in a picture of 1080 rows; thinner ones have thinner lines, down to one."""
COLOR = (1.0, 0.72, 0.2)


def draw_outline(
    gpu: Gpu, graph: FrameGraph, display: Handle, ids: Handle, which: tuple[int, int], view: View, draws: DrawList
) -> Handle:
    """Draw round the visible part of instance `which` (object, instance) over the display-coded picture.

    `ids` is the plane of numbers of the same view; only the rectangle that the instance can cover is worked on.
    """
    x, y, w, h = covered(draws, which, view)
    width = max(1.0, WIDTH * view.size[1] / 1080)

    def run(t: Textures) -> None:
        if not (w and h):
            return
        # the picture holds the top row first, the plane of numbers the bottom row
        gl.glEnable(gl.GL_SCISSOR_TEST)
        gl.glScissor(x, view.size[1] - y - h, w, h)
        program = gpu.programs.get("highlight.frag.glsl")
        program["which"], program["width"], program["line"] = (which[0] + 1, which[1]), width, COLOR
        gpu.over(program, t[display], [t[ids]])
        gl.glDisable(gl.GL_SCISSOR_TEST)

    return graph.add("outline", run, reads=[ids], writes=[display])[0]


def covered(draws: DrawList, which: tuple[int, int], view: View) -> tuple[int, int, int, int]:
    """x, y, width, height of the pixels, from the bottom left, that an instance and a line round it may touch."""
    batch, instance = which
    if not 0 <= batch < len(draws.batches) or not 0 <= instance < draws.batches["count"][batch]:
        return 0, 0, 0, 0
    sphere = instance_spheres(draws, np.array([int(draws.batches["first"][batch]) + instance]))[0]
    center = view.view @ np.array([*sphere[:3], 1.0])
    distance = -center[2] - sphere[3]
    size = np.array(view.size)
    clip = view.projection @ center
    if view.orthographic:
        reach = view.pixels * sphere[3] + WIDTH + 2
    elif distance <= view.near:
        return 0, 0, int(size[0]), int(size[1])
    else:
        # off the axis a sphere's image is an ellipse, longer by as much as it lies aside
        reach = (view.pixels * sphere[3] / distance + WIDTH + 2) * (1 + np.hypot(*(center[:2] / center[2])))
    middle = (clip[:2] / clip[3] * 0.5 + 0.5) * size
    low, high = np.clip(np.floor(middle - reach), 0, size), np.clip(np.ceil(middle + reach), 0, size)
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])
