"""A renderer that is handed what cannot be drawn, or used when it is closed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Camera, Lights, Scene
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
        ({"view": Camera(eye=(float("inf"), 0, 0))}, "not finite"),
        ({"layout": "side-by-side"}, "layout 'side-by-side'"),
    ],
)
def test_what_cannot_be_seen_is_an_input_error(renderer: Renderer, arguments: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        renderer.render(**arguments)


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
