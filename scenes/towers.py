"""High-rises as they stand behind a riverfront: podium, shaft, balconies or mullions, setbacks, crowns, plant.

A tower stands in the current frame on y = 0, its front towards +z. Walls carry window cells in uv and the share of lit
rooms in their colour's alpha; see `surfaces/curtain_wall.glsl`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from assets.scene import Vec3
from scenes.houses import STOREY, walls
from scenes.palette import Palette

Array = NDArray[np.float64]
BAY = 2.4
CONCRETES: tuple[Vec3, ...] = (
    (0.16, 0.17, 0.20),
    (0.26, 0.23, 0.21),
    (0.20, 0.20, 0.22),
    (0.30, 0.25, 0.18),
    (0.34, 0.32, 0.29),
    (0.24, 0.16, 0.13),
)
HUES: tuple[Vec3, ...] = ((1.0, 0.60, 0.24), (1.0, 0.72, 0.44), (0.30, 0.55, 1.0), (1.0, 0.44, 0.14))


@dataclass(frozen=True)
class Tier:
    """A piece of the shaft: width, depth, foot and head in metres, the share of lit rooms."""

    w: float
    d: float
    low: float
    high: float
    lit: float


def tower(look: Palette, width: float, depth: float, height: float, seed: int, lit: float = 0.4) -> Geometry:
    """A high-rise `height` metres tall without its crown; the same arguments give the same tower."""
    rng = np.random.default_rng(seed)
    g = Geometry()
    color = np.array(CONCRETES[rng.integers(len(CONCRETES))]) * rng.uniform(0.85, 1.15)
    hue = HUES[rng.choice(4, p=(0.35, 0.30, 0.2, 0.15))]
    foot = min(13.0, 0.2 * height)
    tiers = [Tier(1.25 * width, 1.2 * depth, 0.0, foot, 0.75)]
    heads = {0: (1.0,), 1: (0.86, 1.0), 2: (0.74, 0.9, 1.0)}[int(rng.integers(3)) if height > 30 else 0]
    low, w, d = foot, width, depth
    for head in heads:
        tiers.append(Tier(w, d, low, head * height, lit))
        low, w, d = head * height, w * float(rng.uniform(0.72, 0.86)), d * float(rng.uniform(0.74, 0.9))
    for tier, above in zip(tiers, [*tiers[1:], None], strict=True):
        walls(g, (tier.w, tier.d), (tier.low, tier.high), (*color, tier.lit), look.tower, tier.d / 2, BAY)
        terrace(g, look, tier, above, color, hue if rng.random() < 0.6 else None)
    main = tiers[1]
    if rng.random() < 0.55:
        balconies(g, look, main, color, int(rng.integers(1, 4)))
    else:
        mullions(g, look, main, color, float(rng.choice([2.4, 4.8])))
    if rng.random() < 0.3 and height > 34:
        corners(g, look, main, hue)
    crown(g, look, tiers[-1], color, hue, rng)
    return g


def terrace(g: Geometry, look: Palette, t: Tier, above: Tier | None, color: Array, hue: Vec3 | None) -> None:
    """The deck on a tier with its parapet, plant, and a thin line of light along the edge."""
    dark = (*(0.5 * color), 0.0)
    g.panels([(-t.w / 2, t.high, t.d / 2)], (t.w, 0, 0), (0, 0, -t.d), look.stone, [dark], (t.w, t.d))
    for side in (-1, 1):
        g.box((0, t.high + 0.3, side * t.d / 2), (t.w + 0.4, 1.1, 0.35), look.stone, (*color, 0.0))
        g.box((side * t.w / 2, t.high + 0.3, 0), (0.35, 1.1, t.d), look.stone, (*color, 0.0))
        if hue is not None:
            g.box((0, t.high + 0.62, side * (t.d / 2 + 0.22)), (t.w + 0.6, 0.16, 0.1), look.line, (*hue, 0.6))
            g.box((side * (t.w / 2 + 0.22), t.high + 0.62, 0), (0.1, 0.16, t.d + 0.5), look.line, (*hue, 0.6))
    if above is None:
        return
    edge = (t.d - above.d) / 2
    if edge > 1.6:
        pots = np.linspace(-0.4, 0.4, 5) * t.w
        at = np.c_[pots, np.full(5, t.high + 0.6), np.full(5, t.d / 2 - 0.8)]
        g.boxes(at, (0.14 * t.w, 1.2, 0.9), look.stone, (0.06, 0.10, 0.04, 0.0))


def balconies(g: Geometry, look: Palette, t: Tier, color: Array, stacks: int) -> None:
    """Stacks of balconies on front and back."""
    levels = STOREY * np.arange(np.ceil(t.low / STOREY) + 1, np.floor(t.high / STOREY))
    xs = np.linspace(-0.5, 0.5, 2 * stacks + 1)[1::2] * t.w
    x, y = (a.ravel() for a in np.meshgrid(xs, levels))
    for side in (-1, 1):
        at = np.c_[x, y + 0.35, np.full(len(x), side * (t.d / 2 + 0.55))]
        g.boxes(at, (0.62 * t.w / stacks, 0.9, 1.1), look.stone, (*np.minimum(1.25 * color, 0.7), 0.0))


def mullions(g: Geometry, look: Palette, t: Tier, color: Array, every: float) -> None:
    """Fins from the podium to the deck on all four sides."""
    middle, tall = (t.low + t.high) / 2, t.high - t.low
    for span, reach, turned in ((t.w, t.d, False), (t.d, t.w, True)):
        along = np.linspace(-span / 2, span / 2, max(3, round(span / every) + 1))
        for side in (-1, 1):
            out = np.full(len(along), side * (reach / 2 + 0.2))
            at = np.c_[out, 0 * out + middle, along] if turned else np.c_[along, 0 * out + middle, out]
            size = (0.5, tall, 0.3) if turned else (0.3, tall, 0.5)
            g.boxes(at, size, look.stone, (*np.minimum(1.3 * color, 0.7), 0.0))


def corners(g: Geometry, look: Palette, t: Tier, hue: Vec3) -> None:
    """Lines of light up the two front corners."""
    for side in (-1, 1):
        at = (side * (t.w / 2 + 0.1), (t.low + t.high) / 2 + 1, t.d / 2 + 0.1)
        g.box(at, (0.22, t.high - t.low - 2, 0.22), look.line, (*hue, 0.5))


def crown(g: Geometry, look: Palette, t: Tier, color: Array, hue: Vec3, rng: np.random.Generator) -> None:
    """What ends a tower: a lantern of fins round lit plant, a hipped roof with a mast, or bare machinery."""
    y, kind = t.high, rng.integers(4)
    if kind == 0:
        w, d, h = 0.62 * t.w, 0.62 * t.d, float(rng.uniform(4, 6))
        g.box((0, y + h / 2, 0), (w, h, d), look.stone, (*np.minimum(1.5 * color, 0.8), 0.75))
        for turned, span, reach in ((False, t.w, t.d), (True, t.d, t.w)):
            along = np.linspace(-0.46, 0.46, 9) * span
            for side in (-1, 1):
                out = np.full(9, side * 0.44 * reach)
                at = np.c_[out, 0 * out + y + 0.6 * h, along] if turned else np.c_[along, 0 * out + y + 0.6 * h, out]
                g.boxes(at, (0.35, 1.2 * h, 0.35), look.stone, (*color, 0.0))
        g.box((0, y + 1.2 * h, 0), (0.95 * t.w, 0.5, 0.95 * t.d), look.stone, (*color, 0.0))
    elif kind == 1:
        rise = 0.36 * t.w
        base, top = np.array([(-1, 1), (1, 1), (1, -1), (-1, -1)]) * (0.46 * t.w, 0.46 * t.d), 0.12
        for k in range(4):
            (ax, az), (bx, bz) = base[k], base[(k + 1) % 4]
            p = np.array(
                [(ax, y + 0.8, az), (bx, y + 0.8, bz), (bx * top, y + rise, bz * top), (ax * top, y + rise, az * top)]
            )
            n = np.cross(p[1] - p[0], p[3] - p[0])
            uv = [(0, 0), (t.w, 0), (0.56 * t.w, rise), (0.44 * t.w, rise)]
            g.add(p, n / np.linalg.norm(n), [0, 1, 2, 0, 2, 3], uv, (0.09, 0.13, 0.13), look.slate)
        g.tube([(0, y + rise, 0), (0, y + rise + 7, 0)], [0.25, 0.05], 4, look.iron, (0.2, 0.2, 0.2))
        g.ball((0, y + rise + 7.1, 0), 0.3, 6, look.globe, (1.0, 0.08, 0.05, 1.0))
    else:
        for k in range(3):
            at = (float(rng.uniform(-0.28, 0.28)) * t.w, y, float(rng.uniform(-0.25, 0.25)) * t.d)
            size = (float(rng.uniform(2, 5)), float(rng.uniform(1.4, 3.6)), float(rng.uniform(2, 4)))
            g.box((at[0], y + size[1] / 2, at[2]), size, look.stone, (*(color * (0.7 + 0.2 * k)), 0.0))
        g.lathe([(1.2, 0.6), (1.2, 2.6), (0.0, 2.9)], (0.3 * t.w, y, -0.3 * t.d), 8, look.stone, (0.5, 0.5, 0.5, 0.0))
        if kind == 3:
            g.box((0, y + 2.6, 0.36 * t.d), (0.8 * t.w, 3.4, 0.3), look.stone, (*color, 0.0))
            g.box((0, y + 4.4, 0.36 * t.d + 0.2), (0.8 * t.w, 0.18, 0.1), look.line, (*hue, 0.6))
