"""The mouth: a lip ring on the face, its lines, and behind it the cavity with teeth and a tongue. Head units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from avatar.character.eyes import corners, feature
from avatar.character.geom import Array, Piece, mix, rgb, smooth, steps, tube
from avatar.character.head import ring_piece
from avatar.character.shape import LIP, MOUTH_Y, FaceParams, deformed, front_z, jaw_shift, on_face

HALF_WIDTH = 0.074
REST_JAW = np.zeros(3)


def lip_curves(s: Array, p: FaceParams) -> tuple[float, Array, Array]:
    """Half width and the heights above `MOUTH_Y` of the upper and lower lip edge at s = -1 ... 1.

    At open = 0 both are the same curve.
    """
    o, r = p.open, p.round
    half = HALF_WIDTH * (1 + 0.34 * p.spread + 0.12 * p.dimple - 0.46 * r + 0.06 * o * (1 - r) - 0.10 * p.press)
    corner = _smile(s, p)
    arch = np.clip(1 - np.abs(s) ** 2.1, 0, 1) ** 0.55
    bowl = np.clip(1 - np.abs(s) ** 2.1, 0, 1) ** (0.80 - 0.25 * r)
    dip = -0.004 * np.exp(-((s / 0.16) ** 2)) * (1 - r) * (1 - o)
    upper = corner + arch * (0.026 * o + 0.024 * r * min(1.0, o * 6) + 0.006 * p.tuck * o + 0.026 * p.raise_upper) + dip
    lower = corner - bowl * (0.066 * o * (1 + 0.2 * r) + 0.030 * p.drop_lower) * (1 - 0.75 * p.tuck) + dip
    return half, np.asarray(upper), np.asarray(np.minimum(lower, upper))


def _smile(s: Array, p: FaceParams) -> Array:
    """Height of the closed lips' line above `MOUTH_Y`."""
    return np.asarray((0.018 * p.smile + 0.004) * (s**2 - 0.45) * (1 - 0.55 * p.round) + 0.020 * p.lift)


def lip_reach(s: Array, p: FaceParams) -> Array:
    """How far the lip edges lie before the face at s = -1 ... 1: parted lips come forward in the middle and draw the
    corners back, so that the opening shows from the side; rounded lips are a muzzle."""
    parted = min(1.0, p.open) * (1 - 0.4 * p.round)
    pout = p.round * (0.6 + 0.4 * min(1.0, 2 * p.open))
    return np.asarray(parted * (0.012 - 0.043 * np.abs(s) ** 1.6) + pout * (0.030 - 0.016 * s**2))


def mouth_pieces(p: FaceParams, detail: float) -> list[Piece]:
    """Lips first: the first half of its first row is the upper edge, corner to corner, the rest the lower one."""
    s = corners(detail)
    half, upper, lower = lip_curves(s, p)
    middle = 0.028 * p.mouth_x
    x = middle + half * s
    opening = np.stack([np.r_[x[::-1], x[1:]], MOUTH_Y + np.r_[upper[::-1], lower[1:]]], 1)
    reach = lip_reach(s, p)
    lips, edge = ring_piece("lips", opening, 2, 0.004, detail, LIP, 0.16, np.r_[reach[::-1], reach[1:]])
    edge = deformed(edge, p)
    pieces = [replace(lips, position=deformed(lips.position, p)), _cavity(edge)]
    t = np.linspace(-1, 1, steps(15, detail, 7))
    smile = _smile(np.clip(0.070 * t / half, -1, 1), p) + 0.03 * p.round
    pieces += [
        _teeth("teeth_upper", smile - 0.010, smile + 0.045, 0.070 * t, 0.022, REST_JAW),
        _teeth("teeth_lower", -0.101 + 0 * t, -0.062 + 0 * t, 0.046 * t, 0.036, jaw_shift(p)),
        _tongue(p, detail),
    ]
    line = 0.0052 * (1 - 0.55 * np.abs(s) ** 3) * (1 - 0.25 * p.press)
    thin = 0.0034 * np.clip(1 - np.abs(s) ** 4, 0, 1) * float(smooth(0.02, 0.12, p.open))
    shadow = 0.0042 * np.clip(1 - (s / 0.55) ** 2, 0, 1)
    under = lower - 0.026 - 0.01 * p.round
    return [
        *pieces,
        _line("lipline_upper", middle + half * s * 1.03, upper - line * 0.35, upper + line * 0.65, "#8d3b3a", 0.0075,
              reach, p),
        _line("lipline_lower", x, lower - thin, lower, "#c0655c", 0.0075, reach, p),
        _line("lip_shadow", middle + half * s * 0.8, under - shadow * 2, under - shadow, "#eba596", 0.0055,
              0.4 * reach, p),
    ]  # fmt: skip


def _line(
    name: str, x: Array, y0: ArrayLike, y1: ArrayLike, color: str, lift: float, reach: Array, p: FaceParams
) -> Piece:
    w = np.linspace(0, 1, 3)[:, None]
    y = MOUTH_Y + np.asarray(y0, float)[None] * (1 - w) + np.asarray(y1, float)[None] * w
    points = on_face(x[None] + 0 * w, y, lift)
    points[..., 2] += reach
    return feature(name, deformed(points, p), color)


def _cavity(edge: Array) -> Piece:
    """A bag that starts at the lips, widens a little and closes at the back."""
    centre = edge.mean(0)
    rows = []
    for depth, width in ((0.0, 1.0), (0.012, 1.04), (0.035, 1.05), (0.07, 0.95), (0.10, 0.6), (0.11, 0.0)):
        q = centre + (edge - centre) * width
        q[:, 2] = edge[:, 2] - depth - 0.02 * (depth > 0.02)
        rows.append(q)

    def paint(_: Array, v: Array, __: Array) -> Array:
        return mix(rgb("#8a2434"), rgb("#4f1020"), v**0.8)

    return replace(feature("mouth_cavity", np.stack(rows), paint, "mouth"), texels=(64, 8))


def _teeth(name: str, low: Array, high: Array, x: Array, back: float, shift: Array) -> Piece:
    """A curved band between two lines; the upper one follows the smile, the lower one moves with the jaw."""
    y = MOUTH_Y + low + np.linspace(0, 1, 3)[:, None] * (high - low)
    z = front_z(0 * x, MOUTH_Y + 0 * x) - back - 6.0 * x**2 + 0 * y
    points = np.stack([x + 0 * y, y, z], -1) + shift
    return feature(name, points, "#fffaf4", "mouth")


def _tongue(p: FaceParams, detail: float) -> Piece:
    """Lies on the jaw; `tongue` lifts its tip towards the upper teeth and pushes it forward."""
    height = np.array([-0.074, -0.064, -0.060, -0.068]) + p.tongue * np.array([0.0, 0.014, 0.042, 0.066])
    z = np.array([0.20, 0.25, 0.29, 0.312]) + p.tongue * np.array([0.0, 0.006, 0.018, 0.026])
    path = np.stack([0 * z, MOUTH_Y + height, z], 1)
    path = path + jaw_shift(p) * [1, 0.9 * (1 - 0.4 * p.tongue), 0.9] + np.array([0, 0.008 * (1 - p.jaw), 0])
    path = path + p.tongue_out * np.array([[0, 0, 0], [0, 0.016, 0.03], [0, 0.020, 0.07], [0, 0.004, 0.115]])
    radii = ([0.048, 0.054, 0.050, 0.028], [0.022, 0.022, 0.020, 0.010])
    return tube("tongue", path, *radii, "mouth", (0, 1, 0), steps(14, detail, 8), paint="#dd6470")
