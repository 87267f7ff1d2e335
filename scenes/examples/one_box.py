"""One box and one lamp, from Python to a numpy array."""

import sys

import numpy as np

from assets.geometry import Geometry
from assets.scene import Camera, Scene
from render.renderer import Renderer
from scenes.authoring import Stage


def build() -> Scene:
    s = Stage("One box")
    s.studio(color=(0.5, 0.5, 0.6), ambient=(0.12, 0.13, 0.16), background=(0.02, 0.025, 0.035))
    red = s.material("red", base_color=(0.7, 0.06, 0.04, 1), roughness=0.4)
    grey = s.material("grey", base_color=(0.4, 0.4, 0.4, 1), roughness=0.9)
    box, floor = Geometry(), Geometry()
    box.box((0, 0.5, 0), (1, 1, 1), red)
    floor.box((0, -0.05, 0), (8, 0.1, 8), grey)
    s.place(s.mesh("box", box), yaw=0.5)
    s.place(s.mesh("floor", floor))
    s.lights([(1.6, 2.2, 1.8)], color=(9, 8, 6.5), range=12, shadow=1.0)
    s.camera("main", lambda t: Camera((2.4, 1.9, 3.0), (0, 0.45, 0), fov=0.6))
    return s.build()


def main(output: str, size: tuple[int, int] = (480, 270)) -> None:
    with Renderer(build(), size) as renderer:
        image = renderer.render(0.0)
    red, green, blue = np.asarray(image).reshape(-1, 3).mean(0)  # (height * width, 3) uint8, sRGB
    print(f"{image.pixels.shape} {image.pixels.dtype}: mean {red:.0f} {green:.0f} {blue:.0f}")
    image.save(output)


if __name__ == "__main__":
    main(sys.argv[1])
