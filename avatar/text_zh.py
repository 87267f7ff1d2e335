"""Mandarin text to what is spoken: words, readings in context, tone sandhi, phones and pauses.

Readings come from pypinyin (MIT) under our own lexicon (`data/polyphones_zh.tsv`); words are the most probable
path through a frequency list (`data/words_zh.tsv.gz`). Sandhi after S. Duanmu, The Phonology of Standard Chinese
(2007), chapter 11: third tones by words, 一 and 不 by the tone that follows.
"""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin, load_phrases_dict
from pypinyin.contrib.tone_convert import to_tone

from assets.errors import InputError
from avatar.numbers_zh import normalise
from avatar.pinyin import Syllable, parse_syllable
from avatar.utterance import PUNCTUATION, Span, Spoken, Token, Utterance

_DATA = Path(__file__).parent / "data"
_HAN = re.compile(r"[\u3400-\u9fff〇]")
_ERHUA_BASES = "会花事玩点哪这那块边味劲圈条活影歌猫"
_COUNTING = "第零一二三四五六七八九十百千万点年"


@dataclass(frozen=True)
class Character:
    """A character, its reading (syllables joined by _) and its place in the source; `word` numbers the words."""

    text: str
    pinyin: str
    span: Span
    word: int

    @property
    def tone(self) -> str:
        return self.pinyin[-1]

    def toned(self, tone: int) -> Character:
        return replace(self, pinyin=f"{self.pinyin[:-1]}{tone}")


def read(utterance: Utterance) -> Spoken:
    """The tokens and syllables of a Chinese utterance. Raises InputError for text that nobody can read."""
    forced = {start: (end, ph.split()) for start, end, ph in utterance.readings}
    tokens: list[Token] = []
    syllables: list[Syllable] = []
    for part in _parts(utterance):
        if isinstance(part, Token):
            if tokens and tokens[-1].is_phone:
                tokens.append(part)
            elif tokens:  # two pauses in a row are one, the longer
                tokens[-1] = replace(tokens[-1], pause=max(tokens[-1].pause, part.pause))
            continue
        phrase = merge_erhua(sandhi(pronounce(*part, forced)))
        for i, char in enumerate(phrase):
            if i and char.word != phrase[i - 1].word:
                tokens.append(Token(" ", (char.span[0], char.span[0])))
            stressed = any(a <= char.span[0] < b for a, b in utterance.emphasis)
            for pinyin in char.pinyin.split("_"):
                syllable = replace(parse_syllable(pinyin), stressed=stressed)
                tokens += [Token(s, char.span, len(syllables), share) for s, share in syllable.phones()]
                syllables.append(syllable)
    if not syllables:
        raise InputError(f"there is nothing to say in {utterance.text!r}")
    return Spoken(tuple(tokens), tuple(syllables))


def _parts(utterance: Utterance) -> Iterator[tuple[str, list[Span]] | Token]:
    """Phrases (text, source spans) and the pauses between them, in order."""
    reading = normalise(utterance.text)
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
        if _HAN.match(char) or (char.isascii() and char.isalpha()):
            text, spans = text + char, [*spans, span]
        elif char.isalnum():  # signs are passed over, letters and figures never
            raise InputError(f"no Chinese reading for {char!r} (U+{ord(char):04X})")


def pronounce(text: str, spans: Sequence[Span], forced: Mapping[int, tuple[int, list[str]]]) -> list[Character]:
    """Readings in context of one phrase; `forced` gives (source end, pinyin) by source start."""
    _load_lexicon()
    words = [i for i, word in enumerate(words_of(text)) for _ in word]
    han = re.sub(r"[A-Za-z]", "〇", text)  # keeps one reading a character
    readings = lazy_pinyin(han, style=Style.TONE3, neutral_tone_with_five=True)
    chars = []
    for char, pinyin, span, word in zip(text, readings, spans, words, strict=True):
        if char.isascii() and char.islower():
            raise InputError(f"no Chinese reading for {text!r}: write it in capitals to have it spelled out")
        chars.append(Character(char, "_".join(_lexicon()[char]) if char.isascii() else pinyin, span, word))
    for start, (end, syllables) in forced.items():
        places = [i for i, span in enumerate(spans) if start <= span[0] < end]
        if places and len(places) != len(syllables):
            raise InputError(f"{len(syllables)} syllables {' '.join(syllables)!r} for {len(places)} characters")
        for i, pinyin in zip(places, syllables, strict=False):
            chars[i] = replace(chars[i], pinyin=pinyin)
    for read_as in chars:
        for pinyin in read_as.pinyin.split("_"):
            try:
                parse_syllable(pinyin)
            except ValueError:
                raise InputError(f"no Chinese reading for {read_as.text!r} ({pinyin!r})") from None
    return chars


def sandhi(chars: Sequence[Character]) -> list[Character]:
    """Tone sandhi of one phrase (between pauses)."""
    out = list(chars)
    for i, char in enumerate(chars):
        before = chars[i - 1] if i else None
        after = chars[i + 1] if i + 1 < len(chars) else None
        if char.text == "不" and after and before and before.text == after.text:
            out[i] = char.toned(5)  # 好不好
        elif char.text == "不" and after and after.tone == "4":
            out[i] = char.toned(2)
        elif char.text == "一" and char.pinyin == "yi1":
            out[i] = char.toned(_tone_of_one(char, before, after))
    return _third_tones(out)


def _tone_of_one(char: Character, before: Character | None, after: Character | None) -> int:
    if before and after and before.text == after.text and (after.word != char.word or before.word == char.word):
        return 5  # 看一看, but not 一盏一盏
    if after is None or (before and before.text in _COUNTING) or after.text in "二三四五六七八九零点月号":
        return 1
    if before and before.word == char.word and after.word != char.word:
        return 1  # ends a word: 统一, 唯一
    if after.tone == "4" or after.text == "个":
        return 2
    return 4 if after.tone in "123" else 1


def _third_tones(chars: list[Character]) -> list[Character]:
    """In a run of third tones every one rises but the last; one that ends a word before a pair inside the next
    word keeps its own tone (老 | 老虎)."""
    out = list(chars)
    last = len(chars) - 1
    for i, char in enumerate(chars[:-1]):
        if char.tone == "3" and chars[i + 1].tone == "3":
            same_word = char.word == chars[i + 1].word
            pair_follows = i + 2 <= last and chars[i + 2].tone == "3" and chars[i + 1].word == chars[i + 2].word
            if same_word or not pair_follows:
                out[i] = char.toned(2)
    return out


def merge_erhua(chars: Sequence[Character]) -> list[Character]:
    """花儿 is one syllable `huar1`, 女儿 stays two."""
    out: list[Character] = []
    for char in chars:
        if char.text == "儿" and out and out[-1].text in _ERHUA_BASES and out[-1].word == char.word:
            base = out.pop()
            span = (base.span[0], char.span[1])
            out.append(replace(base, pinyin=f"{base.pinyin[:-1]}r{base.tone}", span=span))
        else:
            out.append(char)
    return out


def words_of(text: str) -> list[str]:
    """The most probable segmentation under a unigram model of word frequencies (Viterbi)."""
    frequency, total = _words()
    floor = math.log(0.5 / total)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        choices = []
        for start in range(max(0, end - 4), end):
            word = text[start:end]
            if word in frequency or end - start == 1:
                cost = math.log(frequency[word] / total) if word in frequency else floor + 8.0
                choices.append((best[start][0] + cost, start))
        best.append(max(choices))
    words, end = [], len(text)
    while end:
        start = best[end][1]
        words.append(text[start:end])
        end = start
    return words[::-1]


@cache
def _words() -> tuple[dict[str, int], int]:
    lines = gzip.decompress((_DATA / "words_zh.tsv.gz").read_bytes()).decode().splitlines()
    frequency = {word: int(count) for word, count in (line.split("\t") for line in lines)}
    frequency |= dict.fromkeys((w for w in _lexicon() if len(w) <= 4), 3000)
    return frequency, sum(frequency.values()) * 2  # half of running text is single characters


@cache
def _lexicon() -> dict[str, list[str]]:
    lines = (_DATA / "polyphones_zh.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: pinyin.split() for word, pinyin in rows}


@cache
def _load_lexicon() -> None:
    words = {word: pinyin for word, pinyin in _lexicon().items() if not word.isascii()}
    load_phrases_dict({word: [[to_tone(p.rstrip("5"))] for p in pinyin] for word, pinyin in words.items()})
