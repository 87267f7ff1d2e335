"""Which syllables a speaker nods to: prominence from the sound where there is one, and from the words.

Head and brows move with accents of pitch and energy (P. Ekman, About brows, 1979; Munhall et al., Visual Prosody and
Speech Intelligibility, 2004), and reach their extreme on the vowel or just before it (McClave 2000).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assets.scene import Floats
from avatar.easing import Curve
from avatar.utterance import Phone, Syllable
from avatar.visemes import DIPHTHONGS, VOWELS, plain

GAP = 1.1
"""Least seconds between two beats."""
LEAST = 0.6
"""Prominence below which a syllable is passed over: half a standard deviation above what is usual."""
LEAD = 0.02
"""Seconds by which a beat is ahead of its vowel."""
_BROW = 1.6
"""Prominence from which the brows rise as well."""


@dataclass(frozen=True)
class Beat:
    """A nod of `degrees` that is lowest at `time`; with `brow` the brows flash."""

    time: float
    degrees: float
    brow: bool


def beats(phones: Sequence[Phone], syllables: Sequence[Syllable], pcm: Floats, sample_rate: int) -> tuple[Beat, ...]:
    """The most prominent syllables, at least `GAP` seconds apart, in order of time."""
    nuclei = _nuclei(phones)
    if not nuclei:
        return ()
    times = np.array([phone.start for phone in nuclei])
    score = _from_words(nuclei, syllables) + _from_sound(nuclei, pcm, sample_rate)
    taken: list[int] = []
    for i in np.argsort(-score, kind="stable"):
        if score[i] >= LEAST and all(abs(times[i] - times[k]) >= GAP for k in taken):
            taken.append(int(i))
    return tuple(
        Beat(float(times[i]) - LEAD, float(np.clip(1.1 + 1.1 * score[i], 1.2, 4.5)), bool(score[i] >= _BROW))
        for i in sorted(taken)
    )


def _nuclei(phones: Sequence[Phone]) -> list[Phone]:
    """The longest vowel of every syllable."""
    found: dict[int, Phone] = {}
    for phone in phones:
        vowel = plain(phone.symbol) in VOWELS or plain(phone.symbol) in DIPHTHONGS
        if phone.syllable >= 0 and vowel:
            known = found.get(phone.syllable)
            if known is None or phone.end - phone.start > known.end - known.start:
                found[phone.syllable] = phone
    return list(found.values())


def _from_words(nuclei: Sequence[Phone], syllables: Sequence[Syllable]) -> Curve:
    """Emphasis counts most, then a word's accent and the falling tone; weak syllables are no beats."""
    out = []
    for before, phone in zip((None, *nuclei), nuclei, strict=False):
        syllable = syllables[phone.syllable]
        first = before is None or not syllables[before.syllable].stressed
        accent = 0.7 if syllable.accent or syllable.tone == 4 else 0.3 if syllable.tone == 1 else 0.0
        out.append((2.2 if first else 0.6) if syllable.stressed else -1.0 if syllable.weak else accent)
    return np.array(out)


def _from_sound(nuclei: Sequence[Phone], pcm: Floats, sample_rate: int) -> Curve:
    """Standard deviations above the neighbours in energy and in pitch, half of each; nothing where all is silent."""
    if not np.any(pcm):
        return np.zeros(len(nuclei))
    measured = np.array([_level_and_pitch(phone, pcm, sample_rate) for phone in nuclei])
    times = np.array([phone.start for phone in nuclei])
    out = np.zeros(len(nuclei))
    for column in measured.T:
        for i, value in enumerate(column):
            near = column[np.abs(times - times[i]) < 2.5]
            near = near[np.isfinite(near)]
            if np.isfinite(value) and len(near) > 2:
                out[i] += 0.5 * float(np.clip((value - near.mean()) / (near.std() + 1e-3), -2.0, 2.0))
    return out


def _level_and_pitch(phone: Phone, pcm: Floats, sample_rate: int) -> tuple[float, float]:
    """Decibels, and semitones by autocorrelation between 70 and 450 Hz; not a number where there is no voice."""
    middle, half = round((phone.start + phone.end) / 2 * sample_rate), round(0.025 * sample_rate)
    window = np.asarray(pcm[max(middle - half, 0) : middle + half], float)
    if len(window) < 2 * half or not np.any(window):
        return np.nan, np.nan
    window = window - window.mean()
    level = 10.0 * float(np.log10(np.mean(window**2) + 1e-12))
    spectrum = np.fft.rfft(window * np.hanning(len(window)), 4 * half)
    echo = np.fft.irfft(np.abs(spectrum) ** 2)
    low, high = sample_rate // 450, sample_rate // 70
    lag = low + int(np.argmax(echo[low:high]))
    return level, 12.0 * float(np.log2(sample_rate / lag / 100.0)) if echo[lag] > 0.3 * echo[0] else np.nan
