"""A script becomes a performance: sound, captions, shots, and a pose for every instant.

    performance = perform(load("night_tour.yaml"), "zh", rig)
    scene.drive("yuduoduo", performance.pose)

`pose(t)` is a pure function: any frame rate and any order of frames give the same pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assets.scene import Floats, Pose
from avatar.acting import act
from avatar.captions import Caption
from avatar.gaze import Viewer
from avatar.places import Places
from avatar.rig import Rig
from avatar.script import Script
from avatar.shots import Shot
from avatar.speech import Engine
from avatar.timeline import Timeline, arrange
from avatar.utterance import Phone

__all__ = ["Caption", "Performance", "perform", "play"]


@dataclass(frozen=True, eq=False)
class Performance:
    """What an audience hears and sees. `pcm` is mono float32 in [-1, 1]; times are seconds from the start."""

    duration: float
    pcm: Floats
    sample_rate: int
    phones: tuple[Phone, ...]
    captions: tuple[Caption, ...]
    shots: tuple[Shot, ...]
    """in order, without holes"""
    pose: Callable[[float], Pose]
    notes: tuple[str, ...] = ()


def perform(
    script: Script,
    language: str,
    rig: Rig,
    engine: Engine = "auto",
    viewer: Viewer | None = None,
    places: Places | None = None,
) -> Performance:
    """Plays a script in one language on one figure: `arrange`, then `play`.

    Raises InputError, with the script's file and line, for what cannot be spoken.
    """
    return play(arrange(script, language, engine), script, rig, viewer, places)


def play(
    timeline: Timeline, script: Script, rig: Rig, viewer: Viewer | None = None, places: Places | None = None
) -> Performance:
    """Acts a timeline on a figure.

    `viewer(t)` says where the camera is, in metres from the figure's eyes (x to its left, y up, z ahead); without
    it the camera is straight ahead. The timeline has the shots, so a caller can look there first. `places` are what
    the figure can point at and walk to.
    """
    acting = act(timeline, script, rig, viewer or (lambda t: (0.0, 0.0, 2.0)), places or Places())
    return Performance(
        timeline.duration,
        timeline.pcm,
        timeline.sample_rate,
        timeline.phones,
        timeline.captions,
        timeline.shots,
        acting.pose,
        timeline.notes + acting.notes,
    )
