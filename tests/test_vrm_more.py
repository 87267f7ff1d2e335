"""VRM 0.x read as 1.0, node constraints, and VRM animations carried over to another skeleton."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.errors import InputError
from assets.expressions import expressions_of
from assets.framing import bounds
from assets.gltf import load
from assets.model import Model, NodeConstraint, SpringJoint
from assets.rig import rigs, skeleton_of
from assets.skeleton import Skeleton
from assets.vrm import REQUIRED_BONES
from assets.vrma import expression_tracks, retargeted
from tests.gltf_files import File, skinned

HALF = math.sqrt(0.5)


def old_character(**vrm: Any) -> File:
    """A skinned triangle that faces -z with two morph targets; nodes 0 (bones), 1 (head) and 2 (mesh)."""
    file = skinned(2)
    lift = file.accessor([(0, 0, -1)] * 3)
    file.root["meshes"][0]["primitives"][0] |= {"targets": [{"POSITION": lift}] * 2, "material": 0}
    file.root["materials"] = [{"name": "cloth", "extensions": {"KHR_materials_unlit": {}}}]
    file.root["scenes"] = [{"nodes": [0, 2]}]
    bones = [{"bone": name, "node": 1 if name == "head" else 0} for name in REQUIRED_BONES]
    bones += [{"bone": "leftThumbProximal", "node": 1}, {"bone": "jaw", "node": -1}]
    file.root["extensionsUsed"] = ["VRM", "KHR_materials_unlit"]
    entry = {"meta": {"title": "Old", "author": "me"}, "humanoid": {"humanBones": bones}, **vrm}
    file.root["extensions"] = {"VRM": entry}
    return file


def old(tmp_path: Path, **vrm: Any) -> Model:
    return load(old_character(**vrm).write(tmp_path, "old.vrm"))


def test_old_humanoid_faces_forward(tmp_path: Path) -> None:
    model = old(tmp_path)
    assert model.vrm is not None
    assert (model.vrm.title, model.vrm.bones["head"], model.vrm.meta["author"]) == ("Old", 1, "me")
    assert model.vrm.bones["leftThumbMetacarpal"] == 1
    assert "jaw" not in model.vrm.bones
    assert model.dropped == ()
    # its corners at x = 0 ... 1 come to lie at -1 ... 0: turned half round about y
    np.testing.assert_allclose(bounds(model), [(-1, 0, 0), (0, 2, 0)], atol=1e-6)


def test_old_expressions(tmp_path: Path) -> None:
    groups = [
        {"name": "A", "presetName": "a", "binds": [{"mesh": 0, "index": 0, "weight": 50}]},
        {"name": "Joy", "presetName": "joy", "binds": [{"mesh": 0, "index": 1, "weight": 100}], "isBinary": True},
        {"name": "Wink", "presetName": "unknown", "binds": [{"mesh": 0, "index": 1, "weight": 100}]},
        {"name": "Wink", "presetName": "unknown", "binds": []},
    ]
    model = old(tmp_path, blendShapeMaster={"blendShapeGroups": groups})
    face = expressions_of(model, rigs(model)[0])
    assert face.names == ("aa", "happy", "Wink")
    assert [e.preset for e in face.expressions] == [True, True, False]
    np.testing.assert_allclose(face.weights({"aa": 1.0, "happy": 0.4}), [0.5, 0.0])
    np.testing.assert_allclose(face.weights({"happy": 0.6}), [0.0, 1.0])
    assert model.dropped == ("expression 'Wink': a second one of that name is left out",)


def test_old_gaze_and_springs(tmp_path: Path) -> None:
    person: dict[str, Any] = {
        "firstPersonBoneOffset": {"x": 0, "y": 0.1, "z": 0.2},
        "lookAtTypeName": "BlendShape",
        "lookAtVerticalUp": {"xRange": 30, "yRange": 0.5},
    }
    second = {
        "boneGroups": [{"comment": "hair", "stiffiness": 2, "center": -1, "bones": [0], "colliderGroups": [0]}],
        "colliderGroups": [{"node": 1, "colliders": [{"offset": {"x": 1, "y": 2, "z": 3}, "radius": 0.5}]}],
    }
    person["meshAnnotations"] = [{"mesh": 0, "firstPersonFlag": "FirstPersonOnly"}]
    model = old(tmp_path, firstPerson=person, secondaryAnimation=second)
    vrm = model.vrm
    assert vrm is not None
    assert all(node.mesh != 0 for node in model.nodes)
    assert vrm.own_eyes
    assert vrm.look_at is not None
    assert (vrm.look_at.kind, vrm.look_at.offset) == ("expression", (0, 0.1, -0.2))
    assert (vrm.look_at.up.input_max, vrm.look_at.up.output) == (30, 0.5)
    (hair,), (ball,) = vrm.springs, vrm.colliders
    joints = (SpringJoint(0, stiffness=2.0), SpringJoint(1, stiffness=2.0))
    assert (hair.name, hair.joints, hair.colliders, hair.center) == ("hair", joints, (0,), -1)
    assert hair.free_end == 0.07
    assert (ball.node, ball.offset, ball.radius) == (1, (1, 2, -3), 0.5)


def test_old_toon(tmp_path: Path) -> None:
    properties = {
        "shader": "VRM/MToon",
        "floatProperties": {
            "_ShadeToony": 0.5,
            "_ShadeShift": 0.0,
            "_OutlineWidthMode": 1,
            "_OutlineWidth": 0.5,
            "_OutlineColorMode": 1,
            "_OutlineLightingMix": 0.25,
        },
        "vectorProperties": {"_ShadeColor": [0.5, 1, 0, 1]},
    }
    material = old(tmp_path, materialProperties=[properties]).materials[0]
    assert material.toon is not None
    assert (material.surface, material.unlit) == ("toon", False)
    # toony 0.5 goes half way to 1, the shift is what remains, below zero
    assert (material.toon.shading_toony, material.toon.shading_shift) == (0.75, -0.25)
    assert material.toon.shade_color == pytest.approx((0.5**2.2, 1, 0))
    assert material.toon.outline_width == pytest.approx(0.005)
    assert material.toon.outline_lighting_mix == 0.25
    del properties["floatProperties"]["_OutlineColorMode"]
    fixed = old(tmp_path, materialProperties=[properties]).materials[0].toon
    assert fixed is not None
    assert fixed.outline_lighting_mix == 0.0


@pytest.mark.parametrize(
    ("vrm", "said"),
    [
        ({"humanoid": {}}, "/extensions/VRM/humanoid/humanBones: required bones are missing: hips"),
        ({"humanoid": {"humanBones": [{"bone": "hips", "node": 9}]}}, "humanBones/0/node: there is no nodes[9]"),
        (
            {"blendShapeMaster": {"blendShapeGroups": [{"binds": [{"mesh": 0, "index": 7, "weight": 1}]}]}},
            "/extensions/VRM/blendShapeMaster/blendShapeGroups/0/binds/0/index: morph target 7 of mesh 0, which has 2",
        ),
        ({"secondaryAnimation": {"boneGroups": [{"colliderGroups": [1]}]}}, "colliderGroups: there are 0 groups"),
        ({"materialProperties": [{"textureProperties": {"_MainTex": 0}}]}, "_MainTex: there is no textures[0]"),
    ],
)
def test_broken_old_files(tmp_path: Path, vrm: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        old(tmp_path, **vrm)
    assert said in str(caught.value)


def test_constraints(tmp_path: Path) -> None:
    file = File(extensionsUsed=["VRMC_node_constraint"])
    file.triangle()
    kinds: list[dict[str, Any]] = [
        {"roll": {"source": 0, "rollAxis": "X", "weight": 0.5}},
        {"aim": {"source": 0, "aimAxis": "NegativeZ"}},
        {"rotation": {"source": 0}},
    ]
    for kind in kinds:
        constraint = {"VRMC_node_constraint": {"specVersion": "1.0", "constraint": kind}}
        file.root["nodes"].append({"extensions": constraint})
    model = load(file.write(tmp_path))
    assert model.constraints == (
        NodeConstraint(1, "roll", 0, "X", 0.5),
        NodeConstraint(2, "aim", 0, "NegativeZ"),
        NodeConstraint(3, "rotation", 0),
    )
    assert model.dropped == ()
    kinds[0]["roll"]["rollAxis"] = "W"
    with pytest.raises(InputError, match="/nodes/1/extensions/VRMC_node_constraint/constraint/roll/rollAxis"):
        load(file.write(tmp_path))


def motion(tmp_path: Path) -> Model:
    """Hips (node 0) a metre up under a quarter turn about x; they rise to 1.5 m, the head (1) turns about world y."""
    file = File(
        nodes=[
            {"translation": [0, 1, 0], "rotation": [HALF, 0, 0, HALF], "children": [1]},
            {"translation": [0, 0, -0.5]},
            {},
        ],
        extensionsUsed=["VRMC_vrm_animation"],
    )
    times = file.accessor([0.0, 1.0])
    rise = file.accessor([(0, 1, 0), (0, 1.5, 0)])
    # under the quarter turn about x, world y is -z of the hips' space
    turn = file.accessor([(0, 0, 0, 1), (0, 0, -HALF, HALF)])
    smile = file.accessor([(0, 0, 0), (0.75, 0, 0)])
    targets = [(0, "translation", rise), (1, "rotation", turn), (2, "translation", smile)]
    file.root["animations"] = [
        {
            "channels": [{"sampler": i, "target": {"node": n, "path": p}} for i, (n, p, _) in enumerate(targets)],
            "samplers": [{"input": times, "output": output} for _, _, output in targets],
        }
    ]
    file.root["extensions"] = {
        "VRMC_vrm_animation": {
            "specVersion": "1.0",
            "humanoid": {"humanBones": {"hips": {"node": 0}, "head": {"node": 1}}},
            "expressions": {"preset": {"happy": {"node": 2}}},
        }
    }
    return load(file.write(tmp_path, "wave.vrma"))


def test_vrma_is_retargeted(tmp_path: Path) -> None:
    wave = motion(tmp_path)
    assert wave.vrma is not None
    assert (wave.vrma.bones, wave.vrma.look_at) == ({"hips": 0, "head": 1}, -1)
    assert expression_tracks(wave)["happy"].values[:, 0].tolist() == [0, 0.75]
    file = File(nodes=[{"translation": [0, 2, 0], "children": [1]}, {"rotation": [0, HALF, 0, HALF]}])
    file.triangle()
    bones = {name: {"node": 1 if name == "head" else 0} for name in REQUIRED_BONES}
    meta = {"name": "Doll", "authors": ["me"], "licenseUrl": "https://vrm.dev/licenses/1.0/"}
    file.root["extensions"] = {"VRMC_vrm": {"specVersion": "1.0", "meta": meta, "humanoid": {"humanBones": bones}}}
    doll = load(file.write(tmp_path, "doll.vrm"))
    hips, head = retargeted(wave, doll).channels
    assert (hips.node, hips.path, head.node, head.path) == (0, "translation", 1, "rotation")
    # twice as tall: the path is twice as high
    np.testing.assert_allclose(hips.values, [(0, 2, 0), (0, 3, 0)], atol=1e-6)
    # at rest the doll's own quarter turn; a quarter turn more about the same world axis is a half turn
    np.testing.assert_allclose(head.values, [(0, HALF, 0, HALF), (0, 1, 0, 0)], atol=1e-6)
    skeleton: Skeleton = skeleton_of(doll)
    turned = skeleton.rest.rotation.copy()
    turned[1] = head.values[1]
    np.testing.assert_allclose(skeleton.worlds(rotation=turned)[1, :, :3], np.diag([-1, 1, -1]), atol=1e-6)
    with pytest.raises(ValueError, match="needs a VRMA model"):
        retargeted(doll, doll)


def test_broken_vrma(tmp_path: Path) -> None:
    file = File(nodes=[{}])
    for entry, said in (
        ({"specVersion": "1.0", "humanoid": {"humanBones": {}}}, "'hips' is missing"),
        ({"specVersion": "1.0", "lookAt": {"node": 4}}, "/lookAt/node: there is no nodes"),
    ):
        file.root["extensions"] = {"VRMC_vrm_animation": entry}
        with pytest.raises(InputError, match=said):
            load(file.write(tmp_path, "wave.vrma"))
