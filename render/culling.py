"""Frustum and size culling, level of detail and compaction, on the GPU for all views at once.

Blocks of 64 instances are classified, the counts are summed batch by batch in order, and the visible records are
copied to the view's part of the instance buffer sorted by level: no atomics, so equal input gives equal bytes. A
frame makes the same dozen GL calls whatever the number of instances. `levels_of` is the same rule in numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render import gl
from render.draws import BLOCK, LEVELS, DrawList, instance_spheres, mirrored, rows_of
from render.gpu import Gpu
from render.resources import Buffer
from render.structs import gpu_struct
from render.views import NO_SHADOW, View

SLOTS = 5
NONE = 0xFFFFFFFF

CULL_VIEW = gpu_struct(
    "CullView",
    planes="vec4[6]",
    # xyz eye, w pixels per metre at one metre
    eye="vec4",
    hidden="uint",
    orthographic="uint",
    slot="uint",
    lod_bias="float",
    # pixels of error that a level of detail may have
    tolerance="float",
    # 1: what faces away from the eye is not drawn
    fronts="uint",
)
COMMAND = np.dtype(
    [
        ("count", "<u4"),
        ("instances", "<u4"),
        ("first_index", "<u4"),
        ("base_vertex", "<i4"),
        ("base_instance", "<u4"),
    ]
)


def only_fronts(view: View) -> bool:
    """Whether one-sided surfaces that face away from the view's eye are no part of its picture: shadows are cast by
    both sides, and an orthographic view's rays do not meet in an eye."""
    return not view.orthographic and not view.hidden & NO_SHADOW


def view_record(view: View, tolerance: float, copies: int = 1) -> NDArray[Any]:
    record = CULL_VIEW.zeros(1)
    record["planes"] = view.planes()
    record["eye"] = (*view.eye, view.pixels)
    record["hidden"], record["orthographic"] = view.hidden, view.orthographic
    record["slot"], record["lod_bias"] = view.slot, view.lod_bias
    record["tolerance"] = tolerance
    record["fronts"] = only_fronts(view) and copies == 1  # of two eyes, one may see what the other does not
    return record


class Culling:
    """Owns the tables and the scratch buffers; `run` fills the instance copies and the draw commands of the views.

    `tolerance` is how many pixels a level of detail may be off."""

    def __init__(self, draws: DrawList, instances: Buffer, tolerance: float = 0.0) -> None:
        self.tolerance = tolerance
        self.instance_count, self.draw_count = len(draws.instances), len(draws.draws)
        self.batch_count, self.block_count = len(draws.batches), len(draws.blocks)
        self._instances = instances
        self._batches, self._blocks = Buffer(draws.batches), Buffer(draws.blocks)
        self._draws = Buffer(draws.cull_draws)
        self._views = Buffer(size=SLOTS * CULL_VIEW.dtype.itemsize)
        self._levels = Buffer(size=4 * SLOTS * self.instance_count)
        self._counts = Buffer(size=4 * LEVELS * SLOTS * self.block_count)
        self._totals = Buffer(size=4 * LEVELS * SLOTS * self.batch_count)
        self.commands = Buffer(size=COMMAND.itemsize * SLOTS * self.draw_count)

    def write_batches(self, records: NDArray[Any], first: int = 0) -> None:
        """Replace CULL_BATCH records: other bounds or layers."""
        self._batches.write(records, first * records.dtype.itemsize)

    def bind_batches(self, binding: int) -> None:
        """The CULL_BATCH records, for a shader that draws."""
        self._batches.bind_storage(binding)

    def run(self, gpu: Gpu, views: Sequence[View], copies: int = 1) -> None:
        """Cull the views (each into its own slot); the commands draw every instance `copies` times."""
        if not views or not self.instance_count:
            return
        records = [view_record(v, self.tolerance, copies) for v in views]
        self._views.write(np.concatenate(records, dtype=CULL_VIEW.dtype))  # else numpy packs the padding away
        defines = {"LEVELS": LEVELS, "BLOCK": BLOCK}
        tables = (self._instances, self._batches, self._blocks, self._views, self._levels, self._counts, self._totals)
        for binding, buffer in enumerate(tables):
            buffer.bind_storage(binding)
        for step, items, size in (
            ("CLASSIFY", self.block_count, 1),
            ("SUM", self.batch_count * LEVELS, BLOCK),
            ("COPY", self.block_count, 1),
            ("COMMAND", self.draw_count, BLOCK),
        ):
            if step == "COMMAND":  # eight storage blocks are all that GL promises
                self._draws.bind_storage(4)
                self.commands.bind_storage(5)
            program = gpu.programs.get(compute="cull.comp.glsl", defines={**defines, step: 1})
            program["instance_count"] = self.instance_count
            program["item_count"] = items
            program["batch_count"] = self.batch_count
            program["block_count"] = self.block_count
            program["copies"] = copies
            program.use()
            gl.glDispatchCompute(-(-items // size), len(views), 1)
            gl.glMemoryBarrier(gl.GL_SHADER_STORAGE_BARRIER_BIT)
        gl.glMemoryBarrier(gl.GL_COMMAND_BARRIER_BIT | gl.GL_VERTEX_ATTRIB_ARRAY_BARRIER_BIT)

    def close(self) -> None:
        for buffer in (
            self._batches, self._blocks, self._draws, self._views, self._levels, self._counts, self._totals,
            self.commands,
        ):  # fmt: skip
            buffer.close()


def levels_of(draws: DrawList, view: View, tolerance: float = 0.0) -> NDArray[np.uint32]:
    """(instances,) level of detail that the view draws of each instance, NONE for not at all.

    It is the coarsest whose error, seen at the near side of the bounding sphere, is within `tolerance` pixels and whose
    mesh may be drawn at that size: a function of the view alone.
    """
    owner = np.repeat(np.arange(len(draws.batches)), draws.batches["count"])
    batch = draws.batches[owner]
    spheres = instance_spheres(draws)
    centre, radius = spheres[:, :3], spheres[:, 3]
    planes = view.planes()
    inside = (centre @ planes[:, :3].T + planes[:, 3] >= -radius[:, None]).all(1)
    away = np.linalg.norm(centre - view.eye, axis=1)
    pixels = view.pixels * view.lod_bias
    diameter = 2 * radius * pixels / (1.0 if view.orthographic else np.maximum(np.maximum(away, radius), 1e-6))
    scale = radius / np.maximum(batch["sphere"][:, 3], 1e-30) * pixels
    scale = scale / (1.0 if view.orthographic else np.maximum(away - radius, 1e-6))
    level = np.zeros(len(owner), np.uint32)
    index = np.arange(len(owner))
    for k in range(1, LEVELS):
        fits = (diameter < batch["lod_pixels"][:, k]) & (batch["error"][:, k] * scale <= tolerance)
        level = np.where((k < batch["levels"]) & fits, k, level)
    turned = np.where(mirrored(rows_of(draws)), batch["mirrored"], 0).astype(np.uint32)
    shown = inside & (diameter >= batch["cull_pixels"][index, level]) & ((batch["layer"] & view.hidden) == 0)
    return np.where(shown, level + turned, NONE).astype(np.uint32)
