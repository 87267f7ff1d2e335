"""What is said of many things alike, said once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MOST_NAMES = 6
"""That one line gives."""
NAMED = re.compile(r"(?P<kind>[\w ]+) '(?P<name>[^']*)': (?P<what>.+)", re.DOTALL)


def grouped(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines of the form "camera 'L1': its shift is left out" that differ in the name alone become one: "2 x camera:
    its shift is left out (L1, L6)", where the first of them stood. Lines said twice are said once."""
    groups: dict[tuple[str, str], list[str]] = {}
    for line in dict.fromkeys(lines):
        found = NAMED.fullmatch(line)
        key = (found["kind"], found["what"]) if found else ("", line)
        groups.setdefault(key, []).append(found["name"] if found else "")
    return tuple(
        what if not kind else f"{kind} {names[0]!r}: {what}" if len(names) == 1 else _several(kind, names, what)
        for (kind, what), names in groups.items()
    )


def some(names: Sequence[str]) -> str:
    """The first few of many names."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _several(kind: str, names: Sequence[str], what: str) -> str:
    return f"{len(names)} x {kind}: {what} ({some(names)})"
