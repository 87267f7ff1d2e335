"""What stands on a promenade: benches, planters, mooring posts, life buoys, stairs, tables. Metres, foot at y = 0."""

from __future__ import annotations

import numpy as np

from assets.geometry import Geometry
from scenes.palette import GOLD, IRON, PAPER, Palette

STONE = (0.44, 0.41, 0.37, 0.12)
WOOD = (0.20, 0.10, 0.045)
GREEN = (0.75, 0.95, 0.6)


def bench(look: Palette) -> Geometry:
    """A slatted bench 1.8 m long, looking towards +z."""
    g = Geometry()
    g.boxes([(0, 0.44, z) for z in (-0.16, 0.0, 0.16)], (1.8, 0.04, 0.13), look.lacquer, WOOD)
    g.boxes([(0, y, -0.27) for y in (0.62, 0.76)], (1.8, 0.1, 0.035), look.lacquer, WOOD)
    for x in (-0.75, 0.75):
        g.box((x, 0.21, 0.0), (0.06, 0.42, 0.44), look.iron, IRON)
        g.box((x, 0.62, -0.28), (0.05, 0.42, 0.04), look.iron, IRON)
    return g


def planter(look: Palette, seed: int) -> Geometry:
    """A stone trough with clipped green and a few flowers."""
    rng = np.random.default_rng(seed)
    g = Geometry()
    g.box((0, 0.28, 0), (1.7, 0.56, 0.62), look.quay, STONE)
    g.box((0, 0.56, 0), (1.84, 0.08, 0.76), look.quay, STONE)
    n = 150
    p = np.c_[rng.uniform(-0.8, 0.8, n), 0.66 + 0.34 * rng.random(n) ** 0.5, rng.uniform(-0.3, 0.3, n)]
    leaf = Geometry()
    leaf.add([(-0.06, 0, 0), (0.06, 0, 0.02), (0, 0.15, 0.03)], (0, 0.8, 0.6), [0, 1, 2, 0, 2, 1], material=look.leaf)
    leaf.parts[0].color[:, 3] = 200
    g.copies(leaf, p, rng.uniform(0, 6.28, n))
    for x in np.linspace(-0.6, 0.6, 4):
        g.ball((x, 0.68, 0), 0.26, 7, look.leaf, (*GREEN, 0.5))
    g.boxes(p[:9] + [0.0, 0.22, 0.0], (0.07, 0.06, 0.07), look.lacquer, (0.55, 0.06, 0.09))
    return g


def mooring_post(look: Palette) -> Geometry:
    """A cast bollard with a turn of rope."""
    g = Geometry()
    g.lathe(
        [(0.17, 0), (0.13, 0.08), (0.11, 0.38), (0.19, 0.46), (0.17, 0.54), (0.0, 0.57)], (0, 0, 0), 12, look.iron, IRON
    )
    turn = np.linspace(0, 6 * np.pi, 40)
    coil = np.c_[0.135 * np.cos(turn), 0.16 + 0.016 * turn / np.pi, 0.135 * np.sin(turn)]
    g.tube(coil, 0.022, 5, look.cloth, (0.36, 0.29, 0.19))
    return g


def life_buoy(look: Palette) -> Geometry:
    """A red and white ring on a post, facing +z."""
    g = Geometry()
    g.tube([(0, 0, 0), (0, 1.35, 0)], 0.035, 5, look.iron, IRON)
    for k in range(8):
        a = np.linspace(k, k + 1, 5) * np.pi / 4
        ring = np.c_[0.30 * np.cos(a), 1.05 + 0.30 * np.sin(a), np.full(5, 0.07)]
        color = (0.62, 0.07, 0.03) if k % 2 else (0.75, 0.72, 0.66)
        g.tube(ring, 0.07, 7, look.lacquer, color, caps=False)
    return g


def cafe_table(look: Palette) -> Geometry:
    """A round table under a parasol, two chairs, and a lamp on it."""
    g = Geometry()
    g.lathe(
        [(0.22, 0.0), (0.03, 0.03), (0.03, 0.72), (0.40, 0.73), (0.40, 0.76), (0.0, 0.76)],
        (0, 0, 0),
        14,
        look.iron,
        IRON,
    )
    g.lathe([(0.05, 0.76), (0.07, 0.80), (0.07, 0.92), (0.0, 0.94)], (0.08, 0, 0.05), 8, look.globe, (*PAPER, 0.8))
    for side in (-1, 1):
        x = 0.72 * side
        g.box((x, 0.45, 0), (0.42, 0.04, 0.42), look.lacquer, WOOD)
        g.box((x + 0.2 * side, 0.70, 0), (0.03, 0.46, 0.40), look.lacquer, WOOD)
        g.boxes([(x + a, 0.22, b) for a in (-0.18, 0.18) for b in (-0.18, 0.18)], (0.03, 0.44, 0.03), look.iron, IRON)
    g.tube([(0, 0.7, 0), (0, 2.3, 0)], 0.025, 5, look.iron, IRON)
    g.lathe([(1.25, 2.02), (0.62, 2.34), (0.0, 2.52)], (0, 0, 0), 8, look.cloth, (0.52, 0.40, 0.26), flat=True)
    g.lathe([(0.0, 2.50), (0.62, 2.32), (1.25, 2.0)], (0, 0, 0), 8, look.cloth, (0.40, 0.26, 0.14), flat=True)
    return g


def stairs(look: Palette, drop: float, width: float = 1.3) -> Geometry:
    """A flight that runs along a wall at z = 0, from `drop` metres at x = 0 down to 0, out to z = `width`, with a rail
    and a line of light under it."""
    g = Geometry()
    n = max(2, round(drop / 0.17))
    rise, tread = drop / n, 0.31
    k = np.arange(n)
    tops = drop - rise * (k + 1) + rise
    g.boxes(
        np.c_[tread * (k + 0.5), tops / 2, np.full(n, width / 2)],
        np.c_[0 * k + tread, tops, 0 * k + width],
        look.quay,
        STONE,
    )
    end = n * tread
    rail = [(0, drop + 1.0, width - 0.06), (end, 1.0, width - 0.06)]
    g.tube(rail, 0.045, 6, look.iron, IRON)
    posts = np.linspace(0.1, 0.98, 6)
    at = np.c_[end * posts, drop * (1 - posts) + 0.5, np.full(6, width - 0.06)]
    g.boxes(at, (0.05, 1.0, 0.05), look.iron, IRON)
    g.tube(np.array(rail) - [0.0, 0.09, 0.0], 0.025, 4, look.line, (*GOLD, 0.5), caps=False)
    return g
