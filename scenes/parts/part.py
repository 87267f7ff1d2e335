"""A part: a function that builds something on a stage, known by name, its parameters checked and written down."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Concatenate, Generic, ParamSpec, TypeVar, get_type_hints

from assets.errors import InputError
from assets.recipe import Step
from scenes.authoring import Stage
from scenes.parts.fit import Path, Range, Unfit, choose, fit, named, plain

P = ParamSpec("P")
R = TypeVar("R")

Seed = Annotated[int, Range(0, 2**31 - 1)]
Metres = Annotated[float, Range(-1e5, 1e5)]
Degrees = Annotated[float, Range(-3600, 3600)]
Seconds = Annotated[float, Range(0, 86400)]
Length = Annotated[float, Range(0.04, 86400)]
"""Of a scene, seconds"""
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


@dataclass(frozen=True)
class Parameter:
    """A parameter of a part: its type as annotated, and its default (`...` where it must be given)."""

    kind: Any
    default: Any

    def __str__(self) -> str:
        return named(self.kind)


@dataclass(eq=False)
class Part(Generic[P, R]):
    """A registered part; calling it builds it on a stage."""

    name: str
    build: Callable[Concatenate[Stage, P], R]

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """By name, in the order of the function's own."""
        hints = get_type_hints(self.build, include_extras=True)
        own = list(inspect.signature(self.build).parameters.values())[1:]
        return {p.name: Parameter(hints[p.name], ... if p.default is p.empty else p.default) for p in own}

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

    def __call__(self, stage: Stage, /, *first: P.args, **values: P.kwargs) -> R:
        """Builds the part and notes it in the stage's recipe. InputError for parameters that do not fit."""
        try:
            checked = self.check({**dict(zip(self.parameters, first, strict=False)), **values})
        except Unfit as error:
            raise InputError(f"{' '.join(map(str, (self.name, *error.path)))}: {error}") from None
        with stage.noted(Step(self.name, {name: plain(value) for name, value in checked.items()})):
            return self.build(stage, **checked)  # type: ignore[call-arg]


def part(name: str) -> Callable[[Callable[Concatenate[Stage, P], R]], Part[P, R]]:
    """Registers a function `f(stage, *, ...)` under `name`; those of one scene carry its name: "taihe_lake/town".
    ValueError when the name is another function's."""

    def register(build: Callable[Concatenate[Stage, P], R]) -> Part[P, R]:
        there = REGISTERED.get(name)
        if there and (there.build.__module__, there.build.__name__) != (build.__module__, build.__name__):
            raise ValueError(f"part {name!r} is {there.build.__module__}.{there.build.__name__} already")
        made = Part(name, build)
        REGISTERED[name] = made
        return made

    return register
