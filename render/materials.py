"""Materials as records, and the draw groups that follow from them: what can share one program and one draw call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.material import DISTINCT_TRANSFORMS, SLOTS, textures_of
from assets.scene import (
    Anisotropy,
    Clearcoat,
    DiffuseTransmission,
    Iridescence,
    Material,
    Scene,
    Sheen,
    Toon,
    Topology,
    Volume,
)
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
    shading_shift="float",
    shading_toony="float",
    rim_power="float",
    outline_lighting_mix="float",
    shade_color="vec3",
    outline_width="float",
    rim_color="vec3",
    sway="float",
    outline_color="vec3",
    clearcoat="float",
    matcap="vec3",
    rim_lift="float",
    rim_lighting_mix="float",
    shift_scale="float",
    gi_equalization="float",
    uv_spin="float",
    # of a dielectric: F0 before its weight
    f0="vec3",
    specular="float",
    sheen_color="vec3",
    sheen_roughness="float",
    clearcoat_roughness="float",
    clearcoat_normal_scale="float",
    iridescence="float",
    iridescence_ior="float",
    # nanometres
    iridescence_thickness="vec2",
    transmission="float",
    ior="float",
    # strength, cosine and sine of the turn from the tangent
    anisotropy="vec3",
    dispersion="float",
    # per metre; thickness in the mesh's units
    absorption="vec3",
    thickness="float",
    diffuse_transmission_color="vec3",
    diffuse_transmission="float",
    # array << 24 | layer of each texture, or NO_TEXTURE
    **{f"{slot}_texture": "uint" for slot in SLOTS},
    # coordinates a second
    uv_scroll="vec2",
    # four bits a slot: 0, or one more than its entry of `uv_transforms`
    uv_slots="uvec4",
    # two rows for each of `uv_transforms`; w of the first: the number of the coordinates
    uv_rows=f"vec4[{2 * DISTINCT_TRANSFORMS}]",
    # a record alone is a uniform block, and those start at multiples of at most 256 bytes
    pad="vec4[6]",
)

_LAYERS = ("clearcoat", "sheen", "iridescence", "anisotropy", "transmission", "volume", "diffuse_transmission")


def _lobes(material: Material) -> tuple[str, ...]:
    """What the shader needs beyond metallic-roughness, as its defines (inc/lobes.glsl)."""
    layers = [name for name in _LAYERS if getattr(material, name) is not None]
    textured = {SLOTS[slot][0] for slot in textures_of(material)}
    found = {name.upper(): True for name in layers}
    found |= {f"{name.upper()}_TEXTURED": name in textured for name in layers}
    tinted = any(slot in textures_of(material) for slot in ("specular", "specular_color"))
    found["SPECULAR"] = tinted or (material.ior, material.specular, material.specular_color) != _PLAIN_DIELECTRIC
    found["SPECULAR_TEXTURED"] = tinted
    found |= _toon_textures(material)
    found["DISPERSION"] = material.volume is not None and material.volume.dispersion > 0
    return tuple(name for name, there in found.items() if there)


def _toon_textures(material: Material) -> dict[str, bool]:
    """What a toon surface reads besides its base colour; a shade of the same texture needs nothing more."""
    toon = material.toon
    if toon is None:
        return {}
    moved = {slot: matrix for slots, matrix in material.uv_transforms for slot in slots}
    sets = dict(material.uv_sets)
    alike = moved.get("base_color") == moved.get("shade_multiply") and sets.get("base_color") == sets.get(
        "shade_multiply"
    )
    animated = (toon.uv_scroll, toon.uv_spin) != ((0.0, 0.0), 0.0) and bool(set(textures_of(material)) - {"matcap"})
    outlined = toon.outline_width > 0.0
    return {
        "TOON_SHADE": toon.shade_texture != material.base_color_texture or not alike,
        "TOON_SHIFT": toon.shift_texture >= 0,
        "TOON_RIM": toon.rim_texture >= 0,
        "TOON_MATCAP": toon.matcap_texture >= 0,
        "OUTLINE_ON_SCREEN": outlined and toon.outline_on_screen,
        "OUTLINE_TEXTURED": outlined and toon.outline_texture >= 0,
        "UV_ANIMATED": animated,
        "UV_MASKED": animated and toon.uv_mask_texture >= 0,
    }


_SLOT_NUMBERS = {slot: i for i, slot in enumerate(SLOTS)}
_PLAIN_DIELECTRIC = 1.5, 1.0, (1.0, 1.0, 1.0)


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
    uvs: tuple[tuple[str, int], ...] = ()
    """Slots of textures that are read at other coordinates than the mesh's own, and at which (1 is the first)."""
    further_uvs: int = 0
    """Sets of texture coordinates it reads beyond the first."""
    sways: bool = False
    fine_color: bool = False
    """Vertex colours are no bytes."""
    writes_depth: bool = False
    queue: int = 0
    """Blended surfaces of a higher one are drawn later."""

    @property
    def transmissive(self) -> bool:
        """Drawn over the picture of what lies behind."""
        return "TRANSMISSION" in self.lobes and not self.unlit and not self.toon

    @property
    def blended(self) -> bool:
        return self.alpha_mode == "BLEND"

    @property
    def laid(self) -> bool:
        """Whether what deferred shading keeps of a surface (`inc/laid.glsl`) is all there is to know."""
        # colours finer or brighter than bytes would not stay so
        drawn = self.toon or self.unlit or self.outlined or self.blended or self.fine_color
        return not drawn and not self.lobes and self.topology == "triangles"


def group_of(
    material: Material,
    flipped: bool,
    topology: Topology = "triangles",
    lit: bool = True,
    fine_color: bool = False,
) -> Group:
    """The group of a material."""
    toon = material.toon or (Toon() if material.surface == "toon" else None)
    toon = toon if lit else None
    return Group(
        material.alpha_mode,
        "standard" if material.surface == "toon" else material.surface,
        toon is not None,
        material.unlit or not lit,
        bool(textures_of(material)),
        material.double_sided,
        flipped,
        toon is not None and toon.outline_width > 0 and topology == "triangles",
        () if material.unlit or not lit else _lobes(material),
        topology,
        tuple((slot, row + 1) for row, (slots, _) in enumerate(material.uv_transforms) for slot in slots),
        max((number for _, number in material.uv_sets), default=0),
        material.sway > 0,
        fine_color,
        toon is not None and toon.writes_depth,
        0 if toon is None else toon.queue - (20 if toon.writes_depth else 0),
    )


def check_materials(scene: Scene) -> None:
    """InputError for a surface nobody provides, or an index that points at nothing."""
    known = {*BUILT_IN, *scene.surfaces}
    for i, material in enumerate(scene.materials):
        where = f"material {i} {material.name!r}"
        if material.surface not in known:
            raise InputError(f"{where}: no surface {material.surface!r}; there are {', '.join(sorted(known))}")
        for name, index in textures_of(material).items():
            if not -1 <= index < len(scene.textures):
                raise InputError(f"{where}: {name}_texture {index} of {len(scene.textures)} textures")
        if len(material.uv_transforms) > DISTINCT_TRANSFORMS:
            raise InputError(f"{where}: its textures have more than {DISTINCT_TRANSFORMS} transforms")
        sets = dict(material.uv_sets)
        for slots, _ in material.uv_transforms:
            if len({sets.get(slot, 0) for slot in slots}) > 1:
                raise InputError(f"{where}: {', '.join(slots)} are alike, but not of the same coordinates")
        moved = {slot for slots, _ in material.uv_transforms for slot in slots}
        if not moved.issuperset(sets):
            raise InputError(f"{where}: {min(set(sets) - moved)} has further coordinates but no transform")
        if not all(1 <= number < DISTINCT_TRANSFORMS for number in sets.values()):
            raise InputError(f"{where}: further coordinates are numbered from 1 to {DISTINCT_TRANSFORMS - 1}")
        unknown = sorted({slot for slots, _ in material.uv_transforms for slot in slots} - set(SLOTS))
        if unknown:
            raise InputError(f"{where}: no texture is called {unknown[0]!r}; there are {', '.join(SLOTS)}")
    for mesh in scene.meshes:
        for primitive in mesh.primitives:
            if not isinstance(primitive.material, Integral) or not 0 <= primitive.material < max(
                1, len(scene.materials)
            ):
                raise InputError(f"mesh {mesh.name!r}: material {primitive.material!r} of {len(scene.materials)}")
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
        found = textures_of(material)
        for slot in SLOTS:
            record[f"{slot}_texture"] = places[found[slot]] if slot in found else NO_TEXTURE
        for name in ("shading_shift", "shading_toony", "rim_power", "rim_color", "gi_equalization"):
            record[name] = getattr(toon, name)
        for name in (
            "matcap",
            "rim_lift",
            "rim_lighting_mix",
            "shift_scale",
            "gi_equalization",
            "uv_scroll",
            "uv_spin",
        ):
            record[name] = getattr(toon, name)
        for name in ("outline_width", "outline_color", "outline_lighting_mix"):
            record[name] = getattr(toon, name)
        record["shade_color"] = toon.shade_color
        if material.alpha_mode == "OPAQUE":
            record["alpha_cutoff"] = 0.0
        _write_lobes(record, material)
    return np.asarray(out)


def _write_lobes(record: Any, material: Material) -> None:
    # an index of refraction of 0 means that all is reflected (KHR_materials_ior)
    mirrored = ((material.ior - 1) / (material.ior + 1)) ** 2 if material.ior > 0 else 1.0
    record["f0"] = [mirrored * c for c in material.specular_color]
    record["specular"], record["ior"] = material.specular, max(material.ior, 1.0)
    coat, sheen = material.clearcoat or Clearcoat(strength=0.0), material.sheen or Sheen()
    record["clearcoat"], record["clearcoat_roughness"] = coat.strength, coat.roughness
    record["clearcoat_normal_scale"] = coat.normal_scale
    record["sheen_color"], record["sheen_roughness"] = sheen.color, sheen.roughness
    film = material.iridescence or Iridescence(strength=0.0)
    record["iridescence"], record["iridescence_ior"] = film.strength, film.ior
    record["iridescence_thickness"] = film.thickness_minimum, film.thickness_maximum
    brush = material.anisotropy or Anisotropy(strength=0.0)
    record["anisotropy"] = brush.strength, np.cos(brush.rotation), np.sin(brush.rotation)
    record["transmission"] = material.transmission.strength if material.transmission else 0.0
    body = material.volume or Volume()
    record["thickness"], record["dispersion"] = body.thickness, body.dispersion
    record["absorption"] = -np.log(np.clip(body.attenuation_color, 1e-6, 1.0)) / max(body.attenuation_distance, 1e-9)
    leaf = material.diffuse_transmission or DiffuseTransmission(strength=0.0)
    record["diffuse_transmission"], record["diffuse_transmission_color"] = leaf.strength, leaf.color
    sets = dict(material.uv_sets)
    for row, (slots, matrix) in enumerate(material.uv_transforms):
        record["uv_rows"][2 * row : 2 * row + 2, :3] = np.reshape(matrix, (2, 3))
        for slot in slots:
            record["uv_slots"][_SLOT_NUMBERS[slot] // 8] |= np.uint32((row + 1) << 4 * (_SLOT_NUMBERS[slot] % 8))
        record["uv_rows"][2 * row, 3] = sets.get(slots[0], 0)
