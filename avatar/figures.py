"""How the alphabetic languages read what is not a word: their rules for figures, and SSML's `say-as`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from avatar.reading import Reading, Rule, plain, rewrite, said_as
from avatar.utterance import Utterance

CLEANING: tuple[Rule, ...] = (
    (r"\w[\u0300-\u036f]+", lambda m: unicodedata.normalize("NFC", m[0])),
    (r"\.{2,}", lambda m: "…"),
    (r"(?<=\w)\.(?=\w)", lambda m: " "),
    (r"[^\w\s'’.,;:!?…—–()]|_", lambda m: " "),
)
"""The last rules of every alphabetic language: what is left are words and punctuation."""
ADDRESS = (
    r"(?<![A-Za-z0-9.@/])(?:https?://)?(?:[A-Za-z0-9._+-]+@)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,6}"
    r"(?:/[A-Za-z0-9_./#?=&%-]*[A-Za-z0-9])?(?![A-Za-z0-9@])"
)
"""A web or e-mail address."""
_DOMAINS = frozenset("com org net edu gov info travel app dev tv eu io cn it es uk us fr de jp hk".split())
_PHONE = (
    r"\+\d[\d ()-]{5,}\d(?!\d)|\(\d{2,4}\)\s?\d{3,4}[- ]?\d{3,4}(?!\d)|(?<![\d.,])0\d{1,3}[- ]\d{5,8}(?!\d)|"
    r"(?<![\d.,])\d{3,4}-\d{3,4}(?:-\d{3,4})?(?![\d.,-]*\d)|(?<![\d.,])[6-9]\d{2} \d{3} \d{3,4}(?!\d)"
)
_ODD = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}


@dataclass(frozen=True)
class Signs:
    """What a language calls the signs that stand between words and figures."""

    dot: str
    at: str
    slash: str
    hash: str
    plus: str
    minus: str
    times: str
    equals: str
    less: str
    more: str
    about: str
    to: str
    """from one number to another"""
    ratio: str
    section: str
    over: Callable[[int, int], str]
    """a fraction"""


def before(signs: Signs, digits: Callable[[str], str]) -> tuple[Rule, ...]:
    """Rules that come first: addresses, telephone numbers, fractions and signs of arithmetic."""

    def phone(match: re.Match[str]) -> str:
        return (f"{signs.plus} " if match[0][0] == "+" else "") + digits(match[0])

    return (
        (ADDRESS, lambda m: _address(m[0], signs)),
        (r"(?<!\w)@(?=\w)", lambda m: f"{signs.at} "),
        (r"(?<!\w)#(?=[^\W\d])", lambda m: f"{signs.hash} "),
        (r"[½¼¾⅓⅔]", lambda m: _ODD[m[0]]),
        (r"(?<!\d)((?:1[5-9]|20)\d\d)\s*[-–—]\s*((?:1[5-9]|20)\d\d)(?![\d-])", lambda m: f"{m[1]} {signs.to} {m[2]}"),
        (_PHONE, phone),
        (r"(?<=\d)\s*[-−]\s*(?=\d+\s*=)", lambda m: f" {signs.minus} "),
        (r"(?<=\d)\s*[×*]\s*(?=\d)", lambda m: f" {signs.times} "),
        (r"(?<=[\w])\s*\+\s*(?=[\w])", lambda m: f" {signs.plus} "),
        (r"\+(?=\d)", lambda m: f"{signs.plus} "),
        (r"(?<=\d)\+", lambda m: f" {signs.plus}"),
        (r"\s*=\s*(?=[\d−-])", lambda m: f" {signs.equals} "),
        (r"[<≤]\s*(?=[\d−-])", lambda m: f"{signs.less} "),
        (r"[>≥]\s*(?=[\d−-])", lambda m: f"{signs.more} "),
        (r"(?<![\d\w])[~≈]\s*(?=\d)", lambda m: f"{signs.about} "),
        (r"§\s*(?=\d)", lambda m: f"{signs.section} "),
        (r"©", lambda m: "copyright"),
        (r"(\d(?:\s?[ap]\.?\s?m\b\.?|\s?[%€$]|\s?°C)?)\s*[–—~]\s*(?=[\d$€])", lambda m: f"{m[1]} {signs.to} "),
        (
            r"(?<![\d-])(\d{1,3}(?:[.,:]\d+)?(?:\s?[ap]\.?m\b\.?|\s?%)?)\s*-\s*(?=\d{1,3}(?:[.,:]\d+)?(?![\d-]))",
            lambda m: f"{m[1]} {signs.to} ",
        ),
        (r"(?<![\d/])(\d{1,2})/(\d{1,3})(?![\d/])", lambda m: signs.over(int(m[1]), int(m[2]))),
    )


def after(signs: Signs) -> tuple[Rule, ...]:
    """Rules that come when times, dates and units are read: what is left between figures, and letters beside them."""
    return (
        (r"(?<=\d)\s*:\s*(?=\d)", lambda m: f" {signs.ratio} "),
        (r"(?<=[^\W\d_])\d+(?:[.,]\d+)?", lambda m: f" {m[0]}"),
        (r"\d(?=[^\W\d_])", lambda m: f"{m[0]} "),
    )


def _address(text: str, signs: Signs) -> str:
    said = []
    for part in re.findall(r"[^\W_]+|[^\w\s]|_", text.split("://")[-1]):
        names = {".": signs.dot, "@": signs.at, "/": signs.slash}
        spelled = part.lower() not in ("com", "net", "gov", "info") and (
            not re.search(r"[aeiouyAEIOUY]", part) or (len(part) == 2 and part.lower() in _DOMAINS)
        )
        said.append(names.get(part, part.upper() if spelled else part) if part[0].isalnum() or part in names else " ")
    return " ".join(said)


@dataclass(frozen=True)
class Figures:
    """What a language brings: figures one by one, a number, its ordinal, the names of letters, what a number looks
    like, and the rules of running text."""

    digits: Callable[[str], str]
    number: Callable[[str], str]
    ordinal: Callable[[int], str]
    letters: Mapping[str, str]
    pattern: str
    rules: tuple[Rule, ...]


def read_figures(utterance: Utterance, figures: Figures) -> Reading:
    """The text as it is read aloud, its `say-as` parts first. InputError for a kind that is not there."""

    def spelled(text: str) -> str:
        return " ".join(figures.digits(c) if c.isdecimal() else figures.letters.get(c.lower(), "") for c in text)

    def ruled(text: str) -> str:
        return rewrite(plain(text), figures.rules).text

    kinds: dict[str, Callable[[str], str]] = {
        "characters": spelled,
        "digits": figures.digits,
        "telephone": figures.digits,
        "cardinal": lambda text: re.sub(figures.pattern, lambda m: figures.number(m[0]), text),
        "ordinal": lambda text: re.sub(r"\d+", lambda m: figures.ordinal(int(m[0])), text),
        "date": ruled,
        "time": ruled,
        "currency": ruled,
    }
    return rewrite(said_as(utterance, kinds), figures.rules)
