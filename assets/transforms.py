"""Quaternions and affine transforms, vectorised over leading axes.

Quaternions are `(..., 4)` in glTF order x, y, z, w and unit length; affine transforms are `(..., 3, 4)`, row-major,
multiplying column vectors, translation in the last column. Leading axes broadcast as in numpy. Arguments may be
anything array-like; results are float32, computed in float64. Angles are radians; right-handed, y up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.scene import Floats

_Doubles = NDArray[np.float64]

X_AXIS = (1.0, 0.0, 0.0)
Y_AXIS = (0.0, 1.0, 0.0)
Z_AXIS = (0.0, 0.0, 1.0)
NO_ROTATION = (0.0, 0.0, 0.0, 1.0)


def _f64(value: ArrayLike) -> _Doubles:
    return np.asarray(value, np.float64)


def _f32(value: _Doubles) -> Floats:
    return value.astype(np.float32)


def _unit(v: _Doubles, fallback: ArrayLike) -> _Doubles:
    length = np.linalg.norm(v, axis=-1, keepdims=True)
    safe = np.where(length > 1e-12, length, 1.0)
    return np.where(length > 1e-12, v / safe, _f64(fallback))


def normalize(v: ArrayLike) -> Floats:
    """Vectors `(..., n)` scaled to length one; zero vectors stay zero."""
    return _f32(_unit(_f64(v), 0.0))


def axis_angle(axis: ArrayLike, angle: ArrayLike) -> Floats:
    """Quaternions turning by `angle` `(...)` about `axis` `(..., 3)` (any length), by the right-hand rule."""
    half = _f64(angle)[..., None] / 2.0
    direction = _unit(_f64(axis), Y_AXIS)
    return _f32(
        np.concatenate(
            np.broadcast_arrays(*(direction[..., k, None] * np.sin(half) for k in range(3)), np.cos(half)), -1
        )
    )


def multiply(a: ArrayLike, b: ArrayLike) -> Floats:
    """The rotation b followed by a (Hamilton product)."""
    ax, ay, az, aw = np.moveaxis(_f64(a), -1, 0)
    bx, by, bz, bw = np.moveaxis(_f64(b), -1, 0)
    return _f32(
        np.stack(
            [
                aw * bx + ax * bw + ay * bz - az * by,
                aw * by - ax * bz + ay * bw + az * bx,
                aw * bz + ax * by - ay * bx + az * bw,
                aw * bw - ax * bx - ay * by - az * bz,
            ],
            -1,
        )
    )


def conjugate(q: ArrayLike) -> Floats:
    """The inverse of unit quaternions."""
    return _f32(_f64(q) * (-1.0, -1.0, -1.0, 1.0))


def rotate(q: ArrayLike, v: ArrayLike) -> Floats:
    """Vectors `(..., 3)` turned by quaternions `(..., 4)`."""
    quaternion, vector = _f64(q), _f64(v)
    axis, w = quaternion[..., :3], quaternion[..., 3:]
    twice = 2.0 * np.cross(axis, vector)
    return _f32(vector + w * twice + np.cross(axis, twice))


def shortest_arc(a: ArrayLike, b: ArrayLike) -> Floats:
    """The smallest rotation that turns direction a into direction b (both `(..., 3)`, any length)."""
    u, v = np.broadcast_arrays(_unit(_f64(a), Y_AXIS), _unit(_f64(b), Y_AXIS))
    cosine = np.sum(u * v, -1, keepdims=True)
    arc = _unit(np.concatenate([np.cross(u, v), 1.0 + cosine], -1), NO_ROTATION)
    least = np.eye(3)[np.argmin(np.abs(u), -1)]
    half_turn = np.concatenate([_unit(np.cross(u, least), Y_AXIS), np.zeros_like(cosine)], -1)
    return _f32(np.where(cosine < -1.0 + 1e-9, half_turn, arc))


def slerp(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Floats:
    """Spherical interpolation from a to b along the shorter arc; `t` `(...)` in 0 ... 1 (glTF 2.0, appendix C.4)."""
    p, q = np.broadcast_arrays(_f64(a), _f64(b))
    s = _f64(t)[..., None]
    dot = np.sum(p * q, -1, keepdims=True)
    q = np.where(dot < 0.0, -q, q)
    angle = np.arccos(np.clip(np.abs(dot), 0.0, 1.0))
    sine = np.where(angle < 1e-6, 1.0, np.sin(angle))
    near = angle < 1e-6
    blend = (
        np.where(near, 1.0 - s, np.sin((1.0 - s) * angle) / sine) * p + np.where(near, s, np.sin(s * angle) / sine) * q
    )
    return _f32(_unit(blend, NO_ROTATION))


def _rotation(q: _Doubles) -> _Doubles:
    x, y, z, w = np.moveaxis(_unit(q, NO_ROTATION), -1, 0)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return np.stack([np.stack(row, -1) for row in rows], -2)


def rotation_matrix(q: ArrayLike) -> Floats:
    """Quaternions `(..., 4)` to rotation matrices `(..., 3, 3)`."""
    return _f32(_rotation(_f64(q)))


def quaternion(matrix: ArrayLike) -> Floats:
    """Rotation matrices `(..., 3, 3)` to quaternions with w >= 0 (the largest component is solved first)."""
    m = _f64(matrix)
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
    q = _unit(np.take_along_axis(candidates, best, -2)[..., 0, :], NO_ROTATION)
    return _f32(np.where(q[..., 3:] < 0.0, -q, q))


def trs(translation: ArrayLike = (0.0, 0.0, 0.0), rotation: ArrayLike = NO_ROTATION, scale: ArrayLike = 1.0) -> Floats:
    """Affine transforms `(..., 3, 4)`: scale (a number or `(..., 3)`), then rotation `(..., 4)`, then translation."""
    linear = _rotation(_f64(rotation))
    factor = _f64(scale)
    linear = linear * (factor[..., None, :] if factor.ndim else factor)
    offset = _f64(translation)
    shape = np.broadcast_shapes(linear.shape[:-2], offset.shape[:-1])
    out = np.empty((*shape, 3, 4))
    out[..., :3], out[..., 3] = linear, offset
    return _f32(out)


def decompose(affine: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Translation, rotation and scale of affine transforms without shear; a mirrored one gets a negative x scale."""
    m = _f64(affine)
    scale = np.linalg.norm(m[..., :3], axis=-2)
    scale[..., 0] *= np.where(np.linalg.det(m[..., :3]) < 0.0, -1.0, 1.0)
    rotation = m[..., :3] / np.where(np.abs(scale) > 1e-12, scale, 1.0)[..., None, :]
    return _f32(m[..., 3]), quaternion(rotation), _f32(scale)


def compose(*affines: ArrayLike) -> Floats:
    """The product of affine transforms: the last one is applied first."""
    out = _f64(affines[0])
    for affine in affines[1:]:
        m = _f64(affine)
        linear = out[..., :3] @ m
        linear[..., 3] += out[..., 3]
        out = linear
    return _f32(out)


def invert(affine: ArrayLike) -> Floats:
    """Inverses of affine transforms `(..., 3, 4)`. numpy.linalg.LinAlgError for a singular one."""
    m = _f64(affine)
    inverse = np.linalg.inv(m[..., :3])
    return _f32(np.concatenate([inverse, -(inverse @ m[..., 3:])], -1))


def points(affine: ArrayLike, p: ArrayLike) -> Floats:
    """Points `(..., n, 3)` carried by affine transforms `(..., 3, 4)`."""
    m = _f64(affine)
    return _f32(_f64(p) @ np.swapaxes(m[..., :3], -1, -2) + m[..., None, :, 3])


def directions(affine: ArrayLike, d: ArrayLike) -> Floats:
    """Directions `(..., n, 3)` carried by affine transforms; length follows the scale."""
    return _f32(_f64(d) @ np.swapaxes(_f64(affine)[..., :3], -1, -2))


def look_at(eye: ArrayLike, target: ArrayLike, up: ArrayLike = Y_AXIS) -> Floats:
    """Affine that puts a camera at `eye` with its -z axis towards `target` (object to world; invert it for a view)."""
    position = _f64(eye)
    back = _unit(position - _f64(target), Z_AXIS)
    right = np.cross(_f64(up), back)
    # looking straight along `up`: any right-hand axis will do
    right = _unit(np.where(np.linalg.norm(right, axis=-1, keepdims=True) > 1e-9, right, np.cross(Z_AXIS, back)), X_AXIS)
    columns = np.broadcast_arrays(right, np.cross(back, right), back, position)
    return _f32(np.stack(columns, -1))


def matrix4(affine: ArrayLike) -> Floats:
    """Affine transforms `(..., 3, 4)` with the bottom row 0 0 0 1 added: `(..., 4, 4)`."""
    m = _f64(affine)
    out = np.zeros((*m.shape[:-2], 4, 4))
    out[..., :3, :], out[..., 3, 3] = m, 1.0
    return _f32(out)
