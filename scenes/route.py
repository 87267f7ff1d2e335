"""A boat's way along a spline: by arc length, on a timetable, so that it slows down where there is something to see.

route = Route(curve([(58, 0, -50), (61, 0, -184), (84, 0, -262)]), timetable=[(0, 0), (34, 135), (60, 200)])
stage.move(hull, route.transform)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from assets.errors import InputError
from assets.scene import Floats
from assets.transforms import points
from scenes.boats import Course
from scenes.curve import Array, Curve

STILL = 1e-6
"""Metres between two entries of a timetable that are no way at all."""


@dataclass(frozen=True, eq=False)
class Route:
    """`timetable` has (seconds, metres along `way`), both growing; the boat lies still before it and after it.

    Between its entries the speed changes smoothly and never turns back (monotone cubic, Fritsch and Carlson 1980).
    """

    way: Curve
    timetable: Sequence[tuple[float, float]]
    phase: float = 0.0
    """of its bobbing"""

    def __post_init__(self) -> None:
        rows = np.array(self.timetable, float).reshape(-1, 2)
        grows = (np.diff(rows[:, 0]) > 1e-3).all() and (np.diff(rows[:, 1]) >= 0).all()
        if len(rows) < 2 or not np.isfinite(rows).all() or not grows:
            raise InputError(f"a timetable needs two entries or more, seconds and metres growing: {self.timetable}")

    @cached_property
    def _track(self) -> Any:
        from scipy.interpolate import PchipInterpolator

        times, metres = np.array(self.timetable, float).T
        for i in range(1, len(metres)):
            if metres[i] - metres[i - 1] < STILL:  # the inverse of such a speed is no number
                metres[i] = metres[i - 1]
        # Doubled ends: it puts off and lies to without a jerk.
        return PchipInterpolator(
            np.r_[times[0] - 1e-3, times, times[-1] + 1e-3], np.r_[metres[0], metres, metres[-1]], extrapolate=False
        )

    def station(self, t: ArrayLike) -> Array:
        """Metres along the way at `t` seconds."""
        first, last = self.timetable[0][0], self.timetable[-1][0]
        return np.asarray(self._track(np.clip(t, first, last)))

    def at(self, t: ArrayLike) -> Array:
        """Points `(..., 3)` of the way at `t` seconds."""
        return self.way.at(self.station(t))

    def transform(self, t: float) -> Floats:
        """`(3, 4)` of a boat at t seconds: bow along the way, bobbing."""
        s = float(self.station(t))
        x, _, z = (float(v) for v in self.way.at(s))
        dx, _, dz = (float(v) for v in self.way.heading(s))
        here = Course((x, z), (dx, dz), phase=self.phase)
        return here.transform(t)

    def beside(self, t: float, local: ArrayLike) -> Array:
        """Points `(..., 3)` that go with the boat and do not bob, from its own x (ahead), y (up), z (to starboard)."""
        s = float(self.station(t))
        dx, _, dz = (float(v) for v in self.way.heading(s))
        level = math.hypot(dx, dz)
        ahead, right = np.array((dx / level, 0.0, dz / level)), np.array((-dz / level, 0.0, dx / level))
        p = np.asarray(local, float)
        return np.asarray(
            self.way.at(s) + p[..., :1] * ahead + p[..., 1:2] * (0.0, 1.0, 0.0) + p[..., 2:] * right, float
        )

    def aboard(self, t: float, local: ArrayLike) -> Array:
        """Points `(n, 3)` of the boat itself at t."""
        return np.asarray(points(self.transform(t), local), float)
