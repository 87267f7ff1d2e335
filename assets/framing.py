"""A bare model as a scene of its own: daylight, and a camera that shows all of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from assets import transforms as tf
from assets.gltf_scene import add_model
from assets.model import Model
from assets.rig import deformed, rigged, rigs, shown, skeleton_of
from assets.scene import IDENTITY, Camera, Environment, Floats, Scene, Sky, Vec3

ASPECT = 16 / 9
"""Width by height of the picture that must hold the model; wider ones hold it too."""
FOV = 0.5
MARGIN = 1.08
_LOWEST_SUN = 0.25
"""Sine of its height: below, a file's light is a lamp under a sky of ours, which would be red or dark."""


def bounds(model: Model, model_scene: int | None = None) -> Floats:
    """The lowest and highest corner `(2, 3)` of the model at rest, in its own space; zeros when nothing is drawn."""
    rest = skeleton_of(model).worlds()
    seen = shown(model, model_scene)
    found = rigs(model, seen)
    boxes = [
        _box(deformed(primitive, pose, rig.targets))
        for rig, pose in ((rig, rig.rest()) for rig in found)
        for node in rig.first_joint
        for primitive in rigged(model, rig, node).primitives
    ]
    taken = {node for rig in found for node in rig.first_joint}
    for i in seen:
        node_entry = model.nodes[i]
        if i in taken or node_entry.mesh < 0:
            continue
        instances = IDENTITY[None] if node_entry.instances is None else node_entry.instances
        transform = tf.compose(rest[i], instances)
        for primitive in model.meshes[node_entry.mesh].primitives:
            corners = np.stack(np.meshgrid(*_box(primitive.position).T), -1).reshape(-1, 3)
            boxes.append(_box(tf.points(transform, corners).reshape(-1, 3)))
    return _box(np.concatenate(boxes)) if boxes else np.zeros((2, 3), np.float32)


def scene_of(
    model: Model,
    animation: int | None = 0,
    aspect: float = ASPECT,
    model_scene: int | None = None,
    environment: Environment | None = None,
    expressions: Mapping[str, float] | None = None,
) -> Scene:
    """The model alone, playing `animation` if it has one: in the light of `environment`, or under a neutral sky whose
    sun stands where the file's first directional light says.

    The first camera, "front", looks from a little to the side and above at a model that faces +z, as glTF and VRM ask,
    and holds all of it in a picture of that aspect. The file's own cameras and lights follow. `expressions` as for
    `add_model`.
    """
    sun = -1 if environment else _sun(model, model_scene)
    scene = Scene(model.name, sky=_sky(model, sun), duration=10.0, environment=environment)
    camera = frame(bounds(model, model_scene), aspect)
    scene.cameras["front"] = lambda t: camera
    add_model(scene, model, animation=animation, model_scene=model_scene, sun=sun, expressions=expressions)
    if animation is not None and animation < len(model.animations):
        scene.duration = max(model.animations[animation].duration, 0.1)
    return scene


def frame(box: Floats, aspect: float = ASPECT, yaw: float = 0.45, pitch: float = 0.2, fov: float = FOV) -> Camera:
    """A camera that holds the box `(2, 3)`, from `yaw` radians to the right of +z and `pitch` above the horizon."""
    if not np.ptp(box, axis=0).any():
        box = box + np.array([[-0.5], [0.5]], np.float32)
    center = box.mean(0).astype(np.float64)
    away = np.array([math.sin(yaw) * math.cos(pitch), math.sin(pitch), math.cos(yaw) * math.cos(pitch)])
    view = tf.look_at(away, (0.0, 0.0, 0.0))[:, :3].astype(np.float64)
    corners = (np.stack(np.meshgrid(*box.T), -1).reshape(-1, 3) - center) @ view
    tangent = np.array([aspect, 1.0]) * math.tan(fov / 2)
    distance = float((np.abs(corners[:, :2]) * MARGIN / tangent + corners[:, 2:]).max())
    distance = max(distance, 1e-3)
    nearest = distance - float(corners[:, 2].max())
    near = max(0.5 * nearest, 1e-3 * distance)
    return Camera(_vec3(center + away * distance), _vec3(center), fov=fov, near=near, focus=distance)


def _sun(model: Model, model_scene: int | None) -> int:
    """The node of the first directional light that could be a sun: whitish, well above the horizon. -1 without."""
    rest = skeleton_of(model).worlds()
    for i in shown(model, model_scene):
        light = model.lights[model.nodes[i].light] if model.nodes[i].light >= 0 else None
        if light is None or light.kind != "directional":
            continue
        high = float(tf.normalize(rest[i, :, 2])[1]) > _LOWEST_SUN
        if high and min(light.color) > 0.5 * max(light.color):
            return i
    return -1


def _sky(model: Model, sun: int) -> Sky:
    sky = Sky(sun_direction=(0.45, 0.72, 0.53), sun_radiance=13.0, haze=0.25, clouds=0.3, stars=0.0)
    if sun < 0:
        return sky
    return replace(sky, sun_direction=_vec3(tf.normalize(skeleton_of(model).worlds()[sun, :, 2]).astype(np.float64)))


def _vec3(v: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Vec3:
    return (float(v[0]), float(v[1]), float(v[2]))


def _box(position: Floats) -> Floats:
    return np.stack([position.min(0), position.max(0)])
