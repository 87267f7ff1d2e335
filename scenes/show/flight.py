"""Drones as closed forms of time: formations held, and flown between without meeting.

    ground = Formation.still("grid", grid(800, spacing=2.5), dark=True)
    flight = plan([Act(ground, 0, 2), Act(crane, 20, 35), Act(fish, 47, 60), Act(ground, 80, 80)])
    flight.positions(t), flight.colors(t)

Between two acts every drone goes straight to a place of its own, all on one minimum-jerk clock (Flash and Hogan 1985).
Who goes where minimises the sum of squared distances, which keeps the paths apart: drones that stand s apart before and
after pass at s / sqrt(2) or more (CAPT: Turpin, Michael and Kumar 2014). The proof is for places that stand still, so a
formation that moves comes to rest over the first `SETTLE` seconds of being left, and wakes over the last before it is
whole; `scenes.show.safety` measures every flight all the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError
from scenes.show.sampling import kept_indices
from scenes.show.shapes import Shape

Array = NDArray[np.float64]
Index = NDArray[np.int64]
GROUP = 1200
"""Drones that are assigned at once: the time grows with the cube."""
SETTLE = 3.0


@dataclass(frozen=True, eq=False)
class Formation:
    """Places of n drones as a function of time, `at(t)` `(n, 3)` metres in the world, and their colours `(n, 3)`."""

    name: str
    at: Callable[[float], Array]
    color: Array
    """Linear, 0 to 1."""

    @staticmethod
    def still(name: str, points: ArrayLike, color: ArrayLike = (0.0, 0.0, 0.0)) -> Formation:
        p = np.asarray(points, float).reshape(-1, 3)
        return Formation(name, lambda t: p, np.broadcast_to(np.asarray(color, float), p.shape).copy())


@dataclass(frozen=True)
class Act:
    """A formation that stands, or moves as it pleases, from `start` to `end` seconds."""

    formation: Formation
    start: float
    end: float

    def at(self, t: float) -> Array:
        """Its places `(n, 3)` at t seconds; at rest from `SETTLE` after its end on, until `SETTLE` before its start."""
        late, early = min(max(t - self.end, 0.0), SETTLE), min(max(self.start - t, 0.0), SETTLE)
        ease = (late - late * late / (2 * SETTLE)) - (early - early * early / (2 * SETTLE))
        return self.formation.at(min(max(t, self.start), self.end) + ease)


@dataclass(frozen=True, eq=False)
class Flight:
    """Acts in order; drone i has place `order[k][i]` of act k."""

    acts: tuple[Act, ...]
    order: tuple[Index, ...]
    dim: float = 0.3
    """How bright the lights are half way between two acts."""

    def __len__(self) -> int:
        return len(self.order[0])

    @property
    def start(self) -> float:
        """When the first drone leaves its place, seconds."""
        return self.acts[0].end

    @property
    def end(self) -> float:
        """When the last one stands again."""
        return self.acts[-1].start

    def _now(self, t: float) -> tuple[int, float]:
        """The act that holds or was left last, and how far the clock has run to the next one, 0 to 1."""
        k = max((i for i, act in enumerate(self.acts) if act.start <= t), default=0)
        if k + 1 == len(self.acts):
            return k, 0.0
        left, reached = self.acts[k].end, self.acts[k + 1].start
        return k, min(max((t - left) / (reached - left), 0.0), 1.0)

    def positions(self, t: float) -> Array:
        """`(n, 3)` metres at t seconds."""
        k, s = self._now(t)
        here = self.acts[k].at(t)[self.order[k]]
        if s == 0.0:
            return here
        there = self.acts[k + 1].at(t)[self.order[k + 1]]
        return np.asarray(here + minimum_jerk(s) * (there - here))

    def colors(self, t: float) -> Array:
        """`(n, 3)` linear, 0 to 1, at t seconds."""
        k, s = self._now(t)
        here = self.acts[k].formation.color[self.order[k]]
        if s == 0.0:
            return here
        there = self.acts[k + 1].formation.color[self.order[k + 1]]
        w = minimum_jerk(s)
        return np.asarray((here + w * (there - here)) * (1 - (1 - self.dim) * np.sin(np.pi * s) ** 2))

    def velocities(self, t: float, step: float = 1e-3) -> Array:
        """`(n, 3)` metres a second at t seconds, by central difference."""
        return np.asarray((self.positions(t + step) - self.positions(t - step)) / (2 * step))


def plan(acts: Sequence[Act], dim: float = 0.3) -> Flight:
    """The flight through `acts`, who goes where chosen. InputError for acts out of order or of different sizes."""
    if len(acts) < 2:
        raise InputError("a flight needs two acts or more: where it starts and where it ends")
    count = len(acts[0].formation.color)
    if not all(math.isfinite(t) for act in acts for t in (act.start, act.end)):
        raise InputError("a flight needs acts with a start and an end in seconds")
    for before, act in pairwise(acts):
        if act.end < act.start or act.start <= before.end:
            raise InputError(
                f"formation {act.formation.name!r} at {act.start:g} to {act.end:g} s must begin after "
                f"{before.formation.name!r}, which ends at {before.end:g} s, and not end before it begins"
            )
        if len(act.formation.color) != count:
            name = act.formation.name
            raise InputError(f"formation {name!r} has {len(act.formation.color)} places for {count} drones")
    order = [np.arange(count)]
    for before, act in pairwise(acts):
        order.append(assign(before.at(np.inf)[order[-1]], act.at(-np.inf)))
    return Flight(tuple(acts), tuple(order), dim)


def assign(here: ArrayLike, there: ArrayLike, group: int = GROUP) -> Index:
    """For each of n points `here` `(n, 3)` its goal among `there` `(n, 3)`: the least sum of squared distances.

    More than `group` points are first split in halves along the widest axis of the goals, again and again: the sum is
    then a little larger than the least.
    """
    a, b = np.asarray(here, float), np.asarray(there, float)
    return kept_indices(f"assigned-1-{group}", (a, b), lambda: _assigned(a, b, group))


def _assigned(a: Array, b: Array, group: int) -> Index:
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    if len(a) <= group:
        return np.asarray(linear_sum_assignment(cdist(a, b, "sqeuclidean"))[1], np.int64)
    axis = int(np.ptp(b, axis=0).argmax())
    first, second = np.argsort(a[:, axis], kind="stable"), np.argsort(b[:, axis], kind="stable")
    half = len(a) // 2
    out = np.empty(len(a), np.int64)
    for part in (slice(None, half), slice(half, None)):
        out[first[part]] = second[part][_assigned(a[first[part]], b[second[part]], group)]
    return out


def minimum_jerk(s: float) -> float:
    """0 to 1 with speed and acceleration zero at both ends; fastest half way, at 1.875."""
    return s * s * s * (10.0 + s * (-15.0 + 6.0 * s))


def grid(count: int, at: ArrayLike = (0.0, 0.0, 0.0), spacing: float = 2.5, yaw: float = 0.0) -> Array:
    """Take-off places `(count, 3)`: rows about twice as long as deep, `spacing` metres apart, round `at`."""
    if count < 1:
        raise InputError(f"{count} drones take off from nowhere: at least one")
    columns = int(np.ceil(np.sqrt(2 * count)))
    k = np.arange(count)
    x, z = (k % columns) - (columns - 1) / 2, (k // columns) - ((count - 1) // columns) / 2
    return placed(np.stack([x, 0 * x, z], axis=1) * spacing, at, yaw)


def placed(points: ArrayLike, at: ArrayLike, yaw: float = 0.0, pitch: float = 0.0) -> Array:
    """Points `(n, 3)` pitched about z (nose up), turned by `yaw` radians about y and moved to `at`."""
    p, (c, s) = np.asarray(points, float), (np.cos(pitch), np.sin(pitch))
    x, y, z = p[:, 0] * c - p[:, 1] * s, p[:, 0] * s + p[:, 1] * c, p[:, 2]
    c, s = np.cos(yaw), np.sin(yaw)
    return np.asarray(np.stack([x * c + z * s, y, z * c - x * s], axis=1) + np.asarray(at, float))


def formation(
    of: Shape,
    at: ArrayLike | Callable[[float], ArrayLike],
    yaw: float = 0.0,
    pitch: float = 0.0,
    bend: Callable[[Shape, float], Array] | None = None,
) -> Formation:
    """A shape in the air: its middle `at` a point or at `at(t)`; `bend(shape, t)` moves its own points."""

    def where(t: float) -> Array:
        p = bend(of, t) if bend else of.points
        return placed(p, np.asarray(at(t) if callable(at) else at, float), yaw, pitch)

    return Formation(of.name, where, of.color)
