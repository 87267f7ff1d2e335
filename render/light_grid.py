"""Local lights in a hash grid of world-space cells, so that a fragment looks only at lights that may reach it.

A light lies in every cell that its sphere (or its cone's bounding sphere) touches, on the level whose cells are
about half its range: eighty-odd cells whatever the range. A fragment looks up one cell on each level in use. Cells
of the world instead of the view serve every view of a frame (mirror, cube faces, shadows of any camera) and stay as
they are while lights stand still. After Teschner et al., "Optimized Spatial Hashing" (VMV 2003).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Lights
from render.bindings import SSBO_CLUSTERS, SSBO_LIGHT_INDICES, SSBO_LIGHTS
from render.resources import Buffer
from render.structs import gpu_struct

BUCKETS = 1 << 16
FINEST, COARSEST = 0, 24
"""Levels: cells of 2^level metres."""
PER_CELL = 64
"""Lights of one bucket that are kept; the rest is dropped and counted."""
LEVEL_SHIFT = 27

LIGHT = gpu_struct(
    "Light",
    position="vec3",
    range="float",
    color="vec3",
    # radius squared
    radius2="float",
    direction="vec3",
    # cone falloff: saturate(dot * scale + offset), 0 and 1 for a point light
    cone_scale="float",
    cone_offset="float",
)


@dataclass(frozen=True, eq=False)
class Assignment:
    """`cells` `(BUCKETS, 2)`: first and count in `indices`; `levels` is a bit mask; `dropped` counts lost pairs.

    An index carries its light's level above LEVEL_SHIFT: cells of two levels may share a bucket, and a fragment that
    looks both up must not count a light twice.
    """

    cells: NDArray[np.uint32]
    indices: NDArray[np.uint32]
    levels: int
    dropped: int
    pairs: tuple[NDArray[np.uint16], NDArray[np.int64]]
    """(bucket, light) by light, for the next frame"""


def light_records(lights: Lights) -> NDArray[Any]:
    """(n,) LIGHT"""
    out = LIGHT.zeros(len(lights))
    out["position"], out["range"], out["color"] = lights.position, lights.range, lights.color
    out["radius2"], out["direction"] = lights.radius**2, lights.direction
    inner, outer = lights.cone[:, 0], lights.cone[:, 1]
    spot = outer > -1
    scale = 1 / np.maximum(inner - outer, 1e-3)
    out["cone_scale"] = np.where(spot, scale, 0)
    out["cone_offset"] = np.where(spot, -outer * scale, 1)
    return out


def light_levels(ranges: NDArray[Any]) -> NDArray[np.int64]:
    """Level of each light: cells of half its range to its whole range."""
    level = np.ceil(np.log2(np.maximum(ranges, 1e-3) / 2))
    return np.asarray(np.clip(level, FINEST, COARSEST), np.int64)


def bounding_spheres(lights: Lights) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centre and radius of what each light reaches; a narrow cone's sphere is smaller than its range."""
    center, radius = lights.position.astype(np.float64), lights.range.astype(np.float64)
    cosine = np.clip(lights.cone[:, 1].astype(np.float64), -1, 1)
    narrow = cosine > 0.7072  # half angle below 45 degrees: the sphere through apex and rim
    half = radius / (2 * np.maximum(cosine, 0.5))
    center = np.where(narrow[:, None], center + lights.direction * half[:, None], center)
    return center, np.where(narrow, half, radius)


def hash_cells(cells: NDArray[np.int64], level: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Bucket of each (n, 3) cell; the shader has the same in uint arithmetic."""
    c = (cells & 0xFFFFFFFF).astype(np.uint32)
    h = c[:, 0] * np.uint32(0x8DA6B343) + c[:, 1] * np.uint32(0xD8163841) + c[:, 2] * np.uint32(0xCB1AB31F)
    h += level.astype(np.uint32) * np.uint32(0x9E3779B9)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x7FEB352D)
    h ^= h >> np.uint32(15)
    return np.asarray(h & np.uint32(BUCKETS - 1))


def light_pairs(lights: Lights, which: NDArray[np.int64]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """(bucket, light) of every cell that the listed lights touch, in numpy over all pairs at once."""
    center, radius = bounding_spheres(lights)
    level = light_levels(lights.range[which])
    size = np.exp2(level)
    # in cells: a sphere of at most two cells' radius touches at most five along each axis
    center, radius = center[which] / size[:, None], np.minimum(radius[which] / size, 2.0)
    low = np.floor(center - radius[:, None]).astype(np.int64)
    gap = (center - low)[:, :, None] - np.arange(5)
    gap2 = np.square(np.maximum(np.maximum(-gap, gap - 1), 0)).astype(np.float32)
    distance2 = gap2[:, 0, :, None, None] + gap2[:, 1, None, :, None] + gap2[:, 2, None, None, :]
    reach2 = np.square(radius * 1.0001).astype(np.float32)
    row, *offset = np.nonzero(distance2 <= reach2[:, None, None, None])
    cells = low[row] + np.stack(offset, axis=1)
    return hash_cells(cells, level[row]).astype(np.uint16), which[row]


def assign(lights: Lights, kept: Assignment | None = None, moved: NDArray[np.bool_] | None = None) -> Assignment:
    """Sort the lights into buckets: ascending within each, every light once.

    With `kept`, an assignment of as many lights, only those `moved` are worked out again.
    """
    lit = (lights.color.max(axis=1, initial=0) > 0) & (lights.range > 0)
    if kept is None or moved is None:
        bucket, light = light_pairs(lights, np.nonzero(lit)[0])
    else:
        still = ~moved[kept.pairs[1]]
        fresh = light_pairs(lights, np.nonzero(lit & moved)[0])
        bucket = np.concatenate([kept.pairs[0][still], fresh[0]])
        light = np.concatenate([kept.pairs[1][still], fresh[1]])
        order = np.argsort(light, kind="stable")
        bucket, light = bucket[order], light[order]
    pairs = bucket, light
    order = np.argsort(bucket, kind="stable")  # 16-bit keys: a radix sort
    bucket, light = bucket[order], light[order]
    # two cells of one light may share a bucket: keep one
    new = np.ones(len(bucket), bool)
    new[1:] = (bucket[1:] != bucket[:-1]) | (light[1:] != light[:-1])
    bucket, light = bucket[new], light[new]
    counts = np.bincount(bucket, minlength=BUCKETS)
    first = np.cumsum(counts) - counts
    within = np.arange(len(bucket)) - first[bucket] < PER_CELL
    dropped = int(len(within) - within.sum())
    if dropped:
        bucket, light = bucket[within], light[within]
        counts = np.bincount(bucket, minlength=BUCKETS)
        first = np.cumsum(counts) - counts
    level = light_levels(lights.range)
    mask = int(np.bitwise_or.reduce(1 << level[lit], initial=0))
    cells = np.stack([first, counts], axis=1).astype(np.uint32)
    return Assignment(cells, (light | level[light] << LEVEL_SHIFT).astype(np.uint32), mask, dropped, pairs)


class LightGrid:
    """Owns the light buffers; `update` does only what changed: nothing, colours, or the whole assignment."""

    def __init__(self) -> None:
        self._lights: Lights | None = None
        self._kept: Assignment | None = None
        self._records = Buffer(size=LIGHT.dtype.itemsize)
        self._cells = Buffer(size=8 * BUCKETS)
        self._indices = Buffer(size=16)
        self.levels = 0
        self.dropped = 0

    def update(self, lights: Lights) -> None:
        before, self._lights = self._lights, lights
        if before is lights:
            return
        moved = None if before is None or len(before) != len(lights) else _moved(before, lights)
        if moved is None or moved.any():
            self._kept = assign(lights, self._kept if moved is not None else None, moved)
            self.levels, self.dropped = self._kept.levels, self._kept.dropped
            self._cells.write(self._kept.cells)
            self._indices = _written(self._indices, self._kept.indices)
        self._records = _written(self._records, light_records(lights))

    def bind(self) -> None:
        self._records.bind_storage(SSBO_LIGHTS)
        self._cells.bind_storage(SSBO_CLUSTERS)
        self._indices.bind_storage(SSBO_LIGHT_INDICES)

    def close(self) -> None:
        for buffer in (self._records, self._cells, self._indices):
            buffer.close()


def _moved(a: Lights, b: Lights) -> NDArray[np.bool_]:
    """(n,) which lights reach elsewhere than before."""
    changed = (a.position != b.position).any(1) | (a.direction != b.direction).any(1) | (a.cone != b.cone).any(1)
    lit = (a.color.max(1, initial=0) > 0) != (b.color.max(1, initial=0) > 0)
    return np.asarray(changed | lit | (a.range != b.range))


def _written(buffer: Buffer, data: NDArray[Any]) -> Buffer:
    """The buffer with the data in it, a larger one if need be."""
    if data.nbytes > buffer.size:
        buffer.close()
        buffer = Buffer(size=data.nbytes + data.nbytes // 2)
    buffer.write(data)
    return buffer
