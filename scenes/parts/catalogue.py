"""All parts by name: those for everybody, those of one scene, and an author's own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import scenes
from assets.errors import InputError
from scenes import parts
from scenes.own_code import run
from scenes.parts.fit import Unfit
from scenes.parts.part import REGISTERED, Part

Parts = Mapping[str, Part[Any, Any]]


@cache
def known_parts() -> Parts:
    """Every part of this installation that is for everybody, by name."""
    for module in sorted(m.name for m in pkgutil.iter_modules(parts.__path__)):
        importlib.import_module(f"scenes.parts.{module}")
    return {name: REGISTERED[name] for name in sorted(REGISTERED) if "/" not in name and not REGISTERED[name].source}


def find_part(name: object, own: Parts = MappingProxyType({})) -> Part[Any, Any]:
    """The part of that name, which may be one of an author's `own`; "SCENE/NAME" is one of a scene's. Unfit lists the
    known ones."""
    known, text = {**known_parts(), **own}, str(name)
    if text in known:
        return known[text]
    scene = text.partition("/")[0]
    if "/" in text and scene in {m.name for m in pkgutil.iter_modules(scenes.__path__) if m.ispkg}:
        importlib.import_module(f"scenes.{scene}")
        known = {each: REGISTERED[each] for each in sorted(REGISTERED) if each.startswith(f"{scene}/")}
    if not known:
        raise Unfit(f"no part {text!r}: scene {scene} has none of its own")
    if text not in known:
        raise Unfit(f"no part {text!r}; there is {', '.join(known)}")
    return known[text]


def is_known(name: str, own: Parts) -> bool:
    """Whether `find_part` would find it."""
    try:
        return bool(find_part(name, own))
    except Unfit:
        return False


def own_parts(path: Path) -> Parts:
    """The parts of a Python file: what carries `@part` in it, or is imported by it. It runs the file.

    InputError, with file and line, for what is wrong in it, and for a file without any.
    """
    found = {each.name: each for each in vars(run(path)).values() if isinstance(each, Part) and each.source}
    if not found:
        raise InputError('no part in this file: a part is a function under @part("name")', path)
    for each in found.values():
        _ = each.parameters  # what is wrong with them is found here, not where it is used
    return found
