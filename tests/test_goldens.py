"""Ten files written by others, as they looked when someone last looked at them.

A golden may differ a little from machine to machine: the mean difference has one threshold, the share of pixels that
are far off another. `python -m tests.test_goldens` writes them anew, to be looked at before they are committed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.framing import scene_of
from assets.models import load
from render.renderer import Renderer

SAMPLES = Path(__file__).parents[2] / "shared" / "gltf-samples"
GOLDENS = Path(__file__).parent / "goldens"
SIZE = (160, 120)
MEAN, FAR, SHARE = 1.2, 24, 0.01
"""Of 255: the mean difference allowed, and how far and how many pixels may be off."""
FILES = {
    "AnimatedMorphSphere": ("glTF-Binary/AnimatedMorphSphere.glb", 1.0),
    "BoxInterleaved": ("glTF-Binary/BoxInterleaved.glb", 0.0),
    "MeshPrimitiveModes": ("glTF/MeshPrimitiveModes.gltf", 0.0),
    "MorphPrimitivesTest": ("glTF-Draco/MorphPrimitivesTest.gltf", 0.0),
    "MultiUVTest": ("glTF-Binary/MultiUVTest.glb", 0.0),
    "OrientationTest": ("glTF-Embedded/OrientationTest.gltf", 0.0),
    "RecursiveSkeletons": ("glTF-Binary/RecursiveSkeletons.glb", 0.0),
    "SimpleInstancing": ("glTF-Binary/SimpleInstancing.glb", 0.0),
    "SimpleSkin": ("glTF/SimpleSkin.gltf", 1.5),
    "TextureTransformTest": ("glTF/TextureTransformTest.gltf", 0.0),
}


def picture(name: str) -> np.ndarray:
    """The sample framed and lit by itself at its second."""
    file, t = FILES[name]
    scene = scene_of(load(SAMPLES / name / file), 0)
    with Renderer(scene, SIZE, "draft") as renderer:
        return renderer.render(t).pixels


@pytest.mark.gl
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
@pytest.mark.parametrize("name", FILES)
def test_it_looks_as_it_did(name: str) -> None:
    golden = np.asarray(Image.open(GOLDENS / f"{name}.png").convert("RGB"), int)
    difference = np.abs(picture(name).astype(int) - golden)
    assert golden.std() > 4, "a blank picture proves nothing"
    assert difference.mean() < MEAN
    assert (difference.max(axis=2) > FAR).mean() < SHARE


if __name__ == "__main__":
    GOLDENS.mkdir(exist_ok=True)
    for sample in FILES:
        Image.fromarray(picture(sample)).save(GOLDENS / f"{sample}.png", optimize=True)
