"""The bayberry orchard: sixty grown trees on stone terraces above a misty valley, fruit ripe for picking.

An interpretation: pruned open-centre trees of the Dongkui kind in rows along contour benches, as hill orchards in
southern Zhejiang are planted; no real orchard is copied.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.scene import Scene
from scenes.authoring import Stage, transforms
from scenes.bayberry_orchard import harvest, hills, land, shots, terraces, undergrowth
from scenes.bayberry_orchard.berries import Crop, berry_mesh, berry_tint, gather
from scenes.bayberry_orchard.bough import reach_in
from scenes.bayberry_orchard.picking import Picker
from scenes.bayberry_orchard.trees import KINDS, ROWS, plant, raise_tree, wild_tree
from scenes.heavens import direction

SEED = 20250620
PICK_BERRY = 1
"""`Batch.pick` of the berries; the instance number is the berry id."""
HERO = sum(count for _, count in ROWS[: -land.ROWS[0]])
"""The first tree of bench 0, the one of the portrait."""
SUN = direction(np.radians(-27.0), np.radians(6.9))


def build() -> Scene:
    """The scene; `on_pick` is a `Picker` with an empty basket. The same bytes every time."""
    stage = Stage("bayberry_orchard", duration=24.0)
    stage.surfaces(Path(__file__).parent / "surfaces")
    leaf = stage.material("leaf", surface="bayberry_leaf", double_sided=True, sway=0.035)
    crown = stage.material("crown", surface="bayberry_crown", sway=0.02)
    wood = stage.material("bark", surface="smooth_bark", sway=0.035)
    soil = stage.material("soil", surface="red_soil")
    wall = stage.material("wall", surface="dry_stone")
    hill = stage.material("hill", surface="hill_land", params=(*land.RIVER, 0.0, 0.0, 0.0))

    planting = plant(SEED)
    ripe = np.linspace(0.56, 0.80, len(KINDS))
    grown = [raise_tree(stage, h, SEED + k, leaf, crown, wood, float(ripe[k])) for k, h in enumerate(KINDS)]
    for k, tree in enumerate(grown):
        chosen = planting.kind == k
        stage.instances(tree.mesh, planting.transform[chosen], planting.tint[chosen])
    hung = shots.bough_place()
    bough = reach_in(stage, KINDS[2], SEED + 11, leaf, wood, hung, size=14)
    crops = [*(tree.crop for tree in grown), bough]
    crop = gather(crops, np.concatenate([planting.transform, hung[None]]), np.append(planting.kind, len(grown)))
    balls = berry_mesh(stage)
    batch = hang(stage, crop, balls)

    stage.place(stage.mesh("benches", terraces.benches(planting.position, soil)))
    stage.place(stage.mesh("walls", terraces.walls(wall)))
    for k, wedge in enumerate(hills.sectors(hill)):
        stage.place(stage.mesh(f"land {k}", wedge), layer="no_shadow")
    for k, wedge in enumerate(hills.ridges(hill)):
        stage.place(stage.mesh(f"ridge {k}", wedge), layer="no_shadow")
    wild = [wild_tree(stage, SEED + 50 + k, leaf, crown) for k in range(3)]
    woods = hills.woods(SEED)
    for k, mesh in enumerate(wild):
        stage.scatter(mesh, woods[k::3], SEED + k, scale=(1.0, 2.3), tint=((1.0, 0.6, 1.0), (1.0, 1.2, 1.0)))
    harvest.set_out(stage, balls, SEED)
    undergrowth.sow(stage, planting.position, SEED)

    stage.sky(sun_direction=SUN, sun_radiance=22.0, haze=0.28, clouds=0.45, stars=0.0, town_glow=(0.24, 0.090, 0.0))
    stage.haze(mist=0.0260, mist_height=20.0, air=0.00005, air_height=700.0, tint=(3.40, 2.30, 1.40), before_sky=False)
    stage.grade(bloom=0.09, contrast=1.22, saturation=1.22, vignette=0.15)
    shots.add(stage, crop, HERO)
    scene = stage.build()
    scene.on_pick = Picker(crop, batch, PICK_BERRY)
    return scene


def hang(stage: Stage, crop: Crop, balls: int) -> int:
    """Every berry as an instance of one ball; returns the batch."""
    seeds = np.random.default_rng(SEED).random(len(crop))
    tint = berry_tint(crop.ripeness, crop.light, seeds)
    placed = stage.instances(balls, transforms(crop.position, 0.0, crop.diameter[:, None] / 2), tint, pick=PICK_BERRY)
    return placed.batch
