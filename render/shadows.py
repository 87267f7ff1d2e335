"""Where the cascades of the key light's shadow lie. Pure numpy.

Each cascade is a square seen along the light, centred ahead of the eye and snapped to a coarse grid in light space:
it stands still while the camera moves a little (so its map can be kept), and when it moves it moves by whole texels
(Valient 2007), so edges do not crawl.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.frame_block import CASCADES
from render.views import NO_SHADOW, SHADOW, View, look_at, orthographic

RATIO = 4.0
"""Each cascade reaches this much farther than the one before."""
FARTHEST = 900.0
SNAP = 8
"""A cascade moves in steps of its half width over this."""


def shadow_reach(eye: NDArray[np.float64], bounds: NDArray[np.float64]) -> float:
    """Distance up to which shadows are drawn: past the scene's bounding sphere `(4,)`, in steps, at most FARTHEST."""
    distance = float(np.linalg.norm(eye - bounds[:3])) + float(bounds[3])
    return float(min(2.0 ** np.ceil(np.log2(max(distance, 0.5))), FARTHEST))


def cascade_views(
    view: View, light: NDArray[np.float64], bounds: NDArray[np.float64], size: int, all_round: bool = False
) -> list[View]:
    """One orthographic view a cascade, nearest first. `light` points towards the body.

    They lie ahead of the eye, or with `all_round` round it: coarser, and right whichever way one looks.
    """
    reach = shadow_reach(view.eye, bounds)
    turn = look_at(np.zeros(3), -light, [0.0, 1.0, 0.0])[:3, :3]
    forward, spread = -view.view[2, :3], 0.62
    fars = [reach / RATIO ** (CASCADES - 1 - i) for i in range(CASCADES)]
    middles = [view.eye + forward * (0.5 * far) for far in fars]
    if all_round:
        spread, middles = 1.02, [view.eye] * CASCADES
    elif view.orthographic:
        spread, (fars, middles) = 1.02, _parallel_cascades(view, bounds)
    depth = 2.0 * (float(bounds[3]) + max(reach, *fars))
    out = []
    for i, (far, middle) in enumerate(zip(fars, middles, strict=True)):
        half = spread * far * (1 + 1 / SNAP)
        step = 2.0 ** np.floor(np.log2(half / SNAP))
        # whole texels: the snapped step is a multiple of the texel
        texel = step / max(1, round(step / (2 * half / size)))
        half = 0.5 * texel * size
        center = turn @ middle
        center = np.array([*(np.round(center[:2] / step) * step), np.round(center[2] / step) * step])
        world = np.eye(4)
        world[:3, :3], world[:3, 3] = turn, -center
        out.append(
            View(
                SHADOW + i,
                world,
                orthographic(half, depth),
                turn.T @ center + light * depth,
                0.0,
                (size, size),
                size / (2 * half),
                orthographic=True,
                hidden=NO_SHADOW,
                lod_bias=2.0,  # hulls that stand in for far leaves would darken near ones
            )
        )
    return out


def _parallel_cascades(view: View, bounds: NDArray[np.float64]) -> tuple[list[float], list[NDArray[np.float64]]]:
    """Half widths and middles for an orthographic view. All that it shows of the scene is equally large; the least
    cascade holds that where the lines of sight pass nearest to the scene's middle, the largest all of it."""
    wide = np.hypot(*view.size) / (2 * view.pixels)
    whole = min(float(bounds[3]), FARTHEST)
    forward = -view.view[2, :3]
    middle = view.eye + forward * np.clip((bounds[:3] - view.eye) @ forward, view.near, view.far)
    least = min(1.5 * wide, whole)
    fars = [least ** (1 - i / (CASCADES - 1)) * whole ** (i / (CASCADES - 1)) for i in range(CASCADES)]
    return fars, [middle, middle, bounds[:3] if whole >= float(bounds[3]) else middle]


def fitted_view(light: NDArray[np.float64], bounds: NDArray[np.float64], size: int) -> View:
    """One orthographic view of all that casts a shadow, the sphere `bounds` `(4,)`: it stands still, so it is kept."""
    radius = max(float(bounds[3]), 1e-3)
    world = np.eye(4)
    world[:3, :3] = look_at(np.zeros(3), -light, [0.0, 1.0, 0.0])[:3, :3]
    world[:3, 3] = -world[:3, :3] @ bounds[:3]
    half, depth = 1.05 * radius, 2.0 * radius
    return View(
        SHADOW,
        world,
        orthographic(half, depth),
        bounds[:3] + light * depth,
        0.0,
        (size, size),
        size / (2 * half),
        orthographic=True,
        hidden=NO_SHADOW,
        lod_bias=2.0,
    )
