"""A bed of music made here: plucked strings in a pentatonic mode over a soft pad, free of anybody's rights.

The strings are those of K. Karplus and A. Strong (Computer Music Journal 7, 1983), tuned and damped after D. Jaffe and
J. Smith (the same issue). A seed is a piece: phrases of four bars, a theme that comes back, a room around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from assets.scene import Floats
from tools.film.loudness import SAMPLE_RATE

BEAT = 60 / 76
_BAR = 4 * BEAT
_TONIC = 50  # D3, as MIDI counts
_SCALE = (0, 2, 4, 7, 9)
_CHORDS = ((0, 7, 16), (9, 16, 24), (5, 12, 21), (7, 14, 23))
"""Of each bar of a phrase, in semitones over the tonic: D, Bm, G, A, without the notes that would bite."""
_RHYTHMS = (
    (0.0, 1.0, 1.5, 2.0, 3.0),
    (0.0, 1.5, 2.0, 3.0),
    (0.0, 0.5, 1.0, 2.0, 3.5),
    (0.0, 2.0, 2.5, 3.0),
    (0.0, 1.0, 2.0),
)
"""Beats of a bar on which the melody plucks."""
_FORM = "AABA"


@dataclass(frozen=True)
class Note:
    """A pluck: when (seconds), how high (semitones over the tonic), how hard (0 to 1), and where (-1 left, 1 right)."""

    at: float
    pitch: int
    force: float
    side: float


def bed(seconds: float, seed: int = 1) -> Floats:
    """`(2, n)` float32 at 48 kHz, of exactly that length: it begins softly and rings out on the tonic."""
    n = round(seconds * SAMPLE_RATE)
    dry = np.zeros((2, n + SAMPLE_RATE * 6))
    for note in score(seconds, seed):
        string = pluck(note.pitch, round(4 * note.force) / 4) * note.force
        first = round(note.at * SAMPLE_RATE)
        if first >= n:
            continue
        length = min(len(string), dry.shape[1] - first)
        left, right = np.cos((note.side + 1) * np.pi / 4), np.sin((note.side + 1) * np.pi / 4)
        dry[:, first : first + length] += np.outer((left, right), string[:length])
    wet = np.stack([fftconvolve(dry[side], room(side))[: dry.shape[1]] for side in (0, 1)])
    sound = 0.8 * dry + 0.35 * wet
    sound[:, :n] += pad(n)
    sound = sound[:, :n]
    out = min(n, 3 * SAMPLE_RATE)
    sound[:, n - out :] *= np.cos(np.linspace(0, np.pi / 2, out)) ** 2
    return (0.5 * sound / max(float(np.abs(sound).max()), 1e-9)).astype(np.float32)


def score(seconds: float, seed: int = 1) -> Iterator[Note]:
    """The plucks of a piece that lasts so long: melody, broken chords under it, and a last chord."""
    bars = max(1, int((seconds - 2.0) / _BAR))
    for bar in range(bars):
        phrase, within = divmod(bar, 4)
        kind = _FORM[phrase % len(_FORM)]
        # A phrase comes back as it was: its notes are drawn from its letter, its touch from where it stands.
        drawn = np.random.default_rng((seed, ord(kind), within))
        touch = np.random.default_rng((seed, bar, 7))
        start = bar * _BAR
        chord = _CHORDS[within]
        for k, semitone in enumerate((chord[0] - 12, chord[1] - 12, chord[0], chord[2] - 12)):
            yield Note(start + k * BEAT + abs(touch.normal(0, 0.008)), semitone, 0.42 if k else 0.6, -0.35)
        if bar + 1 == bars:
            break
        if phrase == 0 and within < 2:
            continue  # two bars before the melody enters
        arc = 0.75 + 0.25 * np.sin(np.pi * (within + 0.5) / 4)  # a phrase rises and falls
        degree = int(drawn.integers(5, 9)) + (2 if kind == "B" else 0)
        for beat in _RHYTHMS[int(drawn.integers(len(_RHYTHMS)))]:
            on_chord = beat == 0.0
            pitch = _near(degree, chord) if on_chord else _pitch(degree)
            force = arc * (0.75 if on_chord else 0.5 + 0.2 * float(touch.random()))
            yield Note(start + beat * BEAT + abs(touch.normal(0, 0.012)), pitch, force, 0.3)
            if on_chord and drawn.random() < 0.25:  # a grace note from below
                yield Note(start - 0.07, _pitch(degree - 1), 0.35, 0.3)
            degree = int(np.clip(degree + drawn.choice((-2, -1, -1, 1, 1, 2)), 3, 11))
    for k, semitone in enumerate((-12, 0, 7, 12, 16, 19, 24)):  # a slow sweep over the strings
        yield Note(bars * _BAR + 0.09 * k, semitone, 0.6, -0.3 + 0.1 * k)


def _pitch(degree: int) -> int:
    return 12 * (degree // 5) + _SCALE[degree % 5]


def _near(degree: int, chord: tuple[int, ...]) -> int:
    """The note of the chord, in any octave, that is nearest to a degree of the scale."""
    pitch = _pitch(degree)
    return min((note + 12 * octave for note in chord for octave in (-1, 0, 1)), key=lambda p: (abs(p - pitch), p))


@cache
def pluck(pitch: int, force: float) -> NDArray[np.float64]:
    """A string from its pluck until it is still; the harder, the brighter. The loudest sample is 1."""
    hertz = 440.0 * 2 ** ((_TONIC + pitch - 69) / 12)
    period = SAMPLE_RATE / hertz
    n = round(SAMPLE_RATE * min(5.0, 2.0 + 400 / hertz))
    random = np.random.default_rng(pitch + 100)
    burst = random.uniform(-1, 1, int(period))
    sos = butter(1, min(0.9, (900 + 3200 * force) / (SAMPLE_RATE / 2)), output="sos")
    burst = sosfilt(sos, burst - burst.mean())
    third = max(1, int(0.13 * period))  # plucked near the bridge: that harmonic is missing
    burst = burst - 0.9 * np.roll(burst, third)
    decay = 10 ** (-3 * period / SAMPLE_RATE / (1.6 + 260 / hertz))
    damping = 0.5
    whole, part = int(period - damping), (period - damping) % 1.0
    loop = np.zeros(whole + 3)  # the delay, its fraction, and a mean of neighbours that dulls the high harmonics
    loop[whole : whole + 3] = decay * np.convolve((1 - part, part), (1 - damping, damping))
    loop[0] -= 1.0
    sound = lfilter([1.0], -loop, np.pad(burst, (0, n - len(burst))))
    body = 0.5 * sosfilt(butter(2, np.array((180, 420)) / (SAMPLE_RATE / 2), "band", output="sos"), sound)
    sound = (sound + body) * np.minimum(1.0, np.arange(n)[::-1] / (0.3 * SAMPLE_RATE))
    still: NDArray[np.float64] = sound / np.abs(sound).max()
    return still


@cache
def room(side: int) -> NDArray[np.float64]:
    """How a small wooden hall answers, on the left (0) and the right: noise that fades in 1.8 s, highs sooner."""
    random = np.random.default_rng((11, side))
    t = np.arange(round(1.8 * SAMPLE_RATE)) / SAMPLE_RATE
    noise = random.standard_normal(len(t))
    dull = sosfilt(butter(1, 1800 / (SAMPLE_RATE / 2), output="sos"), noise)
    tail = noise * np.exp(-t / 0.12) * 0.3 + dull * np.exp(-t / 0.35)
    tail[: round(0.012 * SAMPLE_RATE)] = 0.0
    answer: NDArray[np.float64] = tail / np.sqrt((tail**2).sum())
    return answer


def pad(n: int) -> NDArray[np.float64]:
    """`(2, n)`: a slow chord for each bar, two voices a note, a little apart in pitch and on either side."""
    out = np.zeros((2, n))
    hold = round(1.6 * _BAR * SAMPLE_RATE)
    swell = np.sin(np.linspace(0, np.pi, hold)) ** 2
    t = np.arange(hold) / SAMPLE_RATE
    for bar in range(max(1, int(n / SAMPLE_RATE / _BAR))):
        first = round((bar * _BAR - 0.3 * _BAR) * SAMPLE_RATE)
        a, b = max(first, 0), min(first + hold, n)
        for k, semitone in enumerate(_CHORDS[bar % 4]):
            hertz = 440.0 * 2 ** ((_TONIC + semitone - 69) / 12)
            for side, cents in ((0, -4), (1, 4)):
                phase = 2 * np.pi * hertz * 2 ** (cents / 1200) * t + k
                voice = np.sin(phase) + 0.25 * np.sin(2 * phase) + 0.06 * np.sin(3 * phase)
                out[side, a:b] += 0.05 * (swell * voice)[a - first : b - first]
    return out
