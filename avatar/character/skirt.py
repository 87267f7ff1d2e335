"""Skirts, sash with pearl and tassel, and the koi-tail bow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from avatar.character.body import torso_point
from avatar.character.costume import CREAM, GOLD, INK, PI, RED, RED_LIGHT, piping, scales
from avatar.character.fins import fin
from avatar.character.geom import Array, Piece, ball, glossy, mix, rgb, sheet, shell, smooth, spline, steps, tube
from avatar.character.skeleton import skirt_weights, spine_weights

PLEATS = 14
FRONT_GAP = 0.30
"""Half the angle, radians, that the outer skirt leaves open in front."""


def _cloth(top: float, bottom: float, radius: Array, phi: Array, hem: Array, pleat: Callable[[Array], Array]) -> Array:
    """A sheet `(rows, columns, 3)` round the body: `radius` (rows) beyond the waist at `top`, `hem` (columns) added to
    the height at the bottom, `pleat(v)` added to the radius."""
    v = np.linspace(0, 1, len(radius))[:, None]
    out = np.stack([np.sin(phi), 0 * phi, np.cos(phi)], -1)[None]
    points = torso_point(top, phi)[None] * [1, 0, 1] + out * (radius[:, None] + pleat(v))[..., None]
    points[..., 1] = top + (bottom - top) * v + hem[None] * v**2
    return np.asarray(points)


def skirt_pieces(detail: float) -> list[Piece]:
    """Cream fin-pleated under skirt, red scale skirt parted in front with a gold edge, dark shorts."""
    rows = steps(11, detail, 6)
    v = np.linspace(0, 1, rows)
    phi = np.linspace(-PI, PI, PLEATS * 2 * steps(5, detail, 4) + 1)
    hem = 0.004 - 0.010 * np.abs(np.sin(phi * PLEATS))
    pleats = np.cos(phi * 2 * PLEATS)[None]
    under = _cloth(0.672, 0.455, 0.010 + 0.120 * v**1.15, phi, hem, lambda k: 0.011 * k * pleats)

    def cream(u: Array, t: Array, _: Array) -> Array:
        c = mix(rgb(CREAM), rgb("#ffc9a0"), smooth(0.80, 1.0, t) * 0.8)
        fold = smooth(0.90, 0.99, np.cos((2 * u - 1) * PI * 2 * PLEATS + PI))
        c = mix(c, rgb("#f3a37d"), fold * smooth(0.35, 0.8, t) * 0.7)
        return np.where((t > 0.975)[..., None], rgb(RED), c)

    def red(u: Array, t: Array, _: Array) -> Array:
        return mix(rgb(RED), rgb(RED_LIGHT), smooth(0.35, 1.0, t)) * scales(u * 20, t * 5)

    turn = np.linspace(FRONT_GAP, 2 * PI - FRONT_GAP, steps(101, detail, 41))
    from_gap = np.minimum(turn, 2 * PI - turn) - FRONT_GAP
    drop = 0.045 * np.exp(-((from_gap / 0.35) ** 2)) - 0.030 * (0.5 - 0.5 * np.cos(turn))
    drop = drop - 0.010 * np.abs(np.sin(turn * 5))
    waves = np.cos(turn * 10)[None]
    over = _cloth(0.674, 0.505, 0.015 + 0.122 * v**1.05, turn, drop, lambda k: 0.012 * k * waves)
    y = np.linspace(0.69, 0.475, steps(8, detail, 5))[:, None]
    around = np.linspace(-PI, PI, steps(25, detail, 13))[None]
    shorts = torso_point(np.maximum(y, 0.51), around, 0.002)
    shorts[..., 1] = y
    pieces = [
        replace(shell("skirt_under", under, 0.004, "cream", paint=cream), texels=(192, 1024)),
        replace(shell("skirt_over", over, 0.006, "red", paint=red), texels=(320, 1280)),
        sheet("shorts", shorts, "ink", True, INK),
    ]
    return [
        *(piece.weighted(skirt_weights) for piece in pieces),
        piping("skirt_edge", over, 0.0036, skirt_weights, detail),
    ]


def sash_pieces(detail: float) -> list[Piece]:
    """Ink-blue sash with gold borders and a red cord; the lantern pearl in its setting, and a tassel."""
    phi = np.linspace(-PI, PI, steps(49, detail, 25))
    k = np.linspace(-1, 1, steps(7, detail, 5))[:, None]
    band = torso_point(0.6885 + 0.0335 * k, phi[None], 0.0105 + 0.0115 * (1 - k**4))

    def border(_: Array, t: Array, __: Array) -> Array:
        return np.where((np.abs(t - 0.5) > 0.40)[..., None], rgb(GOLD), rgb(INK))

    small = steps(6, detail, 4)
    sash = replace(shell("sash", band, 0.006, "ink", paint=border, closed=True), texels=(64, 8))
    path = torso_point(np.full(len(phi), 0.689), phi, 0.0245)
    cord = tube("sash_cord", path, 0.0042, 0.0042, "red", (0, 1, 0), small, caps=False, paint=RED)
    pearl = torso_point(0.689, 0.0, 0.034)
    a = np.linspace(0, 2 * PI, steps(25, detail, 13))
    ring = pearl + np.stack([0.0205 * np.cos(a), 0.0205 * np.sin(a), 0 * a - 0.003], -1)
    setting = tube("pearl_setting", ring, 0.0042, 0.0042, "gold", (0, 0, 1), small, caps=False, paint=GOLD)
    tassel = []
    for i, dx in enumerate((-0.010, 0.0, 0.010)):
        points = [pearl + [dx * 0.3, -0.018, 0.002], pearl + [dx, -0.05, 0.012], pearl + [dx * 1.6, -0.11, 0.030]]
        radius = np.linspace(0.0035, 0.0075, steps(8, detail, 5))
        path = spline(points, len(radius))
        tassel.append(tube(f"tassel{i}", path, radius, radius, "red", (0, 0, 1), small, paint=RED).bound("hips"))
    return [
        sash.weighted(spine_weights),
        cord.weighted(spine_weights),
        ball("pearl", pearl, (0.0185,) * 3, "pearl", glossy("#e3242f", pearl), steps(12, detail, 7)).bound("spine"),
        setting.bound("spine"),
        *tassel,
    ]


def tail_pieces(detail: float) -> list[Piece]:
    """The left half of the tail bow at the back of the sash: a fin that spreads and one that hangs."""
    root = np.array([0.006, 0.690, -0.098])
    out = []
    for name, spread, lengths, back in (
        ("tail_upper", (38, -22), (0.13, 0.165, 0.16, 0.145, 0.12), -0.35),
        ("tail_lower", (-38, -86), (0.17, 0.235, 0.27, 0.25, 0.20), -0.42),
    ):

        def reach(angle: float, back: float = back) -> Array:
            return np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle)), back])

        out += fin(name, root, spread, lengths, reach, detail, bend=0.06, thickness=0.006, rib=(0.0038, 0.0014),
                   scallop=0.07, lean=0.05)  # fmt: skip
    return [piece.bound("hips") for piece in out]


def tail_knot(detail: float) -> Piece:
    centre = np.array([0, 0.690, -0.096])
    return ball("tail_knot", centre, (0.024, 0.026, 0.018), "gold", GOLD, steps(9, detail, 5)).bound("hips")
