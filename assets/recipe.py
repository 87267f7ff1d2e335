"""What a scene was made of: parts by name with their parameters, in order; small enough to read, exact enough to build
the scene again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Step:
    """One part and the parameters given to it: numbers, texts, None, and lists and mappings of them."""

    part: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """A scene's name, its length in seconds, and its parts in the order in which they are built; `parts_from` are the
    Python files of those that are its author's own."""

    name: str
    duration: float = 30.0
    steps: tuple[Step, ...] = ()
    parts_from: tuple[Path, ...] = ()
