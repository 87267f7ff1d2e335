"""Writes a `Model` as one GLB file: the same model gives the same bytes.

Follows glTF 2.0 (Khronos, section 4.4 for GLB) with sparse accessors for morph targets; what is not glTF's own goes
through the extension that the reader knows it from.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.glb_body import ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER, Body, Json, bounds
from assets.glb_materials import image_json, material_json, sampler_of
from assets.glb_nodes import animation_json, camera_json, light_json, nodes_json
from assets.glb_vertices import valid
from assets.model import Model, Skin
from assets.scene import Mesh, MorphTarget, Primitive
from assets.vertices import uv_of

_MODES = {"points": 0, "lines": 1, "triangles": 4}


def glb_bytes(model: Model, extensions: Mapping[str, Any] | None = None, generator: str = "taihe") -> bytes:
    """The GLB file of a model.

    `extensions` are written as they are at the root (VRMC_vrm, VRMC_springBone ...) and named in `extensionsUsed`.
    Morph targets with a `(k, 3)` normal write sparse POSITION and NORMAL offsets; every target of a mesh's primitives
    must have the same name at the same index. ValueError when that does not hold.
    """
    body = Body()
    root: Json = {"asset": {"version": "2.0", "generator": generator}}
    more = dict(extensions or {})
    if model.lights:
        more["KHR_lights_punctual"] = {"lights": [light_json(light) for light in model.lights]}
    scenes = [{"name": s.name, **({"nodes": list(s.roots)} if s.roots else {})} for s in model.scenes]
    roots = [i for i, node in enumerate(model.nodes) if node.parent < 0]
    samplers = sorted({sampler_of(t) for t in model.textures})
    # glTF has no empty meshes
    full = [i for i, mesh in enumerate(model.meshes) if mesh.primitives]
    content: Json = {
        "extensions": more,
        "scenes": scenes or [{"nodes": roots}],
        "nodes": nodes_json(body, model, {mesh: i for i, mesh in enumerate(full)}),
        "cameras": [camera_json(lens) for lens in model.lenses],
        "meshes": [_mesh(body, model.meshes[i], model) for i in full],
        "skins": [_skin(body, skin) for skin in model.skins],
        "materials": [material_json(material) for material in model.materials],
        "textures": [{"sampler": samplers.index(sampler_of(t)), "source": i} for i, t in enumerate(model.textures)],
        "images": [image_json(body, texture) for texture in model.textures],
        "samplers": [dict(zip(("magFilter", "minFilter", "wrapS", "wrapT"), s, strict=True)) for s in samplers],
    }
    content["animations"] = [animation_json(body, a, content) for a in model.animations if a.duration > 0.0]
    content |= {"accessors": body.accessors, "bufferViews": body.views}
    content["buffers"] = [{"byteLength": len(body.data)}] if body.data else []
    root["scene"] = model.scene
    root |= {key: value for key, value in content.items() if value}
    used = sorted(set(_extensions(root)))
    root |= {"extensionsUsed": used} if used else {}
    text = json.dumps(root, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    if body.data:
        chunks += struct.pack("<I4s", len(body.data), b"BIN\0") + bytes(body.data)
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def _extensions(value: Any) -> Iterator[str]:
    """The names of all extensions in a piece of JSON."""
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _extensions(item)
    if isinstance(value, dict):
        yield from value.get("extensions", ())


def _mesh(body: Body, mesh: Mesh, model: Model) -> Json:
    names = [t.name for t in mesh.primitives[0].targets]
    if any([t.name for t in p.targets] != names for p in mesh.primitives):
        raise ValueError(f"mesh {mesh.name!r}: its primitives differ in their morph targets")
    entry: Json = {"name": mesh.name, "primitives": [_primitive(body, valid(p, model)) for p in mesh.primitives]}
    if names:
        entry["weights"] = [0.0] * len(names)
        entry["extras"] = {"targetNames": names}
    return entry


def _primitive(body: Body, p: Primitive) -> Json:
    def attribute(array: NDArray[Any] | None, kind: str, **more: Any) -> int | None:
        return None if array is None else body.accessor(array, kind, ARRAY_BUFFER, **more)

    position = np.asarray(p.position, np.float32)
    attributes = {
        "POSITION": attribute(position, "VEC3", **bounds(position)),
        "NORMAL": attribute(np.asarray(p.normal, np.float32), "VEC3") if p.normal.any() else None,
        "TANGENT": attribute(p.tangent, "VEC4"),
        "TEXCOORD_0": attribute(p.uv, "VEC2"),
    }
    for k in range(1, 1 + (0 if p.further_uv is None else p.further_uv.shape[1] // 2)):
        attributes[f"TEXCOORD_{k}"] = attribute(np.asarray(uv_of(p, k), np.float32), "VEC2")
    if p.color is not None:
        plain = p.color.dtype == np.uint8
        attributes["COLOR_0"] = attribute(p.color, "VEC4", **({"normalized": True} if plain else {}))
    if p.joints is not None and p.weights is not None:
        for k, first in enumerate(range(0, p.joints.shape[1], 4)):
            attributes[f"JOINTS_{k}"] = attribute(np.ascontiguousarray(p.joints[:, first : first + 4]), "VEC4")
            attributes[f"WEIGHTS_{k}"] = attribute(np.ascontiguousarray(p.weights[:, first : first + 4]), "VEC4")
    flat = p.indices.astype(np.uint16 if len(position) <= 0xFFFF else np.uint32)
    entry: Json = {
        "attributes": {name: index for name, index in attributes.items() if index is not None},
        "indices": body.accessor(flat, "SCALAR", ELEMENT_ARRAY_BUFFER),
        "material": p.material,
        "mode": _MODES[p.topology],
    }
    if p.targets:
        entry["targets"] = [_target(body, target, len(position)) for target in p.targets]
    return entry


def _target(body: Body, target: MorphTarget, count: int) -> Json:
    offsets = {"POSITION": target.position, "NORMAL": target.normal, "TANGENT": target.tangent}
    given = {name: np.asarray(array, np.float32) for name, array in offsets.items() if array is not None}
    return {name: body.sparse(target.index, array, count) for name, array in given.items()}


def _skin(body: Body, skin: Skin) -> Json:
    square = np.zeros((len(skin.joints), 4, 4), np.float32)
    square[:, :3], square[:, 3, 3] = skin.inverse_bind, 1.0
    columns = np.swapaxes(square, 1, 2).reshape(-1, 16)
    joints = [int(j) for j in skin.joints]
    return {"name": skin.name, "joints": joints, "inverseBindMatrices": body.accessor(columns, "MAT4")}
