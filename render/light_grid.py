"""Local lights in a hash grid of world-space cells, so that a fragment looks only at lights that may reach it.

A light lies in every cell that its sphere (or its cone's bounding sphere) touches, on the level whose cells are
about half its range: eighty-odd cells whatever the range. A fragment looks up one cell on each level in use. Cells
of the world instead of the view serve every view of a frame (mirror, cube faces, shadows of any camera) and stay as
they are while lights stand still. After Teschner et al., "Optimized Spatial Hashing" (VMV 2003).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.lights import RECTANGLE, SPOT
from assets.scene import Lights
from render.bindings import SSBO_CLUSTERS, SSBO_LIGHT_INDICES, SSBO_LIGHTS, UBO_LIGHTS
from render.light_records import BLOCK, FEW, LIGHT, endless, light_records, shines
from render.resources import Buffer

BUCKETS, MOVING_BUCKETS = 1 << 16, 1 << 12
SPAN, MOVING_SPAN = 5, 3
"""Cells along an axis that a light touches at its natural level; fewer and larger ones for lights that are sorted in
each frame."""
ROOM = 1 << 14
"""Cells that the lights of one level may take more, all together, so that a fragment looks up one level less."""
CROWD = 32
"""Lights of one level at most that are sought in the larger cells of the next."""
FINEST, COARSEST = 0, 24
"""Levels: cells of 2^level metres."""
LEVEL_SHIFT = 27
EVERYWHERE = 31
"""The level of lights that have no end: no cells, one list."""
_PART = 16
"""Bytes: of the record the first two such parts are what shaders read of every light."""
GRID_DEFINES: dict[str, object] = {
    "LIGHT_BUCKETS": BUCKETS,
    "LIGHT_MOVING_BUCKETS": MOVING_BUCKETS,
    "LIGHT_LEVEL_SHIFT": LEVEL_SHIFT,
    "LIGHT_EVERYWHERE": EVERYWHERE,
}
"""For shaders that include `inc/lights.glsl`."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """`cells` `(buckets, 2)`: first and end in `indices`; `levels` is a bit mask.

    An index carries its light's level above LEVEL_SHIFT: cells of two levels may share a bucket, and a fragment that
    looks both up must not count a light twice.
    """

    cells: NDArray[np.uint32]
    indices: NDArray[np.uint32]
    levels: int


def light_levels(ranges: NDArray[Any], span: int = SPAN) -> NDArray[np.int64]:
    """Level of each light: the finest on which it touches at most `span` cells along an axis."""
    level = np.ceil(np.log2(np.maximum(ranges, 1e-3) * (2 / (span - 1))))
    return np.asarray(np.clip(level, FINEST, COARSEST), np.int64)


def shared_levels(ranges: NDArray[Any], span: int = SPAN) -> NDArray[np.int64]:
    """Level of each light, few in all: each costs every fragment a lookup. Those of a coarse level go down to the next
    that is used where they have room there, and a few of a fine one up."""
    level = light_levels(ranges, span)
    for fine, coarse in reversed(list(pairwise(np.unique(level).tolist()))):
        of_it = level == coarse
        if ((2 * np.minimum(ranges[of_it], 1e6) / 2.0**fine + 2) ** 3).sum() <= ROOM:
            level[of_it] = fine
    for fine, coarse in pairwise(np.unique(level).tolist()):
        of_it = level == fine
        if of_it.sum() <= CROWD and coarse - fine <= 2:
            level[of_it] = coarse
    return level


def bounding_spheres(lights: Lights) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centre and radius of what each light reaches; a narrow cone's sphere is smaller than its range."""
    center, radius = lights.position.astype(np.float64), lights.range.astype(np.float64)
    cosine = np.clip(lights.cone[:, 1].astype(np.float64), -1, 1)
    # half angle below 45 degrees: the sphere through apex and rim
    narrow = (lights.kind == SPOT) & (cosine > 0.7072) & np.isfinite(radius)
    half = np.where(narrow, radius, 0.0) / (2 * np.maximum(cosine, 0.5))
    center = center + lights.direction * half[:, None]
    extent = np.where(lights.kind >= RECTANGLE, np.hypot(*lights.size.T.astype(np.float64)) / 2, 0.0)
    return center, np.where(narrow, half, radius) + extent


def hash_cells(cells: NDArray[np.int64], level: NDArray[np.int64], buckets: int = BUCKETS) -> NDArray[np.uint32]:
    """Bucket of each (n, 3) cell; the shader has the same in uint arithmetic."""
    c = (cells & 0xFFFFFFFF).astype(np.uint32)
    h = c[:, 0] * np.uint32(0x8DA6B343) + c[:, 1] * np.uint32(0xD8163841) + c[:, 2] * np.uint32(0xCB1AB31F)
    h += level.astype(np.uint32) * np.uint32(0x9E3779B9)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x7FEB352D)
    h ^= h >> np.uint32(15)
    return np.asarray(h & np.uint32(buckets - 1))


def light_pairs(
    lights: Lights, which: NDArray[np.int64], buckets: int, span: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """(bucket, light, level) of every cell that the listed lights touch, in numpy over all of one width at once."""
    center, radius = bounding_spheres(lights)
    level = shared_levels(radius[which], span)
    size = np.exp2(level)
    center, radius = center[which] / size[:, None], np.minimum(radius[which] / size, np.cbrt(ROOM) / 2)
    wide = np.ceil(2 * radius).astype(np.int64) + 1
    found = [_touched(center, radius, np.flatnonzero(wide == n), n) for n in np.unique(wide).tolist()]
    row = np.concatenate([np.zeros(0, np.int64), *(rows for rows, _ in found)])
    cells = np.concatenate([np.zeros((0, 3), np.int64), *(cells for _, cells in found)])
    return hash_cells(cells, level[row], buckets), which[row], level[row]


def _touched(
    center: NDArray[np.float64], radius: NDArray[np.float64], rows: NDArray[np.int64], span: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(row, cell `(n, 3)`) of the cells of size 1 that spheres touch, at most `span` along each axis."""
    center, radius = center[rows], radius[rows]
    low = np.floor(center - radius[:, None]).astype(np.int64)
    gap = ((center - low)[:, :, None] - np.arange(span)).astype(np.float32)
    gap2 = np.square(np.maximum(np.maximum(-gap, gap - 1), 0))
    distance2 = gap2[:, 0, :, None, None] + gap2[:, 1, None, :, None] + gap2[:, 2, None, None, :]
    reach2 = np.square(radius * 1.0001).astype(np.float32)
    row, offset = np.divmod(np.flatnonzero(distance2 <= reach2[:, None, None, None]), span**3)
    return rows[row], low[row] + np.stack(np.unravel_index(np.arange(span**3), (span,) * 3), axis=1)[offset]


def assign(
    lights: Lights, among: NDArray[np.bool_] | None = None, buckets: int = BUCKETS, span: int = SPAN
) -> Assignment:
    """Sort the lights (or those `among` them) that end somewhere into buckets: ascending within each, none twice."""
    wanted = shines(lights) & ~endless(lights)
    which = np.nonzero(wanted if among is None else wanted & among)[0]
    bucket, light, level = light_pairs(lights, which, buckets, span)
    # ascending in each bucket; two cells of one light may share one: keep one
    keys = np.unique(bucket.astype(np.uint64) << np.uint64(32) | (light | level << LEVEL_SHIFT).astype(np.uint64))
    ends = np.cumsum(np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=buckets))
    cells = np.empty((buckets, 2), np.uint32)
    cells[0, 0], cells[1:, 0], cells[:, 1] = 0, ends[:-1], ends
    indices = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    return Assignment(cells, indices, int(np.bitwise_or.reduce(1 << level, initial=0)))


class LightGrid:
    """Owns the light buffers; `update` does only what changed: nothing, colours, what moves, or everything.

    Shaders of a scene with few lights look at their records alone, and nothing is sorted. Lights that may move have a
    table of their own, so that sorting them is cheap and the rest keeps its order.
    """

    def __init__(self) -> None:
        self._lights: Lights | None = None
        self._records = Buffer(size=FEW * LIGHT.dtype.itemsize)
        self._block = Buffer(size=2 * _PART * BLOCK)
        self._cells = Buffer(size=8 * (BUCKETS + MOVING_BUCKETS))
        self._indices = Buffer(size=16)
        self._still = np.zeros(0, np.uint32)
        self.masks = (0, 0, 0)
        """Levels in use of the lights that stand still and of those that move; how many shine everywhere."""

    def update(self, lights: Lights) -> None:
        before, self._lights = self._lights, lights
        if before is lights:
            return
        records = light_records(lights)
        self._records = _written(self._records, records)
        if len(lights) <= FEW:
            return
        if len(lights) <= BLOCK:
            parts = records.view(np.uint8).reshape(len(lights), -1)[:, : 2 * _PART]
            for i in range(2):
                self._block.write(np.ascontiguousarray(parts[:, i * _PART : (i + 1) * _PART]), i * _PART * BLOCK)
        moved = np.ones(len(lights), bool) if before is None or len(before) != len(lights) else _moved(before, lights)
        if moved.any():
            self._sort(lights, before is None or len(before) != len(lights) or bool((moved & ~lights.moving).any()))

    def _sort(self, lights: Lights, all_of_them: bool) -> None:
        everywhere = np.nonzero(endless(lights) & shines(lights))[0] | EVERYWHERE << LEVEL_SHIFT
        levels = self.masks[0]
        if all_of_them or len(everywhere) != self.masks[2]:
            still = assign(lights, ~lights.moving)
            levels, self._still = still.levels, still.indices
            self._cells.write(still.cells + np.uint32(len(everywhere)))
        moving = assign(lights, lights.moving, MOVING_BUCKETS, MOVING_SPAN)
        self._cells.write(moving.cells + np.uint32(len(everywhere) + len(self._still)), 8 * BUCKETS)
        self.masks = (levels | (1 << EVERYWHERE if len(everywhere) else 0), moving.levels, len(everywhere))
        indices = np.concatenate([everywhere.astype(np.uint32), self._still, moving.indices])
        self._indices = _written(self._indices, indices)

    def bind(self) -> None:
        if self._lights is not None and len(self._lights) <= FEW:
            self._records.bind_uniform(UBO_LIGHTS)
            return
        self._block.bind_uniform(UBO_LIGHTS)
        self.bind_records()
        self._cells.bind_storage(SSBO_CLUSTERS)
        self._indices.bind_storage(SSBO_LIGHT_INDICES)

    def bind_records(self) -> None:
        """All records, however few, for a shader that goes through them in storage."""
        self._records.bind_storage(SSBO_LIGHTS)

    def close(self) -> None:
        for buffer in (self._records, self._block, self._cells, self._indices):
            buffer.close()


def _moved(a: Lights, b: Lights) -> NDArray[np.bool_]:
    """(n,) which lights reach elsewhere than before."""
    out = np.zeros(len(b), bool)
    for name in ("kind", "position", "range", "direction", "cone", "size", "moving"):
        one, other = getattr(a, name), getattr(b, name)
        if one is not other:
            out |= (one != other).reshape(len(b), -1).any(1)
    return out if a.color is b.color else np.asarray(out | (shines(a) != shines(b)))


def _written(buffer: Buffer, data: NDArray[Any]) -> Buffer:
    """The buffer with the data in it, a larger one if need be."""
    if data.nbytes > buffer.size:
        buffer.close()
        buffer = Buffer(size=data.nbytes + data.nbytes // 2)
    buffer.write(data)
    return buffer
