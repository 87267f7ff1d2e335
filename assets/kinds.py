"""Whether values are what the annotations of a description promise: for those that are filled in by hand."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from numbers import Integral, Real
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from assets.errors import InputError

Test = Callable[[object], bool]
_CLASSES: dict[Any, Any] = {float: Real, int: Integral, bool: (bool, np.bool_, Integral)}
_WORDS: dict[Any, str] = {
    float: "a number",
    int: "a whole number",
    str: "text",
    types.NoneType: "None",
    list: "a list",
    dict: "a dict",
    Mapping: "a dict",
    tuple: "a tuple",
    Callable: "a function",
}


def check_kinds(thing: Any, name: str = "") -> None:
    """InputError for the first field, or item of a list or table in one, that is of another kind than its annotation.

    Arrays, functions' arguments and what descriptions hold in turn are not looked into.
    """
    kind: Any = type(thing)
    for field, hint, fits in _plan(kind):
        if not fits(getattr(thing, field)):
            _refuse(getattr(thing, field), hint, f"{name}: {field}" if name else field)


@cache
def _plan(kind: Any) -> tuple[tuple[str, Any, Test], ...]:
    """The fields of a kind of description, their annotations, and the tests of those."""
    found = get_type_hints(kind)
    return tuple((field.name, found[field.name], _test(found[field.name])) for field in fields(kind))


def _test(hint: Any) -> Test:
    kind, of = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, types.UnionType):
        several = [_test(each) for each in of]
        return lambda value: any(test(value) for test in several)
    if kind is Literal:
        return lambda value: isinstance(value, str | int) and value in of
    if kind is Callable:
        return callable
    if kind in (dict, Mapping):
        of_value = _test(of[1])
        return lambda value: isinstance(value, Mapping) and all(map(of_value, value.values()))
    if _is_row(hint):
        of_item = _test(of[0])
        return lambda value: isinstance(value, list | tuple) and all(map(of_item, value))
    if kind in (tuple, np.ndarray) or not isinstance(kind, type):
        return lambda value: True
    classes = _CLASSES.get(kind, kind)
    if kind in (float, int):
        return lambda value: isinstance(value, classes) and not isinstance(value, bool)
    return lambda value: isinstance(value, classes)


def _is_row(hint: Any) -> bool:
    return get_origin(hint) is list or (get_origin(hint) is tuple and Ellipsis in get_args(hint))


def _refuse(value: object, hint: Any, where: str) -> None:
    """InputError for a value that does not fit, or for the first of its items that does not."""
    kind, of = get_origin(hint) or hint, get_args(hint)
    if kind in (dict, Mapping) and isinstance(value, Mapping):
        items, inner = list(value.items()), of[1]
    elif _is_row(hint) and isinstance(value, list | tuple):
        items, inner = list(enumerate(value)), of[0]
    else:
        shown = repr(value) if isinstance(value, str | int | float | None) else f"a {type(value).__name__}"
        raise InputError(f"{where} is {shown}, expected {_spelt(hint)}")
    test = _test(inner)
    for key, item in items:
        if not test(item):
            _refuse(item, inner, f"{where}[{key!r}]")


def _spelt(hint: Any) -> str:
    kind, of = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, types.UnionType):
        return " or ".join(_spelt(each) for each in of)
    if kind is Literal:
        return f"one of {', '.join(map(str, of))}"
    return _WORDS.get(kind) or f"a {getattr(kind, '__name__', kind)}"
