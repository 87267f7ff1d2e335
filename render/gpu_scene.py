"""A scene on the GPU: geometry, instances, materials, textures, lights; and what changes from frame to frame."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Floats, Frame, Material, Move, Pose, Scene
from assets.simplify import with_levels
from render import bindings, gl
from render.culling import Culling
from render.decals import Decals
from render.draws import DYNAMIC, INSTANCE, STATIC, build_draws, scene_bounds
from render.geometry_heap import VERTEX, build_heap, check_meshes
from render.gpu import Gpu
from render.light_grid import LightGrid
from render.materials import MATERIAL, check_materials, material_records
from render.resources import Buffer, VertexArray
from render.shader import Program
from render.skinning import Skinning, SkinPlan, morph_reaches, plan_skinning, posed_spheres
from render.textures import MaterialTextures
from render.views import NO_SHADOW, View

_SLOTS = 5


class GpuScene:
    """Owns every buffer and texture of one scene. `update` takes a frame; `cull` prepares views for drawing.

    The scene's meshes, textures and batches are fixed from here on, and which shaders its materials need; transforms,
    poses, lights and the numbers of materials change. `lod_error` is how many pixels a simplified mesh may be off; with
    0 none is made.
    """

    def __init__(
        self, scene: Scene, texture_limit: int = 2048, anisotropy: float = 1.0, lod_error: float = 0.0
    ) -> None:
        check_materials(scene)
        self.scene = scene
        check_meshes(scene.meshes)
        meshes = with_levels(scene) if lod_error > 0 else scene.meshes
        heap = build_heap(meshes)
        plan = plan_skinning(scene, heap)
        self.list = build_draws(scene, heap, plan.posed, meshes)
        self.surfaces: dict[str, Path] = dict(scene.surfaces)
        # the passes' own lookup of which program draws what; `Programs` owns them
        self.programs: dict[Hashable, Program] = {}
        self.solid_programs: dict[Hashable, list[Program]] = {}
        self.triangles = sum(
            len(p.indices) // 3 for m in scene.meshes for p in m.primitives if p.topology == "triangles"
        )

        self.rest_vertices, self.posed_vertices = len(heap.vertices), plan.added
        """Of the heap: what is as modelled, and after it the copies that poses deform."""
        self.heap = Buffer(size=(len(heap.vertices) + plan.added) * VERTEX.itemsize)
        self.heap.write(heap.vertices)
        streams = (with_copies(heap.further_uv, plan), with_copies(heap.fine_color, plan))
        self._further_uv, self._fine_color = (None if stream is None else Buffer(stream) for stream in streams)
        self.further_uvs = 0 if heap.further_uv is None else heap.further_uv.shape[1] // 2
        for (b, level, p), copy in plan.posed.items():
            mesh = scene.batches[b].mesh
            for _ in range(level):
                mesh = scene.meshes[mesh].lod
            rest = heap.ranges[mesh][p]
            part = heap.vertices[rest.first_vertex : rest.first_vertex + rest.vertices]
            self.heap.write(part, copy.first_vertex * VERTEX.itemsize)
        self._indices = Buffer(heap.indices)
        count = len(self.list.instances)
        self.records = self.list.instances
        self._first = self.list.batches["first"].astype(np.int64).tolist()
        # the records themselves, then a compacted copy for each view
        self.instances = Buffer(size=count * INSTANCE.dtype.itemsize * (1 + _SLOTS))
        self.instances.write(self.records)
        self.bounds = scene_bounds(self.list)
        self.casts = bool((self.list.batches["layer"] & NO_SHADOW == 0).any())
        self._spheres = heap.spheres
        self._figures = [b for b, batch in enumerate(scene.batches) if batch.figure >= 0]
        self._reaches = {
            b: morph_reaches(scene.meshes[scene.batches[b].mesh], scene.figures[scene.batches[b].figure].targets)
            for b in self._figures
        }
        self._moved: set[tuple[int, int, int]] = set()
        self.culling = Culling(self.list, self.instances, lod_error)
        self._skinning = Skinning(scene, plan, self.heap)
        self._draws = Buffer(self.list.draws)
        self.textures = MaterialTextures(scene.textures, texture_limit, anisotropy)
        self._as_built = material_records(scene.materials, self.textures.places)
        self._materials = Buffer(self._as_built)
        self._changed: set[int] = set()
        self.lights = LightGrid()
        self.decals = Decals()
        self.vertex_array = self._make_vertex_array()

    def _make_vertex_array(self) -> VertexArray:
        array = VertexArray()
        name = array.name
        gl.glVertexArrayElementBuffer(name, self._indices.name)
        gl.glVertexArrayVertexBuffer(name, 0, self.heap.name, 0, VERTEX.itemsize)
        gl.glVertexArrayVertexBuffer(name, 1, self.instances.name, 0, INSTANCE.dtype.itemsize)
        gl.glVertexArrayBindingDivisor(name, 1, 1)
        per_vertex = (
            (bindings.ATTRIBUTE_POSITION, 3, gl.GL_FLOAT, False, "position"),
            (bindings.ATTRIBUTE_NORMAL, 2, gl.GL_SHORT, True, "normal"),
            (bindings.ATTRIBUTE_UV, 2, gl.GL_FLOAT, False, "uv"),
            (bindings.ATTRIBUTE_COLOR, 4, gl.GL_UNSIGNED_BYTE, True, "color"),
            (bindings.ATTRIBUTE_TANGENT, 4, gl.GL_INT_2_10_10_10_REV, True, "tangent"),
        )
        for location, size, kind, normalised, field in per_vertex:
            assert VERTEX.fields
            gl.glEnableVertexArrayAttrib(name, location)
            gl.glVertexArrayAttribFormat(name, location, size, kind, normalised, VERTEX.fields[field][1])
            gl.glVertexArrayAttribBinding(name, location, 0)
        if self._further_uv:
            gl.glVertexArrayVertexBuffer(name, 2, self._further_uv.name, 0, 8 * self.further_uvs)
            for k in range(0, self.further_uvs, 2):
                location, width = bindings.ATTRIBUTE_FURTHER_UV + k // 2, min(4, 2 * (self.further_uvs - k))
                gl.glEnableVertexArrayAttrib(name, location)
                gl.glVertexArrayAttribFormat(name, location, width, gl.GL_FLOAT, False, 8 * k)
                gl.glVertexArrayAttribBinding(name, location, 2)
        if self._fine_color:
            gl.glVertexArrayVertexBuffer(name, 3, self._fine_color.name, 0, 8)
            gl.glEnableVertexArrayAttrib(name, bindings.ATTRIBUTE_FINE_COLOR)
            gl.glVertexArrayAttribFormat(name, bindings.ATTRIBUTE_FINE_COLOR, 4, gl.GL_HALF_FLOAT, False, 0)
            gl.glVertexArrayAttribBinding(name, bindings.ATTRIBUTE_FINE_COLOR, 3)
        for i, location in enumerate(range(bindings.ATTRIBUTE_ROW0, bindings.ATTRIBUTE_TINT + 1)):
            gl.glEnableVertexArrayAttrib(name, location)
            gl.glVertexArrayAttribFormat(name, location, 4, gl.GL_FLOAT, False, 16 * i)
            gl.glVertexArrayAttribBinding(name, location, 1)
        gl.glEnableVertexArrayAttrib(name, bindings.ATTRIBUTE_IDS)
        gl.glVertexArrayAttribIFormat(name, bindings.ATTRIBUTE_IDS, 2, gl.GL_UNSIGNED_INT, 64)
        gl.glVertexArrayAttribBinding(name, bindings.ATTRIBUTE_IDS, 1)
        return array

    def update(self, gpu: Gpu, frame: Frame) -> None:
        """Bring transforms, poses, materials and lights to the frame; what it does not mention is as in the scene."""
        self._move(frame.moves)
        self.skin(gpu, frame.poses)
        self._bound(frame.poses)
        self._change(frame.materials)
        self.lights.update(self.scene.lights if frame.lights is None else frame.lights)
        self.decals.update((self.scene.effects if frame.effects is None else frame.effects).decals)

    def skin(self, gpu: Gpu, poses: Mapping[int, Pose]) -> None:
        """Deform the figures; one without a pose takes its rest."""
        self._skinning.run(gpu, poses)

    def _move(self, moves: Sequence[Move]) -> None:
        """Upload moved instances; those that moved before and do not now go back to where the scene has them."""
        now = set()
        for move in moves:
            if not 0 <= move.batch < len(self._first):
                raise InputError(f"a move names batch {move.batch} of {len(self._first)}")
            n, name = len(self.scene.batches[move.batch].transform), self.scene.batches[move.batch].name
            if (shape := np.shape(move.transform))[1:] != (3, 4):
                raise InputError(f"a move of batch {name!r}: transform is {shape}, expected (k, 3, 4)")
            if not math.isfinite(float(np.sum(move.transform))):
                raise InputError(f"a move of batch {name!r}: transform has a number that is not finite")
            if move.first < 0 or move.first + len(move.transform) > n:
                raise InputError(f"a move of batch {name!r} leaves its {n} instances")
            now.add((move.batch, move.first, len(move.transform)))
        for batch, first, count in sorted(self._moved - now):
            self._place(batch, first, self.scene.batches[batch].transform[first : first + count])
        for move in moves:
            self._place(move.batch, move.first, move.transform)
        if now != self._moved:
            self._moved = now
            self._sort_layers()

    def _sort_layers(self) -> None:
        """Mark the batches that move as such."""
        layer = self.list.batches["layer"]
        layer &= ~np.uint32(STATIC | DYNAMIC)
        moving = np.zeros(len(layer), bool)
        moving[self._figures] = True
        moving[[batch for batch, _, _ in self._moved]] = True
        layer |= np.where(moving, DYNAMIC, STATIC).astype(np.uint32)
        self.culling.write_batches(self.list.batches)

    def _bound(self, poses: Mapping[int, Pose]) -> None:
        """Bounds of posed figures."""
        alike: dict[int, list[tuple[int, Pose]]] = {}
        for b in self._figures:
            figure = self.scene.batches[b].figure
            pose = poses.get(figure, self.scene.figures[figure].rest)
            alike.setdefault(len(pose.joints), []).append((b, pose))
        for found in alike.values():
            which = [b for b, _ in found]
            rest = self._spheres[[self.scene.batches[b].mesh for b in which]]
            morphed = np.array([float(np.abs(pose.weights) @ self._reaches[b]) for b, pose in found])
            spheres = posed_spheres(rest, np.stack([pose.joints for _, pose in found]), morphed)
            self.list.batches["sphere"][which] = spheres
        if alike:
            self.culling.write_batches(self.list.batches)

    @property
    def dynamic(self) -> NDArray[np.int64]:
        """Indices of the batches that this frame moves or poses."""
        return np.nonzero(self.list.batches["layer"] & DYNAMIC)[0]

    def _place(self, batch: int, first: int, transform: Floats) -> None:
        start = self._first[batch] + first
        part = self.records[start : start + len(transform)]
        for row in range(3):
            part[f"row{row}"] = transform[:, row]
        self.instances.write(part, start * INSTANCE.dtype.itemsize)

    def _change(self, materials: Mapping[int, Material]) -> None:
        """Upload the run of records from the first to the last material that changes, or changed before."""
        touched = materials.keys() | self._changed
        if not touched:
            return
        first, last = min(touched), max(touched)
        if not 0 <= first <= last < len(self.scene.materials):
            raise InputError(f"a frame changes material {last} of {len(self.scene.materials)}")
        run = self._as_built[first : last + 1].copy()
        if materials:
            changed = sorted(materials)
            run[np.array(changed) - first] = material_records([materials[i] for i in changed], self.textures.places)
        self._materials.write(run, first * MATERIAL.dtype.itemsize)
        self._changed = set(materials)

    def cull(self, gpu: Gpu, views: Sequence[View], copies: int = 1) -> None:
        self.culling.run(gpu, views, copies)

    def bind(self, copies: int = 1) -> None:
        """Everything that the mesh shaders read; commands draw every instance `copies` times."""
        self._materials.bind_storage(bindings.SSBO_MATERIALS)
        self._draws.bind_storage(bindings.SSBO_DRAWS)
        self.lights.bind()
        self.decals.bind()
        self.textures.bind()
        self.vertex_array.bind()
        gl.glVertexArrayBindingDivisor(self.vertex_array.name, 1, copies)
        gl.glBindBuffer(gl.GL_DRAW_INDIRECT_BUFFER, self.culling.commands.name)

    def bind_material(self, material: int) -> None:
        """Let shaders see one material by itself."""
        size = MATERIAL.dtype.itemsize
        gl.glBindBufferRange(gl.GL_UNIFORM_BUFFER, bindings.UBO_MATERIAL, self._materials.name, material * size, size)

    def close(self) -> None:
        for resource in (
            self.vertex_array, self.heap, self._indices, self.instances, self._draws, self._materials,
            self.culling, self._skinning, self.textures, self.lights, self.decals,
        ):  # fmt: skip
            resource.close()
        for stream in (self._further_uv, self._fine_color):
            if stream:
                stream.close()


def with_copies(rows: NDArray[Any] | None, plan: SkinPlan) -> NDArray[Any] | None:
    """What rest vertices have `(n, k)`, of all vertices and of their posed copies; None where nothing is."""
    if rows is None:
        return None
    out = np.concatenate([rows, np.zeros((plan.added, rows.shape[1]), rows.dtype)])
    out[plan.vertices["target"]] = out[plan.vertices["source"]]
    return out
