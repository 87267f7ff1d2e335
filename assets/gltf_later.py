"""Values that a later glTF may bring: its enumerations are open, so what is unknown is read as if it were absent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_FILTERS = {9728, 9729, 9984, 9985, 9986, 9987}
_WRAPS = {33071, 33648, 10497}
_KNOWN: dict[tuple[str, str], set[int] | set[str]] = {
    ("bufferViews", "target"): {34962, 34963},
    ("materials", "alphaMode"): {"OPAQUE", "MASK", "BLEND"},
    ("samplers", "magFilter"): {9728, 9729},
    ("samplers", "minFilter"): _FILTERS,
    ("samplers", "wrapS"): _WRAPS,
    ("samplers", "wrapT"): _WRAPS,
}
"""What is known where there is a default to fall back on."""
_WAYS = {"LINEAR", "STEP", "CUBICSPLINE"}
_PATHS = {"translation", "rotation", "scale", "weights", "pointer"}
_LIGHTS = {"point", "spot", "directional"}


def forget_later(root: dict[str, Any]) -> tuple[str, ...]:
    """Takes unknown values out of a document that may be of any shape yet, and says which. A light of an unknown type
    stays, dark, so that the others keep their numbers."""
    notes = []
    for (collection, key), known in _KNOWN.items():
        kind = str if isinstance(next(iter(known)), str) else int
        for i, entry in _entries(root.get(collection)):
            if type(entry.get(key)) is kind and entry[key] not in known:
                notes.append(f"/{collection}/{i}/{key}: {entry.pop(key)!r} is not known and left out")
    for i, animation in _entries(root.get("animations")):
        for k, sampler in _entries(animation.get("samplers")):
            if isinstance(sampler.get("interpolation"), str) and sampler["interpolation"] not in _WAYS:
                way = sampler.pop("interpolation")
                notes.append(f"/animations/{i}/samplers/{k}/interpolation: {way!r} is not known, it is LINEAR")
        for k, channel in _entries(animation.get("channels")):
            target = channel.get("target")
            path = target.get("path") if isinstance(target, dict) and "extensions" not in target else None
            if isinstance(path, str) and path not in _PATHS:
                notes.append(f"/animations/{i}/channels/{k}: the path {path!r} is not known and stays still")
                channel["target"] = {"path": "translation"}
    extensions = root.get("extensions")
    punctual = extensions.get("KHR_lights_punctual") if isinstance(extensions, dict) else None
    for i, light in _entries(punctual.get("lights") if isinstance(punctual, dict) else None):
        if isinstance(light.get("type"), str) and light["type"] not in _LIGHTS:
            notes.append(f"light {i}: it is of the unknown type {light['type']!r} and left out")
            light |= {"type": "point", "intensity": 0}
    return tuple(notes)


def _entries(found: object) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((i, e) for i, e in enumerate(found if isinstance(found, list) else ()) if isinstance(e, dict))
