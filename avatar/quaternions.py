"""Unit quaternions (x, y, z, w) in double precision, for the inner loop of a pose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
NONE: Doubles = np.array([0.0, 0.0, 0.0, 1.0])


def turn(axis: Sequence[float], radians: float) -> Doubles:
    """About `axis` (any length) by the right-hand rule."""
    a = np.asarray(axis, float)
    return np.append(a / np.linalg.norm(a) * np.sin(radians / 2), np.cos(radians / 2))


def euler(pitch: float, yaw: float, roll: float) -> Doubles:
    """Degrees: pitch bends forward (about +x), yaw turns to the left (about +y), roll tilts to the left (about -z)."""
    p, y, r = np.radians((pitch, yaw, -roll))
    return product(product(turn((0, 1, 0), y), turn((1, 0, 0), p)), turn((0, 0, 1), r))


def product(a: Doubles, b: Doubles) -> Doubles:
    """The rotation b, then a."""
    ax, ay, az, aw = a
    bx, by, bz, bw = b
    return np.array(
        [
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
            aw * bw - ax * bx - ay * by - az * bz,
        ]
    )


def inverse(q: Doubles) -> Doubles:
    return np.asarray(q * (-1.0, -1.0, -1.0, 1.0))


def mix(a: Doubles, b: Doubles, weight: float) -> Doubles:
    """From a (0) to b (1) along the shorter arc."""
    dot = float(a @ b)
    if dot < 0:
        b, dot = -b, -dot
    angle = np.arccos(min(dot, 1.0))
    if angle < 1e-5:
        return b if weight > 0.5 else a
    return np.asarray((np.sin((1 - weight) * angle) * a + np.sin(weight * angle) * b) / np.sin(angle))


def from_matrix(m: Doubles) -> Doubles:
    """The quaternion of a rotation matrix `(3, 3)`."""
    values, vectors = np.linalg.eigh(
        np.array(
            [
                [m[0, 0] - m[1, 1] - m[2, 2], m[1, 0] + m[0, 1], m[2, 0] + m[0, 2], m[2, 1] - m[1, 2]],
                [m[1, 0] + m[0, 1], m[1, 1] - m[0, 0] - m[2, 2], m[2, 1] + m[1, 2], m[0, 2] - m[2, 0]],
                [m[2, 0] + m[0, 2], m[2, 1] + m[1, 2], m[2, 2] - m[0, 0] - m[1, 1], m[1, 0] - m[0, 1]],
                [m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1], m[0, 0] + m[1, 1] + m[2, 2]],
            ]
        )
    )
    q = vectors[:, int(np.argmax(values))]
    return np.asarray(q if q[3] >= 0 else -q)
