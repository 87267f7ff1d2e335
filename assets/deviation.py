"""How far a simplified surface is from the full one, in metres of mesh space, attributes included.

Points of the full surface (vertices and triangle centres) look for the nearest place on the simplified one, from the
triangles that meet where they have collapsed to onwards, so each distance is an upper bound. A texture that slides
counts by the metres it slides, up to the size of the simplified triangle. A wrong normal, colour or skin weight is
wrong over at most that triangle, so it counts by the triangle's size times how wrong it is: nothing once that is a
fraction of a pixel. A place that a morph target moves elsewhere counts by how far that is at weight one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.clusters import deforms
from assets.scene import Primitive
from assets.vertices import all_uvs, colors_of

Array = NDArray[np.float64]
Index = NDArray[np.int64]

SAMPLES = 1024
"""Vertices, and as many triangle centres, at most."""
NORMAL, COLOR, SKIN = 0.35, 0.7, 1.0
"""What an error of 1 in an attribute (a radian; from black to white; all of the weight) counts, of that size."""
SHARE, MOST_ALIKE = 0.95, 0.995
"""Of the samples, in all attributes and in normal and colour: outliers (a seam, a sliver) are not seen, while any in
shape may be a silhouette."""
HOPS = 12
"""Steps of the walk to the nearest triangle."""
DENSE = 1 << 25
"""Numbers in a table of skin weights, above which skinned meshes are not compared and so not simplified."""


@dataclass(frozen=True, eq=False)
class Coarse:
    """A simplified primitive: `corners` `(k, 3)` the vertices of the full one whose attributes it has; `faces` `(k, 3)`
    the points where its triangles meet and `position` `(p, 3)` where those are; `point` `(n,)` to which of them each
    vertex of the full one has collapsed."""

    corners: Index
    faces: Index
    position: Array
    point: Index


def attributes_of(primitive: Primitive) -> Array:
    """(n, c): normal, all uv, colour, as they are; absent ones take no columns."""
    color = colors_of(primitive)
    columns = [primitive.normal, *all_uvs(primitive), *([] if color is None else [color])]
    return np.concatenate([np.asarray(c, np.float64) for c in columns], axis=1)


def deviation(primitive: Primitive, coarse: Coarse) -> float:
    """What SHARE of the samples stay below in distance and attributes together, and the largest distance to where a
    sample finds its like, whichever is more; infinite where a piece has vanished or cannot be compared.

    Of a mesh that deforms every vertex is one of the full mesh's with its own attributes, so only what lies between
    them can be wrong: there it is the largest distance to the shape, and what MOST_ALIKE stay below in normal and
    colour."""
    full = primitive.indices.reshape(-1, 3).astype(np.int64)
    table = _skin_table(primitive)
    if not len(coarse.faces) or table is None:
        return float("inf")
    used = np.unique(full)
    touching = np.zeros(len(primitive.position), np.int64)
    touching[full] = np.arange(len(full))[:, None]
    lone = used[:: -(-len(used) // SAMPLES)]
    centres = full[:: -(-len(full) // SAMPLES)]
    corner = np.concatenate([np.repeat(lone[:, None], 3, axis=1), centres])  # each sample is the mean of three
    home = np.concatenate([full[touching[lone]], centres])
    position = primitive.position.astype(np.float64)
    values, split = _attributes(primitive, table)
    was = position[corner].mean(1), values[corner].mean(1)
    maps = [m.astype(np.float64) for m in all_uvs(primitive)]
    metres = [_metres_per_uv(position, m, home) for m in maps]
    moved = [moved_uv(primitive, m, coarse.corners, coarse.position[coarse.faces]) for m in maps]

    def apart(row: Index, face: Index) -> tuple[Array, Array]:
        return closest(was[0][row], coarse.position[coarse.faces[face]])

    def looks(row: Index, face: Index) -> tuple[Array, Array]:
        """How wrong the samples are on triangles, pair by pair: in place, normal and colour; in all that they have."""
        triangle = coarse.position[coarse.faces[face]]
        distance, weight = apart(row, face)
        across = np.cross(triangle[:, 1] - triangle[:, 0], triangle[:, 2] - triangle[:, 0])
        size = np.sqrt(np.linalg.norm(across, axis=1))
        now = np.einsum("nk,nkc->nc", weight, values[coarse.corners[face]])
        normal, color, skin = np.split(now - was[1][row], split, axis=1)
        looked = size * np.maximum(NORMAL * np.linalg.norm(normal, axis=1), COLOR * np.abs(color).max(1, initial=0.0))
        looked = np.maximum(looked, distance)
        wrong = np.maximum(looked, size * SKIN * 0.5 * np.abs(skin).sum(1))
        for uv, scale, there in zip(maps, metres, moved, strict=True):
            step = np.einsum("nk,nkc->nc", weight, there[face]) - uv[corner[row]].mean(1)
            slide = np.einsum("nij,nj->ni", scale[row], step)
            wrong = np.maximum(wrong, np.minimum(np.linalg.norm(slide, axis=1), size))
        return looked, wrong

    home_point = coarse.point[corner]
    all_of_them = np.arange(len(corner))
    if not deforms((primitive,)):
        every, place = _walk(coarse, home_point, lambda row, face: looks(row, face)[1])
        beside = apart(all_of_them, place)[0].max() if np.isfinite(every).all() else np.inf
        return float(max(beside, np.quantile(every, SHARE)))
    shape, _ = _walk(coarse, home_point, lambda row, face: apart(row, face)[0])
    if not np.isfinite(shape).all():
        return float("inf")
    alike, near = _walk(coarse, home_point, lambda row, face: looks(row, face)[0])
    # the two mostly agree: the second goes on from where the first has come to
    every, place = _walk(coarse, coarse.faces[near], lambda row, face: looks(row, face)[1])
    found = max(shape.max(), np.quantile(alike, MOST_ALIKE), np.quantile(every, SHARE))
    if primitive.targets:
        weight = apart(all_of_them, place)[1]
        strayed = np.zeros(len(corner))
        for target in primitive.targets:
            offset = np.zeros((len(position), 3))
            np.add.at(offset, target.index, target.position)
            now = np.einsum("nk,nkc->nc", weight, offset[coarse.corners[place]])
            strayed = np.maximum(strayed, np.linalg.norm(now - offset[corner].mean(1), axis=1))
        found = max(found, strayed.max())
    return float(found)


def _walk(coarse: Coarse, around: Index, cost: Callable[[Index, Index], Array]) -> tuple[Array, Index]:
    """(m,) the least `cost`, of samples against triangles pair by pair, that each sample finds, and (m,) where: it
    starts at the triangles round the points `(m, 3)` that it has collapsed to, and goes on as long as that gets
    better."""
    best, place = np.full(len(around), np.inf), np.zeros(len(around), np.int64)
    walking = np.arange(len(around))
    for _ in range(HOPS):
        pair, face = _candidates(coarse, around)
        row = walking[pair]
        found = cost(row, face)
        order = np.lexsort((found, row))
        first = order[np.unique(row[order], return_index=True)[1]]
        nearer = first[found[first] < best[row[first]]]
        best[row[nearer]], place[row[nearer]] = found[nearer], face[nearer]
        walking = row[nearer]
        if not len(walking):
            break
        around = coarse.faces[place[walking]]
    return best, place


def _attributes(primitive: Primitive, skin: Array) -> tuple[Array, list[int]]:
    """(n, c): unit normal, colour and skin weights side by side, and where one ends and the next begins."""
    n = len(primitive.position)
    normal = primitive.normal / np.maximum(np.linalg.norm(primitive.normal, axis=1, keepdims=True), 1e-12)
    found = colors_of(primitive)
    color = np.zeros((n, 0)) if found is None else found
    columns = [normal, color, skin]
    split = np.cumsum([c.shape[1] for c in columns])[:-1]
    return np.concatenate([np.asarray(c, np.float64) for c in columns], axis=1), split.tolist()


def _candidates(coarse: Coarse, point: Index) -> tuple[Index, Index]:
    """Pairs (sample, simplified triangle), each once: those that meet at any of the sample's points `(m, 3)`."""
    flat = coarse.faces.reshape(-1)
    order = np.argsort(flat, kind="stable")
    first, last = (np.searchsorted(flat[order], point.reshape(-1), side=side) for side in ("left", "right"))
    count = last - first
    pair = np.repeat(np.arange(len(count)), count)
    at = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    pairs = np.unique((pair // 3) * len(coarse.faces) + order[at] // 3)
    return pairs // len(coarse.faces), pairs % len(coarse.faces)


def closest(point: Array, triangle: Array) -> tuple[Array, Array]:
    """Distance `(n,)` of each point `(n, 3)` to its triangle `(n, 3, 3)`, and the weights `(n, 3)` of the corners in
    the nearest place (Ericson, Real-Time Collision Detection, 5.1.5)."""
    a, b, c = triangle[:, 0], triangle[:, 1], triangle[:, 2]
    best = np.full(len(point), np.inf)
    weight = np.zeros((len(point), 3))
    for i, j in ((0, 1), (1, 2), (2, 0)):
        along = triangle[:, j] - triangle[:, i]
        length = np.maximum((along**2).sum(1), 1e-30)
        t = np.clip(((point - triangle[:, i]) * along).sum(1) / length, 0.0, 1.0)
        distance = np.linalg.norm(point - triangle[:, i] - t[:, None] * along, axis=1)
        nearer = distance < best
        best = np.where(nearer, distance, best)
        weight[nearer] = 0.0
        weight[nearer, i], weight[nearer, j] = 1.0 - t[nearer], t[nearer]
    normal = np.cross(b - a, c - a)
    square = (normal**2).sum(1)
    v = (np.cross(c - a, a - point) * normal).sum(1)
    w = (np.cross(a - b, a - point) * normal).sum(1)
    inside = (v >= 0) & (w >= 0) & (v + w <= square) & (square > 1e-30)
    scale = np.maximum(square, 1e-30)
    plane = np.abs(((point - a) * normal).sum(1)) / np.sqrt(scale)
    weight[inside] = np.stack([1.0 - (v + w) / scale, v / scale, w / scale], axis=1)[inside]
    return np.where(inside, plane, best), weight


def _metres_per_uv(position: Array, uv: Array, faces: Index) -> Array:
    """(k, 3, 2) where a step in texture space leads on each triangle; zero where the texture does not vary."""
    p, t = position[faces], uv[faces]
    edges = np.stack([p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]], axis=2)
    steps = np.stack([t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]], axis=2)
    (a, b), (c, d) = steps[:, 0].T, steps[:, 1].T
    determinant = a * d - b * c
    flat = np.abs(determinant) < 1e-14
    inverse = np.stack([np.stack([d, -b], axis=1), np.stack([-c, a], axis=1)], axis=1)
    inverse /= np.where(flat, 1.0, determinant)[:, None, None]
    return np.where(flat[:, None, None], 0.0, edges @ inverse)


def moved_uv(primitive: Primitive, uv: Array, vertex: Index, position: Array) -> Array:
    """(..., 2) what the texture coordinates `uv` `(n, 2)` of vertices `(...)` become when they move to `(..., 3)`: they
    go on as they vary on the triangles around."""
    faces = primitive.indices.reshape(-1, 3).astype(np.int64)
    p, t = primitive.position.astype(np.float64)[faces], uv[faces]
    a, b = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    normal = np.cross(a, b)
    square = (normal**2).sum(1)
    scale = np.divide(1.0, square, out=np.zeros(len(faces)), where=square > 1e-30)[:, None]
    across = np.stack([np.cross(b, normal) * scale, np.cross(normal, a) * scale], axis=1)  # the edges' dual basis
    steps = np.stack([t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]], axis=2)
    slope, area = np.zeros((len(uv), 2, 3)), np.zeros(len(uv))
    weight = np.sqrt(square)
    for k in range(3):
        np.add.at(slope, faces[:, k], weight[:, None, None] * (steps @ across))
        np.add.at(area, faces[:, k], weight)
    slope /= np.maximum(area, 1e-30)[:, None, None]
    step = position - primitive.position[vertex].astype(np.float64)
    return np.asarray(uv[vertex] + np.einsum("...ij,...j->...i", slope[vertex], step))


def _skin_table(primitive: Primitive) -> Array | None:
    """(n, joints used) weights, no columns without a skin; None where that would be too large."""
    n = len(primitive.position)
    if primitive.joints is None or primitive.weights is None:
        return np.zeros((n, 0))
    used, column = np.unique(primitive.joints, return_inverse=True)
    if n * len(used) > DENSE:
        return None
    out = np.zeros((n, len(used)))
    np.add.at(out, (np.arange(n)[:, None], column.reshape(n, -1)), primitive.weights)
    return out
