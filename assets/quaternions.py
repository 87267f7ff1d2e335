"""Rotations as unit quaternions `(..., 4)` in glTF order x, y, z, w, in double precision.

Leading axes broadcast as in numpy, so that all bones of a pose are one call. Angles are radians unless a name or a
text says degrees; right-handed, y up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Doubles = NDArray[np.float64]
NONE: Doubles = np.array([0.0, 0.0, 0.0, 1.0])
"""The rotation that does nothing."""


def turn(axis: ArrayLike, radians: ArrayLike) -> Doubles:
    """By `radians` `(...)` about `axis` `(..., 3)` (any length but zero), by the right-hand rule."""
    a, half = np.asarray(axis, float), np.asarray(radians, float)[..., None] / 2.0
    a = a / np.linalg.norm(a, axis=-1, keepdims=True)
    vector, w = np.broadcast_arrays(a * np.sin(half), np.cos(half))
    return np.concatenate([vector, w[..., :1]], -1)


def euler(pitch: ArrayLike, yaw: ArrayLike, roll: ArrayLike) -> Doubles:
    """Degrees: pitch bends forward (about +x), yaw turns to the left (about +y), roll tilts to the left (about -z).

    Roll comes first, yaw last.
    """
    half = np.radians(np.stack(np.broadcast_arrays(pitch, yaw, roll), -1).astype(float)) / 2.0
    sine, cosine = np.sin(half), np.cos(half)
    px, yx, rx = sine[..., 0], sine[..., 1], -sine[..., 2]
    pw, yw, rw = cosine[..., 0], cosine[..., 1], cosine[..., 2]
    x, y, z, w = px * yw, pw * yx, -px * yx, pw * yw
    return np.stack([x * rw + y * rx, y * rw - x * rx, w * rx + z * rw, w * rw - z * rx], -1)


def product(a: ArrayLike, b: ArrayLike) -> Doubles:
    """The rotation b, then a (Hamilton product)."""
    p, q = np.asarray(a, float), np.asarray(b, float)
    ax, ay, az, aw = p[..., 0], p[..., 1], p[..., 2], p[..., 3]
    bx, by, bz, bw = q[..., 0], q[..., 1], q[..., 2], q[..., 3]
    out = np.empty(np.broadcast_shapes(p.shape, q.shape))
    out[..., 0] = aw * bx + ax * bw + ay * bz - az * by
    out[..., 1] = aw * by - ax * bz + ay * bw + az * bx
    out[..., 2] = aw * bz + ax * by - ay * bx + az * bw
    out[..., 3] = aw * bw - ax * bx - ay * by - az * bz
    return out


def inverse(q: ArrayLike) -> Doubles:
    return np.asarray(q, float) * (-1.0, -1.0, -1.0, 1.0)


def mix(a: ArrayLike, b: ArrayLike, weight: ArrayLike) -> Doubles:
    """From a (0) to b (1) along the shorter arc at even speed; `weight` `(...)` (glTF 2.0, appendix C.4)."""
    p, q = np.asarray(a, float), np.asarray(b, float)
    s = np.asarray(weight, float)[..., None]
    dot = np.sum(p * q, -1, keepdims=True)
    angle = np.arccos(np.minimum(np.abs(dot), 1.0))
    near = angle < 1e-6
    sine = np.where(near, 1.0, np.sin(angle))
    first = np.where(near, 1.0 - s, np.sin((1.0 - s) * angle) / sine)
    second = np.where(near, s, np.sin(s * angle) / sine)
    blend = first * p + np.where(dot < 0.0, -second, second) * q
    return np.asarray(blend / np.linalg.norm(blend, axis=-1, keepdims=True))


def matrix(q: ArrayLike) -> Doubles:
    """Rotation matrices `(..., 3, 3)`. Length does not matter; four zeros are no rotation."""
    r = np.asarray(q, float)
    x, y, z, w = r[..., 0], r[..., 1], r[..., 2], r[..., 3]
    twice = 2.0 / np.maximum(np.sum(r * r, -1), 1e-24)
    sx, sy, sz = twice * x, twice * y, twice * z
    xx, yy, zz, xy, xz, yz = x * sx, y * sy, z * sz, x * sy, x * sz, y * sz
    wx, wy, wz = w * sx, w * sy, w * sz
    out = np.empty((*r.shape[:-1], 3, 3))
    out[..., 0, 0], out[..., 0, 1], out[..., 0, 2] = 1.0 - (yy + zz), xy - wz, xz + wy
    out[..., 1, 0], out[..., 1, 1], out[..., 1, 2] = xy + wz, 1.0 - (xx + zz), yz - wx
    out[..., 2, 0], out[..., 2, 1], out[..., 2, 2] = xz - wy, yz + wx, 1.0 - (xx + yy)
    return out


def from_matrix(matrix: ArrayLike) -> Doubles:
    """Of rotation matrices `(..., 3, 3)`, with w >= 0 (the largest component is solved first)."""
    m = np.asarray(matrix, float)
    d = np.diagonal(m, axis1=-2, axis2=-1)
    trace = d.sum(-1)
    columns = [1 + 2 * d[..., k] - trace for k in range(3)]
    x, y, z = m[..., 2, 1] - m[..., 1, 2], m[..., 0, 2] - m[..., 2, 0], m[..., 1, 0] - m[..., 0, 1]
    xy, xz, yz = m[..., 0, 1] + m[..., 1, 0], m[..., 0, 2] + m[..., 2, 0], m[..., 1, 2] + m[..., 2, 1]
    candidates = np.stack(
        [
            np.stack([columns[0], xy, xz, x], -1),
            np.stack([xy, columns[1], yz, y], -1),
            np.stack([xz, yz, columns[2], z], -1),
            np.stack([x, y, z, 1 + trace], -1),
        ],
        -2,
    )
    best = np.argmax(np.stack([*columns, 1 + trace], -1), -1)[..., None, None]
    q = np.take_along_axis(candidates, best, -2)[..., 0, :]
    length = np.linalg.norm(q, axis=-1, keepdims=True)
    q = np.where(length > 1e-12, q / np.maximum(length, 1e-12), NONE)
    return np.where(q[..., 3:] < 0.0, -q, q)
