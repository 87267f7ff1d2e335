"""鹤城码头: the dock with its lanterns and visitors, the pine bough, and the spot where the presenter stands."""

from __future__ import annotations

import numpy as np

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.dock import Dock, dock
from scenes.lanterns import LANTERN_LIGHT, hung
from scenes.palette import Palette
from scenes.people import crowd
from scenes.taihe_lake.glow import Glow
from scenes.trees import pine_bough

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


PRESENTER = on_dock(6.0, 2.25)
"""Feet of 鱼多多: on the landing, in the light of the first lanterns."""


def pier(stage: Stage, look: Palette, glow: Glow, lantern: int, visitors: tuple[int, ...]) -> None:
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
    feet = [on_dock(x, z) for x, z, _ in VISITORS]
    crowd(stage, visitors, feet, np.array([yaw for *_, yaw in VISITORS]), 83)


def bough(stage: Stage, look: Palette) -> None:
    """A pine reaches in from the upper right and closes the frame."""
    mesh = stage.mesh("pine bough", pine_bough(look))
    stage.place(mesh, (3.75, 5.55, -5.2), yaw=0.15, scale=1.45, seed=0.4, layer="no_mirror_no_shadow")
