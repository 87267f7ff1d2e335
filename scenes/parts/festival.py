"""The fish lantern dance."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from scenes.authoring import Stage
from scenes.palette import palette
from scenes.parts.fit import Range
from scenes.parts.part import Degrees, Place, Seconds, Seed, part
from scenes.parts.placing import check_played, heading
from scenes.show.marching import Figure, March, loop
from scenes.show.procession import Ground, fish_march

APART = 1.55
"""Metres from one dancer to the next."""


@part("fish_lanterns")
def fish_lanterns(
    stage: Stage,
    *,
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 0.0,
    count: Annotated[int, Range(4, 120)] = 20,
    figure: Literal["ring", "flower", "river"] = "flower",
    start: Seconds = 0.0,
    end: Seconds = 3600.0,
    seed: Seed = 0,
) -> None:
    """青田鱼灯: dancers with lit fish of every kind on poles follow the red pearl over level ground `at` a point: round
    a ring, a flower of five petals, or along a winding river, from `start` to `end` seconds."""
    check_played(stage, "fish_lanterns", start, end)
    a = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    reach = {
        "ring": 1.0 + 0 * a,
        "flower": 0.86 * (1 + 0.24 * np.cos(5 * a)),
        "river": 0.62 * (1 + 0.10 * np.cos(7 * a)),
    }
    radius = APART * (count + 1) / (2 * np.pi) * reach[figure]
    wide = 1.5 if figure == "river" else 1.0
    curve = loop(np.c_[wide * radius * np.cos(a), radius * np.sin(a)])
    march = March((Figure(figure, curve, start, end),), count + 1, count + 1, pace=0.40)
    fish_march(stage, stage.once(palette), march, Ground(at, heading(yaw)), start, end, seed=seed)
