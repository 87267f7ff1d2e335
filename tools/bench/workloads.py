"""Scenes made to be measured."""

from __future__ import annotations

import numpy as np

from assets.geometry import Geometry
from assets.scene import Scene
from scenes.authoring import Stage, transforms
from scenes.camera_path import orbit


def boxes(count: int) -> Scene:
    """`count` unit boxes in a cube of constant volume, in one batch, all seen by an orbiting camera."""
    s = Stage(f"{count} boxes")
    s.sky(sun_direction=(0.4, 0.8, 0.45))
    paint = s.material("paint", base_color=(0.7, 0.4, 0.2, 1.0))
    box = Geometry()
    box.box((0, 0, 0), (1, 1, 1), material=paint)
    # cull_pixels 0: every box is drawn however small, so that the counts compare.
    mesh = s.mesh("box", box, cull_pixels=0.0)
    rng = np.random.default_rng(1)
    size = 12.0 / np.cbrt(count)
    s.instances(
        mesh, transforms(rng.uniform(-20, 20, (count, 3)), rng.uniform(0, 6.28, count), size), layer="no_shadow"
    )
    s.camera("main", orbit((0, 0, 0), 60.0, 12.0, period=8.0))
    return s.build()
