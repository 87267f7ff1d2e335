"""Materials and textures as glTF writes them: every field through the extension it came from."""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
from PIL import Image

from assets.glb_body import Body, Json
from assets.gltf_toon import MTOON, TINTED
from assets.material import SLOTS, textures_of
from assets.scene import Material, Texture, Toon

_WRAP = {"repeat": 10497, "clamp": 33071, "mirror": 33648}

_FACTORS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("clearcoat", "clearcoat", {"strength": "clearcoatFactor", "roughness": "clearcoatRoughnessFactor"}),
    ("sheen", "sheen", {"color": "sheenColorFactor", "roughness": "sheenRoughnessFactor"}),
    ("transmission", "transmission", {"strength": "transmissionFactor"}),
    (
        "volume",
        "volume",
        {
            "thickness": "thicknessFactor",
            "attenuation_distance": "attenuationDistance",
            "attenuation_color": "attenuationColor",
        },
    ),
    ("volume", "dispersion", {"dispersion": "dispersion"}),
    (
        "iridescence",
        "iridescence",
        {
            "strength": "iridescenceFactor",
            "ior": "iridescenceIor",
            "thickness_minimum": "iridescenceThicknessMinimum",
            "thickness_maximum": "iridescenceThicknessMaximum",
        },
    ),
    ("anisotropy", "anisotropy", {"strength": "anisotropyStrength", "rotation": "anisotropyRotation"}),
    (
        "diffuse_transmission",
        "diffuse_transmission",
        {"strength": "diffuseTransmissionFactor", "color": "diffuseTransmissionColorFactor"},
    ),
)
"""Layer of a material, extension after KHR_materials_, and the fields of the layer by their names there."""

_OWNERS = {
    "clearcoat": "clearcoat",
    "clearcoat_roughness": "clearcoat",
    "clearcoat_normal": "clearcoat",
    "sheen_color": "sheen",
    "sheen_roughness": "sheen",
    "specular": "specular",
    "specular_color": "specular",
    "transmission": "transmission",
    "thickness": "volume",
    "iridescence": "iridescence",
    "iridescence_thickness": "iridescence",
    "anisotropy": "anisotropy",
    "diffuse_transmission": "diffuse_transmission",
    "diffuse_transmission_color": "diffuse_transmission",
}
"""Which extension a texture belongs to; those that are not here belong to glTF itself."""


def sampler_of(texture: Texture) -> tuple[int, int, int, int]:
    """magFilter, minFilter, wrapS, wrapT"""
    wraps = _WRAP[texture.wrap], _WRAP[texture.wrap_v or texture.wrap]
    return (9729, 9987, *wraps) if texture.smooth else (9728, 9984, *wraps)


def image_json(body: Body, texture: Texture) -> Json:
    """The picture as PNG in the file."""
    pixels = texture.pixels
    opaque = bool((pixels[..., 3] == 255).all())
    png = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels[..., :3] if opaque else pixels)).save(png, "PNG", compress_level=9)
    return {"name": texture.name, "bufferView": body.view(png.getvalue()), "mimeType": "image/png"}


def material_json(m: Material) -> Json:
    """A material of glTF and its extensions. Numbers outside of what they allow are brought to the nearest."""
    pbr: Json = {
        "baseColorFactor": _numbers(m.base_color, 0.0, 1.0),
        "metallicFactor": _unit(m.metallic),
        "roughnessFactor": _unit(m.roughness),
    }
    entry: Json = {"name": m.name, "pbrMetallicRoughness": pbr}
    extensions: Json = {}
    strength = max(1.0, *m.emissive)
    if max(m.emissive) > 0.0:
        entry["emissiveFactor"] = _numbers([v / strength for v in m.emissive], 0.0, 1.0)
    if strength > 1.0:
        extensions["KHR_materials_emissive_strength"] = {"emissiveStrength": strength}
    if m.alpha_mode != "OPAQUE":
        entry["alphaMode"] = m.alpha_mode
    if m.alpha_mode == "MASK":
        entry["alphaCutoff"] = max(m.alpha_cutoff, 0.0)
    if m.double_sided:
        entry["doubleSided"] = True
    if m.unlit:
        extensions["KHR_materials_unlit"] = {}
    _write_layers(m, extensions)
    _write_textures(m, entry, pbr, extensions)
    if m.toon:
        extensions[MTOON] = _mtoon(m.toon, extensions.get(MTOON, {}))
        if m.toon.tinted:
            entry["extras"] = {TINTED: True}
    return entry | ({"extensions": extensions} if extensions else {})


def _write_layers(m: Material, extensions: Json) -> None:
    if m.ior != 1.5:
        extensions["KHR_materials_ior"] = {"ior": m.ior}
    if (m.specular, m.specular_color) != (1.0, (1.0, 1.0, 1.0)):
        color = _numbers(m.specular_color, 0.0, math.inf)
        extensions["KHR_materials_specular"] = {"specularFactor": _unit(m.specular), "specularColorFactor": color}
    for layer, extension, names in _FACTORS:
        holder = getattr(m, layer)
        if holder is None or (extension == "dispersion" and holder.dispersion == 0.0):
            continue
        values = {key: getattr(holder, name) for name, key in names.items()}
        extensions[f"KHR_materials_{extension}"] = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in values.items()
            if value != math.inf
        }


def _write_textures(m: Material, entry: Json, pbr: Json, extensions: Json) -> None:
    sets = dict(m.uv_sets)
    transforms = {slot: matrix for slots, matrix in m.uv_transforms for slot in slots}
    for slot, index in textures_of(m).items():
        *above, key = texture_path(slot)
        holder = pbr if above == ["pbrMetallicRoughness"] else entry
        if above[:1] == ["extensions"]:
            holder = extensions.setdefault(above[1], {})
        info: Json = {"index": index}
        if slot in sets:
            info["texCoord"] = sets[slot]
        if slot == "normal":
            info["scale"] = m.normal_scale
        elif slot == "occlusion":
            info["strength"] = _unit(m.occlusion_strength)
        elif slot == "clearcoat_normal" and m.clearcoat:
            info["scale"] = m.clearcoat.normal_scale
        elif slot == "shading_shift" and m.toon:
            info["scale"] = m.toon.shift_scale
        if slot in transforms:
            info["extensions"] = {"KHR_texture_transform": transform_json(transforms[slot])}
        holder[key] = info


def texture_path(slot: str) -> tuple[str, ...]:
    """The keys that lead to a texture in the JSON of its material."""
    first, *others = slot.split("_")
    key = f"{first}{''.join(part.capitalize() for part in others)}Texture"
    if slot in ("base_color", "metallic_roughness"):
        return "pbrMetallicRoughness", key
    if SLOTS[slot][0] == "toon":
        return "extensions", MTOON, key
    return ("extensions", f"KHR_materials_{_OWNERS[slot]}", key) if slot in _OWNERS else (key,)


def transform_json(matrix: tuple[float, float, float, float, float, float]) -> Json:
    """KHR_texture_transform of a 2x3 matrix that is a translation after a rotation after a scale."""
    a, b, x, c, d, y = matrix
    angle = math.atan2(-c, a) if (a, c) != (0.0, 0.0) else math.atan2(b, d)
    sine, cosine = math.sin(angle), math.cos(angle)
    return {"offset": [x, y], "rotation": angle, "scale": [a * cosine - c * sine, b * sine + d * cosine]}


def _numbers(values: Any, low: float, high: float) -> list[float]:
    return [min(max(float(v), low), high) for v in values]


def _unit(value: float) -> float:
    return min(max(float(value), 0.0), 1.0)


def _mtoon(toon: Toon, textures: Json) -> Json:
    entry: Json = {
        "specVersion": "1.0",
        "shadeColorFactor": list(toon.shade_color),
        "shadingShiftFactor": toon.shading_shift,
        "shadingToonyFactor": toon.shading_toony,
        "parametricRimColorFactor": list(toon.rim_color),
        "parametricRimFresnelPowerFactor": toon.rim_power,
    }
    if toon.writes_depth:
        entry["transparentWithZWrite"] = True
    if toon.queue:
        entry["renderQueueOffsetNumber"] = toon.queue
    if toon.gi_equalization != 0.9:
        entry["giEqualizationFactor"] = toon.gi_equalization
    speeds = {"ScrollX": toon.uv_scroll[0], "ScrollY": toon.uv_scroll[1], "Rotation": toon.uv_spin}
    entry |= {f"uvAnimation{kind}SpeedFactor": speed for kind, speed in speeds.items() if speed}
    entry |= textures
    if toon.rim_lift != 0.0:
        entry["parametricRimLiftFactor"] = toon.rim_lift
    if toon.rim_lighting_mix != 1.0:
        entry["rimLightingMixFactor"] = toon.rim_lighting_mix
    if toon.matcap_texture >= 0:
        entry["matcapFactor"] = list(toon.matcap)
    if toon.outline_width > 0.0:
        entry["outlineWidthMode"] = "screenCoordinates" if toon.outline_on_screen else "worldCoordinates"
        entry["outlineWidthFactor"] = toon.outline_width
        entry["outlineColorFactor"] = list(toon.outline_color)
        entry["outlineLightingMixFactor"] = toon.outline_lighting_mix
    return entry
