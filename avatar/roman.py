"""Roman numerals."""

from __future__ import annotations

NUMERAL = r"(?:[IVX]{2,6}|[VX])"
"""What is surely one: I is a word in English."""
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman(text: str) -> int:
    """`'XIX'` -> 19."""
    values = [_VALUES[c] for c in text]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))
