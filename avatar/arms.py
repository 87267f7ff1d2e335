"""Two-bone inverse kinematics of an arm, in the axes of the chest at the T-pose of VRM 1.0.

Rotations are quaternions (x, y, z, w) of the *normalised* humanoid: axes parallel to the model's, no rotation at the
T-pose, where the left arm runs along +x with its palm down and the elbow's hinge is the vertical.
"""

from __future__ import annotations

import numpy as np

from assets.quaternions import Doubles, from_matrix, inverse, product, turn
from avatar.gesture import Arm

MIRROR = np.array([1.0, -1.0, -1.0, 1.0])
"""Turns a rotation of the left side into the right side's."""


def solve(arm: Arm, upper: float, fore: float) -> dict[str, Doubles]:
    """Rotations of UpperArm, LowerArm and Hand for the left arm with bones of these lengths.

    A hand out of reach is brought to the nearest place it can reach in that direction.
    """
    reach = np.array(arm.hand, float)
    distance = float(np.clip(np.linalg.norm(reach) * (upper + fore), abs(upper - fore) + 1e-3, 0.998 * (upper + fore)))
    along = reach / np.linalg.norm(reach)
    pole = np.array(arm.elbow, float) - along * float(np.dot(arm.elbow, along))
    pole /= max(float(np.linalg.norm(pole)), 1e-9)
    x = (upper**2 - fore**2 + distance**2) / (2 * distance)
    elbow = along * x + pole * np.sqrt(max(upper**2 - x**2, 0.0))
    first = elbow / np.linalg.norm(elbow)
    second = along * distance - elbow
    second /= np.linalg.norm(second)
    hinge = np.cross(first, second)
    hinge /= max(float(np.linalg.norm(hinge)), 1e-9)
    bend = float(np.arccos(np.clip(np.dot(first, second), -1.0, 1.0)))
    upper_arm = from_matrix(np.stack([first, -hinge, np.cross(first, -hinge)], 1))
    lower_arm = turn((0.0, -1.0, 0.0), bend)
    if arm.fingers is None or arm.palm is None:
        return {"UpperArm": upper_arm, "LowerArm": lower_arm, "Hand": turn((1.0, 0.0, 0.0), 0.0)}
    hand = product(inverse(product(upper_arm, lower_arm)), _hand(arm.fingers, arm.palm))
    twist = 2.0 * np.arctan2(hand[0], hand[3])
    twist = (twist + np.pi) % (2 * np.pi) - np.pi
    half = turn((1.0, 0.0, 0.0), 0.5 * float(twist))  # the forearm takes half of what the hand would have to twist
    return {"UpperArm": upper_arm, "LowerArm": product(lower_arm, half), "Hand": product(inverse(half), hand)}


def _hand(fingers: tuple[float, float, float], palm: tuple[float, float, float]) -> Doubles:
    along = np.array(fingers, float) / np.linalg.norm(fingers)
    out = np.array(palm, float) - along * float(np.dot(palm, along))
    out /= np.linalg.norm(out)
    return from_matrix(np.stack([along, -out, np.cross(along, -out)], 1))


def curl(degrees: float) -> dict[str, Doubles]:
    """Finger joints of the left hand, bent into the palm; the outer fingers a little more."""
    out = {}
    for finger, share in (("Index", 0.75), ("Middle", 0.9), ("Ring", 1.0), ("Little", 1.1)):
        for joint, more in (("Proximal", 0.9), ("Intermediate", 1.2), ("Distal", 0.8)):
            out[f"{finger}{joint}"] = turn((0.0, 0.0, -1.0), np.radians(degrees * share * more))
    return out | {
        f"Thumb{joint}": turn((0.3, 1.0, 0.0), np.radians(0.35 * degrees)) for joint in ("Proximal", "Distal")
    }
