"""A script performed on a hand-made figure: clock, captions, shots, and poses as a pure function of time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from avatar.cast import character, known, rig_of
from avatar.mouth import OCULUS
from avatar.performer import Performance, perform
from avatar.script_reader import load, parse
from avatar.timeline import arrange
from avatar.utterance import PAUSE
from avatar.voices import kokoro
from tests.humanoid import TARGETS, humanoid

NIGHT_TOUR = Path(__file__).parents[1] / "scenes" / "taihe_lake" / "night_tour.yaml"
RIG = humanoid()


@pytest.fixture(scope="module")
def tour() -> Performance:
    return perform(load(NIGHT_TOUR), "zh", RIG, engine="silent")


def test_the_clock_holds_together(tour: Performance) -> None:
    assert tour.duration == pytest.approx(len(tour.pcm) / tour.sample_rate)
    assert 15.0 <= tour.duration <= 25.0
    assert tour.phones[0].start == pytest.approx(load(NIGHT_TOUR).start)
    assert tour.notes
    for first, second in zip(tour.phones, tour.phones[1:], strict=False):
        assert first.end == pytest.approx(second.start, abs=1e-4)


def test_captions_cover_the_words_in_order(tour: Performance) -> None:
    text = "".join(c.text for c in tour.captions)
    assert "鱼多多" in text
    assert max(len(c.text) for c in tour.captions) <= 20
    for caption, following in zip(tour.captions, tour.captions[1:], strict=False):
        assert caption.start < caption.end <= following.start + 1e-9
    voiced = [p for p in tour.phones if p.symbol != PAUSE]
    assert all(any(c.start - 1e-6 <= p.start <= c.end for c in tour.captions) for p in voiced)


def test_shots_cut_in_pauses_and_leave_no_hole(tour: Performance) -> None:
    assert [shot.camera for shot in tour.shots] == ["L1", "dock", "L2", "L4", "L5", "L6", "L7", "L2"]
    assert (tour.shots[0].start, tour.shots[-1].end) == (0.0, tour.duration)
    for before, after in zip(tour.shots, tour.shots[1:], strict=False):
        assert before.end == after.start
    for cut in (tour.shots[2], tour.shots[3], tour.shots[-1]):
        assert any(p.symbol == PAUSE and p.start < cut.start < p.end for p in tour.phones)


def test_poses_do_not_depend_on_the_frame_rate_or_the_order(tour: Performance) -> None:
    again = perform(load(NIGHT_TOUR), "zh", RIG, engine="silent")
    at_25 = {round(i / 25, 6): tour.pose(i / 25) for i in range(200)}
    at_50 = {round(i / 50, 6): again.pose(i / 50) for i in reversed(range(400))}
    for t, pose in at_25.items():
        assert pose.joints.tobytes() == at_50[t].joints.tobytes()
        assert pose.weights.tobytes() == at_50[t].weights.tobytes()


def test_poses_are_rigid_and_bounded(tour: Performance) -> None:
    for t in np.arange(-1.0, tour.duration + 1.0, 0.37):
        pose = tour.pose(float(t))
        assert pose.joints.shape == (len(RIG.skeleton.joints), 3, 4)
        assert pose.weights.shape == (len(TARGETS),)
        turn = pose.joints[:, :, :3]
        assert np.abs(turn @ np.swapaxes(turn, 1, 2) - np.eye(3)).max() < 1e-4
        assert 0.0 <= pose.weights.min() <= pose.weights.max() <= 1.0


def test_lips_are_sealed_on_every_bilabial_of_the_tour(tour: Performance) -> None:
    mm = TARGETS.index("viseme_PP")
    opening = [TARGETS.index(name) for name in TARGETS if name.startswith("viseme_") and name != "viseme_PP"]
    bilabials = [p for p in tour.phones if p.symbol in ("p", "pʰ", "m")]
    assert bilabials
    for phone in bilabials:
        weights = tour.pose((phone.start + phone.end) / 2).weights
        assert weights[mm] >= 0.9
        assert weights[opening].sum() <= 0.1


def test_a_line_without_the_language_is_named() -> None:
    source = "title: T\nscene: s\navatar: a\nlines:\n  - text: {zh: 你好}\n  - text: {zh: 你好, en: Hello}\n"
    script = parse(source, "t.yaml")
    with pytest.raises(InputError, match=r"t\.yaml:5: line 'line1' has no text in 'en'; the script has zh"):
        arrange(script, "en")
    with pytest.raises(InputError, match=r"t\.yaml:5: no voice for language 'fr' yet; there is zh, en, es, it"):
        parse(source.replace("{zh: 你好}", "{zh: 你好, fr: Salut}"), "t.yaml")
    with pytest.raises(InputError, match=r"t\.yaml:5:18: no Chinese reading for 'П'"):
        arrange(parse("title: T\nscene: s\navatar: a\nlines:\n  - text: {zh: 你好П}\n", "t.yaml"), "zh")


def test_gestures_hang_on_their_words() -> None:
    source = (
        "title: T\nscene: s\navatar: a\nstart: 1.0\nlines:\n  - text:\n      zh: {text}\n"
        "    do: [{{gesture: present_left, stroke: m}}]\n"
    )
    reach = []
    for text in ('<mark name="m"/>你好你好你好', '你好你好你好<mark name="m"/>你好'):
        performance = perform(parse(source.format(text=text)), "zh", RIG, engine="silent")
        hand = RIG.bones["leftHand"]
        rest = RIG.skeleton.worlds()[hand][:, 3]
        path = []
        for t in np.arange(0.0, 4.0, 0.02):
            matrix = performance.pose(float(t)).joints[hand]
            path.append((matrix[:, :3] @ rest + matrix[:, 3])[0])
        reach.append(float(np.argmax(np.array(path) > max(path) - 0.02)) * 0.02)
    assert reach[0] == pytest.approx(1.0, abs=0.15)
    assert reach[1] - reach[0] == pytest.approx(6 * 0.205, abs=0.15)


@pytest.mark.skipif("yuduoduo" not in known(), reason="the character has not been built")
def test_the_character_can_do_all_of_it() -> None:
    rig = rig_of(character("yuduoduo"))
    wanted = (*OCULUS, "smile", "joy", "browUp", "blink", "lookLeft", "lookUp")
    assert [name for name in wanted if not rig.channel(name)] == []
    performance = perform(load(NIGHT_TOUR), "zh", rig, engine="silent")
    sealed = [i for i, _ in rig.channel("viseme_PP")]
    for phone in performance.phones:
        if phone.symbol in ("p", "pʰ", "m"):
            assert performance.pose((phone.start + phone.end) / 2).weights[sealed].min() >= 0.9


@pytest.mark.model
@pytest.mark.skipif(bool(kokoro.missing()), reason=kokoro.missing() or "the model is here")
def test_the_tour_with_her_voice() -> None:
    tour = perform(load(NIGHT_TOUR), "zh", RIG, engine="kokoro")
    assert tour.notes == ()
    assert 17.0 <= tour.duration <= 23.0
    assert 1.5 <= tour.shots[0].end <= 2.0
    mm = TARGETS.index("viseme_PP")
    mouth = [i for i, name in enumerate(TARGETS) if name.startswith("viseme_")]
    for phone in tour.phones:
        weights = tour.pose((phone.start + phone.end) / 2).weights
        if phone.symbol in ("p", "pʰ", "m"):
            assert weights[mm] >= 0.9
        if phone.symbol == PAUSE:
            assert weights[mouth].sum() < 0.05
