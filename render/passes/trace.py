"""Path tracing of a scene that a panorama lights, in place of the forward passes: what `final` is for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.material import SLOTS
from assets.scene import Environment, Floats, Frame, Lights, Scene
from render import bvh, gl
from render.geometry_heap import VERTEX, build_heap
from render.gpu import Gpu
from render.gpu_scene import GpuScene, second_coordinates
from render.graph import TextureDesc
from render.light_grid import GRID_DEFINES
from render.light_records import light_use
from render.materials import group_of
from render.passes.panorama import reduced
from render.quality import Quality
from render.resources import Buffer, Texture
from render.shader import Program
from render.skinning import plan_skinning
from render.traced_geometry import flatten

ROWS, COLUMNS = 256, 512
"""Cells of the table by which paths look for light."""
_FIRST_BINDING = 2
"""Storage of `trace.comp.glsl`, beside the materials and the lamps."""
_THROUGH = 16
"""Surfaces that a path may pass unscattered."""
_GROUP = 8
_ROW = 4096


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over the paths of each pixel, rgba32f: colour and cover; albedo and squared brightness; normal and nearness
    of what is seen first."""

    color: Texture
    albedo: Texture
    normal: Texture

    @property
    def textures(self) -> tuple[Texture, Texture, Texture]:
        return self.color, self.albedo, self.normal

    def close(self) -> None:
        for texture in self.textures:
            texture.close()


def empty_sums(size: tuple[int, int]) -> Sums:
    textures = [Texture(TextureDesc(size, "rgba32f", smooth=False)) for _ in range(3)]
    for texture in textures:
        gl.glClearTexImage(texture.name, 0, gl.GL_RGBA, gl.GL_FLOAT, np.zeros(4, np.float32))
    return Sums(*textures)


class Tracer:
    """Owns the tree over a scene's triangles and the table of its panorama's light."""

    def __init__(self, scene: Scene, meshes: GpuScene, quality: Quality) -> None:
        assert scene.environment is not None
        self._scene, self._meshes, self._quality = scene, meshes, quality
        heap = build_heap(scene.meshes)
        plan = plan_skinning(scene, heap)
        self._flat = flatten(scene, heap, plan.posed)
        self._vertices = len(heap.vertices) + plan.added
        self._tree: bvh.Tree | None = None
        self._moving = True
        self._orders = bvh.ORDERS
        self._nodes = Buffer(size=16)
        self._triangles = Buffer(size=len(self._flat.corners) * bvh.TRIANGLE_TEXELS * 16)
        self._corners = Buffer(self._flat.corners)
        second = second_coordinates(heap, plan)
        self._second_uv = None if second is None else _rows_of(second)
        self._light = Buffer(light_table(scene.environment).astype(np.float32))

    def place(self, frame: Frame, first: bool) -> None:
        """Bring the tree to where the scene's triangles are now (`meshes` has been updated to the frame).

        The `first` sub-frame of a picture builds it anew, the others bend it: each picture depends on itself alone.
        """
        moving = bool(self._scene.figures or frame.moves)
        if self._tree and not moving and not self._moving:
            return
        self._moving = moving
        vertices = self._meshes.heap.read(VERTEX, self._vertices)
        corners = self._flat.positions(vertices, self._meshes.records)
        self._tree = bvh.build(corners) if first or not self._tree else bvh.refit(self._tree, corners)
        # as many orders as the driver lets a shader see at once
        most, one = gl.glGetIntegerv(gl.GL_MAX_SHADER_STORAGE_BLOCK_SIZE), 16 * bvh.NODE_TEXELS * len(self._tree.child)
        self._orders = next((n for n in (8, 4, 2) if n * one <= most), 1)
        nodes = bvh.node_texels(self._tree, self._orders)
        if nodes.nbytes > self._nodes.size:
            self._nodes.close()
            self._nodes = Buffer(size=nodes.nbytes)
        self._nodes.write(nodes)
        self._triangles.write(bvh.triangle_texels(self._tree, corners, self._flat.material, self._flat.bits))

    def add(self, gpu: Gpu, sums: Sums, frame: Frame, subframe: int, shown: bool) -> None:
        """Add a sub-frame's paths; the frame block, the scene's and the panorama's textures are bound.

        `shown`: the panorama is behind the scene, else nothing.
        """
        assert self._tree
        lamps = self._scene.lights if frame.lights is None else frame.lights
        meshes = self._meshes
        buffers = (self._nodes, self._triangles, self._corners, meshes.heap, meshes.instances, self._light)
        for binding, buffer in enumerate(buffers, _FIRST_BINDING):
            buffer.bind_storage(binding)
        for unit, texture in enumerate(sums.textures):
            texture.bind_image(unit, gl.GL_READ_WRITE)
        meshes.lights.bind_records()
        if self._second_uv:
            self._second_uv.bind(0)
        program = self._program(gpu, lamps)
        program["node_count"] = len(self._tree.child)
        program["orders"] = self._orders
        program["first_path"] = subframe * self._quality.paths
        program["all_paths"] = self._quality.subframes * self._quality.paths
        program["shown"] = int(shown)
        program["light_count"] = len(lamps)
        program.use()
        w, h = sums.color.desc.size
        gl.glDispatchCompute(-(-w // _GROUP), -(-h // _GROUP), 1)
        gl.glMemoryBarrier(gl.GL_SHADER_IMAGE_ACCESS_BARRIER_BIT | gl.GL_TEXTURE_FETCH_BARRIER_BIT)

    def _program(self, gpu: Gpu, lamps: Lights) -> Program:
        groups = [group_of(m, False) for m in self._scene.materials]
        defines: dict[str, object] = {name: 1 for group in groups for name in group.lobes}
        defines |= {"TRACED": 1, "PATHS": self._quality.paths, "BOUNCES": self._quality.bounces, "THROUGH": _THROUGH}
        defines |= {"LIGHT_ROWS": ROWS, "LIGHT_COLUMNS": COLUMNS}
        if any(group.textured for group in groups):
            defines |= {"TEXTURED": 1, "TEXTURE_ARRAYS": len(self._meshes.textures.arrays)}
            defines |= {f"UV_{slot.upper()}": i for i, slot in enumerate(SLOTS)}
        if "TEXTURED" in defines or "ANISOTROPY" in defines:
            defines["TANGENTS"] = 1
        if any(group.uvs for group in groups):
            defines["UV_COUNT"] = 1
        if self._second_uv and any(group.second_uv for group in groups):
            defines["SECOND_UV"] = _ROW
        if len(lamps):
            defines |= {"LAMPS": 1, **GRID_DEFINES, **replace(light_use(lamps), few=0, block=False).defines()}
        return gpu.programs.get(compute="trace.comp.glsl", defines=defines)

    def close(self) -> None:
        for resource in (self._nodes, self._triangles, self._corners, self._light, self._second_uv):
            if resource:
                resource.close()


def _rows_of(coordinates: Floats) -> Texture:
    """One texel a vertex, _ROW a row: a shader sees no more than eight storage blocks, but more textures."""
    rows = np.zeros((-(-len(coordinates) // _ROW), _ROW, 2), np.float32)
    rows.reshape(-1, 2)[: len(coordinates)] = coordinates
    return Texture.of(rows, "rg32f", smooth=False)


def light_table(environment: Environment) -> NDArray[np.float64]:
    """Running sums from 0 to 1: over rows (ROWS + 1 numbers), then over the columns of each row (COLUMNS + 1 each).

    Cells weigh by what they shine above the mean, because lobes find the rest by themselves (Karlik et al. 2019,
    "MIS Compensation"); even light weighs by solid angle.
    """
    light = np.clip(np.nan_to_num(np.asarray(environment.radiance)), 0.0, None)
    h, w = light.shape[:2]
    light = np.repeat(np.repeat(light, -(-ROWS // h), 0), -(-COLUMNS // w), 1)
    bright = reduced(light, COLUMNS, ROWS) @ np.array([0.2126, 0.7152, 0.0722])
    edges = np.cos(np.arange(ROWS + 1) / ROWS * np.pi)
    solid = -np.diff(edges)[:, None]
    mean = (bright * solid).sum() / (solid.sum() * COLUMNS)
    weight = np.maximum(bright - mean, 1e-3 * mean + 1e-12) * solid
    rows = weight.sum(1)
    columns = np.cumsum(weight, axis=1) / rows[:, None]
    starts = np.pad(columns, ((0, 0), (1, 0)))
    starts[:, -1] = 1.0
    total = np.concatenate([[0.0], np.cumsum(rows) / rows.sum()])
    total[-1] = 1.0
    return np.concatenate([total, starts.ravel()])
