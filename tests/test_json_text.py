"""JSON read strictly: what is wrong is named with its byte."""

from __future__ import annotations

import pytest

from assets.json_text import NotJson, parse


@pytest.mark.parametrize(
    ("text", "byte", "said"),
    [
        (b'{"a": NaN}', 6, "NaN is not JSON"),
        (b'{"NaN": "NaN", "b": [1, -Infinity]}', 24, "-Infinity is not JSON"),
        (b'{"a": 1, "b": {"a": 2, "c": 3, "a": 4}}', 34, 'the key "a" occurs twice'),
        (b'{"a": ' + b"9" * 5000 + b"}", 6, "a number of 5000 digits"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 905, "nested too deeply"),
        (b'\xef\xbb\xbf{"a": 1}', 0, "Unexpected UTF-8 BOM"),
        (b'{"a": "\xe9"}', 7, "not UTF-8"),
        ('{"é": tru}'.encode(), 7, "Expecting value"),
        (b'{"a": "\x01"}', 7, "Invalid control character"),
        (b'{"a": 1} x', 9, "Extra data"),
        (b"", 0, "Expecting value"),
    ],
)
def test_what_is_wrong_has_a_byte(text: bytes, byte: int, said: str) -> None:
    with pytest.raises(NotJson, match=said) as caught:
        parse(text)
    assert caught.value.byte == byte
    assert "\n" not in str(caught.value)


def test_whole_numbers_are_integers() -> None:
    found = parse(b"[1.0, 1e2, -0.0, 1.5, 1e300, 9007199254740993.0]")
    assert found == [1, 100, 0, 1.5, 1e300, 9007199254740992.0]
    assert [type(value) for value in found] == [int, int, int, float, float, float]


def test_keys_may_recur_in_other_objects() -> None:
    assert parse(b'{"a": {"a": [{"a": 1}, {"a": 2}]}, "b": "\\"a\\": NaN"}') == {
        "a": {"a": [{"a": 1}, {"a": 2}]},
        "b": '"a": NaN',
    }


def test_half_of_a_surrogate_pair_becomes_a_character_of_its_own() -> None:
    assert parse(b'{"a": "\\ud800x", "b": "\\ud83d\\udc1f"}') == {"a": "\ufffdx", "b": "🐟"}
