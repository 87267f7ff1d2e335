"""Lamps that follow a show: their brightness as a function of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assets.lights import Lights
from scenes.authoring import Stage


def dim(stage: Stage, part: slice, level: Callable[[float], float]) -> None:
    """The lights of `part`, a slice of the stage's, `level(t)` times as bright as they were made."""

    def track(t: float, lights: Lights) -> Lights:
        color = lights.color.copy()
        color[part] *= level(t)
        return replace(lights, color=color)

    stage.light_track(track)
