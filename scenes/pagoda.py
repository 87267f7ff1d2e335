"""A tiered hall on a stone terrace (阁): lattice walls behind red posts, bracket sets, balconies, upturned roofs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.eaves import Eaves, curved_roof
from scenes.keeping import kept_meshes
from scenes.palette import AMBER, GILT, GOLD, PAPER, RED_LACQUER, Palette

Array = NDArray[np.float64]
STONE = (0.42, 0.38, 0.33, 0.14)
RAIL = (0.52, 0.48, 0.42, 0.10)
GREEN, BLUE = (0.05, 0.14, 0.11), (0.05, 0.09, 0.17)
SIDES = ((1.0, 0.0), (0.0, -1.0), (-1.0, 0.0), (0.0, 1.0))
"""Headings of the four sides' x axes."""


@dataclass(frozen=True)
class Hall:
    """`tiers` storeys of `storey` metres, the lowest `width` metres across, each next one by `taper` of it less."""

    tiers: int = 3
    width: float = 17.0
    storey: float = 7.5
    taper: float = 0.19
    terrace: float = 4.2
    """metres that the stone terrace goes down"""


def pagoda(h: Hall, look: Palette, paper: int, detail: int = 2) -> Geometry:
    """The hall, the floor of its lowest storey at y = 0.5. `paper` is the material of the lit lattices."""
    g = Geometry()
    steps(g, h, look, detail)
    for tier in range(h.tiers):
        half, y = h.width / 2 * (1 - h.taper * tier), 0.5 + h.storey * tier
        top = y + 5.0
        for side in SIDES:
            with g.at((0.0, 0.0, 0.0), heading=side):
                face(g, look, paper, half, y, detail)
                if detail:
                    brackets(g, look, half, top - 0.55)
                    if tier:
                        railing(g, look, half + 1.5, y, look.lacquer, RED_LACQUER, 1.1)
        if tier:
            g.box((0, y - 0.1, 0), (2 * half + 3.2, 0.22, 2 * half + 3.2), look.lacquer, (0.12, 0.05, 0.03))
        last = tier == h.tiers - 1
        span = 2 * half + 9.5 - 0.8 * tier
        roof = Eaves(span, span, 6.0 if last else 3.0, 1.7, 0.02)
        curved_roof(g, (0, top + 0.1, 0), roof, look, detail)
        with g.at((0, top + 0.1, 0)):
            ridges(g, look, roof, detail)
    crest = 0.5 + h.storey * (h.tiers - 1) + 5.1 + 5.9
    g.lathe(
        [(0.9, 0), (1.1, 0.5), (0.5, 0.9), (0.85, 1.5), (0.6, 2.2), (0.12, 3.4)], (0, crest, 0), 12, look.lacquer, GILT
    )
    return g


def face(g: Geometry, look: Palette, paper: int, half: float, y: float, detail: int) -> None:
    """One side of a storey: posts, lattices between them, a painted lintel."""
    xs = np.linspace(-half, half, 5)
    post = Geometry()
    post.lathe([(0.42, 0), (0.32, 0.35), (0.30, 5.0)], (0, 0, 0), 8 if detail else 4, look.lacquer, RED_LACQUER)
    g.copies(post, np.c_[xs[:-1], np.full(4, y), np.full(4, half)])
    z, w = half - 0.9, 2 * half - 1.8
    g.panels([(-w / 2, y + 0.9, z)], (w, 0, 0), (0, 3.5, 0), paper, [(*PAPER, 1.0)], (w, 3.5))
    g.box((0, y + 0.45, z), (w, 0.9, 0.16), look.lacquer, (0.14, 0.035, 0.02))
    g.box((0, y + 4.15, half), (2 * half, 0.55, 0.3), look.lacquer, GREEN)
    g.box((0, y + 3.82, half + 0.02), (2 * half, 0.10, 0.32), look.lacquer, GILT)
    if detail:
        bars = np.linspace(-w / 2, w / 2, 13)
        g.boxes(np.c_[bars, np.full(13, y + 2.6), np.full(13, z + 0.06)], (0.14, 3.5, 0.12), look.lacquer, RED_LACQUER)
        g.box((0, y + 2.9, z + 0.06), (w, 0.14, 0.12), look.lacquer, RED_LACQUER)


def brackets(g: Geometry, look: Palette, half: float, y: float) -> None:
    """斗拱: three rows of arms, each farther out, under the eaves."""
    n = max(5, round(2 * half / 1.35))
    xs = np.linspace(-half, half, n)
    for k, (out, wide) in enumerate(((0.25, 0.42), (0.85, 0.66), (1.5, 0.9))):
        lift = np.full(n, y + 0.34 * k)
        g.boxes(np.c_[xs, lift, np.full(n, half + out)], (wide, 0.24, 0.62), look.lacquer, BLUE if k % 2 else GREEN)
        g.boxes(np.c_[xs, lift - 0.14, np.full(n, half + out + 0.2)], (wide + 0.05, 0.05, 0.2), look.lacquer, GILT)
    g.box((0, y + 1.0, half + 1.7), (2 * half + 3.4, 0.2, 0.24), look.lacquer, (0.16, 0.05, 0.03))


def railing(
    g: Geometry, look: Palette, half: float, y: float, material: int, color: tuple[float, ...], height: float
) -> None:
    """A rail along one side, posts with caps and panels between."""
    n = max(4, round(2 * half / 2.2) + 1)
    xs = np.linspace(-half, half, n)
    g.boxes(np.c_[xs, np.full(n, y + height / 2), np.full(n, half)], (0.22, height + 0.25, 0.22), material, color)
    for lift, tall in ((height - 0.06, 0.12), (0.5 * height, 0.09), (0.16 * height, 0.12)):
        g.box((0, y + lift, half), (2 * half, tall, 0.12), material, color)


def ridges(g: Geometry, look: Palette, roof: Eaves, detail: int) -> None:
    """Fat hip ridges with beads and beasts, bells of light at the corners and a string of beads along the eaves."""
    k = np.linspace(0.03, 1.0, 14)
    for a in (-1, 1):
        for b in (-1, 1):
            spine = roof.surface(a * k, b * k) + [0.0, 0.22, 0.0]
            g.tube(spine, 0.24, 5, look.lacquer, (0.15, 0.16, 0.15))
            if detail:
                beads = roof.surface(a * np.linspace(0.62, 0.97, 5), b * np.linspace(0.62, 0.97, 5)) + [0.0, 0.6, 0.0]
                g.boxes(beads, (0.2, 0.5, 0.2), look.lacquer, (0.2, 0.2, 0.17))
            g.ball(roof.surface(0.985 * a, 0.985 * b) - [0.0, 0.7, 0.0], 0.22, 8, look.globe, (*AMBER, 1.0))
    n = max(6, round(roof.length / 1.5))
    t = np.linspace(-0.94, 0.94, n)
    for edge in (roof.surface(t, s * np.ones(n)) for s in (-1, 1)):
        g.boxes(edge - [0.0, 0.3, 0.0], 0.15, look.line, (*GOLD, 1.0))
    for edge in (roof.surface(s * np.ones(n), t) for s in (-1, 1)):
        g.boxes(edge - [0.0, 0.3, 0.0], 0.15, look.line, (*GOLD, 1.0))


def steps(g: Geometry, h: Hall, look: Palette, detail: int) -> None:
    """Two terraces of stone with balustrades, and stairs up the middle of every side."""
    low = h.width / 2 + 6.0
    for half, top, tall in ((low, -1.1, h.terrace), (low - 2.2, 0.5, 1.6)):
        g.box((0, top - tall / 2, 0), (2 * half, tall, 2 * half), look.stone, STONE)
        g.box((0, top - 0.12, 0), (2 * half + 0.4, 0.24, 2 * half + 0.4), look.stone, (0.5, 0.46, 0.40, 0.1))
        if not detail:
            continue
        for side in SIDES:
            with g.at((0.0, 0.0, 0.0), heading=side):
                wide = (half - 2.2) / 2
                for s in (-1, 1):
                    with g.at((s * (half - wide - 0.1), 0.0, half - wide - 0.25)):
                        railing(g, look, wide, top, look.stone, RAIL, 1.0)
    k = np.arange(10)
    for side in SIDES if detail else ():
        with g.at((0.0, 0.0, 0.0), heading=side):
            for out, top in ((low - 2.2, 0.5), (low, -1.1)):
                at = np.c_[0 * k, top - 0.16 * (k + 1) - 0.8, out + 0.34 * (k + 0.5)]
                g.boxes(at, (4.0, 1.6, 0.34), look.stone, STONE)


def pagoda_mesh(stage: Stage, h: Hall, look: Palette, paper: int, name: str) -> int:
    """Two levels of detail; returns the finer one."""
    params = (0.62, 0.55, 0.9, 0.7, 0, 0, 0, 0)
    tiles = stage.material(f"{name} tiles", surface="roof_tile", roughness=0.5, params=params, double_sided=True)
    own = replace(look, tile=tiles)
    shapes = kept_meshes("pagoda", lambda: [pagoda(h, own, paper, k).primitives() for k in (0, 2)], h, own, paper)
    far = stage.mesh(f"{name} far", shapes[0])
    return stage.mesh(name, shapes[1], lod=far, lod_pixels=110.0)
