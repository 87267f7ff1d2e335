"""The speaking mouth: closure, rest, bounded motion; blinks and gaze. On hand-made phones."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.easing import bump, ease
from avatar.face import MouthTrack, mouth_track
from avatar.gaze import CLOSING, SHUT, GazeTrack, Shift, blink_times, lids
from avatar.speech import synthesise
from avatar.utterance import PAUSE, Phone, Syllable

TEXT = "爸爸妈妈，跑步爬坡，不怕风波。我慢慢地买面包，明白吗？"


@pytest.fixture(scope="module")
def spoken() -> tuple[tuple[Phone, ...], MouthTrack]:
    speech = synthesise(TEXT, engine="silent")
    return speech.phones, mouth_track(speech.phones, speech.syllables)


def test_lips_are_sealed_on_every_bilabial(spoken: tuple[tuple[Phone, ...], MouthTrack]) -> None:
    phones, track = spoken
    bilabials = [p for p in phones if p.symbol in ("p", "pʰ", "m")]
    assert len(bilabials) >= 15
    for phone in bilabials:
        mouth = track.at((phone.start + phone.end) / 2)
        assert mouth.close >= 0.9
        shapes = mouth.shapes()
        assert sum(shapes[name] for name in ("aa", "ih", "ou", "ee", "oh", "FF")) <= 0.1


@pytest.mark.parametrize("shift", [0.0, 0.01, 0.02, 0.03])
def test_a_frame_of_a_film_sees_every_closure(spoken: tuple[tuple[Phone, ...], MouthTrack], shift: float) -> None:
    phones, track = spoken
    frames = np.arange(shift, phones[-1].end, 0.04)
    closed = np.array([track.at(t).close >= 0.9 for t in frames])
    for phone in phones:
        if phone.symbol in ("p", "pʰ", "m"):
            near = np.abs(frames - (phone.start + phone.end) / 2) <= 0.05
            assert closed[near].any(), phone


def test_the_lower_lip_meets_the_teeth(spoken: tuple[tuple[Phone, ...], MouthTrack]) -> None:
    phones, track = spoken
    fs = [p for p in phones if p.symbol == "f"]
    assert fs
    assert all(track.at((p.start + p.end) / 2).bite >= 0.8 for p in fs)


def test_pauses_shut_the_mouth(spoken: tuple[tuple[Phone, ...], MouthTrack]) -> None:
    phones, track = spoken
    pauses = [p for p in phones if p.symbol == PAUSE]
    assert len(pauses) == 4
    for t in [-1.0, phones[-1].end + 0.3, *((p.start + p.end) / 2 for p in pauses)]:
        mouth = track.at(t)
        assert max(mouth.jaw, mouth.round, mouth.spread) < 0.02


def test_sibilants_keep_the_jaw_up() -> None:
    syllables = tuple(Syllable(p, int(p[-1])) for p in ("a1", "si4", "a1"))
    rows = [("a", 0.0, 0.2, 0), ("s", 0.2, 0.3, 1), ("ɨ", 0.3, 0.35, 1), ("a", 0.35, 0.6, 2)]
    track = mouth_track([Phone(s, a, b, (0, 1), i) for s, a, b, i in rows], syllables)
    assert track.at(0.1).jaw > 0.7
    assert track.at(0.25).jaw <= 0.35 + 1e-9


def test_lips_round_before_the_vowel_sounds() -> None:
    syllables = (Syllable("du1", 1),)
    phones = [Phone("t", 0.0, 0.08, (0, 1), 0), Phone("u", 0.08, 0.3, (0, 1), 0)]
    assert mouth_track(phones, syllables).at(0.07).round > 0.5


def test_motion_is_smooth(spoken: tuple[tuple[Phone, ...], MouthTrack]) -> None:
    phones, track = spoken
    step = 0.002
    rows = [track.at(t) for t in np.arange(-0.3, phones[-1].end + 0.3, step)]
    path = np.array([[m.jaw, m.round, m.spread, m.close] for m in rows])
    assert np.abs(np.diff(path, axis=0)).max() / step < 35.0
    assert np.abs(np.diff(path, 2, axis=0)).max() / step**2 < 2500.0


def test_stress_opens_and_neutral_tones_do_not() -> None:
    def jaw(pinyin: str) -> float:
        return mouth_track([Phone("a", 0.0, 0.3, (0, 1), 0)], (Syllable(pinyin, int(pinyin[-1])),)).at(0.15).jaw

    assert jaw("ma1") > 1.3 * jaw("ma5")


def test_easing_known_values() -> None:
    assert [float(ease(0.0, 2.0, t)) for t in (-1.0, 0.0, 1.0, 2.0, 3.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert float(bump(1.0, 2.0, 0.5, 1.0, 0.75)) == pytest.approx(0.5)
    assert float(bump(1.0, 2.0, 0.5, 1.0, 2.5)) == pytest.approx(0.5)


def test_blinks_come_fifteen_to_twenty_a_minute_and_shut_the_eyes() -> None:
    times = np.array(blink_times(300.0, tuple(np.arange(4.0, 300.0, 7.0)), (), seed=3))
    assert 12 <= len(times) / 5 <= 22
    assert np.diff(times).min() >= 1.9
    frames = np.arange(0.0, 300.0, 0.04)
    for begin in times:
        seen = [lids(times, t) for t in frames if begin <= t <= begin + CLOSING + SHUT + 0.04]
        assert max(seen) > 0.97
    assert lids(times, float(times[0]) - 0.2) == 0.0


def test_gaze_jumps_and_the_head_follows() -> None:
    track = GazeTrack((Shift(0.0, "camera"), Shift(1.0, "left")), lambda t: (0.0, 0.0, 2.0))
    early, late = track.at(1.12), track.at(3.0)
    assert early.eyes[0] > 18.0  # the eyes are there first
    assert early.head[0] < 3.0
    assert late.head[0] == pytest.approx(9.0, abs=0.01)  # 24 degrees less the eyes' own 15
    assert late.eyes[0] == pytest.approx(15.0, abs=1.0)


def test_eyes_find_the_camera() -> None:
    look = GazeTrack((Shift(0.0, "camera"),), lambda t: (1.0, 0.0, 1.0)).at(5.0)
    assert look.eyes[0] + look.head[0] == pytest.approx(45.0, abs=5.5)  # eyes turn 26 degrees at most
