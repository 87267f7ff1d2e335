"""The town behind both rivers' fronts: quarters that thin out up the slopes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from scenes.authoring import Stage
from scenes.parts.part import Seed, part
from scenes.quarter import Quarter, Site, kept_quarter, plan, quarter, raise_quarter
from scenes.taihe_lake.hamlets import hill_places
from scenes.taihe_lake.valley import TOWERS, along_quay, left_bank, right_bank, summit_hill, valley
from scenes.terrain import fbm

Array = NDArray[np.float64]


@part("taihe_lake/quarters")
def quarters(stage: Stage, *, seed: Seed = 401) -> None:
    """The streets behind 临江东路, those of the right bank, hamlets and roads in the hills."""
    for k, each in enumerate(town_plan(seed)):
        raise_quarter(stage, each, seed + 10 + k)
    for k, each in enumerate(hill_places()):
        raise_quarter(stage, each, seed + 20 + k, globe=1.7)


@cache
def town_plan(seed: int = 401) -> tuple[Quarter, ...]:
    """The two banks' quarters."""
    return (
        kept_quarter(lambda: _bank(left_bank, -1.0, (58.0, 34.0), (860.0, 250.0), (0.92, 44.0), seed), "left", seed),
        kept_quarter(
            lambda: _bank(right_bank, 1.0, (-80.0, 27.0), (900.0, 190.0), (0.50, 36.0), seed + 1), "right", seed
        ),
    )


def clearings() -> Array:
    """x and z `(n, 2)` of what stands in the quarters, where no tree does."""
    return np.concatenate([each.taken for each in (*town_plan(), *hill_places())])


def _bank(
    bank: Callable[[ArrayLike], Array],
    side: float,
    start: tuple[float, float],
    size: tuple[float, float],
    middle: tuple[float, float],
    seed: int,
) -> Quarter:
    """A quarter along a bank: it begins at `start` (along, inland), is `size` metres, and its middle is `middle` built
    of tall houses until the ground has risen by so many metres."""
    land = valley()
    towers = np.array([along_quay(q, back + 5.0)[0][[0, 2]] for q, back, _ in TOWERS])

    def ground(u: Array, v: Array) -> Array:
        s, out0 = start[0] + np.asarray(u, float), np.asarray(v, float)
        slope = bank(s + 1) - bank(s - 1)
        way = np.stack([slope / 2, -np.ones_like(s)], axis=-1) / np.hypot(slope / 2, 1.0)[..., None]
        # lanes follow the lie of the land, not a ruler
        wave = 5.0 * np.sin(s / 41 + out0 / 60) + 4.0 * np.sin(s / 19 + 2.0) * np.clip(out0 / 80, 0, 1)
        out = start[1] + out0 + wave * np.clip(out0 / 40, 0, 1)
        x, z = bank(s) - side * way[..., 1] * out, -s + side * way[..., 0] * out
        return np.stack([x, land(x, z), z], axis=-1)

    def built(u: Array, v: Array) -> Array:
        p = ground(u, v)
        x, y, z = p[..., 0], p[..., 1], p[..., 2]
        gone = np.clip((y - 5.0) / middle[1], 0, 1) + 5.0 * summit_hill(x, z)
        clear = cKDTree(towers).query(np.stack([x, z], axis=-1))[0] > 19.0
        patches = fbm(x / 85, z / 85, seed, 2)
        return np.asarray(np.clip(1.35 - 1.6 * gone - (1.1 - middle[0]) * 1.9 * (1 - patches), 0, 0.97) * clear)

    def tall(u: Array, v: Array) -> Array:
        s = start[0] + np.asarray(u, float)
        core = np.exp(-(((s - 380) / 300) ** 2)) * np.exp(-((np.asarray(v, float) / 190) ** 2))
        return np.asarray(middle[0] * (0.35 + 0.6 * core))

    return quarter(plan(size[0], size[1], built, tall, seed), Site(ground), seed)
