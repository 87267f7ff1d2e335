"""What a voice is given: text with its marks, and the same text as tokens ready to be spoken.

The three steps of speech meet here: a script gives an `Utterance`, a language front-end turns it into `Spoken`,
and a voice turns that into sound and timings (`Speech`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assets.errors import InputError
from assets.scene import Floats

Span = tuple[int, int]


class Unreadable(InputError):
    """A text that nobody can read aloud; `fragment` is the part of it that could not be."""

    def __init__(self, message: str, fragment: str) -> None:
        super().__init__(message)
        self.fragment = fragment


@dataclass(frozen=True)
class Utterance:
    """One language's text of a line, with what its SSML said. Offsets count characters of `text`."""

    text: str
    marks: Mapping[str, int] = field(default_factory=dict)
    breaks: Mapping[int, float] = field(default_factory=dict)
    """offset -> seconds of silence there"""
    emphasis: tuple[Span, ...] = ()
    readings: tuple[tuple[int, int, str], ...] = ()
    """(start, end, pronunciation): pinyin with tone digits for Chinese, IPA for the others"""
    languages: tuple[tuple[int, int, str], ...] = ()
    """(start, end, language) of parts in another language"""
    kinds: tuple[tuple[int, int, str], ...] = ()
    """(start, end, SSML's `interpret-as`)"""


@dataclass(frozen=True)
class Syllable:
    """One spoken syllable. `reading` is its pinyin or its phones; `tone` 1-4, 5 for neutral, 0 in languages without;
    `accent` is the word's own stress, `stressed` the author's."""

    reading: str
    tone: int = 0
    accent: bool = False
    stressed: bool = False

    @property
    def weak(self) -> bool:
        """Said with less time and a smaller mouth."""
        return self.tone == 5 or (self.tone == 0 and not self.accent)


@dataclass(frozen=True)
class Token:
    """A phone, a gap between words (one space) or a pause. `syllable` indexes `Spoken.syllables`, -1 for none."""

    symbols: str
    span: Span
    syllable: int = -1
    share: float = 0.0
    """part of its syllable's time, where the durations are not the voice's own"""
    pause: float = 0.0

    @property
    def is_phone(self) -> bool:
        return self.syllable >= 0


@dataclass(frozen=True)
class Spoken:
    """Tokens in order, and the syllables that phones belong to."""

    tokens: tuple[Token, ...]
    syllables: tuple[Syllable, ...]


SAMPLE_RATE = 24000
PAUSE = "sil"
STOPS = ".!?…"
"""Symbols that end a sentence."""
MARKS = "→↗↘↓ˈˌː"
"""Symbols that ride on a phone: tones, stress, length. They belong to the voice, not to the mouth."""


@dataclass(frozen=True)
class Phone:
    """A phone in Kokoro's alphabet, or a pause (`symbol` "sil"): seconds from the start of the sound, and the
    source characters. `syllable` indexes `Speech.syllables`, -1 in a pause. A phone ends where the next begins."""

    symbol: str
    start: float
    end: float
    span: Span
    syllable: int = -1


@dataclass(frozen=True, eq=False)
class Speech:
    """Sound (mono float32 in [-1, 1]) and what is said when."""

    pcm: Floats
    phones: tuple[Phone, ...]
    syllables: tuple[Syllable, ...]
    notes: tuple[str, ...] = ()
    sample_rate: int = SAMPLE_RATE

    @property
    def duration(self) -> float:
        return len(self.pcm) / self.sample_rate
