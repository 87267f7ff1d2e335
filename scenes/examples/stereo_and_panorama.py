"""Two eyes and all round: the same scene as a stereo pair and as an equirectangular panorama."""

import sys

import numpy as np
from PIL import Image

from assets.scene import Scene
from render.layouts import Panorama, Stereo
from render.renderer import Renderer
from scenes.examples import lantern_pond


def build() -> Scene:
    return lantern_pond.build()


def main(output: str, size: tuple[int, int] = (480, 240)) -> None:
    w, h = size
    with Renderer(build(), (w // 2, h // 2)) as renderer:
        pair = renderer.render(4.0, layout=Stereo("side-by-side", ipd=0.064)).pixels  # (h / 2, w, 3): left, right
        renderer.resize((w, h))
        around = renderer.render(4.0, layout=Panorama()).pixels  # (h, w, 3)
    Image.fromarray(np.concatenate([pair, around])).save(output)


if __name__ == "__main__":
    main(sys.argv[1])
