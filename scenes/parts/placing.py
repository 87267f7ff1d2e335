"""From a part's own frame into the world."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError
from assets.scene import Vec3
from scenes.authoring import Stage
from scenes.lanterns import lantern_mesh
from scenes.palette import palette
from scenes.people import person_meshes

Array = NDArray[np.float64]


def world(points: ArrayLike, at: Vec3, yaw: float) -> Array:
    """Points `(n, 3)` of a part that stands `at` a point, turned by `yaw` degrees."""
    p = np.asarray(points, float).reshape(-1, 3)
    c, s = math.cos(math.radians(yaw)), math.sin(math.radians(yaw))
    turned = np.stack([p[:, 0] * c + p[:, 2] * s, p[:, 1], p[:, 2] * c - p[:, 0] * s], axis=1)
    return np.asarray(turned + np.asarray(at, float))


def heading(yaw: float) -> tuple[float, float]:
    """Where the x axis points, (dx, dz)."""
    return math.cos(math.radians(yaw)), -math.sin(math.radians(yaw))


def check_played(stage: Stage, part: str, start: float, end: float) -> None:
    """InputError for what would never be seen: it ends before it begins, or begins after the scene's end."""
    if end <= start:
        raise InputError(f"{part}: it ends at {end:g} s, not after it starts at {start:g} s")
    if start > stage.lasts:
        raise InputError(f"{part}: it starts at {start:g} s, after the scene's end at {stage.lasts:g} s")


def visitors(stage: Stage) -> tuple[int, ...]:
    """The meshes of people that the stage's parts share."""
    return stage.once(person_meshes, stage.once(palette))


def paper_lantern(stage: Stage) -> int:
    """The mesh of a lantern that the stage's parts share."""
    return stage.once(lantern_mesh, stage.once(palette))
