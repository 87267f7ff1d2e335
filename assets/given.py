"""What somebody hands in, as arrays of the shape that is expected and descriptions of the fields there are, or one
clear line about what it is instead."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache, wraps
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError

P = ParamSpec("P")
R = TypeVar("R")
Array = NDArray[np.float64]
Shape = tuple[int | str, ...]
"""Sizes; a letter stands for any: `("n", 3)`."""


def array(value: ArrayLike, shape: Shape, what: str) -> Array:
    """`value` as float64 of `shape`, whose first letter a single row need not show: `(3,)` is `(1, 3)`.

    InputError that names `what`, and says what was expected and what was found.
    """
    found = _floats(value, what, spelt(shape))
    if shape and isinstance(shape[0], str) and (found.shape == shape[1:] or found.shape == (0,)):
        found = found.reshape(1 if found.size else 0, *(0 if isinstance(size, str) else size for size in shape[1:]))
    if not _fits(found.shape, shape):
        raise InputError(f"{what}: expected {spelt(shape)}, found {spelt(found.shape)}")
    return found


def numbers(value: ArrayLike, shape: Shape, what: str) -> Array:
    """As `array`, and every one of them finite."""
    return _finite(array(value, shape, what), what)


def each(value: ArrayLike, count: int, width: int, what: str) -> Array:
    """`(width,)` or `(count, width)` finite numbers, one row for all or one for each; without a width one number."""
    tail = (width,) if width else ()
    found = _floats(value, what, expected := f"{spelt(tail)} or {spelt(('n', *tail))} with n = {count}")
    if found.shape not in (tail, (1, *tail), (count, *tail)):
        raise InputError(f"{what}: expected {expected}, found {spelt(found.shape)}")
    return _finite(found, what)


def point(value: ArrayLike, what: str) -> tuple[float, float, float]:
    """Three finite numbers."""
    x, y, z = numbers(value, (3,), what).tolist()
    return x, y, z


def number(value: object, low: float, high: float, what: str) -> float:
    """One number from `low` to `high`."""
    if not isinstance(value, Real) or not low <= float(value) <= high:
        raise InputError(f"{what} is {_shown(value)}, expected a number from {low:g} to {high:g}")
    return float(value)


def whole(value: object, what: str) -> int:
    """A whole number from 0, such as a seed."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < 0:
        raise InputError(f"{what} is {_shown(value)}, expected a whole number from 0")
    return int(value)


def function(value: object, asks: str, what: str) -> None:
    """InputError unless `value` can be called as `asks` says: "t", or "t, lights"."""
    if not callable(value):
        raise InputError(f"{what} is {_shown(value)}, expected a function of {asks}")
    try:
        inspect.signature(value).bind(*asks.split(", "))
    except TypeError:
        raise InputError(f"{what}: {getattr(value, '__name__', 'it')} cannot be called with ({asks})") from None
    except ValueError:  # of a builtin, which has no signature
        return


def made(kind: Callable[P, R], what: str, *given: Any, **look: Any) -> R:
    """A description by its fields. InputError for a field that it has not."""
    known = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    for name in look:
        if name not in known:
            raise InputError(f"{what}: no field {name!r}; there is {', '.join(known)}")
    return kind(*given, **look)


def check_numbers(thing: Any, name: str) -> None:
    """InputError for a field of a description, or of a layer of it, that is not as many finite numbers as its
    default."""
    kind: Any = type(thing)
    for field, usual in _defaults(kind):
        value = getattr(thing, field)
        if isinstance(usual, float):
            if not _is_number(value) or not (math.isfinite(value) or value == usual):
                raise InputError(f"{name}: {field} is {value!r}, expected a number")
        elif isinstance(usual, tuple) and usual and isinstance(usual[0], Real):
            many = isinstance(value, tuple | list | np.ndarray) and len(value) == len(usual)
            if not many or not all(_is_number(v) and math.isfinite(v) for v in value):
                raise InputError(f"{name}: {field} is {value!r}, expected {len(usual)} numbers")
        elif is_dataclass(value):
            check_numbers(value, f"{name}: {field}")


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The names of a description's fields that may be numbers or layers, with their defaults."""
    return tuple((f.name, f.default) for f in fields(kind) if not isinstance(f.default, str | int))


def _is_number(value: object) -> bool:
    return type(value) is float or isinstance(value, Real)


def shaped(**shapes: Shape) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Arguments that numpy stumbles over are looked at then, and only then: InputError names the one that is wrong."""

    def wrap(f: Callable[P, R]) -> Callable[P, R]:
        @wraps(f)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return f(*args, **kwargs)
            except (ValueError, TypeError, IndexError, OverflowError) as error:
                given = inspect.signature(f).bind(*args, **kwargs).arguments
                for name, shape in shapes.items():
                    if name in given:
                        array(given[name], shape, f"{f.__name__}: {name}")
                raise InputError(f"{f.__name__}: {error}") from error

        return checked

    return wrap


def spelt(shape: Shape) -> str:
    """A shape as it is written: (n, 3), (3,), one number."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})" if shape else "one number"


def _floats(value: object, what: str, expected: str) -> Array:
    try:
        found = np.asarray(value)
        if found.dtype.kind not in "fiub":
            raise TypeError
        return found.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        raise InputError(f"{what}: expected {expected}, numbers, found {_shown(value)}") from None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _fits(found: tuple[int, ...], shape: Shape) -> bool:
    return len(found) == len(shape) and all(isinstance(b, str) or a == b for a, b in zip(found, shape, strict=True))


def _finite(found: Array, what: str) -> Array:
    if not np.isfinite(found).all():
        bad = tuple(np.argwhere(~np.isfinite(found))[0].tolist())
        where = f" at {', '.join(map(str, bad))}" if bad else ""
        raise InputError(f"{what}: {found[bad]}{where} is not a finite number")
    return found
