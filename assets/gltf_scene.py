"""Puts a loaded model into a scene: batches, figures, lights, cameras, and movers for what is animated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets import transforms as tf
from assets.expressions import expressions_of
from assets.gltf_lights import add_cameras, add_lights
from assets.model import Model
from assets.paint import Paint
from assets.placing import Moment, Placing, placing
from assets.rig import Rig, reachable, rigged, rigs
from assets.scene import IDENTITY, Batch, Figure, Floats, Material, MaterialTrack, Mesh, Move, Pose, Scene

Part = TypeVar("Part", bound=Any)


@dataclass(frozen=True)
class PlacedModel:
    """What `add_model` added: indices of figures and batches, names of cameras, and what it left out, in words."""

    name: str
    figures: tuple[int, ...]
    batches: tuple[int, ...]
    cameras: tuple[str, ...]
    dropped: tuple[str, ...]


def add_model(
    scene: Scene,
    model: Model,
    transform: ArrayLike = IDENTITY,
    *,
    name: str | None = None,
    animation: int | None = 0,
    model_scene: int | None = None,
    light_scale: float = 1.0,
    sun: int = -1,
    pick: int = 0,
    expressions: Mapping[str, float] | None = None,
) -> PlacedModel:
    """Appends the model, placed by `transform` `(3, 4)`.

    `animation` (an index, None for none) plays in a loop; without it the model stands at rest. A VRM character becomes
    one figure called `name` (default: the model's), for `Scene.drive`. `light_scale` turns the file's candela
    into the scene's radiant intensity. `sun` is a node whose directional light the scene's sky already gives.
    `expressions` are what a VRM character's face shows, by name, 0 ... 1. KeyError for one that it lacks.
    """
    name = name or model.name
    playing = model.animations[animation] if animation is not None and animation < len(model.animations) else None
    inside = reachable(model, model_scene)
    first_batch, first_figure = len(scene.batches), len(scene.figures)
    p = placing(scene, model, np.asarray(transform, np.float32), inside, playing)
    _add_materials(p)
    found = rigs(model, p.nodes)
    labels = [name if len(found) == 1 else f"{name}/{rig.name}" for rig in found]
    for rig, label in zip(found, labels, strict=True):
        _add_figure(p, rig, label, expressions or {})
    taken = {node for rig in found for node in rig.first_joint}
    _add_rigid(p, taken)
    for batch in scene.batches[first_batch:]:
        batch.pick = pick
    add_lights(p, light_scale, sun)
    cameras = add_cameras(p, inside)
    added = tuple(range(first_batch, len(scene.batches)))
    figures = tuple(range(first_figure, len(scene.figures)))
    return PlacedModel(name, figures, added, cameras, tuple(_undeformed(p, taken)))


def _undeformed(p: Placing, taken: set[int]) -> list[str]:
    names = [p.model.nodes[i].name for i in p.nodes if p.model.nodes[i].skin >= 0 and i not in taken]
    return [f"node {name!r}: its instances keep the shape of the mesh at rest" for name in names]


def _add_materials(p: Placing) -> None:
    first = len(p.scene.textures)
    p.scene.textures += p.model.textures
    p.scene.materials += [_moved_up(material, first) for material in p.model.materials]
    for change in p.playing.materials if p.playing else ():
        index = p.first_material + change.index
        p.scene.materials[index] = _moved_up(change.fullest, first)
        p.scene.material_tracks.append(MaterialTrack(index, _material_path(p, change.at, first)))


def _material_path(p: Placing, at: Callable[[float], Material], first: int) -> Callable[[float], Material]:
    return lambda t: _moved_up(at(p.time(t)), first)


def _moved_up(part: Part, first: int) -> Part:
    """A material, or a part of one, with its textures counted from `first`."""
    moved: dict[str, Any] = {}
    for f in fields(part):
        value = getattr(part, f.name)
        if f.name.endswith("texture") and value >= 0:
            moved[f.name] = value + first
        elif is_dataclass(value):
            moved[f.name] = _moved_up(value, first)
    shifted: Part = replace(part, **moved)
    return shifted


def _add_mesh(scene: Scene, mesh: Mesh, first_material: int) -> int:
    primitives = tuple(replace(p, material=p.material + first_material) for p in mesh.primitives)
    scene.meshes.append(replace(mesh, primitives=primitives))
    return len(scene.meshes) - 1


def _batch(name: str, mesh: int, transform: Floats, figure: int = -1, tints: Floats | None = None) -> Batch:
    tint = np.tile(np.array([1, 1, 1, 0], np.float32), (len(transform), 1))
    if tints is not None:
        tint[:, :3] = tints
    return Batch(name, mesh, np.ascontiguousarray(transform, np.float32), tint, figure)


def _add_figure(p: Placing, rig: Rig, label: str, expressions: Mapping[str, float]) -> None:
    if expressions:
        face = expressions_of(p.model, rig).weights(expressions)
        rig = replace(rig, rest_weights=rig.rest_weights + face)
    index = len(p.scene.figures)
    pose = _pose(p, rig) if p.playing else None
    p.scene.figures.append(Figure(label, rig.joint_names, rig.targets, rig.rest(), pose, _paints(p, rig)))
    for node in rig.first_joint:
        added = _add_mesh(p.scene, rigged(p.model, rig, node), p.first_material)
        p.scene.batches.append(_batch(f"{label}/{p.model.nodes[node].name}", added, p.place[None], index))
        if p.blinking[node]:
            p.scene.movers.append(_blinker(p, len(p.scene.batches) - 1, node))


def _paints(p: Placing, rig: Rig) -> tuple[tuple[int, Paint], ...]:
    """What the expressions of a character do to its materials in the scene."""
    found = p.model.vrm.expressions if p.model.vrm else {}
    return tuple(
        (slot, replace(paint, material=paint.material + p.first_material))
        for name, slot in rig.paints.items()
        for paint in found[name].paints
    )


def _pose(p: Placing, rig: Rig) -> Callable[[float], Pose]:
    def pose(t: float) -> Pose:
        moment = p.at(t)
        weights = rig.rest_weights.copy()
        for node, values in moment.weights.items():
            if node in rig.first_joint:
                weights[list(rig.slots[p.model.nodes[node].mesh])] = values
        return Pose(rig.skeleton.matrices(moment.world), weights)

    return pose


def _blinker(p: Placing, batch: int, node: int) -> Callable[[float], Sequence[Move]]:
    """What is hidden shrinks to nothing: culling leaves it out."""
    return lambda t: [Move(batch, p.place[None] * np.float32(p.at(t).shown[node]))]


def _add_rigid(p: Placing, taken: set[int]) -> None:
    """Meshes that only move as a whole: the still ones of one mesh share a batch, each moving one has its own."""
    added: dict[int, int] = {}
    still: dict[tuple[int, int], list[tuple[Floats, Floats]]] = {}
    movers: list[_Moving] = []
    for i in p.nodes:
        node = p.model.nodes[i]
        if i in taken or node.mesh < 0 or not p.model.meshes[node.mesh].primitives:
            continue
        if node.mesh not in added:
            added[node.mesh] = _add_mesh(p.scene, p.model.meshes[node.mesh], p.first_material)
        instances = IDENTITY[None] if node.instances is None else node.instances
        transform = tf.compose(p.place, p.rest[i], instances)
        tints = np.ones((len(transform), 3), np.float32) if node.tints is None else node.tints
        figure = _add_morphing(p, i)
        if p.mirroring[i]:
            for mirrored in (False, True):
                movers.append(_Moving(len(p.scene.batches), i, instances, mirrored))
                p.scene.batches.append(_batch(node.name, added[node.mesh], _shrunk(transform, mirrored), figure, tints))
        elif p.moving[i] or p.blinking[i]:
            for hand in _hands(transform):
                movers.append(_Moving(len(p.scene.batches), i, instances[hand]))
                p.scene.batches.append(_batch(node.name, added[node.mesh], transform[hand], figure, tints[hand]))
        else:
            still.setdefault((node.mesh, figure), []).append((transform, tints))
    for (number, figure), copies in still.items():
        name, (whole, tinted) = p.model.meshes[number].name, map(np.concatenate, zip(*copies, strict=True))
        p.scene.batches += [_batch(name, added[number], whole[hand], figure, tinted[hand]) for hand in _hands(whole)]
    if movers:
        p.scene.movers.append(_mover(p, movers))


def _hands(transform: Floats) -> list[NDArray[np.bool_]]:
    """Which of `(n, 3, 4)` mirror and which do not, without empty parts: a batch's triangles all turn one way."""
    mirrored: NDArray[np.bool_] = np.linalg.det(transform[:, :, :3].astype(np.float64)) < 0
    return [hand for hand in (~mirrored, mirrored) if hand.any()]


def _add_morphing(p: Placing, i: int) -> int:
    """The figure whose weights all instances of a morphed mesh share; -1 where nothing is morphed."""
    node = p.model.nodes[i]
    targets = tuple(target.name for target in p.model.meshes[node.mesh].primitives[0].targets)
    if not targets:
        return -1
    none = np.zeros((0, 3, 4), np.float32)
    rest = np.zeros(len(targets), np.float32) if node.weights is None else node.weights

    def pose(t: float) -> Pose:
        return Pose(none, np.asarray(p.at(t).weights.get(i, rest), np.float32))

    p.scene.figures.append(Figure(node.name, (), targets, Pose(none, rest), pose if p.playing else None))
    return len(p.scene.figures) - 1


def _shrunk(transform: Floats, mirrored: bool) -> Floats:
    """Nothing to be seen, of that hand."""
    out = transform.copy()
    out[:, :, :3] = np.diag([-1e-9 if mirrored else 1e-9, 1e-9, 1e-9])
    return out


@dataclass(frozen=True, eq=False)
class _Moving:
    """A batch that follows a node; where the node comes to be mirrored it is one of two, each shown in its time."""

    batch: int
    node: int
    instances: Floats
    mirrored: bool | None = None

    def now(self, p: Placing, moment: Moment) -> Floats:
        placed = tf.compose(p.place, moment.world[self.node], self.instances) * np.float32(moment.shown[self.node])
        if self.mirrored is None:
            return placed
        mine = (np.linalg.det(placed[:, :, :3].astype(np.float64)) < 0) == self.mirrored
        return np.asarray(placed * mine[:, None, None].astype(np.float32))


def _mover(p: Placing, parts: list[_Moving]) -> Callable[[float], Sequence[Move]]:
    def move(t: float) -> list[Move]:
        moment = p.at(t)
        return [Move(part.batch, part.now(p, moment)) for part in parts]

    return move
