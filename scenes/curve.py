"""Curves in space: through given points, sampled by parameter or by arc length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError
from assets.given import numbers

if TYPE_CHECKING:
    from scipy.interpolate import CubicSpline

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """A smooth curve through `points` `(n, 3)` metres, parameterised by arc length in metres."""

    points: Array
    stations: Array
    """(n,) arc length at each point"""
    spline: CubicSpline

    @property
    def length(self) -> float:
        return float(self.stations[-1])

    def at(self, s: ArrayLike) -> Array:
        """Positions `(..., 3)` at arc lengths `s`, clamped to the curve."""
        return np.asarray(self.spline(np.clip(s, 0.0, self.length)))

    def heading(self, s: ArrayLike) -> Array:
        """Unit tangents `(..., 3)` at arc lengths `s`."""
        d = np.asarray(self.spline(np.clip(s, 0.0, self.length), 1))
        return np.asarray(d / np.maximum(np.linalg.norm(d, axis=-1, keepdims=True), 1e-12))

    def every(self, step: float, offset: float = 0.0) -> Array:
        """Stations `(k,)` spaced `step` metres apart, starting at `offset`."""
        return np.arange(offset, self.length + 1e-9, step)


def curve(points: ArrayLike, closed: bool = False) -> Curve:
    """A Catmull-Rom-like cubic spline through `points` `(n >= 2, 3)`; `closed` joins the ends."""
    from scipy.interpolate import CubicSpline

    p = numbers(points, ("n", 3), "curve: points")
    if closed:
        p = np.concatenate([p, p[:1]])
    if len(p) < 2:
        raise InputError("a curve needs at least two points")
    if (np.linalg.norm(np.diff(p, axis=0), axis=1) < 1e-9).any():
        raise InputError("a curve cannot stand still: two points after one another are the same")
    chord = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))])
    kind = "periodic" if closed else "natural"
    fine = np.linspace(0.0, chord[-1], 16 * len(p))
    rough = CubicSpline(chord, p, bc_type=kind)
    # One pass of re-parameterisation brings the speed within a few percent of 1 m per unit.
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(rough(fine), axis=0), axis=1))])
    stations = np.interp(chord, fine, length)
    return Curve(p, stations, CubicSpline(stations, p, bc_type=kind))
