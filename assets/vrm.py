"""The VRM 1.0 part of a glTF file: VRMC_vrm 1.0 (humanoid, expressions, lookAt) and VRMC_springBone 1.0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assets.gltf_container import Document, Json
from assets.material import Material
from assets.model import (
    Collider,
    Expression,
    LookAt,
    MorphBind,
    RangeMap,
    Spring,
    SpringJoint,
    Vrm,
)
from assets.schema import (
    Fault,
    Rule,
    Shape,
    choice,
    each,
    escape,
    flag,
    index,
    integer,
    number,
    shaped,
    table,
    vector,
)
from assets.schema import text as string
from assets.vrm_paint import BINDS, read_paints

REQUIRED_BONES = (
    "hips",
    "spine",
    "head",
    "leftUpperLeg",
    "leftLowerLeg",
    "leftFoot",
    "rightUpperLeg",
    "rightLowerLeg",
    "rightFoot",
    "leftUpperArm",
    "leftLowerArm",
    "leftHand",
    "rightUpperArm",
    "rightLowerArm",
    "rightHand",
)
_OVERRIDE = choice("none", "block", "blend")
_ANNOTATION = shaped(
    Shape(
        {"node": index("nodes"), "type": choice("auto", "both", "thirdPersonOnly", "firstPersonOnly")},
        ("node", "type"),
    )
)
_RANGE = shaped(Shape({"inputMaxValue": number(0.0, 180.0), "outputScale": number()}))
_EXPRESSION = shaped(
    Shape(
        {
            "morphTargetBinds": each(
                shaped(
                    Shape({"node": index("nodes"), "index": integer(), "weight": number()}, ("node", "index", "weight"))
                ),
                0,
            ),
            **BINDS,
            "isBinary": flag,
            "overrideBlink": _OVERRIDE,
            "overrideLookAt": _OVERRIDE,
            "overrideMouth": _OVERRIDE,
        }
    )
)
_VRM = shaped(
    Shape(
        {
            "specVersion": string,
            "meta": shaped(Shape({"name": string, "authors": each(string), "licenseUrl": string}, ("name",))),
            "humanoid": shaped(
                Shape(
                    {"humanBones": table(shaped(Shape({"node": index("nodes")}, ("node",))))},
                    ("humanBones",),
                )
            ),
            "expressions": shaped(Shape({"preset": table(_EXPRESSION), "custom": table(_EXPRESSION)})),
            "lookAt": shaped(
                Shape(
                    {
                        "offsetFromHeadBone": vector(3),
                        "type": choice("bone", "expression"),
                        "rangeMapHorizontalInner": _RANGE,
                        "rangeMapHorizontalOuter": _RANGE,
                        "rangeMapVerticalDown": _RANGE,
                        "rangeMapVerticalUp": _RANGE,
                    }
                )
            ),
            "firstPerson": shaped(Shape({"meshAnnotations": each(_ANNOTATION, 0)})),
        },
        ("specVersion", "meta", "humanoid"),
    )
)
_SPHERE: dict[str, Rule] = {"offset": vector(3), "radius": number(0.0)}
_SPRINGS = shaped(
    Shape(
        {
            "specVersion": string,
            "colliders": each(
                shaped(
                    Shape(
                        {
                            "node": index("nodes"),
                            "shape": shaped(
                                Shape(
                                    {
                                        "sphere": shaped(Shape(_SPHERE)),
                                        "capsule": shaped(Shape({**_SPHERE, "tail": vector(3)})),
                                    },
                                    excludes=(("sphere", "capsule"),),
                                )
                            ),
                        },
                        ("node", "shape"),
                    )
                ),
                0,
            ),
            "colliderGroups": each(shaped(Shape({"name": string, "colliders": each(integer(), 0)}, ("colliders",))), 0),
            "springs": each(
                shaped(
                    Shape(
                        {
                            "name": string,
                            "joints": each(
                                shaped(
                                    Shape(
                                        {
                                            "node": index("nodes"),
                                            "hitRadius": number(0.0),
                                            "stiffness": number(0.0),
                                            "gravityPower": number(),
                                            "gravityDir": vector(3),
                                            "dragForce": number(0.0, 1.0),
                                        },
                                        ("node",),
                                    )
                                )
                            ),
                            "colliderGroups": each(integer(), 0),
                            "center": index("nodes"),
                            "freeEnd": number(0.0),
                        },
                        ("joints",),
                    )
                ),
                0,
            ),
        },
        ("specVersion",),
    )
)
_AT = "/extensions/VRMC_vrm"
_SPRINGS_AT = "/extensions/VRMC_springBone"


def check_vrm(document: Document) -> None:
    """Fault when the file's VRM data has not the form it should have."""
    extensions = document.root.get("extensions", {})
    counts = {name: len(document.items(name)) for name in ("nodes", "materials")}
    if "VRMC_vrm" in extensions:
        _VRM(extensions["VRMC_vrm"], _AT, counts)
        if extensions.get("VRMC_springBone"):
            _SPRINGS(extensions["VRMC_springBone"], _SPRINGS_AT, counts)


def read_vrm(document: Document, materials: Sequence[Material], dropped: list[str]) -> Vrm | None:
    """The VRM data of a checked file, None when it has none; what is not honoured goes into `dropped`. Fault when it
    is broken."""
    extensions = document.root.get("extensions", {})
    entry = extensions.get("VRMC_vrm")
    if entry is None:
        return None
    bones = {name: bone["node"] for name, bone in entry["humanoid"]["humanBones"].items()}
    missing = [name for name in REQUIRED_BONES if name not in bones]
    if missing:
        raise Fault(f"{_AT}/humanoid/humanBones", f"required bones are missing: {', '.join(missing)}")
    springs = extensions.get("VRMC_springBone", {})
    return Vrm(
        title=entry["meta"]["name"],
        bones=bones,
        expressions=dict(_expressions(document, materials, entry.get("expressions", {}), dropped)),
        look_at=_look_at(entry["lookAt"]) if "lookAt" in entry else None,
        springs=tuple(_springs(springs)),
        colliders=tuple(_colliders(springs)),
        meta=entry["meta"],
        own_eyes=_own_eyes(document, entry.get("firstPerson", {}), dropped),
    )


def _own_eyes(document: Document, entry: Json, dropped: list[str]) -> tuple[int, ...]:
    annotations = entry.get("meshAnnotations", ())
    found = tuple(sorted({a["node"] for a in annotations if a["type"] == "firstPersonOnly"}))
    names = (document.items("nodes")[i].get("name") or f"node{i}" for i in found)
    dropped += [
        f"node {name!r}: only the wearer's own eyes see it (VRM firstPersonOnly), it is left out" for name in names
    ]
    return found


def _expressions(
    document: Document, materials: Sequence[Material], entry: Json, dropped: list[str]
) -> Iterator[tuple[str, Expression]]:
    for group in ("preset", "custom"):
        for name, expression in entry.get(group, {}).items():
            at = f"{_AT}/expressions/{group}/{escape(name)}"
            binds = tuple(
                MorphBind(_target(document, bind, f"{at}/morphTargetBinds/{k}"), bind["index"], float(bind["weight"]))
                for k, bind in enumerate(expression.get("morphTargetBinds", ()))
            )
            yield (
                name,
                Expression(
                    name,
                    group == "preset",
                    binds,
                    expression.get("isBinary", False),
                    expression.get("overrideBlink", "none"),
                    expression.get("overrideLookAt", "none"),
                    expression.get("overrideMouth", "none"),
                    read_paints(document, materials, name, expression, dropped),
                ),
            )


def _target(document: Document, bind: Json, at: str) -> int:
    node: int = bind["node"]
    mesh = document.items("nodes")[node].get("mesh")
    count = 0 if mesh is None else len(document.items("meshes")[mesh]["primitives"][0].get("targets", ()))
    if bind["index"] >= count:
        raise Fault(f"{at}/index", f"morph target {bind['index']} of node {node}, which has {count}")
    return node


def _look_at(entry: Json) -> LookAt:
    def mapped(key: str) -> RangeMap:
        entry_map: Mapping[str, Any] = entry.get(key, {})
        return RangeMap(float(entry_map.get("inputMaxValue", 90.0)), float(entry_map.get("outputScale", 1.0)))

    x, y, z = entry.get("offsetFromHeadBone", (0.0, 0.0, 0.0))
    return LookAt(
        entry.get("type", "bone"),
        (float(x), float(y), float(z)),
        mapped("rangeMapHorizontalInner"),
        mapped("rangeMapHorizontalOuter"),
        mapped("rangeMapVerticalDown"),
        mapped("rangeMapVerticalUp"),
    )


def _colliders(entry: Json) -> Iterator[Collider]:
    for collider in entry.get("colliders", ()):
        form = collider["shape"]
        ball = form.get("sphere") or form.get("capsule") or {}
        x, y, z = ball.get("offset", (0.0, 0.0, 0.0))
        tail = tuple(map(float, ball.get("tail", (0.0, 0.0, 0.0)))) if "capsule" in form else None
        yield Collider(
            collider["node"],
            (float(x), float(y), float(z)),
            float(ball.get("radius", 0.0)),
            (tail[0], tail[1], tail[2]) if tail else None,
        )


def _springs(entry: Json) -> Iterator[Spring]:
    groups = [group["colliders"] for group in entry.get("colliderGroups", ())]
    known = len(entry.get("colliders", ()))
    for i, spring in enumerate(entry.get("springs", ())):
        at = f"{_SPRINGS_AT}/springs/{i}"
        used = spring.get("colliderGroups", [])
        if any(g >= len(groups) for g in used):
            raise Fault(f"{at}/colliderGroups", f"there are {len(groups)} collider groups")
        colliders = tuple(sorted({c for g in used for c in groups[g]}))
        if any(c >= known for c in colliders):
            raise Fault(f"{at}/colliderGroups", f"a group names a collider beyond the {known} there are")
        joints = tuple(_spring_joint(joint) for joint in spring["joints"])
        free_end = float(spring.get("freeEnd", 0.0))
        yield Spring(spring.get("name") or f"spring{i}", joints, colliders, spring.get("center", -1), free_end)


def _spring_joint(joint: Json) -> SpringJoint:
    x, y, z = joint.get("gravityDir", (0.0, -1.0, 0.0))
    return SpringJoint(
        joint["node"],
        float(joint.get("hitRadius", 0.0)),
        float(joint.get("stiffness", 1.0)),
        float(joint.get("gravityPower", 0.0)),
        (float(x), float(y), float(z)),
        float(joint.get("dragForce", 0.5)),
    )
