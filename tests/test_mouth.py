"""What phones ask of the mouth, and the mouth on every kind of face: closure that nothing opens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import avatar
from avatar.face import mouth_track
from avatar.moods import MOODS, PARTS, weights
from avatar.mouth import (
    ARKIT_MOUTH,
    OCULUS,
    VRM_VOWELS,
    Mouth,
    Scheme,
    arkit,
    jaw_only,
    oculus,
    opening,
    scheme,
    vowels,
)
from avatar.pinyin import FINALS, INITIALS, RHOTIC
from avatar.utterance import MARKS, PAUSE, Phone, Syllable
from avatar.visemes import ARTICULATIONS, BILABIAL, DIPHTHONGS, plain

UNIT = st.floats(0.0, 1.0)
MOUTHS = st.builds(Mouth, *[UNIT] * 8)
SCHEMES: dict[str, tuple[Scheme, tuple[str, ...]]] = {
    "oculus": (oculus, OCULUS),
    "arkit": (arkit, ARKIT_MOUTH),
    "vowels": (vowels, VRM_VOWELS),
    "jaw": (jaw_only, ("jawOpen",)),
}
SEALING = ("viseme_PP", "mouthPressLeft", "mouthPressRight", "mouthRollLower", "mouthRollUpper")


def test_every_phone_of_the_voice_has_a_mouth() -> None:
    mandarin = {s for parts in FINALS.values() for s, _ in parts} | set(INITIALS.values()) - {""} | {RHOTIC}
    assert mandarin <= set(ARTICULATIONS)
    vocabulary = json.loads((Path(avatar.__file__).parent / "data" / "kokoro_vocab.json").read_text(encoding="utf-8"))
    letters = [s for s in vocabulary if s.isalpha() and s not in MARKS + "ʰʲᵝ"]
    assert [s for s in letters if plain(s) not in ARTICULATIONS and plain(s) not in DIPHTHONGS] == []
    assert [s for s in letters if plain(s) == "ə" and s not in "əS"] == []  # none is unknown
    assert (plain("tʲ"), plain("pʰ"), plain("œː")) == ("t", "pʰ", "œ")
    track = mouth_track([Phone("mʲ", 0.0, 0.1, (0, 1), 0), Phone("☃", 0.1, 0.2, (0, 1), 0)], (Syllable("mʲ☃"),))
    assert track.at(0.05).close >= 0.9


@pytest.mark.parametrize(
    ("jaw", "round", "spread", "dominant"),
    [
        (0.9, 0.0, 0.0, "aa"),
        (0.22, 0.0, 0.9, "ih"),
        (0.25, 1.0, 0.0, "ou"),
        (0.5, 0.0, 0.9, "ee"),
        (0.6, 0.8, 0.0, "oh"),
    ],
)
def test_vowels_take_their_own_shape(jaw: float, round: float, spread: float, dominant: str) -> None:
    shapes = vowels(Mouth(jaw, round, spread))
    assert max(VRM_VOWELS, key=shapes.__getitem__) == dominant
    assert shapes[dominant] > 0.6
    full = oculus(Mouth(jaw, round, spread))
    assert max(full, key=full.__getitem__) == "viseme_" + dominant.replace("ee", "E")


@pytest.mark.parametrize(
    ("mouth", "dominant"),
    [
        (Mouth(close=1.0, jaw=0.9), "viseme_PP"),
        (Mouth(bite=1.0, jaw=0.3), "viseme_FF"),
        (Mouth(hiss=1.0, jaw=0.2, spread=0.4), "viseme_SS"),
        (Mouth(hiss=1.0, jaw=0.2, round=0.55), "viseme_CH"),
        (Mouth(dental=1.0, jaw=0.2, tongue=0.6), "viseme_TH"),
        (Mouth(tongue=0.9, jaw=0.18), "viseme_nn"),
    ],
)
def test_consonants_take_their_own_viseme(mouth: Mouth, dominant: str) -> None:
    shapes = oculus(mouth)
    assert max(shapes, key=shapes.__getitem__) == dominant


def test_arkit_rounds_opens_and_bites() -> None:
    wide, u, f = arkit(Mouth(jaw=0.9)), arkit(Mouth(jaw=0.25, round=1.0)), arkit(Mouth(jaw=0.2, bite=1.0))
    assert wide["jawOpen"] > 0.55
    assert wide["mouthPucker"] == 0.0
    assert u["mouthPucker"] > 0.7 > 0.25 > u["jawOpen"]
    assert arkit(Mouth(jaw=0.6, round=0.8))["mouthFunnel"] > 0.4
    assert f["mouthRollLower"] > 0.7
    assert f["jawOpen"] < 0.05


@pytest.mark.parametrize("name", SCHEMES)
def test_rest_is_no_shape_at_all(name: str) -> None:
    assert all(weight == 0.0 for weight in SCHEMES[name][0](Mouth()).values())


@pytest.mark.parametrize("name", SCHEMES)
@given(MOUTHS)
def test_sealed_lips_let_nothing_open(name: str, mouth: Mouth) -> None:
    make, names = SCHEMES[name]
    shapes = make(mouth)
    assert set(shapes) <= set(names)
    assert all(0.0 <= weight <= 1.0 for weight in shapes.values())
    left = 1.0 - mouth.close
    for shape, weight in shapes.items():
        sealing = {"mouthRollLower": 0.3 * mouth.close}.get(shape, 1.0 if shape in SEALING else 0.0)
        assert weight <= left + sealing + 1e-12
    if name == "oculus":
        assert shapes["viseme_PP"] == mouth.close
        assert sum(shapes.values()) <= 1.0 + 1e-9
    assert opening(mouth) <= left


def test_a_face_is_moved_by_the_richest_set_that_it_has() -> None:
    assert scheme((*OCULUS, *ARKIT_MOUTH, "aa")) is oculus
    assert scheme((*ARKIT_MOUTH, "aa")) is arkit
    assert scheme(("aa", "blink", "jawOpen")) is vowels
    assert scheme(("jawOpen",)) is jaw_only
    assert scheme(("blink",)) is None


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("names", [(*OCULUS, "smile", "squint", "browUp", "joy", "surprised", "sad", "relaxed", "mm"),
                                   (*ARKIT_MOUTH, "mouthSmileLeft", "mouthSmileRight", "browInnerUp", "eyeBlinkLeft",
                                    "eyeBlinkRight", "cheekSquintLeft", "cheekSquintRight", "browOuterUpLeft",
                                    "browOuterUpRight", "eyeWideLeft", "eyeWideRight"),
                                   ("aa", "happy", "sad", "surprised", "relaxed")])  # fmt: skip
def test_no_mood_opens_sealed_lips(mood: str, names: tuple[str, ...]) -> None:
    parting = ("joy", "surprised", "happy", "sad", "relaxed", "jawOpen", "mouthFunnel")
    sealed = weights(MOODS[mood].parts, Mouth(jaw=0.3, close=0.95), names)
    assert sum(sealed.get(name, 0.0) for name in parting) <= 0.1
    silent = weights(MOODS[mood].parts, Mouth(), names)
    assert set(silent) <= set(names)


def test_moods_are_made_of_known_parts() -> None:
    assert {part for mood in MOODS.values() for part in mood.parts} <= set(PARTS)
    assert {"happy", "surprised", "thoughtful", "sorry", "proud"} <= set(MOODS)


def test_u_umlaut_rounds_and_apical_vowels_spread() -> None:
    assert ARTICULATIONS["y"].round > 0.9
    assert ARTICULATIONS["ɥ"].round > 0.8
    assert ARTICULATIONS["ɨ"].spread > ARTICULATIONS["ɨ"].round
    assert {"p", "pʰ", "m", "b"} == BILABIAL
    assert PAUSE not in ARTICULATIONS
