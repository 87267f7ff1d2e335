"""Materials as records, and the draw groups that follow from them: what can share one program and one draw call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Clearcoat, Material, Scene, Sheen, Toon, Topology
from render.structs import gpu_struct

NO_TEXTURE = 0xFFFFFFFF
BUILT_IN = ("standard", "toon")

MATERIAL = gpu_struct(
    "Material",
    base_color="vec4",
    # linear radiance
    emissive="vec3",
    metallic="float",
    roughness="float",
    alpha_cutoff="float",
    normal_scale="float",
    occlusion_strength="float",
    params0="vec4",
    params1="vec4",
    # array << 24 | layer of each texture, or NO_TEXTURE
    base_color_texture="uint",
    metallic_roughness_texture="uint",
    normal_texture="uint",
    occlusion_texture="uint",
    emissive_texture="uint",
    shading_shift="float",
    shading_toony="float",
    rim_power="float",
    shade_color="vec3",
    outline_width="float",
    rim_color="vec3",
    sway="float",
    outline_color="vec3",
    # of a dielectric: F0 and F90
    f0="vec3",
    f90="float",
    sheen_color="vec3",
    sheen_roughness="float",
    clearcoat="float",
    clearcoat_roughness="float",
    clearcoat_normal_scale="float",
    clearcoat_texture="uint",
    clearcoat_roughness_texture="uint",
    clearcoat_normal_texture="uint",
    sheen_color_texture="uint",
    sheen_roughness_texture="uint",
    # two rows for each of SLOTS
    uv_rows="vec4[20]",
)

SLOTS = (
    "base_color", "metallic_roughness", "normal", "occlusion", "emissive",
    "clearcoat", "clearcoat_roughness", "clearcoat_normal", "sheen_color", "sheen_roughness",
)  # fmt: skip
"""Textures that may see transformed coordinates, in the order of `uv_rows` and of the shaders' UV_ constants."""


def _lobes(material: Material) -> tuple[str, ...]:
    """What the shader needs beyond metallic-roughness, as its defines."""
    textures = _texture_indices(material)
    dielectric = (material.ior, material.specular, material.specular_color)
    found = {
        "CLEARCOAT": material.clearcoat is not None,
        "SHEEN": material.sheen is not None,
        "CLEARCOAT_TEXTURED": any(textures[slot] >= 0 for slot in SLOTS[5:8]),
        "SHEEN_TEXTURED": any(textures[slot] >= 0 for slot in SLOTS[8:]),
        "SPECULAR": dielectric != (1.5, 1.0, (1.0, 1.0, 1.0)),
        "UV_TRANSFORMS": bool(material.uv_transforms),
    }
    return tuple(name for name, there in found.items() if there)


def _texture_indices(material: Material) -> dict[str, int]:
    """Slot -> index in the scene's textures, -1 for none."""
    coat, sheen = material.clearcoat or Clearcoat(), material.sheen or Sheen()
    found = {name: getattr(material, f"{name}_texture") for name in SLOTS[:5]}
    return found | {
        "clearcoat": coat.texture,
        "clearcoat_roughness": coat.roughness_texture,
        "clearcoat_normal": coat.normal_texture,
        "sheen_color": sheen.color_texture,
        "sheen_roughness": sheen.roughness_texture,
    }


@dataclass(frozen=True, order=True)
class Group:
    """Draws that share a program and state. Ordered so that groups come in the same order in every process."""

    alpha_mode: str
    surface: str
    toon: bool
    unlit: bool
    textured: bool
    double_sided: bool
    flipped: bool
    """Transforms with a negative determinant turn triangles inside out."""
    outlined: bool
    lobes: tuple[str, ...] = ()
    """Parts of the shader that only some materials need."""
    topology: Topology = "triangles"

    @property
    def blended(self) -> bool:
        return self.alpha_mode == "BLEND"


def group_of(
    material: Material, flipped: bool, mixed: bool = False, topology: Topology = "triangles", lit: bool = True
) -> Group:
    """The group of a material; `mixed` says that its instances are both flipped and not, so no side can be culled."""
    toon = material.toon or (Toon() if material.surface == "toon" else None)
    toon = toon if lit else None
    return Group(
        material.alpha_mode,
        "standard" if material.surface == "toon" else material.surface,
        toon is not None,
        material.unlit or not lit,
        any(t >= 0 for t in _texture_indices(material).values()),
        material.double_sided or mixed,
        flipped and not mixed,
        toon is not None and toon.outline_width > 0 and topology == "triangles",
        _lobes(material),
        topology,
    )


def check_materials(scene: Scene) -> None:
    """InputError for a surface nobody provides, or an index that points at nothing."""
    known = {*BUILT_IN, *scene.surfaces}
    for i, material in enumerate(scene.materials):
        where = f"material {i} {material.name!r}"
        if material.surface not in known:
            raise InputError(f"{where}: no surface {material.surface!r}; there are {', '.join(sorted(known))}")
        for name, index in _texture_indices(material).items():
            if not -1 <= index < len(scene.textures):
                raise InputError(f"{where}: {name}_texture {index} of {len(scene.textures)} textures")
    for mesh in scene.meshes:
        for primitive in mesh.primitives:
            if not 0 <= primitive.material < max(1, len(scene.materials)):
                raise InputError(f"mesh {mesh.name!r}: material {primitive.material} of {len(scene.materials)}")
    for batch in scene.batches:
        if not 0 <= batch.mesh < len(scene.meshes):
            raise InputError(f"batch {batch.name!r}: mesh {batch.mesh} of {len(scene.meshes)}")


def material_records(materials: Sequence[Material], places: Sequence[int]) -> NDArray[Any]:
    """(n,) MATERIAL records; `places` are the packed places of the scene's textures (`render.textures`)."""
    out = MATERIAL.zeros(max(1, len(materials)))
    for record, material in zip(out, materials or [Material()], strict=True):
        toon = material.toon or Toon()
        for name in ("base_color", "emissive", "metallic", "roughness", "alpha_cutoff", "normal_scale", "sway"):
            record[name] = getattr(material, name)
        record["occlusion_strength"] = material.occlusion_strength
        record["params0"], record["params1"] = material.params[:4], material.params[4:]
        for name, index in _texture_indices(material).items():
            record[f"{name}_texture"] = places[index] if index >= 0 else NO_TEXTURE
        for name in ("shading_shift", "shading_toony", "rim_power", "rim_color", "outline_width", "outline_color"):
            record[name] = getattr(toon, name)
        record["shade_color"] = toon.shade_color
        if material.alpha_mode == "OPAQUE":
            record["alpha_cutoff"] = 0.0
        _write_lobes(record, material)
    return np.asarray(out)


def _write_lobes(record: Any, material: Material) -> None:
    # an index of refraction of 0 means that all is reflected (KHR_materials_ior)
    mirrored = ((material.ior - 1) / (material.ior + 1)) ** 2 if material.ior > 0 else 1.0
    record["f0"] = [min(mirrored * c, 1.0) * material.specular for c in material.specular_color]
    record["f90"] = material.specular
    coat, sheen = material.clearcoat or Clearcoat(strength=0.0), material.sheen or Sheen()
    record["clearcoat"], record["clearcoat_roughness"] = coat.strength, coat.roughness
    record["clearcoat_normal_scale"] = coat.normal_scale
    record["sheen_color"], record["sheen_roughness"] = sheen.color, sheen.roughness
    record["uv_rows"][0::2, :3], record["uv_rows"][1::2, :3] = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
    for slot, matrix in material.uv_transforms:
        row = 2 * SLOTS.index(slot)
        record["uv_rows"][row, :3], record["uv_rows"][row + 1, :3] = matrix[:3], matrix[3:]
