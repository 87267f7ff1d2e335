"""What every language's reader shares: phrases between pauses on the way in, tokens on the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from avatar.reading import Reading
from avatar.utterance import Span, Spoken, Syllable, Token, Unreadable, Utterance

PUNCTUATION: Mapping[str, tuple[str, float]] = {
    "，": (",", 0.25), "、": (",", 0.15), "。": (".", 0.45), "！": ("!", 0.45), "？": ("?", 0.45), "：": (":", 0.30),
    "；": (";", 0.35), "…": ("…", 0.40), "—": ("—", 0.25), ",": (",", 0.25), ".": (".", 0.45), "!": ("!", 0.45),
    "?": ("?", 0.45), ":": (":", 0.30), ";": (";", 0.35), "–": ("—", 0.25), "(": (",", 0.2), ")": (",", 0.2),
    "（": (",", 0.2), "）": (",", 0.2),
}  # fmt: skip
"""Punctuation: (the voice's symbol, seconds of silence)."""


@dataclass(frozen=True)
class Said:
    """A syllable with its phones, (symbols of the voice, share of the syllable's time), and its source characters."""

    syllable: Syllable
    phones: tuple[tuple[str, float], ...]
    span: Span


Word = tuple[Said, ...]
Piece = Token | Word
"""A pause or a word."""
Phrase = tuple[str, list[Span]]


def phrases(
    utterance: Utterance, reading: Reading, letter: Callable[[str], bool], language: str
) -> Iterator[Phrase | Token]:
    """Stretches without a pause (text and source spans), and the pauses between them, in order.

    `letter` says what belongs to a word; a space stays, other signs are passed over, but letters and figures never:
    Unreadable names those that the language cannot read.
    """
    strange = [c for c in dict.fromkeys(reading.text) if c.isalnum() and not letter(c)]
    if strange:
        names = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in strange[:8])
        raise Unreadable(f"no {language} reading for {names}", strange[0])
    breaks = dict(sorted(utterance.breaks.items()))
    text, spans = "", list[Span]()
    for char, span in zip((*reading.text, ""), (*reading.spans, (len(utterance.text),) * 2), strict=True):
        pauses = [Token(",", (at, at), pause=breaks.pop(at)) for at in list(breaks) if at <= span[0]]
        if char in PUNCTUATION:
            symbol, seconds = PUNCTUATION[char]
            pauses.append(Token(symbol, span, pause=seconds))
        if text and (pauses or not char):
            yield text, spans
            text, spans = "", []
        yield from pauses
        if char and (letter(char) or char.isspace()):
            text, spans = text + char, [*spans, span]


def assemble(pieces: Iterable[Piece], emphasis: Iterable[Span] = ()) -> Spoken:
    """Tokens and syllables in order: a space between words, the longer pause where two meet, none at the start."""
    tokens: list[Token] = []
    syllables: list[Syllable] = []
    strong = tuple(emphasis)
    for piece in pieces:
        if isinstance(piece, Token):
            if tokens and tokens[-1].is_phone:
                tokens.append(piece)
            elif tokens:
                tokens[-1] = replace(tokens[-1], pause=max(tokens[-1].pause, piece.pause))
            continue
        if piece and tokens and tokens[-1].is_phone:
            tokens.append(Token(" ", (piece[0].span[0],) * 2))
        for said in piece:
            stressed = any(a <= said.span[0] < b for a, b in strong)
            tokens += [Token(symbols, said.span, len(syllables), share) for symbols, share in said.phones]
            syllables.append(replace(said.syllable, stressed=stressed))
    return Spoken(tuple(tokens), tuple(syllables))
