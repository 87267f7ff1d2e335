"""Signs of life by their statistics: blinks, saccades, the head behind the eyes, breath, beats."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.acting import phrases
from avatar.breath import AHEAD, breathing, inhale_times
from avatar.gaze import CLOSING, EYES_ALONE, OPENING, SHUT, TARGETS, GazeTrack, Shift, blink_times, lids
from avatar.moods import MOODS
from avatar.prosody import GAP, beats
from avatar.speech import Voice, synthesise
from avatar.utterance import PAUSE, Phone, Syllable

SEEDS = range(12)
TEXT = "大家好，欢迎来到青田。今天晚上，我们一起坐船去看灯，再到老街吃一碗热馄饨。朋友们，请跟我来！"


def ahead(t: float) -> tuple[float, float, float]:
    return 0.0, 0.0, 2.0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("pauses", [(), tuple(np.arange(2.0, 300.0, 2.7)), tuple(np.arange(4.0, 300.0, 9.0))])
def test_blinks_come_fifteen_to_twenty_a_minute(pauses: tuple[float, ...], seed: int) -> None:
    times = np.array(blink_times(300.0, pauses, (), seed))
    assert 14.0 <= len(times) / 5 <= 20.5
    assert np.diff(times).min() >= 1.0
    assert np.diff(times).max() <= 8.6
    assert np.diff(times).std() > 0.7  # not a metronome


def test_blinks_gather_at_pauses_and_gaze_shifts() -> None:
    pauses, shifts = np.arange(3.0, 600.0, 3.1), np.arange(50.0, 600.0, 60.0)
    found = np.concatenate([blink_times(600.0, tuple(pauses), tuple(shifts), seed) for seed in SEEDS])
    near = np.abs(found[:, None] - np.concatenate([pauses + 0.05, shifts - 0.06])).min(1) < 0.01
    assert near.mean() > 0.75
    apart = np.concatenate([blink_times(600.0, (), (), seed) for seed in SEEDS])
    assert np.mean(np.abs(apart[:, None] - (pauses + 0.05)).min(1) < 0.01) < 0.1


def test_lids_fall_faster_than_they_rise_and_shut_for_a_frame() -> None:
    assert 0.10 <= CLOSING <= 0.15
    assert pytest.approx(0.2, abs=0.03) == OPENING
    times = np.array([1.0])
    path = np.array([lids(times, float(t)) for t in np.arange(0.9, 1.6, 0.001)])
    begins, ends = np.flatnonzero(path > 0.01)[[0, -1]] * 0.001 + 0.9
    shut = np.flatnonzero(path > 0.99) * 0.001 + 0.9
    assert shut[0] - begins == pytest.approx(CLOSING, abs=0.035)
    assert ends - shut[-1] == pytest.approx(OPENING, abs=0.06)
    assert shut[-1] - shut[0] >= SHUT
    for phase in (0.0, 0.01, 0.02, 0.03):
        assert max(lids(times, float(t)) for t in np.arange(phase, 2.0, 0.04)) > 0.97


@pytest.mark.parametrize("target", ["left", "down", "away"])
def test_a_saccade_takes_25_ms_and_2_4_a_degree(target: str) -> None:
    track = GazeTrack((Shift(0.0, "camera"), Shift(1.0, target)), ahead)
    size = float(np.hypot(*(TARGETS[target] or (0.0, 0.0))))
    expected = 0.025 + 0.0024 * size

    def gone(t: float) -> float:
        look = track.at(t)
        return float(np.hypot(look.eyes[0] + look.head[0], look.eyes[1] + look.head[1])) / size

    assert gone(1.0) < 0.1
    assert 0.35 <= gone(1.0 + expected / 2) <= 0.65
    assert gone(1.0 + 0.8 * expected) < 1.0 or size > 26.0
    eyes_end = min(size, 26.0 + 0.5) / size  # eyes turn 26 degrees at most; the head brings the rest
    assert gone(1.002 + expected) >= eyes_end - 0.1


def test_the_head_follows_beyond_fifteen_degrees_and_the_eyes_are_first() -> None:
    track = GazeTrack((Shift(0.0, "camera"), Shift(1.0, "left")), ahead)
    early, late = track.at(1.12), track.at(3.0)
    assert early.eyes[0] > 18.0
    assert early.head[0] < 3.0
    assert late.head[0] == pytest.approx(24.0 - EYES_ALONE, abs=0.01)
    assert late.eyes[0] == pytest.approx(EYES_ALONE, abs=1.0)
    small = GazeTrack((Shift(0.0, "down"),), ahead).at(3.0)
    assert abs(small.head[1]) <= 0.3 * 16.0


def test_eyes_find_the_camera() -> None:
    look = GazeTrack((Shift(0.0, "camera"),), lambda t: (1.0, 0.0, 1.0)).at(5.0)
    assert look.eyes[0] + look.head[0] == pytest.approx(45.0, abs=5.5)  # eyes turn 26 degrees at most


@pytest.mark.parametrize("mood", [name for name, mood in MOODS.items() if mood.gaze])
def test_moods_look_at_known_places(mood: str) -> None:
    assert MOODS[mood].gaze in TARGETS


@pytest.mark.parametrize("seed", SEEDS)
def test_breath_is_drawn_twelve_to_sixteen_times_a_minute_in_gaps(seed: int) -> None:
    speaking = [(t, t + 2.0) for t in np.arange(1.0, 290.0, 2.4)]
    for phrases_ in ([], speaking):
        times = inhale_times(300.0, phrases_, seed)
        inside = times[(times > 0) & (times < 290)]
        assert 12.0 <= len(inside) / (290 / 60) <= 16.0
    starts = np.array([a for a, _ in speaking])
    assert np.all(np.abs(inside[:, None] - (starts - AHEAD)).min(1) < 1e-9)  # every one ends as a phrase begins
    values = np.array([breathing(times, float(t)) for t in np.arange(0, 60, 0.02)])
    assert 0.0 <= values.min() < 0.05
    assert 0.95 < values.max() <= 1.0


def test_nobody_inhales_within_a_long_phrase() -> None:
    times = inhale_times(60.0, [(5.0, 22.0), (22.6, 40.0)])
    assert not np.any((times > 5.1) & (times < 21.5))
    assert np.any(np.abs(times - (22.6 - AHEAD)) < 1e-9)


def test_phrases_lie_between_gaps() -> None:
    rows = [("a", 0.0, 1.0), (PAUSE, 1.0, 1.1), ("a", 1.1, 2.0), (PAUSE, 2.0, 2.5), ("a", 2.5, 3.0)]
    assert phrases([Phone(s, a, b, (0, 1), 0) for s, a, b in rows]) == [(0.0, 2.0), (2.5, 3.0)]


LINES = {
    "zh": TEXT,
    "en": "Ladies and gentlemen, the oldest bridge in the county was built in the fifteenth century and still stands.",
    "es": "Señoras y señores, el puente más antiguo de la provincia se construyó en el siglo quince, y todavía está.",
    "it": "Signore e signori, il ponte più antico della provincia fu costruito nel Quattrocento e sta ancora in piedi.",
}


@pytest.mark.parametrize("language", LINES)
def test_every_language_has_beats_just_before_its_accents(language: str) -> None:
    speech = synthesise(LINES[language], language, Voice(), engine="silent")
    found = beats(speech.phones, speech.syllables, speech.pcm, speech.sample_rate)
    assert len(found) >= 0.25 * speech.duration
    times = np.array([beat.time for beat in found])
    assert np.diff(times).min() >= GAP - 1e-9
    for beat in found:
        syllable = next(p.syllable for p in speech.phones if p.start <= beat.time + 0.021 < p.end)
        said = speech.syllables[syllable]
        assert said.accent or said.stressed or said.tone in (1, 4)
        assert 0.0 <= next(p.start for p in speech.phones if p.end > beat.time + 0.021) - beat.time <= 0.05
        assert 1.0 <= beat.degrees <= 4.5


def test_what_is_loud_and_high_is_nodded_to() -> None:
    """Ten equal syllables; one is 9 dB louder and six semitones higher."""
    rate, phones = 24000, [Phone("a", 0.2 * i, 0.2 * i + 0.2, (i, i + 1), i) for i in range(10)]
    syllables = tuple(Syllable("a", 2) for _ in phones)
    t = np.arange(round(2.0 * rate)) / rate
    strong = (t >= 1.0) & (t < 1.2)
    saw = sum(np.sin(2 * np.pi * k * np.cumsum(np.where(strong, 212.0, 150.0)) / rate) / k for k in range(1, 6))
    pcm = (np.where(strong, 0.28, 0.1) * saw).astype(np.float32)
    (beat,) = beats(phones, syllables, pcm, rate)
    assert beat.time == pytest.approx(0.98, abs=0.001)
    assert beats(phones, syllables, np.zeros_like(pcm), rate) == ()
    stressed = tuple(Syllable("a", 2, stressed=i == 3) for i in range(10))
    assert [b.time for b in beats(phones, stressed, np.zeros_like(pcm), rate)] == pytest.approx([0.58])
    assert beats(phones, stressed, np.zeros_like(pcm), rate)[0].brow
