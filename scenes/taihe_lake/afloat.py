"""On the water: two tour boats with their lanterns and guests, and lines of lotus lights drifting past the dock."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assets.scene import Floats
from assets.transforms import compose, points
from scenes.authoring import Stage
from scenes.boats import Course, anchors, boat_mesh
from scenes.lanterns import LANTERN_LIGHT, Hung, hung
from scenes.lotus import Drift, lotus_mesh
from scenes.palette import Palette
from scenes.people import Crowd
from scenes.taihe_lake.glow import Glow

Array = NDArray[np.float64]
HERO = Course((9.6, -41.0), (-0.86, 0.50), speed=0.05, phase=0.4)
FAR = Course((66.0, -205.0), (-0.97, -0.2), speed=0.55, phase=2.1)
LINES = (
    ((0.9, -10.0), (6.0, -30.0), 30, 1.1),
    ((5.0, -9.5), (19.0, -34.0), 26, 1.6),
    ((2.0, -30.0), (-3.0, -120.0), 60, 5.0),
    ((16.0, -40.0), (40.0, -170.0), 60, 8.0),
)
"""Where the lotus lights drift: from, to (x, z), how many, how wide."""


def boats(stage: Stage, look: Palette, glow: Glow, lantern: int, visitors: tuple[int, ...]) -> None:
    mesh = boat_mesh(stage, look)
    for k, course in enumerate((HERO, FAR)):
        hull = stage.instances(mesh, course.transform(0.0))
        stage.move(hull, course.transform)
        rig(stage, glow, course, lantern, k)
        guests(stage, course, visitors, k)


def rig(stage: Stage, glow: Glow, course: Course, lantern: int, seed: int) -> None:
    """Lanterns hung under the eaves and lamps in the cabin; all ride with the hull."""
    a = anchors()
    lanterns: Hung = hung(a.lanterns, a.lantern_scale, 50 + seed)

    @lru_cache(maxsize=2)
    def paper(t: float) -> Floats:
        return compose(course.transform(t)[None], lanterns.transforms(t, 0.8))

    def flames(t: float) -> Array:
        return np.asarray(paper(t)[:, :, 3], float)

    def cabin(t: float) -> Array:
        return np.asarray(points(course.transform(t), a.lamps), float)

    what = stage.instances(lantern, paper(0.0), lanterns.tints())
    stage.move(what, paper)
    glow.add(flames, np.array(LANTERN_LIGHT) * lanterns.scale[:, None] ** 2, 7.0, 0.35, 0.30, 0.35, lanterns.seed)
    glow.add(cabin, (2.4, 1.2, 0.42), 7.0, 0.5)


def guests(stage: Stage, course: Course, visitors: tuple[int, ...], seed: int) -> None:
    """People on the bow and the stern deck."""
    feet = anchors().standing
    rng = np.random.default_rng(60 + seed)
    for k, spots in enumerate((feet[::2], feet[1::2])):
        n = len(spots)
        group = Crowd(spots, rng.uniform(-0.8, 0.8, n), rng.uniform(0.93, 1.02, n), rng.random(n))

        def standing(t: float, group: Crowd = group) -> Floats:
            return compose(course.transform(t)[None], group.transforms(t))

        kind = visitors[(3 * k + 2 * seed + 1) % len(visitors)]
        what = stage.instances(kind, standing(0.0), np.c_[np.ones((n, 3)), group.seed])
        stage.move(what, standing)


def lotus_lights(stage: Stage, look: Palette, glow: Glow) -> None:
    """Paper lotuses in loose lines, clear of the dock and of the boat."""
    rng = np.random.default_rng(71)
    spots = []
    for k, ((x0, z0), (x1, z1), count, width) in enumerate(LINES):
        u = rng.random(count) ** 0.8
        x = x0 + (x1 - x0) * u + rng.normal(0, width, count) + 1.6 * np.sin(7 * u + k)
        z = z0 + (z1 - z0) * u + rng.normal(0, width, count)
        spots.append(np.c_[x, np.full(count, -0.02), z])
    p = np.concatenate(spots)
    boat = np.hypot((p[:, 0] - HERO.at[0]) / 10.5, (p[:, 2] - HERO.at[1]) / 6.5) > 1.1
    dock = (p[:, 0] > -0.6) | (p[:, 2] < -44.0)
    p = p[boat & dock & (p[:, 2] < -6.5)]
    drift = Drift(p, rng.uniform(0.85, 1.1, len(p)), rng.random(len(p)))
    what = stage.instances(lotus_mesh(stage, look), drift.transforms(0.0), np.c_[np.ones((len(p), 3)), drift.seed])
    stage.move(what, drift.transforms)
    glow.add(lambda t: drift.positions(t) + [0.0, 0.32, 0.0], (0.42, 0.17, 0.08), 2.6, 0.2, 0.0, 0.6, drift.seed)
