"""The country above the town: terraced fields, hamlets, and roads whose lamps climb the hills."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.quarter import Quarter, kept_quarter
from scenes.taihe_lake.valley import left_bank, right_bank, summit_hill, valley
from scenes.terrain import fbm, normals

Array = NDArray[np.float64]
HAMLETS = (
    (330.0, 250.0, 14), (520.0, 330.0, 11), (700.0, 240.0, 13), (840.0, 420.0, 8), (150.0, 300.0, 12),
    (980.0, 230.0, 9), (620.0, 580.0, 11), (470.0, 480.0, 9), (760.0, 640.0, 8),
    (1120.0, 235.0, 13), (1290.0, 430.0, 11), (1430.0, 610.0, 8),
    (200.0, -330.0, 12), (60.0, -300.0, 9), (820.0, -260.0, 10), (960.0, -380.0, 7), (400.0, -420.0, 7),
)  # fmt: skip
"""Up the river, metres from the bank (right positive), and how many houses."""
ROADS = (
    ((300.0, 70.0), (470.0, 180.0), (380.0, 270.0), (560.0, 330.0), (700.0, 440.0), (600.0, 540.0)),
    ((600.0, 540.0), (450.0, 520.0), (560.0, 600.0), (740.0, 640.0), (860.0, 760.0)),
    ((980.0, 90.0), (1120.0, 215.0), (1240.0, 320.0), (1170.0, 410.0), (1330.0, 440.0), (1280.0, 530.0),
     (1440.0, 590.0), (1400.0, 680.0), (1560.0, 740.0)),
    ((720.0, 90.0), (860.0, 200.0), (760.0, 280.0), (900.0, 420.0)),
    ((120.0, -210.0), (250.0, -330.0), (150.0, -420.0), (330.0, -520.0)),
    ((780.0, -170.0), (900.0, -300.0), (1040.0, -360.0)),
)  # fmt: skip
"""By way of: up the river, metres from the bank."""


def tilled(x: ArrayLike, z: ArrayLike, y: ArrayLike) -> Array:
    """How much of the ground at x, z, y is fields, 0 to 1: low slopes on both banks, in patches between woods."""
    x, z, y = (np.asarray(a, float) for a in (x, z, y))
    right, left = x - right_bank(-z), left_bank(-z) - x
    off = np.where(right > 0, right, left - 80)
    low = np.clip((off - 205) / 45, 0, 1) * np.clip((560 - off) / 120, 0, 1) * np.clip((78 - y) / 22, 0, 1)
    here = np.clip((1250 + z) / 120, 0, 1) * np.clip((260 - z) / 100, 0, 1)
    patches = np.clip((fbm(x / 130, z / 130, 51, 3) - 0.42) / 0.06, 0, 1)
    return np.asarray(low * here * patches * (1 - np.clip(8 * summit_hill(x, z), 0, 1)))


@cache
def hill_places() -> tuple[Quarter, ...]:
    """Hamlets and roads."""
    return (kept_quarter(_places, "hills", HAMLETS, ROADS),)


def _world(s: Array, off: Array) -> Array:
    """Points `(n, 3)` on the ground, `off` metres from the right bank, or where negative from the left."""
    x = np.where(off > 0, right_bank(s), left_bank(s)) + off
    return np.stack([x, valley()(x, -s), -s], axis=-1)


def _places() -> Quarter:
    rng = np.random.default_rng(441)
    at, lamps, yards = [], [], []
    for s, off, count in HAMLETS:
        p = _world(s + rng.normal(0, 26, 3 * count), off + rng.normal(0, 20, 3 * count))
        apart: list[Array] = []
        for q in p:
            if len(apart) < count and all(np.hypot(*(q - o)[[0, 2]]) > 11.5 for o in apart):
                apart.append(q)
        at.append(np.array(apart))
        lamps.append(_world(s + rng.normal(0, 26, 6), off + rng.normal(0, 18, 6)) + [0.0, 5.0, 0.0])
        yards.append(_world(s + rng.normal(0, 34, count), off + rng.normal(0, 28, count)))
    houses = np.concatenate(at)
    slope = normals(valley(), houses[:, 0], houses[:, 2], 9.0)
    yaw = np.arctan2(slope[:, 0], slope[:, 2]) + rng.normal(0, 0.3, len(houses))
    kind = rng.choice([0, 0, 1, 1, 2, 4], len(houses))
    kerbs, along = [], []
    for road in ROADS:
        line = _smooth(np.array(road), 7.0)
        middle = _world(line[:, 0], line[:, 1])
        way = np.gradient(middle[:, [0, 2]], axis=0)
        side = np.c_[-way[:, 1], 0 * way[:, 0], way[:, 0]] / np.linalg.norm(way, axis=1, keepdims=True) * 2.6
        high = valley()(*(middle + side)[:, [0, 2]].T), valley()(*(middle - side)[:, [0, 2]].T)
        middle[:, 1] = np.maximum(np.maximum(*high), middle[:, 1]) + 0.7
        kerbs.append(np.stack([middle - side, middle + side], axis=1))
        run = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(middle, axis=0), axis=1))]
        along.append(run)
        spots = np.arange(8.0, run[-1], 24.0)
        lamps.append(np.stack([np.interp(spots, run, middle[:, k]) for k in range(3)], axis=1) + [0.0, 5.5, 0.0])
    busy = np.full(sum(len(run) for run in along), 0.25)
    return Quarter(
        houses,
        yaw,
        kind,
        np.concatenate(yards),
        np.concatenate(lamps),
        np.concatenate(kerbs),
        np.concatenate(along),
        busy,
    )


def _smooth(points: Array, every: float) -> Array:
    """A Catmull-Rom curve `(n, 2)` through `points`, a point about every so many metres."""
    p = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    out = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        t = np.linspace(0, 1, max(2, int(np.linalg.norm(c - b) / every)), endpoint=False)[:, None]
        out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate([*out, points[-1:]])
