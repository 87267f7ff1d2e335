"""Moving pictures for projectors, drawn from numbers: a crane in ink that beats its wings; sheets for running water.

Each is `(h, w, 4)` uint8 as `assets.effects.Decal` takes it, opaque, black where no light falls; a function of time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from assets.scene import Bytes
from scenes.keeping import kept_arrays
from scenes.show.figures import WING
from scenes.terrain import fbm

Array = NDArray[np.float64]
RATE = 15.0
"""Pictures a second."""
WIDE, TALL = 480, 576
"""Pixels."""


def streams() -> tuple[Array, Array]:
    """Two sheets of noise `(2 TALL, WIDE)`, drawn out along the fall, that repeat from top to bottom."""
    y, x = np.mgrid[0 : 2 * TALL, 0:WIDE].astype(float)

    def sheet(seed: int, across: float, down: float) -> Array:
        a = fbm(x / across, y / down, seed, 4)
        b = fbm(x / across, (y - 2 * TALL) / down, seed, 4)
        blend = y / (2 * TALL)
        return np.asarray(a * (1 - blend) + b * blend)

    return sheet(5, 8.0, 62.0), sheet(11, 26.0, 90.0)


@lru_cache(maxsize=1)
def _silk() -> dict[str, NDArray[Any]]:
    """The touch of the brush `(TALL, WIDE)`, and the clouds `(2 TALL, WIDE)` that pass."""
    return kept_arrays("silk", _weave)


def _weave() -> dict[str, NDArray[Any]]:
    y, x = np.mgrid[0 : 2 * TALL, 0:WIDE].astype(float)
    blend = y / (2 * TALL)
    clouds = fbm(x / 120, y / 88, 37, 4) * (1 - blend) + fbm(x / 120, (y - 2 * TALL) / 88, 37, 4) * blend
    brush = 0.55 + 0.65 * fbm(x[:TALL] / 10, y[:TALL] / 26, 31, 3)
    return {"brush": brush.astype(np.float32), "clouds": np.clip(clouds * 1.5 - 0.45, 0, 1).astype(np.float32)}


@lru_cache(maxsize=4)
def _flying(number: int, rise: int) -> Bytes:
    t = number / RATE
    sheet = Image.new("L", (WIDE, TALL), 0)
    draw = ImageDraw.Draw(sheet)
    middle = np.array((WIDE * 0.51, TALL - rise))
    beat = np.sin(2 * np.pi * t / 1.5)
    for side in (-1, 1):
        w = np.array(WING)
        lift = (
            0.55 + 0.62 * (0.5 + 0.5 * beat) - 0.30 * np.clip(w[:, 1] - 1.2, 0, 2) * np.sin(2 * np.pi * t / 1.5 - 0.9)
        )
        x = side * w[:, 1] * np.cos(0.55 * beat) * 78 + w[:, 0] * 10
        y = -w[:, 1] * lift * 62 - w[:, 0] * 44
        draw.polygon([tuple(p) for p in np.c_[x, y] + middle], fill=235)
        for k in range(2, len(w) - 3, 2):  # quills, dark
            tip, root = np.array((x[k], y[k])), np.array((0.25 * x[k], 0.25 * y[k] + 6))
            draw.line([tuple(tip + middle), tuple(root + middle)], fill=120, width=3)
    neck = np.array([(0, -26), (4, -70), (-3, -112), (2, -150), (6, -172)]) + middle
    draw.line([tuple(p) for p in neck], fill=225, width=11, joint="curve")
    draw.polygon(
        [tuple(p) for p in np.array([(-24, 8), (0, -44), (24, 8), (13, 58), (0, 78), (-13, 58)]) + middle], fill=245
    )
    draw.line([tuple(p) for p in np.array([(6, -172), (9, -214)]) + middle], fill=200, width=4)
    for x in (-7, 7):
        draw.line([tuple(p) for p in np.array([(x, 60), (x * 1.4, 138)]) + middle], fill=150, width=4)
    ink = np.asarray(sheet.filter(ImageFilter.GaussianBlur(0.8))) / 255.0
    small = sheet.resize((WIDE // 8, TALL // 8), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(2))
    glow = np.asarray(small.resize((WIDE, TALL), Image.Resampling.BILINEAR)) / 255.0
    silk = _silk()
    wash = np.roll(silk["clouds"], int(t * 22) % (2 * TALL), axis=0)[:TALL]
    rgb = wash[..., None] * (0.02, 0.08, 0.15) + (ink * silk["brush"])[..., None] * (1.0, 0.97, 0.90)
    rgb = rgb + glow[..., None] * (0.05, 0.15, 0.22)
    y, x = np.ogrid[0:TALL, 0:WIDE]
    rgb[np.hypot(x - (middle[0] + 6), y - (middle[1] - 176)) < 8.0] = (1.0, 0.05, 0.03)
    return opaque(rgb)


def flying_crane(t: float, height: float) -> Bytes:
    """A crane in white ink on a dark wash, seen from behind as it flies upward; `height` is where it is, 0 the
    bottom of the picture, 1 its top."""
    return _flying(int(np.floor(t * RATE)), round(TALL * height))


def opaque(rgb: Array) -> Bytes:
    """Linear light `(h, w, 3)` as sRGB with alpha 1."""
    c = np.clip(rgb, 0, 1)
    s = np.where(c < 0.0031308, 12.92 * c, 1.055 * np.maximum(c, 1e-9) ** (1 / 2.4) - 0.055)
    return np.concatenate([(s * 255 + 0.5).astype(np.uint8), np.full((*s.shape[:2], 1), 255, np.uint8)], axis=2)
