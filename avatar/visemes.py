"""Phones to what the articulators do.

Targets after J. Beskow's and Cohen & Massaro's articulatory sets (1993), with the Mandarin particulars: ü and the
glide before it are rounded, apical vowels (zi, zhi) are spread and nearly closed, retroflexes protrude a little.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Articulation:
    """Targets 0 to 1 (`jaw` is the opening between the lips) and how firmly the phone holds them."""

    jaw: float = 0.0
    round: float = 0.0
    spread: float = 0.0
    tongue: float = 0.0
    firm: float = 1.0
    """dominance over neighbours in the jaw; the tongue's grows with its target"""
    lips: float = 1.0
    """dominance over neighbours in rounding and spreading"""


A = Articulation
REST = A(firm=0.8, lips=0.2)
ARTICULATIONS: dict[str, Articulation] = {
    **dict.fromkeys(("p", "pʰ", "m", "b"), A(jaw=0.08, lips=0.25, firm=0.7)),
    **dict.fromkeys(("f", "v", "ɸ", "ʋ"), A(jaw=0.12, spread=0.15, lips=0.4, firm=0.7)),
    **dict.fromkeys(
        ("t", "tʰ", "n", "l", "d", "ɾ", "r", "T", "ɖ", "ʈ", "ɳ", "ɽ"),
        A(jaw=0.18, spread=0.15, tongue=0.85, lips=0.2, firm=0.5),
    ),
    **dict.fromkeys(
        ("k", "kʰ", "x", "ŋ", "ɡ", "h", "ɣ", "ç", "ʔ", "q", "ɴ", "χ", "ɰ", "ʁ"), A(jaw=0.25, lips=0.12, firm=0.3)
    ),
    **dict.fromkeys(("ʨ", "ʨʰ", "ɕ", "ʥ"), A(jaw=0.16, spread=0.55, tongue=0.2, lips=0.6, firm=0.8)),
    **dict.fromkeys(("θ", "ð"), A(jaw=0.2, spread=0.15, tongue=0.6, lips=0.3, firm=0.7)),
    **dict.fromkeys(("ʃ", "ʒ", "ʧ", "ʤ"), A(jaw=0.16, round=0.55, tongue=0.2, lips=0.7, firm=0.8)),
    **dict.fromkeys(("ɲ", "ʎ", "ʝ", "c", "ɟ"), A(jaw=0.2, spread=0.45, tongue=0.6, lips=0.4, firm=0.6)),
    "β": A(jaw=0.12, lips=0.25, firm=0.6),
    **dict.fromkeys(("ꭧ", "ꭧʰ", "ʂ"), A(jaw=0.16, round=0.45, tongue=0.3, lips=0.7, firm=0.8)),
    **dict.fromkeys(("ʦ", "ʦʰ", "s", "z", "ʣ"), A(jaw=0.12, spread=0.4, tongue=0.3, lips=0.45, firm=0.8)),
    **dict.fromkeys(("ɻ", "ɹ"), A(jaw=0.2, round=0.45, tongue=0.4, lips=0.7, firm=0.6)),
    "w": A(jaw=0.2, round=1.0, lips=1.3, firm=0.7),
    "u": A(jaw=0.25, round=1.0, lips=1.5),
    "ɯ": A(jaw=0.25, spread=0.3, lips=0.6),
    "ʊ": A(jaw=0.32, round=0.8, lips=1.2),
    "ɥ": A(jaw=0.16, round=0.9, lips=1.3, firm=0.7),
    "y": A(jaw=0.16, round=0.95, lips=1.4),
    "ø": A(jaw=0.4, round=0.75, lips=1.2),
    "œ": A(jaw=0.5, round=0.6, lips=1.0),
    "j": A(jaw=0.2, spread=0.85, lips=1.1, firm=0.6),
    "i": A(jaw=0.22, spread=0.9, lips=0.9),
    "ɨ": A(jaw=0.16, spread=0.5, tongue=0.3, lips=0.7),
    "ɪ": A(jaw=0.26, spread=0.65, lips=0.7),
    "ᵻ": A(jaw=0.24, spread=0.4, lips=0.5, firm=0.8),
    "a": A(jaw=0.9, lips=0.6, firm=1.4),
    "ɑ": A(jaw=0.88, lips=0.6, firm=1.3),
    "æ": A(jaw=0.75, spread=0.4, lips=0.6, firm=1.2),
    "ɐ": A(jaw=0.55, spread=0.1, lips=0.4, firm=0.8),
    "ʌ": A(jaw=0.58, spread=0.1, lips=0.4),
    "ɒ": A(jaw=0.75, round=0.4, lips=0.8),
    "ɜ": A(jaw=0.42, round=0.25, tongue=0.3, lips=0.5),
    "ᵊ": A(jaw=0.25, lips=0.2, firm=0.5),
    "ɛ": A(jaw=0.55, spread=0.45, lips=0.6),
    "e": A(jaw=0.45, spread=0.55, lips=0.6),
    "ɤ": A(jaw=0.42, spread=0.2, lips=0.5),
    "ə": A(jaw=0.4, spread=0.1, lips=0.3, firm=0.8),
    "ɚ": A(jaw=0.42, round=0.15, tongue=0.4, lips=0.4),
    "o": A(jaw=0.48, round=0.75, lips=1.3),
    "ɔ": A(jaw=0.55, round=0.7, lips=1.3),
}
BILABIAL = frozenset(("p", "pʰ", "m", "b"))
LABIODENTAL = frozenset(("f", "v"))
SIBILANT = frozenset(("ʃ", "ʒ", "ʧ", "ʤ", "ʣ", "ʥ", "ʨ", "ʨʰ", "ɕ", "ꭧ", "ꭧʰ", "ʂ", "ʦ", "ʦʰ", "s", "z"))
DENTAL = frozenset(("θ", "ð"))
PLOSIVE = BILABIAL | frozenset(
    ("t", "tʰ", "d", "n", "T", "k", "kʰ", "ŋ", "ɡ", "ʔ", "q", "ɴ", "ɲ", "c", "ɟ", "ɖ", "ʈ", "ɳ")
)
"""Stops and nasals."""
ROUNDED = frozenset(("u", "w", "y", "ɥ", "ʊ", "o", "ɔ", "ø", "œ"))
DIPHTHONGS = {
    "A": ("e", "i", 0.6),
    "I": ("a", "i", 0.6),
    "O": ("o", "u", 0.55),
    "Q": ("ə", "u", 0.55),
    "W": ("a", "u", 0.6),
    "Y": ("ɔ", "i", 0.55),
}
"""Kokoro's single letters for eɪ aɪ oʊ əʊ aʊ ɔɪ: from, to, and the share of the time that the first part takes."""
VOWELS = frozenset("aeiouyɤəɚɛɔɨʊɪᵻɑæɐʌɒɜᵊɯøœ")


def plain(symbol: str) -> str:
    """The symbol in the tables: without length, palatalisation or an aspiration that changes nothing on the lips."""
    if symbol in ARTICULATIONS or symbol in DIPHTHONGS:
        return symbol
    bare = symbol.translate({ord(mark): None for mark in "ːʰʲˈˌ̃ᵝ"})
    return bare if bare in ARTICULATIONS or bare in DIPHTHONGS else "ə"
