"""The speaking mouth: closure, rest, bounded motion. On hand-made phones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.easing import bump, ease
from avatar.face import ACCELERATION, MouthTrack, mouth_track
from avatar.mouth import ARTICULATORS, oculus
from avatar.speech import synthesise
from avatar.utterance import PAUSE, Phone, Syllable
from avatar.visemes import ARTICULATIONS, BILABIAL, DIPHTHONGS, LABIODENTAL

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
        assert sum(weight for name, weight in oculus(mouth).items() if name != "viseme_PP") <= 0.1


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


@st.composite
def any_phones(draw: st.DrawFn) -> list[Phone]:
    """Phones in any order, from 5 ms to 0.4 s long."""
    symbols = st.sampled_from([*ARTICULATIONS, *DIPHTHONGS, PAUSE])
    at, out = 0.0, []
    for symbol, seconds in draw(st.lists(st.tuples(symbols, st.floats(0.005, 0.4)), min_size=1, max_size=12)):
        out.append(Phone(symbol, at, at + seconds, (0, 1), -1 if symbol == PAUSE else 0))
        at += seconds
    return out


@settings(deadline=None, max_examples=60)
@given(any_phones())
def test_nothing_twitches_whatever_is_said(phones: list[Phone]) -> None:
    track = mouth_track(phones, (Syllable("a1", 1),))
    step = 0.001
    path = track.path(np.arange(-1.1, phones[-1].end + 1.1, step))
    assert path.min() >= -1e-12
    assert path.max() <= 1 + 1e-12
    acceleration = np.abs(np.diff(path, 2, axis=0)).max(0) / step**2
    assert np.all(acceleration <= np.array([ACCELERATION[name] for name in ARTICULATORS]) * 1.001)
    for phone in phones:
        if phone.symbol in BILABIAL:
            assert track.at((phone.start + phone.end) / 2).close >= 0.9
        if phone.symbol in LABIODENTAL:
            assert track.at((phone.start + phone.end) / 2).bite >= 0.8


def test_the_stated_bound() -> None:
    assert max(ACCELERATION.values()) < 2200
    assert max(ACCELERATION[name] for name in ("jaw", "round", "spread", "tongue")) < 1500


def test_stress_opens_and_neutral_tones_do_not() -> None:
    def jaw(pinyin: str) -> float:
        return mouth_track([Phone("a", 0.0, 0.3, (0, 1), 0)], (Syllable(pinyin, int(pinyin[-1])),)).at(0.15).jaw

    assert jaw("ma1") > 1.3 * jaw("ma5")


def test_short_stops_and_nasals_leave_the_jaw_alone() -> None:
    def dip(symbol: str, seconds: float) -> float:
        rows = [("a", 0.0, 0.3), (symbol, 0.3, 0.3 + seconds), ("a", 0.3 + seconds, 0.6 + seconds)]
        track = mouth_track([Phone(s, a, b, (0, 1), 0) for s, a, b in rows], (Syllable("a1", 1),))
        return track.at(0.2).jaw - track.at(0.3 + seconds / 2).jaw

    assert abs(dip("t", 0.06)) < 0.01
    assert abs(dip("m", 0.08)) < 0.01
    assert dip("n", 0.16) > 0.2
    assert dip("s", 0.06) > 0.4


def test_neighbours_that_seal_stay_sealed_between() -> None:
    rows = [("a", 0.0, 0.2), ("m", 0.2, 0.3), ("b", 0.3, 0.4), ("b", 0.4, 0.5), ("a", 0.5, 0.7)]
    track = mouth_track([Phone(s, a, b, (0, 1), 0) for s, a, b in rows], (Syllable("a1", 1),))
    assert track.path(np.arange(0.24, 0.44, 0.005))[:, ARTICULATORS.index("close")].min() > 0.95


def test_lip_meets_teeth_beside_a_seal() -> None:
    """ "comfort": both can be seen, as long as their centres are 45 ms apart."""
    rows = [("ʌ", 0.0, 0.1), ("m", 0.1, 0.15), ("f", 0.15, 0.19), ("ɚ", 0.19, 0.3)]
    track = mouth_track([Phone(s, a, b, (0, 1), 0) for s, a, b in rows], (Syllable("ʌ"),))
    assert track.at(0.125).close >= 0.9
    assert oculus(track.at(0.17))["viseme_FF"] >= 0.8


def test_easing_known_values() -> None:
    assert [float(ease(0.0, 2.0, t)) for t in (-1.0, 0.0, 1.0, 2.0, 3.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert float(bump(1.0, 2.0, 0.5, 1.0, 0.75)) == pytest.approx(0.5)
    assert float(bump(1.0, 2.0, 0.5, 1.0, 2.5)) == pytest.approx(0.5)
