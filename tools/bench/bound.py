"""The bare loop that a renderer is measured against: every draw of a scene in one glMultiDrawElementsIndirect.

Per-draw data are instanced attributes, the shader is as small as the picture allows, nothing is culled or kept but
the buffers, and the picture is read back. Joints lie in a texture and skin in the vertex shader; a shadow map, where
anything casts one, is drawn anew in each frame.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets.scene import Bytes, Frame, Material, Scene, Vec3
from assets.scene import Texture as Picture
from render import gl
from render.context import Context
from render.culling import COMMAND
from render.graph import TextureDesc
from render.light_grid import GRID_DEFINES, LightGrid
from render.light_records import light_use
from render.resources import Buffer, Framebuffer, Resource, Texture, VertexArray
from render.shader import Program, Programs
from render.views import camera_view, look_at, orthographic

_VERTEX = np.dtype(
    [("position", "<f4", (3,)), ("normal", "<f4", (3,)), ("uv", "<f4", (2,)), ("tangent", "<f4", (4,))]
    + [("joints", "<u2", (4,)), ("weights", "<f4", (4,))]
)
_DRAW = np.dtype([("rows", "<f4", (3, 4)), ("color", "<f4", (4,)), ("draw", "<f4", (4,))])
_SHADOW = 2048
_FILES = {f"bound.{stage}.glsl": Path(__file__).with_name(f"bound.{stage}.glsl") for stage in ("vert", "frag")}


class Bound:
    """Owns a context and the scene's data in it. `render` draws a frame; close it or use `with`."""

    def __init__(self, scene: Scene, size: tuple[int, int], device: int | None = None) -> None:
        self.context = Context(device)
        self._scene, self._size = scene, size
        commands, vertices, indices, draws = flatten(scene)
        self._count = len(commands)
        self._buffers = [Buffer(x) for x in (commands, vertices, indices, draws)]
        self._array = _vertex_array(*self._buffers[1:])
        self._programs = Programs({**GRID_DEFINES, **light_use(scene.lights).defines()})
        self._skinned, self._textured = bool(scene.figures), bool(scene.textures)
        self._shadowed = any("no_shadow" not in batch.layer for batch in scene.batches)
        joints = sum(len(f.rest.joints) for f in scene.figures)
        self._joints = Texture(TextureDesc((3, max(joints, 1)), "rgba32f", smooth=False))
        self._maps = _maps(scene)
        self._lamps = LightGrid()
        self._color, self._depth = Texture(TextureDesc(size, "rgba8")), Texture(TextureDesc(size, "d32f"))
        self._shadow = Texture(TextureDesc((_SHADOW, _SHADOW), "d32f", compare=True))
        self._target, self._light = Framebuffer([self._color], self._depth), Framebuffer([], self._shadow)
        points = np.concatenate([batch.transform[:, :, 3] for batch in scene.batches])
        self._middle, self._reach = points.mean(0), float(np.ptp(points, axis=0).max()) + 4.0

    def render(self, frame: Frame) -> Bytes:
        """The picture, `(h, w, 4)` uint8, bottom row first; alpha is 0 where nothing is."""
        self.context.make_current()
        gl.glClipControl(gl.GL_LOWER_LEFT, gl.GL_ZERO_TO_ONE)
        for capability in (gl.GL_DEPTH_TEST, gl.GL_CULL_FACE):
            gl.glEnable(capability)
        gl.glDepthFunc(gl.GL_GEQUAL)
        if self._skinned:
            poses = [frame.poses.get(i, f.rest).joints for i, f in enumerate(self._scene.figures)]
            self._joints.upload(np.concatenate(poses))
        self._joints.bind(0)
        for unit, texture in enumerate(self._maps, 1):
            texture.bind(unit)
        if len(self._scene.lights):
            self._lamps.update(self._scene.lights if frame.lights is None else frame.lights)
            self._lamps.bind()
        self._array.bind()
        gl.glBindBuffer(gl.GL_DRAW_INDIRECT_BUFFER, self._buffers[0].name)
        light = self._light_matrix()
        if self._shadowed:
            self._draw(self._light, self._program(depth_only=True), light)
            self._shadow.bind(3)
        program = self._program()
        program["light_matrix"], program["light_masks"] = light, self._lamps.masks
        program["sun"], program["eye"] = _sun(self._scene), frame.camera.eye
        self._draw(self._target, program, camera_view(frame.camera, self._size).view_projection)
        out = np.empty((self._size[1], self._size[0], 4), np.uint8)
        gl.glReadPixels(0, 0, *self._size, gl.GL_RGBA, gl.GL_UNSIGNED_BYTE, out)
        return out

    def _draw(self, target: Framebuffer, program: Program, matrix: NDArray[np.float64]) -> None:
        target.bind()
        gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
        if target is self._target:
            gl.glClearBufferfv(gl.GL_COLOR, 0, np.array([0.1, 0.1, 0.12, 0.0], np.float32))
        program["view_projection"] = matrix
        program.use()
        gl.multi_draw_indirect(0, self._count, COMMAND.itemsize)

    def _program(self, depth_only: bool = False) -> Program:
        flags = {
            "SKINNED": self._skinned,
            "TEXTURED": self._textured and not depth_only,
            "LAMPS": len(self._scene.lights) > 0 and not depth_only,
            "SHADOWED": self._shadowed and not depth_only,
            "DEPTH_ONLY": depth_only,
        }
        defines = {name: 1 for name, on in flags.items() if on}
        fragment = "depth.frag.glsl" if depth_only else "bound.frag.glsl"
        return self._programs.get(fragment, "bound.vert.glsl", defines=defines, files=_FILES)

    def _light_matrix(self) -> NDArray[np.float64]:
        sun = np.asarray(_sun(self._scene))
        return np.asarray(
            orthographic(self._reach, 2 * self._reach) @ look_at(self._middle, self._middle - sun, (0, 1, 0))
        )

    def close(self) -> None:
        self.context.make_current()
        textures = (self._joints, self._color, self._depth, self._shadow, *self._maps)
        owned: tuple[Resource, ...] = (self._target, self._light, *textures, self._array, *self._buffers)
        for resource in owned:
            resource.close()
        self._lamps.close()
        self._programs.close()
        self.context.close()

    def __enter__(self) -> Bound:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _sun(scene: Scene) -> Vec3:
    return scene.studio.direction if scene.studio else scene.sky.sun_direction


def flatten(scene: Scene) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.uint32], NDArray[Any]]:
    """(commands, vertices, indices, draws) of every primitive of every batch, meshes once."""
    joint = np.cumsum([0, *(len(f.rest.joints) for f in scene.figures)])
    color_layers, data_layers = (layers(scene, srgb) for srgb in (True, False))
    places: dict[tuple[int, int], tuple[int, int, int]] = {}
    vertices, indices, commands, draws = [], [], [], []
    first_vertex = first_index = first_draw = 0
    for batch in scene.batches:
        for p, primitive in enumerate(scene.meshes[batch.mesh].primitives):
            if (batch.mesh, p) not in places:
                part = np.zeros(len(primitive.position), _VERTEX)
                for name in ("position", "normal", "uv", "tangent", "joints", "weights"):
                    values = getattr(primitive, name)
                    if values is not None:
                        part[name] = values[:, : part[name].shape[1]]
                places[batch.mesh, p] = (len(primitive.indices), first_index, first_vertex)
                vertices.append(part)
                indices.append(np.asarray(primitive.indices, np.uint32))
                first_vertex, first_index = first_vertex + len(part), first_index + len(primitive.indices)
            n, (count, index, vertex) = len(batch.transform), places[batch.mesh, p]
            m = scene.materials[primitive.material] if scene.materials else Material()
            rows = np.zeros(n, _DRAW)
            rows["rows"] = batch.transform
            rows["color"] = np.array(m.base_color) * [*batch.tint[0, :3], 1.0]
            maps = color_layers.get(m.base_color_texture, -1), data_layers.get(m.metallic_roughness_texture, -1)
            rows["draw"] = (
                joint[batch.figure] if batch.figure >= 0 else -1,
                *maps,
                data_layers.get(m.normal_texture, -1),
            )
            commands.append((count, n, index, vertex, first_draw))
            draws.append(rows)
            first_draw += n
    return np.array(commands, COMMAND), np.concatenate(vertices), np.concatenate(indices), np.concatenate(draws)


def layers(scene: Scene, srgb: bool) -> dict[int, int]:
    """Texture index -> layer, of the pictures of one encoding."""
    return {t: layer for layer, t in enumerate(i for i, x in enumerate(scene.textures) if x.srgb == srgb)}


def _maps(scene: Scene) -> list[Texture]:
    """One array of colours and one of data, every picture at the size of the largest."""
    out = []
    for srgb in (True, False):
        pictures = [scene.textures[i] for i in layers(scene, srgb)]
        if not pictures:
            continue
        side = min(2048, max(max(p.pixels.shape[:2]) for p in pictures))
        array = Texture(
            TextureDesc((side, side), "srgba8" if srgb else "rgba8", side.bit_length(), len(pictures), wrap="repeat")
        )
        for layer, picture in enumerate(pictures):
            array.upload(_resized(picture, side), layer=layer)
        array.make_mipmaps()
        out.append(array)
    return out


def _resized(picture: Picture, side: int) -> Bytes:
    return np.asarray(Image.fromarray(picture.pixels).resize((side, side)))


def _vertex_array(vertices: Buffer, indices: Buffer, draws: Buffer) -> VertexArray:
    array = VertexArray()
    name = array.name
    gl.glVertexArrayElementBuffer(name, indices.name)
    gl.glVertexArrayVertexBuffer(name, 0, vertices.name, 0, _VERTEX.itemsize)
    gl.glVertexArrayVertexBuffer(name, 1, draws.name, 0, _DRAW.itemsize)
    gl.glVertexArrayBindingDivisor(name, 1, 1)
    for location, (size, offset) in enumerate([(3, 0), (3, 12), (2, 24), (4, 32), (4, 48), (4, 56)]):
        gl.glEnableVertexArrayAttrib(name, location)
        if location == 4:
            gl.glVertexArrayAttribIFormat(name, location, size, gl.GL_UNSIGNED_SHORT, offset)
        else:
            gl.glVertexArrayAttribFormat(name, location, size, gl.GL_FLOAT, False, offset)
        gl.glVertexArrayAttribBinding(name, location, 0)
    for i in range(5):
        gl.glEnableVertexArrayAttrib(name, 6 + i)
        gl.glVertexArrayAttribFormat(name, 6 + i, 4, gl.GL_FLOAT, False, 16 * i)
        gl.glVertexArrayAttribBinding(name, 6 + i, 1)
    return array
