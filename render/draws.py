"""What there is to draw, as tables: instances, the level-of-detail chain of each batch, and draws sorted by group.

Pure numpy. Every table is built once; culling (`render.culling`) fills in how many instances each draw has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Batch, Material, Mesh, Primitive, Scene
from render.geometry_heap import Heap, Range, has_fine_color
from render.materials import Group, group_of
from render.painter import box_of
from render.pieces import NO_CONE, Piece
from render.structs import gpu_struct
from render.views import NO_MIRROR, NO_SHADOW

LEVELS = 8
"""Levels of detail of one batch: the full mesh, its levels, and the coarser ones made by hand."""
MATERIAL_RUNS = 64
"""Draw calls of one material each that a group may be split into."""
BLOCK = 64
"""Instances that one work group culls; a block never spans two batches."""
STATIC, DYNAMIC = 4, 8
"""Layer bits: what stands still, and what a frame moves or poses (shadow maps keep the former)."""

_LAYERS = {"all": 0, "no_mirror": NO_MIRROR, "no_shadow": NO_SHADOW, "no_mirror_no_shadow": NO_MIRROR | NO_SHADOW}

INSTANCE = gpu_struct(
    "Instance",
    row0="vec4",
    row1="vec4",
    row2="vec4",
    # RGB multiplier and seed
    tint="vec4",
    # pick, index within the batch
    ids="uvec4",
)
CULL_BATCH = gpu_struct(
    "CullBatch",
    first="uint",
    count="uint",
    layer="uint",
    levels="uint",
    # in mesh space
    sphere="vec4",
    # by level: projected diameter below which it may be drawn, its error in mesh space, diameter below which it is not
    lod_pixels=f"float[{LEVELS}]",
    error=f"float[{LEVELS}]",
    cull_pixels=f"float[{LEVELS}]",
    first_block="uint",
    blocks="uint",
    # of a batch some of whose instances are mirrored: what is added to the level of those, else 0
    mirrored="uint",
)
CULL_BLOCK = gpu_struct("CullBlock", batch="uint", start="uint")
CULL_DRAW = gpu_struct(
    "CullDraw",
    batch="uint",
    level="uint",
    index_count="uint",
    first_index="uint",
    base_vertex="uint",
    # of a piece of a large mesh, in mesh space (`render.pieces`); a radius of 0: the draw is no piece
    sphere="vec4",
    cone="vec4",
)
DRAW = gpu_struct(
    "Draw",
    material="uint",
    sway="float",
    outline_width="float",
    batch="uint",
    # 0 both, 1 those that face away, 2 those that face the eye
    faces="uint",
)


@dataclass(frozen=True)
class GroupRange:
    """`count` draws from `first` in the draw list."""

    group: Group
    first: int
    count: int
    material: int = -1
    """The one that all of them show; -1: of many."""


@dataclass(frozen=True, eq=False)
class DrawList:
    instances: NDArray[Any]
    batches: NDArray[Any]
    blocks: NDArray[Any]
    cull_draws: NDArray[Any]
    draws: NDArray[Any]
    groups: list[GroupRange]
    boxes: NDArray[np.float64]
    """(draws, 3, 4) the cube from -1 to 1 to the box round a blended draw, in mesh space; the others have zeros."""
    folded: NDArray[np.bool_]
    """(draws,) what is blended and may lie before itself"""

    @cached_property
    def triangles(self) -> int:
        """Of everything at its finest, all instances counted."""
        finest = self.cull_draws[self.cull_draws["level"] == 0]
        shown = self.batches["count"][finest["batch"]].astype(np.int64)
        return int((finest["index_count"].astype(np.int64) // 3 * shown).sum())

    @cached_property
    def blended(self) -> list[GroupRange]:
        return [g for g in self.groups if g.group.blended]

    @cached_property
    def solid(self) -> list[GroupRange]:
        return [g for g in self.groups if not g.group.blended and not g.group.transmissive]

    @cached_property
    def shaded(self) -> list[GroupRange]:
        """The solid surfaces for the forward pass: where few materials share a group, each by itself."""
        return [run for part in self.solid for run in self._by_material(part)]

    @cached_property
    def laid(self) -> list[GroupRange]:
        """Of `shaded`, what deferred shading takes."""
        return [part for part in self.shaded if part.group.laid]

    @cached_property
    def unlaid(self) -> list[GroupRange]:
        """Of `shaded`, what it does not."""
        return [part for part in self.shaded if not part.group.laid]

    def _by_material(self, part: GroupRange) -> list[GroupRange]:
        used = self.draws["material"][part.first : part.first + part.count]
        edges = [0, *(np.nonzero(np.diff(used))[0] + 1).tolist(), part.count]
        if len(edges) - 1 > MATERIAL_RUNS:
            return [part]
        return [GroupRange(part.group, part.first + a, b - a, int(used[a])) for a, b in pairwise(edges)]

    @cached_property
    def transmissive(self) -> list[GroupRange]:
        return [g for g in self.groups if not g.group.blended and g.group.transmissive]

    @cached_property
    def walls(self) -> list[GroupRange]:
        """Thin transmissive surfaces with two sides: the far one is seen through the near one."""
        return [g for g in self.transmissive if g.group.double_sided and "VOLUME" not in g.group.lobes]

    @cached_property
    def refractive(self) -> bool:
        """Whether anything, blended or not, shows what is behind it."""
        return any(g.group.transmissive for g in self.groups)

    @cached_property
    def shapes(self) -> list[GroupRange]:
        """The solid surfaces for passes that do not shade: neighbours that differ only in their shading are one."""
        return merged(g for g in self.solid if g.group.topology == "triangles")

    @cached_property
    def unlaid_shapes(self) -> list[GroupRange]:
        """Of `shapes`, what deferred shading does not take."""
        return merged(g for g in self.solid if g.group.topology == "triangles" and not g.group.laid)


def merged(parts: Iterable[GroupRange]) -> list[GroupRange]:
    """Neighbours that differ only in how they are shaded, as one range."""
    out: list[GroupRange] = []
    for part in parts:
        last = out[-1] if out else None
        follows = last is not None and last.first + last.count == part.first and part.group.alpha_mode == "OPAQUE"
        if last and follows and _state(part.group) == _state(last.group):
            out[-1] = GroupRange(last.group, last.first, last.count + part.count)
        else:
            out.append(part)
    return out


def inside_out(scene: Scene, batch: Batch, primitive: Primitive) -> bool:
    """Whether the joints, at rest, mirror most of a posed primitive."""
    joints = scene.figures[batch.figure].rest.joints if batch.figure >= 0 else np.zeros((0, 3, 4), np.float32)
    mirrors = np.linalg.det(joints[:, :, :3].astype(np.float64)) < 0
    if not mirrors.any() or primitive.joints is None or primitive.weights is None:
        return False
    return bool((primitive.weights * mirrors[primitive.joints]).sum() > 0.5 * primitive.weights.sum())


def _box(batch: Batch, primitive: Primitive, group: Group) -> tuple[NDArray[np.float64], bool]:
    """Of what is blended; what is posed or sways has a box as its batch has a sphere, and may fold anyhow."""
    if not group.blended or not len(primitive.position):
        return np.zeros((3, 4)), False
    if batch.figure >= 0 or group.sways:
        return np.zeros((3, 4)), True
    return box_of(primitive, group.double_sided)


def _state(group: Group) -> tuple[bool, bool, str, str, bool]:
    return group.double_sided, group.flipped, group.alpha_mode, group.topology, group.sways


def instance_records(batch: Batch) -> NDArray[Any]:
    """(n,) INSTANCE of a batch. InputError when its arrays disagree."""
    n = len(batch.transform)
    if batch.transform.shape != (n, 3, 4) or batch.tint.shape != (n, 4):
        shapes = f"{batch.transform.shape} and {batch.tint.shape}"
        raise InputError(f"batch {batch.name!r}: transform and tint are {shapes}, expected (n, 3, 4) and (n, 4)")
    out = INSTANCE.zeros(n)
    for row in range(3):
        out[f"row{row}"] = batch.transform[:, row]
    out["tint"] = batch.tint
    out["ids"][:, 0] = batch.pick
    out["ids"][:, 1] = np.arange(n)
    return out


def level_chain(scene: Scene, mesh: int) -> list[int]:
    """The mesh and its coarser versions, at most LEVELS. InputError for a chain that bites its tail."""
    chain = [mesh]
    while (nxt := scene.meshes[chain[-1]].lod) >= 0:
        if nxt >= len(scene.meshes) or nxt in chain:
            raise InputError(f"mesh {scene.meshes[chain[-1]].name!r}: lod {nxt} is no mesh or was there before")
        chain.append(nxt)
    return chain[:LEVELS]


@dataclass(frozen=True)
class Step:
    """One level of a batch: mesh `mesh`, the `by_hand`th of its chain, in full (`level` -1) or by its own levels.

    It may be drawn below a projected diameter of `pixels` where its `error` is too small to be seen."""

    mesh: int
    by_hand: int
    level: int
    pixels: float
    error: float


def steps_of(scene: Scene, mesh: int, meshes: Sequence[Mesh]) -> list[Step]:
    """Every level of detail of a mesh, finest first. `meshes` are the scene's, with their levels.

    Where there are more than LEVELS the chain made by hand stays, and the coarsest levels of its first mesh give way.
    """
    chain = level_chain(scene, mesh)
    room = LEVELS - len(chain)
    out, pixels = [], np.inf
    for ordinal, m in enumerate(chain):
        out.append(Step(m, ordinal, -1, pixels, 0.0))
        for k, level in enumerate(meshes[m].levels[:room]):
            out.append(Step(m, ordinal, k, pixels, level.error))
        room -= len(meshes[m].levels[:room])
        pixels = min(pixels, scene.meshes[m].lod_pixels)
    return out


def build_draws(
    scene: Scene, heap: Heap, posed: dict[tuple[int, int, int], Range], meshes: Sequence[Mesh] | None = None
) -> DrawList:
    """The tables of a scene. `posed` gives the heap ranges of skinned copies by (batch, mesh of its chain, primitive),
    `meshes` the scene's meshes with the levels that the heap holds (None: as the scene has them)."""
    meshes = scene.meshes if meshes is None else meshes
    batches = CULL_BATCH.zeros(len(scene.batches))
    blocks: list[tuple[int, int]] = []
    rows: list[tuple[Group, int, int, Range, int, Piece | None, tuple[NDArray[np.float64], bool]]] = []
    first = 0
    for b, batch in enumerate(scene.batches):
        n = len(batch.transform)
        placed = mirrored(batch.transform)
        hands = (False, True) if placed.any() and not placed.all() else (bool(placed.any()),)
        steps = steps_of(scene, batch.mesh, meshes)[: LEVELS // len(hands)]
        record = batches[b]
        record["mirrored"] = len(steps) if len(hands) > 1 else 0
        record["first"], record["count"], record["levels"] = first, n, len(steps)
        record["layer"] = _LAYERS[batch.layer] | (DYNAMIC if batch.figure >= 0 else STATIC)
        record["sphere"] = heap.spheres[batch.mesh]
        for k, step in enumerate(steps):
            record["lod_pixels"][k], record["error"][k] = step.pixels, step.error
            # lines and points keep their width however far away they are; only what is shrunk to nothing is hidden
            strokes = any(p.topology != "triangles" for p in scene.meshes[step.mesh].primitives)
            record["cull_pixels"][k] = 1e-30 if strokes else scene.meshes[step.mesh].cull_pixels
        record["first_block"], record["blocks"] = len(blocks), -(-n // BLOCK)
        blocks += [(b, start) for start in range(0, n, BLOCK)]
        first += n
        for (hand, turned), (k, step) in product(enumerate(hands), enumerate(steps)):
            for p, primitive in enumerate(scene.meshes[step.mesh].primitives):
                material = scene.materials[primitive.material] if scene.materials else Material()
                lit = primitive.topology == "triangles" or bool(primitive.normal.any())
                flipped = turned != inside_out(scene, batch, primitive)
                group = group_of(material, flipped, primitive.topology, lit, has_fine_color(primitive))
                place = heap.ranges[step.mesh][p] if step.level < 0 else heap.levels[step.mesh][step.level][p]
                if copy := posed.get((b, step.by_hand, p)):
                    place = replace(copy, first_index=place.first_index, indices=place.indices)
                whole = n != 1 or group.blended or group.transmissive or material.sway > 0
                pieces: Sequence[Piece | None] = [] if whole else heap.pieces.get(place.first_index, [])
                box = _box(batch, primitive, group) if k == 0 else (np.zeros((3, 4)), False)
                level = k + hand * len(steps)
                rows += [
                    (group, b, level, _part(place, piece), primitive.material, piece, box) for piece in pieces or [None]
                ]
    # within a group by material, those in scene order, and each one's draws as well
    order = {material: i for i, material in enumerate(dict.fromkeys(row[4] for row in rows))}
    rows.sort(key=lambda row: (row[0], order[row[4]]))
    cull_draws, draws = CULL_DRAW.zeros(len(rows)), DRAW.zeros(len(rows))
    groups: list[GroupRange] = []
    for i, (group, b, level, place, material_index, piece, _) in enumerate(rows):
        sphere, cone = (piece.sphere, piece.cone) if piece else (np.zeros(4), NO_CONE)
        one_sided = not group.double_sided and not group.outlined
        record = (b, level, place.indices, place.first_index, place.first_vertex)
        cull_draws[i] = (*record, sphere, cone if one_sided else NO_CONE)
        m = scene.materials[material_index] if scene.materials else Material()
        draws[i] = (material_index, m.sway, m.toon.outline_width if m.toon else 0.0, b, 0)
        if groups and groups[-1].group == group:
            groups[-1] = GroupRange(group, groups[-1].first, groups[-1].count + 1)
        else:
            groups.append(GroupRange(group, i, 1))
    parts = [instance_records(batch) for batch in scene.batches]
    return DrawList(
        np.concatenate(parts) if parts else INSTANCE.zeros(0),
        batches,
        np.array(blocks, dtype=[("batch", "<u4"), ("start", "<u4")]).astype(CULL_BLOCK.dtype),
        cull_draws,
        draws,
        groups,
        np.array([row[6][0] for row in rows]).reshape(-1, 3, 4),
        np.array([row[6][1] for row in rows], bool),
    )


def mirrored(transform: NDArray[Any]) -> NDArray[np.bool_]:
    """(n,) whether transforms `(n, 3, 4)` turn things inside out."""
    return np.asarray(np.linalg.det(transform[:, :, :3].astype(np.float64)) < 0)


def _part(place: Range, piece: Piece | None) -> Range:
    return replace(place, first_index=place.first_index + 3 * piece.first, indices=3 * piece.count) if piece else place


def instance_spheres(draws: DrawList, which: NDArray[Any] | slice = slice(None)) -> NDArray[np.float64]:
    """(k, 4) world bounding spheres of instances."""
    owner = np.repeat(np.arange(len(draws.batches)), draws.batches["count"])[which]
    sphere = draws.batches["sphere"][owner].astype(np.float64)
    rows = rows_of(draws, which)
    center = _placed(rows, sphere[:, :3])
    scale = np.sqrt((rows[:, :, :3] ** 2).sum(1).max(1, initial=0.0))
    return np.column_stack([center, sphere[:, 3] * scale])


def draw_boxes(draws: DrawList, draw: NDArray[Any], which: NDArray[Any]) -> NDArray[np.float64]:
    """(k, 3, 4) boxes in the world round draws of instances."""
    batch, rows = draws.batches[draws.cull_draws["batch"][draw]], rows_of(draws, which)
    boxes = draws.boxes[draw]
    posed = ~boxes.any((1, 2))
    sphere = batch["sphere"][posed].astype(np.float64)
    boxes[posed, :, :3], boxes[posed, :, 3] = np.eye(3) * sphere[:, 3, None, None], sphere[:, :3]
    out = rows[:, :, :3] @ boxes
    out[:, :, 3] += rows[:, :, 3]
    return np.asarray(out)


def rows_of(draws: DrawList, which: NDArray[Any] | slice = slice(None)) -> NDArray[np.float64]:
    """(k, 3, 4) transforms of instances."""
    return np.stack([draws.instances[f"row{i}"][which] for i in range(3)], axis=1).astype(np.float64)


def _placed(rows: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.einsum("nij,nj->ni", rows[:, :, :3], points) + rows[:, :, 3])


def scene_bounds(draws: DrawList) -> NDArray[np.float64]:
    """(4,) sphere round everything that casts a shadow; zeros for nothing."""
    owner = np.repeat(draws.batches["layer"], draws.batches["count"])
    spheres = instance_spheres(draws, (owner & NO_SHADOW) == 0)
    if not len(spheres):
        return np.zeros(4)
    low = (spheres[:, :3] - spheres[:, 3:]).min(0)
    high = (spheres[:, :3] + spheres[:, 3:]).max(0)
    return np.array([*(low + high) / 2, np.linalg.norm(high - low) / 2])
