"""Pictures of more than one view: two eyes, or all round. Views are a list; what they share is done once.

Both eyes of a `Stereo` look along parallel axes (converging eyes would tilt their pictures against each other); a
`convergence` shifts the images instead, so that what lies at that distance has no disparity. A point at distance d is
`focal * ipd * (1 / d - 1 / convergence)` pixels further to the right for the left eye than for the right one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Camera, Vec3
from render.views import Matrix, View, camera_view

SPREAD = 1.15
"""Tangent of half a face's field of view: what is worked out in the image (occlusion, halos) needs to see past 1."""


@dataclass(frozen=True)
class Stereo:
    """Two eyes `ipd` metres apart. The renderer's size is one eye's; the left one comes first, or on top."""

    arrangement: Literal["side-by-side", "top-bottom"] = "side-by-side"
    ipd: float = 0.064
    convergence: float = np.inf
    """Metres."""

    def __post_init__(self) -> None:
        if self.arrangement not in ("side-by-side", "top-bottom"):
            raise InputError(f"stereo {self.arrangement!r}: there are side-by-side and top-bottom")
        if not 0 <= self.ipd < np.inf:
            raise InputError(f"eyes {self.ipd:g} m apart: expected 0 or more")
        if not self.convergence > 0:
            raise InputError(f"eyes that meet at {self.convergence:g} m: expected more than 0")

    def join(self, eyes: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """One array of the left and the right eye's."""
        return np.concatenate(eyes, axis=1 if self.arrangement == "side-by-side" else 0)


@dataclass(frozen=True)
class Panorama:
    """All round the camera, equirectangular: twice as wide as high, the camera's heading in the middle, up on top.

    The left edge is behind; longitude grows to the right. The camera's pitch, field of view and lens do not matter.
    """


Layout = Stereo | Panorama | None
"""None: one view."""


def check_layout(layout: Layout, size: tuple[int, int]) -> None:
    """InputError for what is no layout, and for a panorama that is not twice as wide as high."""
    if not isinstance(layout, Layout):
        raise InputError(f"layout {layout!r}: expected a Stereo, a Panorama or None")
    if isinstance(layout, Panorama) and size[0] != 2 * size[1]:
        raise InputError(f"a panorama of {size[0]}x{size[1]} pixels: it must be twice as wide as high")


def layout_views(
    layout: Layout,
    camera: Camera,
    size: tuple[int, int],
    jitter: tuple[float, float] = (0.0, 0.0),
    lens: tuple[float, float] = (0.0, 0.0),
) -> list[View]:
    """The views that make up the picture, in its order: one; the left and the right eye; or the six of a cube."""
    if isinstance(layout, Panorama):
        return cube_views(camera, size[1], jitter)
    view = camera_view(camera, size, jitter, lens)
    if layout is None:
        return [view]
    return [eye_view(view, side * 0.5 * layout.ipd, layout.convergence) for side in (-1.0, 1.0)]


def eye_view(view: View, offset: float, convergence: float = np.inf) -> View:
    """The view from `offset` metres to the right, its image shifted so that what is at `convergence` stays in place."""
    projection, turned = view.projection.copy(), view.view.copy()
    projection[0, 2] -= projection[0, 0] * offset / convergence
    eye = view.eye + turned[0, :3] * offset
    turned[:3, 3] = -turned[:3, :3] @ eye
    return replace(view, view=turned, projection=projection, eye=eye)


def both_eyes(eyes: Sequence[View]) -> View:
    """A view that holds all that two perspective eyes see: a little behind the middle between them, as wide as the
    wider of both ways from either."""
    first, second = eyes
    p = [eye.projection for eye in eyes]
    wide, high = (max(abs((side + q[axis, 2]) / q[axis, axis]) for q in p for side in (-1.0, 1.0)) for axis in (0, 1))
    apart = 0.5 * float(np.linalg.norm(second.eye - first.eye))
    projection = first.projection.copy()
    projection[0, 0], projection[1, 1], projection[:2, 2] = 1.0 / wide, 1.0 / high, 0.0
    eye = 0.5 * (first.eye + second.eye) + first.view[2, :3] * (apart / wide)
    view = first.view.copy()
    view[:3, 3] = -view[:3, :3] @ eye
    return replace(first, view=view, projection=projection, eye=eye)


def heading(camera: Camera) -> Matrix:
    """(3, 3) rows right, up and ahead of a panorama: level, wherever the camera looks."""
    ahead = np.subtract(camera.target, camera.eye)
    if np.hypot(ahead[0], ahead[2]) < 1e-6 * max(abs(ahead[1]), 1e-9):
        ahead = np.array(camera.up) * -np.sign(ahead[1])  # straight up or down: the top of the picture is ahead
    ahead = np.array([ahead[0], 0.0, ahead[2]])
    length = np.linalg.norm(ahead)
    ahead = ahead / length if length > 1e-9 else np.array([0.0, 0.0, -1.0])
    up = np.array([0.0, 1.0, 0.0])
    return np.stack([np.cross(ahead, up), up, ahead])


def cube_views(camera: Camera, height: int, jitter: tuple[float, float] = (0.0, 0.0)) -> list[View]:
    """Ahead, right, behind, left, up, down; each sees a little more than its quarter (SPREAD).

    `height` is the panorama's; a face has about the panorama's resolution at its middle.
    """
    right, up, ahead = heading(camera)
    n = max(8, round(0.4 * SPREAD * 2 * height))
    eye = np.array(camera.eye)
    views = []
    for forward, top in ((ahead, up), (right, up), (-ahead, up), (-right, up), (up, -ahead), (-up, ahead)):
        face = replace(
            camera,
            target=_vec3(eye + forward),
            up=_vec3(top),
            fov=2 * np.arctan(SPREAD),
            shift=(0.0, 0.0),
            half_size=None,
            far=math.inf,  # that plane would be a box
        )
        views.append(replace(camera_view(face, (n, n), jitter), all_round=True))
    return views


def _vec3(v: Matrix) -> Vec3:
    return float(v[0]), float(v[1]), float(v[2])


def panorama_lookup(height: int, face: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], Matrix]:
    """For each pixel of a panorama `(h, 2 h)`, top row first: the number of its face, the row and column of its nearest
    pixel among `face` squared, top row first, and how much longer that pixel's ray is than its part along the axis."""
    x, y, z = directions(height)
    ways = np.stack([z, x, -z, -x, y, -y])
    number = np.argmax(ways, axis=0)
    far = np.take_along_axis(ways, number[None], 0)[0]
    across = np.choose(number, [x, -z, -x, z, x, x]) / far
    upward = np.choose(number, [y, y, y, y, -z, z]) / far
    column = np.clip(((across / SPREAD * 0.5 + 0.5) * face).astype(np.intp), 0, face - 1)
    row = np.clip(((0.5 - upward / SPREAD * 0.5) * face).astype(np.intp), 0, face - 1)
    seen = [((i + 0.5) / face * 2 - 1) * SPREAD for i in (row, column)]
    return number, row, column, np.sqrt(1 + seen[0] ** 2 + seen[1] ** 2)


def directions(height: int) -> tuple[Matrix, Matrix, Matrix]:
    """Right, up and ahead parts `(h, 2 h)` of a panorama's unit directions, top row first."""
    longitude = ((np.arange(2 * height) + 0.5) / (2 * height) - 0.5) * 2 * np.pi
    latitude = (0.5 - (np.arange(height) + 0.5) / height)[:, None] * np.pi
    level = np.cos(latitude)
    return level * np.sin(longitude), np.broadcast_to(np.sin(latitude), (height, 2 * height)), level * np.cos(longitude)
