"""All parts by name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

import scenes
from scenes import parts
from scenes.parts.fit import Unfit
from scenes.parts.part import REGISTERED, Part


@cache
def known_parts() -> Mapping[str, Part[Any, Any]]:
    """Every part that is for everybody, by name."""
    for module in sorted(m.name for m in pkgutil.iter_modules(parts.__path__)):
        importlib.import_module(f"scenes.parts.{module}")
    return {name: REGISTERED[name] for name in sorted(REGISTERED) if "/" not in name}


def find_part(name: object) -> Part[Any, Any]:
    """The part of that name; "SCENE/NAME" is one of a scene's own. Unfit lists the known ones."""
    known, text = known_parts(), str(name)
    if text in REGISTERED:
        return REGISTERED[text]
    scene = text.partition("/")[0]
    if "/" in text and scene in {m.name for m in pkgutil.iter_modules(scenes.__path__) if m.ispkg}:
        importlib.import_module(f"scenes.{scene}")
        known = {each: REGISTERED[each] for each in sorted(REGISTERED) if each.startswith(f"{scene}/")}
    if not known:
        raise Unfit(f"no part {text!r}: scene {scene} has none of its own")
    if text not in REGISTERED:
        raise Unfit(f"no part {text!r}; there is {', '.join(known)}")
    return REGISTERED[text]
