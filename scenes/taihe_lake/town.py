"""临江东路: the quay with its promenade, a row of façades, towers behind, lamps, trees and walkers; the far bank."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from assets.scene import Primitive
from scenes.authoring import Stage
from scenes.buildings import house_mesh
from scenes.facade import Roof, facade
from scenes.glow import Glow
from scenes.keeping import kept_meshes
from scenes.lanterns import street_lamp
from scenes.palette import GOLD, IVORY, Palette, palette
from scenes.parts.part import Seed, part
from scenes.parts.placing import visitors
from scenes.people import crowd
from scenes.show.cued_lamps import line_material, wash
from scenes.signs import sign
from scenes.taihe_lake.valley import GROUND, TOWERS, along_quay, right_bank
from scenes.towers import tower
from scenes.trees import shore_tree_mesh

Array = NDArray[np.float64]
QUAY = ((1.2, -2.0), (1.2, 1.2), (-1.6, 1.2), (-1.6, 3.9), (-1.9, 3.9))
"""Cross-section of the quay: metres towards the water, height."""
ROOFS: tuple[Roof, ...] = (
    "mansard_dome",
    "mansard",
    "pediment",
    "dome",
    "mansard",
    "mansard_dome",
    "parapet",
    "mansard",
    "dome",
    "pediment",
    "mansard",
    "mansard_dome",
)
TOWER_SIGNS = {4: "鹤城", 9: "侨乡"}
SHOP_LIGHT = np.array((1.0, 0.50, 0.17)) * 5.0


@part("taihe_lake/town")
def town(stage: Stage, *, seed: Seed = 7) -> None:
    """临江东路: quay, façades, towers, lamps, trees and walkers of the left bank."""
    look, glow = stage.once(palette), stage.once(Glow)
    quay(stage, replace(look, line=stage.once(line_material, "quay")))
    houses(stage, replace(look, line=stage.once(line_material, "facades")), seed)
    wash(stage, "facades", look.stone)
    towers(stage, look)
    street(stage, look, glow)
    feet = walkers()
    crowd(stage, visitors(stage), feet, np.random.default_rng(83).uniform(0, 2 * np.pi, len(feet)), 97)


def quay(stage: Stage, look: Palette) -> None:
    """Wall, lower step, promenade, balustrade, and the line of light under its coping."""
    s = np.linspace(60, 900, 100)
    wall = Geometry()
    for (a, low), (b, high) in pairwise(QUAY):
        front = np.array([along_quay(q, -a, low)[0] for q in s])
        back = np.array([along_quay(q, -b, high)[0] for q in s])
        level = 0.3 if low > 1.22 and low < 1.3 else 0.0
        uv = np.stack([np.c_[s, front[:, 1] - 1.2], np.c_[s, back[:, 1] - 1.2]])
        wall.grid([front, back], look.quay, (0.34, 0.31, 0.27, level / 2), uv=uv)
    rail = np.array([along_quay(q, 1.5, 5.0)[0] for q in s])
    wall.tube(rail, 0.10, 4, look.quay, (0.5, 0.46, 0.4, 0.0), caps=False)
    line = np.array([along_quay(q, 1.42, 3.7)[0] for q in s])
    wall.tube(line, 0.075, 4, look.line, (*GOLD, 0.75), caps=False)
    posts = np.array([along_quay(q, 1.5, 4.45)[0] for q in np.arange(62, 300, 1.6)])
    wall.boxes(posts, (0.18, 1.0, 0.18), look.quay, (0.5, 0.46, 0.4, 0.0))
    stage.place(stage.mesh("quay", wall))


def houses(stage: Stage, look: Palette, seed: int) -> None:
    """Façades from the near corner to the bend, shoulder to shoulder with a lane now and then."""
    rng = np.random.default_rng(seed)
    q, k = 66.0, 0
    while q < 700:
        width = float(rng.uniform(15, 28))
        at, (dx, dz) = along_quay(q + width / 2, 13.5, GROUND)
        front = facade(
            width,
            int(rng.choice([3, 3, 4, 4, 5])),
            ROOFS[k % 12],
            int(rng.integers(1 << 30)),
            float(rng.uniform(0.55, 0.8)),
        )
        stage.place(
            house_mesh(stage, front, look, f"house {k}"), at, yaw=float(np.arctan2(-dz, dx)), seed=float(rng.random())
        )
        if k == 4:
            roof, _ = along_quay(q + width / 2, 14.5, GROUND + front.eaves + 4.4)
            letters = sign(stage, look, "太鹤湖", 4.0, (1.0, 0.20, 0.06))
            stage.place(letters, roof, yaw=float(np.arctan2(-dz, dx)))
        q += (width + (rng.uniform(3, 7) if k % 4 == 3 else 0.4)) / np.hypot(1, 0.31)
        k += 1


def towers(stage: Stage, look: Palette) -> None:
    """The high-rises that stand among the streets behind."""
    rng = np.random.default_rng(11)
    n = len(TOWERS)
    sizes = np.c_[rng.uniform((14, 13), (21, 17), (n, 2)), [tall for _, _, tall in TOWERS]]
    seeds, lit, own = rng.integers(1 << 30, size=n), rng.uniform(0.25, 0.5, n), rng.random(n)

    def shapes() -> list[tuple[Primitive, ...]]:
        made = zip(sizes.tolist(), seeds.tolist(), lit.tolist(), strict=True)
        return [tower(look, w, d, h, seed, share).primitives() for (w, d, h), seed, share in made]

    for k, shape in enumerate(kept_meshes("towers", shapes, sizes, seeds, lit, look)):
        q, back, _ = TOWERS[k]
        at, (dx, dz) = along_quay(q, back, GROUND)
        yaw = float(np.arctan2(-dz, dx))
        stage.place(stage.mesh("tower", shape, cull_pixels=0.5), at, yaw=yaw, seed=float(own[k]))
        if k in TOWER_SIGNS:
            up, _ = along_quay(q, back - sizes[k, 1] / 2 + 1.0, GROUND + sizes[k, 2] + 1.0)
            stage.place(sign(stage, look, TOWER_SIGNS[k], 3.4, (1.0, 0.34, 0.10)), up, yaw=yaw)


def street(stage: Stage, look: Palette, glow: Glow) -> None:
    """Lamps, shop light, and trees with light at their feet."""
    rng = np.random.default_rng(13)
    lamp_far = stage.mesh("street lamp far", street_lamp(look, 4.3, 0))
    lamp = stage.mesh("street lamp", street_lamp(look, 4.3), lod=lamp_far, lod_pixels=20.0, cull_pixels=0.5)
    feet = np.array([along_quay(float(q), 3.2, GROUND)[0] for q in np.arange(64, 640, 12.5)])
    heading = [along_quay(float(q))[1] for q in np.arange(64, 640, 12.5)]
    stage.scatter(lamp, feet, seed=1, yaw=np.array([np.arctan2(-dz, dx) for dx, dz in heading]))
    glow.add(feet + [0, 4.6, 0], np.array(IVORY) * 7, 15.0, 0.4, 0.8, group="quay")

    shops = np.arange(70, 640, 4.2)
    shops = shops[rng.random(len(shops)) < 0.55]
    glow.add([along_quay(float(q), 12.2, 6.6)[0] for q in shops], SHOP_LIGHT, 9.0, 0.6, group="facades")

    spots = np.arange(66, 640, 11.0) + rng.uniform(-1.8, 1.8, 53)
    trees = np.array([along_quay(float(q), 6.2, GROUND)[0] for q in spots])
    for k in range(2):
        stage.scatter(
            shore_tree_mesh(stage, look, 2 + k),
            trees[k::2],
            seed=17 + k,
            scale=(6.0, 9.0),
            tint=((0.9, 1.0, 0.8), (1.2, 1.1, 0.9)),
        )
    glow.add(trees[:40] + [0.7, 1.6, 0.6], (30.0, 17.0, 5.5), 8.0, 0.5)


def walkers() -> Array:
    """Feet `(n, 3)` of the people on the promenade."""
    rng = np.random.default_rng(19)
    along, back = rng.uniform(70, 420, 100), rng.uniform(2.2, 11, 100)
    return np.array([along_quay(float(s), float(b), GROUND)[0] for s, b in zip(along, back, strict=True)])


@part("taihe_lake/far_bank")
def far_bank(stage: Stage) -> None:
    """The right shore: embankment, lamps, a few villas, trees."""
    look, glow = stage.once(palette), stage.once(Glow)
    rng = np.random.default_rng(23)
    s = np.linspace(60, 1000, 90)

    def edge(out: float, y: float) -> Array:
        return np.stack([right_bank(s) + out, np.full_like(s, y), -s], axis=1)

    wall = Geometry()
    for near, far in ((edge(0, -2), edge(1, 2.6)), (edge(1, 2.6), edge(20, 3.8))):
        wall.grid([near, far], look.quay, (0.30, 0.28, 0.25, 0.0), flip=True)
    stage.place(stage.mesh("far bank", wall))
    spots = np.arange(150, 900, 15.0)
    feet = np.c_[right_bank(spots) + 3, np.full(len(spots), 3.2), -spots]
    lamp = stage.mesh("far lamp", street_lamp(look, 4.0, 0), cull_pixels=0.4)
    stage.scatter(lamp, feet, seed=3)
    glow.add(feet + [-0.6, 4.2, 0], (7.0, 4.2, 2.2), 14.0, 0.4, 0.8)
    for q in np.arange(330, 900, 42.0):
        if rng.random() < 0.75:
            front = facade(
                float(rng.uniform(11, 16)),
                int(rng.choice([1, 2])),
                "mansard" if rng.random() < 0.6 else "pediment",
                int(rng.integers(1 << 30)),
                0.55,
                9.0,
            )
            at = (float(right_bank(q)) + float(rng.uniform(14, 26)), 3.6, -float(q))
            stage.place(house_mesh(stage, front, look, "villa"), at, yaw=float(np.arctan2(-1.0, -0.3)))
    grove = np.arange(200, 900, 6.0)
    at = np.c_[right_bank(grove) + rng.uniform(5, 13, len(grove)), np.full(len(grove), 3.0), -grove]
    stage.scatter(shore_tree_mesh(stage, look, 9), at, seed=29, scale=(7.0, 12.0))
