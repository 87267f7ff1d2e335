"""Breaches of the glTF specification in buffers and pictures, drawn or not, that do not keep a file from loading."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from assets.gltf_accessors import Accessors
from assets.gltf_container import Document, Json, buffer_bytes, is_data, resolve_uri
from assets.gltf_draco import NAME as DRACO
from assets.gltf_materials import PICTURES
from assets.image import decode, mime_type
from assets.scene import Floats
from assets.schema import Fault

_DATA_URI = re.compile(r"data:[\w.+-]+/[\w.+-]+(;[\w.+-]+=[^;,]*)*(;base64)?,", re.ASCII | re.IGNORECASE)
_WEIGHT_TOLERANCE = 2e-7
"""How far the sum may be from one, for each joint that pulls (section 3.7.3.3)."""
_BUFFER_TYPES = ("application/octet-stream", "application/gltf-buffer")


def content_breaches(document: Document) -> Iterator[Fault]:
    """Each of them, where it is; everything the file refers to is read."""
    accessors = Accessors(document)
    for i, buffer in enumerate(document.items("buffers")):
        yield from _tried(_buffer(document, i, buffer))
    for i, image in enumerate(document.items("images")):
        yield from _tried(_image(document, accessors, i, image))
    for i in range(len(document.items("accessors"))):
        if accessors.stored(i) and not accessors.lossy(i):
            yield from _bounds(document, accessors, i)
    for i, mesh in enumerate(document.items("meshes")):
        for k, primitive in enumerate(mesh["primitives"]):
            if DRACO not in primitive.get("extensions", {}):
                yield from _tried(_primitive(document, accessors, primitive, f"/meshes/{i}/primitives/{k}"))


def _tried(found: Iterator[Fault]) -> Iterator[Fault]:
    try:
        yield from found
    except Fault as fault:
        yield fault


def _buffer(document: Document, i: int, buffer: Json) -> Iterator[Fault]:
    at = f"/buffers/{i}"
    yield from _data_uri(buffer, at, _BUFFER_TYPES)
    if "uri" in buffer or (document.binary is not None and i == 0):
        buffer_bytes(document, i)
    elif i == 0 and document.file.suffix.lower() != ".gltf":
        yield Fault(at, "has no data: the file has no binary chunk")


def _data_uri(entry: Json, at: str, allowed: tuple[str, ...]) -> Iterator[Fault]:
    uri = entry.get("uri", "")
    if not is_data(uri):
        return
    if not _DATA_URI.match(uri):
        yield Fault(f"{at}/uri", f"{uri[:40]!r} does not begin as a data URI does")
    elif uri[5:].split(";")[0].split(",")[0].lower() not in allowed:
        yield Fault(f"{at}/uri", f"{uri[5:].split(';')[0]} is not {' or '.join(allowed)}")


def _image(document: Document, accessors: Accessors, i: int, image: Json) -> Iterator[Fault]:
    at = f"/images/{i}"
    used = document.root.get("extensionsUsed", ())
    allowed = ("image/png", "image/jpeg", *(mime for name, mime in PICTURES.items() if name in used))
    yield from _data_uri(image, at, allowed)
    if "bufferView" not in image and "uri" not in image:
        return
    stored = "uri" in image
    data = resolve_uri(document, image["uri"], f"{at}/uri") if stored else accessors.view(image["bufferView"])
    found = mime_type(bytes(data[:16]))
    declared = image.get("mimeType") or (image.get("uri", "")[5:].split(";")[0] if _is_data(image) else found)
    if found and declared != found:
        yield Fault(at, f"is stated to be {declared}, the data is {found}")
    if found and found not in allowed:
        yield Fault(at, f"{found} needs an extension")
    if found:
        try:
            decode(bytes(data))
        except ValueError as e:
            yield Fault(at, str(e))


def _is_data(image: Json) -> bool:
    return "uri" in image and bool(_DATA_URI.match(image["uri"]))


def _bounds(document: Document, accessors: Accessors, i: int) -> Iterator[Fault]:
    """Declared bounds are the found ones to the bit of a float32; reading allows what exporters round away."""
    entry = document.items("accessors")[i]
    if not {"min", "max"} & entry.keys():
        return
    values = accessors.elements(i)
    for key, found in (("min", values.min(0)), ("max", values.max(0))):
        if key in entry and not np.array_equal(np.asarray(entry[key], np.float64).astype(found.dtype), found):
            yield Fault(f"/accessors/{i}/{key}", f"says {entry[key]}, the data has {found.tolist()}")


def _primitive(document: Document, accessors: Accessors, primitive: Json, at: str) -> Iterator[Fault]:
    attributes = primitive["attributes"]
    if "indices" in primitive and accessors.stored(primitive["indices"]):
        stored = accessors.elements(primitive["indices"])
        highest, vertices = int(stored.max()), [document.items("accessors")[n]["count"] for n in attributes.values()]
        if highest == np.iinfo(stored.dtype).max:
            yield Fault(f"{at}/indices", f"has the value {highest}, which restarts primitives")
        elif highest >= vertices[0]:
            yield Fault(f"{at}/indices", f"vertex {highest} of {vertices[0]}")
    for name, number in attributes.items():
        if name.startswith("COLOR_") and accessors.stored(number):
            color = accessors.floats(number)
            if color.min() < 0 or color.max() > 1:
                yield Fault(f"{at}/attributes/{name}", "must be in 0 ... 1")
    yield from _influences(accessors, attributes, at)


def _influences(accessors: Accessors, attributes: dict[str, int], at: str) -> Iterator[Fault]:
    sets = [k for k in range(len(attributes)) if f"JOINTS_{k}" in attributes and f"WEIGHTS_{k}" in attributes]
    if not sets or not all(accessors.stored(attributes[f"{n}_{k}"]) for n in ("JOINTS", "WEIGHTS") for k in sets):
        return
    joints = np.concatenate([accessors.elements(attributes[f"JOINTS_{k}"]) for k in sets], 1).astype(np.int64)
    weights: Floats = np.concatenate([accessors.floats(attributes[f"WEIGHTS_{k}"]) for k in sets], 1)
    here = f"{at}/attributes/WEIGHTS_0"
    if (weights < 0).any():
        yield Fault(here, f"vertex {int(np.argmax((weights < 0).any(1)))} has a weight below 0")
    pulls = weights > 0
    wrong = np.abs(weights.astype(np.float64).sum(1) - 1.0) > _WEIGHT_TOLERANCE * np.maximum(pulls.sum(1), 1)
    if wrong.any():
        yield Fault(here, f"the weights of vertex {int(np.argmax(wrong))} do not sum to 1")
    # of each vertex, the joints that pull it, sorted; those that do not are all different below zero
    pulling = np.sort(np.where(pulls, joints, -1 - np.arange(joints.shape[1])), axis=1)
    twice = (np.diff(pulling, axis=1) == 0).any(1)
    if twice.any():
        yield Fault(f"{at}/attributes/JOINTS_0", f"vertex {int(np.argmax(twice))} names a joint twice")
