"""Behaviours of a script on the clock: sync points, pointing at places, walking in lines, gestures that join."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Vec3
from avatar.acting import Acting, act
from avatar.gesture import GESTURES, POSTURES
from avatar.performer import perform
from avatar.phases import SYNCS, Played, Sync, fitted, natural
from avatar.places import Places
from avatar.script_reader import parse
from avatar.staging import joined
from avatar.timeline import Timeline, arrange
from tests.humanoid import humanoid, place
from tests.test_mocap import GOOD

RIG = humanoid()
TOWER: Vec3 = (2.0, 1.8, 3.0)
PLACES = Places(lambda name: TOWER if name == "tower" else None, ("tower",))
TEXT = '你好<mark name="m"/>你好你好'


def acted(do: str, text: str = TEXT, places: Places = PLACES) -> tuple[Acting, Timeline]:
    source = f"title: T\nscene: s\navatar: a\nlines:\n  - text: {{zh: '{text}'}}\n    do: [{do}]\n"
    script = parse(source, "t.yaml")
    timeline = arrange(script, "zh", "silent")
    return act(timeline, script, RIG, lambda t: (0.0, 0.0, 2.0), places), timeline


@pytest.mark.parametrize("sync", SYNCS)
def test_any_sync_point_can_be_tied(sync: Sync) -> None:
    acting, timeline = acted(f"{{gesture: welcome, {sync}: m+0.5}}")
    (played,) = acting.body.played
    assert played.times[SYNCS.index(sync)] == pytest.approx(timeline.marks[0]["m"] + 0.5)
    assert np.diff(played.times) == pytest.approx(np.diff(natural(GESTURES["welcome"])))


def test_a_hold_takes_what_lies_between_two_ties() -> None:
    times = natural(GESTURES["welcome"])  # ready 0.5, stroke 0.92, relax 2.02, end 2.92
    assert fitted(times, {"stroke": 5.0, "relax": 9.0}) == pytest.approx((4.08, 4.58, 4.58, 5.0, 5.0, 9.0, 9.9))
    assert fitted(times, {"start": 1.0, "stroke": 2.84})[1] == pytest.approx(2.0)  # a slow preparation
    assert fitted(times, {"start": 1.0, "end": 1.0 + 2.92 / 4}) == pytest.approx([1 + t / 4 for t in times])
    with pytest.raises(ValueError, match="its end would come before its stroke"):
        fitted(times, {"stroke": 5.0, "end": 4.0})


def test_a_gesture_too_short_names_its_line() -> None:
    with pytest.raises(InputError, match=r"t\.yaml:6: the gesture is too short: its end would come before its stroke"):
        acted("{gesture: wave, stroke: m, end: start}")


def test_behaviours_are_tied_to_each_other() -> None:
    do = "{head: nod, start: calm.end}, {wait: 1.5, id: calm, start: hello.relax+0.1}, {gesture: wave, id: hello}"
    acting, _ = acted(do)
    wave, nod = acting.body.played
    assert nod.start == pytest.approx(wave.times[5] + 0.1 + 1.5)
    with pytest.raises(InputError, match=r"t\.yaml:6: behaviours are tied to each other in a circle"):
        acted("{gesture: wave, id: a, start: b.end}, {head: nod, id: b, start: a.end}")


@pytest.mark.parametrize("target", [(2.0, 1.8, 3.0), (-2.5, 0.3, 1.0), (0.4, 2.5, 2.0), (-3.0, 1.0, -0.5)])
def test_the_arm_points_at_the_place(target: Vec3) -> None:
    x, y, z = target
    acting, timeline = acted(f"{{point: [{x}, {y}, {z}], stroke: m+0.6, hold: 2}}")
    side = "left" if x > 0 else "right"
    for t in (timeline.marks[0]["m"] + 0.7, timeline.marks[0]["m"] + 1.9):  # it stays on it while she sways
        joints = acting.pose(t).joints
        hand, shoulder = place(RIG, joints, f"{side}Hand"), place(RIG, joints, f"{side}UpperArm")
        way, wanted = hand - shoulder, np.array(target) - shoulder
        cosine = way @ wanted / np.linalg.norm(way) / np.linalg.norm(wanted)
        assert np.degrees(np.arccos(min(cosine, 1.0))) < 2.0
        look = acting.gaze.at(t)
        seen = look.eyes[0] + look.head[0]
        ahead = np.degrees(np.arctan2(x, z))
        assert seen == pytest.approx(np.clip(ahead, -70, 70), abs=12.0)


def test_a_place_is_found_by_its_name_or_said_to_be_missing() -> None:
    named, timeline = acted("{point: tower, stroke: m}")
    exact, _ = acted(f"{{point: [{TOWER[0]}, {TOWER[1]}, {TOWER[2]}], stroke: m}}")
    t = timeline.marks[0]["m"] + 0.3
    assert named.pose(t).joints.tobytes() == exact.pose(t).joints.tobytes()
    with pytest.raises(InputError, match=r"t\.yaml:6: the scene has nothing called 'bridge'; it has tower"):
        acted("{point: bridge}")


def test_scene_coordinates_become_the_figures() -> None:
    turned = np.array([[0.0, 0, 1, 0], [0, 1, 0, 0], [-1, 0, 0, 2]], np.float32)
    assert Places(to_figure=turned).at((1.0, 2.0, 3.0)) == pytest.approx((3.0, 2.0, 1.0))


def test_a_walk_of_a_script_arrives_when_it_should() -> None:
    acting, timeline = acted("{walk: [0.5, 1.0], end: end+3, id: there}, {gesture: wave, start: there.end}")
    ground = acting.body.ground
    assert ground.end == pytest.approx(timeline.marks[0]["end"] + 3)
    spot = ground.at(ground.end + 1).spot
    assert (spot.x, spot.z) == (pytest.approx(0.5), pytest.approx(1.0))
    assert acting.body.played[0].start == pytest.approx(ground.end)
    facing, _ = acted("{walk: [0.0, 1.0], start: start, face: tower}")
    last = facing.body.ground.at(90.0).spot
    assert last.yaw == pytest.approx(np.degrees(np.arctan2(2.0, 2.0)), abs=0.01)


def test_close_gestures_join_without_a_rest() -> None:
    first, second = Played.at(GESTURES["beat"], 2.0), Played.at(GESTURES["count_1"], 3.0)
    apart = Played.at(GESTURES["count_1"], 9.0)
    held, _ = joined((first, second))
    assert held.times[5] == second.arrivals[0]
    assert joined((first, apart))[0] == first
    acting, timeline = acted("{gesture: beat, stroke: start+1}, {gesture: count_1, stroke: start+2}")
    begin = timeline.marks[0]["start"]
    between = [place(RIG, acting.pose(t).joints, "rightHand")[1] for t in np.arange(begin + 1.0, begin + 2.0, 0.05)]
    assert min(between) > 0.80  # it never hangs (0.69)


def test_a_posture_lasts_until_the_next() -> None:
    acting, timeline = acted("{posture: clasped, start: start}, {posture: relaxed, start: end+2}")
    begin, end = timeline.marks[0]["start"], timeline.marks[0]["end"]

    def apart(t: float) -> float:
        joints = acting.pose(t).joints
        return float(np.linalg.norm(place(RIG, joints, "leftHand") - place(RIG, joints, "rightHand")))

    assert apart(begin + 1.5) < 0.2
    assert apart(end + 1.9) < 0.2
    assert apart(end + 4.0) > 0.35
    assert set(POSTURES) >= {"relaxed", "clasped", "behind", "akimbo"}


def test_a_recorded_motion_plays_in_a_script(tmp_path: Path) -> None:
    (tmp_path / "dance.bvh").write_text(GOOD.replace("Frames: 1", "Frames: 4") + GOOD.split("0.5\n")[1] * 3)
    script = tmp_path / "s.yaml"
    source = (
        "title: T\nscene: s\navatar: a\nlines:\n  - text: {zh: 你好}\n"
        "    do: [{gesture: {file: dance.bvh}, start: start, end: start+2}]\n"
    )
    script.write_text(source)
    played = perform(parse(source, str(script)), "zh", RIG, engine="silent")
    assert any(note.startswith("dance.bvh does not move ") for note in played.notes)
    joints = played.pose(2.0).joints  # its arms are out to the sides, as at its rest
    arm = place(RIG, joints, "leftHand") - place(RIG, joints, "leftUpperArm")
    assert arm == pytest.approx([0.38, 0.0, 0.0], abs=2e-3)
    with pytest.raises(InputError, match=r"s\.yaml:6: .*waltz\.bvh"):
        perform(parse(source.replace("dance", "waltz"), str(script)), "zh", RIG, engine="silent")
