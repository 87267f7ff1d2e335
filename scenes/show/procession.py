"""A procession of fish lanterns: bearers in a march's figures, led by the red pearl (红珠) on its long handle.

    fish_march(stage, look, march, Ground((58.0, 0.8, -92.0), (0.12, -1.0)), start=122.0, end=170.0)

The first marcher carries the pearl, the others fish of the kinds in turn. Every lantern is a lamp. Outside its time
nothing of it is drawn, moved or lit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from assets.lights import Lights
from assets.scene import Floats, Vec3
from scenes.authoring import Placed, Stage
from scenes.bearers import COSTUMES, Stride, bearer, held, poised, striding
from scenes.fish_lanterns import KINDS, fish_lantern, swimming
from scenes.palette import GILT, Palette
from scenes.show.marching import March, dealt

Array = NDArray[np.float64]
STEP = 0.395
"""Seconds a step: two to the beat of the show's music."""
SCALE = 1.18
"""Of the lanterns: a carp is 1.5 m long."""
PEARL_LIGHT: Vec3 = (9.0, 1.3, 0.4)
REACH = 7.0
"""Metres that a lantern lights."""


@dataclass(frozen=True)
class Ground:
    """Level ground: `at` (x, y, z) is the figures' origin, `heading` (dx, dz) their x; their y is to its right."""

    at: Vec3
    heading: tuple[float, float] = (1.0, 0.0)

    def world(self, p: ArrayLike) -> Array:
        """`(n, 3)` of points `(n, 2)` on the ground."""
        q = np.asarray(p, float)
        dx, dz = np.asarray(self.heading) / np.hypot(*self.heading)
        x, z = q[:, 0] * dx - q[:, 1] * dz, q[:, 0] * dz + q[:, 1] * dx
        return np.asarray(np.stack([x, 0 * x, z], axis=1) + self.at)

    def yaw(self, heading: ArrayLike) -> Array:
        """Yaw about +y of headings `(n,)` on the ground."""
        return np.asarray(np.arctan2(-self.heading[1], self.heading[0]) - np.asarray(heading, float))


@dataclass(frozen=True, eq=False)
class Instant:
    """Everybody at one time: bodies, and for every kind of fish its three parts; lamps `(count, 3)`, pearl first."""

    stride: Stride
    pearl: Floats
    poles: Floats
    fish: tuple[tuple[Floats, Floats, Floats], ...]
    lamps: Array


def fish_march(
    stage: Stage,
    look: Palette,
    march: March,
    ground: Ground,
    start: float,
    end: float,
    kinds: Sequence[str] = tuple(KINDS),
    seed: int = 0,
) -> None:
    """Puts the procession on stage from `start` to `end` seconds. InputError for an unknown kind of fish."""
    shoals = [(stage.once(fish_lantern, kind), KINDS[kind].light) for kind in kinds]
    which = dealt(len(kinds), march.count - 1)
    seeds = np.random.default_rng(seed).random(march.count)
    teams = (np.arange(march.count) // 2) % len(COSTUMES)

    def walk(t: float) -> tuple[Array, Array]:
        return ground.world(march.places(t)), ground.yaw(march.headings(t))

    @lru_cache(maxsize=2)
    def instant(t: float) -> Instant:
        stride = poised(striding(walk, t, STEP), t, seeds, STEP)
        # raised on one pass of a crossing and lowered on the other: fish leap over fish
        height = 2.85 + 0.38 * np.cos(2 * np.pi * march.share(t)) + 0.05 * np.sin(2 * np.pi * (t / 1.58 + seeds))
        height[0] = 3.45
        top = held(stride.torso, height)
        carried = top.copy()
        carried[:, :, :3] *= SCALE
        fish = tuple(swimming(carried[1 + each], t, seeds[1 + each]) for each in which)
        return Instant(stride, top[:1], top, fish, np.asarray(top[:, :, 3], float))

    def shown(mesh: int, count: int, tint: ArrayLike, of: Callable[[Instant], Floats]) -> None:
        nowhere = np.zeros((count, 3, 4), np.float32)
        what: Placed = stage.instances(mesh, nowhere, tint)
        stage.move(what, lambda t: of(instant(t)) if start <= t <= end else None)

    plain = np.c_[np.ones((march.count, 3)), seeds]
    tone = np.c_[np.ones((march.count, 3)) * (0.75 + 0.5 * seeds[:, None]), seeds]
    for team, costume in enumerate(COSTUMES):
        who = np.flatnonzero(teams == team)
        if not len(who):
            continue
        body, legs = bearer(stage, look, costume), np.concatenate([who, march.count + who])
        shown(body.torso, len(who), tone[who], lambda now, who=who: now.stride.torso[who])  # type: ignore[misc]
        both = np.tile(tone[who], (2, 1))
        shown(body.thigh, len(legs), both, lambda now, legs=legs: now.stride.thighs[legs])  # type: ignore[misc]
        shown(body.shin, len(legs), both, lambda now, legs=legs: now.stride.shins[legs])  # type: ignore[misc]
    shown(stage.mesh("bearer pole", pole(look)), march.count, plain, lambda now: now.poles)
    shown(stage.mesh("red pearl", pearl(look)), 1, plain[:1], lambda now: now.pearl)
    for k, (meshes, _) in enumerate(shoals):
        for part, mesh in enumerate(meshes):
            shown(mesh, len(which[k]), plain[1 + which[k]], lambda now, k=k, part=part: now.fish[k][part])  # type: ignore[misc]

    color = np.tile(np.asarray(PEARL_LIGHT), (march.count, 1))
    for each, (_, light) in zip(which, shoals, strict=True):
        color[1 + each] = np.asarray(light) * 4.2
    unlit = Lights.points(np.zeros((march.count, 3)), color, REACH, radius=0.45, glow=0.8, moving=True)

    def lit(t: float, lights: Lights) -> Lights:
        if not start <= t <= end:
            return lights
        return Lights.concat([lights, replace(unlit, position=instant(t).lamps.astype(np.float32))])

    stage.light_track(lit)


def pole(look: Palette) -> Geometry:
    """Hangs down from what it carries."""
    g = Geometry()
    g.tube([(0, -0.15, 0), (0, -2.35, 0)], 0.02, 5, look.lacquer, (0.25, 0.04, 0.02), caps=False)
    return g


def pearl(look: Palette) -> Geometry:
    """The red pearl in its ring of gilded flames."""
    g = Geometry()
    g.ball((0, 0, 0), 0.27, 20, look.globe, (1.0, 0.045, 0.012, 0.62))
    a = np.linspace(0.0, 2 * np.pi, 9)[:-1]
    for x, y in zip(np.cos(a), np.sin(a), strict=True):
        ray = np.array(
            [(0.29 * x, 0.29 * y, 0), (0.38 * x - 0.03 * y, 0.38 * y + 0.03 * x, 0), (0.47 * x, 0.47 * y, 0)]
        )
        g.tube(ray, [0.035, 0.028, 0.006], 5, look.lacquer, GILT)
    return g
