"""Searchlights and lasers: shafts of light in hazy air, aimed as functions of time.

    beams = Beams(points, swept(count=8, sweep=0.5, period=6.0), color=(0.4, 0.6, 1.0))
    throw(stage, beams, start=20.0, end=45.0)

A shaft is soft to its sides, widens and grows faint along its length; it lights no surface (a spot light does that) and
is seen in the water like all lines.
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
REACH = np.array([0.10, 0.34, 1.0])
SHARE = np.array([0.50, 0.32, 0.18])
"""Three straight fades from the foot that add up to one that is steep first: how far each goes, and its part."""
COVER = 0.02
"""Thin cover, strong colour: a shaft adds its light and hides next to nothing."""
SOFT = 0.6
"""Seconds in which beams come up and go down."""


@dataclass(frozen=True, eq=False)
class Beams:
    """n beams from `at` `(n, 3)` along `aim(t)` `(n, 3)` unit vectors, `length` metres long.

    `width` is that of the foot in metres; at its end a beam is wider by `spread` metres for each metre of `length`.
    `strength` is the radiance that a shaft adds in the middle of its foot; a laser is narrow and strong (0.15 m, no
    spread, 3).
    """

    at: Array
    aim: Callable[[float], Array]
    color: Vec3 = (0.75, 0.85, 1.0)
    strength: float = 0.35
    length: float = 260.0
    width: float = 3.0
    spread: float = 0.03


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


def shafts(beams: Beams, t: float, level: float = 1.0) -> Lines:
    """The beams at t seconds, `level` times as strong."""
    foot = np.asarray(beams.at, float).reshape(-1, 3)
    ends = foot[:, None] + (REACH * beams.length)[None, :, None] * beams.aim(t)[:, None]
    wide = np.stack([np.full(3, beams.width), beams.width + beams.spread * REACH * beams.length], axis=1)
    share = np.stack([SHARE, 0 * SHARE], axis=1)
    return fading(
        np.stack([np.broadcast_to(foot[:, None], ends.shape), ends], axis=2),
        np.tile(wide, (len(foot), 1, 1)),
        np.asarray(beams.color) * (beams.strength * level),
        np.tile(share, (len(foot), 1, 1)),
    )


def fading(points: Array, width: Array, color: Array, share: Array) -> Lines:
    """Soft segments that only add light, from and to `points` `(..., 2, 3)`, of a `width` and a `share` `(..., 2)` of
    the radiance `color` at either end."""
    cover = COVER * share.reshape(-1, 1)
    rgba = np.concatenate([np.broadcast_to(color / COVER, (len(cover), 3)), cover], axis=1)
    segments = np.arange(len(cover), dtype=np.uint32).reshape(-1, 2)
    at, wide = points.reshape(-1, 3).astype(np.float32), width.ravel().astype(np.float32)
    return Lines(at, segments, rgba.astype(np.float32), wide, "metres", soft=True)


def throw(stage: Stage, beams: Beams, start: float, end: float) -> None:
    """Shows the beams from `start` to `end` seconds; outside that they cost nothing."""

    def shown(t: float, effects: Effects) -> Effects:
        if not start < t < end:
            return effects
        level = min((t - start) / SOFT, (end - t) / SOFT, 1.0)
        return replace(effects, lines=(*effects.lines, shafts(beams, t, level)))

    stage.effects_track(shown)
