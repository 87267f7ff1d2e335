"""Reading whole files, with their size checked first."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from assets.errors import InputError

MAX_FILE = 1 << 30
"""Bytes of any one file; a gigabyte is far above any model that could be drawn."""


MAPPED = 1 << 20
"""Bytes above which `view_bytes` maps a file instead of reading it."""

Content = TypeVar("Content")


def read_bytes(path: Path) -> bytes:
    """A file's bytes. InputError when it is missing, not a plain file, unreadable or too large."""
    return _checked(path, lambda size: path.read_bytes())


def view_bytes(path: Path) -> memoryview:
    """A file's bytes, read-only; a large file is mapped, so that opening it costs nothing and only what is used is
    read. Copy what outlives the reading: the file may change. InputError as `read_bytes`."""

    def view(size: int) -> memoryview:
        if size < MAPPED:
            return memoryview(path.read_bytes())
        with path.open("rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    return _checked(path, view)


def _checked(path: Path, read: Callable[[int], Content]) -> Content:
    try:
        if not path.is_file():
            raise InputError("no such file" if not path.exists() else "not a file", path)
        size = path.stat().st_size
        if size > MAX_FILE:
            raise InputError(f"{size} bytes; the limit is {MAX_FILE}", path)
        return read(size)
    except (OSError, ValueError) as e:
        raise InputError(f"cannot be read: {getattr(e, 'strerror', None) or e}", path) from e
