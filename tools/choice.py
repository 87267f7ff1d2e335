"""What to take of a model file that holds more than one: a scene, an animation, a set of materials, a face."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assets.errors import InputError
from assets.model import Model
from assets.models import SUFFIXES, load


@dataclass(frozen=True)
class Choice:
    """By name or number, as typed; None is the file's own choice (of animations the first)."""

    scene: str | None = None
    animation: str | None = None
    variant: str | None = None
    allow_external: bool = False
    expression: str | None = None
    """Of a character: NAME=VALUE, more of them with commas."""


DEFAULT = Choice()


@dataclass(frozen=True, eq=False)
class Chosen:
    """A loaded model, and the indices of what was chosen in it."""

    model: Model
    scene: int | None
    animation: int | None
    expressions: Mapping[str, float] = field(default_factory=dict)


def choose(path: Path, choice: Choice = DEFAULT) -> Chosen:
    """Loads the model with the chosen materials. InputError as `load`, and for a name that the file lacks."""
    model = load(path, choice.allow_external, choice.variant)
    scene, animation = choice.scene, choice.animation
    return Chosen(
        model,
        None if scene is None else numbered([s.name for s in model.scenes], scene, "scene", path),
        None if animation is None else numbered([a.name for a in model.animations], animation, "animation", path),
        {} if choice.expression is None else _expressions(model, choice.expression, path),
    )


def _expressions(model: Model, wanted: str, path: Path) -> dict[str, float]:
    """Expression -> 0 ... 1. InputError for one that the character lacks, and for what is no number."""
    known = model.vrm.expressions if model.vrm else {}
    found: dict[str, float] = {}
    for part in wanted.split(","):
        name, _, value = part.strip().rpartition("=")
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise InputError(f"--expression {part.strip()}: there is no {name or part.strip()!r}, but {listed}", path)
        try:
            found[name] = float(value)
        except ValueError:
            found[name] = math.nan
        if not 0.0 <= found[name] <= 1.0:
            raise InputError(f"--expression {part.strip()}: expected NAME=VALUE with a value of 0 to 1", path)
    return found


def numbered(names: Sequence[str], wanted: str, what: str, path: Path) -> int:
    """The index of a name, or of a number counted from 0. InputError lists the names."""
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and len(wanted) < 9 and int(wanted) < len(names):
        return int(wanted)
    known = ", ".join(f"{i} {name!r}" for i, name in enumerate(names)) or "none"
    raise InputError(f"no {what} {wanted!r}; there are {known}", path)


def only_models(subject: str, choice: Choice) -> None:
    """InputError when the subject is no model file and something of one was chosen."""
    if choice != DEFAULT and Path(subject).suffix.lower() not in SUFFIXES:
        options = "--scene, --animation, --variant, --expression and --allow-external"
        raise InputError(f"{options} are for model files (FILE.glb); {subject} is none")
