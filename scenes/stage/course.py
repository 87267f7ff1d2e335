"""What happens on the stage and when: moves, cameras, stops, the show's timeline."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from assets.errors import InputError
from assets.scene import Camera, CameraPath, Hull, Material, MaterialTrack, Move, Vec3
from scenes.camera_path import Key, keyed
from scenes.stage.draft import Draft
from scenes.stage.things import Placed
from scenes.timeline import Timeline


class Course(Draft):
    """Moves, cameras and named instants."""

    def __init__(self, name: str, duration: float = 30.0, folder: Path = Path()) -> None:
        super().__init__(name, duration, folder)
        self._timelines: list[Timeline] = []

    def move(self, what: Placed, path: Callable[[float], ArrayLike | None]) -> None:
        """Animates a batch: `path(t)` gives its `(n, 3, 4)` transforms as a pure function of seconds, None where they
        are as it was placed."""

        def mover(t: float) -> list[Move]:
            now = path(t)
            return [] if now is None else [Move(what.batch, np.ascontiguousarray(now, np.float32).reshape(-1, 3, 4))]

        self._scene.movers.append(mover)

    def vary(self, material: int, at: Callable[[float, Material], Material]) -> None:
        """Animates a material: `at(t, material)` is what it is at t seconds, in numbers that it has."""
        still = self._scene.materials[material]
        self._scene.material_tracks.append(MaterialTrack(material, lambda t: at(t, still)))

    def hull(self, path: Callable[[float], ArrayLike], length: float, beam: float) -> None:
        """What goes by `path(t)` `(3, 4)` disturbs the water: its wake, `length` and `beam` metres on the waterline."""
        if not (0 < length < math.inf and 0 < beam < math.inf):
            raise InputError(f"a hull of {length:g} x {beam:g} m")
        self._scene.hulls.append(Hull(lambda t: np.asarray(path(t), np.float32).reshape(3, 4), length, beam))

    def camera(
        self,
        name: str,
        path: CameraPath | Sequence[Key],
        base: Camera | None = None,
        stand: str = "",
        moment: float = 0.0,
        **look: Any,
    ) -> None:
        """A camera by a function of time or by keys; `look` are fields of `assets.scene.Camera` (fov, shift, ...).

        `stand` is where it finds the presenter: one of the stage's stands, or "off"; "" where she was put.
        `moment` is the instant, seconds, of its stills.
        """
        start = replace(base or Camera(), **look)
        if stand:
            self._scene.camera_stands[name] = stand
        self._scene.moments[name] = moment
        self._scene.cameras[name] = path if callable(path) else keyed(path, start)

    @property
    def cameras(self) -> tuple[str, ...]:
        """The names of the cameras so far."""
        return tuple(self._scene.cameras)

    def stop(self, name: str, t: float, camera: str = "") -> None:
        """A named instant, seconds: the viewer lists the stops, and looks at one through `camera`."""
        self._scene.stops[name] = t
        if camera:
            self._scene.stop_cameras[name] = camera

    def stand(self, name: str, path: Callable[[float], ArrayLike]) -> None:
        """A place where the presenter may be: `path(t)` gives its `(3, 4)` transform, she faces its +z."""
        self._scene.stands[name] = lambda t: np.ascontiguousarray(path(t), np.float32).reshape(3, 4)

    def name_place(self, name: str, at: Vec3) -> None:
        """A named point that a performance can point at and walk to."""
        self._scene.places[name] = at

    def timeline(self, tempo: float = 120.0, beats: int = 4) -> Timeline:
        """The show's timeline: its sections become stops, and the scene lasts at least until the last one ends."""
        self._timelines.append(Timeline(tempo, beats))
        return self._timelines[-1]
