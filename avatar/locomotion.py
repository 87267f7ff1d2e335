"""Walking: a row of steps in closed form, with feet that stay where they are put.

A walk is planned once: turn on the spot, steps along a straight line, feet together, turn again. The pelvis follows the
middle of the feet; everything at an instant is read from the plan. The figure's space: x to its left, y up, z ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, PchipInterpolator

from assets.scene import Vec3
from avatar.easing import ease

Doubles = NDArray[np.float64]

STRIDE = 0.62
"""Of a leg's length: a relaxed step."""
PACE = 0.50
"""Seconds of a step."""
TURN = 40.0
"""Degrees of one step on the spot."""
BENT = 0.985
"""Of its length a leg has at most when it walks: knees never lock."""
_ROLL = 0.22
"""Of a step's time: the heel rises so long before the foot leaves the ground."""
_DOUBLE = 0.14
"""Of a step's time: both feet stand."""


@dataclass(frozen=True)
class Spot:
    """A place on the ground and the way someone there faces: metres, degrees to the left of the figure's z."""

    x: float = 0.0
    z: float = 0.0
    yaw: float = 0.0

    def beside(self, aside: float) -> Doubles:
        """`(3,)` x, z, yaw of a foot `aside` metres to the left."""
        a = np.radians(self.yaw)
        return np.array([self.x + aside * np.cos(a), self.z - aside * np.sin(a), self.yaw])


@dataclass(frozen=True)
class Step:
    """One foot's way: the heel rises at `rise`, the foot leaves at `lift` and stands from `land` on."""

    side: int
    """0 left, 1 right"""
    rise: float
    lift: float
    land: float
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    size: float
    """of a full stride, 0 to 1"""


@dataclass(frozen=True)
class Foot:
    """Where a foot is: x, z and yaw of its flat print, metres it is lifted, degrees its heel is."""

    x: float
    z: float
    yaw: float
    lift: float = 0.0
    roll: float = 0.0


@dataclass(frozen=True)
class Footing:
    """The ground under a figure at an instant. `step` is 0 to 1 within the step of the foot `swinging` (0 left, 1
    right), `going` how much of a walk it is."""

    spot: Spot
    feet: tuple[Foot, Foot]
    going: float = 0.0
    drop: float = 0.0
    """metres the hips are lowered"""
    sway: float = 0.0
    """-1 the weight is on the right foot, 1 on the left"""
    swing: float = 0.0
    """-1 the right foot is ahead, 1 the left"""


@dataclass(frozen=True)
class Walk:
    """A walk from `begin` on to a spot; with `yaw` None she faces in the end as before. `pace` in m/s, 0: easy."""

    begin: float
    x: float
    z: float
    yaw: float | None = None
    pace: float = 0.0


@dataclass(frozen=True, eq=False)
class Ground:
    """All walks of a performance. `aside` is a foot's distance from the middle, `legs` a leg's length, metres."""

    legs: float
    aside: float
    walks: tuple[Walk, ...] = ()
    home: Spot = field(default=Spot())

    def at(self, t: float) -> Footing:
        """Who stands where at t."""
        if not self._plan or t <= self._plan[0].rise:
            return self._standing(self.home)
        feet = [self._foot(side, t) for side in (0, 1)]
        i = int(np.searchsorted(self._lands, t, side="right")) - 1
        x, z = (float(v) for v in self._path(t))
        spot = Spot(x, z, float(self._turn(t)))
        going = self._going(t)
        if going <= 0.0:
            return Footing(spot, (feet[0], feet[1]))
        into = (t - self._lands[i]) / (self._lands[i + 1] - self._lands[i]) if i + 1 < len(self._lands) else 1.0
        step = self._ordered[min(i, len(self._ordered) - 1)]
        half = 0.5 * STRIDE * self.legs * step.size
        lowest = self.legs - np.sqrt(max((BENT * self.legs) ** 2 - half**2, 0.0))
        bob = float(np.sin(np.pi * min(max(into, 0.0), 1.0)) ** 2)
        weight = (1.0 if step.side else -1.0) * bob  # over the foot that stands
        ahead = self._ahead(feet, spot)
        return Footing(
            spot, (feet[0], feet[1]), going, float(self._low(t)) - 0.55 * bob * lowest * going, weight * going, ahead
        )

    def seen(self, viewer: Callable[[float], Vec3]) -> Callable[[float], Vec3]:
        """What `viewer` says of a figure that stays at home, for one that walks: from her eyes, as she faces."""

        def there(t: float) -> Vec3:
            x, y, z = viewer(t)
            spot = self.at(t).spot
            a, x, z = np.radians(spot.yaw), x - spot.x, z - spot.z
            return float(x * np.cos(a) - z * np.sin(a)), y, float(x * np.sin(a) + z * np.cos(a))

        return there if self.walks else viewer

    @property
    def end(self) -> float:
        """When the last foot stands."""
        return self._plan[-1].land if self._plan else 0.0

    def _standing(self, spot: Spot) -> Footing:
        left, right = (Foot(*spot.beside(s * self.aside)) for s in (1.0, -1.0))
        return Footing(spot, (left, right))

    def _foot(self, side: int, t: float) -> Foot:
        mine = [step for step in self._ordered if step.side == side and step.rise <= t]
        if not mine:
            first = next((s.start for s in self._ordered if s.side == side), None)
            return Foot(*(first if first is not None else self.home.beside(self.aside * (1 - 2 * side))))
        step = mine[-1]
        if t >= step.land:
            return Foot(*step.end)
        way = float(ease(step.lift, step.land, t))
        x, z, yaw = (a + (b - a) * way for a, b in zip(step.start, step.end, strict=True))
        u = min(max((t - step.lift) / (step.land - step.lift), 0.0), 1.0)
        lift = (0.045 + 0.05 * step.size) * self.legs * float(np.sin(np.pi * u**0.85) ** 2)
        roll = float(ease(step.rise, step.lift, t)) * (1.0 - float(ease(0.0, 0.85, u)))
        return Foot(x, z, yaw, lift, 38.0 * roll * step.size)

    @staticmethod
    def _ahead(feet: Sequence[Foot], spot: Spot) -> float:
        a = np.radians(spot.yaw)
        apart = (feet[0].x - feet[1].x) * np.sin(a) + (feet[0].z - feet[1].z) * np.cos(a)
        return float(apart)

    def _going(self, t: float) -> float:
        """1 while a walk is on, eased at its ends over half a step."""
        begins, ends = self._spans[:, 0], self._spans[:, 1]
        rise = ease(begins, begins + 0.6 * PACE, t)
        return float(np.max(rise * (1.0 - ease(ends - 0.4 * PACE, ends + 0.3 * PACE, t))))

    @cached_property
    def _plan(self) -> tuple[Step, ...]:
        out: list[Step] = []
        spot, free = self.home, 0.0
        for walk in sorted(self.walks, key=lambda w: w.begin):
            steps, spot = self._steps(walk, spot, max(walk.begin, free))
            out += steps
            free = steps[-1].land + 0.1 if steps else free
        return tuple(out)

    @cached_property
    def _ordered(self) -> tuple[Step, ...]:
        return tuple(sorted(self._plan, key=lambda step: step.land))

    @cached_property
    def _spans(self) -> Doubles:
        """`(k, 2)` from when to when each walk lasts; walks without a pause are one."""
        out: list[tuple[float, float]] = []
        for step in self._ordered:
            if out and step.rise - out[-1][1] < 0.3:
                out[-1] = (out[-1][0], step.land)
            else:
                out.append((step.rise, step.land))
        return np.array(out)

    @cached_property
    def _lands(self) -> Doubles:
        """Instants between which the pelvis goes from one stance to the next: each step's begin, and its landing."""
        return np.array([self._ordered[0].rise, *(step.land for step in self._ordered)])

    @cached_property
    def _keys(self) -> tuple[Doubles, Doubles]:
        """(instants, middle of the feet `(k, 3)`) whenever a foot lands; twice where a walk begins after a pause."""
        feet = [self.home.beside(self.aside), self.home.beside(-self.aside)]
        times, middles, last = [], [], -np.inf
        for step in self._ordered:
            if step.rise - last > 0.05:
                times.append(step.rise)
                middles.append(np.mean(feet, 0))
            feet[step.side] = np.array(step.end)
            times.append(step.land)
            middles.append(np.mean(feet, 0))
            last = step.land
        return np.array(times), np.array(middles)

    def _path(self, t: float) -> Doubles:
        return np.asarray(self._spline(float(np.clip(t, *self._keys[0][[0, -1]]))))

    @cached_property
    def _spline(self) -> PchipInterpolator | CubicSpline:
        times, middles = self._keys
        if len(self._spans) > 1:  # someone who stands between two walks stands still
            return PchipInterpolator(times, middles[:, :2])
        return CubicSpline(times, middles[:, :2], bc_type="clamped")

    def _turn(self, t: float) -> float:
        times, middles = self._keys
        return float(PchipInterpolator(times, middles[:, 2])(np.clip(t, times[0], times[-1])))

    def _low(self, t: float) -> float:
        """How far the hips are lowered for both feet to be reached, eased from step to step."""
        sizes = [0.0, *(step.size for step in self._ordered)]
        half = 0.5 * STRIDE * self.legs * np.array(sizes)
        drops = self.legs - np.sqrt(np.maximum((BENT * self.legs) ** 2 - half**2, 0.0))
        drops = np.maximum(drops, np.append(drops[1:], 0.0))  # as low as the next step wants, before it lands
        return float(PchipInterpolator(self._lands, drops)(np.clip(t, self._lands[0], self._lands[-1]))) * self._going(
            t
        )

    def _steps(self, walk: Walk, spot: Spot, begin: float) -> tuple[list[Step], Spot]:
        """The steps of one walk and where it ends."""
        way = np.array([walk.x - spot.x, walk.z - spot.z])
        far = float(np.linalg.norm(way))
        out = _Stepping(self, spot, begin, walk.pace)
        if far > 0.02:
            heading = float(np.degrees(np.arctan2(way[0], way[1])))
            off = _wrapped(heading - spot.yaw)
            near = far < 1.2 * STRIDE * self.legs  # so near that she steps there without turning round
            course = spot.yaw if near else spot.yaw + off
            if abs(course - spot.yaw) > TURN:
                out.turn(course)
            out.along(far, np.radians(heading), course)
        final = spot.yaw if walk.yaw is None else walk.yaw
        if abs(_wrapped(final - out.spot.yaw)) > 1.0:
            out.turn(out.spot.yaw + _wrapped(final - out.spot.yaw))
        return out.steps, out.spot


@dataclass(eq=False)
class _Stepping:
    """A row of steps being made: who stands where after each, and when."""

    ground: Ground
    spot: Spot
    time: float
    pace: float
    steps: list[Step] = field(default_factory=list)
    next: int = 0

    def turn(self, yaw: float) -> None:
        """Steps on the spot until she faces `yaw`; the foot on the side of the turn goes first."""
        change = yaw - self.spot.yaw
        count = max(1, int(np.ceil(abs(change) / TURN)))
        self.next = 0 if change > 0 else 1
        start = self.spot
        for i in range(1, count + 1):
            self.spot = Spot(start.x, start.z, start.yaw + change * i / count)
            self._step(0.3)
            self._step(0.3)

    def along(self, far: float, heading: float, yaw: float) -> None:
        """Steps along a straight line, and the feet together at its end."""
        stride = STRIDE * self.ground.legs
        seconds = PACE
        if self.pace > 0.0:  # a brisk walk has longer and quicker steps
            brisk = self.pace / (stride / PACE)
            stride, seconds = stride * min(max(brisk, 0.3) ** 0.5, 1.25), PACE * min(max(brisk, 0.3) ** -0.5, 1.6)
        count = max(1, int(np.ceil(far / stride - 0.25)))
        start = self.spot
        side = np.sin(heading - np.radians(yaw))
        self.next = 0 if side > 0.2 else 1 if side < -0.2 else self.next
        size = min(far / count / (STRIDE * self.ground.legs), 1.3)
        for i in range(1, count + 1):
            there = far * i / count
            self.spot = Spot(start.x + there * np.sin(heading), start.z + there * np.cos(heading), yaw)
            self._step(size, seconds)
        self._step(0.5 * size, seconds)

    def _step(self, size: float, seconds: float = PACE) -> None:
        side, self.next = self.next, 1 - self.next
        aside = self.ground.aside * (1 - 2 * side)
        mine = [step for step in self.steps if step.side == side]
        before = mine[-1].end if mine else self._first(side)
        after = self.spot.beside(aside)
        self.time += seconds
        lift = self.time - (1.0 - _DOUBLE) * seconds
        end = (float(after[0]), float(after[1]), float(after[2]))
        rise = lift - _ROLL * seconds if self.steps else lift - _DOUBLE * seconds
        self.steps.append(Step(side, rise, lift, self.time, before, end, size))

    def _first(self, side: int) -> tuple[float, float, float]:
        x, z, yaw = self.start.beside(self.ground.aside * (1 - 2 * side))
        return float(x), float(z), float(yaw)

    def __post_init__(self) -> None:
        self.start = self.spot


def _wrapped(degrees: float) -> float:
    """The same turn, at most half way round."""
    return (degrees + 180.0) % 360.0 - 180.0
