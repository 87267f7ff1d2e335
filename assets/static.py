"""Static meshes in OBJ, PLY and STL files, read by trimesh into a `Model`."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import trimesh
from numpy.typing import NDArray

from assets.errors import InputError
from assets.files import read_bytes
from assets.image import MAX_PIXELS
from assets.model import Model, Node, SceneRoots
from assets.scene import Bytes, Floats, Material, Mesh, Primitive, Texture

CREASE = float(np.cos(np.radians(40.0)))
"""Faces that meet at a sharper angle keep an edge between them."""

_MOST_FACES_AT_A_VERTEX = 64
_FARTHEST = 1e30


def load_static(path: Path, allow_external: bool = False) -> Model:
    """The triangles of an OBJ, PLY or STL file with their colours and base colour textures, and PLY's clouds of points.

    Material and texture files are read from the file's own folder only, unless `allow_external`. Normals the file lacks
    are smoothed across edges of less than 40 degrees. InputError for a file that is missing or cannot be read.
    """
    kind = path.suffix.lower().lstrip(".")
    data = read_bytes(path)
    if kind == "stl":
        _check_stl(data, path)
    if kind == "obj":
        data = _utf8(data)
    beside = _Beside(path, allow_external)
    try:
        scene = trimesh.load_scene(io.BytesIO(data), file_type=kind, resolver=beside, process=False)
        found = [g for g in scene.geometry.values() if isinstance(g, trimesh.Trimesh) and len(g.faces)]
        # vertices alone mean points in a PLY file; in the others something is missing
        whole = scene.geometry.values() if kind == "ply" else ()
        clouds = [g for g in whole if isinstance(g, trimesh.PointCloud) and len(g.vertices)]
        others = len(scene.geometry) - len(found) - len(clouds)
        built = _Parts(beside.dropped)
        primitives = tuple(built.primitive(geometry) for geometry in found) + tuple(map(built.cloud, clouds))
    except Exception as e:  # trimesh's readers raise whatever they trip over
        raise InputError(f"broken or incomplete {kind.upper()} file ({e or type(e).__name__})", path) from e
    if not primitives:
        raise InputError(f"no triangles or points in this {kind.upper()} file", path)
    if others:
        beside.dropped.append(f"{others} parts without triangles or points are left out")
    return Model(
        path.stem,
        nodes=(Node(path.stem, mesh=0),),
        meshes=(Mesh(path.stem, primitives),),
        materials=tuple(built.materials),
        textures=tuple(built.textures),
        scenes=(SceneRoots(path.stem, (0,)),),
        dropped=tuple(dict.fromkeys(beside.dropped)),
    )


def _check_stl(data: bytes, path: Path) -> None:
    """A binary STL file is as long as its header promises; trimesh would take any other for text."""
    if len(data) >= 84:
        promised = 84 + 50 * int.from_bytes(data[80:84], "little")
        if promised == len(data):
            return
        if not data.lstrip().startswith(b"solid"):
            raise InputError(f"byte 80: promises {promised} bytes, the file has {len(data)}", path)
    if b"facet" not in data or not data.isascii():
        raise InputError(f"byte {len(data)}: neither a whole binary nor a text STL file", path)


def _utf8(text: bytes) -> bytes:
    """OBJ and MTL name no encoding. What is not UTF-8 is read byte by byte, so that names match all the same."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1").encode()
    return text


class _Beside(trimesh.resolvers.Resolver):
    """Gives trimesh the files beside the model, and notes what it could not have."""

    def __init__(self, file: Path, allow_external: bool) -> None:
        self.folder, self.allow_external = file.parent.resolve(), allow_external
        self.dropped: list[str] = []

    def get(self, key: str) -> bytes:
        target = (self.folder / key.strip().replace("\\", "/")).resolve()
        if not self.allow_external and not target.is_relative_to(self.folder):
            self.dropped.append(f"{key!r} is outside the model's folder and was not read")
            raise FileNotFoundError(key)
        try:
            data = read_bytes(target)
        except InputError as e:
            self.dropped.append(f"{key!r}: {'no such file' if not target.exists() else 'cannot be read'}")
            raise FileNotFoundError(key) from e
        return _utf8(data) if target.suffix.lower() == ".mtl" else data

    def keys(self) -> list[str]:
        return []

    def write(self, name: str, data: Any) -> None:
        raise PermissionError(name)

    def namespaced(self, namespace: str) -> _Beside:
        return self


class _Parts:
    """Primitives with the materials and textures they use."""

    def __init__(self, dropped: list[str]) -> None:
        self.materials: list[Material] = []
        self.textures: list[Texture] = []
        self.dropped = dropped

    def primitive(self, geometry: Any) -> Primitive:
        faces = np.asarray(geometry.faces, np.int64)
        position = np.asarray(geometry.vertices, np.float64)
        if position.shape[1:] != (3,) or not (np.abs(position) < _FARTHEST).all():
            raise ValueError("a vertex is not three numbers")
        if faces.min() < 0 or faces.max() >= len(position):
            raise ValueError("a vertex is missing")
        corners = faces.reshape(-1)
        # trimesh makes up normals the file lacks unless asked for its cache alone
        given = geometry._cache.cache.get("vertex_normals")
        normal = np.asarray(given)[corners] if given is not None else creased_normals(position, faces)
        uv, color = self._uv(geometry), self._color(geometry)
        columns = [position[corners], normal, *(part[corners] for part in (uv, color) if part is not None)]
        rows = np.ascontiguousarray(np.concatenate(columns, 1), np.float32)
        _, first, indices = np.unique(rows.view(f"V{rows.shape[1] * 4}")[:, 0], return_index=True, return_inverse=True)
        keep = corners[first]
        return Primitive(
            position=rows[first, :3].copy(),
            normal=rows[first, 3:6].copy(),
            indices=indices.astype(np.uint32),
            material=self._material(geometry),
            uv=None if uv is None else uv[keep].astype(np.float32),
            color=None if color is None else color[keep],
        )

    def cloud(self, points: Any) -> Primitive:
        position = np.asarray(points.vertices, np.float64)
        if position.shape[1:] != (3,) or not (np.abs(position) < _FARTHEST).all():
            raise ValueError("a point is not three numbers")
        colors = np.asarray(points.colors) if points.colors is not None else np.zeros((0, 4))
        self.materials.append(Material("points", roughness=0.7))
        return Primitive(
            position.astype(np.float32),
            np.zeros(position.shape, np.float32),
            np.arange(len(position), dtype=np.uint32),
            len(self.materials) - 1,
            color=_linear(colors) if colors.shape == (len(position), 4) else None,
            topology="points",
        )

    def _uv(self, geometry: Any) -> Floats | None:
        uv = getattr(geometry.visual, "uv", None)
        # these formats count v from the picture's bottom, glTF from its top
        if uv is None or len(uv) != len(geometry.vertices):
            return None
        return np.stack([np.asarray(uv, np.float32)[:, 0], 1.0 - np.asarray(uv, np.float32)[:, 1]], 1)

    def _color(self, geometry: Any) -> Bytes | None:
        if geometry.visual.kind not in ("vertex", "face"):
            return None
        return _linear(geometry.visual.vertex_colors)

    def _material(self, geometry: Any) -> int:
        source = getattr(geometry.visual, "material", None)
        if source is None:
            self.materials.append(Material("default", roughness=0.7))
            return len(self.materials) - 1
        pbr = source.to_pbr() if hasattr(source, "to_pbr") else source
        factor = np.asarray(pbr.baseColorFactor if pbr.baseColorFactor is not None else (255, 255, 255, 255), float)
        r, g, b, a = (factor / 255.0 if factor.max() > 1.0 else factor).tolist()
        rough = 0.7 if pbr.roughnessFactor is None else float(pbr.roughnessFactor)
        texture = self._texture(pbr.baseColorTexture)
        name = str(getattr(source, "name", None) or f"material{len(self.materials)}")
        material = Material(name, (r, g, b, a), roughness=rough, base_color_texture=texture)
        self.materials.append(replace(material, alpha_mode="BLEND") if a < 1.0 else material)
        return len(self.materials) - 1

    def _texture(self, picture: Any) -> int:
        if picture is None:
            return -1
        name = str(picture.info.get("file_path", f"picture{len(self.textures)}"))
        if picture.width * picture.height > MAX_PIXELS:
            self.dropped.append(f"{name!r}: more than {MAX_PIXELS} pixels")
            return -1
        self.textures.append(Texture(name, np.array(picture.convert("RGBA"))))
        return len(self.textures) - 1


def _linear(colors: Any) -> Bytes:
    """Opaque linear bytes of sRGB ones `(n, 4)`."""
    encoded = np.asarray(colors, np.float64) / 255.0
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    out = np.full((len(encoded), 4), 255, np.uint8)
    out[:, :3] = np.round(linear[:, :3] * 255.0)
    return out


def creased_normals(position: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.float64]:
    """Normals `(3 * f, 3)` of the corners of `faces` `(f, 3)`: area-weighted means over the faces at the same point
    that turn by less than 40 degrees from the corner's own."""
    a, b, c = (position[faces[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    area = np.linalg.norm(cross, axis=1, keepdims=True)
    face = np.where(area > 0.0, cross / np.where(area > 0.0, area, 1.0), (0.0, 0.0, 1.0))
    _, point = np.unique(position, axis=0, return_inverse=True)
    corner_point = point.reshape(-1)[faces.reshape(-1)]
    order = np.argsort(corner_point, kind="stable")
    valence = np.bincount(corner_point)
    start = np.cumsum(valence) - valence
    own = np.repeat(np.arange(len(faces)), 3)
    total = cross[own]
    usual = valence[corner_point] <= _MOST_FACES_AT_A_VERTEX
    for k in range(min(int(valence.max()), _MOST_FACES_AT_A_VERTEX)):
        corner = np.flatnonzero(usual & (k < valence[corner_point]))
        other = own[order[start[corner_point[corner]] + k]]
        smooth = (np.sum(face[own[corner]] * face[other], 1) > CREASE) & (other != own[corner])
        total[corner[smooth]] += cross[other[smooth]]
    length = np.linalg.norm(total, axis=1, keepdims=True)
    return np.where(length > 0.0, total / np.where(length > 0.0, length, 1.0), face[own])
