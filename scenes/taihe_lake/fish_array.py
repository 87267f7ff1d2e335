"""鱼灯阵: sixty fish lanterns and the red pearl march through the dragon gate on a floating stage.

Three figures named after the dance's formations: 箍桶阵 (hoops that tighten), 龙门阵 (two files through the gate that
part, and pass through each other behind it), 开门阵 (the files open a lane). Their outlines are ours.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.floating_stage import Float, dragon_gate, floating_stage
from scenes.glow import Glow
from scenes.palette import AMBER, palette
from scenes.parts.part import part
from scenes.show.marching import Figure, March, loop, mirrored
from scenes.show.procession import Ground, fish_march
from scenes.signs import sign
from scenes.taihe_lake.drones import DOWN

Array = NDArray[np.float64]
FLOAT = Float()
AT, HEADING = (58.0, 0.0, -92.0), (0.12, -0.993)
FISH, SLOTS = 60, 63
START, END = DOWN - 6.0, DOWN + 60.0
GATE = (
    (22.5, 0.0), (19.0, -1.15), (14.0, -1.2), (8.0, -1.15), (-6.0, -1.15), (-17.0, -1.7), (-22.5, -5.2),
    (-19.0, -9.2), (-8.0, -9.6), (8.0, -9.6), (19.0, -9.4), (24.5, -4.6),
)  # fmt: skip
HOOP = (
    (22.5, 0.0), (18.5, -1.6), (13.0, -1.7), (4.0, -3.4), (-6.0, -4.2), (-14.0, -3.0), (-19.5, -4.6), (-19.5, -8.8),
    (-12.0, -10.2), (2.0, -8.4), (16.0, -9.8), (24.5, -5.2),
)  # fmt: skip
OPEN = (
    (22.5, 0.0), (19.0, -1.3), (14.0, -1.7), (7.0, -3.4), (-4.0, -5.0), (-15.0, -4.6), (-20.5, -5.8), (-20.8, -9.0),
    (-14.0, -10.4), (6.0, -10.2), (19.0, -9.6), (24.5, -4.8),
)  # fmt: skip
SHOAL = ("carp", "bream", "carp", "mandarin", "carp", "ayu")
"""Kinds of fish in turn: red carp leads."""
SIZE = 0.74
"""Of the figures: three quarters of a metre to each of their units."""


@cache
def march() -> March:
    """The whole dance."""

    def figure(name: str, half: tuple[tuple[float, float], ...], start: float, end: float) -> Figure:
        return Figure(name, loop(SIZE * mirrored(half)), start, end)

    return March(
        (
            figure("箍桶阵", HOOP, START, DOWN + 4.0),
            figure("龙门阵", GATE, DOWN + 10.0, DOWN + 20.0),
            figure("开门阵", OPEN, DOWN + 26.0, END),
        ),
        SLOTS,
        FISH + 1,
        pace=0.40,
    )


@part("taihe_lake/fish_array")
def fish_array(stage: Stage) -> None:
    """The floating stage, its gate, and who dances there."""
    look = stage.once(palette)
    deck = Ground((AT[0], FLOAT.deck, AT[2]), HEADING)
    shape = Geometry()
    with shape.at(AT, HEADING):
        for p in (*floating_stage(FLOAT, look).parts, *dragon_gate(FLOAT, look).parts):
            shape.add(p.position, p.normal, p.indices, p.uv, p.color / 255.0, p.material)
        lamps = shape.place(FLOAT.edge_lamps()) + [0.0, 0.45, 0.0]
        feet, eaves = shape.place(FLOAT.gate_feet()), shape.place(FLOAT.gate_eaves())
        board = shape.place((FLOAT.gate - 0.1, FLOAT.deck + 4.72, 0.0))
    stage.place(stage.mesh("floating stage", shape))
    stage.place(sign(stage, look, "龙门", 0.62, (1.0, 0.42, 0.09)), board, yaw=float(deck.yaw(np.pi / 2)))
    glow = stage.once(Glow)
    glow.add(lamps, np.array(AMBER) * 1.6, 4.5, 0.3)
    glow.add(feet, np.array((1.0, 0.40, 0.12)) * 26.0, 9.0, 0.4, 0.5)
    glow.add(eaves, np.array((1.0, 0.52, 0.20)) * 20.0, 8.0, 0.4, 0.7)
    fish_march(stage, look, march(), deck, START, END, SHOAL, seed=61)
