"""Materials of VRM 0.x, and what its faces do to them, as VRM 1.0 says it: MToon 0.x becomes VRMC_materials_mtoon.

After the consortium's own converter (UniVRM, VRM10/Runtime/Migration). Unity counts v upwards, glTF downwards.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from assets.gltf_container import Document, Json
from assets.schema import Shape, each, index, integer, number, shaped, table, text

GAMMA = 2.2
"""Colours of VRM 0.x are stored as the display shows them, but for emission."""
MATERIAL = shaped(
    Shape(
        {
            "shader": text,
            "renderQueue": integer(-1),
            "floatProperties": table(number()),
            "vectorProperties": table(each(number(), 0)),
            "textureProperties": table(index("textures")),
        }
    )
)
VALUE = shaped(
    Shape(
        {"materialName": text, "propertyName": text, "targetValue": each(number(), 0)},
        ("materialName", "propertyName", "targetValue"),
    )
)
_COLORS = {
    "_Color": "color",
    "_EmissionColor": "emissionColor",
    "_ShadeColor": "shadeColor",
    "_RimColor": "rimColor",
    "_OutlineColor": "outlineColor",
}
_PICTURES = ("_MainTex_ST", "_MainTex_ST_S", "_MainTex_ST_T")
"""Scale and offset of all textures of a material, or those of u or of v alone."""
_TEXTURES = {
    "shadeMultiplyTexture": "_ShadeTexture",
    "rimMultiplyTexture": "_RimTexture",
    "matcapTexture": "_SphereAdd",
    "outlineWidthMultiplyTexture": "_OutlineWidthTexture",
    "uvAnimationMaskTexture": "_UvAnimMaskTexture",
}


def upgraded_materials(document: Document, properties: list[Json]) -> list[Json]:
    """The file's materials; what has no properties, or those of another shader, keeps its glTF values."""
    materials = document.items("materials")
    paired = [*properties[: len(materials)], *[{}] * (len(materials) - len(properties))]
    queues = _queues(paired)
    return [_upgraded(*row) for row in zip(materials, paired, queues, strict=True)]


def _queues(properties: Sequence[Json]) -> list[int]:
    """Unity's render queues as offsets in the order they have: up from 0 of what writes depth, else down to it."""
    asked = [(_mode(extra), extra.get("renderQueue", -1)) for extra in properties]
    known = {mode: sorted({queue for kind, queue in asked if kind == mode}) for mode, _ in asked}
    ranks = [known[mode].index(queue) - (0 if mode == 3 else len(known[mode]) - 1) for mode, queue in asked]
    return [rank if mode in (2, 3) else 0 for rank, (mode, _) in zip(ranks, asked, strict=True)]


def _mode(extra: Json) -> int:
    """0 opaque, 1 cut out, 2 blended, 3 blended and writing depth; -1 of another shader."""
    toon = extra.get("shader") == "VRM/MToon"
    return int(extra.get("floatProperties", {}).get("_BlendMode", 0.0)) if toon else -1


def _upgraded(material: Json, extra: Json, queue: int) -> Json:
    material = _toon(material, extra, queue) if extra.get("shader") == "VRM/MToon" else material
    place = [*extra.get("vectorProperties", {}).get("_MainTex", ()), *(0.0, 0.0, 1.0, 1.0)][:4]
    if len(extra.get("vectorProperties", {}).get("_MainTex", ())) < 4 or place == [0.0, 0.0, 1.0, 1.0]:
        return material
    moved: Json = _moved(material, _flipped(place[2:], place[:2]))
    return moved


def _moved(entry: Any, transform: Json, depth: int = 3) -> Any:
    """The JSON of a material with a transform on each of its textures that has none; they lie at most so deep."""
    if not isinstance(entry, dict) or not depth:
        return entry
    out = {key: _moved(value, transform, depth - 1) for key, value in entry.items()}
    for key, value in out.items():
        if key.endswith("Texture") and key != "matcapTexture" and isinstance(value, dict):
            more = value.get("extensions", {})
            out[key] = {**value, "extensions": {"KHR_texture_transform": transform, **more}}
    return out


def _flipped(scale: Sequence[float], offset: Sequence[float]) -> Json:
    """KHR_texture_transform of Unity's scale and offset."""
    return {"scale": [scale[0], scale[1]], "offset": [offset[0], 1.0 - offset[1] - scale[1]]}


def _linear(values: Sequence[float]) -> list[float]:
    return [min(max(value, 0.0), 16.0) ** GAMMA for value in values]


def _toon(material: Json, extra: Json, queue: int) -> Json:
    """MToon 0.x properties as VRMC_materials_mtoon beside the material's own plain values."""
    numbers: Mapping[str, float] = extra.get("floatProperties", {})
    textures: Mapping[str, int] = extra.get("textureProperties", {})

    def color(name: str, default: float) -> list[float]:
        return _linear([*extra.get("vectorProperties", {}).get(name, ()), default, default, default][:3])

    def unit(name: str, default: float) -> float:
        return min(max(numbers.get(name, default), 0.0), 1.0)

    toony, shift = unit("_ShadeToony", 0.9), min(max(numbers.get("_ShadeShift", 0.0), -1.0), 1.0)
    half = 0.5 + 0.5 * shift
    toony = toony + (1.0 - toony) * half
    modes = ("none", "worldCoordinates", "screenCoordinates")
    mode = int(min(max(numbers.get("_OutlineWidthMode", 0.0), 0.0), 2.0))
    mixed = numbers.get("_OutlineColorMode", 0.0) >= 0.5
    toon: Json = {
        "specVersion": "1.0",
        "shadeColorFactor": color("_ShadeColor", 0.97),
        "shadingShiftFactor": -shift - (1.0 - toony),
        "shadingToonyFactor": toony,
        "giEqualizationFactor": 1.0 - unit("_IndirectLightIntensity", 0.1),
        "parametricRimColorFactor": color("_RimColor", 0.0),
        "parametricRimFresnelPowerFactor": numbers.get("_RimFresnelPower", 1.0),
        "parametricRimLiftFactor": numbers.get("_RimLift", 0.0),
        "outlineWidthMode": modes[mode],
        # hundredths of a metre, or of half the height of the picture
        "outlineWidthFactor": max(numbers.get("_OutlineWidth", 0.5), 0.0) * (0.005 if mode == 2 else 0.01),
        "outlineColorFactor": color("_OutlineColor", 0.0),
        "outlineLightingMixFactor": unit("_OutlineLightingMix", 1.0) if mixed else 0.0,
        "uvAnimationScrollXSpeedFactor": numbers.get("_UvAnimScrollX", 0.0),
        "uvAnimationScrollYSpeedFactor": -numbers.get("_UvAnimScrollY", 0.0),
        "uvAnimationRotationSpeedFactor": math.tau * numbers.get("_UvAnimRotation", 0.0),
        "transparentWithZWrite": _mode(extra) == 3,
        "renderQueueOffsetNumber": queue,
    }
    toon |= {key: {"index": textures[old]} for key, old in _TEXTURES.items() if old in textures}
    plain = {k: v for k, v in material.get("extensions", {}).items() if k != "KHR_materials_unlit"}
    return {**material, "extensions": {**plain, "VRMC_materials_mtoon": toon}}


def binds(document: Document, name: str, values: Sequence[Json], dropped: list[str]) -> Json:
    """The material values of expression `name` as binds; `document` has the upgraded materials. What is of no material
    or maps to nothing is said."""
    known: dict[str, int] = {}
    for i, material in enumerate(document.items("materials")):
        known.setdefault(material.get("name", ""), i)
    colors: list[Json] = []
    pictures: list[Json] = []
    for value in values:
        material, prop, target = value["materialName"], value["propertyName"], value["targetValue"]
        i = known.get(material, -1)
        if i < 0 or len(target) < 4 or prop not in (*_COLORS, *_PICTURES):
            dropped.append(f"expression {name!r}: {prop} of material {material!r} is left out")
        elif prop in _COLORS:
            shown = target[:4] if prop == "_EmissionColor" else [*_linear(target[:3]), target[3]]
            colors.append({"material": i, "type": _COLORS[prop], "targetValue": shown})
        else:
            pictures.append({"material": i, **_slid(_place(document.items("materials")[i]), prop, target)})
    return {"materialColorBinds": colors, "textureTransformBinds": pictures}


def _place(material: Json) -> Json:
    """Where the pictures of a material lie when nothing moves them."""
    base = material.get("pbrMetallicRoughness", {}).get("baseColorTexture", {})
    found: Json = base.get("extensions", {}).get("KHR_texture_transform", {})
    return {"scale": found.get("scale", [1.0, 1.0]), "offset": found.get("offset", [0.0, 0.0])}


def _slid(own: Json, prop: str, target: Sequence[float]) -> Json:
    whole = _flipped(target[:2], target[2:4])
    if prop == "_MainTex_ST":
        return whole
    u, v = (whole, own) if prop.endswith("_S") else (own, whole)
    return {key: [u[key][0], v[key][1]] for key in ("scale", "offset")}
