"""The door to every language's reader: which part of a text is in which language, and all of it as tokens.

Parts in another language are marked (`<lang xml:lang="en">`), or show it by their script: Latin words inside a
Chinese text are English, Chinese characters inside any other text are Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assets.errors import InputError
from avatar import text_en, text_es, text_it, text_zh
from avatar.figures import ADDRESS
from avatar.phrases import Piece, assemble
from avatar.utterance import Spoken, Token, Unreadable, Utterance


@dataclass(frozen=True)
class FrontEnd:
    """A language: its own name, what reads it, and the parts of its texts that are in another language."""

    name: str
    read: Callable[[Utterance], Iterator[Piece]]
    foreign: re.Pattern[str]
    foreign_language: str
    check: Callable[[str, str], None]
    """(written, reading): raises Unreadable for a reading that cannot be spoken"""


_LATIN_WORDS = re.compile(
    ADDRESS + r"|"
    r"(?<![\dA-Za-z])(?<!\d )(?=[A-Za-z'’ -]*[a-z])[A-Za-z][A-Za-z'’]*(?:[ -][A-Za-z][A-Za-z'’]*)*"
)
_HAN_WORDS = re.compile(r"[\u3400-\u9fff〇](?:[\u3400-\u9fff〇，。、！？；：]*[\u3400-\u9fff〇])?")
FRONT_ENDS: dict[str, FrontEnd] = {
    "zh": FrontEnd("中文", text_zh.read, _LATIN_WORDS, "en", text_zh.check),
    "en": FrontEnd("English", text_en.read, _HAN_WORDS, "zh", text_en.check),
    "es": FrontEnd("español", text_es.read, _HAN_WORDS, "zh", text_es.check),
    "it": FrontEnd("italiano", text_it.read, _HAN_WORDS, "zh", text_it.check),
}


def read(utterance: Utterance, language: str) -> Spoken:
    """The tokens and syllables of an utterance.

    Raises InputError for a language without a front-end, and Unreadable for a text that nobody can read aloud.
    """
    pieces = [piece for part in _parts(utterance, language) for piece in _read_part(utterance, *part)]
    spoken = assemble(pieces, utterance.emphasis)
    if not spoken.syllables:
        raise Unreadable(f"there is nothing to say in {utterance.text!r}", utterance.text)
    return spoken


def front_end(language: str) -> FrontEnd:
    if language not in FRONT_ENDS:
        raise InputError(f"no voice for language {language!r} yet; there is {', '.join(FRONT_ENDS)}")
    return FRONT_ENDS[language]


def _parts(utterance: Utterance, language: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, language) of the whole text, in order."""
    own = front_end(language)
    given = {i for start, end, _ in utterance.readings for i in range(start, end)}
    found = list(utterance.languages)
    for match in own.foreign.finditer(utterance.text):
        inside = any(a < match.end() and match.start() < b for a, b, _ in utterance.languages)
        if not inside and not given.intersection(range(match.start(), match.end())):
            found.append((match.start(), match.end(), own.foreign_language))
    at = 0
    for start, end, other in sorted(found):
        if at < start:
            yield at, start, language
        yield start, end, other
        at = end
    if at < len(utterance.text) or not at:
        yield at, len(utterance.text), language


def _read_part(whole: Utterance, start: int, end: int, language: str) -> Iterator[Piece]:
    def within(rows: tuple[tuple[int, int, str], ...]) -> tuple[tuple[int, int, str], ...]:
        return tuple((a - start, b - start, text) for a, b, text in rows if start <= a < end)

    last = end == len(whole.text)
    breaks = {at - start: s for at, s in whole.breaks.items() if start <= at < end or (last and at == end)}
    part = Utterance(whole.text[start:end], {}, breaks, (), within(whole.readings), (), within(whole.kinds))
    for piece in front_end(language).read(part):
        if isinstance(piece, Token):
            yield replace(piece, span=(piece.span[0] + start, piece.span[1] + start))
        else:
            yield tuple(replace(said, span=(said.span[0] + start, said.span[1] + start)) for said in piece)
