"""A stone-clad arch bridge with a promenade deck: elliptical arches, plain piers, light lines on arch and deck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from scenes.lanterns import street_lamp
from scenes.palette import AMBER, IVORY, Palette

Array = NDArray[np.float64]
STONE = np.array((0.52, 0.48, 0.42))
HALF_WIDTH = 5.0
SPRING = 3.6
"""Height above water where the arches spring."""
LINES = ((0.34, 0.55), (0.24, 0.7), (0.14, 0.9))
"""Radius and level of the light lines by detail: seen small they are broader and dimmer, so they never break up."""


@dataclass(frozen=True)
class Bridge:
    """`length` metres along local x in `spans` arches; water at y = 0, deck cambered from `ends` to `crown`."""

    length: float = 236.0
    spans: int = 7
    ends: float = 12.6
    crown: float = 16.0
    lamp_height: float = 4.6

    def deck(self, x: ArrayLike) -> Array:
        """Height of the deck at x."""
        u = 2 * np.asarray(x, float) / self.length - 1
        return np.asarray(self.ends + (self.crown - self.ends) * (1 - u**2))

    def soffit(self, span: int, points: int) -> Array:
        """Points `(n, 2)` of the arch of a span, left to right, in the xy plane."""
        step = self.length / self.spans
        middle, radius = (span + 0.5) * step, step / 2 - 1.6
        a = np.linspace(np.pi, 0, points)
        rise = float(self.deck(middle)) - 2.0 - SPRING
        return np.asarray(np.stack([middle + radius * np.cos(a), SPRING + rise * np.sin(a) ** 0.92], axis=1))

    def lamps(self) -> Array:
        """Feet `(n, 3)` of the street lamps on both parapets."""
        step = self.length / self.spans / 2
        x = np.arange(step, self.length - 0.1, step)
        return np.concatenate([np.c_[x, self.deck(x), np.full(len(x), s * HALF_WIDTH)] for s in (-1, 1)])


def _stone(g: Geometry, shape: Geometry, material: int, base: float, level: float) -> None:
    """Parts as masonry lit from `base`."""
    for part in shape.parts:
        uv = np.c_[part.position[:, 0] + part.position[:, 2], part.position[:, 1] - base]
        color = np.c_[part.color[:, :3] / 255.0, np.full(len(uv), level / 2)]
        g.add(part.position, part.normal, part.indices, uv, color, material)


def bridge(b: Bridge, look: Palette, detail: int = 2) -> Geometry:
    """The whole bridge in its local frame (x along, water at y = 0)."""
    g = Geometry()
    n = (40, 28, 14)[2 - detail]
    for span in range(b.spans):
        arch_span(g, b, look, span, n, detail)
    for k in range(b.spans + 1):
        pier(g, b, look, k * b.length / b.spans, detail)
    deck(g, b, look, detail)
    post = street_lamp(look, b.lamp_height, 1 if detail > 1 else 0)
    g.copies(post, b.lamps())
    return g


def arch_span(g: Geometry, b: Bridge, look: Palette, span: int, n: int, detail: int) -> None:
    """Spandrels, archivolt, soffit and the line of light of one span."""
    edge = b.soffit(span, n)
    x, y = edge[:, 0], edge[:, 1]
    top = b.deck(x) - 0.2
    step = b.length / b.spans
    middle = (span + 0.5) * step
    outer_x = middle + (x - middle) * (1 + 0.6 / (step / 2 - 1.6))
    outer_y = y + 0.6 * np.sin(np.linspace(np.pi, 0, n))
    face, ring = Geometry(), Geometry()
    width, level = LINES[detail]
    for s in (-1.0, 1.0):
        z = np.full(n, s * HALF_WIDTH)
        face.grid([np.c_[x, y, z], np.c_[x, top, z]], color=STONE, flip=s < 0)
        ring.grid([np.c_[x, y, z + s * 0.15], np.c_[outer_x, outer_y, z + s * 0.15]], color=STONE * 1.15, flip=s < 0)
        g.tube(np.c_[x, y - 0.05, z + s * 0.22], width, 5 if detail > 1 else 3, look.line, (*AMBER, level), caps=False)
        if detail > 1:
            # Recessed medallions break the plain spandrels.
            for u in (0.0, 1.0):
                center = (span + u) * step + (2.8 if u == 0.0 else -2.8)
                if 4.0 < center < b.length - 4.0:
                    disc = Geometry()
                    a = np.linspace(0, 2 * np.pi, 17)
                    height = float(b.deck(center)) - 2.6
                    for r0, r1, dz in ((0.0, 0.75, 0.06), (0.75, 0.95, 0.16)):
                        rim = [
                            np.c_[center + r * np.cos(a), height + r * np.sin(a), np.full(17, s * (HALF_WIDTH + dz))]
                            for r in (r0, r1)
                        ]
                        disc.grid(rim, color=STONE * (0.85 if r0 == 0.0 else 1.2), flip=s > 0)
                    _stone(g, disc, look.quay, 6.0, 0.8)
    arc = np.r_[0.0, np.cumsum(np.hypot(np.diff(x), np.diff(y)))]
    inside = [np.c_[x, y, np.full(n, s * HALF_WIDTH)] for s in (-1.0, 1.0)]
    g.grid(inside, look.soffit, (*STONE * 0.9, 0.6), uv=np.stack([np.c_[arc, y - 2.0]] * 2))
    _stone(g, face, look.quay, 2.0, 1.0)
    _stone(g, ring, look.quay, 2.0, 0.9)


def pier(g: Geometry, b: Bridge, look: Palette, x: float, detail: int) -> None:
    """A round-nosed pier standing in the lake bed, with a pilaster and a pedestal above."""
    d = float(b.deck(x))
    foot, shaft = Geometry(), Geometry()
    profile = [(1.9, -4.0), (1.9, 3.2), (2.2, 3.3), (2.2, 3.9), (1.6, 4.1)]
    round_nose = Geometry()
    round_nose.lathe(profile, (0, 0, 0), 20 if detail > 1 else 8, color=STONE)
    for part in round_nose.parts:
        stretched = part.position * [1.0, 1.0, 3.3]
        foot.add(stretched, part.normal, part.indices, part.uv, part.color / 255.0)
    shaft.box((0, (d + 3) / 2, 0), (3.3, d - 3.2, 2 * HALF_WIDTH), color=STONE)
    for s in (-1, 1):
        shaft.box((0, (d + 3.6) / 2 + 0.3, s * (HALF_WIDTH + 0.2)), (1.5, d - 2.6, 0.5), color=STONE * 1.1)
        shaft.box((0, d + 1.3, s * (HALF_WIDTH + 0.1)), (1.1, 1.9, 1.1), color=STONE)
        shaft.box((0, d + 2.35, s * (HALF_WIDTH + 0.1)), (1.35, 0.2, 1.35), color=STONE * 1.1)
    with g.at((x, 0, 0)):
        _stone(g, foot, look.quay, 0.5, 0.9)
        _stone(g, shaft, look.quay, 3.0, 0.9)


def deck(g: Geometry, b: Bridge, look: Palette, detail: int) -> None:
    """Roadway, cornice, rails and balusters, and the lower line of light."""
    n = (80, 40, 16)[2 - detail]
    x = np.linspace(0, b.length, n)
    y = b.deck(x)
    width, level = LINES[detail]
    stone = Geometry()
    for s in (-1.0, 1.0):
        z = np.full(n, s * (HALF_WIDTH + 0.1))
        for lift, radius in ((-0.1, 0.34), (1.25, 0.11)):
            stone.tube(np.c_[x, y + lift, z], radius, 6 if detail > 1 else 4, color=STONE, caps=False)
        g.tube(np.c_[x, y - 0.5, z + s * 0.28], width * 0.7, 4, look.line, (*IVORY, 0.75 * level), caps=False)
        if detail > 0:
            every = 0.8 if detail > 1 else 2.4
            k = np.arange(0.5, b.length, every)
            posts = np.c_[k, b.deck(k) + 0.6, np.full(len(k), s * (HALF_WIDTH + 0.1))]
            stone.boxes(posts, (0.16 if detail > 1 else 0.3, 1.2, 0.16), color=STONE)
    road = [np.c_[x, y, np.full(n, -HALF_WIDTH)], np.c_[x, y, np.full(n, HALF_WIDTH)]]
    stone.grid(road, color=STONE * 0.8, flip=True)
    _stone(g, stone, look.quay, 10.0, 0.6)
