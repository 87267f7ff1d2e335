"""Banks of mist: long soft wisps that lie over water and between ridges and hardly move."""

from __future__ import annotations

import numpy as np

from assets.effects import Particles, emitter_box
from assets.scene import Vec3


def mist_bank(middle: Vec3, drift: Vec3, size: Vec3, count: int, opacity: float, seed: int) -> Particles:
    """`count` wisps round a `middle`, each drawn along the way it drifts; `size` are half the metres up, along and
    across."""
    way = np.asarray(drift) / np.linalg.norm(drift)
    white = (3.6, 4.0, 4.6)  # more than its share: wisps pass on the light that comes from behind them
    # halfway through its life when the scene begins
    return Particles(
        count, life=(2400.0, 2400.0), transform=emitter_box(np.asarray(middle) - 240.0 * way, way, size), shape="box",
        cone=0.04, speed=(0.15, 0.25), gravity=(0.0, 0.0, 0.0), size=(20.0, 36.0), streak=520.0, soft=30.0,
        blend="alpha", lit=True, start=-1200.0, seed=seed, colors=((*white, 0.0), (*white, opacity), (*white, 0.0)),
    )  # fmt: skip
