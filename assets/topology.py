"""glTF's seven primitive modes (2.0, section 3.7.2.1) as lists of triangles, line segments or points."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Floats, Ints, MorphTarget, Primitive, Topology

CORNERS: dict[Topology, int] = {"points": 1, "lines": 2, "triangles": 3}
"""Indices of each."""


def listed(flat: Ints, mode: int) -> tuple[Topology, Ints]:
    """The vertices `flat` `(n,)` of a primitive of glTF's `mode` as a list of whole points, segments or triangles.

    Segments and triangles that name a vertex twice (they join strips) have no extent and are left away.
    """
    n = len(flat)
    i = np.arange(max(n - 2, 0))
    if mode == 0:
        return "points", flat
    if mode == 1:
        return "lines", _whole(flat[: n - n % 2].reshape(-1, 2))
    if mode in (2, 3):
        ends = np.roll(flat, -1) if mode == 2 else flat[1:]
        return "lines", _whole(np.stack([flat[: len(ends)], ends], 1))
    if mode == 4:
        return "triangles", flat[: n - n % 3]
    corners = (i, i + 1 + i % 2, i + 2 - i % 2) if mode == 5 else (i + 1, i + 2, np.zeros_like(i))
    return "triangles", _whole(flat[np.stack(corners, 1)])


def _whole(shapes: Ints) -> Ints:
    same: NDArray[np.bool_] = shapes == np.roll(shapes, 1, axis=1)
    kept: Ints = shapes[~same.any(axis=1)].reshape(-1)
    return kept


def flat_normals(corners: Floats) -> Floats:
    """The face normal at each of `(3 * triangles, 3)` corners; (0, 0, 1) for a triangle without area."""
    a, b, c = (corners[k::3].astype(np.float64) for k in range(3))
    cross = np.cross(b - a, c - a)
    length = np.linalg.norm(cross, axis=1, keepdims=True)
    face = np.where(length > 0.0, cross / np.where(length > 0.0, length, 1.0), (0.0, 0.0, 1.0))
    return np.repeat(face, 3, axis=0).astype(np.float32)


def gathered(primitive: Primitive, order: NDArray[np.int64]) -> Primitive:
    """The primitive with vertices `order` `(k,)` in place of its own; its indices are left as they are."""

    def rows(array: Any) -> Any:
        return None if array is None else array[order]

    arrays = ("position", "normal", "uv", "further_uv", "tangent", "color", "joints", "weights")
    taken = {name: rows(getattr(primitive, name)) for name in arrays}
    targets = tuple(_target_at(target, order, len(primitive.position)) for target in primitive.targets)
    return replace(primitive, **taken, targets=targets)


def _target_at(target: MorphTarget, order: NDArray[np.int64], vertices: int) -> MorphTarget:
    row = np.full(vertices, -1)
    row[target.index] = np.arange(len(target.index))
    index = np.flatnonzero(row[order] >= 0)
    of = row[order[index]]
    tangent = None if target.tangent is None else target.tangent[of]
    return MorphTarget(target.name, index.astype(np.uint32), target.position[of], target.normal[of], tangent)
