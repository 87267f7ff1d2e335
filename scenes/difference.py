"""Whether two scenes draw the same pictures: everything but functions compared, and what functions answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from numbers import Real
from typing import Any

import numpy as np

from assets.scene import Scene

INSTANTS = (0.0, 0.72)
"""Of the scene's length: when the functions of time are asked."""


def difference(a: Scene, b: Scene) -> str:
    """Where two scenes differ first, in words; empty when they do not. Their recipes are not compared."""
    for f in fields(a):
        if f.name != "recipe" and (found := _differ(getattr(a, f.name), getattr(b, f.name), f.name)):
            return found
    for t in (share * a.duration for share in INSTANTS):
        for camera in a.cameras:
            if found := _differ(a.camera(camera, t), b.camera(camera, t), f"camera {camera} at {t:g} s"):
                return found
        if a.cameras and (found := _differ(a.evaluate(t), b.evaluate(t), f"at {t:g} s")):
            return found
    return ""


def _differ(a: Any, b: Any, where: str) -> str:
    if callable(a) and callable(b):
        return ""
    if type(a) is not type(b) and not (isinstance(a, Real) and isinstance(b, Real)):
        return f"{where}: {type(a).__name__}, {type(b).__name__}"
    if isinstance(a, np.ndarray):
        same = a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
        return "" if same else f"{where}: other numbers"
    if is_dataclass(a):
        label = f"{where} {getattr(a, 'name', '')}".strip()
        rows = ((f"{label} {f.name}", getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    elif isinstance(a, Mapping):
        if list(a) != list(b):
            return f"{where}: {', '.join(map(str, a))}; {', '.join(map(str, b))}"
        rows = ((f"{where} {key}", a[key], b[key]) for key in a)
    elif isinstance(a, list | tuple):
        if len(a) != len(b):
            return f"{where}: {len(a)}, {len(b)}"
        rows = ((f"{where} {i}", *pair) for i, pair in enumerate(zip(a, b, strict=True)))
    else:
        return "" if a == b else f"{where}: {a!r}, {b!r}"
    return next((found for name, x, y in rows if (found := _differ(x, y, name))), "")
