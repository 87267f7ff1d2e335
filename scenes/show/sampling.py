"""Few points spread evenly over many: farthest-point order, then Lloyd's relaxation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from assets.cache import kept

Array = NDArray[np.float64]
Index = NDArray[np.int64]


def kept_indices(name: str, points: tuple[Array, ...], make: Callable[[], Index]) -> Index:
    """What `make` answers for these points, from the cache where it was made before. `name` says how it is made."""
    digest = hashlib.sha256()
    for p in points:
        digest.update(repr(p.shape).encode() + np.ascontiguousarray(p).tobytes())
    return np.frombuffer(kept(f"{name}/{digest.hexdigest()}", lambda: make().astype(np.int64).tobytes()), np.int64)


def spread(candidates: ArrayLike, count: int, rounds: int = 12) -> Index:
    """Indices `(count,)` of candidates `(m, d)` that cover them evenly; ValueError with fewer candidates than that.

    Farthest-point order (Gonzalez 1985) leaves no hole larger than the spacing; Lloyd's relaxation (1982) then moves
    each point to the middle of what is nearest to it, and the nearest free candidate takes its place.
    """
    p = np.asarray(candidates, float)
    if len(p) < count:
        raise ValueError(f"{count} points cannot be spread over {len(p)} places")
    return kept_indices(f"spread-1-{count}-{rounds}", (p,), lambda: _spread(p, count, rounds))


def _spread(p: Array, count: int, rounds: int) -> Index:
    chosen = farthest(p, count)
    centers = p[chosen]
    best, room = chosen, closest(centers)
    for _ in range(rounds):
        owner = cKDTree(centers).query(p)[1]
        weight = np.bincount(owner, minlength=count)
        sums = np.stack([np.bincount(owner, p[:, k], count) for k in range(p.shape[1])], axis=1)
        centers = np.where(weight[:, None] > 0, sums / np.maximum(weight, 1)[:, None], centers)
        snapped = free_nearest(p, centers)
        if (now := closest(p[snapped])) > room:
            best, room = snapped, now
    return best


def farthest(p: Array, count: int) -> Index:
    """Each point the farthest from all before it, from the one nearest to the middle on."""
    chosen = np.empty(count, np.int64)
    away = np.full(len(p), np.inf)
    k = int(((p - p.mean(0)) ** 2).sum(1).argmin())
    for i in range(count):
        chosen[i] = k
        d = p - p[k]
        np.minimum(away, np.einsum("ij,ij->i", d, d), out=away)
        k = int(away.argmax())
    return chosen


def free_nearest(p: Array, centers: Array) -> Index:
    """For each centre its nearest candidate, each candidate taken once."""
    near = cKDTree(p).query(centers, k=min(8, len(p)))[1].reshape(len(centers), -1)
    taken = np.zeros(len(p), bool)
    out = np.empty(len(centers), np.int64)
    for i, row in enumerate(near):
        free = row[~taken[row]]
        k = free[0] if len(free) else np.flatnonzero(~taken)[0]
        taken[k] = True
        out[i] = k
    return out


def closest(p: Array) -> float:
    """The smallest distance between two of the points, infinite for less than two."""
    return float(cKDTree(p).query(p, k=2)[0][:, 1].min()) if len(p) > 1 else float("inf")
