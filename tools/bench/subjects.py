"""What `taihe bench scene` can draw: workloads, scenes, and model files with the camera going round them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from assets.models import SUFFIXES
from assets.scene import Camera, Scene
from scenes.camera_path import orbit
from tools.bench.workloads import WORKLOADS
from tools.catalogue import build_scene, find_scene
from tools.choice import DEFAULT, Choice

PERIOD = 8.0
"""Seconds of one turn round a model."""


def find_subject(name: str, choice: Choice = DEFAULT) -> Callable[[], Scene]:
    """What builds the workload or scene of that name, or a model's file. InputError lists what there is."""
    if name in WORKLOADS:
        return WORKLOADS[name]
    find_scene(name, choice)
    build = partial(build_scene, name, choice)
    return partial(_turning, build) if Path(name).suffix.lower() in SUFFIXES else build


def _turning(build: Callable[[], Scene]) -> Scene:
    """The model's scene, whose first camera goes round it at the distance from which all of it is seen."""
    scene = build()
    start = scene.camera(None, 0.0)
    away = np.subtract(start.eye, start.target)
    radius = float(np.hypot(away[0], away[2]))
    path = orbit(start.target, radius, float(away[1]), PERIOD, Camera(fov=start.fov, near=start.near))
    scene.cameras = {"orbit": path, **scene.cameras}
    return scene
