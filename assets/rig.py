"""What of a model deforms together: one skeleton, one list of morph weights, one `Figure` in a scene.

All meshes of a VRM character make one rig. Of other models each skin makes one, and each morphed mesh without a skin.
A mesh without a skin inside a rig follows its node as if every vertex were bound to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from assets.errors import InputError
from assets.model import Model
from assets.scene import IDENTITY, Floats, Mesh, Pose, Primitive
from assets.skeleton import Skeleton

MAX_JOINTS = 65535
"""Vertices name joints by 16-bit integers."""


@dataclass(frozen=True, eq=False)
class Rig:
    """A skeleton and the names of m morph weights, in the order `Pose` wants them.

    `first_joint` maps each mesh-bearing node of the rig to where its joints begin; `slots` maps mesh indices to the
    morph weights of their targets, in order; `paints` maps expressions that change materials to the weight, after those
    of the meshes, that says how much of that is seen.
    """

    name: str
    skeleton: Skeleton
    targets: tuple[str, ...]
    rest_weights: Floats
    first_joint: Mapping[int, int]
    slots: Mapping[int, tuple[int, ...]]
    paints: Mapping[str, int] = field(default_factory=dict)

    @property
    def joint_names(self) -> tuple[str, ...]:
        """The names of the joints in the order of `Pose.joints`."""
        return tuple(self.skeleton.names[j] for j in self.skeleton.joints)

    def rest(self) -> Pose:
        """The pose as the file has it."""
        return Pose(self.skeleton.skinning(), self.rest_weights)


def skeleton_of(model: Model) -> Skeleton:
    """All the model's nodes as a tree, without joints."""
    return Skeleton.of(model.nodes, np.zeros(0, np.uint32), np.zeros((0, 3, 4), np.float32), {}, model.constraints)


def reachable(model: Model, scene: int | None = None) -> list[int]:
    """The nodes of one of the model's scenes (the default one for None), in index order."""
    roots = set(model.scenes[model.scene if scene is None else scene].roots) if model.scenes else None
    inside: dict[int, bool] = {}
    for i in range(len(model.nodes)):
        chain, node = [], i
        while node not in inside:
            chain.append(node)
            parent = model.nodes[node].parent
            if parent < 0:
                inside[node] = roots is None or node in roots
            else:
                node = parent
        for link in chain:
            inside[link] = inside[node]
    return [i for i, yes in sorted(inside.items()) if yes]


def shown(model: Model, scene: int | None = None) -> list[int]:
    """The nodes of one of the model's scenes that are visible at rest, like all nodes above them."""
    hidden: set[int] = set()
    found = []
    for i in reachable(model, scene):
        chain, node = [], i
        while node >= 0 and node not in hidden and model.nodes[node].visible:
            chain.append(node)
            node = model.nodes[node].parent
        if node >= 0:
            hidden.update(chain)
        else:
            found.append(i)
    return found


def rigs(model: Model, nodes: Iterable[int] | None = None) -> tuple[Rig, ...]:
    """The rigs of these nodes (None: those of the default scene that are shown); a VRM character has exactly one."""
    groups: dict[tuple[str, int, int], list[int]] = {}
    inside = shown(model) if nodes is None else list(nodes)
    bound: dict[int, list[int]] = {}
    for i in inside:
        bound.setdefault(model.nodes[i].skin, []).append(i)
    for i in inside:
        node = model.nodes[i]
        if node.mesh < 0 or not model.meshes[node.mesh].primitives:
            continue
        morphed = bool(model.meshes[node.mesh].primitives[0].targets)
        if model.vrm:
            groups.setdefault(("vrm", 0, 0), []).append(i)
        elif node.skin >= 0 and node.instances is None:
            # of a mesh with weights that hangs on one skeleton twice each copy has its own
            copy = sum(model.nodes[k].mesh == node.mesh for k in bound[node.skin] if k < i) if morphed else 0
            groups.setdefault(("skin", node.skin, copy), []).append(i)
        elif morphed and node.instances is None:
            groups.setdefault(("node", i, 0), []).append(i)
    tree = skeleton_of(model)
    return tuple(_rig(model, tree, kind, nodes) for (kind, *_), nodes in groups.items())


def _rig(model: Model, tree: Skeleton, kind: str, nodes: list[int]) -> Rig:
    joints: list[int] = []
    bind: list[Floats] = []
    first_skin: dict[int, int] = {}
    first_joint: dict[int, int] = {}
    for i in nodes:
        skin = model.nodes[i].skin
        first_joint[i] = first_skin.get(skin, len(joints)) if skin >= 0 else len(joints)
        if skin < 0:
            joints.append(i)
            bind.append(IDENTITY[None])
        elif skin not in first_skin:
            first_skin[skin] = len(joints)
            joints += [int(j) for j in model.skins[skin].joints]
            bind.append(model.skins[skin].inverse_bind)
    if len(joints) > MAX_JOINTS:
        raise InputError(f"{model.name}: {len(joints)} joints deform together; the limit is {MAX_JOINTS}")
    meshes = {model.nodes[i].mesh: i for i in reversed(nodes)}
    shared = Counter(name for mesh in meshes for name in set(_target_names(model.meshes[mesh])))
    targets: list[str] = []
    weights: list[float] = []
    slots: dict[int, tuple[int, ...]] = {}
    for mesh, node in sorted(meshes.items()):
        names = _target_names(model.meshes[mesh])
        slots[mesh] = tuple(range(len(targets), len(targets) + len(names)))
        targets += [name if shared[name] == 1 else f"{mesh}:{model.meshes[mesh].name}/{name}" for name in names]
        given = model.nodes[node].weights
        weights += [0.0] * len(names) if given is None else given.tolist()
    painting = [e.name for e in model.vrm.expressions.values() if e.paints] if model.vrm else []
    paints = {expression: len(targets) + k for k, expression in enumerate(painting)}
    targets += [f"materials:{expression}" for expression in painting]
    weights += [0.0] * len(painting)
    bones = model.vrm.bones if model.vrm else {}
    skeleton = tree.deforming(np.array(joints, np.uint32), np.concatenate(bind), bones)
    name = model.name if kind == "vrm" else model.nodes[nodes[0]].name
    return Rig(name, skeleton, tuple(targets), np.array(weights, np.float32), first_joint, slots, paints)


def _target_names(mesh: Mesh) -> list[str]:
    return [target.name for target in mesh.primitives[0].targets] if mesh.primitives else []


def rigged(model: Model, rig: Rig, node: int) -> Mesh:
    """The node's mesh as the rig deforms it: joints and targets renumbered."""
    entry = model.nodes[node]
    first, names = rig.first_joint[node], [rig.targets[slot] for slot in rig.slots[entry.mesh]]
    mesh = model.meshes[entry.mesh]
    return replace(mesh, primitives=tuple(_rigged(p, first, names, entry.skin >= 0) for p in mesh.primitives))


def _rigged(primitive: Primitive, first: int, names: list[str], skinned: bool) -> Primitive:
    n = len(primitive.position)
    joints, weights = primitive.joints, primitive.weights
    if not skinned or joints is None or weights is None:
        joints, weights = np.zeros((n, 4), np.uint16), np.tile(np.eye(1, 4, dtype=np.float32), (n, 1))
    targets = tuple(replace(target, name=name) for name, target in zip(names, primitive.targets, strict=True))
    return replace(primitive, joints=(joints + first).astype(np.uint16), weights=weights, targets=targets)


def deformed(primitive: Primitive, pose: Pose, targets: tuple[str, ...]) -> Floats:
    """Positions `(n, 3)` of a rigged primitive in a pose, in model space."""
    position = primitive.position.copy()
    for target in primitive.targets:
        position[target.index] += pose.weights[targets.index(target.name)] * target.position
    if primitive.joints is None or primitive.weights is None:
        return position
    blend = np.einsum("nk,nkij->nij", primitive.weights, pose.joints[primitive.joints])
    moved: Floats = np.einsum("nij,nj->ni", blend[:, :, :3], position) + blend[:, :, 3]
    return moved
