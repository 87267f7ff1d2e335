"""A picture thrown onto a cliff with a beamer: the relief, the angle and the mirror image in the water are there."""

from typing import Any

import numpy as np

from assets.scene import Scene
from scenes.authoring import Stage
from scenes.camera_path import Key
from scenes.signs import lettering
from scenes.terrain import fbm


def build() -> Scene:
    s = Stage("A picture on a cliff", duration=10)
    s.sky(date="2025-06-14T19:26+08:00", gain=70)
    s.grade(contrast=1.15, bloom=0.1)
    s.water(bounds=(-90, -60, 90, 60), slope=(0.012, 0.01))
    rock = s.material("rock", base_color=(0.5, 0.45, 0.39, 1), roughness=0.95)

    def heights(x: Any, z: Any) -> Any:
        rough = fbm(x / 9, z / 9, 3) + 0.35 * fbm(x / 2.2, z / 2.2, 5)
        return 20 / (1 + np.exp((z + 22 + 9 * rough) / 1.2)) + 2.0 * rough - 2.5

    s.terrain(heights, extent=(-60, -60, 60, 0), material=rock, spacing=0.4)
    s.project(lettering("太鹤湖").pixels, (0, 9, -25), (0, 0.25, 1), (33, 11, 26), mode="light",
              color=(4.2, 2.3, 0.8), fade=(1.2, 1.5))  # fmt: skip
    s.camera("main", [Key(0, (-10, 2.2, 14), (0, 5.6, -22)), Key(10, (9, 3, 8), (0, 6.5, -22))], fov=0.75)
    return s.build()
