"""A labelled chart in space: lines in pixels and metres, and text in any of the font's scripts."""

import numpy as np

from assets.geometry import Geometry
from assets.scene import Scene
from scenes.authoring import Stage
from scenes.camera_path import orbit

MONTHS = ["一月", "三月", "五月", "七月", "九月", "十一月"]
RAIN = np.array([70, 150, 210, 160, 140, 50])
WARM = np.array([7.0, 13.0, 22.5, 29.0, 25.0, 13.5])


def build() -> Scene:
    s = Stage("A chart", duration=20)
    s.studio(background=(0.012, 0.016, 0.024), ambient=(0.35, 0.35, 0.38))
    blue = s.material("blue", base_color=(0.03, 0.22, 0.55, 1), roughness=0.5)
    bars = Geometry()
    for i, millimetres in enumerate(RAIN):
        high = millimetres / 100
        bars.box((i, high / 2, 0), (0.5, high, 0.5), blue)
        s.text(f"{millimetres} mm", (i, high + 0.06, 0), 13, unit="pixels", align=(0.5, 0), rim=(0, 0, 0, 0.8))
        s.text(MONTHS[i], (i, 0.0, 0.35), 0.24, facing=((1, 0, 0), (0, 0.6, -0.8)), align=(0.5, 1.0))
    s.place(s.mesh("bars", bars))
    for level in range(4):
        s.line([(-0.6, level, -0.6), (5.6, level, -0.6)], (0.15, 0.18, 0.22), 1)
        s.text(f"{level * 100}", (-0.7, level, -0.6), 0.2, align=(1, 0.5), color=(0.4, 0.45, 0.5, 1))
    s.line([(i, WARM[i] / 12, -0.5) for i in range(6)], (1.6, 0.35, 0.08), 0.06, unit="metres")
    s.text("青田 Qingtian: rain and warmth", (2.5, 3.2, -0.6), 0.34, facing=((1, 0, 0), (0, 1, 0)))
    s.camera("main", orbit((2.5, 1.45, 0), radius=7.2, height=1.5, period=90))
    return s.build()
