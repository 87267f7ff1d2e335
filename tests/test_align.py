"""Alignment and landmarks: sounds whose timings are known, stretched by known amounts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Floats
from avatar.utterance import PAUSE, SAMPLE_RATE, Phone, Speech
from avatar.voices.acoustics import audible, landmarks, onset_errors
from avatar.voices.align import align, follow, spread, warp

WORD = "a s i m a ʃ o t u".split()
FORMANTS = {"a": (800, 1300), "i": (300, 2200), "o": (450, 850), "u": (320, 700), "m": (250, 1100)}


def sounding(lengths: list[float], pitch: float = 200.0, tract: float = 1.0, seed: int = 1) -> Floats:
    """A crude voice: a pulse train through two resonances, noise for s and ʃ, silence for t."""
    out = []
    random = np.random.default_rng(seed)
    for symbol, seconds in zip(WORD, lengths, strict=True):
        t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
        sound = np.zeros(len(t))
        for k in range(1, 50):
            hertz = k * pitch
            for formant in FORMANTS.get(symbol, ()):
                sound += np.sin(2 * np.pi * hertz * t + k) / (1 + ((hertz - tract * formant) / 90) ** 2)
        if symbol in "sʃ":
            noise = np.fft.rfft(random.standard_normal(len(t)))
            hertz = np.fft.rfftfreq(len(t), 1 / SAMPLE_RATE)
            centre = 6000 if symbol == "s" else 3200
            sound = np.fft.irfft(noise * np.exp(-(((hertz - centre) / 900) ** 2)), len(t))
        out.append(sound * (0.3 if symbol in "msʃ" else 1.0) / max(float(np.abs(sound).max()), 1e-6))
    return (0.5 * np.concatenate(out) + 1e-4 * random.standard_normal(sum(map(len, out)))).astype(np.float32)


def speech(lengths: list[float], **keywords: float) -> Speech:
    edges = np.concatenate([[0.0], np.cumsum(lengths)])
    phones = tuple(
        Phone(s, float(a), float(b), (i, i + 1), 0)
        for i, (s, (a, b)) in enumerate(zip(WORD, pairwise(edges), strict=True))
    )
    return Speech(sounding(lengths, **keywords), phones, ())  # type: ignore[arg-type]


KNOWN = [0.2, 0.12, 0.15, 0.1, 0.2, 0.14, 0.18, 0.08, 0.2]
OTHER = [0.15, 0.16, 0.2, 0.08, 0.26, 0.1, 0.25, 0.12, 0.15]


def test_phones_are_found_in_another_voice() -> None:
    """Other lengths, pitch and vocal tract, silence around it, half as loud."""
    other = np.pad(0.5 * sounding(OTHER, pitch=130.0, tract=0.9, seed=5), (9600, 4800))
    found = align(speech(KNOWN), other)
    lead = 0.02  # what is kept before the first sound
    expected = np.cumsum(OTHER)[:-1] + lead
    errors = np.array([phone.end for phone in found.phones[:-1]]) - expected
    assert np.abs(errors).mean() < 0.015
    assert np.abs(errors).max() < 0.04
    assert found.duration == pytest.approx(sum(OTHER) + 2 * lead, abs=0.03)  # levels are of 20 ms
    assert [p.symbol for p in found.phones] == WORD
    assert found.phones[-1].end == pytest.approx(found.duration)
    assert all(a.end == b.start for a, b in pairwise(found.phones))


def test_a_sound_follows_itself() -> None:
    sound = sounding(KNOWN)
    moments, distance = follow(sound, sound)
    assert distance == pytest.approx(0.0, abs=1e-4)
    assert np.abs(moments - np.arange(len(moments)) * 0.005).max() < 1e-9


def test_the_cheapest_way_by_hand() -> None:
    a = np.eye(4, dtype=np.float32)[[0, 1, 1, 2, 3]]
    b = np.eye(4, dtype=np.float32)[[0, 1, 2, 2, 2, 3]]
    assert warp(a, b).tolist() == [[0, 0], [1, 1], [2, 1], [3, 2], [3, 3], [3, 4], [4, 5]]


def test_a_recording_of_something_else_is_doubted() -> None:
    assert align(speech(KNOWN), sounding(OTHER, pitch=130.0, tract=0.9, seed=5)).notes == ()
    noise = np.random.default_rng(3).standard_normal(30000).astype(np.float32)
    other = np.convolve(noise * (np.sin(np.arange(30000) / 900) > 0), np.ones(40), "same").astype(np.float32)
    assert "hardly matches its text" in align(speech(KNOWN), 0.02 * other).notes[0]


def test_without_a_voice_time_is_shared_out() -> None:
    found = spread(speech(KNOWN), sounding([2 * seconds for seconds in KNOWN]))
    assert [p.end for p in found.phones] == pytest.approx(list(2 * np.cumsum(KNOWN)), abs=0.03)


def test_silence_and_endless_lines_are_refused() -> None:
    with pytest.raises(InputError, match="the recording is silent"):
        align(speech(KNOWN), np.zeros(48000, np.float32))
    with pytest.raises(InputError, match="more than 180 seconds"):
        align(speech(KNOWN), np.ones(181 * SAMPLE_RATE, np.float32))
    assert audible(np.zeros(1000, np.float32)) == (0, 0)


@pytest.mark.parametrize("late", [-0.04, 0.0, 0.03])
def test_landmarks_say_how_late_the_timings_are(late: float) -> None:
    """Timings moved by hand against the sound read their own error."""
    right = speech(KNOWN)
    moved = Speech(
        right.pcm,
        tuple(Phone(p.symbol, p.start + late, p.end + late, p.span, p.syllable) for p in right.phones),
        (),
    )
    assert {mark.symbol for mark in landmarks(right)} == {"s", "i", "ʃ", "o", "t", "u"}
    assert np.median(onset_errors(moved)) == pytest.approx(late, abs=0.008)
    assert np.abs(onset_errors(moved) - late).max() < 0.02
    assert all(mark.rises == (mark.symbol in "iou") for mark in landmarks(right))
    assert landmarks(Speech(right.pcm, (Phone(PAUSE, 0.0, 1.0, (0, 0)),), ())) == ()
