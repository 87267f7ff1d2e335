"""Levels of detail of very large meshes: the vertices of a cell of a grid become one (Rossignac and Borrel 1993).

Collapsing edges one by one takes minutes where a scan has millions of triangles; this takes a few seconds and knows its
error: no vertex moves farther than to the middle of those that share its cell, and what lies between vertices moves no
farther than they do. Cells are of the whole mesh, so that no crack opens between its primitives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.arrays import Floats
from assets.scene import Level, Primitive

FINEST, COARSEST = 1024, 32
"""Cells along the longest side of a mesh."""
SEARCH, STEP = 1.2, 1.5
"""How many times as many cells are tried before the first level; and a level has that the next has not."""
UV_CELLS = 32
"""Texture coordinates within a unit: what is farther apart in the picture is not averaged."""

Ints = NDArray[np.int64]


def deforms(primitives: Sequence[Primitive]) -> bool:
    """Whether a pose may move vertices, which then have to stay what they are."""
    return any(p.joints is not None or p.targets for p in primitives)


def pack(levels: Sequence[Level]) -> bytes:
    """Levels as `unpack` takes them."""
    arrays: dict[str, NDArray[Any]] = {"error": np.array([level.error for level in levels])}
    for i, level in enumerate(levels):
        for k, primitive in enumerate(level.primitives):
            values = {field.name: getattr(primitive, field.name) for field in fields(primitive)}
            arrays |= {f"{i} {k} {name}": v for name, v in values.items() if isinstance(v, np.ndarray)}
    file = BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def unpack(data: bytes, primitives: Sequence[Primitive]) -> tuple[Level, ...]:
    """Levels of these primitives from `pack`'s bytes."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        parts: dict[tuple[int, int], dict[str, Any]] = {}
        for key in file.files:
            if key != "error":
                i, k, name = key.split()
                parts.setdefault((int(i), int(k)), {})[name] = file[key]
        return tuple(
            Level(float(error), tuple(replace(p, **parts[i, k]) for k, p in enumerate(primitives)))
            for i, error in enumerate(file["error"])
        )


def clustered(primitives: Sequence[Primitive], gain: float) -> tuple[Level, ...]:
    """Levels of a mesh that does not deform, finest first, each with at most `gain` of the triangles of the one before
    it.

    The error of one, in mesh space, is how far a vertex moved off the surface, or at its border in any direction. What
    slides within the surface takes its attributes along and counts half.
    """
    position = np.concatenate([p.position for p in primitives]).astype(np.float64)
    normal = np.concatenate([p.normal for p in primitives])
    border, ends = _border(primitives, position), np.cumsum([len(p.position) for p in primitives])
    low, extent = position.min(0), float(np.ptp(position, axis=0).max())
    before, out, across = sum(len(p.indices) // 3 for p in primitives), list[Level](), float(FINEST)
    while across >= COARSEST and extent > 0:
        cell, middle = _cells(position, low, extent / across)
        across /= STEP if out else SEARCH
        if 2 * len(middle) > gain * before:
            continue  # a closed surface has two triangles for every vertex
        moved = middle[cell] - position
        way = np.sqrt((moved**2).sum(1))
        off = np.where(border, way, np.maximum(np.abs((moved * normal).sum(1)), 0.5 * way))
        parts = [_merged(p, c, middle) for p, c in zip(primitives, np.split(cell, ends[:-1]), strict=True)]
        now = sum(len(p.indices) // 3 for p in parts)
        if now <= gain * before:
            out.append(Level(float(off.max()), tuple(parts)))
            before = now
    return tuple(out)


def _cells(position: NDArray[np.float64], low: Floats, size: float) -> tuple[Ints, NDArray[np.float64]]:
    """The cell of each vertex, and the middle of each cell's vertices."""
    steps = np.rint((position - low) / size).astype(np.int64)
    _, cell = np.unique((steps[:, 0] << 42) | (steps[:, 1] << 21) | steps[:, 2], return_inverse=True)
    return cell, _means(position, cell)


def _border(primitives: Sequence[Primitive], position: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which vertices lie on an edge that only one triangle has. Those within a millionth of the mesh are one point."""
    point, _ = _cells(position, position.min(0), max(float(np.ptp(position, axis=0).max()), 1e-30) * 2.0**-20)
    first = np.cumsum([0, *(len(p.position) for p in primitives)])
    faces = point[np.concatenate([p.indices.astype(np.int64) + f for p, f in zip(primitives, first, strict=False)])]
    a, b = faces.reshape(-1, 3).ravel(), np.roll(faces.reshape(-1, 3), -1, axis=1).ravel()
    edge, used = np.unique(np.minimum(a, b) * len(position) + np.maximum(a, b), return_counts=True)
    lone = edge[used == 1]
    return np.asarray(np.isin(point, np.concatenate([lone // len(position), lone % len(position)])))


def _merged(primitive: Primitive, cell: Ints, middle: NDArray[np.float64]) -> Primitive:
    """The primitive with its vertices in the middles of their cells. Those that face different ways, or lie apart in
    the texture, keep attributes of their own at the same place. Lines and points stay as they are."""
    if primitive.topology != "triangles":
        return primitive
    side = (primitive.normal > 0).astype(np.int64) @ np.array([1, 2, 4])
    key = cell * 8 + side
    for uv in (primitive.uv, primitive.further_uv):
        for column in () if uv is None else (np.floor(uv * UV_CELLS).astype(np.int64) & 1023).T:
            _, key = np.unique(key, return_inverse=True)
            key = (key << 10) | column
    _, first, vertex = np.unique(key, return_index=True, return_inverse=True)
    taken: dict[str, Any] = {}
    for name in (field.name for field in fields(primitive)):
        values = getattr(primitive, name)
        if isinstance(values, np.ndarray) and name not in ("position", "indices"):
            taken[name] = _averaged(name, values, vertex, first)
    taken["position"] = middle[cell[first]].astype(np.float32)
    faces, corners = cell[primitive.indices].reshape(-1, 3), vertex[primitive.indices].reshape(-1, 3)
    area = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    corners, faces = corners[area], faces[area]
    # the same three cells the same way round are one triangle
    turned = np.take_along_axis(faces, (np.arange(3) + faces.argmin(1)[:, None]) % 3, axis=1)
    _, edge = np.unique(turned[:, 0] * len(middle) + turned[:, 1], return_inverse=True)
    _, kept = np.unique(edge * len(middle) + turned[:, 2], return_index=True)
    return replace(primitive, **taken, indices=corners[np.sort(kept)].astype(np.uint32).reshape(-1))


def _averaged(name: str, values: NDArray[Any], vertex: Ints, first: Ints) -> NDArray[Any]:
    """An attribute of merged vertices: their mean; of a tangent's handedness that of the first."""
    mean = _means(values.astype(np.float64), vertex)
    if name in ("normal", "tangent"):
        mean[:, :3] /= np.maximum(np.linalg.norm(mean[:, :3], axis=1, keepdims=True), 1e-12)
        mean[:, 3:] = values[first, 3:]
    return mean.astype(values.dtype) if values.dtype.kind == "f" else np.rint(mean).astype(values.dtype)


def _means(values: NDArray[np.float64], group: Ints) -> NDArray[np.float64]:
    count = np.bincount(group)
    return np.stack([np.bincount(group, column) / count for column in values.T], axis=1)
