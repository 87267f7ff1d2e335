"""A floating stage (浮台) for shows on water: a wet board deck on pontoons, lines of light, and a gate (龙门)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from scenes.eaves import Eaves, curved_roof
from scenes.palette import AMBER, GILT, GOLD, RED_LACQUER, Palette

Array = NDArray[np.float64]
BLUE_BEAM = (0.04, 0.11, 0.16)


@dataclass(frozen=True)
class Float:
    """A deck of 2 `length` x 2 `width` metres, `deck` metres over the water; middle at the origin, x along it."""

    length: float = 20.5
    width: float = 8.0
    deck: float = 0.78
    gate: float = 10.0
    """x of the gate's middle."""
    opening: float = 2.75
    """Half the width of the gate's middle bay."""

    def edge_lamps(self, every: float = 5.0) -> Array:
        """`(n, 3)` of the lamps along the edge."""
        x = np.arange(-self.length + every / 2, self.length, every)
        return np.concatenate([np.c_[x, np.full(len(x), self.deck), np.full(len(x), s * self.width)] for s in (-1, 1)])

    def gate_feet(self) -> Array:
        """`(4, 3)` of lamps at the feet of the gate's bays, on both of its faces."""
        z = self.opening + 1.0
        return np.array([(self.gate + s * 1.3, self.deck + 0.25, side * z) for s in (-1, 1) for side in (-1, 1)])

    def gate_eaves(self) -> Array:
        """`(4, 3)` of lamps under its upper roof."""
        return np.array([(self.gate + s * 1.1, self.deck + 5.6, z) for s in (-1, 1) for z in (-1.5, 1.5)])


def floating_stage(f: Float, look: Palette) -> Geometry:
    """Deck, skirt and lights."""
    g, rng = Geometry(), np.random.default_rng(211)
    z = np.arange(-f.width + 0.15, f.width, 0.3)
    n = len(z)
    tone = rng.uniform(0.75, 1.2, n)[:, None] * np.array((0.15, 0.095, 0.06))
    center = np.c_[np.zeros(n), f.deck - 0.04 + rng.normal(0, 0.003, n), z]
    g.boxes(center, (2 * f.length, 0.08, 0.288), look.planks, np.c_[tone, rng.random(n)])
    g.box((0, f.deck - 0.4, 0), (2 * f.length - 0.1, 0.64, 2 * f.width - 0.1), look.lacquer, (0.10, 0.028, 0.018))
    g.box((0, -0.1, 0), (2 * f.length - 1.2, 0.8, 2 * f.width - 1.2), look.iron, (0.02, 0.02, 0.022))
    rim = np.array([(-f.length, -f.width), (f.length, -f.width), (f.length, f.width), (-f.length, f.width)])
    rim = np.c_[rim[:, 0], np.full(4, f.deck - 0.10), rim[:, 1]]
    for a, b in zip(rim, np.roll(rim, -1, axis=0), strict=True):
        g.tube([a, b], 0.045, 4, look.line, (*GOLD, 0.62), caps=False)
    post = Geometry()
    post.lathe([(0.05, 0), (0.05, 0.34), (0.0, 0.36)], (0, 0, 0), 6, look.lacquer, RED_LACQUER)
    post.ball((0.0, 0.42, 0.0), 0.06, 10, look.globe, (*AMBER, 0.5))
    g.copies(post, f.edge_lamps(2.5) * [1, 1, 0.985])
    return g


def dragon_gate(f: Float, look: Palette, detail: int = 2) -> Geometry:
    """A gate of three bays: red posts, painted beams, roofs with upturned corners; it faces along x."""
    g = Geometry()
    with g.at((f.gate, f.deck, 0.0), heading=(0.0, 1.0)):
        side = f.opening + 2.0
        for x, high in ((f.opening, 6.3), (side, 4.5)):
            post = Geometry()
            post.lathe([(0.34, 0), (0.34, 0.35), (0.22, 0.5), (0.20, high)], (0, 0, 0), 10, look.lacquer, RED_LACQUER)
            g.copies(post, [(x, 0, 0), (-x, 0, 0)])
            for s in (-1, 1):
                g.box((s * x, 0.3, 0), (0.8, 0.6, 1.1), look.stone, (0.42, 0.39, 0.34, 0.0))
        for y, deep in ((5.0, 0.42), (6.1, 0.36)):
            g.box((0, y, 0), (2 * f.opening, deep, 0.22), look.lacquer, BLUE_BEAM)
            g.box((0, y - deep / 2, 0), (2 * f.opening, 0.06, 0.26), look.line, (*GOLD, 0.55))
        g.box((0, 5.55, 0), (2 * f.opening - 0.5, 0.72, 0.10), look.lacquer, (0.02, 0.035, 0.05))
        for s in (-1, 1):
            middle, wide = s * (f.opening + side) / 2, side - f.opening
            g.box((middle, 3.9, 0), (wide, 0.34, 0.2), look.lacquer, BLUE_BEAM)
            g.box((middle, 3.72, 0), (wide, 0.06, 0.24), look.line, (*GOLD, 0.55))
            g.box((middle, 4.4, 0), (wide, 0.2, 0.2), look.lacquer, GILT)
            curved_roof(g, (middle + s * 0.15, 4.55, 0), Eaves(wide + 1.5, 1.9, 0.7, 0.45, 0.45), look, detail)
        curved_roof(g, (0, 6.35, 0), Eaves(2 * f.opening + 1.9, 2.3, 0.95, 0.7, 0.6), look, detail)
    return g
