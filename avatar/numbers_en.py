"""English figures, dates, times, money, units and abbreviations as words (Chicago Manual of Style, chapter 9)."""

from __future__ import annotations

import re

from avatar.figures import CLEANING, Figures, Signs, after, before, read_figures
from avatar.reading import Reading, Rule
from avatar.roman import NUMERAL, roman
from avatar.utterance import Utterance

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()
_MONEY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yuan", "￥": "yuan"}
_UNITS = {
    "km/h": "kilometers an hour", "km²": "square kilometers", "m²": "square meters", "°C": "degrees Celsius",
    "℃": "degrees Celsius", "km": "kilometers", "kg": "kilograms", "cm": "centimeters", "mm": "millimeters",
    "m": "meters", "g": "grams", "h": "hours", "min": "minutes", "t": "tons", "L": "liters", "ml": "milliliters",
    "°F": "degrees Fahrenheit", "ft": "feet", "in": "inches", "mph": "miles an hour", "lbs": "pounds", "lb": "pounds",
    "oz": "ounces", "GB": "gigabytes", "MB": "megabytes", "TB": "terabytes", "kW": "kilowatts", "kWh": "kilowatt hours",
    "MW": "megawatts", "Hz": "hertz", "km2": "square kilometers", "m2": "square meters", "ha": "hectares",
    "s": "seconds", "ms": "milliseconds", "mi": "miles", "yd": "yards", "l": "liters",
}  # fmt: skip
_ABBREVIATIONS = {
    "Mr": "mister", "Mrs": "missus", "Ms": "miz", "Dr": "doctor", "St": "saint", "No": "number", "vs": "versus",
    "etc": "et cetera", "approx": "approximately", "Prof": "professor", "Gov": "governor", "Sen": "senator",
    "Rep": "representative", "Gen": "general", "Capt": "captain", "Lt": "lieutenant", "Rev": "reverend", "Jr": "junior",
    "Sr": "senior", "Ltd": "limited", "Inc": "incorporated", "Corp": "corporation", "Co": "company",
    "Dept": "department",
    "Ave": "avenue", "Rd": "road", "Blvd": "boulevard", "Mt": "mount", "Ft": "fort", "max": "maximum", "min": "minimum",
    "Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Fri": "Friday", "Sat": "Saturday",
    "est": "established", "Fig": "figure", "fig": "figure", "vol": "volume", "Vol": "volume", "ed": "edition",
}  # fmt: skip
LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        (
            "eigh bee see dee e eff gee aitch eye jay kay ell em en oh pee cue arr ess tee you vee double-you ex why "
            "zee"
        ).split(),
        strict=True,
    )
)
_NUMBER = r"\d+(?:\.\d+)?"
_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth", 100: "hundredth"}
_OF_THINGS = "Chapter|Part|Volume|Book|Act|Scene|Section|Phase|Stage|War|Type|Class|Article|Appendix|Unit|Figure|Table"
_SHORT_MONTHS = {month[:3]: month for month in _MONTHS} | {"Sept": "September"}


def cardinal(value: int) -> str:
    """`1234` -> `'one thousand two hundred thirty-four'`, below 10^15; longer numbers digit by digit."""
    if value >= 10**15:
        return digits(str(value))
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f"-{_ONES[value % 10]}" if value % 10 else "")
    size, name = next((size, name) for size, name in _SCALES if value >= size)
    rest = f" {cardinal(value % size)}" if value % size else ""
    return f"{cardinal(value // size)} {name}{rest}"


def ordinal(value: int) -> str:
    """`21` -> `'twenty-first'`."""
    head, last = re.fullmatch(r"(.*?)(\w+)", cardinal(value)).groups()  # type: ignore[union-attr]
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return head + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def digits(text: str) -> str:
    return " ".join(_ONES[int(c)] for c in text if c.isdecimal())


def year(value: int) -> str:
    """`1984` nineteen eighty-four, `2005` two thousand five, `2026` twenty twenty-six, `1900` nineteen hundred."""
    high, low = divmod(value, 100)
    if not 1100 <= value < 2100 or 2000 <= value < 2010:
        return cardinal(value)
    return f"{cardinal(high)} {'hundred' if low == 0 else f'oh {_ONES[low]}' if low < 10 else cardinal(low)}"


def number(text: str) -> str:
    whole, _, decimals = text.partition(".")
    return cardinal(int(whole)) + (f" point {digits(decimals)}" if decimals else "")


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    half = (match[3] or "").lower().replace(".", "")
    if not half and hour > 12:
        hour, half = hour - 12, "pm"
    if hour == 0:
        hour, half = 12, half or "am"
    minutes = "" if minute == 0 else f" oh {_ONES[minute]}" if minute < 10 else f" {cardinal(minute)}"
    clock = "" if minute or half else " o'clock"
    return f"{cardinal(hour)}{minutes}{clock}{' ' + ' '.join(half.upper()) if half else ''}"


def _over(a: int, b: int) -> str:
    """A fraction, or two numbers that are said one after the other, as 24/7."""
    if b not in _PARTS or a >= b:
        return f"{cardinal(a)} {cardinal(b)}"
    many = "halves" if b == 2 else f"{_PARTS[b]}s"
    return f"{cardinal(a)} {_PARTS[b] if a == 1 else many}"


def _regnal(match: re.Match[str]) -> str:
    value = roman(match[2])
    known = re.fullmatch(_OF_THINGS, match[1], re.IGNORECASE)
    return f"{match[1]} {cardinal(value) if known else 'the ' + ordinal(value)}"


def _slashed(match: re.Match[str]) -> str:
    """Day and month in either order: the one over twelve is the day; else the month is first, as in America."""
    a, b = int(match[1]), int(match[2])
    if a > 12 >= b:
        return f"the {ordinal(a)} of {_MONTHS[b - 1]}, {year(int(match[3]))}"
    return _date(match[3], match[1], match[2]) if a <= 12 else match[0]


def _scale(text: str | None) -> str:
    return {"bn": "billion", "m": "million", "k": "thousand"}.get(text or "", text or "")


def _money(sign: str, amount: str, scale: str = "") -> str:
    unit = _MONEY[sign]
    whole, _, cents = amount.partition(".")
    if not scale and whole == "0" and cents and unit in ("dollar", "euro"):
        return f"{cardinal(int(cents[:2].ljust(2, '0')))} cents"
    plural = unit if unit == "yuan" or (whole == "1" and not cents and not scale) else f"{unit}s"
    if scale:
        return f"{number(amount)} {scale} {plural}"
    tail = f" {cardinal(int(cents[:2].ljust(2, '0')))}" if cents and int(cents) else ""
    return f"{cardinal(int(whole))} {plural}{tail}"


def _date(year_: str, month: str, day: str) -> str:
    if not 1 <= int(month) <= 12:
        return f"{number(year_)} {number(month)} {number(day)}"
    return f"{_MONTHS[int(month) - 1]} {ordinal(int(day))}, {year(int(year_))}"


def _unit(match: re.Match[str]) -> str:
    words = _UNITS[match[2]]
    return f"{number(match[1])} {re.sub(r's(?= |$)', '', words, count=1) if match[1] == '1' else words}"


_SIGNS = Signs(
    "dot", "at", "slash", "hashtag", "plus", "minus", "times", "equals", "less than", "more than", "about", "to", "to",
    "section", _over,
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_RULES: tuple[Rule, ...] = (
    (r"(?<!\d)\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)", lambda m: "\u2060" + re.sub(r"\D", "", m[0])),  # never a year
    (r"\be\.\s?g\.", lambda m: "for example"),
    (r"\bi\.\s?e\.", lambda m: "that is"),
    (r"\bPh\.?\s?D\b\.?", lambda m: "PHD"),
    (rf"\b({'|'.join(_SHORT_MONTHS)})\.?\s+(?=\d)", lambda m: f"{_SHORT_MONTHS[m[1]]} "),
    (r"(?<=[a-z] )St\.", lambda m: "street"),
    (r"\bNo\.\s?(?=\d)", lambda m: "number "),
    (r"\bpp\.\s?(?=\d)", lambda m: "pages "),
    (r"\bp\.\s?(?=\d)", lambda m: "page "),
    (r"(?<!\d)24/7(?!\d)", lambda m: "twenty-four seven"),
    (r"\b([Cc]all|[Dd]ial|[Pp]hone|[Tt]el\.?)\s+(\d{3,6})(?!\d)", lambda m: f"{m[1]} {digits(m[2])}"),
    (r"\b([Rr]oom|[Ff]light)\s+(\d)0(\d)(?!\d)", lambda m: f"{m[1]} {_ONES[int(m[2])]} oh {_ONES[int(m[3])]}"),
    (r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", lambda m: _date(m[1], m[2], m[3])),
    (r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", _slashed),
    (r"(?<=\d)\s+(?=1/2(?!\d))", lambda m: " and "),
    (r"(?<=and )1/2(?!\d)", lambda m: "a half"),
    (r"(?<!\w)['’](\d0)s\b", lambda m: f"{re.sub('y$', 'ie', cardinal(int(m[1])))}s"),
    *before(_SIGNS, digits),
    (r"(?<![\d.])\.(?=\d)", lambda m: "point "),
    (
        rf"([$€£¥￥])\s*\u2060?({_NUMBER})(?:\s*(million|billion|thousand|bn|m|k)\b)?",
        lambda m: _money(m[1], m[2], _scale(m[3])),
    ),
    (rf"({_NUMBER})\s*([$€£¥￥])", lambda m: _money(m[2], m[1])),
    (r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?!\d)(?:\s*([ap]\.?m\b\.?|[AP]\.?M\b\.?))?", _time),
    (r"(?<!\d)(\d{1,2})\s*([ap]\.?m\b\.?|[AP]M\b)", lambda m: f"{cardinal(int(m[1]))} {m[2][0].upper()} M"),
    (r"\b([ap])\.m\.", lambda m: f"{m[1].upper()} M"),
    (rf"({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)", lambda m: f"{m[1]} {ordinal(int(m[2]))}"),
    (rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})", lambda m: f"the {ordinal(int(m[1]))} of {m[2]}"),
    (rf"\b({NUMERAL})\s+(centur\w+)", lambda m: f"{ordinal(roman(m[1]))} {m[2]}"),
    (rf"\b([A-Z][a-z]+|{_OF_THINGS})\s+({NUMERAL})\b(?!['’.\w])", _regnal),
    (r"(?<!\d)(\d+)(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1]))),
    (r"(?<!\d)(1[1-9]\d\d|20\d\d)s\b", lambda m: re.sub("y$", "ie", year(int(m[1]))) + "s"),
    (r"(?<!\d)([2-9]0)s\b", lambda m: re.sub("y$", "ie", cardinal(int(m[1]))) + "s"),
    (r"(?<![\w.])[-−](?=\d)", lambda m: "minus "),
    (rf"({_NUMBER})\s*%", lambda m: f"{number(m[1])} percent"),
    (r"(?<=[a-z])\s*%", lambda m: " percent"),
    (rf"({_NUMBER})\s*({'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?![\w'’])", _unit),
    *after(_SIGNS),
    (r"(?<![\d.\u2060])(1[1-9]\d\d|20\d\d)(?![\d.]\d|\d)", lambda m: year(int(m[1]))),
    (r"(?<!\d)0\d+(?!\d)", lambda m: digits(m[0])),
    (_NUMBER, lambda m: number(m[0])),
    (rf"\b({'|'.join(_ABBREVIATIONS)})\.", lambda m: _ABBREVIATIONS[m[1]]),
    (r"&", lambda m: " and "),
    *CLEANING,
)


def normalise(utterance: Utterance) -> Reading:
    """The text as it is read aloud, `say-as` parts first."""
    return read_figures(utterance, Figures(digits, number, ordinal, LETTERS, _NUMBER, _RULES))
