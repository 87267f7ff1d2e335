"""Chinese text made speakable: digits, dates, times, units and signs become the characters that are read aloud.

Every character of the result remembers which characters of the source it was read from, so captions and marks stay
on the text as it was written. Cardinals follow the usual reading rules (两 before measure words and 千/万, 零 for
skipped places, 十 alone at the head); years, telephone numbers and decimals are read digit by digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from avatar.reading import Reading, Rule, plain, rewrite, said_as
from avatar.utterance import Utterance

DIGITS = "零一二三四五六七八九"
_UNITS = {
    "km/h": "公里每小时", "km²": "平方公里", "m²": "平方米", "㎡": "平方米", "kg": "公斤", "km": "公里", "cm": "厘米",
    "mm": "毫米", "mL": "毫升", "ml": "毫升", "m": "米", "g": "克", "t": "吨", "L": "升", "h": "小时", "min": "分钟",
    "℃": "摄氏度", "°C": "摄氏度",
}  # fmt: skip
_MEASURES = "个位名只条艘座盏颗棵次年天里本张米斤件家户场种层倍元块人间架段"
_NUMBER = r"\d+(?:\.\d+)?"


def cardinal(digits: str) -> str:
    """`'10203'` -> `'一万零二百零三'`. Numbers of 17 digits or more are read digit by digit."""
    digits = digits.lstrip("0") or "0"
    if len(digits) > 16:
        return one_by_one(digits)
    groups = [int(digits[max(0, end - 4) : end]) for end in range(len(digits), 0, -4)][::-1]
    words, gap = "", False
    for place, group in zip(("", "万", "亿", "兆")[: len(groups)][::-1], groups, strict=True):
        if group:
            spoken = "两" if group == 2 and place else _below_ten_thousand(group)
            words += ("零" if words and (gap or group < 1000) else "") + spoken + place
        gap = group == 0
    words = words or "零"
    return words[1:] if words.startswith("一十") else words


def one_by_one(digits: str, one: str = "一") -> str:
    return "".join(one if d == "1" else DIGITS[int(d)] for d in digits)


def _below_ten_thousand(value: int) -> str:
    words, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // size % 10
        if digit:
            words += ("零" if gap and words else "") + ("两" if digit == 2 and size == 1000 else DIGITS[digit]) + name
        gap = digit == 0
    return words


def _number(text: str) -> str:
    whole, _, decimals = text.partition(".")
    return cardinal(whole) + ("点" + one_by_one(decimals) if decimals else "")


def _counted(match: re.Match[str]) -> str:
    return ("两" if match[1] == "2" else _number(match[1])) + match[2]


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    minutes = "" if minute == 0 else ("零" if minute < 10 else "") + cardinal(str(minute)) + "分"
    return ("两" if hour == 2 else cardinal(str(hour))) + "点" + minutes


def _date(match: re.Match[str]) -> str:
    return f"{one_by_one(match[1])}年{cardinal(match[2])}月{cardinal(match[3])}日"


_RULES: tuple[Rule, ...] = (
    (r"(?<=\d),(?=\d{3}(?:\D|$))", lambda m: ""),
    (r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", _date),
    (r"(?<!\d)(0\d{2,3})[-—](\d{7,8})(?!\d)", lambda m: one_by_one(m[1], "幺") + "，" + one_by_one(m[2], "幺")),
    (r"(?<!\d)1[3-9]\d{9}(?!\d)", lambda m: one_by_one(m[0], "幺")),
    (r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)", _clock),
    (r"(?<!\d)(\d{3,4})年", lambda m: one_by_one(m[1]) + "年"),
    (r"(?<!\d)(\d+)/(\d+)(?!\d)", lambda m: cardinal(m[2]) + "分之" + cardinal(m[1])),
    (r"(?<=[\d%％])\s*[~～—–-]\s*(?=\d)", lambda m: "到"),
    (r"(?<![\dA-Za-z])[-−](?=\d)", lambda m: "负"),
    (rf"({_NUMBER})\s*[%％]", lambda m: "百分之" + _number(m[1])),
    (rf"[¥￥]\s*({_NUMBER})", lambda m: _number(m[1]) + "元"),
    (rf"({_NUMBER})\s*({'|'.join(map(re.escape, _UNITS))})(?![A-Za-z])", lambda m: _number(m[1]) + _UNITS[m[2]]),
    (r"第(\d+)", lambda m: "第" + cardinal(m[1])),
    (rf"(?<![\d.])(2)([{_MEASURES}点])", _counted),
    (_NUMBER, lambda m: _number(m[0])),
)


def normalise(reading: Reading) -> Reading:
    """The text as it is read aloud, with the source span of every character."""
    return rewrite(reading, _RULES)


def spelled(utterance: Utterance) -> Reading:
    """The text with its `say-as` parts written out: digits one by one, ordinals with 第, dates and times as usual."""
    kinds: dict[str, Callable[[str], str]] = {
        "characters": lambda text: "".join(one_by_one(c) if c.isdecimal() else c.upper() for c in text),
        "digits": lambda text: re.sub(r"\d+", lambda m: one_by_one(m[0]), text),
        "telephone": lambda text: re.sub(r"\d+", lambda m: one_by_one(m[0], "幺"), text),
        "cardinal": lambda text: re.sub(_NUMBER, lambda m: _number(m[0]), text),
        "ordinal": lambda text: re.sub(r"\d+", lambda m: "第" + cardinal(m[0]), text),
        "date": lambda text: normalise(plain(text)).text,
        "time": lambda text: normalise(plain(text)).text,
        "currency": lambda text: normalise(plain(text)).text,
    }
    return said_as(utterance, kinds)
