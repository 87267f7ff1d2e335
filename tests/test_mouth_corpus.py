"""The mouth's guarantees over 200 sentences in each language, at the usual speed and at twice that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from avatar.easing import Curve
from avatar.face import ACCELERATION, SIBILANT_JAW, MouthTrack, mouth_track
from avatar.mouth import ARTICULATORS, Mouth, arkit, oculus
from avatar.pinyin import FINALS, INITIALS, parse_syllable
from avatar.speech import Voice, synthesise
from avatar.utterance import PAUSE, Phone, Syllable
from avatar.visemes import BILABIAL, LABIODENTAL, PLOSIVE, ROUNDED, SIBILANT, plain

DATA = Path(__file__).parent / "data"
LANGUAGES = ("zh", "en", "es", "it")
JAW, ROUND, SPREAD, TONGUE, CLOSE, BITE, HISS, _ = range(8)


@dataclass(frozen=True, eq=False)
class Said:
    text: str
    phones: tuple[Phone, ...]
    track: MouthTrack

    def centres(self, symbols: frozenset[str]) -> Curve:
        return np.array([centre(p) for p in self.phones if _symbol(p) in symbols], float)


def _symbol(phone: Phone) -> str:
    return PAUSE if phone.symbol == PAUSE else plain(phone.symbol)


def centre(phone: Phone) -> float:
    return (phone.start + phone.end) / 2


@cache
def corpus(language: str, rate: float) -> Sequence[Said]:
    out = []
    for text in (DATA / f"sentences_{language}.txt").read_text(encoding="utf-8").splitlines():
        speech = synthesise(text, language, Voice(rate=rate), engine="silent")
        out.append(Said(text, speech.phones, mouth_track(speech.phones, speech.syllables)))
    assert len({said.text for said in out}) == 200
    return out


BOTH = pytest.mark.parametrize(("language", "rate"), [(name, rate) for name in LANGUAGES for rate in (1.0, 2.0)])


@BOTH
def test_every_bilabial_is_sealed_and_every_labiodental_bitten(language: str, rate: float) -> None:
    seals = bites = 0
    for said in corpus(language, rate):
        sealed, bitten = said.centres(BILABIAL), said.centres(LABIODENTAL)
        assert np.all(said.track.path(sealed)[:, CLOSE] >= 0.9), said.text
        assert np.all(said.track.path(bitten)[:, BITE] >= 0.8), said.text
        for t in bitten:
            if np.abs(sealed - t).min(initial=1.0) >= 0.045:
                assert oculus(said.track.at(t))["viseme_FF"] >= 0.8, said.text
        for t in sealed:
            mouth = said.track.at(t)
            assert sum(weight for name, weight in oculus(mouth).items() if name != "viseme_PP") <= 0.1
            assert arkit(mouth)["jawOpen"] <= 0.1
        seals, bites = seals + len(sealed), bites + len(bitten)
    assert seals >= 240
    assert bites >= 60


@BOTH
@pytest.mark.parametrize("fps", [25, 50])
def test_a_film_sees_every_closure(language: str, rate: float, fps: int) -> None:
    for said in corpus(language, rate):
        frames = np.arange(0.0, said.phones[-1].end + 0.1, 1.0 / fps)
        closed = said.track.path(frames)[:, CLOSE] >= 0.85
        for t in said.centres(BILABIAL):
            assert closed[np.abs(frames - t) <= 0.045].any(), said.text


@BOTH
def test_sibilants_keep_the_jaw_up(language: str, rate: float) -> None:
    for said in corpus(language, rate):
        assert np.all(said.track.path(said.centres(SIBILANT))[:, JAW] <= SIBILANT_JAW), said.text


@BOTH
def test_short_stops_and_nasals_leave_the_jaw_to_its_vowels(language: str, rate: float) -> None:
    """Nowhere does the jaw come up for one that stands between open vowels."""
    found = 0
    for said in corpus(language, rate):
        for a, b, c in zip(said.phones, said.phones[1:], said.phones[2:], strict=False):
            if _symbol(b) in PLOSIVE and b.end - b.start < 0.1 and {_symbol(a), _symbol(c)} <= set("aɑæʌ"):
                before, at, after = said.track.path(np.array([centre(a), centre(b), centre(c)]))[:, JAW]
                found += 1
                assert at >= min(before, after) - 0.08, (said.text, b)
    assert found >= 3


@BOTH
def test_lips_round_before_the_vowel_sounds(language: str, rate: float) -> None:
    onset, ahead = [], []
    for said in corpus(language, rate):
        for before, phone in zip(said.phones, said.phones[1:], strict=False):
            if _symbol(phone) in ROUNDED and _symbol(before) not in ROUNDED:
                now, early = said.track.path(np.array([phone.start, phone.start - 0.06]))[:, ROUND]
                onset.append(now)
                ahead.append(early)
    assert len(onset) > 100
    assert np.median(onset) >= 0.45 if rate == 1.0 else np.median(onset) >= 0.35
    assert min(onset) >= 0.2
    assert np.median(ahead) >= 0.2  # 60 ms ahead of the sound


@BOTH
def test_nothing_twitches(language: str, rate: float) -> None:
    bound = np.array([ACCELERATION[name] for name in ARTICULATORS])
    step = 0.004
    for said in corpus(language, rate):
        path = said.track.path(np.arange(-0.5, said.phones[-1].end + 0.5, step))
        assert np.all(np.abs(np.diff(path, 2, axis=0)).max(0) / step**2 <= bound), said.text
        assert path.min() > -1e-9
        assert path.max() < 1 + 1e-9


@BOTH
def test_the_mouth_rests_in_pauses_and_outside_speech(language: str, rate: float) -> None:
    pauses = 0
    for said in corpus(language, rate):
        quiet = [centre(p) for p in said.phones if p.symbol == PAUSE]
        path = said.track.path(np.array([-0.6, said.phones[-1].end + 0.4, *quiet]))
        assert path.max() <= 0.02, said.text
        pauses += len(quiet)
    assert pauses >= 100


def test_the_corpus_has_every_initial_and_final_of_mandarin() -> None:
    syllables = set[str]()
    for text in (DATA / "sentences_zh.txt").read_text(encoding="utf-8").splitlines():
        speech = synthesise(text, "zh", engine="silent")
        syllables |= {s.reading for s in speech.syllables if s.tone}
    parts = [parse_syllable(reading) for reading in syllables]
    assert {p.initial for p in parts} == set(INITIALS)
    rare = {"ê", "io", "m", "n", "ng"}  # interjections
    assert set(FINALS) - {p.final for p in parts} <= rare
    assert any(p.erhua for p in parts)


EXPECTED_INITIALS: dict[str, str] = {
    "b": "close", "p": "close", "m": "close", "f": "bite", "d": "tongue", "t": "tongue", "n": "tongue", "l": "tongue",
    "g": "free", "k": "free", "h": "free", "j": "spread hiss", "q": "spread hiss", "x": "spread hiss",
    "zh": "round hiss", "ch": "round hiss", "sh": "round hiss", "r": "round", "z": "hiss", "c": "hiss", "s": "hiss",
}  # fmt: skip
"""What the mouth does at the centre of each initial (before e, or i for j q x, o for b p m f)."""

EXPECTED_FINALS: dict[str, str] = {
    "a": "neutral open neutral", "o": "round mid round", "e": "neutral mid neutral", "ê": "spread mid spread",
    "er": "neutral mid neutral", "i": "spread shut spread", "u": "round shut round", "v": "round shut round",
    "-i": "spread shut spread", "io": "spread mid round", "ai": "neutral open spread", "ei": "spread mid spread",
    "ao": "neutral open round", "ou": "round mid round", "an": "neutral open neutral", "en": "neutral mid neutral",
    "ang": "neutral open neutral", "eng": "neutral mid neutral", "ong": "round shut round",
    "ia": "spread open neutral", "ie": "spread mid spread", "iao": "spread open round", "iou": "spread mid round",
    "ian": "spread mid neutral", "in": "spread shut spread", "iang": "spread open neutral",
    "ing": "spread shut spread", "iong": "spread shut round", "ua": "round open neutral", "uo": "round mid round",
    "uai": "round open spread", "uei": "round mid spread", "uan": "round open neutral", "uen": "round mid neutral",
    "uang": "round open neutral", "ueng": "round mid neutral", "ve": "round mid spread", "van": "round mid neutral",
    "vn": "round shut round", "m": "seal", "n": "tongue", "ng": "free",
}  # fmt: skip
"""Lips where the final begins, its widest opening, and lips where it ends."""


def spoken(pinyin: str, seconds: float = 0.32) -> tuple[MouthTrack, list[Phone]]:
    """One syllable, its phones at their shares of the time."""
    at, phones = 0.0, []
    for symbols, share in parse_syllable(pinyin).phones():
        phones.append(Phone(symbols.strip("→↗↓↘"), at, at + share * seconds, (0, 1), 0))
        at += share * seconds
    return mouth_track(phones, (Syllable(pinyin, 1),)), phones


def test_the_tables_are_whole() -> None:
    assert set(EXPECTED_INITIALS) == set(INITIALS) - {""}
    assert set(EXPECTED_FINALS) == set(FINALS)


@pytest.mark.parametrize("initial", EXPECTED_INITIALS)
def test_every_mandarin_initial(initial: str) -> None:
    vowel = "i" if initial in "jqx" else "o" if initial in "bpmf" else "e"
    track, phones = spoken(f"{initial}{vowel}1")
    mouth = track.at(centre(phones[0]))
    for word in EXPECTED_INITIALS[initial].split():
        if word == "free":  # the lips are the vowel's: spread before i would be, rounded before u are
            assert spoken(f"{initial}u1")[0].at(centre(phones[0])).round > 0.5
            assert max(mouth.close, mouth.bite, mouth.hiss) == 0.0
        else:
            least = {"close": 0.9, "bite": 0.8, "hiss": 0.8, "tongue": 0.5, "spread": 0.4, "round": 0.2}[word]
            assert getattr(mouth, word) >= least, (word, mouth)
    if "hiss" in EXPECTED_INITIALS[initial]:
        assert mouth.jaw <= SIBILANT_JAW
    if initial in ("j", "q", "x"):
        assert spoken(f"{initial}v1")[0].at(centre(phones[0])).round > 0.3  # rounded early before ü


@pytest.mark.parametrize("final", EXPECTED_FINALS)
def test_every_mandarin_final(final: str) -> None:
    at, phones = 0.0, []
    for symbol, share in FINALS[final]:
        phones.append(Phone(symbol, at, at + 0.28 * share, (0, 1), 0))
        at += 0.28 * share
    track = mouth_track(phones, (Syllable("", 1),))
    expected = EXPECTED_FINALS[final]
    if len(expected.split()) == 1:
        mouth = track.at(0.14)
        assert {"seal": mouth.close, "tongue": mouth.tongue, "free": 1.0 - mouth.round}[expected] >= 0.6
        return
    first, opened, last = expected.split()
    whole = track.path(np.arange(0.02, 0.27, 0.005))
    widest = float(whole[:, JAW].max())
    assert {"open": widest >= 0.62, "mid": 0.28 <= widest < 0.66, "shut": widest < 0.36}[opened], widest
    for lips, t in ((first, 0.03), (last, 0.23)):
        assert _lips(track.at(t), lips), (lips, track.at(t))


def _lips(mouth: Mouth, expected: str) -> bool:
    return {
        "round": mouth.round > max(0.3, mouth.spread),
        "spread": mouth.spread > max(0.25, mouth.round),
        "neutral": mouth.round < 0.35 and mouth.spread < 0.5,
    }[expected]


def test_erhua_draws_the_tongue_back_and_the_lips_a_little_round() -> None:
    plain_end, coloured = (spoken(p)[0].at(0.26) for p in ("hua1", "huar1"))
    assert coloured.tongue > plain_end.tongue + 0.1
    assert coloured.round > plain_end.round + 0.05
