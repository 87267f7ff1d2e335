"""Build a scene in a Python script.

    from scenes.authoring import Stage
    s = Stage("My lake", duration=20)
    s.sky(date="2025-06-14T19:35+08:00", latitude=28.14, longitude=120.29)
    s.water(level=0.0)
    lamp = s.mesh("lamp", lantern_geometry)
    s.scatter(lamp, points, seed=1)
    s.lights(points, color=(3.4, 1.2, 0.3), range=12)
    s.camera("main", [Key(0, eye=(0, 2, 8), target=(0, 1, 0)), Key(20, eye=(4, 2, 8), target=(0, 1, 0))])
    scene = s.build()

Everything returns plain ids or small handles; `build` gives the `Scene` the renderer draws. Axes: x east, y up,
z south, metres.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assets.errors import InputError
from assets.recipe import Recipe
from assets.scene import Scene
from scenes.stage.course import Course
from scenes.stage.lamps import Lamps
from scenes.stage.overlays import Overlays
from scenes.stage.sounds import Sounds
from scenes.stage.surroundings import Surroundings
from scenes.stage.things import Layer, Placed, Things, transforms

__all__ = ["Layer", "Placed", "Stage", "transforms"]


class Stage(Things, Surroundings, Lamps, Overlays, Sounds, Course):
    """A scene under construction: things are made (`mesh`, `material`), put in place (`place`, `scatter`, `instances`),
    lit, and seen (`camera`); `build` gives the `Scene`. Each room of `scenes/stage/` has one theme of it.

    Points are `(3,)` or `(n, 3)` in metres, angles radians, times and `duration` seconds, colours linear RGB. What
    cannot be is an InputError, at the latest when it is drawn. `folder` is where the files lie that parts name.
    """

    def add(self, part: str, **values: Any) -> Any:
        """Builds a part by name (docs/parts.md lists them); returns what the part returns, most often nothing.

        InputError for an unknown part or parameter and for a value that does not fit.
        """
        from scenes.parts.catalogue import find_part  # parts are built with this class
        from scenes.parts.fit import Unfit
        from scenes.parts.part import REGISTERED

        try:
            found = find_part(part, {**{name: each for name, each in REGISTERED.items() if each.source}, **self._own})
        except Unfit as error:
            raise InputError(str(error)) from None
        return found(self, **values)

    def parts_from(self, *files: str | Path) -> None:
        """Makes the parts of Python files known to `add`, and runs the files for it; a name without a folder is beside
        the scene. InputError, with file and line, for what is wrong in them."""
        from scenes.parts.catalogue import own_parts

        for file in files:
            self._own.update(own_parts(Path(self.beside(str(file)))))

    def save(self, path: str | Path) -> None:
        """Writes the scene as the list of its parts, which `taihe` opens like any scene. InputError when something on
        the stage was not made by a part."""
        from scenes.scene_file import save

        save(self.build(), Path(path))

    @property
    def lasts(self) -> float:
        """Seconds that the scene takes: as long as it was given, or until the last section of its timelines ends."""
        return max((self._length, *(timeline.end for timeline in self._timelines)))

    def build(self) -> Scene:
        """The finished scene. InputError for a stop that lies outside it, or at another time than the section of a
        timeline that has its name."""
        self._scene.recipe = Recipe(self._scene.name, self._length, tuple(self._steps), tuple(self._sources))
        for timeline in self._timelines:
            for section in timeline.sections.values():
                if (there := self._scene.stops.setdefault(section.name, section.start)) != section.start:
                    where = f"its section begins at {section.start:g} s"
                    raise InputError(f"stop {section.name!r} is at {there:g} s, {where}: give one of them")
        self._scene.duration = self.lasts
        for stop, t in self._scene.stops.items():
            if not 0 <= t <= self._scene.duration:
                lasts = f"{self._scene.duration:g} s"
                raise InputError(f"stop {stop!r} at {t:g} s lies outside the scene, which lasts {lasts}")
        return self._scene
