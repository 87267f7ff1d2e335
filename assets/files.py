"""Reading whole files, with their size checked first."""

from __future__ import annotations

from pathlib import Path

from assets.errors import InputError

MAX_FILE = 1 << 30
"""Bytes of any one file; a gigabyte is far above any model that could be drawn."""


def read_bytes(path: Path) -> bytes:
    """A file's bytes. InputError when it is missing, not a plain file, unreadable or too large."""
    try:
        if not path.is_file():
            raise InputError("no such file" if not path.exists() else "not a file", path)
        size = path.stat().st_size
        if size > MAX_FILE:
            raise InputError(f"{size} bytes; the limit is {MAX_FILE}", path)
        return path.read_bytes()
    except (OSError, ValueError) as e:
        raise InputError(f"cannot be read: {getattr(e, 'strerror', None) or e}", path) from e
