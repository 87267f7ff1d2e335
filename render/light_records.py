"""What shaders know of a light, and which kinds of light a frame has. Pure numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.lights import DIRECTIONAL, KINDS, RECTANGLE, SPOT
from assets.scene import Lights
from render.structs import gpu_struct

MOST, FACES = 16, 64
"""Lights with a shadow, and shadow maps, at most."""
CUBE = 1 << 16
FEW = 12
"""Up to so many lights, looking at each costs less than looking up which are near."""
BLOCK = 2048
"""Lights of which a uniform block holds what shaders read of every light: 64 KiB, which is what all drivers give."""

LIGHT = gpu_struct(
    "Light",
    position="vec3",
    range="float",
    # radiant intensity; irradiance of a directional light, radiance of a luminous surface
    color="vec3",
    # radius squared, below zero where the light has a hard end
    radius2="float",
    direction="vec3",
    # cone falloff: saturate(dot * scale + offset), 0 and 1 for what is no spot
    cone_scale="float",
    across="vec3",
    cone_offset="float",
    # of a luminous surface: width and height, a tube's length and diameter; the width below zero where it has two sides
    half_size="vec2",
    kind="uint",
    # first shadow map and one, 0 for none; with CUBE where there are six
    shadow="uint",
)


@dataclass(frozen=True)
class LightUse:
    """The kinds of light that shaders must be able to draw: what is not there costs nothing."""

    any: bool = False
    spots: bool = False
    endless: bool = False
    """directional lights, or such of infinite range"""
    areas: bool = False
    moving: bool = False
    shadows: bool = False
    few: int = 0
    """how many lights there are, where that is not more than FEW"""
    block: bool = False
    """whether they fit into BLOCK"""

    def defines(self) -> dict[str, object]:
        """For shaders that include `inc/lights.glsl`."""
        flags = {
            "LAMPS": self.any,
            "SPOT_LIGHTS": self.spots,
            "ENDLESS_LIGHTS": self.endless,
            "AREA_LIGHTS": self.areas,
            "LIGHT_SHADOWS": self.shadows,
        }
        sizes = {"FEW_LIGHTS": self.few, "LIGHT_BLOCK": BLOCK if self.block else 0}
        kinds = {f"KIND_{name.upper()}": kind for kind, name in enumerate(KINDS)}
        return {
            **{name: 1 for name, on in flags.items() if on},
            **kinds,
            **{name: size for name, size in sizes.items() if size},
            "LIGHT_CUBE": CUBE,
            "LIGHT_TABLES": 1 + self.moving,
        }


def light_use(lights: Lights, shadows: bool = False) -> LightUse:
    """What of it all these lights need; `shadows` where some have a shadow map."""
    kind = lights.kind
    return LightUse(
        len(lights) > 0,
        bool((kind == SPOT).any()),
        bool(endless(lights).any()),
        bool((kind >= RECTANGLE).any()),
        bool(lights.moving.any()),
        shadows,
        len(lights) if len(lights) <= FEW else 0,
        FEW < len(lights) <= BLOCK,
    )


def endless(lights: Lights) -> NDArray[np.bool_]:
    """(n,) which lights reach everywhere."""
    return np.asarray((lights.kind == DIRECTIONAL) | ~np.isfinite(lights.range))


def shines(lights: Lights) -> NDArray[np.bool_]:
    """(n,) which lights are on."""
    return np.asarray((lights.color.max(axis=1, initial=0) > 0) & (lights.range > 0))


def shadow_faces(lights: Lights) -> NDArray[np.int64]:
    """(n,) how many maps each light's shadow takes: six for what shines more than 66 degrees off its axis."""
    one = (lights.kind == DIRECTIONAL) | ((lights.kind == SPOT) & (lights.cone[:, 1] > 0.4))
    return np.where(one, 1, 6)


def chosen(lights: Lights) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """(which lights get shadows, their first layers, how many that asked get none)."""
    asking = np.nonzero((lights.shadow > 0) & shines(lights))[0]
    asking = asking[np.argsort(-lights.shadow[asking], kind="stable")]
    taken: list[int] = []
    first: list[int] = []
    used, faces = 0, shadow_faces(lights)
    for i in asking.tolist():
        if len(taken) < MOST and used + faces[i] <= FACES:
            taken.append(i)
            first.append(used)
            used += int(faces[i])
    return np.array(taken, np.int64), np.array(first, np.int64), len(asking) - len(taken)


def missing_shadows(lights: Lights) -> tuple[str, ...]:
    """A line about lights that ask for a shadow and get none."""
    left = chosen(lights)[2]
    return (f"{left} lights cast no shadow: at most {MOST} lights and {FACES} maps do",) if left else ()


def light_records(lights: Lights) -> NDArray[Any]:
    """(n,) LIGHT"""
    out = LIGHT.zeros(len(lights))
    out["position"], out["range"] = lights.position, np.minimum(lights.range, 1e18)
    out["color"] = lights.color / lights.area[:, None]
    out["radius2"] = np.where(lights.hard_end, -np.maximum(lights.radius**2, 1e-12), lights.radius**2)
    out["direction"], out["kind"] = lights.direction, lights.kind
    inner, outer = lights.cone[:, 0], lights.cone[:, 1]
    spot = lights.kind == SPOT
    scale = 1 / np.maximum(inner - outer, 1e-3)
    out["cone_scale"] = np.where(spot, scale, 0)
    out["cone_offset"] = np.where(spot, -outer * scale, 1)
    surface = lights.kind >= RECTANGLE
    if surface.any():
        out["across"] = lights.across
        out["half_size"] = lights.size / 2
        out["half_size"][:, 0] *= np.where(lights.two_sided, -1, 1)
    if lights.shadow.any():
        which, first, _ = chosen(lights)
        out["shadow"][which] = first + 1 + CUBE * (shadow_faces(lights)[which] == 6)
    return out
