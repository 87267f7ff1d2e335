"""The part of VRM 1.0's expressions that changes materials, as `Paint` (VRMC_vrm 1.0, MaterialColorBind and
TextureTransformBind)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assets.gltf_container import Document, Json
from assets.gltf_lobes import as_metallic_roughness
from assets.gltf_uv import texture_infos
from assets.material import Material
from assets.paint import Matrix, Paint
from assets.schema import Rule, Shape, choice, each, index, number, shaped, vector

COLORS = ("color", "emissionColor", "shadeColor", "matcapColor", "rimColor", "outlineColor")
_TOON = {"shadeColor": "shade_color", "matcapColor": "matcap", "rimColor": "rim_color", "outlineColor": "outline_color"}

BINDS: dict[str, Rule] = {
    "materialColorBinds": each(
        shaped(
            Shape(
                {"material": index("materials"), "type": choice(*COLORS), "targetValue": each(number(), 4, 4)},
                ("material", "type", "targetValue"),
            )
        ),
        0,
    ),
    "textureTransformBinds": each(
        shaped(Shape({"material": index("materials"), "scale": vector(2), "offset": vector(2)}, ("material",))), 0
    ),
}
"""The shapes of both, for the schema of an expression."""


def sliding(document: Document) -> frozenset[int]:
    """Materials whose textures some expression moves: their coordinates cannot be baked into vertices."""
    faces = document.root.get("extensions", {}).get("VRMC_vrm", {}).get("expressions", {})
    binds = (
        bind
        for kind in (faces.get("preset", {}), faces.get("custom", {}))
        for entry in kind.values()
        for bind in entry.get("textureTransformBinds", ())
    )
    return frozenset(bind["material"] for bind in binds)


def read_paints(
    document: Document, materials: Sequence[Material], name: str, entry: Json, dropped: list[str]
) -> tuple[Paint, ...]:
    """The paints of expression `name`, one for each material it changes; what changes nothing is said."""
    found: dict[int, Paint] = {}
    for bind in entry.get("materialColorBinds", ()):
        i, kind = bind["material"], bind["type"]
        paint = _colored(
            found.get(i, Paint(i)), materials[i], document.items("materials")[i], kind, bind["targetValue"]
        )
        if paint is None:
            dropped.append(f"expression {name!r}: material {materials[i].name!r} has no {kind} to change")
        else:
            found[i] = paint
    for bind in entry.get("textureTransformBinds", ()):
        i = bind["material"]
        if materials[i].uv_transforms:
            found[i] = _slid(found.get(i, Paint(i)), materials[i], document.items("materials")[i], bind)
        else:
            dropped.append(f"expression {name!r}: material {materials[i].name!r} has no texture to move")
    return tuple(found.values())


def _colored(paint: Paint, material: Material, entry: Json, kind: str, target: Sequence[float]) -> Paint | None:
    """The paint with one more colour; None where the specification's table has nothing for that material."""
    if kind == "color":
        r, g, b, a = np.add(paint.base_color, np.subtract(target, material.base_color))
        return replace(paint, base_color=(float(r), float(g), float(b), float(a)))
    if kind == "emissionColor":
        if material.unlit:
            return None
        strength = entry.get("extensions", {}).get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
        return _added(paint, "emissive", np.array(target[:3]) * strength - material.emissive)
    if material.toon is None:
        return None
    part = _TOON[kind]
    return _added(paint, part, np.array(target[:3]) - getattr(material.toon, part))


def _added(paint: Paint, part: str, difference: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Paint:
    x, y, z = (float(v) for v in np.add(getattr(paint, part), difference))
    return replace(paint, **{part: (x, y, z)})  # type: ignore[arg-type]


def _slid(paint: Paint, material: Material, entry: Json, bind: Json) -> Paint:
    """The paint with scale and offset brought to the bind's; a texture keeps its own rotation."""
    infos = dict(texture_infos(as_metallic_roughness(entry)))
    uv = paint.uv or ((0.0,) * 6,) * len(material.uv_transforms)
    own = [
        infos[slots[0]].get("extensions", {}).get("KHR_texture_transform", {}) for slots, _ in material.uv_transforms
    ]
    return replace(paint, uv=tuple(_six(np.add(a, _difference(b, bind))) for a, b in zip(uv, own, strict=True)))


def _difference(own: Json, bind: Json) -> Matrix:
    """Translation * rotation * scale is linear in scale and in offset."""
    angle = float(own.get("rotation", 0.0))
    sx, sy = np.subtract(bind.get("scale", (1.0, 1.0)), own.get("scale", (1.0, 1.0)))
    dx, dy = np.subtract(bind.get("offset", (0.0, 0.0)), own.get("offset", (0.0, 0.0)))
    c, s = math.cos(angle), math.sin(angle)
    return _six(np.array((c * sx, s * sy, dx, -s * sx, c * sy, dy)))


def _six(row: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Matrix:
    a, b, c, d, e, f = (float(v) for v in row)
    return a, b, c, d, e, f
