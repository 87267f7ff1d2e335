"""glTF animations (section 3.11): channels of nodes; by KHR_animation_pointer of materials, lights, cameras too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np

from assets.animation import Track
from assets.gltf_accessors import Accessors, known
from assets.gltf_container import Document, Json
from assets.gltf_materials import Textures, material_reader
from assets.gltf_nodes import lens_of, light_entries, light_of
from assets.gltf_pointers import Place, find_place
from assets.model import Animation, Change, Channel, Keys
from assets.scene import Floats
from assets.schema import Fault

Part = TypeVar("Part", bound=Any)

_ZEROS = 1 << 16
"""Keys of which the file says nothing but how many there are: more are not even looked at."""
_WIDTHS = {"translation": 3, "rotation": 4, "scale": 3, "visible": 1}


def read_animations(
    document: Document, accessors: Accessors, textures: Textures, dropped: list[str]
) -> list[Animation]:
    """All animations; channels without a node are ignored as the specification asks, pointers that lead to nothing
    that can change are said."""
    return [_animation(document, accessors, i, textures, dropped) for i in range(len(document.items("animations")))]


def _animation(document: Document, accessors: Accessors, i: int, textures: Textures, dropped: list[str]) -> Animation:
    entry = document.items("animations")[i]
    name = entry.get("name") or f"animation{i}"
    channels: dict[tuple[int, str], Channel] = {}
    keyed: dict[tuple[str, int], list[tuple[Place, Track]]] = {}
    single: dict[int, list[tuple[int, Track]]] = {}
    taken = set()
    for k, channel in enumerate(entry["channels"]):
        at, target = f"/animations/{i}/channels/{k}", channel["target"]
        if channel["sampler"] >= len(entry["samplers"]):
            raise Fault(f"{at}/sampler", f"there is no sampler {channel['sampler']}")
        places = _places(document, target, f"{at}/target", name, dropped)
        sampler = entry["samplers"][channel["sampler"]]
        ends = sampler["input"], sampler["output"]
        if places and any(_unfilled(document, accessors, number) for number in ends):
            dropped.append(f"animation {name!r}: {places[0]} stays as it is, the file has no data for its keys")
            continue
        for place in places:
            if place in taken:
                raise Fault(f"{at}/target", f"{place} is animated twice")
            taken.add(place)
            track = _track(document, accessors, sampler, place, f"/animations/{i}/samplers/{channel['sampler']}")
            if track is None:
                dropped.append(f"animation {name!r}: {place} stays as it is, its keys are zeros")
                continue
            if len(place.path) == 2 and place.path[0] == "weights":
                single.setdefault(place.index, []).append((int(place.path[1]), track))
            elif place.kind == "node":
                path = place.path[0]
                node = Channel(place.index, path, track.times, track.values[..., 0, :], track.interpolation)  # type: ignore[arg-type]
                channels[place.index, path] = node
            else:
                keyed.setdefault((place.kind, place.index), []).append((place, track))

    for n, tracks in single.items():
        if (n, "weights") in channels:
            raise Fault(f"/animations/{i}", f"weights of node {n} are animated twice")
        together = _together(document, n, tracks)
        if together is None:
            dropped.append(f"animation {name!r}: weights of node {n} stay as they are, their keys differ in kind")
        else:
            channels[n, "weights"] = together

    def changes(kind: str, read: Callable[[int], tuple[Json, Callable[[Json], Part]]]) -> tuple[Change[Part], ...]:
        return tuple(_change(n, tracks, *read(n)) for (k, n), tracks in keyed.items() if k == kind)

    lights = light_entries(document)
    return Animation(
        name,
        tuple(channels.values()),
        changes("material", lambda n: (document.items("materials")[n], material_reader(document, n, textures))),
        changes("light", lambda n: (lights[n], lambda entry: light_of(entry, n))),
        changes("lens", lambda n: (document.items("cameras")[n], lambda entry: lens_of(entry, n))),
    )


def _places(document: Document, target: Json, at: str, name: str, dropped: list[str]) -> list[Place]:
    """What a channel changes: nothing, one thing, or the weights of every node that shows a mesh."""
    if target["path"] != "pointer":
        return [Place("node", target["node"], (target["path"],))] if "node" in target else []
    if "node" in target:
        raise Fault(f"{at}/node", "a pointer animation has no node")
    pointer = target.get("extensions", {}).get("KHR_animation_pointer", {}).get("pointer")
    found = "no pointer says what moves" if pointer is None else find_place(document, pointer)
    if isinstance(found, str):
        dropped.append(f"animation {name!r}: {pointer} stays as it is, {found}")
        return []
    if found.kind != "mesh":
        return [found]
    nodes = enumerate(document.items("nodes"))
    shows = [i for i, n in nodes if n.get("mesh") == found.index and "weights" not in n]
    return [Place("node", i, found.path, found.width) for i in shows]


def _keyless(document: Document, accessors: Accessors, number: int) -> bool:
    """Whether the file has no numbers in it: nothing, or zeros for want of a view."""
    entry = document.items("accessors")[number]
    return known(entry) and not accessors.stored(number)


def _unfilled(document: Document, accessors: Accessors, number: int) -> bool:
    """Whether its view, for an application to fill, is without data."""
    entry = document.items("accessors")[number]
    return _keyless(document, accessors, number) and ("bufferView" in entry or "sparse" in entry)


def _track(document: Document, accessors: Accessors, sampler: Json, place: Place, at: str) -> Track | None:
    """The keys of a sampler; None where they are zeros that are no keys: several times, or turns."""
    source = document.items("accessors")[sampler["input"]]
    if (source["type"], source["componentType"]) != ("SCALAR", 5126):
        raise Fault(f"{at}/input", "must be float scalars")
    ends = sampler["input"], sampler["output"]
    counts = [document.items("accessors")[n]["count"] for n in ends if _keyless(document, accessors, n)]
    if max(counts, default=0) > _ZEROS:
        return None
    times = accessors.floats(sampler["input"])[:, 0]
    timeless = len(times) > 1 and _keyless(document, accessors, sampler["input"])
    if not timeless and (times[0] < 0.0 or (np.diff(times) <= 0.0).any()):
        raise Fault(f"{at}/input", "times must rise strictly from zero or later")
    values = accessors.floats(sampler["output"])
    path, interpolation = place.path[-1], sampler.get("interpolation", "LINEAR")
    of_node = place.kind == "node" and not place.width
    width = (_WIDTHS.get(path) or _targets(document, place.index)) if of_node else place.width
    keys = len(times) * (3 if interpolation == "CUBICSPLINE" else 1)
    if width == 0 or values.size != keys * width or (path != "weights" and values.shape[1] != width):
        raise Fault(f"{at}/output", f"has {len(values)} elements; {path} needs {keys} of {width} numbers")
    if path == "visible" and interpolation != "STEP":
        raise Fault(f"{at}/interpolation", "what is true or false can only be STEP")
    values = values.reshape((len(times), 3, 1, width) if interpolation == "CUBICSPLINE" else (len(times), 1, width))
    turnless = of_node and path == "rotation" and _keyless(document, accessors, sampler["output"])
    if of_node and path == "rotation" and not turnless:
        turns = values[:, 1] if interpolation == "CUBICSPLINE" else values
        wrong = np.abs(np.linalg.norm(turns.astype(np.float64), axis=-1) - 1.0) > 0.01
        if wrong.any():
            raise Fault(f"{at}/output", f"key {int(np.argmax(wrong))} is not a unit quaternion")
    if timeless or turnless:
        return None
    return Track(path if of_node else "", np.zeros(1, np.uint32), times, values, interpolation)


def _together(document: Document, node: int, tracks: list[tuple[int, Track]]) -> Channel | None:
    """Weights that are animated one by one, as one channel; the others stay at rest. None where keys of two
    interpolations, or splines at different times, would have to be joined."""
    entry = document.items("nodes")[node]
    given = entry.get("weights", document.items("meshes")[entry["mesh"]].get("weights"))
    rest = np.zeros(_targets(document, node), np.float32) if given is None else np.array(given, np.float32)
    first, times = tracks[0][1], np.unique(np.concatenate([track.times for _, track in tracks]))
    if any(track.interpolation != first.interpolation for _, track in tracks):
        return None
    if first.interpolation != "CUBICSPLINE":
        values = np.tile(rest, (len(times), 1))
        for target, track in tracks:
            values[:, target] = [track.at(float(t))[0, 0] for t in times]
        return Channel(node, "weights", times, values, first.interpolation)
    if any(not np.array_equal(track.times, times) for _, track in tracks):
        return None
    bent = np.stack([0 * rest, rest, 0 * rest])[None].repeat(len(times), 0)
    for target, track in tracks:
        bent[:, :, target] = track.values[:, :, 0, 0]
    return Channel(node, "weights", times, bent, first.interpolation)


def _targets(document: Document, node: int) -> int:
    entry = document.items("nodes")[node]
    return len(document.items("meshes")[entry["mesh"]]["primitives"][0].get("targets", ())) if "mesh" in entry else 0


def _change(index: int, tracks: list[tuple[Place, Track]], entry: Json, read: Callable[[Json], Part]) -> Change[Part]:
    """The part is read anew from its JSON with the values of the moment: whatever its reader honours can move."""

    def written(values: Sequence[Floats]) -> Part:
        now = entry
        for (place, _), value in zip(tracks, values, strict=True):
            numbers = np.clip(value, *place.limits).astype(float).tolist()
            now = patched(now, place.path, numbers if place.width > 1 else numbers[0])
        return read(now)

    def at(t: float) -> Part:
        return written([track.at(t)[0] for _, track in tracks])

    # a property that leaves its default at some key does so in the greatest or in the least of its values
    keys = [
        track.values[:, 1, 0] if track.interpolation == "CUBICSPLINE" else track.values[:, 0] for _, track in tracks
    ]
    extremes = [written([k.max(0) for k in keys]), written([k.min(0) for k in keys])]
    stored = [Keys(place.path, t.times, t.values[..., 0, :], t.interpolation) for place, t in tracks]
    return Change(index, at, fullest(extremes), tuple(stored + _whole_emission(entry, stored)))


def _whole_emission(entry: Json, stored: Sequence[Keys]) -> list[Keys]:
    """What is given once of an emission whose other part is animated: its colour and its strength make one value."""
    color, strength = ("emissiveFactor",), ("extensions", "KHR_materials_emissive_strength", "emissiveStrength")
    moving = {keys.path for keys in stored}
    if moving.isdisjoint((color, strength)):
        return []
    extension = entry.get("extensions", {}).get(strength[1], {})
    given = {color: entry.get("emissiveFactor", (0.0, 0.0, 0.0)), strength: [extension.get(strength[2], 1.0)]}
    zero = np.zeros(1, np.float32)
    return [Keys(p, zero, np.array([v], np.float32), "STEP") for p, v in given.items() if p not in moving]


def patched(entry: Mapping[str, Any], path: tuple[str, ...], value: object) -> Json:
    """A copy of a JSON object with another value at a path; what does not lie on the path is shared."""
    below = value if len(path) == 1 else patched(entry.get(path[0], {}), path[1:], value)
    return {**entry, path[0]: below}


def fullest(states: Sequence[Part]) -> Part:
    """The first state, with every field that is at its default there and not in a later one taken from that."""
    first = states[0]
    taken = {}
    for f in fields(first):
        others = [getattr(s, f.name) for s in states if getattr(s, f.name) != f.default]
        if others and getattr(first, f.name) == f.default:
            taken[f.name] = others[0]
    full: Part = replace(first, **taken)
    return full
