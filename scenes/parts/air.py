"""Parts round the stage: sky, haze, water and the look of the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from scenes.authoring import Stage
from scenes.heavens import direction
from scenes.parts.fit import Range
from scenes.parts.part import Amount, Degrees, Hue, Light, Metres, Seconds, part


@part("sky", once="sky")
def sky(
    stage: Stage,
    *,
    date: str,
    latitude: Annotated[float, Range(-90, 90)] = 28.14,
    longitude: Annotated[float, Range(-180, 180)] = 120.29,
    sun: tuple[Degrees, Annotated[float, Range(-90, 90)]] | None = None,
    gain: Light = 1.0,
    clouds: Amount = 0.4,
    haze: Amount = 0.35,
    stars: Light = 1.0,
    town_glow: Hue = (0.0, 0.0, 0.0),
) -> None:
    """The sky of a date with its offset from UTC ("2025-06-14T19:35+08:00") and a place: sun, moon and stars follow.
    `sun` (azimuth from north, altitude) moves the sun alone; `gain` is how far the lens opens for the daylight."""
    look = {} if sun is None else {"sun_direction": direction(math.radians(sun[0]), math.radians(sun[1]))}
    stage.sky(date, latitude, longitude, gain=gain, clouds=clouds, haze=haze, stars=stars, town_glow=town_glow, **look)


@dataclass(frozen=True)
class Hour:
    """A date with its offset from UTC, reached at `time` seconds of the scene."""

    time: Seconds
    date: str


@part("clock", once="sky")
def clock(
    stage: Stage,
    *,
    keys: Annotated[tuple[Hour, ...], Range(1, 1000)],
    latitude: Annotated[float, Range(-90, 90)] = 28.14,
    longitude: Annotated[float, Range(-180, 180)] = 120.29,
    heading: Degrees = 0.0,
    clouds: Amount = 0.4,
    haze: Amount = 0.35,
) -> None:
    """A sky whose time runs along the scene, through `keys` of time and date: dusk becomes night, and the eye follows.
    `heading` is the compass bearing of -z."""
    stage.clock(
        [(key.time, key.date) for key in keys],
        latitude=latitude, longitude=longitude, heading=heading, clouds=clouds, haze=haze,
    )  # fmt: skip


@part("haze", once="haze")
def haze(
    stage: Stage,
    *,
    mist: Annotated[float, Range(0, 1)] = 0.0,
    mist_height: Annotated[float, Range(0.1, 1e5)] = 20.0,
    air: Annotated[float, Range(0, 1)] = 0.0,
    air_height: Annotated[float, Range(0.1, 1e5)] = 300.0,
    town: Hue = (0.0, 0.0, 0.0),
    before_sky: bool = True,
) -> None:
    """Mist on the water and thin air above it: density per metre and scale height of each; `town` is the warm light
    that hangs over lamps."""
    stage.haze(mist=mist, mist_height=mist_height, air=air, air_height=air_height, town=town, before_sky=before_sky)


@part("water", once="water")
def water(
    stage: Stage,
    *,
    level: Metres = 0.0,
    wind: tuple[Annotated[float, Range(0, 40)], Degrees] = (2.2, 0.0),
    slope: tuple[Amount, Amount] = (0.019, 0.015),
    color: Hue = (0.010, 0.022, 0.026),
    bounds: tuple[Metres, Metres, Metres, Metres] = (-3000.0, -5000.0, 3000.0, 60.0),
) -> None:
    """Level water that mirrors what stands on it. `wind` is speed and the direction it blows to, from +x towards +z;
    `slope` how rough the two wave fields are; `bounds` x0, z0, x1, z1."""
    stage.water(level, wind=(wind[0], math.radians(wind[1])), slope=slope, color=color, bounds=bounds)


@part("grade", once="grade")
def grade(
    stage: Stage,
    *,
    tonemap: Literal["agx", "neutral", "aces", "none"] = "agx",
    contrast: Annotated[float, Range(0, 4)] = 1.0,
    saturation: Annotated[float, Range(0, 4)] = 1.0,
    bloom: Amount = 0.06,
    vignette: Amount = 0.0,
) -> None:
    """The look of the picture: tone curve, contrast, saturation, bloom, vignette."""
    stage.grade(tonemap=tonemap, contrast=contrast, saturation=saturation, bloom=bloom, vignette=vignette)
