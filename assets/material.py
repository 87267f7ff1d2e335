"""What surfaces look like: materials in the terms of glTF 2.0 and its extensions, and their pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from assets.arrays import Bytes, Vec3


@dataclass(frozen=True, eq=False)
class Texture:
    """An image with its sampler. `pixels` is `(h, w, 4)` uint8; `srgb` says how the renderer decodes RGB."""

    name: str
    pixels: Bytes
    srgb: bool = True
    wrap: Literal["repeat", "clamp", "mirror"] = "repeat"
    smooth: bool = True
    wrap_v: Literal["repeat", "clamp", "mirror"] | None = None
    """Along v where it differs from `wrap`."""


@dataclass(frozen=True)
class Clearcoat:
    """KHR_materials_clearcoat: a clear varnish over the material. Textures are indices, -1 for none."""

    strength: float = 1.0
    roughness: float = 0.0
    texture: int = -1
    roughness_texture: int = -1
    normal_texture: int = -1
    normal_scale: float = 1.0


@dataclass(frozen=True)
class Sheen:
    """KHR_materials_sheen: the soft rim of cloth (Estevez and Kulla 2017)."""

    color: Vec3 = (0.0, 0.0, 0.0)
    roughness: float = 0.0
    color_texture: int = -1
    roughness_texture: int = -1


@dataclass(frozen=True)
class Transmission:
    """KHR_materials_transmission: the share of the light that enters and goes straight on instead of scattering."""

    strength: float = 1.0
    texture: int = -1


@dataclass(frozen=True)
class Volume:
    """KHR_materials_volume and _dispersion: the surface is the skin of a body, with light bent and absorbed inside."""

    thickness: float = 0.0
    """In the mesh's own units."""
    thickness_texture: int = -1
    attenuation_distance: float = math.inf
    """World metres over which white light becomes `attenuation_color`."""
    attenuation_color: Vec3 = (1.0, 1.0, 1.0)
    dispersion: float = 0.0
    """20 over the Abbe number."""


@dataclass(frozen=True)
class Iridescence:
    """KHR_materials_iridescence: a film about as thin as the waves of light. Thicknesses in nanometres."""

    strength: float = 1.0
    ior: float = 1.3
    thickness_minimum: float = 100.0
    thickness_maximum: float = 400.0
    texture: int = -1
    thickness_texture: int = -1


@dataclass(frozen=True)
class Anisotropy:
    """KHR_materials_anisotropy: brushed, so rougher along one direction; the angle is from the tangent, radians."""

    strength: float = 1.0
    rotation: float = 0.0
    texture: int = -1


@dataclass(frozen=True)
class DiffuseTransmission:
    """KHR_materials_diffuse_transmission: leaves and paper, that shine evenly with the light from behind."""

    strength: float = 1.0
    color: Vec3 = (1.0, 1.0, 1.0)
    texture: int = -1
    color_texture: int = -1


@dataclass(frozen=True)
class Toon:
    """The parameters of VRMC_materials_mtoon 1.0 that the renderer honours (its names, its units)."""

    shade_color: Vec3 = (0.7, 0.6, 0.65)
    shade_texture: int = -1
    """Often the base colour's: without one the shade has `shade_color` alone."""
    shading_shift: float = 0.0
    shift_texture: int = -1
    shift_scale: float = 1.0
    """Added to the shift: the texture's red, times this."""
    shading_toony: float = 0.9
    rim_color: Vec3 = (0.0, 0.0, 0.0)
    rim_power: float = 5.0
    rim_lift: float = 0.0
    rim_texture: int = -1
    """Multiplies the rim and the matcap."""
    rim_lighting_mix: float = 1.0
    """0: rim and matcap shine by themselves; 1: by the light that falls on the surface."""
    matcap: Vec3 = (1.0, 1.0, 1.0)
    matcap_texture: int = -1
    """A picture of a ball, added where the normal points as there."""
    gi_equalization: float = 0.9
    """0: light from all round falls by the surface's normal; 1: the same from every side."""
    outline_width: float = 0.0
    """World-space width in metres; 0 draws no outline."""
    outline_on_screen: bool = False
    """The width is a share of the picture's height instead, however far away."""
    outline_texture: int = -1
    """Multiplies the width: its green."""
    outline_color: Vec3 = (0.0, 0.0, 0.0)
    outline_lighting_mix: float = 1.0
    """0: the outline is of that colour; 1: that colour multiplies the lit one of the surface."""
    uv_scroll: tuple[float, float] = (0.0, 0.0)
    """Coordinates of all textures but the matcap's move so far a second, before `uv_transforms`."""
    uv_spin: float = 0.0
    """And turn about (0.5, 0.5): radians a second, from u towards -v."""
    uv_mask_texture: int = -1
    """Multiplies both: its blue."""
    writes_depth: bool = False
    """What is blended hides what lies behind it and is drawn later; where order is exact it does not matter."""
    tinted: bool = True
    """Vertex colours multiply it. The specification leaves them out, and so does a file that does not say otherwise."""
    queue: int = 0
    """Blended surfaces of a higher one are drawn later, those that write depth before all others."""


@dataclass(frozen=True)
class Material:
    """glTF 2.0 metallic-roughness, plus a `surface`: the name of the GLSL that computes its inputs.

    `surface` is looked up in `Scene.surfaces` first, then among the renderer's own ("standard", "toon"). `params`
    are eight free numbers for it. Texture fields are indices into `Scene.textures`, -1 for none.
    """

    name: str = "default"
    base_color: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    metallic: float = 0.0
    roughness: float = 0.8
    emissive: Vec3 = (0.0, 0.0, 0.0)
    """Linear radiance: KHR_materials_emissive_strength is already multiplied in, so values may exceed 1."""
    base_color_texture: int = -1
    metallic_roughness_texture: int = -1
    normal_texture: int = -1
    occlusion_texture: int = -1
    emissive_texture: int = -1
    normal_scale: float = 1.0
    occlusion_strength: float = 1.0
    alpha_mode: Literal["OPAQUE", "MASK", "BLEND"] = "OPAQUE"
    alpha_cutoff: float = 0.5
    double_sided: bool = False
    unlit: bool = False
    toon: Toon | None = None
    clearcoat: Clearcoat | None = None
    sheen: Sheen | None = None
    ior: float = 1.5
    """KHR_materials_ior: sets what a dielectric reflects when seen along its normal."""
    specular: float = 1.0
    specular_color: Vec3 = (1.0, 1.0, 1.0)
    """KHR_materials_specular: weight and colour of a dielectric's reflection."""
    specular_texture: int = -1
    specular_color_texture: int = -1
    transmission: Transmission | None = None
    volume: Volume | None = None
    iridescence: Iridescence | None = None
    anisotropy: Anisotropy | None = None
    diffuse_transmission: DiffuseTransmission | None = None
    uv_transforms: tuple[tuple[tuple[str, ...], tuple[float, float, float, float, float, float]], ...] = ()
    """(slots of SLOTS, 2x3 matrix by rows): textures that see the primitive's uv transformed, those that are alike
    together; at most DISTINCT_TRANSFORMS entries."""
    uv_sets: tuple[tuple[str, int], ...] = ()
    """(slot, number) of those textures that see further coordinates of the primitive, from 1 on, instead of its first;
    all slots of an entry of `uv_transforms` the same."""
    surface: str = "standard"
    params: tuple[float, float, float, float, float, float, float, float] = (0.0,) * 8
    sway: float = 0.0
    """Wind: metres of sway of a vertex whose colour alpha is 1 (0 = rooted)."""


DISTINCT_TRANSFORMS = 8

SLOTS: dict[str, tuple[str, str]] = {
    "base_color": ("", "base_color_texture"),
    "metallic_roughness": ("", "metallic_roughness_texture"),
    "normal": ("", "normal_texture"),
    "occlusion": ("", "occlusion_texture"),
    "emissive": ("", "emissive_texture"),
    "clearcoat": ("clearcoat", "texture"),
    "clearcoat_roughness": ("clearcoat", "roughness_texture"),
    "clearcoat_normal": ("clearcoat", "normal_texture"),
    "sheen_color": ("sheen", "color_texture"),
    "sheen_roughness": ("sheen", "roughness_texture"),
    "specular": ("", "specular_texture"),
    "specular_color": ("", "specular_color_texture"),
    "transmission": ("transmission", "texture"),
    "thickness": ("volume", "thickness_texture"),
    "iridescence": ("iridescence", "texture"),
    "iridescence_thickness": ("iridescence", "thickness_texture"),
    "anisotropy": ("anisotropy", "texture"),
    "diffuse_transmission": ("diffuse_transmission", "texture"),
    "diffuse_transmission_color": ("diffuse_transmission", "color_texture"),
    "shade_multiply": ("toon", "shade_texture"),
    "shading_shift": ("toon", "shift_texture"),
    "rim_multiply": ("toon", "rim_texture"),
    "matcap": ("toon", "matcap_texture"),
    "outline_width_multiply": ("toon", "outline_texture"),
    "uv_animation_mask": ("toon", "uv_mask_texture"),
}
"""Every texture a material may have: the layer it belongs to ("" for the material itself) and the field there."""


def textures_of(material: Material) -> dict[str, int]:
    """Slot -> index in the scene's textures of what the material has; those without a texture are left out."""
    found = {}
    for slot, (layer, name) in SLOTS.items():
        holder = getattr(material, layer) if layer else material
        index = -1 if holder is None else int(getattr(holder, name))
        if index != -1:
            found[slot] = index
    return found
