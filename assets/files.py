"""Reading whole files, with their size checked first, and writing them whole or not at all."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The name of a new file, of the same suffix, that takes the place of `path` when the block ends well; what was
    there stays otherwise. InputError when it cannot be written."""
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        if path.exists() and not os.access(path, os.W_OK):
            raise InputError("cannot write: permission denied", path)
        if path.is_dir():
            raise InputError("cannot write: it is a folder", path)
        yield part
        os.replace(part, path)
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", path) from error
    finally:
        part.unlink(missing_ok=True)


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
