"""The necklace: lamps along both shores beyond the town, and banks of mist in the valley behind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.glow import Glow
from scenes.mist import mist_bank
from scenes.palette import AMBER, GOLD, palette
from scenes.parts.part import part
from scenes.taihe_lake.valley import left_bank, right_bank

Array = NDArray[np.float64]


@part("taihe_lake/necklace")
def necklace(stage: Stage) -> None:
    """A chain of light on the shores up the river, and down it past the dock."""
    look = stage.once(palette)
    g = Geometry()
    spots = []
    for bank, out, runs in (
        (left_bank, -1.0, ((640, 1500), (-1100, -60))),
        (right_bank, 1.0, ((60, 1500), (-1100, 61))),
    ):
        for low, high in runs:
            s = np.arange(low, high, 14.0)
            at = np.c_[bank(s) - 0.6 * out, np.full(len(s), 4.8), -s]
            spots.append(at)
            g.tube(at - [0.3 * out, 2.4, 0.0], 0.30, 4, look.line, (*GOLD, 0.8), caps=False)
    stage.place(stage.mesh("shore line", g))
    globe = Geometry()
    globe.ball((0, 0, 0), 0.75, 6, look.globe, (*AMBER, 1.0))
    every = np.concatenate(spots)
    stage.scatter(stage.mesh("shore globe", globe, cull_pixels=0.15), every, seed=7)
    # every third has a halo in the haze, where the river is seen from above the dock
    haloed = every[::3]
    haloed = haloed[(haloed[:, 2] < -50) & (haloed[:, 2] > -1250)]
    stage.once(Glow).add(haloed, np.array(AMBER) * 16, 9.0, 0.5, 1.6)


@part("taihe_lake/mist")
def mist(stage: Stage) -> None:
    """Banks of mist that lie in the valley at the feet of the hills and hardly move."""
    stage.particles(*(mist_bank(*each) for each in BANKS))


BANKS = (
    ((60.0, 22.0, -1250.0), (-0.45, 0.0, -0.9), (9.0, 560.0, 330.0), 48, 0.30, 61),
    ((150.0, 9.0, -930.0), (0.1, 0.0, -1.0), (3.5, 330.0, 90.0), 34, 0.20, 65),
    ((-360.0, 46.0, -1150.0), (0.2, 0.0, -1.0), (11.0, 420.0, 200.0), 34, 0.30, 62),
    ((520.0, 40.0, -900.0), (0.25, 0.0, -1.0), (11.0, 560.0, 150.0), 40, 0.30, 63),
    ((-60.0, 110.0, -2300.0), (1.0, 0.0, -0.2), (22.0, 1100.0, 260.0), 30, 0.28, 64),
    ((-700.0, 85.0, -1500.0), (1.0, 0.0, -0.4), (14.0, 700.0, 120.0), 26, 0.26, 66),
)
"""Middle, drift, half sizes (up, along, across), how many, opacity, seed: flat sheets over the water and between one
ridge and the next."""
