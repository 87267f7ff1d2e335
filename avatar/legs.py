"""Legs that reach the ground: from where the feet stand to rotations of thighs, shins, feet and toes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.quaternions import Doubles, inverse, matrix, product, turn
from avatar.limb import Limb
from avatar.locomotion import Foot

_UP = (0.0, 1.0, 0.0)


@dataclass(frozen=True, eq=False)
class LegRest:
    """One leg at the T-pose: its bones, the hip joint as seen from the hips, the ankle, and from it the ball of the
    foot, about which the heel rises."""

    limb: Limb
    hip: Doubles
    ankle: Doubles
    ball: Doubles

    @staticmethod
    def of(hips: Doubles, joint: Doubles, knee: Doubles, ankle: Doubles, toes: Doubles | None) -> LegRest:
        """From the places of the joints at the T-pose; without toes the ball is as far ahead as the ankle is high."""
        first, second = knee - joint, ankle - knee
        upper, lower = max(float(np.linalg.norm(first)), 1e-3), max(float(np.linalg.norm(second)), 1e-3)
        limb = Limb(upper, lower, first / upper, second / lower, np.array([1.0, 0.0, 0.0]))
        ball = toes - ankle if toes is not None else np.array([0.0, -0.8 * ankle[1], ankle[1]])
        return LegRest(limb, joint - hips, ankle, ball)


def solve(rest: LegRest, foot: Foot, hips: Doubles, pelvis: Doubles) -> dict[str, Doubles]:
    """Rotations of the bones of a leg, by their names without the side, for hips at `hips` `(3,)` turned by `pelvis`.

    Everything in the figure's space; the ankle comes to stand over `foot` at the height that it has at rest.
    """
    yaw = turn(_UP, np.radians(foot.yaw))
    rolled = product(yaw, turn((1.0, 0.0, 0.0), np.radians(foot.roll)))
    flat = np.array([foot.x, rest.ankle[1] + foot.lift, foot.z])
    ankle = flat + matrix(yaw) @ rest.ball - matrix(rolled) @ rest.ball
    joint = hips + matrix(pelvis) @ rest.hip
    ahead = matrix(yaw)[:, 2] + 0.5 * matrix(pelvis)[:, 2]
    thigh, shin = rest.limb.solve(ankle - joint, ahead)
    toes = turn((1.0, 0.0, 0.0), np.radians(-foot.roll))  # they stay on the ground
    return {
        "UpperLeg": product(inverse(pelvis), thigh),
        "LowerLeg": product(inverse(thigh), shin),
        "Foot": product(inverse(shin), rolled),
        "Toes": toes,
    }
