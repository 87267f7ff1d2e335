"""All meshes of a scene in one vertex and one index array. Pure numpy.

A vertex is 32 bytes: position 3 x float32, normal as 2 x snorm16 (octahedral: Cigolle et al. 2014), uv 2 x float32,
colour 4 x unorm8, tangent 10-10-10-2 signed. The same words are read and written by `skin.comp.glsl`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Floats, Mesh, Primitive
from assets.scene_check import check_primitive
from assets.vertices import colors_of
from render.pieces import Piece, cut

VERTEX = np.dtype(
    [
        ("position", "<f4", (3,)),
        ("normal", "<i2", (2,)),
        ("uv", "<f4", (2,)),
        ("color", "u1", (4,)),
        ("tangent", "<u4"),
    ]
)


@dataclass(frozen=True)
class Range:
    """Where a primitive lies in the heap; counts in vertices and indices."""

    first_vertex: int
    vertices: int
    first_index: int
    indices: int


@dataclass(frozen=True, eq=False)
class Heap:
    vertices: NDArray[Any]
    """(n,) VERTEX"""
    further_uv: Floats | None
    """(n, 2k) further texture coordinates, None where no primitive has any"""
    fine_color: NDArray[np.float16] | None
    """(n, 4) linear, None where bytes do for every primitive"""
    indices: NDArray[np.uint32]
    """relative to each primitive's first vertex"""
    ranges: list[list[Range]]
    """by mesh, by primitive"""
    levels: list[list[list[Range]]]
    """by mesh, by level of detail, by primitive"""
    spheres: Floats
    """(meshes, 4) bounding sphere: centre, radius"""
    pieces: dict[int, list[Piece]]
    """of large primitives, by their first index"""


def build_heap(meshes: Sequence[Mesh]) -> Heap:
    """Pack the meshes. InputError for arrays that do not fit together or an index out of range."""
    vertices, indices, ranges, levels = [], [], [], []
    owners: list[Primitive] = []
    spheres = np.zeros((len(meshes), 4), np.float32)
    pieces: dict[int, list[Piece]] = {}
    at_vertex = at_index = 0

    def add_indices(primitive: Primitive) -> None:
        order, parts = cut(primitive)
        indices.append(order)
        if parts:
            pieces[at_index] = parts

    check_meshes(meshes)
    for m, mesh in enumerate(meshes):
        row = []
        for primitive in mesh.primitives:
            vertices.append(pack_vertices(primitive))
            owners.append(primitive)
            add_indices(primitive)
            row.append(Range(at_vertex, len(vertices[-1]), at_index, len(indices[-1])))
            at_vertex += len(vertices[-1])
            at_index += len(indices[-1])
        ranges.append(row)
        coarser = []
        for level in mesh.levels:
            parts = []
            for full, own, part in zip(mesh.primitives, row, level.primitives, strict=True):
                if part.position is not full.position:
                    own = Range(at_vertex, len(part.position), 0, 0)
                    vertices.append(pack_vertices(part))
                    owners.append(part)
                    at_vertex += own.vertices
                add_indices(part)
                parts.append(replace(own, first_index=at_index, indices=len(indices[-1])))
                at_index += len(indices[-1])
            coarser.append(parts)
        levels.append(coarser)
        spheres[m] = bounding_sphere([p.position for p in mesh.primitives])
    return Heap(
        np.concatenate(vertices) if vertices else np.zeros(0, VERTEX),
        _further_uv(owners),
        _fine_color(owners),
        np.concatenate(indices) if indices else np.zeros(0, np.uint32),
        ranges,
        levels,
        spheres,
        pieces,
    )


def check_meshes(meshes: Sequence[Mesh]) -> None:
    """InputError for arrays that do not fit together or an index out of range."""
    for mesh in meshes:
        for p, primitive in enumerate(mesh.primitives):
            check_primitive(primitive, f"mesh {mesh.name!r}, primitive {p}")
        for k, level in enumerate(mesh.levels):
            where = f"mesh {mesh.name!r}, level {k}"
            if len(level.primitives) != len(mesh.primitives):
                raise InputError(f"{where}: {len(level.primitives)} primitives for {len(mesh.primitives)}")
            for p, (primitive, full) in enumerate(zip(level.primitives, mesh.primitives, strict=True)):
                check_primitive(primitive, f"{where}, primitive {p}")
                if (full.joints is not None or full.targets) and primitive.position is not full.position:
                    raise InputError(f"{where}, primitive {p}: what deforms keeps its vertices in a level")


def _further_uv(owners: Sequence[Primitive]) -> Floats | None:
    """(n, 2k) of all primitives that have vertices, in their order, k the most sets; None where none has any."""
    width = max((p.further_uv.shape[1] for p in owners if p.further_uv is not None), default=0)
    if not width:
        return None
    out = np.zeros((sum(len(p.position) for p in owners), width), np.float32)
    first = 0
    for p in owners:
        if p.further_uv is not None:
            out[first : first + len(p.position), : p.further_uv.shape[1]] = p.further_uv
        first += len(p.position)
    return out


def _fine_color(owners: Sequence[Primitive]) -> NDArray[np.float16] | None:
    """(n, 4) of the same; None where none has colours that are no bytes."""
    if not any(has_fine_color(p) for p in owners):
        return None
    out = np.ones((sum(len(p.position) for p in owners), 4), np.float16)
    first = 0
    for p in owners:
        if has_fine_color(p):
            out[first : first + len(p.position)] = p.color
        first += len(p.position)
    return out


def has_fine_color(primitive: Primitive) -> bool:
    """Whether its colours are too fine, or too bright, for bytes."""
    return primitive.color is not None and primitive.color.dtype != np.uint8


def pack_vertices(primitive: Primitive) -> NDArray[Any]:
    """(n,) VERTEX; absent colour is white with weight 1, absent uv 0, an absent tangent all zero."""
    out = np.zeros(len(primitive.position), VERTEX)
    out["position"] = primitive.position
    out["normal"] = encode_normals(primitive.normal)
    if primitive.uv is not None:
        out["uv"] = primitive.uv
    color = colors_of(primitive)
    out["color"] = 255 if color is None else np.rint(np.clip(color, 0.0, 1.0) * 255.0)
    if primitive.tangent is not None:
        out["tangent"] = encode_tangents(primitive.tangent)
    return out


def encode_normals(normals: NDArray[Any]) -> NDArray[np.int16]:
    """(n, 2) octahedral snorm16 of (n, 3) vectors; a zero vector becomes +z."""
    v = np.asarray(normals, np.float64)
    total = np.abs(v).sum(1, keepdims=True)
    v = np.divide(v, total, out=np.tile([0.0, 0.0, 1.0], (len(v), 1)), where=total > 1e-12)
    folded = (1.0 - np.abs(v[:, 1::-1])) * np.where(v[:, :2] >= 0, 1.0, -1.0)
    xy = np.where(v[:, 2:] < 0, folded, v[:, :2])
    return np.asarray(np.rint(np.clip(xy, -1, 1) * 32767), np.int16)


def decode_normals(encoded: NDArray[np.int16]) -> NDArray[np.float64]:
    """(n, 3) unit vectors from `encode_normals`."""
    xy = encoded.astype(np.float64) / 32767
    v = np.column_stack([xy, 1.0 - np.abs(xy).sum(1)])
    fold = np.maximum(-v[:, 2:], 0.0)
    v[:, :2] -= np.where(v[:, :2] >= 0, fold, -fold)
    return np.asarray(v / np.linalg.norm(v, axis=1, keepdims=True))


def encode_tangents(tangents: NDArray[Any]) -> NDArray[np.uint32]:
    """(n,) GL_INT_2_10_10_10_REV of (n, 4) tangents."""
    q = np.rint(np.clip(np.asarray(tangents, np.float64), -1, 1) * [511, 511, 511, 1]).astype(np.int64)
    q &= [0x3FF, 0x3FF, 0x3FF, 0x3]
    return (q[:, 0] | q[:, 1] << 10 | q[:, 2] << 20 | q[:, 3] << 30).astype(np.uint32)


def bounding_sphere(positions: Sequence[Floats]) -> NDArray[np.float32]:
    """(4,) centre of the bounding box and the farthest vertex from it, a micrometre at least; zeros for no vertices."""
    points = [p for p in positions if len(p)]
    if not points:
        return np.zeros(4, np.float32)
    low = np.min([p.min(0) for p in points], axis=0)
    high = np.max([p.max(0) for p in points], axis=0)
    centre = (low.astype(np.float64) + high) / 2
    radius = max(float(np.linalg.norm(p - centre, axis=1).max()) for p in points)
    return np.array([*centre, max(radius * 1.0001, 1e-6)], np.float32)
