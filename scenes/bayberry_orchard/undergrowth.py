"""Grass, ferns, fallen leaves and the stones along the walls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes import groundcover
from scenes.authoring import Stage
from scenes.bayberry_orchard import land, terraces

Array = NDArray[np.float64]


def sow(stage: Stage, trees: Array, seed: int) -> None:
    """Puts every low plant and coping stone on stage, denser towards the camera's end of the terraces."""
    blade = stage.material("blade", surface="meadow", double_sided=True, sway=0.03)
    brown = stage.material("litter", surface="fallen_leaf", double_sided=True)
    rock = stage.material("rock", surface="field_stone")
    rng = np.random.default_rng(seed)

    lawn = _tufts(rng, trees)
    for k in range(3):
        far = stage.mesh(f"grass {k} far", groundcover.grass(k, 9, blade, bends=1), cull_pixels=5.0)
        near = stage.mesh(f"grass {k}", groundcover.grass(k, 22, blade, bends=3), far, 34)
        green = ((0.8, 0.85, 0.8), (1.15, 1.1, 1.0))
        stage.scatter(near, lawn[k::3], seed + k, scale=(0.55, 1.35), tint=green, layer="no_shadow")

    feet = _along_walls(rng, 420)
    for k in range(2):
        far = stage.mesh(f"fern {k} far", groundcover.fern(k, 6, 5, blade), cull_pixels=4.0)
        near = stage.mesh(f"fern {k}", groundcover.fern(k, 9, 14, blade), far, 60)
        stage.scatter(near, feet[k::2], seed + 7 + k, scale=(0.5, 1.1), tint=((0.55, 0.7, 0.6), (0.8, 0.95, 0.75)))

    beds = _under_crowns(rng, trees)
    for k in range(2):
        mesh = stage.mesh(f"litter {k}", groundcover.litter(k, 26, 0.55, brown), cull_pixels=14.0)
        stage.scatter(mesh, beds[k::2], seed + 11 + k, scale=(0.8, 1.3), layer="no_shadow")

    transform, tint = terraces.coping_stones(seed)
    for k in range(3):
        far = stage.mesh(f"stone {k} far", terraces.boulder(k, 0, rock), cull_pixels=2.0)
        middle = stage.mesh(f"stone {k} middle", terraces.boulder(k, 1, rock), far, 16)
        near = stage.mesh(f"stone {k}", terraces.boulder(k, 2, rock), middle, 60)
        stage.instances(near, transform[k::3], tint[k::3])


def _tufts(rng: np.random.Generator, trees: Array, tries: int = 9000) -> Array:
    """Grass `(n, 3)`: thick along lips and wall feet, in patches between, none in deep shade."""
    k = rng.choice([-1, 0, 0, 0, 1, 1, 2], tries)
    s = -3.0 + 50.0 * rng.random(tries) ** 1.8
    edge = rng.random(tries)
    d = np.where(edge < 0.40, 0.36 + rng.exponential(0.22, tries), rng.uniform(0.4, land.BENCH - 0.2, tries))
    d = np.where(edge > 0.82, land.BENCH - 0.25 - rng.exponential(0.2, tries), d)
    p = land.place(k, s, d)
    patch = land.fbm(p[:, 0] / 3.1, p[:, 2] / 3.1, 61, 3)
    trunk = np.min(np.hypot(p[:, None, 0] - trees[None, :, 0], p[:, None, 2] - trees[None, :, 2]), axis=1)
    keep = ((edge < 0.40) | (edge > 0.82) | (patch > 0.50)) & (trunk > rng.uniform(0.6, 2.0, tries))
    return np.asarray(p[keep])


def _along_walls(rng: np.random.Generator, count: int) -> Array:
    """Ferns `(n, 3)` at the feet of the walls."""
    k = rng.integers(land.ROWS[0], land.ROWS[-1] + 1, count)
    s = -4.0 + 54.0 * rng.random(count) ** 1.3
    return land.place(k, s, land.BENCH - 0.35 - rng.exponential(0.15, count))


def _under_crowns(rng: np.random.Generator, trees: Array) -> Array:
    """Middles `(n, 3)` of beds of fallen leaves, within the drip lines."""
    middle = np.repeat(trees, 14, axis=0)
    turn, r = rng.uniform(0, 2 * np.pi, len(middle)), 2.3 * np.sqrt(rng.random(len(middle)))
    x, z = middle[:, 0] + r * np.cos(turn), middle[:, 2] + r * np.sin(turn)
    s, d = land.uphill(x, z)
    k = np.floor(d / land.BENCH + 1e-9)
    inside = (d - land.lip(k, s) > 0.45) & (land.lip(k + 1, s) - d > 0.3)
    height = land.bench_height(k, s, d)
    return np.stack([x, height, z], axis=1)[inside]
