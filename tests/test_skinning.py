"""Skins and morph targets: by hand, and the GPU against numpy."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Batch, Figure, Material, Mesh, MorphTarget, Pose, Primitive, Scene
from render.context import Context
from render.geometry_heap import VERTEX, build_heap, decode_normals, encode_normals
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.skinning import deform, morph_reaches, plan_skinning, posed_spheres
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


def limb(influences: int = 4, bent: bool = False) -> Primitive:
    """A sphere with random influences of six joints and two overlapping targets, which `bent` turn its tangents too."""
    rng = np.random.default_rng(5)
    ball = sphere(12)
    n = len(ball.position)
    weights = rng.random((n, influences)).astype(np.float32)
    weights /= weights.sum(1, keepdims=True)
    targets = tuple(
        MorphTarget(
            name,
            np.sort(rng.choice(n, n // 2, replace=False)).astype(np.uint32),
            *(rng.normal(0, 0.1, (n // 2, 3)).astype(np.float32) for _ in range(3 if bent else 2)),
        )
        for name in ("a", "b")
    )
    return Primitive(
        ball.position,
        ball.normal,
        ball.indices,
        tangent=np.tile(np.array([0, 1, 0, 1], np.float32), (n, 1)),
        joints=rng.integers(0, 6, (n, influences)).astype(np.uint16),
        weights=weights,
        targets=targets,
    )


@pytest.mark.gl
@pytest.mark.parametrize(("influences", "bent"), [(4, False), (8, False), (4, True), (8, True)])
def test_the_gpu_agrees_with_numpy(context: Context, influences: int, bent: bool) -> None:
    rng = np.random.default_rng(6)
    primitive = limb(influences, bent)
    scene = figure_scene(primitive, 6, ("b", "a"))
    moved = np.stack([turned(a, tuple(rng.normal(0, 1, 3))) for a in rng.uniform(-40, 40, 6)])
    at = Pose(moved, np.array([0.7, 1.3], np.float32))
    with closing(Gpu()) as gpu, closing(GpuScene(scene)) as loaded:
        loaded.skin(gpu, {0: at})
        n = len(primitive.position)
        got = loaded.heap.read(VERTEX, n, n * VERTEX.itemsize)
        rest = loaded.heap.read(VERTEX, n)
    position, normal, tangent = deform(primitive, ("b", "a"), at)
    assert np.abs(got["position"] - position).max() < 2e-5
    assert np.abs(decode_normals(got["normal"]) - normal).max() < 2e-3
    assert np.abs(decode_tangents(got["tangent"]) - np.c_[tangent, np.ones(n)]).max() < 3e-3
    assert np.array_equal(rest["position"], primitive.position), "the rest vertices must stay"
    assert np.array_equal(got["color"], rest["color"])


def decode_tangents(packed: np.ndarray) -> np.ndarray:
    """(n, 4) of GL_INT_2_10_10_10_REV."""
    signed = packed.astype(np.int64)[:, None] << np.array([54, 44, 34, 32]) >> np.array([54, 54, 54, 62])
    return np.asarray(signed / [511, 511, 511, 1])


@pytest.mark.gl
def test_vertices_of_four_and_of_eight_influences_side_by_side(context: Context) -> None:
    few, many = limb(), limb(8, bent=True)
    scene = figure_scene(many, 6, ("a", "b"))
    scene.meshes = [Mesh("m", (many, few, replace(many, targets=())))]
    moved = np.stack([turned(a, (a / 50, 0, 1)) for a in np.linspace(-70, 70, 6)])
    at = Pose(moved, np.array([0.3, -0.4], np.float32))
    with closing(Gpu()) as gpu, closing(GpuScene(scene)) as loaded:
        loaded.skin(gpu, {0: at})
        n = len(few.position)
        for k, primitive in enumerate(scene.meshes[0].primitives):
            got = loaded.heap.read(VERTEX, n, (3 + k) * n * VERTEX.itemsize)
            position, normal, tangent = deform(primitive, ("a", "b"), at)
            assert np.abs(got["position"] - position).max() < 2e-5
            assert np.abs(decode_normals(got["normal"]) - normal).max() < 2e-3
            assert np.abs(decode_tangents(got["tangent"])[:, :3] - tangent).max() < 3e-3


def test_normals_of_a_squeezed_and_mirrored_joint_stay_upright() -> None:
    slope = np.array([[1, 1, 0]], np.float32) / np.float32(np.sqrt(2))
    joints, weights = np.zeros((1, 4), np.uint16), np.eye(1, 4, dtype=np.float32)
    tangent = np.array([[1, -1, 0, 1]], np.float32)
    primitive = Primitive(slope, slope, np.zeros(0, np.uint32), joints=joints, weights=weights, tangent=tangent)
    squeezed = np.diag([-1, 0.5, 1, 1]).astype(np.float32)[None, :3]
    _, normal, along = deform(primitive, (), Pose(squeezed, np.zeros(0, np.float32)))
    # the plane x + y = c becomes -x + 2 y = c
    assert np.allclose(normal, np.array([[-1, 2, 0]]) / np.sqrt(5), atol=1e-6)
    assert np.allclose(along, np.array([[-2, -1, 0]]) / np.sqrt(5), atol=1e-6)


def test_a_sphere_round_a_pose_holds_what_morph_targets_move() -> None:
    primitive = limb()
    reaches = morph_reaches(Mesh("m", (primitive,)), ("b", "none", "a"))
    far = [float(np.linalg.norm(t.position, axis=1).max()) for t in primitive.targets]
    assert np.allclose(reaches, [far[1], 0.0, far[0]])
    at = Pose(np.stack([turned(30, (k, 0, 0)) for k in range(6)]), np.array([-40.0, 30.0], np.float32))
    position, _, _ = deform(primitive, ("a", "b"), at)
    sphere = posed_spheres(np.array([[0, 0, 0, 1]]), at.joints[None], np.array([np.abs([30, -40]) @ [far[1], far[0]]]))[
        0
    ]
    assert np.linalg.norm(position - sphere[:3], axis=1).max() <= sphere[3]


def test_normals_survive_their_encoding() -> None:
    v = np.random.default_rng(1).normal(size=(2000, 3))
    v = np.concatenate([v, np.eye(3), -np.eye(3)])
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    assert np.abs(decode_normals(encode_normals(v)) - v).max() < 1e-4
