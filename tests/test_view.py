"""The viewer: cameras, clock and sound by hand, and a real window under a real (or virtual) display."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.scene import IDENTITY, Camera, Move, PickResult, Scene
from avatar.shots import Shot
from render.picking import Picked
from tools.production import Production
from tools.view import sound
from tools.view.cameras import REACH, Orbit, Walk, orbit_from, walk_from
from tools.view.chart import WATER
from tools.view.pace import SCALES, next_scale, scaled
from tools.view.playhead import Playhead
from tools.view.sound import Feed, Sound
from tools.view.state import State

FRONT = Camera(eye=(0.0, 2.0, 10.0), target=(0.0, 2.0, 0.0), exposure=1.7)


def test_an_orbit_begins_where_the_camera_is() -> None:
    start = Camera(eye=(3.0, 4.0, 5.0), target=(1.0, 2.0, 3.0), fov=0.4)
    again = orbit_from(start).camera(start)
    assert again.eye == pytest.approx(start.eye)
    assert again.target == pytest.approx(start.target)
    assert again.fov == start.fov


def test_an_orbit_of_a_far_view_turns_round_a_near_point() -> None:
    orbit = orbit_from(Camera(eye=(0.0, 0.0, 0.0), target=(0.0, 0.0, -500.0)))
    assert orbit.target == pytest.approx((0.0, 0.0, -REACH))


def test_dragging_right_turns_the_orbit_so_that_the_world_follows() -> None:
    # A drag of half a window height is a quarter turn: from +z to -x.
    camera = orbit_from(FRONT).turned(0.5, 0.0).camera(FRONT)
    assert camera.eye == pytest.approx((-10.0, 2.0, 0.0), abs=1e-9)


def test_an_orbit_stops_before_the_pole_and_at_the_point() -> None:
    high = orbit_from(FRONT).turned(0.0, 9.0)
    assert math.degrees(high.pitch) == pytest.approx(85.0)
    assert orbit_from(FRONT).zoomed(500).distance == 0.05


def test_panning_keeps_the_distance_and_drags_the_picture() -> None:
    orbit = orbit_from(FRONT)
    right = orbit.panned(1.0, 0.0, fov=math.pi / 2)
    assert right.target == pytest.approx((-20.0, 2.0, 0.0))
    down = orbit.panned(0.0, 0.1, fov=math.pi / 2)
    assert down.target == pytest.approx((0.0, 4.0, 0.0))
    assert right.distance == orbit.distance


def test_a_walk_begins_where_the_camera_is_and_walks_on_level_ground() -> None:
    start = Camera(eye=(1.0, 1.6, 2.0), target=(1.0, 0.6, 1.0))
    walk = walk_from(start)
    assert walk.pitch == pytest.approx(-math.pi / 4)
    assert walk.moved(2.0, 3.0, 0.5).eye == pytest.approx((4.0, 2.1, 0.0))
    seen = walk.camera(start)
    ahead = np.subtract(seen.target, seen.eye)
    assert ahead / np.linalg.norm(ahead) == pytest.approx(np.array([0.0, -1.0, -1.0]) / math.sqrt(2))


def test_a_walk_turns_right_with_the_hand() -> None:
    walk = Walk((0.0, 0.0, 0.0), 0.0, 0.0).turned(math.pi / 2 / 1.2, 0.0)
    assert walk.moved(1.0, 0.0, 0.0).eye == pytest.approx((1.0, 0.0, 0.0))


def test_the_playhead() -> None:
    head = Playhead(10.0)
    assert head.at(5.0) == 0.0
    head.play(100.0)
    assert head.at(103.0) == 3.0
    head.pause(104.0)
    assert (head.at(999.0), head.playing) == (4.0, False)
    head.seek(12.0, 999.0)
    assert head.at(999.0) == 10.0
    head.seek(9.0, 1000.0)
    head.play(1000.0)
    assert head.at(1003.0) == pytest.approx(2.0), "it starts over"


def test_the_sound_follows_the_playhead() -> None:
    pcm = np.arange(1000, dtype=np.float32)
    head = Playhead(1.0)
    feed = Feed(pcm, 1000, head)
    assert not feed.block(10, 0.0).any()
    head.play(0.0)
    assert feed.block(10, 0.1).tolist() == list(range(100, 110))
    assert feed.block(10, 0.115).tolist() == list(range(110, 120)), "a small drift is not heard as a jump"
    assert feed.block(10, 0.5).tolist() == list(range(500, 510)), "a large one is made good"
    head.seek(0.995, 0.6)
    assert feed.block(10, 0.6).tolist() == [995, 996, 997, 998, 999, 0, 0, 0, 0, 0]


class NoDevice(Exception):
    pass


def _fails(*args: object, **options: object) -> None:
    raise NoDevice


@pytest.mark.parametrize("missing", ["library", "device"])
def test_without_sound_the_viewer_says_why(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def imported(name: str, *args: Any) -> object:
        if name != "sounddevice":
            return real(name, *args)
        if missing == "library":
            raise OSError("PortAudio library not found")
        return SimpleNamespace(OutputStream=_fails, PortAudioError=NoDevice)

    monkeypatch.setattr(builtins, "__import__", imported)
    silent = Sound(np.zeros(10, np.float32), 1000, Playhead(1.0))
    assert silent.problem.startswith("silent: ")
    assert ("libportaudio2" in silent.problem) == (missing == "library")
    silent.close()


def test_a_device_hears_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[float] = []

    class Stream:
        def __init__(self, rate: int, channels: int, dtype: str, callback: object) -> None:
            assert (rate, channels, dtype) == (1000, 1, "float32")
            self.callback = callback

        def start(self) -> None:
            out = np.ones((4, 1), np.float32)
            self.callback(out, 4, SimpleNamespace(outputBufferDacTime=7.25, currentTime=7.0), None)  # type: ignore[operator]
            heard.extend(out[:, 0])

        def close(self) -> None:
            heard.append(-1.0)

    monkeypatch.setitem(sys.modules, "sounddevice", SimpleNamespace(OutputStream=Stream, PortAudioError=NoDevice))
    monkeypatch.setattr(sound, "time", SimpleNamespace(monotonic=lambda: 0.0))
    head = Playhead(1.0)
    head.play(0.0)
    Sound(np.arange(1000, dtype=np.float32), 1000, head).close()
    assert heard == [250.0, 251.0, 252.0, 253.0, -1.0], "the device's own delay is made good"


@pytest.mark.parametrize(
    ("scale", "ms", "expected"),
    [
        (1.0, 60.0, 1.0),
        (1.0, 120.0, 0.75),
        (1.0, 5000.0, 0.25),
        (0.25, 10.0, 0.375),
        (0.5, 50.0, 0.5),
        (0.25, 900.0, 0.25),
    ],
)
def test_the_pace_falls_at_once_and_rises_by_steps(scale: float, ms: float, expected: float) -> None:
    assert next_scale(scale, ms, budget=70.0) == expected


def test_the_pace_settles_for_every_speed() -> None:
    for full in (5.0, 40.0, 200.0, 900.0, 5000.0):
        scale, seen = 1.0, []
        for _ in range(30):
            scale = next_scale(scale, full * scale**2 + 2.0)
            seen.append(scale)
        assert len(set(seen[10:])) == 1, f"{full} ms at full size goes up and down: {seen}"
    assert scaled((1280, 720), SCALES[0]) == (320, 180)


def production(scene: Scene) -> Production:
    return Production("pond", "莲池灯影", scene, 4.0, (Shot("main", 0.0, 4.0, 0.0),))


def test_a_drag_takes_the_camera_in_hand_and_a_click_moves_things() -> None:
    scene = Scene("s", cameras={"main": lambda t: replace(FRONT, exposure=1.0 + t)})
    state = State(production(scene), Playhead(4.0))
    assert state.camera(0.5).exposure == 1.5
    state.drag(0.5, 0.0, 0.0)
    assert isinstance(state.eye, Orbit)
    assert state.camera(0.5).eye == pytest.approx((-10.0, 2.0, 0.0), abs=1e-9)
    assert state.camera(0.5).exposure == 1.5, "light stays the film's"
    state.step(1.0, 0.0, 0.0, 0.0)
    assert isinstance(state.eye, Walk)
    assert state.camera(0.0).eye == pytest.approx((-9.0, 2.0, 0.0), abs=1e-9)
    moved = Move(0, IDENTITY[None])
    scene.on_pick = lambda pick, instance: PickResult(f"{pick}.{instance}", (moved,))
    state.picked(None)
    assert state.frame(0.0).moves == ()
    state.picked(Picked(0, "stone", 1, 0, (0.0, 0.0, 2.0), 8.0))
    assert state.message == "stone [1] at 0.00 0.00 2.00, 8.00 m away"
    state.picked(Picked(0, "berries", 3, 7, (0.0, 0.0, 0.0), 10.0))
    assert state.message == "7.3"
    assert state.frame(0.0).moves == (moved,)


# Dear ImGui's backend passes lists to OpenGL, which the checks of the other tests forbid: a process of its own.
window = pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="no display: run under xvfb-run")
ROOT = Path(__file__).parents[1]


def python(*arguments: str, cwd: Path) -> str:
    """Runs Python in a folder as a user would; its standard output."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    env.pop("TAIHE_GL_CHECKS", None)
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    return done.stdout


@pytest.mark.window
@pytest.mark.gl
@window
def test_a_real_window_shows_the_scene_and_its_panel(tmp_path: Path) -> None:
    options = ("--size", "640x360", "--quality", "draft", "--play", "--frames", "4", "--screenshot", "window.png")
    python("-c", "from tools.cli import main; main()", "view", "lantern_pond", *options, cwd=tmp_path)
    pixels = np.asarray(Image.open(tmp_path / "window.png")).astype(float)
    assert pixels.shape == (360, 640, 3)
    above, below = pixels[:270], pixels[-50:]
    chart = pixels[8:118, 515:632]
    assert (np.abs(chart - WATER).max(axis=2) < 4).sum() > 800, "the map has the pond"
    assert above.std() > 10, "the scene is there"
    assert above[..., 0].max() > 180, "with its lanterns"
    assert (below.min(axis=2) > 200).sum() > 100, "letters on the panel are white"


SCRIPTED = """
import json
from imgui_bundle import imgui
from assets.scene import PickResult
from scenes.examples import lantern_pond
from avatar.shots import Shot
from render.picking import Picked
from tools.production import Production
from tools.view import panel
from tools.view.viewer import view

scene, found = lantern_pond.build(), []
for batch in scene.batches:
    batch.pick = 5

def answer(pick, instance):
    found.append((pick, instance))
    return PickResult("one")

scene.on_pick = answer
begin, steps = panel.Panel.begin, iter(range(100))
KEYS = {4: imgui.Key.f1, 5: imgui.Key._1, 6: imgui.Key.o, 7: imgui.Key.f12, 8: imgui.Key.escape}

def scripted(self):  # events go into Dear ImGui's queue, as the window's callbacks put them there
    io, step = imgui.get_io(), next(steps)
    io.add_mouse_pos_event(240, 140)  # the rock in the middle
    io.add_mouse_button_event(0, step == 2)
    for at, key in KEYS.items():
        io.add_key_event(key, step == at)
    begin(self)

panel.Panel.begin = scripted
shown = Production("pond", "莲池灯影", scene, 4.0, (Shot("main", 0.0, 4.0, 0.0),))
state = view(shown, (480, 270), "draft", frames=20)
print(json.dumps([found, state.help, type(state.eye).__name__, state.quit, state.message]))
"""


@pytest.mark.window
@pytest.mark.gl
@window
def test_keys_and_clicks_reach_the_scene(tmp_path: Path) -> None:
    found, helped, eye, left, message = json.loads(python("-c", SCRIPTED, cwd=tmp_path))
    assert found == [[5, 0]]
    assert helped
    assert eye == "Orbit"
    assert left
    assert message == "saved Lantern_pond_0000.00.png"
    assert np.asarray(Image.open(tmp_path / "Lantern_pond_0000.00.png")).std() > 10
