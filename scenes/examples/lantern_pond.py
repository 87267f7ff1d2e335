"""A scene of one's own in thirty lines: a ring of lanterns on a pond at dusk."""

import numpy as np

from assets.geometry import Geometry
from assets.scene import Scene
from scenes.authoring import Stage, transforms
from scenes.camera_path import Key
from scenes.curve import curve


def build() -> Scene:
    s = Stage("Lantern pond", duration=12)
    s.sky(date="2025-06-14T19:20+08:00", latitude=28.14, longitude=120.29, gain=8)
    s.haze(air=0.002)
    s.water(level=0.0, bounds=(-60, -60, 60, 60))
    paper = s.material("paper", base_color=(0.8, 0.1, 0.03, 1), emissive=(1.4, 0.3, 0.06))
    stone = s.material("stone", base_color=(0.3, 0.28, 0.25, 1), roughness=0.9)
    lantern = Geometry()
    lantern.lathe([(0.05, 0), (0.3, 0.12), (0.36, 0.35), (0.3, 0.58), (0.05, 0.7)], material=paper, segments=20)
    rock = Geometry()
    rock.lathe([(1.6, -0.5), (1.2, 0.3), (0.5, 0.55), (0.0, 0.6)], material=stone, segments=9, flat=True)
    s.place(s.mesh("rock", rock), at=(0, 0, 0))
    ring = curve([(4, 0.1, 0), (0, 0.1, 4), (-4, 0.1, 0), (0, 0.1, -4)], closed=True)
    points = s.lights_along(ring, every=2.0, color=(3.4, 1.2, 0.3), height=0.3, range=9)
    floating = s.scatter(s.mesh("lantern", lantern), points)
    bob = np.linspace(0, 9, len(points))
    s.move(floating, lambda t: transforms(points + np.c_[0 * bob, 0.04 * np.sin(2 * t + bob) - 0.35, 0 * bob], bob))
    s.camera("main", [Key(0, eye=(0, 2.2, 10), target=(0, 0.6, 0)), Key(12, eye=(6, 1.6, 8), target=(0, 0.6, 0))])
    return s.build()
