"""Path tracing of a scene in place of the forward passes: what `final` is for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.material import SLOTS
from assets.scene import Floats, Frame, Lights, Scene, Vec3
from render import bindings, bvh, gl
from render.atmosphere import DISC, SkyLight
from render.emitters import ROW, emission, emitter_texels
from render.geometry_heap import VERTEX, build_heap
from render.gpu import Gpu
from render.gpu_scene import GpuScene, with_copies
from render.graph import TextureDesc
from render.light_grid import GRID_DEFINES
from render.light_records import light_use
from render.light_table import COLUMNS, ROWS, panorama_table, sky_table
from render.materials import group_of
from render.quality import Quality
from render.resources import Buffer, BufferTexture, Texture
from render.shader import Program
from render.skinning import plan_skinning
from render.traced_geometry import LETS_THROUGH, flatten

_AROUND = 7
"""Storage of `inc/around_light.glsl`, beside the materials and the lamps."""
_THROUGH = 16
"""Surfaces that a path may pass unscattered."""
_GROUP = 8


Backdrop = Texture | Vec3 | None
"""What is seen past a scene: a picture, a colour, or a panorama, which is bound with the light from all round."""


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
    """Owns the tree over a scene's triangles, and the tables of what lights it."""

    def __init__(self, scene: Scene, meshes: GpuScene, quality: Quality) -> None:
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
        self._texels = {
            bindings.TEX_NODES: BufferTexture(self._nodes, "rgba32ui"),
            bindings.TEX_TRIANGLES: BufferTexture(self._triangles, "rgba32ui"),
            bindings.TEX_CORNERS: BufferTexture(self._corners, "rgba32ui"),
            bindings.TEX_HEAP: BufferTexture(meshes.heap, "rgba32ui"),
            bindings.TEX_INSTANCES: BufferTexture(meshes.instances, "rgba32f"),
        }
        streams = (with_copies(heap.further_uv, plan), with_copies(heap.fine_color, plan))
        self._further_uv, self._fine_color = (None if stream is None else _rows_of(stream) for stream in streams)
        self._lets_through = bool((self._flat.bits & LETS_THROUGH).any())
        self._placed = np.zeros((0, 3, 3), np.float32)
        self._emission: Floats | None = None
        self._emitters: Texture | None = None
        self._emitter_count, self._emitter_light = 0, 0.0
        self._around: Buffer | None = None
        self._cells = ROWS, COLUMNS
        self._light: SkyLight | None = None

    def place(self, frame: Frame, first: bool) -> None:
        """Bring the tree to where the scene's triangles are now (`meshes` has been updated to the frame).

        The `first` sub-frame of a picture builds it anew, the others bend it: each picture depends on itself alone.
        """
        moving = bool(self._scene.figures or frame.moves)
        if not self._tree or moving or self._moving:
            self._grow(first)
            self._emission = None
        self._moving = moving
        shines = emission(self._scene.materials, frame.materials)
        if self._emission is None or (shines != self._emission).any():
            self._emission = shines
            self._find_emitters(shines)

    def _grow(self, first: bool) -> None:
        vertices = self._meshes.heap.read(VERTEX, self._vertices)
        corners = self._flat.positions(vertices, self._meshes.records)
        self._tree = bvh.build(corners) if first or not self._tree else bvh.refit(self._tree, corners)
        # as many orders as the driver lets a shader see at once
        most, one = gl.glGetIntegerv(gl.GL_MAX_TEXTURE_BUFFER_SIZE), bvh.NODE_TEXELS * len(self._tree.child)
        self._orders = next((n for n in (8, 4, 2) if n * one <= most), 1)
        nodes = bvh.node_texels(self._tree, self._orders)
        if nodes.nbytes > self._nodes.size:
            self._texels[bindings.TEX_NODES].close()
            self._nodes.close()
            self._nodes = Buffer(size=nodes.nbytes)
            self._texels[bindings.TEX_NODES] = BufferTexture(self._nodes, "rgba32ui")
        self._nodes.write(nodes)
        self._triangles.write(bvh.triangle_texels(self._tree, corners, self._flat.material, self._flat.bits))
        self._placed = corners

    def _find_emitters(self, shines: Floats) -> None:
        assert self._tree
        if self._emitters:
            self._emitters.close()
            self._emitters = None
        order = self._tree.order if shines.any() else self._tree.order[:0]
        texels, self._emitter_count, self._emitter_light = emitter_texels(
            self._placed[order], self._flat.material[order], shines
        )
        if self._emitter_count:
            self._emitters = Texture.of(texels, "rg32f", smooth=False)

    def look_round(self, light: SkyLight) -> None:
        """Make the table of the light from all round, if it is another than before."""
        if light is self._light or self._scene.studio:
            return
        self._light = light
        environment = self._scene.environment
        if light.around is not None:
            self._cells = light.around.shape[0], light.around.shape[1]
            table = sky_table(light.around)
        else:
            assert environment is not None
            table = panorama_table(environment)
        if self._around is None:
            self._around = Buffer(table.astype(np.float32))
        else:
            self._around.write(table.astype(np.float32))

    def add(
        self, gpu: Gpu, sums: Sums, frame: Frame, subframe: int, behind: Backdrop, *, shown: bool, key: bool
    ) -> None:
        """Add a sub-frame's paths; the frame block, the scene's textures and those of the light all round are bound.

        `shown`: there is something behind the scene. `key`: the key light shines.
        """
        assert self._tree
        lamps = self._scene.lights if frame.lights is None else frame.lights
        meshes = self._meshes
        if self._around:
            self._around.bind_storage(_AROUND)
        for unit, texels in self._texels.items():
            texels.bind(unit)
        for unit, texture in enumerate(sums.textures):
            texture.bind_image(unit, gl.GL_READ_WRITE)
        meshes.lights.bind_records()
        seen = behind if isinstance(behind, Texture) else None
        pictures = (self._further_uv, self._emitters, seen, self._fine_color)
        for unit, picture in enumerate(pictures):
            if picture:
                picture.bind(unit)
        program = self._program(gpu, lamps, key)
        program["node_count"] = len(self._tree.child)
        program["orders"] = self._orders
        paths = self._quality.paths
        program["all_paths"] = self._quality.subframes * paths
        program["shown"] = int(shown)
        program["light_count"] = len(lamps)
        program["key_radius"] = 0.0 if self._scene.studio else DISC
        program["emitter_count"], program["emitter_light"] = self._emitter_count, self._emitter_light
        if isinstance(behind, tuple):
            program["behind"] = behind
        program.use()
        w, h = sums.color.desc.size
        # one at a time: llvmpipe leaves all loops of an invocation after 65535 turns
        for number in range(subframe * paths, (subframe + 1) * paths):
            program["path_number"] = number
            gl.glDispatchCompute(-(-w // _GROUP), -(-h // _GROUP), 1)
            gl.glMemoryBarrier(gl.GL_SHADER_IMAGE_ACCESS_BARRIER_BIT | gl.GL_TEXTURE_FETCH_BARRIER_BIT)

    def _program(self, gpu: Gpu, lamps: Lights, key: bool) -> Program:
        groups = [group_of(m, False) for m in self._scene.materials]
        defines: dict[str, object] = {name: 1 for group in groups for name in group.lobes}
        defines |= {"TRACED": 1, "BOUNCES": self._quality.bounces, "THROUGH": _THROUGH}
        defines |= {"LIGHT_ROWS": self._cells[0], "LIGHT_COLUMNS": self._cells[1], "EMITTER_ROW": ROW}
        named = {"KEY": key, "LAMPS": len(lamps) > 0, "EMITTERS": self._emitter_count > 0}
        senders = [name for name, there in named.items() if there]
        defines |= {f"SENT_BY_{name}": i for i, name in enumerate(senders)}
        if senders:
            defines["SENDERS"] = len(senders)
        if self._lets_through:
            defines["SEE_THROUGH"] = 1
        if any(group.textured for group in groups):
            defines |= {"TEXTURED": 1, "TEXTURE_ARRAYS": len(self._meshes.textures.arrays)}
            defines |= {f"UV_{slot.upper()}": i for i, slot in enumerate(SLOTS)}
        if "TEXTURED" in defines or "ANISOTROPY" in defines:
            defines["TANGENTS"] = 1
        if any(group.uvs for group in groups):
            defines["UV_COUNT"] = 1
        if self._further_uv and any(group.further_uvs for group in groups):
            defines |= {"FURTHER_UVS": self._meshes.further_uvs, "ROW": ROW}
        if self._fine_color:
            defines |= {"FINE_COLOR": 1, "ROW": ROW}
        if len(lamps):
            defines |= {"LAMPS": 1, **GRID_DEFINES, **replace(light_use(lamps), few=0, block=False).defines()}
        return gpu.programs.get(compute="trace.comp.glsl", defines=defines)

    def close(self) -> None:
        for resource in (
            *self._texels.values(), self._nodes, self._triangles, self._corners, self._around, self._emitters,
            self._further_uv, self._fine_color,
        ):  # fmt: skip
            if resource:
                resource.close()


def _rows_of(values: NDArray[Any]) -> Texture:
    """`(n, c)` as texels of two or four numbers, ROW a row: a shader sees no more than eight storage blocks, but more
    textures."""
    width, kind = (4, "rgba16f") if values.dtype == np.float16 else (2, "rg32f")
    flat = values.reshape(-1, width)
    rows = np.zeros((-(-len(flat) // ROW), ROW, width), values.dtype)
    rows.reshape(-1, width)[: len(flat)] = flat
    return Texture.of(rows, kind, smooth=False)
