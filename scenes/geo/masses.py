"""Buildings and ways of a map as geometry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from scenes.geo.site import library
from scenes.geo.streets import Building, Outline, Way
from scenes.palette import Palette
from scenes.terrain import Heights

Array = NDArray[np.float64]
TILE = 300.0
"""Metres: buildings are gathered into meshes of this size, so that those out of sight are not drawn."""
BAY, STOREY = 2.4, 3.1
"""Metres a window of the curtain wall."""
WASHES = ((0.16, 0.17, 0.20), (0.24, 0.22, 0.21), (0.27, 0.23, 0.18), (0.30, 0.26, 0.20), (0.22, 0.24, 0.24))
ASPHALT = (0.055, 0.055, 0.06)
PAVING = (0.20, 0.19, 0.17)
LIFT = 0.12
"""Metres that a way lies above the ground, so that the two do not flicker."""


def walls(building: Building, ground: float, look: Palette, lit: float, rng: np.random.Generator) -> Geometry:
    """A building's walls with windows, a parapet, and its roof; `lit` is the share of lit windows."""
    g = Geometry()
    color = np.array(WASHES[rng.integers(len(WASHES))]) * rng.uniform(0.85, 1.15)
    shift = rng.integers(0, 500, 2).astype(np.float32)
    low = ground + building.base if building.base else ground - 3.0  # on a slope the walls reach into it
    top = ground + building.height
    for ring in (building.outline.outer, *building.outline.holes):
        start, way = ring, np.roll(ring, -1, axis=0) - ring
        length = np.linalg.norm(way, axis=1)
        start, way, length = start[length > 0.05], way[length > 0.05], length[length > 0.05]
        foot = np.c_[start[:, 0], np.full(len(start), low), start[:, 1]]
        across = np.c_[way[:, 0], np.zeros(len(way)), way[:, 1]]
        # windows count from the ground line, whole bays along each wall
        size = np.c_[np.maximum(np.round(length / BAY), 1.0), np.full(len(way), (top - low) / STOREY)]
        g.panels(foot, across, (0.0, top - low, 0.0), look.tower, (*color, lit), size)
        g.panels(foot + [0, top - low, 0], across, (0.0, 0.9, 0.0), look.stone, (*color * 1.2, 0.0), size)
    roof(g, building.outline, top, look.stone, color * 0.7)
    # the surface draws its windows from the cell: every building begins somewhere else in that pattern
    g.parts = [replace(part, uv=part.uv + shift) if part.material == look.tower else part for part in g.parts]
    return g


def roof(g: Geometry, outline: Outline, height: float, material: int, color: Array) -> None:
    """A flat cover over an outline with holes (ear clipping, mapbox-earcut)."""
    rings = (outline.outer, *outline.holes)
    points = np.concatenate(rings)
    ends = np.cumsum([len(ring) for ring in rings]).astype(np.uint32)
    faces = np.asarray(library("mapbox_earcut").triangulate_float64(points, ends), np.int64).reshape(-1, 3)
    a, b, c = (points[faces[:, k]] for k in range(3))
    # upwards is counter-clockwise seen from above, which in (x, z) is clockwise
    turned = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]) > 0
    faces[turned] = faces[turned][:, ::-1]
    at = np.c_[points[:, 0], np.full(len(points), height), points[:, 1]]
    g.add(at, (0.0, 1.0, 0.0), faces, points, (*color, 0.0), material)


def blocks(
    buildings: Sequence[Building], heights: Heights, look: Palette, lit: float, seed: int
) -> list[tuple[str, Geometry]]:
    """All buildings, gathered by tiles of the plan: (name, geometry) each. A building stands on its lowest corner."""
    tiles: dict[tuple[int, int], Geometry] = {}
    for k, building in enumerate(buildings):
        ring = building.outline.outer
        ground = float(np.min(heights(ring[:, 0], ring[:, 1])))
        i, j = (int(v) for v in np.floor(ring.mean(axis=0) / TILE))
        shape = walls(building, ground, look, lit, np.random.default_rng((seed, k)))
        tiles.setdefault((i, j), Geometry()).parts.extend(shape.parts)
    return [(f"block {i} {j}", g) for (i, j), g in sorted(tiles.items())]


def ribbons(ways: Sequence[Way], heights: Heights, look: Palette) -> Geometry:
    """Carriageways and paths laid on the ground; bridges run straight between their ends."""
    g = Geometry()
    for way in ways:
        left, right = (_side(way.points, sign * way.width / 2) for sign in (1.0, -1.0))
        edges = [np.c_[p[:, 0], level(way, heights)(p) + LIFT, p[:, 1]] for p in (left, right)]
        driven = way.kind not in ("pedestrian", "footway", "path", "steps", "cycleway", "track")
        g.grid(edges, look.quay, (*(ASPHALT if driven else PAVING), 0.0), flip=True)
    return g


def level(way: Way, heights: Heights) -> Callable[[Array], Array]:
    """The height of points `(n, 2)` along a way."""

    def on_ground(p: Array) -> Array:
        return np.asarray(heights(p[:, 0], p[:, 1]))

    def across(p: Array) -> Array:
        ends = on_ground(way.points[[0, -1]])
        return np.linspace(ends[0], ends[1], len(p))

    return across if way.bridge else on_ground


def lamp_feet(ways: Sequence[Way], every: float, heights: Heights) -> tuple[Array, Array]:
    """Where lamps stand, `(n, 3)`, alternating between the sides of every lit way, and their yaw `(n,)`."""
    feet, yaw = [np.zeros((0, 3))], [np.zeros(0)]
    for way in ways:
        length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(way.points, axis=0), axis=1))])
        at = np.arange(every / 2, length[-1], every)
        if not way.lit or not len(at):
            continue
        side = np.where(np.arange(len(at)) % 2, 1.0, -1.0)
        lines = [_side(way.points, sign * (way.width / 2 + 0.6)) for sign in (1.0, -1.0)]
        both = [np.stack([np.interp(at, length, line[:, k]) for k in range(2)], axis=1) for line in lines]
        p = np.where(side[:, None] > 0, both[0], both[1])
        run = np.stack([np.interp(at, length, np.gradient(way.points[:, k])) for k in range(2)], axis=1)
        feet.append(np.c_[p[:, 0], level(way, heights)(p), p[:, 1]])
        yaw.append(np.arctan2(-run[:, 1], run[:, 0]))
    return np.concatenate(feet), np.concatenate(yaw)


def _side(line: Array, out: float) -> Array:
    """The line `(n, 2)` moved `out` metres to its left."""
    run = np.gradient(line, axis=0)
    run /= np.maximum(np.linalg.norm(run, axis=1, keepdims=True), 1e-9)
    return line + out * np.stack([run[:, 1], -run[:, 0]], axis=1)
