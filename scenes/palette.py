"""The materials that the kits share: one set for a stage, by role."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scenes.authoring import Stage

SURFACES = Path(__file__).parent / "surfaces"

GOLD = (1.0, 0.60, 0.24)
"""Hue of LED lines and gilding light. Emissives stand one step redder than they should look: the tone curve pales."""
IVORY = (1.0, 0.74, 0.46)
AMBER = (1.0, 0.44, 0.11)
PAPER = (1.0, 0.37, 0.085)
RED_LACQUER = (0.215, 0.028, 0.016)
GILT = (0.42, 0.26, 0.07)
IRON = (0.035, 0.035, 0.04)
SLATE = (0.11, 0.125, 0.15)
TILE = (0.115, 0.140, 0.150)


@dataclass(frozen=True)
class Palette:
    """Material ids by role."""

    stone: int
    quay: int
    soffit: int
    slate: int
    tile: int
    lacquer: int
    planks: int
    deck: int
    brass: int
    iron: int
    glass: int
    shop: int
    tower: int
    lattice: int
    diamond: int
    globe: int
    line: int
    lantern: int
    lotus: int
    leaf: int
    needle: int
    bark: int
    hill: int
    cloth: int


def palette(stage: Stage, water_level: float = 0.0) -> Palette:
    """Registers the kit materials and their surfaces on `stage`. Stone is wet up to about 1 m above `water_level`."""
    stage.surfaces(SURFACES)
    dry = water_level - 1000.0

    def masonry(name: str, wet: float, course: float = 0.0) -> int:
        return stage.material(
            name, surface="masonry", roughness=0.85, params=(1.9, 1.7, 3.7, wet, course, 0, 0, 0), double_sided=True
        )

    def shining(name: str, radiance: float, mirror: float, opal: float) -> int:
        return stage.material(
            name, surface="lamp", params=(radiance, mirror, 0, 0, 0, 0, 0, 0), roughness=opal, double_sided=True
        )

    def tiles(name: str, width: float, course: float, sheen: float) -> int:
        return stage.material(
            name, surface="roof_tile", roughness=0.55, params=(width, course, 0.5, sheen, 0, 0, 0, 0), double_sided=True
        )

    def paper(name: str, pattern: float, cell: float) -> int:
        return stage.material(
            name, surface="lattice", params=(0.95, 2.0, pattern, cell, 0, 0, 0, 0), roughness=0.6, double_sided=True
        )

    def leaves(name: str, scale: float, sway: float) -> int:
        return stage.material(name, surface="foliage", params=(scale, 0, 0, 0, 0, 0, 0, 0), sway=sway)

    return Palette(
        stone=masonry("stone", dry),
        quay=masonry("quay stone", water_level, 0.46),
        soffit=stage.material("soffit", surface="soffit", params=(1.1, 5.0, 1.3, 0.5, 5.0, 0, 0, 0), double_sided=True),
        slate=tiles("slate", 0.42, 0.30, 0.7),
        tile=tiles("tile", 0.30, 0.32, 0.4),
        lacquer=stage.material("lacquer", surface="lacquer", roughness=0.38, double_sided=True),
        planks=stage.material("planks", surface="planks", roughness=0.6),
        deck=stage.material("deck", surface="deck", roughness=0.4),
        brass=stage.material("brass", roughness=0.28, metallic=0.9),
        iron=stage.material("iron", roughness=0.5, metallic=0.3),
        glass=stage.material("window", surface="window", params=(1.4, 2.3, 3.6, 4.4, 0, 0, 0, 0)),
        shop=stage.material("shop", surface="shopfront", params=(2.5, 0, 0, 0, 0, 0, 0, 0)),
        tower=stage.material("tower", surface="curtain_wall", params=(0.7, 3.0, 0, 0, 0, 0, 0, 0)),
        lattice=paper("lattice", 0.0, 0.17),
        diamond=paper("diamond lattice", 1.0, 0.24),
        globe=shining("lamp globe", 2.6, 9.0, 1.0),
        line=shining("light line", 1.9, 2.6, 0.0),
        lantern=stage.material("paper lantern", surface="paper_lantern", params=(1.0, 2.2, 0.35, 0.25, 0, 0, 0, 0)),
        lotus=stage.material("lotus", surface="lotus", params=(0.78, 1.8, 0.6, 0, 0, 0, 0, 0), double_sided=True),
        leaf=leaves("leaf", 0.9, 0.05),
        needle=leaves("needle", 1.6, 0.015),
        bark=stage.material("bark", base_color=(0.10, 0.075, 0.05, 1.0), roughness=0.9),
        hill=stage.material("hillside", surface="hillside", roughness=0.95),
        cloth=stage.material("cloth", roughness=0.8),
    )
