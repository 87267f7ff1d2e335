"""Chinese text made speakable: digits, dates, times, units and signs become the characters that are read aloud.

Every character of the result remembers which characters of the source it was read from, so captions and marks stay
on the text as it was written. Cardinals follow the usual reading rules (两 before measure words and 千/万, 零 for
skipped places, 十 alone at the head); years, telephone numbers and decimals are read digit by digit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from avatar.reading import Reading, Rule, plain, rewrite, said_as
from avatar.utterance import Utterance

DIGITS = "零一二三四五六七八九"
_UNITS = {
    "km/h": "公里每小时", "km²": "平方公里", "m²": "平方米", "㎡": "平方米", "kg": "公斤", "km": "公里", "cm": "厘米",
    "mm": "毫米", "mL": "毫升", "ml": "毫升", "m": "米", "g": "克", "t": "吨", "L": "升", "h": "小时", "min": "分钟",
    "℃": "摄氏度", "°C": "摄氏度", "km2": "平方公里", "m2": "平方米", "m³": "立方米", "kW": "千瓦", "kWh": "千瓦时",
    "ha": "公顷", "s": "秒", "mg": "毫克", "l": "升", "m/s": "米每秒",
}  # fmt: skip
_MEASURES = (
    "个位名只条艘座盏颗棵次年天里本张米斤件家户场种层倍元块人间架段吨公厘毫平小分秒万亿千岁"
    "届期章集枚双对把台部辆栋幢首篇副"
)
_MONEY = {"¥": "元", "￥": "元", "$": "美元", "＄": "美元", "€": "欧元", "£": "英镑", "￡": "英镑"}
_YEAR = r"(?:1[5-9]|20)\d\d"
_TO = r"\s*[-~～—–−]+\s*"
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


def _measured(amount: str, unit: str) -> str:
    return ("两" if amount == "2" and "度" not in unit else _number(amount)) + unit


def _counted(match: re.Match[str]) -> str:
    return ("两" if match[1] == "2" else _number(match[1])) + match[2]


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    minutes = "" if minute == 0 else ("零" if minute < 10 else "") + cardinal(str(minute)) + "分"
    seconds = f"{cardinal(match[3])}秒" if match[3] else ""
    return ("两" if hour == 2 else cardinal(str(hour))) + "点" + minutes + seconds


def _sign(char: str) -> str:
    """Ⅲ, ② and ½ as figures."""
    value = unicodedata.numeric(char)
    return (
        cardinal(str(int(value))) if value == int(value) else {0.5: "二分之一", 0.25: "四分之一"}.get(value, "四分之三")
    )


_RULES: tuple[Rule, ...] = (
    (r"[Ⅰ-Ⅻⅰ-ⅻ①-⑳½¼¾]", lambda m: _sign(m[0])),
    (r"(?<=\d)[,，](?=\d{3}(?:\D|$))", lambda m: ""),
    (
        r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d.])",
        lambda m: f"{one_by_one(m[1])}年{cardinal(m[3])}月{cardinal(m[4])}日",
    ),
    (r"(?<!\d)(0\d{2,3})[-—](\d{7,8})(?!\d)", lambda m: one_by_one(m[1], "幺") + "，" + one_by_one(m[2], "幺")),
    (r"(?<!\d)([48]00)-(\d{3,4})-(\d{3,4})(?!\d)", lambda m: "，".join(one_by_one(p, "幺") for p in m.groups())),
    (r"(?<!\d)1[3-9]\d{9}(?!\d)", lambda m: one_by_one(m[0], "幺")),
    (r"(?<!\d)\d{3,5}(?=电话|急救|报警|热线|平台)", lambda m: one_by_one(m[0], "幺")),
    (r"(?<=拨打|电话|热线|致电|[A-Za-z]\d)(?<![\d])[:：]?\s*(\d{3,12})(?!\d)", lambda m: one_by_one(m[1], "幺")),
    (r"(?<=[A-Za-z])\d{3,}(?!\d)", lambda m: one_by_one(m[0], "幺")),
    (r"(?<=\d)\s*[-−]\s*(?=\d+\s*=)", lambda m: "减"),
    (r"(?<=\d)\s*\+\s*(?=\d)", lambda m: "加"),
    (r"(?<=\d)\+", lambda m: "多"),
    (r"(?<=\d)\s*[×xX*]\s*(?=\d)", lambda m: "乘"),
    (r"(?<=\d)\s*÷\s*(?=\d)", lambda m: "除以"),
    (r"\s*=\s*(?=\d)", lambda m: "等于"),
    (r"[≥≧]\s*(?=\d)", lambda m: "大于等于"),
    (r"[≤≦]\s*(?=\d)", lambda m: "小于等于"),
    (r"[>＞]\s*(?=[\d-])", lambda m: "大于"),
    (r"[<＜]\s*(?=[\d-])", lambda m: "小于"),
    (r"[≈约]\s*(?=\d)", lambda m: "约"),
    (r"\s*[&＆]\s*", lambda m: "和"),
    (rf"(?<!\d)({_YEAR}){_TO}({_YEAR})(?=年)", lambda m: f"{one_by_one(m[1])}到{one_by_one(m[2])}"),
    (rf"(?<=\d:\d\d){_TO}(?=\d{{1,2}}[:：]\d\d)", lambda m: "到"),
    (r"(?<!\d)(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?(?![\d:：])", _clock),
    (r"(?<!\d)(\d+(?:\.\d+)?)\s*[:：]\s*(\d+(?:\.\d+)?)(?!\d)", lambda m: f"{_number(m[1])}比{_number(m[2])}"),
    (r"(\d+)['′](\d+)[\"″]", lambda m: f"{cardinal(m[1])}分{cardinal(m[2])}秒"),
    (r"(?<!\d)(\d{3,4})年", lambda m: one_by_one(m[1]) + "年"),
    (r"(?<!\d)(0\d)年", lambda m: one_by_one(m[1]) + "年"),
    (r"(?<!\d)(\d+)/(\d+)(?!\d)", lambda m: cardinal(m[2]) + "分之" + cardinal(m[1])),
    (rf"(?<=[\d%％℃C]){_TO}(?=\d)", lambda m: "到"),
    (rf"(?<![\dA-Za-z])[-−](?={_NUMBER}(?:(?:到|{_TO}){_NUMBER})?\s*(?:℃|°C|度|摄氏度))", lambda m: "零下"),
    (r"(?<![\dA-Za-z])[-−](?=\d)", lambda m: "负"),
    (rf"({_NUMBER})\s*[%％]", lambda m: "百分之" + _number(m[1])),
    (rf"({_NUMBER})\s*‰", lambda m: "千分之" + _number(m[1])),
    (r"(\d+)\.0+(?=\s*元)", lambda m: m[1]),
    (rf"([¥￥$＄€£￡])\s*({_NUMBER})\s*([万亿]*)", lambda m: _number(m[2]) + m[3] + _MONEY[m[1]]),
    (rf"({_NUMBER})\s*({'|'.join(map(re.escape, _UNITS))})(?![A-Za-z])", lambda m: _measured(m[1], _UNITS[m[2]])),
    (r"第(\d+)", lambda m: "第" + cardinal(m[1])),
    (rf"(?<![\d.])(2)([{_MEASURES}点])", _counted),
    (r"(?<![\d.])0\d+(?![\d.])", lambda m: one_by_one(m[0])),
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
