"""Writes a `Model` as one GLB file: the same model gives the same bytes.

Follows glTF 2.0 (Khronos, section 4.4 for GLB) with sparse accessors for morph targets; toon materials are written as
VRMC_materials_mtoon 1.0. Animations, cameras and lights are not written.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets.model import Model, Node, Skin
from assets.scene import Floats, Material, Mesh, MorphTarget, Primitive, Texture, Toon

Json = dict[str, Any]

_COMPONENT = {"float32": 5126, "uint32": 5125, "uint16": 5123, "uint8": 5121}
_ARRAY_BUFFER, _ELEMENT_ARRAY_BUFFER = 34962, 34963
_WRAP = {"repeat": 10497, "clamp": 33071, "mirror": 33648}
_MODES = {"points": 0, "lines": 1, "triangles": 4}


def glb_bytes(model: Model, extensions: Mapping[str, Any] | None = None, generator: str = "taihe") -> bytes:
    """The GLB file of a model.

    `extensions` are written as they are at the root (VRMC_vrm, VRMC_springBone ...) and named in `extensionsUsed`.
    Morph targets with a `(k, 3)` normal write sparse POSITION and NORMAL offsets; every target of a mesh's primitives
    must have the same name at the same index. ValueError when that does not hold.
    """
    body = _Body()
    root: Json = {"asset": {"version": "2.0", "generator": generator}}
    used = set(extensions or {})
    used |= {"VRMC_materials_mtoon" for m in model.materials if m.toon}
    used |= {"KHR_materials_unlit" for m in model.materials if m.unlit}
    used |= {"KHR_materials_emissive_strength" for m in model.materials if max(m.emissive) > 1.0}
    scenes = [{"name": s.name, "nodes": list(s.roots)} for s in model.scenes]
    roots = [i for i, node in enumerate(model.nodes) if node.parent < 0]
    samplers = sorted({_sampler(t) for t in model.textures})
    content: Json = {
        "extensionsUsed": sorted(used),
        "extensions": dict(extensions or {}),
        "scenes": scenes or [{"nodes": roots}],
        "nodes": _nodes(model.nodes),
        "meshes": [_mesh(body, mesh) for mesh in model.meshes],
        "skins": [_skin(body, skin) for skin in model.skins],
        "materials": [_material(material) for material in model.materials],
        "textures": [{"sampler": samplers.index(_sampler(t)), "source": i} for i, t in enumerate(model.textures)],
        "images": [_image(body, texture) for texture in model.textures],
        "samplers": [{"magFilter": mag, "minFilter": low, "wrapS": wrap, "wrapT": wrap} for mag, low, wrap in samplers],
        "accessors": body.accessors,
        "bufferViews": body.views,
        "buffers": [{"byteLength": len(body.data)}] if body.data else [],
    }
    root["scene"] = model.scene
    root |= {key: value for key, value in content.items() if value}
    text = json.dumps(root, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    if body.data:
        chunks += struct.pack("<I4s", len(body.data), b"BIN\0") + bytes(body.data)
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


class _Body:
    """The binary chunk while it grows, and the accessors and views into it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[Json] = []
        self.accessors: list[Json] = []
        self.known: dict[tuple[str, str, int | None, bytes], int] = {}

    def view(self, content: bytes, target: int | None = None) -> int:
        """Appends bytes (padded to four) as a buffer view and returns its index."""
        self.views.append({"buffer": 0, "byteOffset": len(self.data), "byteLength": len(content)})
        if target:
            self.views[-1]["target"] = target
        self.data += content + bytes(-len(content) % 4)
        return len(self.views) - 1

    def accessor(self, array: NDArray[Any], kind: str, target: int | None = None, **more: Any) -> int:
        """An accessor of this array, with a view of its own; equal arrays (shared vertices) are written once."""
        key = (array.dtype.name, kind, target, _little(array))
        if key not in self.known:
            self.known[key] = len(self.accessors)
            view = self.view(key[3], target)
            self.accessors.append({"bufferView": view, **_described(array, kind), **more})
        return self.known[key]

    def sparse(self, index: NDArray[np.integer[Any]], values: Floats, count: int) -> int:
        """Appends a sparse VEC3 accessor of `count` elements that are zero except at `index`."""
        order = np.argsort(index, kind="stable")
        index, values = index[order], values[order]
        touched = values.any(axis=1)
        index, values = index[touched], values[touched]
        dense = np.zeros((2, 3), np.float32)  # an untouched vertex is zero, so min and max include zero
        bounds = _bounds(np.concatenate([values, dense[: 1 if len(values) < count else 0]]) if len(values) else dense)
        entry: Json = {"componentType": 5126, "count": count, "type": "VEC3", **bounds}
        if len(values):
            small = index.astype(np.uint16 if count <= 0xFFFF else np.uint32)
            entry["sparse"] = {
                "count": len(values),
                "indices": {"bufferView": self.view(_little(small)), "componentType": _COMPONENT[small.dtype.name]},
                "values": {"bufferView": self.view(_little(values))},
            }
        self.accessors.append(entry)
        return len(self.accessors) - 1


def _little(array: NDArray[Any]) -> bytes:
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()


def _described(array: NDArray[Any], kind: str) -> Json:
    return {"componentType": _COMPONENT[array.dtype.name], "count": len(array), "type": kind}


def _bounds(array: Floats) -> Json:
    return {"min": array.min(axis=0).tolist(), "max": array.max(axis=0).tolist()}


def _nodes(nodes: tuple[Node, ...]) -> list[Json]:
    out: list[Json] = []
    for i, node in enumerate(nodes):
        entry: Json = {"name": node.name}
        children = [k for k, other in enumerate(nodes) if other.parent == i]
        defaults = Node("")
        if children:
            entry["children"] = children
        for key in ("translation", "rotation", "scale"):
            if tuple(getattr(node, key)) != getattr(defaults, key):
                entry[key] = [float(v) for v in getattr(node, key)]
        for key in ("mesh", "skin"):
            if getattr(node, key) >= 0:
                entry[key] = getattr(node, key)
        if node.weights is not None:
            entry["weights"] = node.weights.tolist()
        out.append(entry)
    return out


def _mesh(body: _Body, mesh: Mesh) -> Json:
    names = [t.name for t in mesh.primitives[0].targets]
    if any([t.name for t in p.targets] != names for p in mesh.primitives):
        raise ValueError(f"mesh {mesh.name!r}: its primitives differ in their morph targets")
    entry: Json = {"name": mesh.name, "primitives": [_primitive(body, p) for p in mesh.primitives]}
    if names:
        entry["weights"] = [0.0] * len(names)
        entry["extras"] = {"targetNames": names}
    return entry


def _primitive(body: _Body, p: Primitive) -> Json:
    def attribute(array: NDArray[Any] | None, kind: str, **more: Any) -> int | None:
        return None if array is None else body.accessor(array, kind, _ARRAY_BUFFER, **more)

    position = np.asarray(p.position, np.float32)
    attributes = {
        "POSITION": attribute(position, "VEC3", **_bounds(position)),
        "NORMAL": attribute(np.asarray(p.normal, np.float32), "VEC3") if p.normal.any() else None,
        "TANGENT": attribute(p.tangent, "VEC4"),
        "TEXCOORD_0": attribute(p.uv, "VEC2"),
        "TEXCOORD_1": attribute(p.uv2, "VEC2"),
        "COLOR_0": attribute(p.color, "VEC4", normalized=True),
    }
    if p.joints is not None and p.weights is not None:
        for k, first in enumerate(range(0, p.joints.shape[1], 4)):
            attributes[f"JOINTS_{k}"] = attribute(np.ascontiguousarray(p.joints[:, first : first + 4]), "VEC4")
            attributes[f"WEIGHTS_{k}"] = attribute(np.ascontiguousarray(p.weights[:, first : first + 4]), "VEC4")
    flat = p.indices.astype(np.uint16 if len(position) <= 0xFFFF else np.uint32)
    entry: Json = {
        "attributes": {name: index for name, index in attributes.items() if index is not None},
        "indices": body.accessor(flat, "SCALAR", _ELEMENT_ARRAY_BUFFER),
        "material": p.material,
        "mode": _MODES[p.topology],
    }
    if p.targets:
        entry["targets"] = [_target(body, target, len(position)) for target in p.targets]
    return entry


def _target(body: _Body, target: MorphTarget, count: int) -> Json:
    offsets = {"POSITION": target.position, "NORMAL": target.normal, "TANGENT": target.tangent}
    given = {name: np.asarray(array, np.float32) for name, array in offsets.items() if array is not None}
    return {name: body.sparse(target.index, array, count) for name, array in given.items()}


def _skin(body: _Body, skin: Skin) -> Json:
    square = np.zeros((len(skin.joints), 4, 4), np.float32)
    square[:, :3], square[:, 3, 3] = skin.inverse_bind, 1.0
    columns = np.swapaxes(square, 1, 2).reshape(-1, 16)
    joints = [int(j) for j in skin.joints]
    return {"name": skin.name, "joints": joints, "inverseBindMatrices": body.accessor(columns, "MAT4")}


def _sampler(texture: Texture) -> tuple[int, int, int]:
    return (9729, 9987, _WRAP[texture.wrap]) if texture.smooth else (9728, 9984, _WRAP[texture.wrap])


def _image(body: _Body, texture: Texture) -> Json:
    pixels = texture.pixels
    opaque = bool((pixels[..., 3] == 255).all())
    png = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels[..., :3] if opaque else pixels)).save(png, "PNG", compress_level=9)
    return {"name": texture.name, "bufferView": body.view(png.getvalue()), "mimeType": "image/png"}


def _material(m: Material) -> Json:
    def reference(index: int, **more: float) -> Json:
        return {"index": index, **more}

    pbr: Json = {"baseColorFactor": list(m.base_color), "metallicFactor": m.metallic, "roughnessFactor": m.roughness}
    entry: Json = {"name": m.name, "pbrMetallicRoughness": pbr}
    if m.base_color_texture >= 0:
        pbr["baseColorTexture"] = reference(m.base_color_texture)
    if m.metallic_roughness_texture >= 0:
        pbr["metallicRoughnessTexture"] = reference(m.metallic_roughness_texture)
    if m.normal_texture >= 0:
        entry["normalTexture"] = reference(m.normal_texture, scale=m.normal_scale)
    if m.occlusion_texture >= 0:
        entry["occlusionTexture"] = reference(m.occlusion_texture, strength=m.occlusion_strength)
    if m.emissive_texture >= 0:
        entry["emissiveTexture"] = reference(m.emissive_texture)
    strength = max(1.0, *m.emissive)
    if max(m.emissive) > 0.0:
        entry["emissiveFactor"] = [v / strength for v in m.emissive]
    if m.alpha_mode != "OPAQUE":
        entry["alphaMode"] = m.alpha_mode
    if m.alpha_mode == "MASK":
        entry["alphaCutoff"] = m.alpha_cutoff
    if m.double_sided:
        entry["doubleSided"] = True
    extensions: Json = {}
    if strength > 1.0:
        extensions["KHR_materials_emissive_strength"] = {"emissiveStrength": strength}
    if m.unlit:
        extensions["KHR_materials_unlit"] = {}
    if m.toon:
        extensions["VRMC_materials_mtoon"] = _mtoon(m.toon, m)
    return entry | ({"extensions": extensions} if extensions else {})


def _mtoon(toon: Toon, m: Material) -> Json:
    entry: Json = {
        "specVersion": "1.0",
        "shadeColorFactor": list(toon.shade_color),
        "shadingShiftFactor": toon.shading_shift,
        "shadingToonyFactor": toon.shading_toony,
        "parametricRimColorFactor": list(toon.rim_color),
        "parametricRimFresnelPowerFactor": toon.rim_power,
    }
    if m.alpha_mode == "BLEND":
        entry["transparentWithZWrite"] = True
    if m.base_color_texture >= 0:
        entry["shadeMultiplyTexture"] = {"index": m.base_color_texture}
    if toon.outline_width > 0.0:
        entry["outlineWidthMode"] = "worldCoordinates"
        entry["outlineWidthFactor"] = toon.outline_width
        entry["outlineColorFactor"] = list(toon.outline_color)
    return entry
