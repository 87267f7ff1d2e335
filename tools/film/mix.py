"""What a film sounds like: the voice, music that makes room for it, and the sound of the place.

Music is set against the loudness of the voice, so the same numbers suit any recording. It sinks before a sentence and
comes back after it, slowly, and stays down between the words: the voice is known in advance, so nothing pumps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_closing

from assets.errors import InputError
from assets.scene import Floats
from assets.sound import load_sound
from avatar.script import GENERATED, Track
from tools.film.loudness import EBU, SAMPLE_RATE, SILENCE, measure
from tools.film.music import Movements, bed

SINK, RISE = 0.35, 1.1
"""Seconds in which music goes down before the voice, and comes back after it."""
BREATH = 1.4
"""Seconds of silence in the voice that music does not rise for."""
GATE = -45.0
_STEP = SAMPLE_RATE // 100
_OVERLAP = 2.0
"""Seconds in which music that is too short goes over into its own beginning."""


def mix(speech: Floats, tracks: Sequence[Track], movements: Movements = ()) -> Floats:
    """`(2, n)` at 48 kHz: the speech `(2, n)` and its tracks, of the same length to the sample. `movements` are those
    of generated music.

    Raises InputError for a file that cannot be read, or is silent.
    """
    loudness = measure(speech).integrated
    spoken = loudness > SILENCE
    weight = ducking(speech) if spoken else np.zeros(speech.shape[1], np.float32)
    out = speech.astype(np.float32)
    for track in tracks:
        sound = _sound(track, speech.shape[1], movements)
        level = measure(sound).integrated
        if level < SILENCE:
            raise InputError("the music is silent", track.file)
        gain = (loudness if spoken else EBU.target) + track.gain - level
        under = np.float32(10 ** (gain / 20)) * 10 ** (np.float32(-track.duck / 20) * weight)
        out = out + sound * (under * faded(speech.shape[1], track.fade)).astype(np.float32)
    return np.ascontiguousarray(out, np.float32)


def ducking(speech: Floats) -> Floats:
    """`(n,)`: 1 while somebody speaks, 0 where nobody has for a while, and smooth between."""
    n = speech.shape[1]
    count = -(-n // _STEP)
    padded = np.pad(speech.mean(axis=0), (0, count * _STEP - n)).reshape(count, _STEP)
    power = (padded.astype(np.float64) ** 2).mean(axis=1)
    loud = power > max(float(np.percentile(power, 99)), 1e-12) * 10 ** (GATE / 10)
    room = round(BREATH * SAMPLE_RATE / _STEP)
    active = binary_closing(np.pad(loud, room), np.ones(room + 1))[room:-room].astype(np.float64)
    before, after = (round(seconds * SAMPLE_RATE / _STEP) for seconds in (SINK, RISE))
    # One slope leads into the voice, the other away from it: whichever is deeper holds.
    down, up = _slope(active, before, -1), _slope(active, after, 1)
    weight = np.maximum(np.maximum(down, up), active)
    at = np.arange(n) / _STEP - 0.5
    smooth: Floats = np.interp(at, np.arange(count), weight).astype(np.float32)
    return smooth


def _slope(active: NDArray[np.float64], steps: int, direction: int) -> NDArray[np.float64]:
    """How near the voice is, on one side: 1 where it is, falling along a half cosine over so many steps."""
    series = active if direction > 0 else active[::-1]
    since = np.arange(len(series)) - np.maximum.accumulate(np.where(series > 0, np.arange(len(series)), -(10**9)))
    near: NDArray[np.float64] = 0.5 + 0.5 * np.cos(np.pi * np.minimum(since / steps, 1.0))
    return near if direction > 0 else near[::-1]


def faded(n: int, seconds: float) -> Floats:
    """`(n,)`: up along a cosine at the start and down at the end, both at most half of the whole."""
    length = min(round(seconds * SAMPLE_RATE), n // 2)
    gain = np.ones(n, np.float32)
    if length:
        slope = (0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)).astype(np.float32)
        gain[:length], gain[n - length :] = slope, slope[::-1]
    return gain


def _sound(track: Track, n: int, movements: Movements) -> Floats:
    """The track's own sound, `(2, n)`: cut, or repeated over a soft seam."""
    if track.file == GENERATED:
        return bed(n / SAMPLE_RATE, movements=movements)
    sound = load_sound(track.file, SAMPLE_RATE, 2)
    seam = min(round(_OVERLAP * SAMPLE_RATE), sound.shape[1] // 2)
    rising = np.sqrt(np.linspace(0, 1, seam, dtype=np.float32))  # equal power: the two are not alike
    whole = sound
    while whole.shape[1] < n:
        joint = whole[:, whole.shape[1] - seam :] * rising[::-1] + sound[:, :seam] * rising
        whole = np.concatenate([whole[:, : whole.shape[1] - seam], joint, sound[:, seam:]], axis=1)
    return whole[:, :n]
