"""Old Masson pines: a bare, bent trunk, boughs in tiers, flat pads of needles open to the sky. Unit trees 1 m tall."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry, icosphere
from scenes.authoring import Stage
from scenes.keeping import kept_meshes
from scenes.palette import Palette
from scenes.trees import OCTAHEDRON, cards

Array = NDArray[np.float64]
TRUNK = (2.1, 1.15, 0.80)
"""Tint of the bark: upper trunks are thin-barked and red."""


def masson_pine(look: Palette, seed: int, leaves: int, sides: int, lean: float = 0.10) -> Geometry:
    """`leaves` cards to a pad, `sides` of the trunk; `lean` is how far the top strays, as a part of the height."""
    rng = np.random.default_rng(seed)
    g = Geometry()
    y = np.linspace(-0.03, 0.94, 9)
    sway, phase = rng.uniform(0.5, 1.0, 2) * lean, rng.uniform(0, 6.28, 2)
    trunk = np.c_[sway[0] * np.sin(2.6 * y + phase[0]) * y, y, sway[1] * np.sin(3.1 * y + phase[1]) * y]
    radius = 0.019 * (1.25 - y) + 0.012 * np.exp(-y / 0.05)
    g.tube(trunk, radius, sides, look.bark, TRUNK, caps=False)
    pads: list[tuple[Array, float]] = [(trunk[-1] + [0.0, 0.035, 0.0], 0.11)]
    boughs = 11
    for k in range(boughs):
        u = k / (boughs - 1)
        h = 0.50 + 0.42 * u + rng.uniform(-0.03, 0.03)
        foot = np.array([np.interp(h, y, trunk[:, i]) for i in range(3)])
        a = 2.4 * k + rng.uniform(-0.5, 0.5)
        reach = rng.uniform(0.62, 1.15) * (0.34 - 0.20 * u)
        out = np.array((np.cos(a), 0.0, np.sin(a)))
        tip = foot + out * reach + [0.0, 0.05 + 0.03 * rng.random(), 0.0]
        elbow = foot + out * reach * 0.55 + [0.0, 0.005, 0.0]
        if sides > 3:
            g.tube([foot, elbow, tip], [0.009, 0.006, 0.003], max(sides - 3, 3), look.bark, TRUNK, caps=False)
        pads += [(tip, 0.085 + 0.05 * rng.random())]
        if rng.random() < 0.6:
            side = np.cross(out, (0.0, 1.0, 0.0)) * rng.choice((-1.0, 1.0))
            pads.append((elbow + side * 0.07 + [0.0, 0.04, 0.0], 0.07))
    ball, faces = icosphere(1) if leaves > 20 else OCTAHEDRON
    for middle, wide in pads:
        flat = np.array((wide, 0.30 * wide, wide * rng.uniform(0.75, 1.0)))
        heart = middle + ball * flat * 0.8
        shade = 0.30 + 0.35 * (ball[:, 1] > 0)
        g.add(heart, ball + [0.0, 0.4, 0.0], faces, None, np.c_[np.full((len(ball), 3), 0.6), shade], look.needle)
        if leaves:
            d = rng.normal(size=(leaves, 3))
            d /= np.linalg.norm(d, axis=1, keepdims=True)
            p = middle + d * flat * rng.uniform(0.75, 1.12, (leaves, 1))
            tone = rng.uniform(0.55, 1.0, (leaves, 1)) * np.array((0.85, 1.0, 0.78))
            open_ = np.clip(0.62 + 0.36 * d[:, 1], 0.2, 1)
            size = 0.62 * wide / np.sqrt(max(leaves / 24, 1))
            out = d * [0.6, 0.5, 0.6] + [0, 0.75, 0]
            cards(g, p, out, size, rng, look.needle, np.c_[tone, open_], 1.1, both=True)
    return g


def masson_pine_mesh(stage: Stage, look: Palette, seed: int, lean: float = 0.10) -> int:
    """Three levels of detail; returns the finest."""
    sizes = ((0, 3), (9, 4), (34, 8))
    made = kept_meshes(
        "masson pine", lambda: [masson_pine(look, seed, *size, lean).primitives() for size in sizes], look, seed, lean
    )
    far = stage.mesh(f"masson pine {seed} far", made[0])
    middle = stage.mesh(f"masson pine {seed} middle", made[1], lod=far, lod_pixels=26.0)
    return stage.mesh(f"masson pine {seed}", made[2], lod=middle, lod_pixels=110.0)
