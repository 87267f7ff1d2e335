"""What takes long to make is kept between processes: by what it is made from and by the code that makes it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import assets
from assets.cache import kept
from assets.scene import Primitive

Arrays = Mapping[str, NDArray[Any]]
_ALIGNED = 16
_FIELDS = ("position", "normal", "uv", "color", "indices")


@cache
def code() -> bytes:
    """Digest of every module that has a part in geometry: whatever is edited there, everything is made anew."""
    found = hashlib.sha256()
    for package in (Path(__file__).parent, Path(assets.__file__).parent):
        for path in sorted(package.rglob("*.py")):
            found.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return found.digest()


def digest(*values: object) -> str:
    """Of numbers, texts, arrays, and sequences and dataclasses of such; TypeError for anything else."""
    found = hashlib.sha256()
    for value in values:
        if isinstance(value, np.ndarray):
            found.update(f"array {value.dtype.str} {value.shape}".encode() + np.ascontiguousarray(value).tobytes())
        elif is_dataclass(value) and not isinstance(value, type):
            named = [(f.name, getattr(value, f.name)) for f in fields(value)]
            found.update(f"{type(value).__qualname__} {digest(*(x for pair in named for x in pair))}".encode())
        elif isinstance(value, tuple | list):
            found.update(f"sequence {len(value)} {digest(*value)}".encode())
        elif isinstance(value, str | int | float | bytes | np.generic) or value is None:
            found.update(f"{type(value).__name__} {value!r};".encode())
        else:
            raise TypeError(f"{type(value).__name__} is no content that can be compared")
    return found.hexdigest()


def kept_arrays(name: str, make: Callable[[], Arrays], *of: object) -> dict[str, NDArray[Any]]:
    """The arrays that `make` answers, or that it answered before for the same `name`, contents `of` and code."""

    return _unpacked(kept(f"made/{name}-{digest(code(), *of)}", lambda: _packed(make())))


def _packed(arrays: Arrays) -> bytes:
    """A line of JSON that says what the arrays after it are, each at a multiple of _ALIGNED bytes; a tenth of the time
    that numpy's own format takes to read when there are many."""
    table = json.dumps([(name, a.dtype.str, a.shape) for name, a in arrays.items()]).encode()
    parts = [table + b"\n", *(np.ascontiguousarray(a).tobytes() for a in arrays.values())]
    return b"".join(part + bytes(-len(part) % _ALIGNED) for part in parts)


def _unpacked(data: bytes) -> dict[str, NDArray[Any]]:
    table = data[: data.index(b"\n")]
    at, held, out = _padded(len(table) + 1), bytearray(data), dict[str, NDArray[Any]]()
    for name, kind, shape in json.loads(table):
        count = math.prod(shape)
        out[name] = np.frombuffer(held, kind, count, at if count else 0).reshape(shape)
        at += _padded(out[name].nbytes)
    return out


def _padded(size: int) -> int:
    return size + -size % _ALIGNED


def kept_meshes(name: str, make: Callable[[], list[tuple[Primitive, ...]]], *of: object) -> list[tuple[Primitive, ...]]:
    """As `kept_arrays`: the primitives, as `Geometry` makes them, of several meshes."""

    def arrays() -> Arrays:
        meshes = make()
        flat = [p for mesh in meshes for p in mesh]
        sizes, materials = np.array([len(m) for m in meshes]), np.array([p.material for p in flat], np.int64)
        return {"sizes": sizes, "materials": materials} | {
            f"{field} {i}": getattr(p, field) for i, p in enumerate(flat) for field in _FIELDS
        }

    found = kept_arrays(name, arrays, *of)
    flat = []
    for i, material in enumerate(found["materials"].tolist()):
        position, normal, uv, color, indices = (found[f"{field} {i}"] for field in _FIELDS)
        flat.append(Primitive(position, normal, indices, material, uv=uv, color=color))
    ends = np.cumsum(found["sizes"]).tolist()
    return [tuple(flat[end - size : end]) for end, size in zip(ends, found["sizes"].tolist(), strict=True)]
