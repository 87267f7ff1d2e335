"""Riverfront façades in the returned-emigrants' European manner: arcade, storeys of windows, cornice, roof.

A façade stands in the current frame with x along the street, its face at z = 0 looking towards +z, its ground line at
y = 0. Stone carries the architectural up-light in its uv (metres along, metres above the fixtures) and its colour's
alpha (level / 2); see `surfaces/masonry.glsl`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from scenes.palette import IRON, Palette

Array = NDArray[np.float64]
Roof = Literal["parapet", "mansard", "mansard_dome", "pediment", "dome"]

STONES = (
    (0.62, 0.55, 0.42),
    (0.60, 0.45, 0.30),
    (0.56, 0.38, 0.33),
    (0.50, 0.50, 0.48),
    (0.64, 0.59, 0.50),
    (0.38, 0.24, 0.18),
    (0.58, 0.43, 0.38),
    (0.46, 0.50, 0.43),
    (0.36, 0.40, 0.45),
    (0.66, 0.58, 0.38),
)
ARCADE_DEPTH = 3.2


@dataclass(frozen=True, eq=False)
class Facade:
    """One house front, every choice made: metres, linear colours, light levels 0 to 2."""

    width: float
    floors: int
    roof: Roof
    edges: Array
    """(bays + 1,) x of the bay limits"""
    ground: float
    """height of the arcade storey"""
    storey: float
    color: Array
    trim: Array
    wash: float
    line_hue: tuple[float, float, float]
    lit: float
    depth: float
    arch_rise: float
    windows: tuple[int, ...]
    """(bays,) windows a bay: 1 single, 2 a pair, 3 a triple"""
    hoods: tuple[int, ...]
    """(floors,) 0 flat, 1 pediment, 2 segment, 3 shelf"""
    balconies: NDArray[np.bool_]
    """(floors, bays)"""
    seed: int

    @property
    def eaves(self) -> float:
        return self.ground + self.floors * self.storey


def facade(width: float, floors: int, roof: Roof, seed: int, lit: float = 0.7, depth: float = 15.0) -> Facade:
    """Draws every choice of a façade from `seed`; the same arguments give the same house."""
    rng = np.random.default_rng(seed)
    bays = max(3, round(width / rng.uniform(3.3, 4.3)))
    if bays > 3 and bays % 2 == 0:
        bays += 1
    share = np.ones(bays)
    rhythm = rng.integers(4)
    if rhythm in (1, 3):
        share[[0, -1]] = rng.uniform(1.18, 1.4)
    if rhythm in (2, 3):
        share[bays // 2] = rng.uniform(1.3, 1.6)
    edges = np.concatenate([[0.0], np.cumsum(share / share.sum())]) * width - width / 2
    color = np.array(STONES[rng.integers(len(STONES))]) * rng.uniform(0.8, 1.05)
    windows = np.where(share > 1.25, rng.integers(2, 4), 1)
    if rng.random() < 0.25:
        windows[1::2] = 2
    balconies = np.zeros((floors, bays), bool)
    match rng.integers(4):
        case 0:
            balconies[0] = True
        case 1:
            balconies[: max(floors - 1, 1), bays // 2] = True
        case 2:
            balconies[: max(floors - 1, 1), ::2] = True
        case _:
            balconies[0, 1:-1] = True
    hues = ((1.0, 0.60, 0.24), (1.0, 0.50, 0.16), (1.0, 0.74, 0.46), (1.0, 0.44, 0.11))
    return Facade(
        width=width,
        floors=floors,
        roof=roof,
        edges=edges,
        ground=float(rng.uniform(4.8, 5.8)),
        storey=float(rng.uniform(3.4, 4.0)),
        color=color,
        trim=np.minimum(color * 1.18 + 0.03, 0.8),
        wash=float(rng.choice([0.55, 0.85, 1.15, 1.4])),
        line_hue=hues[rng.integers(4)],
        lit=lit,
        depth=depth,
        arch_rise=float(rng.choice([1.0, 1.0, 0.6])),
        windows=tuple(int(n) for n in windows),
        hoods=(*(int(h) for h in rng.permutation([1, 2, 3, 0])[np.arange(floors - 1) % 4]), 0),
        balconies=balconies,
        seed=int(rng.integers(2**31)),
    )


def masonry(g: Geometry, shape: Geometry, look: Palette, base: float, level: float) -> None:
    """Adds the parts of `shape` to `g` as stone lit from fixtures at height `base` (y of the current frame)."""
    for part in shape.parts:
        sideways = np.abs(part.normal[:, 0]) > 0.7
        along = part.position[:, 0] + np.where(sideways, part.position[:, 2], 0.0)
        color = np.c_[part.color[:, :3] / 255.0, np.full(len(along), level / 2)]
        uv = np.c_[along, part.position[:, 1] - base]
        g.add(part.position, part.normal, part.indices, uv, color, look.stone)


def arch(center: float, spring: float, radius: float, rise: float = 1.0, points: int = 13) -> Array:
    """Points `(n, 2)` of a semi-elliptic arch in the xy plane, left to right."""
    a = np.linspace(np.pi, 0.0, points)
    return np.asarray(np.stack([center + radius * np.cos(a), spring + radius * rise * np.sin(a)], axis=1), float)


def spread(outline: ArrayLike, z: float) -> Array:
    """`(n, 2)` outline as `(n, 3)` at depth z."""
    o = np.asarray(outline, float)
    return np.asarray(np.c_[o, np.full(len(o), z)], float)


def room_colors(rng: np.random.Generator, n: int, lit: float) -> Array:
    """`(n, 3)`: seed, light (0 in dark rooms), warmth, for the window surface."""
    on = rng.random(n) < lit
    light = np.where(on, rng.uniform(0.35, 1.0, n), 0.0)
    return np.asarray(np.c_[rng.random(n), light, rng.random(n)], float)


def arcade(g: Geometry, f: Facade, look: Palette, rng: np.random.Generator, detail: int) -> None:
    """Piers, arches, the lit soffit behind them and a shop in every bay."""
    centers, widths = (f.edges[1:] + f.edges[:-1]) / 2, np.diff(f.edges)
    pier = 0.95
    g.panels(
        np.c_[f.edges[:-1], np.zeros(len(widths)), np.full(len(widths), -ARCADE_DEPTH)],
        np.c_[widths, np.zeros((len(widths), 2))],
        (0.0, f.ground - 0.4, 0.0),
        look.shop,
        np.c_[rng.random(len(widths)), np.where(rng.random(len(widths)) < 0.85, 1.0, 0.2), rng.random(len(widths))],
    )
    stone = Geometry()
    radius = (widths - pier) / 2
    spring = f.ground - 0.6 - radius.max() * f.arch_rise
    n = len(f.edges)
    stone.boxes(
        np.c_[f.edges, np.full(n, (f.ground - 0.6) / 2), np.full(n, -0.35)], (pier, f.ground - 0.6, 0.9), color=f.color
    )
    if detail > 0:
        stone.boxes(np.c_[f.edges, np.full(n, 0.35), np.full(n, -0.3)], (pier + 0.2, 0.7, 1.05), color=f.trim)
        stone.boxes(np.c_[f.edges, np.full(n, spring - 0.1), np.full(n, -0.3)], (pier + 0.16, 0.2, 1.0), color=f.trim)
    for center, r in zip(centers, radius, strict=True):
        points = 13 if detail > 1 else 7
        edge = arch(center, spring, r, f.arch_rise * radius.max() / r, points)
        top = np.c_[edge[:, 0], np.full(points, f.ground - 0.2)]
        stone.grid([spread(edge, 0.0), spread(top, 0.0)], color=f.color)
        if detail > 1:
            outer = arch(center, spring, r + 0.22, (f.arch_rise * radius.max() + 0.22) / (r + 0.22), points)
            stone.grid([spread(edge, 0.1), spread(outer, 0.1)], color=f.trim)
            stone.box((center, spring + f.arch_rise * radius.max() + 0.12, 0.1), (0.34, 0.52, 0.3), color=f.trim)
    masonry(g, stone, look, 0.0, min(f.wash * 1.75, 2.0))
    if detail > 0:
        soffit = Geometry()
        for center, r in zip(centers, radius, strict=True):
            edge = arch(center, spring, r, f.arch_rise * radius.max() / r, 9)
            soffit.grid([spread(edge, 0.0), spread(edge, -ARCADE_DEPTH)], color=f.trim * 0.9, flip=True)
        masonry(g, soffit, look, spring - 1.0, min(f.wash * 2.0, 2.0))
    if detail > 1:
        awnings(g, f, look, rng, spring)


def awnings(g: Geometry, f: Facade, look: Palette, rng: np.random.Generator, spring: float) -> None:
    """Striped canvas over some of the shops: the street's small colours."""
    cloths = ((0.42, 0.05, 0.04), (0.05, 0.18, 0.14), (0.45, 0.30, 0.10), (0.08, 0.10, 0.22))
    cloth = np.array(cloths[rng.integers(4)])
    for a, b in zip(f.edges[:-1], f.edges[1:], strict=True):
        if rng.random() > 0.38:
            continue
        x = np.linspace(a + 0.55, b - 0.55, 9)
        y = min(spring + 0.3, 3.4)
        for k in range(8):
            stripe = cloth if k % 2 else np.array((0.50, 0.46, 0.38))
            g.grid(
                [[(x[k], y, 0.05), (x[k + 1], y, 0.05)], [(x[k], y - 0.55, 1.15), (x[k + 1], y - 0.55, 1.15)]],
                look.lacquer,
                stripe,
                flip=True,
            )


def course(g: Geometry, f: Facade, look: Palette, y: float, out: float, height: float, level: float) -> None:
    """A moulded band: three fillets, each proud of the one below."""
    stone = Geometry()
    for k, reach in enumerate((0.4, 0.7, 1.0)):
        z = out * reach
        stone.box(
            (0, y + height * (0.175 + 0.35 * k), z / 2 - 0.2),
            (f.width + 2 * z - 0.2, height * 0.36, z + 0.4),
            color=f.trim,
        )
    masonry(g, stone, look, y - 1.0, level)


def storey(g: Geometry, f: Facade, look: Palette, rng: np.random.Generator, floor: int, detail: int) -> None:
    """One row of windows with its wall, surrounds, hoods, balconies and pilasters."""
    base = f.ground + 0.3 + floor * f.storey
    sill, head = base + 0.55, base + f.storey - (1.25 if floor else 1.1)
    level = f.wash * (0.85 if floor == 0 else 0.34 + 0.26 * (floor == f.floors - 1)) * rng.uniform(0.7, 1.2)
    centers, widths = (f.edges[1:] + f.edges[:-1]) / 2, np.diff(f.edges)
    x, w = [], []
    for center, bay, count in zip(centers, widths, f.windows, strict=True):
        pane = min(1.45, (bay - 1.0) / count - 0.25)
        for k in range(count):
            x.append(center + (k - (count - 1) / 2) * (pane + 0.3))
            w.append(pane)
    xs, ws = np.array(x), np.array(w)
    n = len(xs)
    depth = -0.32 if detail > 0 else 0.02
    color = room_colors(rng, n, f.lit * (1.0 if rng.random() < 0.85 else 0.45))
    g.panels(
        np.c_[xs - ws / 2, np.full(n, sill), np.full(n, depth)],
        np.c_[ws, np.zeros((n, 2))],
        (0, head - sill, 0),
        look.glass,
        color,
    )
    wall, o = Geometry(), np.zeros(n)
    bottom, top = base - 0.3, base + f.storey - 0.3
    if detail == 0:
        wall.panels([(-f.width / 2, bottom, 0)], (f.width, 0, 0), (0, f.storey, 0), color=f.color)
        masonry(g, wall, look, base, level)
        return
    left = np.concatenate([[-f.width / 2], xs + ws / 2])
    right = np.concatenate([xs - ws / 2, [f.width / 2]])
    wall.panels(
        np.c_[left, np.full(n + 1, bottom), np.zeros(n + 1)],
        np.c_[right - left, np.zeros((n + 1, 2))],
        (0, f.storey, 0),
        color=f.color,
    )
    for low, high in ((bottom, sill), (head, top)):
        wall.panels(np.c_[xs - ws / 2, o + low, o], np.c_[ws, o, o], (0, high - low, 0), color=f.color)
    for side, z in ((-1, 0.0), (1, depth)):
        corner = np.c_[xs + side * ws / 2, o + sill, o + z]
        wall.panels(corner, (0, 0, -side * depth), (0, head - sill, 0), color=f.color * 0.8)
    wall.panels(np.c_[xs - ws / 2, o + head, o + depth], np.c_[ws, o, o], (0, 0, -depth), color=f.color * 0.8)
    surround(wall, f, xs, ws, sill, head, f.hoods[floor], detail)
    wall.boxes(
        np.c_[f.edges, np.full(len(f.edges), base + f.storey / 2 - 0.3), np.full(len(f.edges), 0.08)],
        (0.5, f.storey, 0.16),
        color=f.trim,
    )
    masonry(g, wall, look, base, level)
    for bay in np.flatnonzero(f.balconies[floor]):
        balcony(g, f, look, centers[bay], min(widths[bay] - 0.7, 3.4), base, level, detail)


def surround(wall: Geometry, f: Facade, xs: Array, ws: Array, sill: float, head: float, hood: int, detail: int) -> None:
    """Sill, lintel, architrave and the hood above."""
    o = np.zeros(len(xs))
    wall.boxes(np.c_[xs, o + sill - 0.1, o + 0.1], np.c_[ws + 0.5, o + 0.18, o + 0.34], color=f.trim)
    wall.boxes(np.c_[xs, o + head + 0.1, o + 0.05], np.c_[ws + 0.4, o + 0.24, o + 0.14], color=f.trim)
    if detail < 2:
        return
    for side in (-1, 1):
        wall.boxes(
            np.c_[xs + side * (ws / 2 + 0.09), o + (sill + head) / 2, o + 0.04], (0.15, head - sill, 0.1), color=f.trim
        )
    if hood == 3:
        wall.boxes(np.c_[xs, o + head + 0.42, o + 0.2], np.c_[ws + 0.6, o + 0.18, o + 0.46], color=f.trim)
    if hood not in (1, 2):
        return
    for x, w in zip(xs, ws, strict=True):
        half = w / 2 + 0.34
        outline = np.array([(x - half, 0), (x + half, 0), (x, 0.52)]) if hood == 1 else arch(x, 0, half, 0.42, 7)[::-1]
        with wall.at((0, head + 0.24, 0.3)):
            wall.prism(outline, 0.3, color=f.trim)


def balcony(
    g: Geometry, f: Facade, look: Palette, x: float, width: float, base: float, level: float, detail: int
) -> None:
    """A slab on brackets with an iron rail."""
    slab = Geometry()
    slab.box((x, base + 0.12, 0.5), (width, 0.16, 1.0), color=f.trim)
    slab.boxes(
        [(x - width * 0.36, base - 0.1, 0.3), (x + width * 0.36, base - 0.1, 0.3)], (0.2, 0.34, 0.5), color=f.trim
    )
    masonry(g, slab, look, base - 1.0, level)
    g.box((x, base + 1.1, 0.95), (width, 0.07, 0.07), look.iron, IRON)
    if detail > 1:
        bars = np.linspace(x - width / 2 + 0.04, x + width / 2 - 0.04, 9)
        g.boxes(np.c_[bars, np.full(9, base + 0.62), np.full(9, 0.95)], (0.045, 0.95, 0.045), look.iron, IRON)


def body(g: Geometry, f: Facade, look: Palette, rng: np.random.Generator, detail: int) -> None:
    """The block behind the face, with windows in its gables."""
    stone = Geometry()
    h = f.eaves
    stone.box(
        (0, (f.ground + h) / 2, -0.36 - f.depth / 2), (f.width - 0.05, h - f.ground, f.depth), color=f.color * 0.62
    )
    stone.box((0, f.ground / 2, -3.3 - f.depth / 2), (f.width - 0.05, f.ground, f.depth - 3.3), color=f.color * 0.62)
    masonry(g, stone, look, -20.0, 0.0)
    if detail == 0:
        return
    for side in (-1.0, 1.0):
        for floor in range(f.floors):
            z = np.array([-3.2, -7.4, -11.6]) + 0.7 * side
            corner = np.c_[np.full(3, side * f.width / 2), np.full(3, f.ground + 0.9 + floor * f.storey), z]
            color = room_colors(rng, 3, f.lit * 0.5)
            g.panels(corner, (0, 0, -1.3 * side), (0, 1.9, 0), look.glass, color)
