"""Two bones and a hinge between them: inverse kinematics of an arm or a leg, in closed form.

Rotations are those of the *normalised* humanoid (axes parallel to the model's, none at the T-pose), whatever way the
bones run at rest. The bend is the law of cosines; which way it bends is told by a pole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from assets.quaternions import Doubles, from_matrix

STRETCH = 0.9985
"""Of its full length a limb is never longer: a straight one snaps."""


@dataclass(frozen=True, eq=False)
class Limb:
    """Lengths (metres) and directions at rest of two bones, and the axis about which a bend flexes the second."""

    upper: float
    lower: float
    first: Doubles
    second: Doubles
    hinge: Doubles

    @property
    def length(self) -> float:
        return self.upper + self.lower

    def solve(self, reach: ArrayLike, pole: ArrayLike) -> tuple[Doubles, Doubles]:
        """Rotations of both bones in the space of `reach` (metres from the first joint to the end of the second bone).

        The middle joint points towards `pole`. An end out of reach is brought as near as it comes in that direction.
        """
        way = np.asarray(reach, float)
        far = float(np.linalg.norm(way))
        along = way / far if far > 1e-9 else -self.hinge
        distance = float(np.clip(far, abs(self.upper - self.lower) + 1e-3, STRETCH * self.length))
        aside = np.asarray(pole, float)
        aside = aside - along * float(aside @ along)
        size = float(np.linalg.norm(aside))
        aside = aside / size if size > 1e-6 else _across(along)
        x = (self.upper**2 - self.lower**2 + distance**2) / (2.0 * distance)
        middle = along * x + aside * np.sqrt(max(self.upper**2 - x**2, 0.0))
        hinge = np.cross(aside, along)
        first = from_matrix(_basis(middle, hinge) @ _basis(self.first, self.hinge).T)
        second = from_matrix(_basis(along * distance - middle, hinge) @ _basis(self.second, self.hinge).T)
        return first, second


def facing(along: ArrayLike, out: ArrayLike, along_rest: ArrayLike, out_rest: ArrayLike) -> Doubles:
    """The rotation that takes one direction to `along`, and another as nearly as may be to `out`."""
    return from_matrix(_basis(along, out) @ _basis(along_rest, out_rest).T)


def _basis(along: ArrayLike, other: ArrayLike) -> Doubles:
    """Columns: `along`, `other` made upright to it, and their cross product."""
    x = np.asarray(along, float)
    x = x / np.linalg.norm(x)
    y = np.asarray(other, float)
    y = y - x * float(x @ y)
    size = float(np.linalg.norm(y))
    y = y / size if size > 1e-9 else _across(x)
    return np.stack([x, y, np.cross(x, y)], 1)


def _across(x: Doubles) -> Doubles:
    y = np.cross(x, np.eye(3)[int(np.argmin(np.abs(x)))])
    return np.asarray(y / np.linalg.norm(y))
