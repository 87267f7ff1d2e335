"""The toon materials of the figure: shadow tint, ramp and outline of each kind of surface."""

from __future__ import annotations

import numpy as np

from assets.scene import Material, Toon, Vec3
from avatar.character.geom import rgb


def linear(color: str) -> Vec3:
    """'#rrggbb' in linear Rec.709 (IEC 61966-2-1)."""
    c = rgb(color)
    r, g, b = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(r), float(g), float(b)


def toon(
    name: str,
    shade: str,
    outline: float = 0.0,
    line: str = "#000000",
    shift: float = -0.07,
    toony: float = 0.87,
    rim: float = 0.0,
    spread: bool = False,
    double_sided: bool = False,
    roughness: float = 0.8,
) -> Material:
    """White times the atlas (texture 0). `shade` multiplies the colour on the shadow side; `outline` in metres, and
    `line` multiplies the lit colour along it.

    `rim` is a share of the light added at grazing angles, or everywhere when `spread`: that keeps eyes alive in any
    light, where emission would be dark by day and a lamp by night.
    """
    look = Toon(
        shade_color=linear(shade),
        shade_texture=0,
        shading_shift=shift,
        shading_toony=toony,
        rim_color=(rim,) * 3,
        rim_power=0.0 if spread else 5.0,
        outline_width=outline,
        outline_color=linear(line),
        gi_equalization=0.65,
    )
    return Material(name, roughness=roughness, base_color_texture=0, double_sided=double_sided, toon=look)


FACE_SIDE = "#f2c4c2"
"""What the shadow side of skin is multiplied by: a rose, so that warm light does not turn it mustard."""

MATERIALS: tuple[Material, ...] = (
    toon("skin", FACE_SIDE, 0.0014, "#b5705f", rim=0.05, spread=True),
    toon("eye", "#efe2e4", shift=0.3, toony=0.6, double_sided=True),
    toon("white", "#f2eaf2", shift=0.5, toony=0.6, double_sided=True, rim=0.16, spread=True),
    toon("glint", "#ffffff", shift=0.9, toony=0.5, double_sided=True, rim=0.9, spread=True),
    toon("mouth", "#e6c6cc", shift=0.2, toony=0.6, double_sided=True),
    toon("hair", "#a894bd", 0.0011, "#6f5482", rim=0.07),
    toon("fin", "#d1a8b3", 0.0010, "#a05a58", double_sided=True, rim=0.10),
    toon("red", "#b3859e", 0.0011, "#8c5a6c", rim=0.08),
    toon("sleeve", "#c79bac", 0.0011, "#985c60", rim=0.08),
    toon("cream", "#dbc7d1", 0.0011, "#ab7a66", rim=0.06),
    toon("ink", "#a08fb3", 0.0011, "#7f6c96", rim=0.10),
    toon("gold", "#cca38c", 0.0008, "#a06a40", rim=0.08, roughness=0.4),
    toon("stone", "#9ec2bd", 0.0008, "#709485", rim=0.12, roughness=0.3),
    toon("pearl", "#9e5973", 0.0008, "#8c4a60", rim=0.15, roughness=0.2),
)
INDEX = {material.name: i for i, material in enumerate(MATERIALS)}
