"""The beat track, on sounds whose beats are known."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from scenes.show.beats import RATE, Beats, beat_track, beats


def clicks(tempo: float, noise: float = 0.0, seconds: float = 16.0, first: float = 0.7) -> tuple[np.ndarray, ...]:
    """Drum strokes at a tempo: samples, and when they fall."""
    times = np.arange(first, seconds - 0.3, 60.0 / tempo)
    rng = np.random.default_rng(4)
    out = noise * rng.normal(size=int(seconds * RATE))
    u = np.arange(int(0.12 * RATE)) / RATE
    for k, t in enumerate(times):
        i = round(t * RATE)
        out[i : i + len(u)] += (0.9 if k % 4 == 0 else 0.6) * np.exp(-u / 0.03) * np.sin(2 * np.pi * 180 * u)
    return out, times


@pytest.mark.parametrize("tempo", [60.0, 84.0, 92.0, 120.0, 133.3, 150.0])
@pytest.mark.parametrize("noise", [0.0, 0.02])
def test_clicks_are_found_where_they_are(tempo: float, noise: float) -> None:
    samples, times = clicks(tempo, noise=noise)
    found = beats(samples)
    assert found is not None
    assert found.tempo == pytest.approx(tempo, rel=0.01)
    off = np.abs(found.times[:, None] - times).min(axis=1)
    assert np.median(off) < 0.020
    assert abs(len(found.times) - len(times)) <= 2


def test_silence_and_scraps_have_no_beat(tmp_path: Path) -> None:
    assert beats(np.zeros(8 * RATE)) is None
    assert beats(clicks(120)[0][: RATE // 2]) is None
    with wave.open(str(tmp_path / "still.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(2 * 4 * RATE))
    with pytest.raises(InputError, match=r"still\.wav: no beat found"):
        beat_track(tmp_path / "still.wav")


def test_a_file_is_heard(tmp_path: Path) -> None:
    samples, times = clicks(96)
    with wave.open(str(tmp_path / "drum.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    found = beat_track(tmp_path / "drum.wav")
    assert found.tempo == pytest.approx(96, rel=0.01)
    assert abs(found.times[0] - times[0]) < 0.03


def test_functions_of_the_beats() -> None:
    b = Beats(120.0, np.array([1.0, 1.5, 2.0]))
    assert b.pulse(0.5) == 0.0
    assert b.pulse(1.5) == 1.0
    assert b.pulse(1.75) == pytest.approx(np.exp(-1))
    assert (b.count(1.0), b.count(1.75), b.count(2.5)) == (0.0, 1.5, 3.0)


@pytest.mark.parametrize("length", [0, 10, 4000])
def test_a_very_short_sound_has_no_beat(length: int) -> None:
    assert beats(np.ones(length)) is None


@pytest.mark.parametrize("tempo", [0.0, -9.0, float("nan"), 1e9])
def test_a_tempo_is_one_that_music_has(tempo: float) -> None:
    with pytest.raises(InputError, match="beats a minute: 20 to 400"):
        beats(clicks(120.0)[0], tempo)
