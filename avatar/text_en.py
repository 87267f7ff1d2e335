"""American English text to phones: a dictionary, weak forms, regular endings, compounds, pinyin names, letter rules.

The dictionary (`data/words_en.tsv.gz`) holds a word's reading and, where they differ, those as a verb and as a noun
(live, use, record). Weak forms and flapping after P. Roach, English Phonetics and Phonology (2009), chapter 12, and
P. Ladefoged, A Course in Phonetics (2011), chapter 4.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from avatar import latin, numbers_en, pinyin_names
from avatar.phrases import Piece
from avatar.utterance import Utterance

_DATA = Path(__file__).parent / "data"
_WEAK = {
    "a": "ɐ", "an": "ɐn", "and": "ænd", "of": "ʌv", "in": "ɪn", "for": "fɔɹ", "at": "æt", "on": "ɔn", "by": "bI",
    "from": "fɹʌm", "with": "wɪð", "us": "ʌs", "is": "ɪz", "are": "ɑɹ", "was": "wʌz", "were": "wɜɹ", "can": "kæn",
    "you": "ju", "your": "jʊɹ", "our": "ˌWɹ", "as": "æz", "it": "ɪt", "that": "ðæt", "we": "wi", "i": "I", "my": "mI",
    "or": "ɔɹ", "be": "bi", "have": "hæv", "has": "hæz", "will": "wɪl", "than": "ðæn", "any": "ˌɛni", "ago": "əɡˈO",
}  # fmt: skip
_OWN = {
    "eigh": "ˈA", "e": "ˈi", "arr": "ˈɑɹ", "cue": "kjˈu", "ex": "ˈɛks", "oh": "ˈO",
    "yangmei": "jˈɑŋmˌA", "huafang": "hwˈɑfˌɑŋ",
    "bayberry": "bˈAbˌɛɹi", "bayberries": "bˈAbˌɛɹiz", "taihe": "tˈIhˌʌ", "qingtian": "ʧˈɪŋtjˌɛn", "lishui": "lˈiʃwˌA",
    "zhejiang": "ʤˈʌʤjˌɑŋ", "oujiang": "ˈOʤjˌɑŋ", "duoduo": "dwˌOdwˈO", "résumé": "ɹˈɛzəmˌA",
    "xi'an": "ʃiˈɑn", "wi": "wˈI", "fi": "fˈI", "wifi": "wˈIfˌI",
}  # fmt: skip
_BEFORE_VERB = frozenset(
    "to i you we they who will would can could may might must shall should don't let's please".split()
)
_BEFORE_NOUN = frozenset("a an the this that my your his her its our their no of in for with some any new".split())
_SOUNDS = (
    ("tch", "ʧ"), ("sch", "ʃ"), ("igh", "I"), ("ch", "ʧ"), ("sh", "ʃ"), ("th", "θ"), ("ph", "f"), ("ck", "k"),
    ("qu", "kw"), ("ng", "ŋ"),
    ("ee", "i"), ("ea", "i"), ("ei", "i"), ("ie", "i"), ("oo", "u"), ("ou", "W"), ("ow", "O"), ("ai", "A"),
    ("ay", "A"), ("oa", "O"),
    ("a", "æ"), ("c", "k"), ("e", "ɛ"), ("g", "ɡ"), ("i", "ɪ"), ("j", "ʤ"), ("o", "ɑ"), ("q", "k"),
    ("r", "ɹ"), ("u", "ʌ"), ("x", "ks"), ("y", "i"),
)  # fmt: skip
_IPA = (
    ("r", "ɹ"), ("aɪ", "I"), ("eɪ", "A"), ("aʊ", "W"), ("oʊ", "O"), ("əʊ", "O"), ("ɔɪ", "Y"),
)  # fmt: skip
_FLAP_AFTER = frozenset("AIOWYiuæɑəɛɪɹʊʌ")
_SUFFIXES = (
    ("ly", "li"), ("ness", "nəs"), ("less", "ləs"), ("ful", "fᵊl"), ("ers", "əɹz"), ("er", "əɹ"), ("est", "əst"),
    ("ments", "mənts"), ("ment", "mənt"),
)  # fmt: skip
_SPELLED_ANYWAY = frozenset("US IT AI AM PM TV PC UN EU UK ID OK VR AR XR ER OR IS AS AN".split()) - frozenset(
    ("OR", "IS", "AS", "AN")
)


def read(utterance: Utterance) -> Iterator[Piece]:
    """The words and pauses of an English utterance. Raises Unreadable for text that nobody can read."""
    shouting = utterance.text.isupper() and len(utterance.text) > 12  # a headline, not initials
    return latin.read(utterance, numbers_en.normalise(utterance), _language(shouting))


def check(written: str, reading: str) -> None:
    """Raises Unreadable for a reading that is not IPA."""
    latin.symbols(reading, _language())


def _language(shouting: bool = False) -> latin.Language:
    return latin.Language("English", _shouted if shouting else phones, _IPA)


def _shouted(words: Sequence[str], i: int) -> str:
    return phones([word.lower() for word in words], i)


def phones(words: Sequence[str], i: int) -> str:
    """Word i of a phrase. What no rule knows is read by its letters."""
    word = words[i]
    lower = word.lower().strip("'")
    lower = lower if lower in _OWN else latin.without_accents(lower)
    following = words[i + 1].lower() if i + 1 < len(words) else ""
    before = words[i - 1].lower() if i else ""
    if is_initials(word):
        return " ".join(
            reading(part) or "" for c in lower if c.isalpha() for part in numbers_en.LETTERS[c].split("-")
        ).replace(" ", "")
    if lower == "the":
        return "ði" if following[:1] in tuple("aeiou") else "ðə"
    if lower == "to":
        return "tu" if not following else "tʊ" if following[0] in "aeiou" else "tə"
    if lower in _WEAK and following:
        return _WEAK[lower]
    variants = _words().get(lower)
    if variants and lower not in _OWN:
        default, verb, noun = variants
        if verb and before in _BEFORE_VERB:
            return verb
        if noun and before in _BEFORE_NOUN:
            return noun
        return default
    known = reading(lower)
    if known:
        return known
    humps = re.findall(r"[A-Z]?[a-z']+|[A-Z]+", word)
    if len(humps) > 1:  # iPhone, YouTube
        return "".join(phones([hump], 0) for hump in humps)
    return pinyin_names.english(lower.replace("'", "")) or _by_letters(lower)


def is_initials(word: str) -> bool:
    """XR, AI, BBC: capitals that are said letter by letter; NASA and UNESCO are words."""
    if not (word.isupper() and 2 <= len(word) <= 5 and word.isascii() and word.isalpha()):
        return False
    return word in _SPELLED_ANYWAY or word.lower() not in _words() or not re.search("[AEIOUY]", word)


def reading(word: str) -> str | None:
    """A lower-case word by the dictionary, by a regular ending of a word in it, or as two words in one."""
    if word in _OWN:
        return _OWN[word]
    if word in _words():
        return _words()[word][0]
    return _plural(word) or _past(word) or _gerund(word) or _suffixed(word) or _compound(word)


def _plural(word: str) -> str | None:
    stems = [word[:-2]] if word.endswith("'s") else []
    if word.endswith("s") and not word.endswith(("ss", "'s")):
        stems = [
            word[:-1],
            *([word[:-2]] if word.endswith("es") else []),
            *([word[:-3] + "y"] if word.endswith("ies") else []),
        ]
    for stem in stems:
        said = _known(stem)
        if said:
            return said + ("s" if said[-1] in "ptkfθ" else "ᵻz" if said[-1] in "szʃʒʧʤ" else "z")
    return None


def _past(word: str) -> str | None:
    if not word.endswith("ed"):
        return None
    for stem in (
        word[:-1],
        word[:-2],
        word[:-3] if word[-4:-3] == word[-3:-2] else "",
        word[:-3] + "y" if word.endswith("ied") else "",
    ):
        said = _known(stem)
        if said:
            if said[-1] == "t":
                return (said[:-1] + "ɾᵻd") if said[-2:-1] in _FLAP_AFTER else said + "ᵻd"
            return said + ("ᵻd" if said[-1] == "d" else "t" if said[-1] in "pkfθʃsʧ" else "d")
    return None


def _gerund(word: str) -> str | None:
    if not word.endswith("ing"):
        return None
    for stem in (word[:-3], word[:-3] + "e", word[:-4] if word[-5:-4] == word[-4:-3] else ""):
        said = _known(stem)
        if said:
            return said[:-1] + "ɾɪŋ" if said[-1] == "t" and said[-2:-1] in _FLAP_AFTER else said + "ɪŋ"
    return None


def _suffixed(word: str) -> str | None:
    for ending, sound in _SUFFIXES:
        said = _known(word[: -len(ending)]) if word.endswith(ending) else None
        if said:
            return said + sound
    return None


def _compound(word: str) -> str | None:
    for cut in range(3, len(word) - 2):
        head, tail = _known(word[:cut]), _known(word[cut:])
        if head and tail:
            return head + tail.replace("ˈ", "ˌ")
    return None


def _known(word: str) -> str | None:
    return _OWN.get(word) or (_words()[word][0] if len(word) > 1 and word in _words() else None)


def _by_letters(word: str) -> str:
    """The usual sound of each letter group, stressed on the first vowel."""
    said, at = "", 0
    word = re.sub(r"([^aeiou])\1", r"\1", re.sub(r"[^a-z]", "", latin.without_accents(word)))
    while at < len(word):
        group, sound = next(((g, s) for g, s in _SOUNDS if word.startswith(g, at)), (word[at], word[at]))
        if latin.is_vowel(sound[:1]) and "ˈ" not in said:
            said += "ˈ"
        said += sound
        at += len(group)
    return said


@cache
def _words() -> dict[str, tuple[str, str, str]]:
    rows = gzip.decompress((_DATA / "words_en.tsv.gz").read_bytes()).decode().splitlines()
    table = {}
    for row in rows:
        word, default, *others = row.split("\t")
        verb, noun = (*others, "", "")[:2]
        table[word] = (default, verb, noun)
    return table
