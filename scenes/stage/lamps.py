"""The lights on the stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError
from assets.given import each, function, number, numbers
from assets.lights import Lights
from assets.scene_check import check_lights
from scenes.curve import Curve
from scenes.stage.draft import Draft


class Lamps(Draft):
    """Points, spots and panels of light, and how they change."""

    def lights(self, points: ArrayLike, color: ArrayLike, range: ArrayLike = 12.0, **look: Any) -> slice:
        """Point lights at `points` `(n, 3)`; `color` is one RGB or `(n, 3)`. Returns their slice of the lights.

        `look` are further arguments of `assets.lights.Lights.points`: radius, glow, shadow, moving.
        """
        return self.add_lights(Lights.points(points, color, range, **look))

    def spot(
        self,
        at: ArrayLike,
        target: ArrayLike,
        color: ArrayLike,
        angle: float = 0.5,
        soft: float = 0.3,
        range: ArrayLike = 30.0,
        **look: Any,
    ) -> slice:
        """Spot lights at `at` `(n, 3)` that shine at `target` within `angle` radians of their axis.

        `soft` is the share of the angle over which they fade; `look` as in `Lights.spots`: radius, glow, shadow,
        moving.
        """
        way = _way(at, target, "spot")
        number(angle, 1e-3, np.pi, "spot: angle (radians)")
        number(soft, 0, 1, "spot: soft")
        cone = (angle * (1 - soft), angle)
        return self.add_lights(Lights.spots(at, way, color, range, cone, **look))

    def panel(
        self,
        at: ArrayLike,
        target: ArrayLike,
        size: tuple[float, float],
        color: ArrayLike,
        range: ArrayLike = 30.0,
        disc: bool = False,
        **look: Any,
    ) -> slice:
        """Luminous rectangles (or discs) at `at` `(n, 3)` that face `target`; size in metres, `look` as in
        `Lights.rectangles`: across, two_sided, shadow, moving."""
        way = _way(at, target, "panel")
        kind = Lights.discs if disc else Lights.rectangles
        return self.add_lights(kind(at, way, size, color, range, **look))

    def add_lights(self, lights: Lights) -> slice:
        """Lights of any kind; returns their slice of the scene's."""
        if not isinstance(lights, Lights):
            raise InputError(f"add_lights: {type(lights).__name__} is no Lights; see Lights.points, spots, tubes, ...")
        check_lights(lights)
        first = len(self._scene.lights)
        self._scene.lights = Lights.concat([self._scene.lights, lights])
        return slice(first, first + len(lights))

    def lights_along(
        self, path: Curve, every: float, color: ArrayLike, height: float = 0.0, **look: Any
    ) -> NDArray[np.float64]:
        """Lights every `every` metres of a curve, raised by `height`; returns their positions `(n, 3)`."""
        if not isinstance(path, Curve):
            raise InputError(f"lights_along: {type(path).__name__} is no curve; see scenes.curve.curve")
        number(every, 0.01, 1e5, "lights_along: every")
        p = np.asarray(path.at(path.every(every)) + np.array([0.0, height, 0.0]))
        self.lights(p, color, **look)
        return p

    def light_track(self, track: Callable[[float, Lights], Lights]) -> None:
        """Animates the lights: `track(t, lights)` returns them as they are at t. Tracks follow one another; lights that
        travel had better be `moving`."""
        function(track, "t, lights", "light_track")
        before = self._scene.light_track

        def tracked(t: float) -> Lights:
            now = track(t, before(t) if before else self._scene.lights)
            if not isinstance(now, Lights):
                raise InputError(f"at {t:g} s a light track gives {type(now).__name__} instead of Lights")
            return now

        self._scene.light_track = tracked


def _way(at: ArrayLike, target: ArrayLike, what: str) -> NDArray[np.float64]:
    """From lamps to what they shine at, `(n, 3)`."""
    feet = numbers(at, ("n", 3), f"{what}: at")
    way = each(target, len(feet), 3, f"{what}: target") - feet
    if (np.linalg.norm(way, axis=1) < 1e-9).any():
        raise InputError(f"{what}: a lamp stands where it shines at")
    return np.asarray(way)
