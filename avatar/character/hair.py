"""Hair: a scalp cap and swept leaf-section locks with painted strands and koi-red tips. Head units until placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from avatar.character.geom import Array, Paint, Piece, frames, mix, rgb, sheet, smooth, spline, steps, unit
from avatar.character.shape import place

BASE, DARK, LINE, SHINE = "#483659", "#2f2340", "#1d1330", "#a98fc0"
TIP, TIP_DARK, TIP_LIGHT = "#ee5a35", "#b5302f", "#ffb46b"
SHADE = "#b58fc4"
"""What shade between the locks turns their colour to."""
CENTRE, RADII = np.array([0, 0.555, -0.03]), np.array([0.475, 0.525, 0.500])
PARTING = 24.0
"""Azimuth of the parting, degrees to the figure's left."""


def on_hair(azimuth: float, elevation: float, scale: float = 1.0) -> Array:
    """A point on the hair ellipsoid; degrees, azimuth 0 is the front and grows to the figure's left."""
    az, el = np.radians(azimuth), np.radians(elevation)
    direction: Array = np.array([np.cos(el) * np.sin(az), np.sin(el), np.cos(el) * np.cos(az)])
    return CENTRE + RADII * scale * direction


def on_bob(azimuth: float, y: float, radius: float) -> Array:
    """A point of the falling part, on a cylinder."""
    az = np.radians(azimuth)
    return np.array([radius * np.sin(az), y, radius * np.cos(az) + CENTRE[2]])


def strands(phase: float, tip_from: float, tip_amount: float, turns: float = 1.0, under: float = 0.0) -> Paint:
    """Strand streaks, a zig-zag highlight ring at a fixed elevation, tips that turn koi-red, and shade along the edges
    and, down to `under`, below the lock that lies on it."""

    def paint(u: Array, along: Array, point: Array) -> Array:
        d = (point - CENTRE) / RADII
        elevation = np.degrees(np.arctan2(d[..., 1], np.hypot(d[..., 0], d[..., 2])))
        around = around_angle(u) * turns
        streak = 0.5 + 0.5 * np.sin(around * 5 + phase) * np.sin(around * 11 + 2 * phase)
        strand = smooth(0.80, 0.98, np.sin(around * 9 + 5 * phase)) * smooth(0.10, 0.30, along)
        c = mix(rgb(BASE), rgb(DARK), 0.75 * streak + 0.25 * smooth(0.0, -0.9, d[..., 1]))
        c = mix(c, rgb(LINE), 0.55 * strand)
        zigzag = 4 * (2 * np.abs(((around * 1.9 + phase) % 1) - 0.5) * 2 - 1) + 2.5 * np.sin(around * 3 + phase)
        band = smooth(6.5, 4.5, np.abs(elevation + zigzag - 41)) * (0.45 + 0.55 * streak)
        c = mix(c, rgb(SHINE), band * 0.75)
        tip = smooth(tip_from, 1.02, along + 0.05 * streak) * tip_amount
        c = mix(c, mix(rgb(TIP), rgb(TIP_DARK), 0.7 * strand), np.clip(tip * 1.25, 0, 1))
        c = mix(c, rgb(TIP_LIGHT), smooth(0.90, 1.04, along) * 0.6 * tip_amount)
        edge = smooth(0.55, 0.10, np.minimum(around, np.pi * turns - around)) * smooth(1.0, 0.85, along)
        shade = 1 - 0.34 * edge * (turns == 1.0) - 0.16 * smooth(under + 0.14, under - 0.06, along) * (under > 0)
        return np.asarray(c * mix(np.ones(3), rgb(SHADE), 1 - shade) * shade[..., None])

    return paint


def around_angle(u: ArrayLike) -> Array:
    """Angle round a lock: two thirds of its columns on the outer half."""
    u = np.asarray(u, float)
    return np.asarray(np.where(u < 2 / 3, 1.5 * np.pi * u, np.pi + 3 * np.pi * (u - 2 / 3)))


def lock(
    name: str,
    points: Sequence[ArrayLike],
    width: float,
    rng: np.random.Generator,
    detail: float,
    thick: float = 0.42,
    tip_from: float = 0.62,
    tip_amount: float = 1.0,
    root: float = 0.35,
    under: float = 0.0,
) -> Piece:
    """One swept lock: leaf outline, lens section, pointed at both ends; in shade down to `under` of its length."""
    rows, columns = steps(21, detail, 6), 3 * steps(4, detail, 2) + 1
    path, along = spline(np.array(points, float), rows), np.linspace(0, 1, rows)
    out = path - (CENTRE + np.array([0, 0.02, 0]))
    out[:, 1] *= 0.45
    _, side, up = frames(path, out)
    w = width * (root + (1 - root) * smooth(0, 0.42, along))
    w = w * np.clip(1 - np.clip((along - 0.45) / 0.55, 0, 1) ** 1.55, 0, 1)
    w[0] = 0
    a = around_angle(np.linspace(0, 1, columns))[None, :, None]
    ring = np.cos(a) * side[:, None] + thick * np.sin(a) * up[:, None]
    paint = strands(float(rng.uniform(0, 6)), tip_from, tip_amount, under=under)
    piece = sheet(name, path[:, None] + w[:, None, None] * ring, "hair", True, paint)
    return replace(piece, texels=(224, 96))


def _cap(rng: np.random.Generator, detail: float) -> Piece:
    """The scalp: an ellipsoid a little inside the locks, open over the face."""
    azimuth = np.linspace(-180, 180, steps(49, detail, 17))
    low = 38 - 80 * smooth(60, 105, np.abs(azimuth))
    k = np.linspace(0, 1, steps(18, detail, 6))[:, None]
    az, el = np.radians(azimuth)[None] + 0 * k, np.radians(89.9 + (low[None] - 89.9) * k)
    ball = np.stack([np.cos(el) * np.sin(az), np.sin(el), np.cos(el) * np.cos(az)], -1)
    brush = strands(float(rng.uniform(0, 6)), 0.62, 1.0, turns=4.0)

    def paint(u: Array, v: Array, point: Array) -> Array:
        return brush(u, v * 0.5, point)

    size = 0.955 + 0.045 * smooth(62, 82, np.degrees(el))  # up to the roots of the locks at the crown
    piece = sheet("hair_cap", CENTRE + RADII * size[..., None] * ball, "hair", True, paint)
    return replace(piece, texels=(128, 256))


# of each layer at the back: how many locks, from which azimuth round to which, width, thickness, where the tip colour
# starts, and how far down the layer above lies on it
_LAYERS = {
    "nape": (11, (104, 256), 0.118, 0.36, 0.40, 0.62),
    "mid": (11, (94, 266), 0.132, 0.42, 0.66, 0.52),
    "top": (8, (98, 262), 0.158, 0.44, 0.79, 0.0),
}


# of the locks on top: how far the tip turns aside (degrees), the height it ends at, the share of the width
_TOP_LOCKS = (
    (-9, 0.27, 0.95), (8, 0.17, 1.15), (-6, 0.30, 0.85), (7, 0.19, 1.20), (-9, 0.11, 1.10), (4, 0.29, 0.90),
    (-8, 0.16, 1.20), (9, 0.26, 0.95),
)  # fmt: skip


def _back(rng: np.random.Generator, detail: float) -> list[Piece]:
    """Three layers behind the ears that taper to the nape, each with tips that flick out past the one below."""
    out = []
    for layer, (count, (start, stop), width, thick, tip_from, under) in _LAYERS.items():
        for i, az in enumerate(np.linspace(start, stop, count)):
            path = _fall(layer, i, float(az), float(np.cos(np.radians(az - 180))))
            wide = width * (_TOP_LOCKS[i][2] if layer == "top" else (1.08, 0.86, 1.0)[i % 3])
            rows = detail if layer == "top" else 0.8 * detail
            out.append(lock(f"hair_{layer}{i}", path, wide, rng, rows, thick, tip_from, 0.95, under=under))
    return out


def _fall(layer: str, i: int, az: float, behind: float) -> list[Array]:
    """The way of lock `i` of a layer; `behind` is 1 in the middle of the back and falls to the sides."""
    s, c = on_hair, on_bob
    flick = 1 if i % 2 else -1
    if layer == "nape":
        end = c(az + (9 if i % 2 else -7), -0.09 - 0.10 * behind**2 - 0.05 * (i % 3 == 1), 0.405 + 0.035 * flick)
        return [s(az, 60, 0.97), s(az, 36, 0.99), c(az, 0.46, 0.485), c(az, 0.20, 0.440), c(az + 2, 0.03, 0.372), end]
    if layer == "mid":
        end = c(az + 11 * flick, 0.05 - 0.045 * (i % 3) + 0.03 * behind, 0.545 + 0.04 * flick)
        return [s(az * 0.45 + 99, 85, 0.99), s(az, 54, 1.03), c(az, 0.56, 0.538), c(az - 2 * flick, 0.30, 0.515),
                c(az + flick, 0.15, 0.490), end]  # fmt: skip
    turn, low = _TOP_LOCKS[i][:2]
    end = c(az + 1.5 * turn, low, 0.615 + 0.02 * flick)
    return [s(az * 0.5 + 90, 86, 1.0), s(az - 0.4 * turn, 60, 1.06 + 0.012 * flick),
            c(az - 0.4 * turn, 0.64, 0.575), c(az + 0.1 * turn, (low + 0.64) / 2, 0.575), end]  # fmt: skip


def _sides(rng: np.random.Generator, detail: float) -> list[Piece]:
    """Two locks before each ear."""
    s, c = on_hair, on_bob
    out = []
    for k, side in (("l", 1), ("r", -1)):
        low = -0.18 if side > 0 else -0.13
        path = [s(side * 30, 80, 1.02), s(side * 62, 42, 1.05), c(side * 70, 0.50, 0.505), c(side * 68, 0.22, 0.475),
                c(side * 64, 0.04, 0.425), c(side * 62, low, 0.470)]  # fmt: skip
        out.append(lock(f"hair_front_{k}", path, 0.098, rng, detail, tip_from=0.58))
        path = [s(side * 44, 80, 1.01), s(side * 82, 40, 1.04), c(side * 86, 0.50, 0.510), c(side * 84, 0.20, 0.495),
                c(side * 80, 0.02, 0.44), c(side * 78, -0.10, 0.50)]  # fmt: skip
        out.append(lock(f"hair_ear_{k}", path, 0.125, rng, detail, 0.40))
    return out


# azimuth and elevation of the tip, width, radius, where the tip colour starts
_BANGS = (
    (-60, -30, 0.100, 1.020, 0.70), (-46, -12, 0.110, 1.030, 0.74), (-30, -6, 0.114, 1.045, 0.74),
    (-14, -8, 0.114, 1.060, 0.74), (2, -6, 0.105, 1.050, 0.74), (46, -11, 0.112, 1.035, 0.74),
    (60, -30, 0.100, 1.020, 0.70), (17, 1, 0.080, 1.035, 0.28), (32, -8, 0.104, 1.045, 0.74),
)  # fmt: skip


def _bangs(rng: np.random.Generator, detail: float) -> list[Piece]:
    s = on_hair
    out = []
    for i, (az, el, width, k, tip_from) in enumerate(_BANGS):
        sweep = -9 if az < PARTING else 10
        path = [s(PARTING + (az - PARTING) * 0.25, 84, 1.0), s(PARTING + (az - PARTING) * 0.62, 62, 1.04),
                s(az * 0.92, 38, k + 0.005), s(az + sweep * 0.3, (el + 36) / 2.1, k),
                s(az + sweep, el, k - 0.045)]  # fmt: skip
        out.append(lock(f"hair_bang{i}", path, width, rng, detail, 0.36, tip_from, 0.95))
    return out


def _ahoge(rng: np.random.Generator, detail: float) -> list[Piece]:
    """The curl on the crown and its little companion."""
    s = on_hair
    long = [s(20, 84, 0.98), s(24, 86, 1.10) + [0, 0.03, 0], s(0, 84, 1.22) + [-0.06, 0.02, 0.03],
            s(-40, 70, 1.28) + [-0.12, -0.01, 0.08]]  # fmt: skip
    short = [s(20, 84, 0.98), s(40, 84, 1.08) + [0.03, 0.01, -0.02], s(60, 76, 1.16) + [0.09, 0, -0.03]]
    return [
        lock("hair_ahoge0", long, 0.042, rng, detail, 0.5, 0.5, root=0.6),
        lock("hair_ahoge1", short, 0.034, rng, detail, 0.5, 0.5, root=0.6),
    ]


def hair_pieces(detail: float, seed: int = 7) -> list[Piece]:
    """Cap and 39 locks, in metres, on the head bone. Normals lean towards the ellipsoid's: broad, calm shadows."""
    rng = np.random.default_rng(seed)
    pieces = [_cap(rng, detail), *_back(rng, detail), *_sides(rng, detail), *_bangs(rng, detail), *_ahoge(rng, detail)]
    out = []
    for piece in pieces:
        round_normal = unit((piece.position - CENTRE) / RADII**2)
        facing = smooth(-0.75, -0.05, (round_normal * piece.normal).sum(1))
        normal = unit(mix(piece.normal, round_normal, 0.6 * facing))
        out.append(replace(piece, position=place(piece.position), normal=normal).bound("head"))
    return out
