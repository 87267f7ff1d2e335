"""What a body posture is made of: where the hands are, how they are held, how trunk, pelvis and head turn."""

from __future__ import annotations

from dataclasses import dataclass

from assets.scene import Vec3

NO_TURN: Vec3 = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Hand:
    """How far each finger is bent, 0 straight to 1 in the palm, and how far they are spread (degrees)."""

    thumb: float
    index: float
    middle: float
    ring: float
    little: float
    spread: float = 0.0


LOOSE = Hand(0.15, 0.16, 0.22, 0.27, 0.31)
OPEN = Hand(0.0, 0.04, 0.06, 0.08, 0.10, 5.0)
FLAT = Hand(0.2, 0.02, 0.02, 0.02, 0.02)
SOFT = Hand(0.1, 0.08, 0.13, 0.18, 0.22, 2.0)
LAID = Hand(0.35, 0.16, 0.18, 0.20, 0.22)
POINT = Hand(0.8, 0.0, 0.90, 0.93, 0.95)
THUMB_UP = Hand(-0.35, 0.92, 0.95, 0.95, 0.95)
ONE = Hand(0.85, 0.0, 0.92, 0.94, 0.95)
TWO = Hand(0.85, 0.0, 0.0, 0.94, 0.95, 9.0)
THREE = Hand(0.85, 0.0, 0.0, 0.0, 0.92, 6.0)
FOUR = Hand(0.9, 0.0, 0.0, 0.0, 0.0, 5.0)
FIVE = Hand(-0.2, 0.0, 0.0, 0.0, 0.0, 9.0)


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
    shape: Hand = LOOSE
    middle: bool = False
    """x of `hand` is measured from the middle of the body: hands that meet do so on any figure."""
    aim: Vec3 | None = None
    """A place (metres, the figure's space) at which arm and finger point, in place of `hand` and `fingers`."""


@dataclass(frozen=True)
class Key:
    """A body posture: arms that are None stay as they are; turns are degrees (pitch forward, yaw left, roll left)."""

    left: Arm | None = None
    right: Arm | None = None
    torso: Vec3 = NO_TURN
    head: Vec3 = NO_TURN
    pelvis: Vec3 = NO_TURN


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

    def arms(self) -> frozenset[str]:
        """The sides whose arms it moves."""
        return frozenset(side for side in ("left", "right") if any(getattr(key, side) for key in self.keys))
