"""What the pickers left on the terrace: baskets of fruit, a carrying pole, a bamboo ladder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry

Array = NDArray[np.float64]

RIM = 0.19
"""Radius of a basket's mouth."""
TALL = 0.24


def basket(material: int) -> Geometry:
    """A round bamboo basket, open at the top, with a rolled rim and a hooped handle. uv in metres."""
    g = Geometry()
    profile = [(0.001, 0.0), (0.125, 0.0), (0.150, 0.05), (0.178, 0.15), (RIM, TALL)]
    g.lathe(profile, segments=28, material=material)
    inner = [(r - 0.008, y) for r, y in reversed(profile[2:])]
    g.lathe(inner, segments=28, material=material, color=(0.5, 0.5, 0.5))
    turn = np.linspace(0.0, 2 * np.pi, 33)
    rim = np.stack([RIM * np.cos(turn), np.full_like(turn, TALL), RIM * np.sin(turn)], axis=1)
    g.tube(rim, 0.011, 6, material, (1.15, 1.1, 1.0), caps=False)
    bow = np.linspace(0.0, np.pi, 17)
    hoop = np.stack([RIM * np.cos(bow), TALL + 0.20 * np.sin(bow), np.zeros_like(bow)], axis=1)
    g.tube(hoop, 0.009, 6, material, (1.1, 1.0, 0.9))
    return g


def heap(seed: int, size: float = 0.034) -> Array:
    """Centres `(n, 3)` of berries heaped in a basket: hexagonal rings on a low dome, none closer than `size`."""
    rng = np.random.default_rng(seed)
    rows = []
    reach = RIM - 0.03
    for layer in range(3):
        radius = reach - 0.042 * layer
        step = 1.06 * size
        grid = np.arange(-8, 9)
        i, j = np.meshgrid(grid, grid)
        x, z = (i + 0.5 * j + 0.5 * (layer % 2)) * step, (j + 0.29 * (layer % 2)) * step * 0.866
        inside = np.hypot(x, z) < radius
        x, z = x[inside], z[inside]
        y = TALL - 0.035 + layer * size * 0.83 + 0.02 * (1 - (np.hypot(x, z) / reach) ** 2)
        rows.append(np.stack([x, y, z], axis=1) + rng.uniform(-0.0006, 0.0006, (len(x), 3)))
    return np.concatenate(rows)


def ladder(material: int, length: float = 2.9, rungs: int = 8) -> Geometry:
    """A single-pole pair of bamboo rails leaning along +z at 17 degrees from upright, standing on the origin."""
    g = Geometry()
    lean = np.array([0.0, np.cos(0.3), np.sin(0.3)])
    for side in (-1.0, 1.0):
        foot, head = np.array([0.24 * side, -0.05, 0.0]), np.array([0.15 * side, 0.0, 0.0]) + length * lean
        g.tube(np.linspace(foot, head, 9), 0.022, 8, material)
    for k in range(rungs):
        u = (k + 0.8) / (rungs + 0.4)
        half = 0.24 - 0.09 * u + 0.03
        middle = u * length * lean
        g.tube(np.array([middle - [half, 0, 0], middle + [half, 0, 0]]), 0.015, 6, material, (0.9, 0.85, 0.8))
    return g


def pole(material: int, length: float = 1.5) -> Geometry:
    """A carrying pole lying along x: flattened bamboo, thinner at its ends."""
    g = Geometry()
    x = np.linspace(-length / 2, length / 2, 13)
    bend = 0.03 * (1 - (2 * x / length) ** 2)
    radius = 0.019 - 0.007 * np.abs(2 * x / length)
    g.tube(np.stack([x, 0.02 + bend, 0 * x], axis=1), radius, 8, material, (1.1, 1.0, 0.85))
    return g
