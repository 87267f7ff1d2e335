"""KHR_animation_pointer: which properties of a document can change, after the glTF 2.0 Object Model (Khronos)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from assets.gltf_container import Document, Json
from assets.gltf_materials import READ
from assets.gltf_nodes import WIDEST, light_entries

_ANY, _POSITIVE, _UNIT = (-math.inf, math.inf), (0.0, math.inf), (0.0, 1.0)
_TRANSFORM = {"offset": (2, _ANY), "scale": (2, _ANY), "rotation": (1, _ANY)}
_LIGHT = {
    ("color",): (3, _UNIT),
    ("intensity",): (1, _POSITIVE),
    ("range",): (1, _POSITIVE),
    ("spot", "innerConeAngle"): (1, (0.0, math.pi / 2)),
    ("spot", "outerConeAngle"): (1, (0.0, math.pi / 2)),
}
_LENS = {
    ("perspective", "yfov"): (1, (1e-4, WIDEST)),
    ("perspective", "znear"): (1, (1e-6, math.inf)),
    ("perspective", "zfar"): (1, (1e-6, math.inf)),
    ("orthographic", "xmag"): (1, _ANY),
    ("orthographic", "ymag"): (1, _ANY),
    ("orthographic", "znear"): (1, (1e-6, math.inf)),
    ("orthographic", "zfar"): (1, (1e-6, math.inf)),
}
_MATERIAL = {
    "baseColorFactor": (4, _UNIT),
    "metallicFactor": (1, _UNIT),
    "roughnessFactor": (1, _UNIT),
    "emissiveFactor": (3, _UNIT),
    "alphaCutoff": (1, _POSITIVE),
    "scale": (1, _ANY),
    "strength": (1, _UNIT),
    "emissiveStrength": (1, _POSITIVE),
    "ior": (1, _POSITIVE),
    "specularFactor": (1, _UNIT),
    "specularColorFactor": (3, _POSITIVE),
    "clearcoatFactor": (1, _UNIT),
    "clearcoatRoughnessFactor": (1, _UNIT),
    "sheenColorFactor": (3, _UNIT),
    "sheenRoughnessFactor": (1, _UNIT),
    "transmissionFactor": (1, _UNIT),
    "thicknessFactor": (1, _POSITIVE),
    "attenuationDistance": (1, (1e-6, math.inf)),
    "attenuationColor": (3, _UNIT),
    "dispersion": (1, _POSITIVE),
    "iridescenceFactor": (1, _UNIT),
    "iridescenceIor": (1, (1.0, math.inf)),
    "iridescenceThicknessMinimum": (1, _POSITIVE),
    "iridescenceThicknessMaximum": (1, _POSITIVE),
    "anisotropyStrength": (1, _UNIT),
    "anisotropyRotation": (1, _ANY),
    "diffuseTransmissionFactor": (1, _UNIT),
    "diffuseTransmissionColorFactor": (3, _UNIT),
}
"""Components and limits by the last key."""


@dataclass(frozen=True)
class Place:
    """A property: of which thing, the keys that lead to it, how many numbers it has and where they lie."""

    kind: Literal["node", "mesh", "material", "light", "lens"]
    index: int
    path: tuple[str, ...]
    width: int = 0
    limits: tuple[float, float] = _ANY

    def __str__(self) -> str:
        return f"{'/'.join(self.path)} of {self.kind} {self.index}"


def find_place(document: Document, pointer: str) -> Place | str:
    """Where a JSON pointer (RFC 6901) leads, or why nothing there can change."""
    keys = tuple(key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])
    if keys[:3] == ("extensions", "KHR_lights_punctual", "lights"):
        keys = ("lights", *keys[3:])
    if len(keys) < 3 or not keys[1].isdecimal() or len(keys[1]) > 9:
        return "no property of a node, mesh, material, light or camera"
    collection, index, path = keys[0], int(keys[1]), keys[2:]
    entries = light_entries(document) if collection == "lights" else document.root.get(collection)
    if not isinstance(entries, list) or index >= len(entries):
        return "there is no such thing in the file"
    found = _property(document, collection, index, path, entries[index])
    return found or "it is not read or cannot change"


def _property(document: Document, collection: str, index: int, path: tuple[str, ...], entry: Json) -> Place | None:
    if collection == "nodes" and path in (("translation",), ("rotation",), ("scale",), ("weights",)):
        return Place("node", index, path)
    if collection == "nodes" and path == ("extensions", "KHR_node_visibility", "visible"):
        return Place("node", index, ("visible",))
    if collection == "meshes" and path == ("weights",):
        return Place("mesh", index, path)
    if collection in ("nodes", "meshes") and len(path) == 2 and path[0] == "weights":
        mesh = entry.get("mesh", -1) if collection == "nodes" else index
        return _one_weight(document, collection, index, path, mesh)
    if collection == "lights" and path in _LIGHT and (path[0] != "spot" or entry["type"] == "spot"):
        return Place("light", index, path, *_LIGHT[path])
    if collection == "cameras" and path in _LENS and path[0] in entry:
        return Place("lens", index, path, *_LENS[path])
    return _of_material(index, path, entry) if collection == "materials" else None


def _one_weight(document: Document, collection: str, index: int, path: tuple[str, ...], mesh: int) -> Place | None:
    """One of the morph targets of a mesh, which may be a node's."""
    targets = document.items("meshes")[mesh]["primitives"][0].get("targets", ()) if mesh >= 0 else ()
    if not path[1].isdecimal() or len(path[1]) > 9 or int(path[1]) >= len(targets):
        return None
    return Place("node" if collection == "nodes" else "mesh", index, path, 1)


def _of_material(index: int, path: tuple[str, ...], entry: Json) -> Place | None:
    """A factor, or a part of a texture's transform, of what is read of the material."""
    read = set(READ) - {"KHR_materials_pbrSpecularGlossiness"}
    if any(path[k] == "extensions" and path[k + 1] not in read for k in range(len(path) - 1)):
        return None
    last = path[-1]
    textures = [k for k, key in enumerate(path) if key.endswith("Texture")]
    if textures:
        holder: object = entry
        for key in path[: textures[0] + 1]:
            holder = holder.get(key) if isinstance(holder, dict) else None
        below = path[textures[0] + 1 :]
        if not isinstance(holder, dict):
            return None
        if below[:2] == ("extensions", "KHR_texture_transform") and len(below) == 3 and last in _TRANSFORM:
            return Place("material", index, path, *_TRANSFORM[last])
        if len(below) > 1:
            return None
    elif last in ("scale", "strength"):
        return None
    return Place("material", index, path, *_MATERIAL[last]) if last in _MATERIAL else None


def moving_coordinates(document: Document) -> frozenset[int]:
    """Materials whose texture transforms some animation changes."""
    found = set()
    for animation in document.items("animations"):
        for channel in animation["channels"]:
            extensions = channel["target"].get("extensions", {})
            pointer = extensions.get("KHR_animation_pointer", {}).get("pointer", "")
            place = find_place(document, pointer) if "KHR_texture_transform" in pointer else None
            if isinstance(place, Place):
                found.add(place.index)
    return frozenset(found)
