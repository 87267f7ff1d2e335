"""The cast: built characters by name, put on a scene's stage and given life."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from assets.errors import InputError
from assets.expressions import expressions_of
from assets.gltf_scene import PlacedModel, add_model
from assets.model import LookAt, Model
from assets.models import load
from assets.rig import rigs
from assets.scene import Floats, Scene
from avatar.acting import idle
from avatar.rig import Rig

DATA = Path(__file__).parents[1] / "assets" / "data"


def known() -> tuple[str, ...]:
    """The names of the built characters."""
    return tuple(sorted(path.stem for path in DATA.glob("*.vrm")))


@cache
def character(name: str) -> Model:
    """The model of a built character, or of the .vrm file at the path `name`. InputError lists the known ones."""
    path = Path(name)
    if path.suffix:
        return load(path)
    if name not in known():
        raise InputError(f"no avatar {name!r}; the known ones are {', '.join(known()) or 'none'}, or give a .vrm file")
    return load(DATA / f"{name}.vrm")


def rig_of(model: Model) -> Rig:
    """What a performer moves of a humanoid model. InputError when it has no humanoid skeleton."""
    if model.vrm is None:
        raise InputError(f"{model.name} has no humanoid (VRMC_vrm): it can be shown, but it cannot perform")
    (found,) = rigs(model)
    expressions = expressions_of(model, found)
    named = {name: ((i, 1.0),) for i, name in enumerate(found.targets)}
    bound = {
        name: tuple((int(i), float(row[i])) for i in np.flatnonzero(row))
        for name, row in zip(expressions.names, expressions.matrix, strict=True)
    }
    shapes = named | {name: bind for name, bind in bound.items() if bind}
    return Rig(
        found.skeleton, found.targets, shapes, model.vrm.look_at or LookAt(), model.vrm.springs, model.vrm.colliders
    )


def add_avatar(scene: Scene, name: str, place: Floats) -> PlacedModel:
    """Puts a character on stage at `place` `(3, 4)` as the figure `name`: she breathes and blinks until driven."""
    model = character(name)
    placed = add_model(scene, model, place, name=Path(name).stem, animation=None)
    if model.vrm is not None:
        scene.drive(placed.name, idle(rig_of(model)).pose)
    return placed
