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
