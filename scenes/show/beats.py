"""The beat of a piece of music: onsets by spectral flux, tempo by autocorrelation, beats by dynamic programming.

    track = beat_track(Path("song.flac"))
    timeline = stage.timeline(tempo=track.tempo)
    pulse = lambda t: track.pulse(t)

After Bello et al. 2005 (onsets) and Ellis, "Beat Tracking by Dynamic Programming" (JNMR 2007). On click tracks of 60 to
150 beats a minute the tempo is right within 1 % and the beats within 20 ms (a test measures it). Music without drums,
with rubato or a changing metre does worse, and a tempo may be found doubled or halved: give `tempo` then.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError

Array = NDArray[np.float64]
RATE = 22050
HOP, WINDOW = 128, 1024
FRAMES = RATE / HOP
"""Onset values a second."""
SLOWEST, FASTEST = 40.0, 240.0
LIKELY = 115.0
"""Beats a minute that listeners tap most; others need clearer evidence."""


@dataclass(frozen=True, eq=False)
class Beats:
    """`tempo` in beats a minute and when each beat falls, `times` `(n,)` seconds, rising."""

    tempo: float
    times: Array

    def pulse(self, t: float, fall: float = 0.25) -> float:
        """1 on each beat, falling to a third in `fall` seconds; 0 before the first."""
        k = int(np.searchsorted(self.times, t, side="right")) - 1
        return float(np.exp(-(t - self.times[k]) / fall)) if k >= 0 else 0.0

    def count(self, t: float) -> float:
        """Beats since the first, counting on evenly between them; below 0 before it."""
        n = len(self.times)
        k = int(np.clip(np.searchsorted(self.times, t, side="right") - 1, 0, n - 2))
        return float(k + (t - self.times[k]) / (self.times[k + 1] - self.times[k]))


def beat_track(path: Path, tempo: float | None = None) -> Beats:
    """The beats of a sound file; `tempo` where it is known. InputError when it holds no sound or no beat."""
    from assets.sound import load_sound

    samples = load_sound(path, RATE, 1)[0]
    found = beats(np.asarray(samples, float), tempo)
    if found is None:
        raise InputError("no beat found: it is silent or shorter than two seconds", path)
    return found


def beats(samples: Array, tempo: float | None = None) -> Beats | None:
    """The beats of mono sound `(n,)` at RATE samples a second; None where there are none. InputError for a tempo that
    no music has."""
    if tempo is not None and not 20 <= tempo <= 400:
        raise InputError(f"a tempo of {tempo:g} beats a minute: 20 to 400")
    strength = onsets(samples)
    if len(strength) < 2 * FRAMES or not strength.max() > 0:
        return None
    tempo = tempo or estimated_tempo(strength)
    period = 60.0 * FRAMES / tempo
    times = followed(strength, period) / FRAMES
    if len(times) < 2:
        return None
    return Beats(60.0 * (len(times) - 1) / float(times[-1] - times[0]), times)


def onsets(samples: Array) -> Array:
    """How much louder the spectrum grows, FRAMES times a second, over its local mean."""
    x = np.pad(np.asarray(samples, float), (WINDOW // 2, WINDOW))
    count, width = (len(x) - WINDOW) // HOP, int(FRAMES / 2) | 1
    if count < width:
        return np.zeros(0)
    taper = np.hanning(WINDOW)
    flux = np.zeros(count)
    before = None
    for first in range(0, count, 2048):
        rows = first + np.arange(min(2048, count - first))
        frames = x[rows[:, None] * HOP + np.arange(WINDOW)]
        level = np.log1p(100.0 * np.abs(np.fft.rfft(frames * taper, axis=1)) / WINDOW)
        rise = np.diff(level, axis=0, prepend=level[:1] if before is None else before)
        flux[rows] = np.maximum(rise, 0.0).sum(1)
        before = level[-1:]
    mean = np.convolve(flux, np.ones(width) / width, "same")
    return np.asarray(np.maximum(flux - mean, 0.0))


def estimated_tempo(strength: Array) -> float:
    """Beats a minute: the lag at which onsets repeat best, weighed by how likely a tempo it is."""
    n = len(strength)
    spectrum = np.fft.rfft(strength, 2 * n)
    again = np.fft.irfft(np.abs(spectrum) ** 2)[:n] / np.maximum(n - np.arange(n), n // 4)
    low, high = int(60 * FRAMES / FASTEST), min(int(60 * FRAMES / SLOWEST) + 1, n - 2)
    lag = np.arange(low, high)
    weight = np.exp(-0.5 * (np.log2(60 * FRAMES / lag / LIKELY) / 0.9) ** 2)
    # blurred, so that a period between two lags counts as much as one on a lag
    smooth = np.convolve(again, np.hanning(9) / 4, "same")
    best = int(lag[(smooth[lag] * weight).argmax()])
    a, b, c = smooth[best - 1 : best + 2]
    bend = a - 2 * b + c
    return float(60 * FRAMES / (best + (0.5 * (a - c) / bend if bend < 0 else 0.0)))


def followed(strength: Array, period: float, tightness: float = 400.0) -> Array:
    """Frames of the beats: the chain of onsets that is strong and keeps the period best."""
    value = np.convolve(strength / strength.std(), np.hanning(7), "same")
    back = -np.arange(round(period * 0.5), round(period * 2.0) + 1)
    penalty = -tightness * np.log(-back / period) ** 2
    score, source = value.copy(), np.full(len(value), -1)
    for i in range(len(value)):
        j = i + back
        fine = j >= 0
        if fine.any():
            options = penalty[fine] + score[j[fine]]
            k = int(options.argmax())
            if options[k] > 0:
                score[i], source[i] = value[i] + options[k], j[fine][k]
    chain = [int(len(score) - period + score[int(len(score) - period) :].argmax())]
    while source[chain[-1]] >= 0:
        chain.append(int(source[chain[-1]]))
    beats_ = np.array(chain[::-1], float)
    # what lies before the first real onset is only the chain running on
    loud = value[beats_.astype(int)] > 0.1 * value.max()
    inside = np.flatnonzero(loud)
    return beats_[inside[0] : inside[-1] + 1] if len(inside) else beats_[:0]
