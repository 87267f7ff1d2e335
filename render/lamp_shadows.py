"""Which lamps cast shadows, and the views from them. Pure numpy.

A directional light or a spot that is not very wide has one map, any other light six, as the faces of a cube. Maps are
layers of one array, given out in the order of importance (`Lights.shadow`, then the order of the lights), so that equal
frames have equal maps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.lights import DIRECTIONAL, DISC, POINT, RECTANGLE, TUBE
from assets.scene import Lights
from render.frame_block import TO_TEXTURE
from render.light_records import FACES, chosen, shadow_faces
from render.structs import gpu_struct
from render.views import NO_SHADOW, SHADOW, View, look_at, orthographic, perspective

REACH = 50.0
"""Half the width of what a directional light's map covers, metres, inside scenes that are larger."""
GUARD = 4
"""Texels that the faces of a cube overlap, for filters to stay on one."""
LEAST_NEAR = 0.02

LAMP_BLOCK = gpu_struct(
    "LampBlock",
    "std140",
    # world -> texture coordinates and depth, times w
    maps=f"mat4[{FACES}]",
    # xyz where it is seen from, w metres that a texel covers one metre from there (below zero: anywhere)
    sources=f"vec4[{FACES}]",
)

_AXES = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], float)
_UPS = np.array([[0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0], [0, 1, 0]], float)


@dataclass(frozen=True, eq=False)
class LampShadows:
    """`lights` `(k,)` have shadows, their maps begin at layer `first` `(k,)`; one view a layer. `left_out` lights asked
    for a shadow in vain."""

    lights: NDArray[np.int64]
    first: NDArray[np.int64]
    views: tuple[View, ...]
    left_out: int

    def block(self) -> NDArray[Any]:
        """(1,) LAMP_BLOCK"""
        record = LAMP_BLOCK.zeros(1)
        for i, view in enumerate(self.views):
            record["maps"][0, i] = TO_TEXTURE @ view.view_projection
            record["sources"][0, i] = (*view.eye, (-1 if view.orthographic else 1) / view.pixels)
        return record


def lamp_shadows(
    lights: Lights,
    bounds: NDArray[np.float64],
    eye: NDArray[np.float64],
    size: int,
    point: tuple[float, float] | None = None,
) -> LampShadows:
    """The views, `size` texels along each side. `bounds` `(4,)` is a sphere round what casts shadows.

    `point` in the unit square says from where on each light its shadow falls; None is the middle.
    """
    which, first, left_out = chosen(lights)
    views: list[View] = []
    faces = shadow_faces(lights)
    for i in which.tolist():
        kind, at = lights.kind[i], source_point(lights, i, point)
        direction, reach = lights.direction[i].astype(np.float64), float(lights.range[i])
        near = max(float(lights.radius[i]) if kind < RECTANGLE else 0.0, LEAST_NEAR)
        if kind == DIRECTIONAL:
            views.append(_directional(direction, bounds, eye, size))
        elif faces[i] == 1:
            tangent = np.tan(np.arccos(min(float(lights.cone[i, 1]), 0.9999)))
            views.append(_cone(at, direction, _up(direction), tangent * (1 + 2 * GUARD / size), near, reach, size))
        else:
            tangent = 1 + 2 * GUARD / size
            views += [_cone(at, a, up, tangent, near, reach, size) for a, up in zip(_AXES, _UPS, strict=True)]
    return LampShadows(which, first, tuple(views), left_out)


def source_point(lights: Lights, i: int, point: tuple[float, float] | None) -> NDArray[np.float64]:
    """Where on light i a point of the unit square lies: evenly over its surface, or over the ball of its radius."""
    at: NDArray[np.float64] = lights.position[i].astype(np.float64)
    if point is None:
        return at
    u, v = point[0] - 0.5, point[1] - 0.5
    along, across = lights.direction[i].astype(np.float64), lights.across[i].astype(np.float64)
    up = np.cross(along, across)
    width, height = lights.size[i].astype(np.float64)
    if lights.kind[i] == TUBE:
        return np.asarray(at + along * (u * width))
    if lights.kind[i] == RECTANGLE:
        return np.asarray(at + across * (u * width) + up * (v * height))
    r, a = np.sqrt(point[0]), 2 * np.pi * point[1]
    if lights.kind[i] == DISC:
        return np.asarray(at + (across * (np.cos(a) * width) + up * (np.sin(a) * height)) * (0.5 * r))
    radius = float(lights.radius[i])
    if lights.kind[i] == POINT:
        z = 1 - 2 * point[0]
        s = np.sqrt(max(1 - z * z, 0.0))
        return np.asarray(at + radius * np.array([s * np.cos(a), z, s * np.sin(a)]))
    return np.asarray(at + radius * r * (across * np.cos(a) + up * np.sin(a)))


def hammersley(i: int, count: int) -> tuple[float, float]:
    """Point i of `count` in the unit square, evenly spread in any even part of it (Hammersley 1960, base 2)."""
    bits = int(f"{i:032b}"[::-1], 2)
    return (i + 0.5) / count, (bits + 0.5) / 2.0**32


def _up(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([0.0, 1.0, 0.0] if abs(direction[1]) < 0.99 else [0.0, 0.0, 1.0])


def _cone(
    at: NDArray[np.float64],
    direction: NDArray[np.float64],
    up: NDArray[np.float64],
    tangent: float,
    near: float,
    reach: float,
    size: int,
) -> View:
    projection = perspective(2 * np.arctan(tangent), 1.0, near)
    return View(
        SHADOW,
        look_at(at, at + direction, up),
        projection,
        at,
        near,
        (size, size),
        size / (2 * tangent),
        hidden=NO_SHADOW,
        lod_bias=2.0,
        far=reach if np.isfinite(reach) else 0.0,
    )


def _directional(
    direction: NDArray[np.float64], bounds: NDArray[np.float64], eye: NDArray[np.float64], size: int
) -> View:
    """Of the whole scene, or inside large ones of what is round the eye, moved in steps."""
    middle, half = bounds[:3], max(float(bounds[3]), 1e-6)
    if half > max(REACH, float(np.linalg.norm(eye - middle))):
        step = REACH / 8
        middle, half = np.round(eye / step) * step, REACH
    depth = 2.04 * (float(np.linalg.norm(middle - bounds[:3])) + max(float(bounds[3]), 1e-6))
    return View(
        SHADOW,
        look_at(middle, middle + direction, _up(direction)),
        orthographic(half, depth),
        middle - direction * depth,
        0.0,
        (size, size),
        size / (2 * half),
        orthographic=True,
        hidden=NO_SHADOW,
        lod_bias=2.0,
    )
