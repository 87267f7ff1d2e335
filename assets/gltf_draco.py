"""Primitives compressed with KHR_draco_mesh_compression: their attributes and indices stand in for the accessors'."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.gltf_accessors import MAX_ELEMENTS, Accessors, Elements
from assets.gltf_container import Document, Json
from assets.optional import library
from assets.schema import Fault

NAME = "KHR_draco_mesh_compression"


def decode_draco(document: Document, accessors: Accessors, dropped: list[str]) -> None:
    """Decodes every compressed primitive and gives its arrays to `accessors`. Fault when one cannot be decoded.

    Where the data has another number of vertices than the accessors say, the data is believed: early packers wrote
    the number before packing, which splits vertices.
    """
    meshes: dict[int, Any] = {}
    for i, mesh in enumerate(document.items("meshes")):
        for k, primitive in enumerate(mesh["primitives"]):
            packed = primitive.get("extensions", {}).get(NAME)
            if packed is None:
                continue
            at = f"/meshes/{i}/primitives/{k}/extensions/{NAME}"
            if packed["bufferView"] not in meshes:
                _check_size(document, primitive, at)
                meshes[packed["bufferView"]] = _decoded(accessors.view(packed["bufferView"]), at)
            _give(document, accessors, primitive, packed, meshes[packed["bufferView"]], at)
            dropped += _miscounted(
                document, accessors, primitive, packed, f"mesh {mesh.get('name') or f'mesh{i}'!r}", at
            )


def _check_size(document: Document, primitive: Json, at: str) -> None:
    entries = document.items("accessors")
    named = [*primitive["attributes"].values(), *([primitive["indices"]] if "indices" in primitive else [])]
    if max(entries[accessor]["count"] for accessor in named) > MAX_ELEMENTS:
        raise Fault(at, f"more than {MAX_ELEMENTS} elements")


def _decoded(data: memoryview, at: str) -> Any:
    draco = library("DracoPy", "DracoPy", at, NAME)
    try:
        return draco.decode(bytes(data))
    except Exception as e:  # the decoder's own kinds, and whatever its wrapper trips over
        raise Fault(at, f"its data cannot be decoded: {' '.join(str(e).split()) or type(e).__name__}") from e


def _miscounted(
    document: Document, accessors: Accessors, primitive: Json, packed: Json, mesh: str, at: str
) -> list[str]:
    entries, attributes = document.items("accessors"), primitive["attributes"]
    counts = {name: len(accessors.given[attributes[name]]) for name in packed["attributes"]}
    stated = {entries[number]["count"] for number in attributes.values()}
    if set(counts.values()) <= stated:
        return []
    if len(set(counts.values())) > 1 or counts.keys() != attributes.keys() or "targets" in primitive:
        raise Fault(at, f"decodes to {max(counts.values())} vertices, the other attributes have {max(stated)}")
    return [f"{mesh}: it has the {max(counts.values())} vertices of its packed data, not the {max(stated)} stated"]


def _give(document: Document, accessors: Accessors, primitive: Json, packed: Json, mesh: Any, at: str) -> None:
    found = {attribute["unique_id"]: np.asarray(attribute["data"]) for attribute in mesh.attributes}
    for name, number in packed["attributes"].items():
        if name not in primitive["attributes"]:
            raise Fault(f"{at}/attributes/{name}", "is not an attribute of the primitive")
        if number not in found:
            raise Fault(f"{at}/attributes/{name}", f"there is no attribute {number}; the data has {sorted(found)}")
        data = found[number].reshape(len(found[number]), -1)
        _give_one(document, accessors, primitive["attributes"][name], data, f"{at}/attributes/{name}")
    if "indices" in primitive:
        corners = np.asarray(getattr(mesh, "faces", np.zeros(0))).reshape(-1, 1)
        _give_one(document, accessors, primitive["indices"], corners, f"{at}/bufferView")


def _give_one(document: Document, accessors: Accessors, accessor: int, data: Elements, at: str) -> None:
    try:
        accessors.give(accessor, data)
    except ValueError as e:
        raise Fault(at, str(e)) from e
