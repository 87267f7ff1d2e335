"""A hundred thousand paper boats, one mesh, a handful of GL calls; their colours and turns are one array each."""

import numpy as np

from assets.geometry import Geometry
from assets.scene import Scene
from scenes.authoring import Stage, transforms
from scenes.camera_path import Key


def boat() -> Geometry:
    g = Geometry()
    for side in (1.0, -1.0):
        hull = np.array([[(-1.0, 0.45, 0), (-0.6, 0, 0), (0.6, 0, 0), (1.0, 0.45, 0)],
                         [(-0.9, 0.5, 0.28 * side), (-0.5, 0.4, 0.4 * side), (0.5, 0.4, 0.4 * side),
                          (0.9, 0.5, 0.28 * side)]])  # fmt: skip
        g.grid(hull, flip=side > 0, flat=True)
        g.grid([[(-0.5, 0.1, 0), (0.5, 0.1, 0)], [(-0.02, 0.95, 0), (0.02, 0.95, 0)]], flip=side > 0, flat=True)
    return g


def build() -> Scene:
    s = Stage("A hundred thousand boats", duration=12)
    s.sky(date="2025-06-14T16:40+08:00")
    s.grade(contrast=1.2, saturation=1.25)
    s.haze(air=0.0012)
    s.water(bounds=(-450, -600, 450, 60), mirror_scale=0.4)
    s.material("paper", base_color=(0.85, 0.83, 0.8, 1), roughness=0.8, double_sided=True)
    rng = np.random.default_rng(7)
    at = np.stack([rng.uniform(-280, 280, 100_000), np.zeros(100_000), rng.uniform(-460, 25, 100_000)], axis=1)
    band = np.floor((at[:, :1] + at[:, 2:]) / 30 % 4).astype(int)[:, 0]
    hue = np.array([(1, 0.16, 0.1), (1, 0.6, 0.12), (1, 1, 1), (0.15, 0.5, 0.8)])[band]
    turned = transforms(at, rng.uniform(0, 6.28, len(at)), rng.uniform(0.5, 1.0, (len(at), 1)))
    s.instances(s.mesh("boat", boat()), turned, np.c_[hue, rng.random(len(at))])
    s.camera("main", [Key(0, (0, 7, 30), (0, -2, 0)), Key(12, (30, 5, 0), (0, 0, -40))], fov=0.7)
    return s.build()
