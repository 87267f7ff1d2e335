"""Sampling animations against values worked out by hand, and animated models in scenes."""

from __future__ import annotations

import math
import pathlib

import numpy as np
import pytest

from assets.animation import Track
from assets.framing import scene_of
from assets.gltf import load
from assets.gltf_scene import add_model
from assets.model import Interpolation, Node, Path
from assets.quaternions import turn
from assets.scene import Scene
from assets.skeleton import Skeleton
from assets.transforms import compose, trs
from tests.gltf_files import File, skinned

TIMES = np.array([1.0, 2.0, 4.0], np.float32)


def track(interpolation: Interpolation, values: object, path: Path = "translation") -> Track:
    """One channel over the three keys."""
    return Track(path, np.zeros(1, np.uint32), TIMES, np.array(values, np.float32)[..., None, :], interpolation)


@pytest.mark.parametrize(
    ("interpolation", "t", "expected"),
    [
        ("STEP", 0.0, 10.0),
        ("STEP", 1.999, 10.0),
        ("STEP", 2.0, 20.0),
        ("STEP", 9.0, 40.0),
        ("LINEAR", 0.0, 10.0),
        ("LINEAR", 1.5, 15.0),
        ("LINEAR", 3.0, 30.0),
        ("LINEAR", 4.0, 40.0),
        ("LINEAR", 5.0, 40.0),
    ],
)
def test_step_and_linear(interpolation: Interpolation, t: float, expected: float) -> None:
    values = [(10, 0, 0), (20, 0, 0), (40, 0, 0)]
    np.testing.assert_allclose(track(interpolation, values).at(t)[0], (expected, 0, 0))


def test_cubic_spline_goes_through_its_keys_with_its_tangents() -> None:
    # in-tangent, value, out-tangent of each key, slopes per second
    keys = [[(0, 0, 0), (0, 0, 0), (1, 0, 0)], [(0, 0, 0), (1, 0, 0), (2, 0, 0)], [(3, 0, 0), (5, 0, 0), (0, 0, 0)]]
    spline = track("CUBICSPLINE", keys)
    for t, x in ((0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (4.0, 5.0), (7.0, 5.0)):
        assert spline.at(t)[0, 0] == pytest.approx(x, abs=1e-6)
    # Hermite at the middle: (p0 + p1) / 2 + duration * (m0 - m1) / 8
    assert spline.at(1.5)[0, 0] == pytest.approx(0.5 + 1.0 * (1.0 - 0.0) / 8)
    assert spline.at(3.0)[0, 0] == pytest.approx(3.0 + 2.0 * (2.0 - 3.0) / 8)
    slope = (float(spline.at(2.001)[0, 0]) - float(spline.at(2.0)[0, 0])) / 0.001
    assert slope == pytest.approx(2.0, abs=0.02)


def test_rotations_take_the_shorter_way_at_even_speed() -> None:
    turns = [turn((0, 0, 1), 0.0), -turn((0, 0, 1), 1.0), turn((0, 0, 1), 2.0)]
    np.testing.assert_allclose(track("LINEAR", turns, "rotation").at(1.25)[0], turn((0, 0, 1), 0.25), atol=1e-6)


def test_spline_rotations_are_unit() -> None:
    zero = (0, 0, 0, 0)
    keys = [[zero, turn((0, 0, 1), a), zero] for a in (0.0, 1.5, 3.0)]
    middle = track("CUBICSPLINE", keys, "rotation").at(1.5)[0]
    np.testing.assert_allclose(middle, turn((0, 0, 1), 0.75), atol=1e-6)


def test_an_animated_node_becomes_a_mover_with_its_children(tmp_path: pathlib.Path) -> None:
    file = File()
    file.triangle()
    file.root["nodes"] = [{"children": [1]}, {"mesh": 0, "translation": [0, 1, 0]}, {"mesh": 0}]
    sampler = {"input": file.accessor([0.0, 2.0]), "output": file.accessor([(0, 0, 0), (4, 0, 0)])}
    channel = {"sampler": 0, "target": {"node": 0, "path": "translation"}}
    file.root["animations"] = [{"name": "slide", "channels": [channel], "samplers": [sampler]}]
    scene = Scene("test")
    add_model(scene, load(file.write(tmp_path)), trs((0, 0, 5)))
    assert len(scene.movers) == 1
    (move,) = scene.movers[0](0.5)
    np.testing.assert_allclose(move.transform[0, :, 3], (1, 1, 5))
    assert scene.batches[move.batch].name == "node1"
    # it loops, and a frame alone is the frame of the film
    np.testing.assert_array_equal(scene.movers[0](2.5)[0].transform, move.transform)
    np.testing.assert_array_equal(scene.movers[0](0.5)[0].transform, move.transform)


def test_without_an_animation_nothing_moves(tmp_path: pathlib.Path) -> None:
    file = File()
    file.triangle()
    sampler = {"input": file.accessor([0.0, 2.0]), "output": file.accessor([(0, 0, 0), (4, 0, 0)])}
    channel = {"sampler": 0, "target": {"node": 0, "path": "translation"}}
    file.root["animations"] = [{"channels": [channel], "samplers": [sampler]}]
    scene = scene_of(load(file.write(tmp_path)), animation=None)
    assert scene.movers == []
    assert scene.duration == 10.0


def test_animated_weights_and_joints_reach_the_pose(tmp_path: pathlib.Path) -> None:
    file = skinned(2)
    file.root["meshes"][0]["primitives"][0]["targets"] = [
        {"POSITION": file.accessor([(0, 0, 1)] * 3)} for _ in range(2)
    ]
    times = file.accessor([0.0, 1.0])
    quarter = file.accessor(turn((0, 0, 1), [0.0, math.pi / 2]))
    samplers = [
        {"input": times, "output": quarter},
        {"input": times, "output": file.accessor([0.0, 1.0, 1.0, 0.0])},
    ]
    channels = [
        {"sampler": 0, "target": {"node": 1, "path": "rotation"}},
        {"sampler": 1, "target": {"node": 2, "path": "weights"}},
    ]
    file.root["animations"] = [{"channels": channels, "samplers": samplers}]
    scene = Scene("test")
    figure = scene.figures[add_model(scene, load(file.write(tmp_path))).figures[0]]
    assert figure.pose is not None
    pose = figure.pose(0.25)
    np.testing.assert_allclose(pose.weights, (0.25, 0.75))
    # joint 1 sits at (0, 1, 0) and has turned a quarter of a quarter turn
    expected = compose(trs((0, 1, 0), turn((0, 0, 1), math.pi / 8)), trs((0, -1, 0)))
    np.testing.assert_allclose(pose.joints[1], expected, atol=1e-6)
    np.testing.assert_allclose(pose.joints[0], np.eye(4)[:3], atol=1e-7)


def chain() -> Skeleton:
    """hips at (0, 1, 0) - arm one metre along x - hand one metre further."""
    nodes = (
        Node("hand", 2, (1.0, 0.0, 0.0)),
        Node("hips", -1, (0.0, 1.0, 0.0)),
        Node("arm", 1, (1.0, 0.0, 0.0)),
    )
    bind = np.stack([trs((-2, -1, 0)), trs((-1, -1, 0))])
    return Skeleton.of(nodes, np.array([0, 2], np.uint32), bind, {"leftHand": 0})


def test_forward_kinematics_with_children_before_parents() -> None:
    skeleton = chain()
    np.testing.assert_allclose(skeleton.worlds()[:, :, 3], [(2, 1, 0), (0, 1, 0), (1, 1, 0)])
    np.testing.assert_allclose(skeleton.skinning(), np.tile(np.eye(4)[:3], (2, 1, 1)), atol=1e-7)
    rotation = skeleton.rest.rotation.copy()
    rotation[skeleton.node("arm")] = turn((0, 0, 1), math.pi / 2)
    worlds = skeleton.worlds(rotation)
    np.testing.assert_allclose(worlds[skeleton.node("leftHand"), :, 3], (1, 2, 0), atol=1e-6)
    # a vertex bound to the hand at (3, 1, 0) ends straight above the arm
    hand = skeleton.skinning(rotation)[0]
    np.testing.assert_allclose(hand[:, :3] @ (3, 1, 0) + hand[:, 3], (1, 3, 0), atol=1e-6)


def test_unknown_bones_are_named() -> None:
    with pytest.raises(KeyError, match="tail"):
        chain().node("tail")
