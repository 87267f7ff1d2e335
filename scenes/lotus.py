"""Lotus lanterns: paper petals round a candle, drifting on the water."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from assets.scene import Floats
from scenes.authoring import Stage, transforms
from scenes.palette import Palette

Array = NDArray[np.float64]
RINGS = ((8, 0.16, 0.42, 0.26), (8, 0.11, 0.85, 0.26), (6, 0.06, 1.2, 0.22))
"""Petals, root radius, tilt in radians, length of each ring."""


def lotus(look: Palette, detail: int = 2) -> Geometry:
    """A lotus 0.62 m wide, floating: the waterline is y = 0."""
    g = Geometry()
    along, across = ((6, 5), (3, 3), (3, 2))[2 - detail]
    u, v = np.linspace(0, 1, along)[:, None], np.linspace(-1, 1, across)[None]
    shape = 0.105 * np.sin(np.pi * np.clip(u * 0.86 + 0.12, 0, 1)) ** 0.8
    for ring, (count, root, tilt, length) in enumerate(RINGS[: 3 if detail else 1]):
        bend = tilt * (0.6 + 0.5 * u)
        reach = root * 0.45 + length * u * np.cos(bend) - 0.03 * v**2 * np.cos(tilt)
        y = 0.05 + length * u * np.sin(bend) + 0.05 * v**2 * np.sin(np.pi * u)
        w = shape * v
        uv = np.stack(np.broadcast_arrays(v * 0.5 + 0.5, u), axis=2)
        hue = (1.0, 0.34, 0.30) if ring < 2 else (1.0, 0.50, 0.30)
        for k in range(count):
            a = 2 * np.pi * (k + 0.5 * ring) / count
            p = np.stack([reach * np.cos(a) - w * np.sin(a), y + 0 * w, reach * np.sin(a) + w * np.cos(a)], axis=2)
            g.grid(p, look.lotus, hue, uv=uv)
    flame = [(0.0, 0.06), (0.035, 0.10), (0.018, 0.16), (0.0, 0.20)]
    g.lathe(flame, (0, 0, 0), 6 if detail else 3, look.globe, (1.0, 0.6, 0.26, 1.0))
    cup = Geometry()
    profile = [(0.0, -0.02), (0.16, -0.02), (0.20, 0.05), (0.0, 0.06)]
    cup.lathe(profile, (0, 0, 0), 8 if detail else 5, color=(0.7, 0.3, 0.2))
    for part in cup.parts:
        tip = np.tile((0.5, 0.85), (len(part.position), 1))
        g.add(part.position, part.normal, part.indices, tip, part.color / 255.0, look.lotus)
    return g


def lotus_mesh(stage: Stage, look: Palette) -> int:
    """Three levels of detail; returns the finest."""
    far = stage.mesh("lotus far", lotus(look, 0))
    middle = stage.mesh("lotus middle", lotus(look, 1), lod=far, lod_pixels=9.0)
    return stage.mesh("lotus", lotus(look, 2), lod=middle, lod_pixels=26.0)


@dataclass(frozen=True, eq=False)
class Drift:
    """Floating things: `start` `(n, 3)` metres at t = 0, `seed` `(n,)`, a common current in m/s."""

    start: Array
    scale: Array
    seed: Array
    current: tuple[float, float] = (0.03, -0.02)

    def positions(self, t: float) -> Array:
        """`(n, 3)` at t seconds: the current, a private eddy and the bob of the waves."""
        phase = 2 * np.pi * self.seed
        p = self.start.copy()
        p[:, 0] += self.current[0] * t + 0.12 * (np.sin(0.23 * t + phase) - np.sin(phase))
        p[:, 2] += self.current[1] * t + 0.12 * (np.cos(0.19 * t + phase) - np.cos(phase))
        p[:, 1] += 0.012 * np.sin(1.7 * t + 3 * phase)
        return p

    def transforms(self, t: float) -> Floats:
        """`(n, 3, 4)` at t seconds, turning slowly."""
        return transforms(
            self.positions(t), 6.3 * self.seed + 0.05 * np.sin(0.3 * t + 9 * self.seed), self.scale[:, None]
        )
