"""Houses of a town for hundreds of instances: low on triangles, windows and street light in the material.

Each kind stands in the current frame with its front at z = 0 looking towards +z, its ground line at y = 0, and walls
that go on below it, for slopes. Colour alpha is the share of lit rooms on walls, 0 on roofs, 1 on edges that some
houses light; see `surfaces/district.glsl`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from scenes.authoring import Stage

Array = NDArray[np.float64]
STOREY, BAY = 3.1, 3.2
DEEP = 7.0
"""Metres that the walls reach below the ground line."""
LIT = (1.0, 1.0, 1.0, 0.5)
ROOF_TILE = (0.16, 0.15, 0.15, 0.0)
CONCRETE = (0.42, 0.41, 0.39, 0.0)
STEEL = (0.62, 0.64, 0.66, 0.0)
GREEN = (0.10, 0.17, 0.06, 0.0)


@dataclass(frozen=True)
class House:
    """A kind of house: metres of the plot it takes, storeys, and what it is built by."""

    name: str
    width: float
    depth: float
    floors: int
    roof: Callable[[Geometry, House, int, int], None]

    @property
    def height(self) -> float:
        return self.floors * STOREY


def walls(
    g: Geometry,
    plan: tuple[float, float],
    span: tuple[float, float],
    color: ArrayLike,
    material: int,
    front: float = 0.0,
    bay: float = BAY,
) -> None:
    """Four walls of `plan` (width, depth) from `span[0]` to `span[1]`, the front at z = `front`; uv counts bays and
    storeys above the ground line, 64 bays from face to face."""
    (w, d), (low, high) = plan, span
    corners = np.array([(-w / 2, 0.0), (w / 2, 0.0), (w / 2, -d), (-w / 2, -d)]) + (0.0, front)
    for k in range(4):
        (ax, az), (bx, bz) = corners[k], corners[(k + 1) % 4]
        length = w if k % 2 == 0 else d
        bays = max(round(length / bay), 1)
        p = [(ax, low, az), (bx, low, bz), (bx, high, bz), (ax, high, az)]
        uv = np.array([(0, low), (bays, low), (bays, high), (0, high)]) / (1.0, STOREY) + (64.0 * k, 0.0)
        g.add(p, np.array((az - bz, 0.0, bx - ax)) / length, [0, 1, 2, 0, 2, 3], uv, color, material)


def hipped(g: Geometry, h: House, material: int, detail: int, over: float = 0.7) -> None:
    """Four slopes of tiles."""
    roof(g, h, material, over, 0.28 if h.width > h.depth else 0.12)


def gabled(g: Geometry, h: House, material: int, detail: int) -> None:
    """Two slopes and white gables."""
    roof(g, h, material, 0.6, 0.5)


def roof(g: Geometry, h: House, material: int, over: float, ridge: float) -> None:
    """A pitched roof over the whole house; `ridge` is half the ridge's share of the width."""
    w, d, y = h.width / 2 + over, h.depth / 2 + over, h.height
    rise = 0.46 * d
    a, b = np.array((-2 * ridge * w, y + rise, -h.depth / 2)), np.array((2 * ridge * w, y + rise, -h.depth / 2))
    c = np.array([(-w, y, d), (w, y, d), (w, y, -d), (-w, y, -d)]) - [0.0, 0.15, h.depth / 2]
    gable = ridge == 0.5
    for quad in ((c[0], c[1], b, a), (c[2], c[3], a, b), (c[1], c[2], b, b), (c[3], c[0], a, a)):
        p = np.array(quad if quad[2] is not quad[3] else quad[:3])
        n = np.cross(p[1] - p[0], p[2] - p[0])
        along = (p[1] - p[0]) / np.linalg.norm(p[1] - p[0])
        uv = np.c_[(p - p[0]) @ along, np.linalg.norm(np.cross(p - p[0], along), axis=1)]
        wall = gable and abs(n[0]) > abs(n[2])
        color = (0.8, 0.78, 0.74, 0.0) if wall else ROOF_TILE
        g.add(p, n / np.linalg.norm(n), [0, 1, 2, 0, 2, 3][: 3 * (len(p) - 2)], uv, color, material)


def flat(g: Geometry, h: House, material: int, detail: int) -> None:
    """A parapet, the head of the stairs, a steel tank, a solar heater and some pots of green."""
    w, d, y = h.width, h.depth, h.height
    deck(g, w, d, y, material, detail)
    if not detail:
        return
    walls(g, (3.2, 3.6), (y, y + 2.6), (1.0, 1.0, 1.0, 0.2), material, -d + 4.0)
    g.box((0, y + 2.7, -d + 2.2), (3.8, 0.2, 4.2), material, CONCRETE)
    g.lathe([(0.75, 0.5), (0.75, 1.9), (0.05, 2.2)], (-w * 0.3, y, -d * 0.72), 6, material, STEEL)
    slope(g, (w * 0.26, y + 0.3, -d * 0.4), (2.6, 1.2, 1.6), material)
    g.box((-w * 0.28, y + 0.4, -1.2), (w * 0.34, 0.8, 1.0), material, GREEN)


def deck(g: Geometry, w: float, d: float, y: float, material: int, detail: int, z: float = 0.0) -> None:
    """A flat roof with its parapet and the edge that some houses light."""
    g.panels([(-w / 2, y, z)], (w, 0, 0), (0, 0, -d), material, [CONCRETE], (w, d))
    g.box((0, y + 0.45, z - 0.1), (w + 0.3, 1.0, 0.2), material, (0.9, 0.88, 0.84, 0.0))
    g.box((0, y + 1.0, z + 0.06), (w + 0.3, 0.14, 0.1), material, (1.0, 1.0, 1.0, 1.0))
    if detail:
        g.box((0, y + 0.45, z - d + 0.1), (w + 0.3, 1.0, 0.2), material, (0.9, 0.88, 0.84, 0.0))
        for side in (-1, 1):
            g.box((side * w / 2, y + 0.45, z - d / 2), (0.2, 1.0, d), material, (0.9, 0.88, 0.84, 0.0))


def slope(g: Geometry, at: tuple[float, float, float], size: tuple[float, float, float], material: int) -> None:
    """A tilted pane: a solar heater on its stand."""
    x, y, z = at
    w, h, d = size
    g.panels([(x - w / 2, y, z)], (w, 0, 0), (0, h, -d), material, [(0.05, 0.06, 0.09, 0.0)], (w, d))


def block(g: Geometry, h: House, material: int, detail: int) -> None:
    """A slab's deck with two stair heads, plant, and a water tank."""
    w, d, y = h.width, h.depth, h.height
    deck(g, w, d, y, material, detail)
    for side in (-1, 1) if detail else ():
        g.box((side * w * 0.27, y + 1.5, -d * 0.6), (4.2, 3.0, 4.0), material, CONCRETE)
        g.box((side * w * 0.27, y + 3.1, -d * 0.6), (4.7, 0.25, 4.5), material, CONCRETE)
        g.box((side * w * 0.08, y + 0.7, -d * 0.4), (2.0, 1.4, 1.4), material, STEEL)


def stepped(g: Geometry, h: House, material: int, detail: int) -> None:
    """The top storey set back behind a terrace, under a hipped roof."""
    deck(g, h.width, h.depth, h.height, material, detail)
    top = House("top", 0.72 * h.width, 0.7 * h.depth, 1, hipped)
    z = -0.15 * h.depth
    walls(g, (top.width, top.depth), (h.height, h.height + STOREY), LIT, material, z)
    with g.at((0.0, h.height, z)):
        hipped(g, top, material, detail, 0.9)


def turreted(g: Geometry, h: House, material: int, detail: int) -> None:
    """A villa of returned emigrants: hipped roof and a corner turret with a dome."""
    hipped(g, h, material, detail)
    if not detail:
        return
    at = (h.width / 2 - 1.2, 0.0, -1.2)
    drum = h.height + 2.2
    g.lathe([(1.9, 0.0), (1.9, drum)], at, 8, material, (0.95, 0.92, 0.86, 0.0))
    g.lathe(
        [(2.2, drum), (1.9, drum + 1.2), (1.0, drum + 2.2), (0.1, drum + 2.9)], at, 8, material, (0.12, 0.2, 0.18, 0.0)
    )


KINDS: tuple[House, ...] = (
    House("cottage", 8.5, 9.0, 2, hipped),
    House("gabled house", 7.5, 10.0, 3, gabled),
    House("narrow house", 6.5, 11.5, 5, flat),
    House("town house", 10.5, 11.0, 4, flat),
    House("villa", 11.5, 10.5, 3, turreted),
    House("stepped house", 13.0, 11.0, 5, stepped),
    House("slab", 26.0, 11.5, 6, block),
    House("high slab", 21.0, 12.5, 9, block),
)
"""From the edge of a village to the middle of a town."""


def house_shape(h: House, material: int, detail: int = 1) -> Geometry:
    """The house of that kind; detail 0 is for a few pixels."""
    g = Geometry()
    walls(g, (h.width, h.depth), (-DEEP, h.height), LIT, material)
    if detail and h.floors > 2:
        levels = STOREY * np.arange(2, h.floors)
        n = len(levels)
        ledge = np.c_[np.zeros(n), levels - 0.1, np.full(n, 0.35)]
        g.boxes(ledge, (0.62 * h.width, 0.75, 0.9), material, (0.85, 0.83, 0.8, 0.0))
    h.roof(g, h, material, detail)
    return g


def house_kinds(stage: Stage) -> tuple[int, ...]:
    """The mesh of every kind, with its far level."""
    stone = stage.material("town houses", surface="district", params=(2.0, 2.0, 0, 0, 0, 0, 0, 0))
    out = []
    for h in KINDS:
        far = stage.mesh(f"{h.name} far", house_shape(h, stone, 0), cull_pixels=0.6)
        out.append(stage.mesh(h.name, house_shape(h, stone), lod=far, lod_pixels=26.0))
    return tuple(out)
