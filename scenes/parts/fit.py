"""Values checked against type annotations: what is given becomes what a function expects, or one clear line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from dataclasses import Field as DataclassField
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

Path = tuple[str | int, ...]
"""Keys and indices that lead to a value."""


class Range:
    """The numbers from `low` to `high`, both included, or as many items: `Annotated[float, Range(1, 500)]`."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


class Unfit(Exception):
    """What is wrong with a value, and the way to it."""

    def __init__(self, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.path = path


def fit(kind: Any, value: Any, path: Path = ()) -> Any:
    """`value` as a `kind`: bool, int, float, str, Literal, tuple, dataclass, `X | None`, each under `Annotated`. Unfit
    says what was expected. Whole numbers are numbers, lists are tuples, mappings become dataclasses."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _within(inner[1], fit(inner[0], value, path), path)
    if origin in (Union, UnionType):
        (wanted,) = [each for each in inner if each is not NoneType]
        return None if value is None else fit(wanted, value, path)
    if origin is Literal:
        if value not in inner or isinstance(value, bool):
            raise Unfit(f"must be one of {', '.join(map(str, inner))}, not {shown(value)}", path)
        return value
    if origin is tuple:
        return _items(inner, value, path)
    if is_dataclass(kind):
        return value if isinstance(value, kind) else _record(kind, value, path)  # type: ignore[arg-type]
    if kind is bool and isinstance(value, bool | np.bool_):
        return bool(value)
    if kind is int and isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    if kind is float and isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if kind is str and isinstance(value, str):
        return value
    raise Unfit(f"must be {named(kind)}, not {shown(value)}", path)


def named(kind: Any) -> str:
    """A type in words: "a number 1 to 500"."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return f"{named(inner[0])} {inner[1]}"
    if origin in (Union, UnionType):
        return f"{named(next(each for each in inner if each is not NoneType))} or null"
    if origin is Literal:
        return " | ".join(map(str, inner))
    if origin is tuple:
        return f"a list of {f'{named(inner[0])} each' if inner[-1] is Ellipsis else f'{len(inner)} numbers'}"
    if is_dataclass(kind):
        return f"keys with values ({', '.join(f.name for f in fields(kind))})"
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
    return words[kind]


def shown(value: Any) -> str:
    """A value in an error, cut short."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def choose(name: object, known: Mapping[str, Any], what: str, path: Path) -> str:
    """`name` when it is known. Unfit lists what is."""
    if name not in known:
        raise Unfit(f"no {what} {name!r}; there is {', '.join(known)}" if known else f"takes no {what}", path)
    return str(name)


def plain(value: Any) -> Any:
    """A checked value as lists, mappings, numbers and texts again; of dataclasses what differs from their defaults."""
    if is_dataclass(value) and not isinstance(value, type):
        given = {f.name: getattr(value, f.name) for f in fields(value)}
        return {
            f.name: plain(given[f.name]) for f in fields(value) if f.default is MISSING or given[f.name] != f.default
        }
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value


def _within(limit: Range, value: Any, path: Path) -> Any:
    if isinstance(value, tuple | str):
        if not limit.low <= len(value) <= limit.high:
            items = "characters" if isinstance(value, str) else "items"
            raise Unfit(f"must have {limit} {items}, not {len(value)}", path)
    elif value is not None and not limit.low <= value <= limit.high:
        raise Unfit(f"must be {limit}, not {shown(value)}", path)
    return value


def _items(inner: tuple[Any, ...], value: Any, path: Path) -> tuple[Any, ...]:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple):
        raise Unfit(f"must be {named(tuple[inner])}, not {shown(value)}", path)  # type: ignore[valid-type]
    kinds = (inner[0],) * len(value) if inner[-1] is Ellipsis else inner
    if len(value) != len(kinds):
        raise Unfit(f"must have {len(kinds)} items, not {len(value)}", path)
    return tuple(fit(kind, each, (*path, i)) for i, (kind, each) in enumerate(zip(kinds, value, strict=True)))


def _record(kind: type, value: Any, path: Path) -> Any:
    if not isinstance(value, Mapping):
        raise Unfit(f"must be keys with values ({', '.join(f.name for f in fields(kind))}), not {shown(value)}", path)
    hints = get_type_hints(kind, include_extras=True)
    known: dict[str, DataclassField[Any]] = {f.name: f for f in fields(kind)}
    given = {
        choose(name, known, "key", (*path, name)): fit(hints[name], item, (*path, name)) for name, item in value.items()
    }
    for name, each in known.items():
        if name not in given and each.default is MISSING and each.default_factory is MISSING:
            raise Unfit(f"the key {name!r} is missing", path)
    return kind(**given)
