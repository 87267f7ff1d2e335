"""A fountain at dusk with a firework behind it and fireflies before: particles as formulas of time."""

import numpy as np

from assets.geometry import Geometry
from assets.scene import Scene
from scenes.authoring import Stage
from scenes.camera_path import orbit
from scenes.particles import fireflies, firework, fountain

COLORS = [(6.0, 1.2, 0.5), (0.8, 3.2, 6.0), (4.5, 3.6, 0.8), (1.2, 5.0, 1.4)]


def build() -> Scene:
    s = Stage("Fountain at dusk", duration=16)
    s.sky(date="2025-06-14T19:22+08:00", gain=26)
    s.grade(bloom=0.12)
    s.water(bounds=(-60, -80, 60, 40), slope=(0.012, 0.01))
    stone = s.material("stone", base_color=(0.3, 0.29, 0.28, 1), roughness=0.85)
    bowl = Geometry()
    bowl.lathe([(0, -0.4), (1.5, -0.4), (1.9, 0.35), (2.05, 0.38), (1.9, 0.42), (0.3, 0.25), (0.2, 0.7), (0, 0.7)],
               segments=64, material=stone)  # fmt: skip
    s.place(s.mesh("bowl", bowl))
    s.lights([(0, 0.75, 0.5), (0, 0.75, -0.5)], color=(2.2, 1.6, 1.0), range=9)
    s.particles(fountain((0, 0.7, 0), height=2.6, spread=0.1, rate=1800, color=(0.5, 0.42, 0.36), lit=False))
    ring = [(1.35 * np.cos(a), 0.4, 1.35 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 7)[:-1]]
    s.particles(*(fountain(p, 1.1, 0.06, 300, (0.42, 0.4, 0.44), lit=False, seed=i) for i, p in enumerate(ring)))
    for i, color in enumerate(COLORS):
        s.particles(*firework((-21 + 13 * i, 17 + 3 * (i % 2), -46), 2.6 + 0.35 * i, color, 9.0, 500, seed=i))
    s.particles(fireflies((0, 0.9, 3.4), (7, 1.2, 2), count=40))
    s.camera("main", orbit((0, 2.6, -3), radius=12, height=-0.9, period=160))
    return s.build()
