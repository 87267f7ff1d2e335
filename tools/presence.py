"""Where the presenter of a film is: where the scene has put her, on one of its stands, or nowhere in sight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.errors import InputError
from assets.scene import Floats, Move, Scene
from assets.transforms import compose, invert
from avatar.shots import OFF, Shot

_BELOW = np.array((0.0, -1.0e4, 0.0), np.float32)
"""Where someone is who is only heard: under everything, so that nothing shows, mirrors or lights her."""


@dataclass(frozen=True, eq=False)
class Presence:
    """The figure of index `figure` in `scene`."""

    scene: Scene
    figure: int

    @property
    def home(self) -> Floats:
        """`(3, 4)` where the scene has put her."""
        return next(batch.transform[0] for batch in self.scene.batches if batch.figure == self.figure)

    def check(self, stand: str) -> None:
        """InputError lists the scene's stands."""
        if stand and stand != OFF and stand not in self.scene.stands:
            known = ", ".join((*self.scene.stands, OFF))
            raise InputError(f"no stand {stand!r} in scene {self.scene.name}; there is {known}")

    def place(self, shot: Shot, scene_time: float) -> Floats:
        """`(3, 4)` where she is: at her size, whatever the stand's."""
        home = self.home
        if not shot.stand:
            return home
        if shot.stand == OFF:
            away = home.copy()
            away[:, 3] += _BELOW
            return away
        size = np.linalg.norm(home[:, :3], axis=0)
        place = np.array(self.scene.stands[shot.stand](scene_time), np.float32)
        place[:, :3] *= size
        return place

    def moves(self, shot: Shot, scene_time: float) -> tuple[Move, ...]:
        """Her and what she carries; nothing where she is at home."""
        if not shot.stand:
            return ()
        way = compose(self.place(shot, scene_time), invert(self.home))
        return tuple(
            Move(index, compose(way, batch.transform))
            for index, batch in enumerate(self.scene.batches)
            if batch.figure == self.figure
        )
