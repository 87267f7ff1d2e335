"""夜游太鹤湖: Taihe Lake on a June evening, seen from the dock. `build()` gives the scene.

An interpretation from published facts (a river valley between wooded hills, a European-style riverfront, an arch
bridge, a pavilion hill): no survey of the real lake was used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.scene import Scene
from scenes.authoring import Stage
from scenes.bridge import Bridge, bridge
from scenes.lanterns import lantern_mesh
from scenes.palette import IVORY, Palette, palette
from scenes.people import crowd, person_meshes
from scenes.taihe_lake import afloat, drones, finale, forest, landing, town
from scenes.taihe_lake.drones import flight
from scenes.taihe_lake.evening import evening
from scenes.taihe_lake.glow import Glow
from scenes.taihe_lake.river_shots import river_shots
from scenes.taihe_lake.shots import shots
from scenes.taihe_lake.valley import valley

__all__ = ["build", "flight"]
Array = NDArray[np.float64]
BRIDGE_AT = (-44.0, 0.0, -238.0)
BRIDGE_HEADING = (240.0, 122.0)


def build() -> Scene:
    """The scene, ready for the renderer; the same bytes every time."""
    stage = Stage("taihe_lake", duration=40.0)
    evening(stage)
    look = palette(stage)
    glow = Glow(stage)
    land = valley()
    visitors = person_meshes(stage, look)
    lantern = lantern_mesh(stage, look)
    forest.ground(stage, look, land)
    forest.forest(stage, look, land)
    forest.summit_pavilion(stage, look, land, glow)
    forest.summit_path(stage, look, land, glow)
    town.town(stage, look, glow)
    town.far_bank(stage, look, glow)
    walkers = crossing(stage, look, glow)
    afloat.boats(stage, look, glow, lantern, visitors)
    afloat.lotus_lights(stage, look, glow)
    landing.pier(stage, look, glow, lantern)
    landing.bough(stage, look)
    landing.terrace(stage, look)
    people(stage, visitors, walkers)
    stage.avatar("yuduoduo", at=landing.PRESENTER)
    drones.show(stage)
    finale.finale(stage)
    shots(stage)
    river_shots(stage)
    glow.finish()
    for name, t in {"鹤城码头": 0.0, "画舫": 12.0, "景云桥": 26.0}.items():
        stage.stop(name, t)
    return stage.build()


def people(stage: Stage, visitors: tuple[int, ...], on_bridge: Array) -> None:
    """Everyone ashore: on the dock looking where the spot suggests, elsewhere strolling about."""
    on_dock = np.array([landing.on_dock(x, z) for x, z, _ in landing.VISITORS])
    elsewhere = np.concatenate([town.walkers(), on_bridge])
    headings = [yaw for *_, yaw in landing.VISITORS]
    headings += list(np.random.default_rng(83).uniform(0, 2 * np.pi, len(elsewhere)))
    crowd(stage, visitors, np.concatenate([on_dock, elsewhere]), np.array(headings), 97)


def crossing(stage: Stage, look: Palette, glow: Glow) -> Array:
    """景云桥 and its lamps; returns where people stand on it, `(n, 3)`."""
    b = Bridge()
    h = np.array(BRIDGE_HEADING) / np.hypot(*BRIDGE_HEADING)
    yaw = float(np.arctan2(-h[1], h[0]))
    far = stage.mesh("bridge far", bridge(b, look, 0))
    middle = stage.mesh("bridge middle", bridge(b, look, 1), lod=far, lod_pixels=160.0)
    stage.place(stage.mesh("bridge", bridge(b, look, 2), lod=middle, lod_pixels=800.0), BRIDGE_AT, yaw=yaw)

    def world(p: Array) -> Array:
        along, across = np.array((h[0], 0.0, h[1])), np.array((-h[1], 0.0, h[0]))
        return np.asarray(BRIDGE_AT + p[:, :1] * along + p[:, 2:] * across + p[:, 1:2] * (0.0, 1.0, 0.0))

    glow.add(world(b.lamps()) + [0, b.lamp_height + 0.3, 0], np.array(IVORY) * 7, 15.0, 0.4, 0.8)
    rng = np.random.default_rng(91)
    x, side = rng.uniform(2, b.length - 2, 46), rng.choice([-4.2, 4.2], 46)
    return world(np.c_[x, b.deck(x), side])
