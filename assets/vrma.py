"""VRMC_vrm_animation 1.0: motion of a humanoid that any VRM character can perform."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets import quaternions
from assets import transforms as tf
from assets.gltf_container import Document
from assets.model import Animation, Channel, Model, VrmAnimation
from assets.rig import skeleton_of
from assets.scene import Floats
from assets.schema import Fault, Shape, index, shaped, table, text, vector

NAME = "VRMC_vrm_animation"
_AT = f"/extensions/{NAME}"

_node = shaped(Shape({"node": index("nodes")}, ("node",)))
_RULE = shaped(
    Shape(
        {
            "specVersion": text,
            "humanoid": shaped(Shape({"humanBones": table(_node)}, ("humanBones",))),
            "expressions": shaped(Shape({"preset": table(_node), "custom": table(_node)})),
            "lookAt": shaped(Shape({"node": index("nodes"), "offsetFromHeadBone": vector(3)}, ("node",))),
        },
        ("specVersion",),
    )
)


def read_vrma(document: Document) -> VrmAnimation | None:
    """Which nodes of the file stand for bones, expressions and gaze; None without the extension. Fault when broken."""
    entry = document.root.get("extensions", {}).get(NAME)
    if entry is None:
        return None
    _RULE(entry, _AT, {"nodes": len(document.items("nodes"))})
    bones = {name: bone["node"] for name, bone in entry.get("humanoid", {}).get("humanBones", {}).items()}
    if "humanoid" in entry and "hips" not in bones:
        raise Fault(f"{_AT}/humanoid/humanBones", "'hips' is missing")
    named = entry.get("expressions", {})
    faces = {name: face["node"] for kind in ("preset", "custom") for name, face in named.get(kind, {}).items()}
    return VrmAnimation(bones, faces, entry.get("lookAt", {}).get("node", -1))


def expression_tracks(model: Model, animation: int = 0) -> dict[str, Channel]:
    """The channels of a VRMA model that hold expression weights, by name: x of each key's value is the weight."""
    faces = model.vrma.expressions if model.vrma else {}
    moved = {c.node: c for c in model.animations[animation].channels if c.path == "translation"}
    return {name: moved[node] for name, node in faces.items() if node in moved}


def retargeted(source: Model, target: Model, animation: int = 0) -> Animation:
    """The animation of a VRMA model for the bones of a VRM character; bones that either lacks are left out.

    Turns are carried over relative to both rest poses, the hips' path is scaled by the height of the hips (VRMC_vrm
    1.0, "How to transform a humanoid pose"). ValueError when the models are not a VRMA and a VRM.
    """
    if source.vrma is None or target.vrm is None:
        raise ValueError("retargeting needs a VRMA model and a VRM character")
    bone_of = {node: name for name, node in source.vrma.bones.items() if name in target.vrm.bones}
    before, after = _Rest(source), _Rest(target)
    channels = []
    for channel in source.animations[animation].channels:
        name = bone_of.get(channel.node)
        if name is None or not (channel.path == "rotation" or (channel.path == "translation" and name == "hips")):
            continue
        node = target.vrm.bones[name]
        if channel.path == "rotation":
            values = _turned(channel.values, before, channel.node, after, node)
        else:
            values = _moved(channel, before, after, node)
        channels.append(replace(channel, node=node, values=values))
    return Animation(source.animations[animation].name, tuple(channels))


class _Rest:
    """World transforms `(n, 3, 4)` and rotations `(n, 4)` of a model at rest, and those of each node's parent."""

    def __init__(self, model: Model) -> None:
        self.world = skeleton_of(model).worlds()
        self.parents = np.array([node.parent for node in model.nodes], int)
        self.rotation = tf.decompose(self.world)[1]

    def parent_rotation(self, node: int) -> NDArray[np.floating]:
        parent = self.parents[node]
        return quaternions.NONE if parent < 0 else self.rotation[parent]

    def parent_world(self, node: int) -> Floats:
        parent = self.parents[node]
        return np.eye(4, dtype=np.float32)[:3] if parent < 0 else self.world[parent]


def _turned(values: Floats, before: _Rest, bone: int, after: _Rest, node: int) -> Floats:
    """Both products are linear in the keys, so the tangents of splines are turned alike."""
    free = quaternions.product(before.parent_rotation(bone), values)
    free = quaternions.product(free, quaternions.inverse(before.rotation[bone]))
    local = quaternions.product(quaternions.inverse(after.parent_rotation(node)), free)
    turned: Floats = quaternions.product(local, after.rotation[node]).astype(np.float32)
    return turned


def _moved(channel: Channel, before: _Rest, after: _Rest, node: int) -> Floats:
    heights = before.world[channel.node, 1, 3], after.world[node, 1, 3]
    scale = float(heights[1] / heights[0]) if abs(heights[0]) > 1e-6 else 1.0
    there, back = before.parent_world(channel.node).astype(float), tf.invert(after.parent_world(node)).astype(float)
    linear = scale * back[:, :3] @ there[:, :3]
    constant = back[:, :3] @ (scale * there[:, 3]) + back[:, 3]
    values = channel.values.astype(float) @ linear.T
    if channel.interpolation == "CUBICSPLINE":
        values[:, 1] += constant
    else:
        values += constant
    moved: Floats = values.astype(np.float32)
    return moved
