"""The speaking mouth as a smooth function of time, from phones.

Three steps. Co-articulation is a dominance blend (Cohen & Massaro 1993): every phone pulls the articulators towards
its target, strongest inside it and dying off over some 120 ms around it; lips round 150 ms ahead. Then the
constraints, as plateaus that nothing can blend away: lips seal on p, b and m, the lower lip meets the teeth on f,
sibilants keep the jaw up, a pause shuts the mouth. Last, everything passes through one smooth kernel, which bounds
the acceleration of every articulator whatever the phones are (`ACCELERATION`). A plateau is never narrower than what
that kernel needs to come up to its value at the phone's centre: on very short phones the lips begin to close before
the phone, as they do in fast speech, instead of being late or twitching.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from avatar.easing import Curve
from avatar.mouth import ARTICULATORS, Mouth
from avatar.utterance import PAUSE, Phone, Syllable
from avatar.visemes import (
    ARTICULATIONS,
    BILABIAL,
    DENTAL,
    DIPHTHONGS,
    LABIODENTAL,
    PLOSIVE,
    REST,
    SIBILANT,
    VOWELS,
    Articulation,
    plain,
)

STEP = 0.005
"""Seconds between the control points of a track."""
SLOW, QUICK = 6, 5
"""Steps of the kernel: of jaw, lips' shape and tongue, and of what touches (`CONTACTS`)."""
BLENDED: tuple[str, ...] = ("jaw", "round", "spread", "tongue")
CONTACTS: dict[str, frozenset[str]] = {"close": BILABIAL, "bite": LABIODENTAL, "hiss": SIBILANT, "dental": DENTAL}

SIBILANT_JAW = 0.35
_CAP = 0.28
"""What the jaw is held to before the kernel lets some of its neighbours in again."""
_WEAK_JAW = 0.7
"""Of the opening of a full vowel, in a neutral tone or an unstressed syllable."""
_SHORT = 0.1
"""Seconds below which a stop or nasal leaves the jaw to its vowels."""
_EDGE = 1.0
"""Seconds of rest before the first phone and after the last."""


def _kernel(steps: int) -> Curve:
    """Four boxes folded into each other: a cubic B-spline with `steps` between its knots, of sum 1."""
    out = box = np.full(steps, 1.0 / steps)
    for _ in range(3):
        out = np.convolve(out, box)
    return out


_KERNELS = {name: _kernel(QUICK if name in CONTACTS else SLOW) for name in ARTICULATORS}
ACCELERATION: dict[str, float] = {
    name: 0.5 * float(np.abs(np.diff(np.pad(kernel, 2), 2)).sum()) / STEP**2 for name, kernel in _KERNELS.items()
}
"""Bound on each articulator's second derivative, per second squared: for a signal in 0 ... 1 no more than half the
sum of the kernel's own second differences (about 1500 for what blends, 2180 for what touches)."""

_LEAST = QUICK * STEP
_HOLD = 0.8 * _LEAST + 0.02
"""Half of the narrowest plateau: above 0.9 for 40 ms, so that a film at 25 frames a second sees it."""


@dataclass(frozen=True, eq=False)
class MouthTrack:
    """Control points of a cubic B-spline, `STEP` apart from `start` on: `rows` `(n, 8)`, in order of `ARTICULATORS`.
    Before the first and after the last the mouth is at rest."""

    start: float
    rows: Curve

    def at(self, t: float) -> Mouth:
        return Mouth(*map(float, self.path(np.array([t]))[0]))

    def path(self, times: Curve) -> Curve:
        """`(k, 8)` articulators at k instants."""
        place = (times - self.start) / STEP
        knot = np.floor(place)
        u = (place - knot)[:, None]
        weights = ((1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3)
        index = knot.astype(int)
        last = len(self.rows) - 1
        out = np.zeros((len(times), len(ARTICULATORS)))
        for k, weight in enumerate(weights):
            out += weight / 6.0 * self.rows[np.clip(index + k - 1, 0, last)]
        return out


def mouth_track(phones: Sequence[Phone], syllables: Sequence[Syllable]) -> MouthTrack:
    """The track of phones timed on the performance's clock; the mouth rests before, after and in pauses."""
    if not phones:
        return MouthTrack(0.0, np.zeros((1, len(ARTICULATORS))))
    first, last = phones[0].start, phones[-1].end
    lead, tail = Phone(PAUSE, first - _EDGE, first, (0, 0)), Phone(PAUSE, last, last + _EDGE, (0, 0))
    parts = [lead, *(part for phone in phones for part in _moving(phone)), tail]
    start = STEP * np.floor((first - _EDGE) / STEP)
    clock = start + STEP * np.arange(int((last + _EDGE - start) / STEP) + 1)
    pull, towards = np.full((len(clock), len(BLENDED)), 1e-9), np.zeros((len(clock), len(BLENDED)))
    for part in _merged(parts):
        _pull(part, syllables, clock, pull, towards)
    raw = dict(zip(BLENDED, (towards / pull).T, strict=True))
    for name, symbols in CONTACTS.items():
        raw[name] = _covered(_contacts(parts, symbols), clock)
    raw["jaw"] = np.minimum(raw["jaw"], 1.0 - (1.0 - _CAP) * _covered(_contacts(parts, SIBILANT, SLOW * STEP), clock))
    pauses = [part for part in parts if part.symbol == PAUSE and part.end - part.start >= _SHORT]
    awake = 1.0 - _covered([_rest(pause) for pause in pauses], clock)
    for name in BLENDED:
        raw[name] = raw[name] * awake
    rows = np.stack([np.convolve(raw[name], _KERNELS[name], "same") for name in ARTICULATORS], 1)
    return MouthTrack(float(start), rows)


def _moving(phone: Phone) -> tuple[Phone, ...]:
    """A phone of the tables; a diphthong is two places of the mouth, one after the other."""
    symbol = phone.symbol if phone.symbol == PAUSE else plain(phone.symbol)
    if symbol not in DIPHTHONGS:
        return (replace(phone, symbol=symbol),)
    first, second, share = DIPHTHONGS[symbol]
    middle = phone.start + share * (phone.end - phone.start)
    return replace(phone, symbol=first, end=middle), replace(phone, symbol=second, start=middle)


def _merged(phones: Sequence[Phone]) -> list[Phone]:
    """Equal neighbours are one movement."""
    out: list[Phone] = []
    for phone in phones:
        if out and out[-1].symbol == phone.symbol:
            phone = replace(out.pop(), end=phone.end)
        out.append(phone)
    return out


def _pull(phone: Phone, syllables: Sequence[Syllable], clock: Curve, pull: Curve, towards: Curve) -> None:
    """Adds a phone's dominance on jaw, round, spread and tongue, and that times its target."""
    a = REST if phone.symbol == PAUSE else ARTICULATIONS[phone.symbol]
    tail = 0.09 if phone.symbol in VOWELS else 0.12
    before, after = np.array([0.12, 0.15, 0.13, 0.10]), np.array([tail, tail, tail, 0.10])
    short = phone.symbol in PLOSIVE and phone.end - phone.start < _SHORT
    strength = np.array([0.0 if short else a.firm, a.lips, a.lips, 0.3 + 2.0 * a.tongue])
    near = slice(*np.searchsorted(clock, (phone.start - 0.4, phone.end + 0.4)))
    ahead = np.maximum(phone.start - clock[near], 0.0)[:, None] / before
    behind = np.maximum(clock[near] - phone.end, 0.0)[:, None] / after
    share = strength * np.exp(-((2.0 * (ahead + behind)) ** 2))
    pull[near] += share
    towards[near] += share * np.array([_opening(a, phone, syllables), a.round, a.spread, a.tongue])


def _opening(a: Articulation, phone: Phone, syllables: Sequence[Syllable]) -> float:
    """The jaw of a phone: tone and stress scale a vowel's."""
    if phone.symbol not in VOWELS or phone.syllable < 0:
        return a.jaw
    syllable = syllables[phone.syllable]
    said = 0.9 if syllable.tone == 3 else _WEAK_JAW if syllable.weak else 1.0
    return min(a.jaw * said * (1.12 if syllable.stressed else 1.0), 1.0)


Interval = tuple[float, float]


def _contacts(phones: Sequence[Phone], symbols: frozenset[str], least: float = _HOLD) -> list[Interval]:
    """Where the contact is made: the middle half of each phone, at least `least` on either side of its centre, and
    without opening between two such phones.

    The seal of an aspirated stop lies in its first half, and where p, b or m meets f or v it leans away, so that both
    can be seen.
    """
    out: list[Interval] = []
    for i, phone in enumerate(phones):
        if phone.symbol not in symbols:
            continue
        centre, quarter = (phone.start + phone.end) / 2, (phone.end - phone.start) / 4
        left = right = max(least, quarter)
        if phone.symbol.endswith("ʰ"):
            left, right = left + right - 0.02, 0.02
        if symbols is BILABIAL:
            left, right = _leaning(centre, phones[max(i - 3, 0) : i + 4], left, right)
        if out and phones[i - 1].symbol in symbols:
            out.append((out.pop()[0], centre + right))
        else:
            out.append((centre - left, centre + right))
    return out


def _leaning(centre: float, around: Sequence[Phone], left: float, right: float) -> tuple[float, float]:
    """Less of the seal on the side of a labiodental, but still what brings it to 0.9 in the phone's centre."""
    bites = np.array([(p.start + p.end) / 2 for p in around if p.symbol in LABIODENTAL])
    before, after = (float(np.min(d[d > 0], initial=np.inf)) for d in (centre - bites, bites - centre))
    reach = (1.1 if max(before, after) < 0.1 else 0.8) * _LEAST
    near, far = (max(reach, min(side, d - reach)) for side, d in ((left, before), (right, after)))
    return near if near < left else left + right - far, far if far < right else left + right - near


def _rest(pause: Phone) -> Interval:
    """The mouth is shut from 30 ms after the sound to 110 ms before the next; at least in the middle."""
    middle, least = (pause.start + pause.end) / 2, 1.6 * SLOW * STEP
    return min(pause.start + 0.03, middle - least), max(pause.end - 0.11, middle + least)


def _covered(intervals: Sequence[Interval], clock: Curve) -> Curve:
    """1 where a control point lies in an interval, a share at its edges, else 0."""
    out = np.zeros(len(clock))
    for start, end in intervals:
        near = slice(*np.searchsorted(clock, (start - STEP, end + STEP)))
        low, high = np.maximum(clock[near] - STEP / 2, start), np.minimum(clock[near] + STEP / 2, end)
        out[near] += np.maximum(high - low, 0.0) / STEP
    return np.minimum(out, 1.0)
