"""Forced alignment: when each phone of a text falls in somebody else's recording of it.

The text is spoken by a voice whose timings are known, and its sound is stretched onto the recording by dynamic time
warping over cepstra (H. Sakoe and S. Chiba, IEEE Trans. ASSP 26, 1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Floats
from avatar.utterance import SAMPLE_RATE, Phone, Speech
from avatar.voices.acoustics import HOP, audible, cepstra

LONGEST = 180.0
"""Seconds of one recorded line."""
_BAND = 0.3
"""How far, as part of the whole, the two may run apart."""
DOUBT = 0.735
"""Mean distance from which a recording hardly says its text: other voices that say it lie at 0.64 to 0.70, the same
voices saying something else at 0.72 to 0.83."""
_STRETCH = 0.15
"""Cost of a step in which only one of the two moves on."""


def align(speech: Speech, recording: Floats, gate: float = -40.0) -> Speech:
    """The recording `(n,)` at 24 kHz, cut to what is audible, with the phones of `speech` where they fall in it.

    Its spans and syllables stay those of `speech`; a note says where it hardly matches. Raises InputError for silence,
    or a line over three minutes.
    """
    first, last = audible(recording, gate)
    if last == first:
        raise InputError("the recording is silent")
    if last - first > LONGEST * SAMPLE_RATE:
        raise InputError(f"a recorded line of more than {LONGEST:g} seconds: cut it at its sentences")
    heard = _trimmed(recording, first, last)
    moments, distance = follow(speech.pcm, heard)
    at = np.arange(len(moments)) * HOP
    ends = [float(t) for t in np.interp([phone.end for phone in speech.phones], at, moments)]
    notes = ("the recording hardly matches its text: is it the right one?",) if distance > DOUBT else ()
    return replace(speech, pcm=heard, phones=_timed(speech, ends, len(heard)), notes=(*speech.notes, *notes))


def spread(speech: Speech, recording: Floats) -> Speech:
    """As `align`, but by proportion alone: for where no voice can speak the text to compare with."""
    first, last = audible(recording)
    if last == first:
        raise InputError("the recording is silent")
    heard = _trimmed(recording, first, last)
    scale = len(heard) / SAMPLE_RATE / max(speech.duration, 1e-6)
    ends = [phone.end * scale for phone in speech.phones]
    return replace(speech, pcm=heard, phones=_timed(speech, ends, len(heard)))


def _trimmed(recording: Floats, first: int, last: int) -> Floats:
    """What is audible, with faded ends of 20 ms about it, and no peak over 0.9."""
    tail = SAMPLE_RATE // 50
    out = recording[max(first - tail, 0) : min(last + tail, len(recording))].astype(np.float32)
    fade = np.sin(np.linspace(0, np.pi / 2, min(tail, len(out)), dtype=np.float32)) ** 2
    out[: len(fade)] *= fade
    out[len(out) - len(fade) :] *= fade[::-1]
    return out * np.float32(min(1.0, 0.9 / max(float(np.abs(out).max()), 1e-9)))


def follow(known: Floats, heard: Floats) -> tuple[NDArray[np.float64], float]:
    """For each frame of `known` (every `HOP`) the second of `heard` that says the same, never decreasing; and the
    mean distance of the two, from 0 (alike) to 2."""
    a, b = (_unit(cepstra(sound)) for sound in (known, heard))
    path = warp(a, b)
    distance = float(1.0 - (a[path[:, 0]] * b[path[:, 1]]).sum(axis=1).mean())
    count = path[-1, 0] + 1
    sums = np.bincount(path[:, 0], weights=path[:, 1], minlength=count)
    return np.maximum.accumulate(sums / np.bincount(path[:, 0], minlength=count)) * HOP, distance


def _unit(features: Floats) -> Floats:
    unit: Floats = features / (np.linalg.norm(features, axis=1, keepdims=True) + np.float32(1e-6))
    return unit


def warp(a: Floats, b: Floats) -> NDArray[np.int64]:
    """The cheapest way `(steps, 2)` through two sequences of unit vectors, from both beginnings to both ends.

    The table is filled along its anti-diagonals, within a band around the straight way.
    """
    n, m = len(a), len(b)
    slack = _BAND * (n + m) / 2 + 20
    far = np.float32(np.inf)
    older, old = np.full(n + 2, far, np.float32), np.full(n + 2, far, np.float32)  # row i of a diagonal at i + 1
    moves: list[tuple[int, NDArray[np.int8]]] = []
    for k in range(n + m - 1):
        middle = k * n / (n + m)
        low = max(0, k - m + 1, int(middle - slack))
        high = min(n - 1, k, int(middle + slack)) + 1
        cost = 1.0 - np.einsum("ij,ij->i", a[low:high], b[k - np.arange(low, high)])
        if k == 0:
            best, move = cost, np.zeros(1, np.int8)
        else:
            ways = np.stack([older[low:high], old[low:high] + _STRETCH, old[low + 1 : high + 1] + _STRETCH])
            move = np.argmin(ways, axis=0).astype(np.int8)
            best = np.take_along_axis(ways, move[None].astype(np.int64), axis=0)[0] + cost
        older, old = old, np.full(n + 2, far, np.float32)
        old[low + 1 : high + 1] = best
        moves.append((low, move))
    i, k = n - 1, n + m - 2
    path = [(i, k - i)]
    while k > 0:
        low, move = moves[k]
        step = int(move[i - low])  # 0: both move on, 1: only a, 2: only b
        i, k = i - (step != 2), k - (2 if step == 0 else 1)
        path.append((i, k - i))
    return np.array(path[::-1], np.int64)


def _timed(speech: Speech, ends: Sequence[float], samples: int) -> tuple[Phone, ...]:
    """The phones of `speech` one after another, with these ends; the last ends with the sound."""
    phones: list[Phone] = []
    at = 0.0
    for i, (phone, end) in enumerate(zip(speech.phones, ends, strict=True)):
        end = samples / SAMPLE_RATE if i + 1 == len(ends) else min(max(end, at), samples / SAMPLE_RATE)
        phones.append(replace(phone, start=at, end=end))
        at = end
    return tuple(phones)
