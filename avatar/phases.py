"""The phases of a gesture on the clock, by the sync points of BML 1.0.

    start    ready   strokeStart   stroke    strokeEnd    relax       end
      | prepare |  wait  |           |           |   hold   |  retract  |

A script may tie any of them to instants; the others fall where the gesture's own pace puts them, and what lies between
two tied ones is stretched: a hold first, then everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, get_args

from avatar.easing import ease
from avatar.keys import Gesture

Sync = Literal["start", "ready", "strokeStart", "stroke", "strokeEnd", "relax", "end"]
SYNCS: tuple[Sync, ...] = get_args(Sync)

_ATTACK, _RETREAT = 0.82, 0.8
"""Powers of time that put a movement's greatest speed early: a stroke arrives softly, so does a hand that falls."""


def natural(gesture: Gesture, hold: float = 0.0) -> tuple[float, ...]:
    """Seconds of the seven sync points after the start; `hold` 0 is the gesture's own."""
    ready = sum(gesture.seconds[: gesture.stroke])
    stroke = ready + gesture.seconds[gesture.stroke]
    stroke_end = stroke + sum(gesture.seconds[gesture.stroke + 1 :])
    relax = stroke_end + (hold or gesture.hold)
    return 0.0, ready, ready, stroke, stroke_end, relax, relax + gesture.relax


def fitted(times: tuple[float, ...], tied: Mapping[Sync, float]) -> tuple[float, ...]:
    """The seven instants with the tied ones where they are wanted. ValueError names two that are out of order."""
    anchors = [(i, tied[sync]) for i, sync in enumerate(SYNCS) if sync in tied]
    out = [t + (anchors[0][1] - times[anchors[0][0]] if anchors else 0.0) for t in times]
    for (a, first), (b, second) in pairwise(anchors):
        if second < first:
            raise ValueError(f"its {SYNCS[b]} would come before its {SYNCS[a]}")
        wide = times[b] - times[a]
        slack = (times[5] - times[4]) if a <= 4 and b >= 5 else 0.0
        extra = (second - first) - wide
        if slack and extra >= -slack:  # the hold takes it all
            scale, stretch = 1.0, extra
        else:
            scale, stretch = (second - first) / wide if wide > 0.0 else 0.0, 0.0
        for i in range(a + 1, len(times)):
            out[i] = first + scale * (times[i] - times[a]) + (stretch if i >= 5 and a <= 4 else 0.0)
        for i in range(b, len(times)):
            out[i] = second + times[i] - times[b]
    return tuple(out)


@dataclass(frozen=True)
class Played:
    """A gesture on the clock: `times` are the instants of the seven sync points."""

    gesture: Gesture
    times: tuple[float, ...]
    weight: float = 1.0

    @staticmethod
    def at(gesture: Gesture, stroke: float, hold: float = 0.0, weight: float = 1.0) -> Played:
        """Whose stroke arrives at `stroke` seconds."""
        return Played(gesture, fitted(natural(gesture, hold), {"stroke": stroke}), weight)

    @property
    def start(self) -> float:
        return self.times[0]

    @property
    def end(self) -> float:
        return self.times[6]

    @cached_property
    def arrivals(self) -> tuple[float, ...]:
        """When each key is reached."""
        start, ready, _, stroke, stroke_end, _, _ = self.times
        g = self.gesture
        return (
            *_shared(start, ready, g.seconds[: g.stroke]),
            stroke,
            *_shared(stroke, stroke_end, g.seconds[g.stroke + 1 :]),
        )

    def envelope(self, t: float) -> float:
        """How much of the body the gesture has at t: rises towards the first key, falls as it relaxes."""
        relax, end = self.times[5], self.times[6]
        rise = _eased(self.start, self.arrivals[0], t, _ATTACK if self.gesture.stroke == 0 else 1.0)
        return self.weight * rise * (1.0 - _eased(relax, end, t, _RETREAT))

    def between(self, t: float) -> tuple[int, int, float]:
        """The two keys around t and how far the way from one to the other has come."""
        for i in range(1, len(self.arrivals)):
            if t < self.arrivals[i]:
                is_stroke = i == self.gesture.stroke
                begin = self.times[2] if is_stroke else self.arrivals[i - 1]
                return i - 1, i, _eased(begin, self.arrivals[i], t, _ATTACK if is_stroke else 1.0)
        return len(self.arrivals) - 1, len(self.arrivals) - 1, 0.0


def _shared(start: float, end: float, seconds: tuple[float, ...]) -> list[float]:
    """Instants that divide an interval as the seconds do."""
    total, out, at = sum(seconds), [], 0.0
    for part in seconds:
        at += part
        out.append(start + (end - start) * (at / total if total > 0.0 else 1.0))
    return out


def _eased(start: float, end: float, t: float, power: float) -> float:
    if end - start < 1e-9:
        return float(t >= end)
    u = min(max((t - start) / (end - start), 0.0), 1.0)
    return float(ease(0.0, 1.0, u**power))
