"""Where a scene's presenter is: where the scene has put her, on one of its stands, or nowhere in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assets.arrays import Floats

if TYPE_CHECKING:
    from assets.scene import Move, Scene

OFF = "off"
"""The stand of someone who is heard and not seen."""
_BELOW = np.array((0.0, -1.0e4, 0.0), np.float32)
"""Under everything: nothing shows, mirrors or lights her."""


def presenter(scene: Scene) -> int:
    """The index of the figure that stands are for: the one that `scene.presenter` names, else the first that has eyes;
    -1 where there is none."""
    named = [i for i, f in enumerate(scene.figures) if f.name == scene.presenter]
    seeing = [i for i, f in enumerate(scene.figures) if f.eyes is not None]
    return next(iter(named + seeing), -1)


def home(scene: Scene) -> Floats:
    """`(3, 4)` where the scene has put its presenter."""
    figure = presenter(scene)
    return next(batch.transform[0] for batch in scene.batches if batch.figure == figure)


def place(scene: Scene, stand: str, t: float) -> Floats:
    """`(3, 4)` where the presenter is at t: at her own size, whatever the stand's; "" is at home."""
    own = home(scene)
    if not stand:
        return own
    if stand == OFF:
        away = own.copy()
        away[:, 3] += _BELOW
        return away
    there = np.array(scene.stands[stand](t), np.float32)
    there[:, :3] *= np.linalg.norm(own[:, :3], axis=0)
    return there


def moves(scene: Scene, stand: str, t: float) -> tuple[Move, ...]:
    """The presenter, with all that she wears, on a stand; nothing where she is at home, or nobody is there."""
    from assets.scene import Move
    from assets.transforms import compose, invert

    figure = presenter(scene)
    if not stand or figure < 0:
        return ()
    way = compose(place(scene, stand, t), invert(home(scene)))
    batches = [(i, batch) for i, batch in enumerate(scene.batches) if batch.figure == figure]
    return tuple(Move(index, compose(way, batch.transform)) for index, batch in batches)
