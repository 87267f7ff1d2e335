"""VRM 1.0: humanoid, expressions with binary values and overrides, lookAt, spring bones, and one figure a character."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.errors import InputError
from assets.expressions import expressions_of
from assets.framing import bounds
from assets.gltf import load
from assets.gltf_scene import add_model
from assets.model import Model, SpringJoint
from assets.rig import rigs
from assets.scene import Scene
from assets.transforms import trs
from assets.vrm import REQUIRED_BONES
from tests.gltf_files import SAMPLES, File, skinned

SAMPLE = SAMPLES / "vrm" / "VRMC_vrm_expressions_isBinary_Overrides.vrm"


def bind(index: int, weight: float = 1.0, node: int = 2) -> dict[str, Any]:
    return {"node": node, "index": index, "weight": weight}


def character(**vrm: Any) -> File:
    """A skinned triangle with four morph targets (node 2), an unskinned hat (node 3); head is node 1, other bones 0."""
    file = skinned(2)
    lift = file.accessor([(0, 0, 1)] * 3)
    file.root["meshes"][0]["primitives"][0]["targets"] = [{"POSITION": lift} for _ in range(4)]
    file.root["meshes"][0]["extras"] = {"targetNames": ["blink", "smile", "aa", "up"]}
    file.triangle()
    bones = {name: {"node": 1 if name == "head" else 0} for name in REQUIRED_BONES}
    file.root["extensionsUsed"] = ["VRMC_vrm"]
    meta = {"name": "Doll", "authors": ["me"], "licenseUrl": "https://vrm.dev/licenses/1.0/"}
    entry = {"specVersion": "1.0", "meta": meta, "humanoid": {"humanBones": bones}, **vrm}
    file.root["extensions"] = {"VRMC_vrm": entry}
    return file


FACE = {
    "preset": {
        "blink": {"morphTargetBinds": [bind(0)]},
        "aa": {"morphTargetBinds": [bind(2, 0.5)]},
        "lookUp": {"morphTargetBinds": [bind(3)]},
        "happy": {
            "morphTargetBinds": [bind(1), bind(0, 0.25)],
            "overrideBlink": "block",
            "overrideMouth": "blend",
            "overrideLookAt": "none",
        },
        "angry": {"isBinary": True, "morphTargetBinds": [bind(1)]},
    },
    "custom": {"wink~1": {"morphTargetBinds": []}},
}


def face(tmp_path: Path, expressions: dict[str, Any] | None = None) -> Any:
    model = load(character(expressions=FACE if expressions is None else expressions).write(tmp_path, "doll.vrm"))
    return expressions_of(model, rigs(model)[0])


def test_humanoid_and_meta(tmp_path: Path) -> None:
    vrm = load(character().write(tmp_path, "doll.vrm")).vrm
    assert vrm is not None
    assert (vrm.title, vrm.bones["head"], vrm.bones["hips"], vrm.expressions) == ("Doll", 1, 0, {})
    assert vrm.meta["authors"] == ["me"]


def test_a_character_is_one_figure_and_rigid_parts_follow_their_nodes(tmp_path: Path) -> None:
    file = character()
    file.root["nodes"][1]["children"] = [3]
    model = load(file.write(tmp_path, "doll.vrm"))
    scene = Scene("test")
    placed = add_model(scene, model, trs((0, 0, 2)), name="doll")
    (figure,) = scene.figures
    assert placed.figures == (0,)
    assert (figure.name, figure.targets) == ("doll", ("blink", "smile", "aa", "up"))
    assert figure.joint_names == ("node0", "node1", "node3")
    assert [batch.figure for batch in scene.batches] == [0, 0]
    hat = scene.meshes[scene.batches[1].mesh].primitives[0]
    assert hat.joints is not None
    assert hat.joints[:, 0].tolist() == [2, 2, 2]
    # the hat hangs on the head, one metre up
    np.testing.assert_allclose(figure.rest.joints[2, :, 3], (0, 1, 0))
    np.testing.assert_allclose(bounds(model), [(0, 0, 0), (1, 2, 0)])


def test_targets_of_the_same_name_stay_apart(tmp_path: Path) -> None:
    file = character(expressions={"preset": {"happy": {"morphTargetBinds": [bind(0, 1.0, node=3)]}}})
    lift = file.accessor([(0, 0, 1)] * 3)
    file.root["meshes"][1]["primitives"][0]["targets"] = [{"POSITION": lift}]
    file.root["meshes"][1] |= {"extras": {"targetNames": ["smile"]}, "name": "hat"}
    model = load(file.write(tmp_path, "doll.vrm"))
    (rig,) = rigs(model)
    assert rig.targets == ("blink", "0:mesh0/smile", "aa", "up", "1:hat/smile")
    np.testing.assert_array_equal(expressions_of(model, rig).weights({"happy": 1.0}), (0, 0, 0, 0, 1))


def test_expressions_add_their_binds(tmp_path: Path) -> None:
    expressions = face(tmp_path)
    assert expressions.names == ("blink", "aa", "lookUp", "happy", "angry", "wink~1")
    np.testing.assert_allclose(expressions.weights({}), (0, 0, 0, 0))
    np.testing.assert_allclose(expressions.weights({"blink": 0.5, "aa": 1.0}), (0.5, 0, 0.5, 0))
    np.testing.assert_allclose(expressions.weights({"blink": 7.0}), (1, 0, 0, 0))


def test_overrides(tmp_path: Path) -> None:
    """happy blocks the blink, blends with the mouth, leaves the gaze."""
    weights = face(tmp_path).weights({"happy": 0.4, "blink": 1.0, "aa": 1.0, "lookUp": 1.0})
    np.testing.assert_allclose(weights, (0.1, 0.4, 0.5 * 0.6, 1.0), rtol=1e-6)


def test_binary_expressions(tmp_path: Path) -> None:
    expressions = face(tmp_path)
    np.testing.assert_allclose(expressions.weights({"angry": 0.5}), (0, 0, 0, 0))
    np.testing.assert_allclose(expressions.weights({"angry": 0.51}), (0, 1, 0, 0))


def test_a_binary_expression_held_back_at_all_is_off(tmp_path: Path) -> None:
    preset = {
        "blink": {"isBinary": True, "morphTargetBinds": [bind(0)]},
        "happy": {"overrideBlink": "blend", "morphTargetBinds": [bind(1)]},
    }
    expressions = face(tmp_path, {"preset": preset})
    np.testing.assert_allclose(expressions.weights({"blink": 1.0, "happy": 0.1}), (0, 0.1, 0, 0), rtol=1e-6)
    np.testing.assert_allclose(expressions.weights({"blink": 1.0}), (1, 0, 0, 0))


def test_unknown_expressions_are_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="grin"):
        face(tmp_path).weights({"grin": 1.0})


def test_look_at(tmp_path: Path) -> None:
    look = {
        "offsetFromHeadBone": [0, 0.1, 0.05],
        "type": "bone",
        "rangeMapHorizontalInner": {"inputMaxValue": 60, "outputScale": 8},
        "rangeMapVerticalUp": {"inputMaxValue": 45, "outputScale": 12},
    }
    vrm = load(character(lookAt=look).write(tmp_path, "doll.vrm")).vrm
    assert vrm is not None
    assert vrm.look_at is not None
    assert (vrm.look_at.kind, vrm.look_at.offset) == ("bone", (0, 0.1, 0.05))
    assert (vrm.look_at.inner.input_max, vrm.look_at.inner.output, vrm.look_at.up.output) == (60, 8, 12)


def test_springs_and_colliders(tmp_path: Path) -> None:
    file = character()
    file.root["extensionsUsed"].append("VRMC_springBone")
    file.root["extensions"]["VRMC_springBone"] = {
        "specVersion": "1.0",
        "colliders": [
            {"node": 0, "shape": {"sphere": {"offset": [0, 1, 0], "radius": 0.2}}},
            {"node": 1, "shape": {"capsule": {"offset": [0, 0, 0], "radius": 0.1, "tail": [0, 1, 0]}}},
        ],
        "colliderGroups": [{"colliders": [1]}, {"colliders": [0, 1]}],
        "springs": [
            {
                "name": "hair",
                "joints": [{"node": 0, "stiffness": 2.0, "gravityDir": [0, -1, 0], "dragForce": 0.4}, {"node": 1}],
                "colliderGroups": [0, 1],
                "center": 0,
            }
        ],
    }
    vrm = load(file.write(tmp_path, "doll.vrm")).vrm
    assert vrm is not None
    (hair,) = vrm.springs
    assert (hair.name, hair.colliders, hair.center) == ("hair", (0, 1), 0)
    assert hair.joints == (SpringJoint(0, stiffness=2.0, drag=0.4), SpringJoint(1))
    ball, rod = vrm.colliders
    assert (ball.offset, ball.radius, ball.tail) == ((0, 1, 0), 0.2, None)
    assert (rod.node, rod.tail) == (1, (0, 1, 0))


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    own = {"meshAnnotations": [{"node": 2, "type": "firstPersonOnly"}, {"node": 1, "type": "both"}]}
    model = load(character(firstPerson=own).write(tmp_path, "doll.vrm"))
    assert model.vrm is not None
    assert (model.vrm.own_eyes, model.nodes[2].mesh) == ((2,), -1)
    (said,) = model.dropped
    assert said.startswith("node ")


@pytest.mark.parametrize(
    ("vrm", "said"),
    [
        ({"humanoid": {"humanBones": {"hips": {"node": 0}}}}, "required bones are missing: spine, head"),
        ({"humanoid": {"humanBones": {"hips": {"node": 77}}}}, "there is no nodes[77]"),
        ({"expressions": {"preset": {"aa": {"morphTargetBinds": [bind(4)]}}}}, "morph target 4 of node 2, which has 4"),
        ({"expressions": {"preset": {"aa": {"overrideBlink": "maybe"}}}}, "must be one of none, block, blend"),
        ({"lookAt": {"type": "nose"}}, "must be one of bone, expression"),
        ({"meta": {}}, "'name' is missing"),
    ],
)
def test_broken_vrm_is_refused(tmp_path: Path, vrm: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        load(character(**vrm).write(tmp_path, "doll.vrm"))
    assert "/extensions/VRMC_vrm/" in str(caught.value)
    assert said in str(caught.value)


@pytest.fixture(scope="module")
def public() -> Model:
    if not SAMPLE.is_file():
        pytest.skip(f"no sample file at {SAMPLE}")
    return load(SAMPLE)


def test_sample_file(public: Model) -> None:
    assert public.vrm is not None
    assert len(public.vrm.bones) == 22
    assert public.nodes[public.vrm.bones["head"]].name
    happy, blink = (public.vrm.expressions[name] for name in ("happy", "blink"))
    assert (happy.binary, happy.override_blink, blink.binary) == (True, "blend", False)
    assert public.vrm.look_at is not None
    assert public.vrm.look_at.kind == "expression"
    assert public.dropped == ()


def test_sample_skeleton_stands(public: Model) -> None:
    skeleton = rigs(public)[0].skeleton
    height = {bone: float(skeleton.worlds()[node, 1, 3]) for bone, node in skeleton.bones.items()}
    assert height["head"] > height["neck"] > height["hips"] > height["leftLowerLeg"] > height["leftFoot"]
