"""A bed of music made here: plucked strings in a pentatonic mode over a soft pad, free of anybody's rights.

The strings are those of K. Karplus and A. Strong (Computer Music Journal 7, 1983), tuned and damped after D. Jaffe and
J. Smith (the same issue). A seed is a piece: phrases of four bars, a theme that comes back, a room around it; movements
that build up to a finale with drums, where a film asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from assets.scene import Floats
from avatar.script import Movement
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
_TAIL = 2.0
"""Seconds in which the last chord rings."""


Movements = Sequence[tuple[float, Movement]]
"""(seconds, what begins there), in order"""


@dataclass(frozen=True)
class Bar:
    """One bar: when, how long its beat is, its number within its movement and how many there are."""

    at: float
    beat: float
    movement: Movement
    number: int
    of: int


@dataclass(frozen=True)
class Note:
    """A pluck: when (seconds), how high (semitones over the tonic), how hard (0 to 1), and where (-1 left, 1 right)."""

    at: float
    pitch: int
    force: float
    side: float


@dataclass(frozen=True)
class Stroke:
    """A drum's: when, and how hard (0 to 1)."""

    at: float
    force: float


def bed(seconds: float, seed: int = 1, movements: Movements = ()) -> Floats:
    """`(2, n)` float32 at 48 kHz, of exactly that length: it begins softly and rings out on the tonic. Each movement
    begins on a bar."""
    n = round(seconds * SAMPLE_RATE)
    dry = np.zeros((2, n + SAMPLE_RATE * 6))
    bars = form(seconds, movements)
    for note in score(bars, seed):
        string = pluck(note.pitch, round(4 * note.force) / 4) * note.force
        left, right = np.cos((note.side + 1) * np.pi / 4), np.sin((note.side + 1) * np.pi / 4)
        _add(dry, n, note.at, np.outer((left, right), string))
    for stroke in strokes(bars, seed):
        _add(dry, n, stroke.at, np.broadcast_to(0.62 * stroke.force * drum(stroke.force > 0.7), (2, len(drum(True)))))
    wet = np.stack([fftconvolve(dry[side], room(side))[: dry.shape[1]] for side in (0, 1)])
    sound = 0.8 * dry + 0.35 * wet
    sound[:, :n] += pad(n, bars)
    sound = sound[:, :n]
    out = min(n, 3 * SAMPLE_RATE)
    sound[:, n - out :] *= np.cos(np.linspace(0, np.pi / 2, out)) ** 2
    return (0.5 * sound / max(float(np.abs(sound).max()), 1e-9)).astype(np.float32)


def _add(dry: NDArray[np.float64], n: int, at: float, sound: NDArray[np.float64]) -> None:
    """Lays a sound `(2, k)` into the first n samples' piece; what begins after them is left out."""
    first = round(at * SAMPLE_RATE)
    if 0 <= first < n:
        length = min(sound.shape[1], dry.shape[1] - first)
        dry[:, first : first + length] += sound[:, :length]


def form(seconds: float, movements: Movements = ()) -> list[Bar]:
    """The bars of a piece. A movement has whole bars: its beat is a little faster or slower than `BEAT` for that. A
    piece without movements is two bars of opening and a theme."""
    begins = [(max(at, 0.0), movement) for at, movement in movements if at < seconds - _TAIL - 0.5 * _BAR]
    if not begins:
        begins = [(0.0, "opening"), (2 * _BAR, "theme")] if seconds > 3 * _BAR + _TAIL else [(0.0, "opening")]
        ends = [at for at, _ in begins[1:]] + [max(1, int((seconds - _TAIL) / _BAR)) * _BAR]
    else:
        begins[0] = (0.0, begins[0][1])
        ends = [at for at, _ in begins[1:]] + [seconds - _TAIL]
    bars = []
    for (at, movement), end in zip(begins, ends, strict=True):
        count = max(1, round((end - at) / _BAR))
        length = (end - at) / count
        bars += [Bar(at + k * length, length / 4, movement, k, count) for k in range(count)]
    return bars


def score(bars: Sequence[Bar], seed: int = 1) -> Iterator[Note]:
    """The plucks of a piece: melody, broken chords under it, and a last chord."""
    sung = 0
    for place, bar in enumerate(bars):
        phrase, within = divmod(sung, 4)
        kind = _FORM[phrase % len(_FORM)]
        # A phrase comes back as it was: its notes are drawn from its letter, its touch from where it stands.
        drawn = np.random.default_rng((seed, ord(kind), within))
        touch = np.random.default_rng((seed, place, 7))
        chord = _CHORDS[(bar.number if bar.movement == "opening" else within) % 4]
        full = bar.movement in ("build", "finale")
        step = 0.5 if full else 1.0
        steps = (chord[0] - 12, chord[1] - 12, chord[0], chord[2] - 12, chord[1], chord[2], chord[0], chord[2] - 12)
        grows = (bar.number + 1) / bar.of if bar.movement == "build" else 1.0
        for k, semitone in enumerate(steps if full else steps[:4]):
            force = (0.42 if k else 0.6) * (0.6 + 0.4 * grows if full else 1.0)
            yield Note(bar.at + k * step * bar.beat + abs(touch.normal(0, 0.008)), semitone, force, -0.35)
        if bar.movement == "opening" or place + 1 == len(bars):
            continue
        sung += 1
        arc = 0.75 + 0.25 * np.sin(np.pi * (within + 0.5) / 4)  # a phrase rises and falls
        degree = int(drawn.integers(5, 9)) + (2 if kind == "B" else 0)
        for beat in _RHYTHMS[int(drawn.integers(len(_RHYTHMS)))]:
            on_chord = beat == 0.0
            pitch = _near(degree, chord) if on_chord else _pitch(degree)
            force = arc * (0.75 if on_chord else 0.5 + 0.2 * float(touch.random()))
            yield Note(bar.at + beat * bar.beat + abs(touch.normal(0, 0.012)), pitch, force, 0.3)
            if bar.movement == "finale":  # the octave above joins in
                yield Note(bar.at + beat * bar.beat + abs(touch.normal(0, 0.012)), pitch + 12, 0.7 * force, 0.5)
            if on_chord and drawn.random() < 0.25:  # a grace note from below
                yield Note(bar.at - 0.07, _pitch(degree - 1), 0.35, 0.3)
            degree = int(np.clip(degree + drawn.choice((-2, -1, -1, 1, 1, 2)), 3, 11))
    end = bars[-1].at + 4 * bars[-1].beat
    for k, semitone in enumerate((-12, 0, 7, 12, 16, 19, 24)):  # a slow sweep over the strings
        yield Note(end + 0.09 * k, semitone, 0.6, -0.3 + 0.1 * k)


def strokes(bars: Sequence[Bar], seed: int = 1) -> Iterator[Stroke]:
    """The drums: they come with the build, closer and harder to its end, and carry the finale; a roll leads there."""
    for place, bar in enumerate(bars):
        touch = np.random.default_rng((seed, place, 11))
        if bar.movement == "build":
            grown = (bar.number + 1) / bar.of
            beats = (0.0, 2.0) if grown < 0.5 else (0.0, 1.5, 2.0, 3.0)
            for beat in beats:
                yield Stroke(
                    bar.at + beat * bar.beat + abs(touch.normal(0, 0.006)), (0.3 + 0.4 * grown) * (1 - 0.3 * (beat % 1))
                )
            if bar.number + 1 == bar.of and place + 1 < len(bars):
                for k in range(8):
                    yield Stroke(bar.at + (3.0 + k / 8) * bar.beat, 0.25 + 0.05 * k)
        elif bar.movement == "finale":
            for beat, force in ((0.0, 1.0), (1.0, 0.5), (1.5, 0.6), (2.0, 0.8), (3.0, 0.55), (3.5, 0.65)):
                yield Stroke(bar.at + beat * bar.beat + abs(touch.normal(0, 0.006)), force)
            if bar.number + 1 == bar.of:
                yield Stroke(bar.at + 4 * bar.beat, 1.0)


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


@cache
def drum(large: bool) -> NDArray[np.float64]:
    """A skin of a wide drum: a tone that sinks as it fades, and the noise of the stick. The loudest sample is 1."""
    t = np.arange(round((1.4 if large else 0.7) * SAMPLE_RATE)) / SAMPLE_RATE
    deep = 62.0 if large else 96.0
    phase = 2 * np.pi * (deep * t + 0.45 * deep * 0.045 * (1 - np.exp(-t / 0.045)))
    tone = np.sin(phase) * np.exp(-t / (0.42 if large else 0.20)) + 0.35 * np.sin(1.59 * phase) * np.exp(-t / 0.12)
    stick = np.random.default_rng(5 + large).standard_normal(len(t)) * np.exp(-t / 0.012)
    dull = sosfilt(butter(2, 1500 / (SAMPLE_RATE / 2), output="sos"), stick)
    sound = np.pad(tone + 0.5 * dull, (0, round(1.4 * SAMPLE_RATE) - len(t)))
    still: NDArray[np.float64] = sound / np.abs(sound).max()
    return still


_SWELL = {"opening": 0.8, "theme": 1.0, "build": 1.2, "finale": 1.7}


def pad(n: int, bars: Sequence[Bar]) -> NDArray[np.float64]:
    """`(2, n)`: a slow chord for each bar, two voices a note, a little apart in pitch and on either side."""
    out = np.zeros((2, n))
    for bar in bars:
        length = 4 * bar.beat
        hold = round(1.6 * length * SAMPLE_RATE)
        swell = np.sin(np.linspace(0, np.pi, hold)) ** 2 * _SWELL[bar.movement]
        t = np.arange(hold) / SAMPLE_RATE
        first = round((bar.at - 0.3 * length) * SAMPLE_RATE)
        a, b = max(first, 0), min(first + hold, n)
        if a >= b:
            continue
        for k, semitone in enumerate(_CHORDS[bar.number % 4]):
            hertz = 440.0 * 2 ** ((_TONIC + semitone - 69) / 12)
            for side, cents in ((0, -4), (1, 4)):
                phase = 2 * np.pi * hertz * 2 ** (cents / 1200) * t + k
                voice = np.sin(phase) + 0.25 * np.sin(2 * phase) + 0.06 * np.sin(3 * phase)
                out[side, a:b] += 0.05 * (swell * voice)[a - first : b - first]
    return out
