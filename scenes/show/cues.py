"""Cue lists: what the lights do when, from a CSV table or a MIDI file, as closed forms of time.

    time,action,group,color,intensity,fade,rate
    0,set,quay,#ffb060,1,2,
    12.5,chase,quay,#3060ff,0.8,0.5,2

`time` and `fade` are seconds, or bars with a trailing `b` (`4b`); `rate` is times a second that a chase runs along its
group or a pulse beats. A cue holds until the next one of its group.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.lights import Lights
from assets.scene import Vec3
from scenes.timeline import Timeline

Array = NDArray[np.float64]
Action = Literal["set", "chase", "pulse"]
COLUMNS = ("time", "action", "group", "color", "intensity", "fade", "rate")
MOST_CUES = 20_000
FIRST_NOTE = 36
"""The MIDI note of the first group (C2); the next ones follow upwards."""


@dataclass(frozen=True)
class Cue:
    """From `time` seconds on the lamps of `group` have `color` (linear) times `intensity`, after `fade` seconds."""

    time: float
    group: str
    color: Vec3 = (1.0, 1.0, 1.0)
    intensity: float = 1.0
    fade: float = 0.0
    action: Action = "set"
    rate: float = 1.0


def read_cues(path: Path, groups: Collection[str], timeline: Timeline | None = None) -> tuple[Cue, ...]:
    """The cues of a .csv or .mid file, in order. InputError naming the line (of a MIDI file the time) of what is wrong:
    an unknown group, action or colour, a number that is none, a cue before the one above it."""
    if path.suffix.lower() in (".mid", ".midi"):
        from scenes.show.midi import midi_cues

        return midi_cues(path, tuple(groups))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read the cue list: {error.strerror or error}", path) from None
    except UnicodeDecodeError as error:
        raise InputError(f"the cue list is not UTF-8 (byte {error.start})", path) from None
    rows = csv.reader(io.StringIO(text))
    try:
        return _read(rows, path, groups, timeline or Timeline())
    except csv.Error as error:
        raise InputError(str(error), path, rows.line_num) from None


def _read(rows: Any, path: Path, groups: Collection[str], timeline: Timeline) -> tuple[Cue, ...]:
    """The cues of the rows of a table."""
    head = [name.strip() for name in next(rows, [])]
    if not {"time", "group"} <= set(head) <= set(COLUMNS) or len(set(head)) != len(head):
        raise InputError(f"a cue list has the columns {', '.join(COLUMNS)}, at least time and group", path, 1)
    cues: list[Cue] = []
    for row in rows:
        if not any(cell.strip() for cell in row) or row[0].startswith("#"):
            continue
        if len(row) != len(head):
            raise InputError(f"{len(row)} cells under {len(head)} columns", path, rows.line_num)
        try:
            cue = _cue(dict(zip(head, (cell.strip() for cell in row), strict=True)), groups, timeline)
        except ValueError as error:
            raise InputError(str(error), path, rows.line_num) from None
        if cues and cue.time < cues[-1].time:
            raise InputError(f"cue at {cue.time:g} s comes after one at {cues[-1].time:g} s", path, rows.line_num)
        if len(cues) == MOST_CUES:
            raise InputError(f"more than {MOST_CUES} cues", path, rows.line_num)
        cues.append(cue)
    return tuple(cues)


def levels(cues: Sequence[Cue], count: int, t: float) -> Array:
    """Factors `(count, 3)` on the lamps of one group at t seconds; its `cues` in order. 1 before the first."""
    now = [cue for cue in cues if cue.time <= t]
    if not now:
        return np.ones((count, 3))
    cue = now[-1]
    goal = _goal(cue, count, t)
    share = 1.0 if cue.fade <= 0 else min((t - cue.time) / cue.fade, 1.0)
    if share >= 1.0:
        return goal
    # what the cue before would do now; one that was fading itself is taken as it was when it was cut
    before = _goal(now[-2], count, t) if len(now) > 1 else np.ones((count, 3))
    return np.asarray(before + share * (goal - before))


def cued(cues: Sequence[Cue], groups: Mapping[str, slice | tuple[slice, ...]]) -> Callable[[float, Lights], Lights]:
    """A light track for `Stage.light_track`: `groups` says which of the scene's lights each name means."""
    lamps = {name: np.r_[parts] for name, parts in groups.items()}
    own = {name: tuple(cue for cue in cues if cue.group == name) for name in groups}

    def track(t: float, lights: Lights) -> Lights:
        if not any(each and each[0].time <= t for each in own.values()):
            return lights
        color = lights.color.copy()
        for name, which in lamps.items():
            color[which] *= levels(own[name], len(which), t)
        return replace(lights, color=color.astype(np.float32))

    return track


def _goal(cue: Cue, count: int, t: float) -> Array:
    k, phase = np.arange(count), (t - cue.time) * cue.rate
    if cue.action == "chase":  # a wave of light that runs along the group, about a fifth of it long
        along = (k / max(count, 1) - phase) % 1.0
        shape = np.exp(-0.5 * (np.minimum(along, 1.0 - along) / 0.08) ** 2)
    elif cue.action == "pulse":  # up on the beat, falling until the next
        shape = np.full(count, np.exp(-4.0 * (phase % 1.0)))
    else:
        shape = np.ones(count)
    return np.asarray(shape[:, None] * (cue.intensity * np.asarray(cue.color)))


def _cue(cells: dict[str, str], groups: Collection[str], timeline: Timeline) -> Cue:
    def number(name: str, default: float, low: float, high: float) -> float:
        if not (cell := cells.get(name, "")):
            return default
        try:
            bars = name in ("time", "fade") and cell.endswith("b")
            value = timeline.bars(float(cell[:-1])) if bars else float(cell)
        except ValueError:
            raise ValueError(f"{name} {cell!r} is no number") from None
        if not low <= value <= high:
            raise ValueError(f"{name} {cell} lies outside {low:g} to {high:g}")
        return value

    if not cells["time"]:
        raise ValueError("a cue needs a time")
    if (group := cells["group"]) not in groups:
        raise ValueError(f"no group {group!r}; there are {', '.join(groups)}")
    action = cells.get("action") or "set"
    if action not in get_args(Action):
        raise ValueError(f"no action {action!r}; there are {', '.join(get_args(Action))}")
    return Cue(
        number("time", 0.0, 0.0, 1e6),
        group,
        _color(cells.get("color") or "#ffffff"),
        number("intensity", 1.0, 0.0, 100.0),
        number("fade", 0.0, 0.0, 1e4),
        "chase" if action == "chase" else "pulse" if action == "pulse" else "set",
        number("rate", 1.0, 0.0, 50.0),
    )


def _color(code: str) -> Vec3:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", code):
        raise ValueError(f"colour {code!r} is not #rrggbb")
    srgb = np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    r, g, b = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return float(r), float(g), float(b)
