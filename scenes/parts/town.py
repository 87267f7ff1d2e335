"""A quarter of a town behind a riverfront or on a hillside."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from scenes.authoring import Stage
from scenes.parts.fit import Range
from scenes.parts.part import Amount, Degrees, Place, Seed, part
from scenes.parts.placing import world
from scenes.quarter import Site, plan, quarter, raise_quarter
from scenes.terrain import fbm

Array = NDArray[np.float64]


@part("district")
def district(
    stage: Stage,
    *,
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 0.0,
    length: Annotated[float, Range(20, 3000)] = 200.0,
    depth: Annotated[float, Range(20, 1500)] = 120.0,
    built: Amount = 0.9,
    tall: Amount = 0.6,
    lane: Annotated[float, Range(25, 500)] = 70.0,
    steepest: Annotated[float, Range(1, 90)] = 28.0,
    seed: Seed = 0,
) -> None:
    """Streets of houses with lit windows, lamps, cars and yards, to be seen from some way off: `length` metres along x
    from `at`, `depth` metres back along -z, on the ground made before (level at y without any). `built` is the share of
    plots that have a house, `tall` goes from a village's cottages to nine storeys, a `lane` crosses about every so many
    metres; ground steeper than `steepest` degrees stays free. Windows are lit and cars move as in the evening."""
    land = stage.ground

    def ground(u: Array, v: Array) -> Array:
        u, v = np.broadcast_arrays(np.asarray(u, float), np.asarray(v, float))
        p = world(np.stack([u, 0 * u, -v], axis=-1).reshape(-1, 3), at, yaw).reshape(*u.shape, 3)
        if land is not None:
            p[..., 1] = land(p[..., 0], p[..., 2])
        return p

    def share(u: Array, v: Array) -> Array:
        rise = [np.abs(ground(u + a, v + b) - ground(u - a, v - b))[..., 1] / 12.0 for a, b in ((6.0, 0.0), (0.0, 6.0))]
        flat = np.hypot(*rise) <= np.tan(np.radians(steepest))
        patches = fbm(np.asarray(u) / 85, np.asarray(v) / 85, seed, 2)
        return np.asarray(np.clip(built * (0.75 + 0.5 * patches), 0, 0.97) * flat)

    def height(u: Array, v: Array) -> Array:
        return np.asarray(tall * (1.0 - 0.3 * np.asarray(v) / depth))

    raise_quarter(stage, quarter(plan(length, depth, share, height, seed, lane), Site(ground), seed), seed + 1)
