"""A camera path for a film: `taihe render scenes/examples/camera_path.py -o film.mp4`."""

import numpy as np

from assets.geometry import Geometry
from assets.scene import Scene
from scenes.authoring import Stage
from scenes.camera_path import Key


def build() -> Scene:
    s = Stage("Between the gates", duration=8)
    s.sky(date="2025-06-14T18:10+08:00")
    s.haze(air=0.004)
    s.water(bounds=(-80, -160, 80, 40))
    lacquer = s.material("lacquer", base_color=(0.42, 0.05, 0.025, 1), roughness=0.35)
    gate = Geometry()
    for x in (-1.8, 1.8):
        gate.lathe([(0.24, -1), (0.2, 4.2), (0, 4.2)], (x, 0, 0), 24, lacquer)
    gate.box((0, 4.1, 0), (5.6, 0.35, 0.45), lacquer)
    gate.box((0, 3.4, 0), (4.4, 0.24, 0.24), lacquer)
    mesh = s.mesh("gate", gate)
    for z in np.arange(0, -100, -5.0):
        s.place(mesh, at=(3 * np.sin(z / 16), 0, z), yaw=-0.18 * np.cos(z / 16))
    s.camera(
        "main",
        [
            Key(0, eye=(-3.5, 1.2, 11), target=(0, 2, -8)),
            Key(3, eye=(0.2, 2.0, 2), target=(-1, 2, -16)),
            Key(8, eye=(-2.4, 2.2, -18), target=(0.5, 2, -50)),
        ],
        fov=0.75,
    )
    return s.build()
