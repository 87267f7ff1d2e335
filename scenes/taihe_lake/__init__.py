"""夜游太鹤湖: Taihe Lake on a June evening, seen from the dock. `build()` gives the scene.

An interpretation from published facts (a river valley between wooded hills, a European-style riverfront, an arch
bridge, a pavilion hill): no survey of the real lake was used.
"""

from __future__ import annotations

from assets.scene import Scene
from scenes.authoring import Stage
from scenes.parts.air import grade, haze, water
from scenes.parts.crossing import bridge
from scenes.parts.figures import presenter
from scenes.show.rig import Rig
from scenes.taihe_lake import (
    afloat,
    cues,
    drones,
    finale,
    fish_array,
    forest,
    landing,
    necklace,
    promenade,
    quarters,
    quayside,
    shijian,
    sword,
    tour,
    town,
)
from scenes.taihe_lake.drones import flight
from scenes.taihe_lake.evening import evening
from scenes.taihe_lake.river_shots import river_shots
from scenes.taihe_lake.shots import shots

__all__ = ["build", "flight", "rig"]


def build() -> Scene:
    """The scene, ready for the renderer; the same bytes every time."""
    return staged().build()


def rig() -> Rig:
    """The lamps that the show's cues drive, as fixtures."""
    return cues.show_rig(staged())


def staged() -> Stage:
    """The scene under construction. All of it is parts, so that it can be saved."""
    stage = Stage("taihe_lake", duration=40.0)
    evening(stage)
    warm = (0.056, 0.026, 0.010)
    haze(stage, mist=0.0019, mist_height=26.0, air=0.00044, air_height=260.0, town=warm, before_sky=False)
    water(stage, bounds=(-3000.0, -5000.0, 3000.0, 1500.0))
    grade(stage, contrast=1.31, saturation=1.30, vignette=0.3)
    forest.ground(stage)
    forest.forest(stage)
    forest.summit_pavilion(stage)
    forest.summit_path(stage)
    shijian.split_rock(stage)
    shijian.terrace(stage)
    sword.sword_trial(stage)
    necklace.necklace(stage)
    necklace.mist(stage)
    town.town(stage)
    promenade.promenade(stage)
    quayside.quayside(stage)
    town.far_bank(stage)
    quarters.quarters(stage)
    bridge(stage, at=(-44.0, 0.0, -238.0), yaw=-26.95)
    afloat.boats(stage)
    afloat.lotuses(stage)
    landing.pier(stage)
    landing.bough(stage)
    landing.terrace(stage)
    presenter(stage, at=landing.PRESENTER)
    drones.show(stage)
    fish_array.fish_array(stage)
    finale.finale(stage)
    cues.light_cues(stage)
    shots(stage)
    river_shots(stage)
    tour.tour(stage)
    return stage
