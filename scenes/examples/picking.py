"""What is under the cursor: the exact object and instance, with a line drawn round it."""

import sys

import numpy as np

from assets.geometry import Geometry
from assets.scene import Camera, Scene
from render.renderer import Renderer
from scenes.authoring import Stage


def build() -> Scene:
    s = Stage("Pebbles")
    s.sky(date="2025-06-14T16:30+08:00")
    s.material("pebble", base_color=(1, 1, 1, 1), roughness=0.7)
    pebble, ground = Geometry(), Geometry()
    pebble.ball((0, 0.25, 0), 0.5, 40)
    ground.box((0, -0.05, 0), (40, 0.1, 40), s.material("sand", base_color=(0.12, 0.09, 0.06, 1)))
    tint = (0.03, 0.05, 0.07), (0.16, 0.13, 0.11)
    x, z = np.meshgrid(np.arange(-4, 5), np.arange(-4, 5))
    points = np.stack([x, 0 * x, z], axis=2).reshape(-1, 3) * 1.15
    s.scatter(s.mesh("pebble", pebble), points, seed=3, scale=(0.6, 1.2), tint=tint, pick=1)
    s.place(s.mesh("sand", ground))
    s.camera("main", lambda t: Camera((0, 4.2, 6.5), (0, 0, 0.3), fov=0.45, exposure=0.5))
    return s.build()


def main(output: str, size: tuple[int, int] = (480, 270)) -> None:
    scene = build()
    with Renderer(scene, size) as renderer:
        found = renderer.pick(scene.evaluate(0.0), size[0] // 2, size[1] // 2, reach=4)
        print(found)  # Picked(object=0, name='pebble', instance=..., pick=1, position=..., distance=...)
        renderer.render(0.0, outlined=found.which if found else None).save(output)


if __name__ == "__main__":
    main(sys.argv[1])
