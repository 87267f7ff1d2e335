"""Balls of what there is: metal, plastic, varnish, cloth, soap film, glass, from smooth to rough."""

from typing import Any

import numpy as np

from assets.geometry import Geometry
from assets.scene import Camera, Clearcoat, Iridescence, Scene, Sheen, Transmission, Volume
from scenes.authoring import Stage
from scenes.panoramas import softboxes

LOOKS: dict[str, dict[str, Any]] = {
    "gold": {"base_color": (1.0, 0.71, 0.29, 1), "metallic": 1.0},
    "plastic": {"base_color": (0.05, 0.2, 0.6, 1)},
    "varnish": {"base_color": (0.45, 0.02, 0.02, 1), "metallic": 0.6, "clearcoat": Clearcoat(1.0, 0.02)},
    "velvet": {"base_color": (0.12, 0.02, 0.10, 1), "sheen": Sheen((0.8, 0.35, 0.6), 0.35)},
    "film": {"base_color": (0.02, 0.02, 0.02, 1), "metallic": 0.9, "iridescence": Iridescence(1.0, 1.5, 100, 420)},
    "glass": {"transmission": Transmission(), "volume": Volume(1.6, attenuation_distance=2.0,
                                                              attenuation_color=(0.6, 0.9, 0.8))},
}  # fmt: skip
ROUGHNESS = np.linspace(0.05, 0.8, 5)


def build() -> Scene:
    s = Stage("Materials")
    s.panorama(softboxes())
    s.grade(tonemap="neutral")
    for column, (name, look) in enumerate(LOOKS.items()):
        for row, roughness in enumerate(ROUGHNESS):
            ball = Geometry()
            ball.ball((0, 0, 0), 0.46, 64, s.material(f"{name} {row}", roughness=float(roughness), **look))
            s.place(s.mesh(f"{name} {row}", ball), at=(1.55 * column, 0, 1.0 * row))
    white = s.material("table", base_color=(0.12, 0.12, 0.13, 1), roughness=0.5)
    table = Geometry()
    table.box((3.9, -0.56, 2.0), (11, 0.2, 7), white)
    s.place(s.mesh("table", table))
    s.camera("main", lambda t: Camera((3.9, 6.2, 10.6), (3.9, -0.1, 2.0), fov=0.52))
    return s.build()
