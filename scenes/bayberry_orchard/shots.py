"""The cameras: the tree portrait first, then the dawn view over the terraces and the macro."""

from __future__ import annotations

import numpy as np

from assets.scene import Camera, Vec3
from scenes.authoring import Stage
from scenes.bayberry_orchard import land
from scenes.bayberry_orchard.berries import Crop
from scenes.camera_path import Key


def add(stage: Stage, crop: Crop) -> None:
    """Every shot on stage; the first is the scene's own."""
    near, far = land.place(0, 0.0, 1.7), land.place(0, 1.0, 1.75)
    ahead = _ahead(near, bearing=-8.0, distance=14.0, rise=0.15)
    stage.camera(
        "O2",
        [Key(0.0, _vec(near, 1.95), ahead), Key(24.0, _vec(far, 1.90), _ahead(far, -7.0, 14.0, 0.2))],
        Camera(fov=0.66, exposure=1.0, focus=8.0),
    )
    high, higher = land.place(3, -9.0, 3.0), land.place(3, -6.0, 3.0)
    stage.camera(
        "O1",
        [
            Key(0.0, _vec(high, 5.0), _ahead(high, -24.0, 40.0, -6.0)),
            Key(24.0, _vec(higher, 5.4), _ahead(higher, -22.0, 40.0, -6.0)),
        ],
        Camera(fov=0.70),
    )
    del crop


def _ahead(
    place: np.ndarray[tuple[int, ...], np.dtype[np.float64]], bearing: float, distance: float, rise: float
) -> Vec3:
    """A point seen from eye height over `place`: degrees right of -z, metres off, metres above eye level."""
    a = np.radians(bearing)
    return _vec(place + distance * np.array([np.sin(a), 0.0, -np.cos(a)]), 1.95 + rise)


def _vec(p: np.ndarray[tuple[int, ...], np.dtype[np.float64]], lift: float) -> Vec3:
    return float(p[0]), float(p[1]) + lift, float(p[2])
