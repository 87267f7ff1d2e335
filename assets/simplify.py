"""Levels of detail: fewer triangles over the vertices a mesh already has, each with its measured error.

Edges collapse in the order of the quadric error metric (Garland and Heckbert 1997) into the place that keeps the shape
best, and vertices keep attributes that the file has. Meshes that joints or morph targets move collapse into one of an
edge's own ends instead: their levels are index arrays, and a vertex is deformed once for all of them. How far a level
departs from the full mesh is measured afterwards (`assets.deviation`), because a quadric knows nothing of attributes
and is no bound.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.arrays import Floats, Ints
from assets.cache import kept
from assets.clusters import clustered, deforms, pack, unpack
from assets.collapse import FEWEST, reduced, reduction, swollen
from assets.deviation import Coarse, deviation, moved_uv
from assets.scene import Level, Material, Mesh, Primitive, Scene
from assets.vertices import all_uvs

VERSION = 14
"""Goes into the cache key: raise it when the same mesh gives other levels."""
MOST = 7
"""Levels of one mesh, besides the full one."""
SMALLEST = 8
"""Triangles that the coarsest level aims at."""
GAIN = 0.75
"""A level with more than this share of the triangles of the one before is not kept."""
WORTH = 100_000
"""Triangles that a scene draws in full before levels are made: below, they would save less than they cost."""
WORTH_MESH, WORTH_DULL = 20_000, 8_000
"""Triangles that all instances of one mesh draw before it gets levels; of one that does not shine."""
CROWD, WORTH_CROWD = 32, 4_000
"""The latter of so many instances or more: there is little to simplify for what it saves."""
WORTH_END, MANY = 2_000, 8
"""Triangles that all instances of the coarsest mesh of a chain draw, and how many they are, before it gets levels."""
LARGEST = 250_000
"""Triangles of a mesh above which vertices are merged by cells (`assets.clusters`): to collapse its edges would take
many seconds. One that deforms is then drawn in full."""


def with_levels(scene: Scene) -> list[Mesh]:
    """The scene's meshes; those that are drawn often or are large have levels, made here or read from the cache.

    A pure function of the scene: what it gives does not depend on what was cached. Meshes that already bring levels
    keep those, and so do chains made by hand; the coarsest mesh of a chain, where it has many instances and does not
    shine, gets levels of its own for those that are farther away than its author thought of.
    """
    size = [_triangles(mesh.primitives) for mesh in scene.meshes]
    ends = [_coarsest(scene, i) for i in range(len(scene.meshes))]
    drawn, copies = np.zeros(len(size), np.int64), np.zeros(len(size), np.int64)
    for batch in scene.batches:
        drawn[batch.mesh] += len(batch.transform) * size[batch.mesh]
        copies[ends[batch.mesh]] += len(batch.transform)
    if drawn.sum() < WORTH:
        return list(scene.meshes)
    coarser = {m.lod for m in scene.meshes}

    def worth(i: int, mesh: Mesh) -> bool:
        if mesh.levels or mesh.lod >= 0 or (size[i] > LARGEST and deforms(mesh.primitives)):
            return False
        if i in coarser:
            return copies[i] >= MANY and copies[i] * size[i] >= WORTH_END and _dull(mesh, scene.materials)
        dull = WORTH_CROWD if drawn[i] >= CROWD * size[i] else WORTH_DULL
        return drawn[i] >= WORTH_MESH or (drawn[i] >= dull and _dull(mesh, scene.materials))

    return [
        replace(mesh, levels=levels(mesh, scene.materials)) if worth(i, mesh) else mesh
        for i, mesh in enumerate(scene.meshes)
    ]


def _dull(mesh: Mesh, materials: Sequence[Material]) -> bool:
    """Whether none of it can be a lamp: a lamp a pixel wide is seen to change its shape."""
    used = [materials[p.material] for p in mesh.primitives if p.material < len(materials)]
    return all(m.surface in ("standard", "toon") and not m.unlit and not any(m.emissive) for m in used)


def _coarsest(scene: Scene, mesh: int) -> int:
    """The end of a chain made by hand; the mesh itself for a chain that bites its tail."""
    seen = [mesh]
    while 0 <= (following := scene.meshes[seen[-1]].lod) < len(scene.meshes):
        if following in seen:
            return mesh
        seen.append(following)
    return seen[-1]


def _seen(mesh: Mesh, materials: Sequence[Material]) -> Mesh:
    """The mesh without texture coordinates that no material looks at, so that they need not be kept."""

    def needed(p: Primitive) -> bool:
        return p.material >= len(materials) or _textured(materials[p.material])

    return replace(
        mesh, primitives=tuple(p if needed(p) else replace(p, uv=None, further_uv=None) for p in mesh.primitives)
    )


def _textured(look: object) -> bool:
    """Whether a material, or a lobe of one, has a texture or a surface of its own that may compute with uv."""
    assert is_dataclass(look)
    values = {field.name: getattr(look, field.name) for field in fields(look)}
    if values.get("surface", "standard") not in ("standard", "toon"):
        return True
    return any(
        _textured(value) if is_dataclass(value) else name.endswith("texture") and value >= 0
        for name, value in values.items()
    )


def levels(mesh: Mesh, materials: Sequence[Material] = ()) -> tuple[Level, ...]:
    """Levels of a mesh, finest first: at most MOST, each with fewer triangles and a larger error than the one before.

    Primitives that are small, or that nothing can be taken from, keep their own indices in every level. Vertices
    that two primitives share stay, so that no crack opens where materials meet.
    """
    if _triangles(mesh.primitives) < FEWEST:
        return ()
    seen = _seen(mesh, materials)
    if _triangles(mesh.primitives) > LARGEST:
        return unpack(kept(f"levels/{_key(seen)}", lambda: pack(clustered(seen.primitives, GAIN))), seen.primitives)
    found = _unpack(kept(f"levels/{_key(seen)}", lambda: _pack(_made(seen))))
    return tuple(_level(mesh, made) for made in found)


@dataclass(frozen=True, eq=False)
class _Rest:
    """A primitive's triangles in a level. Without a `position` they are of the full one's vertices, else of vertices
    with the attributes of those in `source`."""

    indices: Ints
    position: Floats | None = None
    source: Ints | None = None


@dataclass(frozen=True, eq=False)
class _Made:
    error: float
    parts: tuple[_Rest, ...]


def _made(mesh: Mesh) -> tuple[_Made, ...]:
    parts = [reduction(p, mesh.primitives) for p in mesh.primitives]
    live = [part for part in parts if part]
    if not live:
        return ()
    # all primitives' collapses in one order, so that every level takes the cheapest wherever they are
    owner = np.repeat(np.arange(len(live)), [len(part.error) for part in live])
    order = np.argsort(np.concatenate([part.error for part in live]), kind="stable")
    owner, removed = owner[order], np.concatenate([part.removed for part in live])[order]
    full = _triangles(mesh.primitives)
    # triangles without area went before any collapse
    left = full - sum(len(p.primitive.indices) // 3 - len(p.sequence.faces) for p in live) - np.cumsum(removed)
    out: list[_Made] = []
    before, error = full, 0.0
    for share in _shares(full, deforms(mesh.primitives)):
        taken = min(int(np.searchsorted(-left, -full * share)) + 1, len(left))
        now = int(left[taken - 1])
        if now > GAIN * before or now < SMALLEST / 2:
            continue
        counts = iter(np.bincount(owner[:taken], minlength=len(live)).tolist())
        coarse = [reduced(part, next(counts)) if part else None for part in parts]
        pairs = list(zip(mesh.primitives, coarse, strict=True))
        apart = [deviation(primitive, c) if c else 0.0 for primitive, c in pairs]
        # a primitive that would lose a piece stays whole, and the others go on
        kept_whole = [not np.isfinite(d) for d in apart]
        if len(parts) > 1 and any(kept_whole):
            pairs = [(primitive, None if whole else c) for (primitive, c), whole in zip(pairs, kept_whole, strict=True)]
            now = sum(len(c.faces) if c else len(primitive.indices) // 3 for primitive, c in pairs)
            if now > GAIN * before:
                continue
        found = max(d for d in apart if np.isfinite(d) or len(parts) == 1)
        if len(parts) == 1 and coarse[0] and not deforms(mesh.primitives):
            grown = swollen(mesh.primitives[0], coarse[0])
            swelled = deviation(mesh.primitives[0], grown)
            if swelled <= 1.25 * found:
                found, pairs = swelled, [(mesh.primitives[0], grown)]
        error = max(error, found)
        if not np.isfinite(error):
            break
        before = now
        out.append(_Made(error, tuple(_rest(primitive, c) for primitive, c in pairs)))
    return tuple(out)


def _shares(full: int, posed: bool) -> NDArray[np.float64]:
    """(MOST,) of its triangles that the levels of a mesh aim at, down to SMALLEST: each a like part of the one before,
    a quarter at least. The levels of meshes that deform are cheap to keep: their first is a half, their last are
    farther apart."""
    halvings = np.log2(max(full / SMALLEST, 2.0))
    k = np.arange(1.0, MOST + 1)
    if posed:
        return np.asarray(0.5 * 2.0 ** ((1.0 - halvings) * ((k - 1.0) / (MOST - 1.0)) ** 1.8))
    return np.asarray(np.clip(2.0 ** (halvings / MOST), 2.0, 4.0) ** -k)


def _rest(primitive: Primitive, coarse: Coarse | None) -> _Rest:
    """What is left of a primitive."""
    if not coarse:
        return _Rest(primitive.indices)
    if deforms((primitive,)):
        return _Rest(coarse.corners.reshape(-1).astype(np.uint32))
    # a vertex is a place with the attributes of one of the full mesh's vertices
    pairs = np.stack([coarse.faces.reshape(-1), coarse.corners.reshape(-1)], axis=1)
    found, indices = np.unique(pairs, axis=0, return_inverse=True)
    position = coarse.position[found[:, 0]].astype(np.float32)
    return _Rest(indices.reshape(-1).astype(np.uint32), position, found[:, 1].astype(np.uint32))


def _level(mesh: Mesh, made: _Made) -> Level:
    return Level(made.error, tuple(_primitive(p, rest) for p, rest in zip(mesh.primitives, made.parts, strict=True)))


def _primitive(full: Primitive, rest: _Rest) -> Primitive:
    if rest.position is None:
        return replace(full, indices=rest.indices)

    values = {field.name: getattr(full, field.name) for field in fields(full)}
    taken: dict[str, Any] = {
        name: v[rest.source] for name, v in values.items() if isinstance(v, np.ndarray) and name != "indices"
    }
    if rest.source is not None:
        corner, place = rest.source.astype(np.int64), rest.position.astype(np.float64)
        moved = [moved_uv(full, uv.astype(np.float64), corner, place).astype(np.float32) for uv in all_uvs(full)]
        taken |= {"uv": moved.pop(0)} if full.uv is not None else {}
        taken |= {"further_uv": np.concatenate(moved, 1)} if moved else {}
    return replace(full, **taken | {"position": rest.position, "indices": rest.indices})


def _triangles(primitives: Sequence[Primitive]) -> int:
    return sum(len(p.indices) // 3 for p in primitives)


def _key(mesh: Mesh) -> str:
    """A name for everything that the levels depend on."""
    digest = hashlib.sha256(repr((VERSION, MOST, FEWEST, SMALLEST, GAIN, LARGEST)).encode())
    for p in mesh.primitives:
        for array in (p.position, p.normal, p.indices, p.uv, p.further_uv, p.color, p.joints, p.weights):
            digest.update(b"-" if array is None else f"{array.dtype}{array.shape}".encode())
            digest.update(b"" if array is None else array.tobytes())
        digest.update(f"{p.topology}{len(p.targets)}".encode())
        for target in p.targets:
            digest.update(target.index.tobytes() + target.position.tobytes())
    return digest.hexdigest()


def _pack(found: tuple[_Made, ...]) -> bytes:
    """A line of JSON that says how long the arrays after it are."""
    table = [[m.error, [[len(r.indices), 0 if r.source is None else len(r.source)] for r in m.parts]] for m in found]
    arrays = [a for m in found for r in m.parts for a in (r.indices, r.source, r.position) if a is not None]
    return json.dumps(table).encode() + b"\n" + b"".join(a.astype(a.dtype.newbyteorder("<")).tobytes() for a in arrays)


def _unpack(data: bytes) -> tuple[_Made, ...]:
    at = data.index(b"\n") + 1

    def take(count: int, kind: str) -> NDArray[Any]:
        nonlocal at
        at += 4 * count
        return np.frombuffer(data, kind, count, at - 4 * count)

    def rest(indices: int, vertices: int) -> _Rest:
        triangles = take(indices, "<u4")
        if not vertices:
            return _Rest(triangles)
        source = take(vertices, "<u4")
        return _Rest(triangles, take(3 * vertices, "<f4").reshape(-1, 3), source)

    return tuple(_Made(error, tuple(rest(*counts) for counts in parts)) for error, parts in json.loads(data[: at - 1]))
