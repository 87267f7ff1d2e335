"""Every GL object is freed; frames do not add any; the same frame is the same bytes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Frame, Lights, Material, Move, Scene, Water
from render.context import Context
from render.overlay import Overlay
from render.renderer import Renderer
from render.resources import alive
from tests.scenes_for_render import one, place, seen_from, sphere

SIZE = (96, 54)


def lake() -> tuple[Scene, Frame]:
    scene = one(sphere(12), Material(), pick=7)
    scene.water = Water(level=-0.5)
    scene.lights = Lights.points(np.array([[0, 2, 2]], np.float32), np.array([[4, 3, 2]], np.float32), 9.0, glow=1.0)
    return scene, seen_from((0, 1.5, 6))


@pytest.mark.gl
@pytest.mark.parametrize("quality", ["draft", "standard", "high", "final"])
def test_nothing_is_left_and_frames_add_nothing(context: Context, quality: str) -> None:
    scene, frame = lake()
    overlay = Overlay(np.full((4, 8, 4), 255, np.uint8), 2, 3)
    before = len(alive())
    with Renderer(scene, SIZE, quality, context) as renderer:
        for _ in range(2):
            picture = renderer.render(frame, overlays=[overlay]).pixels
        steady = len(alive())
        for i in range(3):
            renderer.render(replace(frame, time=0.1 * i), overlays=[overlay])
        assert len(alive()) == steady
    assert len(alive()) == before
    assert picture.shape == (SIZE[1], SIZE[0], 3)
    assert picture.dtype == np.uint8
    assert (picture[3:7, 2:10] == 255).all(), "the overlay's corner is at x, y from the top left"


@pytest.mark.gl
def test_a_failing_scene_leaves_nothing(context: Context) -> None:
    scene, _ = lake()
    scene.materials = [Material(surface="missing")]
    before = len(alive())
    with pytest.raises(InputError):
        Renderer(scene, SIZE, "draft", context)
    assert len(alive()) == before


@pytest.mark.gl
def test_a_frame_alone_is_the_frame_of_the_film(context: Context) -> None:
    scene, frame = lake()
    moved = replace(frame, time=1.0, moves=(Move(0, place((1, 0, 0))),))
    with Renderer(scene, SIZE, "draft", context) as renderer:
        alone = renderer.render(frame).pixels
        renderer.render(moved)
        again = renderer.render(frame).pixels
    with Renderer(scene, SIZE, "draft", context) as renderer:
        other = renderer.render(moved).pixels
        fresh = renderer.render(frame).pixels
    assert np.array_equal(alone, again), "a move must not outlive its frame"
    assert np.array_equal(alone, fresh)
    assert not np.array_equal(alone, other)


@pytest.mark.gl
def test_resizing(context: Context) -> None:
    scene, frame = lake()
    with Renderer(scene, SIZE, "draft", context) as renderer:
        renderer.render(frame)
        renderer.resize((40, 30))
        assert renderer.render(frame).pixels.shape == (30, 40, 3)
        with pytest.raises(InputError, match="0x30"):
            renderer.resize((0, 30))


@pytest.mark.gl
def test_final_asks_for_frames_through_the_shutter(context: Context) -> None:
    scene, frame = lake()
    asked: list[float] = []

    def shutter(s: float) -> Frame:
        asked.append(s)
        return replace(frame, time=s / 48)

    with Renderer(scene, SIZE, "final", context) as renderer:
        renderer.render(shutter)
        assert asked == [(i + 0.5) / 16 for i in range(16)]


@pytest.mark.gl
def test_an_empty_scene_is_sky(context: Context) -> None:
    with Renderer(Scene("empty"), SIZE, "draft", context) as renderer:
        picture = renderer.render(seen_from((0, 1, 0), (0, 2, -5))).pixels
        assert picture.std(axis=2).max() > 5, "daylight is blue"
        assert renderer.pick(seen_from((0, 1, 0)), 3, 3) is None


@pytest.mark.gl
def test_python_does_the_same_for_a_hundred_and_ten_thousand(context: Context) -> None:
    calls = []
    for count in (100, 10_000):
        scene = one(sphere(4), Material())
        rng = np.random.default_rng(1)
        scene.batches[0].transform = place(*map(tuple, rng.uniform(-50, 50, (count, 3))))
        scene.batches[0].tint = np.ones((count, 4), np.float32)
        with Renderer(scene, SIZE, "draft", context) as renderer:
            for _ in range(2):
                renderer.render(seen_from((0, 0, 3)))
            calls.append(renderer.timings.gl_calls)
    assert calls[0] == calls[1]


@pytest.mark.gl
def test_a_closed_renderer_says_so(context: Context) -> None:
    scene, frame = lake()
    renderer = Renderer(scene, SIZE, "draft", context)
    renderer.close()
    renderer.close()
    with pytest.raises(InputError, match="this renderer is closed"):
        renderer.render(frame)
