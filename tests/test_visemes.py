"""Mouth shapes: corners of the articulatory space, and closure that nothing opens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.pinyin import FINALS, INITIALS, RHOTIC
from avatar.visemes import ARTICULATIONS, BILABIAL, mouth_shapes

UNIT = st.floats(0.0, 1.0)
OPENING = ("aa", "ih", "ou", "ee", "oh", "nn", "FF")


def test_every_mandarin_phone_has_targets() -> None:
    symbols = {s for parts in FINALS.values() for s, _ in parts} | set(INITIALS.values()) - {""} | {RHOTIC}
    assert symbols <= set(ARTICULATIONS)


@pytest.mark.parametrize(
    ("jaw", "round", "spread", "dominant"),
    [
        (0.9, 0.0, 0.0, "aa"),
        (0.22, 0.0, 0.9, "ih"),
        (0.25, 1.0, 0.0, "ou"),
        (0.5, 0.0, 0.9, "ee"),
        (0.6, 0.8, 0.0, "oh"),
    ],
)
def test_vowels_take_their_own_shape(jaw: float, round: float, spread: float, dominant: str) -> None:
    shapes = mouth_shapes(jaw, round, spread, 0.0, 0.0, 0.0)
    assert max(OPENING, key=shapes.__getitem__) == dominant
    assert shapes[dominant] > 0.6


def test_rest_is_no_shape_at_all() -> None:
    assert all(weight == 0.0 for weight in mouth_shapes(0.0, 0.0, 0.0, 0.0, 0.0, 0.0).values())


@given(UNIT, UNIT, UNIT, UNIT, UNIT, UNIT)
def test_sealed_lips_let_nothing_open(j: float, r: float, s: float, t: float, bite: float, close: float) -> None:
    shapes = mouth_shapes(j, r, s, t, bite, close)
    assert all(0.0 <= weight <= 1.0 for weight in shapes.values())
    assert shapes["PP"] == close
    assert all(shapes[name] <= (1.0 - close) + 1e-12 for name in OPENING)


def test_u_umlaut_rounds_and_apical_vowels_spread() -> None:
    assert ARTICULATIONS["y"].round > 0.9
    assert ARTICULATIONS["ɥ"].round > 0.8
    assert ARTICULATIONS["ɨ"].spread > ARTICULATIONS["ɨ"].round
    assert {"p", "pʰ", "m"} <= BILABIAL
