"""The riverfront: façades shoulder to shoulder, the quay before them, towers behind."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Annotated, get_args

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from assets.scene import Vec3
from scenes.authoring import Stage
from scenes.buildings import house_mesh
from scenes.facade import Roof, facade
from scenes.glow import Glow
from scenes.lanterns import street_lamp
from scenes.palette import GOLD, IVORY, Palette, palette
from scenes.parts.fit import Range
from scenes.parts.part import Amount, Degrees, Place, Seed, part
from scenes.parts.placing import visitors, world
from scenes.people import crowd
from scenes.show.cued_lamps import line_material
from scenes.towers import tower
from scenes.trees import shore_tree_mesh

Array = NDArray[np.float64]
QUAY = 13.0
"""Metres from the façades to the water."""
SHOP_LIGHT = np.array((1.0, 0.50, 0.17)) * 5.0
PAVING = (0.34, 0.31, 0.27, 0.0)


@part("facade_street")
def facade_street(
    stage: Stage,
    *,
    at: Place = (0.0, 4.0, 0.0),
    yaw: Degrees = 0.0,
    length: Annotated[float, Range(15, 2000)] = 120.0,
    floors: tuple[Annotated[int, Range(1, 6)], Annotated[int, Range(1, 6)]] = (3, 5),
    lit: Amount = 0.68,
    quay: bool = True,
    towers: Annotated[int, Range(0, 60)] = 0,
    people: Annotated[int, Range(0, 2000)] = 30,
    seed: Seed = 0,
) -> None:
    """A riverfront in the returned emigrants' European manner, no two houses alike: façades from `at` along x, facing
    +z, with lit arcades, windows and roofs. With a `quay` there are a promenade of 13 m with lamps, trees and people,
    and a wall into the water (y = 0); `towers` stand behind."""
    rng, look = np.random.default_rng(seed), stage.once(palette)
    fronts = replace(look, line=stage.once(line_material, "facades"))
    kinds: tuple[Roof, ...] = get_args(Roof)
    low, high = min(floors), max(floors)
    x, k, shops = 0.0, 0, []
    while x < length - 8:
        width = float(min(rng.uniform(15, 28), max(length - x, 9.0)))
        roof = kinds[(k + int(rng.integers(1, 4))) % len(kinds)]
        front = facade(width, int(rng.integers(low, high + 1)), roof, int(rng.integers(1 << 30)), float(lit))
        (spot,) = world((x + width / 2, 0, 0), at, yaw)
        mesh = house_mesh(stage, front, fronts, f"house {k}")
        stage.place(mesh, spot, np.radians(yaw), seed=float(rng.random()))
        shops += [(x + u, 2.6, 1.3) for u in np.arange(2.1, width, 4.2) if rng.random() < 0.55]
        x += width + (rng.uniform(3, 6) if k % 4 == 3 else 0.4)
        k += 1
    if shops:
        stage.once(Glow).add(world(shops, at, yaw), SHOP_LIGHT, 9.0, 0.6, group="facades")
    if quay:
        _quay(stage, replace(look, line=stage.once(line_material, "quay")), at, yaw, length)
        _promenade(stage, look, at, yaw, length, rng)
        feet = np.c_[rng.uniform(1, length - 1, people), np.zeros(people), rng.uniform(1.5, QUAY - 2.2, people)]
        crowd(stage, visitors(stage), world(feet, at, yaw), rng.uniform(0, 2 * np.pi, people), seed + 1)
    for _ in range(towers):
        wide, deep, tall = (float(v) for v in rng.uniform((14, 13, 24), (22, 18, 70)))
        shape = tower(look, wide, deep, tall, int(rng.integers(1 << 30)), float(rng.uniform(0.3, 0.5)))
        (spot,) = world((rng.uniform(0, length), 0, -rng.uniform(38, 100)), at, yaw)
        stage.place(stage.mesh("tower", shape), spot, np.radians(yaw), seed=float(rng.random()))


def _quay(stage: Stage, look: Palette, at: Vec3, yaw: float, length: float) -> None:
    """Paving, wall, balustrade, and the line of light under its coping."""
    y, n = at[1], max(2, round(length / 8))
    x = np.linspace(0.0, length, n)
    g = Geometry()
    profile = ((-4.0, 0.0), (QUAY, 0.0), (QUAY, -y - 2.0))
    for (z0, y0), (z1, y1) in pairwise(profile):
        rows = [np.c_[x, np.full(n, y0), np.full(n, z0)], np.c_[x, np.full(n, y1), np.full(n, z1)]]
        uv = np.stack([np.c_[x, row[:, 1] + y - 1.2] for row in rows])
        g.grid(rows, look.quay, PAVING, flip=True, uv=uv)
    for end in (0.0, length):
        wall = [(end, 0.0, -4.0), (end, 0.0, QUAY), (end, -y - 2.0, QUAY), (end, -y - 2.0, -4.0)]
        g.add(wall, (1.0 if end else -1.0, 0, 0), [0, 1, 2, 0, 2, 3, 2, 1, 0, 3, 2, 0], None, PAVING, look.quay)
    edge = QUAY - 0.25
    for lift, radius in ((1.0, 0.09), (0.18, 0.06)):
        g.tube([(0, lift, edge), (length, lift, edge)], radius, 4, look.quay, (0.5, 0.46, 0.4, 0.0))
    g.tube([(0, -0.28, QUAY + 0.06), (length, -0.28, QUAY + 0.06)], 0.12, 4, look.line, (*GOLD, 0.75))
    posts = np.arange(0.3, length, 1.6)
    at_posts = np.c_[posts, np.full(len(posts), 0.5), np.full(len(posts), edge)]
    g.boxes(at_posts, (0.18, 1.0, 0.18), look.quay, (0.5, 0.46, 0.4, 0.0))
    stage.place(stage.mesh("quay", g), at, np.radians(yaw))


def _promenade(stage: Stage, look: Palette, at: Vec3, yaw: float, length: float, rng: np.random.Generator) -> None:
    """Lamps by the water, trees between them and the houses."""
    lamps = np.arange(6.0, length, 12.5)
    feet = world(np.c_[lamps, 0 * lamps, np.full(len(lamps), QUAY - 1.5)], at, yaw)
    far = stage.once(_street_lamp, look, 0, -1)
    near = stage.once(_street_lamp, look, 1, far)
    stage.scatter(near, feet, 1, yaw=np.full(len(feet), np.radians(yaw)))
    stage.once(Glow).add(feet + [0, 4.6, 0], np.array(IVORY) * 7, 15.0, 0.4, 0.8, group="quay")
    trees = np.arange(3.0, length, 11.0) + rng.uniform(-1.5, 1.5, len(np.arange(3.0, length, 11.0)))
    spots = world(np.c_[trees, 0 * trees, np.full(len(trees), QUAY - 5.0)], at, yaw)
    for k in range(2):
        if len(spots[k::2]):
            tint = ((0.9, 1.0, 0.8), (1.2, 1.1, 0.9))
            stage.scatter(stage.once(shore_tree_mesh, look, 2 + k), spots[k::2], 17 + k, scale=(6.0, 9.0), tint=tint)
    stage.once(Glow).add(spots + [0.7, 1.6, 0.6], (30.0, 21.0, 7.0), 8.0, 0.5)


def _street_lamp(stage: Stage, look: Palette, detail: int, far: int) -> int:
    return stage.mesh("street lamp", street_lamp(look, 4.3, detail), lod=far, lod_pixels=20.0 if detail else 0.0)
