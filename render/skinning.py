"""Skins and morph targets, once a frame for every later pass: from the rest vertices to copies in the same heap.

Morph offsets add before skinning, and joint matrices blend linearly (glTF 2.0, 3.7.2.2 and 3.7.3.1). Vertices of more
than four influences come last and are deformed by a program of their own, so that the others do not pay for them.
`deform` is the same in numpy, for tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Floats, Mesh, Pose, Primitive, Scene
from render import gl
from render.draws import level_chain
from render.geometry_heap import Heap, Range
from render.gpu import Gpu
from render.resources import Buffer, BufferTexture
from render.structs import gpu_struct

SKIN_VERTEX = gpu_struct(
    "SkinVertex",
    source="uint",
    target="uint",
    first_morph="uint",
    morphs="uint",
    weights="vec4",
    # of all figures' joints in one array
    joints="uvec4",
)
SKIN_MORE = gpu_struct("SkinMore", weights="vec4", joints="uvec4")
"""The fifth to eighth influence of a vertex."""
MORPH = gpu_struct("Morph", position="vec3", weight="uint", normal="vec3")


_TEXELS = "rgba32ui", "rgba32ui", "rgba32ui", "rgba32f", "r32f", "rgba32ui", "rgba32f"
"""How the shader reads the heap, vertices, morphs, joints, weights, further influences and tangents."""


@dataclass(frozen=True, eq=False)
class SkinPlan:
    """What the compute pass reads, and where each figure's joints and weights start."""

    vertices: NDArray[Any]
    more: NDArray[Any]
    """further influences of the last so many vertices"""
    morphs: NDArray[Any]
    tangents: Floats
    """(morphs, 4) tangent offsets; (0, 4) where no target has any"""
    posed: dict[tuple[int, int, int], Range]
    """(batch, level, primitive) -> its deformed copy"""
    added: int
    """vertices of the copies, after the heap's own"""
    first_joint: list[int]
    first_weight: list[int]
    joints: int
    weights: int


def plan_skinning(scene: Scene, heap: Heap) -> SkinPlan:
    """Lay out the deformed copies of every batch that follows a figure."""
    first_joint = np.cumsum([0, *(len(f.rest.joints) for f in scene.figures)]).tolist()
    first_weight = np.cumsum([0, *(len(f.targets) for f in scene.figures)]).tolist()
    parts: list[tuple[NDArray[Any], NDArray[Any] | None]] = []
    morphs, tangents, posed = [], [], {}
    at, morph_at = len(heap.vertices), 0
    for b, batch in enumerate(scene.batches):
        if batch.figure < 0:
            continue
        if batch.figure >= len(scene.figures):
            raise InputError(f"batch {batch.name!r}: figure {batch.figure} of {len(scene.figures)}")
        figure = scene.figures[batch.figure]
        for level, mesh in enumerate(level_chain(scene, batch.mesh)):
            for p, primitive in enumerate(scene.meshes[mesh].primitives):
                if primitive.joints is None and not primitive.targets:
                    continue
                rest = heap.ranges[mesh][p]
                part, more = SKIN_VERTEX.zeros(rest.vertices), None
                part["source"] = rest.first_vertex + np.arange(rest.vertices)
                part["target"] = at + np.arange(rest.vertices)
                if primitive.joints is not None and primitive.weights is not None and len(figure.rest.joints):
                    if int(primitive.joints.max(initial=0)) >= len(figure.rest.joints):
                        raise InputError(f"batch {batch.name!r}: a vertex names a joint figure {figure.name!r} lacks")
                    joints = primitive.joints.astype(np.uint32) + first_joint[batch.figure]
                    part["joints"], part["weights"] = joints[:, :4], primitive.weights[:, :4]
                    if joints.shape[1] > 4:
                        more = SKIN_MORE.zeros(rest.vertices)
                        more["joints"], more["weights"] = joints[:, 4:], primitive.weights[:, 4:]
                records = _morph_records(primitive, figure.targets, first_weight[batch.figure])
                counts = np.bincount(records[0], minlength=rest.vertices)
                part["morphs"] = counts
                part["first_morph"] = morph_at + np.concatenate([[0], np.cumsum(counts)[:-1]])
                morphs.append(records[1])
                tangents.append(records[2])
                morph_at += len(records[1])
                parts.append((part, more))
                posed[b, level, p] = Range(at, rest.vertices, rest.first_index, rest.indices)
                at += rest.vertices
    parts.sort(key=lambda part: part[1] is not None)  # stable
    offsets = np.concatenate([np.zeros((0, 4), np.float32), *tangents])
    return SkinPlan(
        np.concatenate([SKIN_VERTEX.zeros(0), *(part for part, _ in parts)]),
        np.concatenate([SKIN_MORE.zeros(0), *(more for _, more in parts if more is not None)]),
        np.concatenate([MORPH.zeros(0), *morphs], dtype=MORPH.dtype),  # else numpy packs the padding away
        offsets if offsets.any() else offsets[:0],
        posed,
        at - len(heap.vertices),
        first_joint,
        first_weight,
        first_joint[-1],
        first_weight[-1],
    )


def _morph_records(
    primitive: Primitive, targets: tuple[str, ...], first_weight: int
) -> tuple[NDArray[np.int64], NDArray[Any], Floats]:
    """(vertex of each record, MORPH records, their tangent offsets), sorted by vertex; targets the figure does not name
    are left out."""
    place = {name: i for i, name in enumerate(targets)}
    used = [t for t in primitive.targets if t.name in place]
    index = np.concatenate([np.zeros(0, np.int64), *(t.index.astype(np.int64) for t in used)])
    out, tangent = MORPH.zeros(len(index)), np.zeros((len(index), 4), np.float32)
    if used:
        tangent[:, :3] = np.concatenate([np.zeros_like(t.position) if t.tangent is None else t.tangent for t in used])
        out["position"] = np.concatenate([t.position for t in used])
        out["normal"] = np.concatenate([t.normal for t in used])
        out["weight"] = np.repeat([first_weight + place[t.name] for t in used], [len(t.index) for t in used])
    order = np.argsort(index, kind="stable")
    return index[order], out[order], tangent[order]


def morph_reaches(mesh: Mesh, targets: tuple[str, ...]) -> NDArray[np.float64]:
    """(m,) how far each of a figure's targets moves a vertex of the mesh at weight one, metres."""
    out = np.zeros(len(targets))
    place = {name: i for i, name in enumerate(targets)}
    for target in (t for p in mesh.primitives for t in p.targets if t.name in place and len(t.index)):
        i = place[target.name]
        out[i] = max(out[i], np.linalg.norm(target.position.astype(np.float64), axis=1).max())
    return out


def posed_spheres(spheres: NDArray[Any], joints: Floats, morphed: NDArray[Any]) -> NDArray[np.float64]:
    """(k, 4) spheres round every vertex of k posed figures, from their rest spheres `(k, 4)` and joints `(k, j, 3, 4)`.

    A skinned vertex is a weighted mean of M_j v, and |M_j v - M_j c| <= scale * r, where morph targets have moved v by
    `morphed` `(k,)` metres at most. The scale squared, the largest eigenvalue of M^T M, is at most that matrix' largest
    sum of a row (Gershgorin's theorem), and just that for turns and even scales.
    """
    spheres = np.asarray(spheres, np.float64) + np.asarray(morphed)[:, None] * [0, 0, 0, 1]
    if not joints.shape[1]:
        return spheres
    m = joints[..., :3].astype(np.float64)
    centers = (m @ spheres[:, None, :3, None])[..., 0] + joints[..., 3]
    center = (centers.min(1) + centers.max(1)) / 2
    scale2 = np.abs(np.swapaxes(m, 2, 3) @ m).sum(3).max((1, 2))
    reach2 = ((centers - center[:, None]) ** 2).sum(2).max(1)
    return np.column_stack([center, np.sqrt(reach2) + np.sqrt(scale2) * spheres[:, 3] * 1.0001])


class Skinning:
    """Owns the compute pass's buffers. `run` deforms with the given poses (a figure without one takes its rest)."""

    def __init__(self, scene: Scene, plan: SkinPlan, heap: Buffer) -> None:
        self._rest = [f.rest for f in scene.figures]
        self._names = [f.name for f in scene.figures]
        self._plan = plan
        self._vertices, self._morphs = Buffer(plan.vertices), Buffer(plan.morphs)
        self._joints, self._weights = Buffer(size=48 * plan.joints), Buffer(size=4 * plan.weights)
        self._more, self._tangents = Buffer(plan.more), Buffer(plan.tangents)
        self._heap = heap
        self._buffers = (
            self._vertices, self._morphs, self._joints, self._weights, self._more, self._tangents
        )  # fmt: skip
        self._texels = [BufferTexture(b, f) for b, f in zip((heap, *self._buffers), _TEXELS, strict=True)]

    def run(self, gpu: Gpu, poses: Mapping[int, Pose]) -> None:
        if not len(self._plan.vertices):
            return
        joints, weights = self._gather(poses)
        self._joints.write(joints)
        self._weights.write(weights)
        self._heap.bind_storage(0)
        for unit, texels in enumerate(self._texels):
            texels.bind(unit)
        count, more = len(self._plan.vertices), len(self._plan.more)
        for first, end, eight in ((0, count - more, False), (count - more, count, True)):
            if first == end:
                continue
            wanted = {"EIGHT_INFLUENCES": eight, "MORPHED_TANGENTS": len(self._plan.tangents) > 0}
            program = gpu.programs.get(compute="skin.comp.glsl", defines={k: 1 for k, on in wanted.items() if on})
            program["first_vertex"], program["end_vertex"] = first, end
            program.use()
            gl.glDispatchCompute(-(-(end - first) // 64), 1, 1)
        gl.glMemoryBarrier(gl.GL_VERTEX_ATTRIB_ARRAY_BARRIER_BIT)

    def _gather(self, poses: Mapping[int, Pose]) -> tuple[Floats, Floats]:
        chosen = [poses.get(i, rest) for i, rest in enumerate(self._rest)]
        for name, pose, rest in zip(self._names, chosen, self._rest, strict=True):
            if pose.joints.shape != rest.joints.shape or pose.weights.shape != rest.weights.shape:
                raise InputError(
                    f"figure {name!r}: a pose has {len(pose.joints)} joints and {len(pose.weights)} weights"
                )
        joints = np.concatenate([np.asarray(p.joints, np.float32).reshape(-1, 12) for p in chosen])
        return joints, np.concatenate([np.asarray(p.weights, np.float32) for p in chosen])

    def close(self) -> None:
        for owned in (*self._texels, *self._buffers):
            owned.close()


def deform(primitive: Primitive, targets: tuple[str, ...], pose: Pose) -> tuple[Floats, Floats, Floats]:
    """Positions, unit normals and unit tangents (zero where it has none) `(n, 3)` of a primitive in a pose."""
    position, normal = primitive.position.astype(np.float64), primitive.normal.astype(np.float64)
    tangent = np.zeros_like(normal) if primitive.tangent is None else primitive.tangent[:, :3].astype(np.float64)
    for target in primitive.targets:
        if target.name in targets:
            weight = float(pose.weights[targets.index(target.name)])
            np.add.at(position, target.index, weight * target.position)
            np.add.at(normal, target.index, weight * target.normal)
            if target.tangent is not None:
                np.add.at(tangent, target.index, weight * target.tangent)
    if primitive.joints is not None and primitive.weights is not None and len(pose.joints):
        blend = np.einsum("nk,nkij->nij", primitive.weights, pose.joints[primitive.joints])
        position = np.einsum("nij,nj->ni", blend[:, :, :3], position) + blend[:, :, 3]
        turn = blend[:, :, :3]
        cofactors = np.stack([np.cross(turn[:, k - 2], turn[:, k - 1]) for k in range(3)], axis=1)
        mirror = np.where(np.linalg.det(turn) < 0, -1.0, 1.0)
        normal = np.einsum("nij,nj->ni", cofactors, normal) * mirror[:, None]
        tangent = np.einsum("nij,nj->ni", turn, tangent)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    return position.astype(np.float32), normal.astype(np.float32), tangent.astype(np.float32)
