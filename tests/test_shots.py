"""A film's time and the scene's: cuts that jump, and where the presenter is in each shot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Scene
from assets.stands import OFF
from avatar.script_reader import parse
from avatar.shots import Shot, film_time, scene_time, shot_at
from avatar.timeline import arrange
from tools.production import Production, open_production

SHOTS = (Shot("a", 0.0, 4.0, 10.0), Shot("b", 4.0, 7.0, 100.0), Shot("a", 7.0, 9.0, 17.0))
HEAD = "title: T\nscene: s\navatar: a\nstart: 1.0\nfinish: 1.0\nlines:\n"
TEXTS = '<mark name="m"/>你好你好'


def test_each_shot_has_its_stretch_of_the_scene() -> None:
    assert [scene_time(SHOTS, t) for t in (0.0, 3.5, 4.0, 6.0, 7.0, 9.0, 12.0)] == [10, 13.5, 100, 102, 17, 19, 22]
    assert shot_at(SHOTS, 4.0) is SHOTS[1], "a cut belongs to the shot that it begins"
    assert shot_at(SHOTS, 99.0) is SHOTS[2]


def test_a_time_of_the_scene_is_found_in_the_film() -> None:
    assert [film_time(SHOTS, s) for s in (10.0, 12.0, 101.5, 18.0)] == [0.0, 2.0, 5.5, 8.0]
    assert film_time(SHOTS, 5.0) == 0.0, "before anything that is shown"
    assert film_time(SHOTS, 99.0) == 4.0, "the nearest that is shown"
    assert film_time(SHOTS, 104.0) == 7.0


def shots(lines: str) -> tuple[Shot, ...]:
    return arrange(parse(HEAD + lines), "zh", "silent").shots


def test_a_lines_scene_time_is_that_of_its_first_word() -> None:
    one = "  - {id: a, camera: L1, pause: 2.0, text: {zh: 你好}}\n"
    two = f"  - {{id: b, camera: L5, scene_time: 42, stand: 'off', text: {{zh: '{TEXTS}'}}}}\n"
    first, second = shots(one + two)
    assert (first.camera, first.start, first.scene, first.stand) == ("L1", 0.0, 0.0, "")
    spoken = 1.0 + first.end - 1.0 + 1.0  # the cut lies in the middle of a pause of two seconds
    assert second.scene_time(spoken) == pytest.approx(42.0)
    assert (second.camera, second.scene, second.stand) == ("L5", pytest.approx(41.0), OFF)


def test_cuts_inside_a_line_are_at_their_instant() -> None:
    cuts = "cuts: [{camera: L6, start: m+0.25, scene_time: 62}, {stand: bow, start: end+0.5}]"
    line = f"  - {{id: a, camera: L1, text: {{zh: '{TEXTS}'}}, {cuts}}}\n"
    a, b, c = shots(line)
    assert (b.camera, b.start, b.scene, b.stand) == ("L6", pytest.approx(1.25), 62.0, "")
    assert (c.camera, c.stand) == ("L6", "bow")
    assert c.scene == pytest.approx(62.0 + c.start - b.start), "the scene's clock runs on"
    assert (a.end, b.end) == (b.start, c.start)


def test_what_changes_nothing_is_no_cut() -> None:
    line = "  - {camera: L1, text: {zh: 你好}}\n"
    assert len(shots(line * 3)) == 1
    assert len(shots(line + "  - {camera: L1, scene_time: 0.5, text: {zh: 你好}}\n")) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{scene_time: -1, text: {zh: 你好}}", "scene_time must be a number from 0"),
        ("{text: {zh: 你好}, cuts: [{camera: L1}]}", "the key 'start' is missing"),
        ("{text: {zh: 你好}, cuts: [{camera: L1, start: wave}]}", "no mark 'wave'"),
        (
            "{text: {zh: 你好}, cuts: [{camera: L1, start: start+0.3}, {camera: L2, start: start+0.1}]}",
            r"this cut comes before the one above it, at start\+0\.3",
        ),
        ("{text: {zh: 你好}, music: loud}", "unknown music 'loud'; there is opening, theme, build, finale"),
    ],
)
def test_a_wrong_cut_is_said_with_its_line(line: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse(HEAD + f"  - {line}\n", "t.yaml")
    assert str(caught.value).startswith("t.yaml:7")


SCENE = """
from scenes.authoring import Stage
from scenes.camera_path import Key, fixed
from assets.scene import Camera
import numpy as np

def build():
    s = Stage("raft", 30.0)
    s.avatar("yuduoduo", at=(1, 0, 2))
    turned = np.array([[0, 0, 1, 0], [0, 1, 0, 0.5], [-1, 0, 0, 0]], float)
    s.stand("raft", lambda t: turned + np.array([[0, 0, 0, t], [0, 0, 0, 0], [0, 0, 0, 0]]))
    s.camera("near", lambda t: Camera(eye=(0.0, 1.0 + t, 4.0)))
    s.camera("far", fixed(Camera()))
    s.stop("raft", 20.0, "far")
    return s.build()
"""
FILM = """
title: T
scene: {scene}
avatar: yuduoduo
lines:
  - {{camera: near, text: {{zh: 你好}}}}
  - {{scene_time: 20, stand: raft, text: {{zh: 你好}}}}
  - {{camera: far, stand: "off", text: {{zh: 你好}}}}
"""


@pytest.fixture(scope="module")
def raft(tmp_path_factory: pytest.TempPathFactory) -> Production:
    folder = tmp_path_factory.mktemp("raft")
    (folder / "raft.py").write_text(SCENE)
    (folder / "film.yaml").write_text(FILM.format(scene="raft.py"))
    return open_production(str(folder / "film.yaml"), "zh", "silent")


def placed(film: Production, t: float) -> list[np.ndarray]:
    figure = {i for i, batch in enumerate(film.scene.batches) if batch.figure >= 0}
    return [move.transform[0] for move in film.frame(t).moves if move.batch in figure]


def test_a_still_is_taken_at_the_moment_of_its_camera() -> None:
    scene = Scene("s", duration=20.0, moments={"a": 12.0, "late": 99.0})
    still = Production("s", "s", scene, 20.0, (Shot("a", 0.0, 20.0, 0.0),))
    assert [still.moment(camera) for camera in (None, "a", "b", "late")] == [12.0, 12.0, 0.0, 20.0]
    film = Production("s", "s", scene, 9.0, SHOTS)
    assert film.moment(None) == 0.0, "through what is on air"
    assert film.moment("a") == 2.0, "where the film shows that instant"


def test_she_is_where_the_shot_wants_her(raft: Production) -> None:
    home, on_raft, heard = raft.shots
    assert placed(raft, home.start) == [], "at home nothing is moved"
    t = on_raft.start + 0.25
    s = on_raft.scene_time(t)
    for place in placed(raft, t):
        np.testing.assert_allclose(place, [[0, 0, 1, s], [0, 1, 0, 0.5], [-1, 0, 0, 0]], atol=1e-5)
    assert all(place[1, 3] < -1000 for place in placed(raft, heard.start))
    assert placed(raft, heard.start)


def test_she_acts_in_the_films_time_and_the_scene_goes_by_its_own(raft: Production) -> None:
    shot = raft.shots[1]
    t = shot.start + 0.3
    seen = raft.frame(t)
    assert seen.time == pytest.approx(shot.scene_time(t))
    assert seen.camera.eye[1] == pytest.approx(1.0 + shot.scene_time(t))
    figure = raft.scene.figures[0]
    assert figure.pose is not None
    assert seen.poses[0].joints.tobytes() == figure.pose(t).joints.tobytes()
    shutter = raft.exposure(shot.end - 0.001, 0.02)
    assert shutter(1.0).time == pytest.approx(shot.scene_time(shot.end + 0.019)), "no cut falls inside a shutter"


def test_stops_are_found_in_the_films_time(raft: Production) -> None:
    shot = raft.shots[1]
    assert raft.stop("raft") == pytest.approx(shot.start + 20.0 - shot.scene)
    with pytest.raises(InputError, match=r"no stop 'pier'; raft has raft"):
        raft.stop("pier")


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ("stand: raft", "stand: roof", "no stand 'roof' in scene raft; there is raft, off"),
        ("scene_time: 20", "scene_time: 31", "scene_time 31: raft lasts 30 seconds"),
        ("camera: far", "camera: wide", "no camera 'wide'"),
    ],
)
def test_what_the_scene_does_not_have_is_said_with_its_line(
    was: str, now: str, message: str, raft: Production, tmp_path: Path
) -> None:
    (tmp_path / "raft.py").write_text(SCENE)
    (tmp_path / "film.yaml").write_text(FILM.format(scene="raft.py").replace(was, now))
    with pytest.raises(InputError, match=message) as caught:
        open_production(str(tmp_path / "film.yaml"), "zh", "silent")
    assert "film.yaml:" in str(caught.value)


CUTS = """
title: T
scene: raft.py
avatar: yuduoduo
lines:
  - id: one
    text: {zh: 你好<mark name="here"/>你好}
    cuts:
      - {camera: far, start: here}
      - start: here+0.2
        stand: "off"
        scene_time: 3
        camera: near
"""


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ("camera: far", "camera: wide", "film.yaml:9: no camera 'wide' in scene raft; it has near, far"),
        ("camera: near", "camera: wide", "film.yaml:13: no camera 'wide'"),
        ('stand: "off"', "stand: roof", "film.yaml:11: no stand 'roof'"),
        ("scene_time: 3", "scene_time: 31", "film.yaml:12: scene_time 31"),
    ],
)
def test_what_is_wrong_with_a_cut_is_said_at_its_own_line(tmp_path: Path, was: str, now: str, message: str) -> None:
    (tmp_path / "raft.py").write_text(SCENE)
    (tmp_path / "film.yaml").write_text(CUTS.replace(was, now))
    with pytest.raises(InputError) as caught:
        open_production(str(tmp_path / "film.yaml"), "zh", "silent")
    assert message in str(caught.value)
