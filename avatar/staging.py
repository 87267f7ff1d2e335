"""From a script's behaviours to what the body does when: sync points solved, places found, gestures joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assets.errors import InputError
from assets.scene import Vec3
from avatar.body import BodyTrack
from avatar.gaze import Shift
from avatar.gesture import GESTURES, HEAD_MOVES, POSTURES, pointing
from avatar.locomotion import Ground, Spot, Walk
from avatar.mocap import Motion, Recorded, motion, paced
from avatar.phases import SYNCS, Played, Sync, fitted, natural
from avatar.places import Places
from avatar.rig import Rig
from avatar.script import Behaviour, Script
from avatar.timeline import Timeline

JOINED = 0.5
"""Gestures of one arm with less than so many seconds between them go from one to the next without a rest."""


@dataclass(frozen=True)
class Timed:
    """A behaviour and the instants of its seven sync points."""

    behaviour: Behaviour
    times: tuple[float, ...]

    @property
    def start(self) -> float:
        return self.times[0]


@dataclass(frozen=True)
class Staged:
    """All that the behaviours of a script ask of a figure."""

    timed: tuple[Timed, ...]
    body: BodyTrack
    glances: tuple[Shift, ...]
    """where the eyes go with a pointing arm"""
    notes: tuple[str, ...]
    """what recorded motions leave out"""


def stage(timeline: Timeline, script: Script, standing: BodyTrack, places: Places) -> Staged:
    """Raises InputError, with file and line, for behaviours out of order, in a circle, or at unknown places."""
    motions = {
        behaviour.file: _motion(behaviour, script, standing.rig)
        for line in script.lines
        for behaviour in line.do
        if behaviour.file
    }
    timed, walks = _solved(timeline, script, standing.ground, places, motions)
    walked = replace(standing.ground, walks=walks)
    recorded: list[Recorded] = []
    arms: list[Played] = []
    postures: list[Played] = []
    glances: list[Shift] = []
    for one in timed:
        behaviour = one.behaviour
        if behaviour.file:
            recorded.append(Recorded(motions[behaviour.file], one.times, behaviour.weight))
        elif behaviour.kind == "gesture":
            arms.append(Played(GESTURES[behaviour.lexeme], one.times, behaviour.weight))
        elif behaviour.kind == "head":
            arms.append(Played(HEAD_MOVES[behaviour.lexeme], one.times, behaviour.weight))
        elif behaviour.kind == "posture":
            postures.append(Played(POSTURES[behaviour.lexeme], one.times, behaviour.weight))
        elif behaviour.kind == "point":
            target = _place(behaviour, script, places)
            ahead, up = _direction(target, walked.at(one.times[3]).spot)
            arms.append(Played(pointing(target, ahead), one.times, behaviour.weight))
            eyes = (float(np.clip(ahead, -70.0, 70.0)), float(np.clip(up, -35.0, 35.0)))
            glances += [Shift(max(one.times[1] - 0.15, one.start), eyes), Shift(one.times[5] - 0.1, "camera")]
    notes = [
        f"{Path(file).name} does not move {', '.join(found.missing)}"
        for file, found in motions.items()
        if found.missing
    ]
    body = replace(standing, played=(*_lasting(postures), *joined(arms)), walks=walks, recorded=tuple(recorded))
    return Staged(timed, body, tuple(glances), tuple(notes))


def _motion(behaviour: Behaviour, script: Script, rig: Rig) -> Motion:
    try:
        return motion(Path(behaviour.file), rig)
    except InputError as error:
        raise InputError(str(error), script.file, behaviour.source_line) from None


def _solved(
    timeline: Timeline, script: Script, ground: Ground, places: Places, motions: Mapping[str, Motion]
) -> tuple[tuple[Timed, ...], tuple[Walk, ...]]:
    """The sync points of all behaviours; those tied to another's wait until it is known."""
    waiting = [(i, behaviour) for i, line in enumerate(script.lines) for behaviour in line.do]
    done: dict[tuple[int, str], tuple[float, ...]] = {}
    out: dict[int, Timed] = {}
    walks: list[Walk] = []
    while waiting:
        still = []
        for i, behaviour in waiting:
            tied = _tied(timeline, i, behaviour, done)
            if tied is None:
                still.append((i, behaviour))
                continue
            if behaviour.kind == "walk":
                times, walk = _walk(behaviour, tied, walks, ground, script, places)
                walks.append(walk)
            else:
                times = _fitted(_natural(behaviour, motions), tied, behaviour, script)
            out[id(behaviour)] = Timed(behaviour, times)
            if behaviour.id:
                done[i, behaviour.id] = times
        if len(still) == len(waiting):
            raise InputError("behaviours are tied to each other in a circle", script.file, still[0][1].source_line)
        waiting = still
    ordered = tuple(out[id(behaviour)] for line in script.lines for behaviour in line.do)
    return ordered, tuple(sorted(walks, key=lambda walk: walk.begin))


def _tied(
    timeline: Timeline, line: int, behaviour: Behaviour, done: Mapping[tuple[int, str], tuple[float, ...]]
) -> dict[Sync, float] | None:
    """The instants a behaviour is tied to; None while one of them is not known yet."""
    out: dict[Sync, float] = {}
    for sync, moment in behaviour.tied:
        other, _, point = moment.mark.partition(".")
        if not point:
            out[sync] = timeline.instant(line, moment)
        elif (line, other) in done:
            out[sync] = done[line, other][[str(s) for s in SYNCS].index(point)] + moment.offset
        else:
            return None
    return out


def _natural(behaviour: Behaviour, motions: Mapping[str, Motion]) -> tuple[float, ...]:
    if behaviour.file:
        return paced(motions[behaviour.file].duration)
    if behaviour.kind in ("gesture", "head", "posture"):
        kinds = {"gesture": GESTURES, "head": HEAD_MOVES, "posture": POSTURES}
        return natural(kinds[behaviour.kind][behaviour.lexeme], behaviour.hold)
    if behaviour.kind == "point":
        return natural(pointing((0.0, 0.0, 1.0), 0.0), behaviour.hold)
    hold = behaviour.hold or (1.5 if behaviour.kind == "face" else 0.0)
    return 0.0, 0.0, 0.0, 0.0, 0.0, hold, hold


def _fitted(
    times: tuple[float, ...], tied: Mapping[Sync, float], behaviour: Behaviour, script: Script
) -> tuple[float, ...]:
    try:
        return fitted(times, tied)
    except ValueError as error:
        raise InputError(f"the {behaviour.kind} is too short: {error}", script.file, behaviour.source_line) from None


def _walk(
    behaviour: Behaviour,
    tied: Mapping[Sync, float],
    walks: Sequence[Walk],
    ground: Ground,
    script: Script,
    places: Places,
) -> tuple[tuple[float, ...], Walk]:
    """A walk's begin and end; one that is tied by its end begins as early as it must."""
    x, _, z = _place(behaviour, script, places)
    yaw = None
    if behaviour.face:
        fx, _, fz = _found(behaviour.face, behaviour, script, places)
        yaw = float(np.degrees(np.arctan2(fx - x, fz - z)))
    (sync, when), *_ = tied.items()
    walk = Walk(when, x, z, yaw, behaviour.pace)
    end = replace(ground, walks=(*walks, walk)).end
    if sync == "end":
        walk = replace(walk, begin=when - (end - when))
        end = when
    return (walk.begin,) * 3 + (end,) * 4, walk


def _place(behaviour: Behaviour, script: Script, places: Places) -> Vec3:
    return _found(behaviour.place or behaviour.lexeme, behaviour, script, places)


def _found(place: str | tuple[float, ...], behaviour: Behaviour, script: Script, places: Places) -> Vec3:
    if not isinstance(place, str):
        return places.at((place[0], place[1], place[2]))
    try:
        return places.named(place)
    except InputError as error:
        raise InputError(str(error), script.file, behaviour.source_line) from None


def _direction(target: Vec3, spot: Spot) -> tuple[float, float]:
    """Degrees to the left and up of a place, for someone who stands at a spot (seen from about her eyes)."""
    a = np.radians(spot.yaw)
    x, z = target[0] - spot.x, target[2] - spot.z
    aside, ahead = x * np.cos(a) - z * np.sin(a), x * np.sin(a) + z * np.cos(a)
    far = max(float(np.hypot(aside, ahead)), 1e-6)
    return float(np.degrees(np.arctan2(aside, ahead))), float(np.degrees(np.arctan2(target[1] - 1.1, far)))


def _lasting(postures: Sequence[Played]) -> Iterator[Played]:
    """Each posture lasts until the next one is there."""
    ordered = sorted(postures, key=lambda p: p.start)
    for i, played in enumerate(ordered):
        last = ordered[i + 1].times[3] if i + 1 < len(ordered) else 1e6
        yield replace(played, times=(*played.times[:5], last, last + 0.8))


def joined(played: Sequence[Played]) -> tuple[Played, ...]:
    """The gestures by their start; one that another of the same arm follows soon is held until that one is there."""
    ordered = sorted(played, key=lambda p: p.start)
    out = list(ordered)
    for i, one in enumerate(ordered):
        after = [p for p in ordered[i + 1 :] if p.gesture.arms() & one.gesture.arms() and p.start < one.end + JOINED]
        if after:
            there = after[0].arrivals[0]
            relax = max(one.times[5], there)
            out[i] = replace(one, times=(*one.times[:5], relax, relax + one.times[6] - one.times[5]))
    return tuple(out)
