"""Moving pictures for projectors, drawn from numbers: running water, a crane in ink that beats its wings.

Each is `(h, w, 4)` uint8 as `assets.effects.Decal` takes it, opaque, black where no light falls; a function of time.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from assets.scene import Bytes
from scenes.show.figures import WING
from scenes.terrain import fbm

Array = NDArray[np.float64]
RATE = 15.0
"""Pictures a second."""
WIDE, TALL = 240, 288
"""Pixels."""


@lru_cache(maxsize=1)
def _streams() -> tuple[Array, Array]:
    """Two sheets of noise, drawn out along the fall, that repeat from top to bottom."""
    y, x = np.mgrid[0 : 2 * TALL, 0:WIDE].astype(float)

    def sheet(seed: int, across: float, down: float) -> Array:
        a = fbm(x / across, y / down, seed, 4)
        b = fbm(x / across, (y - 2 * TALL) / down, seed, 4)
        blend = y / (2 * TALL)
        return np.asarray(a * (1 - blend) + b * blend)

    return sheet(5, 9.0, 46.0), sheet(11, 21.0, 64.0)


@lru_cache(maxsize=4)
def _falling(number: int) -> Bytes:
    t = number / RATE
    fine, broad = _streams()
    n = 2 * TALL
    a = np.roll(fine, int(t * 210) % n, axis=0)[:TALL]
    b = np.roll(broad, int(t * 120) % n, axis=0)[:TALL]
    strand = np.clip(1 - np.abs(2 * a - 1) * 3.2, 0, 1) ** 2
    veil = np.clip(1.7 * b - 0.45, 0, 1)
    foam = np.clip(strand * (0.35 + veil), 0, 1)
    rgb = veil[..., None] * (0.03, 0.20, 0.34) + foam[..., None] * (0.62, 0.85, 0.95)
    return _opaque(rgb)


def falling_water(t: float) -> Bytes:
    """Water that runs down a wall, in strands and veils."""
    return _falling(int(np.floor(t * RATE)))


@lru_cache(maxsize=4)
def _flying(number: int, rise: int) -> Bytes:
    t = number / RATE
    sheet = Image.new("L", (2 * WIDE, 2 * TALL), 0)
    draw = ImageDraw.Draw(sheet)
    middle = np.array((WIDE * 1.02, 2 * TALL - rise))
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
    ink = np.asarray(sheet.filter(ImageFilter.GaussianBlur(1.2)).resize((WIDE, TALL), Image.Resampling.BOX)) / 255.0
    glow = (
        np.asarray(sheet.resize((WIDE // 4, TALL // 4)).filter(ImageFilter.GaussianBlur(4)).resize((WIDE, TALL)))
        / 255.0
    )
    y, x = np.mgrid[0:TALL, 0:WIDE].astype(float)
    brush = 0.55 + 0.65 * fbm(x / 5, y / 13, 31, 3)
    wash = np.clip(fbm(x / 60 + 0.1 * t, y / 44 - 0.25 * t, 37, 4) * 1.5 - 0.45, 0, 1)
    rgb = wash[..., None] * (0.02, 0.07, 0.13) + (ink * brush)[..., None] * (1.0, 0.97, 0.90)
    rgb = rgb + glow[..., None] * (0.04, 0.12, 0.18)
    crown = np.hypot(x - (middle[0] + 6) / 2, y - (middle[1] - 176) / 2) < 4.0
    rgb[crown] = (1.0, 0.05, 0.03)
    return _opaque(rgb)


def flying_crane(t: float, height: float) -> Bytes:
    """A crane in white ink on a dark wash, seen from behind as it flies upward; `height` is where it is, 0 the
    bottom of the picture, 1 its top."""
    return _flying(int(np.floor(t * RATE)), round(2 * TALL * height))


def _opaque(rgb: Array) -> Bytes:
    """Linear light `(h, w, 3)` as sRGB with alpha 1."""
    c = np.clip(rgb, 0, 1)
    s = np.where(c < 0.0031308, 12.92 * c, 1.055 * np.maximum(c, 1e-9) ** (1 / 2.4) - 0.055)
    return np.concatenate([(s * 255 + 0.5).astype(np.uint8), np.full((*s.shape[:2], 1), 255, np.uint8)], axis=2)
