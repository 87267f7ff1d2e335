"""A moving landscape for projectors: blue and green mountains (青绿山水) with a waterfall between them.

`(h, w, 4)` uint8 as `assets.effects.Decal` takes it, opaque, black where no light falls; a function of time. The manner
is that of Song court painting: azurite on the crests, malachite under it, ochre at the feet, outlines in gold.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Bytes
from scenes.keeping import kept_arrays
from scenes.show.pictures import RATE, TALL, WIDE, opaque, streams
from scenes.terrain import fbm

Array = NDArray[np.float64]
INDIGO, AZURITE, MALACHITE, OCHRE = (0.005, 0.014, 0.040), (0.07, 0.17, 0.46), (0.10, 0.31, 0.20), (0.36, 0.19, 0.08)
GOLD, SILK, WHITE = (1.0, 0.62, 0.18), (0.30, 0.42, 0.50), (0.80, 0.95, 1.0)
RANGES = ((0.42, 0.22, 4.1, 3), (0.54, 0.22, 3.3, 6), (0.70, 0.26, 2.6, 8), (0.90, 0.26, 2.2, 14))
"""Of each range of mountains, the farthest first: height of its passes (0 top, 1 bottom), how far peaks rise over them,
peaks across the picture, seed."""
MOON = (0.55, 0.165)
FALL = 0.47
"""x of the waterfall."""


def landscape(t: float) -> Bytes:
    """Mountains, moon and mist that stand, water that falls."""
    return _painted(int(np.floor(t * RATE)))


@lru_cache(maxsize=2)
def _painted(number: int) -> Bytes:
    """Only the columns of the fall are drawn anew."""
    made = _still()
    first, bed = int(made["first"][0]), made["bed"]
    strands = np.roll(made["strands"], int(number / RATE * 230) % len(made["strands"]), axis=0)[:TALL]
    veil = np.roll(made["veil"], int(number / RATE * 150) % len(made["veil"]), axis=0)[:TALL]
    strand = np.clip(1 - np.abs(2 * strands - 1) * 2.6, 0, 1)
    water = np.clip(0.20 + 0.75 * strand**2 + 0.55 * np.clip(2 * veil - 0.8, 0, 1), 0, 1)
    out = made["still"].copy()
    lit = made["under"] * (1 - bed[..., None]) + (bed * water)[..., None] * WHITE
    out[:, first : first + bed.shape[1]] = opaque(lit)
    return out


@lru_cache(maxsize=1)
def _still() -> dict[str, NDArray[Any]]:
    """What stands, and of the columns of the fall from `first` on: how much of each pixel is water, what it runs over,
    and the sheets of noise that run."""
    return kept_arrays("landscape", _paint)


def _paint() -> dict[str, NDArray[Any]]:
    y, x = np.mgrid[0:TALL, 0:WIDE].astype(float)
    x, y = x / WIDE, y / TALL
    rgb = np.asarray(INDIGO) * (1.6 - y)[..., None]
    moon = np.hypot((x - MOON[0]) * WIDE / TALL, y - MOON[1])
    rgb = rgb + _soft(0.056 - moon, 0.004)[..., None] * (0.95, 0.78, 0.42)
    rgb = rgb + (0.10 * np.exp(-(((moon - 0.06) / 0.07) ** 2)))[..., None] * (0.9, 0.55, 0.2)
    for k, (passes, rise, peaks, seed) in enumerate(RANGES):
        rgb = _range(rgb, x, y, k, passes, rise, peaks, seed)
    bed = _bed(x, y)
    foam = np.exp(-(((y - 0.90) / 0.05) ** 2) - ((x - FALL) / 0.20) ** 2) * (0.5 + fbm(x * 9, y * 16, 71, 3))
    rgb = rgb * (1 - 0.6 * np.clip(foam, 0, 1)[..., None]) + 0.7 * foam[..., None] * np.asarray(WHITE)
    # the picture ends before the stone does: nothing of it falls beside
    rim = _soft(np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y)) - 0.035, 0.03)
    rgb = rgb * rim[..., None]
    used = np.flatnonzero(bed.max(axis=0) > 0.01)
    columns = slice(int(used[0]), int(used[-1]) + 1)
    strands, veil = (sheet[:, columns].astype(np.float32) for sheet in streams())
    moving = {"bed": (bed * rim)[:, columns], "under": rgb[:, columns], "strands": strands, "veil": veil}
    return {"still": opaque(rgb), "first": used[:1], **{k: v.astype(np.float32) for k, v in moving.items()}}


def _range(rgb: Array, x: Array, y: Array, k: int, passes: float, rise: float, peaks: float, seed: int) -> Array:
    """A range of mountains laid over what is there."""
    sharp = 1 - np.abs(2 * fbm(x[:1] * peaks + 3.7 * k, 0 * x[:1] + 5, seed, 4) - 1)
    towers = np.maximum(1.75 * sharp - 0.70, 0)
    # a gorge for the water, between two flanks that stand over it
    gorge = np.exp(-(((x[:1] - FALL) / 0.10) ** 2)) * (k > 1)
    line = passes - rise * towers * (1 - gorge) + 0.10 * gorge + 0.012 * (fbm(x[:1] * 60, 0 * x[:1], seed + 1, 2) - 0.5)
    deep = (y - line) / 0.30
    inside = _soft(y - line, 0.003)
    folds = fbm(x * 15 + 0.9 * fbm(x * 6, y * 5, seed + 2, 2), y * 6, seed + 3, 4)
    shade = 0.20 + 1.5 * np.clip(2.4 * folds - 0.75, 0, 1)
    down = np.clip(deep, 0, 1)[..., None]
    hue = np.asarray(AZURITE) * np.clip(1 - 2.0 * down, 0, 1) + np.asarray(MALACHITE) * np.clip(
        1 - np.abs(2.4 * down - 0.9), 0, 1
    )
    hue = hue + 0.55 * np.asarray(OCHRE) * np.clip(1.9 * down - 0.7, 0, 1) * (1 - 0.75 * down)
    far = 0.50 + 0.17 * k
    body = hue * (shade * far)[..., None]
    crest = np.exp(-(((y - line) / 0.0045) ** 2))[..., None] * np.asarray(GOLD) * 0.9
    # silk-pale mist lies at the feet of each range but the nearest
    mist = np.clip(deep - 0.75, 0, 1) * (0.6 + 0.8 * fbm(x * 3, y * 14, seed + 4, 3)) * (k < 3)
    body = body + 0.34 * mist[..., None] * np.asarray(SILK)
    return np.asarray(rgb * (1 - inside[..., None]) + body * inside[..., None] + crest)


def _bed(x: Array, y: Array) -> Array:
    """How much of each pixel is water: two leaps, the second wider and a little aside."""
    out = np.zeros_like(x)
    for top, foot, middle, wide in ((0.44, 0.71, FALL + 0.005, 0.026), (0.70, 0.94, FALL - 0.02, 0.046)):
        u = np.clip((y - top) / (foot - top), 0, 1)
        half = wide * (0.7 + 0.5 * u) * (1 + 0.35 * (fbm(x * 0 + 3.0, y * 22, 83, 2) - 0.5))
        inside = _soft(half - np.abs(x - middle - 0.02 * (fbm(0 * x, y * 7, 85, 2) - 0.5)), 0.006)
        out = np.maximum(out, inside * _soft(y - top, 0.008) * _soft(foot + 0.02 - y, 0.03))
    return out


def _soft(inside: Array, over: float) -> Array:
    """0 outside, 1 inside, smooth over twice `over`."""
    u = np.clip(0.5 + inside / (2 * over), 0, 1)
    return np.asarray(u * u * (3 - 2 * u))
