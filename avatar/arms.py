"""Arms and hands: from what a key says to rotations of the normalised humanoid's bones.

Everything is solved for the left arm, which at the T-pose of VRM 1.0 runs along +x with its palm down; the right one
is the mirror image of a left one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assets.quaternions import Doubles, euler, inverse, product, turn
from avatar.keys import Arm, Hand
from avatar.limb import Limb, facing

MIRROR = np.array([1.0, -1.0, -1.0, 1.0])
"""Turns a rotation of the left side into the right side's."""

_RAISING = 9.0
"""Degrees by which a shoulder lifts for a hand an arm's length above it."""

_JOINTS = {
    "Index": (74.0, 92.0, 58.0),
    "Middle": (78.0, 96.0, 60.0),
    "Ring": (80.0, 96.0, 60.0),
    "Little": (82.0, 92.0, 58.0),
}
"""Degrees of each joint of a finger that is wholly bent."""
_SPREAD = {"Index": 1.0, "Middle": 0.15, "Ring": -0.6, "Little": -1.3}


@dataclass(frozen=True, eq=False)
class ArmRest:
    """One figure's arm as a left one: its bones, and how far the shoulder joint is from the middle of the body."""

    limb: Limb
    half: float

    @staticmethod
    def of(shoulder: Doubles, elbow: Doubles, wrist: Doubles, side: str) -> ArmRest:
        """From the places of the joints at the T-pose."""
        flip = np.array([-1.0 if side == "right" else 1.0, 1.0, 1.0])
        first, second = (elbow - shoulder) * flip, (wrist - elbow) * flip
        upper, lower = max(float(np.linalg.norm(first)), 1e-3), max(float(np.linalg.norm(second)), 1e-3)
        limb = Limb(upper, lower, first / upper, second / lower, np.array([0.0, -1.0, 0.0]))
        return ArmRest(limb, float(shoulder[0] * flip[0]))


def solve(arm: Arm, rest: ArmRest) -> dict[str, Doubles]:
    """Rotations of the bones of the left arm, by their names without the side, in the axes of the chest."""
    limb = rest.limb
    x = arm.hand[0] - (rest.half / limb.length if arm.middle else 0.0)
    reach = np.array([x, arm.hand[1], arm.hand[2]])
    shoulder = euler(0.0, 0.0, -_RAISING * max(arm.hand[1] + 0.35, 0.0))  # a raised hand lifts its shoulder
    upper, lower = limb.solve(reach * limb.length, arm.elbow)
    out = {"Shoulder": shoulder, "UpperArm": product(inverse(shoulder), upper)}
    bend = product(inverse(upper), lower)
    if arm.fingers is None or arm.palm is None:
        return out | {"LowerArm": bend, "Hand": turn((1.0, 0.0, 0.0), 0.0)} | fingers(arm.shape)
    wanted = facing(arm.fingers, -np.asarray(arm.palm, float), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    hand = product(inverse(lower), wanted)
    twist = 2.0 * np.arctan2(float(hand[:3] @ limb.second), hand[3])
    twist = (twist + np.pi) % (2 * np.pi) - np.pi
    half = turn(limb.second, 0.6 * float(twist))  # the forearm takes most of what the hand would have to twist
    return out | {"LowerArm": product(bend, half), "Hand": product(inverse(half), hand)} | fingers(arm.shape)


def aimed(arm: Arm, way: Doubles) -> Arm:
    """The arm stretched out along `way` (chest's axes, as a left arm's), fingers ahead and palm down."""
    ahead = way / max(float(np.linalg.norm(way)), 1e-9)
    ahead = np.array([max(ahead[0], -0.45), ahead[1], max(ahead[2], -0.4)])
    ahead /= np.linalg.norm(ahead)
    x, y, z = (float(v) for v in ahead)
    return replace(arm, hand=(0.95 * x, 0.95 * y, 0.95 * z), fingers=(x, y, z), middle=False, aim=None)


def fingers(hand: Hand) -> dict[str, Doubles]:
    """Finger joints of the left hand."""
    out = {}
    for finger, joints in _JOINTS.items():
        bent = getattr(hand, finger.lower())
        for joint, degrees in zip(("Proximal", "Intermediate", "Distal"), joints, strict=True):
            out[f"{finger}{joint}"] = turn((0.0, 0.0, -1.0), np.radians(degrees * bent))
        apart = turn((0.0, -1.0, 0.0), np.radians(_SPREAD[finger] * hand.spread * (1.0 - bent)))
        out[f"{finger}Proximal"] = product(apart, out[f"{finger}Proximal"])
    # the thumb runs forward, out and down at the T-pose: it closes under the palm, towards the little finger
    across = turn((0.55, 0.55, -0.25), np.radians(26.0 * hand.thumb))
    out["ThumbMetacarpal"] = across
    out["ThumbProximal"] = turn((0.25, 1.0, 0.0), np.radians(38.0 * hand.thumb))
    out["ThumbDistal"] = turn((0.25, 1.0, 0.0), np.radians(55.0 * hand.thumb))
    return out
