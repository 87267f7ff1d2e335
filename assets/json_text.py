"""JSON as the glTF specification wants it (section 2.7.1): UTF-8, every key once; what is wrong has a byte."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

DEEPEST = 900
"""Levels of arrays and objects."""
LONGEST = 1000
"""Digits of a number."""

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s"{}\[\]:,]+', re.DOTALL)


class NotJson(ValueError):
    """What is wrong with a text, and at which of its bytes."""

    def __init__(self, byte: int, message: str) -> None:
        super().__init__(message)
        self.byte = byte


def parse(text: bytes) -> Any:
    """The value. Whole numbers are integers however they are written; halves of surrogate pairs become U+FFFD."""
    try:
        plain = text.decode("utf-8")
        root = json.loads(plain, parse_constant=_refused, parse_float=_number, object_pairs_hook=_object)
        if b"\\ud" in text.lower():
            # half of a surrogate pair is no character: nobody could print or write it
            whole = json.dumps(root, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            root = json.loads(whole, parse_float=_number)
        return root
    except UnicodeDecodeError as e:
        raise NotJson(e.start, "the JSON is not UTF-8") from e
    except json.JSONDecodeError as e:
        raise NotJson(len(e.doc[: e.pos].encode()), f"invalid JSON: {e.msg.split(' (')[0].removesuffix(' at')}") from e
    except (ValueError, RecursionError) as e:
        raise _culprit(text) from e


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)


def _number(text: str) -> float:
    """1.0 and 1e2 are integers as well (section 5, and JSON Schema)."""
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        raise ValueError
    return out


def _culprit(text: bytes) -> NotJson:
    """What the parser would not have, of which it does not tell the place."""
    keys: list[set[bytes]] = []
    before = b""
    for token in _TOKEN.finditer(text):
        word, at = token.group(), token.start()
        if word in (b"{", b"["):
            keys.append(set())
            if len(keys) > DEEPEST:
                return NotJson(at, "invalid JSON: nested too deeply")
        elif word in (b"}", b"]") and keys:
            keys.pop()
        elif word in (b"NaN", b"Infinity", b"-Infinity"):
            return NotJson(at, f"invalid JSON: {word.decode()} is not JSON")
        elif word[:1] in b"-0123456789" and len(word) > LONGEST:
            return NotJson(at, f"invalid JSON: a number of {len(word)} digits")
        elif word == b":" and keys:
            if before in keys[-1]:
                return NotJson(at, f"invalid JSON: the key {before[:60].decode(errors='replace')} occurs twice")
            keys[-1].add(before)
        before = word
    return NotJson(0, "invalid JSON")
