"""A crown seen as its boughs: overlapping lumps of foliage, which stand for the leaves that a coarse level leaves out.

One skin round a whole crown reads as clipped topiary. Boughs leave dark gaps between them, and their outline is the
crown's own, because each is fitted to the leaves it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from assets.geometry import icosphere, vertex_normals
from assets.scene import Primitive
from scenes.foliage import Leaves, primitive, sky_light

Array = NDArray[np.float64]

FULL = 2.1
"""Radius of a bough in standard deviations of its leaves: a uniformly filled ball would end at the root of 5."""


@dataclass(frozen=True, eq=False)
class Boughs:
    """n ellipsoids: `center` (n, 3) and `axes` (n, 3, 3), whose columns are their half axes in metres."""

    center: Array
    axes: Array

    def depth(self, points: Array) -> Array:
        """How far out `points` (m, 3) lie in the bough that covers them most, (m,): 0 its middle, 1 its outside."""
        offset = points[:, None] - self.center
        inner = np.einsum("nij,mnj->mni", np.linalg.inv(self.axes), offset)
        return np.asarray(np.linalg.norm(inner, axis=2).min(axis=1))


def boughs(crown: Leaves, count: int, seed: int, sample: int = 4000) -> Boughs:
    """The crown's leaves gathered into about `count` clusters (k-means of `sample` of them)."""
    middle = crown.middle
    chosen = middle[np.unique(np.linspace(0, len(middle) - 1, min(sample, len(middle))).astype(int))]
    rng = np.random.default_rng(seed)
    _, label = kmeans2(chosen, count, iter=12, minit="++", rng=rng)
    parts = [chosen[label == k] for k in range(count)]
    parts = [part for part in parts if len(part) >= 8]
    axes = []
    for part in parts:
        value, vector = np.linalg.eigh(np.cov(part.T))
        axes.append(vector * (FULL * np.sqrt(np.maximum(value, 1e-4))))
    return Boughs(np.array([part.mean(axis=0) for part in parts]), np.array(axes))


def skin(
    crown: Leaves, lumps: Boughs, material: int, subdivisions: int, heart: Array, reach: float, shrink: float
) -> Primitive:
    """Every bough as a knobby closed skin, `shrink` times its full size: the shade behind the leaves.

    Colours as on leaves; normals lean towards the crown's own roundness about `heart`.
    """
    sphere, faces = icosphere(subdivisions)
    k, n = len(sphere), len(lumps.center)
    turn = np.arange(n)[:, None]
    knob = np.sin(sphere @ [4.1, 3.3, -3.7] + 1.7 * turn) + np.sin(sphere @ [-6.3, 5.9, 4.4] + 2.9 * turn)
    radius = shrink * (1.0 + 0.13 * knob)
    position = lumps.center[:, None] + np.einsum("nij,nvj->nvi", lumps.axes, sphere * radius[..., None])
    position[..., 1] = np.maximum(position[..., 1], 0.05)
    indices = (faces[None] + (np.arange(n) * k)[:, None, None]).reshape(-1, 3)
    flat = position.reshape(-1, 3)
    outward = flat - heart
    distance = np.linalg.norm(outward, axis=1, keepdims=True)
    normal = vertex_normals(flat, indices) + 0.5 * outward / np.maximum(distance, 1e-6)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    light = sky_light(crown.base, flat)
    sway = np.clip(distance[:, 0] / reach, 0, 1) ** 2
    color = np.stack(np.broadcast_arrays(light, 0.5, 1.0, sway), axis=1)
    return primitive(flat, normal, indices.ravel(), np.tile([0.3, 0.5], (len(flat), 1)), color, material)
