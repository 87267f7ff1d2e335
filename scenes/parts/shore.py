"""Parts of the shore: dock, pavilion, strings of lanterns, people."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.geometry import Geometry
from scenes import dock as docks
from scenes.authoring import Stage
from scenes.glow import Glow
from scenes.lanterns import DROP, LANTERN_LIGHT, hung
from scenes.palette import IRON, palette
from scenes.parts.fit import Range
from scenes.parts.part import Amount, Degrees, Place, Seed, part
from scenes.parts.placing import paper_lantern, visitors, world
from scenes.pavilion import STOREY, pavilion_mesh
from scenes.people import crowd

Array = NDArray[np.float64]
MOST_LANTERNS = 1000


@part("dock")
def dock(
    stage: Stage,
    *,
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 90.0,
    length: Annotated[float, Range(12, 200)] = 29.0,
    seed: Seed = 47,
) -> None:
    """A timber dock with lanterns on both sides and a pavilion at its head: from the shore `at` (on the water) `length`
    metres along x."""
    look, shape = stage.once(palette), docks.Dock(length=length)
    stage.place(stage.mesh("dock", docks.dock(shape, look)), at, np.radians(yaw))
    _lanterns(stage, world(shape.lanterns(), at, yaw), 1.0, seed)
    stage.once(Glow).add(world(shape.pavilion_lamp(), at, yaw), (3.4, 1.9, 0.75), 9.0, 0.5)


@part("pavilion")
def pavilion(
    stage: Stage,
    *,
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 0.0,
    tiers: Annotated[int, Range(1, 5)] = 1,
    width: Annotated[float, Range(3, 30)] = 6.0,
) -> None:
    """A pavilion with upturned roofs on a stone platform: the lowest tier is open, those above have lit lattices."""
    mesh = stage.once(pavilion_mesh, stage.once(palette), tiers, width)
    stage.place(mesh, at, np.radians(yaw))
    lamps = world([(0.0, 2.7 + STOREY * k, 0.0) for k in range(tiers)], at, yaw)
    stage.once(Glow).add(lamps, (0.55 * width, 0.30 * width, 0.11 * width), 2.2 * width, 0.5, 0.2)


@part("lantern_string")
def lantern_string(
    stage: Stage,
    *,
    start: Place,
    end: Place,
    every: Annotated[float, Range(0.3, 100)] = 2.0,
    sag: Annotated[float, Range(0, 50)] = 0.6,
    size: Annotated[float, Range(0.1, 5)] = 0.7,
    seed: Seed = 0,
) -> None:
    """Red paper lanterns on a rope from `start` to `end` that hangs through by `sag`; they sway and flicker."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    span = float(np.linalg.norm(b - a))
    if span < every:
        raise InputError(f"lantern_string: {span:g} m from start to end leave no room for a lantern every {every:g} m")
    n = max(1, round(span / every) - 1)
    if n > MOST_LANTERNS:
        raise InputError(f"{n} lanterns on {span:g} m of rope; a string has {MOST_LANTERNS} at most")
    look, u = stage.once(palette), np.linspace(0, 1, 4 * n + 5)
    rope = Geometry()
    rope.tube(_hanging(a, b, sag, u), 0.014, 4, look.iron, IRON, caps=False)
    stage.place(stage.mesh("rope", rope))
    hooks = _hanging(a, b, sag, np.arange(1, n + 1) / (n + 1))
    _lanterns(stage, hooks - [0.0, DROP * size, 0.0], size, seed)


@part("people")
def people(
    stage: Stage,
    *,
    start: Place,
    end: Place,
    count: Annotated[int, Range(1, 5000)] = 12,
    width: Annotated[float, Range(0, 500)] = 2.0,
    facing: Degrees | None = None,
    seed: Seed = 0,
) -> None:
    """Bystanders strewn from `start` to `end` (feet), over a strip `width` metres wide; they shift their weight and
    look about. `facing` is where they look, as a yaw from +x; without it each looks elsewhere."""
    rng = np.random.default_rng(seed)
    a, b = np.asarray(start, float), np.asarray(end, float)
    way = b - a
    across = np.array((-way[2], 0.0, way[0])) / max(float(np.hypot(way[0], way[2])), 1e-9)
    spread = rng.uniform(-width / 2, width / 2, (count, 1))
    feet = a + rng.random((count, 1)) * way + spread * across
    turned = rng.uniform(0, 2 * np.pi, count) if facing is None else np.radians(facing) + rng.normal(0, 0.3, count)
    crowd(stage, visitors(stage), feet, turned, seed)


@part("lights")
def lights(
    stage: Stage,
    *,
    points: Annotated[tuple[Place, ...], Range(1, 5000)],
    color: tuple[Annotated[float, Range(0, 1e6)], Annotated[float, Range(0, 1e6)], Annotated[float, Range(0, 1e6)]],
    reach: Annotated[float, Range(0.1, 1000)] = 12.0,
    glow: Amount = 0.0,
    flicker: Amount = 0.0,
) -> None:
    """Lamps without a shape at `points`, of one linear colour (radiant intensity), dark beyond `reach` metres."""
    seeds = np.random.default_rng(0).random(len(points))
    stage.once(Glow).add(np.asarray(points, float), color, reach, 0.3, glow, flicker, seeds)


def _lanterns(stage: Stage, middles: Array, size: float, seed: int) -> None:
    lanterns = hung(middles, size, seed)
    what = stage.instances(paper_lantern(stage), lanterns.transforms(0.0), lanterns.tints())
    stage.move(what, lanterns.transforms)
    flames, light = lambda t: lanterns.transforms(t)[:, :, 3] - [0, 0.06, 0], np.array(LANTERN_LIGHT) * size**2
    stage.once(Glow).add(flames, light, 12.0 * min(size, 1.0), 0.35 * size, 0.35, 0.30, lanterns.seed)


def _hanging(a: Array, b: Array, sag: float, u: Array) -> Array:
    """Points `(n, 3)` at shares `u` of a rope: a parabola, which a shallow catenary is."""
    p = a + u[:, None] * (b - a)
    p[:, 1] -= 4 * sag * u * (1 - u)
    return np.asarray(p)
