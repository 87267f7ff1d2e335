"""VRM 0.x read as VRM 1.0: its one extension becomes those that replaced it, and the figure turns to face +z.

After the migration rules of the VRM consortium (VRM 1.0 specification, "Difference between VRM 0.x and 1.0").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from assets.gltf_container import Document, Json
from assets.schema import Fault, Rule, Shape, each, flag, index, integer, number, shaped, text
from assets.vrm import REQUIRED_BONES
from assets.vrm0_materials import MATERIAL, VALUE, binds, upgraded_materials

AT = "/extensions/VRM"
FREE_END = 0.07
"""Metres: the last bone of a chain swings as if it had a tail so far on (UniVRM 0.x, VRMSpringBone)."""

_THUMB = {"ThumbProximal": "ThumbMetacarpal", "ThumbIntermediate": "ThumbProximal"}
_PRESETS = {
    **dict(zip("aiueo", ("aa", "ih", "ou", "ee", "oh"), strict=True)),
    "blink": "blink",
    "blink_l": "blinkLeft",
    "blink_r": "blinkRight",
    "neutral": "neutral",
    "joy": "happy",
    "angry": "angry",
    "sorrow": "sad",
    "fun": "relaxed",
    **{f"look{side.lower()}": f"look{side}" for side in ("Up", "Down", "Left", "Right")},
}


def _node(value: Any, at: str, counts: Mapping[str, int]) -> None:
    """A node, or -1 for none."""
    if value != -1:
        index("nodes")(value, at, counts)


_point = shaped(Shape({axis: number() for axis in "xyz"}))
_range = shaped(Shape({"xRange": number(), "yRange": number()}))
_bind = shaped(Shape({"mesh": index("meshes"), "index": integer(), "weight": number()}, ("mesh", "index", "weight")))
_group = shaped(
    Shape(
        {
            "name": text,
            "presetName": text,
            "isBinary": flag,
            "binds": each(_bind, 0),
            "materialValues": each(VALUE, 0),
        }
    )
)
_spring = shaped(
    Shape(
        {
            "comment": text,
            "stiffiness": number(0.0),
            "gravityPower": number(),
            "gravityDir": _point,
            "dragForce": number(0.0, 1.0),
            "center": _node,
            "hitRadius": number(0.0),
            "bones": each(index("nodes"), 0),
            "colliderGroups": each(integer(), 0),
        }
    )
)
_colliders = shaped(
    Shape(
        {"node": index("nodes"), "colliders": each(shaped(Shape({"offset": _point, "radius": number(0.0)})), 0)},
        ("node", "colliders"),
    )
)
_VRM: Rule = shaped(
    Shape(
        {
            "meta": shaped(Shape({"title": text, "author": text})),
            "humanoid": shaped(
                Shape({"humanBones": each(shaped(Shape({"bone": text, "node": _node}, ("bone", "node"))), 0)})
            ),
            "firstPerson": shaped(
                Shape(
                    {
                        "firstPersonBoneOffset": _point,
                        "lookAtTypeName": text,
                        "meshAnnotations": each(
                            shaped(Shape({"mesh": integer(-1), "firstPersonFlag": text}, ("mesh", "firstPersonFlag"))),
                            0,
                        ),
                        "lookAtHorizontalInner": _range,
                        "lookAtHorizontalOuter": _range,
                        "lookAtVerticalDown": _range,
                        "lookAtVerticalUp": _range,
                    }
                )
            ),
            "blendShapeMaster": shaped(Shape({"blendShapeGroups": each(_group, 0)})),
            "secondaryAnimation": shaped(
                Shape({"boneGroups": each(_spring, 0), "colliderGroups": each(_colliders, 0)})
            ),
            "materialProperties": each(MATERIAL, 0),
        },
        ("humanoid",),
    )
)


def upgraded(document: Document, dropped: list[str]) -> Document:
    """The document as VRM 1.0 would say it; itself when it is not VRM 0.x only. Fault when its VRM part is broken."""
    extensions = document.root.get("extensions", {})
    if "VRM" not in extensions or "VRMC_vrm" in extensions:
        return document
    vrm: Json = extensions["VRM"]
    _VRM(vrm, AT, {key: len(value) for key, value in document.root.items() if isinstance(value, list)})
    nodes = document.items("nodes")
    roots = sorted(set(range(len(nodes))) - {child for node in nodes for child in node.get("children", ())})
    turn = {"name": "VRM 0.x faces -z", "rotation": [0.0, 1.0, 0.0, 0.0], **({"children": roots} if roots else {})}
    materials = upgraded_materials(document, vrm.get("materialProperties", []))
    plain = replace(document, root={**document.root, "materials": materials})
    more = {"VRMC_vrm": _humanoid(plain, vrm, dropped), "VRMC_springBone": _springs(document, vrm)}
    root = {
        **document.root,
        "extensions": {**{k: v for k, v in extensions.items() if k != "VRM"}, **more},
        "materials": materials,
        "nodes": [*nodes, turn],
        "scenes": [{**scene, "nodes": [len(nodes)]} for scene in document.items("scenes")],
    }
    return replace(document, root=root)


def _humanoid(document: Document, vrm: Json, dropped: list[str]) -> Json:
    bones: dict[str, Json] = {}
    for entry in vrm["humanoid"].get("humanBones", ()):
        if entry["node"] >= 0:
            bones[_bone(entry["bone"])] = {"node": entry["node"]}
    missing = [name for name in REQUIRED_BONES if name not in bones]
    if missing:
        raise Fault(f"{AT}/humanoid/humanBones", f"required bones are missing: {', '.join(missing)}")
    meta = vrm.get("meta", {})
    return {
        "specVersion": "1.0",
        "meta": {**meta, "name": meta.get("title") or document.file.stem, "authors": [meta.get("author", "")]},
        "humanoid": {"humanBones": bones},
        "expressions": _expressions(document, vrm, dropped),
        **({"lookAt": _look_at(vrm["firstPerson"])} if "firstPerson" in vrm else {}),
        "firstPerson": {"meshAnnotations": _own_eyes(document, vrm.get("firstPerson", {}))},
    }


def _own_eyes(document: Document, person: Json) -> list[Json]:
    annotations = person.get("meshAnnotations", ())
    meshes = {a["mesh"] for a in annotations if a["firstPersonFlag"].lower() == "firstpersononly"}
    nodes = enumerate(document.items("nodes"))
    return [{"node": i, "type": "firstPersonOnly"} for i, node in nodes if node.get("mesh") in meshes]


def _bone(name: str) -> str:
    side = next((side for side in ("left", "right") if name.startswith(side)), "")
    return side + _THUMB.get(name.removeprefix(side), name.removeprefix(side))


def _expressions(document: Document, vrm: Json, dropped: list[str]) -> Json:
    shown = {node["mesh"]: i for i, node in reversed(list(enumerate(document.items("nodes")))) if "mesh" in node}
    out: dict[str, dict[str, Json]] = {"preset": {}, "custom": {}}
    for i, group in enumerate(vrm.get("blendShapeMaster", {}).get("blendShapeGroups", ())):
        preset = _PRESETS.get(group.get("presetName", "").lower())
        name = preset or group.get("name") or f"expression{i}"
        kind = out["preset" if preset else "custom"]
        if name in out["preset"] or name in out["custom"]:
            dropped.append(f"expression {name!r}: a second one of that name is left out")
            continue
        for k, bind in enumerate(group.get("binds", ())):
            primitives = document.items("meshes")[bind["mesh"]]["primitives"]
            count = len(primitives[0].get("targets", ()))
            if bind["index"] >= count:
                at = f"{AT}/blendShapeMaster/blendShapeGroups/{i}/binds/{k}/index"
                raise Fault(at, f"morph target {bind['index']} of mesh {bind['mesh']}, which has {count}")
        kind[name] = {
            "isBinary": group.get("isBinary", False),
            "morphTargetBinds": [
                {"node": shown[bind["mesh"]], "index": bind["index"], "weight": bind["weight"] / 100.0}
                for bind in group.get("binds", ())
                if bind["mesh"] in shown
            ],
            **binds(document, name, group.get("materialValues", ()), dropped),
        }
    return out


def _look_at(person: Json) -> Json:
    bones = person.get("lookAtTypeName", "Bone") != "BlendShape"
    maps = {
        "rangeMapHorizontalInner": "lookAtHorizontalInner",
        "rangeMapHorizontalOuter": "lookAtHorizontalOuter",
        "rangeMapVerticalDown": "lookAtVerticalDown",
        "rangeMapVerticalUp": "lookAtVerticalUp",
    }
    found = {new: person[old] for new, old in maps.items() if old in person}
    return {
        "type": "bone" if bones else "expression",
        "offsetFromHeadBone": _flipped(person.get("firstPersonBoneOffset", {"y": 0.06})),
        **{
            name: {
                "inputMaxValue": min(max(entry.get("xRange", 90.0), 0.0), 180.0),
                "outputScale": entry.get("yRange", 10.0 if bones else 1.0),
            }
            for name, entry in found.items()
        },
    }


def _flipped(point: Json) -> list[float]:
    """A point of a bone's space; 0.x writes its z the other way round."""
    return [point.get("x", 0.0), point.get("y", 0.0), -point.get("z", 0.0)]


def _springs(document: Document, vrm: Json) -> Json:
    entry = vrm.get("secondaryAnimation", {})
    groups: list[Json] = entry.get("colliderGroups", [])
    colliders: list[Json] = []
    numbers = []
    for group in groups:
        numbers.append({"colliders": list(range(len(colliders), len(colliders) + len(group["colliders"])))})
        for ball in group["colliders"]:
            sphere = {"offset": _flipped(ball.get("offset", {})), "radius": ball.get("radius", 0.0)}
            colliders.append({"node": group["node"], "shape": {"sphere": sphere}})
    springs = []
    for i, spring in enumerate(entry.get("boneGroups", ())):
        used = spring.get("colliderGroups", [])
        if any(number >= len(groups) for number in used):
            raise Fault(f"{AT}/secondaryAnimation/boneGroups/{i}/colliderGroups", f"there are {len(groups)} groups")
        direction = spring.get("gravityDir", {"y": -1.0})
        joint = {
            "hitRadius": spring.get("hitRadius", 0.0),
            "stiffness": spring.get("stiffiness", 1.0),
            "gravityPower": spring.get("gravityPower", 0.0),
            "gravityDir": [direction.get(axis, 0.0) for axis in "xyz"],
            "dragForce": spring.get("dragForce", 0.5),
        }
        center = {"center": spring["center"]} if spring.get("center", -1) >= 0 else {}
        for root in dict.fromkeys(spring.get("bones", ())):
            for chain in _chains(document, root):
                joints = [{"node": node, **joint} for node in chain]
                springs.append(
                    {
                        "name": spring.get("comment", ""),
                        "joints": joints,
                        "colliderGroups": used,
                        "freeEnd": FREE_END,
                        **center,
                    }
                )
    return {"specVersion": "1.0", "colliders": colliders, "colliderGroups": numbers, "springs": springs}


def _chains(document: Document, root: int) -> Iterator[list[int]]:
    """The bones from a root on as chains: each goes on with the first child, the other children begin chains of their
    own."""
    waiting = [root]
    while waiting:
        chain = [waiting.pop()]
        while children := document.items("nodes")[chain[-1]].get("children", ()):
            waiting += reversed(children[1:])
            chain.append(children[0])
        yield chain
