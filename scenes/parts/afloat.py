"""Parts on the water: the painted tour boat, a fishing boat, lotus lights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Floats
from assets.transforms import compose, points
from scenes.authoring import Stage
from scenes.boats import Course, anchors, boat_mesh, course
from scenes.curve import curve
from scenes.fishing_boat import LAMP, fishing_boat_mesh
from scenes.glow import Glow
from scenes.lanterns import LANTERN_LIGHT, Hung, hung
from scenes.lotus import Drift, lotus_mesh
from scenes.palette import palette
from scenes.parts.fit import Range
from scenes.parts.part import Degrees, Metres, Seconds, Seed, Spot, part
from scenes.parts.placing import paper_lantern, visitors
from scenes.people import Crowd
from scenes.route import Route

Array = NDArray[np.float64]
Way = Callable[[float], Floats]
MOST_LIGHTS = 3000
PAPERS = ((1.0, 1.0, 1.0), (1.0, 0.55, 0.75), (1.0, 1.75, 0.62), (1.0, 1.9, 1.75))
SHARES = (0.46, 0.18, 0.20, 0.16)
"""What lotus lights are folded of, on the petals' own rose: rose, crimson, gold, cream; and how many of each."""
TIGHTEST = 8.0
"""Metres of the smallest circle that a boat goes round."""
Speed = Annotated[float, Range(0, 15)]


@dataclass(frozen=True)
class Waypoint:
    """A point (x, z) of a boat's way, and when it is there; without a time it passes as it comes."""

    at: Spot
    time: Seconds | None = None


@part("painted_boat")
def painted_boat(
    stage: Stage,
    *,
    at: Spot = (0.0, 0.0),
    yaw: Degrees = 0.0,
    speed: Speed = 0.0,
    radius: Metres = 0.0,
    along: tuple[Waypoint, ...] = (),
    guests: bool = True,
    seed: Seed = 0,
) -> Course | Route:
    """The painted tour boat (画舫) of 18 m, bow along x, with lanterns under its eaves and guests on deck: at (x, z)
    when the scene begins, making `speed` metres a second straight on, or to the right round a circle of `radius` metres
    (to the left below 0); or on its way through the points `along`, the first and the last of which have a time."""
    _check_circle("painted_boat", radius)
    way = voyage(along, seed) if along else course(at, yaw, speed, seed, radius)
    mesh = stage.once(boat_mesh, stage.once(palette))
    stage.move(stage.instances(mesh, way.transform(0.0)), way.transform)
    stage.hull(way.transform, 17.0, 4.7)
    _rig(stage, way.transform, seed)
    if guests:
        _aboard(stage, way.transform, anchors().standing, seed)
    return way


@part("fishing_boat")
def fishing_boat(
    stage: Stage,
    *,
    at: Spot = (0.0, 0.0),
    yaw: Degrees = 0.0,
    speed: Speed = 0.0,
    radius: Metres = 0.0,
    seed: Seed = 0,
) -> Course:
    """A plank boat of 7 m with a bamboo awning, a fisherman and his lamp at the bow; under way as `painted_boat`."""
    _check_circle("fishing_boat", radius)
    way = course(at, yaw, speed, seed, radius)
    mesh = stage.once(fishing_boat_mesh, stage.once(palette))
    stage.move(stage.instances(mesh, way.transform(0.0)), way.transform)
    stage.hull(way.transform, 7.0, 1.45)
    _aboard(stage, way.transform, np.array([(-2.6, 0.22, 0.0)]), seed)
    lamp = stage.once(Glow)
    lamp.add(
        lambda t: np.asarray(points(way.transform(t), np.array([LAMP])), float),
        (3.0, 1.3, 0.4), 9.0, 0.3, 0.3, 0.4, seed % 997 / 997,
    )  # fmt: skip
    return way


@dataclass(frozen=True)
class Line:
    """`count` lotuses from `start` to `end` (x, z), strewn about as wide as `width` metres."""

    start: Spot
    end: Spot
    count: Annotated[int, Range(1, 5000)] = 40
    width: Annotated[float, Range(0, 1000)] = 2.0


@part("lotus_lights")
def lotus_lights(
    stage: Stage,
    *,
    lines: Annotated[tuple[Line, ...], Range(1, 100)],
    current: tuple[Annotated[float, Range(-5, 5)], Annotated[float, Range(-5, 5)]] = (0.03, -0.02),
    keep_clear: tuple[tuple[Metres, Metres, Metres, Metres, Metres], ...] = (),
    seed: Seed = 71,
) -> None:
    """Paper lotuses with candles, in loose lines that drift on the `current` (metres a second along x and z). None
    starts within the last number's metres of a line x, z to x, z of `keep_clear`."""
    if (total := sum(line.count for line in lines)) > MOST_LIGHTS:
        raise InputError(f"{total} lotus lights, each of which is a lamp; {MOST_LIGHTS} at most")
    rng = np.random.default_rng(seed)
    spots = []
    for k, line in enumerate(lines):
        u = rng.random(line.count) ** 0.8
        (x0, z0), (x1, z1) = line.start, line.end
        x = x0 + (x1 - x0) * u + rng.normal(0, line.width, line.count) + 1.6 * np.sin(7 * u + k)
        z = z0 + (z1 - z0) * u + rng.normal(0, line.width, line.count)
        spots.append(np.c_[x, np.full(line.count, -0.02), z])
    p = np.concatenate(spots)
    for x0, z0, x1, z1, reach in keep_clear:
        p = p[_from_line(p[:, [0, 2]], np.array((x0, z0)), np.array((x1, z1))) > reach]
    if not len(p):
        return
    drift = Drift(p, rng.uniform(0.72, 1.15, len(p)), rng.random(len(p)), current)
    mesh = stage.once(lotus_mesh, stage.once(palette))
    tint = np.c_[np.array(PAPERS)[rng.choice(len(PAPERS), len(p), p=SHARES)], drift.seed]
    stage.move(stage.instances(mesh, drift.transforms(0.0), tint), drift.transforms)
    stage.once(Glow).add(
        lambda t: drift.positions(t) + [0.0, 0.32, 0.0], (0.42, 0.17, 0.08), 2.6, 0.2, 0.0, 0.6, drift.seed
    )


def _check_circle(part: str, radius: float) -> None:
    if radius and abs(radius) < TIGHTEST:
        raise InputError(
            f"{part}: a circle of {radius:g} m; it can turn round {TIGHTEST:g} m or more, 0 is straight on"
        )


def voyage(along: tuple[Waypoint, ...], seed: int = 0) -> Route:
    """The route through waypoints. InputError for fewer than two, and for times that do not grow."""
    if len(along) < 2 or along[0].time is None or along[-1].time is None:
        raise InputError("a boat's way needs two points, and a time at the first and the last")
    way = curve([(x, 0.0, z) for x, z in (point.at for point in along)])
    timed = [(point.time, float(s)) for point, s in zip(along, way.stations, strict=True) if point.time is not None]
    if any(after[0] <= before[0] for before, after in pairwise(timed)):
        raise InputError(f"a boat's way: the times {', '.join(f'{t:g}' for t, _ in timed)} do not grow")
    return Route(way, tuple(timed), phase=seed % 628 / 100)


def _from_line(p: Array, a: Array, b: Array) -> Array:
    """Distances `(n,)` of points `(n, 2)` from the segment a to b."""
    way = b - a
    u = np.clip((p - a) @ way / max(float(way @ way), 1e-9), 0.0, 1.0)
    return np.asarray(np.linalg.norm(p - a - u[:, None] * way, axis=1))


def _rig(stage: Stage, way: Way, seed: int) -> None:
    """Lanterns hung under the eaves and lamps in the cabin; all ride with the hull."""
    a, glow = anchors(), stage.once(Glow)
    lanterns: Hung = hung(a.lanterns, a.lantern_scale, 50 + seed)

    @lru_cache(maxsize=2)
    def paper(t: float) -> Floats:
        return compose(way(t)[None], lanterns.transforms(t, 0.8))

    def flames(t: float) -> Array:
        return np.asarray(paper(t)[:, :, 3], float)

    def cabin(t: float) -> Array:
        return np.asarray(points(way(t), a.lamps), float)

    def water(t: float) -> Array:
        return np.asarray(points(way(t), a.thrown_back), float)

    what = stage.instances(paper_lantern(stage), paper(0.0), lanterns.tints())
    stage.move(what, paper)
    glow.add(flames, np.array(LANTERN_LIGHT) * lanterns.scale[:, None] ** 2, 7.0, 0.35, 0.30, 0.35, lanterns.seed)
    glow.add(cabin, (2.4, 1.2, 0.42), 7.0, 0.5)
    glow.add(water, (2.2, 0.95, 0.32), 5.5, 0.8)


def _aboard(stage: Stage, way: Way, feet: Array, seed: int) -> None:
    """People standing on deck, of two kinds."""
    rng, kinds = np.random.default_rng(60 + seed), visitors(stage)
    for k, spots in enumerate((feet[::2], feet[1::2])):
        n = len(spots)
        if not n:
            continue
        group = Crowd(spots, rng.uniform(-0.8, 0.8, n), rng.uniform(0.93, 1.02, n), rng.random(n))

        def standing(t: float, group: Crowd = group) -> Floats:
            return compose(way(t)[None], group.transforms(t))

        kind = kinds[(3 * k + 2 * seed + 1) % len(kinds)]
        what = stage.instances(kind, standing(0.0), np.c_[np.ones((n, 3)), group.seed])
        stage.move(what, standing)
