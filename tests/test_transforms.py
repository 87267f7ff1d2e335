"""Quaternions and affine transforms against answers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from assets import quaternions as quat
from assets import transforms as tf
from assets.quaternions import Doubles
from assets.scene import Floats

QUARTER = math.pi / 2
COMPONENT = st.floats(-1.0, 1.0, width=32)
QUATERNION = (
    st.tuples(COMPONENT, COMPONENT, COMPONENT, COMPONENT)
    .filter(lambda q: sum(c * c for c in q) > 0.01)
    .map(lambda q: tf.normalize(q))
)


def rotated(q: ArrayLike, v: ArrayLike) -> Doubles:
    """v turned by q: the product q v q*."""
    return quat.product(quat.product(q, np.append(np.asarray(v, float), 0.0)), quat.inverse(q))[:3]


def test_quarter_turn_about_y_takes_x_to_minus_z() -> None:
    q = quat.turn(tf.Y_AXIS, QUARTER)
    np.testing.assert_allclose(q, [0, math.sqrt(0.5), 0, math.sqrt(0.5)], atol=1e-7)
    np.testing.assert_allclose(rotated(q, (1, 0, 0)), [0, 0, -1], atol=1e-7)


def test_turn_broadcasts() -> None:
    assert quat.turn((0, 0, 2), np.linspace(0, 1, 5)).shape == (5, 4)
    assert quat.turn(np.eye(3), 0.5).shape == (3, 4)


def test_product_applies_the_right_factor_first() -> None:
    about_y, about_x = quat.turn(tf.Y_AXIS, QUARTER), quat.turn(tf.X_AXIS, QUARTER)
    # x is untouched by the turn about x, then goes to -z; the other way round it stays at -z -> +y
    np.testing.assert_allclose(rotated(quat.product(about_y, about_x), (1, 0, 0)), [0, 0, -1], atol=1e-6)
    np.testing.assert_allclose(rotated(quat.product(about_x, about_y), (1, 0, 0)), [0, 1, 0], atol=1e-6)


@given(QUATERNION)
def test_matrix_and_back(q: Floats) -> None:
    back = quat.from_matrix(quat.matrix(q))
    assert abs(float(np.dot(back.astype(float), q.astype(float)))) == pytest.approx(1.0, abs=1e-5)
    assert back[3] >= 0.0


@given(QUATERNION)
def test_inverse_undoes(q: Floats) -> None:
    np.testing.assert_allclose(rotated(quat.inverse(q), rotated(q, (1.0, 2.0, 3.0))), [1, 2, 3], atol=1e-5)


def test_mix_half_way_and_shorter_arc() -> None:
    a, b = quat.turn(tf.Z_AXIS, 0.0), quat.turn(tf.Z_AXIS, 1.0)
    half = quat.turn(tf.Z_AXIS, 0.5)
    np.testing.assert_allclose(quat.mix(a, b, 0.5), half, atol=1e-7)
    np.testing.assert_allclose(quat.mix(a, -b, 0.5), half, atol=1e-7)
    np.testing.assert_allclose(quat.mix(b, b, 0.3), b, atol=1e-7)


def test_trs_scales_then_rotates_then_moves() -> None:
    m = tf.trs((10, 0, 0), quat.turn(tf.Y_AXIS, QUARTER), (2, 3, 4))
    np.testing.assert_allclose(tf.points(m, [(1, 1, 0)]), [(10, 3, -2)], atol=1e-6)
    np.testing.assert_allclose(m[:, :3] @ (0, 0, 1), (4, 0, 0), atol=1e-6)
    assert tf.trs(np.zeros((7, 3)), scale=np.ones((7, 3))).shape == (7, 3, 4)
    np.testing.assert_allclose(tf.trs(scale=2.0)[:, :3], 2 * np.eye(3))


def test_decompose_returns_what_was_composed() -> None:
    q = quat.turn((1, 2, 3), 1.1)
    t, r, s = tf.decompose(tf.trs((1, 2, 3), q, (0.5, 2.0, 3.0)))
    np.testing.assert_allclose(t, (1, 2, 3))
    np.testing.assert_allclose(r, q, atol=1e-6)
    np.testing.assert_allclose(s, (0.5, 2.0, 3.0), rtol=1e-6)
    mirrored = tf.trs((0, 0, 0), q, (-1, 1, 1))
    t, r, s = tf.decompose(mirrored)
    np.testing.assert_allclose(tf.trs(t, r, s), mirrored, atol=1e-6)


def test_compose_and_invert() -> None:
    a = tf.trs((1, 2, 3), quat.turn(tf.X_AXIS, 0.3), 2.0)
    b = tf.trs((0, 5, 0), quat.turn(tf.Z_AXIS, 0.7))
    np.testing.assert_allclose(
        tf.points(tf.compose(a, b), [(1, 1, 1)]), tf.points(a, tf.points(b, [(1, 1, 1)])), rtol=1e-5
    )
    np.testing.assert_allclose(tf.compose(a, tf.invert(a)), np.eye(4)[:3], atol=1e-6)
    np.testing.assert_allclose(tf.matrix4(a) @ tf.matrix4(b), tf.matrix4(tf.compose(a, b)), atol=1e-5)


def test_look_at_points_minus_z_at_the_target() -> None:
    m = tf.look_at((0, 2, 5), (0, 2, 0))
    np.testing.assert_allclose(m, [[1, 0, 0, 0], [0, 1, 0, 2], [0, 0, 1, 5]], atol=1e-7)
    down = tf.look_at((0, 5, 0), (0, 0, 0))
    np.testing.assert_allclose(-down[:, 2], (0, -1, 0), atol=1e-7)
    assert np.linalg.det(down[:, :3]) == pytest.approx(1.0, abs=1e-6)


def test_zero_vectors_stay_zero() -> None:
    np.testing.assert_array_equal(
        tf.normalize([(0, 0, 0), (0, 3, 4)]), np.array([(0, 0, 0), (0, 0.6, 0.8)], np.float32)
    )
