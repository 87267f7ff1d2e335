"""Spanish figures, dates, times, money, units and abbreviations as words (RAE, Ortografía 2010, chapter VIII)."""

from __future__ import annotations

import re

from avatar.figures import CLEANING, Figures, Signs, after, before, read_figures
from avatar.reading import Reading, Rule
from avatar.roman import NUMERAL, roman
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
_TENTHS = ("", "décimo", "vigésimo", "trigésimo", "cuadragésimo", "quincuagésimo", "sexagésimo", "septuagésimo",
           "octogésimo", "nonagésimo")  # fmt: skip
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
    "g": "gramos", "h": "horas", "min": "minutos", "t": "toneladas", "L": "litros", "l": "litros", "ml": "mililitros",
    "ha": "hectáreas", "s": "segundos", "m/s": "metros por segundo", "GB": "gigabytes", "MB": "megabytes",
    "kW": "kilovatios", "kWh": "kilovatios hora", "MW": "megavatios", "km2": "kilómetros cuadrados",
    "m2": "metros cuadrados", "°": "grados",
}  # fmt: skip
_FEMININE = (
    "horas?|personas?|luces|luz|veces|vez|lámparas?|linternas?|barcas?|toneladas?|libras?|mujeres|islas?|casas?|plazas?|"
    "páginas?|semanas?|noches?|especies?|flores|frutas?|cajas?|familias?|hectáreas?|fotos?|leyendas?|rocas?|vistas?|luces"
)
_ABBREVIATIONS = {"Sr": "señor", "Sra": "señora", "Srta": "señorita", "Dr": "doctor", "Dra": "doctora", "Ud": "usted",
                  "Uds": "ustedes", "etc": "etcétera",
                  "núm": "número", "pág": "página", "aprox": "aproximadamente", "Dña": "doña",
                  "D": "don",
                  "Sta": "santa", "Sto": "santo", "S": "san", "Gral": "general", "Ing": "ingeniero",
                  "Lic": "licenciado",
                  "Prof": "profesor", "Profa": "profesora", "tel": "teléfono", "Tel": "teléfono", "máx": "máximo",
                  "mín": "mínimo", "Avda": "avenida", "Av": "avenida", "Pza": "plaza", "págs": "páginas",
                  "vol": "volumen",
                  "cap": "capítulo", "art": "artículo", "depto": "departamento",
                  "izq": "izquierda", "dcha": "derecha"}  # fmt: skip
LETTERS = dict(
    zip(
        "abcdefghijklmnñopqrstuvwxyz",
        "a be ce de e efe ge hache i jota ka ele eme ene eñe o pe cu erre ese te u uve uvedoble equis ye zeta".split(),
        strict=True,
    )
)
_NUMBER = r"\d+(?:,\d+)?"
_PARTS = {2: "medio", 3: "tercio", 4: "cuarto", 5: "quinto", 6: "sexto", 8: "octavo", 10: "décimo", 100: "centésimo"}
_WOMEN = re.compile(r".*a$|Isabel|Beatriz|Carmen|Inés|Leonor", re.IGNORECASE)
_KINGS = (
    "Felipe|Carlos|Alfonso|Isabel|Juan|Pablo|Pedro|Fernando|Enrique|Luis|Sancho|Jaime|Francisco|Benedicto|Pío|León|"
    "Gregorio|Clemente|Inocencio|Urbano|Alejandro|Guillermo|Jorge|Eduardo|Ricardo|Federico|Napoleón|Catalina|María|Juana"
)
_EVENTS = re.compile(
    r"guerra|edición|feria|cumbre|jornadas?|semana|república|conferencia|asamblea|bienal", re.IGNORECASE
)


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
    words = re.sub(r"veintiún mil", "veintiuna mil", re.sub(r"uno$", "una", cardinal(value)))
    return re.sub(r"cientos\b|quinientos\b", lambda m: m[0][:-2] + "as", re.sub(r"\bun mil", "una mil", words))


def ordinal(value: int) -> str:
    """First to tenth, and `21` -> `'vigésimo primero'`, below a hundred; later ones are read as cardinals, as usual."""
    if 0 < value <= 12:
        return (*_ORDINALS, "undécimo", "duodécimo")[value]
    if not 12 < value < 100:
        return cardinal(value)
    tens, ones = divmod(value, 10)
    return _TENTHS[tens] + (f" {_ORDINALS[ones]}" if ones else "")


def _first(value: int, feminine: bool) -> str:
    """An ordinal before its noun: primer, tercer, primera."""
    words = ordinal(value)
    return re.sub(r"o\b", "a", words) if feminine else re.sub(r"(primer|tercer)o$", r"\1", words)


def _regnal(match: re.Match[str]) -> str:
    value = roman(match[2])
    if value > 10:
        return f"{match[1]} {cardinal(value)}"
    return f"{match[1]} {re.sub('o$', 'a', ordinal(value)) if _WOMEN.fullmatch(match[1]) else ordinal(value)}"


def _event(match: re.Match[str]) -> str:
    value = roman(match[1])
    return f"{_first(value, bool(_EVENTS.match(match[2]))) if value <= 10 else cardinal(value)} {match[2]}"


def _over(a: int, b: int) -> str:
    """A fraction, or two numbers that are said one after the other, as 24/7."""
    if b not in _PARTS or a >= b:
        return f"{cardinal(a)} {cardinal(b)}"
    return f"{before_noun(a)} {_PARTS[b]}{'s' if a > 1 else ''}"


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
        return f"{'una' if words in ('horas', 'toneladas', 'hectáreas') else 'un'} {re.sub(r's(?= |$)', '', words)}"
    whole = match[1].isdecimal()
    counted = (
        feminine(int(match[1]))
        if whole and words in ("horas", "toneladas", "hectáreas")
        else before_noun(int(match[1]))
        if whole
        else number(match[1])
    )
    return f"{counted} {words}"


_SIGNS = Signs(
    "punto", "arroba", "barra", "almohadilla", "más", "menos", "por", "igual a", "menos de", "más de", "unos", "a", "a",
    "sección", _over,
)  # fmt: skip
_RULES: tuple[Rule, ...] = (
    (
        r"(?<![\d+])(?<!\d )(?![6-9]\d\d \d{3} \d{3}(?!\d))\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?!\d)",
        lambda m: re.sub(r"\D", "", m[0]),
    ),
    (r"\bp\.\s?ej\.", lambda m: "por ejemplo"),
    (r"\ba\.\s?C\.", lambda m: "antes de Cristo"),
    (r"\bd\.\s?C\.", lambda m: "después de Cristo"),
    (r"\bEE\.?\s?UU\b\.?", lambda m: "Estados Unidos"),
    (r"\b[Nn]\.?\s?[ºo°]\s?(?=\d)", lambda m: "número "),
    (r"\bC/\s?(?=[A-ZÁÉÍÓÚ])", lambda m: "calle "),
    (r"\bkm\s+(?=\d)", lambda m: "kilómetro "),
    (r"(?<=\d )p\.\s?m\.", lambda m: "de la tarde"),
    (r"(?<=\d )a\.\s?m\.", lambda m: "de la mañana"),
    (r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", lambda m: _date(m[3], m[2], m[1])),
    (r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)", lambda m: _date(m[1], m[3], m[4])),
    *before(_SIGNS, digits),
    (rf"({_NUMBER})\s*M€", lambda m: f"{number(m[1])} millones de euros"),
    (rf"({_NUMBER})(?:\s+(millones|millón|mil))?\s*([€$£¥￥])", lambda m: _money(m[1], m[3], m[2] or "")),
    (rf"([€$£¥￥])\s*({_NUMBER})", lambda m: _money(m[2], m[1])),
    (r"(?<!\d)(\d{1,2})\s?h\s?(\d{2})(?!\d)", lambda m: f"{feminine(int(m[1]))} horas {cardinal(int(m[2]))}"),
    (r"(?<!\d)([01]?\d|2[0-3])[:.]00\s*h\b", lambda m: f"{feminine(int(m[1]))} {'hora' if m[1] == '1' else 'horas'}"),
    (r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)(?:\s*h\b)?", _time),
    (
        r"\b([Ss]iglos?|[Cc]apítulo|[Tt]omo|[Ff]ase|[Vv]olumen|[Tt]ipo|[Nn]ivel|[Aa]cto|[Tt]ítulo)\s+([IVXLC]+)\b",
        lambda m: f"{m[1]} {'primero' if m[2] == 'I' else cardinal(roman(m[2]))}",
    ),
    (rf"\b({_KINGS})\s+([IVXL]+)\b", _regnal),
    (rf"\b({NUMERAL}|I)\s+([a-záéíóúñ]{{4,}}|Guerra|Centenario|Feria|Congreso|Festival)\b", _event),
    (r"(?<!\d)(\d{1,2})er\b", lambda m: _first(int(m[1]), False)),
    (r"(?<!\d)(\d{1,3})\s?\.?[ºo]\b|(?<!\d)(\d{1,3})\.º", lambda m: ordinal(int(m[1] or m[2]))),
    (r"(?<!\d)(\d{1,3})\s?\.?ª", lambda m: re.sub(r"o\b", "a", ordinal(int(m[1])))),
    (r"(?<![\w.])[-−](?=\d)", lambda m: "menos "),
    (rf"({_NUMBER})\s*%", lambda m: f"{number(m[1])} por ciento"),
    (rf"({_NUMBER})\s*({'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?!\w)", _unit),
    *after(_SIGNS),
    (r"(?<!\d)0\d+(?!\d)", lambda m: digits(m[0])),
    (
        r"(?<![\d,])(\d+)\s+(?!(?:antes|después|por|más|menos|con|igual|coma|para|hasta|desde|sobre|que)\b)([a-záéíóúñ]{3,})",
        _count,
    ),
    (_NUMBER, lambda m: number(m[0])),
    (rf"\b({'|'.join(_ABBREVIATIONS)})\.", lambda m: _ABBREVIATIONS[m[1]]),
    (r"&", lambda m: " y "),
    *CLEANING,
)


def normalise(utterance: Utterance) -> Reading:
    """The text as it is read aloud, `say-as` parts first."""
    return read_figures(utterance, Figures(digits, number, ordinal, LETTERS, _NUMBER, _RULES))
