"""The body over time: idle life, gestures, gaze and breath, as rotations of the VRM humanoid.

Everything is a closed form of t: the idle wander is seeded sines, breath is a wave between chosen inhalations, a
gesture is a weight and a row of keys. Motion is described in `avatar.gesture`; here it meets one figure's arms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assets.quaternions import Doubles, euler, mix, product
from assets.scene import Vec3
from avatar import arms
from avatar.easing import Curve, bump, drift, ease
from avatar.gesture import IDLE, Arm, Gesture, Key
from avatar.rig import Rig

_TORSO = {"spine": 0.4, "chest": 0.35, "upperChest": 0.25}
_NECK = {"neck": 0.4, "head": 0.6}
_SIDES = ("left", "right")
_SHOULDERS = ("leftShoulder", "rightShoulder")


@dataclass(frozen=True)
class Played:
    """A gesture on the clock: its stroke arrives at `stroke` seconds and its last key is held for `hold`."""

    gesture: Gesture
    stroke: float
    hold: float
    weight: float = 1.0

    @property
    def times(self) -> tuple[float, ...]:
        """Arrival at each key."""
        begin = self.stroke - self.gesture.before_stroke()
        return tuple(begin + float(s) for s in np.cumsum(self.gesture.seconds))

    @property
    def start(self) -> float:
        return self.stroke - self.gesture.before_stroke()

    @property
    def end(self) -> float:
        return self.times[-1] + self.hold + self.gesture.relax

    def envelope(self, t: float) -> float:
        """How much of the body the gesture has at t: rises towards the first key, falls as it relaxes."""
        relax = self.times[-1] + self.hold
        rise = ease(self.start, self.times[0], t)
        return self.weight * float(rise * (1.0 - ease(relax, relax + self.gesture.relax, t)))

    def between(self, t: float) -> tuple[int, int, float]:
        """The two keys around t and how far the way from one to the other has come."""
        for i in range(1, len(self.times)):
            if t < self.times[i]:
                return i - 1, i, float(ease(self.times[i - 1], self.times[i], t))
        return len(self.times) - 1, len(self.times) - 1, 0.0


Limbs = dict[str, Doubles]
Arms = tuple[Doubles, NDArray[np.bool_]]
"""A rotation for each bone of both arms `(k, 4)`, and `(k,)` which of them a key asks for."""


def turned(degrees: Mapping[str, Sequence[float] | Curve]) -> Limbs:
    """Rotations of bones by their degrees (pitch, yaw, roll)."""
    rows = np.array([tuple(turn) for turn in degrees.values()], float).reshape(-1, 3)
    return dict(zip(degrees, euler(*rows.T), strict=True))


@dataclass(frozen=True, eq=False)
class BodyTrack:
    """`at(t, head_turn)` gives bone rotations and the shift of the hips; the head turns by degrees (left, up) after
    the gaze. `beats` are (seconds, degrees) of small nods."""

    rig: Rig
    played: tuple[Played, ...]
    inhales: Curve
    beats: tuple[tuple[float, float], ...]
    seed: int = 1

    def at(self, t: float, head_turn: tuple[float, float] = (0.0, 0.0)) -> tuple[Limbs, Vec3]:
        limbs = self._resting
        torso, head = np.zeros(3), np.zeros(3)
        for played in self.played:
            weight = played.envelope(t)
            if weight <= 0.0:
                continue
            a, b, way = played.between(t)
            keys = played.gesture.keys
            torso = torso + weight * _along(keys[a].torso, keys[b].torso, way)
            head = head + weight * _along(keys[a].head, keys[b].head, way)
            (first, asked), (second, also) = self._solved[id(keys[a])], self._solved[id(keys[b])]
            shown = mix(limbs, mix(first, second, way), weight)
            limbs = np.where((asked | also)[:, None], shown, limbs)

        breath = breathing(self.inhales, t)
        torso = torso + (-1.1 * breath + 0.7 * self._wander(2, t), 1.8 * self._wander(3, t), 1.2 * self._wander(4, t))
        nod = sum(size * float(bump(at, at, 0.13, 0.24, t)) for at, size in self.beats if abs(at - t) < 0.5)
        wander = (1.6 * self._wander(5, t), 2.2 * self._wander(6, t), 1.8 * self._wander(7, t))
        head = head + wander + (nod + 0.5 * breath, 0.0, 0.0) - 0.6 * torso  # the head keeps itself upright
        head = head + (-head_turn[1], head_turn[0], -0.12 * head_turn[0])

        shift = 0.010 * self._legs * self._wander(8, t)
        # legs lean against the hips' shift, so that the feet stay where they are
        lean = float(np.degrees(shift / self._legs))
        lift = 1.6 * breath
        degrees: dict[str, Sequence[float] | Curve] = {
            **{bone: share * torso for bone, share in _TORSO.items()},
            **{bone: share * head for bone, share in _NECK.items()},
            **{f"{side}UpperLeg": (0.0, 0.0, lean) for side in _SIDES},
            **{f"{side}Foot": (0.0, 0.0, -lean) for side in _SIDES},
            **{f"{side}Shoulder": (0.0, 0.0, sign * lift) for side, sign in zip(_SIDES, (-1.0, 1.0), strict=True)},
        }
        turns = dict(zip(self._idle_arms, limbs, strict=True))
        shoulders = {bone: turns[bone] for bone in _SHOULDERS}
        turns |= turned(degrees)
        for bone, resting in shoulders.items():
            turns[bone] = product(resting, turns[bone])
        return turns, (shift, 0.0, 0.0)

    def _wander(self, channel: int, t: float) -> float:
        return drift(self.seed * 100 + channel, t)

    @cached_property
    def _legs(self) -> float:
        return self.rig.length("leftUpperLeg", "leftLowerLeg") + self.rig.length("leftLowerLeg", "leftFoot")

    @cached_property
    def _idle_arms(self) -> Limbs:
        return self._arm("left", IDLE) | self._arm("right", IDLE)

    @cached_property
    def _resting(self) -> Doubles:
        return np.array(list(self._idle_arms.values()))

    @cached_property
    def _solved(self) -> Mapping[int, Arms]:
        """The arms of every key that is played, by the key's identity."""
        keys = {id(key): key for played in self.played for key in played.gesture.keys}
        return {i: self._key(key) for i, key in keys.items()}

    def _key(self, key: Key) -> Arms:
        left = self._arm("left", key.left) if key.left else {}
        asked = left | (self._arm("right", key.right) if key.right else {})
        rows = (self._idle_arms | asked).values()
        return np.array(list(rows)), np.array([bone in asked for bone in self._idle_arms])

    def _arm(self, side: str, arm: Arm) -> Limbs:
        upper = self.rig.length(f"{side}UpperArm", f"{side}LowerArm")
        fore = self.rig.length(f"{side}LowerArm", f"{side}Hand")
        limbs = arms.solve(arm, upper, fore) | arms.curl(arm.curl)
        limbs["Shoulder"] = euler(0.0, 0.0, -7.0 * max(arm.hand[1] + 0.35, 0.0))  # a raised hand lifts its shoulder
        mirror = arms.MIRROR if side == "right" else 1.0
        return {f"{side}{bone}": np.asarray(turn * mirror) for bone, turn in limbs.items()}


def _along(a: Vec3, b: Vec3, way: float) -> Curve:
    first, second = np.asarray(a, float), np.asarray(b, float)
    return np.asarray(first + (second - first) * way)


def inhale_times(duration: float, pauses: Sequence[tuple[float, float]]) -> Curve:
    """When breath is drawn: in pauses of speech at least 2 s apart, else every 4.3 s (14 a minute)."""
    times = [-1.5]
    wanted = sorted(end - 0.45 for start, end in pauses if end - start >= 0.2)
    for candidate in [*wanted, duration + 10.0]:
        while candidate - times[-1] > 6.0:
            times.append(times[-1] + 4.3)
        if candidate - times[-1] >= 2.0:
            times.append(candidate)
    return np.array(times)


def breathing(inhales: Curve, t: float) -> float:
    """0 empty to 1 full: up in 0.9 s (less when the next breath is near), slowly down until the next one."""
    i = int(np.clip(np.searchsorted(inhales, t, side="right") - 1, 0, len(inhales) - 2))
    begin, end = float(inhales[i]), float(inhales[i + 1])
    top = begin + min(0.9, 0.4 * (end - begin))
    return float(ease(begin, top, t) * (1.0 - ease(top, end, t)))
