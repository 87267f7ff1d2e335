"""What surfaces look like: materials in the terms of glTF 2.0 and its extensions, and their pictures."""

from __future__ import annotations

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
class Toon:
    """The parameters of VRMC_materials_mtoon 1.0 that the renderer honours (its names, its units)."""

    shade_color: Vec3 = (0.7, 0.6, 0.65)
    shading_shift: float = 0.0
    shading_toony: float = 0.9
    rim_color: Vec3 = (0.0, 0.0, 0.0)
    rim_power: float = 5.0
    outline_width: float = 0.0
    """World-space width in metres; 0 draws no outline."""
    outline_color: Vec3 = (0.0, 0.0, 0.0)


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
    uv_transforms: tuple[tuple[str, tuple[float, float, float, float, float, float]], ...] = ()
    """(slot, 2x3 matrix by rows) of the textures that see the primitive's uv transformed; slots are the names of the
    texture fields without `_texture`, those of a clearcoat or sheen with its name and _ before."""
    surface: str = "standard"
    params: tuple[float, float, float, float, float, float, float, float] = (0.0,) * 8
    sway: float = 0.0
    """Wind: metres of sway of a vertex whose colour alpha is 1 (0 = rooted)."""
