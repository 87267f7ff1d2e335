"""Ground and what grows on it: rolling hills, a river valley, trees."""

from __future__ import annotations

import math
from functools import cache
from typing import Annotated, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError
from scenes.authoring import Stage, transforms
from scenes.land import apart, rolling
from scenes.palette import palette
from scenes.parts.fit import Range
from scenes.parts.part import Degrees, Metres, Seed, Spot, part
from scenes.pines import masson_pine_mesh
from scenes.terrain import HeightField, Heights, erode, fbm, normals
from scenes.trees import crown_mesh, pine_mesh, shore_tree_mesh

Array = NDArray[np.float64]
Area = tuple[Metres, Metres, Metres, Metres]
"""x0, z0, x1, z1"""
CELLS = 160


@part("terrain")
def terrain(
    stage: Stage,
    *,
    area: Area = (-150.0, -150.0, 150.0, 150.0),
    relief: Annotated[float, Range(0, 1000)] = 12.0,
    size: Annotated[float, Range(1, 10000)] = 80.0,
    base: Metres = 0.0,
    spacing: Annotated[float, Range(0.2, 500)] = 3.0,
    seed: Seed = 1,
) -> None:
    """Rolling hills over an `area`: `relief` metres from hollow to top, hills about `size` metres apart."""
    x0, z0, x1, z1 = _ordered(area)
    if (x1 - x0) * (z1 - z0) / spacing**2 > 1e6:
        raise InputError(f"terrain: {(x1 - x0) * (z1 - z0) / spacing**2:.2g} cells; choose a wider spacing")
    hills = rolling(relief, size, seed, base)
    stage.terrain(hills, (x0, z0, x1, z1), stage.once(palette).hill, spacing)


@part("valley")
def valley(
    stage: Stage,
    *,
    at: Spot = (0.0, 0.0),
    yaw: Degrees = 0.0,
    water: Annotated[float, Range(5, 2000)] = 120.0,
    floor: Annotated[float, Range(0, 2000)] = 40.0,
    relief: Annotated[float, Range(10, 1500)] = 160.0,
    size: Annotated[float, Range(200, 8000)] = 1600.0,
    seed: Seed = 1,
) -> None:
    """A river valley with eroded hills: the river runs along x through `at`, `water` metres wide with its surface at
    y = 0, meandering a little; on either side a level `floor`, then hills up to `relief` metres over `size` metres."""
    heights = _valley(at, yaw, water, floor, relief, size, seed)
    x, z = at
    area = (x - size / 2, z - size / 2, x + size / 2, z + size / 2)
    stage.terrain(heights, area, stage.once(palette).hill, max(size / 220, 1.0))


@part("trees")
def trees(
    stage: Stage,
    *,
    area: Area,
    kind: Literal["broadleaf", "pine", "masson_pine", "shore"] = "broadleaf",
    count: Annotated[int, Range(1, 50_000)] = 200,
    size: tuple[Annotated[float, Range(0.2, 60)], Annotated[float, Range(0.2, 60)]] = (5.0, 9.0),
    spacing: Annotated[float, Range(0, 500)] = 0.0,
    above: Metres = 0.4,
    steepest: Annotated[float, Range(0, 90)] = 50.0,
    seed: Seed = 1,
) -> None:
    """At most `count` trees over an `area` of the ground made before (level at y = 0 without any), `size` metres tall,
    `spacing` apart, where the ground lies `above` a height and is no steeper than `steepest` degrees. Broadleaf crowns
    are round and for woods, pines flat-topped (masson_pine: old ones, to be seen from near, on bare red trunks), shore
    trees loose and for streets."""
    look, rng = stage.once(palette), np.random.default_rng(seed)
    x0, z0, x1, z1 = _ordered(area)
    n = 4 * count if stage.ground else count
    x, z = rng.uniform(x0, x1, n), rng.uniform(z0, z1, n)
    p = np.c_[x, stage.ground(x, z) if stage.ground else np.zeros(n), z]
    if stage.ground:
        slope = np.degrees(np.arccos(np.clip(normals(stage.ground, p[:, 0], p[:, 2], 1.0)[:, 1], -1, 1)))
        p = p[(p[:, 1] >= above) & (slope <= steepest)]
    p = (apart(p, spacing) if spacing > 0 else p)[:count]
    if not len(p):
        stage.say("trees: none stands: no place of the area is above that height and level enough")
    tall = rng.uniform(min(size), max(size), len(p))
    for k in range(2):
        at = p[k::2]
        if not len(at):
            continue
        match kind:
            case "broadleaf":
                mesh, wide, high = stage.once(crown_mesh, look, k), 0.55, 0.62
            case "pine":
                mesh, wide, high = stage.once(pine_mesh, look, k), 0.85, 1.0
            case "masson_pine":
                mesh, wide, high = stage.once(masson_pine_mesh, look, k), 1.0, 1.0
            case "shore":
                mesh, wide, high = stage.once(shore_tree_mesh, look, 2 + k), 1.0, 1.0
        share = rng.uniform(0.85, 1.2, len(at))
        grown = np.c_[wide * share, np.full(len(at), high), wide * share] * tall[k::2, None]
        _grow(stage, mesh, at - np.array((0.0, 0.04, 0.0)) * tall[k::2, None], grown, rng)


def _grow(stage: Stage, mesh: int, at: Array, size: Array, rng: np.random.Generator) -> None:
    blend = rng.random((len(at), 1))
    rgb = np.array((0.65, 0.70, 0.55)) * (1 - blend) + np.array((1.25, 1.25, 1.0)) * blend
    turned = transforms(at, rng.uniform(0, 2 * np.pi, len(at)), size)
    stage.instances(mesh, turned, np.c_[rgb, rng.random(len(at))], "no_shadow")


def _ordered(area: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, z0, x1, z1 = area
    if x1 <= x0 or z1 <= z0:
        raise InputError(f"area {list(area)}: x0, z0, x1, z1 with x0 < x1 and z0 < z1")
    return area


@cache
def _valley(
    at: tuple[float, float], yaw: float, water: float, floor: float, relief: float, size: float, seed: int
) -> Heights:
    c, s = math.cos(math.radians(yaw)), math.sin(math.radians(yaw))

    def off(x: Array, z: Array) -> Array:
        """Metres from the edge of the water: negative in the river."""
        dx, dz = x - at[0], z - at[1]
        along, across = dx * c - dz * s, dx * s + dz * c
        bend = 0.16 * water * np.sin(along / (2.6 * water) + seed % 7) * np.clip(np.abs(along) / (3 * water), 0, 1)
        return np.asarray(np.abs(across - bend) - water / 2)

    step = 1.1 * size / (CELLS - 1)
    grid = (np.arange(CELLS) - (CELLS - 1) / 2) * step
    x, z = np.meshgrid(at[0] + grid, at[1] + grid)
    edge = off(x, z)
    rise = np.clip((edge - floor) / (0.30 * size), 0, 1) ** 0.85
    uplift = rise * (0.45 + 1.1 * fbm(x / (0.18 * size), z / (0.18 * size), seed, 3))
    base = edge <= floor
    start = np.where(base, 0.0, 4 * fbm(x / 60, z / 60, seed + 5, 4) + uplift * 8)
    carved = erode(start, uplift * 10, base, 18)
    tall = carved * (relief / max(float(carved.max()), 1e-6))
    field = HeightField(float(at[0] + grid[0]), float(at[1] + grid[0]), step, tall)

    def heights(x: ArrayLike, z: ArrayLike) -> Array:
        a, b = np.broadcast_arrays(np.asarray(x, float), np.asarray(z, float))
        edge = off(a, b)
        shore = np.clip(edge / 6, -1, 1)
        hills = field(a, b) * np.clip((edge - 0.6 * floor) / max(floor, 20.0), 0, 1)
        return np.asarray(np.where(edge > 0, 1.6 * shore + 0.5 * np.clip(edge / 40, 0, 1) + hills, 3.0 * shore))

    return heights
