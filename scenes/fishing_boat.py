"""A plank fishing boat of 7 m: hull with thwarts, a bamboo awning amidships, a lamp on a pole at the bow."""

from __future__ import annotations

import numpy as np

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.palette import AMBER, Palette

LAMP = (2.75, 1.35, 0.0)
"""The flame, local metres."""
WOOD = (0.13, 0.085, 0.05)
BAMBOO = (0.30, 0.24, 0.13)


def fishing_boat(look: Palette, detail: int = 2) -> Geometry:
    """The boat in its local frame: bow at +x, waterline at y = 0."""
    g = Geometry()
    n = (25, 15, 9)[2 - detail]
    u = np.linspace(-1, 1, n)
    x = 3.5 * u
    half = 0.72 * (1 - np.abs(u) ** 2.6 * np.where(u > 0, 0.86, 0.6))
    sheer = 0.42 + 0.40 * np.abs(u) ** 2.4

    def strake(width: float, y: np.ndarray, side: float) -> np.ndarray:
        return np.stack([x, y, side * half * width], axis=1)

    for side in (-1.0, 1.0):
        rows = [strake(0.0, np.full(n, -0.25), side), strake(0.75, np.full(n, -0.18), side), strake(1.0, sheer, side)]
        g.grid(rows, look.lacquer, WOOD, flip=side < 0)
        g.grid([strake(0.97, sheer, side), strake(0.72, 0 * u + 0.12, side)], look.lacquer, WOOD, flip=side < 0)
        g.tube(strake(1.0, sheer, side), 0.045, 6 if detail > 1 else 4, look.lacquer, (0.20, 0.13, 0.07))
    g.grid([strake(0.74, 0 * u + 0.12, -1.0), strake(0.74, 0 * u + 0.12, 1.0)], look.planks, (*WOOD, 0.5), flip=True)
    for at in (-2.2, 2.0):
        g.box((at, 0.38, 0.0), (0.26, 0.05, 1.0), look.lacquer, WOOD)
    a = np.linspace(0.0, np.pi, 13 if detail > 1 else 7)
    arch = np.stack([0 * a, 0.42 + 0.95 * np.sin(a), -0.68 * np.cos(a)], axis=1)
    hoops = np.linspace(-1.35, 0.95, 9 if detail > 1 else 3)
    g.grid([arch + [hoops[0], 0.0, 0.0], arch + [hoops[-1], 0.0, 0.0]], look.lacquer, BAMBOO, flip=True)
    for hoop in hoops:
        g.tube(arch + [hoop, 0.015, 0.0], 0.026, 5 if detail > 1 else 3, look.lacquer, (0.22, 0.17, 0.09), caps=False)
    g.tube([(2.75, 0.3, 0.0), (2.75, 1.55, 0.0)], 0.028, 5, look.iron, (0.05, 0.05, 0.05))
    lamp = [(0.0, -0.14), (0.09, -0.12), (0.11, 0.0), (0.09, 0.12), (0.0, 0.14)]
    g.lathe(lamp, LAMP, 8 if detail > 1 else 5, look.globe, (*AMBER, 0.8))
    if detail > 1:
        g.tube([(-3.2, 0.75, 0.05), (-4.6, -0.35, 0.35)], 0.03, 5, look.lacquer, WOOD)
        g.tube([(-3.2, 0.75, 0.05), (-2.3, 1.1, -0.15)], 0.03, 5, look.lacquer, WOOD)
    return g


def fishing_boat_mesh(stage: Stage, look: Palette) -> int:
    """Two levels of detail; returns the finer one."""
    far = stage.mesh("fishing boat far", fishing_boat(look, 0))
    return stage.mesh("fishing boat", fishing_boat(look, 2), lod=far, lod_pixels=90.0)
