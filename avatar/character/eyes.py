"""An eye: lids that slide over a recessed, fixed eyeball patch, the layered iris, lashes, crease and brow.

Everything is built for the figure's left eye in head units; the right one is its mirror image.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from avatar.character.geom import Array, Paint, Piece, mirrored, mix, rgb, sheet, smooth, steps
from avatar.character.head import ring_piece, ring_points
from avatar.character.shape import BROW, EYE_X, EYE_Y, LASH, FaceParams, deformed, front_z, on_face, shade_normal

HALF_WIDTH, UPPER, LOWER, SLANT = 0.124, 0.107, 0.088, 0.010
DEPTH = 0.030
"""How far the eyeball patch lies behind the face."""
IRIS = (0.099, 0.121)
IRIS_Y = 0.012
_BEHIND = ("eyeball_l", "iris_l", "glint0_l", "glint1_l", "glint2_l")
"""What lies behind the lids and does not follow the cheeks."""


def lid_curves(s: Array, blink: float, p: FaceParams) -> tuple[Array, Array]:
    """Heights above the eye's centre of the upper and the lower lid at s = -1 (inner corner) ... 1 (outer corner).

    At blink = 1 both are the same curve.
    """
    arch = np.clip(1 - np.abs(s) ** 2.5, 0, 1) ** 0.62
    base = SLANT * s
    upper = UPPER * (1 + 0.10 * p.wide - 0.16 * p.squint) * arch + base + 0.012 * s * arch
    lower = -LOWER * np.clip(1 - np.abs(s) ** 2.3, 0, 1) ** 0.60 + base + 0.10 * LOWER * s * arch
    soft = 1 - s**2
    closed = base + float(mix(-0.038, 0.034, p.happy)) * soft - float(mix(0.026, 0.030, p.happy)) * (1 - soft)
    lower = lower + (0.040 * p.happy + 0.024 * p.squint) * soft
    return np.asarray(upper + (closed - upper) * blink), np.asarray(lower + (closed - lower) * blink)


def corners(detail: float) -> Array:
    """s of the columns of one lid, inner to outer corner."""
    return np.asarray(-np.cos(np.linspace(0, np.pi, (ring_points(detail) + 1) // 2)))


def feature(name: str, points: Array, paint: Paint | str, material: str = "eye") -> Piece:
    """A sheet that is shaded like the face it lies on; columns run to the figure's left, rows up (or inwards)."""
    normal = shade_normal(points).reshape(-1, 3)
    return replace(sheet(name, points, material, False, paint), normal=normal)


def stroke(name: str, x: Array, y0: ArrayLike, y1: ArrayLike, lift0: float, lift1: float, color: str) -> Piece:
    """A painted line on the face between the heights y0 and y1, as relief of two lifts."""
    w = np.linspace(0, 1, 3)[:, None]
    low, high = np.asarray(y0, float)[None], np.asarray(y1, float)[None]
    return feature(name, on_face(x[None] + 0 * w, low * (1 - w) + high * w, lift0 + (lift1 - lift0) * w), color)


def eye_pieces(side: int, blink: float, p: FaceParams, detail: float) -> list[Piece]:
    """All pieces of one eye with its brow; `side` +1 is the figure's left."""
    s = corners(detail)
    upper, lower = lid_curves(s, blink, p)
    x = EYE_X + HALF_WIDTH * s
    opening = np.stack([np.r_[x[::-1], x[1:]], EYE_Y + np.r_[upper[::-1], lower[1:]]], 1)
    lid, edge = ring_piece("lid_l", opening, 0, 0.0100, detail, "#f3b9a6")
    pieces = [lid, _rim(edge, s), _eyeball(detail)]
    pieces += _iris(side * p.look_x, p.look_y, side, detail)
    pieces += _lashes(s, x, upper, lower, blink, p)
    pieces.append(_brow(p, side, detail))
    pieces = [piece if piece.name in _BEHIND else piece.moved(partial(deformed, f=p)) for piece in pieces]
    return pieces if side > 0 else [mirrored(piece) for piece in pieces]


def _rim(edge: Array, s: Array) -> Piece:
    """The lids' thickness, back to the eyeball: dark under the upper lashes."""
    dark = np.r_[smooth(-0.97, -0.55, s[::-1]) * smooth(1.0, 0.80, s[::-1]), np.zeros(len(s) - 1)]
    column = np.linspace(0, 1, len(dark))

    def paint(u: Array, _: Array, __: Array) -> Array:
        return mix(rgb("#e7a795"), rgb(LASH), np.interp(u, column, dark))

    back = edge - np.array([0, 0, 0.034])
    return replace(feature("lidrim_l", np.stack([edge, back]), paint), texels=(8, 192))


def _eyeball(detail: float) -> Piece:
    """The white: a slightly hollow patch behind the opening, shadowed by the upper lid."""
    n = steps(13, detail, 5)
    a, b = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n))
    x = EYE_X + a * np.sqrt(1 - b**2 / 2) * 0.151
    y = EYE_Y + b * np.sqrt(1 - a**2 / 2) * 0.148

    def paint(_: Array, __: Array, point: Array) -> Array:
        return mix(rgb("#fffdfa"), rgb("#b9a3b8"), smooth(0.015, 0.085, point[..., 1] - EYE_Y))

    points = np.stack([x, y, front_z(x, y) - DEPTH + 0.006 * (a**2 + b**2)], -1)
    return feature("eyeball_l", points, paint, "white")


def _iris(look_x: float, look_y: float, side: int, detail: float) -> list[Piece]:
    """Iris and three glints. The glints stay where the light is: on the same side of the world in both eyes."""
    dx, dy = 0.030 * look_x, 0.025 * look_y
    iris = _disc("iris_l", dx - 0.004, dy + IRIS_Y, *IRIS, DEPTH - 0.006, detail, iris_paint)
    out = [replace(iris, texels=(384, 384))]
    glints = ((0.026, 0.040, 0.025, 0.031), (-0.030, -0.042, 0.013, 0.015), (-0.028, 0.046, 0.007, 0.008))
    for k, (gx, gy, rx, ry) in enumerate(glints):
        x, y = 0.6 * dx + side * gx, 0.6 * dy + gy
        out.append(_disc(f"glint{k}_l", x, y, rx, ry, DEPTH - 0.013, detail * 0.8, "#ffffff", "glint"))
    return out


def _disc(
    name: str, cx: float, cy: float, rx: float, ry: float, depth: float, detail: float, paint: Paint | str,
    material: str = "eye",
) -> Piece:  # fmt: skip
    """A disc that follows the face's curve at `depth` behind it; its paint sees the plain square it is cut from."""
    t, r = np.meshgrid(np.linspace(0, 2 * np.pi, steps(39, detail, 9)), np.linspace(0, 1, steps(5, detail, 3)))
    qx, qy = r * np.sin(t), r * np.cos(t)
    x, y = EYE_X + cx + rx * qx, EYE_Y + cy + ry * qy
    disc = feature(name, np.stack([x, y, front_z(x, y) - depth], -1), paint, material)
    return replace(disc, uv=np.c_[0.5 + 0.5 * qx.ravel(), 0.5 - 0.5 * qy.ravel()])


def iris_paint(u: Array, v: Array, _: Array) -> Array:
    """Amber to vermilion, limbal ring, fibres, pupil, the glow at the bottom and the lid's shadow at the top."""
    x, y = 2 * u - 1, 1 - 2 * v
    r, a = np.hypot(x, y), np.arctan2(y, x)
    c = mix(rgb("#ffc766"), rgb("#e8622a"), smooth(-0.75, 0.05, y))
    c = mix(c, rgb("#8c1720"), smooth(-0.05, 0.75, y))
    fibres = 0.5 + 0.5 * np.sin(a * 37 + 3 * np.sin(a * 11))
    c = mix(c, c * 0.82, fibres * smooth(0.35, 0.8, r) * 0.6)
    c = mix(c, rgb("#ffe9a6"), smooth(0.36, 0.0, np.hypot(x / 1.05, (y + 0.56) / 0.62)) * 0.75)
    ring = smooth(0.12, 0.0, np.abs(np.hypot(x, y * 0.96) - 0.50)) * 0.45 * smooth(0.3, -0.5, y)
    c = mix(c, rgb("#ff8a3c"), ring)
    c = mix(c, rgb("#2c0810"), smooth(0.40, 0.34, np.hypot(x, (y + 0.02) / 1.15)))
    c = mix(c, rgb("#5a0f1a"), smooth(0.84, 0.93, r))
    return mix(c, rgb("#3d0a16"), smooth(0.25, 0.95, y) * 0.62)


def _lashes(s: Array, x: Array, upper: Array, lower: Array, blink: float, p: FaceParams) -> list[Piece]:
    """Upper lash line with two wings, lower lash line, and the crease above."""
    thick = 0.030 * (1 - 0.55 * np.clip(-s, 0, 1) ** 1.2) * np.clip(1.04 - np.abs(s) ** 9, 0, 1) * (1 + 0.05 * blink)
    out = [stroke("lash_l", x, EYE_Y + upper - 0.006, EYE_Y + upper + thick, 0.0125, 0.0165, LASH)]
    t = np.linspace(0, 1, 8)
    for name, start, length, rise, width, down in (
        ("wing_a_l", 0.80, 0.46, 0.034, 0.020, -0.2),
        ("wing_b_l", 0.93, 0.30, 0.006, 0.014, -1.0),
    ):
        turn = float(mix(1, down, blink * (1 - p.happy)))
        y = EYE_Y + np.interp(start, s, upper) + rise * t**1.3 * turn
        wing_x = EYE_X + HALF_WIDTH * (start + length * t)
        out.append(stroke(name, wing_x, y - 0.002, y + width * (1 - t) ** 0.8, 0.0135, 0.0165, LASH))
    outer = s > -0.45
    line = 0.0065 * smooth(-0.5, 0.6, s[outer]) * np.clip(1.05 - s[outer] ** 8, 0, 1)
    low = EYE_Y + lower[outer]
    out.append(stroke("lowlash_l", x[outer], low - line, low, 0.0125, 0.0125, "#8a4a44"))
    mid = np.abs(s) < 0.78
    fold = EYE_Y + upper[mid] * (1 - 0.45 * blink) + 0.030 + 0.012 * blink
    fine = 0.0048 * (1 - (s[mid] / 0.8) ** 2)
    return [*out, stroke("crease_l", x[mid], fold, fold + fine, 0.0085, 0.0085, "#d3917f")]


def _brow(p: FaceParams, side: int, detail: float) -> Piece:
    s = np.linspace(-1, 1, steps(17, detail, 7))
    x = EYE_X + 0.006 + 0.108 * s
    y = EYE_Y + 0.176 + 0.030 * p.brow + 0.026 * (1 - s**2) - 0.030 * p.brow_angle * s - 0.006 * s
    y = y + 0.034 * (p.brow_inner * smooth(0.5, -0.9, s) + p.brow_outer * smooth(-0.5, 0.9, s))
    y = y + side * p.brow_tilt * (0.030 + 0.012 * side * s)
    half = 0.0125 * (1 - 0.30 * s) * np.clip(1 - np.abs(s) ** 6, 0.12, 1)
    return stroke("brow_l", x, y - half, y + half, 0.010, 0.010, BROW)
