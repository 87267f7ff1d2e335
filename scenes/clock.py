"""The time of day along a scene: from seconds to the hour, and the sky at an hour of a date and place.

    stage.clock([(0, "2026-06-18T19:35+08:00"), (40, "2026-06-18T19:50+08:00")])

The sun's altitude chooses the look: how far the camera is opened, how many stars show, what the night itself gives.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from assets.errors import InputError
from assets.given import number
from assets.scene import Daylight, Sky, Vec3
from scenes.heavens import heavens, moment

Key = tuple[float, str | datetime]
Looks = Mapping[float, Mapping[str, ArrayLike]]
"""Sun's altitude in degrees -> fields of `assets.scene.Sky`, the same ones at each. Between two altitudes they are
blended, `gain` geometrically; `moon_radiance` is that of a full moon."""

LOOKS: Looks = {
    25.0: {"gain": 0.35, "stars": 0.0, "night": (0.0, 0.0, 0.0), "moon_radiance": 0.002},
    4.0: {"gain": 0.9, "stars": 0.0, "night": (0.0, 0.0, 0.0), "moon_radiance": 0.004},
    -2.0: {"gain": 6.0, "stars": 0.0, "night": (0.0, 0.0, 0.0), "moon_radiance": 0.012},
    -4.4: {"gain": 27.0, "stars": 0.3, "night": (0.004, 0.006, 0.012), "moon_radiance": 0.04},
    -7.4: {"gain": 380.0, "stars": 1.0, "night": (0.004, 0.007, 0.015), "moon_radiance": 0.10},
    -10.4: {"gain": 3800.0, "stars": 1.0, "night": (0.005, 0.010, 0.024), "moon_radiance": 0.20},
    -12.2: {"gain": 6500.0, "stars": 1.0, "night": (0.006, 0.012, 0.030), "moon_radiance": 0.26},
    -15.0: {"gain": 7000.0, "stars": 1.0, "night": (0.006, 0.011, 0.027), "moon_radiance": 0.30},
}
"""An eye that follows the light, though not all the way: dusk stays brighter than night. What the sun's scattered
light loses between 4 degrees above and 15 below the horizon is a factor of a million; the picture loses about ten."""


def daylight(
    keys: Sequence[Key],
    latitude: float = 28.14,
    longitude: float = 120.29,
    heading: float = 0.0,
    looks: Looks = LOOKS,
    step: float = 5.0,
    **look: Any,
) -> Daylight:
    """The hours that `keys`, (seconds, ISO 8601 date with offset) each, set along a scene, and the sky at any hour.

    Time passes evenly between keys and stands still before the first and after the last. `heading` is the compass
    bearing of -z in degrees, so that a valley may lie as its picture wants it. The sky stands still for `step` seconds
    of the day (renderers remake their tables when it changes); `look` are further fields of `assets.scene.Sky`, the
    same at every hour, and win over `looks`. InputError for seconds that do not grow, dates that do not parse, a place
    off the globe, and looks with unknown fields or not all the same.
    """
    seconds, hours, midnight = _hours(keys)
    altitudes, table = _table(looks)
    if unknown := (set(table) | set(look)) - {field.name for field in fields(Sky)}:
        raise InputError(f"clock: a sky has no {', '.join(sorted(unknown))}")
    number(heading, -3600, 3600, "clock: heading")
    if not 0 < step < math.inf:
        raise InputError(f"clock: step {step!r} is no length of time")

    @lru_cache(maxsize=64)
    def sky(number: int) -> Sky:
        """The sky of the day's step of this number."""
        h = heavens(midnight + timedelta(seconds=number * step), latitude, longitude)
        altitude = math.degrees(math.asin(max(-1.0, min(1.0, h.sun[1]))))
        blended = {name: _blend(altitude, altitudes, rows, name == "gain") for name, rows in table.items()}
        if "moon_radiance" in blended:
            blended["moon_radiance"] *= h.moon_lit
        bodies = {
            "sun_direction": _turned(h.sun, heading),
            "moon_direction": _turned(h.moon, heading),
            "celestial": tuple(_turned(axis, heading) for axis in h.celestial),
        }
        return Sky(**{**bodies, **blended, **look})

    sky(round(hours[0] * 3600 / step))  # a wrong place or field is found here, not in the middle of a film
    return Daylight(lambda t: float(np.interp(t, seconds, hours)), lambda hour: sky(round(hour * 3600 / step)))


def _hours(keys: Sequence[Key]) -> tuple[list[float], list[float], datetime]:
    """The keys' seconds, their hours after the midnight before the first, and that midnight."""
    if not keys:
        raise InputError("clock: no keys; write [(0, '2026-06-18T19:35+08:00')]")
    try:
        seconds = [float(t) for t, _ in keys]
    except (TypeError, ValueError):
        raise InputError("clock: keys are (seconds, date) each: [(0, '2026-06-18T19:35+08:00')]") from None
    if not all(a < b for a, b in pairwise(seconds)) or not all(map(math.isfinite, seconds)):
        raise InputError(f"clock: seconds {seconds} do not grow")
    dates = [moment(date) for _, date in keys]
    midnight = dates[0].replace(hour=0, minute=0, second=0, microsecond=0)
    return seconds, [(date - midnight) / timedelta(hours=1) for date in dates], midnight


def _table(looks: Looks) -> tuple[list[float], dict[str, np.ndarray]]:
    """Altitudes in rising order, and each field's values there."""
    if not looks:
        raise InputError("clock: no looks")
    altitudes = sorted(looks)
    names = set(looks[altitudes[0]])
    for altitude in altitudes:
        if odd := names.symmetric_difference(looks[altitude]):
            raise InputError(f"clock: the look at {altitude:g} degrees differs in {', '.join(sorted(odd))}")
        if not float(np.min(looks[altitude].get("gain", 1.0))) > 0:
            raise InputError(f"clock: the gain at {altitude:g} degrees is not above 0")
    return altitudes, {name: np.array([looks[a][name] for a in altitudes], float) for name in sorted(names)}


def _blend(altitude: float, altitudes: Sequence[float], rows: np.ndarray, geometric: bool) -> Any:
    """A field's value, a float or three, at an altitude."""
    columns = np.log(rows) if geometric else rows
    values = [float(np.interp(altitude, altitudes, column)) for column in columns.reshape(len(altitudes), -1).T]
    values = [math.exp(value) for value in values] if geometric else values
    return values[0] if rows.ndim == 1 else tuple(values)


def _turned(towards: Vec3, heading: float) -> Vec3:
    """A direction (x east, z south) where -z bears `heading` degrees."""
    x, y, z = towards
    c, s = math.cos(math.radians(heading)), math.sin(math.radians(heading))
    return c * x + s * z, y, c * z - s * x
