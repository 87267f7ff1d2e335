"""Materials of a scene that change, as keys for a file (KHR_animation_pointer)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assets.glb_materials import texture_path, transform_json
from assets.material import Material
from assets.model import Change, Keys
from assets.scene import Floats, Scene

_STILL = 1e-5
_STRENGTH = ("extensions", "KHR_materials_emissive_strength", "emissiveStrength")


def material_changes(scene: Scene, times: Floats, dropped: list[str]) -> tuple[Change[Material], ...]:
    """What changes of each material at `times` `(k,)` seconds: colour, metal, roughness, emission and where pictures
    lie. What else changes is said."""
    states: dict[int, list[Material]] = {}
    for k, t in enumerate(map(float, times)):
        poses = {i: f.pose(t) if f.pose else f.rest for i, f in enumerate(scene.figures) if f.paints}
        for i, now in scene.changed_materials(t, poses).items():
            states.setdefault(i, [scene.materials[i]] * len(times))[k] = now
    found = []
    for i, each in sorted(states.items()):
        keys = tuple(_keys(times, each))
        if keys:
            found.append(Change(i, _held(times, each), each[0], keys))
        if any(_rest(state) != _rest(each[0]) for state in each):
            name = scene.materials[i].name
            dropped.append(f"material {name!r}: of what changes only colour, roughness, emission and transforms move")
    return tuple(found)


def _held(times: Floats, states: Sequence[Material]) -> Callable[[float], Material]:
    return lambda t: states[max(int(np.searchsorted(times, t, side="right")) - 1, 0)]


def _rest(m: Material) -> Material:
    """What is not written as keys."""
    slots = tuple((slots, (0.0,) * 6) for slots, _ in m.uv_transforms)
    none = (0.0, 0.0, 0.0)
    return replace(m, base_color=(*none, 0.0), emissive=none, metallic=0.0, roughness=0.0, uv_transforms=slots)


def _keys(times: Floats, states: Sequence[Material]) -> Iterator[Keys]:
    def moving(path: tuple[str, ...], values: Any) -> Iterator[Keys]:
        rows = np.asarray(values, np.float32).reshape(len(times), -1)
        if (np.abs(rows - rows[0]) > _STILL).any():
            yield Keys(path, times, rows, "LINEAR")

    yield from moving(("pbrMetallicRoughness", "baseColorFactor"), np.clip([m.base_color for m in states], 0.0, 1.0))
    for part in ("metallic", "roughness"):
        values = np.clip([getattr(m, part) for m in states], 0.0, 1.0)
        yield from moving(("pbrMetallicRoughness", f"{part}Factor"), values)
    glow = np.array([m.emissive for m in states], np.float64)
    strength = max(1.0, float(glow.max()))
    for keys in moving(("emissiveFactor",), np.clip(glow / strength, 0.0, 1.0)):
        # colour and strength make one value
        yield keys
        yield Keys(_STRENGTH, times[:1], np.full((1, 1), strength, np.float32), "STEP")
    for row, (slots, _) in enumerate(states[0].uv_transforms):
        parts = [transform_json(m.uv_transforms[row][1]) for m in states]
        turns = np.unwrap([part["rotation"] for part in parts])
        for slot in slots:
            path = (*texture_path(slot), "extensions", "KHR_texture_transform")
            yield from moving((*path, "rotation"), turns)
            for name in ("offset", "scale"):
                yield from moving((*path, name), [part[name] for part in parts])
