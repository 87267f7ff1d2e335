"""Gestures: what the arms, hands, torso and head do, and how a gesture moves through its phases.

A gesture is a row of keys (BML 1.0: preparation to `ready`, then the stroke, hold, relaxation). A key says where
the hands are in arm lengths from the shoulder, which way fingers and palm point, and how the torso turns: the same
gesture fits long and short arms. Arms are solved by `avatar.arms`, keys are joined by smooth quintics, and
every gesture fades over the idle posture, so gestures may overlap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assets.scene import Vec3


@dataclass(frozen=True)
class Arm:
    """The left arm in the chest's axes (x out from the body, y up, z ahead); the right one is its mirror image."""

    hand: Vec3
    """From the shoulder joint to the wrist, in lengths of the whole arm."""
    elbow: Vec3 = (0.4, -0.8, -0.5)
    """Direction in which the elbow points."""
    fingers: Vec3 | None = None
    palm: Vec3 | None = None
    """Directions of the fingers and out of the palm; None leaves the hand in line with the forearm."""
    curl: float = 14.0
    """Degrees of each finger joint."""


@dataclass(frozen=True)
class Key:
    """A body posture: arms that are None stay idle; turns are degrees (pitch forward, yaw left, roll left)."""

    left: Arm | None = None
    right: Arm | None = None
    torso: Vec3 = (0.0, 0.0, 0.0)
    head: Vec3 = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Gesture:
    """Keys and the seconds to reach each; `stroke` is the key whose arrival is the stroke. The last key is held
    `hold` seconds (a script may say otherwise), then the body relaxes."""

    keys: tuple[Key, ...]
    seconds: tuple[float, ...]
    stroke: int
    hold: float
    relax: float

    def before_stroke(self) -> float:
        return sum(self.seconds[: self.stroke + 1])


IDLE = Arm((0.36, -0.90, 0.10), (0.25, 0.0, -1.0), curl=18.0)

_OPEN_PALM = Arm((0.66, -0.16, 0.50), (0.35, -0.9, -0.25), (0.62, 0.30, 0.72), (-0.05, 0.80, 0.60), curl=6.0)
_GATHERED = Arm((0.04, -0.42, 0.62), (0.8, -0.5, -0.2), (-0.30, 0.25, 0.90), (-0.5, 0.65, -0.2), curl=16.0)
_ASIDE = Arm((0.90, -0.10, 0.30), (0.1, -0.9, -0.4), (0.94, 0.18, 0.28), (0.05, 0.72, 0.69), curl=5.0)
_CHEST = Arm((-0.14, -0.22, 0.54), (1.0, -0.45, 0.2), (-0.92, 0.35, 0.10), (-0.15, -0.05, -0.98), curl=9.0)
_LIFTED = Arm((0.34, -0.36, 0.56), (0.5, -0.8, -0.3), (0.15, 0.45, 0.85), (-0.45, 0.65, 0.60), curl=12.0)
_LOWERED = Arm((0.36, -0.46, 0.58), (0.5, -0.8, -0.3), (0.18, 0.15, 0.97), (-0.30, 0.85, 0.40), curl=10.0)
_HIGH_OUT = Arm((0.52, 0.22, 0.44), (0.55, -0.8, 0.1), (0.42, 0.90, 0.12), (0.0, -0.10, 1.0), curl=4.0)
_HIGH_IN = Arm((0.40, 0.24, 0.46), (0.6, -0.8, 0.1), (-0.28, 0.95, 0.12), (0.0, -0.10, 1.0), curl=4.0)
_POINTING = Arm((0.80, 0.10, 0.52), (0.2, -0.9, -0.3), (0.80, 0.22, 0.56), (0.25, -0.90, 0.30), curl=8.0)
_CLASPED = Arm((-0.10, -0.40, 0.54), (0.8, -0.5, -0.3), (-0.45, 0.45, 0.77), (-0.88, -0.10, -0.46), curl=8.0)

GESTURES: Mapping[str, Gesture] = {
    "welcome": Gesture(
        (
            Key(_GATHERED, _GATHERED, torso=(2.0, 0.0, 0.0), head=(3.0, 0.0, 0.0)),
            Key(_OPEN_PALM, _OPEN_PALM, torso=(-2.5, 0.0, 0.0), head=(-3.0, 0.0, 3.0)),
        ),
        (0.50, 0.42), stroke=1, hold=1.1, relax=0.9,
    ),
    "present_left": Gesture(
        (Key(_LIFTED, torso=(0.0, -3.0, 0.0)), Key(_ASIDE, torso=(0.0, 7.0, 1.5), head=(0.0, 6.0, -2.0))),
        (0.40, 0.42), stroke=1, hold=1.2, relax=0.8,
    ),
    "present_right": Gesture(
        (
            Key(None, _LIFTED, torso=(0.0, 3.0, 0.0)),
            Key(None, _ASIDE, torso=(0.0, -7.0, -1.5), head=(0.0, -6.0, 2.0)),
        ),
        (0.40, 0.42), stroke=1, hold=1.2, relax=0.8,
    ),
    "self": Gesture((Key(None, _CHEST, torso=(1.0, 0.0, 0.0), head=(2.0, 0.0, 4.0)),), (0.55,), 0, 0.7, 0.7),
    "beat": Gesture((Key(None, _LIFTED), Key(None, _LOWERED)), (0.34, 0.16), stroke=1, hold=0.25, relax=0.55),
    "beat_left": Gesture((Key(_LIFTED), Key(_LOWERED)), (0.34, 0.16), stroke=1, hold=0.25, relax=0.55),
    "wave": Gesture(
        tuple(Key(None, arm, head=(0.0, 0.0, -4.0)) for arm in (_HIGH_OUT, _HIGH_IN) * 3),
        (0.55, 0.24, 0.24, 0.24, 0.24, 0.24), stroke=0, hold=0.1, relax=0.7,
    ),
    "point_left": Gesture((Key(_LIFTED), Key(_POINTING, torso=(0.0, 6.0, 0.0))), (0.35, 0.35), 1, 0.9, 0.7),
    "point_right": Gesture(
        (Key(None, _LIFTED), Key(None, _POINTING, torso=(0.0, -6.0, 0.0))), (0.35, 0.35), 1, 0.9, 0.7
    ),
    "clasp": Gesture((Key(_CLASPED, _CLASPED, head=(2.0, 0.0, 3.0)),), (0.65,), 0, 1.5, 0.8),
    "bow": Gesture(
        (Key(_CLASPED, _CLASPED), Key(_CLASPED, _CLASPED, torso=(22.0, 0.0, 0.0), head=(12.0, 0.0, 0.0))),
        (0.55, 0.55), stroke=1, hold=0.35, relax=0.9,
    ),
}  # fmt: skip

HEAD_MOVES: Mapping[str, Gesture] = {
    "nod": Gesture((Key(head=(9.0, 0.0, 0.0)), Key(head=(-1.5, 0.0, 0.0))), (0.22, 0.26), 0, 0.0, 0.25),
    "shake": Gesture(
        tuple(Key(head=(0.0, yaw, 0.0)) for yaw in (9.0, -9.0, 6.0)), (0.22, 0.28, 0.26), 0, 0.0, 0.25
    ),
    "tilt": Gesture((Key(head=(0.0, 0.0, 8.0)),), (0.45,), 0, 0.8, 0.6),
    "tilt_right": Gesture((Key(head=(0.0, 0.0, -8.0)),), (0.45,), 0, 0.8, 0.6),
    "raise": Gesture((Key(head=(-5.0, 0.0, 0.0)),), (0.35,), 0, 0.4, 0.5),
}  # fmt: skip
