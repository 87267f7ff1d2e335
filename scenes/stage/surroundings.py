"""What is round the stage: sky, panorama or studio, haze, water, and the look of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from assets.errors import InputError
from assets.given import check_numbers, made, numbers
from assets.hdri import load_environment
from assets.scene import Environment, Floats, Grade, Haze, Sky, Studio, Water
from assets.scene_check import check_grade, check_haze
from scenes.clock import Key, daylight
from scenes.heavens import heavens
from scenes.stage.draft import Draft


class Surroundings(Draft):
    """Sky, air, water and grade."""

    def sky(
        self, date: str | datetime | None = None, latitude: float = 28.14, longitude: float = 120.29, **look: Any
    ) -> None:
        """The sky of a date and place (Qingtian by default); any field of `assets.scene.Sky` overrides."""
        if date is not None:
            h = heavens(date, latitude, longitude)
            bodies = {"sun_direction": h.sun, "moon_direction": h.moon, "celestial": h.celestial}
            look = {**bodies, "moon_radiance": 0.02 * h.moon_lit, **look}
        self._scene.sky = made(Sky, "sky", **look)
        check_numbers(self._scene.sky, "sky")

    def clock(self, keys: Sequence[Key], **options: Any) -> None:
        """A sky that changes: (seconds, date) each, "2026-06-18T19:35+08:00"; options as in `scenes.clock.daylight`."""
        day = self._scene.daylight = daylight(keys, **options)
        self._scene.sky = day.sky(day.hour(0.0))

    def studio(self, **look: Any) -> None:
        """Plain light instead of a sky, by the fields of `assets.scene.Studio`."""
        self._scene.studio = made(Studio, "studio", **look)
        check_numbers(self._scene.studio, "studio")
        if not any(self._scene.studio.direction):
            raise InputError("studio: direction (0, 0, 0) is no direction")

    def panorama(self, light: Floats | str | Path, rotation: float = 0.0, intensity: float = 1.0) -> None:
        """Light from all round instead of a sky: an .hdr or .exr file, or `(h, w, 3)` radiance as in `Environment`."""
        if isinstance(light, str | Path):
            self._scene.environment = load_environment(light, rotation, intensity)
        else:
            radiance = numbers(light, ("h", "w", 3), "panorama: light").astype(np.float32)
            if not radiance.size or radiance.min() < 0:
                raise InputError("panorama: light: there is none, or it is negative")
            self._scene.environment = Environment(radiance, rotation, intensity)

    def haze(self, **look: Any) -> None:
        """Two layers of fog by the fields of `assets.scene.Haze`: densities per metre, heights in metres."""
        self._scene.haze = made(Haze, "haze", **look)
        check_haze(self._scene.haze)

    def water(self, level: float = 0.0, **look: Any) -> None:
        """A level sheet of water at y = `level` metres, by the fields of `assets.scene.Water`: wind, bounds, ..."""
        self._scene.water = made(Water, "water", level, **look)
        check_numbers(self._scene.water, "water")
        x0, z0, x1, z1 = self._scene.water.bounds
        if not (x0 < x1 and z0 < z1):
            raise InputError(f"water: bounds {x0:g}, {z0:g}, {x1:g}, {z1:g}: x0, z0, x1, z1 with x0 < x1 and z0 < z1")

    def grade(self, **look: Any) -> None:
        """The look by the fields of `assets.scene.Grade`: tonemap, contrast, saturation, bloom, vignette."""
        self._scene.grade = made(Grade, "grade", **look)
        check_numbers(self._scene.grade, "grade")
        check_grade(self._scene.grade)
