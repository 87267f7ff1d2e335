"""Tangents of meshes that have none: MikkTSpace (Mikkelsen 2008, "Simulation of Wrinkled Surfaces Revisited", and his
reference implementation), which glTF 2.0 (3.7.2.1) asks for. Every step is arrays over all triangles.

The corners of triangles fall into groups: those at one position, normal and uv that hang together through shared edges
and whose triangles are not mirrored in uv against each other. A group's tangent is the mean of its triangles' tangents,
each brought into the plane of the normal and weighted by its angle there. A vertex in several groups becomes several.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.scene import Floats, Ints, Primitive
from assets.topology import gathered

Indices = NDArray[np.int64]

_TINY = np.finfo(np.float32).tiny
_PARALLEL = 0.999


def with_tangents(primitive: Primitive, uv: Floats) -> Primitive:
    """The triangles with tangents for a normal map read at `uv` `(n, 2)`; some vertices may have become several."""
    order, indices, tangent = mikktspace(primitive.position, primitive.normal, uv, primitive.indices)
    return replace(gathered(primitive, order), indices=indices, tangent=tangent)


def mikktspace(position: Floats, normal: Floats, uv: Floats, indices: Ints) -> tuple[Indices, Ints, Floats]:
    """Tangents `(k, 4)` of triangles `indices` `(3 * t,)` over n vertices, for glTF's uv, whose v runs down.

    Also the vertex each of the k stands for (the first n are the given ones, those after them split off) and the new
    indices. A vertex of triangles without area or extent in uv takes the tangent of others at its place, else along x.
    """
    faces = indices.astype(np.int64).reshape(-1, 3)
    point = _welded(position, normal, uv)
    corner = position[faces]
    whole = np.flatnonzero(~_without_area(corner))
    side, lying = _uv_frames(corner[whole], uv[faces[whole]])
    group, count, side = _groups(point[faces[whole]], side)
    mean = _means(corner[whole], normal[faces[whole]], lying, side, group, count)
    # a vertex without any tangent of its own has the last group
    nowhere = count
    owner = np.full(int(point.max(initial=-1)) + 1, nowhere)
    owner[point[faces[whole]].reshape(-1)[::-1]] = group[::-1]
    of_corner = owner[point[faces]]
    of_corner[whole] = group.reshape(-1, 3)
    order, flat, chosen = _split(len(position), faces.reshape(-1), of_corner.reshape(-1), nowhere)
    tangent = np.concatenate([mean, np.zeros((1, 4), np.float32)])[chosen]
    lost = ~tangent[:, :3].any(axis=1)
    along = np.abs(normal[order[lost], 0]) < _PARALLEL
    tangent[lost, 0], tangent[lost, 2] = along, ~along
    tangent[lost, 3] = np.where(tangent[lost, 3] == 0.0, 1.0, tangent[lost, 3])
    return order, flat.astype(np.uint32), tangent


def _welded(position: Floats, normal: Floats, uv: Floats) -> Indices:
    """The same number `(n,)` for vertices that are equal in everything."""
    rows = np.concatenate([position, normal, uv], axis=1).astype(np.float32) + np.float32(0.0)  # -0 is 0
    words = np.ascontiguousarray(rows).view(np.uint32).astype(np.uint64)
    mixed = np.zeros(len(rows), np.uint64)
    for k in range(words.shape[1]):
        mixed = (mixed ^ words[:, k]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    _, first, number = np.unique(mixed, return_index=True, return_inverse=True)
    if not np.array_equal(rows[first[number]], rows):  # two rows share a hash
        _, number = np.unique(rows, axis=0, return_inverse=True)
    return np.asarray(number.reshape(-1), np.int64)


def _without_area(corner: Floats) -> NDArray[np.bool_]:
    """Triangles `(t, 3, 3)` with two corners at one place."""
    same = corner == np.roll(corner, 1, axis=1)
    return np.asarray(same.all(axis=2).any(axis=1))


def _uv_frames(corner: Floats, uv: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Of each triangle: 1 or -1 as uv turns with it or against, 0 where uv has no extent; and its unit tangent."""
    along, across = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    s, t = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    area = s[:, 0] * -t[:, 1] + s[:, 1] * t[:, 0]  # v up
    tangent = s[:, 1:] * across - t[:, 1:] * along
    bitangent = s[:, :1] * across - t[:, :1] * along
    lengths = [np.linalg.norm(v, axis=1) for v in (tangent, bitangent)]
    side = np.where(area > 0.0, 1, -1).astype(np.int8)
    side[(np.abs(area) <= _TINY) | (lengths[0] <= _TINY) | (lengths[1] <= _TINY)] = 0
    scale = side / np.maximum(lengths[0], _TINY)
    return side, np.asarray(tangent * scale[:, None], np.float32)


def _groups(point: Indices, side: NDArray[np.int8]) -> tuple[Indices, int, NDArray[np.int8]]:
    """The group `(3 * t,)` of each corner of `point` `(t, 3)`, how many there are, and the sides of all triangles:
    one without extent in uv takes its neighbours'."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    left, right = _shared_edges(point)
    side = _adopted(side, left // 3, right // 3)
    kept = side[left // 3] == side[right // 3]
    left, right = left[kept], right[kept]
    # an edge runs the other way in the neighbour: its end there is where it begins here
    links = np.concatenate([left, _next(left)]), np.concatenate([_next(right), right])
    size = point.size
    if not size:
        return np.zeros(0, np.int64), 0, side
    graph = coo_matrix((np.ones(len(links[0]), np.int8), links), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    return np.asarray(label, np.int64), int(count), side


def _next(corner: Indices) -> Indices:
    return corner - corner % 3 + (corner + 1) % 3


def _shared_edges(point: Indices) -> tuple[Indices, Indices]:
    """Corners `3 * triangle + k` whose edges to the next corner are one edge, run through both ways. Where more than
    two triangles meet, the first of one way goes with the first of the other, and so on."""
    begin, end = point.reshape(-1), np.roll(point, -1, axis=1).reshape(-1)
    key = np.minimum(begin, end) * (int(point.max(initial=0)) + 1) + np.maximum(begin, end)
    order = np.argsort(key, kind="stable")
    forward = (begin < end)[order]
    new = np.diff(key[order], prepend=-1) != 0
    edge = np.cumsum(new) - 1
    start = np.flatnonzero(new)[edge]
    counted = np.concatenate([[0], np.cumsum(forward)])
    ahead = counted[:-1] - counted[start]
    rank = np.where(forward, ahead, np.arange(len(order)) - start - ahead)
    name = edge * (int(rank.max(initial=0)) + 1) + rank
    one, other = order[forward], order[~forward]
    _, i, j = np.intersect1d(name[forward], name[~forward], assume_unique=True, return_indices=True)
    return one[i], other[j]


def _adopted(side: NDArray[np.int8], left: Indices, right: Indices) -> NDArray[np.int8]:
    """Triangles of side 0 with the side of the first neighbour that has one, and so on from neighbour to neighbour."""
    side = side.copy()
    a, b = np.concatenate([left, right]), np.concatenate([right, left])
    near = side[a] == 0
    a, b = a[near], b[near]
    order = np.lexsort((-b, a))
    a, b = a[order], b[order]  # the first neighbour is written last
    while len(a):
        known = side[b] != 0
        if not known.any():
            break
        found = side.copy()
        found[a[known]] = side[b[known]]
        side = found
        still = side[a] == 0
        a, b = a[still], b[still]
    return side


def _means(corner: Floats, normal: Floats, lying: Floats, side: NDArray[np.int8], group: Indices, count: int) -> Floats:
    """Tangents `(count, 4)` of the groups: angle-weighted means of `lying` `(t, 3)`, in the plane of the normal."""
    total = np.zeros((count, 4))
    for k in range(3):
        n, of = normal[:, k], group[k::3]
        weighted = _unit(_in_plane(lying, n))
        before, after = (_unit(_in_plane(corner[:, (k + step) % 3] - corner[:, k], n)) for step in (2, 1))
        cosine = np.clip(np.einsum("ij,ij->i", before, after), -1.0, 1.0)
        weighted *= np.arccos(cosine)[:, None]
        for axis in range(3):
            total[:, axis] += np.bincount(of, weighted[:, axis], count)
        total[of, 3] = side
    length = np.linalg.norm(total[:, :3], axis=1, keepdims=True)
    total[:, :3] /= np.where(length > _TINY, length, np.inf)
    return total.astype(np.float32)


def _in_plane(v: Floats, n: Floats) -> Floats:
    return np.asarray(v - n * np.einsum("ij,ij->i", n, v)[:, None], np.float32)


def _unit(v: Floats) -> Floats:
    length = np.sqrt(np.einsum("ij,ij->i", v, v))
    return np.asarray(v / np.where(length > _TINY, length, 1.0)[:, None], np.float32)


def _split(vertices: int, flat: Indices, group: Indices, nowhere: int) -> tuple[Indices, Indices, Indices]:
    """Vertices with one group each: the old vertex of each, the new indices, the group of each. Those that exist keep
    the group of the first corner that uses them; other groups' are added at the end."""
    chosen = np.full(vertices, nowhere)
    chosen[flat[::-1]] = group[::-1]
    other = np.flatnonzero(chosen[flat] != group)
    key = flat[other] * (nowhere + 1) + group[other]
    new, number = np.unique(key, return_inverse=True)
    out = flat.copy()
    out[other] = vertices + number.reshape(-1)
    order = np.concatenate([np.arange(vertices), new // (nowhere + 1)])
    return order, out, np.concatenate([chosen, new % (nowhere + 1)])
