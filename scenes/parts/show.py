"""The show: fountains, fireworks, beams of light and drones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import dist
from pathlib import Path
from typing import Annotated

import numpy as np

from assets.effects import Effects
from assets.errors import InputError
from assets.models import SUFFIXES
from scenes import particles
from scenes.authoring import Stage
from scenes.parts.fit import Range
from scenes.parts.part import Degrees, Hue, Light, Place, Seconds, Seed, part
from scenes.parts.placing import check_played, world
from scenes.show import figures
from scenes.show.beams import Beams, swept, throw
from scenes.show.dots import fly
from scenes.show.fireworks import COLORS, Kind, Shell, burst
from scenes.show.flight import Act, Flight, Formation, formation, grid, plan
from scenes.show.sampling import closest
from scenes.show.shapes import Shape, image_shape, mesh_shape, text_shape

FOREVER = 86400.0


@part("fountain")
def fountain(
    stage: Stage,
    *,
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 0.0,
    height: Annotated[float, Range(0.2, 200)] = 6.0,
    jets: Annotated[int, Range(1, 200)] = 1,
    width: Annotated[float, Range(0, 1000)] = 0.0,
    color: Hue = (0.9, 0.5, 0.24),
    start: Seconds = 0.0,
    end: Seconds = FOREVER,
    seed: Seed = 0,
) -> None:
    """Jets of water that glow as if lit from below: one at `at`, or a row of them `width` metres long along x, the
    middle ones the highest. They play from `start` to `end` seconds."""
    check_played(stage, "fountain", start, end)
    x = np.linspace(-width / 2, width / 2, jets) if jets > 1 else np.zeros(1)
    tall = height * (0.55 + 0.45 * np.cos(np.pi * x / max(width, 1e-6)))
    big = 1.0 + height / 25.0
    made = tuple(
        replace(
            particles.fountain(p, float(h), 0.05, 260.0, color, False, seed=seed + k),
            size=(0.05 * big, 0.14 * big), streak=0.06, start=start - 4.0, stop=end,
        )
        for k, (p, h) in enumerate(zip(world(np.c_[x, 0 * x, 0 * x], at, yaw), tall, strict=True))
    )  # fmt: skip

    def shown(t: float, effects: Effects) -> Effects:
        return replace(effects, particles=effects.particles + made) if start <= t < end + 4.0 else effects

    stage.effects_track(shown)


@part("fireworks")
def fireworks(
    stage: Stage,
    *,
    at: Place,
    start: Seconds,
    length: Annotated[float, Range(0.1, 3600)] = 12.0,
    count: Annotated[int, Range(1, 200)] = 18,
    spread: tuple[Annotated[float, Range(0, 2000)], Annotated[float, Range(0, 500)]] = (120.0, 40.0),
    radius: Annotated[float, Range(1, 200)] = 36.0,
    colors: Annotated[tuple[Hue, ...], Range(1, 50)] = COLORS,
    kinds: Annotated[tuple[Kind, ...], Range(1, 50)] = ("peony",),
    seed: Seed = 0,
) -> None:
    """Shells that burst round `at`, `spread` metres wide and high, closer together towards the end, with smoke, and
    with light on hills and water."""
    check_played(stage, "fireworks", start, start + length)
    rng = np.random.default_rng(seed)
    u = np.linspace(0, 1, count)
    off = rng.uniform(-0.5, 0.5, (count, 3)) * (spread[0], spread[1], 0.5 * spread[0])
    size = radius * rng.uniform(0.75, 1.25, count)
    shells = [
        Shell(
            (float(p[0]), max(float(p[1]), 5.0), float(p[2])),
            float(start + length * (1 - (1 - share) ** 1.35)),
            colors[k % len(colors)],
            float(r),
            light=22000.0 * (float(r) / 36.0) ** 2,
            seed=seed % 10_000_000 * 100 + 2 * k,
            kind=kinds[k % len(kinds)],
        )
        for k, (share, p, r) in enumerate(zip(u, np.asarray(at) + off, size, strict=True))
    ]
    burst(stage, shells)


@part("beams")
def beams(
    stage: Stage,
    *,
    at: Place,
    yaw: Degrees = 0.0,
    count: Annotated[int, Range(1, 200)] = 7,
    width: Annotated[float, Range(0, 5000)] = 100.0,
    rise: Annotated[float, Range(-90, 90)] = 50.0,
    sweep: Annotated[float, Range(0, 180)] = 20.0,
    fan: Annotated[float, Range(0, 360)] = 35.0,
    period: Annotated[float, Range(0.1, 3600)] = 8.0,
    color: Hue = (0.75, 0.85, 1.0),
    strength: Light = 0.35,
    length: Annotated[float, Range(1, 5000)] = 260.0,
    start: Seconds = 0.0,
    end: Seconds = FOREVER,
) -> None:
    """Searchlights in a row `width` metres long along x that point up and away (-z, turned by `yaw`), `rise` degrees
    steep, and swing by `sweep` in `period` seconds."""
    check_played(stage, "beams", start, end)
    x = np.linspace(-width / 2, width / 2, count) if count > 1 else np.zeros(1)
    feet = world(np.c_[x, 0 * x, 0 * x], at, yaw)
    turn = (float(np.radians(v)) for v in (sweep, rise, fan, -yaw))
    swing, lift, spread, heading = turn
    aim = swept(count, swing, lift, period, spread, heading)
    throw(stage, Beams(feet, aim, color, strength, length), start, end)


@dataclass(frozen=True)
class Picture:
    """What the drones show from `start` to `end` seconds: "crane", "fish", a text, or a picture or model file."""

    shape: str
    start: Seconds
    end: Seconds
    height: Annotated[float, Range(5, 500)] = 50.0
    yaw: Degrees = 0.0


FIGURES = {"crane": figures.crane, "fish": figures.fish}
"""Shapes of a size of their own."""
FASTEST = 20.0
"""Metres a second between two places of all drones, on an average."""
NEAREST = 1.5
"""Metres between two drones of a picture; on the way from one to the next they keep 0.7 of it or more."""


@part("drones")
def drones(
    stage: Stage,
    *,
    at: Place,
    ground: Place,
    pictures: Annotated[tuple[Picture, ...], Range(1, 50)],
    count: Annotated[int, Range(2, 3000)] = 400,
    start: Seconds = 0.0,
    end: Seconds = FOREVER,
    radiance: Light = 10.0,
    width: Annotated[float, Range(0.05, 10)] = 0.9,
) -> None:
    """Drones that rise from `ground` at `start`, make `pictures` one after the other round `at`, and are back at `end`;
    they never meet. They are planned when they are first seen."""
    for each in pictures:
        if each.end < each.start:
            raise InputError(f"drones: {each.shape!r} ends at {each.end:g} s before it begins at {each.start:g} s")
        low = at[1] - each.height / 2
        if each.shape not in FIGURES and low < ground[1]:
            raise InputError(f"drones: {each.shape!r} reaches down to y = {low:g}, below their ground at {ground[1]:g}")
    shapes = [_shape(stage, picture, count) for picture in pictures]
    for shape in shapes:
        if (gap := closest(shape.points)) < NEAREST:
            raise InputError(
                f"drones: {count} drones in {shape.name!r} stand {gap:.2f} m apart; the limit is {NEAREST:g} m: "
                "fly fewer or make it larger"
            )
    last = end if end < FOREVER else pictures[-1].end + 25.0
    rest = Formation.still("ground", grid(count, ground))
    acts = [
        Act(rest, 0.0, start),
        *(Act(_formed(s, p, at), p.start, p.end) for s, p in zip(shapes, pictures, strict=True)),
        Act(rest, last, last),
    ]
    middles = (ground, *(at for _ in pictures), ground)
    for (before, a), (after, b) in pairwise(zip(acts, middles, strict=True)):
        spare = after.start - before.end
        if spare < 1.0:
            raise InputError(f"drones: no time to fly between {before.end:g} and {after.start:g} s")
        if (speed := dist(a, b) / spare) > FASTEST:
            raise InputError(
                f"drones: {dist(a, b):.0f} m between {before.end:g} and {after.start:g} s is {speed:.0f} m/s on an "
                f"average; the limit is {FASTEST:g} m/s"
            )

    @cache
    def flight() -> Flight:
        return plan(acts)

    fly(stage, flight, start, last, radiance, width)


def _shape(stage: Stage, picture: Picture, count: int) -> Shape:
    if picture.shape in FIGURES:
        return FIGURES[picture.shape](count)
    file = Path(stage.beside(picture.shape))
    if file.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp"):
        return image_shape(file, count, picture.height)
    if file.suffix.lower() in SUFFIXES:
        return mesh_shape(file, count, picture.height)
    if file.suffix:
        raise InputError(f"drones: {picture.shape!r} is no shape; there is crane, fish, a picture, a model, any text")
    return text_shape(picture.shape, count, picture.height)


def _formed(shape: Shape, picture: Picture, at: tuple[float, float, float]) -> Formation:
    bend = {"crane": figures.crane_at, "fish": figures.fish_at}.get(picture.shape)
    return formation(shape, at, float(np.radians(picture.yaw)), bend=bend)
