"""Chinese names in other languages' texts: Qingtian, Lishui, Zhou, read as their speakers are taught to say them.

A word that no dictionary knows and that is pinyin from end to end is a name. Its syllables keep their sounds as near
as the language has them (Hanyu Pinyin, ISO 7098).
"""

from __future__ import annotations

from functools import cache

from avatar.pinyin import Pinyin, parse_syllable

_ENGLISH_INITIALS = {
    "b": "b", "p": "p", "m": "m", "f": "f", "d": "d", "t": "t", "n": "n", "l": "l", "g": "ɡ", "k": "k", "h": "h",
    "j": "ʤ", "q": "ʧ", "x": "ʃ", "zh": "ʤ", "ch": "ʧ", "sh": "ʃ", "r": "ɹ", "z": "z", "c": "ts", "s": "s", "": "",
}  # fmt: skip
_ENGLISH_FINALS = {
    "a": "ɑ", "o": "O", "e": "ʌ", "er": "ɑɹ", "i": "i", "u": "u", "v": "u", "-i": "ɜ", "ai": "I", "ei": "A", "ao": "W",
    "ou": "O", "an": "ɑn", "en": "ən", "ang": "ɑŋ", "eng": "ʌŋ", "ong": "ʊŋ", "ia": "jɑ", "ie": "jɛ", "iao": "jW",
    "iou": "jO", "ian": "jɛn", "in": "ɪn", "iang": "jɑŋ", "ing": "ɪŋ", "iong": "jʊŋ", "ua": "wɑ", "uo": "wO",
    "uai": "wI", "uei": "wA", "uan": "wɑn", "uen": "wən", "uang": "wɑŋ", "ueng": "wʌŋ", "ve": "wɛ", "van": "wɛn",
    "vn": "un",
}  # fmt: skip


def english(word: str) -> str | None:
    """`'wenzhou'` -> wˈənʤˌO; None when it is not pinyin."""
    syllables = split(word)
    if syllables is None:
        return None
    said = [_ENGLISH_INITIALS[s.initial] + _stressed(_ENGLISH_FINALS[s.final], i == 0) for i, s in enumerate(syllables)]
    return "".join(said)


def _stressed(final: str, first: bool) -> str:
    at = 1 if final[0] in "jw" and len(final) > 1 else 0
    return final[:at] + ("ˈ" if first else "ˌ") + final[at:]


@cache
def split(word: str) -> tuple[Pinyin, ...] | None:
    """The fewest pinyin syllables that make up a lower-case word without tones, or None."""
    best: list[tuple[Pinyin, ...] | None] = [(), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            head = best[start]
            if head is None or (best[end] is not None and len(head) + 1 >= len(best[end] or ())):
                continue
            try:
                syllable = parse_syllable(word[start:end])
            except ValueError:
                continue
            if not syllable.erhua and syllable.final in _ENGLISH_FINALS:
                best[end] = (*head, syllable)
    return best[len(word)] or None
