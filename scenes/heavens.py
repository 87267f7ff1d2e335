"""Where the sun, the moon and the stars stand, from date and place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from numbers import Real
from typing import TYPE_CHECKING

from assets.errors import InputError
from assets.scene import Vec3

if TYPE_CHECKING:
    import astronomy


YEARS = (1700, 2200)
"""Between which astronomy-engine promises its minute of arc."""


@dataclass(frozen=True)
class Heavens:
    """Unit directions towards sun and moon in scene axes: x east, y up, z south."""

    sun: Vec3
    moon: Vec3
    moon_lit: float
    """Illuminated fraction of the moon's disc, 0 to 1."""
    celestial: tuple[Vec3, Vec3, Vec3]
    """Towards the vernal equinox, six hours east of it on the equator, and the north pole, of J2000."""


def heavens(date: str | datetime, latitude: float, longitude: float) -> Heavens:
    """Sun and moon for an ISO 8601 date with offset ("2025-06-14T19:35+08:00") and a place in degrees.

    Positions by astronomy-engine (VSOP87), refracted as seen. InputError when the date does not parse or has no
    offset, or when the place is off the globe.
    """
    import astronomy

    if not all(isinstance(each, Real) for each in (latitude, longitude)):
        raise InputError(f"no such place: latitude {latitude!r}, longitude {longitude!r}")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise InputError(f"no such place: latitude {latitude}, longitude {longitude}")
    u = moment(date).astimezone(UTC)
    time = astronomy.Time.Make(u.year, u.month, u.day, u.hour, u.minute, u.second + u.microsecond / 1e6)
    observer = astronomy.Observer(latitude, longitude, 0.0)
    lit = float(astronomy.Illumination(astronomy.Body.Moon, time).phase_fraction)
    # rows: the J2000 axes in those of the horizon, x north, y west, z up; precession, nutation, sidereal time
    axes = astronomy.Rotation_EQJ_HOR(time, observer).rot
    equinox, six, pole = ((-west, up, -north) for north, west, up in axes)
    return Heavens(
        _direction(astronomy.Body.Sun, time, observer),
        _direction(astronomy.Body.Moon, time, observer),
        lit,
        (equinox, six, pole),
    )


def moment(date: str | datetime) -> datetime:
    """An ISO 8601 date with offset as an instant. InputError when it does not parse, has no offset, or is so far away
    that sun and moon would not stand where they did or will."""
    try:
        when = datetime.fromisoformat(date) if isinstance(date, str) else date
        if not isinstance(when, datetime):
            raise ValueError("no date with a time")
    except ValueError as error:
        raise InputError(f"date {date!r} is not ISO 8601 (write 2025-06-14T19:35+08:00)") from error
    if when.tzinfo is None:
        raise InputError(f"date {date!r} needs its offset from UTC (write ...+08:00)")
    if not YEARS[0] <= when.year <= YEARS[1]:
        raise InputError(f"date {date!r} is out of range: the years {YEARS[0]} to {YEARS[1]}")
    return when


def direction(azimuth: float, altitude: float) -> Vec3:
    """Unit vector from azimuth (radians, clockwise from north) and altitude (radians)."""
    c = math.cos(altitude)
    return c * math.sin(azimuth), math.sin(altitude), -c * math.cos(azimuth)


def _direction(body: astronomy.Body, time: astronomy.Time, observer: astronomy.Observer) -> Vec3:
    import astronomy

    equator = astronomy.Equator(body, time, observer, True, True)
    horizon = astronomy.Horizon(time, observer, equator.ra, equator.dec, astronomy.Refraction.Normal)
    return direction(math.radians(horizon.azimuth), math.radians(horizon.altitude))
