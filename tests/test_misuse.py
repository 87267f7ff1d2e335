"""A renderer that is handed what cannot be drawn, or used when it is closed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Camera, Lights, Material, Mesh, Primitive, Scene, Texture
from render.renderer import Renderer
from scenes.authoring import Stage
from scenes.examples import one_box

pytestmark = pytest.mark.gl
SIZE = (32, 18)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return one_box.build()


@pytest.fixture(scope="module")
def renderer(scene: Scene) -> Any:
    with Renderer(scene, SIZE, "draft") as made:
        yield made


@pytest.mark.parametrize("size", [(32.0, 18.0), ("32", "18"), (32,), (32, 18, 1), None, "32x18"])
def test_a_size_is_two_whole_numbers(scene: Scene, size: Any) -> None:
    with pytest.raises(InputError, match="expected \\(width, height\\) in whole pixels"):
        Renderer(scene, size, "draft")


def test_an_inconsistent_scene_is_refused_before_anything_is_made() -> None:
    scene = Stage("s").build()
    scene.lights = Lights.points([(0, 2, 0)], (1, float("nan"), 1), 5.0)
    with pytest.raises(InputError, match="a color is not a finite number"):
        Renderer(scene, SIZE, "draft")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"at": float("nan")}, "nan is no time"),
        ({"at": "3"}, "'3' is no time"),
        ({"view": Camera(fov=0.0)}, "fov 0"),
        ({"view": Camera(eye=(float("inf"), 0, 0))}, "eye is (inf, 0, 0), expected 3 numbers"),
        ({"layout": "side-by-side"}, "layout 'side-by-side'"),
        ({"view": Camera(eye=(0, 0))}, "eye is (0, 0), expected 3 numbers"),
        ({"view": Camera(eye="here")}, "eye is 'here', expected 3 numbers"),
        ({"view": Camera(fov="wide")}, "fov is 'wide', expected a number"),
        ({"view": Camera(shift=5)}, "shift is 5, expected 2 numbers"),
        ({"view": Camera(up=(0, 0, 0))}, "nothing is up for the camera"),
        ({"view": Camera(exposure=-1)}, "below 0"),
        ({"planes": "depth"}, "planes is 'depth', expected a list of names"),
        ({"planes": 5}, "planes is 5, expected a list of names"),
    ],
)
def test_what_cannot_be_seen_is_an_input_error(renderer: Renderer, arguments: Any, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        renderer.render(**arguments)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"moves": (None,)}, "moves[0] is None, expected a Move"),
        ({"moves": 5}, "moves is 5, expected a tuple"),
        ({"poses": {5: None}}, "poses[5] is None, expected a Pose"),
        ({"materials": {0: None}}, "materials[0] is None, expected a Material"),
        ({"materials": {0: Material(base_color=(1, 0, 0))}}, "base_color is (1, 0, 0), expected 4 numbers"),  # type: ignore[arg-type]
        ({"lights": 5}, "lights is 5, expected a Lights or None"),
        ({"sky": "blue"}, "sky is 'blue', expected a Sky or None"),
    ],
)
def test_a_frame_of_wrong_parts_is_an_input_error(renderer: Renderer, scene: Scene, change: Any, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        renderer.render(replace(scene.evaluate(0.0, "main"), **change))


@pytest.mark.parametrize("what", [None, "scene.py", one_box])
def test_what_is_no_scene_is_said(what: Any) -> None:
    with pytest.raises(InputError, match="a scene is expected, not"):
        Renderer(what, SIZE, "draft")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"textures": [Texture("t", None)]}, "texture 't': pixels is None, expected an array (h, w, 4)"),  # type: ignore[arg-type]
        ({"textures": [Texture("t", np.zeros((4, 4, 4), np.uint8), wrap="tile")]}, "wrap is 'tile', expected one of"),  # type: ignore[arg-type]
        ({"meshes": [Mesh("m", (None,))] * 2}, "mesh 'm': primitives[0] is None, expected a Primitive"),  # type: ignore[arg-type]
        ({"meshes": [Mesh("m", (Primitive([], [], [], 0),))] * 2}, "position is a list, expected an array"),  # type: ignore[arg-type]
    ],
)
def test_a_scene_of_wrong_parts_is_an_input_error(scene: Scene, change: Any, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        Renderer(replace(scene, **change), SIZE, "draft")


def test_a_device_is_a_number(scene: Scene) -> None:
    with pytest.raises(InputError, match="no graphics device cuda"):
        Renderer(scene, SIZE, "draft", device="cuda")  # type: ignore[arg-type]


def test_a_shutter_and_a_pick_are_checked_as_well(renderer: Renderer, scene: Scene) -> None:
    lost = replace(scene.evaluate(0.0), camera=Camera(fov=4.0))
    with pytest.raises(InputError, match="fov 4"):
        renderer.render(lambda fraction: lost)
    with pytest.raises(InputError, match="fov 4"):
        renderer.pick(lost, 1, 1)
    for reach in (-1, 10_000):
        with pytest.raises(InputError, match="a reach of"):
            renderer.pick(scene.evaluate(0.0), 1, 1, reach)


def test_a_closed_renderer_says_so_and_leaves_the_others_alone(scene: Scene) -> None:
    closed = Renderer(scene, SIZE, "draft")
    closed.close()
    with Renderer(scene, SIZE, "draft") as other:
        before = other.render(0.0).pixels
        closed.close()
        for use in (closed.render, lambda: closed.pick(scene.evaluate(0.0), 1, 1)):
            with pytest.raises(InputError, match="closed"):
                use()
        assert np.array_equal(other.render(0.0).pixels, before)
