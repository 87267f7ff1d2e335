"""Small avatars of other schools, made by hand: boxes on bones with the names, faces and rest poses that files come
with. For tests of recognition without anybody's model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.gltf_files import File

Vec = tuple[float, float, float]
BODY: dict[str, tuple[str, Vec]] = {
    "hips": ("", (0.0, 0.95, 0.0)),
    "spine": ("hips", (0.0, 0.12, 0.0)),
    "chest": ("spine", (0.0, 0.15, 0.0)),
    "neck": ("chest", (0.0, 0.25, 0.0)),
    "head": ("neck", (0.0, 0.08, 0.0)),
    "leftEye": ("head", (0.03, 0.07, 0.08)),
    "rightEye": ("head", (-0.03, 0.07, 0.08)),
}
for _side, _out in (("left", 1.0), ("right", -1.0)):
    BODY |= {
        f"{_side}Shoulder": ("chest", (0.03 * _out, 0.2, 0.0)),
        f"{_side}UpperArm": (f"{_side}Shoulder", (0.12 * _out, 0.0, 0.0)),
        f"{_side}LowerArm": (f"{_side}UpperArm", (0.28 * _out, 0.0, 0.0)),
        f"{_side}Hand": (f"{_side}LowerArm", (0.25 * _out, 0.0, 0.0)),
        f"{_side}IndexProximal": (f"{_side}Hand", (0.09 * _out, 0.0, 0.03)),
        f"{_side}MiddleProximal": (f"{_side}Hand", (0.10 * _out, 0.0, 0.01)),
        f"{_side}LittleProximal": (f"{_side}Hand", (0.08 * _out, 0.0, -0.03)),
        f"{_side}UpperLeg": ("hips", (0.09 * _out, -0.05, 0.0)),
        f"{_side}LowerLeg": (f"{_side}UpperLeg", (0.0, -0.42, 0.0)),
        f"{_side}Foot": (f"{_side}LowerLeg", (0.0, -0.40, 0.0)),
        f"{_side}Toes": (f"{_side}Foot", (0.0, -0.06, 0.12)),
    }

MIXAMO = {
    "hips": "Hips", "spine": "Spine", "chest": "Spine1", "neck": "Neck", "head": "Head", "Eye": "Eye",
    "Shoulder": "Shoulder", "UpperArm": "Arm", "LowerArm": "ForeArm", "Hand": "Hand", "IndexProximal": "HandIndex1",
    "MiddleProximal": "HandMiddle1", "LittleProximal": "HandPinky1", "UpperLeg": "UpLeg", "LowerLeg": "Leg",
    "Foot": "Foot", "Toes": "ToeBase",
}  # fmt: skip
UNREAL = {
    "hips": "pelvis", "spine": "spine_01", "chest": "spine_02", "neck": "neck_01", "head": "head", "Eye": "eye_{}",
    "Shoulder": "clavicle_{}", "UpperArm": "upperarm_{}", "LowerArm": "lowerarm_{}", "Hand": "hand_{}",
    "IndexProximal": "index_01_{}", "MiddleProximal": "middle_01_{}", "LittleProximal": "pinky_01_{}",
    "UpperLeg": "thigh_{}", "LowerLeg": "calf_{}", "Foot": "foot_{}", "Toes": "ball_{}",
}  # fmt: skip
RIGIFY = {
    "hips": "DEF-spine", "spine": "DEF-spine.001", "chest": "DEF-spine.002", "neck": "DEF-neck", "head": "DEF-head",
    "Eye": "DEF-eye.{}", "Shoulder": "DEF-shoulder.{}", "UpperArm": "DEF-upper_arm.{}", "LowerArm": "DEF-forearm.{}",
    "Hand": "DEF-hand.{}", "IndexProximal": "DEF-f_index.01.{}", "MiddleProximal": "DEF-f_middle.01.{}",
    "LittleProximal": "DEF-f_pinky.01.{}", "UpperLeg": "DEF-thigh.{}", "LowerLeg": "DEF-shin.{}",
    "Foot": "DEF-foot.{}", "Toes": "DEF-toe.{}",
}  # fmt: skip
MAYA = {
    "hips": "root_hips_jnt", "spine": "spine1_jnt", "chest": "spine2_jnt", "neck": "neck_jnt", "head": "head_jnt",
    "Eye": "{}_eye_jnt", "Shoulder": "{}_clavicle_jnt", "UpperArm": "{}_shoulder_jnt", "LowerArm": "{}_elbow_jnt",
    "Hand": "{}_wrist_jnt", "IndexProximal": "{}_index1_jnt", "MiddleProximal": "{}_middle1_jnt",
    "LittleProximal": "{}_pinky1_jnt", "UpperLeg": "{}_hip_jnt", "LowerLeg": "{}_knee_jnt", "Foot": "{}_ankle_jnt",
    "Toes": "{}_toe_jnt",
}  # fmt: skip
VROID = {
    "hips": "J_Bip_C_Hips", "spine": "J_Bip_C_Spine", "chest": "J_Bip_C_Chest", "neck": "J_Bip_C_Neck",
    "head": "J_Bip_C_Head", "Eye": "J_Adj_{}_FaceEye", "Shoulder": "J_Bip_{}_Shoulder",
    "UpperArm": "J_Bip_{}_UpperArm", "LowerArm": "J_Bip_{}_LowerArm", "Hand": "J_Bip_{}_Hand",
    "IndexProximal": "J_Bip_{}_Index1", "MiddleProximal": "J_Bip_{}_Middle1", "LittleProximal": "J_Bip_{}_Little1",
    "UpperLeg": "J_Bip_{}_UpperLeg", "LowerLeg": "J_Bip_{}_LowerLeg", "Foot": "J_Bip_{}_Foot",
    "Toes": "J_Bip_{}_ToeBase",
}  # fmt: skip
BIPED = {
    "hips": "Bip01 Pelvis", "spine": "Bip01 Spine", "chest": "Bip01 Spine1", "neck": "Bip01 Neck",
    "head": "Bip01 Head", "Eye": "Bip01 {} Eye", "Shoulder": "Bip01 {} Clavicle", "UpperArm": "Bip01 {} UpperArm",
    "LowerArm": "Bip01 {} Forearm", "Hand": "Bip01 {} Hand", "IndexProximal": "Bip01 {} Finger1",
    "MiddleProximal": "Bip01 {} Finger2", "LittleProximal": "Bip01 {} Finger4", "UpperLeg": "Bip01 {} Thigh",
    "LowerLeg": "Bip01 {} Calf", "Foot": "Bip01 {} Foot", "Toes": "Bip01 {} Toe0",
}  # fmt: skip


def named(school: dict[str, str], bone: str, prefix: str = "", sides: tuple[str, str] = ("Left", "Right")) -> str:
    """The bone's name in a school; a name without a place for the side is preceded by it."""
    side = next((k for k, s in enumerate(("left", "right")) if bone.startswith(s)), None)
    if side is None:
        return prefix + school[bone]
    plain = school[bone.removeprefix("left").removeprefix("right")]
    return prefix + (plain.format(sides[side]) if "{" in plain else sides[side] + plain)


def avatar(
    names: dict[str, str],
    shapes: Sequence[str] = (),
    *,
    droop: float = 0.0,
    twist: float = 0.0,
    scale: float = 1.0,
    turn: float = 0.0,
    lack: Sequence[str] = (),
    more: Sequence[tuple[str, str, Vec]] = (),
    skin: bool = False,
) -> File:
    """A figure of boxes, one on each bone: `names` maps VRM bones to node names.

    `droop` lowers the arms from the T-pose and `twist` rolls the forearms (degrees), `scale` is the file's unit,
    `turn` turns the whole figure about y. The head's box has the morph targets `shapes`. `more` are further nodes
    (name, parent bone, place). Bones in `lack`, and what hangs on them, are left out. `skin` binds one more box to the
    hips, as the bones are in the T-pose.
    """
    kept = {bone: entry for bone, entry in BODY.items() if not _hangs(bone, set(lack))}
    order = list(kept)
    nodes = []
    for bone, (_, at) in kept.items():
        node = {"name": names[bone], "translation": [scale * x for x in at]}
        if bone.endswith("UpperArm") and droop:
            half = np.radians(droop) / 2.0
            node["rotation"] = [0.0, 0.0, float(np.sin(half) * (-1.0 if bone.startswith("left") else 1.0)),
                                float(np.cos(half))]  # fmt: skip
        if bone.endswith("LowerArm") and twist:
            half = np.radians(twist) / 2.0
            node["rotation"] = [float(np.sin(half)), 0.0, 0.0, float(np.cos(half))]
        children = [order.index(child) for child, (parent, _) in kept.items() if parent == bone]
        nodes.append({**node, **({"children": children} if children else {})})
    for name, parent, at in more:
        nodes[order.index(parent)].setdefault("children", []).append(len(nodes))  # type: ignore[attr-defined]
        nodes.append({"name": name, "translation": [scale * x for x in at]})
    half = np.radians(turn) / 2.0
    root = {"name": "Armature", "rotation": [0.0, float(np.sin(half)), 0.0, float(np.cos(half))], "children": [0]}
    nodes.append(root)
    file = File(nodes=nodes, scenes=[{"nodes": [len(nodes) - 1]}], scene=0)
    _boxes(file, [*order, *(name for name, _, _ in more)], shapes, scale)
    if skin:
        _skin(file, order, scale)
    return file


def _skin(file: File, order: list[str], scale: float) -> None:
    bind = np.tile(np.eye(4, dtype=np.float32), (len(order), 1, 1))
    for i, bone in enumerate(order):
        while bone:
            bind[i, 3, :3] -= scale * np.array(BODY[bone][1], np.float32)  # stored by columns
            bone = BODY[bone][0]
    box = file.root["meshes"][0]["primitives"][0]
    n = file.root["accessors"][box["attributes"]["POSITION"]]["count"]
    attributes = {**box["attributes"], "JOINTS_0": file.accessor(np.zeros((n, 4)), "uint8")}
    attributes["WEIGHTS_0"] = file.accessor(np.tile([1.0, 0.0, 0.0, 0.0], (n, 1)))
    file.mesh(attributes, node=False, indices=box["indices"])
    matrices = file.accessor(bind.reshape(len(order), 16))
    file.root["skins"] = [{"joints": list(range(len(order))), "inverseBindMatrices": matrices}]
    file.root["nodes"].append({"name": "Body", "mesh": len(file.root["meshes"]) - 1, "skin": 0})
    file.root["scenes"][0]["nodes"].append(len(file.root["nodes"]) - 1)


def _hangs(bone: str, lack: set[str]) -> bool:
    while bone:
        if bone in lack:
            return True
        bone = BODY[bone][0]
    return False


def _boxes(file: File, order: list[str], shapes: Sequence[str], scale: float) -> None:
    corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
    faces = [0, 1, 3, 0, 3, 2, 4, 6, 7, 4, 7, 5, 0, 4, 5, 0, 5, 1, 2, 3, 7, 2, 7, 6, 0, 2, 6, 0, 6, 4, 1, 5, 7, 1, 7, 3]
    size = {"head": 0.09, "hips": 0.1, "chest": 0.1}
    for i, bone in enumerate(order):
        box = corners * scale * size.get(bone, 0.025)
        attributes = {"POSITION": file.accessor(box), "NORMAL": file.accessor(corners / np.sqrt(3.0))}
        targets = [{"POSITION": file.accessor(box * 0.1 * (k + 1))} for k in range(len(shapes))]
        extra = {"targets": targets} if bone == "head" and shapes else {}
        mesh = {"extras": {"targetNames": list(shapes)}} if extra else {}
        file.mesh(attributes, node=False, mesh=mesh, indices=file.accessor(faces, "uint16"), **extra)
        file.root["nodes"][i]["mesh"] = len(file.root["meshes"]) - 1


def write(file: File, folder: Path, name: str = "somebody.glb") -> str:
    return str(file.write(folder, name))
