"""Puts a loaded model into a scene: batches, figures, lights, cameras, and movers for what is animated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets import transforms as tf
from assets.animation import Clip
from assets.model import Animation, Lens, Light, Model
from assets.rig import Rig, reachable, rigged, rigs, skeleton_of
from assets.scene import IDENTITY, Batch, Camera, CameraPath, Figure, Floats, Lights, Mesh, Move, Pose, Scene, Vec3
from assets.skeleton import Skeleton

LAMP_RADIUS = 0.03
"""Metres: glTF's lights are points, ours have a size."""
_FAINT = 0.01

Worlds = Callable[[float], tuple[Floats, dict[int, Floats]]]


@dataclass(frozen=True)
class PlacedModel:
    """What `add_model` added: indices of figures and batches, names of cameras, and what it left out, in words."""

    name: str
    figures: tuple[int, ...]
    batches: tuple[int, ...]
    cameras: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Placing:
    """One model on its way into one scene. `rest` `(n, 3, 4)` are its nodes in model space, `moving` `(n,)` which of
    them the animation moves."""

    scene: Scene
    model: Model
    place: Floats
    nodes: list[int]
    worlds: Worlds
    rest: Floats
    moving: NDArray[np.bool_]
    first_material: int


def add_model(
    scene: Scene,
    model: Model,
    transform: ArrayLike = IDENTITY,
    *,
    name: str | None = None,
    animation: int | None = 0,
    model_scene: int | None = None,
    light_scale: float = 1.0,
    pick: int = 0,
) -> PlacedModel:
    """Appends the model, placed by `transform` `(3, 4)`.

    `animation` (an index, None for none) plays in a loop; without it the model stands at rest. A VRM character becomes
    one figure called `name` (default: the model's), for `Scene.drive`. `light_scale` turns the file's candela
    into the scene's radiant intensity. Directional lights are left to the scene's sky.
    """
    name = name or model.name
    playing = model.animations[animation] if animation is not None and animation < len(model.animations) else None
    tree = skeleton_of(model)
    inside, worlds = reachable(model, model_scene), _worlds(model, tree, playing)
    first_batch, first_material = len(scene.batches), len(scene.materials)
    place = np.asarray(transform, np.float32)
    p = _Placing(scene, model, place, inside, worlds, tree.worlds(), _moving(tree, playing), first_material)
    _add_materials(scene, model)
    found = rigs(model, model_scene)
    labels = [name if len(found) == 1 else f"{name}/{rig.name}" for rig in found]
    figures = [_add_figure(p, rig, label, playing is not None) for rig, label in zip(found, labels, strict=True)]
    _add_rigid(p, {node for rig in found for node in rig.first_joint})
    for batch in scene.batches[first_batch:]:
        batch.pick = pick
    dropped = _add_lights(p, light_scale)
    cameras = _add_cameras(p)
    return PlacedModel(name, tuple(figures), tuple(range(first_batch, len(scene.batches))), cameras, tuple(dropped))


def _worlds(model: Model, tree: Skeleton, playing: Animation | None) -> Worlds:
    """Model-space transforms of all nodes and animated morph weights, as a function of time."""
    still = tree.worlds()
    if playing is None:
        return lambda t: (still, {})
    length, clip = playing.duration, Clip.of(model.nodes, playing)

    # figures, movers and cameras ask for the same instant one after the other
    @lru_cache(maxsize=1)
    def at(t: float) -> tuple[Floats, dict[int, Floats]]:
        local, weights = clip.at(t % length if length > 0.0 else 0.0)
        return tree.worlds(local.rotation, local.translation, local.scale), weights

    return at


def _moving(tree: Skeleton, playing: Animation | None) -> NDArray[np.bool_]:
    """Which nodes the animation moves, themselves or through an ancestor."""
    moving = np.zeros(len(tree.names), bool)
    moving[[c.node for c in playing.channels if c.path != "weights"] if playing else []] = True
    for level in tree.levels[1:]:
        moving[level] |= moving[tree.parents[level]]
    return moving


def _add_materials(scene: Scene, model: Model) -> None:
    first = len(scene.textures)
    scene.textures += model.textures
    slots = [f"{kind}_texture" for kind in ("base_color", "metallic_roughness", "normal", "occlusion", "emissive")]
    for material in model.materials:
        shifted: dict[str, Any] = _shifted(material, slots, first)
        if material.clearcoat:
            names = ["texture", "roughness_texture", "normal_texture"]
            shifted["clearcoat"] = replace(material.clearcoat, **_shifted(material.clearcoat, names, first))
        if material.sheen:
            names = ["color_texture", "roughness_texture"]
            shifted["sheen"] = replace(material.sheen, **_shifted(material.sheen, names, first))
        scene.materials.append(replace(material, **shifted))


def _shifted(holder: object, names: Sequence[str], first: int) -> dict[str, Any]:
    """Those of its texture indices that are not -1, moved up."""
    return {name: getattr(holder, name) + first for name in names if getattr(holder, name) >= 0}


def _add_mesh(scene: Scene, mesh: Mesh, first_material: int) -> int:
    primitives = tuple(replace(p, material=p.material + first_material) for p in mesh.primitives)
    scene.meshes.append(replace(mesh, primitives=primitives))
    return len(scene.meshes) - 1


def _batch(name: str, mesh: int, transform: Floats, figure: int = -1) -> Batch:
    tint = np.tile(np.array([1, 1, 1, 0], np.float32), (len(transform), 1))
    return Batch(name, mesh, np.ascontiguousarray(transform, np.float32), tint, figure)


def _add_figure(p: _Placing, rig: Rig, label: str, playing: bool) -> int:
    index = len(p.scene.figures)
    pose = _pose(p.model, rig, p.worlds) if playing else None
    p.scene.figures.append(Figure(label, rig.joint_names, rig.targets, rig.rest(), pose))
    for node in rig.first_joint:
        added = _add_mesh(p.scene, rigged(p.model, rig, node), p.first_material)
        p.scene.batches.append(_batch(f"{label}/{p.model.nodes[node].name}", added, p.place[None], index))
    return index


def _pose(model: Model, rig: Rig, worlds: Worlds) -> Callable[[float], Pose]:
    def pose(t: float) -> Pose:
        world, moved = worlds(t)
        weights = rig.rest_weights.copy()
        for node, values in moved.items():
            if node in rig.first_joint:
                weights[list(rig.slots[model.nodes[node].mesh])] = values
        return Pose(rig.skeleton.matrices(world), weights)

    return pose


def _add_rigid(p: _Placing, taken: set[int]) -> None:
    """Meshes that only move as a whole: the still ones of one mesh share a batch, each moving one has its own."""
    added: dict[int, int] = {}
    still: dict[int, list[Floats]] = {}
    movers: list[tuple[int, int, Floats]] = []
    for i in p.nodes:
        node = p.model.nodes[i]
        if i in taken or node.mesh < 0 or not p.model.meshes[node.mesh].primitives:
            continue
        if node.mesh not in added:
            added[node.mesh] = _add_mesh(p.scene, p.model.meshes[node.mesh], p.first_material)
        instances = IDENTITY[None] if node.instances is None else node.instances
        transform = tf.compose(p.place, p.rest[i], instances)
        if p.moving[i]:
            movers.append((len(p.scene.batches), i, instances))
            p.scene.batches.append(_batch(node.name, added[node.mesh], transform))
        else:
            still.setdefault(node.mesh, []).append(transform)
    for number, transforms in still.items():
        name = p.model.meshes[number].name
        p.scene.batches.append(_batch(name, added[number], np.concatenate(transforms)))
    if movers:
        p.scene.movers.append(_mover(movers, p.place, p.worlds))


def _mover(parts: list[tuple[int, int, Floats]], place: Floats, worlds: Worlds) -> Callable[[float], Sequence[Move]]:
    def move(t: float) -> list[Move]:
        world, _ = worlds(t)
        return [Move(batch, tf.compose(place, world[node], instances)) for batch, node, instances in parts]

    return move


def _add_lights(p: _Placing, light_scale: float) -> list[str]:
    lamps: list[Lights] = []
    dropped = []
    for i in p.nodes:
        if p.model.nodes[i].light < 0:
            continue
        light = p.model.lights[p.model.nodes[i].light]
        if light.kind == "directional":
            dropped.append(f"light {light.name!r}: directional lights are left to the scene's sky")
            continue
        if p.moving[i]:
            dropped.append(f"light {light.name!r}: it is animated in the file and stays where it is at rest")
        lamps.append(_lamp(light, tf.compose(p.place, p.rest[i]), light_scale))
    p.scene.lights = Lights.concat([p.scene.lights, *lamps])
    return dropped


def _lamp(light: Light, world: Floats, scale: float) -> Lights:
    color = np.array([light.color], np.float32) * light.intensity * scale
    reach = light.range or float(np.clip(np.sqrt(color.max() / _FAINT), 1.0, 1000.0))
    lamp = Lights.points(world[None, :, 3], color, reach, LAMP_RADIUS)
    if light.kind == "point":
        return lamp
    cone = np.cos(np.array([[light.inner_cone, light.outer_cone]], np.float32))
    return replace(lamp, direction=tf.normalize(-world[None, :, 2]), cone=cone)


def _add_cameras(p: _Placing) -> tuple[str, ...]:
    names = []
    for i in p.nodes:
        if p.model.nodes[i].camera < 0:
            continue
        lens = p.model.lenses[p.model.nodes[i].camera]
        name = lens.name if lens.name not in p.scene.cameras else f"{p.model.name}/{p.model.nodes[i].name}/{i}"
        p.scene.cameras[name] = _camera_path(lens, i, p.place, p.worlds)
        names.append(name)
    return tuple(names)


def _camera_path(lens: Lens, node: int, place: Floats, worlds: Worlds) -> CameraPath:
    def path(t: float) -> Camera:
        world = tf.compose(place, worlds(t)[0][node])
        up, back = tf.normalize(world[:, 1]), tf.normalize(world[:, 2])
        eye = world[:, 3]
        return Camera(_vec3(eye), _vec3(eye - back), _vec3(up), lens.fov, near=lens.near)

    return path


def _vec3(v: Floats) -> Vec3:
    return (float(v[0]), float(v[1]), float(v[2]))
