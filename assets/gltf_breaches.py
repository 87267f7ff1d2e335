"""Breaches of the glTF specification that harm nobody who draws the file: it loads, but `taihe check` names them.

The document has passed `check_document`. What is in buffers and pictures is looked at by `assets.gltf_contents`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from assets.gltf_accessors import element_size, known
from assets.gltf_check import ancestors, parents
from assets.gltf_container import Document, Json
from assets.gltf_meshopt import packing
from assets.schema import Fault, escape

_ATTRIBUTE = re.compile(r"POSITION|NORMAL|TANGENT|(TEXCOORD|COLOR|JOINTS|WEIGHTS)_(0|[1-9][0-9]*)|_.*", re.DOTALL)
_POINTER = re.compile(r"(/([^/~]|~[01])*)*")
_TARGETS = {34962: "vertices", 34963: "indices"}


def breaches(document: Document) -> Iterator[Fault]:
    """Each of them, where it is."""
    yield from _undeclared(document)
    for i, mesh in enumerate(document.items("meshes")):
        for k, primitive in enumerate(mesh["primitives"]):
            yield from _primitive(document, primitive, f"/meshes/{i}/primitives/{k}")
    yield from _views(document)
    yield from _animations(document)
    yield from _skinned_nodes(document)
    for i, node in enumerate(document.items("nodes")):
        if "matrix" in node and np.linalg.det(np.array(node["matrix"], np.float64).reshape(4, 4)) == 0.0:
            yield Fault(f"/nodes/{i}/matrix", "flattens what it moves: it has no rotation and scale")
    for i, image in enumerate(document.items("images")):
        if ("uri" in image) == ("bufferView" in image):
            yield Fault(f"/images/{i}", "must have a uri or a bufferView")
    lights = document.root.get("extensions", {}).get("KHR_lights_punctual", {}).get("lights", ())
    for i, light in enumerate(lights):
        if light["type"] == "spot" and "spot" not in light:
            yield Fault(f"/extensions/KHR_lights_punctual/lights/{i}", "'spot' is missing")


def _undeclared(document: Document) -> Iterator[Fault]:
    declared = set(document.root.get("extensionsUsed", ()))
    for i, name in enumerate(document.root.get("extensionsRequired", ())):
        if name not in declared:
            yield Fault(f"/extensionsRequired/{i}", f"{name} is not among extensionsUsed")
    stack: list[tuple[str, Any]] = [("", document.root)]
    while stack:
        at, value = stack.pop()
        if isinstance(value, dict):
            held = value.get("extensions")
            for name in held if isinstance(held, dict) else ():
                if name not in declared:
                    yield Fault(f"{at}/extensions/{escape(name)}", "is not among extensionsUsed")
            stack += [(f"{at}/{escape(key)}", v) for key, v in value.items() if key != "extras"]
        elif isinstance(value, list):
            stack += [(f"{at}/{i}", v) for i, v in enumerate(value) if isinstance(v, dict | list)]


def _primitive(document: Document, primitive: Json, at: str) -> Iterator[Fault]:
    accessors, attributes = document.items("accessors"), primitive["attributes"]
    for name, number in attributes.items():
        here = f"{at}/attributes/{escape(name)}"
        yield from _attribute(accessors[number], name, here)
        if not _aligned(document, accessors[number]):
            yield Fault(here, "each element must begin at a multiple of 4 bytes")
    for kind in ("TEXCOORD", "COLOR", "JOINTS", "WEIGHTS"):
        found = sum(name.startswith(f"{kind}_") for name in attributes)
        if any(f"{kind}_{k}" not in attributes for k in range(found)):
            yield Fault(f"{at}/attributes", f"{kind} attributes must be counted from 0 without a gap")
    for t, target in enumerate(primitive.get("targets", ())):
        if not target:
            yield Fault(f"{at}/targets/{t}", "must not be empty")
        for name, number in target.items():
            here = f"{at}/targets/{t}/{escape(name)}"
            yield from _attribute(accessors[number], name, here)
            if name not in attributes and _ATTRIBUTE.fullmatch(name):
                yield Fault(here, "is not an attribute of the primitive")
            if name == "TANGENT" and accessors[number]["type"] == "VEC4":
                yield Fault(here, "VEC4 cannot be a change of TANGENT")
    if "material" in primitive and "TANGENT" not in attributes and primitive.get("mode", 4) > 3:
        yield from _tangents(document.items("materials")[primitive["material"]], f"{at}/material")
    taken: set[int] = set()
    mappings = primitive.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", ())
    for m, mapping in enumerate(mappings):
        for v, variant in enumerate(mapping["variants"]):
            if variant in taken:
                place = f"{at}/extensions/KHR_materials_variants/mappings/{m}/variants/{v}"
                yield Fault(place, f"variant {variant} has a material already")
            taken.add(variant)


def _aligned(document: Document, accessor: Json) -> bool:
    """Whether its elements, which lie closely where their view has no stride, are multiples of four bytes long."""
    view = document.items("bufferViews")[accessor["bufferView"]] if "bufferView" in accessor else {"byteStride": 4}
    return "byteStride" in view or packing(view) is not None or not known(accessor) or element_size(accessor) % 4 == 0


def _attribute(accessor: Json, name: str, at: str) -> Iterator[Fault]:
    if not _ATTRIBUTE.fullmatch(name):
        yield Fault(at, "is no attribute of the specification; those of an application begin with _")
    if accessor["componentType"] == 5125:
        yield Fault(at, "vertex attributes cannot be 32-bit integers")
    if name == "POSITION" and not {"min", "max"} <= accessor.keys():
        yield Fault(at, "positions must have min and max")


def _tangents(material: Json, at: str) -> Iterator[Fault]:
    extensions = material.get("extensions", {})
    coat = extensions.get("KHR_materials_clearcoat", {})
    if (
        "KHR_materials_anisotropy" in extensions or "clearcoatNormalTexture" in coat
    ) and "normalTexture" not in material:
        yield Fault(at, "needs tangents: there are none, and no normalTexture says how to make them")


def _views(document: Document) -> Iterator[Fault]:
    """Each view holds data of one kind, which is the one its target states; vertices alone have a stride."""
    views = document.items("bufferViews")
    used: dict[int, dict[str, str]] = defaultdict(dict)
    for view, kind, at in _uses(document):
        used[view].setdefault(kind, at)
    for i, view_entry in enumerate(views):
        kinds = used[i]
        stated = _TARGETS.get(view_entry.get("target", 0))
        others = {kind: at for kind, at in kinds.items() if kind != (stated or next(iter(kinds)))}
        for kind, at in others.items():
            if stated or len(kinds) > 1:
                yield Fault(at, f"bufferView {i} is for {stated or next(iter(kinds))}, not for {kind}")
        stride = view_entry.get("byteStride", 0)
        if stride and (stated == "indices" or kinds.keys() - {"vertices"}):
            yield Fault(f"/bufferViews/{i}/byteStride", "only vertices may have one")
        if stride > view_entry["byteLength"] and packing(view_entry) is None:
            yield Fault(
                f"/bufferViews/{i}/byteStride", f"{stride} is more than the view's {view_entry['byteLength']} bytes"
            )


def _uses(document: Document) -> Iterator[tuple[int, str, str]]:
    """Which view is used for what, where."""
    accessors = document.items("accessors")

    def of(number: int, kind: str, at: str) -> Iterator[tuple[int, str, str]]:
        if "bufferView" in accessors[number]:
            yield accessors[number]["bufferView"], kind, at

    for i, mesh in enumerate(document.items("meshes")):
        for k, primitive in enumerate(mesh["primitives"]):
            at = f"/meshes/{i}/primitives/{k}"
            for name, number in primitive["attributes"].items():
                yield from of(number, "vertices", f"{at}/attributes/{escape(name)}")
            for t, target in enumerate(primitive.get("targets", ())):
                for name, number in target.items():
                    yield from of(number, "vertices", f"{at}/targets/{t}/{escape(name)}")
            if "indices" in primitive:
                yield from of(primitive["indices"], "indices", f"{at}/indices")
    for i, skin in enumerate(document.items("skins")):
        if "inverseBindMatrices" in skin:
            yield from of(skin["inverseBindMatrices"], "matrices", f"/skins/{i}/inverseBindMatrices")
    for i, animation in enumerate(document.items("animations")):
        for k, sampler in enumerate(animation["samplers"]):
            for key in ("input", "output"):
                yield from of(sampler[key], "animation", f"/animations/{i}/samplers/{k}/{key}")
    for i, image in enumerate(document.items("images")):
        if "bufferView" in image:
            yield image["bufferView"], "a picture", f"/images/{i}/bufferView"


def _animations(document: Document) -> Iterator[Fault]:
    accessors, nodes = document.items("accessors"), document.items("nodes")
    for i, animation in enumerate(document.items("animations")):
        for k, sampler in enumerate(animation["samplers"]):
            if not {"min", "max"} <= accessors[sampler["input"]].keys():
                yield Fault(f"/animations/{i}/samplers/{k}/input", "times must have min and max")
            if sampler.get("interpolation") == "CUBICSPLINE" and accessors[sampler["input"]]["count"] < 2:
                yield Fault(f"/animations/{i}/samplers/{k}/input", "a cubic spline needs at least two keys")
        for k, channel in enumerate(animation["channels"]):
            at, target = f"/animations/{i}/channels/{k}/target", channel["target"]
            moved = target.get("node")
            if moved is not None and "matrix" in nodes[moved] and target["path"] != "weights":
                yield Fault(at, f"node {moved} has a matrix, which cannot be animated")
            pointer = target.get("extensions", {}).get("KHR_animation_pointer", {}).get("pointer", "")
            if not _POINTER.fullmatch(pointer):
                yield Fault(f"{at}/extensions/KHR_animation_pointer/pointer", f"{pointer!r} is no JSON pointer")


def _skinned_nodes(document: Document) -> Iterator[Fault]:
    parent, skins = parents(document), document.items("skins")
    roots = [frozenset(scene.get("nodes", ())) for scene in document.items("scenes")]
    for i, node in enumerate(document.items("nodes")):
        if "skin" not in node:
            continue
        *_, top = ancestors(parent, i)
        *_, joints = ancestors(parent, skins[node["skin"]]["joints"][0])
        if any(top in scene and joints not in scene for scene in roots):
            yield Fault(f"/nodes/{i}", "is in a scene without the joints of its skin")
