"""Bayberries: where they hang, how big and how ripe they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from assets.geometry import Geometry, icosphere
from assets.scene import Floats
from scenes.authoring import Stage
from scenes.plants import Skeleton

Array = NDArray[np.float64]

DENSITY = 0.95
"""Grams per cubic centimetre (assumed): a berry of 34 mm weighs 19.5 g, as Dongkui does."""
STALK = 0.004
"""Metres from twig to berry."""


@dataclass(frozen=True, eq=False)
class Crop:
    """n berries: `position` (n, 3) of their centres, `diameter` (n,) metres, `ripeness` (n,) 0 green, 0.5 red,
    1 purple-black, `light` (n,) the sky they see, `tree` (n,) which tree they hang on."""

    position: Array
    diameter: Array
    ripeness: Array
    light: Array
    tree: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.position)


def fruit(skeleton: Skeleton, light: Array, seed: int, share: float = 0.45, ripe: float = 0.62) -> Crop:
    """The berries of one tree in its own space: clusters of one to four round the ends of `share` of its lit twigs.

    `light` (n,) is the sky each node sees. Ripeness scatters about `ripe`, more between clusters than within one;
    green berries are smaller. No two berries overlap.
    """
    rng = np.random.default_rng(seed)
    tips = skeleton.tips
    bearing = tips[(light[tips] > 0.24) & (rng.random(len(tips)) < share)]
    count = rng.choice([1, 2, 3, 4], len(bearing), p=[0.12, 0.25, 0.35, 0.28])
    node = np.repeat(bearing, count)
    n = len(node)
    within = np.arange(n) - np.repeat(np.cumsum(count) - count, count)
    stage = rng.choice([0.18, 0.54, 0.90], len(bearing), p=_stages(ripe))
    ripeness = np.clip(np.repeat(stage, count) + rng.normal(0.0, 0.13, n) + 0.10 * (light[node] - 0.5), 0.02, 1.0)
    diameter = rng.normal(0.0355, 0.0016, n) * np.interp(ripeness, [0.0, 0.3, 0.6], [0.62, 0.84, 1.0])
    twig = skeleton.direction[node]
    a = np.cross(twig, [0.31, 0.2, 0.93])
    a /= np.linalg.norm(a, axis=1, keepdims=True)
    turn = within * 2.39996 + rng.random(len(skeleton.parent))[node] * 6.28
    out = a * np.cos(turn)[:, None] + np.cross(twig, a) * np.sin(turn)[:, None] + [0.0, -0.55, 0.0]
    out -= twig * np.sum(out * twig, axis=1, keepdims=True)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    along = twig * (0.004 - 0.020 * within)[:, None]
    reach = diameter / 2 + STALK + skeleton.radius[node]
    position = skeleton.position[node] + along + out * reach[:, None]
    keep = _apart(position, diameter / 2)
    tree = np.zeros(int(keep.sum()), np.int64)
    return Crop(position[keep], diameter[keep], ripeness[keep], light[node][keep], tree)


def gather(crops: list[Crop], transforms: Floats, kinds: NDArray[np.int64]) -> Crop:
    """The berries of many trees in world space: tree i is `crops[kinds[i]]` under `transforms[i]` (3, 4).

    Fruit keeps its size when a tree is scaled.
    """
    parts = [crops[k] for k in kinds]
    position = [c.position @ m[:, :3].T.astype(float) + m[:, 3] for c, m in zip(parts, transforms, strict=True)]
    return Crop(
        np.concatenate(position),
        np.concatenate([c.diameter for c in parts]),
        np.concatenate([c.ripeness for c in parts]),
        np.concatenate([c.light for c in parts]),
        np.repeat(np.arange(len(parts)), [len(c) for c in parts]),
    )


def berry_mesh(stage: Stage) -> int:
    """A ball of radius 1 with a chain of detail, 320 triangles to 8, in the berry material.

    Place it unturned: its surface turns the pattern by the seed.
    """
    skin = stage.material("berry", surface="berry")
    corner = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], float)
    eight = np.array([(0, 2, 4), (2, 1, 4), (1, 3, 4), (3, 0, 4), (2, 0, 5), (1, 2, 5), (3, 1, 5), (0, 3, 5)])
    mesh = -1
    shapes = ((corner, eight), icosphere(0), icosphere(1), icosphere(2))
    for (p, faces), pixels in zip(shapes, (0.0, 3.5, 8.0, 24.0), strict=True):
        g = Geometry()
        g.add(p, p, faces, material=skin)
        mesh = stage.mesh(f"berry {len(faces)}", g, mesh, pixels, cull_pixels=1.0)
    return mesh


def berry_tint(ripeness: Array, light: Array, seed: Array) -> Array:
    """Tints `(n, 4)` as the berry surface reads them: red the ripeness, green the light, and the seed."""
    return np.stack(np.broadcast_arrays(ripeness, light, 1.0, seed), axis=1)


def _stages(ripe: float) -> Array:
    """Shares of green, red and dark clusters for a mean ripeness."""
    share = np.array([max(0.12, 0.9 - 1.2 * ripe), 0.34, max(0.08, 1.25 * ripe - 0.28)])
    return np.asarray(share / share.sum())


def _apart(position: Array, radius: Array) -> NDArray[np.bool_]:
    """Which balls to keep so that none overlaps an earlier one."""
    keep = np.ones(len(position), bool)
    pairs = cKDTree(position).query_pairs(2 * float(radius.max(initial=0.0)), output_type="ndarray")
    gap = np.linalg.norm(position[pairs[:, 0]] - position[pairs[:, 1]], axis=1)
    for i, j in sorted(map(tuple, pairs[gap < radius[pairs].sum(axis=1)].tolist())):
        keep[j] = keep[j] and not keep[i]
    return keep
