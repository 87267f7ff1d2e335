"""What `taihe bench scene` can draw: workloads, scenes, and model files with the camera going round them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from assets.errors import InputError
from assets.models import SUFFIXES
from assets.scene import Camera, Lights, Scene, Studio
from scenes.camera_path import orbit
from tools.bench.workloads import WORKLOADS, spread_colors
from tools.catalogue import build_scene, find_scene
from tools.choice import DEFAULT, Choice

PERIOD = 8.0
"""Seconds of one turn round a model."""
MOST_LAMPS = 100_000


@dataclass(frozen=True)
class Lighting:
    """Plain light in place of a subject's own: a sun, its shadow map, and that many point lights amid the content."""

    sun: bool = False
    shadow: bool = False
    lamps: int = 0


def read_lights(text: str | None) -> Lighting | None:
    """ "sun,shadow,256" in any order; None for "sky": as the subject has it. InputError for anything else."""
    words = [] if text is None or text == "sky" else text.split(",")
    numbers = [word for word in words if word.isdecimal() and int(word) <= MOST_LAMPS]
    if len(numbers) > 1 or set(words) - {"sun", "shadow", *numbers}:
        raise InputError(f"--lights {text}: sky, or some of sun, shadow and a number of lamps, with commas between")
    return Lighting("sun" in words or "shadow" in words, "shadow" in words, int((*numbers, "0")[0])) if words else None


def find_subject(name: str, choice: Choice = DEFAULT, lights: str | None = None) -> Callable[[], Scene]:
    """What builds the workload or scene of that name, or a model's file. InputError lists what there is.

    `lights` as `read_lights`; None is the subject's own light, and for a model its own lamps, or else a plain sun.
    """
    lighting = read_lights(lights)
    if name in WORKLOADS:
        build = WORKLOADS[name]
    else:
        find_scene(name, choice)
        build = partial(build_scene, name, choice)
    if Path(name).suffix.lower() in SUFFIXES:
        return partial(_turning, build, Lighting(sun=True) if lights is None else lighting, lights is None)
    return partial(lit, build, lighting) if lighting else build


def lit(build: Callable[[], Scene], lighting: Lighting) -> Scene:
    """The scene in plain light; its own lamps stay, and so does its sky's sun as the direction of the light."""
    scene = build()
    start = scene.camera(None, 0.0)
    reach = float(np.linalg.norm(np.subtract(start.eye, start.target))) * np.tan(0.5 * start.fov)
    color, ambient = (2.6, 0.25) if lighting.sun else (0.0, 0.02)
    scene.studio = Studio(scene.sky.sun_direction, (color,) * 3, (ambient,) * 3)
    scene.environment, scene.grade = None, replace(scene.grade, bloom=0.0)
    for batch in scene.batches:
        batch.layer = "all" if lighting.shadow else "no_shadow"
    if lighting.lamps:
        at = start.target + reach * np.random.default_rng(7).uniform(-1, 1, (lighting.lamps, 3))
        radius = reach * (2.0 / np.sqrt(lighting.lamps) + 0.1)
        lamps = Lights.points(at, spread_colors(lighting.lamps) * (0.12 * radius**2), radius, radius=0.02 * reach)
        scene.lights = Lights.concat([scene.lights, lamps])
    return scene


def _turning(build: Callable[[], Scene], lighting: Lighting | None, own: bool) -> Scene:
    """The model's scene, whose first camera goes round it at the distance from which all of it is seen.

    With `own` the file's lamps, if it has any, take the place of the sun.
    """
    scene = build()
    start = scene.camera(None, 0.0)
    away = np.subtract(start.eye, start.target)
    radius = float(np.hypot(away[0], away[2]))
    if own and len(scene.lights):
        lighting = Lighting()
    if lighting:
        scene = lit(lambda: scene, lighting)
    path = orbit(start.target, radius, float(away[1]), PERIOD, Camera(fov=start.fov, near=start.near))
    scene.cameras = {"orbit": path, **scene.cameras}
    return scene
