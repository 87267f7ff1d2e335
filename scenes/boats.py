"""The painted tour boat (画舫) of 18 m: hull, colonnade with lattice windows, a two-tier roof, hung lanterns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from assets.scene import Floats
from scenes.authoring import Stage
from scenes.boat_hull import CABIN_DECK, STAFF, deck_level, hull
from scenes.eaves import Eaves, curved_roof
from scenes.keeping import kept_meshes
from scenes.palette import GILT, PAPER, RED_LACQUER, Palette

Array = NDArray[np.float64]
CABIN = (-6.2, 4.6)
"""Local x of the cabin's ends; the bow is at +9."""
HALF_CABIN = 1.75
DECK = CABIN_DECK
WALL = 2.35
UPPER = (-3.6, -0.2)
BOW_LANTERN = 0.5
"""Scale of the lanterns over the bow."""
BLUE_BEAM = (0.05, 0.13, 0.19)


@dataclass(frozen=True, eq=False)
class Anchors:
    """Where things belong on the boat, local metres."""

    lanterns: Array
    """(n, 3) middles"""
    lantern_scale: Array
    lamps: Array
    """(n, 3) light inside the cabin"""
    thrown_back: Array
    """(n, 3) beside the hull, whence the water throws the lanterns' light back at it"""
    standing: Array
    """(n, 3) feet of people on deck"""


def anchors() -> Anchors:
    """The boat's lanterns, lights and places to stand."""
    under_eaves = [
        (x, DECK + WALL - 0.62, s * 2.36) for x in np.linspace(CABIN[0] - 0.3, CABIN[1] + 0.5, 7) for s in (-1, 1)
    ]
    upper = [(x, DECK + WALL + 2.05, s * 1.72) for x in (UPPER[0] - 0.5, UPPER[1] + 0.5) for s in (-1, 1)]
    bow = bow_line()[[3, 6, 9]] - [0.0, 0.42 * BOW_LANTERN + 0.02, 0.0]
    middles = np.array([*under_eaves, *upper, *bow, (-8.0, 2.5, 0.0)])
    scale = np.r_[np.full(len(under_eaves), 0.8), np.full(len(upper), 0.55), np.full(len(bow), BOW_LANTERN), 0.9]
    lamps = np.array([(x, DECK + 1.7, 0.0) for x in (-4.0, -1.0, 2.0)])
    beside = np.array([(x, 0.15, s * z) for x, z in ((6.6, 3.0), (2.0, 4.2)) for s in (-1, 1)])
    feet = np.array([(7.0, 0.5), (6.1, -0.7), (5.5, 0.35), (-7.2, 0.5), (-7.0, -0.6)])
    return Anchors(middles, scale, lamps, beside, np.c_[feet[:, 0], deck_level(feet[:, 0]) + 0.01, feet[:, 1]])


def bow_line() -> Array:
    """Points `(13, 3)` of the line that hangs from the cabin's eaves to the jackstaff, with lanterns on it."""
    u = np.linspace(0.0, 1.0, 13)
    a, b = np.array((5.05, DECK + WALL + 0.25, 0.0)), np.array((STAFF[0], STAFF[1] - 0.05, 0.0))
    return np.asarray(a + u[:, None] * (b - a) - np.c_[0 * u, 0.30 * 4 * u * (1 - u), 0 * u])


def colonnade(g: Geometry, look: Palette, detail: int) -> None:
    """Columns, dado, lattice windows, painted beams and brackets of the lower cabin."""
    x0, x1 = CABIN
    columns = np.linspace(x0, x1, 8)
    post = Geometry()
    post.lathe([(0.14, 0), (0.11, 0.14), (0.10, WALL)], (0, 0, 0), 8 if detail > 1 else 5, look.lacquer, RED_LACQUER)
    middle, length = (x0 + x1) / 2, x1 - x0
    for s in (-1.0, 1.0):
        g.copies(post, np.c_[columns, np.full(8, DECK), np.full(8, s * HALF_CABIN)])
        z = s * (HALF_CABIN - 0.08)
        for k, (a, c) in enumerate(pairwise(columns[1:-1])):
            g.box(((a + c) / 2, DECK + 0.35, z), (c - a - 0.2, 0.7, 0.06), look.lacquer, (0.25, 0.045, 0.028))
            open_bay = k in (1, 3)
            low, wide = DECK + 0.74, c - a - 0.24
            left = (a + 0.12, low, z) if s > 0 else (c - 0.12, low, z)
            if open_bay:
                # An open casement: drawn-back curtains beside a bright gap where the guests sit.
                g.panels([left], (s * wide, 0, 0), (0, 1.28, 0), look.shop, [(0.13 * k + 0.05, 0.62, 0.2)])
                for edge in (a + 0.26, c - 0.26):
                    g.box((edge, low + 0.64, z + s * 0.03), (0.24, 1.28, 0.05), look.lacquer, (0.36, 0.06, 0.03))
            else:
                pattern = look.lattice if k != 2 else look.diamond
                g.panels([left], (s * wide, 0, 0), (0, 1.28, 0), pattern, [(*PAPER, 1.0)], (wide, 1.28))
        g.box((middle, DECK + WALL - 0.15, s * HALF_CABIN), (length, 0.24, 0.12), look.lacquer, BLUE_BEAM)
        g.box((middle, DECK + WALL - 0.29, s * HALF_CABIN), (length, 0.05, 0.14), look.lacquer, GILT)
        g.box((middle, DECK + 0.75, s * (HALF_CABIN + 0.02)), (length, 0.07, 0.07), look.lacquer, GILT)
        if detail > 1:
            ends = np.linspace(x0, x1, 36)
            g.boxes(
                np.c_[ends, np.full(36, DECK + WALL - 0.36), np.full(36, s * HALF_CABIN)],
                (0.09, 0.12, 0.08),
                look.lacquer,
                GILT,
            )
            cloud = np.linspace(x0 + 0.75, x1 - 0.75, 14)
            hues = np.where((np.arange(14) % 2 == 0)[:, None], (0.30, 0.05, 0.03), (0.08, 0.22, 0.16))
            g.boxes(
                np.c_[cloud, np.full(14, DECK + WALL - 0.15), np.full(14, s * (HALF_CABIN + 0.06))],
                (0.4, 0.15, 0.02),
                look.lacquer,
                hues,
            )
    for x, way in ((x0 + 1.45, -1.0), (x1 - 1.45, 1.0)):
        g.box((x, DECK + 1.1, 0), (0.06, 2.2, 3.3), look.lacquer, (0.23, 0.055, 0.028))
        g.panels(
            [(x + 0.05 * way, DECK, 0.7 * way)],
            (0, 0, -1.4 * way),
            (0, 1.95, 0),
            look.lattice,
            [(*PAPER, 1.0)],
            (1.4, 1.95),
        )
        if detail > 1:
            board = (x + 0.09 * way, DECK + 2.12, 0)
            g.box(board, (0.06, 0.30, 1.3), look.lacquer, (0.03, 0.07, 0.10))
            g.box(board, (0.05, 0.36, 1.38), look.lacquer, GILT)


def upper_pavilion(g: Geometry, look: Palette, detail: int) -> None:
    """The small pavilion on the roof."""
    y = DECK + WALL + 0.75
    x0, x1 = UPPER
    post = Geometry()
    post.lathe([(0.09, 0), (0.08, 1.9)], (0, 0, 0), 6, look.lacquer, RED_LACQUER)
    for s in (-1.0, 1.0):
        xs = np.linspace(x0, x1, 4)
        g.copies(post, np.c_[xs, np.full(4, y), np.full(4, s * 1.15)])
        z = s * 1.1
        left = (x0, y + 0.5, z) if s > 0 else (x1, y + 0.5, z)
        g.panels([left], (s * (x1 - x0), 0, 0), (0, 0.95, 0), look.diamond, [(*PAPER, 1.0)], (x1 - x0, 0.95))
        g.box(((x0 + x1) / 2, y + 0.25, z), (x1 - x0, 0.5, 0.08), look.lacquer, RED_LACQUER)
        g.box(((x0 + x1) / 2, y + 1.6, s * 1.15), (x1 - x0 + 0.2, 0.2, 0.1), look.lacquer, BLUE_BEAM)
    for x, way in ((x0, -1.0), (x1, 1.0)):
        g.panels(
            [(x, y + 0.5, 1.1 * way)], (0, 0, -2.2 * way), (0, 0.95, 0), look.lattice, [(*PAPER, 1.0)], (2.2, 0.95)
        )
        g.box((x, y + 0.25, 0), (0.08, 0.5, 2.2), look.lacquer, RED_LACQUER)
    curved_roof(g, ((x0 + x1) / 2, y + 1.85, 0), Eaves(5.6, 4.0, 1.2, 0.6, 0.38), look, detail)


def boat(look: Palette, detail: int = 2) -> Geometry:
    """The boat in its local frame: bow at +x, waterline at y = 0."""
    g = Geometry()
    hull(g, look, detail)
    colonnade(g, look, detail)
    curved_roof(g, ((CABIN[0] + CABIN[1]) / 2, DECK + WALL, 0), Eaves(13.4, 5.2, 1.25, 0.75, 0.62), look, detail)
    upper_pavilion(g, look, detail)
    g.lathe([(0.035, 0), (0.03, 2.05)], (-8.35, 1.2, 0), 6, look.iron, (0.05, 0.05, 0.05))
    g.tube([(-8.35, 3.2, 0), (-8.0, 3.2, 0)], 0.025, 4, look.iron, (0.05, 0.05, 0.05))
    if detail > 1:
        g.tube(bow_line(), 0.012, 4, look.iron, (0.05, 0.05, 0.05), caps=False)
    return g


def boat_mesh(stage: Stage, look: Palette) -> int:
    """Three levels of detail; returns the finest."""
    rough, plain, full = kept_meshes("boat", lambda: [boat(look, detail).primitives() for detail in range(3)], look)
    far = stage.mesh("boat far", rough)
    middle = stage.mesh("boat middle", plain, lod=far, lod_pixels=70.0)
    return stage.mesh("boat", full, lod=middle, lod_pixels=160.0)


@lru_cache(maxsize=16)
def _afloat(course: Course, t: float) -> Floats:
    long = math.hypot(*course.heading)
    hx, hz = course.heading[0] / long, course.heading[1] / long
    way = course.speed * t
    px, pz = course.at[0] + hx * way, course.at[1] + hz * way
    if course.radius:
        a, r = way / course.radius, course.radius
        px = course.at[0] + r * (hx * math.sin(a) - hz * (1 - math.cos(a)))
        pz = course.at[1] + r * (hz * math.sin(a) + hx * (1 - math.cos(a)))
        hx, hz = hx * math.cos(a) - hz * math.sin(a), hz * math.cos(a) + hx * math.sin(a)
    roll = 0.010 * math.sin(0.83 * t + course.phase)
    pitch = 0.006 * math.sin(0.61 * t + 1.7 * course.phase)
    heave = 0.035 * math.sin(0.74 * t + 2.3 * course.phase) + 0.015 * math.sin(1.21 * t + course.phase)
    level = math.hypot(1.0, pitch)
    x0, x1, x2 = hx / level, pitch / level, hz / level
    # abeam and rolled, less what of it points along x
    along = x0 * -hz + x1 * roll + x2 * hx
    z0, z1, z2 = -hz - x0 * along, roll - x1 * along, hx - x2 * along
    beam = math.hypot(z0, z1, z2)
    z0, z1, z2 = z0 / beam, z1 / beam, z2 / beam
    out = np.array(
        [
            (x0, z1 * x2 - z2 * x1, z0, px),
            (x1, z2 * x0 - z0 * x2, z1, heave),
            (x2, z0 * x1 - z1 * x0, z2, pz),
        ],
        np.float32,
    )
    out.flags.writeable = False
    return out


@dataclass(frozen=True)
class Course:
    """A boat's way: from `at` (x, z) heading `heading` (dx, dz), `speed` m/s along it, bobbing with `phase`; straight
    on, or round a circle of `radius` metres to the right (below 0 to the left)."""

    at: tuple[float, float]
    heading: tuple[float, float]
    speed: float = 0.0
    phase: float = 0.0
    radius: float = 0.0

    def transform(self, t: float) -> Floats:
        """`(3, 4)` at t seconds (read-only): headway, heave, roll and pitch of a moored-heavy hull."""
        return _afloat(self, t)


def course(at: tuple[float, float], yaw: float, speed: float = 0.0, seed: int = 0, radius: float = 0.0) -> Course:
    """A way from `at` (x, z), the bow turned by `yaw` degrees; each seed bobs in its own time."""
    turn = math.radians(yaw)
    return Course(at, (math.cos(turn), -math.sin(turn)), speed, 0.4 + 1.7 * (seed % 1000), radius)
