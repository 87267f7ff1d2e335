"""The tracks of a performance, and their sum at an instant: body, mouth, eyes, expressions."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assets.quaternions import euler, product
from assets.scene import Pose, Vec3
from avatar.body import BodyTrack, Limbs, turned
from avatar.breath import inhale_times
from avatar.easing import Curve, bump
from avatar.face import MouthTrack, mouth_track
from avatar.gaze import GazeTrack, Look, Shift, Viewer, blink_times, lids
from avatar.moods import MOODS, weights
from avatar.mouth import JAW_DEGREES, Scheme, opening, scheme
from avatar.places import Places
from avatar.prosody import beats
from avatar.rig import Rig
from avatar.script import Script
from avatar.spring_track import SpringTrack
from avatar.staging import stage
from avatar.timeline import Timeline
from avatar.utterance import PAUSE, Phone

BASE_SMILE = 0.22


@dataclass(frozen=True)
class Shown:
    """A mood from `start` to `end`, at `weight`."""

    name: str
    start: float
    end: float
    weight: float

    def amount(self, t: float) -> float:
        mood = MOODS[self.name]
        return self.weight * float(bump(self.start, self.end, mood.onset, mood.decay, t))


@dataclass(frozen=True, eq=False)
class Acting:
    rig: Rig
    body: BodyTrack
    gaze: GazeTrack
    mouth: MouthTrack
    blinks: Curve
    shown: tuple[Shown, ...]
    brows: Curve
    """seconds at which the brows flash on a stressed word"""
    notes: tuple[str, ...] = ()

    @cached_property
    def scheme(self) -> Scheme | None:
        """How this face shows a mouth."""
        return scheme(self.rig.expressions)

    def pose(self, t: float) -> Pose:
        look = self.gaze.at(t)
        turns, shift = self.limbs(t)
        bones, shapes = self.rig.gaze(*look.eyes)
        if self.scheme is None and "jaw" in self.rig.bones:
            bones["jaw"] = (JAW_DEGREES * opening(self.mouth.at(t)), 0.0, 0.0)
        turns |= turned(bones)
        swing = self._swing.at(t) if self._swing else None
        return self.rig.pose(turns, shift, shapes | self.face(t, look), swing, speaking=True)

    @cached_property
    def _swing(self) -> SpringTrack | None:
        """What swings after the body; None where nothing does."""
        if not len(self.rig.springs):
            return None
        return SpringTrack(self.rig.springs, lambda t: self.rig.worlds(*self.limbs(t)))

    def limbs(self, t: float) -> tuple[Limbs, Vec3]:
        """Body and head, with what a mood does to the head."""
        turns, shift = self.body.at(t, self.gaze.at(t).head)
        tilt = sum((shown.amount(t) * np.array(MOODS[shown.name].head) for shown in self.shown), np.zeros(3))
        if tilt.any():
            turns["head"] = product(turns["head"], euler(*tilt))
        return turns, shift

    def face(self, t: float, look: Look) -> dict[str, float]:
        """Weights of mouth, lids and brows. An expression never opens lips that a phone seals."""
        mouth = self.mouth.at(t)
        flash = 0.35 * float(np.sum(bump(self.brows, self.brows + 0.12, 0.16, 0.4, t)))
        parts = {"smile": BASE_SMILE, "brow": flash}
        for shown in self.shown:
            for part, share in MOODS[shown.name].parts.items():
                parts[part] = parts.get(part, 0.0) + shown.amount(t) * share
        mood = weights(parts, mouth, self.rig.expressions)
        lowered = max(-look.eyes[1] / 20.0, 0.0)  # the lids follow a lowered gaze
        blink = max(lids(self.blinks, t), 0.16 * min(lowered, 1.0)) * (1.0 - min(parts.get("joy", 0.0), 1.0))
        return (self.scheme(mouth) if self.scheme else {}) | mood | {"blink": max(blink, mood.get("blink", 0.0))}


def act(timeline: Timeline, script: Script, rig: Rig, viewer: Viewer, places: Places) -> Acting:
    """All tracks of a script on its timeline."""
    seed = zlib.crc32(script.title.encode())
    pauses = [(p.start, p.end) for p in timeline.phones if p.symbol == PAUSE]
    nods = beats(timeline.phones, timeline.syllables, timeline.pcm, timeline.sample_rate)
    inhales = inhale_times(timeline.duration, phrases(timeline.phones), seed)
    standing = BodyTrack(rig, (), inhales, tuple((nod.time, nod.degrees) for nod in nods), seed % 1000)
    staged = stage(timeline, script, standing, places)
    body = staged.body
    shown = list[Shown]()
    shifts = [Shift(0.0, "camera"), *staged.glances]
    for timed in staged.timed:
        behaviour, when = timed.behaviour, timed.start
        if behaviour.kind == "gaze":
            shifts.append(Shift(when, behaviour.lexeme))
            if timed.times[5] > when:
                shifts.append(Shift(timed.times[5], "camera"))
        elif behaviour.kind == "face":
            shown.append(Shown(behaviour.lexeme, when, timed.times[5], behaviour.weight))
            shifts += _glance(shown[-1])
    shifts.sort(key=lambda shift: shift.time)
    gaze = GazeTrack(tuple(shifts), body.ground.seen(viewer), seed)
    ends = [start for start, end in pauses if end - start >= 0.2]
    blinks = blink_times(timeline.duration, ends, [shift.time for shift in shifts[1:]], seed)
    return Acting(
        rig,
        body,
        gaze,
        mouth_track(timeline.phones, timeline.syllables),
        np.array(blinks),
        tuple(shown),
        np.array([nod.time for nod in nods if nod.brow]),
        staged.notes,
    )


def phrases(phones: Sequence[Phone]) -> list[tuple[float, float]]:
    """Stretches of speech between gaps that are long enough to draw breath."""
    out: list[tuple[float, float]] = []
    for phone in phones:
        if phone.symbol == PAUSE:
            continue
        if out and phone.start - out[-1][1] < 0.2:
            out[-1] = (out[-1][0], phone.end)
        else:
            out.append((phone.start, phone.end))
    return out


def _glance(shown: Shown) -> list[Shift]:
    """Where the eyes go with a mood, and back to the camera."""
    mood = MOODS[shown.name]
    if not mood.gaze or shown.weight < 0.3:
        return []
    return [Shift(shown.start, mood.gaze), Shift(min(shown.end, shown.start + mood.glance), "camera")]


def idle(rig: Rig, seed: int = 1) -> Acting:
    """Someone who stands, breathes, looks ahead and blinks, for the first ten minutes."""
    long = 600.0
    gaze = GazeTrack((Shift(0.0, "camera"),), lambda t: (0.0, 0.0, 2.0), seed)
    body = BodyTrack(rig, (), inhale_times(long, ()), (), seed)
    return Acting(rig, body, gaze, mouth_track((), ()), np.array(blink_times(long, (), (), seed)), (), np.zeros(0))
