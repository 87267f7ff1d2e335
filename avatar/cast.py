"""The cast: built characters by name, put on a scene's stage and given life."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from assets.errors import InputError
from assets.expressions import expressions_of, ruled
from assets.gltf_scene import PlacedModel, add_model
from assets.model import LookAt, Model
from assets.models import load
from assets.rig import rigs
from assets.scene import Floats, Scene
from avatar.acting import idle
from avatar.adopt import Adopted, adopt
from avatar.profile import AUTOMATIC, used
from avatar.profile import load as read_profile
from avatar.rig import Rig

DATA = Path(__file__).parents[1] / "assets" / "data"


def known() -> tuple[str, ...]:
    """The names of the built characters."""
    return tuple(sorted(path.stem for path in DATA.glob("*.vrm")))


@cache
def performer(name: str, profile: str = "") -> Adopted:
    """A built character, or whoever is in the model file at the path `name`, ready to perform.

    `profile` is a file that says what cannot be recognised; without it the one beside the model is taken. InputError
    lists the known characters, and says why a model cannot perform.
    """
    path = Path(name)
    if not path.suffix:
        if name not in known():
            listed = ", ".join(known()) or "none"
            raise InputError(f"no avatar {name!r}; the known ones are {listed}, or give a .vrm or .glb file")
        path = DATA / f"{name}.vrm"
    return recognised(load(path), path, profile)


def recognised(model: Model, path: Path, profile: str = "") -> Adopted:
    """The model of the file at `path` as a performer, with what a profile says. InputError as `performer`."""
    told = [read_profile(file) for file in used(path, profile)]
    return adopt(model, told[0] if told else AUTOMATIC, path)


def character(name: str, profile: str = "") -> Model:
    """The model of `performer`: a humanoid in the T-pose, with a face in our words."""
    return performer(name, profile).model


def rig_of(model: Model) -> Rig:
    """What a performer moves of a humanoid model. InputError when it has no humanoid skeleton."""
    if model.vrm is None:
        raise InputError(f"{model.name} is not a humanoid: it can be shown, but it cannot perform")
    (found,) = rigs(model)
    expressions = expressions_of(model, found)
    shapes = {
        name: tuple((int(i), float(row[i])) for i in np.flatnonzero(row))
        for name, row in zip(expressions.names, expressions.matrix, strict=True)
    }
    look = model.vrm.look_at or LookAt()
    rules = ruled(expressions.expressions)
    return Rig(found.skeleton, found.targets, shapes, look, model.vrm.springs, model.vrm.colliders, rules)


def add_avatar(scene: Scene, name: str, place: Floats, profile: str = "") -> PlacedModel:
    """Puts a character on stage at `place` `(3, 4)` as the figure `name`: she breathes and blinks until driven."""
    model = character(name, profile)
    rig = rig_of(model)
    placed = add_model(scene, model, place, name=Path(name).stem, animation=None)
    (figure,) = placed.figures
    scene.figures[figure] = replace(scene.figures[figure], pose=idle(rig).pose, eyes=rig.eyes)
    return placed
