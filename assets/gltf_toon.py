"""VRMC_materials_mtoon 1.0 as `Toon`."""

from __future__ import annotations

import math
from collections.abc import Mapping

from assets.gltf_container import Json
from assets.gltf_shapes import reference
from assets.scene import Toon
from assets.schema import Shape, choice, flag, integer, number, shaped, text, vector

MTOON = "VRMC_materials_mtoon"
TINTED = "vertexColors"
"""Among the extras of a toon material whose vertex colours count."""
ANIMATED = ("ScrollX", "ScrollY", "Rotation")
"""The parts of uvAnimation...SpeedFactor."""

_TEXTURES = (
    "shadeMultiplyTexture",
    "shadingShiftTexture",
    "rimMultiplyTexture",
    "matcapTexture",
    "outlineWidthMultiplyTexture",
    "uvAnimationMaskTexture",
)
_SHAPE = shaped(
    Shape(
        {
            "specVersion": text,
            "transparentWithZWrite": flag,
            "renderQueueOffsetNumber": integer(-(2**31), 2**31),
            "shadeColorFactor": vector(3, 0.0, math.inf),
            "shadingShiftFactor": number(),
            "shadingToonyFactor": number(),
            "giEqualizationFactor": number(),
            "parametricRimColorFactor": vector(3),
            "parametricRimFresnelPowerFactor": number(),
            "outlineWidthMode": choice("none", "worldCoordinates", "screenCoordinates"),
            "outlineWidthFactor": number(0.0),
            "outlineColorFactor": vector(3, 0.0, math.inf),
            "outlineLightingMixFactor": number(0.0, 1.0),
            "parametricRimLiftFactor": number(),
            "rimLightingMixFactor": number(0.0, 1.0),
            "matcapFactor": vector(3, 0.0, math.inf),
            **{f"uvAnimation{kind}SpeedFactor": number() for kind in ANIMATED},
            **dict.fromkeys(_TEXTURES, reference(scale=number())),
        }
    )
)


def check_toon(entry: Json, at: str, textures: int) -> None:
    """Fault when the extension's object at `at` has not the form it should have."""
    _SHAPE(entry, at, {"textures": textures})


def read_toon(name: str, entry: Json, textures: Mapping[str, int], dropped: list[str]) -> Toon:
    """The look of material `name`, whose whole JSON is `entry`, with its textures by slot."""
    toon: Json = entry["extensions"][MTOON]
    extras = entry.get("extras")
    mode = toon.get("outlineWidthMode", "none")
    width = float(toon.get("outlineWidthFactor", 0.0)) if mode != "none" else 0.0
    blended = entry.get("alphaMode") == "BLEND"
    if blended and width > 0.0:
        dropped.append(f"material {name!r}: its outline is left out, what is blended has none")
        width = 0.0
    writes = blended and toon.get("transparentWithZWrite", False)
    # the specification's range: -9 ... 0, of those that write depth 0 ... 9
    low, high = (0, 9) if writes else (-9, 0)
    queue = min(max(toon.get("renderQueueOffsetNumber", 0), low), high) if blended else 0

    def color(key: str, otherwise: float = 0.0) -> tuple[float, float, float]:
        x, y, z = toon.get(key, (otherwise,) * 3)
        return (float(x), float(y), float(z))

    def number_of(key: str, otherwise: float = 0.0) -> float:
        return float(toon.get(key, otherwise))

    return Toon(
        shade_color=color("shadeColorFactor"),
        shade_texture=textures.get("shade_multiply", -1),
        shading_shift=number_of("shadingShiftFactor"),
        shift_texture=textures.get("shading_shift", -1),
        shift_scale=float(toon.get("shadingShiftTexture", {}).get("scale", 1.0)),
        shading_toony=number_of("shadingToonyFactor", 0.9),
        rim_color=color("parametricRimColorFactor"),
        rim_power=number_of("parametricRimFresnelPowerFactor", 5.0),
        rim_lift=number_of("parametricRimLiftFactor"),
        rim_texture=textures.get("rim_multiply", -1),
        rim_lighting_mix=number_of("rimLightingMixFactor", 1.0),
        matcap=color("matcapFactor", 1.0),
        matcap_texture=textures.get("matcap", -1),
        gi_equalization=min(max(number_of("giEqualizationFactor", 0.9), 0.0), 1.0),
        outline_width=width,
        outline_on_screen=mode == "screenCoordinates",
        outline_texture=textures.get("outline_width_multiply", -1) if width > 0.0 else -1,
        outline_color=color("outlineColorFactor"),
        outline_lighting_mix=number_of("outlineLightingMixFactor", 1.0),
        uv_scroll=(number_of("uvAnimationScrollXSpeedFactor"), number_of("uvAnimationScrollYSpeedFactor")),
        uv_spin=number_of("uvAnimationRotationSpeedFactor"),
        uv_mask_texture=textures.get("uv_animation_mask", -1),
        tinted=isinstance(extras, dict) and extras.get(TINTED) is True,
        writes_depth=writes,
        queue=queue,
    )
