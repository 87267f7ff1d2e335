"""Houses of the façade kit on a map's footprints: what is nearly a rectangle of a street house's size gets a front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.authoring import Stage, transforms
from scenes.buildings import house_mesh
from scenes.facade import Facade, Roof, facade
from scenes.geo.streets import Building, Outline, Way, area_of
from scenes.palette import Palette
from scenes.terrain import Heights

Array = NDArray[np.float64]
FRONTS = (9.0, 34.0)
DEPTHS = (6.0, 26.0)
HEIGHTS = (6.5, 24.0)
"""Metres: smallest and largest width, depth and height of a house that the kit stands for."""
SQUARE = 0.88
"""Share of its smallest rectangle that a footprint must fill."""
STRETCH = 1.3
"""How far a house of the pool may be stretched in any direction."""
WIDTHS, FLOORS = (11.0, 15.0, 20.0, 27.0), (1, 2, 3, 4, 5)
ROOFS: tuple[Roof, ...] = ("mansard", "parapet", "pediment", "mansard", "dome")


@dataclass(frozen=True, eq=False)
class Rectangle:
    """A footprint's smallest rectangle: middle (x, z), `front` unit vector out of its face, width and depth."""

    middle: Array
    front: Array
    width: float
    depth: float


def rectangle(outline: Outline, ways: Array) -> Rectangle | None:
    """The rectangle of an outline that is nearly one, its front towards the nearest of the points `ways` `(n, 2)`."""
    if outline.holes:
        return None
    ring = outline.outer
    edges = np.roll(ring, -1, axis=0) - ring
    best: tuple[float, Array, Array] | None = None
    for edge in edges[np.linalg.norm(edges, axis=1) > 0.5]:  # the smallest rectangle lies along an edge
        along = edge / np.linalg.norm(edge)
        axes = np.stack([along, [-along[1], along[0]]])
        own = ring @ axes.T
        size = np.ptp(own, axis=0)
        if best is None or size.prod() < best[0]:
            best = float(size.prod()), axes, np.stack([own.min(axis=0), own.max(axis=0)])
    if best is None or abs(area_of(ring)) < SQUARE * best[0]:
        return None
    _, axes, (low, high) = best
    middle, size = (low + high) / 2 @ axes, high - low
    sides = [sign * axis for axis in axes for sign in (1.0, -1.0)]
    if len(ways):
        target = ways[np.argmin(np.linalg.norm(ways - middle, axis=1))] - middle
        front = max(sides, key=lambda side: float(side @ target))
    else:
        front = sides[0] if size[0] < size[1] else sides[2]
    along_first = abs(float(front @ axes[0])) > 0.5
    return Rectangle(middle, front, float(size[1 if along_first else 0]), float(size[0 if along_first else 1]))


def street_houses(
    stage: Stage, look: Palette, buildings: Sequence[Building], ways: Sequence[Way], heights: Heights, seed: int
) -> tuple[Building, ...]:
    """Places a house for every building the kit can stand for; returns the other buildings, for plain walls.

    Houses come from a pool of one mesh for each width and number of floors, stretched to the footprint.
    """
    points = np.concatenate([way.points for way in ways]) if ways else np.zeros((0, 2))
    homes: dict[tuple[int, int], list[Array]] = {}
    others: list[Building] = []
    fronts: dict[tuple[int, int], Facade] = {}
    for building in buildings:
        place = rectangle(building.outline, points) if not building.base else None
        found = place and _nearest(place, building.height, fronts, seed)
        if place is None or not found:
            others.append(building)
            continue
        key, scale = found
        corners = building.outline.outer
        ground = float(np.min(heights(corners[:, 0], corners[:, 1])))
        x, z = place.middle + place.front * place.depth / 2
        yaw = float(np.arctan2(place.front[0], place.front[1]))
        homes.setdefault(key, []).append(transforms((x, ground, z), yaw, [scale])[0])
    for k, (key, at) in enumerate(sorted(homes.items())):
        mesh = house_mesh(stage, fronts[key], look, f"house {key[0]} {key[1]}")
        seeds = np.random.default_rng((seed, k)).random(len(at))
        stage.instances(mesh, np.stack(at), np.c_[np.ones((len(at), 3)), seeds])
    return tuple(others)


def _nearest(
    place: Rectangle, height: float, fronts: dict[tuple[int, int], Facade], seed: int
) -> tuple[tuple[int, int], Array] | None:
    """The house of the pool nearest in shape and its scale (x, y, z); None when none can be stretched to fit."""
    sizes = ((place.width, FRONTS), (place.depth, DEPTHS), (height, HEIGHTS))
    if not all(low <= value <= high for value, (low, high) in sizes):
        return None
    i = int(np.argmin(np.abs(np.log(place.width / np.array(WIDTHS)))))
    for j in range(len(FLOORS)):
        fronts.setdefault((i, j), _front(i, j, seed))
    j = int(np.argmin([abs(np.log(height / fronts[i, k].eaves)) for k in range(len(FLOORS))]))
    house = fronts[i, j]
    scale = np.array([place.width / house.width, height / house.eaves, place.depth / house.depth])
    if scale[:2].max() > STRETCH or scale[:2].min() < 1 / STRETCH:
        return None
    return (i, j), scale


def _front(i: int, j: int, seed: int) -> Facade:
    roof = ROOFS[(i + 2 * j) % len(ROOFS)]
    return facade(WIDTHS[i], FLOORS[j], roof, seed * 100 + 10 * i + j, lit=0.6, depth=13.0)
