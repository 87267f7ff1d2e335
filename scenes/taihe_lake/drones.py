"""L6: 800 drones rise from pontoons on the lake, make a crane, and the crane becomes a fish."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenes.authoring import Stage
from scenes.parts.part import part
from scenes.show import figures
from scenes.show.dots import fly
from scenes.show.flight import Act, Flight, Formation, formation, grid, plan
from scenes.show.safety import Limits

Array = NDArray[np.float64]
COUNT = 800
PONTOONS = (84.0, 1.2, -390.0)
MIDDLE = np.array((78.0, 76.0, -370.0))
LIMITS = Limits(gap=1.5, speed=12.0, acceleration=6.0)
RISE, LIT, CRANE, FISH, DOWN = 38.0, 60.2, (62.0, 75.0), (89.0, 104.0), 128.0
"""Seconds: lights leave the pontoons, dark so far, and shine; the two shapes stand; all are back."""


@part("taihe_lake/drones")
def show(stage: Stage) -> None:
    """800 drones: a crane that becomes a fish."""
    timeline = stage.timeline()
    timeline.section("仙乡问鹤", CRANE[0], FISH[0] - CRANE[0])
    timeline.section("鹤化鱼", FISH[0], DOWN - FISH[0])
    fly(stage, flight, LIT, DOWN, radiance=7.0, width=1.25)


@cache
def flight() -> Flight:
    """The drones' flight over the whole scene; planned once a process."""
    crane, fish = figures.crane(COUNT), figures.fish(COUNT)

    def soar(t: float) -> Array:
        return np.asarray(MIDDLE + np.array((1.2, 0.10, 0.4)) * (t - CRANE[0]) - (18.0, 0.0, 0.0))

    def swim(t: float) -> Array:
        return np.asarray(MIDDLE + np.array((0.9, 0.0, 0.3)) * (t - FISH[0]) - (6.0, -7.0, 0.0))

    ground = Formation.still("pontoons", grid(COUNT, PONTOONS))
    return plan(
        [
            Act(ground, 0.0, RISE),
            Act(formation(crane, soar, yaw=0.7, pitch=0.10, bend=figures.crane_at), *CRANE),
            Act(formation(fish, swim, yaw=0.25, bend=figures.fish_at), *FISH),
            Act(ground, DOWN, DOWN),
        ]
    )
