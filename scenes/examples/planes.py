"""What is known of each pixel besides its colour: depth, normal and number, as numpy arrays."""

import sys

import numpy as np
from PIL import Image

from assets.scene import Scene
from render.renderer import Renderer
from scenes.examples import materials


def build() -> Scene:
    return materials.build()


def main(output: str, size: tuple[int, int] = (240, 135)) -> None:
    with Renderer(build(), size) as renderer:
        image = renderer.render(0.0, planes=["depth", "normal", "id"])
    depth = image.planes["depth"]  # (h, w) float32, metres; infinite where there is nothing
    near, far = np.percentile(depth[np.isfinite(depth)], (1, 99))
    grey = np.repeat(np.clip((far - depth) / (far - near), 0, 1)[..., None], 3, axis=2)
    normal = image.planes["normal"] * 0.5 + 0.5  # (h, w, 3) float32, world space, unit
    number = image.planes["id"][..., 0]  # (h, w) uint32: 1 + index in scene.batches, 0 for nothing
    palette = np.random.default_rng(4).uniform(0.15, 1, (int(number.max()) + 1, 3))
    palette[0] = 0
    tiles = [image.pixels, *((255 * np.clip(p, 0, 1)).astype(np.uint8) for p in (grey, normal, palette[number]))]
    Image.fromarray(np.concatenate([np.concatenate(tiles[:2], axis=1), np.concatenate(tiles[2:], axis=1)])).save(output)


if __name__ == "__main__":
    main(sys.argv[1])
