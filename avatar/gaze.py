"""Eyes: where they look, how they get there, and blinks. All closed forms of time.

Saccades last 25 ms + 2.4 ms a degree (Carpenter 1988); beyond about 15 degrees the head carries the rest. Blinks
come 15 to 20 a minute, gathered at pauses and at shifts of gaze: 110 ms down, 45 ms shut (a frame of a film sees
it), 200 ms up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assets.scene import Vec3
from avatar.easing import Curve, bump, ease, union

TARGETS: Mapping[str, tuple[float, float] | None] = {
    "camera": None,
    "left": (24.0, 0.0),
    "right": (-24.0, 0.0),
    "up": (0.0, 14.0),
    "down": (0.0, -16.0),
    "away": (-38.0, 3.0),
    "think": (17.0, 16.0),
}
"""Degrees (towards the figure's left, up) from straight ahead; the camera's direction is asked for."""

EYES_ALONE = 15.0
CLOSING, SHUT, OPENING = 0.11, 0.045, 0.20
REST_OF_HEAD = 0.25
"""The head's share of a small gaze angle."""


@dataclass(frozen=True)
class Shift:
    """From `time` on the figure looks at `target`: a name of `TARGETS`, or degrees to the left and up."""

    time: float
    target: str | tuple[float, float]


Viewer = Callable[[float], Vec3]
"""Where the camera is at t seconds, in metres from the figure's eyes: x to its left, y up, z ahead."""


@dataclass(frozen=True)
class Look:
    """Degrees to the figure's left and up, of the eyes in the head and of the head itself."""

    eyes: tuple[float, float]
    head: tuple[float, float]


@dataclass(frozen=True, eq=False)
class GazeTrack:
    shifts: tuple[Shift, ...]
    viewer: Viewer
    seed: int = 1

    def at(self, t: float) -> Look:
        """The eyes jump, the head follows within half a second and the eyes turn back as it arrives."""
        gaze, head = self._angles(0, t), self._head(self._angles(0, t))
        for i in range(1, len(self.shifts)):
            begin = self.shifts[i].time
            if t < begin:
                break
            to = self._angles(i, t)
            size = float(np.hypot(*(to - gaze)))
            gaze = gaze + (to - gaze) * float(ease(begin, begin + 0.025 + 0.0024 * size + 1e-3, t))
            head = head + (self._head(to) - head) * float(ease(begin + 0.04, begin + 0.45 + 0.006 * size, t))
        eyes = np.clip(gaze - head, -26.0, 26.0) + self._flicker(t)
        return Look((float(eyes[0]), float(eyes[1])), (float(head[0]), float(head[1])))

    def _angles(self, i: int, t: float) -> Curve:
        named = self.shifts[i].target
        target = TARGETS[named] if isinstance(named, str) else named
        if target is not None:
            return np.array(target)
        x, y, z = self.viewer(t)
        yaw = float(np.clip(np.degrees(np.arctan2(x, z)), -60.0, 60.0))
        return np.array([yaw, float(np.clip(np.degrees(np.arctan2(y, np.hypot(x, z))), -35.0, 35.0))])

    @staticmethod
    def _head(gaze: Curve) -> Curve:
        size = float(np.hypot(*gaze))
        return gaze * (max(size - EYES_ALONE, REST_OF_HEAD * size) / size if size > 1e-6 else 0.0)

    def _flicker(self, t: float) -> Curve:
        """Micro-saccades: a new place within a degree every 0.9 seconds or so."""
        slot = int(np.floor(t / 0.9))
        (before, _), (now, late) = _flick(self.seed, slot - 1), _flick(self.seed, slot)
        begin = (slot + late) * 0.9
        return np.asarray(before + (now - before) * float(ease(begin, begin + 0.035, t)))


@lru_cache(maxsize=1024)
def _flick(seed: int, slot: int) -> tuple[Curve, float]:
    """Where the eyes come to rest in a slot (degrees), and how late in it."""
    random = np.random.default_rng((seed, slot + 10_000))
    return random.uniform(-0.8, 0.8, 2), float(random.uniform(0.2, 0.7))


def blink_times(duration: float, pauses: Sequence[float], shifts: Sequence[float], seed: int) -> tuple[float, ...]:
    """Seconds at which the lids begin to fall: every 3.5 s on average, drawn to pauses and gaze shifts nearby."""
    random = np.random.default_rng(seed)
    wanted = np.array(sorted([p + 0.05 for p in pauses] + [max(s - 0.06, 0.0) for s in shifts]))
    times: list[float] = []
    due = 0.6 + 0.8 * float(random.random())
    while due < duration:
        times.append(due)
        due += min(1.4 + float(random.gamma(2.2, 0.95)), 7.0)
        near = wanted[(wanted >= times[-1] + 1.0) & (np.abs(wanted - due) <= 1.6)]
        if len(near):
            due = float(near[np.argmin(np.abs(near - due))])
    return tuple(times)


def lids(blinks: Curve, t: float) -> float:
    """How far both lids are shut, 0 to 1; `blinks` are the times of `blink_times`."""
    near = blinks[np.abs(blinks - t) < 1.0]
    return union(bump(near + CLOSING, near + CLOSING + SHUT, CLOSING, OPENING, t))
