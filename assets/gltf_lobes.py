"""The layers that extensions put on a glTF material: clearcoat, sheen, specular, transmission, volume, dispersion,
iridescence, anisotropy and diffuse transmission (KHR_materials_ and the name)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from assets.gltf_container import Json
from assets.material import Anisotropy, Clearcoat, DiffuseTransmission, Iridescence, Sheen, Transmission, Volume
from assets.scene import Vec3

LAYERS = (
    "KHR_materials_anisotropy",
    "KHR_materials_clearcoat",
    "KHR_materials_diffuse_transmission",
    "KHR_materials_dispersion",
    "KHR_materials_ior",
    "KHR_materials_iridescence",
    "KHR_materials_sheen",
    "KHR_materials_specular",
    "KHR_materials_transmission",
    "KHR_materials_volume",
)
"""The extensions read here."""
SPECULAR_GLOSSINESS = "KHR_materials_pbrSpecularGlossiness"


def read_layers(extensions: Json, textures: Mapping[str, int]) -> dict[str, Any]:
    """Those fields of `Material` that extensions set; `textures` maps slots to indices of what could be read.

    A layer whose factor is zero has no effect and is left away.
    """

    def entry(name: str) -> Json:
        found: Json = extensions.get(f"KHR_materials_{name}", {})
        return found

    specular = entry("specular")
    return {
        "clearcoat": _clearcoat(entry("clearcoat"), textures),
        "sheen": _sheen(entry("sheen"), textures),
        "ior": float(entry("ior").get("ior", 1.5)),
        "specular": float(specular.get("specularFactor", 1.0)),
        "specular_color": rgb(specular.get("specularColorFactor", (1.0, 1.0, 1.0))),
        "specular_texture": textures.get("specular", -1),
        "specular_color_texture": textures.get("specular_color", -1),
        "transmission": _transmission(entry("transmission"), textures),
        "volume": _volume(entry("volume"), entry("dispersion"), textures),
        "iridescence": _iridescence(entry("iridescence"), textures),
        "anisotropy": _anisotropy(entry("anisotropy"), textures),
        "diffuse_transmission": _diffuse_transmission(entry("diffuse_transmission"), textures),
    }


def as_metallic_roughness(entry: Json) -> Json:
    """A material of KHR_materials_pbrSpecularGlossiness in the terms of the others; any other as it is.

    Diffuse and specular colour are those of a dielectric whose F0 is the specular colour (an index of refraction of 0
    takes it as it is). `gloss` asks for a texture of roughness made from the glossiness in alpha.
    """
    extensions = dict(entry.get("extensions", {}))
    gloss = extensions.pop(SPECULAR_GLOSSINESS, None)
    if gloss is None:
        return entry
    smooth = float(gloss.get("glossinessFactor", 1.0))
    pbr = {
        "baseColorFactor": gloss.get("diffuseFactor", (1.0, 1.0, 1.0, 1.0)),
        "metallicFactor": 0.0,
        "roughnessFactor": 1.0 - smooth,
    }
    specular = {"specularColorFactor": gloss.get("specularFactor", (1.0, 1.0, 1.0))}
    if "diffuseTexture" in gloss:
        pbr["baseColorTexture"] = gloss["diffuseTexture"]
    if "specularGlossinessTexture" in gloss:
        pbr |= {
            "roughnessFactor": 1.0,
            "metallicRoughnessTexture": {**gloss["specularGlossinessTexture"], "gloss": smooth},
        }
        specular["specularColorTexture"] = gloss["specularGlossinessTexture"]
    extensions |= {"KHR_materials_specular": specular, "KHR_materials_ior": {"ior": 0.0}}
    return {**entry, "pbrMetallicRoughness": pbr, "extensions": extensions}


def rgb(values: Sequence[float]) -> Vec3:
    x, y, z = values
    return float(x), float(y), float(z)


def _clearcoat(entry: Json, textures: Mapping[str, int]) -> Clearcoat | None:
    if entry.get("clearcoatFactor", 0.0) <= 0.0:
        return None
    return Clearcoat(
        float(entry["clearcoatFactor"]),
        float(entry.get("clearcoatRoughnessFactor", 0.0)),
        textures.get("clearcoat", -1),
        textures.get("clearcoat_roughness", -1),
        textures.get("clearcoat_normal", -1),
        float(entry.get("clearcoatNormalTexture", {}).get("scale", 1.0)),
    )


def _sheen(entry: Json, textures: Mapping[str, int]) -> Sheen | None:
    color = rgb(entry.get("sheenColorFactor", (0.0, 0.0, 0.0)))
    if max(color) <= 0.0:
        return None
    rough = float(entry.get("sheenRoughnessFactor", 0.0))
    return Sheen(color, rough, textures.get("sheen_color", -1), textures.get("sheen_roughness", -1))


def _transmission(entry: Json, textures: Mapping[str, int]) -> Transmission | None:
    strength = float(entry.get("transmissionFactor", 0.0))
    return Transmission(strength, textures.get("transmission", -1)) if strength > 0.0 else None


def _volume(entry: Json, dispersion: Json, textures: Mapping[str, int]) -> Volume | None:
    """A thickness of zero is a thin wall, which neither bends nor absorbs."""
    thickness = float(entry.get("thicknessFactor", 0.0))
    if thickness <= 0.0:
        return None
    return Volume(
        thickness,
        textures.get("thickness", -1),
        float(entry.get("attenuationDistance", math.inf)),
        rgb(entry.get("attenuationColor", (1.0, 1.0, 1.0))),
        float(dispersion.get("dispersion", 0.0)),
    )


def _iridescence(entry: Json, textures: Mapping[str, int]) -> Iridescence | None:
    strength = float(entry.get("iridescenceFactor", 0.0))
    if strength <= 0.0:
        return None
    return Iridescence(
        strength,
        float(entry.get("iridescenceIor", 1.3)),
        float(entry.get("iridescenceThicknessMinimum", 100.0)),
        float(entry.get("iridescenceThicknessMaximum", 400.0)),
        textures.get("iridescence", -1),
        textures.get("iridescence_thickness", -1),
    )


def _anisotropy(entry: Json, textures: Mapping[str, int]) -> Anisotropy | None:
    strength = float(entry.get("anisotropyStrength", 0.0))
    if strength <= 0.0:
        return None
    return Anisotropy(strength, float(entry.get("anisotropyRotation", 0.0)), textures.get("anisotropy", -1))


def _diffuse_transmission(entry: Json, textures: Mapping[str, int]) -> DiffuseTransmission | None:
    strength = float(entry.get("diffuseTransmissionFactor", 0.0))
    if strength <= 0.0:
        return None
    return DiffuseTransmission(
        strength,
        rgb(entry.get("diffuseTransmissionColorFactor", (1.0, 1.0, 1.0))),
        textures.get("diffuse_transmission", -1),
        textures.get("diffuse_transmission_color", -1),
    )
