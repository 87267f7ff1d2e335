"""Hulls in the water, and the waves they draw behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assets.arrays import Floats

MOST_WAKES = 8
"""Hulls that disturb the water at a time; of more, the fastest do."""
SLOW = 0.15
"""Metres a second below which a hull lies still and draws no wake."""


@dataclass(frozen=True, eq=False)
class Hull:
    """Something afloat: `path(t)` is its `(3, 4)` transform, the bow along its +x, `length` and `beam` metres."""

    path: Callable[[float], Floats]
    length: float
    beam: float


@dataclass(frozen=True, eq=False)
class Wakes:
    """n hulls under way at one instant."""

    at: Floats
    """(n, 2) x and z of their middles"""
    heading: Floats
    """(n, 2) unit vectors along x and z: the way they go"""
    speed: Floats
    """(n,) metres a second"""
    size: Floats
    """(n, 2) length and beam on the waterline"""
    bend: Floats
    """(n,) curvature of the way they came by, 1/m; positive where it turns to the right"""

    def __len__(self) -> int:
        return len(self.at)


def under_way(hulls: Sequence[Hull], t: float, span: float = 0.5) -> Wakes:
    """The hulls that make way at t seconds; speed and curvature are taken over the `span` seconds before."""
    p = np.array([[hull.path(t - k * span)[[0, 2], 3] for k in (0, 1, 2)] for hull in hulls], float).reshape(-1, 3, 2)
    last, first = p[:, 0] - p[:, 1], p[:, 1] - p[:, 2]
    step = np.linalg.norm(last, axis=1)
    cross, dot = first[:, 0] * last[:, 1] - first[:, 1] * last[:, 0], (first * last).sum(1)
    keep = np.argsort(-step, kind="stable")[:MOST_WAKES]
    keep = np.sort(keep[step[keep] > SLOW * span])
    way = np.maximum(step, 1e-9)[:, None]
    size = np.array([(hull.length, hull.beam) for hull in hulls], float).reshape(-1, 2)
    return Wakes(
        p[keep, 0].astype(np.float32),
        (last / way)[keep].astype(np.float32),
        (step / span)[keep].astype(np.float32),
        size[keep].astype(np.float32),
        (np.arctan2(cross, dot) / way[:, 0])[keep].astype(np.float32),
    )
