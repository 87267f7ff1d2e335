"""The skeleton in the modelling pose (arms 48 degrees below the horizontal), skin weights, and the bake to a T-pose.

Positions are metres before `lengthen_legs`, the one knob of leg length, which is applied to every vertex and bone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from avatar.character.geom import Array, Piece, Skin, smooth, unit

ARM_ANGLE = np.radians(48)
UPPER_ARM, FOREARM = 0.148, 0.132
SHOULDER = np.array([0.088, 0.922, -0.006])
HIP, KNEE, ANKLE = np.array([0.050, 0.555, 0.0]), np.array([0.060, 0.305, 0.008]), np.array([0.062, 0.070, -0.012])
D_ARM = np.array([np.cos(ARM_ANGLE), -np.sin(ARM_ANGLE), 0.0])
ELBOW = SHOULDER + D_ARM * UPPER_ARM
D_FORE = unit(np.array([np.cos(ARM_ANGLE + 0.05), -np.sin(ARM_ANGLE + 0.05), 0.16]))
WRIST = ELBOW + D_FORE * FOREARM

Bones = dict[str, tuple[str, Array]]
"""name -> (parent or "", position of the joint); parents come first"""


def skeleton() -> Bones:
    """VRM humanoid bones without fingers."""
    bones: Bones = {
        "hips": ("", np.array([0, 0.575, 0])),
        "spine": ("hips", np.array([0, 0.665, 0.002])),
        "chest": ("spine", np.array([0, 0.755, 0.004])),
        "upperChest": ("chest", np.array([0, 0.85, 0.002])),
        "neck": ("upperChest", np.array([0, 0.955, -0.006])),
        "head": ("neck", np.array([0, 1.004, -0.004])),
    }
    for side, s in (("left", 1.0), ("right", -1.0)):
        at = np.array([s, 1, 1])
        bones |= {
            f"{side}Shoulder": ("upperChest", at * [0.030, 0.925, -0.004]),
            f"{side}UpperArm": (f"{side}Shoulder", at * SHOULDER),
            f"{side}LowerArm": (f"{side}UpperArm", at * ELBOW),
            f"{side}Hand": (f"{side}LowerArm", at * WRIST),
            f"{side}UpperLeg": ("hips", at * HIP),
            f"{side}LowerLeg": (f"{side}UpperLeg", at * KNEE),
            f"{side}Foot": (f"{side}LowerLeg", at * ANKLE),
            f"{side}Toes": (f"{side}Foot", at * [0.066, 0.022, 0.062]),
        }
    return bones


def spine_weights(p: Array) -> Skin:
    names = ("hips", "spine", "chest", "upperChest", "neck", "head")
    heights = (0.60, 0.69, 0.785, 0.88, 0.985, 1.06)
    y = p[:, 1]
    rise = [np.ones(len(y))] + [smooth(a, b, y) for a, b in pairwise(heights)]
    fall = [1 - r for r in rise[1:]] + [np.ones(len(y))]
    return {name: r * f for name, r, f in zip(names, rise, fall, strict=True)}


def arm_weights(p: Array) -> Skin:
    """For the left arm."""
    up = smooth(-0.045, 0.035, (p - SHOULDER) @ D_ARM)
    fore = smooth(-0.028, 0.028, (p - ELBOW) @ unit(D_ARM + D_FORE))
    hand = smooth(-0.012, 0.012, (p - WRIST) @ D_FORE)
    return {
        "upperChest": (1 - up) * 0.5,
        "leftShoulder": (1 - up) * 0.5,
        "leftUpperArm": up * (1 - fore),
        "leftLowerArm": up * fore * (1 - hand),
        "leftHand": up * fore * hand,
    }


def sleeve_weights(p: Array) -> Skin:
    """As the left arm's, but cloth stays with the forearm when the hand turns."""
    w = dict(arm_weights(p))
    w["leftLowerArm"] = w["leftLowerArm"] + w.pop("leftHand")
    return w


def leg_weights(p: Array) -> Skin:
    """For the left leg."""
    hip, knee, ankle = smooth(0.50, 0.60, p[:, 1]), smooth(0.335, 0.275, p[:, 1]), smooth(0.085, 0.055, p[:, 1])
    return {
        "hips": hip,
        "leftUpperLeg": (1 - hip) * (1 - knee),
        "leftLowerLeg": (1 - hip) * knee * (1 - ankle),
        "leftFoot": (1 - hip) * knee * ankle,
    }


def skirt_weights(p: Array) -> Skin:
    """Between the hips and the two thighs, by height and side."""
    k, left = smooth(0.66, 0.48, p[:, 1]) * 0.62, smooth(-0.09, 0.09, p[:, 0])
    return {"hips": 1 - k, "leftUpperLeg": k * left, "rightUpperLeg": k * (1 - left)}


def lengthen_legs(p: Array) -> Array:
    """Stretches what lies between boot and skirt; moves all above by 40 mm."""
    return np.asarray(p + np.stack([0 * p[..., 1], 0.040 * smooth(0.17, 0.45, p[..., 1]), 0 * p[..., 1]], -1))


def rotation(axis: Array, degrees: float) -> Array:
    a, t = unit(np.asarray(axis, float)), np.radians(degrees)
    k = np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
    return np.asarray(np.eye(3) + np.sin(t) * k + (1 - np.cos(t)) * k @ k)


def aligned(source: Array, target: Array) -> Array:
    """The shortest rotation that turns `source` into `target`."""
    axis = np.cross(source, target)
    angle = np.degrees(np.arctan2(np.linalg.norm(axis), source @ target))
    return rotation(axis, float(angle))


def pose_matrices(bones: Bones, pose: Mapping[str, Array]) -> dict[str, Array]:
    """`(4, 4)` of each bone: `pose` turns bones about their joints, in the figure's axes."""
    out: dict[str, Array] = {}
    for name, (parent, joint) in bones.items():
        turn = pose.get(name, np.eye(3))
        m = np.eye(4)
        m[:3, :3], m[:3, 3] = turn, joint - turn @ joint
        out[name] = (out[parent] if parent else np.eye(4)) @ m
    return out


def t_pose() -> dict[str, Array]:
    """Turns that bring the modelled arms to the horizontal along x."""
    x = np.array([1.0, 0, 0])
    upper = aligned(D_ARM, x)
    fore = aligned(upper @ D_FORE, x)
    mirror = np.diag([-1.0, 1, 1])
    left = {"leftUpperArm": upper, "leftLowerArm": upper.T @ fore @ upper}
    return left | {name.replace("left", "right"): mirror @ turn @ mirror for name, turn in left.items()}


def blend(piece: Piece, matrices: Mapping[str, Array]) -> Array:
    """Linear-blend skinning matrices `(n, 4, 4)` of a piece's vertices."""
    weights = np.stack([piece.skin[b] for b in piece.skin], 1)
    weights = weights / weights.sum(1, keepdims=True)
    return np.asarray(np.einsum("vb,bij->vij", weights, np.stack([matrices[b] for b in piece.skin])))


def unposed(piece: Piece, back: Mapping[str, Array]) -> Piece:
    """The rest shape that skinning with `back` (T-pose to modelling pose) takes exactly to the modelled piece."""
    m = blend(piece, back)
    p = np.linalg.solve(m[:, :3, :3], (piece.position - m[:, :3, 3])[..., None])[..., 0]
    # A normal goes with the inverse transpose: from posed to rest it is the transpose of the blended matrix.
    n = np.einsum("vji,vj->vi", m[:, :3, :3], piece.normal)
    return replace(piece, position=np.asarray(p, np.float64), normal=unit(n))
