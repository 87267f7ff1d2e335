"""Loudness against ITU-R BS.1770 by hand: a sine at 997 Hz of peak A dBFS on both channels reads A LUFS."""

from __future__ import annotations

import numpy as np
import pytest

from tools.film.loudness import PROFILES, SAMPLE_RATE, limit, measure, normalise, stereo


def sine(decibels: float, seconds: float = 4.0, hertz: float = 997.0) -> np.ndarray:
    t = np.arange(round(SAMPLE_RATE * seconds)) / SAMPLE_RATE
    wave = 10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * t)
    return np.tile(wave, (2, 1)).astype(np.float32)


@pytest.mark.parametrize("decibels", [-20.0, -33.0])
def test_a_sine_reads_its_level(decibels: float) -> None:
    found = measure(sine(decibels))
    # -0.691 + 10 log10(2 * A^2 / 2) + the K filter's gain of 0.691 dB at 997 Hz
    assert found.integrated == pytest.approx(decibels, abs=0.1)
    assert found.true_peak == pytest.approx(decibels, abs=0.2)  # the meter prints three decimals of the amplitude


def test_chinese_television_is_quieter() -> None:
    speech = sine(-40.0)
    speech[:, ::24000] = 0.7
    found = measure(normalise(speech, PROFILES["gyt"]))
    assert found.integrated == pytest.approx(-24.0, abs=0.5)
    assert found.true_peak <= -2.0


@pytest.mark.parametrize("decibels", [-45.0, -30.0, -6.0])
def test_sound_is_brought_to_the_target(decibels: float) -> None:
    assert measure(normalise(sine(decibels))).integrated == pytest.approx(-23.0, abs=0.1)


def test_speech_with_clicks_reaches_the_target_under_the_peak() -> None:
    speech = sine(-40.0)
    speech[:, ::24000] = 0.7  # a click every half second, 37 dB over the rest
    found = measure(normalise(speech))
    assert found.integrated == pytest.approx(-23.0, abs=0.5)
    assert found.true_peak <= -1.0


def test_a_peak_between_two_samples_is_seen() -> None:
    # A quarter of the rate at 45 degrees: every sample is 0.707 of the true peak.
    n = np.arange(SAMPLE_RATE)
    faded = np.minimum(1.0, np.minimum(n, n[::-1]) / 4800)
    wave = np.tile(faded * np.sin(np.pi / 2 * n + np.pi / 4), (2, 1)).astype(np.float32)
    assert np.abs(wave).max() == pytest.approx(0.7071, abs=1e-3)
    assert measure(limit(wave)).true_peak == pytest.approx(-1.5, abs=0.2)


def test_the_limiter_leaves_quiet_sound_alone() -> None:
    quiet = sine(-12.0)
    assert limit(quiet) is quiet


@pytest.mark.parametrize("sound", [np.zeros((2, 48000), np.float32), sine(-80.0)])
def test_silence_stays_silent(sound: np.ndarray) -> None:
    assert normalise(sound) is sound


def test_mono_at_another_rate_becomes_stereo_at_ours() -> None:
    t = np.arange(24000) / 24000
    out = stereo(np.sin(2 * np.pi * 100 * t).astype(np.float32), 24000)
    assert out.shape == (2, 48000)
    expected = np.sin(2 * np.pi * 100 * np.arange(48000) / 48000)
    assert np.abs(out[:, 200:-200] - expected[200:-200]).max() < 0.01
    same = sine(-20.0)
    assert np.array_equal(stereo(same, SAMPLE_RATE), same)
