"""A real place on a stage: ground, water, buildings, ways with lamps, trees.

site = Site(120.29, 28.14, size=1600)
place = real_place(stage, palette(stage), site, elevation="dem.tif", streets="town.osm.pbf")
stage.camera("main", orbit(place.land.on(0, 0), 300, 120, 60))
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from scenes.authoring import Stage
from scenes.geo.elevation import read_elevation
from scenes.geo.ground import level_ground, water_level, with_beds
from scenes.geo.houses import street_houses
from scenes.geo.masses import blocks, lamp_feet, ribbons
from scenes.geo.site import Site
from scenes.geo.streets import Streets, read_streets
from scenes.land import Land
from scenes.lanterns import street_lamp
from scenes.palette import IVORY, Palette
from scenes.trees import crown_mesh, pine_mesh, shore_tree_mesh

Array = NDArray[np.float64]
MOST_LAMPS = 1500
LAMP_HEIGHT = 4.3


@dataclass(frozen=True, eq=False)
class Place:
    """What came of the data: the ground (y = 0 is the water's level), and what was left out."""

    land: Land
    streets: Streets | None
    said: tuple[str, ...]


def real_place(
    stage: Stage,
    look: Palette,
    site: Site,
    elevation: str | Path | None = None,
    streets: str | Path | None = None,
    level: float | None = None,
    spacing: float | None = None,
    fill: bool = False,
    lit: float = 0.4,
    lamps: float = 26.0,
    trees: int = 6000,
    fronts: bool = True,
    seed: int = 0,
) -> Place:
    """Builds the site from an elevation model, a map, or both; without the model the ground is flat.

    `level` is the water's height in the model's metres (by default what the model says over the map's water); it
    becomes y = 0. `lit` is the share of lit windows, `lamps` the metres between street lamps (0: none), `trees` how
    many stand on wild slopes besides those of the map; with `fronts` what could be a street house gets a façade of the
    kit. InputError when neither file is given, and as the readers say.
    """
    if elevation is None and streets is None:
        raise InputError("a real place needs an elevation model, a map, or both")
    known = read_streets(streets, site) if streets is not None else None
    water = known.water if known else ()
    field = read_elevation(elevation, site, spacing, fill) if elevation is not None else level_ground(site)
    if level is None:
        level = water_level(field, water) if elevation is not None else 0.0
    heights = with_beds(field, water, level)
    land = stage.terrain(heights, site.extent, look.hill, spacing=heights.spacing)
    if water or float(heights.height.min()) < 0.0:
        stage.water(level=0.0, bounds=site.extent)
    said = [f"{streets}: {line}" for line in known.left_out] if known else []
    if known:
        plain = street_houses(stage, look, known.buildings, known.ways, heights, seed) if fronts else known.buildings
        for name, shape in blocks(plain, heights, look, lit, seed):
            stage.place(stage.mesh(name, shape))
        if known.ways:
            stage.place(stage.mesh("ways", ribbons(known.ways, heights, look)))
        if lamps > 0:
            said += _lamps(stage, look, known, land, lamps)
        if len(known.trees):
            feet = land.on(known.trees[:, 0], known.trees[:, 1])
            stage.scatter(shore_tree_mesh(stage, look, seed + 1), feet, seed=seed, scale=(6.0, 9.0))
    _woods(stage, look, land, trees, seed)
    stage.say(*(f"left out of {line}" for line in said))
    return Place(land, known, tuple(said))


def _woods(stage: Stage, look: Palette, land: Land, count: int, seed: int) -> None:
    """Broadleaf crowns with a few pines wherever the ground is too steep for the town."""
    wild = land.sample(count, seed, 4.0, lambda p: (p[:, 1] > 2.0) & (land.slope(p[:, 0], p[:, 2]) > 14.0))
    kind = np.random.default_rng(seed).integers(4, size=len(wild))
    tones = ((0.6, 0.75, 0.5), (1.3, 1.2, 0.7))
    for k in range(3):
        crowns = wild[kind == k] - [0.0, 0.5, 0.0]
        if len(crowns):
            stage.scatter(crown_mesh(stage, look, seed + k), crowns, seed + k, scale=(3.0, 6.0), tint=tones)
    if len(pines := wild[kind == 3]):
        stage.scatter(pine_mesh(stage, look, seed=seed + 2), pines, seed=seed, scale=(7.0, 12.0))


def _lamps(stage: Stage, look: Palette, streets: Streets, land: Land, every: float) -> list[str]:
    """Street lamps, the nearest to the middle when there are too many; says how many were left out."""
    feet, yaw = lamp_feet(streets.ways, every, land.heights)
    keep = np.sort(np.argsort(np.hypot(feet[:, 0], feet[:, 2]), kind="stable")[:MOST_LAMPS])
    left = len(feet) - len(keep)
    if len(keep):
        far = stage.mesh("street lamp far", street_lamp(look, LAMP_HEIGHT, 0))
        lamp = stage.mesh("street lamp", street_lamp(look, LAMP_HEIGHT), lod=far, lod_pixels=20.0, cull_pixels=0.5)
        stage.scatter(lamp, feet[keep], seed=1, yaw=yaw[keep])
        stage.lights(feet[keep] + [0, LAMP_HEIGHT + 0.3, 0], np.array(IVORY) * 16, range=18.0, radius=0.4, glow=0.8)
    return [f"the scene: {left} street lamps beyond {MOST_LAMPS}"] if left else []
