"""Every lamp of the scene as a function of time: some ride on boats or drift, flames flicker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.scene import Lights
from scenes.authoring import Stage

Array = NDArray[np.float64]
Where = Callable[[float], Array]


@dataclass(eq=False)
class Glow:
    """The lamps of a stage; those that all its parts share are `stage.once(Glow)`."""

    stage: Stage
    moving: list[tuple[slice, Where]] = field(default_factory=list)
    flames: list[tuple[slice, float, Array]] = field(default_factory=list)
    groups: dict[str, list[slice]] = field(default_factory=dict)
    """Lamps that a show can call by a name."""

    def __post_init__(self) -> None:
        self.stage.light_track(self.track)

    def add(
        self,
        where: ArrayLike | Where,
        color: ArrayLike,
        range: float,
        radius: float = 0.5,
        glow: float = 0.0,
        flicker: float = 0.0,
        seed: ArrayLike = 0.0,
        group: str = "",
    ) -> None:
        """Lamps at `where` `(n, 3)`, or at `where(t)`; flicker is the depth of the flame's noise, 0 to 1."""
        points = where(0.0) if callable(where) else np.asarray(where, float).reshape(-1, 3)
        if not len(points):
            return
        part = self.stage.lights(points, color, range, radius=radius, glow=glow, moving=callable(where))
        if group:
            self.groups.setdefault(group, []).append(part)
        if callable(where):
            self.moving.append((part, where))
        if flicker:
            self.flames.append((part, flicker, np.broadcast_to(np.asarray(seed, float), (len(points),))))

    def track(self, t: float, lights: Lights) -> Lights:
        """The lights at t seconds."""
        position, color = lights.position.copy(), lights.color.copy()
        for part, where in self.moving:
            position[part] = where(t)
        which, depth, seed = self._flickering
        color[which] *= flame(t, seed, depth)[:, None]
        return replace(lights, position=position, color=color)

    @cached_property
    def _flickering(self) -> tuple[NDArray[np.int64], Array, Array]:
        """(light, depth, seed) of every flame, all at once."""
        if not self.flames:
            return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
        lights = [np.arange(part.start, part.stop) for part, _, _ in self.flames]
        depths = [np.full(len(seed), depth) for _, depth, seed in self.flames]
        seeds = [seed for _, _, seed in self.flames]
        return np.concatenate(lights), np.concatenate(depths), np.concatenate(seeds)


def flame(t: float, seed: Array, depth: float | Array) -> Array:
    """Brightness factors `(n,)` about 1: three slow tones with unrelated periods and private phases."""
    p = 2 * np.pi * seed
    waves = 0.5 * np.sin(2.1 * t + p) + 0.3 * np.sin(5.3 * t + 2.3 * p) + 0.2 * np.sin(11.7 * t + 4.1 * p)
    return np.asarray(1.0 + 0.5 * depth * waves)
