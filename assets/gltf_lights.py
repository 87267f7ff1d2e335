"""The lights and cameras of a model in a scene, still or animated."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from assets import transforms as tf
from assets.model import Lens, Light
from assets.placing import Placing
from assets.scene import Camera, CameraPath, Floats, Lights, Vec3

LAMP_RADIUS = 0.001
"""Metres: glTF's lights are points, but nothing may be infinitely bright."""
BRIGHTEST = 1e30
_FAINT = 0.002
"""Irradiance at which an endless light is cut off where a file has more than _ENDLESS of them."""
_ENDLESS = 8


def add_lights(p: Placing, scale: float, sun: int) -> None:
    """Adds the lights of the model's nodes but `sun`, one node's; `scale` turns candela (lux, for directional ones)
    into the scene's unit."""
    found = [i for i in p.nodes if p.model.nodes[i].light >= 0 and i != sun]
    if not found:
        return
    first, before = len(p.scene.lights), p.scene.light_track
    changes = {change.index: change.at for change in p.playing.lights} if p.playing else {}
    endless = sum(p.model.lights[p.model.nodes[i].light].range == 0.0 for i in found) <= _ENDLESS

    def lamps(t: float | None) -> Lights:
        """At rest for None."""
        out = []
        for i in found:
            light = p.model.lights[p.model.nodes[i].light]
            world, shown = p.rest[i], not p.blinking[i]
            if t is not None:
                moment = p.at(t)
                world, shown = moment.world[i], bool(moment.shown[i])
                change = changes.get(p.model.nodes[i].light)
                light = change(p.time(t)) if change else light
            strength = scale if shown else 0.0
            out.append(_lamp(light, tf.compose(p.place, world), strength, endless, bool(p.moving[i])))
        return Lights.concat(out)

    p.scene.lights = Lights.concat([p.scene.lights, lamps(None)])
    still = not any(p.moving[i] or p.blinking[i] or p.model.nodes[i].light in changes for i in found)
    if still:
        return

    def track(t: float) -> Lights:
        others, now = before(t) if before else p.scene.lights, lamps(t)
        end = first + len(now)
        rows = {f.name: (getattr(others, f.name), getattr(now, f.name)) for f in fields(Lights)}
        return Lights(**{name: np.concatenate([a[:first], b, a[end:]]) for name, (a, b) in rows.items()})

    p.scene.light_track = track


def _lamp(light: Light, world: Floats, scale: float, endless: bool, moving: bool) -> Lights:
    color = np.minimum(np.array(light.color, np.float64) * light.intensity * scale, BRIGHTEST).astype(np.float32)
    at, along = world[None, :, 3], -world[None, :, 2]
    if light.kind == "directional":
        return replace(Lights.directional(along, color, shadow=1.0), moving=np.array([moving]))
    end = np.inf if endless else float(np.clip(np.sqrt(color.max() / _FAINT), 1.0, 1000.0))
    if light.kind == "point":
        lamp = Lights.points(at, color, light.range or end, LAMP_RADIUS, shadow=1.0, moving=moving)
    else:
        cone = (light.inner_cone, light.outer_cone)
        lamp = Lights.spots(at, along, color, light.range or end, cone, LAMP_RADIUS, shadow=1.0, moving=moving)
    return replace(lamp, hard_end=np.array([light.range > 0.0]))


def add_cameras(p: Placing, inside: list[int]) -> tuple[str, ...]:
    """Adds the cameras of the nodes of the scene; their names, in the order of the nodes."""
    names = []
    for i in inside:
        if p.model.nodes[i].camera < 0:
            continue
        lens = p.model.lenses[p.model.nodes[i].camera]
        name = lens.name if lens.name not in p.scene.cameras else f"{p.model.name}/{p.model.nodes[i].name}/{i}"
        p.scene.cameras[name] = _camera_path(p, p.model.nodes[i].camera, i)
        names.append(name)
    return tuple(names)


def _camera_path(p: Placing, number: int, node: int) -> CameraPath:
    changes = {change.index: change.at for change in p.playing.lenses} if p.playing else {}
    change, rest = changes.get(number), p.model.lenses[number]

    def path(t: float) -> Camera:
        world = tf.compose(p.place, p.at(t).world[node])
        up, back = tf.normalize(world[:, 1]), tf.normalize(world[:, 2])
        eye = world[:, 3]
        lens: Lens = change(p.time(t)) if change else rest
        size = lens.half_size
        return Camera(_vec3(eye), _vec3(eye - back), _vec3(up), lens.fov, near=lens.near, half_size=size, far=lens.far)

    return path


def _vec3(v: Floats) -> Vec3:
    return (float(v[0]), float(v[1]), float(v[2]))
