"""Searchlights and lasers: shafts of light in hazy air, aimed as functions of time.

    beams = Beams(points, swept(count=8, sweep=0.5, period=6.0), color=(0.4, 0.6, 1.0))
    throw(stage, beams, start=20.0, end=45.0)

A shaft is drawn as nested lines that fade along their length, which gives it a soft edge for next to nothing; it lights
no surface (a spot light does that) and is seen in the water like all lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.effects import Effects, Lines
from assets.scene import Vec3
from scenes.authoring import Stage

Array = NDArray[np.float64]
SHELLS = (1.0, 0.62, 0.34, 0.14)
"""Widths of the nested lines, as parts of the beam's."""
SOFT = 0.6
"""Seconds in which beams come up and go down."""


@dataclass(frozen=True, eq=False)
class Beams:
    """n beams from `at` `(n, 3)` along `aim(t)` `(n, 3)` unit vectors, `length` metres long and `width` wide.

    `strength` is the radiance that a shaft adds at its foot; a laser is narrow and strong (0.15 m, 3).
    """

    at: Array
    aim: Callable[[float], Array]
    color: Vec3 = (0.75, 0.85, 1.0)
    strength: float = 0.35
    length: float = 260.0
    width: float = 3.0


def swept(
    count: int, sweep: float = 0.5, rise: float = 1.0, period: float = 8.0, fan: float = 0.6, heading: float = 0.0
) -> Callable[[float], Array]:
    """Beams `rise` radians above the horizon that swing `sweep` to either side of `heading` (0: -z) once in
    `period` seconds, each a little after the one before, spread over `fan` radians."""
    k = np.linspace(-0.5, 0.5, count) if count > 1 else np.zeros(1)

    def aim(t: float) -> Array:
        turn = heading + fan * k + sweep * np.sin(2 * np.pi * t / period + 2.0 * k)
        lift = rise + 0.15 * np.sin(2 * np.pi * t / (1.6 * period) + 3.0 * k)
        return np.stack([np.sin(turn) * np.cos(lift), np.sin(lift), -np.cos(turn) * np.cos(lift)], axis=1)

    return aim


def shafts(beams: Beams, t: float, level: float = 1.0) -> tuple[Lines, ...]:
    """The lines of the beams at t seconds, `level` times as strong."""
    foot = np.asarray(beams.at, float).reshape(-1, 3)
    n, way = len(foot), beams.aim(t)
    # strong at the foot, half of it after a fifth of the length, gone at the end: three straight fades that add up,
    # each one segment, because where segments meet their round ends would show
    reach, share = np.array([0.2, 0.55, 1.0]), np.array([0.306, 0.338, 0.356])
    ends = foot[:, None] + (reach * beams.length)[None, :, None] * way[:, None]
    points = np.stack([np.broadcast_to(foot[:, None], ends.shape), ends], axis=2)
    segments = np.arange(2 * 3 * n, dtype=np.uint32).reshape(-1, 2)
    # thin cover, strong colour: the shaft adds its light and hides next to nothing
    cover = 0.02 * np.tile(np.stack([share, 0 * share], axis=1).ravel(), n)[:, None]
    rgb = np.asarray(beams.color) * (beams.strength * level / (0.02 * len(SHELLS)))
    rgba = np.concatenate([np.broadcast_to(rgb, (len(cover), 3)), cover], axis=1).astype(np.float32)
    at = points.reshape(-1, 3).astype(np.float32)
    return tuple(Lines(at, segments, rgba, beams.width * part, "metres") for part in SHELLS)


def throw(stage: Stage, beams: Beams, start: float, end: float) -> None:
    """Shows the beams from `start` to `end` seconds; outside that they cost nothing."""

    def shown(t: float, effects: Effects) -> Effects:
        if not start < t < end:
            return effects
        level = min((t - start) / SOFT, (end - t) / SOFT, 1.0)
        return replace(effects, lines=effects.lines + shafts(beams, t, level))

    stage.effects_track(shown)
