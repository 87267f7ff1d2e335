"""Which texture coordinates a material's textures read, and what moves them there (glTF 2.0, 3.9.2;
KHR_texture_transform)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from assets.gltf_container import Json
from assets.gltf_lobes import LAYERS
from assets.gltf_toon import MTOON
from assets.material import DISTINCT_TRANSFORMS, SLOTS
from assets.scene import Floats

Way = Literal["still", "turning", "together", "apart"]
"""How textures move: not at all; before their transforms; all their transforms alike; each by itself."""
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, eq=False)
class UvUse:
    """Which TEXCOORD sets a material reads, first to last, and the 2x3 matrix to bake into the first; what its textures
    do to coordinates (`Material.uv_transforms`) and which of them see a further set (`Material.uv_sets`)."""

    sets: tuple[int, ...] = ()
    transform: Floats = field(default_factory=lambda: np.eye(3, dtype=np.float32)[:2])
    moved: tuple[tuple[tuple[str, ...], Matrix], ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()


def texture_infos(entry: Json) -> Iterator[tuple[str, Json]]:
    """The textures of a material in JSON, by slot."""
    pbr = entry.get("pbrMetallicRoughness", {})
    slots = [(pbr, "baseColorTexture"), (pbr, "metallicRoughnessTexture")]
    slots += [(entry, "normalTexture"), (entry, "occlusionTexture"), (entry, "emissiveTexture")]
    more = [entry.get("extensions", {}).get(name, {}) for name in (*LAYERS, MTOON)]
    slots += [(layer, key) for layer in more for key in layer if _snake(key.removesuffix("Texture")) in SLOTS]
    yield from ((_snake(key.removesuffix("Texture")), holder[key]) for holder, key in slots if key in holder)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


@dataclass(frozen=True, eq=False)
class _Read:
    """A texture's set, and its transform as a matrix and as the angle in it."""

    set: int
    matrix: Matrix
    angle: float


def uv_use(name: str, entry: Json, dropped: list[str], way: Way) -> tuple[UvUse, frozenset[str]]:
    """How material `name` reads coordinates, and the slots of textures that cannot be used, which is said.

    What all textures have in common is baked into the vertices; where they differ, or move, each has its own transform.
    """
    reads = {key: _read(info) for key, info in texture_infos(entry) if key != "matcap"}  # the normal says where that is
    order = tuple(dict.fromkeys(read.set for read in reads.values()))
    matrices = {read.matrix for read in reads.values()}
    bakes = way == "still" or (way == "turning" and matrices == {_read({}).matrix})
    if bakes and len(order) <= 1 and len(matrices) <= 1:
        baked = np.array([*matrices, _read({}).matrix][0], np.float32).reshape(2, 3)
        return UvUse(order, baked), frozenset()
    alike: dict[Any, list[str]] = {}
    for key, read in reads.items():
        alike.setdefault(key if way == "apart" else (read.set, read.matrix, read.angle), []).append(key)
    kept = list(alike.values())[:DISTINCT_TRANSFORMS]
    lost = frozenset(reads) - {key for keys in kept for key in keys}
    dropped += [f"material {name!r}: its {key} texture is left out, one transform too many" for key in sorted(lost)]
    order = tuple(dict.fromkeys(read.set for key, read in reads.items() if key not in lost))
    numbers = {key: order.index(read.set) for key, read in reads.items() if key not in lost}
    moved = tuple((tuple(keys), reads[keys[0]].matrix) for keys in kept)
    return UvUse(order, moved=moved, numbers=tuple((key, k) for key, k in numbers.items() if k)), lost


def _read(info: Json) -> _Read:
    """KHR_texture_transform as a 2x3 matrix: translation * rotation * scale."""
    more = info.get("extensions", {}).get("KHR_texture_transform", {})
    angle = float(more.get("rotation", 0.0))
    (sx, sy), (dx, dy) = more.get("scale", (1.0, 1.0)), more.get("offset", (0.0, 0.0))
    c, s = math.cos(angle), math.sin(angle)
    row = np.array([c * sx, s * sy, dx, -s * sx, c * sy, dy], np.float32)
    a, b, c, d, e, f = (float(v) for v in row)
    return _Read(more.get("texCoord", info.get("texCoord", 0)), (a, b, c, d, e, f), angle)
