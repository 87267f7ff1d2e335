"""The bridge."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import numpy as np

from assets.errors import InputError
from scenes.authoring import Stage
from scenes.bridge import HALF_WIDTH, Bridge
from scenes.bridge import bridge as shape
from scenes.glow import Glow
from scenes.keeping import kept_meshes
from scenes.palette import IVORY, palette
from scenes.parts.fit import Range
from scenes.parts.part import Degrees, Place, Seed, part
from scenes.parts.placing import visitors, world
from scenes.people import crowd
from scenes.show.cued_lamps import line_material


@part("bridge")
def bridge(
    stage: Stage,
    *,
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 0.0,
    length: Annotated[float, Range(20, 2000)] = 236.0,
    spans: Annotated[int, Range(1, 60)] | None = None,
    ends: Annotated[float, Range(8, 60)] = 12.6,
    crown: Annotated[float, Range(8, 60)] = 16.0,
    people: Annotated[int, Range(0, 2000)] = 46,
    seed: Seed = 91,
) -> None:
    """An arch bridge in stone for walkers, lines of light on arches and deck, lamps on the parapets: from `at` (on the
    water) `length` metres along its x. The deck is `ends` high at both ends and `crown` in the middle; `spans` is the
    number of arches (one every 34 m)."""
    count = spans or max(1, round(length / 33.7))
    if not 10.0 <= length / count <= 90.0:
        raise InputError(f"{count} spans on {length:g} m: an arch is 10 to 90 m wide")
    look, b = replace(stage.once(palette), line=stage.once(line_material, "bridge")), Bridge(length, count, ends, crown)
    rough, plain, full = kept_meshes("bridge", lambda: [shape(b, look, k).primitives() for k in range(3)], b, look)
    far = stage.mesh("bridge far", rough)
    middle = stage.mesh("bridge middle", plain, lod=far, lod_pixels=160.0)
    stage.place(stage.mesh("bridge", full, lod=middle, lod_pixels=800.0), at, np.radians(yaw))
    lamps = world(b.lamps(), at, yaw) + [0.0, b.lamp_height + 0.3, 0.0]
    stage.once(Glow).add(lamps, np.array(IVORY) * 7, 15.0, 0.4, 0.8, group="bridge")
    rng = np.random.default_rng(seed)
    x, side = rng.uniform(2, b.length - 2, people), rng.choice([-1.0, 1.0], people) * (HALF_WIDTH - 0.8)
    feet = world(np.c_[x, b.deck(x), side], at, yaw)
    crowd(stage, visitors(stage), feet, rng.uniform(0, 2 * np.pi, people), seed + 1)
