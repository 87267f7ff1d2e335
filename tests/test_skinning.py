"""Skins and morph targets: by hand, and the GPU against numpy."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Batch, Figure, Material, Mesh, MorphTarget, Pose, Primitive, Scene
from render.context import Context
from render.geometry_heap import VERTEX, build_heap, decode_normals, encode_normals
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.skinning import deform, plan_skinning
from tests.scenes_for_render import place, sphere, white


def turned(degrees: float, offset: tuple[float, float, float] = (0, 0, 0)) -> np.ndarray:
    """(3, 4): about z, then moved."""
    a = np.radians(degrees)
    out = np.zeros((3, 4), np.float32)
    out[:, :3] = [[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]]
    out[:, 3] = offset
    return out


def bar() -> Primitive:
    """Three vertices: one on joint 0, one on joint 1, one half on each; a target lifts the last by (0, 0, 1)."""
    position = np.array([[1, 0, 0], [2, 0, 0], [3, 0, 0]], np.float32)
    joints = np.array([[0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]], np.uint16)
    weights = np.array([[1, 0, 0, 0], [1, 0, 0, 0], [0.5, 0.5, 0, 0]], np.float32)
    normal = np.tile(np.array([1, 0, 0], np.float32), (3, 1))
    lift = MorphTarget(
        "lift", np.array([2], np.uint32), np.array([[0, 0, 1]], np.float32), np.array([[-1, 0, 1]], np.float32)
    )
    return Primitive(position, normal, np.array([0, 1, 2], np.uint32), joints=joints, weights=weights, targets=(lift,))


def pose(weight: float) -> Pose:
    return Pose(np.stack([turned(90), turned(0, (0, 0, 5))]), np.array([weight], np.float32))


def test_deformation_by_hand() -> None:
    position, normal, _ = deform(bar(), ("lift",), pose(1.0))
    # (1,0,0) turned to (0,1,0); (2,0,0) moved to (2,0,5); (3,0,1) halfway between (0,3,1) and (3,0,6)
    assert np.allclose(position, np.array([[0, 1, 0], [2, 0, 5], [1.5, 1.5, 3.5]]), atol=1e-6)
    assert np.allclose(normal, [[0, 1, 0], [1, 0, 0], [0, 0, 1]], atol=1e-6)


def test_a_target_the_figure_does_not_name_is_left_out() -> None:
    position, _, _ = deform(bar(), ("smile",), pose(1.0))
    assert np.allclose(position[2], [1.5, 1.5, 2.5], atol=1e-6)


def figure_scene(primitive: Primitive, joints: int, targets: tuple[str, ...]) -> Scene:
    rest = Pose(np.tile(turned(0), (joints, 1, 1)), np.zeros(len(targets), np.float32))
    scene = Scene("figure", meshes=[Mesh("m", (primitive,))], materials=[Material()])
    scene.figures = [Figure("someone", tuple(map(str, range(joints))), targets, rest)]
    scene.batches = [Batch("b", 0, place((0, 0, 0)), white(), figure=0)]
    return scene


def test_a_joint_that_is_not_there_is_named() -> None:
    scene = figure_scene(bar(), 1, ("lift",))
    with pytest.raises(InputError, match="batch 'b': a vertex names a joint figure 'someone' lacks"):
        plan_skinning(scene, build_heap(scene.meshes))


def limb() -> Primitive:
    """A sphere with random influences of six joints and two overlapping targets."""
    rng = np.random.default_rng(5)
    ball = sphere(12)
    n = len(ball.position)
    weights = rng.random((n, 4)).astype(np.float32)
    weights /= weights.sum(1, keepdims=True)
    targets = tuple(
        MorphTarget(
            name,
            np.sort(rng.choice(n, n // 2, replace=False)).astype(np.uint32),
            rng.normal(0, 0.1, (n // 2, 3)).astype(np.float32),
            rng.normal(0, 0.1, (n // 2, 3)).astype(np.float32),
        )
        for name in ("a", "b")
    )
    return Primitive(
        ball.position,
        ball.normal,
        ball.indices,
        tangent=np.tile(np.array([0, 1, 0, 1], np.float32), (n, 1)),
        joints=rng.integers(0, 6, (n, 4)).astype(np.uint16),
        weights=weights,
        targets=targets,
    )


@pytest.mark.gl
def test_the_gpu_agrees_with_numpy(context: Context) -> None:
    rng = np.random.default_rng(6)
    primitive = limb()
    scene = figure_scene(primitive, 6, ("b", "a"))
    moved = np.stack([turned(a, tuple(rng.normal(0, 1, 3))) for a in rng.uniform(-40, 40, 6)])
    at = Pose(moved, np.array([0.7, 1.3], np.float32))
    with closing(Gpu()) as gpu, closing(GpuScene(scene)) as loaded:
        loaded.skin(gpu, {0: at})
        n = len(primitive.position)
        got = loaded.heap.read(VERTEX, n, n * VERTEX.itemsize)
        rest = loaded.heap.read(VERTEX, n)
    position, normal = deform(primitive, ("b", "a"), at)
    assert np.abs(got["position"] - position).max() < 2e-5
    assert np.abs(decode_normals(got["normal"]) - normal).max() < 2e-3
    assert np.array_equal(rest["position"], primitive.position), "the rest vertices must stay"
    assert np.array_equal(got["color"], rest["color"])


def test_normals_survive_their_encoding() -> None:
    v = np.random.default_rng(1).normal(size=(2000, 3))
    v = np.concatenate([v, np.eye(3), -np.eye(3)])
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    assert np.abs(decode_normals(encode_normals(v)) - v).max() < 1e-4
