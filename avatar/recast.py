"""Somebody else takes a presenter's place on a scene's stage: stands, is seen and is moved where the other was.

A scene is built with its own presenter, and its cameras hold that one's face. So whoever takes the place is sized to
the same height of the eyes (a bust is lifted there); a profile that states a height keeps it. What only the other one
needed is let go: meshes and textures take no memory any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

import numpy as np

from assets import transforms as tf
from assets.scene import Bytes, Mover, PickResult, Scene
from avatar.cast import add_avatar, performer, rig_of

_BLANK: Bytes = np.full((1, 1, 4), 255, np.uint8)


def presenters(scene: Scene) -> tuple[str, ...]:
    """The names of those whose place another may take."""
    return tuple(figure.name for figure in scene.figures if figure.eyes is not None)


def take_place(scene: Scene, presenter: str, name: str, profile: str = "") -> None:
    """The character `name` (or a file) stands where the figure `presenter` stood. InputError as `performer`."""
    index = next(i for i, figure in enumerate(scene.figures) if figure.name == presenter)
    leaving = [b for b, batch in enumerate(scene.batches) if batch.figure == index]
    place = scene.batches[leaving[0]].transform[0]
    theirs, ours = scene.figures[index].eyes, performer(name, profile)
    if theirs is not None and not ours.sized:
        eyes = rig_of(ours.model).eyes
        whole = ours.model.vrm is not None and "leftUpperLeg" in ours.model.vrm.bones
        size = theirs[1] / eyes[1] if whole and eyes[1] > 0.0 else 1.0
        place = tf.compose(place, tf.trs((0.0, 0.0 if whole else theirs[1] - eyes[1], 0.0), scale=size))
    first = len(scene.batches)
    add_avatar(scene, name, place, profile)
    coming = tuple(range(first, len(scene.batches)))
    _remove(scene, index, dict(zip(leaving, [coming, *[()] * (len(leaving) - 1)], strict=True)))


def _remove(scene: Scene, figure: int, heirs: Mapping[int, Sequence[int]]) -> None:
    """Takes a figure and its batches (the keys) away; moves of those go to their heirs."""
    kept = [b for b in range(len(scene.batches)) if b not in heirs]
    number = {old: new for new, old in enumerate(kept)}
    now = {old: tuple(number[b] for b in heirs.get(old, (old,))) for old in range(len(scene.batches))}
    gone = {scene.batches[b].mesh for b in heirs}
    scene.batches = [scene.batches[b] for b in kept]
    for batch in scene.batches:
        batch.figure -= int(batch.figure > figure)
    del scene.figures[figure]
    scene.movers = [_renumbered(mover, now) for mover in scene.movers]
    if scene.on_pick is not None:
        scene.on_pick = _answering(scene.on_pick, now)
    _let_go(scene, gone - {batch.mesh for batch in scene.batches} - {mesh.lod for mesh in scene.meshes})


def _renumbered(mover: Mover, now: Mapping[int, Sequence[int]]) -> Mover:
    return lambda t: [replace(move, batch=b) for move in mover(t) for b in now[move.batch]]


def _answering(
    on_pick: Callable[[int, int], PickResult], now: Mapping[int, Sequence[int]]
) -> Callable[[int, int], PickResult]:
    def answer(pick: int, instance: int) -> PickResult:
        result = on_pick(pick, instance)
        return replace(result, moves=tuple(replace(m, batch=b) for m in result.moves for b in now[m.batch]))

    return answer


def _let_go(scene: Scene, meshes: set[int]) -> None:
    """Empties meshes that nobody shows, and textures that only they had: places in the lists stay as they are."""
    before = {p.material for mesh in scene.meshes for p in mesh.primitives}
    for index in meshes:
        scene.meshes[index] = replace(scene.meshes[index], primitives=())
    unused = before - {p.material for mesh in scene.meshes for p in mesh.primitives}
    needed = {t for i, material in enumerate(scene.materials) if i not in unused for t in _textures(material)}
    for t in {t for i in unused for t in _textures(scene.materials[i])} - needed:
        scene.textures[t] = replace(scene.textures[t], pixels=_BLANK)


def _textures(part: object) -> set[int]:
    """Indices of the textures of a material, or of a part of one."""
    found: set[int] = set()
    for f in fields(part) if is_dataclass(part) else ():
        value = getattr(part, f.name)
        if f.name.endswith("texture") and value >= 0:
            found.add(value)
        elif is_dataclass(value):
            found |= _textures(value)
    return found
