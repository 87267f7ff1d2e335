"""What the alphabetic languages share: words out of phrases, syllables out of phones, and IPA as authors write it.

A language brings `phones(words, i)`: the voice's symbols of word i among its neighbours, with ˈ and ˌ before a
stressed vowel. Syllables follow the maximal onset principle (E. Selkirk, The Syllable, 1982): one consonant, or an
obstruent with a liquid or a glide, belongs to the vowel after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from avatar.phrases import Piece, Said, Word, phrases
from avatar.reading import Reading
from avatar.utterance import Span, Syllable, Token, Unreadable, Utterance

VOWELS = frozenset("aeiouæɑɐɒɔəɛɜɪʊʌᵊᵻAIOWYyøœɚ")
_PHONE = re.compile(r"[ˈˌ]?.[ːʰʲ]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")
_OBSTRUENTS, _LIQUIDS = frozenset("pbtdkɡfvθðβɣsʃ"), frozenset("lɹɾrjw")
_WEIGHTS = {**dict.fromkeys("AIOWY", 1.3), "ᵊ": 0.5, "ᵻ": 0.7, **dict.fromkeys("jwɪʊ", 0.6)}

IPA: tuple[tuple[str, str], ...] = (
    ("t͡ʃ", "ʧ"), ("tʃ", "ʧ"), ("d͡ʒ", "ʤ"), ("dʒ", "ʤ"), ("t͡s", "ʦ"), ("d͡z", "ʣ"), ("ts", "ʦ"), ("dz", "ʣ"), ("g", "ɡ"),
    ("͡", ""), (".", ""), ("'", "ˈ"), (":", "ː"),
)  # fmt: skip
"""How authors spell IPA, and the voice's symbols."""


@dataclass(frozen=True)
class Language:
    """`phones` reads word i of a phrase; `ipa` are spellings of its own; `glides` end a syllable after a vowel."""

    name: str
    phones: Callable[[Sequence[str], int], str]
    ipa: tuple[tuple[str, str], ...] = ()
    glides: str = ""


def read(utterance: Utterance, reading: Reading, language: Language) -> Iterator[Piece]:
    """The words and pauses of an utterance whose figures are words already. Raises Unreadable."""
    forced = {start: (end, symbols(ipa, language)) for start, end, ipa in utterance.readings}
    for part in phrases(utterance, reading, _is_letter, language.name):
        if isinstance(part, Token):
            yield part
        else:
            yield from _words(*part, forced, language)


def _words(text: str, spans: list[Span], forced: dict[int, tuple[int, str]], language: Language) -> Iterator[Word]:
    found = list(_WORD.finditer(text))
    words = [m[0].replace("’", "'") for m in found]
    until = -1
    for i, match in enumerate(found):
        start, end = spans[match.start()][0], spans[match.end() - 1][1]
        if start < until:
            continue  # inside a reading that was given
        given = next(((e, ph) for s, (e, ph) in forced.items() if start <= s < end), None)
        if given:
            until, phones = given
        else:
            phones = language.phones(words, i)
        word = syllabify(phones, (start, max(end, until)), language.glides)
        if word:
            yield word


def _is_letter(char: str) -> bool:
    return char in "'’" or (char.isalpha() and unicodedata.name(char, "").startswith("LATIN"))


def symbols(ipa: str, language: Language) -> str:
    """IPA as an author writes it in the voice's symbols; ˈ moves to its vowel. Raises Unreadable for others."""
    text = "".join(ipa.split())
    for written, symbol in (*language.ipa, *IPA):
        text = text.replace(written, symbol)
    text = re.sub(rf"([ˈˌ])([^ˈˌ{''.join(VOWELS)}]*)", r"\2\1", text)
    unknown = sorted(set(text) - VOWELS - frozenset("pbtdkɡqfvθðβɣszʃʒʂxçhmnɲŋɴlʎrɾɹjwʝʤʧʦʣɕʨɻɥˈˌːʰʲʔ"))
    if unknown or not text:
        raise Unreadable(f"{ipa!r} is not a reading in IPA; unknown: {' '.join(unknown) or 'nothing given'}", ipa)
    return text


def split(phones: str) -> list[str]:
    """`'lˈAk'` -> `['l', 'ˈA', 'k']`: stress stays with its vowel, length with its phone."""
    return _PHONE.findall(phones)


def is_vowel(phone: str) -> bool:
    return phone.strip("ˈˌː") in VOWELS


def syllabify(phones: str, span: Span, glides: str = "") -> Word:
    """The syllables of a word; a word without a vowel is one. Phones share its time by their usual lengths."""
    parts = split(phones)
    nuclei: list[int] = []
    for i, part in enumerate(parts):
        off_glide = part in glides and i > 0 and is_vowel(parts[i - 1])
        if is_vowel(part) and not off_glide:
            nuclei.append(i)
    cuts = [0]
    for before, after in pairwise(nuclei):
        cut = after - 1 if after - before > 1 and not (parts[after - 1] in glides and after - before == 2) else after
        if after - cut == 1 and cut - 1 > before and parts[cut] in _LIQUIDS and parts[cut - 1] in _OBSTRUENTS:
            cut -= 1
        cuts.append(cut)
    pieces = [parts[a:b] for a, b in zip(cuts, (*cuts[1:], len(parts)), strict=True)]
    return tuple(_said(piece, span) for piece in pieces if piece)


def _said(parts: Sequence[str], span: Span) -> Said:
    weights = [_WEIGHTS.get(p.strip("ˈˌː"), 1.0 if is_vowel(p) else 0.55) * (1.3 if "ː" in p else 1.0) for p in parts]
    total = sum(weights)
    syllable = Syllable("".join(parts), accent=any("ˈ" in p for p in parts))
    return Said(syllable, tuple((p, w / total) for p, w in zip(parts, weights, strict=True)), span)


def is_spelled(word: str) -> bool:
    """Capitals that are said letter by letter: TV, DNI; AVE, ONU and UNESCO are words."""
    if len(word) < 2 or not word.isupper() or not word.isalpha():
        return False
    return len(word) == 2 or not re.fullmatch(
        r"(?:[^AEIOU]?[LR]?[AEIOU]{1,2}[LMNRSX]?)+[^AEIOU]?", without_accents(word)
    )


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
