"""The left boot: lofted foot with a cream toe cap, sole, shaft with a strap, fur cuff and a small fin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from avatar.character.costume import CREAM, GOLD, PI, RED, RED_DARK, RED_LIGHT
from avatar.character.fins import fin
from avatar.character.geom import Array, Piece, Skin, curve, mix, rgb, sheet, shell, smooth, spline, steps, tube
from avatar.character.skeleton import ANKLE, leg_weights

_WIDTH = curve(
    (-0.050, 0), (-0.0485, 0.012), (-0.045, 0.020), (-0.02, 0.033), (0.02, 0.034), (0.06, 0.042), (0.09, 0.041),
    (0.108, 0.028), (0.115, 0.016), (0.118, 0.0),
)  # fmt: skip
_TOP = curve(
    (-0.050, 0.019), (-0.0485, 0.045), (-0.045, 0.062), (-0.02, 0.090), (0.01, 0.092), (0.04, 0.070), (0.075, 0.052),
    (0.10, 0.043), (0.115, 0.030), (0.118, 0.019),
)  # fmt: skip
GROUND = ANKLE * [1, 0, 1]


def _foot_weights(p: Array) -> Skin:
    toes = smooth(0.05, 0.09, p[:, 2])
    return {"leftFoot": 1 - toes, "leftToes": toes}


def _shaft_weights(p: Array) -> Skin:
    return {bone: w for bone, w in leg_weights(p).items() if bone != "hips"}


def boot_pieces(detail: float) -> list[Piece]:
    z = -0.050 + 0.168 * (1 - np.cos(np.linspace(0, PI, steps(24, detail, 10)))) / 2
    a = np.linspace(0, 2 * PI, 2 * steps(12, detail, 6) + 1)[None]
    c, s = np.cos(a), np.sin(a)
    x = np.sign(c) * np.abs(c) ** 0.75 * _WIDTH(z)[:, None]
    high, low = np.clip(s, 0, 1) ** 0.8, np.clip(-s, 0, 1) ** 0.35
    y = 0.018 + (_TOP(z)[:, None] - 0.018) * high - 0.018 * low
    points = np.stack([x, y, z[:, None] + 0 * x], -1) + GROUND + [0.0, 0.006, 0.012]

    def leather(_: Array, __: Array, point: Array) -> Array:
        along, height = point[..., 2] - GROUND[2], point[..., 1]
        base = mix(rgb(RED), rgb(RED_LIGHT), smooth(0.07, 0.115, along))
        base = mix(base, rgb(CREAM), smooth(0.088, 0.092, along))
        base = np.where((np.abs(along - 0.0875) < 0.0022)[..., None], rgb(GOLD), base)
        strap = np.abs(along - 0.42 * (height - 0.05) - 0.030) < 0.009
        edge = np.abs(np.abs(along - 0.42 * (height - 0.05) - 0.030) - 0.009) < 0.0016
        base = np.where(strap[..., None], rgb(RED_DARK), base)
        return np.where(edge[..., None], rgb(GOLD), base)

    middle = GROUND + [0, 0, 0.046]
    flat = (points[:, ::2] - middle) * [1.06, 1, 1.03] + middle
    flat[..., 1] = np.clip(flat[..., 1], 0.0, 0.0165)
    foot = replace(sheet("shoe_l", points, "red", False, leather), texels=(256, 192))
    sole = sheet("sole_l", flat, "cream", False, "#f0c89a")
    shaft_path = spline([[0, 0.045, -0.004], [0, 0.085, -0.006], [0, 0.135, -0.004], [0, 0.160, -0.002]], 8) + GROUND
    t = np.linspace(0, 1, 8)
    rx, rz = curve((0, 0.034), (0.5, 0.036), (1, 0.043))(t), curve((0, 0.036), (0.5, 0.038), (1, 0.046))(t)
    shaft = tube("boot_shaft_l", shaft_path, rx, rz, "red", (0, 0, 1), steps(18, detail, 10), paint=RED)
    lower = [piece.weighted(_foot_weights) for piece in (foot, sole)]
    upper = [piece.weighted(_shaft_weights) for piece in (shaft, _fur(detail))]

    def reach(angle: float) -> Array:
        ca, sa = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        return np.array([0.62 * ca + 0.10, sa, -0.75 * ca])

    root, lengths = GROUND + [0.026, 0.070, -0.020], (0.060, 0.066, 0.060, 0.045)
    fins = fin("boot_fin", root, (72, -18), lengths, reach, detail * 0.7, bend=0.05, 
               thickness=0.004, rib=(0.0030, 0.0012), ripple=0.002)  # fmt: skip
    return [*lower, *upper, *(piece.bound("leftFoot") for piece in fins)]


def _fur(detail: float) -> Piece:
    k = np.linspace(0, 1, steps(7, detail, 5))[:, None]
    a = np.linspace(0, 2 * PI, steps(49, detail, 17))[None]
    r = 0.047 + 0.010 * np.sin(k * PI) ** 0.6
    y = 0.128 + 0.042 * k - 0.008 * np.abs(np.sin(a * 4)) * (1 - k)
    points = np.stack([r * np.cos(a), y, r * np.sin(a) * 1.05 - 0.002], -1) + GROUND

    def paint(_: Array, v: Array, __: Array) -> Array:
        return np.where((v < 0.10)[..., None], rgb(GOLD), mix(rgb("#f3d9bd"), rgb(CREAM), smooth(0.1, 0.5, v)))

    return replace(shell("boot_cuff_l", points, 0.006, "cream", True, paint, closed=True), texels=(64, 8))
