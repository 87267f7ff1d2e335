"""What can be seen in a sound: cepstra, levels, and the instants where a voice sets in or breaks off.

Mel-frequency cepstra after S. Davis and P. Mermelstein (IEEE Trans. ASSP 28, 1980); landmarks, the abrupt changes
that consonants make in the energy of the first formants, after K. Stevens (JASA 111, 2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from assets.scene import Floats
from avatar.utterance import MARKS, PAUSE, SAMPLE_RATE, Speech

HOP = 0.005
"""Seconds between two frames of features and levels."""
_RATE = 16000
_STEP, _WINDOW, _FFT = 80, 400, 512
_BANDS, _CEPSTRA = 40, 20
_REACH = 0.1
_VOICELESS = frozenset("ptkfθsʃçxhɕʂʦʨꭧʧ")
_SONORANT = frozenset("aeiouyɤəɛɔɨʊɚæɑɐɒɜɪʌᵊᵻAIOWYmnŋɲlʎɻɹɾrwjɥ")


def cepstra(pcm: Floats) -> Floats:
    """`(frames, 33)` float32, a frame every `HOP`: twenty cepstra and the slopes of thirteen, of unit variance, so
    that what a microphone or a voice colours everywhere drops out. `pcm` `(n,)` at 24 kHz."""
    from scipy.signal import resample_poly  # half a second to import

    sound = resample_poly(pcm, _RATE, SAMPLE_RATE).astype(np.float64)
    sound = np.append(sound[:1], sound[1:] - 0.97 * sound[:-1])
    sound = np.pad(sound, (_WINDOW // 2, _WINDOW))
    frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::_STEP] * np.hamming(_WINDOW)
    power = np.abs(np.fft.rfft(frames[: len(pcm) * _RATE // SAMPLE_RATE // _STEP + 1], _FFT)) ** 2
    floor = 1e-5 * max(float(power.mean()), 1e-9)  # hiss 50 dB down is silence in every recording
    found = dct(np.log(power @ _mel_filters().T + floor), norm="ortho", axis=1)[:, :_CEPSTRA]
    found = (found - found.mean(axis=0)) / (found.std(axis=0) + 1e-6)
    slopes = np.gradient(found, axis=0) if len(found) > 1 else np.zeros_like(found)
    slopes = slopes / (slopes.std(axis=0) + 1e-6)
    weights = np.append(2.0, np.linspace(1.2, 0.6, _CEPSTRA - 1))
    return np.hstack([found * weights, 0.6 * slopes[:, :13]]).astype(np.float32)


@cache
def _mel_filters() -> NDArray[np.float64]:
    """`(bands, bins)`: overlapping triangles, equally wide in mel, from 60 to 7600 Hz."""
    edges = np.linspace(2595 * np.log10(1 + 60 / 700), 2595 * np.log10(1 + 7600 / 700), _BANDS + 2)
    centres = 700 * (10 ** (edges / 2595) - 1) * _FFT / _RATE
    low, middle, high = (centres[k : k + _BANDS, None] for k in (0, 1, 2))
    bins = np.arange(_FFT // 2 + 1)
    return np.maximum(0.0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))


def audible(pcm: Floats, gate: float = -40.0) -> tuple[int, int]:
    """(first, one past the last) sample louder than `gate` dB below the loudest 20 ms; (0, 0) in silence."""
    block = SAMPLE_RATE // 200
    power = np.convolve(pcm.astype(np.float64) ** 2, np.ones(4 * block) / (4 * block), "same")[block // 2 :: block]
    if not len(power) or power.max() < 1e-9:
        return 0, 0
    loud = np.flatnonzero(power > power.max() * 10 ** (gate / 10))
    return int(loud[0]) * block, min((int(loud[-1]) + 1) * block, len(pcm))


@dataclass(frozen=True)
class Landmark:
    """Where a voice sets in after a voiceless consonant or a pause (`rises`), or breaks off before one: the instant
    that the timings say, and the one that is heard; seconds."""

    symbol: str
    rises: bool
    said: float
    heard: float

    @property
    def error(self) -> float:
        return self.said - self.heard


def landmarks(speech: Speech) -> tuple[Landmark, ...]:
    """Of a speech with sound. Heard is the steepest rise or fall of 300 to 1500 Hz within 0.1 s of what is said."""
    level = formant_level(speech.pcm)
    slope = np.gradient(np.convolve(level, np.hanning(7)[1:-1] / np.hanning(7).sum(), "same"))
    found = []
    for before, phone in zip(speech.phones, speech.phones[1:], strict=False):
        silent, sounding = _breath(before.symbol), _breath(phone.symbol)
        if silent is None or sounding is None or silent == sounding:
            continue
        first = max(round((phone.start - _REACH) / HOP), 0)
        window = slope[first : round((phone.start + _REACH) / HOP) + 1]
        if len(window):
            at = int(np.argmax(window) if sounding else np.argmin(window))
            found.append(Landmark(phone.symbol, sounding, phone.start, (first + at) * HOP))
    return tuple(found)


def onset_errors(speech: Speech) -> Floats:
    """`(n,)` seconds: how late the timings put each landmark (negative: early)."""
    return np.array([mark.error for mark in landmarks(speech)], np.float32)


def formant_level(pcm: Floats) -> NDArray[np.float64]:
    """Decibels of the first two formants' band, every `HOP`, not under 50 below the loudest."""
    size = SAMPLE_RATE // 50
    hop = round(HOP * SAMPLE_RATE)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(pcm.astype(np.float64), (size // 2, size)), size)[::hop]
    power = np.abs(np.fft.rfft(frames[: len(pcm) // hop + 1] * np.hanning(size), axis=1)) ** 2
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    band = power[:, (hertz >= 300) & (hertz <= 1500)].sum(axis=1)
    decibels: NDArray[np.float64] = 10 * np.log10(np.maximum(band / max(band.max(), 1e-12), 1e-5))
    return decibels


def _breath(symbol: str) -> bool | None:
    """True for a sonorant, False for a voiceless consonant or a pause, None for what lies between."""
    letter = symbol.strip(MARKS)[:1]
    if symbol == PAUSE or letter in _VOICELESS:
        return False
    return True if letter in _SONORANT else None
