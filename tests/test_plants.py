"""Grown plants: the pipe model, connected branches, leaves that face the sky, coarser levels that are coarser."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial import cKDTree

from assets.geometry import Geometry
from assets.scene import Primitive
from scenes import groundcover
from scenes.boughs import Boughs, boughs, skin
from scenes.foliage import Leaves, bark, leaf_mesh, leaf_shape, leaves, sky_light
from scenes.plants import Habit, Skeleton, branch, grow, pipe_radii

HABIT = Habit(attractors=700, clearance=0.3, step=0.12)
HEART = np.array([0.0, 1.5, 0.0])


@pytest.fixture(scope="module")
def skeleton() -> Skeleton:
    return grow(HABIT, 3)


@pytest.fixture(scope="module")
def crown(skeleton: Skeleton) -> Leaves:
    return leaves(skeleton, HABIT, 3)


def test_two_tips_by_hand() -> None:
    """A fork of two twigs of 1 mm under a 2 mm trunk: 2 = 1 * 2^(1/e), so e = 1 and radii add."""
    assert pipe_radii(np.array([-1, 0, 1, 1]), 0.001, 0.002) == pytest.approx([0.002, 0.002, 0.001, 0.001])


def test_pipe_model_holds_at_every_fork(skeleton: Skeleton) -> None:
    r, parent = skeleton.radius, skeleton.parent
    exponent = np.log(len(skeleton.tips)) / np.log(HABIT.girth / HABIT.twig)
    children = np.zeros(len(r))
    np.add.at(children, parent[1:], r[1:] ** exponent)
    inner = np.setdiff1d(np.arange(len(r)), skeleton.tips)
    assert children[inner] == pytest.approx(r[inner] ** exponent, rel=1e-9)
    assert r[0] == pytest.approx(HABIT.girth)
    assert r[skeleton.tips] == pytest.approx(HABIT.twig)


def test_every_branch_is_connected(skeleton: Skeleton) -> None:
    parent = skeleton.parent
    assert parent[0] == -1
    assert (parent[1:] >= 0).all()
    assert (parent[1:] < np.arange(1, len(parent))).all(), "a parent is an earlier node, so every node reaches the root"
    gap = np.linalg.norm(skeleton.position[1:] - skeleton.position[parent[1:]], axis=1)
    assert gap.max() < 1.5 * HABIT.step


def test_a_cut_branch_is_the_same_wood(skeleton: Skeleton) -> None:
    node = int(skeleton.heir[skeleton.heir[skeleton.heir[skeleton.heir[0]]]])
    cut = branch(skeleton, node)
    assert cut.parent[0] == -1
    assert (cut.parent[1:] < np.arange(1, len(cut.parent))).all()
    assert cut.radius[0] == skeleton.radius[node]
    assert not cut.position[0].any()
    whole = branch(skeleton, 0)
    assert np.array_equal(whole.parent, skeleton.parent)
    assert len(cut.tips) < len(skeleton.tips)


def test_the_crown_keeps_its_habit(skeleton: Skeleton) -> None:
    top = skeleton.position.max(axis=0)
    assert 0.8 * HABIT.height < top[1] < 1.1 * HABIT.height
    reach = np.hypot(skeleton.position[:, 0], skeleton.position[:, 2]).max()
    assert 0.8 * HABIT.spread < reach < 1.25 * HABIT.spread


def test_the_same_seed_grows_the_same_tree(skeleton: Skeleton) -> None:
    assert np.array_equal(grow(HABIT, 3).position, skeleton.position)
    assert not np.array_equal(grow(HABIT, 4).position[:60], skeleton.position[:60])


def test_cleared_leaves_keep_their_distance(crown: Leaves) -> None:
    spot = crown.base[:1]
    left = crown.cleared(spot, 0.2)
    middle = left.base + left.frame[:, 2] * left.length[:, None] * 0.5
    assert 0 < len(crown) - len(left) < len(crown)
    assert np.linalg.norm(middle - spot, axis=1).min() >= 0.2


def test_leaves_have_right_handed_frames_and_mostly_face_up(crown: Leaves) -> None:
    across, face, along = (crown.frame[:, k] for k in range(3))
    assert np.cross(across, face) == pytest.approx(along, abs=1e-6)
    assert (face[:, 1] > 0).mean() > 0.75


@pytest.mark.parametrize("stations", [0, 1, 4])
def test_leaf_shape(stations: int) -> None:
    points, faces = leaf_shape(stations)
    assert len(faces) == max(2, 4 * stations)
    corner = points[faces][..., :3]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    assert (normal[:, 1] > 0).all(), "counter-clockwise from above"
    assert np.ptp(points[:, 2]) == pytest.approx(1.0)


def test_leaf_normals_are_unit_and_on_the_side_of_their_face(crown: Leaves) -> None:
    mesh = leaf_mesh(crown, leaf_shape(1), 0, HEART, 0.3, 2.5)
    assert np.linalg.norm(mesh.normal, axis=1) == pytest.approx(1.0, abs=1e-5)
    corner = mesh.position[mesh.indices.reshape(-1, 3)]
    face = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    mean = mesh.normal[mesh.indices.reshape(-1, 3)].mean(axis=1)
    assert (np.sum(face * mean, axis=1) > 0).mean() > 0.98


def test_each_level_of_detail_is_simpler_and_covers_alike(skeleton: Skeleton, crown: Leaves) -> None:
    light = np.ones(len(skeleton.position))
    levels = [
        [leaf_mesh(crown, leaf_shape(4), 0, HEART, 0.2, 2.5), bark(skeleton, 0, 8, 0.0, light, 2.5)],
        [leaf_mesh(crown, leaf_shape(1), 0, HEART, 0.3, 2.5), bark(skeleton, 0, 5, 0.004, light, 2.5)],
        [
            leaf_mesh(crown.thinned(0.3, 1.7), leaf_shape(0), 0, HEART, 0.4, 2.5),
            bark(skeleton, 0, 4, 0.014, light, 2.5),
        ],
        [skin(crown, boughs(crown, 12, 1), 0, 1, HEART, 2.5, 1.0)],
    ]
    triangles = [sum(len(p.indices) // 3 for p in level) for level in levels]
    assert all(b < 0.6 * a for a, b in pairwise(triangles)), triangles
    spans = [np.ptp(np.concatenate([p.position for p in level]), axis=0) for level in levels]
    assert np.max(spans, axis=0) == pytest.approx(np.min(spans, axis=0), rel=0.25)
    assert _area(levels[2][0]) == pytest.approx(_area(levels[1][0]), rel=0.3)


def test_thinned_leaves_keep_their_tips(crown: Leaves) -> None:
    """No coarser leaf reaches beyond the outline: half the leaves, twice as long, end where they ended."""
    half = crown.thinned(0.5, 2.0)
    tips, kept = (part.base + part.frame[:, 2] * part.length[:, None] for part in (crown, half))
    assert len(half) == pytest.approx(len(crown) / 2, abs=1)
    assert cKDTree(tips).query(kept)[0].max() < 1e-9
    assert half.length.mean() == pytest.approx(2 * crown.length.mean(), rel=0.02)


def test_depth_in_a_bough_by_hand() -> None:
    """An ellipsoid of half axes 1, 2, 3 about (5, 0, 0): its middle, its end along y, and twice that end."""
    lump = Boughs(np.array([[5.0, 0.0, 0.0]]), np.diag([1.0, 2.0, 3.0])[None])
    assert lump.depth(np.array([[5.0, 0.0, 0.0], [5.0, 2.0, 0.0], [5.0, 4.0, 0.0]])) == pytest.approx([0.0, 1.0, 2.0])
    two = Boughs(np.array([[5.0, 0.0, 0.0], [5.0, 4.0, 0.0]]), np.stack([lump.axes[0], np.eye(3)]))
    assert two.depth(np.array([[5.0, 4.0, 0.0]])) == pytest.approx([0.0]), "the bough that covers it most counts"


def test_boughs_hold_the_crown_and_repeat(crown: Leaves) -> None:
    lumps = boughs(crown, 12, 1)
    assert np.array_equal(lumps.axes, boughs(crown, 12, 1).axes)
    assert (lumps.depth(crown.middle) < 1.0).mean() > 0.8
    shade = skin(crown, lumps, 0, 1, HEART, 2.5, 0.6)
    assert (lumps.depth(shade.position.astype(float)) < 0.9).mean() > 0.95, "inside the leaves"
    assert np.linalg.norm(shade.normal, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_the_heart_is_dark_and_the_shell_is_light() -> None:
    rng = np.random.default_rng(0)
    p = rng.normal(size=(9000, 3))
    p *= (0.8 + 0.4 * rng.random((9000, 1))) / np.linalg.norm(p, axis=1, keepdims=True)
    light = sky_light(p, np.array([[0.0, 0.0, 0.0], [0.0, 1.3, 0.0], [0.0, 30.0, 0.0]]))
    assert light[2] == 1.0
    assert light[0] < 0.5 < light[1]


def test_bark_is_as_thick_as_the_skeleton_says(skeleton: Skeleton) -> None:
    mesh = bark(skeleton, 0, 6, 0.0, np.ones(len(skeleton.position)), 2.5)
    ring = mesh.position.reshape(-1, 2, 7, 3)[:, 1, :-1]
    radius = np.linalg.norm(ring - ring.mean(axis=1, keepdims=True), axis=2).mean(axis=1)
    flare = 1.0 + 0.7 * np.exp(-skeleton.position[1:, 1] / 0.07)
    assert radius == pytest.approx(skeleton.radius[1:] * flare, rel=1e-3)


@pytest.mark.parametrize(
    "tuft", [groundcover.grass(1, 9, 0), groundcover.fern(1, 5, 8, 0), groundcover.litter(1, 12, 0.5, 0)]
)
def test_low_plants_stand_on_the_ground_and_face_up(tuft: Geometry) -> None:
    (mesh,) = tuft.primitives()
    assert mesh.position[:, 1].min() > -0.25
    assert mesh.indices.max() == len(mesh.position) - 1
    assert np.isfinite(mesh.normal).all()
    assert (mesh.normal[:, 1] > 0).mean() > 0.95


def _area(mesh: Primitive) -> float:
    corner = mesh.position[mesh.indices.reshape(-1, 3)].astype(float)
    return float(np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1).sum() / 2)
