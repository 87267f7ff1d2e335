"""Ground to stand on: what `Stage.terrain` gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError
from assets.geometry import Geometry
from scenes.terrain import Heights, fbm, normals

Array = NDArray[np.float64]
Extent = tuple[float, float, float, float]
"""x0, z0, x1, z1 in metres"""


@dataclass(frozen=True, eq=False)
class Land:
    """A piece of ground: `heights(x, z)` in metres over `extent`."""

    heights: Heights
    extent: Extent

    def on(self, x: ArrayLike, z: ArrayLike) -> Array:
        """The points of the ground `(..., 3)` at x, z."""
        x, z = np.broadcast_arrays(np.asarray(x, float), np.asarray(z, float))
        y = np.asarray(self.heights(x, z), float)
        if y.shape not in ((), x.shape):
            raise InputError(f"terrain: heights(x, z) gives {y.shape} for {x.shape}")
        if not np.isfinite(y).all():
            raise InputError("terrain: a height is not a finite number")
        return np.stack([x, np.broadcast_to(y, x.shape), z], axis=-1)

    def slope(self, x: ArrayLike, z: ArrayLike) -> Array:
        """Steepness in degrees: 0 is level."""
        x, z = np.broadcast_arrays(np.asarray(x, float), np.asarray(z, float))
        up = normals(self.heights, x, z, 1.0)[..., 1]
        return np.degrees(np.arccos(np.clip(up, -1.0, 1.0)))

    def sample(
        self, count: int, seed: int, spacing: float = 0.0, where: Callable[[Array], NDArray[np.bool_]] | None = None
    ) -> Array:
        """At most `count` random points of the ground `(n, 3)`, at least `spacing` metres apart, where `where` holds.

        `where` takes points `(n, 3)` and says which to keep: `lambda p: land.slope(p[:, 0], p[:, 2]) < 30`.
        """
        x0, z0, x1, z1 = self.extent
        rng = np.random.default_rng(seed)
        points = self.on(rng.uniform(x0, x1, 8 * count), rng.uniform(z0, z1, 8 * count))
        if where is not None:
            points = points[where(points)]
        return apart(points, spacing)[:count] if spacing > 0 else points[:count]


def apart(points: Array, spacing: float) -> Array:
    """The points that keep `spacing` metres (in plan) from every one kept before them."""
    from scipy.spatial import cKDTree

    plan = points[:, [0, 2]]
    keep = np.ones(len(points), bool)
    near = cKDTree(plan).query_ball_point(plan, spacing)
    for i, others in enumerate(near):
        if keep[i]:
            keep[[j for j in others if j > i]] = False
    return points[keep]


def rolling(relief: float, size: float, seed: int, base: float = 0.0) -> Heights:
    """Heights of rolling hills: `relief` metres from hollow to top, hills `size` metres apart, on level `base`."""
    return lambda x, z: base + relief * (2 * fbm(np.asarray(x) / size, np.asarray(z) / size, seed) - 0.5)


def sheet(land: Land, spacing: float, material: int, color: ArrayLike) -> Geometry:
    """The ground as a regular grid with cells of `spacing` metres."""
    x0, z0, x1, z1 = land.extent
    columns, rows = (max(2, round(side / spacing) + 1) for side in (x1 - x0, z1 - z0))
    z, x = np.meshgrid(np.linspace(z0, z1, rows), np.linspace(x0, x1, columns), indexing="ij")
    g = Geometry()
    g.grid(land.on(x, z), material, color, flip=True, uv=np.stack([x, z], axis=2))
    return g
