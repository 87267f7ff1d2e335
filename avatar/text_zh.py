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
from itertools import groupby
from pathlib import Path

from assets.errors import InputError
from avatar.numbers_zh import normalise, spelled
from avatar.phrases import Piece, Said, phrases
from avatar.pinyin import parse_syllable
from avatar.utterance import Span, Syllable, Token, Unreadable, Utterance

_DATA = Path(__file__).parent / "data"
_HAN = re.compile(r"[\u3400-\u9fff〇]")
_ERHUA_BASES = "会花事玩点哪这那块边味劲圈条活影歌猫孩鸟门眼盖尖空字面头根样"
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


def read(utterance: Utterance) -> Iterator[Piece]:
    """The words and pauses of a Chinese utterance. Raises Unreadable for text that nobody can read."""
    forced = {start: (end, ph.split()) for start, end, ph in utterance.readings}
    for part in phrases(utterance, normalise(spelled(utterance)), _is_letter, "Chinese"):
        if isinstance(part, Token):
            yield part
            continue
        text, spans = part
        kept = [i for i, char in enumerate(text) if not char.isspace()]
        if not kept:
            continue
        chars = merge_erhua(sandhi(pronounce("".join(text[i] for i in kept), [spans[i] for i in kept], forced)))
        for _, word in groupby(chars, lambda char: char.word):
            yield tuple(_said(char, pinyin) for char in word for pinyin in char.pinyin.split("_"))


def check(written: str, reading: str) -> None:
    """Raises Unreadable for a reading that is not pinyin, one syllable for each character."""
    syllables = reading.split()
    if len(syllables) != len(written):
        raise Unreadable(f"{len(syllables)} syllables {reading!r} for {len(written)} characters", written)
    for syllable in syllables:
        try:
            parse_syllable(syllable)
        except ValueError as error:
            raise Unreadable(str(error), syllable) from None


def _is_letter(char: str) -> bool:
    return bool(_HAN.match(char)) or (char.isascii() and char.isalpha())


def _said(char: Character, pinyin: str) -> Said:
    syllable = parse_syllable(pinyin)
    return Said(Syllable(pinyin, syllable.tone), syllable.phones(), char.span)


def pronounce(text: str, spans: Sequence[Span], forced: Mapping[int, tuple[int, list[str]]]) -> list[Character]:
    """Readings in context of one phrase; `forced` gives (source end, pinyin) by source start."""
    from pypinyin import Style, lazy_pinyin  # its tables take a third of a second: only who speaks waits for them

    _load_lexicon()
    words = [i for i, word in enumerate(words_of(text)) for _ in word]
    han = re.sub(r"[A-Za-z]", "〇", text)  # keeps one reading a character
    readings = lazy_pinyin(han, style=Style.TONE3, neutral_tone_with_five=True)
    chars = []
    for char, pinyin, span, word in zip(text, readings, spans, words, strict=True):
        if char.isascii() and char.islower():
            raise Unreadable(f"no Chinese reading for {text!r}: write it in capitals to have it spelled out", text)
        alone = (
            {"yi2": "yi1", "yi4": "yi1", "bu2": "bu4"}.get(pinyin, pinyin) if char in "一不" else pinyin
        )  # no sandhi yet
        chars.append(Character(char, "_".join(_lexicon()[char]) if char.isascii() else alone, span, word))
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
                raise Unreadable(f"no Chinese reading for {read_as.text!r} ({pinyin!r})", read_as.text) from None
    return chars


def sandhi(chars: Sequence[Character]) -> list[Character]:
    """Tone sandhi of one phrase (between pauses)."""
    out = list(chars)
    for i, char in enumerate(chars):
        before = chars[i - 1] if i else None
        after = chars[i + 1] if i + 1 < len(chars) else None
        if char.text == "不" and after and before and before.text == after.text:
            out[i] = char.toned(5)  # 好不好
        elif char.pinyin == "bu4" and char.text == "不" and after and after.tone == "4":
            out[i] = char.toned(2)
        elif char.text == "一" and char.pinyin == "yi1":
            little = after and after.text == "点" and (chars[i + 2 : i + 3] or [char])[0].text in "儿点"
            out[i] = char.toned(4 if little else _tone_of_one(char, before, after))
    return _third_tones(out)


def _tone_of_one(char: Character, before: Character | None, after: Character | None) -> int:
    if before and after and before.text == after.text and (after.word != char.word or before.word == char.word):
        return 5  # 看一看, but not 一盏一盏
    if before and before.text == "月" and after and after.text in "日号":
        return 1
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
    from pypinyin import load_phrases_dict
    from pypinyin.contrib.tone_convert import to_tone

    words = {word: pinyin for word, pinyin in _lexicon().items() if not word.isascii()}
    load_phrases_dict({word: [[to_tone(p.rstrip("5"))] for p in pinyin] for word, pinyin in words.items()})
