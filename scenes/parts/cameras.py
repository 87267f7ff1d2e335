"""Parts that look: cameras, and named instants and places."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from assets.errors import InputError
from assets.scene import Camera
from scenes import camera_path
from scenes.authoring import Stage
from scenes.parts.fit import Range
from scenes.parts.part import Amount, Light, Metres, Name, Place, Seconds, part

Lens = Annotated[float, Range(1, 170)]
"""Vertical field of view, degrees"""


@dataclass(frozen=True)
class Key:
    """Where a camera is at `time`; `fov` and `exposure` where they change."""

    time: Seconds
    eye: Place
    target: Place
    fov: Lens | None = None
    exposure: Light | None = None


@part("camera", once="camera {name!r}")
def camera(
    stage: Stage,
    *,
    name: Name,
    keys: Annotated[tuple[Key, ...], Range(1, 1000)],
    fov: Lens = 38.0,
    shift: tuple[Annotated[float, Range(-2, 2)], Annotated[float, Range(-2, 2)]] = (0.0, 0.0),
    near: Annotated[float, Range(0.001, 100)] = 0.2,
    exposure: Light = 1.0,
    focus: Annotated[float, Range(0.01, 1e5)] = 10.0,
    aperture: Amount = 0.0,
    moment: Seconds = 0.0,
) -> None:
    """A camera through `keys` of time, eye and target, gliding between them and still at both ends. `shift` moves the
    picture in half heights and keeps verticals upright; `aperture` is the lens in metres, sharp at `focus`. A still
    through it is taken at `moment` where no time is given."""
    for before, key in pairwise(keys):
        if key.time <= before.time:
            raise InputError(f"camera {name!r}: key at {key.time:g} s comes after one at {before.time:g} s")
    if any(math.dist(key.eye, key.target) < 1e-6 for key in keys):
        raise InputError(f"camera {name!r}: a key whose target is where the eye is")
    base = Camera(fov=math.radians(fov), shift=shift, near=near, exposure=exposure, focus=focus, aperture=aperture)
    path = [
        camera_path.Key(k.time, k.eye, k.target, None if k.fov is None else math.radians(k.fov), k.exposure)
        for k in keys
    ]
    stage.camera(name, path, base, moment=moment)


@part("orbit", once="camera {name!r}")
def orbit(
    stage: Stage,
    *,
    target: Place,
    radius: Annotated[float, Range(0.01, 1e5)],
    name: Name = "orbit",
    height: Metres = 3.5,
    period: Annotated[float, Range(0.1, 1e5)] = 60.0,
    fov: Lens = 45.0,
    exposure: Light = 1.0,
) -> None:
    """A camera that circles round `target` once in `period` seconds, `height` above it."""
    base = Camera(fov=math.radians(fov), exposure=exposure)
    stage.camera(name, camera_path.orbit(target, radius, height, period, base))


@part("stop", once="stop {name!r}")
def stop(stage: Stage, *, name: str, time: Seconds, camera: str = "") -> None:
    """A named instant, which the viewer lists and sees through `camera`."""
    stage.stop(name, time, camera)


@part("place", once="place {name!r}")
def place(stage: Stage, *, name: str, at: Place) -> None:
    """A named point, which a presenter can point at and walk to."""
    stage.name_place(name, at)
