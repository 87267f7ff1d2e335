"""Text on its way to being spoken: rules rewrite it, and every character remembers where it was read from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from avatar.utterance import Span, Unreadable, Utterance

Rule = tuple[str, Callable[[re.Match[str]], str]]
"""(regular expression, what a match of it is read as)"""


@dataclass(frozen=True)
class Reading:
    """`text` as it is spoken; `spans[i]` is the (start, end) of the source characters that `text[i]` stands for."""

    text: str
    spans: tuple[Span, ...]

    def replaced(self, places: Sequence[tuple[int, int, str]]) -> Reading:
        """With characters [start, end) of `text` read as other words, for each place in order."""
        out, where, last = "", list[Span](), 0
        for start, end, words in places:
            source = self.spans[start:end]
            span = (source[0][0], source[-1][1])
            out += self.text[last:start] + words
            where += [*self.spans[last:start], *[span] * len(words)]
            last = end
        return Reading(out + self.text[last:], (*where, *self.spans[last:]))


def plain(text: str) -> Reading:
    return Reading(text, tuple((i, i + 1) for i in range(len(text))))


def rewrite(reading: Reading, rules: Sequence[Rule]) -> Reading:
    """The rules, one after the other over the whole text."""
    for pattern, spoken in rules:
        places = [(m.start(), m.end(), spoken(m)) for m in re.finditer(pattern, reading.text) if m.end() > m.start()]
        reading = reading.replaced(places) if places else reading
    return reading


def said_as(utterance: Utterance, kinds: Mapping[str, Callable[[str], str]]) -> Reading:
    """The utterance's text with its `say-as` parts read by `kinds`. Raises Unreadable for a kind that is not there."""
    places = []
    for start, end, kind in utterance.kinds:
        if kind not in kinds:
            raise Unreadable(f"say-as {kind!r} is unknown; there is {', '.join(sorted(kinds))}", kind)
        places.append((start, end, kinds[kind](utterance.text[start:end])))
    return plain(utterance.text).replaced(places)
