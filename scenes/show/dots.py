"""Drones on stage: lights in the air, drawn as round dots that read as points from afar, and seen in the water."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from assets.effects import Effects, Lines
from scenes.authoring import Stage
from scenes.show.flight import Flight

SOFT = 3.0
"""Seconds in which the lights come up."""
GLOW = 1.7
"""Widths of a light that the eye takes for one are the soft rim of it."""
DARK = 1e-3
"""Lights weaker than this are not drawn."""


def fly(stage: Stage, flight: Callable[[], Flight], start: float, end: float, radiance: float, width: float) -> None:
    """Shows a flight from `start` to `end` seconds, its lights fading in; before, it costs nothing:
    `flight` makes it when it is first seen.

    `radiance` is that of a light of colour 1, `width` the diameter in metres of what the eye takes for it.
    """

    def track(t: float, effects: Effects) -> Effects:
        if not start <= t <= end:
            return effects
        level = min((t - start) / SOFT, 1.0)
        return replace(effects, lines=(*effects.lines, *dots(flight(), t, level * radiance, width)))

    stage.effects_track(track)


def dots(flight: Flight, t: float, radiance: float, width: float) -> tuple[Lines, ...]:
    """The drones that shine at t seconds; none when all are dark."""
    color = flight.colors(t)
    lit = color.max(axis=1) > DARK
    if not lit.any():
        return ()
    n = int(lit.sum())
    ends = np.repeat(np.arange(n, dtype=np.uint32)[:, None], 2, axis=1)
    rgba = np.c_[color[lit] * radiance, np.ones(n)].astype(np.float32)
    return (Lines(flight.positions(t)[lit].astype(np.float32), ends, rgba, GLOW * width, "metres", soft=True),)
