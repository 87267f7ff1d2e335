"""Italian figures, dates, times, money, units and abbreviations as words (L. Serianni, Italiano, 1997, chapter VI)."""

from __future__ import annotations

import re

from avatar.figures import CLEANING, Figures, Signs, after, before, read_figures
from avatar.reading import Reading, Rule
from avatar.roman import NUMERAL, roman
from avatar.utterance import Utterance

_ONES = (
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove"
).split()
_TENS = "_ _ venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split()
_ORDINALS = "_ primo secondo terzo quarto quinto sesto settimo ottavo nono decimo".split()
_MONTHS = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
_MONEY = {
    "€": ("euro", "euro"),
    "$": ("dollaro", "dollari"),
    "£": ("sterlina", "sterline"),
    "¥": ("yuan", "yuan"),
    "￥": ("yuan", "yuan"),
}
_UNITS = {
    "km/h": "chilometri all'ora", "km²": "chilometri quadrati", "m²": "metri quadrati", "°C": "gradi", "℃": "gradi",
    "km": "chilometri", "kg": "chili", "cm": "centimetri", "mm": "millimetri", "m": "metri", "g": "grammi", "h": "ore",
    "min": "minuti", "t": "tonnellate", "L": "litri", "l": "litri", "ml": "millilitri", "mq": "metri quadrati",
    "ha": "ettari", "s": "secondi", "GB": "gigabyte", "MB": "megabyte", "kW": "chilowatt", "kWh": "chilowattora",
    "MW": "megawatt", "km2": "chilometri quadrati", "m2": "metri quadrati", "m/s": "metri al secondo",
}  # fmt: skip
_SINGULAR = {"ore": "un'ora", "tonnellate": "una tonnellata", "gradi": "un grado", "chili": "un chilo",
             "metri": "un metro", "chilometri": "un chilometro", "minuti": "un minuto",
             "litri": "un litro", "grammi": "un grammo"}  # fmt: skip
_ABBREVIATIONS = {
    "Sig": "signor", "Sig.ra": "signora", "Sig.na": "signorina", "Dott": "dottor", "Dott.ssa": "dottoressa",
    "Dr": "dottor", "Prof": "professor", "Prof.ssa": "professoressa", "Ing": "ingegner", "Avv": "avvocato",
    "ecc": "eccetera", "es": "esempio", "pag": "pagina", "pagg": "pagine", "ca": "circa", "tel": "telefono",
    "Tel": "telefono", "max": "massimo", "min": "minimo", "P.zza": "piazza", "C.so": "corso", "V.le": "viale",
    "S": "san", "vol": "volume", "cap": "capitolo", "art": "articolo", "fig": "figura", "mln": "milioni",
}  # fmt: skip
_SHORTENED = "|".join(map(re.escape, sorted(_ABBREVIATIONS, key=len, reverse=True)))
_PARTS = {2: "mezzo", 3: "terzo", 4: "quarto", 5: "quinto", 6: "sesto", 8: "ottavo", 10: "decimo", 100: "centesimo"}
_KINGS = (
    "Papa \\w+|Luigi|Carlo|Vittorio Emanuele|Umberto|Paolo|Elisabetta|Filippo|Enrico|Federico|Francesco|Giovanni|Pio|"
    "Leone|Benedetto|Gregorio|Napoleone|Alessandro|Cosimo|Ferdinando|Giorgio|Edoardo|Guglielmo|Pietro|Caterina|Maria"
)
_OF_WOMEN = re.compile(r".*a$", re.IGNORECASE)
_EVENTS = re.compile(
    r"guerra|edizione|fiera|legislatura|giornata|settimana|repubblica|conferenza|biennale", re.IGNORECASE
)
_MALE_IN_A = re.compile(r"(problema|tema|sistema|programma|clima|panorama|poema|cinema|pilota|poeta|artista|turista)$")
LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        (
            "a bi ci di e effe gi acca i ilunga cappa elle emme enne o pi cu erre esse ti u vu doppiavu ics ipsilon "
            "zeta"
        ).split(),
        strict=True,
    )
)
_NUMBER = r"\d+(?:,\d+)?"


def cardinal(value: int) -> str:
    """`1234` -> `'mille duecento trentaquattro'` (spoken groups apart), below 10^12; longer ones digit by digit."""
    if value >= 10**12:
        return digits(str(value))
    if value < 20:
        return _ONES[value]
    if value < 100:
        tens, ones = _TENS[value // 10], value % 10
        return (tens[:-1] if ones in (1, 8) else tens) + ("tré" if ones == 3 else _ONES[ones] if ones else "")
    if value < 1000:
        head = "cento" if value < 200 else f"{_ONES[value // 100]}cento"
        return head + (f" {cardinal(value % 100)}" if value % 100 else "")
    for size, one, many in (
        (10**9, "un miliardo", "miliardi"),
        (10**6, "un milione", "milioni"),
        (1000, "mille", "mila"),
    ):
        if value >= size:
            count = value // size
            head = one if count == 1 else f"{cardinal(count)} {many}"
            return head + (f" {cardinal(value % size)}" if value % size else "")
    raise ValueError(value)


def ordinal(value: int) -> str:
    """`21` -> `'ventunesimo'`."""
    if 0 < value <= 10:
        return _ORDINALS[value]
    words = cardinal(value)
    return (words if words.endswith(("tré", "sei")) else words[:-1]).replace("tré", "tre") + "esimo"


def digits(text: str) -> str:
    return " ".join(_ONES[int(c)] for c in text if c.isdecimal())


def number(text: str) -> str:
    whole, _, decimals = text.partition(",")
    tail = digits(decimals) if decimals.startswith("0") else cardinal(int(decimals)) if decimals else ""
    return cardinal(int(whole)) + (f" virgola {tail}" if tail else "")


def _her(words: str) -> str:
    return words[:-1] + "a"


def _regnal(match: re.Match[str]) -> str:
    said = ordinal(roman(match[2]))
    return f"{match[1]} {_her(said) if _OF_WOMEN.fullmatch(match[1].split()[-1]) else said}"


def _event(match: re.Match[str]) -> str:
    said = ordinal(roman(match[1]))
    return f"{_her(said) if _EVENTS.match(match[2]) else said} {match[2]}"


def _over(a: int, b: int) -> str:
    """A fraction, or two numbers that are said one after the other, as 24/7."""
    if b not in _PARTS or a >= b:
        return f"{cardinal(a)} {cardinal(b)}"
    return f"un {_PARTS[b]}" if a == 1 else f"{cardinal(a)} {_PARTS[b][:-1]}i"


def _one(match: re.Match[str]) -> str:
    """One thing: una barca, un ponte, uno studente."""
    noun = match[1]
    if noun.endswith(("a", "tà", "zione", "sione")) and not _MALE_IN_A.search(noun):
        return f"una {noun}"
    return f"{'uno' if re.match('s[^aeiou]|z|gn|ps|x|y', noun) else 'un'} {noun}"


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    minutes = {0: "", 15: " e un quarto", 30: " e mezza"}.get(minute, f" e {cardinal(minute)}") if hour <= 12 else (
        f" e {cardinal(minute)}" if minute else "")  # fmt: skip
    return ("una" if hour == 1 else cardinal(hour)) + minutes


def _money(amount: str, sign: str, scale: str = "") -> str:
    one, many = _MONEY[sign]
    if scale:
        return f"{number(amount)} {scale} di {many}"
    whole, _, cents = amount.partition(",")
    tail = f" e {cardinal(int(cents[:2].ljust(2, '0')))}" if cents and int(cents) else ""
    if whole == "1":
        return f"{'una' if one == 'sterlina' else 'un'} {one}{tail}"
    return f"{cardinal(int(whole))} {many}{tail}"


def _date(day: str, month: str, year: str) -> str:
    if not 1 <= int(month) <= 12:
        return f"{number(day)} {number(month)} {number(year)}"
    return f"{'primo' if int(day) == 1 else cardinal(int(day))} {_MONTHS[int(month) - 1]} {cardinal(int(year))}"


def _unit(match: re.Match[str]) -> str:
    words = _UNITS[match[2]]
    return _SINGULAR[words] if match[1] == "1" and words in _SINGULAR else f"{number(match[1])} {words}"


_SIGNS = Signs(
    "punto", "chiocciola", "barra", "cancelletto", "più", "meno", "per", "uguale", "meno di", "più di", "circa", "a",
    "a", "paragrafo", _over,
)  # fmt: skip
_RULES: tuple[Rule, ...] = (
    (
        r"(?<![\d+])(?<!\d )(?![6-9]\d\d \d{3} \d{3}(?!\d))\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?!\d)",
        lambda m: re.sub(r"\D", "", m[0]),
    ),
    (r"\bp\.\s?es\.", lambda m: "per esempio"),
    (r"\ba\.\s?C\.", lambda m: "avanti Cristo"),
    (r"\bd\.\s?C\.", lambda m: "dopo Cristo"),
    (r"\b[Nn](?:\.\s?[ro]?|[°º])\s?(?=\d)", lambda m: "numero "),
    (rf"\b({_SHORTENED})\.?(?=\s+[\dA-Z])(?<!\bS)(?<!\bes)(?<!\bca)(?<!\bart)", lambda m: _ABBREVIATIONS[m[1]]),
    (r"(?<!\w)['’](\d\d)(?!\d)", lambda m: cardinal(int(m[1]))),
    (r"(?<!\w)['’](\d00)(?!\d)", lambda m: cardinal(int(m[1]))),
    (r"(?<=ll['’])1(?!\d)", lambda m: "una"),
    (r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", lambda m: _date(m[3], m[2], m[1])),
    (r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)", lambda m: _date(m[1], m[3], m[4])),
    *before(_SIGNS, digits),
    (rf"({_NUMBER})\s*mln\b\.?", lambda m: f"{number(m[1])} milioni"),
    (rf"({_NUMBER})(?:\s+(milioni|milione|miliardi|mila))?\s*([€$£¥￥])", lambda m: _money(m[1], m[3], m[2] or "")),
    (rf"([€$£¥￥])\s*({_NUMBER})", lambda m: _money(m[2], m[1])),
    (r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)", _time),
    (r"\b([IVXLC]+)\s+(secolo)", lambda m: f"{ordinal(roman(m[1]))} {m[2]}"),
    (rf"\b(secolo|[Cc]apitolo|[Tt]omo|[Aa]tto|[Vv]olume|{_KINGS})\s+([IVXLC]+)\b", _regnal),
    (rf"\b({NUMERAL}|I)\s+([a-zà-ù]{{5,}}|Guerra|Congresso|Festival|Fiera)\b", _event),
    (r"(?<!\d)(\d{1,3})\s?º|(?<!\d)(\d{1,3})°(?=\s+[a-z])", lambda m: ordinal(int(m[1] or m[2]))),
    (r"(?<!\d)1°(?!C)", lambda m: "primo"),
    (r"(?<=\d)\s?°(?!C)", lambda m: " gradi"),
    (r"(?<!\d)(\d{1,3})\s?ª", lambda m: _her(ordinal(int(m[1])))),
    (r"(?<![\w.])[-−](?=\d)", lambda m: "meno "),
    (rf"({_NUMBER})\s*%", lambda m: f"{number(m[1])} per cento"),
    (rf"({_NUMBER})\s*({'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?!\w)", _unit),
    (rf"(?<!\d)1\s+({'|'.join(_MONTHS)})", lambda m: f"primo {m[1]}"),
    *after(_SIGNS),
    (r"(?<![\d,.])1\s+(?!(?:a|e|o|per|più|meno|su|di|da|in|con|uguale)\b)([a-zà-ù]+)", _one),
    (r"(?<!\d)0\d+(?!\d)", lambda m: digits(m[0])),
    (_NUMBER, lambda m: number(m[0])),
    (rf"\b({'|'.join(map(re.escape, _ABBREVIATIONS))})\.", lambda m: _ABBREVIATIONS[m[1]]),
    (r"&", lambda m: " e "),
    *CLEANING,
)


def normalise(utterance: Utterance) -> Reading:
    """The text as it is read aloud, `say-as` parts first."""
    return read_figures(utterance, Figures(digits, number, ordinal, LETTERS, _NUMBER, _RULES))
