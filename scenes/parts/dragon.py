"""The dragon boat with its crew."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.scene import Floats, Vec3
from assets.transforms import compose
from scenes.authoring import Placed, Stage
from scenes.boats import Course, course
from scenes.dragon_boat import (
    ASIDE,
    DRUM,
    FIRST,
    PITCH,
    ROWS,
    SEAT,
    SHOULDER,
    crew_meshes,
    drum_arm,
    hull_mesh,
    splash,
    stroke,
)
from scenes.palette import palette
from scenes.parts.fit import Range
from scenes.parts.part import Amount, Degrees, Seed, Spot, part

Array = NDArray[np.float64]
SURGE = 0.10
"""Share of the speed by which a boat hurries ahead with each pull."""


@part("dragon_boat")
def dragon_boat(
    stage: Stage,
    *,
    at: Spot = (0.0, 0.0),
    yaw: Degrees = 0.0,
    speed: Annotated[float, Range(0, 8)] = 3.4,
    tempo: Annotated[float, Range(10, 150)] = 66.0,
    beat: Amount = 0.0,
    hue: tuple[Amount, Amount, Amount] = (0.24, 0.025, 0.015),
    coat: tuple[Amount, Amount, Amount] = (0.55, 0.05, 0.03),
    seed: Seed = 0,
) -> Course:
    """A dragon boat (龙舟): twenty paddlers pull with every beat of the drum at the bow, `tempo` beats a minute, the
    first one `beat` beats late; the hull surges with each pull; films hear drum and water. At (x, z) when the scene
    begins, making `speed` metres a second along x. `hue` colours the hull, `coat` the crew."""
    look, way, pace = stage.once(palette), course(at, yaw, speed, seed), tempo / 60.0
    trunk, legs, right, left, sticks = stage.once(crew_meshes, look, coat)
    stage.hull(way.transform, 12.0, 1.15)
    rng = np.random.default_rng(seed)
    row = np.repeat(np.arange(ROWS), 2)
    side = np.tile((-1.0, 1.0), ROWS)
    hips = np.c_[FIRST - PITCH * row + 0.02, np.full(2 * ROWS, SEAT), ASIDE * side]
    late = rng.normal(0, 0.012, 2 * ROWS) + 0.004 * row
    reach = rng.uniform(0.92, 1.08, 2 * ROWS)
    tint = np.c_[rng.uniform(0.85, 1.15, (2 * ROWS, 1)) * np.ones(3), rng.random(2 * ROWS)]

    @lru_cache(maxsize=2)
    def hull(t: float) -> Floats:
        """The hull's transform: it surges with every pull, bow rising."""
        phase = 2 * math.pi * (t * pace - beat)
        surge = SURGE * speed / (2 * math.pi * pace) * math.sin(phase - 1.2)
        pitch = 0.006 * math.sin(phase - 0.6)
        rock = np.array(
            [(math.cos(pitch), -math.sin(pitch), 0, surge), (math.sin(pitch), math.cos(pitch), 0, 0), (0, 0, 1, 0)]
        )
        return compose(way.transform(t), rock)

    @lru_cache(maxsize=2)
    def pose(t: float) -> tuple[Array, Array, Array]:
        """Lean, swing and lift of every paddler; the last is the water thrown up."""
        now = [stroke(t * pace - beat - d) for d in late]
        lean, swing = np.array([s.lean for s in now]) * reach, np.array([s.swing for s in now]) * reach
        return np.c_[lean, swing], np.array([s.lift for s in now]), np.array([s.splash for s in now])

    def trunks(t: float) -> Floats:
        return compose(hull(t)[None], _turned(-pose(t)[0][:, 0], hips))

    def arms(t: float, which: NDArray[np.bool_]) -> Floats:
        (turn, lift, _), s = pose(t), side[which]
        shoulders = _turned(-turn[which, 0], hips[which])
        return compose(hull(t)[None], shoulders, _turned(turn[which, 1], (0.0, SHOULDER, 0.0), -s * lift[which]))

    def crowns(t: float) -> Floats:
        high = np.maximum(pose(t)[2], 1e-3)
        out = np.tile(np.eye(3, 4), (2 * ROWS, 1, 1))
        out[:, :, :3] *= np.c_[0.6 + 0.5 * high, high, 0.6 + 0.5 * high][:, :, None] * np.eye(3)
        share = ((t * pace - beat) % 1.0) / 0.34
        out[:, :, 3] = np.c_[hips[:, 0] + 0.95 - 0.5 * min(share, 1.0), np.full(2 * ROWS, -0.02), side * 0.78]
        return compose(hull(t)[None], out)

    def put(mesh: int, where: object, tints: ArrayLike | None = None) -> Placed:
        path = where if callable(where) else None
        assert path is not None
        what = stage.instances(mesh, path(0.0), tints)
        stage.move(what, path)
        return what

    put(stage.once(hull_mesh, look, hue), hull)
    stage.hull(way.transform, 12.4, 1.16)
    put(trunk, trunks, tint)
    put(legs, lambda t: compose(hull(t)[None], _turned(np.zeros(2 * ROWS), hips)), tint)
    for mesh, which in ((right, side > 0), (left, side < 0)):
        put(mesh, lambda t, which=which: arms(t, which), tint[which])
    put(stage.once(_splash_mesh), crowns)
    _drummer(stage, hull, (trunk, legs, sticks), pace, beat)

    def skin(t: float) -> Vec3:
        x, y, z = (way.transform(t) @ (DRUM[0], 0.66, DRUM[1], 1.0)).tolist()
        return x, y, z

    # every boat's drum has its own voice
    stage.drum(skin, 1 / pace, beat / pace, pitch=1.15 + 0.45 * float(rng.random()), wash=1.0)
    return way


def _drummer(stage: Stage, hull: object, meshes: tuple[int, int, int], pace: float, beat: float) -> None:
    """The drummer faces the crew from the bow; the steersman stands at the stern."""
    assert callable(hull)
    back = np.array([(-1.0, 0, 0), (0, 1.0, 0), (0, 0, -1.0)])
    seat = np.c_[back, (DRUM[0] + 0.52, SEAT + 0.12, 0.0)]
    trunk, legs, sticks = meshes
    for mesh in (trunk, legs):
        what = stage.instances(mesh, compose(hull(0.0), seat))
        stage.move(what, lambda t: compose(hull(t), seat))

    def arms(t: float) -> Floats:
        raised = _turned(np.array([drum_arm(t * pace - beat)]), (0.0, SHOULDER, 0.0))[0]
        return compose(hull(t), seat, raised)

    stage.move(stage.instances(sticks, arms(0.0)), arms)
    aft = np.array([(1.0, 0, 0, -5.0), (0, 1.0, 0, 0.52), (0, 0, 1.0, 0.05)])
    what = stage.instances(trunk, compose(hull(0.0), aft))
    stage.move(what, lambda t: compose(hull(t), aft))


def _splash_mesh(stage: Stage) -> int:
    return stage.mesh("splash", splash(stage.once(palette)), cull_pixels=2.0)


def _turned(angle: Array, at: ArrayLike | Vec3, roll: Array | None = None) -> Array:
    """`(n, 3, 4)`: turned by `angle` about z (nose up), before that by `roll` about x, and moved to `at`."""
    n = len(angle)
    c, s = np.cos(angle), np.sin(angle)
    out = np.zeros((n, 3, 4))
    out[:, 0, 0], out[:, 0, 1], out[:, 1, 0], out[:, 1, 1], out[:, 2, 2] = c, -s, s, c, 1.0
    if roll is not None:
        a, b = np.cos(roll), np.sin(roll)
        tilt = np.zeros((n, 3, 3))
        tilt[:, 0, 0], tilt[:, 1, 1], tilt[:, 1, 2], tilt[:, 2, 1], tilt[:, 2, 2] = 1.0, a, -b, b, a
        out[:, :, :3] = out[:, :, :3] @ tilt
    out[:, :, 3] = np.asarray(at, float)
    return out
