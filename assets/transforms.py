"""Affine transforms `(..., 3, 4)`, row-major, multiplying column vectors, translation in the last column.

Leading axes broadcast as in numpy. Arguments may be anything array-like; results are float32, computed in float64.
Right-handed, y up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets import quaternions
from assets.scene import Floats

_Doubles = NDArray[np.float64]

X_AXIS = (1.0, 0.0, 0.0)
Y_AXIS = (0.0, 1.0, 0.0)
Z_AXIS = (0.0, 0.0, 1.0)


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


def trs(
    translation: ArrayLike = (0.0, 0.0, 0.0), rotation: ArrayLike = quaternions.NONE, scale: ArrayLike = 1.0
) -> Floats:
    """Affine transforms `(..., 3, 4)`: scale (a number or `(..., 3)`), then rotation `(..., 4)`, then translation."""
    linear = quaternions.matrix(rotation)
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
    return _f32(m[..., 3]), _f32(quaternions.from_matrix(rotation)), _f32(scale)


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
