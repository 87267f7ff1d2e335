"""Fish fins: a fan of ribs with a scalloped, graded membrane. Ears, boots and the tail bow are made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from avatar.character.geom import Array, Piece, ball, glossy, mix, rgb, shell, smooth, steps, tube
from avatar.character.shape import place

ROOT, MIDDLE, EDGE, RIB = "#d8342f", "#f4764a", "#ffe3b8", "#b9262b"
Reach = Callable[[float], Array]
"""angle in degrees -> direction of the fin there"""


def fin(
    name: str,
    origin: Array,
    spread: tuple[float, float],
    lengths: Sequence[float],
    reach: Reach,
    detail: float,
    bend: float = 0.12,
    thickness: float = 0.016,
    rib: tuple[float, float] = (0.019, 0.008),
    ripple: float = 0.012,
    scallop: float = 0.12,
    lean: float = 0.0,
) -> list[Piece]:
    """Membrane and ribs of a fin on the figure's left. `lengths` are the ribs', from angle spread[0] to spread[1];
    `bend` bows it outwards (+x), `lean` forwards; `rib` is the radius at the root and at the tip."""
    n, sub, rows = len(lengths), steps(5, detail, 2), steps(9, detail, 4)
    angles = np.linspace(*spread, n)
    k = np.linspace(0, n - 1, (n - 1) * sub + 1)
    length = np.interp(k, np.arange(n), lengths) * (1 - scallop * np.abs(np.sin(np.pi * k)))

    def point(angle: float, size: float, t: float) -> Array:
        bow = np.array([bend * np.sin(np.pi * t * 0.8), 0, lean * t**2])
        return np.asarray(origin + (reach(angle) * t + bow) * size)

    along = np.linspace(0.03, 1, rows)
    fan = np.interp(k, np.arange(n), angles)
    points = np.array([[point(a, size, t) for a, size in zip(fan, length, strict=True)] for t in along])
    points[..., 0] += ripple * np.cos(2 * np.pi * k)[None] * along[:, None]
    sheet_thickness = thickness * (1 - 0.75 * along)[:, None] + 0 * points[..., 0]

    def paint(_: Array, t: Array, __: Array) -> Array:
        return mix(mix(rgb(ROOT), rgb(MIDDLE), smooth(0, 0.45, t)), rgb(EDGE), smooth(0.35, 0.95, t))

    membrane = shell(name + "_membrane_l", points, sheet_thickness, "fin", True, paint, centred=True)
    pieces = [replace(membrane, texels=(128, 8), cell="fin")]
    t = np.linspace(0, 1, steps(8, detail, 4))
    for i, (a, size) in enumerate(zip(angles, lengths, strict=True)):
        path = np.array([point(a, size * 1.03, q) for q in t])
        radius = np.interp(t, [0, 1], rib)
        ribs = tube(f"{name}_rib{i}_l", path, radius, radius, "fin", (0, 0.3, 1), steps(6, detail, 4), paint=RIB)
        pieces.append(ribs)
    return pieces


def ear_pieces(detail: float) -> list[Piece]:
    """The left fin ear with its gold boss and red pearl, in metres, on the head bone."""

    def reach(angle: float) -> Array:
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        return np.array([0.80 * c, s, -0.55 * c - 0.12])

    lengths = (0.30, 0.40, 0.42, 0.38, 0.33, 0.27, 0.20)
    pieces = fin("ear", np.array([0.510, 0.47, -0.045]), (78, -42), lengths, reach, detail)
    boss = np.array([0.572, 0.47, -0.030])
    rows = steps(12, detail, 5)
    pieces.append(ball("ear_boss_l", boss, (0.030, 0.062, 0.062), "gold", "#eebb55", rows))
    pearl = boss + [0.018, 0, 0.006]
    pieces.append(ball("ear_pearl_l", pearl, (0.030, 0.038, 0.038), "pearl", glossy("#e3242f", pearl), rows))
    return [replace(piece, position=place(piece.position)).bound("head") for piece in pieces]
