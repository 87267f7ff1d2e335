"""VRMC_node_constraint against its specification's formulas, worked out by hand and step by step."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets import quaternions as q
from assets.constraints import ordered, shortest
from assets.errors import InputError
from assets.gltf import load
from assets.model import NodeConstraint
from assets.rig import skeleton_of
from tests.gltf_files import File

Y90 = q.turn((0, 1, 0), math.pi / 2)
X60 = q.turn((1, 0, 0), math.pi / 3)
Z30 = q.turn((0, 0, 1), math.pi / 6)


def following(**constraint: Any) -> File:
    """Source (node 0), follower (node 1), and their own rests; an aim's source stands one metre up."""
    file = File(extensionsUsed=["VRMC_node_constraint"])
    entry = {"VRMC_node_constraint": {"specVersion": "1.0", "constraint": constraint}}
    file.root["nodes"] = [
        {"rotation": q.product(X60, Z30).tolist(), "translation": [0, 1, 0]},
        {"rotation": Y90.tolist(), "extensions": entry},
    ]
    return file


def turned(file: File, folder: Path, source: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The follower's local rotation when the source has that one."""
    model = load(file.write(folder))
    rotation = np.array([source, Y90])
    worlds = skeleton_of(model).worlds(rotation)
    return q.from_matrix(worlds[1][:, :3])


def same(a: Any, b: Any) -> None:
    assert abs(float(np.dot(a, b))) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
def test_rotation_hands_on_the_turn_since_rest(tmp_path: Path, weight: float) -> None:
    turn = q.turn((0, 0, 1), 0.8)
    source = q.product(q.product(X60, Z30), turn)
    found = turned(following(rotation={"source": 0, "weight": weight}), tmp_path, source)
    same(found, q.product(Y90, q.turn((0, 0, 1), 0.8 * weight)))


def test_roll_keeps_only_the_turn_about_the_axis(tmp_path: Path) -> None:
    """In the follower's axes the source's turn of 0.7 about its parent's z is one about x (Y90 takes x to -z)."""
    source = q.product(q.turn((0, 0, 1), 0.7), q.product(X60, Z30))
    found = turned(following(roll={"source": 0, "rollAxis": "X", "weight": 1.0}), tmp_path, source)
    same(found, q.product(Y90, q.turn((1, 0, 0), -0.7)))
    # a turn about another axis only is none about this one
    found = turned(following(roll={"source": 0, "rollAxis": "Y"}), tmp_path, source)
    same(found, Y90)


def test_roll_by_the_specifications_steps(tmp_path: Path) -> None:
    rest, source = q.product(X60, Z30), q.product(q.turn((0.3, -0.9, 0.4), 1.1), X60)
    delta = q.product(q.inverse(rest), source)
    in_parent = q.product(q.product(rest, delta), q.inverse(rest))
    in_own = q.product(q.product(q.inverse(Y90), in_parent), Y90)
    to = q.matrix(in_own) @ (0, 1, 0)
    expected = q.product(q.product(Y90, q.inverse(shortest((0, 1, 0), to))), in_own)
    expected = q.mix(Y90, expected, 0.6)
    found = turned(following(roll={"source": 0, "rollAxis": "Y", "weight": 0.6}), tmp_path, source)
    same(found, expected)


@pytest.mark.parametrize(("name", "sign"), [("PositiveZ", 1), ("NegativeX", -1)])
def test_aim_points_the_axis_at_the_source(tmp_path: Path, name: str, sign: int) -> None:
    found = turned(following(aim={"source": 0, "aimAxis": name}), tmp_path, q.NONE)
    pointing = q.matrix(found)[:, "XYZ".index(name[-1])] * sign
    np.testing.assert_allclose(pointing, (0, 1, 0), atol=1e-6)


def test_aim_below_a_turned_and_scaled_parent(tmp_path: Path) -> None:
    file = following(aim={"source": 0, "aimAxis": "PositiveX"})
    rest = {"rotation": q.product(Z30, X60).tolist(), "scale": [2, 2, 2], "translation": [3, 0, 0], "children": [1]}
    file.root["nodes"].append(rest)
    file.root["nodes"][1]["translation"] = [0, 0.5, 0]
    worlds = skeleton_of(load(file.write(tmp_path))).worlds()
    ahead, away = worlds[1][:, 0] / 2, worlds[0][:, 3] - worlds[1][:, 3]
    np.testing.assert_allclose(ahead, away / np.linalg.norm(away), atol=1e-6)


def test_opposite_directions_are_half_a_turn() -> None:
    for a in np.eye(3):
        np.testing.assert_allclose(q.matrix(shortest(a, -a)) @ a, -a, atol=1e-12)


def test_followers_of_followers_come_after_them() -> None:
    chain = [NodeConstraint(i, "rotation", i + 1) for i in range(3)]
    assert [c.node for c in ordered(chain, [-1] * 4)] == [2, 1, 0]
    # an aim depends on whatever turns the nodes above it and above its source
    aim, above = NodeConstraint(0, "aim", 3, "PositiveX"), NodeConstraint(2, "roll", 4, "X")
    assert [c.node for c in ordered([aim, above], [-1, -1, -1, 2, -1])] == [2, 0]
    many = [NodeConstraint(i, "rotation", i + 1) for i in range(5000)]
    assert ordered(many, [-1] * 5001)[0].node == 4999
    two = [NodeConstraint(0, "rotation", 2), NodeConstraint(1, "rotation", 2), NodeConstraint(2, "rotation", 3)]
    assert [c.node for c in ordered(two, [-1] * 4)] == [2, 0, 1]


@pytest.mark.parametrize("second", [None, 0])
def test_a_circle_is_refused(tmp_path: Path, second: int | None) -> None:
    file = following(rotation={"source": 1 if second is None else 0})
    if second is not None:
        entry = {"specVersion": "1.0", "constraint": {"roll": {"source": 1, "rollAxis": "X"}}}
        file.root["nodes"][0]["extensions"] = {"VRMC_node_constraint": entry}
    with pytest.raises(InputError, match=r"/nodes/\d/extensions/VRMC_node_constraint: .*itself"):
        load(file.write(tmp_path))
