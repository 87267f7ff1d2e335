"""Materials as records, and the draw groups that follow from them: what can share one program and one draw call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Material, Scene, Toon
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
)


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

    @property
    def blended(self) -> bool:
        return self.alpha_mode == "BLEND"


def group_of(material: Material, flipped: bool, mixed: bool = False) -> Group:
    """The group of a material; `mixed` says that its instances are both flipped and not, so no side can be culled."""
    textures = (
        material.base_color_texture,
        material.metallic_roughness_texture,
        material.normal_texture,
        material.occlusion_texture,
        material.emissive_texture,
    )
    toon = material.toon or (Toon() if material.surface == "toon" else None)
    return Group(
        material.alpha_mode,
        "standard" if material.surface == "toon" else material.surface,
        toon is not None,
        material.unlit,
        any(t >= 0 for t in textures),
        material.double_sided or mixed,
        flipped and not mixed,
        toon is not None and toon.outline_width > 0,
    )


def check_materials(scene: Scene) -> None:
    """InputError for a surface nobody provides, or an index that points at nothing."""
    known = {*BUILT_IN, *scene.surfaces}
    for i, material in enumerate(scene.materials):
        where = f"material {i} {material.name!r}"
        if material.surface not in known:
            raise InputError(f"{where}: no surface {material.surface!r}; there are {', '.join(sorted(known))}")
        for name in ("base_color", "metallic_roughness", "normal", "occlusion", "emissive"):
            index = getattr(material, f"{name}_texture")
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
        for name in ("base_color", "metallic_roughness", "normal", "occlusion", "emissive"):
            index = getattr(material, f"{name}_texture")
            record[f"{name}_texture"] = places[index] if index >= 0 else NO_TEXTURE
        for name in ("shading_shift", "shading_toony", "rim_power", "rim_color", "outline_width", "outline_color"):
            record[name] = getattr(toon, name)
        record["shade_color"] = toon.shade_color
        if material.alpha_mode == "OPAQUE":
            record["alpha_cutoff"] = 0.0
    return np.asarray(out)
