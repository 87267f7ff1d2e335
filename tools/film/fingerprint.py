"""What decides a film's pictures, as one hash: a segment made from anything else is not used again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np

import assets
from render.context import Context
from tools.production import Production

_PACKAGES = ("assets", "avatar", "render", "scenes", "tools")
_LIBRARIES = ("numpy", "scipy", "pillow", "PyOpenGL", "av")


class _Digest(Protocol):
    def update(self, data: Any, /) -> None: ...


def fingerprint(production: Production, context: Context) -> str:
    """Of the program's own files, the libraries and the driver, the user's files, the scene's arrays, and the words
    as they were spoken. What a scene computes by functions is covered by the files they are written in."""
    digest = hashlib.blake2b(digest_size=32)
    root = Path(assets.__file__).parents[1]
    for package in _PACKAGES:
        _files(digest, root, (path for path in sorted((root / package).rglob("*")) if path.suffix != ".pyc"))
    _files(digest, Path(), production.files)
    _add(digest, [(name, version(name)) for name in _LIBRARIES])
    _add(digest, (context.vendor, context.renderer, context.version))
    _add(digest, replace(production, tracks=(), movements=()))  # what lies under the voice changes no picture
    return digest.hexdigest()


def _files(digest: _Digest, root: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_file():
            name = path.relative_to(root) if root.parts else path
            digest.update(f"{name}\0".encode() + hashlib.blake2b(path.read_bytes()).digest())


def _add(digest: _Digest, value: Any) -> None:
    """Any plain data, with its shape and order; functions are left out."""
    if isinstance(value, np.ndarray):
        digest.update(f"{value.dtype}{value.shape}".encode())
        digest.update(np.ascontiguousarray(value).data)
    elif is_dataclass(value) and not isinstance(value, type):
        digest.update(type(value).__name__.encode())
        for field in fields(value):
            _add(digest, getattr(value, field.name))
    elif isinstance(value, Mapping):
        _add(digest, list(value.items()))
    elif isinstance(value, list | tuple):
        digest.update(f"({len(value)}".encode())
        for item in value:
            _add(digest, item)
    elif not callable(value):
        digest.update(f"{value!r}\0".encode())
