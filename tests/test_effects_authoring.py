"""Effects as a scene's author asks for them: the stage's methods, and the particles that have a name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.effects import Effects, Text
from assets.geometry import Geometry
from assets.particles import alive
from assets.scene import Camera
from assets.scene_check import check_scene
from render.context import Context
from render.renderer import Renderer
from render.resources import alive as objects_alive
from scenes.authoring import Stage
from scenes.panoramas import softboxes
from scenes.particles import fireflies, firework, fountain, sparks


def test_the_stage_collects_them(tmp_path: Path) -> None:
    Image.new("RGB", (6, 4), (9, 8, 7)).save(tmp_path / "p.png")
    s = Stage("s")
    s.project(tmp_path / "p.png", (1, 2, 3), (0, 0, 1), (4, 5, 6), mode="light", opacity=0.5)
    s.project(np.zeros((2, 3, 3), np.uint8), (0, 0, 0), (1, 0, 0), (1, 1, 1))
    s.particles(sparks((0, 1, 0)), *firework((0, 9, 0), 2.0))
    s.line([(0, 0, 0), (1, 0, 0)], (1, 0, 0), 4, closed=False)
    s.text("太鹤", (0, 1, 0), 0.5, color=(1, 0, 0, 1))
    scene = s.build()
    check_scene(scene)
    first, second = scene.effects.decals
    assert first.pixels.shape == (4, 6, 4)
    assert first.pixels[0, 0].tolist() == [9, 8, 7, 255]
    np.testing.assert_allclose(first.transform, [[4, 0, 0, 1], [0, 5, 0, 2], [0, 0, 6, 3]], atol=1e-6)
    np.testing.assert_allclose(second.transform[:, 2], [1, 0, 0], atol=1e-6)
    assert len(scene.effects.particles) == 3
    assert scene.effects.lines[0].color.tolist() == [[1, 0, 0, 1]] * 2
    assert scene.effects.texts[0].height == 0.5
    assert scene.evaluate(0.0, Camera()).effects is None, "nothing changes: nothing is told"


def test_tracks_follow_one_another() -> None:
    s = Stage("s")
    s.text("A", (0, 0, 0))
    s.effects_track(lambda t, e: replace(e, texts=(*e.texts, Text(f"{t:g}"))))
    s.effects_track(lambda t, e: replace(e, texts=e.texts[1:]))
    told = s.build().evaluate(2.5, Camera()).effects
    assert told is not None
    assert [text.text for text in told.texts] == ["2.5"]


def test_a_panorama_made_of_softboxes() -> None:
    room = softboxes([(90.0, 0.0, 20.0, 40.0, (5.0, 4.0, 3.0))], (1, 1, 1), (0, 0, 0), height=90)
    assert room.shape == (90, 180, 3)
    assert room[45, 135].tolist() == [5, 4, 3], "azimuth 90 is +z: three quarters across"
    assert (room[:, :, 0] == 5).sum() == 10 * 20
    assert room[0, 0, 0] > 0.99
    assert room[-1, 0, 0] < 0.01


def test_a_fountain_rises_as_high_as_it_is_told() -> None:
    jet = fountain((1, 2, 3), height=2.5, spread=0.05)
    tops = np.concatenate([alive(jet, t).position for t in np.linspace(3, 5, 9)])
    assert tops[:, 1].max() == pytest.approx(4.5, abs=0.06)
    assert tops[:, 1].min() > 1.9
    assert np.hypot(tops[:, 0] - 1, tops[:, 2] - 3).max() < 0.7


def test_a_firework_bursts_where_and_when_it_should() -> None:
    trail, stars = firework((0, 30, -5), t=4.0, radius=8.0, rise=1.5, depth=25.0)
    assert len(alive(stars, 3.9).slot) == 0
    assert len(alive(trail, 4.1).slot) == 0
    assert alive(trail, 3.999).position[0] == pytest.approx([0, 30, -5], abs=0.1)
    away = np.linalg.norm(alive(stars, 5.3).position - [0, 30, -5], axis=1)
    assert 0.5 * 8 < away.mean() < 8


def test_fireflies_stay_about_their_place() -> None:
    flies = fireflies((0, 1, 0), (4, 1, 4), count=50)
    for t in (0.0, 50.0, 5000.0):
        state = alive(flies, t)
        assert 25 < len(state.slot) <= 50
        assert np.abs(state.position - [0, 1, 0]).max() < 2 + 1 + 14 * 0.15


@pytest.mark.gl
def test_a_moving_picture_is_thrown(context: Context) -> None:
    """Two frames of a video by turns: textures are reused, and each picture is that of its time."""
    s = Stage("s")
    s.studio()
    reel = [np.full((4, 8, 3), (255 * (k == 0), 0, 255 * (k == 1)), np.uint8) for k in range(2)]
    s.project(reel[0], (0, 0, 0), (0, 0, 1), (2, 2, 2), mode="glow")
    frames = []
    for pixels in reel:
        other = Stage("o")
        other.project(pixels, (0, 0, 0), (0, 0, 1), (2, 2, 2), mode="glow")
        frames.append(other.build().effects)
    s.effects_track(lambda t, e: frames[int(t) % 2] if t < 9 else Effects())
    box = Geometry()
    box.box((0, 0, 0), (1, 1, 1), s.material("black", base_color=(0, 0, 0, 1)))
    s.place(s.mesh("box", box))
    s.camera("main", lambda t: Camera((0, 0, 4), (0, 0, 0)))
    with Renderer(s.build(), (48, 27), "draft", context) as renderer:
        red, blue = (renderer.render(t).pixels[13, 24] for t in (0.0, 1.0))
        steady = len(objects_alive())
        again = renderer.render(2.0).pixels[13, 24]
        assert len(objects_alive()) == steady
        none = renderer.render(9.0).pixels[13, 24]
    assert red.tolist() == again.tolist()
    assert red[0] > 150 > red[2]
    assert blue[2] > 150 > blue[0]
    assert none.max() < 60
