"""Parts of stone."""

from __future__ import annotations

import math
from typing import Annotated

from scenes.authoring import Stage
from scenes.crag import SplitRock, granite, split_rock_mesh
from scenes.parts.fit import Range
from scenes.parts.part import Amount, Degrees, Place, Seed, part

Side = Annotated[float, Range(6, 200)]


@part("split_rock")
def split_rock(
    stage: Stage,
    *,
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 0.0,
    width: Side = 25.0,
    depth: Side = 22.0,
    height: Side = 30.0,
    gap: Annotated[float, Range(0.1, 5)] = 1.4,
    moss: Amount = 0.6,
    seed: Seed = 3,
) -> None:
    """A block of granite cut crosswise into four like a seal stone, as 混元峰 is: beds and cracks, runs of dark water,
    `moss` where it lies flat. `width` is along x, `gap` the width of the cuts."""
    mesh = stage.once(split_rock_mesh, SplitRock(width, depth, height, gap, seed), stage.once(granite, moss))
    stage.place(mesh, at, math.radians(yaw))
