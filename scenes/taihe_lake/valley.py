"""The valley: two banks, the hill of Taihe with its pavilion, and a gap in the ridges where the river leaves.

Distances up the river are s = -z, metres; x is to the right as seen from the dock at the origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.terrain import HeightField, erode, fbm

Array = NDArray[np.float64]
SUMMIT = (-243.0, -560.0)
"""x, z of the pavilion on the hill."""
ROCK = (-228.0, -617.0)
"""x, z of 混元峰, the split rock at the other end of the hill's crest."""
CREST = 114.0
"""Height of the crest; with the rock on it the hill is the 144 m of 太鹤山."""
GROUND = 4.0
"""Level of the promenade above the water."""
TOWERS = (
    (168.0, 96.0, 30.0), (206.0, 132.0, 36.0), (262.0, 92.0, 33.0), (290.0, 150.0, 42.0), (318.0, 120.0, 36.0),
    (352.0, 84.0, 48.0), (366.0, 168.0, 56.0), (398.0, 118.0, 70.0), (440.0, 92.0, 46.0), (470.0, 140.0, 66.0),
    (498.0, 86.0, 40.0), (512.0, 124.0, 76.0), (560.0, 98.0, 56.0), (604.0, 84.0, 38.0), (620.0, 122.0, 68.0),
    (668.0, 96.0, 50.0), (702.0, 130.0, 44.0),
)  # fmt: skip
"""Along the quay, behind it, and how high, metres: the high-rises."""


def left_bank(s: ArrayLike) -> Array:
    """x of the town quay at distance s."""
    s = np.asarray(s, float)
    return np.asarray(
        -90 + 0.309 * (s - 70) + 0.00022 * np.maximum(s - 140, 0) ** 2 - 0.0012 * np.maximum(s - 520, 0) ** 2
    )


def right_bank(s: ArrayLike) -> Array:
    """x of the far shore at distance s."""
    s = np.asarray(s, float)
    return np.asarray(119 + 0.309 * s - 0.0012 * np.maximum(s - 620, 0) ** 2 + 0.00015 * np.maximum(s - 140, 0) ** 2)


def along_quay(s: float, back: float = 0.0, y: float = 0.0) -> tuple[Array, tuple[float, float]]:
    """A point `(3,)` of the left quay at s, `back` metres into the town, and the quay's heading (dx, dz)."""
    slope = float(left_bank(s + 1) - left_bank(s - 1)) / 2
    d = np.array([slope, -1.0]) / np.hypot(slope, 1.0)
    out = np.array([-d[1], d[0]])
    x = float(left_bank(s)) - out[0] * back
    return np.array([x, y, -s - out[1] * back]), (float(d[0]), float(d[1]))


def inland(x: ArrayLike, s: ArrayLike) -> Array:
    """Metres beyond the flat valley floor; the left floor carries the town. Negative on the floor and the water."""
    x, s = np.asarray(x, float), np.asarray(s, float)
    left, right = left_bank(s) - 135 - x, x - right_bank(s) - 16
    return np.asarray(np.maximum(np.maximum(left, right), s - 1500) + 34 * (fbm(x / 170, s / 170, 3, 3) - 0.5))


def from_crest(x: ArrayLike, z: ArrayLike) -> Array:
    """Metres in plan from the line that joins pavilion and rock."""
    a, way = np.array(SUMMIT), np.subtract(ROCK, SUMMIT)
    x, z = np.asarray(x, float) - a[0], np.asarray(z, float) - a[1]
    u = np.clip((x * way[0] + z * way[1]) / (way @ way), 0, 1)
    return np.asarray(np.hypot(x - u * way[0], z - u * way[1]))


def summit_hill(x: ArrayLike, z: ArrayLike) -> Array:
    """The hill of 太鹤: 1 on its level crest, 0 far away."""
    return np.asarray(np.exp(-((np.maximum(from_crest(x, z) - 17, 0) / 104) ** 2)))


def cliffs(y: Array, x: Array, z: Array, hill: Array) -> Array:
    """Heights of the hill, here and there in steps of bare rock with ledges between."""
    step = 23.0
    q = (y + 7 * fbm(x / 33, z / 33, 27, 2)) / step
    up = np.clip((q % 1 - 0.66) / 0.26, 0, 1)
    ledges = y + (np.floor(q) + up * up * (3 - 2 * up) - q) * step
    where = np.clip((fbm(x / 75, z / 75, 23, 3) - 0.44) / 0.10, 0, 1) * np.clip(9 * hill * (1 - hill), 0, 1)
    return np.asarray(y + (ledges - y) * 0.9 * where)


@dataclass(frozen=True, eq=False)
class Valley:
    """Ground height over the whole scene."""

    ridges: HeightField

    def __call__(self, x: ArrayLike, z: ArrayLike) -> Array:
        """Height in metres at points of any shape; -3 in the river."""
        x, z = np.broadcast_arrays(np.asarray(x, float), np.asarray(z, float))
        s = -z
        low = np.clip(inland(x, s) / 140, 0, 1) ** 0.8
        # Low by the dock, so that the sky is wide; the hills close in again behind it.
        tall = np.clip(0.20 + 0.00011 * (s - 300), 0.18, 0.46) + 0.30 * np.clip((-40 - s) / 700, 0, 1)
        tall = tall + 0.18 * np.clip((x - right_bank(s) - 450) / 900, 0, 1) * np.clip((1700 - s) / 700, 0, 1)
        # The glow stands in a gap at azimuth 0.10, where quay and bridge point; far ridges close it again.
        notch = np.exp(-(((np.arctan2(x, s) - 0.10) / 0.15) ** 2)) * np.clip((s - 650) / 500, 0, 1)
        gap = 1 - 0.66 * notch * (1 - 0.42 * np.clip((s - 2300) / 900, 0, 1))
        hill = summit_hill(x, z)
        gullies = 1 - np.abs(2 * fbm(x / 58 + 0.4 * fbm(x / 31, z / 31, 25, 2), z / 58, 21, 3) - 1)
        # Spurs and gullies finer than the eroded grid, cut deeper the higher the slope.
        spurs = 1 - np.abs(2 * fbm(x / 230 + 0.5 * fbm(x / 120, z / 120, 33, 2), z / 230, 31, 4) - 1)
        ridges = self.ridges(x, z) * low * tall * gap
        ridges = ridges + 0.62 * np.minimum(ridges, 150) * (spurs - 0.72)
        y = ridges * (1 - hill) + (CREST - 3.7) * hill
        y = cliffs(y - 52 * (gullies - 0.55) * hill * (1 - hill), x, z, hill)
        land = np.clip(np.maximum(left_bank(s) - x, x - right_bank(s)) / 6, -1, 1)
        return np.asarray(np.where(land > 0, np.maximum(y, 0) + 4.2 * np.clip(land, 0, 1) - 0.5, -3.0))


@cache
def valley() -> Valley:
    """The eroded valley; computed once a process (about a second)."""
    rows, columns, x0, z0, spacing = 200, 168, -2700.0, -4700.0, 31.14
    x, z = np.meshgrid(x0 + np.arange(columns) * spacing, z0 + np.arange(rows) * spacing)
    floor = inland(x, -z)
    uplift = np.clip(floor / 520, 0, 1) ** 0.8 * (0.55 + 0.9 * fbm(x / 900, z / 900, 5, 3))
    uplift *= 0.62 + 0.75 * np.clip((-z - 500) / 2600, 0, 1)
    base = floor <= 0
    start = np.where(base, -2.0, fbm(x / 260, z / 260, 11, 4) * 14 + uplift * 8)
    return Valley(HeightField(x0, z0, spacing, erode(start, uplift * 30, base, 22)))
