"""Walking: what carries one's feet, what stops one's body, and that water does neither.

A walker is an upright cylinder. Its feet follow the highest level surface within a step's height; a place without one,
under water or inside something, is not entered, and one slides along what is in the way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.scene import Move, Scene, Vec3
from tools.view.solids import Near, Solids

Array = NDArray[np.float64]
EYES = 1.6
STEP, DROP = 0.45, 0.75
"""Metres that one goes up and down without a thought."""
RADIUS, TALL = 0.28, 1.7
LEVEL = 0.55
"""The upward part of the normal of what one can stand on: 57 degrees."""
WIDE = 1.2
"""What is smaller in plan carries nobody: a lotus on the water, a lamp."""
STRIDE = 0.15
SEARCH = 200.0
"""Metres round the eye in which a place to stand is looked for."""


@dataclass(frozen=True)
class Footing:
    """Where one stands: the feet, and the batch and instance that carry them."""

    feet: Vec3
    owner: tuple[int, int]

    @property
    def eye(self) -> Vec3:
        x, y, z = self.feet
        return x, y + EYES, z


class Ground:
    """The ground of a scene, with what stands on it."""

    def __init__(self, scene: Scene) -> None:
        self._solids = Solids(scene)
        self._water = scene.water

    def settle(self, moves: Sequence[Move], footing: Footing) -> Footing:
        """After a frame's moves: who stands on a boat goes with it."""
        before = self._solids.place(footing.owner).copy()
        self._solids.move(moves)
        now = self._solids.place(footing.owner)
        if np.array_equal(before, now):
            return footing
        local = np.linalg.solve(before[:, :3], np.array(footing.feet) - before[:, 3])
        return Footing(_vec3(now[:, :3] @ local + now[:, 3]), footing.owner)

    def move(self, moves: Sequence[Move]) -> None:
        """Everything to where a frame has it."""
        self._solids.move(moves)

    def walk(self, footing: Footing, dx: float, dz: float) -> Footing:
        """Metres along x and z, as far as the way is free; along what is in the way where it is not."""
        count = max(1, math.ceil(math.hypot(dx, dz) / STRIDE))
        for _ in range(count):
            steps = (self._step(footing, x / count, z / count) for x, z in _ways(dx, dz))
            found = next((step for step in steps if step), None)
            if found is None:
                break
            footing = found
        return footing

    def stand(self, x: float, z: float, top: float) -> Footing | None:
        """The highest place to stand below `top` at x, z; None over water, and where nothing is."""
        low, high = np.array((x - 0.5, -1e4, z - 0.5)), np.array((x + 0.5, top + TALL, z + 0.5))
        near = self._solids.near(low, high)
        floors = self._floors(near, x, z, -1e4, top)
        return next((floor for floor in floors if not self._blocked(near, floor)), None)

    def enter(self, eye: Vec3) -> Footing | None:
        """Where somebody at `eye` comes to stand: below it, or as near as there is a place."""
        x, y, z = eye
        for ring in range(40):
            reach = SEARCH * (ring / 39) ** 2
            for k in range(1 if not ring else 16):
                a = 2 * math.pi * k / 16
                found = self.stand(x + reach * math.cos(a), z + reach * math.sin(a), y + 0.3)
                if found:
                    return found
        return None

    def _step(self, footing: Footing, dx: float, dz: float) -> Footing | None:
        x, y, z = footing.feet
        x, z = x + dx, z + dz
        near = self._solids.near(
            np.array((x - 0.5, y - DROP - 0.1, z - 0.5)), np.array((x + 0.5, y + STEP + TALL, z + 0.5))
        )
        floor = next(iter(self._floors(near, x, z, y - DROP, y + STEP)), None)
        return None if floor is None or self._blocked(near, floor) else floor

    def _floors(self, near: Near, x: float, z: float, bottom: float, top: float) -> list[Footing]:
        """Places to stand at x, z from the highest down; none of those under water."""
        height = heights(near.corners, x, z)
        fits = np.isfinite(height) & (height >= bottom) & (height <= top) & (near.up > LEVEL)
        found = []
        for i in sorted(np.flatnonzero(fits), key=lambda i: -height[i]):
            owner = (int(near.owner[i, 0]), int(near.owner[i, 1]))
            if self._wet(x, float(height[i]), z):
                break
            if self._solids.width(owner) >= WIDE:
                found.append(Footing((x, float(height[i]), z), owner))
        return found

    def _wet(self, x: float, y: float, z: float) -> bool:
        water = self._water
        if water is None or y > water.level + 0.02:
            return False
        x0, z0, x1, z1 = water.bounds or (-math.inf, -math.inf, math.inf, math.inf)
        return x0 <= x <= x1 and z0 <= z <= z1

    def _blocked(self, near: Near, footing: Footing) -> bool:
        """Whether something reaches into the body of one who stands there."""
        x, y, z = footing.feet
        levels = np.arange(y + STEP + 0.05, y + TALL, 0.1)
        return bool((clearance(near.corners, x, z, levels) < RADIUS).any())


def _ways(dx: float, dz: float) -> Iterator[tuple[float, float]]:
    """Straight on, then ever more to either side and ever shorter: so one slides along a wall."""
    for degrees in (0, 25, -25, 50, -50, 75, -75):
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        yield c * (c * dx - s * dz), c * (s * dx + c * dz)


def heights(corners: Array, x: float, z: float) -> Array:
    """`(k,)` the height of each triangle `(k, 3, 3)` at x, z; NaN where it does not lie there."""
    a, b, c = np.moveaxis(corners[:, :, [0, 2]], 1, 0)
    u, v, w = b - a, c - a, np.array((x, z)) - a
    area = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        s = (w[:, 0] * v[:, 1] - w[:, 1] * v[:, 0]) / area
        t = (u[:, 0] * w[:, 1] - u[:, 1] * w[:, 0]) / area
        y = corners[:, 0, 1] + s * (corners[:, 1, 1] - corners[:, 0, 1]) + t * (corners[:, 2, 1] - corners[:, 0, 1])
        inside = (np.abs(area) > 1e-12) & (s >= -1e-9) & (t >= -1e-9) & (s + t <= 1 + 1e-9)
    return np.where(inside, y, np.nan)


def clearance(corners: Array, x: float, z: float, levels: Array) -> Array:
    """`(k,)` how far, in plan, each triangle's cuts by level planes stay from x, z; infinite where there are none."""
    best = np.full(len(corners), np.inf)
    here = np.array((x, z))
    for level in levels:
        y = corners[:, :, 1] - level
        cut = np.flatnonzero((y.min(1) <= 0) & (y.max(1) >= 0) & (y.max(1) > y.min(1)))
        if not len(cut):
            continue
        p, h = corners[cut][:, :, [0, 2]], y[cut]
        ends = []
        for i, j in ((0, 1), (1, 2), (2, 0)):
            crosses = (h[:, i] <= 0) != (h[:, j] <= 0)
            with np.errstate(divide="ignore", invalid="ignore"):
                share = h[:, i] / (h[:, i] - h[:, j])
                at = p[:, i] + share[:, None] * (p[:, j] - p[:, i])
            ends.append(np.where(crosses[:, None], at, np.nan))
        found = np.stack(ends, axis=1)
        order = np.argsort(np.isnan(found[:, :, 0]), axis=1, kind="stable")[:, :2]
        a, b = (np.take_along_axis(found, order[:, [k], None], axis=1)[:, 0] for k in (0, 1))
        way = b - a
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.clip(((here - a) * way).sum(1) / np.maximum((way**2).sum(1), 1e-12), 0, 1)
        gap = np.linalg.norm(a + t[:, None] * way - here, axis=1)
        best[cut] = np.fmin(best[cut], gap)
    return best


def _vec3(v: Array) -> Vec3:
    return float(v[0]), float(v[1]), float(v[2])
