"""The cameras: the tree portrait first, then the dawn view over the terraces and a macro of one cluster."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from assets.scene import Camera, Floats, Vec3
from scenes.authoring import Stage
from scenes.bayberry_orchard import land
from scenes.bayberry_orchard.berries import Crop
from scenes.camera_path import Key

Array = NDArray[np.float64]

EYE = 1.95


def add(stage: Stage, crop: Crop, hero: int) -> None:
    """Every shot on stage; the first is the scene's own. `hero` is the number of the tree the macro looks at."""
    near, far = land.place(0, 0.0, 1.7), land.place(0, 1.1, 1.75)
    stage.camera(
        "O2",
        [
            Key(0.0, _vec(near, EYE), _ahead(near, -8.0, 14.0, 0.15)),
            Key(24.0, _vec(far, EYE), _ahead(far, -6.5, 14.0, 0.2)),
        ],
        Camera(fov=0.66, focus=7.0, exposure=1.45),
    )
    high, higher = land.place(3, -9.0, 3.0), land.place(3, -6.0, 3.0)
    stage.camera(
        "O1",
        [
            Key(0.0, _vec(high, 5.0), _ahead(high, -24.0, 40.0, -6.0)),
            Key(24.0, _vec(higher, 5.4), _ahead(higher, -22.0, 40.0, -6.0)),
        ],
        Camera(fov=0.70, exposure=1.45),
    )
    cluster, outward = showpiece(crop, hero)
    away = 0.34
    eye, closer = cluster + outward * away, cluster + outward * (away - 0.05)
    stage.camera(
        "O3",
        [Key(0.0, _vec(eye, 0.02), _vec(cluster, 0.0)), Key(24.0, _vec(closer, 0.01), _vec(cluster, 0.0))],
        Camera(fov=0.55, near=0.02, focus=away, aperture=0.004, exposure=0.85),
    )


def bough_place() -> Floats:
    """Where the bough hangs `(3, 4)`: from beyond the upper left corner of the portrait's first frame, 1.5 m ahead."""
    eye = np.array(_vec(land.place(0, 0.0, 1.7), EYE))
    ahead = np.array(_ahead(land.place(0, 0.0, 1.7), -8.0, 1.0, 0.0)) - eye
    right = np.cross(ahead, [0.0, 1.0, 0.0])
    up = np.array([0.0, 1.0, 0.0])
    x = 0.92 * right - 0.36 * up + 0.15 * ahead
    x /= np.linalg.norm(x)
    z = np.cross(x, up)
    z /= np.linalg.norm(z)
    root = eye + 1.45 * ahead - 1.10 * right + 0.86 * up
    return np.stack([x, np.cross(z, x), z, root], axis=1).astype(np.float32)


def showpiece(crop: Crop, tree: int) -> tuple[Array, Array]:
    """The middle of the tree's best-looking cluster and the direction it is seen from: lit, crowded, nearly
    ripe, on the side that faces the sun."""
    on = np.flatnonzero(crop.tree == tree)
    p = crop.position[on]
    away = p - p.mean(axis=0)
    away[:, 1] *= 0.4
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    neighbours = cKDTree(p).query_ball_point(p, 0.07)
    crowd = np.array([len(n) for n in neighbours])
    ripe = np.array([crop.ripeness[on[n]].mean() for n in neighbours])
    side = away @ np.array([-0.93, 0.0, -0.37])
    best = int(np.argmax(np.minimum(crowd, 5) - 12.0 * np.abs(ripe - 0.76) + 5.0 * crop.light[on] + 3.0 * side))
    return p[neighbours[best]].mean(axis=0), away[best]


def _ahead(place: Array, bearing: float, distance: float, rise: float) -> Vec3:
    """A point seen from eye height over `place`: degrees right of -z, metres off, metres above eye level."""
    a = np.radians(bearing)
    return _vec(place + distance * np.array([np.sin(a), 0.0, -np.cos(a)]), EYE + rise)


def _vec(p: Array, lift: float) -> Vec3:
    return float(p[0]), float(p[1]) + lift, float(p[2])
