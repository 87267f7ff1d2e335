"""Files of people marching in figures: closed loops on the ground, followed at one pace, all closed forms of time.

    hoop, gate = loop(points_a), loop(points_b)
    march = March((Figure("箍桶阵", hoop, 128.0, 134.0), Figure("龙门阵", gate, 140.0, 156.0)), slots=63, count=61)
    check(march, 120.0, 160.0, gap=0.6)
    march.places(t), march.headings(t)

Everybody has a slot on the loop and all slots move on together. Where a loop crosses itself the files pass through one
another, as long as the two passes lie an odd number of half slots apart: a loop that is its own mirror image and has an
odd number of slots does so by itself. Between two figures every place moves straight from the one loop to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.distance import pdist

from assets.errors import InputError

Array = NDArray[np.float64]
SAMPLES = 2048
"""Points along a loop, evenly spaced."""
AHEAD = 0.15
"""Seconds over which a heading is taken."""


def loop(points: ArrayLike) -> Array:
    """A smooth closed curve through `points` `(k, 2)` as `(SAMPLES, 2)` even steps from the first point on.

    InputError for fewer than three points.
    """
    from scipy.interpolate import CubicSpline

    p = np.asarray(points, float).reshape(-1, 2)
    if len(p) < 3:
        raise InputError(f"a loop needs three points or more, not {len(p)}")
    p = np.concatenate([p, p[:1]])
    # centripetal knots keep the curve from overshooting where points lie close together
    knots = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1) ** 0.5)])
    fine = CubicSpline(knots, p, bc_type="periodic")(np.linspace(0.0, knots[-1], 8 * SAMPLES + 1))
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    even = np.arange(SAMPLES) / SAMPLES * way[-1]
    return np.stack([np.interp(even, way, fine[:, k]) for k in range(2)], axis=1)


def mirrored(half: ArrayLike) -> Array:
    """Control points `(2k, 2)` of a loop that goes through `half` `(k, 2)` and then through its mirror image in y."""
    p = np.asarray(half, float)
    return np.concatenate([p, p * [1.0, -1.0]])


def length(curve: Array) -> float:
    """Metres once round a loop."""
    return float(np.linalg.norm(np.diff(curve, axis=0, append=curve[:1]), axis=1).sum())


@dataclass(frozen=True, eq=False)
class Figure:
    """A loop `(SAMPLES, 2)` that is marched from `start` to `end` seconds."""

    name: str
    curve: Array
    start: float
    end: float


@dataclass(frozen=True, eq=False)
class March:
    """`count` people in the first of `slots` places on the loop of the figure of the time.

    `pace` is in slots a second. Coordinates are metres on the ground, (x, y) of the figures' own plane.
    """

    figures: tuple[Figure, ...]
    slots: int
    count: int
    pace: float = 0.5

    def __post_init__(self) -> None:
        if not self.figures or not 1 <= self.count <= self.slots:
            raise InputError(f"a march needs a figure, and {self.count} people do not fit {self.slots} slots")
        for a, b in pairwise(self.figures):
            if not a.start <= a.end < b.start <= b.end:
                raise InputError(f"figure {b.name!r} at {b.start:g} s must begin after {a.name!r} ends at {a.end:g} s")

    def share(self, t: float) -> Array:
        """Where on the loop each one is, `(count,)` in [0, 1); the first leads."""
        return np.asarray((self.pace * t - np.arange(self.count)) / self.slots % 1.0)

    def places(self, t: float) -> Array:
        """`(count, 2)` at t seconds."""
        u = self.share(t)
        k = max((i for i, figure in enumerate(self.figures) if figure.start <= t), default=0)
        here = on(self.figures[k].curve, u)
        if k + 1 == len(self.figures) or t <= self.figures[k].end:
            return here
        s = (t - self.figures[k].end) / (self.figures[k + 1].start - self.figures[k].end)
        # minimum jerk: nobody starts or stops with a jump
        w = s * s * s * (10.0 + s * (-15.0 + 6.0 * s))
        return np.asarray(here + w * (on(self.figures[k + 1].curve, u) - here))

    def headings(self, t: float) -> Array:
        """`(count,)` radians from x towards y: the way they go."""
        way = self.places(t + AHEAD) - self.places(t - AHEAD)
        return np.asarray(np.arctan2(way[:, 1], way[:, 0]))


def on(curve: Array, share: Array) -> Array:
    """Points `(n, 2)` of a loop at shares `(n,)` of its length."""
    at = share * len(curve)
    k = at.astype(np.int64)
    f = (at - k)[:, None]
    return np.asarray(curve[k % len(curve)] * (1 - f) + curve[(k + 1) % len(curve)] * f)


@dataclass(frozen=True)
class Found:
    """The closest two people come, between whom and when; and the fastest anybody walks."""

    gap: float
    gap_time: float
    who: tuple[int, int]
    speed: float
    speed_time: float

    def __str__(self) -> str:
        return (
            f"people come within {self.gap:.2f} m (at {self.gap_time:.1f} s) and walk at {self.speed:.1f} m/s at most "
            f"(at {self.speed_time:.1f} s)"
        )


def measure(march: March, start: float, end: float, step: float = 0.05) -> Found:
    """The closest approach and the greatest speed from `start` to `end`, sampled every `step` seconds."""
    gap, speed = (np.inf, start, (0, 0)), (0.0, start)
    before: Array | None = None
    pairs = np.triu_indices(march.count, 1)
    for t in np.arange(start, end + step / 2, step):
        p = march.places(float(t))
        apart = pdist(p)
        if len(apart) and apart.min() < gap[0]:
            k = int(apart.argmin())
            gap = (float(apart[k]), float(t), (int(pairs[0][k]), int(pairs[1][k])))
        if before is not None:
            fastest = float(np.linalg.norm(p - before, axis=1).max()) / step
            speed = max(speed, (fastest, float(t) - step / 2))
        before = p
    return Found(*gap, *speed)


def check(march: March, start: float, end: float, gap: float = 0.6, speed: float = 2.2) -> Found:
    """`measure`, refused with an InputError where people come closer than `gap` metres or walk faster than `speed`."""
    found = measure(march, start, end)
    if found.gap < gap:
        a, b = found.who
        raise InputError(
            f"marchers {a} and {b} come within {found.gap:.2f} m at {found.gap_time:.1f} s; the limit is {gap:g} m: "
            "widen the figure or send fewer"
        )
    if found.speed > speed:
        raise InputError(
            f"marchers would have to run at {found.speed:.1f} m/s at {found.speed_time:.1f} s; the limit is {speed:g}"
        )
    return found


def dealt(kinds: int, count: int) -> list[NDArray[np.int64]]:
    """Which of `count` marchers have the first kind of thing, the second, ...: dealt out in turn."""
    return [np.arange(k, count, kinds) for k in range(kinds)]
