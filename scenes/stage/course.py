"""What happens on the stage and when: moves, cameras, stops, the show's timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from assets.errors import InputError
from assets.given import array, check_numbers, function, made, number, point
from assets.scene import Camera, CameraPath, Floats, Hull, Material, MaterialTrack, Move, Vec3
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
        are as it was placed. InputError, when it is drawn, for transforms of another shape or number."""
        if not isinstance(what, Placed):
            raise InputError(f"move: {type(what).__name__} is nothing that was placed; see place, scatter, instances")
        name = self._scene.batches[what.batch].name
        function(path, "t", f"the path of {name!r}")

        def mover(t: float) -> list[Move]:
            now = path(t)
            if now is None:
                return []
            if not (isinstance(now, np.ndarray) and now.dtype == np.float32 and now.shape[1:] == (3, 4)):
                now = array(now, ("n", 3, 4), f"at {t:g} s the path of {name!r}").astype(np.float32)
            moved = np.ascontiguousarray(now)
            if len(moved) != what.count:
                raise InputError(f"at {t:g} s the path of {name!r} gives {len(moved)} transforms for {what.count}")
            return [Move(what.batch, moved)]

        self._scene.movers.append(mover)

    def vary(self, material: int, at: Callable[[float, Material], Material]) -> None:
        """Animates a material: `at(t, material)` is what it is at t seconds, in numbers that it has."""
        function(at, "t, material", "vary: at")
        still = self._known(self._scene.materials, material, "material")

        def varied(t: float) -> Material:
            now = at(t, still)
            if not isinstance(now, Material):
                raise InputError(f"at {t:g} s material {still.name!r} varies into a {type(now).__name__}")
            return now

        self._scene.material_tracks.append(MaterialTrack(material, varied))

    def hull(self, path: Callable[[float], ArrayLike], length: float, beam: float) -> None:
        """What goes by `path(t)` `(3, 4)` disturbs the water: its wake, `length` and `beam` metres on the waterline."""
        function(path, "t", "the path of a hull")
        number(length, 0.1, 1000, "hull: length")
        number(beam, 0.1, 1000, "hull: beam")
        self._scene.hulls.append(Hull(lambda t: _transform(path(t), f"at {t:g} s the path of a hull"), length, beam))

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
        if name in self._scene.cameras:
            raise InputError(f"there is a camera {name!r} already")
        if not isinstance(name, str):
            raise InputError(f"camera: its name is {name!r}, expected a text")
        if isinstance(path, Camera | Key):
            raise InputError(f"camera {name!r}: one {type(path).__name__}; give a list of keys, or a function of t")
        if callable(path):
            function(path, "t", f"camera {name!r}: its path")
        if callable(path) and (look or base):
            raise InputError(
                f"camera {name!r}: its path gives whole cameras, so {', '.join(look) or 'base'} has no effect"
            )
        start = replace(base, **look) if base else made(Camera, f"camera {name!r}", **look)
        if not callable(path):
            check_numbers(start, f"camera {name!r}")
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
        if name in self._scene.stops:
            raise InputError(f"there is a stop {name!r} already, at {self._scene.stops[name]:g} s")
        self._scene.stops[name] = number(t, 0, 86400, f"stop {name!r}: t")
        if camera:
            self._scene.stop_cameras[name] = camera

    def stand(self, name: str, path: Callable[[float], ArrayLike]) -> None:
        """A place where the presenter may be: `path(t)` gives its `(3, 4)` transform, she faces its +z."""
        function(path, "t", f"stand {name!r}")
        self._scene.stands[name] = lambda t: _transform(path(t), f"at {t:g} s stand {name!r}")

    def name_place(self, name: str, at: Vec3) -> None:
        """A named point that a performance can point at and walk to."""
        if name in self._scene.places:
            raise InputError(f"there is a place {name!r} already")
        self._scene.places[name] = point(at, f"place {name!r}: at")

    def timeline(self, tempo: float = 120.0, beats: int = 4) -> Timeline:
        """The show's timeline: its sections become stops, and the scene lasts at least until the last one ends."""
        self._timelines.append(Timeline(tempo, beats))
        return self._timelines[-1]


def _transform(value: ArrayLike, what: str) -> Floats:
    return np.ascontiguousarray(array(value, (3, 4), what), np.float32)
