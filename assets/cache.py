"""Results that took long to make, kept by content in the user's cache directory, the ones in use longest."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LIMIT = 2 << 30
"""Bytes that are kept; what was not used for longest goes first."""
_ROOM = 0.8
"""Part of the limit that is left when it was reached, so that not every new entry has to make room."""
_ABANDONED = 3600.0
"""Seconds after which half a file has no writer any more."""
_DIGEST = 32


def cache_folder() -> Path:
    """Where results are kept: `taihe` in the user's cache directory (XDG base directory specification)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "taihe"


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes kept under `name` (a path below the cache folder), or new ones, then kept.

    A damaged file is made anew; another writer or an unwritable folder does no harm.
    """
    path = cache_folder() / name
    try:
        raw = path.read_bytes()
        if hashlib.sha256(raw[_DIGEST:]).digest() == raw[:_DIGEST]:
            os.utime(path)
            return raw[_DIGEST:]
    except OSError:
        pass
    data = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=path.stem[:8], suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(data).digest() + data)
        os.replace(part, path)
    except OSError:
        return data
    make_room(path)
    return data


def make_room(newest: Path, limit: int = LIMIT) -> None:
    """Takes away what was not used for longest once more than `limit` bytes are kept, `newest` never.

    Many may do so at once: what one has taken, the others pass over.
    """
    now = time.time()
    found: list[tuple[float, int, Path]] = []
    for path in cache_folder().rglob("*"):
        try:
            stat = path.stat()
        except OSError:
            continue
        if path.is_file() and path != newest:
            if path.suffix == ".part" and now - stat.st_mtime > _ABANDONED:
                path.unlink(missing_ok=True)
            else:
                found.append((stat.st_mtime, stat.st_size, path))
    total = newest.stat().st_size + sum(size for _, size, _ in found) if newest.exists() else 0
    if total <= limit:
        return
    for _, size, path in sorted(found):
        if total <= _ROOM * limit:
            return
        path.unlink(missing_ok=True)
        total -= size
