"""Luminous rectangles, a disc and a tube, with the soft shadows of what stands before them."""

import numpy as np

from assets.geometry import Geometry
from assets.scene import Camera, Lights, Scene
from scenes.authoring import Stage


def build() -> Scene:
    s = Stage("Area lights")
    s.studio(color=(0, 0, 0), ambient=(0.015, 0.015, 0.02), background=(0.004, 0.004, 0.006))
    floor = s.material("floor", base_color=(0.32, 0.32, 0.33, 1), roughness=0.28)
    clay = s.material("clay", base_color=(0.6, 0.55, 0.5, 1), roughness=0.6)
    ground, pillars = Geometry(), Geometry()
    ground.box((0, -0.05, 0), (16, 0.1, 12), floor)
    for x in np.linspace(-3, 3, 4):
        pillars.lathe([(0.0, 0), (0.34, 0), (0.2, 0.15), (0.2, 1.0), (0.34, 1.15), (0.0, 1.15)], (x, 0, 0), 40, clay)
        pillars.ball((x, 1.5, 0), 0.35, 48, clay)
    s.place(s.mesh("ground", ground))
    s.place(s.mesh("pillars", pillars))
    s.panel([(-3.6, 2.2, -3.0)], [(-1.5, 0.6, 0)], size=(1.6, 2.2), color=(60, 24, 8), shadow=1.0)
    s.panel([(3.6, 2.2, -3.0)], [(1.5, 0.6, 0)], size=(2, 2), color=(8, 24, 60), disc=True, shadow=1.0)
    s.add_lights(Lights.tubes([(-2.4, 0.12, 1.7)], [(2.4, 0.12, 1.7)], 0.08, (5, 3.6, 4.2), 14.0, shadow=0.5))
    s.camera("main", lambda t: Camera((0, 2.3, 7.6), (0, 0.75, 0), fov=0.62))
    return s.build()
