"""The promenade of 临江东路 after rain: mirroring paving, stairs to the lower walk, furniture, strollers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.palette import palette
from scenes.parts.part import Seed, part
from scenes.parts.placing import visitors
from scenes.people import crowd
from scenes.show.cued_lamps import wash
from scenes.street_furniture import bench, cafe_table, life_buoy, mooring_post, planter, stairs
from scenes.taihe_lake.valley import GROUND, along_quay

Array = NDArray[np.float64]
WALK = 1.25
"""Level of the lower walk."""
FRONT, WALL = 13.5, 1.6
"""Metres from the water's edge to the façades, and to the wall between the walks."""
FLIGHTS = (88.0, 138.0, 188.0, 238.0, 300.0, 372.0, 450.0, 540.0)
"""Along the quay: the heads of stairs, which go down upstream."""


@part("taihe_lake/promenade")
def promenade(stage: Stage, *, seed: Seed = 431) -> None:
    """Wet paving, stairs, benches, planters, mooring posts, café tables, and people on the lower walk."""
    look, rng = stage.once(palette), np.random.default_rng(seed)
    paving(stage)
    upstream = np.arange(70.0, 620.0, 12.5)
    put(stage, stage.mesh("bench", bench(look), cull_pixels=3.0), upstream + 4.2, 2.3, GROUND)
    put(stage, stage.mesh("planter", planter(look, seed), cull_pixels=3.0), upstream + 8.4, 2.0, GROUND)
    put(stage, stage.mesh("mooring post", mooring_post(look), cull_pixels=2.5), np.arange(66, 640, 9.0), -0.75, WALK)
    put(stage, stage.mesh("life buoy", life_buoy(look), cull_pixels=2.5), np.arange(78, 640, 50.0), 1.25, WALK)
    tables = np.concatenate([q + np.arange(0, 13.0, 3.2) for q in (84, 112, 152, 206, 262, 330)])
    terrace = stage.mesh("cafe table", cafe_table(look), cull_pixels=3.0)
    put(stage, terrace, tables, 10.4 + 0.5 * np.sin(tables), GROUND)
    flight = stage.mesh("stairs", stairs(look, GROUND - WALK), cull_pixels=3.0)
    put(stage, flight, np.array(FLIGHTS), WALL, WALK)
    strollers(stage, rng)


def put(stage: Stage, mesh: int, q: ArrayLike, back: ArrayLike, level: float) -> None:
    """Instances along the quay, their z towards the water."""
    q, back = np.broadcast_arrays(np.asarray(q, float), np.asarray(back, float))
    spots = [along_quay(float(a), float(b), level) for a, b in zip(q, back, strict=True)]
    yaw = np.array([np.arctan2(-dz, dx) for _, (dx, dz) in spots])
    stage.scatter(mesh, np.array([p for p, _ in spots]), 1, yaw=yaw, layer="no_mirror_no_shadow")


def wet(stage: Stage, name: str, front: float, arcade: float, radiance: float) -> int:
    """Slabs that mirror a front `front` metres back with an arcade so high, 0 for a wall."""
    return stage.material(name, surface="wet_paving", params=(front, arcade, radiance, 1.0, 0, 0, 0, 0))


def paving(stage: Stage) -> None:
    """Both walks."""
    upper, lower = wet(stage, "promenade", FRONT, 4.6, 1.9), wet(stage, "lower walk", WALL, 0.0, 0.8)
    wash(stage, "facades", upper)
    g = Geometry()
    near, far = np.arange(60.0, 300.0, 5.0), np.arange(300.0, 901.0, 12.0)
    s = np.r_[near, far]
    for material, level, backs in ((lower, WALK - 0.05, (-1.2, WALL)), (upper, GROUND - 0.1, (WALL, 17.0))):
        rows, colors, uv = [], [], []
        for back in backs:
            spots = [along_quay(float(q), back, level + 0.008 * (back - backs[0])) for q in s]
            rows.append([p for p, _ in spots])
            colors.append([(0.5 + 0.5 * dx, 0.10, 0.5 + 0.5 * dz, 1.0) for _, (dx, dz) in spots])
            uv.append(np.c_[s, np.full(len(s), back)])
        g.grid(rows, material, np.array(colors), uv=np.array(uv))
    stage.place(stage.mesh("paving", g), layer="no_mirror_no_shadow")


def strollers(stage: Stage, rng: np.random.Generator) -> None:
    """Pairs that stroll or lean on the rail, fishers on the lower walk."""
    feet, yaw = [], []
    for q in rng.uniform(72, 330, 46):
        _, (dx, dz) = along_quay(float(q))
        way = float(np.arctan2(-dz, dx)) + (np.pi if rng.random() < 0.5 else 0.0)
        back, level = (
            (float(rng.uniform(3.8, 9.6)), GROUND) if rng.random() < 0.55 else (float(rng.uniform(-0.2, 1.1)), WALK)
        )
        for k in range(int(rng.integers(1, 4))):
            feet.append(along_quay(float(q + rng.normal(0, 0.25)), back + 0.62 * k, level)[0])
            yaw.append(way + rng.normal(0, 0.2))
    crowd(stage, visitors(stage), np.array(feet), np.array(yaw), 433)
