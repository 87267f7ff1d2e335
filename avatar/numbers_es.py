"""Spanish figures, dates, times, money, units and abbreviations as words (RAE, Ortografía 2010, chapter VIII)."""

from __future__ import annotations

import re

from avatar.figures import CLEANING, Figures, read_figures
from avatar.reading import Reading, Rule
from avatar.roman import roman
from avatar.utterance import Utterance

_ONES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
).split()
_TENS = "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_HUNDREDS = (
    "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
).split()
_ORDINALS = "_ primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo".split()
_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
_MONEY = {
    "€": ("euro", "euros"),
    "$": ("dólar", "dólares"),
    "£": ("libra", "libras"),
    "¥": ("yuan", "yuanes"),
    "￥": ("yuan", "yuanes"),
}
_UNITS = {
    "km/h": "kilómetros por hora", "km²": "kilómetros cuadrados", "m²": "metros cuadrados", "°C": "grados",
    "℃": "grados", "km": "kilómetros", "kg": "kilos", "cm": "centímetros", "mm": "milímetros", "m": "metros",
    "g": "gramos", "h": "horas", "min": "minutos", "t": "toneladas", "L": "litros", "ml": "mililitros",
}  # fmt: skip
_FEMININE = (
    "horas?|personas?|luces|luz|veces|vez|lámparas?|linternas?|barcas?|toneladas?|libras?|mujeres|islas?|casas?|plazas?|"
    "páginas?|semanas?|noches?|especies?|flores|frutas?|cajas?|familias?|hectáreas?|fotos?|leyendas?|rocas?|vistas?|luces"
)
_ABBREVIATIONS = {"Sr": "señor", "Sra": "señora", "Srta": "señorita", "Dr": "doctor", "Dra": "doctora", "Ud": "usted",
                  "Uds": "ustedes", "etc": "etcétera",
                  "núm": "número", "pág": "página", "aprox": "aproximadamente"}  # fmt: skip
LETTERS = dict(
    zip(
        "abcdefghijklmnñopqrstuvwxyz",
        "a be ce de e efe ge hache i jota ka ele eme ene eñe o pe cu erre ese te u uve uvedoble equis ye zeta".split(),
        strict=True,
    )
)
_NUMBER = r"\d+(?:,\d+)?"


def cardinal(value: int) -> str:
    """`1234` -> `'mil doscientos treinta y cuatro'`, below 10^12; longer numbers digit by digit."""
    if value >= 10**12:
        return digits(str(value))
    if value < 30:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f" y {_ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        return (
            "cien" if value == 100 else _HUNDREDS[value // 100] + (f" {cardinal(value % 100)}" if value % 100 else "")
        )
    if value < 10**6:
        head = "mil" if value < 2000 else f"{before_noun(value // 1000)} mil"
        return head + (f" {cardinal(value % 1000)}" if value % 1000 else "")
    head = "un millón" if value < 2 * 10**6 else f"{before_noun(value // 10**6)} millones"
    return head + (f" {cardinal(value % 10**6)}" if value % 10**6 else "")


def before_noun(value: int) -> str:
    """`21` -> `'veintiún'`: uno loses its o before a masculine noun."""
    words = cardinal(value)
    return re.sub(r"veintiuno$", "veintiún", re.sub(r"\buno$", "un", words))


def feminine(value: int) -> str:
    """`201` -> `'doscientas una'`."""
    return re.sub(r"cientos\b|quinientos\b", lambda m: m[0][:-2] + "as", re.sub(r"uno$", "una", cardinal(value)))


def ordinal(value: int) -> str:
    """First to tenth; later ones are read as cardinals, as usual."""
    return _ORDINALS[value] if 0 < value <= 10 else cardinal(value)


def digits(text: str) -> str:
    return " ".join(_ONES[int(c)] for c in text if c.isdecimal())


def number(text: str) -> str:
    whole, _, decimals = text.partition(",")
    tail = digits(decimals) if decimals.startswith("0") else cardinal(int(decimals)) if decimals else ""
    return cardinal(int(whole)) + (f" coma {tail}" if tail else "")


def _count(match: re.Match[str]) -> str:
    words = match[2]
    counted = feminine(int(match[1])) if re.fullmatch(_FEMININE, words) else before_noun(int(match[1]))
    return f"{counted} {words}"


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    minutes = {0: "", 15: " y cuarto", 30: " y media"}.get(minute, f" y {cardinal(minute)}") if hour <= 12 else (
        f" {cardinal(minute)}" if minute else "")  # fmt: skip
    return ("una" if hour == 1 else feminine(hour)) + minutes


def _money(amount: str, sign: str, scale: str = "") -> str:
    one, many = _MONEY[sign]
    if scale:
        return f"{number(amount)} {scale} de {many}"
    whole, _, cents = amount.partition(",")
    counted = feminine(int(whole)) if one == "libra" else before_noun(int(whole))
    tail = f" con {cardinal(int(cents[:2].ljust(2, '0')))}" if cents and int(cents) else ""
    return f"{counted} {one if whole == '1' else many}{tail}"


def _date(day: str, month: str, year: str) -> str:
    if not 1 <= int(month) <= 12:
        return f"{number(day)} {number(month)} {number(year)}"
    return f"{'uno' if int(day) == 1 else cardinal(int(day))} de {_MONTHS[int(month) - 1]} de {cardinal(int(year))}"


def _unit(match: re.Match[str]) -> str:
    words = _UNITS[match[2]]
    if match[1] == "1":
        return f"{'una' if words in ('horas', 'toneladas') else 'un'} {re.sub(r's(?= |$)', '', words)}"
    whole = match[1].isdecimal()
    counted = (
        feminine(int(match[1]))
        if whole and words in ("horas", "toneladas")
        else before_noun(int(match[1]))
        if whole
        else number(match[1])
    )
    return f"{counted} {words}"


_RULES: tuple[Rule, ...] = (
    (r"(?<=\d)[.\u00a0\u202f](?=\d{3}(?:\D|$))", lambda m: ""),
    (rf"({_NUMBER})(?:\s+(millones|millón|mil))?\s*([€$£¥￥])", lambda m: _money(m[1], m[3], m[2] or "")),
    (rf"([€$£¥￥])\s*({_NUMBER})", lambda m: _money(m[2], m[1])),
    (r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", lambda m: _date(m[3], m[2], m[1])),
    (r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", lambda m: _date(m[1], m[2], m[3])),
    (r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)(?:\s*h\b)?", _time),
    (
        r"\b([Ss]iglos?|[Cc]apítulo|[Ff]elipe|[Cc]arlos|[Aa]lfonso)\s+([IVXLC]+)\b",
        lambda m: f"{m[1]} {cardinal(roman(m[2]))}",
    ),
    (r"(?<!\d)(\d{1,3})\s?[ºo]\b", lambda m: ordinal(int(m[1]))),
    (r"(?<!\d)(\d{1,3})\s?ª", lambda m: re.sub("o$", "a", ordinal(int(m[1])))),
    (r"\+?\d{2,4}(?:[- ]\d{2,8}){2,4}(?!\d)", lambda m: digits(m[0])),
    (r"(?<=\d)\s*[-–—~]\s*(?=\d)", lambda m: " a "),
    (r"(?<![\w.])[-−](?=\d)", lambda m: "menos "),
    (rf"({_NUMBER})\s*%", lambda m: f"{number(m[1])} por ciento"),
    (rf"({_NUMBER})\s*({'|'.join(map(re.escape, _UNITS))})(?!\w)", _unit),
    (r"(?<!\d)1/2(?!\d)", lambda m: "un medio"),
    (r"(?<!\d)0\d+(?!\d)", lambda m: digits(m[0])),
    (r"(?<![\d,])(\d+)\s+([a-záéíóúñ]{3,})", _count),
    (_NUMBER, lambda m: number(m[0])),
    (rf"\b({'|'.join(_ABBREVIATIONS)})\.", lambda m: _ABBREVIATIONS[m[1]]),
    (r"&", lambda m: " y "),
    *CLEANING,
)


def normalise(utterance: Utterance) -> Reading:
    """The text as it is read aloud, `say-as` parts first."""
    return read_figures(utterance, Figures(digits, number, ordinal, LETTERS, _NUMBER, _RULES))
