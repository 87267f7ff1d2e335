"""Edge collapse of one primitive, recorded once and replayed to any count: the order of quadric error (Garland and
Heckbert 1997, by `opengl_decimate`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from opengl_decimate import CollapseSequence, DecimateError, SimplifyOptions, collapse_sequence

from assets.arrays import Floats
from assets.clusters import deforms
from assets.deviation import Coarse, attributes_of
from assets.scene import Primitive
from assets.vertices import all_uvs

FEWEST = 48
"""A primitive of fewer triangles is left as it is."""


@dataclass(frozen=True, eq=False)
class Reduction:
    """One primitive's collapses: the triangles that each takes away, and the largest error so far."""

    primitive: Primitive
    sequence: CollapseSequence
    removed: NDArray[np.int64]
    error: NDArray[np.float64]


def reduction(primitive: Primitive, all_of_them: Sequence[Primitive]) -> Reduction | None:
    """The recorded collapses of a primitive, None where it is better left alone."""
    if primitive.topology != "triangles" or len(primitive.indices) < 3 * FEWEST:
        return None
    arrays: dict[str, NDArray[Any]] = {"POSITION": _snapped(primitive.position), "NORMAL": primitive.normal}
    arrays |= {f"TEXCOORD_{k}": np.ascontiguousarray(uv) for k, uv in enumerate(all_uvs(primitive))}
    shared = _shared(primitive, all_of_them).tolist()
    placement = "endpoint" if deforms((primitive,)) else "optimal"
    options = SimplifyOptions(target_ratio=1.0, placement=placement, locked=shared, lock_seams=True)
    try:
        sequence = collapse_sequence(arrays, primitive.indices, options)
    except DecimateError:
        return None
    if not len(sequence):
        return None
    removed = np.bincount(sequence.removed_at[sequence.removed_at >= 0], minlength=len(sequence))
    return Reduction(primitive, sequence, removed, np.maximum.accumulate(sequence.deviation))


def _snapped(position: Floats) -> NDArray[np.float64]:
    """Positions on a grid a millionth of their extent wide, so that a pole or a seam is one place and not a slit."""
    step = max(float(np.ptp(position, axis=0).max()) * 2.0**-20, 1e-30)
    return np.asarray(np.rint(position.astype(np.float64) / step) * step + 0.0)


def _shared(primitive: Primitive, all_of_them: Sequence[Primitive]) -> NDArray[np.int64]:
    """Vertices of a primitive that lie exactly where another primitive has one."""
    others = [p.position for p in all_of_them if p is not primitive]
    if not others:
        return np.zeros(0, np.int64)
    rows = np.concatenate([primitive.position, *others]).astype(np.float32) + 0.0  # no negative zeros
    _, point = np.unique(np.ascontiguousarray(rows).view("V12").ravel(), return_inverse=True)
    return np.nonzero(np.isin(point[: len(primitive.position)], point[len(primitive.position) :]))[0]


def reduced(part: Reduction, steps: int) -> Coarse:
    """The surface after some collapses, its corners named by vertices of the full mesh."""
    from scipy.spatial import cKDTree

    sequence = part.sequence
    found = sequence.state(steps)
    position = found[0].astype(np.float64)
    roots, faces, corners = (array.astype(np.int64) for array in found[1:])
    if not deforms((part.primitive,)):
        return Coarse(corners, faces, position, roots[sequence.vertex_point])
    # a point that survives may stand where the one it swallowed stood: find whose place it is
    used = np.unique(faces)
    place = np.zeros(len(position), np.int64)
    place[used] = cKDTree(sequence.points + sequence.origin).query(position[used])[1]
    wanted = place[faces]
    wrong = sequence.vertex_point[corners] != wanted
    if wrong.any():
        corners = corners.copy()
        corners[wrong] = _nearest_copies(part, corners[wrong], wanted[wrong])
    return Coarse(corners, faces, position, roots[sequence.vertex_point])


def swollen(primitive: Primitive, coarse: Coarse) -> Coarse:
    """The surface grown about its middle until it has the area of the full one: what was round is no thinner for having
    few corners."""
    full = _area(primitive.position[primitive.indices.reshape(-1, 3)].astype(np.float64))
    rest = _area(coarse.position[coarse.faces])
    used = coarse.position[np.unique(coarse.faces)]
    middle = (used.min(0) + used.max(0)) / 2
    return replace(coarse, position=middle + (coarse.position - middle) * np.sqrt(full / max(rest, 1e-30)))


def _area(triangles: NDArray[np.float64]) -> float:
    across = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    return float(np.linalg.norm(across, axis=1).sum() / 2)


def _nearest_copies(part: Reduction, vertex: NDArray[np.int64], point: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each vertex the one at `point` whose attributes are most like its own."""
    owner = part.sequence.vertex_point
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], point)
    count = np.searchsorted(owner[order], point, side="right") - first
    row = np.repeat(np.arange(len(vertex)), count)
    copy = order[np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)]
    values = attributes_of(part.primitive)
    apart = np.abs(values[copy] - values[vertex[row]]).sum(1)
    best = np.lexsort((apart, row))
    return np.asarray(copy[best[np.searchsorted(row[best], np.arange(len(vertex)))]])
