"""The tour: a painted boat through 景云桥 to where the show is seen, 鱼多多 at its bow, and eight stops.

They are named after the eight views of 太鹤山. Where they are put here is ours: not all of the hill's own are afloat.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from assets.scene import Camera, Floats, Vec3
from assets.transforms import compose
from scenes.authoring import Stage
from scenes.boat_hull import deck_level
from scenes.glow import Glow
from scenes.parts.afloat import Waypoint, painted_boat, voyage
from scenes.parts.part import part
from scenes.route import Route
from scenes.taihe_lake.drones import CRANE
from scenes.taihe_lake.shots import EXPOSURE
from scenes.taihe_lake.sword import OPENS
from scenes.taihe_lake.valley import CREST, ROCK

Array = NDArray[np.float64]
WAY = (
    Waypoint((65.0, -31.0), 0.0),
    Waypoint((86.0, -53.0), 12.0),
    Waypoint((97.0, -88.0)),
    Waypoint((89.0, -138.0)),
    Waypoint((91.2, -169.3), 37.0),
    Waypoint((103.0, -197.0), 47.0),
    Waypoint((106.0, -225.0), 104.0),
    Waypoint((104.0, -242.0), 158.0),
)
"""Past the floating stage, through the fifth arch, and slowly on towards the show."""
GUIDE = (7.75, 0.42)
"""Where she stands on the boat: metres ahead of its middle and to starboard, beside the lantern at the bow."""
FACE = np.array((GUIDE[0], 2.1, GUIDE[1]))
WIDE = np.array([(11.6, 2.6, 10.0), (6.9, 1.5, -0.4)])
CLOSE = np.array([(9.4, 2.35, 5.2), (7.3, 1.9, -0.1)])
"""Eye and target of L2 at first and at last: metres ahead, up and to starboard."""
CLOSER = (16.5, 22.0)
"""Seconds in which its camera goes from one to the other."""
KEYS = (
    ((9.3, 3.0, 0.6), (4.4, 2.9, 1.7), 4.6, 0.5),
    ((5.9, 2.4, 2.6), (0.20, 0.23, 0.38), 3.2, 0.6),
    ((6.3, 2.7, -0.5), (13.0, 7.0, 2.8), 2.6, 0.3),
    ((8.2, 2.8, -0.3), (3.0, 4.4, 8.6), 2.4, 0.3),
    ((10.6, 2.2, 2.6), (3.0, 1.9, 0.95), 7.0, 0.5),
)
"""Where each lamp is aboard, its colour, how far it reaches and how large it is."""
ON_ROCK = (ROCK[0], CREST + 12.0, ROCK[1])
LOOK = (
    (0.0, (30.0, 16.0, -240.0), 50.0),
    (4.0, (30.0, 16.0, -240.0), 50.0),
    (12.0, (50.0, 26.0, -420.0), 52.0),
    (19.0, (0.0, 13.0, -210.0), 44.0),
    (23.0, (0.0, 13.0, -210.0), 44.0),
    (32.0, (112.0, 9.0, -240.0), 58.0),
    (39.0, (40.0, 40.0, -500.0), 52.0),
    (46.0, ON_ROCK, 30.0),
    (57.0, ON_ROCK, 26.0),
    (66.0, (80.0, 62.0, -370.0), 56.0),
    (126.0, (86.0, 62.0, -370.0), 60.0),
    (158.0, (86.0, 66.0, -360.0), 62.0),
)
"""Seconds, what the boat's camera looks at, and its field of view in degrees."""
STOPS = {
    "抚松听涛": (0.0, "L1"),
    "环翠孕秀": (9.0, "tour"),
    "滴露点易": (14.0, "L2"),
    "丹山溅玉": (20.0, "L3"),
    "谢桥春晚": (29.0, "L4"),
    "混元试剑": (OPENS, "L5"),
    "仙乡问鹤": (CRANE[0], "L6"),
    "望江舒啸": (136.0, "L8"),
}
"""Seconds of the scene, and the camera that shows it."""


@part("taihe_lake/tour")
def tour(stage: Stage) -> None:
    """The tour boat, its guide at the bow, its cameras and the eight stops."""
    painted_boat(stage, along=WAY, guests=False, seed=5)
    boat = voyage(WAY, 5)
    stage.stand("bow", lambda t: bow(boat, t))
    light(stage.once(Glow), boat)
    stage.camera("tour", Deck(boat).camera)
    lens = Camera(fov=math.radians(28.0), near=0.1, exposure=EXPOSURE, aperture=0.010)
    stage.camera("L2", lambda t: guided(boat, t, lens), stand="bow", moment=18.5)
    for name, (t, camera) in STOPS.items():
        stage.stop(name, t, camera)


def bow(boat: Route, t: float) -> Floats:
    """`(3, 4)` of the guide's feet: on deck, turned towards those who go along to starboard."""
    ahead, right = GUIDE
    deck = float(deck_level(ahead))
    turn = math.radians(44.0)
    c, s = math.cos(turn), math.sin(turn)
    local = np.array([(c, 0.0, s, ahead), (0.0, 1.0, 0.0, deck), (-s, 0.0, c, right)], np.float32)
    return compose(boat.transform(t), local)


def guided(boat: Route, t: float, lens: Camera) -> Camera:
    """L2, over the water to starboard, the town behind her: first the bow and its wave, then nearer to her face while
    she speaks."""
    u = min(max((t - CLOSER[0]) / (CLOSER[1] - CLOSER[0]), 0.0), 1.0)
    u = u * u * (3.0 - 2.0 * u)
    eye, target = boat.beside(t, (1.0 - u) * WIDE + u * CLOSE)
    focus = float(np.linalg.norm(FACE - (1.0 - u) * WIDE[0] - u * CLOSE[0]))
    return replace(lens, eye=_vec3(eye), target=_vec3(target), focus=focus)


def light(glow: Glow, boat: Route) -> None:
    """Film lighting in the lanterns' colours that rides with her: a warm key from the bow, a faint cool fill, and from
    behind the town's gold on one edge and the sky's blue on the other; the last shows the planks of the bow."""
    for local, color, reach, radius in KEYS:
        glow.add(partial(boat.aboard, local=(local,)), color, reach, radius)


class Deck:
    """The camera of the tour: someone at the bow who looks at what is being told."""

    def __init__(self, boat: Route) -> None:
        self.boat = boat

    @cached_property
    def _gaze(self) -> PchipInterpolator:
        """Target and field of view at t."""
        rows = np.array([(*target, fov) for _, target, fov in LOOK])
        return PchipInterpolator([t for t, *_ in LOOK], rows)

    def camera(self, t: float) -> Camera:
        held = min(max(t, LOOK[0][0]), LOOK[-1][0])
        x, y, z, fov = (float(v) for v in self._gaze(held))
        eye = self.boat.beside(t, np.array((9.3, 3.3, 0.0)))
        return Camera(_vec3(eye), (x, y, z), fov=math.radians(fov), near=0.2, exposure=EXPOSURE)


def _vec3(p: Array) -> Vec3:
    return float(p[0]), float(p[1]), float(p[2])
