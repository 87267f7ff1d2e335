"""A flying crane and a swimming fish for drones: sheets of points with moving parts.

Both head along +x with y up, in metres. `crane_at` and `fish_at` bend their points as functions of time; distances
along wings and body are kept, so that drones do not crowd when the wings beat.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.show.shapes import DENSITY, Shape, shape

Array = NDArray[np.float64]
SNOW = (0.92, 0.96, 1.0)
INK = (0.08, 0.26, 1.0)
CINNABAR = (1.0, 0.03, 0.02)
HORN = (0.62, 0.13, 0.008)
GOLD = (0.80, 0.20, 0.014)
EMBER = (0.75, 0.022, 0.004)
FLAME = (0.95, 0.30, 0.03)
BODY, NEAR, FAR = 0, 1, -1
"""Parts of the crane: what does not move, and its two wings."""

WING = (
    (0.50, 0.0), (0.72, 0.55), (0.86, 1.15), (0.66, 1.75), (0.22, 2.30), (-0.30, 2.80), (-0.52, 2.72), (-0.34, 2.36),
    (-0.72, 2.42), (-0.50, 2.02), (-0.94, 2.00), (-0.62, 1.62), (-0.98, 1.42), (-0.80, 0.95), (-0.82, 0.45),
    (-0.52, 0.0),
)  # fmt: skip
"""Outline of a wing in wing-widths: forward, outward. The tip has fingers."""
ROOT, WIDE, LONG = 0.28, 6.1, 2.62
"""In wing-widths: where a wing leaves the body, from tip to tip; in half bodies: the fish from nose to tail."""
SIDE = ((1.0, 0.02), (0.78, 0.20), (0.42, 0.31), (0.0, 0.33), (-0.45, 0.22), (-0.80, 0.12))
"""Half heights of the fish's body from nose to tail."""
FINS = (
    (((-0.76, 0.12), (-1.16, 0.32), (-1.62, 0.56), (-1.40, 0.0), (-1.62, -0.56), (-1.16, -0.32), (-0.76, -0.12)), 5),
    (((0.30, 0.36), (0.10, 0.62), (-0.15, 0.56), (-0.55, 0.40), (-0.48, 0.25), (0.0, 0.36)), 9),
    (((0.34, -0.33), (0.02, -0.60), (-0.06, -0.36)), 20),
    (((-0.36, -0.27), (-0.66, -0.46), (-0.64, -0.22)), 24),
)
"""Outlines of its tail and fins, and what part of all places each has."""


def crane(count: int, span: float = 150.0) -> Shape:
    """A red-crowned crane with `span` metres of wings: white, dark flight feathers and neck, red crown, legs behind."""
    n = DENSITY * count
    wing = inside(WING, n // 3)
    tips = np.hypot(wing[:, 0] + 0.1, wing[:, 1]) > 1.95
    trailing = wing[:, 0] < -0.38 - 0.04 * wing[:, 1]
    feathers = np.where((tips | trailing)[:, None], INK, SNOW)
    sheets = [
        (np.stack([wing[:, 0], np.full(len(wing), 0.14), side * (ROOT + wing[:, 1])], axis=1), feathers, side)
        for side in (NEAR, FAR)
    ]
    a, b = golden(n // 6)
    hull = np.stack([1.0 * a, 0.26 * np.sqrt(1 - a * a) * np.sin(b), 0.24 * np.sqrt(1 - a * a) * np.cos(b)], axis=1)
    hull = hull[hull[:, 1] < 0.03]
    sheets.append((hull, np.broadcast_to(SNOW, hull.shape), BODY))
    neck = along([(0.92, 0.08), (1.35, 0.20), (1.85, 0.26), (2.35, 0.34)], n // 14, 0.07)
    sheets.append((neck, np.where(neck[:, :1] > 1.2, INK, SNOW), BODY))
    sheets.append((along([(2.38, 0.36), (2.62, 0.38)], n // 30, 0.10), np.array(SNOW), BODY))
    sheets.append((along([(2.40, 0.50), (2.60, 0.50)], n // 60, 0.03), np.array(CINNABAR), BODY))
    sheets.append((along([(2.70, 0.36), (3.12, 0.30)], n // 50, 0.02), np.array(HORN), BODY))
    for z in (-0.09, 0.09):
        leg = along([(-0.95, -0.08), (-1.9, -0.16), (-2.75, -0.20)], n // 30, 0.01)
        sheets.append((leg + [0, 0, z], np.array(HORN), BODY))
    fan = inside([(-0.85, 0.20), (-1.45, 0.30), (-1.55, 0.0), (-1.45, -0.30), (-0.85, -0.20)], n // 20)
    sheets.append((np.stack([fan[:, 0], 0.02 + 0 * fan[:, 0], fan[:, 1]], axis=1), np.array(INK), BODY))
    return gathered("crane", sheets, span / WIDE, count)


def crane_at(of: Shape, t: float, span: float = 150.0, beat: float = 11.0) -> Array:
    """The crane's points `(n, 3)` at t seconds: one beat of the wings lasts `beat` seconds, the tips follow late."""
    unit = span / WIDE
    p, phase = of.points / unit, 2 * np.pi * t / beat
    side, out = of.part, np.maximum(np.abs(of.points[:, 2] / unit) - ROOT, 0.0)
    root = 0.66 + 0.13 * np.sin(phase)
    tip = root - 0.08 + 0.17 * np.sin(phase - 1.0)
    inner, outer = np.minimum(out, 1.2), np.maximum(out - 1.2, 0.0)
    across = inner * np.cos(root) + outer * np.cos(tip)
    up = inner * np.sin(root) + outer * np.sin(tip)
    lift = -0.05 * np.sin(phase)
    wing = np.stack([p[:, 0], 0.14 + up, side * (ROOT + across)], axis=1)
    return np.asarray((np.where((side != BODY)[:, None], wing, p) + [0.0, lift, 0.0]) * unit)


def fish(count: int, length: float = 150.0) -> Shape:
    """A carp `length` metres long seen from its side: gold belly, red back, a gill, an eye, fins and a forked tail."""
    n = DENSITY * count
    top = [*SIDE, *((x, -0.92 * y) for x, y in reversed(SIDE))]
    body = inside(top, n * 2 // 3)
    gill = np.abs(np.hypot(body[:, 0] - 0.86, body[:, 1] / 1.15) - 0.40) < 0.035
    eye = np.hypot(body[:, 0] - 0.70, body[:, 1] - 0.075)
    body = body[~gill & ((eye > 0.085) | (eye < 0.04))]
    eye = np.hypot(body[:, 0] - 0.70, body[:, 1] - 0.075) < 0.05
    blend = np.clip(0.5 + body[:, 1:] / 0.45, 0, 1)
    skin = np.array(GOLD) * (1 - blend) + np.array(EMBER) * blend
    skin = np.where(eye[:, None], SNOW, skin * drawn(body, top, 0.045)[:, None])
    bulge = 0.16 * np.sqrt(np.clip(1 - (body[:, 1] / 0.36) ** 2 - (body[:, 0] / 1.05) ** 2, 0, 1))
    sheets = [(np.stack([body[:, 0], body[:, 1], bulge], axis=1), skin, BODY)]
    for outline, share in FINS:
        fin = inside(outline, n // share)
        sheets.append((np.c_[fin, 0 * fin[:, 0]], np.array(FLAME) * drawn(fin, outline, 0.035)[:, None], BODY))
    return gathered("fish", sheets, length / LONG, count)


def fish_at(of: Shape, t: float, length: float = 150.0, beat: float = 9.0) -> Array:
    """The fish's points `(n, 3)` at t seconds: a wave runs down its body, and the tail swings widest."""
    unit = length / LONG
    x = of.points[:, 0] / unit
    back = np.clip((0.9 - x) / 2.5, 0.0, 1.0)
    wave = np.sin(2.2 * x + 2 * np.pi * t / beat)
    side = 0.20 * back**1.5 * wave
    rise = 0.05 * back * np.sin(2.2 * x + 2 * np.pi * t / beat + 0.6)
    return np.asarray(of.points + np.stack([0 * x, rise, side], axis=1) * unit)


def gathered(name: str, sheets: list[tuple[Array, Array, int]], unit: float, count: int) -> Shape:
    """Sheets of points, their colours and parts as one shape of `count` points, scaled by `unit`."""
    points = np.concatenate([p for p, _, _ in sheets]) * unit
    color = np.concatenate([np.broadcast_to(c, p.shape) for p, c, _ in sheets])
    part = np.concatenate([np.full(len(p), k) for p, _, k in sheets])
    return shape(name, points, color, part).evenly(count)


def inside(outline: ArrayLike, count: int) -> Array:
    """About `count` points `(n, 2)` of an even lattice inside a polygon `(k, 2)` (crossing number)."""
    o = np.asarray(outline, float)
    low, high = o.min(0), o.max(0)
    x, y = o.T
    area = 0.5 * abs(float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))))
    step = np.sqrt(area / max(count, 1))
    p = np.stack(np.meshgrid(*(np.arange(a + step / 2, b, step) for a, b in zip(low, high, strict=True))), -1)
    p = p.reshape(-1, 2)
    hit = np.zeros(len(p), bool)
    for (x0, y0), (x1, y1) in zip(o, np.roll(o, -1, axis=0), strict=True):
        if y0 != y1:
            crosses = ((y0 > p[:, 1]) != (y1 > p[:, 1])) & (p[:, 0] < x0 + (p[:, 1] - y0) * (x1 - x0) / (y1 - y0))
            hit ^= crosses
    return p[hit]


def drawn(points: Array, outline: ArrayLike, wide: float) -> Array:
    """How bright each of the points `(n, 2)` inside a polygon is, so that the eye sees its line first: 1 nearer to it
    than `wide`, a third of that in the middle."""
    o = np.asarray(outline, float)
    way = np.roll(o, -1, axis=0) - o
    u = np.clip(((points[:, None] - o) * way).sum(2) / np.maximum((way**2).sum(1), 1e-12), 0, 1)
    away = np.linalg.norm(points[:, None] - o - u[..., None] * way, axis=2).min(axis=1)
    return np.asarray(0.34 + 0.66 * np.clip(2.0 - away / wide, 0, 1))


def along(path: ArrayLike, count: int, radius: float) -> Array:
    """Points `(count, 3)` round a line through `path` `(k, 2)` in the xy plane, on a spiral of that radius."""
    p = np.asarray(path, float)
    s = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))])
    u = np.linspace(0, s[-1], max(count, 2))
    turn = 2.399963 * np.arange(len(u))
    x, y = np.interp(u, s, p[:, 0]), np.interp(u, s, p[:, 1])
    return np.stack([x, y + radius * np.sin(turn), radius * np.cos(turn)], axis=1)


def golden(count: int) -> tuple[Array, Array]:
    """Height in (-1, 1) and azimuth of points spread evenly on a ball: a Fibonacci spiral."""
    k = np.arange(count, dtype=float)
    return 1.0 - (2.0 * k + 1.0) / count, np.asarray(2.399963 * k)
