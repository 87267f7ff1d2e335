"""A hand-made humanoid in the T-pose: 1.4 m tall, facing +z, its left arm along +x. For tests without a model file."""

from __future__ import annotations

import numpy as np

from assets.model import LookAt, Node, RangeMap
from assets.skeleton import Skeleton
from avatar.mouth import OCULUS
from avatar.rig import Rig

BONES: dict[str, tuple[str, tuple[float, float, float]]] = {
    "hips": ("", (0.0, 0.70, 0.0)),
    "spine": ("hips", (0.0, 0.08, 0.0)),
    "chest": ("spine", (0.0, 0.10, 0.0)),
    "neck": ("chest", (0.0, 0.20, 0.0)),
    "head": ("neck", (0.0, 0.06, 0.0)),
}
for _side, _sign in (("left", 1.0), ("right", -1.0)):
    BONES |= {
        f"{_side}Shoulder": ("chest", (0.03 * _sign, 0.16, 0.0)),
        f"{_side}UpperArm": (f"{_side}Shoulder", (0.07 * _sign, 0.0, 0.0)),
        f"{_side}LowerArm": (f"{_side}UpperArm", (0.20 * _sign, 0.0, 0.0)),
        f"{_side}Hand": (f"{_side}LowerArm", (0.18 * _sign, 0.0, 0.0)),
        f"{_side}UpperLeg": ("hips", (0.06 * _sign, -0.02, 0.0)),
        f"{_side}LowerLeg": (f"{_side}UpperLeg", (0.0, -0.32, 0.0)),
        f"{_side}Foot": (f"{_side}LowerLeg", (0.0, -0.30, 0.0)),
    }
TARGETS = (*OCULUS, "blink", "smile", "joy", "lookLeft", "lookRight", "lookUp")


def humanoid() -> Rig:
    names = list(BONES)
    nodes = tuple(Node(n, names.index(p) if p else -1, at) for n, (p, at) in BONES.items())
    joints = np.arange(len(nodes), dtype=np.uint32)
    bones = {name: i for i, name in enumerate(names)}
    free = Skeleton.of(nodes, joints, np.tile(np.eye(4, dtype=np.float32)[:3], (len(nodes), 1, 1)), bones)
    bind = free.worlds().copy()
    bind[:, :, 3] *= -1.0  # no rotations at rest
    skeleton = Skeleton.of(nodes, joints, bind, bones)
    binds = {name: ((i, 1.0),) for i, name in enumerate(TARGETS)}
    ranges = RangeMap(30.0, 1.0)
    return Rig(skeleton, TARGETS, binds, LookAt("expression", (0.0, 0.1, 0.1), ranges, ranges, ranges, ranges))


def place(rig: Rig, joints: np.ndarray, bone: str) -> np.ndarray:  # type: ignore[type-arg]
    """Where a bone's joint is in a pose, in model space."""
    i = rig.bones[bone]
    rest = rig.skeleton.worlds()[i][:, 3]
    return np.asarray(joints[i][:, :3] @ rest + joints[i][:, 3])
