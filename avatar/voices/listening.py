"""A mouth for sound without words: which vowel each moment is nearest to, where it hisses, and where it rests.

Formants are the resonances of a linear predictor (J. Makhoul, Linear Prediction, Proc. IEEE 63, 1975); mean formants
of vowels after G. Peterson and H. Barney (JASA 24, 1952). Closed lips cannot be told from the sound and are not
claimed.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_toeplitz
from scipy.ndimage import median_filter

from assets.scene import Floats
from avatar.utterance import PAUSE, SAMPLE_RATE, Phone, Speech, Syllable

STEP = 0.01
SHORTEST = 0.04
"""Seconds: what is shorter belongs to its neighbour."""
GATE = -38.0
_MURMUR = -22.0
_RATE, _ORDER = 8000, 10
_VOWELS = {"a": (780, 1350), "e": (520, 2000), "i": (300, 2500), "o": (520, 930), "u": (340, 800)}
_SYMBOLS = (PAUSE, "s", "ʃ", "n", *_VOWELS)


def listen(recording: Floats) -> Speech:
    """The recording `(n,)` at 24 kHz with what a mouth would do to it; every vowel is a syllable."""
    level, hiss, centre = _spectrum(recording)
    kinds = np.full(len(level), _SYMBOLS.index(PAUSE))
    audible = level > GATE
    hissing = audible & (hiss > 0.5)
    kinds[hissing] = np.where(centre[hissing] > 4800, _SYMBOLS.index("s"), _SYMBOLS.index("ʃ"))
    murmur = audible & ~hissing & (level < _MURMUR)
    kinds[murmur] = _SYMBOLS.index("n")
    voiced = np.flatnonzero(audible & ~hissing & ~murmur)
    kinds[voiced] = [_SYMBOLS.index(vowel) for vowel in _vowels(recording, voiced)]
    kinds = _steady(kinds)
    typical = float(np.median(level[voiced])) if len(voiced) else 0.0

    phones: list[Phone] = []
    syllables: list[Syllable] = []
    for kind, run in groupby(range(len(kinds)), lambda i: int(kinds[i])):
        frames = list(run)
        symbol = _SYMBOLS[kind]
        if symbol in _VOWELS:
            syllables.append(Syllable(symbol, accent=float(level[frames].max()) > typical))
        owner = max(len(syllables) - 1, 0) if symbol != PAUSE else -1
        phones.append(Phone(symbol, frames[0] * STEP, (frames[-1] + 1) * STEP, (0, 0), owner))
    return Speech(recording, tuple(phones), tuple(syllables) or (Syllable(""),))


def _spectrum(recording: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Every `STEP`: dB below the loud parts, the part of the power above 2.5 kHz, and the mean frequency of that."""
    size, hop = SAMPLE_RATE // 40, round(STEP * SAMPLE_RATE)
    frames = _frames(recording, size, hop)
    power = np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)) ** 2
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    total = power.sum(axis=1) + 1e-12
    high = power[:, hertz > 2500]
    above = high.sum(axis=1)
    loud = max(float(np.percentile(total, 95)), 1e-6)
    centre = high @ hertz[hertz > 2500] / np.maximum(above, 1e-12)
    return 10 * np.log10(total / loud), above / total, centre


def _vowels(recording: Floats, wanted: NDArray[np.int64]) -> list[str]:
    """The nearest vowel, by the logarithms of the first two formants, of each frame asked for."""
    from scipy.signal import resample_poly  # half a second to import

    sound = resample_poly(recording, _RATE, SAMPLE_RATE).astype(np.float64)
    sound = np.append(sound[:1], sound[1:] - 0.95 * sound[:-1])
    size = _RATE * 3 // 100
    frames = _frames(sound, size, round(STEP * _RATE)) * np.hamming(size)
    names = list(_VOWELS)
    targets = np.log(np.array(list(_VOWELS.values()), float))
    return [
        names[int(np.argmin(((targets - np.log(_formants(frames[min(i, len(frames) - 1)]))) ** 2).sum(axis=1)))]
        for i in wanted
    ]


def _formants(frame: NDArray[np.float64]) -> tuple[float, float]:
    """The first two resonances in Hz; a frame that shows none is an open mid vowel's."""
    lags = np.correlate(frame, frame, "full")[len(frame) - 1 : len(frame) + _ORDER]
    if lags[0] <= 1e-9:
        return 500.0, 1500.0
    lags[0] *= 1.0001
    predictor = solve_toeplitz(lags[:-1], lags[1:])
    roots = np.roots(np.append(1.0, -predictor))
    roots = roots[roots.imag > 0.01]
    hertz = np.angle(roots) * _RATE / (2 * np.pi)
    width = -np.log(np.maximum(np.abs(roots), 1e-6)) * _RATE / np.pi
    found = np.sort(hertz[(width < 500) & (hertz > 180) & (hertz < 3200)])
    first = float(found[0]) if len(found) else 500.0
    later = found[found > max(first + 150, 600)]
    return first, float(later[0]) if len(later) else 1500.0


def _steady(kinds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Without what comes and goes within `SHORTEST`: it takes on what was before it."""
    least = round(SHORTEST / STEP)
    out: NDArray[np.int64] = median_filter(kinds, size=3, mode="nearest")
    at = 0
    for _, run in groupby(out.tolist()):
        length = len(list(run))
        if at and length < least:
            out[at : at + length] = out[at - 1]
        at += length
    return out


def _frames(sound: NDArray[np.floating], size: int, hop: int) -> NDArray[np.float64]:
    padded = np.pad(sound.astype(np.float64), (size // 2, size))
    return np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][: max(1, len(sound) // hop)]
