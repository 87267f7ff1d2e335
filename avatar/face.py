"""The speaking mouth and the expressions, as closed forms of time.

Co-articulation is a dominance blend (Cohen & Massaro 1993): every phone pulls the articulators towards its target,
strongest inside it and dying off over some 120 ms around it; lips round 150 ms ahead. On top come constraints that
nothing can blend away: lips seal on p, b and m for at least one frame of a film, the lower lip meets the teeth on f,
sibilants keep the jaw up, and a pause shuts the mouth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from avatar.easing import Curve, bump, union
from avatar.utterance import PAUSE, Phone, Syllable
from avatar.visemes import ARTICULATIONS, BILABIAL, DIPHTHONGS, LABIODENTAL, REST, SIBILANT, VOWELS, mouth_shapes

SEAL = 0.022
"""Half of the least time, in seconds, that lips stay sealed: one frame at 25 frames a second sees it."""

_WEAK_JAW = 0.7
"""Of the opening of a full vowel, in a neutral tone or an unstressed syllable."""

EXPRESSIONS: Mapping[str, Mapping[str, float]] = {
    "smile": {"smile": 1.0},
    "happy": {"smile": 0.9, "squint": 0.4, "brow": 0.35},
    "joy": {"joy": 1.0},
    "surprise": {"surprised": 0.7},
    "attentive": {"brow": 0.4},
    "calm": {"relaxed": 0.6},
}
"""Expressions of a script: weights of what `avatar.rig` knows to find on a face."""


@dataclass(frozen=True)
class Mouth:
    """The articulators at one instant, each 0 to 1."""

    jaw: float
    round: float
    spread: float
    tongue: float
    bite: float
    close: float

    def shapes(self) -> dict[str, float]:
        return mouth_shapes(self.jaw, self.round, self.spread, self.tongue, self.bite, self.close)


@dataclass(frozen=True, eq=False)
class MouthTrack:
    """All phones of a performance as arrays; `at(t)` is the mouth at t seconds."""

    start: Curve
    end: Curve
    target: Curve
    """(n, 4): jaw, round, spread, tongue"""
    strength: Curve
    """(n, 4)"""
    before: Curve
    """(n, 4) seconds over which a phone's pull grows ahead of it"""
    after: Curve
    """(n, 4) and dies off behind it"""
    seals: Curve
    """(k, 2) intervals in which the lips are sealed"""
    bites: Curve
    hisses: Curve
    rests: Curve
    """(k, 2) intervals in which the mouth is shut"""

    def at(self, t: float) -> Mouth:
        first = int(np.searchsorted(self.end, t - 0.6))
        last = int(np.searchsorted(self.start, t + 0.6))
        near = slice(first, max(last, first + 1))
        ahead = np.maximum(self.start[near] - t, 0.0)[:, None] / self.before[near]
        behind = np.maximum(t - self.end[near], 0.0)[:, None] / self.after[near]
        pull = self.strength[near] * np.exp(-((2.0 * (ahead + behind)) ** 2)) + 1e-12
        jaw, lips_round, spread, tongue = np.sum(pull * self.target[near], 0) / np.sum(pull, 0)
        seal = union(bump(self.seals[:, 0], self.seals[:, 1], 0.065, 0.065, t))
        bite = union(bump(self.bites[:, 0], self.bites[:, 1], 0.06, 0.06, t))
        hiss = union(bump(self.hisses[:, 0], self.hisses[:, 1], 0.05, 0.05, t))
        rest = union(bump(self.rests[:, 0], self.rests[:, 1], 0.09, 0.10, t))
        jaw = jaw * (1 - hiss) + min(jaw, 0.35) * hiss
        awake = 1.0 - rest
        return Mouth(jaw * awake, lips_round * awake, spread * awake, tongue * awake, bite * awake, seal)


def mouth_track(phones: Sequence[Phone], syllables: Sequence[Syllable]) -> MouthTrack:
    """The track of phones timed on the performance's clock; the mouth rests before, after and in pauses."""
    first, last = (phones[0].start, phones[-1].end) if phones else (0.0, 0.0)
    edge = 3600.0
    lead, tail = Phone(PAUSE, first - edge, first, (0, 0)), Phone(PAUSE, last, last + edge, (0, 0))
    all_phones = _merged([lead, *(part for phone in phones for part in _moving(phone)), tail])
    rows = [_row(phone, syllables) for phone in all_phones]
    target, strength, before, after = (np.array(column, float) for column in zip(*rows, strict=True))
    start = np.array([phone.start for phone in all_phones])
    end = np.array([phone.end for phone in all_phones])
    return MouthTrack(
        start,
        end,
        target,
        strength,
        before,
        after,
        seals=_intervals(all_phones, BILABIAL),
        bites=_intervals(all_phones, LABIODENTAL),
        hisses=_intervals(all_phones, SIBILANT),
        rests=np.array([_rest(phone) for phone in all_phones if phone.symbol == PAUSE]),
    )


def _moving(phone: Phone) -> tuple[Phone, ...]:
    """A diphthong is two places of the mouth, one after the other."""
    if phone.symbol not in DIPHTHONGS:
        return (phone,)
    first, second, share = DIPHTHONGS[phone.symbol]
    middle = phone.start + share * (phone.end - phone.start)
    return replace(phone, symbol=first, end=middle), replace(phone, symbol=second, start=middle)


def _merged(phones: Sequence[Phone]) -> list[Phone]:
    """Equal neighbours are one movement."""
    out: list[Phone] = []
    for phone in phones:
        if out and out[-1].symbol == phone.symbol:
            last = out.pop()
            phone = Phone(phone.symbol, last.start, phone.end, last.span, last.syllable)
        out.append(phone)
    return out


def _row(phone: Phone, syllables: Sequence[Syllable]) -> tuple[list[float], list[float], list[float], list[float]]:
    """(targets, strengths, seconds before, seconds after) for jaw, round, spread, tongue."""
    a = REST if phone.symbol == PAUSE else ARTICULATIONS[phone.symbol]
    jaw, vowel = a.jaw, phone.symbol in VOWELS
    if vowel and phone.syllable >= 0:
        syllable = syllables[phone.syllable]
        jaw *= (0.9 if syllable.tone == 3 else _WEAK_JAW if syllable.weak else 1.0) * (
            1.12 if syllable.stressed else 1.0
        )
    firm, lips = a.firm, a.lips
    if not vowel and phone.symbol != PAUSE and phone.end - phone.start < 0.1:
        firm *= 0.6  # a short consonant leaves the jaw to its vowels
    tail = 0.09 if vowel else 0.12
    return (
        [min(jaw, 1.0), a.round, a.spread, a.tongue],
        [firm, lips, lips, firm],
        [0.12, 0.15, 0.13, 0.10],
        [tail, tail, tail, 0.10],
    )


def _intervals(phones: Sequence[Phone], symbols: frozenset[str]) -> Curve:
    """Where the constraint holds: the middle half of each phone (an aspirated stop's first half), at least `SEAL`
    on either side of its centre."""
    out = []
    for phone in phones:
        if phone.symbol in symbols:
            length, centre = phone.end - phone.start, (phone.start + phone.end) / 2
            late = 0.02 if phone.symbol.endswith("ʰ") else 0.25
            out.append((min(centre - SEAL, phone.start + 0.25 * length), max(centre + SEAL, centre + late * length)))
    return np.array(out, float).reshape(-1, 2)


def _rest(pause: Phone) -> tuple[float, float]:
    """The mouth is shut from 50 ms after the sound to 90 ms before the next; at least in the middle."""
    start, end, middle = pause.start + 0.05, pause.end - 0.09, (pause.start + pause.end) / 2
    return (start, end) if start < end else (middle, middle)
