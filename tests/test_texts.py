"""What people write, read aloud: figures, dates, money, abbreviations, names, in four languages. Answers by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from avatar import numbers_en, numbers_es, numbers_it, numbers_zh
from avatar.front_ends import read
from avatar.utterance import Utterance

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[tuple[str, str]]:
    lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(a, b) for a, b in (line.split("\t") for line in lines if line and not line.startswith("#"))]


def heard(language: str) -> Iterator[tuple[str, str, str]]:
    """(as written, as it should be read, as it is read)"""
    reader = {"en": numbers_en.normalise, "es": numbers_es.normalise, "it": numbers_it.normalise}
    for written, expected in rows(f"texts_{language}"):
        if language == "zh":
            yield written, expected, numbers_zh.normalise(numbers_zh.spelled(Utterance(written))).text
        else:
            yield written, expected, " ".join(reader[language](Utterance(written)).text.split())


@pytest.mark.parametrize("language", ["zh", "en", "es", "it"])
def test_texts_are_read_as_people_read_them(language: str) -> None:
    cases = list(heard(language))
    assert len(cases) > 110
    assert [(written, got) for written, expected, got in cases if got != expected] == []


@pytest.mark.parametrize("language", ["zh", "en", "es", "it"])
def test_every_one_of_them_can_be_spoken(language: str) -> None:
    for written, _ in rows(f"texts_{language}"):
        assert read(Utterance(f"{written}"), language).syllables, written


def test_chinese_words_in_context() -> None:
    got = [
        (word, " ".join(s.reading for s in read(Utterance(word), "zh").syllables)) for word, _ in rows("readings_zh")
    ]
    assert len(got) > 190
    assert got == rows("readings_zh")


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [("请访问www.qingtian.gov.cn。", "zh", "www.qingtian.gov.cn"), ("邮箱是info@qt.com，谢谢", "zh", "info@qt.com")],
)
def test_an_address_in_a_chinese_text_is_one_english_piece(text: str, language: str, other: str) -> None:
    start = text.index(other)
    inside = [t for t in read(Utterance(text), language).tokens if start <= t.span[0] < start + len(other)]
    alone = read(Utterance(other), "en").tokens
    assert [t.symbols for t in inside if t.is_phone] == [t.symbols for t in alone if t.is_phone]
    assert not [t for t in inside if t.pause], "its dots are no stops"
