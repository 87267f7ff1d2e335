"""Landscapes: value noise, stream-power erosion, height fields, sheets whose triangles keep their size on screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from scenes.keeping import kept_arrays

Array = NDArray[np.float64]
Heights = Callable[[Array, Array], Array]


def value_noise(x: ArrayLike, z: ArrayLike, seed: int, period: int = 64) -> Array:
    """Smooth noise in [0, 1) at points of any shape; unit cells, repeating after `period` of them."""
    table = np.random.default_rng(seed).random((period, period))
    x, z = np.broadcast_arrays(np.asarray(x, float), np.asarray(z, float))
    i, j = np.floor(x).astype(int), np.floor(z).astype(int)
    u, v = x - i, z - j
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    i0, i1, j0, j1 = i % period, (i + 1) % period, j % period, (j + 1) % period
    low = table[j0, i0] * (1 - u) + table[j0, i1] * u
    high = table[j1, i0] * (1 - u) + table[j1, i1] * u
    return np.asarray(low * (1 - v) + high * v)


def fbm(x: ArrayLike, z: ArrayLike, seed: int, octaves: int = 5) -> Array:
    """Fractal noise in [0, 1): each octave half the size and half the weight of the one before."""
    x, z = np.asarray(x, float), np.asarray(z, float)
    total, weight, amplitude = np.zeros(np.broadcast(x, z).shape), 0.0, 1.0
    for k in range(octaves):
        total += amplitude * value_noise(x + 17.3 * k, z + 9.1 * k, seed + k)
        weight += amplitude
        amplitude *= 0.5
        x, z = 2.03 * x, 2.03 * z
    return total / weight


def erode(
    height: Array, uplift: Array, base: NDArray[np.bool_], steps: int = 18, rate: float = 0.085, creep: float = 0.16
) -> Array:
    """Carves valleys: implicit stream-power incision with soil creep, after Braun and Willett (2013).

    `height` and `uplift` (metres a step) are `(n, n)`; cells in `base` stay as they are and drain everything.
    """
    inputs = height, uplift, base, steps, rate, creep
    return kept_arrays("eroded", lambda: {"height": _eroded(*inputs)}, *inputs)["height"]


def _eroded(height: Array, uplift: Array, base: NDArray[np.bool_], steps: int, rate: float, creep: float) -> Array:
    n, m = height.shape
    index = np.arange(n * m).reshape(n, m)
    h = height.copy()
    for _ in range(steps):
        h = h + uplift * ~base
        receiver = _steepest(h, index)
        receiver[base] = index[base]
        h = _incise(h, receiver.ravel(), rate).reshape(n, m)
        for _ in range(2):
            p = np.pad(h, 1, mode="edge")
            laplacian = p[:-2, 1:-1] + p[2:, 1:-1] + p[1:-1, :-2] + p[1:-1, 2:] - 4 * h
            h = np.where(base, height, h + creep * laplacian)
    return h


def _steepest(h: Array, index: NDArray[np.int64]) -> NDArray[np.int64]:
    """For every cell the neighbour it drains to (itself in a pit)."""
    n, m = h.shape
    best, receiver = np.zeros((n, m)), index.copy()
    high, names = np.pad(h, 1, constant_values=np.inf), np.pad(index, 1)
    for a in (-1, 0, 1):
        for b in (-1, 0, 1):
            if a == b == 0:
                continue
            window = np.s_[1 + a : n + 1 + a, 1 + b : m + 1 + b]
            slope = (h - high[window]) / np.hypot(a, b)
            steeper = slope > best
            best[steeper], receiver[steeper] = slope[steeper], names[window][steeper]
    return receiver


def _incise(h: Array, receiver: NDArray[np.int64], rate: float) -> Array:
    """One implicit step, from the mouth of every stream upwards; plain lists, because each cell needs its receiver."""
    flat = h.ravel()
    order = np.argsort(flat, kind="stable")
    area = [1.0] * len(flat)
    down = receiver.tolist()
    for i in order[::-1].tolist():
        if down[i] != i:
            area[down[i]] += area[i]
    factor = (rate * np.array(area) ** 0.48).tolist()
    level = flat.tolist()
    for i in order.tolist():
        r = down[i]
        if r != i:
            level[i] = (level[i] + factor[i] * level[r]) / (1 + factor[i])
    return np.array(level)


@dataclass(frozen=True, eq=False)
class HeightField:
    """Heights `(rows, columns)` on a square grid: columns along x from `x0`, rows along z from `z0`."""

    x0: float
    z0: float
    spacing: float
    height: Array

    def __call__(self, x: ArrayLike, z: ArrayLike) -> Array:
        """Smoothly interpolated height at points of any shape, clamped at the edges."""
        x, z = np.broadcast_arrays(np.asarray(x, float), np.asarray(z, float))
        rows, columns = self.height.shape
        a = np.clip((x - self.x0) / self.spacing, 0, columns - 1.001)
        b = np.clip((z - self.z0) / self.spacing, 0, rows - 1.001)
        i, j = a.astype(int), b.astype(int)
        u, v = a - i, b - j
        u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
        h = self.height
        low = h[j, i] * (1 - u) + h[j, i + 1] * u
        high = h[j + 1, i] * (1 - u) + h[j + 1, i + 1] * u
        return np.asarray(low * (1 - v) + high * v)


def normals(heights: Heights, x: Array, z: Array, reach: ArrayLike = 2.5) -> Array:
    """Unit normals `(..., 3)` of a height function by central differences over `reach` metres."""
    e = np.broadcast_to(np.asarray(reach, float), x.shape)
    n = np.stack([heights(x - e, z) - heights(x + e, z), 2 * e, heights(x, z - e) - heights(x, z + e)], axis=-1)
    return np.asarray(n / np.linalg.norm(n, axis=-1, keepdims=True))


def fan(
    g: Geometry,
    heights: Heights,
    radii: tuple[float, float],
    azimuths: tuple[float, float],
    rings: int,
    spokes: int,
    material: int,
    color: ArrayLike = (1.0, 1.0, 1.0),
) -> None:
    """Ground as seen from the origin: a polar sheet whose cells keep their size on screen. Azimuth 0 is -z, right
    positive, radians; radii in metres."""
    az = np.linspace(*azimuths, spokes)[None]
    r = np.geomspace(*radii, rings)[:, None]
    x, z = r * np.sin(az), -r * np.cos(az)
    p = np.stack([x, heights(x, z), z], axis=2)
    n = normals(heights, x, z, 2.5 + 0.004 * r)
    i, j = np.meshgrid(np.arange(rings - 1), np.arange(spokes - 1), indexing="ij")
    a = (i * spokes + j).ravel()
    faces = np.stack([a, a + 1, a + spokes + 1, a, a + spokes + 1, a + spokes], axis=1)
    # Sheets entirely under water are never seen.
    wet = (p[..., 1] < -1.0).ravel()
    faces = faces.reshape(-1, 3)
    faces = faces[~wet[faces].all(axis=1)]
    g.add(p, n.reshape(-1, 3), faces, np.stack([x, z], axis=2).reshape(-1, 2), color, material)
