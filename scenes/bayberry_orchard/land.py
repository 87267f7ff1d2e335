"""The lie of the land: benches that follow a curved contour round a spur, above a valley with ridges beyond.

A place on the hill is (s, d): s metres along the contour (the outer lip of bench 0), d metres uphill from it. Bench
k lies between lip k and lip k + 1. Heights are above the valley floor, so that mist pools below.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

Array = NDArray[np.float64]

BENCH = 5.6
RISE = 2.2
ROWS = range(-2, 4)
BASE = 130.0
"""Height of bench 0."""
ENDS = (-16.0, 66.0)
"""The stretch of the contour that is terraced."""
RIVER = (-120.0, 0.35, 130.0, 900.0, 32.0)
"""The river's middle is at x = a + b z + c sin(z / d), its half width e."""

_STEP = 0.5
_STATIONS = np.arange(-80.0, 160.0, _STEP)
# Left-hand bend of 62 m radius that shows the walls ahead, then round the spur with 26 m.
_CURVATURE = np.interp(_STATIONS, [-10, 4, 46, 56, 104, 114], [0, 1 / 66, 1 / 66, -1 / 27, -1 / 27, 0])
_HEADING = np.cumsum(_CURVATURE) * _STEP
_HEADING -= np.interp(0.0, _STATIONS, _HEADING)
_LINE = np.cumsum(np.stack([-np.sin(_HEADING), -np.cos(_HEADING)], axis=1), axis=0) * _STEP
_LINE -= np.array([np.interp(0.0, _STATIONS, _LINE[:, k]) for k in range(2)])


def on_hill(s: ArrayLike, d: ArrayLike) -> Array:
    """Plan position (..., 2) as x, z of hill coordinates."""
    s, d = np.broadcast_arrays(np.asarray(s, float), np.asarray(d, float))
    h = heading(s)
    x = np.interp(s, _STATIONS, _LINE[:, 0]) + d * np.cos(h)
    z = np.interp(s, _STATIONS, _LINE[:, 1]) - d * np.sin(h)
    return np.stack([x, z], axis=-1)


def heading(s: ArrayLike) -> Array:
    """Direction of the contour: radians to the left of -z."""
    return np.asarray(np.interp(np.asarray(s, float), _STATIONS, _HEADING))


def lip(k: ArrayLike, s: ArrayLike) -> Array:
    """d of the outer lip of bench k at s: contours wander, as built ones do."""
    k, s = np.asarray(k, float), np.asarray(s, float)
    return k * BENCH + 0.42 * np.sin(s / 8.5 + 1.7 * k) + 0.22 * np.sin(s / 3.6 + 2.3 * k)


def bench_height(k: ArrayLike, s: ArrayLike, d: ArrayLike) -> Array:
    """Height of the soil of bench k: it climbs a little towards its back wall, and is never quite flat."""
    k, s, d = (np.asarray(v, float) for v in (k, s, d))
    across = np.clip((d - lip(k, s)) / BENCH, 0.0, 1.0)
    p = on_hill(s, d)
    rough = 0.16 * (fbm(p[..., 0] / 2.4, p[..., 1] / 2.4, 5, 3) - 0.5) * np.sin(np.pi * np.clip(across, 0, 1)) ** 0.5
    return BASE + RISE * k + 0.30 * across**1.5 + rough


def place(k: ArrayLike, s: ArrayLike, d: ArrayLike) -> Array:
    """World points (..., 3) on the soil of bench k at s, d metres uphill of that bench's own lip."""
    k, s, d = (np.asarray(v, float) for v in (k, s, d))
    inward = lip(k, s) + d
    p = on_hill(s, inward)
    return np.stack([p[..., 0], bench_height(k, s, inward), p[..., 1]], axis=-1)


def terrain(x: ArrayLike, z: ArrayLike) -> Array:
    """Height of the land outside the benches: our hill, the valley and the ridges."""
    x, z = np.asarray(x, float), np.asarray(z, float)
    s, d = _nearest(x, z)
    far = np.hypot(x, z)
    # Below the benches the line through their feet, clear of the soil; past their ends it rises to bury the walls.
    inside = np.clip(np.minimum(s - ENDS[0], ENDS[1] - s) / 3.0, 0.0, 1.0)
    bottom, top = ROWS[0] * BENCH, (ROWS[-1] + 1) * BENCH
    stepped = RISE * np.clip(d, bottom, top) / BENCH - (RISE + 0.35) * inside - 0.2
    above = np.maximum(d - top, 0.0)
    below = np.maximum(bottom - d, 0.0)
    crest = 52.0 * (1.0 - np.exp(-above / 90.0))
    swell = np.clip(above / 25.0, 0, 1) + np.clip(below / 25.0, 0, 1)
    hill = BASE + stepped + crest - 0.55 * below + swell * 9.0 * (fbm(x / 45, z / 45, 9, 4) - 0.5)
    # The valley winds away to the left of the view; ridges stand on both sides and close it far off.
    x0, slant, swing, turn, _ = RIVER
    side = np.abs(x - (x0 + slant * z + swing * np.sin(z / turn)))
    ridge = 0.4 * ridged(x / 1500.0 + 3.1, z / 1500.0, 21, 3) + 0.6 * fbm(x / 800.0, z / 800.0, 27, 4)
    tall = (60.0 + 0.035 * far) * np.clip((side - 150.0) / 900.0 + np.maximum(far - 2600.0, 0.0) / 3000.0, 0.0, 1.0)
    ridges = tall * (0.05 + 1.45 * ridge) + 4.0 * fbm(x / 160, z / 160, 33, 4)
    # Foothills run down between the side valleys.
    foot = ridged(x / 900.0 + 7.7, z / 900.0, 51, 2) * np.clip((side - 60.0) / 380.0, 0.0, 1.0)
    ridges = np.maximum(ridges, 120.0 * foot - 24.0)
    near = np.clip((far - 250.0) / 450.0, 0.0, 1.0)
    land = np.maximum(hill, 0.0) * (1 - near) + ridges * near
    return np.asarray(np.maximum(land, np.maximum(hill - 400.0 * near, 0.0)))


def slope_place(x: ArrayLike, z: ArrayLike) -> Array:
    """World points (..., 3) on `terrain`."""
    x, z = np.asarray(x, float), np.asarray(z, float)
    return np.stack([x, terrain(x, z), z], axis=-1)


def uphill(x: ArrayLike, z: ArrayLike) -> tuple[Array, Array]:
    """Hill coordinates (s, d) of plan positions."""
    return _nearest(np.asarray(x, float), np.asarray(z, float))


def fbm(x: ArrayLike, z: ArrayLike, seed: int, octaves: int) -> Array:
    """Value noise, 0 to 1, summed over octaves that halve in size and weight."""
    x, z = np.asarray(x, float), np.asarray(z, float)
    total, weight, amplitude = np.zeros(np.broadcast(x, z).shape), 0.0, 1.0
    for octave in range(octaves):
        total += amplitude * _noise(x + 17.3 * octave, z + 9.1 * octave, seed + octave)
        weight += amplitude
        amplitude *= 0.5
        x, z = x * 2.03, z * 2.03
    return total / weight


def ridged(x: ArrayLike, z: ArrayLike, seed: int, octaves: int) -> Array:
    """Ridged noise, 0 to 1: sharp crests where plain noise crosses its middle (Musgrave)."""
    x, z = np.asarray(x, float), np.asarray(z, float)
    total, weight, amplitude = np.zeros(np.broadcast(x, z).shape), 0.0, 1.0
    carry = np.ones_like(total)
    for octave in range(octaves):
        crest = (1.0 - np.abs(2.0 * _noise(x, z, seed + octave) - 1.0)) ** 2
        total += amplitude * crest * carry
        weight += amplitude
        carry = np.clip(crest * 1.6, 0.0, 1.0)
        amplitude *= 0.5
        x, z = x * 2.1 + 5.2, z * 2.1 + 1.7
    return total / weight


def _noise(x: Array, z: Array, seed: int, size: int = 64) -> Array:
    table = np.random.default_rng(seed).random((size, size))
    i, j = np.floor(x).astype(int), np.floor(z).astype(int)
    u, v = x - i, z - j
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    i0, i1, j0, j1 = i % size, (i + 1) % size, j % size, (j + 1) % size
    near = table[j0, i0] * (1 - u) + table[j0, i1] * u
    return np.asarray(near * (1 - v) + (table[j1, i0] * (1 - u) + table[j1, i1] * u) * v)


def _nearest(x: Array, z: Array) -> tuple[Array, Array]:
    """(s, d) of the nearest place on the contour, which runs on straight beyond both ends of the table."""
    run = np.arange(5.0, 9000.0, 5.0)
    lines, stations = [_LINE], [_STATIONS]
    for end, sign in ((0, -1.0), (-1, 1.0)):
        ahead = np.array([-np.sin(_HEADING[end]), -np.cos(_HEADING[end])]) * sign
        lines.append(_LINE[end] + run[:, None] * ahead)
        stations.append(_STATIONS[end] + run * sign)
    line, station = np.concatenate(lines), np.concatenate(stations)
    p = np.stack(np.broadcast_arrays(x, z), axis=-1)
    distance, index = cKDTree(line).query(p.reshape(-1, 2))
    s = station[index]
    h = heading(s)
    offset = p.reshape(-1, 2) - line[index]
    uphill_side = offset[:, 0] * np.cos(h) - offset[:, 1] * np.sin(h)
    return s.reshape(p.shape[:-1]), (np.where(uphill_side < 0, -1.0, 1.0) * distance).reshape(p.shape[:-1])
