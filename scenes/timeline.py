"""A show's timeline: named sections in seconds or in bars of music.

show = Timeline(tempo=92)
sword = show.section("试剑", at=20.0, length=show.bars(8))
stage.move(beam, lambda t: transforms(path.at(40 * sword.eased(t))))
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from numbers import Real

from assets.errors import InputError
from assets.given import number


@dataclass(frozen=True)
class Section:
    """An interval of the show, seconds. Its functions of time drive whatever happens in it."""

    name: str
    start: float
    end: float

    def active(self, t: float) -> bool:
        return self.start <= t < self.end

    def progress(self, t: float) -> float:
        """0 before the section, 1 after it, linear between."""
        return min(max((t - self.start) / (self.end - self.start), 0.0), 1.0)

    def eased(self, t: float) -> float:
        """As `progress`, starting and stopping gently (3p^2 - 2p^3)."""
        p = self.progress(t)
        return p * p * (3.0 - 2.0 * p)

    def envelope(self, t: float, attack: float = 0.5, release: float = 0.5) -> float:
        """1 inside the section, faded in and out over `attack` and `release` seconds within it."""
        if not self.active(t):
            return 0.0
        rise = (t - self.start) / attack if attack > 0 else 1.0
        fall = (self.end - t) / release if release > 0 else 1.0
        return min(rise, fall, 1.0)


@dataclass
class Timeline:
    """Sections by name, and a tempo in beats a minute with `beats` to the bar."""

    tempo: float = 120.0
    beats: int = 4
    sections: dict[str, Section] = field(default_factory=dict)

    def __post_init__(self) -> None:
        counts = isinstance(self.tempo, Real) and isinstance(self.beats, Real)
        if not counts or not 0 < self.tempo < math.inf or self.beats < 1:
            raise InputError(f"a tempo needs beats: {self.tempo} beats a minute, {self.beats} to the bar")

    def bars(self, count: float) -> float:
        """Seconds that `count` bars last."""
        return count * self.beats * 60.0 / self.tempo

    def beat(self, t: float) -> float:
        """Where t falls within its beat, 0 to 1: 0 on the beat."""
        return (t * self.tempo / 60.0) % 1.0

    def section(self, name: str, at: float, length: float) -> Section:
        """Adds a section. InputError when it has no length or the name is taken; sections may overlap."""
        number(at, 0, 86400, f"section {name!r}: at")
        if not 0 < length < math.inf:
            raise InputError(f"section {name!r} has no length ({length} s)")
        if name in self.sections:
            raise InputError(f"section {name!r} is there already")
        self.sections[name] = Section(name, at, at + length)
        return self.sections[name]

    @property
    def end(self) -> float:
        """When the last section ends, seconds."""
        return max((s.end for s in self.sections.values()), default=0.0)
