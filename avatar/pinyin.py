"""Mandarin syllables: pinyin to its parts and to the phonetic alphabet that Kokoro was trained on.

The alphabet is IPA with tone arrows after the nucleus; affricates are single letters. Phonology after S. Duanmu,
The Phonology of Standard Chinese (2007), and Y.-H. Lin, The Sounds of Chinese (2007): a final is medial + nucleus
+ coda. Time shares are means over Kokoro's own durations of every common syllable in a carrier phrase; the silent
voice uses them, a real voice brings its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

INITIALS: dict[str, str] = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x",
    "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s", "": "",
}  # fmt: skip

SHARES: dict[str, float] = {
    "b": 0.23, "p": 0.37, "m": 0.20, "f": 0.27, "d": 0.21, "t": 0.27, "n": 0.25, "l": 0.21, "g": 0.19, "k": 0.31,
    "h": 0.21, "j": 0.21, "q": 0.33, "x": 0.23, "zh": 0.24, "ch": 0.35, "sh": 0.21, "r": 0.18, "z": 0.24, "c": 0.35,
    "s": 0.26, "": 0.0,
}  # fmt: skip
"""Part of the syllable's time that its initial takes."""

FINALS: dict[str, tuple[tuple[str, float], ...]] = {
    "a": (("a", 1.0),), "o": (("ɔ", 1.0),), "e": (("ɤ", 1.0),), "ê": (("ɛ", 1.0),), "er": (("ɚ", 1.0),),
    "i": (("i", 1.0),), "u": (("u", 1.0),), "v": (("y", 1.0),), "-i": (("ɨ", 1.0),), "io": (("j", 0.3), ("ɔ", 0.7)),
    "ai": (("a", 0.51), ("i", 0.49)), "ei": (("e", 0.49), ("i", 0.51)), "ao": (("a", 0.51), ("u", 0.49)),
    "ou": (("o", 0.49), ("u", 0.51)), "an": (("a", 0.68), ("n", 0.32)), "en": (("ə", 0.58), ("n", 0.42)),
    "ang": (("a", 0.59), ("ŋ", 0.41)), "eng": (("ə", 0.59), ("ŋ", 0.41)), "ong": (("ʊ", 0.70), ("ŋ", 0.30)),
    "ia": (("j", 0.26), ("a", 0.74)), "ie": (("j", 0.38), ("e", 0.62)),
    "iao": (("j", 0.18), ("a", 0.41), ("u", 0.41)), "iou": (("j", 0.24), ("o", 0.33), ("u", 0.43)),
    "ian": (("j", 0.29), ("ɛ", 0.50), ("n", 0.21)), "in": (("i", 0.62), ("n", 0.38)),
    "iang": (("j", 0.17), ("a", 0.44), ("ŋ", 0.39)), "ing": (("i", 0.70), ("ŋ", 0.30)),
    "iong": (("j", 0.20), ("ʊ", 0.55), ("ŋ", 0.25)), "ua": (("w", 0.30), ("a", 0.70)),
    "uo": (("w", 0.27), ("o", 0.73)), "uai": (("w", 0.16), ("a", 0.41), ("i", 0.43)),
    "uei": (("w", 0.19), ("e", 0.36), ("i", 0.45)), "uan": (("w", 0.25), ("a", 0.51), ("n", 0.24)),
    "uen": (("w", 0.15), ("ə", 0.44), ("n", 0.41)), "uang": (("w", 0.20), ("a", 0.41), ("ŋ", 0.39)),
    "ueng": (("w", 0.29), ("ə", 0.42), ("ŋ", 0.29)), "ve": (("ɥ", 0.37), ("e", 0.63)),
    "van": (("ɥ", 0.27), ("ɛ", 0.42), ("n", 0.31)), "vn": (("y", 0.75), ("n", 0.25)),
    "m": (("m", 1.0),), "n": (("n", 1.0),), "ng": (("ŋ", 1.0),),
}  # fmt: skip
"""Symbols of each final with their shares of its time ("v" is ü, "-i" the apical vowel of zi and zhi)."""

TONES = {1: "→", 2: "↗", 3: "↓", 4: "↘", 5: ""}
RHOTIC = "ɻ"

_SPELLINGS = {"iu": "iou", "ui": "uei", "un": "uen", "ue": "ve", "uong": "ueng"}
_SYLLABIC = {"er": "er", "m": "m", "hm": "m", "n": "n", "ng": "ng", "hng": "ng", "ê": "ê"}


@dataclass(frozen=True)
class Pinyin:
    """One syllable. `tone` 1-4, 5 for neutral; `final` is the phonological final (`iou`, not `iu`)."""

    pinyin: str
    initial: str
    final: str
    tone: int
    erhua: bool = False

    def phones(self) -> tuple[tuple[str, float], ...]:
        """(Kokoro symbols, share of the syllable's time) of each phone; the tone arrow rides on the vowel."""
        share = SHARES[self.initial]
        parts = list(FINALS[self.final])
        if self.erhua:  # the coda n and the off-glide i give way to r-colour; ng stays nasal
            if len(parts) > 1 and parts[-1][0] in "ni":
                parts.pop()
            scale = 0.65 / sum(s for _, s in parts)
            parts = [(symbol, s * scale) for symbol, s in parts] + [(RHOTIC, 0.35)]
        carrier = max(i for i, (symbol, _) in enumerate(parts) if symbol not in "nŋɻ" or i == 0)
        toned = [(s + TONES[self.tone] if i == carrier else s, t * (1 - share)) for i, (s, t) in enumerate(parts)]
        return ((INITIALS[self.initial], share), *toned) if self.initial else tuple(toned)


def parse_syllable(pinyin: str) -> Pinyin:
    """`'zhuang4'` -> initial zh, final uang, tone 4. The digit may be missing (neutral), ü may be v or u:.

    Raises ValueError for what is not a Mandarin syllable.
    """
    match = re.fullmatch(r"([a-zêüv:]+)([1-5]?)", pinyin.lower().replace("u:", "v"))
    if not match:
        raise ValueError(f"not a pinyin syllable: {pinyin!r}")
    spelling, tone = match[1].replace("ü", "v"), int(match[2] or 5)
    erhua = spelling.endswith("r") and spelling not in ("er", "r")
    if erhua:
        spelling = spelling[:-1]
    if spelling in _SYLLABIC:
        return Pinyin(pinyin, "", _SYLLABIC[spelling], tone, erhua)
    initial = next((i for i in ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcs") if spelling.startswith(i)), "")
    final = _final(initial, spelling[len(initial) :])
    if final not in FINALS:
        raise ValueError(f"not a pinyin syllable: {pinyin!r}")
    return Pinyin(pinyin, initial, final, tone, erhua)


def _final(initial: str, rest: str) -> str:
    if not initial and rest.startswith("y"):  # yu yue yuan yun, yi yin ying, ya ye yao you yan yang yong
        rest = rest[1:]
        rest = "v" + rest[1:] if rest.startswith("u") else rest if rest.startswith("i") else "i" + rest
    elif not initial and rest.startswith("w"):
        rest = "u" if rest == "wu" else "u" + rest[1:]
    if initial in ("j", "q", "x") and rest.startswith("u"):
        rest = "v" + rest[1:]
    if initial in ("zh", "ch", "sh", "r", "z", "c", "s") and rest == "i":
        return "-i"
    if initial and rest == "o":  # bo po mo fo
        return "uo"
    return _SPELLINGS.get(rest, rest)
