"""What a film shows when: its shots, and where each lies on the clock of the scene.

A film is cut: it may leave out what is dull, and show the same instant twice. So it has a time of its own, in which one
speaks and acts; water, boats and the show go by the scene's. Inside a shot both run at the same pace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """`camera` from `start` to `end` seconds of the film ("" is the scene's own camera); `scene` is the scene's time
    at `start`. `stand` is where the presenter is: the name of a stand of the scene, or "off"; "" is where the camera
    finds her."""

    camera: str
    start: float
    end: float
    scene: float
    stand: str = ""

    def scene_time(self, t: float) -> float:
        """The scene's time at t seconds of the film."""
        return self.scene + (t - self.start)


def shot_at(shots: Sequence[Shot], t: float) -> Shot:
    """The shot at t seconds of the film; the last one from its start on."""
    return next((shot for shot in shots if t < shot.end), shots[-1])


def scene_time(shots: Sequence[Shot], t: float) -> float:
    """The scene's time at t seconds of the film: a pure function, so a frame alone is the frame of the film."""
    return shot_at(shots, t).scene_time(t)


def film_time(shots: Sequence[Shot], scene: float) -> float:
    """When the film shows the scene's time `scene` for the first time; where it never does, the shot that comes
    nearest begins or ends."""

    def miss(shot: Shot) -> float:
        return max(shot.scene - scene, scene - shot.scene_time(shot.end), 0.0)

    nearest = min(shots, key=miss)
    return min(max(nearest.start + scene - nearest.scene, nearest.start), nearest.end)
