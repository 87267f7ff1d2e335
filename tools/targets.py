"""Files that will be written: found wrong before the work, not after it."""

from __future__ import annotations

import os
from pathlib import Path

from assets.errors import InputError
from assets.files import replacing


def check_target(path: Path, suffixes: tuple[str, ...], what: str) -> None:
    """Makes the folder of `path`. InputError when its suffix is another, it is a folder, or it cannot be written."""
    if path.suffix.lower() not in suffixes:
        raise InputError(f"the name of {what} must end in {' or '.join(suffixes)}", path)
    if os.path.isdir(path):
        raise InputError("cannot write: it is a folder", path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        there = path.exists()
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", path) from error
    if not os.access(path if there else path.parent, os.W_OK):
        raise InputError("cannot write: permission denied", path)


def write(path: Path, data: bytes) -> None:
    """Writes a file whole, or leaves what is there. InputError, one line, when that fails."""
    with replacing(path) as part:
        part.write_bytes(data)
