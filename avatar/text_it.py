"""Italian text to phones by the rules of its spelling, with a list for what they do not say.

Spelling leaves the stress of most words and the openness of e and o unsaid: `data/words_it.tsv` has common words with
an unusual one, endings decide the others (P. M. Bertinetto & M. Loporcaro, The sound pattern of Standard Italian,
2005).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from avatar import latin, numbers_it
from avatar.phrases import Piece
from avatar.utterance import Utterance

_DATA = Path(__file__).parent / "data"
_ACCENTS = {"à": "a", "è": "ɛ", "é": "e", "ì": "i", "í": "i", "ò": "ɔ", "ó": "o", "ù": "u", "ú": "u", "á": "a"}
_VOWELS = frozenset("aeiou") | _ACCENTS.keys()
_FRONT = frozenset("eièéìí")
_UNSTRESSED = frozenset(
    "il lo la i gli le un uno una di a da in con su per tra fra e ed o che si mi ti ci vi ne del dello della dei degli "
    "delle al allo alla ai agli alle dal dallo dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla "
    "sui sugli sulle se non".split()
)
_THIRD_LAST = re.compile(
    r"(ic[oaie]|ich[ei]|issim[oaie]|[aei]bil[ei]|[aei]vano|[aei]rebbero|[aei]ssero|[aei]rono|ologi?|olog[oi]|ograf[oi]|"
    r"ometr[oi]|evol[ei]|udin[ei]|[aio]gin[ei]|aggin[ei]|[tlsz]im[oaie]|[^aeiou]ul[oaie]|[tc]ol[oaie]|bol[oaie]|"
    r"[aeou]l[oi]g[oi]|omin[ei]|ordin[ei]|ermin[ei]|anim[aoei]|endere|endono|ettono|ettere|ondere|ungere|orgere|ergere|"
    r"incere|ogliere|istere|idere|udere|orrere|ompere|ivere|iscono|ano_|it[oa]r[oi]_|gher[oi]|cher[oi]|eder[ei]_)$"
)
_SECOND_LAST = re.compile(
    r"(amic[oaihe]+|nemic[oaihe]+|antic[oaihe]+|fatic[ahe]+|vedere|avere|potere|sapere|dovere|volere|tenere|rimanere|"
    r"piacere|godere|cadere|scuol[ae]|figliol[oi]|ruol[oi]|stil[ei]|prim[oaie]|sublim[ei]|polit[oa]|spagnol[oaie]|"
    r"parol[ae]|vol[oi]|sol[oaie]|gol[ae]|fol[ae]|viol[ae]|pistol[ae]|capriol[oi]|cin[ei]|arriv[oai]+|motiv[oi]|attiv[oaie])$"
)
_PLURAL_VERB = re.compile(r"([^aeiou]|qu|gu|ci|gi|u)[ao]no$")
"""They do it: parlano, tengono. What ends alike and is no verb follows."""
_NO_VERB = re.compile(
    r"^(lont|um|disum|rom|tosc|afric|messic|cub|napolet|pad|capit|vulc|div|ortol|sovr|vill|pag|aeropl|dec|urb|"
    r"suburb|repubblic|str|balc|tuc|zaffer|gr|melogr|inv|ins|nostr|paes|mond|prof|brasc|germ|ispan|americ|domenic|anglic|"
    r"s|m|n)ano$|[^aeiou]igiano$|^(perd|abband|col|patr|d|t|s|tr|ozi?)ono$"
)
_OPEN_E = re.compile(
    r"(ent[eoai]|end[oaei]|enz[ae]|ell[oaie]|est[oaie]|ers[oaie]|ien[ei]|ier[oi]|embre|esi[ao]|eri[ao]|estr[aeo])$"
)
_CLOSED_E = re.compile(r"(ment[eoi]|quest[oaie]|ett[oaie]|ezz[ae]|mes[ei])$")
_NAMES = {
    "qingtian": "ʧinɡtjˈɛn", "taihe": "taɪkˈɤ", "lishui": "liʃwˈeɪ", "zhejiang": "ʤeʤjˈanɡ", "oujiang": "oʊʤjˈanɡ",
    "duoduo": "dwodwˈo", "yu": "jˈu", "yangmei": "janɡmˈeɪ", "xr": "iksˈɛrre", "jingyun": "ʤinɡjˈun",
    "online": "onlˈaɪn",
}  # fmt: skip


def read(utterance: Utterance) -> Iterator[Piece]:
    """The words and pauses of an Italian utterance. Raises Unreadable for text that nobody can read."""
    return latin.read(utterance, numbers_it.normalise(utterance), _language())


def check(written: str, reading: str) -> None:
    """Raises Unreadable for a reading that is not IPA."""
    latin.symbols(reading, _language())


def _language() -> latin.Language:
    return latin.Language("Italian", phones, glides="ɪʊ")


def phones(words: Sequence[str], i: int) -> str:
    """Word i of a phrase; l'acqua is one word of two."""
    word = words[i]
    if len(word) > 1 and word.isupper() and "'" not in word and (len(word) <= 3 or not set(word.lower()) & _VOWELS):
        return "".join(spoken(name) for c in word.lower() for name in numbers_it.LETTERS.get(c, c).split())
    *heads, last = word.lower().rstrip("'").split("'")
    said = "".join(
        "ʧ" if head == "c" and last[:1] in _FRONT else spoken(head).replace("ˈ", "") for head in heads if head
    )
    tail = spoken(last)
    return said + (tail.replace("ˈ", "") if last in _UNSTRESSED and i + 1 < len(words) else tail)


def spoken(word: str) -> str:
    """A lower-case word; its stressed vowel has ˈ before it."""
    if word in _NAMES:
        return _NAMES[word]
    marked = _list().get(word, word)
    sounds = _sounds(marked)
    nuclei, glides = _nuclei(sounds)
    stressed = _stress(sounds, nuclei, word)
    out = ""
    for i, sound in enumerate(sounds):
        said = glides.get(i, _ACCENTS.get(sound, sound))
        if i == stressed:
            if sound == "e" and word not in _UNSTRESSED and _OPEN_E.search(word) and not _CLOSED_E.search(word):
                said = "ɛ"
            elif sound == "o" and glides.get(i - 1) == "w":
                said = "ɔ"  # uomo, fuoco, buono
            out += "ˈ" + said
        elif sound == "ɲ" and i and sounds[i - 1] in _VOWELS:
            out += "ɲɲ"  # always long between vowels
        elif sound == "n" and sounds[i + 1 : i + 2] == ["ɡ"]:
            out += "ŋ"
        else:
            out += "ɪ" if said == "i" and i + 1 == len(sounds) else said
    return out


def _sounds(word: str) -> list[str]:
    """A sound for each letter or group; doubled consonants are long, vowels keep their accents."""
    word = re.sub(r"[^a-zàèéìíòóùúá]", "", word.translate(str.maketrans("âêîôûäëïöüñç", "aeiouaeiouns")))
    out: list[str] = []
    at = 0
    while at < len(word):
        size, sounds = _group(word, at)
        out += sounds
        at += size
    return out


def _group(word: str, at: int) -> tuple[int, list[str]]:
    """(letters used, sounds) at a place of the word."""

    def silent_i(end: int) -> int:
        """The i of ciao and giallo is only a sign; an accented or final one is heard."""
        return 1 if word[end : end + 1] == "i" and word[end + 1 : end + 2] in _VOWELS and word[end + 1 :] else 0

    letter, two, three = word[at], word[at : at + 2], word[at : at + 3]
    front = word[at + 2 : at + 3] in _FRONT and bool(word[at + 2 :])
    if three == "gli" and (at + 3 >= len(word) or word[at + 3] in _VOWELS):
        return (3 if at + 3 < len(word) else 2), ["ʎ"]
    if two == "gn":
        return 2, ["ɲ"]
    if two == "sc" and front:
        return 2 + silent_i(at + 2), ["ʃ"]
    if three in ("cch", "ggh"):
        return 3, ["kː" if letter == "c" else "ɡː"]
    if two == "cq":
        return 2, ["kː"]
    if two in ("cc", "gg") and front:
        return 2 + silent_i(at + 2), ["ʧː" if letter == "c" else "ʤː"]
    if two in ("ch", "gh"):
        return 2, ["k" if letter == "c" else "ɡ"]
    if letter in "cg" and word[at + 1 : at + 2] in _FRONT and word[at + 1 :]:
        return 1 + silent_i(at + 1), ["ʧ" if letter == "c" else "ʤ"]
    if two == "zz":
        return 2, ["ʦː"]
    if two == "rr":
        return 2, ["r", "ɾ"]
    if letter in "bcdfglmnpstv" and two == letter * 2:
        return 2, [f"{ {'c': 'k', 'g': 'ɡ'}.get(letter, letter) }ː"] if letter in "bcdgpt" else [letter, letter]
    if letter == "s":
        before, after = word[at - 1 : at] if at else "", word[at + 1 : at + 2]
        voiced = bool(after) and (after in "bdglmnrv" or (bool(before) and before in _VOWELS and after in _VOWELS))
        return 1, ["z" if voiced else "s"]
    if letter == "z":
        return 1, ["ʣ" if at == 0 else "ʦ"]
    if letter == "x":
        return 1, ["k", "s"]
    if letter == "h":
        return 1, []
    return 1, [{"c": "k", "q": "k", "g": "ɡ", "y": "i"}.get(letter, letter)]


def _nuclei(sounds: Sequence[str]) -> tuple[list[int], dict[int, str]]:
    """Vowels that make a syllable, and the glide that each other vowel is."""
    nuclei: list[int] = []
    glides: dict[int, str] = {}
    vowels = [sound in _VOWELS for sound in sounds]
    for i, sound in enumerate(sounds):
        if not vowels[i]:
            continue
        following = i + 1 < len(sounds) and vowels[i + 1]
        preceding = i > 0 and vowels[i - 1] and i - 1 not in glides
        ends = following and i + 2 == len(sounds) and sounds[i + 1] not in _ACCENTS
        if sound == "u" and i and sounds[i - 1].rstrip("ː") in ("k", "ɡ") and following:
            glides[i] = "w"
        elif sound in "iu" and ends and sum(vowels) == 2:
            nuclei.append(i)  # mio, tua, lui
        elif sound == "i" and following and i > 0 and not preceding:
            glides[i] = "j"
        elif sound == "u" and following and sounds[i + 1] in "oòó":
            glides[i] = "w"
        elif sound in "iu" and preceding and not following:
            glides[i] = "ɪ" if sound == "i" else "ʊ"
        else:
            nuclei.append(i)
    if not nuclei:
        return sorted(glides), {}
    return nuclei, glides


def _stress(sounds: Sequence[str], nuclei: Sequence[int], word: str) -> int | None:
    written = [i for i in nuclei if sounds[i] in _ACCENTS]
    if written:
        return written[-1]
    if not nuclei:
        return None
    if len(nuclei) > 2 and _third_last(word):
        return nuclei[-3]
    return nuclei[-2] if len(nuclei) > 1 else nuclei[-1]


def _third_last(word: str) -> bool:
    if _PLURAL_VERB.search(word) and not _NO_VERB.search(word):
        return True
    return bool(_THIRD_LAST.search(word)) and not _SECOND_LAST.search(word)


@cache
def _list() -> dict[str, str]:
    """Word -> the word with its stress written as an accent."""
    rows = (_DATA / "words_it.tsv").read_text(encoding="utf-8").split("\n")
    marked = [word for row in rows if row and not row.startswith("#") for word in row.split()]
    return {latin.without_accents(word): word for word in marked}
