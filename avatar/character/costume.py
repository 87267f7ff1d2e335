"""The upper costume: bodice, crossed collar, scale jacket, fin sleeves and cuffs. Each with thickness and weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from avatar.character.body import torso_point
from avatar.character.geom import (
    Array,
    Piece,
    Skin,
    curve,
    frames,
    mix,
    rgb,
    ribbon,
    sheet,
    shell,
    smooth,
    spline,
    steps,
    tube,
)  # fmt: skip
from avatar.character.skeleton import (
    D_ARM,
    D_FORE,
    ELBOW,
    SHOULDER,
    WRIST,
    sleeve_weights,
    spine_weights,
)  # fmt: skip

RED, RED_DARK, RED_LIGHT = "#d8343c", "#a81f34", "#f2664f"
CREAM, GOLD, INK = "#fff2de", "#eebb55", "#352c55"
PI = np.pi


def scales(x: Array, y: Array) -> Array:
    """Fish scales, two rows in a unit of y, one column in a unit of x: a factor `(..., 3)` with a light rim and a
    darker root. Growing y runs towards the scales' edges."""
    out = np.ones((*x.shape, 3))
    fx, fy = x % 1.0, y % 1.0
    for row in range(2, -2, -1):
        for column in range(-1, 3):
            cx, cy = column + (0.5 if row % 2 else 0.0), row * 0.5
            d = np.hypot((fx - cx) / 0.52, (fy - cy) / 0.62)
            inside = (d < 1) & (fy >= cy - 0.02)
            e = d[inside]
            c = mix([0.80, 0.70, 0.76], [1.07, 1.06, 1.02], smooth(0.15, 0.85, e))
            out[inside] = mix(c, [1.22, 1.85, 1.45], smooth(0.86, 0.93, e) * 0.60)
    return out


def piping(name: str, points: Array, radius: float, weights: Callable[[Array], Skin], detail: float) -> Piece:
    """Round gold edge along both sides and the last row of an open cloth grid."""
    path = np.concatenate([points[:, 0], points[-1, 1:-1], points[::-1, -1]])
    tubes = tube(name, path, radius, radius, "gold", (0, 0.3, 1), steps(6, detail, 4), paint=GOLD)
    return tubes.weighted(weights)


def bodice_piece(detail: float) -> Piece:
    """Cream bodice with the neck cut out; a band of koi-red waves and gold dots is embroidered down the front."""
    y = np.linspace(0.655, 0.950, steps(26, detail, 12))[:, None]
    phi = np.linspace(-PI, PI, steps(49, detail, 25))[None]

    def paint(u: Array, _: Array, point: Array) -> Array:
        c = mix(rgb(CREAM), rgb("#f6d3b4"), smooth(0.80, 0.66, point[..., 1]) * 0.5)
        x, h = point[..., 0], point[..., 1]
        wave = np.abs(h - 0.752 - 0.006 * np.cos(x * 210)) * (point[..., 2] > 0)
        c = mix(c, rgb(RED_LIGHT), smooth(0.0030, 0.0016, wave) * (point[..., 2] > 0) * 0.9)
        low = np.abs(h - 0.738 - 0.006 * np.cos(x * 210))
        c = mix(c, rgb(GOLD), smooth(0.0026, 0.0012, low) * (point[..., 2] > 0))
        return _lotus(c, (x - 0.022) / 0.022, (h - 0.780) / 0.022, np.where(point[..., 2] > 0, 1.0, 0.0))

    piece = sheet("bodice", torso_point(y, phi, 0.0035), "cream", False, paint)
    p = piece.position
    neck = (p[:, 1] - np.abs(p[:, 0]) * 0.74 > 0.888) & (p[:, 2] > -0.01)
    piece = replace(piece, triangles=piece.triangles[~neck[piece.triangles].all(1)], texels=(384, 512))
    return piece.weighted(spine_weights)


def _lotus(c: Array, x: Array, y: Array, where: Array) -> Array:
    """Embroiders a lotus of the river lights round (0, 0), one unit high: five red petals with gold edges."""
    for lean, size in ((-75, 0.80), (75, 0.80), (-38, 0.92), (38, 0.92), (0, 1.0)):
        a = np.radians(lean)
        along = (y + 0.45) * np.cos(a) + x * np.sin(a)
        across = x * np.cos(a) - (y + 0.45) * np.sin(a)
        t = np.clip(along / size, 0, 1)
        edge = 0.34 * np.sin(np.pi * t**0.8) - np.abs(across)
        c = mix(c, rgb(GOLD), smooth(-0.06, 0.0, edge) * where * (along > 0) * (along < size))
        c = mix(c, mix(rgb(RED_LIGHT), rgb("#ffd9b8"), 1 - t), smooth(0.03, 0.09, edge) * where)
    return c


def collar_pieces(detail: float) -> list[Piece]:
    """Two bands from behind the neck over the chest, the left one on top and down to the waist; gold lines on them."""
    out = []
    for side, lift in ((-1, 0.0085), (1, 0.0135)):
        t = np.linspace(0, 1 if side > 0 else 0.74, steps(32, detail, 12))
        turn = curve((0, PI), (0.25, PI * 0.62), (0.42, PI * 0.30), (0.58, PI * 0.15), (0.72, 0), (0.86, -PI * 0.11),
                     (1, -PI * 0.20))(t)  # fmt: skip
        y = curve((0, 0.963), (0.25, 0.963), (0.42, 0.945), (0.58, 0.914), (0.72, 0.880), (0.86, 0.800), (1, 0.70))(t)
        off = lift + 0.004 * smooth(0.62, 0.45, t)
        p = torso_point(y, turn * side, off)
        n = torso_point(y, turn * side, off + 0.01) - p
        n[:, 1] += 0.004 * smooth(0.6, 0.2, t)
        tag = "l" if side > 0 else "r"
        out.append(ribbon(f"collar_{tag}", p, 0.036, n, 0.004, "red", RED))
        out.append(ribbon(f"collar_line_{tag}", p + n * 0.044, 0.007, n, 0.004, "gold", GOLD))
    return [piece.weighted(spine_weights) for piece in out]


def jacket_pieces(detail: float) -> list[Piece]:
    """Short red jacket, open in front, covered with scales, with a gold edge."""
    y = np.linspace(0.735, 0.952, steps(18, detail, 8))
    k = np.linspace(0, 1, steps(73, detail, 25))[None]
    open_at = (PI * (0.20 + 0.13 * smooth(0.900, 0.950, y)))[:, None]
    phi = open_at + (2 * PI - 2 * open_at) * k
    v = ((y - y[0]) / (y[-1] - y[0]))[:, None]
    lift = 0.0125 + 0.014 * (1 - v) ** 2 + 0.004 * np.sin(phi[:1] * 7) * (1 - v)
    points = torso_point(y[:, None], phi, lift)
    points[..., 1] += 0.020 * smooth(0.5, 0.0, v) * np.cos(phi[:1])
    points[..., 1] -= 0.012 * smooth(0.35, 0, v) * np.abs(np.sin(phi[:1] * 4))

    def paint(u: Array, t: Array, _: Array) -> Array:
        c = mix(rgb(RED_LIGHT), rgb(RED), smooth(0, 0.5, t))
        return mix(c, rgb(RED_DARK), smooth(0.7, 1.0, t) * 0.3) * scales(u * 16, 6 - t * 6)

    jacket = shell("jacket", points, 0.006, "red", paint=paint)
    jacket = replace(jacket, texels=(448, 1024)).weighted(spine_weights)
    return [jacket, piping("jacket_edge", points[::-1][1:], 0.0034, spine_weights, detail)]


RIBS = 11


def sleeve_piece(detail: float) -> Piece:
    """The left fin sleeve: scales on the upper arm, ribs and a scalloped cream edge below the elbow."""
    rows, columns = steps(24, detail, 12), RIBS * steps(5, detail, 4) + 1
    end = WRIST + np.array([-0.006, -0.012, -0.006])
    path = spline(
        [
            SHOULDER + [-0.032, -0.006, 0],
            SHOULDER + [-0.016, -0.001, 0],
            SHOULDER + D_ARM * 0.025,
            SHOULDER + D_ARM * 0.08,
            ELBOW + [0, -0.003, 0],
            ELBOW + D_FORE * 0.07 + [-0.004, -0.010, 0],
            end,
        ],
        rows,
    )
    t = np.linspace(0, 1, rows)
    a = np.linspace(0, 2 * PI, columns)
    r = curve((0, 0.026), (0.06, 0.036), (0.14, 0.0435), (0.25, 0.0425), (0.48, 0.040), (0.62, 0.047), (0.80, 0.068),
              (1, 0.104))(t)  # fmt: skip
    tangent, side, up = frames(path, (0, 0, 1))
    flare = smooth(0.50, 1, t)[:, None]
    rib = 1 + 0.055 * flare * np.cos(a * RIBS)[None]
    down = -side[:, 1:2] * np.cos(a)[None] - up[:, 1:2] * np.sin(a)[None]
    hang = 1 + 0.55 * flare * np.clip(down, 0, 1)
    across = (r[:, None] * rib * hang * np.cos(a)[None])[..., None] * side[:, None]
    forward = (r[:, None] * rib * np.sin(a)[None] * 0.86)[..., None] * up[:, None]
    edge = (np.abs(np.cos(a * RIBS / 2)) - 0.6) * 0.020 + 0.034 * np.clip(down[-1], 0, 1)
    points = path[:, None] + across + forward + (smooth(0.75, 1, t)[:, None] * edge)[..., None] * tangent[:, None]
    piece = shell("sleeve_l", points, 0.004, "sleeve", True, _sleeve_paint, closed=True)
    return replace(piece, texels=(512, 576)).weighted(sleeve_weights)


def _sleeve_paint(u: Array, t: Array, _: Array) -> Array:
    c = mix(rgb(RED), rgb(RED_LIGHT), smooth(0.35, 0.62, t))
    c = mix(c, rgb("#ffb27a"), smooth(0.60, 0.82, t))
    c = mix(c, rgb(CREAM), smooth(0.78, 0.97, t))
    c = mix(c, rgb(RED), smooth(0.86, 0.97, np.cos(u * 2 * PI * RIBS)) * smooth(0.50, 0.60, t) * 0.85)
    c = np.where((t < 0.475)[..., None], c * scales(u * 7, t * 8), c)
    return np.where(((t > 0.985) | ((t > 0.475) & (t < 0.505)))[..., None], rgb(GOLD), c)


def cuff_piece(detail: float) -> Piece:
    """The tight inner sleeve at the left wrist."""
    path = spline([ELBOW + D_FORE * 0.03, ELBOW + D_FORE * 0.08, WRIST + D_FORE * 0.004], steps(10, detail, 5))
    radius = np.linspace(0.030, 0.0265, len(path))

    def paint(_: Array, v: Array, __: Array) -> Array:
        return np.where((v > 0.82)[..., None], rgb(RED), rgb(CREAM))

    piece = tube("cuff_l", path, radius, radius, "cream", (0, 0, 1), steps(18, detail, 10), paint=paint)
    return replace(piece, texels=(64, 8)).weighted(sleeve_weights)


def pendant_pieces(detail: float) -> list[Piece]:
    """Qingtian pyrophyllite: a celadon ring of stone on a red cord."""
    t = np.linspace(0, 1, steps(24, detail, 10))
    phi = curve((0, PI * 0.62), (0.30, PI * 0.30), (0.6, PI * 0.10), (1, 0.0))(t)
    y = curve((0, 0.962), (0.30, 0.940), (0.6, 0.895), (1, 0.850))(t)
    off = curve((0, 0.002), (0.3, 0.010), (0.6, 0.019), (1, 0.023))(t)
    out = []
    for side, tag in ((1, "l"), (-1, "r")):
        path = torso_point(y, phi * side, off)
        cord = tube(f"cord_{tag}", path, 0.0022, 0.0022, "red", (0, 0.2, 1), steps(6, detail, 4), paint=RED_DARK)
        out.append(cord.weighted(spine_weights))
    a, b = np.meshgrid(
        np.linspace(0, 2 * PI, steps(29, detail, 13)), np.linspace(0, 2 * PI, steps(11, detail, 7)), indexing="ij"
    )
    ring = 0.0155 + 0.0085 * np.cos(b)
    points = np.stack([ring * np.cos(a), ring * np.sin(a), 0.0055 * np.sin(b)], -1) + torso_point(0.826, 0.0, 0.026)

    def paint(_: Array, __: Array, point: Array) -> Array:
        vein = 0.5 + 0.5 * np.sin(point[..., 0] * 260 + 5 * np.sin(point[..., 1] * 190))
        return mix(rgb("#a9d3b4"), rgb("#dcebc6"), vein)

    stone = replace(sheet("pendant_stone", points, "stone", True, paint), texels=(128, 64))
    return [*out, stone.bound("chest")]
