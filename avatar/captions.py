"""Captions from what is said and when: cut where a phrase ends, two lines at most, shown long enough to be read.

Limits after the Timed Text guides of broadcasters and Netflix: 17 characters a second and 42 a line in Latin scripts,
9 a second and 18 a line in Chinese, where punctuation does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from avatar.utterance import PAUSE, Phone, Span


@dataclass(frozen=True)
class Caption:
    """Text shown from `start` to `end` seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Style:
    """`longest` characters of a caption (a line in Chinese, two elsewhere) and `rate` characters a second."""

    longest: int
    rate: float


STYLES = {"zh": Style(18, 9.0)}
LATIN = Style(72, 17.0)
SHORTEST = 0.9
"""Seconds that even a word stays."""
_LINGER, _LEAD, _GAP = 0.35, 0.3, 0.04
_CLAUSE = re.compile(r"\S.*?(?:[,.!?;:…—]+[”»\"')]*(?=\s|$)|$)\s*", re.DOTALL)
_CHINESE_CLAUSE = re.compile(r"[^，。！？；：、…—]+[，。！？；：、…—”』」》）]*")
_STOPS = "。！？；!?.;"
_JOINTS = frozenset(
    "and or but that which with for to from of in on at y o pero que con para por de en a e ma che per di il la i le "
    "gli el los las".split()
)
_MARKS = re.compile(r"[\s，。！？；：、,.!?;:…—“”‘’「」『』《》（）()\"']")


def style_of(language: str) -> Style:
    return STYLES.get(language, LATIN)


def letters(text: str, language: str) -> int:
    """Characters that a reader has to read: punctuation does not count in Chinese."""
    return len(_MARKS.sub("", text)) if language == "zh" else len(text.strip())


def caption_pieces(text: str, phones: Sequence[Phone], language: str = "zh") -> list[Caption]:
    """A line's captions, each timed from its first phone to its last."""
    longest = style_of(language).longest
    clauses = _CHINESE_CLAUSE if language == "zh" else _CLAUSE
    parts = [part for m in clauses.finditer(text) for part in _halved(text, (m.start(), m.end()), longest, language)]
    spans: list[Span] = []
    for start, end in parts:
        before = text[slice(*spans[-1])].rstrip() if spans else ""
        stopped = before[-1:] in _STOPS if before else True
        if spans and not stopped and letters(text[spans[-1][0] : end], "en") <= longest + 1:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return list(_timed(text, spans, phones))


def _timed(text: str, spans: Sequence[Span], phones: Sequence[Phone]) -> Iterator[Caption]:
    for start, end in spans:
        inside = [p for p in phones if p.symbol != PAUSE and start <= p.span[0] < end]
        if inside:
            yield Caption(inside[0].start, inside[-1].end, text[start:end].strip().rstrip("，、；：,;:"))


def _halved(text: str, span: Span, longest: int, language: str) -> list[Span]:
    """A clause that is too long, cut between words near its middle, before a joint where one is near."""
    start, end = span
    size = len(text[start:end].strip())
    if size <= longest or language == "zh":
        return [span]
    middle = start + size / 2
    spaces = [m.end() for m in re.finditer(r"\s+", text[start:end].rstrip())]
    if not spaces:
        return [span]

    def cost(at: int) -> float:
        following = re.match(r"[\w'’]+", text[start + at : end])
        joint = bool(following) and following[0].lower() in _JOINTS if following else False
        return abs(start + at - middle) - (0.2 * size if joint else 0.0)

    cut = start + min(spaces, key=cost)
    return _halved(text, (start, cut), longest, language) + _halved(text, (cut, end), longest, language)


def readable(captions: Sequence[Caption], duration: float, language: str) -> tuple[Caption, ...]:
    """Captions that stay as long as they need to be read, where that is possible: each stays a moment longer, comes a
    moment earlier into a pause, or takes a moment from a neighbour that has time to spare. They never overlap."""
    needs = [max(letters(c.text, language) / style_of(language).rate, SHORTEST) for c in captions]
    starts, ends = [c.start for c in captions], [c.end for c in captions]
    for i, need in enumerate(needs):
        after = starts[i + 1] - _GAP if i + 1 < len(captions) else duration
        ends[i] = max(ends[i], min(max(ends[i] + _LINGER, starts[i] + need), after))
        before = ends[i - 1] + _GAP if i else 0.0
        starts[i] = min(starts[i], max(ends[i] - need, starts[i] - _LEAD, before))
    for i in range(len(captions) - 1):
        spare = ends[i + 1] - starts[i + 1] - needs[i + 1]
        taken = min(starts[i] + needs[i] - ends[i], spare, _LEAD)
        if taken > 0.0:  # the next one comes a moment late
            ends[i], starts[i + 1] = ends[i] + taken, starts[i + 1] + taken
    return tuple(Caption(a, b, c.text) for a, b, c in zip(starts, ends, captions, strict=True))


def hurried(captions: Sequence[Caption], language: str) -> list[tuple[Caption, float]]:
    """Captions that are faster than their script can be read, with their characters a second."""
    rates = [(c, letters(c.text, language) / max(c.end - c.start, 1e-6)) for c in captions]
    return [(caption, rate) for caption, rate in rates if rate > style_of(language).rate * 1.02]
