"""A figure as gestures want it: facing +z, upright, in metres, its arms in the T-pose of VRM 1.0.

Nothing is guessed from a file's kind: the directions are measured on the bones as they rest. The file's whole tree
hangs on one more node that turns, scales and lifts it; the arms' own rotations are replaced. Skins bind as before, so
the mesh follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assets import transforms as tf
from assets.model import Model, Node
from assets.quaternions import Doubles, from_matrix, inverse, matrix, product, turn
from assets.rig import skeleton_of
from assets.scene import IDENTITY, Floats, Vec3

Bones = Mapping[str, int]
Points = NDArray[np.float64]
_UNITS = (1.0, 0.01, 0.001, 0.0254, 100.0)
"""Metres in what files count in: metres, centimetres, millimetres, inches; and metres counted as centimetres."""
_TRUNK = 0.6
"""Metres from an adult's hips to the joint of the head."""
_PLAUSIBLE = (0.12, 2.5)
STRAIGHT = np.radians(4.0)
"""Arms that are this near to the T-pose are in it."""
HAND = np.radians(20.0)
"""A hand may be turned so far at rest before it is straightened."""


POSED = np.radians(4.0)
"""Bones that rest so far from how their skin was bound are in a pose, of an animation say."""


def bound(model: Model, bones: Bones) -> Model:
    """The model with its joints as they were when its skins were bound, where it rests in a pose that is farther from
    the T-pose; else itself. How all of it stood is read from the hips, to the nearest quarter turn."""
    bind = {int(j): m for skin in model.skins for j, m in zip(skin.joints, skin.inverse_bind, strict=True)}
    body = [node for node in bones.values() if node in bind]
    if bones["hips"] not in bind:
        return model
    worlds = skeleton_of(model).worlds().astype(float)
    carried = {node: tf.compose(worlds[node], bind[node]) for node in body}
    turns = np.asarray(tf.decompose(np.stack([carried[node] for node in body]))[1], float)
    apart = product(turns, inverse(turns[body.index(bones["hips"])]))
    if (2.0 * np.arccos(np.minimum(np.abs(apart[:, 3]), 1.0)) < POSED).all():
        return model
    place, turned, scale = tf.decompose(carried[bones["hips"]])
    quarter = np.round(matrix(turned))
    square = np.allclose(quarter @ quarter.T, np.eye(3)) and np.linalg.det(quarter) > 0.0
    whole = tf.trs(place, from_matrix(quarter) if square else turned, scale)
    found = _at_bind(model, {node: tf.compose(whole, tf.invert(m)) for node, m in bind.items()})
    return found if _bent(found, bones) < _bent(model, bones) else model


def _bent(model: Model, bones: Bones) -> float:
    """Radians by which both arms and both legs are off the T-pose."""
    at = positions(model)
    up, across = _up(at, bones), _across(at, bones)
    if across is None:
        return 0.0
    limbs = {"leftUpperArm": ("leftLowerArm", across), "rightUpperArm": ("rightLowerArm", -across)}
    limbs |= {f"{side}UpperLeg": (f"{side}LowerLeg", -up) for side in ("left", "right")}
    return sum(
        _arc(at[bones[end]] - at[bones[bone]], way)[1]
        for bone, (end, way) in limbs.items()
        if bone in bones and end in bones
    )


def _at_bind(model: Model, stands: Mapping[int, Floats]) -> Model:
    """The model with these nodes where they are told, and all others as they were to their parents."""
    skeleton, nodes = skeleton_of(model), list(model.nodes)
    local = tf.trs(skeleton.rest.translation, skeleton.rest.rotation, skeleton.rest.scale)
    worlds: dict[int, Floats] = {-1: IDENTITY}
    for node in (int(i) for level in skeleton.levels for i in level):
        above = worlds[nodes[node].parent]
        worlds[node] = stands[node] if node in stands else tf.compose(above, local[node])
        if node in stands:
            t, r, s = (tuple(map(float, v)) for v in tf.decompose(tf.compose(tf.invert(above), stands[node])))
            nodes[node] = replace(nodes[node], translation=(t[0], t[1], t[2]), rotation=(r[0], r[1], r[2], r[3]),
                                  scale=(s[0], s[1], s[2]))  # fmt: skip
    return replace(model, nodes=tuple(nodes))


def positions(model: Model) -> Points:
    """`(n, 3)` of all nodes at rest."""
    return np.asarray(skeleton_of(model).worlds()[:, :, 3], float)


def swapped(model: Model, bones: Bones) -> bool:
    """Whether left and right are named as a viewer sees them: the feet (or eyes) then point backwards."""
    at = positions(model)
    across = _across(at, bones)
    ahead = _ahead(at, bones)
    if across is None or ahead is None:
        return False
    forward = np.cross(across, _up(at, bones))
    return float(forward @ ahead) < -0.3 * float(np.linalg.norm(forward) * np.linalg.norm(ahead))


def frame(model: Model, bones: Bones, facing: str) -> Doubles:
    """The rotation (quaternion) that brings the figure upright and to face +z; quarter turns only, save where a
    figure stands askew by more than 20 degrees."""
    at = positions(model)
    up = _snapped(_up(at, bones))
    if facing != "auto":
        forward = {"x": np.eye(3)[0], "z": np.eye(3)[2]}[facing[1]] * (1.0 if facing[0] == "+" else -1.0)
    else:
        across, ahead = _across(at, bones), _ahead(at, bones)
        forward = np.cross(across, up) if across is not None else ahead if ahead is not None else np.eye(3)[2]
    forward = forward - up * float(forward @ up)
    if np.linalg.norm(forward) < 1e-6:
        return np.array([0.0, 0.0, 0.0, 1.0])
    forward = _snapped(forward / np.linalg.norm(forward))
    return from_matrix(np.stack([np.cross(up, forward), up, forward]))


def unit(model: Model, bones: Bones) -> float:
    """Metres in one of the file's units, by the length of the trunk; 1 where that is a body's already."""
    at = positions(model)
    below = bones["hips"] if bones["hips"] != bones["head"] else bones.get("leftFoot", bones["head"])
    trunk = float(np.linalg.norm(at[bones["head"]] - at[below]))
    if trunk <= 1e-9 or _PLAUSIBLE[0] <= trunk <= _PLAUSIBLE[1]:
        return 1.0
    return min(_UNITS, key=lambda metres: abs(np.log(trunk * metres / _TRUNK)))


def hung(model: Model, rotation: Doubles, scale: float, lift: Vec3 = (0.0, 0.0, 0.0)) -> Model:
    """The model below one more node; itself where that would change nothing."""
    if np.allclose(np.abs(rotation[3]), 1.0) and scale == 1.0 and not any(lift):
        return model
    root = len(model.nodes)
    x, y, z, w = (float(v) for v in rotation)
    above = Node("as a performer stands", -1, lift, (x, y, z, w), (scale, scale, scale))
    nodes = (*(replace(n, parent=root) if n.parent < 0 else n for n in model.nodes), above)
    return replace(model, nodes=nodes, scenes=tuple(replace(scene, roots=(root,)) for scene in model.scenes))


def arms_straight(model: Model, bones: Bones) -> tuple[Model, float]:
    """The model with both arms in the T-pose, and the degrees by which the upper arms had to be raised."""
    raised = 0.0
    for side, out in (("left", 1.0), ("right", -1.0)):
        along = np.array([out, 0.0, 0.0])
        arm = [bones.get(f"{side}{name}", -1) for name in ("UpperArm", "LowerArm", "Hand")]
        for bone, end in pairwise(arm):
            if bone >= 0 and end >= 0:
                at = positions(model)
                rotation, angle = _arc(at[end] - at[bone], along)
                if angle > STRAIGHT:
                    model = _turned(model, bone, rotation)
                    raised = max(raised, float(np.degrees(angle)) if bone == arm[0] else 0.0)
        if arm[2] >= 0:
            model = _hand_straight(model, bones, side, along, arm)
    return model, raised


def _hand_straight(model: Model, bones: Bones, side: str, along: Points, arm: list[int]) -> Model:
    """Fingers in line with the arm and the palm down, as far as the knuckles tell."""
    at, hand = positions(model), arm[2]
    middle, index, little = (bones.get(f"{side}{name}Proximal", -1) for name in ("Middle", "Index", "Little"))
    tip = middle if middle >= 0 else index
    if tip < 0:
        return model
    fingers = at[tip] - at[hand]
    if np.linalg.norm(fingers) < 1e-6:
        return model
    if index < 0 or little < 0:
        rotation, angle = _arc(fingers, along)
        return _turned(model, hand, rotation) if angle > HAND else model
    now, wanted = _basis(fingers, at[index] - at[little]), _basis(along, np.array([0.0, 0.0, 1.0]))
    rotation = from_matrix(wanted @ now.T)
    if 2.0 * np.arccos(min(abs(rotation[3]), 1.0)) <= HAND:
        return model
    twist = 2.0 * np.arctan2(float(rotation[:3] @ along), float(rotation[3]))
    twist = (twist + np.pi) % (2.0 * np.pi) - np.pi
    if arm[1] >= 0:  # the forearm takes half of what the hand would have to twist
        half = turn(along, 0.5 * twist)
        model = _turned(model, arm[1], half)
        rotation = product(rotation, inverse(half))
    return _turned(model, hand, rotation)


def _turned(model: Model, node: int, rotation: Doubles) -> Model:
    """The node turned in the world; what hangs on it turns along."""
    worlds = np.asarray(tf.decompose(skeleton_of(model).worlds())[1], float)
    parent = model.nodes[node].parent
    above = worlds[parent] if parent >= 0 else np.array([0.0, 0.0, 0.0, 1.0])
    local = product(inverse(above), product(rotation, product(above, model.nodes[node].rotation)))
    x, y, z, w = (float(v) for v in local / np.linalg.norm(local))
    nodes = list(model.nodes)
    nodes[node] = replace(nodes[node], rotation=(x, y, z, w))
    return replace(model, nodes=tuple(nodes))


def _arc(a: Points, b: Points) -> tuple[Doubles, float]:
    """The shortest turn from one direction to another, and its angle; none from no direction."""
    if np.linalg.norm(a) < 1e-9:
        return turn((0.0, 0.0, 1.0), 0.0), 0.0
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    angle = float(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b))
    axis = np.cross(a, b)
    if np.linalg.norm(axis) < 1e-9:
        axis = np.array([0.0, 0.0, 1.0])
    return turn(axis, angle), angle


def _basis(x: Points, z: Points) -> Points:
    x = x / np.linalg.norm(x)
    z = z - x * float(z @ x)
    z = z / max(float(np.linalg.norm(z)), 1e-12)
    return np.stack([x, np.cross(z, x), z], 1)


def _up(at: Points, bones: Bones) -> Points:
    feet = [at[bones[name]] for name in ("leftFoot", "rightFoot") if name in bones]
    below = np.mean(feet, 0) if feet else at[bones["hips"]]
    way: Points = at[bones["head"]] - below
    length = float(np.linalg.norm(way))
    return way / length if length > 1e-6 else np.array([0.0, 1.0, 0.0])


def _across(at: Points, bones: Bones) -> Points | None:
    """From the figure's right to its left."""
    for name in ("UpperArm", "UpperLeg", "Shoulder", "Hand", "Eye"):
        if f"left{name}" in bones and f"right{name}" in bones:
            way: Points = at[bones[f"left{name}"]] - at[bones[f"right{name}"]]
            if np.linalg.norm(way) > 1e-6:
                return way / np.linalg.norm(way)
    return None


def _ahead(at: Points, bones: Bones) -> Points | None:
    """Where the toes point, or the eyes lie before the head's joint."""
    up = _up(at, bones)
    for tip, base in (("Toes", "Foot"), ("Eye", "")):
        ways = [
            at[bones[f"{side}{tip}"]] - at[bones[f"{side}{base}" if base else "head"]]
            for side in ("left", "right")
            if f"{side}{tip}" in bones and (f"{side}{base}" in bones or not base)
        ]
        if len(ways) == 2:
            way: Points = np.mean(ways, 0)
            level = way - up * float(way @ up)
            if np.linalg.norm(level) > 0.2 * np.linalg.norm(way) > 0.0:
                return level / np.linalg.norm(level)
    return None


def _snapped(way: Points) -> Points:
    """The nearest axis where one is within 20 degrees."""
    axis = int(np.argmax(np.abs(way)))
    if abs(way[axis]) < np.cos(np.radians(20.0)):
        return way
    out = np.zeros(3)
    out[axis] = np.sign(way[axis])
    return out
