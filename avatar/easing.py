"""Curves of motion: smooth steps and bumps, in closed form, over scalars or arrays."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Curve = NDArray[np.float64]


def ease(start: ArrayLike, end: ArrayLike, t: ArrayLike) -> Curve:
    """0 before `start`, 1 after `end`, between them the quintic without jerks at its ends (Perlin 2002).

    `end` must be later than `start`.
    """
    u = np.minimum(np.maximum((np.asarray(t, float) - start) / (np.asarray(end, float) - start), 0.0), 1.0)
    return np.asarray(u * u * u * (u * (6.0 * u - 15.0) + 10.0))


def bump(start: ArrayLike, end: ArrayLike, rise: ArrayLike, fall: ArrayLike, t: ArrayLike) -> Curve:
    """1 from `start` to `end`, rising to it over `rise` seconds and falling over `fall`."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    return np.asarray(ease(start - rise, start, t) * (1.0 - ease(end, end + fall, t)))


def union(weights: ArrayLike) -> float:
    """Smooth "or" of weights in 0 ... 1: one minus the product of what each leaves."""
    return float(1.0 - np.prod(1.0 - np.asarray(weights, float)))


def drift(seed: int, t: float) -> float:
    """A wander without period, about -1 to 1: seeded sines of incommensurable frequencies from 0.11 Hz up."""
    frequency, phase, weight = _waves(seed)
    return float(weight @ np.sin(frequency * t + phase))


@lru_cache(maxsize=256)
def _waves(seed: int) -> tuple[Curve, Curve, Curve]:
    """(angular frequency, phase, weight) of four sines, each 1.618 times as fast as the one before."""
    random = np.random.default_rng(seed)
    k = np.arange(4)
    phase, weight = random.uniform(0, 2 * np.pi, 4), 0.7**k
    return 2 * np.pi * 0.11 * 1.618**k * random.uniform(0.9, 1.1, 4), phase, 1.4 * weight / weight.sum()
