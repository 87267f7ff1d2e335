"""Mandarin: numbers, readings in context, tone sandhi, phones. Known answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.errors import InputError
from avatar.front_ends import read as read_any
from avatar.numbers_zh import cardinal, normalise
from avatar.pinyin import FINALS, INITIALS, parse_syllable
from avatar.reading import plain
from avatar.utterance import Spoken, Utterance


def read(utterance: Utterance) -> Spoken:
    return read_any(utterance, "zh")


def said(text: str) -> str:
    return " ".join(s.reading for s in read(Utterance(text)).syllables)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("2025年10月1日19:30开始", "二零二五年十月一日十九点三十分开始"),
        ("今晚8点半，气温23.5℃，湿度65%", "今晚八点半，气温二十三点五摄氏度，湿度百分之六十五"),
        ("拨打0578-6822222", "拨打零五七八，六八二二二二二"),
        ("共有1,300多年历史", "共有一千三百多年历史"),
        ("1/3的游客", "三分之一的游客"),
        ("2024-05-18", "二零二四年五月十八日"),
        ("20%~30%", "百分之二十到百分之三十"),
        ("-5℃", "零下五摄氏度"),
        ("2个，第2个，22棵，2000米", "两个，第二个，二十二棵，两千米"),
        ("10:05", "十点零五分"),
        ("13812345678", "幺三八幺二三四五六七八"),
    ],
)
def test_numbers_are_read(text: str, spoken: str) -> None:
    assert normalise(plain(text)).text == spoken


@pytest.mark.parametrize(
    ("digits", "words"),
    [("0", "零"), ("10", "十"), ("110", "一百一十"), ("10005", "一万零五"), ("100500", "十万零五百"),
     ("120000", "十二万"), ("100000001", "一亿零一"), ("20010", "两万零一十"), ("10203", "一万零二百零三")],
)  # fmt: skip
def test_cardinals(digits: str, words: str) -> None:
    assert cardinal(digits) == words


@given(st.text(alphabet="0123456789.,:：-/%~年月个米A你好。 ", max_size=30))
def test_what_is_read_keeps_its_place_in_the_source(text: str) -> None:
    reading = normalise(plain(text))
    assert len(reading.spans) == len(reading.text)
    assert not any(c.isascii() and c.isdigit() for c in reading.text)
    assert all(0 <= a < b <= len(text) for a, b in reading.spans)
    assert all(a[0] <= b[0] for a, b in zip(reading.spans, reading.spans[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "character", "pinyin"),
    [("银行", "行", "hang2"), ("行走", "行", "xing2"), ("长大", "长", "zhang3"), ("长江", "长", "chang2"),
     ("全长", "长", "chang2"), ("重要", "重", "zhong4"), ("重新", "重", "chong2"), ("音乐", "乐", "yue4"),
     ("快乐", "乐", "le4"), ("我们都喜欢", "都", "dou1"), ("首都", "都", "du1"), ("还有", "还", "hai2"),
     ("停泊", "泊", "bo2"), ("湖泊", "泊", "po1"), ("太鹤湖", "鹤", "he4"), ("荸荠种杨梅", "种", "zhong3"),
     ("种着树", "种", "zhong4"), ("慢慢地走", "地", "de5"), ("土地", "地", "di4"), ("便宜", "便", "pian2")],
)  # fmt: skip
def test_polyphones(text: str, character: str, pinyin: str) -> None:
    assert said(text).split()[text.index(character)] == pinyin


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("你好", "ni2 hao3"),
        ("展览馆", "zhan2 lan2 guan3"),
        ("我很好", "wo2 hen2 hao3"),
        ("不是", "bu2 shi4"),
        ("不好", "bu4 hao3"),
        ("好不好", "hao3 bu5 hao3"),
        ("一定", "yi2 ding4"),
        ("一起", "yi4 qi3"),
        ("一个", "yi2 ge4"),
        ("看一看", "kan4 yi5 kan4"),
        ("一盏一盏", "yi4 zhan3 yi4 zhan3"),
        ("统一", "tong3 yi1"),
        ("十一", "shi2 yi1"),
        ("一会儿，女儿", "yi2 huir4 nv3 er2"),
        ("景云桥", "jing3 yun2 qiao2"),
    ],
)
def test_sandhi(text: str, pinyin: str) -> None:
    assert said(text) == pinyin


@pytest.mark.parametrize(
    ("pinyin", "initial", "final", "symbols"),
    [("zhuang4", "zh", "uang", "ꭧwa↘ŋ"), ("jü2", "j", "v", "ʨy↗"), ("ju2", "j", "v", "ʨy↗"),
     ("yuan2", "", "van", "ɥɛ↗n"), ("bo1", "b", "uo", "pwo→"),
     ("shi4", "sh", "-i", "ʂɨ↘"), ("xi1", "x", "i", "ɕi→"), ("liu2", "l", "iou", "ljou↗"),
     ("gui4", "g", "uei", "kwei↘"), ("dun1", "d", "uen", "twə→n"), ("lve4", "l", "ve", "lɥe↘"), ("er2", "", "er", "ɚ↗"),
     ("wanr2", "", "uan", "wa↗ɻ"), ("weng1", "", "ueng", "wə→ŋ"), ("you3", "", "iou", "jou↓")],
)  # fmt: skip
def test_syllables(pinyin: str, initial: str, final: str, symbols: str) -> None:
    syllable = parse_syllable(pinyin)
    assert (syllable.initial, syllable.final) == (initial, final)
    assert "".join(s for s, _ in syllable.phones()) == symbols
    assert sum(share for _, share in syllable.phones()) == pytest.approx(1.0)


def test_shares_of_every_syllable_sum_to_one() -> None:
    for final, parts in FINALS.items():
        assert sum(share for _, share in parts) == pytest.approx(1.0), final
    assert set(INITIALS) >= {"zh", "ch", "sh", ""}


def test_pauses_and_breaks() -> None:
    pauses = [(t.symbols, t.pause) for t in read(Utterance("你好，世界。再见！")).tokens if t.pause]
    assert pauses == [(",", 0.25), (".", 0.45), ("!", 0.45)]
    spoken = read(Utterance("你好世界", breaks={2: 0.8}))
    assert [t.pause for t in spoken.tokens if t.pause] == [0.8]
    assert [s.reading for s in spoken.syllables] == ["ni2", "hao3", "shi4", "jie4"]


def test_a_given_reading_wins() -> None:
    utterance = Utterance("重庆", readings=((0, 2, "zhong4 qing4"),))
    assert [s.reading for s in read(utterance).syllables] == ["zhong4", "qing4"]
    with pytest.raises(InputError, match="1 syllables 'chong2' for 2 characters"):
        read(Utterance("重庆", readings=((0, 2, "chong2"),)))
    with pytest.raises(InputError, match="no Chinese reading"):
        read(Utterance("重", readings=((0, 1, "xyz1"),)))


def test_letters_are_spelled_and_words_are_english() -> None:
    assert said("XR") == "ai2 ke5 si5 a4 er5"
    assert said("你好hello") == "ni2 hao3 hə lˈO"


@pytest.mark.parametrize("text", ["。。。", "😀", "你好Привет", "你好ㅂ", "ＡＢ", "你好𪚥"])
def test_what_has_no_reading_is_refused_and_never_skipped(text: str) -> None:
    with pytest.raises(InputError, match=r"no Chinese reading for|nothing to say in"):
        read(Utterance(text))


def test_spans_point_into_the_source() -> None:
    text = "第12条，鱼灯"
    spoken = read(Utterance(text))
    assert {text[slice(*t.span)] for t in spoken.tokens if t.is_phone} >= {"第12", "条", "鱼", "灯"}


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        spoken = read(Utterance(text))
    except InputError:
        return
    assert all(0 <= t.syllable < len(spoken.syllables) for t in spoken.tokens if t.is_phone)
