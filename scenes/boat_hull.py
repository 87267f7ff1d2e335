"""The painted boat's hull: lapped strakes, bulwark and capped rail, planked deck, the carved stem with what lies by it.

Local frame of the boat: bow along +x, waterline at y = 0, metres.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from scenes.palette import AMBER, GILT, Palette

Array = NDArray[np.float64]
HALF_LENGTH = 9.0
CABIN_DECK = 0.95
"""Height of the deck under the cabin."""
STAFF = (8.35, 4.05)
"""x of the jackstaff in the bow, and the height of its top."""
HULL = (0.125, 0.024, 0.016)
SEAM = (0.02, 0.006, 0.004)
GREEN = (0.035, 0.095, 0.088)
CAP = (0.145, 0.052, 0.022)
INSIDE = (0.150, 0.030, 0.018)
TEAK = (0.21, 0.125, 0.068)
BRASS = (0.55, 0.36, 0.10)
ROPE = (0.34, 0.27, 0.17)
RAIL = ((-0.10, -0.03), (-0.10, 0.015), (-0.08, 0.035), (0.09, 0.035), (0.115, 0.012), (0.115, -0.03), (0.085, -0.055))
"""Section of the cap: metres outboard and up."""
STRAKES = (
    (0.0, -0.45),
    (0.70, -0.42),
    (0.79, -0.12),
    (0.845, 0.08),
    (0.885, 0.22),
    (0.915, 0.35),
    (0.94, 0.47),
    (0.962, 0.60),
    (0.985, 0.80),
    (1.0, 1.0),
)
"""Edges of the strakes from the keel: share of the half beam, share of the sheer's height (below the water: metres)."""


def section(x: ArrayLike) -> tuple[Array, Array]:
    """Half beam and sheer height at x in -1 (stern) to 1 (bow)."""
    u = np.asarray(x, float)
    beam = 2.35 * (1 - np.abs(u) ** 3.2 * np.where(u > 0, 0.965, 0.45))
    return np.asarray(beam), np.asarray(1.0 + np.where(u > 0, 1.05, 0.75) * np.abs(u) ** 3.2)


def deck_level(x: ArrayLike) -> Array:
    """Height of the deck at x metres: flat under the cabin, rising less than the sheer towards both ends, so that a
    bulwark grows out of it."""
    beyond = np.maximum(np.abs(np.asarray(x, float)) - 4.6, 0.0) / 4.4
    return np.asarray(CABIN_DECK + 0.30 * beyond**2)


def inner(u: ArrayLike) -> Array:
    """Points `(n, 3)` where the deck meets the starboard side, at u in -1 (stern) to 1 (bow)."""
    v = np.asarray(u, float)
    beam, sheer = section(v)
    y = np.minimum(deck_level(8.8 * v), sheer - 0.05)
    level = y / sheer
    width = np.interp(level, [high for _, high in STRAKES[1:]], [wide for wide, _ in STRAKES[1:]])
    return np.stack([v * (8.5 + 0.5 * level), y, np.maximum(beam * width - 0.06, 0.01)], axis=-1)


def sweep(g: Geometry, path: Array, profile: ArrayLike, out: Array, material: int, color: object) -> None:
    """A moulding: `profile` `(k, 2)`, metres along the unit vectors `out` `(n, 3)` and up, drawn along `path`."""
    sides = np.asarray(profile, float)
    rows = [path + a * out + [0.0, b, 0.0] for a, b in sides]
    g.grid(rows, material, color, flip=bool(out[len(out) // 2, 2] < 0))  # type: ignore[arg-type]


def hull(g: Geometry, look: Palette, detail: int) -> None:
    """Lapped strakes with a green one, bulwark, capped rail, a line of light, fenders and the deck."""
    n = (53, 27, 13)[2 - detail]
    x = np.linspace(-1, 1, n)
    beam, sheer = section(x)

    def edge(width: float, level: float, side: float, out: float = 0.0) -> Array:
        y = np.full(n, level) if level < 0 else level * sheer
        return np.stack([x * (8.5 + 0.5 * max(level, 0.0)), y, side * (beam * width + out)], axis=1)

    for s in (-1.0, 1.0):
        lap = 0.022 if detail > 1 else 0.0
        for k, (low, high) in enumerate(pairwise(STRAKES)):
            step = lap if k > 1 else 0.0  # each strake stands out over the one below, and shades its upper edge
            tone = np.array(GREEN if k == 7 else HULL) * (0.86, 1.06, 0.94)[k % 3]
            below = 0.82 * np.array(high) + 0.18 * np.array(low)
            rows = [edge(*low, s, step), edge(float(below[0]), float(below[1]), s, step), edge(*high, s, step)]
            shade = np.array((1.08, 1.0, 0.30))[:, None, None] * tone
            g.grid(rows, look.lacquer, np.broadcast_to(shade, (3, n, 3)), flip=s < 0)
            if step:
                g.grid([edge(*low, s), edge(*low, s, step)], look.lacquer, SEAM, flip=s < 0)
        top = edge(1.0, 1.0, s)
        out = np.broadcast_to((0.0, 0.0, s), (n, 3))
        if detail > 1:
            sweep(g, top, RAIL, out, look.lacquer, CAP)
            # two gilded beads run along the wales
            for width, level in ((0.964, 0.60), (0.988, 0.80)):
                bead = edge(width, level, s, 0.03)
                g.tube(bead, 0.016, 4, look.lacquer, GILT, caps=False)
                studs = np.linspace(0, n - 1, 61)
                at = np.stack([np.interp(studs, np.arange(n), bead[:, axis]) for axis in range(3)], axis=1)
                g.boxes(at, (0.034, 0.034, 0.034), look.lacquer, GILT)
        else:
            g.tube(top, 0.11, 4, look.lacquer, CAP)
        line = (0.015, 0.5) if detail > 1 else (0.03, 0.5)
        g.tube(top + np.array((0, -0.10, s * 0.06)), line[0], 4, look.line, (*AMBER, line[1]), caps=False)
        foot = inner(x) * (1.0, 1.0, s)
        g.grid([top - [0.0, 0.0, s * 0.06], foot - [0.0, 0.04, 0.0]], look.lacquer, INSIDE, flip=s < 0)
        if detail > 1:
            _frames(g, look, s)
            along = np.arange(4, n - 8, 6)
            fender = Geometry()
            rounded = [(0.0, -0.32), (0.11, -0.26), (0.11, 0.26), (0.0, 0.32)]
            fender.lathe(rounded, (0, 0, 0), 7, look.iron, (0.02, 0.02, 0.022))
            g.copies(fender, np.c_[x[along] * 8.9, sheer[along] * 0.62, s * (beam[along] + 0.12)])
    _deck(g, look, n)
    if detail > 1:
        _stem(g, look)
        _fittings(g, look)


def _frames(g: Geometry, look: Palette, side: float) -> None:
    """Timberheads inside the bulwark."""
    u = np.r_[np.arange(0.55, 0.94, 0.048), np.arange(-0.93, -0.62, 0.048)]
    foot, (beam, sheer) = inner(u) * (1.0, 1.0, side), section(u)
    head = np.c_[9.0 * u, sheer - 0.02, side * (beam - 0.06)]
    for a, b in zip(foot, head, strict=True):
        g.tube(np.array([a, b]) - [0.0, 0.0, side * 0.01], 0.042, 4, look.lacquer, CAP, caps=False)


def _deck(g: Geometry, look: Palette, n: int) -> None:
    """Boards along the boat, cambered; uv is (x, z), where the boards and their seams are drawn."""
    edge, v = inner(np.linspace(-1, 1, n)), np.linspace(-1, 1, 5)[:, None]
    camber = 0.05 * (1 - v**2) * np.minimum(edge[:, 2], 1.0)
    p = np.stack([np.broadcast_to(edge[:, 0], (5, n)), edge[:, 1] - 0.03 + camber, v * edge[:, 2]], axis=2)
    g.grid(p, look.deck, TEAK, flip=True, uv=p[..., [0, 2]])


def stem_curve(points: int = 44) -> tuple[Array, Array]:
    """Middle line `(n, 2)` (x, y) of the stem post and its half depth `(n,)`: up from the forefoot, forward with the
    flare, and rolled into a volute like a fern's."""
    rise = np.linspace(0.0, 1.0, points // 3, endpoint=False)[:, None]
    a, b, c, d = (np.array(p) for p in ((8.46, -0.45), (8.60, 0.50), (8.90, 1.35), (9.10, 2.14)))
    post = (1 - rise) ** 3 * a + 3 * (1 - rise) ** 2 * rise * b + 3 * (1 - rise) * rise**2 * c + rise**3 * d
    turn = np.linspace(0.0, 1.0, points - len(post))
    angle, radius = 0.28 + turn * 2.6 * np.pi, 0.30 * np.exp(-2.0 * turn)
    start = d - 0.30 * np.array((np.cos(0.28), np.sin(0.28)))
    volute = start + radius[:, None] * np.c_[np.cos(angle), np.sin(angle)]
    depth = np.r_[np.linspace(0.17, 0.125, len(post)), 0.11 * np.exp(-1.75 * turn)]
    return np.r_[post, volute], depth


def _stem(g: Geometry, look: Palette) -> None:
    """The carved stem post: a bevelled timber, a gilded bead on each cheek, and the painted eye of a river boat."""
    line, depth = stem_curve()
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    normal = np.c_[along[:, 1], -along[:, 0]]  # outwards, to the front of the curve
    half = np.full(len(line), 0.085) * np.clip(depth / 0.10, 0.55, 1.0)
    ring = (
        (1.0, 0.72),
        (0.80, 1.0),
        (-0.80, 1.0),
        (-1.0, 0.72),
        (-1.0, -0.72),
        (-0.80, -1.0),
        (0.80, -1.0),
        (1.0, -0.72),
    )
    rows = [np.c_[line + (a * depth)[:, None] * normal, b * half] for a, b in (*ring, ring[0])]
    g.grid(rows, look.lacquer, HULL, flip=False)
    for s in (-1.0, 1.0):
        bead = np.c_[line + (0.45 * depth)[:, None] * normal, s * (half + 0.004)][4:]
        g.tube(bead, 0.020 * np.clip(depth[4:] / 0.12, 0.4, 1.0), 5, look.lacquer, GILT, caps=False)
        tip = np.r_[line[-1], s * half[-1]]
        g.ball(tip, 0.045, 8, look.lacquer, BRASS)
        _eye(g, look, s)


def _eye(g: Geometry, look: Palette, side: float) -> None:
    """White, black and red, on the bow."""
    a = np.linspace(0, 2 * np.pi, 19)
    for r0, r1, color, out in ((0.0, 0.075, (0.01, 0.01, 0.012), 0.052), (0.075, 0.15, (0.5, 0.46, 0.38), 0.045),
                               (0.15, 0.19, (0.30, 0.03, 0.02), 0.05)):  # fmt: skip
        rings = []
        for r in (r0, r1):
            x, share = 7.9 + r * np.cos(a), 0.66 + r * np.sin(a) / 1.75
            beam, _ = section(x / 8.9)
            y = share * section(x / 8.9)[1]
            width = np.interp(share, [s for _, s in STRAKES], [w for w, _ in STRAKES])
            rings.append(np.c_[x, y, side * (beam * width + out)])
        g.grid(rings, look.lacquer, color, flip=side > 0)


def _fittings(g: Geometry, look: Palette) -> None:
    """A jackstaff, mooring bitts capped with brass, a coil of rope and the line to the rail, a breasthook."""
    foot = float(deck_level(STAFF[0]))
    g.lathe([(0.05, foot - 0.1), (0.045, foot + 1.0), (0.026, STAFF[1])], (STAFF[0], 0, 0), 8, look.lacquer, CAP)
    g.ball((STAFF[0], STAFF[1] + 0.05, 0), 0.06, 10, look.lacquer, BRASS)
    for height in (foot + 0.28, foot + 1.02):
        g.lathe([(0.055, -0.03), (0.06, 0.0), (0.055, 0.03)], (STAFF[0], height, 0), 8, look.brass, BRASS)
    post = Geometry()
    post.lathe([(0.062, 0.0), (0.062, 0.34), (0.075, 0.36), (0.075, 0.42)], (0, 0, 0), 10, look.lacquer, CAP)
    post.lathe([(0.078, 0.42), (0.078, 0.445), (0.05, 0.47), (0.0, 0.475)], (0, 0, 0), 10, look.brass, BRASS)
    x, z = 8.02, 0.26
    level = float(deck_level(x))
    g.copies(post, [(x, level, z), (x, level, -z)])
    g.tube([(x, level + 0.25, -z - 0.16), (x, level + 0.25, z + 0.16)], 0.035, 8, look.brass, BRASS)
    # a flat coil, and its end up to the bitts
    a = np.linspace(0.0, 9 * np.pi, 90)
    r = 0.07 + 0.019 * a / np.pi
    lying = np.c_[7.72 + r * np.cos(a), np.full(len(a), deck_level(7.7) + 0.045), -0.62 + r * np.sin(a)]
    up = np.array([(7.90, level + 0.10, -0.42), (7.99, level + 0.21, -0.31), (8.05, level + 0.30, -0.26)])
    g.tube(np.r_[lying, up], 0.021, 6, look.cloth, ROPE)
    turns = np.linspace(0.0, 6 * np.pi, 40)
    wound = np.c_[x + 0.08 * np.cos(turns), level + 0.27 + 0.012 * turns / np.pi, -z + 0.08 * np.sin(turns)]
    g.tube(wound, 0.019, 5, look.cloth, ROPE)
    # the breasthook closes the rails behind the stem
    u = np.array((8.45, 8.7, 9.0))
    beam, sheer = section(u / HALF_LENGTH)
    g.grid([np.c_[u, sheer + 0.03, -beam], np.c_[u, sheer + 0.03, beam]], look.lacquer, CAP, flip=True)
