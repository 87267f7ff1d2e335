"""鹤城码头: the dock with its lanterns and visitors, the pine bough, and the spot where the presenter stands."""

from __future__ import annotations

import numpy as np

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.dock import Dock, dock
from scenes.glow import Glow
from scenes.lanterns import LANTERN_LIGHT, hung
from scenes.palette import palette
from scenes.parts.part import part
from scenes.parts.placing import paper_lantern, visitors
from scenes.people import crowd
from scenes.trees import pine_bough, shore_tree_mesh

DOCK = Dock()
ORIGIN = (-4.3, 0.0, -3.0)
HEADING = (-0.075, -1.0)
VISITORS = (
    (8.3, -0.75, 2.2),
    (8.9, -0.35, -1.0),
    (14.6, -0.9, 1.5),
    (18.4, 0.55, -0.4),
    (23.0, -0.6, 0.6),
    (30.4, -1.9, 0.8),
    (30.9, -2.3, -0.9),
    (33.4, 1.6, 1.2),
    (34.2, -0.4, 2.4),
)
"""Dock coordinates x, z and heading of the people on the dock."""


def on_dock(x: float, z: float, y: float = 0.0) -> tuple[float, float, float]:
    """World point of dock coordinates (x outwards, z to the right, y above the deck)."""
    frame = Geometry()
    with frame.at(ORIGIN, HEADING):
        p = frame.place((x, DOCK.deck + y, z))
    return float(p[0]), float(p[1]), float(p[2])


PRESENTER = (-2.505, DOCK.deck, -9.151)
"""Feet of 鱼多多: on the landing (6.0, 2.25 on the dock), in the light of the first lanterns."""


@part("taihe_lake/pier")
def pier(stage: Stage) -> None:
    """The dock with its lanterns, the people on it, and the light for the presenter."""
    look, glow, lantern = stage.once(palette), stage.once(Glow), paper_lantern(stage)
    shape = Geometry()
    with shape.at(ORIGIN, HEADING):
        whole = dock(DOCK, look)
        for part in whole.parts:
            shape.add(part.position, part.normal, part.indices, part.uv, part.color / 255.0, part.material)
        middles = shape.place(DOCK.lanterns())
        lamp = shape.place(DOCK.pavilion_lamp())
    stage.place(stage.mesh("dock", shape))
    lanterns = hung(middles, 1.0, 47)
    what = stage.instances(lantern, lanterns.transforms(0.0), lanterns.tints())
    stage.move(what, lanterns.transforms)
    glow.add(
        lambda t: lanterns.transforms(t)[:, :, 3] - [0, 0.06, 0], LANTERN_LIGHT, 12.0, 0.35, 0.35, 0.30, lanterns.seed
    )
    glow.add(lamp[None], (3.4, 1.9, 0.75), 9.0, 0.5)
    presenter_light(glow)
    feet = [on_dock(x, z) for x, z, _ in VISITORS]
    crowd(stage, visitors(stage), feet, [yaw for *_, yaw in VISITORS], 95)


def presenter_light(glow: Glow) -> None:
    """Film lighting in the lanterns' colours, tight enough to touch only her: a soft key from the upper left of the
    lens, a little fill from the right, and the town's rim on her hair and shoulders."""
    feet = np.array(PRESENTER)
    key, fill, rim = feet + (-1.1, 2.3, 1.9), feet + (1.5, 1.2, 1.4), feet + (-1.25, 1.7, -0.65)
    glow.add(key[None], (5.6, 4.1, 2.8), 3.8, 0.5)
    glow.add(fill[None], (0.55, 0.62, 0.85), 3.0, 0.6)
    glow.add(rim[None], (7.0, 4.0, 1.6), 2.6, 0.4)


@part("taihe_lake/terrace")
def terrace(stage: Stage) -> None:
    """The stone terrace the dock starts from, with its trees."""
    look = stage.once(palette)
    g = Geometry()
    g.box((-4.0, -0.8, 22.0), (64.0, 4.4, 30.0), look.quay, (0.34, 0.31, 0.27, 0.0))
    g.boxes(
        [(-6.0, 1.1 - 0.15 * k, 6.7 - 0.32 * k) for k in range(4)], (4.0, 0.3, 0.4), look.quay, (0.38, 0.35, 0.30, 0.0)
    )
    stage.place(stage.mesh("terrace", g))
    rng = np.random.default_rng(101)
    at = np.c_[rng.uniform(-34, 26, 22), np.full(22, 1.4), rng.uniform(11, 36, 22)]
    stage.scatter(shore_tree_mesh(stage, look, 12), at, seed=103, scale=(6.0, 10.0))


@part("taihe_lake/bough")
def bough(stage: Stage) -> None:
    """A pine reaches in from the upper right and closes the frame."""
    look = stage.once(palette)
    # Seen small, few broad needles hold still where many fine ones would sparkle.
    small = stage.mesh("pine bough small", pine_bough(look, needles=30, width=0.011))
    middle = stage.mesh("pine bough middle", pine_bough(look, needles=50, width=0.0065), lod=small, lod_pixels=420.0)
    mesh = stage.mesh("pine bough", pine_bough(look), lod=middle, lod_pixels=800.0)
    stage.place(mesh, (3.75, 5.55, -5.2), yaw=0.15, scale=1.45, seed=0.4, layer="no_mirror_no_shadow")
