"""Triangles that shine, so that paths can look for them: how bright each is, as running shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assets.scene import Material

ROW = 4096
"""Emitters in a row of the texture that holds them."""


def emission(materials: Sequence[Material], changed: Mapping[int, Material]) -> NDArray[np.float32]:
    """(m,) what each material shines with, its brightest channel, without its textures; those that a frame has
    `changed` as they are there. What is unlit lights nothing."""
    now = [changed.get(i, m) for i, m in enumerate(materials)]
    return np.array([0.0 if m.unlit else max(m.emissive) for m in now], np.float32)


def emitter_texels(
    corners: NDArray[np.float32], material: NDArray[np.int32], shines: NDArray[np.float32]
) -> tuple[NDArray[np.float32], int, float]:
    """Of `(t, 3, 3)` triangles of these materials: `(rows, ROW, 2)`, the running share up to each that shines and its
    number; how many they are; and their sum, area times emission. Chosen by that, every point of a material is as
    likely as any other."""
    light = shines[material]
    which = np.nonzero(light > 0)[0]
    a, b, c = np.moveaxis(corners[which].astype(np.float64), 1, 0)
    power = 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1) * light[which]
    kept = power > 0
    which, running = which[kept], np.cumsum(power[kept])
    rows = np.ones((max(-(-len(which) // ROW), 1), ROW, 2), np.float32)
    if not len(which):
        return rows, 0, 0.0
    rows.reshape(-1, 2)[: len(which)] = np.stack([running / running[-1], which], axis=1)
    return rows, len(which), float(running[-1])
