"""What all rooms of the stage write into: the scene under construction."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from numbers import Integral
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from assets.errors import InputError
from assets.given import number
from assets.recipe import Step
from assets.scene import Scene

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
S = TypeVar("S", bound="Draft")


class Draft:
    """A scene that is not finished."""

    def __init__(self, name: str, duration: float = 30.0, folder: Path = Path()) -> None:
        number(duration, 0, 86400, "a scene's duration")
        self._folder = folder
        self._scene = Scene(name, duration)
        self._length = duration
        self._steps: list[Step] = []
        self._sources: dict[Path, None] = {}
        self._own: dict[str, Any] = {}
        self._inside = 0
        self._claimed: set[str] = set()
        self._made: dict[Any, Any] = {}

    def once(self: S, make: Callable[Concatenate[S, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `make(stage, *args)` gives, made the first time only: a palette or a mesh that several parts share."""
        key = (make, args, tuple(kwargs.items()))
        if key not in self._made:
            self._made[key] = make(self, *args, **kwargs)
        return self._made[key]  # type: ignore[no-any-return]

    def beside(self, name: str) -> str:
        """The path of a file in the scene's own folder; a name that is no file there stays."""
        path = self._folder / name
        return str(path) if os.path.isfile(path) else name  # which a name too long for a file is not

    def say(self, *lines: str) -> None:
        """What the scene leaves out of the files it is made of, a line each: `taihe` says it whenever it opens it."""
        self._scene.notes += [line for line in lines if line not in self._scene.notes]

    @staticmethod
    def _known(things: Sequence[T], index: int, what: str) -> T:
        """One of the scene's things by its number. InputError for a number that none has."""
        if isinstance(index, bool) or not isinstance(index, Integral) or not 0 <= index < len(things):
            raise InputError(f"no {what} {index!r}: the scene has {len(things)}, numbered from 0")
        return things[index]

    def claim(self, what: str, part: str) -> None:
        """A part takes what a scene has one of at most. InputError when another has taken it."""
        if what and what in self._claimed:
            raise InputError(f"{part}: there is a {what} already")
        self._claimed.add(what)

    @contextmanager
    def noted(self, step: Step, source: Path | None = None) -> Iterator[None]:
        """Writes a step down when it is done, unless it is taken inside another one; `source` is the Python file of a
        part of somebody's own."""
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
        if not self._inside:
            self._steps.append(step)
            if source:
                self._sources[source] = None
