"""Chinese roofs: concave slopes, upturned corners, ridges with finials. Shared by boats, docks and pavilions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from scenes.palette import GILT, GOLD, TILE, Palette

Array = NDArray[np.float64]
RIDGE = (0.20, 0.16, 0.10)
SOFFIT = (0.15, 0.055, 0.03)


@dataclass(frozen=True)
class Eaves:
    """A hip roof over a `length` x `width` metre plan; `ridge` is the ridge's share of the length."""

    length: float
    width: float
    rise: float
    upturn: float
    ridge: float = 0.5
    lit: bool = True
    """LED line under the edge"""

    def surface(self, u: ArrayLike, v: ArrayLike) -> Array:
        """Points `(..., 3)` of the roof at plan coordinates u (along) and v (across), -1 to 1."""
        u, v = np.broadcast_arrays(np.asarray(u, float), np.asarray(v, float))
        down = np.maximum(np.abs(v), np.clip((np.abs(u) - self.ridge) / (1 - self.ridge), 0, 1))
        corner = np.abs(u) ** 3.6 * np.abs(v) ** 3.6
        y = self.rise * (1 - down) ** 1.55 + self.upturn * (corner + 0.25 * np.abs(u) ** 6)
        swell = 1 + 0.05 * corner
        return np.stack([u * self.length / 2 * swell, y, v * self.width / 2 * swell], axis=-1)


def curved_roof(g: Geometry, at: ArrayLike, roof: Eaves, look: Palette, detail: int = 2) -> None:
    """Tiles, timber soffit, rafter ends, edge boards, ridges and finials; `at` is the centre of the eaves plane."""
    nu, nv = ((41, 25), (21, 13), (9, 7))[2 - detail]
    u, v = np.linspace(-1, 1, nu)[:, None], np.linspace(-1, 1, nv)[None]
    p = roof.surface(u, v)
    hip = np.clip((np.abs(u) - roof.ridge) / (1 - roof.ridge), 0, 1) > np.abs(v)
    uv = np.where(
        hip[..., None], np.stack([p[..., 2], np.abs(p[..., 0])], -1), np.stack([p[..., 0], np.abs(p[..., 2])], -1)
    )
    with g.at(at):
        g.grid(p, look.tile, TILE, uv=uv)
        g.grid(p - [0.0, 0.14, 0.0], look.lacquer, SOFFIT, flip=True)
        n = (24, 12, 6)[2 - detail]
        t = np.linspace(-1, 1, n)
        edges = [roof.surface(t, s * np.ones(n)) for s in (-1, 1)] + [roof.surface(s * np.ones(n), t) for s in (-1, 1)]
        for edge in edges:
            g.tube(edge - [0.0, 0.06, 0.0], 0.085, 5 if detail > 1 else 4, look.lacquer, (0.26, 0.16, 0.06), caps=False)
            if roof.lit:
                g.tube(edge - [0.0, 0.17, 0.0], 0.042, 4, look.line, (*GOLD, 0.6), caps=False)
        ridge = roof.surface(np.linspace(-roof.ridge, roof.ridge, 7), np.zeros(7)) + np.array((0.0, 0.08, 0.0))
        if roof.ridge > 0.05:
            g.tube(ridge, 0.13, 6, look.lacquer, RIDGE)
        for end in (-1, 1):
            finial = [(0.16, 0.0), (0.2, 0.22), (0.07, 0.45), (0.03, 0.75)]
            if roof.ridge > 0.05:
                g.lathe(finial, roof.surface(end * roof.ridge, 0.0), 8, look.lacquer, GILT)
            for side in (-1, 1):
                k = np.linspace(0, 1, 12 if detail > 1 else 6)
                spine = roof.surface(end * (roof.ridge + (1 - roof.ridge) * k), side * k) + np.array((0.0, 0.06, 0.0))
                g.tube(spine, 0.085, 5 if detail > 1 else 4, look.lacquer, RIDGE)
        if detail > 1:
            rafters(g, roof, look)


def rafters(g: Geometry, roof: Eaves, look: Palette) -> None:
    """Gilded rafter ends under the long eaves."""
    n = int(roof.length / 0.34)
    t = np.linspace(-0.93, 0.93, n)
    for side in (-1, 1):
        p = roof.surface(t, side * np.full(n, 0.95)) - [0.0, 0.20, 0.0]
        g.boxes(p, (0.08, 0.08, 0.26), look.lacquer, GILT)
