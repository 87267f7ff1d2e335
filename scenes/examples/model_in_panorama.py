"""A glTF file under a panorama: here both are made first; give `Stage.model` and `Stage.panorama` files of your own."""

import tempfile
from pathlib import Path

import numpy as np

from assets.geometry import Geometry
from assets.glb_write import glb_bytes
from assets.scene import Clearcoat, Scene
from assets.scene_model import model_of
from scenes.authoring import Stage
from scenes.camera_path import orbit
from scenes.panoramas import softboxes

HEIGHT = np.linspace(0, 1.7, 60)
RADIUS = 0.30 + 0.34 * np.sin(np.pi * (HEIGHT / 1.7) ** 0.8) ** 2 - 0.08 * np.exp(-(((HEIGHT - 1.5) / 0.12) ** 2))


def vase() -> bytes:
    s = Stage("vase")
    glaze = s.material("glaze", base_color=(0.02, 0.12, 0.10, 1), roughness=0.35, clearcoat=Clearcoat(1.0, 0.03))
    shape = Geometry()
    outside, inside = zip(RADIUS, HEIGHT, strict=True), zip(RADIUS[::-1] - 0.03, HEIGHT[::-1], strict=True)
    shape.lathe([*outside, *inside], segments=96, material=glaze)
    s.place(s.mesh("vase", shape))
    return glb_bytes(model_of(s.build()))


def build() -> Scene:
    s = Stage("A vase under a panorama", duration=12)
    s.panorama(softboxes(), intensity=0.9)
    s.grade(tonemap="neutral")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vase.glb"
        file.write_bytes(vase())
        s.model(file)
    s.camera("main", orbit((0, 0.85, 0), radius=3.6, height=0.5, period=12))
    return s.build()
