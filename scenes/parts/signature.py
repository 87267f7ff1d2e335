"""What a part's function asks for: its parameters as annotated, and where it is written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from assets.errors import InputError
from scenes.parts.fit import Range, Unfit, fit, named, plain

KINDS = "bool, int, float, str, Literal, tuple, a dataclass, X | None, each under Annotated[..., Range(low, high)]"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a part: its type as annotated, and its default (`...` where it must be given)."""

    kind: Any
    default: Any

    def __str__(self) -> str:
        return named(self.kind)


def parameters(name: str, build: Callable[..., Any]) -> Mapping[str, Parameter]:
    """The parameters of a part's function after the stage. InputError, at the function, for what cannot be checked."""
    asked = list(inspect.signature(build).parameters.values())
    if not asked or asked[0].kind is inspect.Parameter.KEYWORD_ONLY:
        raise InputError(
            f"part {name!r}: its function takes the stage first: def f(stage: Stage, *, ...)", *place_of(build)
        )
    try:
        hints = get_type_hints(build, include_extras=True)
    except (NameError, TypeError, AttributeError) as error:
        raise InputError(f"part {name!r}: its annotations cannot be read: {error}", *place_of(build)) from None
    known = {}
    for each in asked[1:]:
        fault = _fault(each, hints)
        if fault:
            raise InputError(f"part {name!r}: parameter {each.name!r} {fault}", *place_of(build))
        known[each.name] = Parameter(hints[each.name], ... if each.default is each.empty else each.default)
    return known


def is_ours(build: Callable[..., Any]) -> bool:
    """Whether a function belongs to this installation."""
    return build.__module__.partition(".")[0] == "scenes"


def place_of(build: object) -> tuple[str, int]:
    """File and line of a function."""
    code = getattr(inspect.unwrap(build), "__code__", None) if callable(build) else None  # decorators lie round it
    return (code.co_filename, code.co_firstlineno) if code else (str(getattr(build, "__module__", "part")), 1)


def _fault(asked: inspect.Parameter, hints: Mapping[str, Any]) -> str:
    if asked.kind in (asked.VAR_POSITIONAL, asked.VAR_KEYWORD):
        return "cannot be checked: give each parameter a name of its own"
    if asked.name not in hints:
        return f"needs a type: {asked.name}: float"
    if not _known(kind := hints[asked.name]):
        return f"has the type {getattr(kind, '__name__', kind)}, which a file cannot hold; there is {KINDS}"
    if asked.default is not asked.empty:
        try:
            fit(kind, plain(asked.default))
        except Unfit as error:
            return f"has a default that does not fit: {error}"
    return ""


def _known(kind: Any) -> bool:
    """Whether values can be checked against a type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return isinstance(inner[1], Range) and _known(inner[0])
    if origin in (Union, UnionType):
        wanted = [each for each in inner if each is not NoneType]
        return len(wanted) == 1 and _known(wanted[0])
    if origin is Literal:
        return True
    if origin is tuple:
        return bool(inner) and all(_known(each) for each in inner if each is not Ellipsis)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind, include_extras=True)
        return all(_known(hints[f.name]) for f in fields(kind))
    return kind in (bool, int, float, str)
