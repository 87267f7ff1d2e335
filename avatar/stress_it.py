"""Which vowel of an Italian word is stressed, and whether its e or o is open.

Spelling says it of last vowels alone. `data/words_it.tsv` lists words, and endings (economìa is known by -nomìa,
mèdico by the stress before -ico), with accents on what they leave unsaid; the longest that fits holds. After
P. M. Bertinetto & M. Loporcaro (The sound pattern of Standard Italian, 2005) and L. Canepari (Dizionario di pronuncia
italiana, 1999).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from avatar.latin import without_accents

_TABLE = Path(__file__).parent / "data" / "words_it.tsv"
ACCENTS: Mapping[str, str] = {
    "à": "a", "è": "ɛ", "é": "e", "ì": "i", "í": "i", "ò": "ɔ", "ó": "o", "ù": "u", "ú": "u", "á": "a",
}  # fmt: skip
"""A vowel as it is accented, and its sound."""
_BEFORE = "'"
_GRAVE = str.maketrans("aeiou", "àèìòù")
_WITH_PRONOUN = re.compile(r"(.+er)(?:lo|la|li|le|ne|si|ci|mi|ti|vi|gli|sene|melo|telo|celo|velo|glielo)")
_INFINITIVE = len("-'ere")


def marked(word: str) -> str:
    """A word in small letters with its stress written as an accent, where it is known: `'economia'` -> `'economìa'`."""
    if word != without_accents(word):
        return word
    table = _table()
    if word in table:
        return table[word]
    pronoun = _WITH_PRONOUN.fullmatch(word)
    if pronoun:
        verb = pronoun[1] + "e"
        if verb in table or len(_ending(verb)) > _INFINITIVE:
            return marked(verb)[:-1] + word[len(verb) - 1 :]
    ending = _ending(word)
    head, tail = word[: len(word) - len(ending) + 1], table.get(ending, "-")[1:]
    if not tail.startswith(_BEFORE):
        return head + tail
    head = word[: len(word) - len(tail) + 1]
    glide = r"(?<=[^aeiou])[iu]$" if tail[1:2] in tuple("aeiou") else r"(?!)"  # the i of studi|ano
    vowels = [m.start() for m in re.finditer(r"[aeiou]", re.sub(glide, "", head))]
    if not vowels:
        return word
    return head[: vowels[-1]] + head[vowels[-1]].translate(_GRAVE) + head[vowels[-1] + 1 :] + tail[1:]


def _ending(word: str) -> str:
    """The longest listed ending of a word, as it stands in the table's keys; "-" where there is none."""
    table = _table()
    return next((key for i in range(len(word)) if (key := f"-{word[i:]}") in table), "-")


@cache
def _table() -> dict[str, str]:
    """Word, or `-` and an ending, without accents -> with them. The stress before an ending is not part of its key."""
    rows = _TABLE.read_text(encoding="utf-8").split("\n")
    entries = [entry for row in rows if row and not row.startswith("#") for entry in row.split()]
    return {without_accents(entry).replace(_BEFORE, ""): entry for entry in entries}
