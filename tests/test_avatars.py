"""Other people's avatars: recognised, brought into shape, and what they lack said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets import transforms
from assets.errors import InputError
from assets.model import Model
from assets.models import load
from assets.scene import Pose
from avatar.adopt import adopt
from avatar.body import BodyTrack
from avatar.bone_names import bones_of, read
from avatar.breath import inhale_times
from avatar.cast import performer, rig_of
from avatar.gesture import GESTURES
from avatar.mouth import ARKIT_MOUTH, OCULUS
from avatar.performer import perform
from avatar.phases import Played
from avatar.rest_pose import positions
from avatar.rig import Rig
from avatar.script_reader import parse
from avatar.shape_names import ARKIT, shapes_of
from tests.avatars import BIPED, BODY, MAYA, MIXAMO, RIGIFY, UNREAL, VROID, avatar, named, write
from tests.gltf_files import File, skinned
from tools.catalogue import build_scene
from tools.check import check
from tools.production import open_production

SCHOOLS = {
    "mixamo": {bone: named(MIXAMO, bone, "mixamorig:") for bone in BODY},
    "ready player me": {bone: named(MIXAMO, bone) for bone in BODY},
    "unreal": {bone: named(UNREAL, bone, sides=("l", "r")) for bone in BODY},
    "rigify": {bone: named(RIGIFY, bone, sides=("L", "R")) for bone in BODY},
    "maya": {bone: named(MAYA, bone, sides=("L", "R")) for bone in BODY},
    "vroid": {bone: named(VROID, bone, sides=("L", "R")) for bone in BODY},
    "biped": {bone: named(BIPED, bone, sides=("L", "R")) for bone in BODY},
    "vrm": {bone: bone for bone in BODY},
    "lower case": {bone: bone.lower() for bone in BODY},
}
RPM = ("viseme_sil", "viseme_PP", "viseme_FF", "viseme_TH", "viseme_DD", "viseme_kk", "viseme_CH", "viseme_SS",
       "viseme_nn", "viseme_RR", "viseme_aa", "viseme_E", "viseme_I", "viseme_O", "viseme_U", "mouthSmileLeft",
       "mouthSmileRight", "eyeBlinkLeft", "eyeBlinkRight")  # fmt: skip
TALK = "title: T\nscene: s\navatar: a\nlines:\n  - text: {en: 'My mama buys five big maps. Bob.'}\n"


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_bone_of_every_school_is_found(school: str, tmp_path: Path) -> None:
    names = SCHOOLS[school]
    model = load(write(avatar(names), tmp_path))
    found = {bone: model.nodes[node].name for bone, node in bones_of(model).items()}
    assert found == names


@pytest.mark.parametrize(
    "name",
    ["upperarm_twist_01_l", "HeadTop_End", "J_Sec_L_Bust1", "LeftToe_End", "hair_head", "ik_hand_l", "Bone.012",
     "Wolf3D_Hair", "LeftEyelid", "IKFootL"],
)  # fmt: skip
def test_what_is_no_bone_of_a_body_is_left_alone(name: str) -> None:
    assert read(name) is None


def test_names_of_shapes() -> None:
    spelled = {"jaw_open": "jawOpen", "JawOpen": "jawOpen", "head_JawOpen": "jawOpen", "eyeBlink_L": "eyeBlinkLeft",
               "browDown_R": "browDownRight", "Viseme_pp": "viseme_PP", "vrc.v_ff": "viseme_FF",
               "viseme_U": "viseme_ou", "Fcl_MTH_A": "aa", "Fcl_EYE_Close": "blink", "あ": "aa",
               "まばたき": "blink"}  # fmt: skip
    for raw, shape in spelled.items():
        assert shapes_of([raw]) == {raw: shape}
    assert shapes_of(["A", "I", "U", "E", "O"]) == dict(zip("AIUEO", ("aa", "ih", "ou", "ee", "oh"), strict=True))
    assert shapes_of(["A", "B", "C"]) == {}
    assert set(shapes_of(ARKIT).values()) == set(ARKIT)
    assert len(ARKIT) == 52


@pytest.mark.parametrize("droop", [0.0, 35.0, 55.0, 85.0])
@pytest.mark.parametrize(("scale", "turn"), [(1.0, 0.0), (100.0, 180.0), (1.0, 90.0)])
def test_hands_reach_the_same_place_from_any_rest_pose(droop: float, scale: float, turn: float, tmp_path: Path) -> None:
    made = avatar(SCHOOLS["mixamo"], RPM, droop=droop, scale=scale, turn=turn)
    plain = adopt(load(write(avatar(SCHOOLS["mixamo"], RPM), tmp_path, "plain.glb")))
    ours = adopt(load(write(made, tmp_path)))
    for t in (0.2, 1.2, 2.0):
        (a, first), (b, second) = (_hands(who.model, t) for who in (plain, ours))
        np.testing.assert_allclose(second, first, atol=2e-3)
        np.testing.assert_allclose(b, a, atol=2e-3)
    assert bool(ours.done) == (droop > 0.0 or scale != 1.0 or turn != 0.0)


def _hands(model: Model, t: float) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Where the hands are from the shoulders, and which way the knuckles run, during a welcome."""
    rig = rig_of(model)
    track = BodyTrack(rig, (Played.at(GESTURES["welcome"], 1.0, 1.0),), inhale_times(5.0, ()), ())
    worlds = rig.worlds(*track.at(t))
    at = {bone: worlds[node, :, 3] for bone, node in rig.bones.items()}
    reach = np.concatenate([at[f"{side}Hand"] - at[f"{side}UpperArm"] for side in ("left", "right")])
    across = np.concatenate([at[f"{side}IndexProximal"] - at[f"{side}LittleProximal"] for side in ("left", "right")])
    return reach, across


@pytest.mark.parametrize("turn", [0.0, 180.0])
def test_a_file_saved_in_a_pose_is_taken_as_its_skin_was_bound(turn: float, tmp_path: Path) -> None:
    made = avatar(SCHOOLS["mixamo"], RPM, droop=50.0, turn=turn, skin=True)
    leg = next(node for node in made.root["nodes"] if node["name"].endswith("LeftUpLeg"))
    leg["rotation"] = [float(np.sin(0.3)), 0.0, 0.0, float(np.cos(0.3))]
    ours = adopt(load(write(made, tmp_path)))
    assert ours.done[0] == "it rests in a pose: taken as its skin was bound"
    assert not any("arms" in line for line in ours.done)
    still = adopt(load(write(avatar(SCHOOLS["mixamo"], RPM, turn=turn, skin=True), tmp_path)))
    assert "it rests in a pose: taken as its skin was bound" not in still.done
    np.testing.assert_allclose(positions(ours.model), positions(still.model), atol=1e-4)


def test_a_forearm_that_rests_rolled_turns_its_palm_down(tmp_path: Path) -> None:
    ours = adopt(load(write(avatar(SCHOOLS["unreal"], RPM, droop=45.0, twist=80.0), tmp_path)))
    at = positions(ours.model)
    bones = ours.model.vrm.bones  # type: ignore[union-attr]
    knuckles = at[bones["leftIndexProximal"]] - at[bones["leftLittleProximal"]]
    assert knuckles[1] == pytest.approx(0.0, abs=1e-3)
    assert knuckles[2] > 0.05


def test_left_and_right_as_a_viewer_names_them(tmp_path: Path) -> None:
    other = {"left": "right", "right": "left", "": ""}
    side = {bone: next((s for s in ("left", "right") if bone.startswith(s)), "") for bone in BODY}
    names = {bone: SCHOOLS["vrm"][other[side[bone]] + bone.removeprefix(side[bone])] for bone in BODY}
    ours = adopt(load(write(avatar(names, RPM), tmp_path)))
    at = positions(ours.model)
    assert at[ours.model.vrm.bones["leftHand"]][0] > 0.0  # type: ignore[union-attr]
    assert at[ours.model.vrm.bones["leftToes"]][2] > 0.0  # type: ignore[union-attr]


FACES = {
    "oculus": RPM,
    "arkit": tuple(ARKIT),
    "arkit in another spelling": tuple(f"Face_{n[0].upper()}{n[1:]}" for n in ARKIT),
    "vowels": ("A", "I", "U", "E", "O", "Blink"),
    "jaw": ("mouthOpen",),
}
OPENING = {"jawOpen", "aa", "ih", "ou", "ee", "oh", *OCULUS} - {"viseme_sil", "viseme_PP"} | (
    {n for n in ARKIT_MOUTH if n.startswith(("mouthFunnel", "mouthLower", "mouthUpper"))}
)


@pytest.mark.parametrize("kind", FACES)
def test_lips_close_on_every_bilabial_of_every_face(kind: str, tmp_path: Path) -> None:
    ours = performer(write(avatar(SCHOOLS["mixamo"], FACES[kind]), tmp_path))
    assert ours.face == kind.split()[0]
    rig = rig_of(ours.model)
    performance = perform(parse(TALK, "t.yaml"), "en", rig, engine="silent")
    opening = sorted({i for name in OPENING for i, _ in rig.channel(name)})
    opened = 0.0
    for phone in performance.phones:
        weights = performance.pose((phone.start + phone.end) / 2).weights
        if phone.symbol in ("p", "b", "m"):
            assert weights[opening].max() <= 0.1
        opened = max(opened, float(weights[opening].max()))
    assert opened > 0.3


def test_a_jaw_bone_opens_and_closes(tmp_path: Path) -> None:
    made = avatar(SCHOOLS["unreal"], more=[("jaw", "head", (0.0, -0.02, 0.03))])
    ours = performer(write(made, tmp_path))
    assert ours.face == "jaw"
    assert "mouth by the jaw alone: lips neither round nor press" in ours.lacks
    rig = rig_of(ours.model)
    performance = perform(parse(TALK, "t.yaml"), "en", rig, engine="silent")
    turns = []
    for phone in performance.phones:
        turn = _dropped(rig, performance.pose((phone.start + phone.end) / 2))
        turns.append(turn)
        if phone.symbol in ("p", "b", "m"):
            assert turn < 1.6
    assert max(turns) > 6.0


def _dropped(rig: Rig, pose: Pose) -> float:
    """Degrees between the jaw and the head."""
    place = {int(joint): k for k, joint in enumerate(rig.skeleton.joints)}
    jaw, head = (pose.joints[place[rig.bones[bone]]][:, :3] for bone in ("jaw", "head"))
    return float(np.degrees(np.arccos(np.clip((np.trace(jaw @ head.T) - 1.0) / 2.0, -1.0, 1.0))))


def test_what_is_lacking_is_said_once_each(tmp_path: Path) -> None:
    lack = ("leftUpperArm", "leftUpperLeg", "rightUpperLeg", "leftEye", "rightEye")
    ours = performer(write(avatar(SCHOOLS["mixamo"], ("A", "I", "U", "E", "O"), lack=lack), tmp_path))
    assert ours.lacks == (
        "mouth by vowels alone: lips close by opening nothing",
        "no blink shapes: the eyes stay open",
        "no eye bones or look shapes: the head alone follows the gaze",
        "no shapes of a smile: moods do not show on the face",
        "no whole left arm: gestures with the right alone",
        "no legs: it does not shift its weight or walk",
    )
    perform(parse(TALK, "t.yaml"), "en", rig_of(ours.model), engine="silent").pose(1.0)


def test_no_mouth_and_no_body_are_errors(tmp_path: Path) -> None:
    mute = write(avatar(SCHOOLS["mixamo"]), tmp_path, "mute.glb")
    with pytest.raises(InputError, match=r"mute\.glb: an avatar without a mouth"):
        performer(mute)
    (tmp_path / "mute.profile.yaml").write_text("face: none\n")
    performer.cache_clear()
    assert "no mouth: it does not speak" in performer(mute).lacks
    table = avatar({bone: f"board{i}" for i, bone in enumerate(BODY)})
    with pytest.raises(InputError, match=r"table\.glb: not a humanoid"):
        performer(write(table, tmp_path, "table.glb"))


def test_a_profile_names_what_cannot_be_recognised(tmp_path: Path) -> None:
    names = SCHOOLS["mixamo"] | {"head": "Kopf"}
    path = write(avatar(names, ("Schnute", "jawOpen")), tmp_path, "hans.glb")
    (tmp_path / "hans.profile.yaml").write_text("bones: {head: Kopf}\nshapes:\n  aa: Schnute\nheight: 2\n")
    ours = performer(path)
    assert ours.face == "vowels"
    for text, said in (
        ("bones:\n  head: Haupt\n", r"hans\.profile\.yaml:2: no node 'Haupt' in hans for the bone 'head'"),
        ("face: wide\n", r"hans\.profile\.yaml:1: face is one of auto, oculus"),
        ("bones: {head: Kopf}\nface: oculus\n", r"hans\.profile\.yaml:2: face: oculus, but the model has no such"),
        ("bones: {head: Kopf}\nshapes: {aa: Nix}\n", r"hans\.profile\.yaml:2: no morph target 'Nix' in hans"),
    ):
        (tmp_path / "hans.profile.yaml").write_text(text)
        performer.cache_clear()
        with pytest.raises(InputError, match=said):
            performer(path)


def test_our_own_figure_needs_nothing_done() -> None:
    ours = performer("yuduoduo")
    assert (ours.face, ours.done, ours.lacks) == ("oculus", (), ())


PRESENTED = """
from scenes.authoring import Stage
from scenes.camera_path import Key
def build():
    stage = Stage("small")
    stage.studio()
    box = stage.avatar({host!r}, at=(1.0, 0.0, 2.0), yaw=0.5)
    after = stage.avatar({guest!r}, at=(-1.0, 0.0, 2.0))
    scene = stage.build()
    first = box.batches[0]
    from assets.scene import Move
    scene.movers.append(lambda t: [Move(first, scene_place + t)])
    scene.movers.append(lambda t: [Move(after.batches[0], scene_place)])
    scene_place = scene.batches[first].transform.copy()
    stage.camera("main", [Key(0, eye=(0, 1, 4), target=(0, 1, 0))])
    return scene
"""


def test_somebody_takes_the_presenters_place(tmp_path: Path) -> None:
    host = write(avatar(SCHOOLS["vrm"], FACES["vowels"]), tmp_path, "host.glb")
    guest = write(avatar(SCHOOLS["vrm"], FACES["vowels"]), tmp_path, "guest.glb")
    write(avatar(SCHOOLS["mixamo"], RPM, scale=150.0, lack=("leftEye",)), tmp_path, "tall.glb")
    (tmp_path / "small.py").write_text(PRESENTED.format(host=host, guest=guest))
    script = tmp_path / "film.yaml"
    script.write_text(TALK.replace("scene: s", "scene: small.py").replace("avatar: a", "avatar: tall.glb"))
    before = build_scene(str(tmp_path / "small.py"))
    production = open_production(str(script), "en", "silent")
    scene = production.scene
    assert [figure.name for figure in before.figures] == ["host", "guest"]
    assert [figure.name for figure in scene.figures] == ["guest", "tall"]
    assert "tall: no eye bones or look shapes: the head alone follows the gaze" in production.notes
    place = next(batch for batch in scene.batches if batch.figure == 1).transform[0]
    old = before.batches[0].transform[0]
    np.testing.assert_allclose(place[:, 3], old[:, 3], atol=1e-5)
    heights = [transforms.points(m, f.eyes)[0, 1] for m, f in ((old, before.figures[0]), (place, scene.figures[1]))]
    assert heights[0] == pytest.approx(heights[1], abs=1e-4)
    moves = scene.evaluate(0.5).moves
    moved = {scene.batches[move.batch].figure for move in moves}
    assert moved == {0, 1}
    assert {scene.batches[move.batch].name.split("/")[0] for move in moves} == {"guest", "tall"}
    shown = {batch.mesh for batch in scene.batches}
    assert all(bool(mesh.primitives) == (i in shown) for i, mesh in enumerate(scene.meshes))


def test_a_script_names_file_and_profile(tmp_path: Path) -> None:
    write(avatar(SCHOOLS["mixamo"] | {"head": "Kopf"}, RPM), tmp_path, "hans.glb")
    (tmp_path / "hans.yml").write_text("bones: {head: Kopf}\n")
    script = tmp_path / "film.yaml"
    given = "avatar: {file: hans.glb, profile: hans.yml}"
    script.write_text(TALK.replace("scene: s", "scene: lantern_pond").replace("avatar: a", given))
    production = open_production(str(script), "en", "silent")
    assert [figure.name for figure in production.scene.figures if figure.eyes] == ["hans"]
    script.write_text(TALK.replace("scene: s", "scene: hans.glb").replace("avatar: a", "avatar: yuduoduo"))
    with pytest.raises(InputError, match=r"film\.yaml:3: scene .*hans\.glb has no presenter whose place 'yuduoduo'"):
        open_production(str(script), "en", "silent")


def test_check_tells_what_it_recognised(tmp_path: Path) -> None:
    lack = ("leftHand", "rightEye")
    said = check(Path(write(avatar(SCHOOLS["unreal"], RPM, droop=40.0, lack=lack), tmp_path))).avatar
    assert said[0] == "yes, face by oculus, eyes by none, 0 springs, 23 bones"
    assert "hips 'pelvis'" in said[1]
    assert "leftUpperArm 'upperarm_l'" in said[1]
    assert said[2:] == (
        "bones missing: leftHand",
        "its arms were raised by 40 degrees to the T-pose",
        "no eye bones or look shapes: the head alone follows the gaze",
        "no whole left arm: gestures with the right alone",
    )
    assert check(skinned(2).write(tmp_path)).avatar[0].startswith("no, not a humanoid")
    plain = File()
    plain.triangle()
    assert check(plain.write(tmp_path, "plain.glb")).avatar == ()


def test_a_vrm_0_performs(tmp_path: Path) -> None:
    """Faces -z in its file, names thumbs and vowels in the old way, and stands in an A-pose that it should not have."""
    file = avatar(SCHOOLS["vroid"], ("m_a", "m_i", "lids"), droop=30.0, turn=180.0)
    head = next(node["mesh"] for node in file.root["nodes"] if node["name"] == "J_Bip_C_Head")
    numbers = {node["name"]: i for i, node in enumerate(file.root["nodes"])}
    bones = [{"bone": bone, "node": numbers[name]} for bone, name in SCHOOLS["vroid"].items()]
    groups = [
        {"presetName": preset, "name": preset, "binds": [{"mesh": head, "index": k, "weight": 100}]}
        for k, preset in enumerate(("a", "i", "blink"))
    ]
    file.root["extensionsUsed"] = ["VRM"]
    entry = {"humanoid": {"humanBones": bones}, "blendShapeMaster": {"blendShapeGroups": groups}}
    file.root["extensions"] = {"VRM": entry}
    ours = performer(write(file, tmp_path, "old.vrm"))
    assert (ours.face, ours.eyes) == ("vowels", "bones")
    assert ours.done == ("its arms were raised by 30 degrees to the T-pose",)
    reach, _ = _hands(ours.model, 1.2)
    plain, _ = _hands(adopt(load(write(avatar(SCHOOLS["mixamo"], RPM), tmp_path, "plain.glb"))).model, 1.2)
    np.testing.assert_allclose(reach, plain, atol=2e-3)
    rig = rig_of(ours.model)
    assert {"aa", "ih", "blink"} <= {name for name in rig.expressions if rig.channel(name)}
