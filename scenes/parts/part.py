"""A part: a function that builds something on a stage, known by name, its parameters checked and written down."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as File
from typing import Annotated, Any, Concatenate, Generic, ParamSpec, TypeVar

from assets.errors import InputError
from assets.recipe import Step
from scenes.authoring import Stage
from scenes.own_code import PREFIX
from scenes.parts.fit import Path, Range, Unfit, choose, fit, plain
from scenes.parts.signature import Parameter, is_ours, parameters, place_of

P = ParamSpec("P")
R = TypeVar("R")

Seed = Annotated[int, Range(0, 2**31 - 1)]
Metres = Annotated[float, Range(-1e5, 1e5)]
Degrees = Annotated[float, Range(-3600, 3600)]
Seconds = Annotated[float, Range(0, 86400)]
Length = Annotated[float, Range(0.04, 86400)]
"""Of a scene, seconds"""
Name = Annotated[str, Range(1, 100)]
Amount = Annotated[float, Range(0, 1)]
Light = Annotated[float, Range(0, 1e6)]
Place = tuple[Metres, Metres, Metres]
"""x, y, z in metres"""
Spot = tuple[Metres, Metres]
"""x, z in metres"""
Hue = tuple[Light, Light, Light]
"""Linear RGB"""

REGISTERED: dict[str, Part[Any, Any]] = {}
"""Every part whose module was imported; `scenes.parts.catalogue` imports them all."""


@dataclass(eq=False)
class Part(Generic[P, R]):
    """A registered part; calling it builds it on a stage."""

    name: str
    build: Callable[Concatenate[Stage, P], R]
    once: str = ""
    """What a scene has one of at most: "sky", "stop {name!r}"; "" where there may be any number."""

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """By name, in the order of the function's own. InputError for a signature that no part can have."""
        return parameters(self.name, self.build)

    @property
    def source(self) -> File | None:
        """The Python file of an author's own part; None where it belongs to this installation."""
        return None if is_ours(self.build) else File(place_of(self.build)[0])

    @property
    def about(self) -> str:
        """What it is: the function's docstring in one paragraph."""
        return " ".join((inspect.getdoc(self.build) or "").split())

    def check(self, values: Mapping[str, Any], path: Path = ()) -> dict[str, Any]:
        """The parameters as the function expects them. Unfit for what is unknown, missing or of the wrong kind."""
        known = self.parameters
        out = {choose(k, known, "parameter", (*path, k)): fit(known[k].kind, v, (*path, k)) for k, v in values.items()}
        for name, each in known.items():
            if name not in out and each.default is ...:
                raise Unfit(f"needs {name!r} ({each})", path)
        return out

    def only(self, checked: Mapping[str, Any]) -> str:
        """What there may be no other of, once this part stands with these checked parameters; "" for nothing."""
        usual = {name: each.default for name, each in self.parameters.items()}
        return self.once.format(**{**usual, **checked})

    def __call__(self, stage: Stage, /, *first: P.args, **values: P.kwargs) -> R:
        """Builds the part and notes it in the stage's recipe. InputError for parameters that do not fit."""
        try:
            if len(first) > len(self.parameters) or values.keys() & set(list(self.parameters)[: len(first)]):
                raise Unfit("a parameter is given twice, or one too many: give them by name")
            checked = self.check({**dict(zip(self.parameters, first, strict=False)), **values})
        except Unfit as error:
            raise InputError(f"{' '.join(map(str, (self.name, *error.path)))}: {error}") from None
        stage.claim(self.only(checked), self.name)
        step = Step(self.name, {name: plain(value) for name, value in checked.items()})
        with stage.noted(step, self.source):
            return self.build(stage, **checked)  # type: ignore[call-arg]


def part(name: str, once: str = "") -> Callable[[Callable[Concatenate[Stage, P], R]], Part[P, R]]:
    """Registers a function `f(stage, *, ...)` under `name`; those of one scene carry its name: "taihe_lake/town".
    `once` says what a scene has one of at most (`Part.once`). InputError when the name is another part's of this
    installation, or another's in the same file."""
    if not isinstance(name, str):
        raise InputError('@part needs a name: @part("stone")', *place_of(name))

    def register(build: Callable[Concatenate[Stage, P], R]) -> Part[P, R]:
        if not re.fullmatch(r"[^\W\d][\w-]*(/[^\W\d][\w-]*)?", name):
            raise InputError(f"{name!r} is no name of a part: letters, digits, - and _", *place_of(build))
        _check_new(name, build)
        REGISTERED[name] = Part(name, build, once)
        return REGISTERED[name]

    return register


def _check_new(name: str, build: Callable[..., Any]) -> None:
    """InputError when that is the name of a part of this installation, or of another in the file that is being run."""
    if not is_ours(build):
        from scenes.parts.catalogue import known_parts  # else ours would come second, and be blamed

        known_parts()
    if (there := REGISTERED.get(name)) is None:
        return
    twice = build.__module__.startswith(PREFIX) and _globals(there.build) is _globals(build)
    same = (there.build.__module__, there.build.__name__) == (build.__module__, build.__name__)
    if twice or (there.source is None and not same):
        where = f"in line {place_of(there.build)[1]}" if twice else f"{there.build.__module__}.{there.build.__name__}"
        raise InputError(f"there is a part {name!r} already ({where})", *place_of(build))


def _globals(build: Callable[..., Any]) -> object:
    return getattr(inspect.unwrap(build), "__globals__", None)
