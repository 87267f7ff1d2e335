"""A lacquered timber dock: piles, boards, rails, lantern poles, a boat landing and a pavilion at its head."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from scenes.eaves import Eaves, curved_roof
from scenes.palette import GILT, IVORY, RED_LACQUER, Palette

Array = NDArray[np.float64]
DARK = (0.055, 0.038, 0.027)
RAIL_HEIGHT = 0.9


@dataclass(frozen=True)
class Dock:
    """Local frame: x outwards from the shore, z to the right, water at y = 0; metres."""

    length: float = 29.0
    half_width: float = 1.45
    deck: float = 0.95
    start: float = -10.0
    bed: float = -2.5
    """The piles go down to here."""
    head_length: float = 6.2
    head_half: float = 3.4
    landing: tuple[float, float] = (4.3, 7.7)
    """Where the right rail opens on the boat landing"""
    landing_reach: float = 3.15
    first_pole: float = 2.2
    pole_step: float = 5.25

    def poles(self) -> Array:
        """Feet `(n, 3)` of the lantern poles: both sides, from the shore outwards."""
        x = np.arange(self.first_pole, self.length, self.pole_step)
        side = self.half_width - 0.08
        return np.array([(a, self.deck, s * side) for a in x for s in (-1, 1)])

    def lanterns(self) -> Array:
        """Middles `(n, 3)`: one on each pole's arm, then four under the pavilion's corners."""
        poles = self.poles()
        out = np.sign(poles[:, 2])
        hooks = poles + np.c_[np.zeros(len(poles)), np.full(len(poles), 2.42), 0.62 * out]
        c = self.length + self.head_length / 2
        corners = [(c + a * 2.5, self.deck + 2.5, s * 2.5) for a in (-1, 1) for s in (-1, 1)]
        return np.concatenate([hooks, corners])

    def pavilion_lamp(self) -> Array:
        """The ceiling lamp of the pavilion `(3,)`."""
        return np.array((self.length + self.head_length / 2, self.deck + 2.5, 0.0))


def boards(g: Geometry, d: Dock, look: Palette, x0: float, x1: float, z0: float, z1: float, seed: int) -> None:
    """Boards across the way, each cut and weathered a little differently."""
    rng = np.random.default_rng(seed)
    x = np.arange(x0 + 0.117, x1, 0.235)
    n = len(x)
    center = np.c_[x, d.deck - 0.035 + rng.normal(0, 0.003, n), (z0 + z1) / 2 + rng.normal(0, 0.012, n)]
    size = np.c_[np.full(n, 0.222), np.full(n, 0.07), z1 - z0 + rng.normal(0, 0.03, n)]
    tone = rng.uniform(0.7, 1.2, n)[:, None] * np.array((0.15, 0.10, 0.065))
    g.boxes(center, size, look.planks, np.c_[tone, rng.random(n)])


def frame(g: Geometry, d: Dock, look: Palette) -> None:
    """Stringers under the boards and piles down to the bed."""
    end, side = d.length + d.head_length, d.half_width - 0.1
    far = d.head_half - 0.1
    middle, length = (d.start + d.length) / 2, d.length - d.start
    beams = [((middle, d.deck - 0.2, s * side), (length, 0.26, 0.16)) for s in (-1, 1)]
    beams += [((d.length + d.head_length / 2, d.deck - 0.2, s * far), (d.head_length, 0.26, 0.16)) for s in (-1, 1)]
    low, high = d.landing
    beams.append((((low + high) / 2, d.deck - 0.2, d.landing_reach - 0.1), (high - low, 0.26, 0.16)))
    beams += [
        ((x, d.deck - 0.2, (side + d.landing_reach) / 2), (0.16, 0.26, d.landing_reach - side))
        for x in (low + 0.1, high - 0.1)
    ]
    for center, size in beams:
        g.box(center, size, look.lacquer, (0.07, 0.045, 0.03))
    pile = Geometry()
    pile.lathe([(0.15, d.bed), (0.14, d.deck - 0.08)], (0, 0, 0), 8, look.lacquer, DARK)
    feet = [(x, 0, s * (far if x > d.length else side)) for x in np.arange(d.start + 1, end, 3.1) for s in (-1, 1)]
    feet += [(x, 0, d.landing_reach - 0.1) for x in (low + 0.15, high - 0.15)]
    g.copies(pile, feet)
    for x in np.arange(d.start + 1, d.length - 3, 6.2):
        for s in (-1, 1):
            brace = [(x, 0.1, s * side), (x + 3.1, d.deck - 0.3, s * side)]
            g.tube(brace, 0.05, 4, look.lacquer, DARK, caps=False)


def rail(g: Geometry, look: Palette, deck: float, a: tuple[float, float], b: tuple[float, float], detail: int) -> None:
    """Newels with lotus-bud heads, three rails and thin balusters from a to b (x, z)."""
    p, q = np.array(a, float), np.array(b, float)
    n = max(1, round(float(np.linalg.norm(q - p)) / 1.75))
    spots = p + (q - p) * np.linspace(0, 1, n + 1)[:, None]
    newel = Geometry()
    bud = [
        (0.075, 0),
        (0.075, 0.95),
        (0.11, 0.97),
        (0.11, 1.02),
        (0.06, 1.05),
        (0.105, 1.13),
        (0.085, 1.22),
        (0.0, 1.31),
    ]
    newel.lathe(bud, (0, 0, 0), 8 if detail > 1 else 5, look.lacquer, RED_LACQUER)
    g.copies(newel, np.c_[spots[:, 0], np.full(n + 1, deck), spots[:, 1]])
    for height, radius in ((RAIL_HEIGHT, 0.05), (0.62, 0.03), (0.22, 0.035)):
        for s, e in pairwise(spots):
            ends = [(s[0], deck + height, s[1]), (e[0], deck + height, e[1])]
            g.tube(ends, radius, 6 if detail > 1 else 4, look.lacquer, RED_LACQUER, caps=False)
    if detail > 1:
        k = (np.arange(n * 5) + 0.5) / (n * 5)
        bars = p + (q - p) * k[:, None]
        g.boxes(
            np.c_[bars[:, 0], np.full(n * 5, deck + 0.42), bars[:, 1]], (0.03, 0.4, 0.03), look.lacquer, RED_LACQUER
        )


def rails(g: Geometry, d: Dock, look: Palette, detail: int) -> None:
    """Along both sides and the head; the landing is open to the water."""
    side, far, low, high = d.half_width - 0.08, d.head_half - 0.1, *d.landing
    rail(g, look, d.deck, (d.start, -side), (d.length, -side), detail)
    rail(g, look, d.deck, (d.start, side), (low, side), detail)
    rail(g, look, d.deck, (high, side), (d.length, side), detail)
    for s in (-1, 1):
        rail(g, look, d.deck, (d.length, s * far), (d.length + d.head_length, s * far), detail)
        rail(g, look, d.deck, (d.length, s * far), (d.length, s * side), detail)


def poles(g: Geometry, d: Dock, look: Palette) -> None:
    """Lantern poles with a curved arm over the water."""
    bend = np.linspace(0, 1, 8)
    for x, y, z in d.poles():
        s = np.sign(z)
        g.lathe([(0.07, 0), (0.055, 2.9), (0.09, 2.95), (0.02, 3.1)], (x, y, z), 8, look.lacquer, RED_LACQUER)
        arm = np.c_[np.full(8, x), y + 2.75 + 0.22 * np.sin(bend * np.pi * 0.75), z + s * 0.62 * bend]
        g.tube(arm, 0.03, 6, look.lacquer, RED_LACQUER)
        g.lathe([(0.1, 0), (0.1, 0.12), (0.075, 0.15)], (x, y, z), 8, look.lacquer, GILT)


def pavilion(g: Geometry, d: Dock, look: Palette, detail: int) -> None:
    """Four posts, painted beams, benches and a pyramidal roof over the head of the dock."""
    c, y = d.length + d.head_length / 2, d.deck
    post = Geometry()
    post.lathe([(0.15, 0), (0.12, 0.2), (0.115, 2.9)], (0, 0, 0), 10 if detail > 1 else 6, look.lacquer, RED_LACQUER)
    g.copies(post, [(c + a * 1.9, y, s * 1.9) for a in (-1, 1) for s in (-1, 1)])
    for s in (-1, 1):
        g.box((c, y + 2.65, s * 1.9), (4.0, 0.3, 0.12), look.lacquer, (0.10, 0.15, 0.18))
        g.box((c + s * 1.9, y + 2.65, 0), (0.12, 0.3, 4.0), look.lacquer, (0.10, 0.15, 0.18))
        g.box((c, y + 2.46, s * 1.9), (3.8, 0.06, 0.14), look.lacquer, GILT)
        g.box((c, y + 0.45, s * 1.9), (3.6, 0.07, 0.4), look.lacquer, RED_LACQUER)
        g.boxes([(c + a, y + 0.22, s * 1.9) for a in (-1.5, 0.0, 1.5)], (0.1, 0.42, 0.3), look.lacquer, RED_LACQUER)
    curved_roof(g, (c, y + 2.85, 0), Eaves(6.4, 6.4, 2.0, 0.62, 0.02, lit=False), look, detail)
    finial = [(0.22, 0), (0.3, 0.25), (0.12, 0.5), (0.2, 0.7), (0.02, 1.1)]
    g.lathe(finial, (c, y + 4.7, 0), 10, look.lacquer, GILT)
    globe = [(0.02, -0.1), (0.18, 0.0), (0.18, 0.1), (0.02, 0.12)]
    g.lathe(globe, d.pavilion_lamp(), 10, look.globe, (*IVORY, 0.7))


def furniture(g: Geometry, d: Dock, look: Palette) -> None:
    """Mooring posts, a rope along the landing, a coil, a life ring: what a dock really has."""
    low, high = d.landing
    y, z = d.deck, d.landing_reach - 0.14
    bollard = Geometry()
    bollard.lathe(
        [(0.11, 0), (0.085, 0.34), (0.12, 0.38), (0.12, 0.44), (0.0, 0.47)],
        (0, 0, 0),
        10,
        look.iron,
        (0.03, 0.03, 0.035),
    )
    g.copies(bollard, [(low + 0.2, y, z), (high - 0.35, y, z), (d.length + d.head_length - 0.3, y, 2.6)])
    rope = (0.30, 0.24, 0.15)
    turn = np.linspace(0, 2 * np.pi * 4, 65)
    r = 0.10 + 0.009 * turn
    coil = np.c_[low + 0.75 + r * np.cos(turn), np.full(65, y + 0.03), z - 0.5 + r * np.sin(turn)]
    g.tube(coil, 0.02, 5, look.lacquer, rope)
    slack = np.linspace(0, 1, 9)
    sag = y + 0.36 - 0.5 * slack * (1 - slack)
    far = np.full(9, high - 0.35)
    g.tube(np.c_[far, sag, z + (d.half_width - 0.1 - z) * slack], 0.022, 5, look.lacquer, rope)
    a = np.linspace(0, 2 * np.pi, 33)
    post = d.length + 0.06
    ring = np.c_[np.full(33, post), y + 0.58 + 0.24 * np.sin(a), -2.3 + 0.24 * np.cos(a)]
    g.tube(ring, 0.055, 8, look.lacquer, (0.62, 0.20, 0.07), caps=False)


def dock(d: Dock, look: Palette, detail: int = 2) -> Geometry:
    """The whole dock in its local frame."""
    g = Geometry()
    low, high = d.landing
    boards(g, d, look, d.start, d.length, -d.half_width, d.half_width, 4)
    boards(g, d, look, d.length, d.length + d.head_length, -d.head_half, d.head_half, 5)
    boards(g, d, look, low, high, d.half_width + 0.02, d.landing_reach, 6)
    frame(g, d, look)
    rails(g, d, look, detail)
    poles(g, d, look)
    pavilion(g, d, look, detail)
    furniture(g, d, look)
    return g
