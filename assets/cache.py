"""Results that took long to make, kept by content in the user's cache directory."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

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
    return data
