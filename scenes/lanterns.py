"""Red paper lanterns and how they sway; lamp posts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from assets.scene import Floats, Vec3
from scenes.authoring import Stage
from scenes.palette import IRON, IVORY, Palette

Array = NDArray[np.float64]
LANTERN_LIGHT: Vec3 = (5.4, 2.1, 0.75)
"""Radiant intensity of a paper lantern 0.6 m wide."""
DROP = 0.42
"""Metres from the hook to the middle of a lantern of scale 1."""


def lantern(look: Palette, detail: int = 2) -> Geometry:
    """An oblate paper lantern 0.62 m wide, middle at the origin, hanging from y = 0.42, with a tassel."""
    rings, around = ((13, 36), (8, 16), (5, 8))[2 - detail]
    g = Geometry()
    t = np.linspace(np.pi - 0.18, 0.18, rings)
    a = np.linspace(0, 2 * np.pi, around + 1)
    rib = 1 + (0.03 * np.abs(np.sin(a * 9)) if detail > 1 else 0.0 * a)
    r = 0.31 * np.sin(t) ** 0.72
    body = np.stack(
        [
            r[:, None] * np.sin(a) * rib,
            np.broadcast_to(0.25 * np.cos(t)[:, None], (rings, around + 1)),
            r[:, None] * np.cos(a) * rib,
        ],
        axis=2,
    )
    g.grid(body, look.lantern)
    brass = (0.34, 0.20, 0.05)
    n = 12 if detail > 1 else 6
    g.lathe([(0.0, 0.23), (0.14, 0.23), (0.13, 0.29), (0.0, 0.29)], (0, 0, 0), n, look.lacquer, brass)
    g.lathe([(0.0, -0.29), (0.13, -0.29), (0.14, -0.23), (0.0, -0.23)], (0, 0, 0), n, look.lacquer, brass)
    if detail > 0:
        g.tube([(0, 0.28, 0), (0, DROP, 0)], 0.012, 4, look.iron, IRON, caps=False)
        tassel = [(0.0, -0.68), (0.05, -0.66), (0.045, -0.42), (0.02, -0.36), (0.012, -0.29)]
        g.lathe(tassel, (0, 0, 0), 8 if detail > 1 else 5, look.lacquer, (0.42, 0.035, 0.02))
    return g


def lantern_mesh(stage: Stage, look: Palette) -> int:
    """Three levels of detail; returns the finest."""
    far = stage.mesh("lantern far", lantern(look, 0))
    middle = stage.mesh("lantern middle", lantern(look, 1), lod=far, lod_pixels=9.0)
    return stage.mesh("lantern", lantern(look, 2), lod=middle, lod_pixels=36.0)


@dataclass(frozen=True, eq=False)
class Hung:
    """Lanterns on their hooks: `hook` `(n, 3)` metres, `scale` `(n,)`, `seed` `(n,)` in [0, 1)."""

    hook: Array
    scale: Array
    seed: Array

    def __len__(self) -> int:
        return len(self.hook)

    def swing(self, t: float, wind: float = 1.0) -> Array:
        """Rotations `(n, 3, 3)` at t seconds: two pendulum tones a plane, each lantern with its own phase."""
        phase = 2 * np.pi * self.seed
        omega = np.sqrt(9.81 / (1.1 * self.scale))
        a = wind * (0.045 * np.sin(0.62 * omega * t + phase) + 0.02 * np.sin(omega * t + 2.7 * phase))
        b = wind * (0.035 * np.sin(0.55 * omega * t + 1.9 * phase) + 0.015 * np.sin(0.9 * omega * t + phase))
        yaw = 6.0 * self.seed + 0.25 * np.sin(0.31 * t + phase)
        (ca, cb, cy), (sa, sb, sy) = np.cos([a, b, yaw]), np.sin([a, b, yaw])
        out = np.empty((len(self), 3, 3))  # about z by a, after about x by b, after about y
        out[:, 0, 0], out[:, 0, 1], out[:, 0, 2] = ca * cy - sa * sb * sy, -sa * cb, ca * sy + sa * sb * cy
        out[:, 1, 0], out[:, 1, 1], out[:, 1, 2] = sa * cy + ca * sb * sy, ca * cb, sa * sy - ca * sb * cy
        out[:, 2, 0], out[:, 2, 1], out[:, 2, 2] = -cb * sy, sb, cb * cy
        return out

    def transforms(self, t: float, wind: float = 1.0) -> Floats:
        """`(n, 3, 4)` world transforms of the lantern mesh at t seconds."""
        scaled = self.swing(t, wind) * self.scale[:, None, None]
        out = np.empty((len(self), 3, 4), np.float32)
        out[:, :, :3], out[:, :, 3] = scaled, self.hook - DROP * scaled[:, :, 1]
        return out

    def tints(self) -> Array:
        """`(n, 4)` white with the seed."""
        return np.asarray(np.c_[np.ones((len(self), 3)), self.seed])


def hung(middles: ArrayLike, scale: ArrayLike = 1.0, seed: int = 0) -> Hung:
    """Lanterns whose middles rest at `(n, 3)`; scale is one number or one each."""
    p = np.asarray(middles, float).reshape(-1, 3)
    s = np.broadcast_to(np.asarray(scale, float), (len(p),)).copy()
    return Hung(p + s[:, None] * [0.0, DROP, 0.0], s, np.random.default_rng(seed).random(len(p)))


def street_lamp(look: Palette, height: float = 4.4, detail: int = 1) -> Geometry:
    """An iron post with three ivory globes; the light belongs at (0, height + 0.3, 0)."""
    g = Geometry()
    n = 14 if detail else 5
    g.lathe([(0.16, 0), (0.14, 0.5), (0.06, 0.7), (0.05, height)], (0, 0, 0), 6 if detail else 3, look.iron, IRON)
    globe = Geometry()
    profile = [(0.02, -0.2), (0.11, -0.16), (0.18, -0.06), (0.2, 0.04), (0.18, 0.14), (0.11, 0.24), (0.02, 0.28)]
    if not detail:
        profile = profile[::2]
    globe.lathe(profile, (0, 0, 0), n, look.globe, (*IVORY, 1.0))
    g.copies(globe, [(-0.42, height + 0.1, 0), (0.0, height + 0.45, 0), (0.42, height + 0.1, 0)])
    if detail:
        arms = [(-0.42, height - 0.1, 0), (0, height - 0.3, 0), (0.42, height - 0.1, 0)]
        g.tube(arms, 0.03, 4, look.iron, IRON)
    return g
