"""A scene of one's own: lotus lights on a hill pond at dusk, and 鱼多多 on a stone."""

import numpy as np

from assets.geometry import Geometry
from assets.scene import Scene
from scenes.authoring import Stage
from scenes.camera_path import Key
from scenes.curve import curve
from scenes.lotus import Drift, lotus_mesh
from scenes.palette import palette
from scenes.trees import pine_mesh, shore_tree_mesh


def build() -> Scene:
    s = Stage("Lantern pond", duration=12)
    s.sky(date="2025-06-14T19:12+08:00", latitude=28.14, longitude=120.29, gain=22)  # gain: how far the lens opens
    s.haze(mist=0.0006, air=0.0008, before_sky=False)
    s.grade(contrast=1.3, saturation=1.3, vignette=0.3)
    s.water(level=0.0, bounds=(-60, -60, 60, 60))
    look = palette(s)
    land = s.terrain(
        lambda x, z: np.minimum(0.035 * (np.hypot(x, z) - 24), 3) + 9 * np.exp(-(((z + 75) / 30) ** 2)),
        extent=(-90, -110, 90, 60),
        material=look.hill,
        spacing=3,
    )
    s.scatter(pine_mesh(s, look, seed=3), land.sample(70, 1, 4, lambda p: (p[:, 1] > 1) & (p[:, 2] < 0)), scale=(5, 9))
    s.scatter(shore_tree_mesh(s, look, seed=2), land.on([-22, 20, 27], [-24, -27, -12]), scale=(6, 8))
    rock = s.material("rock", base_color=(0.07, 0.065, 0.06, 1), roughness=0.95)
    stone = Geometry()
    stone.lathe([(1.5, -1), (1.3, 0.2), (1, 0.3), (0, 0.32)], segments=11, material=rock, flat=True)
    s.place(s.mesh("stone", stone), at=(0, 0, 0))
    s.avatar("yuduoduo", at=(0, 0.32, 0))
    ring = curve([(5, 0.05, 0), (0, 0.05, 4), (-5, 0.05, 0), (0, 0.05, -6)], closed=True)
    flames = s.lights_along(ring, every=1.6, color=(1.6, 0.7, 0.35), height=0.3, range=8)
    s.lights([(1.9, 2.4, 2.4)], color=(3.4, 2.2, 1.3), range=9)
    drift = Drift(flames - [0, 0.3, 0], np.full(len(flames), 1.4), np.linspace(0, 1, len(flames)), current=(0, 0))
    s.move(s.instances(lotus_mesh(s, look), drift.transforms(0)), drift.transforms)
    s.camera("main", [Key(0, (1.2, 1.9, 7), (0, 1.2, 0)), Key(12, (2.6, 1.5, 5), (0, 1, 0))], fov=0.6)
    return s.build()
