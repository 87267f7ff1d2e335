"""The one exception for bad input: a file, a place, and one clear line."""

from __future__ import annotations

from pathlib import Path


class InputError(Exception):
    """Bad input. `str()` is one line naming file and place; the command prints it and exits with 2."""

    def __init__(self, message: str, file: str | Path | None = None, line: int | str | None = None) -> None:
        place = f"{file}:{line}: " if file and line is not None else f"{file}: " if file else ""
        super().__init__(" ".join(f"{place}{message}".split()))


class Interrupted(Exception):
    """Somebody stopped a long work; the message says what is kept and how to go on."""
