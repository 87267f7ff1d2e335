"""Whole buildings as meshes with levels of detail: riverfront houses and distant high-rises."""

from __future__ import annotations

import numpy as np

from assets.geometry import Geometry
from assets.scene import Vec3
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


def tower(look: Palette, width: float, depth: float, height: float, seed: int, lit: float = 0.4) -> Geometry:
    """A distant high-rise: podium, shaft with fins, setbacks, a lit crown and roof machinery."""
    rng = np.random.default_rng(seed)
    g = Geometry()
    colors: tuple[Vec3, ...] = ((0.16, 0.17, 0.20), (0.24, 0.22, 0.21), (0.20, 0.20, 0.22), (0.27, 0.23, 0.18))
    color = np.array(colors[rng.integers(4)])
    tiers = [(1.25, 1.2, min(14.0, 0.2 * height)), (1.0, 1.0, height * rng.uniform(0.82, 0.92)), (0.72, 0.72, height)]
    if rng.random() < 0.5:
        tiers.insert(2, (0.88, 0.84, height * 0.94))
    for k, (sx, sz, h) in enumerate(tiers):
        w, d = width * sx, depth * sz
        corners = ((-w / 2, d / 2), (w / 2, d / 2), (w / 2, -d / 2), (-w / 2, -d / 2))
        edges = ((w, 0.0), (0.0, -d), (-w, 0.0), (0.0, d))
        for (x, z), (ax, az) in zip(corners, edges, strict=True):
            size = ((abs(ax) + abs(az)) / 2.4, h / 3.1)
            g.panels([(x, 0, z)], (ax, 0, az), (0, h, 0), look.tower, [(*color, lit if k else 0.8)], size)
        g.box((0, h + 0.3, 0), (w + 0.4, 0.8, d + 0.4), look.stone, (*color, 0.0))
        if k == 1:
            fins = np.linspace(-w / 2, w / 2, max(3, round(w / 4.2)))
            n = len(fins)
            g.boxes(
                np.c_[fins, np.full(n, h / 2), np.full(n, d / 2 + 0.2)], (0.5, h, 0.5), look.stone, (*color * 1.25, 0.0)
            )
            balconies = np.arange(tiers[0][2] + 4.0, h - 3, 3.1)
            b = len(balconies)
            g.boxes(
                np.c_[np.zeros(b), balconies, np.full(b, d / 2 + 0.5)],
                (w * 0.34, 0.9, 1.0),
                look.stone,
                (*color * 1.1, 0.0),
            )
    top = height + 0.7
    g.boxes(
        [(-width * 0.1, top + 1.2, 0), (width * 0.15, top + 0.8, depth * 0.1)],
        [(3.5, 2.4, 3.0), (2.4, 1.6, 2.0)],
        look.stone,
        (*color, 0.0),
    )
    hues = ((1.0, 0.60, 0.24), (1.0, 0.72, 0.44), (0.25, 0.55, 1.0), (1.0, 0.30, 0.14))
    if rng.random() < 0.65:
        g.box((0, height + 0.9, 0), (width * 0.74, 0.3, depth * 0.74), look.line, (*hues[rng.integers(4)], 0.55))
    return g
