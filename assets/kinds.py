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


@cache
def hints(kind: Any) -> Mapping[str, Any]:
    """The annotations of the fields of a kind of description."""
    found = get_type_hints(kind)
    return {field.name: found[field.name] for field in fields(kind)}


def check_kinds(thing: Any, name: str = "") -> None:
    """InputError for the first field, or item of a list or table in one, that is of another kind than its annotation.

    Arrays, functions' arguments and what descriptions hold in turn are not looked into.
    """
    kind: Any = type(thing)
    for field, hint in hints(kind).items():
        _check(getattr(thing, field), hint, f"{name}: {field}" if name else field)


def _check(value: object, hint: Any, where: str) -> None:
    kind, of = get_origin(hint) or hint, get_args(hint)
    table, row = kind in (dict, Mapping), kind is list or (kind is tuple and Ellipsis in of)
    if (table and isinstance(value, Mapping)) or (row and isinstance(value, list | tuple)):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            _check(item, of[-1] if table else of[0], f"{where}[{key!r}]")
        fits = True
    else:
        fits = not (table or row) and _fits(value, hint)
    if not fits:
        shown = repr(value) if isinstance(value, str | int | float | None) else f"a {type(value).__name__}"
        raise InputError(f"{where} is {shown}, expected {_spelt(hint)}")


def _fits(value: object, hint: Any) -> bool:
    kind, of = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, types.UnionType):
        return any(_fits(value, each) for each in of)
    if kind is Literal:
        return isinstance(value, str | int) and value in of
    if kind is Callable or (of and kind is get_origin(Callable[[], None])):
        return callable(value)
    if kind in (float, int):
        return isinstance(value, Real if kind is float else Integral) and not isinstance(value, bool)
    if kind is bool:
        return isinstance(value, bool | np.bool_ | Integral)
    return not isinstance(kind, type) or kind in (tuple, np.ndarray) or isinstance(value, kind)


def _spelt(hint: Any) -> str:
    kind, of = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, types.UnionType):
        return " or ".join(_spelt(each) for each in of)
    if kind is Literal:
        return f"one of {', '.join(map(str, of))}"
    names: dict[Any, str] = {float: "a number", int: "a whole number", str: "text", types.NoneType: "None"}
    names |= {list: "a list", dict: "a dict", Mapping: "a dict", tuple: "a tuple", Callable: "a function"}
    return names.get(kind) or (f"a {kind.__name__}" if isinstance(kind, type) and not of else "a function")
