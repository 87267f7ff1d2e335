"""The lights on the stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.lights import Lights
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
        way = np.asarray(target, float).reshape(-1, 3) - np.asarray(at, float).reshape(-1, 3)
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
        way = np.asarray(target, float).reshape(-1, 3) - np.asarray(at, float).reshape(-1, 3)
        kind = Lights.discs if disc else Lights.rectangles
        return self.add_lights(kind(at, way, size, color, range, **look))

    def add_lights(self, lights: Lights) -> slice:
        """Lights of any kind; returns their slice of the scene's."""
        first = len(self._scene.lights)
        self._scene.lights = Lights.concat([self._scene.lights, lights])
        return slice(first, first + len(lights))

    def lights_along(
        self, path: Curve, every: float, color: ArrayLike, height: float = 0.0, **look: Any
    ) -> NDArray[np.float64]:
        """Lights every `every` metres of a curve, raised by `height`; returns their positions `(n, 3)`."""
        p = np.asarray(path.at(path.every(every)) + np.array([0.0, height, 0.0]))
        self.lights(p, color, **look)
        return p

    def light_track(self, track: Callable[[float, Lights], Lights]) -> None:
        """Animates the lights: `track(t, lights)` returns them as they are at t. Tracks follow one another; lights that
        travel had better be `moving`."""
        before = self._scene.light_track
        self._scene.light_track = lambda t: track(t, before(t) if before else self._scene.lights)
