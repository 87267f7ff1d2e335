"""Castilian text to phones by the rules of its spelling (Real Academia Española, Ortografía, 2010).

b, d and g soften between vowels, n takes the place of what follows, weak vowels beside strong ones are glides, and the
written accent, or the ending, says which syllable is stressed (J. I. Hualde, The Sounds of Spanish, 2005).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from avatar import latin, numbers_es
from avatar.phrases import Piece
from avatar.utterance import Utterance

_ACUTE = dict(zip("áéíóú", "aeiou", strict=True))
_VOWELS = frozenset("aeiouáéíóúü")
_FRONT = frozenset("eiéí")
_HARD = {"β": "b", "ð": "d", "ɣ": "ɡ"}
_SOFT = {hard: soft for soft, hard in _HARD.items()}
_UNSTRESSED = frozenset(
    "el la los las de del a al y e o u en con por que se me te le les lo nos os un su sus mi mis tu tus si".split()
)
_GROUPS = (("ch", "ʧ"), ("ll", "ʎ"), ("rr", "r"), ("sh", "ʃ"), ("ts", "ʦ"))
_PLAIN = {"z": "θ", "j": "x", "ñ": "ɲ", "b": "β", "v": "β", "d": "ð", "q": "k", "ç": "s", "w": "w", "k": "k"}
_NAMES = {
    "qingtian": "ʧinɡtjˈen", "taihe": "taɪxˈɤ", "lishui": "liʃwˈeɪ", "zhejiang": "ʤeʤjˈanɡ", "oujiang": "owʤjˈanɡ",
    "duoduo": "dwodwˈo", "yu": "jˈu", "yangmei": "janɡmˈeɪ", "huafang": "xwafˈanɡ",
    "online": "onlˈaɪn", "xr": "ekisˈere", "méxico": "mˈexiko", "mexicano": "mexikˈano", "mexicana": "mexikˈana",
    "texas": "tˈexas", "oaxaca": "oaxˈaka", "whisky": "wˈiski",
}  # fmt: skip


def read(utterance: Utterance) -> Iterator[Piece]:
    """The words and pauses of a Spanish utterance. Raises Unreadable for text that nobody can read."""
    return latin.read(utterance, numbers_es.normalise(utterance), _language())


def check(written: str, reading: str) -> None:
    """Raises Unreadable for a reading that is not IPA."""
    latin.symbols(reading, _language())


def _language() -> latin.Language:
    return latin.Language("Spanish", phones, (("tʃ", "ʧ"), ("ɾɾ", "r")), glides="ɪʊ")


def phones(words: Sequence[str], i: int) -> str:
    word = words[i]
    if latin.is_spelled(word):
        return "".join(spoken(name) for c in word.lower() for name in numbers_es.LETTERS.get(c, c).split())
    said = spoken(word.lower())
    if i and said[:1] in _SOFT and not _hardens(words[i - 1].lower(), said[0]):
        said = _SOFT[said[0]] + said[1:]  # el viejo, de día: soft inside a phrase too
    return said.replace("ˈ", "") if word.lower() in _UNSTRESSED and i + 1 < len(words) else said


def _hardens(before: str, sound: str) -> bool:
    return before[-1:] in ("n", "m") or (sound == "d" and before[-1:] == "l")


def spoken(word: str) -> str:
    """A lower-case word; its stressed vowel has ˈ before it."""
    if word in _NAMES:
        return _NAMES[word].replace("aɪ", "I").replace("eɪ", "A")
    sounds = _placed(_sounds(word))
    nuclei, glides = _nuclei(sounds, word)
    stressed = _stress(sounds, nuclei, word)
    out = ""
    for i, sound in enumerate(sounds):
        plain = glides.get(i, _ACUTE.get(sound, "u" if sound == "ü" else sound))
        if i == stressed:
            closed = plain == "e" and sounds[i + 1 : i + 2] in (["n"], ["ŋ"]) and len(sounds) > i + 2
            open_ = closed and sounds[i + 2] not in _VOWELS and not word.endswith("mente")
            out += "ˈ" + ("ɛ" if open_ else plain)
        elif nuclei and i == nuclei[0] and len([n for n in nuclei if stressed is not None and n < stressed]) > 1:
            out += "ˌ" + plain
        else:
            out += plain
    return out.replace("aɪ", "I").replace("aʊ", "W").replace("eɪ", "A")


def _sounds(word: str) -> list[str]:
    """A sound for each letter or group; vowels keep their accents."""
    word = re.sub(r"qu(?=[eiéí])", "k", re.sub(r"[^a-zñáéíóúüç]", "", _without_grave(word)))
    out: list[str] = []
    at = 0
    while at < len(word):
        letter, following, before = word[at], word[at + 1 : at + 2], word[at - 1 : at]
        group = next(((g, s) for g, s in _GROUPS if word.startswith(g, at)), None)
        at += len(group[0]) if group else 1
        if group:
            out.append(group[1])
        elif letter == "g" and following == "u" and word[at + 1 : at + 2] in _FRONT and word[at + 1 :]:
            out.append("ɣ")
            at += 1
        elif letter in "cg":
            soft = bool(following) and following in _FRONT
            out.append(("θ" if letter == "c" else "x") if soft else ("k" if letter == "c" else "ɣ"))
        elif letter == "x":
            out += ["k", "s"] if before else ["s"]
        elif letter == "r":
            out.append("r" if not before or before in "nls" else "ɾ")
        elif letter == "y":
            out.append("i" if at == len(word) else "ʝ")
        elif letter != "h":
            out.append(_PLAIN.get(letter, letter))
    return out


def _without_grave(word: str) -> str:
    return word.translate(str.maketrans("àèìòùâêîôûäëïöãõ", "aeiouaeiouaeioao"))


def _placed(sounds: list[str]) -> list[str]:
    """Soft stops harden at the start and after a nasal; n takes the place of the stop after it."""
    out = list(sounds)
    for i, sound in enumerate(sounds):
        after = sounds[i + 1] if i + 1 < len(sounds) else ""
        hard = i == 0 or out[i - 1] in "mnŋ" or (sound == "ð" and (i + 1 == len(sounds) or out[i - 1] == "l"))
        if sound in _HARD and hard:
            out[i] = _HARD[sound]
        elif sound == "n" and after in ("β", "p", "b"):
            out[i] = "m"
        elif sound == "n" and after in ("ɣ", "k", "x"):
            out[i] = "ŋ" if after == "ɣ" else "n"
    return out


def _nuclei(sounds: Sequence[str], word: str) -> tuple[list[int], dict[int, str]]:
    """Vowels that make a syllable, and the glide that each other vowel is."""
    nuclei: list[int] = []
    glides: dict[int, str] = {}
    at = 0
    while at < len(sounds):
        end = at
        while end < len(sounds) and sounds[end] in _VOWELS:
            end += 1
        group = range(at, end)
        strong = [i for i in group if sounds[i] not in "iuü"]
        if len(group) and not strong:  # ui and iu end strong, but muy does not
            strong = [group[0] if end == len(sounds) and word.endswith("y") else group[-1]]
        for i in group:
            if i in strong:
                nuclei.append(i)
            elif i - 1 in strong and i + 1 not in strong:
                glides[i] = "ɪ" if sounds[i] == "i" else "ʊ"
            else:
                glides[i] = "j" if sounds[i] == "i" else "w"
        at = max(end, at + 1)
    return nuclei, glides


def _stress(sounds: Sequence[str], nuclei: Sequence[int], word: str) -> int | None:
    """The written accent, else the last but one syllable after a vowel, n or s, else the last."""
    written = [i for i in nuclei if sounds[i] in _ACUTE]
    if written:
        return written[0]
    if not nuclei:
        return None
    return nuclei[-2] if len(nuclei) > 1 and word[-1] in "aeiouns" else nuclei[-1]
