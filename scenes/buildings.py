"""Riverfront houses as meshes with levels of detail."""

from __future__ import annotations

import numpy as np

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.facade import Facade, arcade, body, course, storey
from scenes.keeping import kept_meshes
from scenes.palette import Palette
from scenes.rooftops import rooftop


def house(f: Facade, look: Palette, detail: int = 2) -> Geometry:
    """The building of façade `f`. `detail` 2 has balusters, hoods and dentils, 1 the openings, 0 the masses."""
    rng = np.random.default_rng(f.seed)
    g = Geometry()
    arcade(g, f, look, rng, detail)
    course(g, f, look, f.ground - 0.2, 0.45, 0.5, f.wash)
    rooms = rng.integers(2**31, size=f.floors)
    for floor in range(f.floors):
        storey(g, f, look, np.random.default_rng(rooms[floor]), floor, detail)
    body(g, f, look, np.random.default_rng(f.seed + 1), detail)
    rooftop(g, f, look, np.random.default_rng(f.seed + 2), detail)
    return g


def house_mesh(stage: Stage, f: Facade, look: Palette, name: str = "house") -> int:
    """`house` in three levels of detail; returns the finest mesh's id."""
    shapes = kept_meshes("house", lambda: [house(f, look, detail).primitives() for detail in range(3)], f, look)
    far = stage.mesh(f"{name} far", shapes[0])
    middle = stage.mesh(f"{name} middle", shapes[1], lod=far, lod_pixels=55.0)
    return stage.mesh(name, shapes[2], lod=middle, lod_pixels=150.0)
