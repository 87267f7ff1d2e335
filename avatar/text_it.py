"""Italian text to phones by the rules of its spelling, with a list for what they do not say.

After P. M. Bertinetto & M. Loporcaro, The sound pattern of Standard Italian (2005). What spelling leaves unsaid, the
stress of most words and whether an e or o is open, is in `avatar.stress_it`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from avatar import latin, numbers_it
from avatar.phrases import Piece
from avatar.stress_it import ACCENTS, marked
from avatar.utterance import Utterance

_VOWELS = frozenset("aeiou") | ACCENTS.keys()
_FRONT = frozenset("eièéìí")
_UNSTRESSED = frozenset(
    "il lo la i gli le un uno una di a da in con su per tra fra e ed o che si mi ti ci vi ne del dello della dei degli "
    "delle al allo alla ai agli alle dal dallo dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla "
    "sui sugli sulle se non".split()
)
_SOFT_Z = re.compile(
    r"(?<!p)(?<!indir)(?<!st)izz(?:[aò]|ar|at|an|er|i?am|o$|azion)|m[eè]zz[oaie]|azzurr|bizz?arr|gazza|brezza|razz[oi]$|"
    r"orizzont|azi[eè]nd|bronz|pranz|garz|romanz|donzell|melanzan|zanzar|ozon|rozz|gazz[eo]|ghiribizz|az[aà]le|topazi"
)
"""Words in which z is voiced."""
_NAMES = {
    "qingtian": "ʧinɡtjˈɛn", "taihe": "taɪkˈɤ", "lishui": "liʃwˈeɪ", "zhejiang": "ʤeʤjˈanɡ", "oujiang": "oʊʤjˈanɡ",
    "duoduo": "dwodwˈo", "yu": "jˈu", "yangmei": "janɡmˈeɪ", "xr": "iksˈɛrre", "jingyun": "ʤinɡjˈun",
    "online": "onlˈaɪn", "computer": "kompjˈuter", "internet": "ˈinternet", "web": "wˈɛb", "email": "imˈɛɪl",
    "mail": "mˈɛɪl", "youtube": "jutˈub", "facebook": "fˈɛɪsbuk", "google": "ɡˈuɡol", "twitter": "twˈitːer",
    "instagram": "ˈinstaɡram", "whatsapp": "wˈotsapː", "tiktok": "tiktˈɔk", "smartphone": "zmˈartfon",
    "streaming": "strˈimiŋɡ", "weekend": "wikˈɛnd", "design": "dizˈaɪn", "live": "lˈaɪv", "show": "ʃˈo",
    "news": "njˈus",
    "leader": "lˈidɛr", "manager": "mˈanaʤer", "marketing": "mˈarketiŋɡ", "software": "sˈɔftwer", "chat": "ʧˈatː",
    "team": "tˈim", "tour": "tˈur", "autobus": "ˈaʊtobus", "festival": "fˈɛstival", "social": "sˈoʃal",
    "partner": "pˈartner", "server": "sˈɛrver", "super": "sˈuper", "privacy": "prˈaɪvasi", "drone": "drˈone",
    "selfie": "sˈɛlfi", "link": "lˈink", "app": "ˈapː", "account": "akːˈaʊnt", "reporter": "repˈɔrter",
    "hobby": "ˈɔbːi",
    "jeans": "ʤˈins", "taxi": "tˈaksi", "mouse": "mˈaʊs", "click": "klˈik", "clic": "klˈik",
    "yuan": "jwˈan",
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
    if latin.is_spelled(word):
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
    sounds = _sounds(word if word in _UNSTRESSED else marked(word))
    nuclei, glides = _nuclei(sounds)
    stressed = _stress(sounds, nuclei)
    out = ""
    for i, sound in enumerate(sounds):
        said = glides.get(i, ACCENTS.get(sound, sound))
        if i == stressed:
            raised = sound in "eo" and glides.get(i - 1) == ("j" if sound == "e" else "w")  # piede, fuoco
            out += "ˈ" + ({"e": "ɛ", "o": "ɔ"}[sound] if raised else said)
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
        return 2, ["ʣː" if _SOFT_Z.search(word) else "ʦː"]
    if two == "rr":
        return 2, ["r", "ɾ"]
    if letter in "bcdfglmnpstv" and two == letter * 2:
        return 2, [f"{ {'c': 'k', 'g': 'ɡ'}.get(letter, letter) }ː"] if letter in "bcdgpt" else [letter, letter]
    if letter == "s":
        before, after = word[at - 1 : at] if at else "", word[at + 1 : at + 2]
        voiced = bool(after) and (after in "bdglmnrv" or (bool(before) and before in _VOWELS and after in _VOWELS))
        return 1, ["z" if voiced else "s"]
    if letter == "z":
        return 1, ["ʣ" if at == 0 or _SOFT_Z.search(word) else "ʦ"]
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
        ends = following and i + 2 == len(sounds) and sounds[i + 1] not in ACCENTS
        if sound == "u" and i and sounds[i - 1].rstrip("ː") in ("k", "ɡ") and following:
            glides[i] = "w"
        elif sound in "iu" and ends and sum(vowels) == 2:
            nuclei.append(i)  # mio, tua, lui
        elif sound == "i" and following and i > 0 and (not preceding or sounds[i + 1] in "aou"):
            glides[i] = "j"  # piede, aiuto
        elif sound == "u" and following and sounds[i + 1] in "oòó":
            glides[i] = "w"
        elif sound in "iu" and preceding and not following:
            glides[i] = "ɪ" if sound == "i" else "ʊ"
        else:
            nuclei.append(i)
    if not nuclei:
        return sorted(glides), {}
    return nuclei, glides


def _stress(sounds: Sequence[str], nuclei: Sequence[int]) -> int | None:
    """The accented vowel, else the second last."""
    written = [i for i in nuclei if sounds[i] in ACCENTS]
    if written:
        return written[-1]
    return nuclei[-2] if len(nuclei) > 1 else nuclei[-1] if nuclei else None
