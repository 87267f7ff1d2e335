"""What surrounds a scene: sky, panorama, haze and water."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assets.arrays import Floats, Vec3


@dataclass(frozen=True)
class Sky:
    """Atmosphere and the light that comes from it. Directions are unit vectors towards the body."""

    sun_direction: Vec3 = (0.0, 0.7, -0.71)
    sun_radiance: float = 20.0
    """Irradiance of the unattenuated sun in scene units; the sky's radiance scales with it."""
    moon_direction: Vec3 = (0.3, 0.5, 0.6)
    moon_radiance: float = 0.0
    haze: float = 0.35
    """Aerosol amount, 0 (alpine) to 1 (milky)."""
    night: Vec3 = (0.004, 0.006, 0.012)
    """Airglow, stars and scattered town light at the zenith."""
    town_glow: Vec3 = (0.0, 0.0, 0.0)
    """Artificial light near the horizon."""
    clouds: float = 0.4
    """Cover of the high streaks, 0 to 1."""
    stars: float = 1.0
    """Multiplies the light of the stars; how many are seen follows from the sun's altitude."""
    gain: float = 1.0
    """Multiplies the daylight radiance: a camera in twilight is opened by this much."""
    ground_albedo: Vec3 = (0.12, 0.11, 0.09)
    celestial: tuple[Vec3, Vec3, Vec3] = ((1.0, 0.0, 0.0), (0.0, -0.8818, -0.4716), (0.0, 0.4716, -0.8818))
    """Towards the vernal equinox, the place six hours east of it on the equator, and the north pole, of J2000: how the
    stars are turned. As it is, a summer midnight on 28 degrees north."""


@dataclass(frozen=True, eq=False)
class Daylight:
    """A sky that changes with the hour. Hours are decimal, after midnight where the scene is: 19.5 is half past seven
    in the evening, 24 and more the next day. `sky` has to be equal to itself for a while (see `scenes.clock`): what a
    renderer makes of it is made anew where it differs."""

    hour: Callable[[float], float]
    """The hour at t seconds of the scene."""
    sky: Callable[[float], Sky]
    """The sky at an hour."""


@dataclass(frozen=True, eq=False)
class Environment:
    """Measured light from all round; it takes the place of the sky with its sun and moon."""

    radiance: Floats
    """`(h, w, 3)` equirectangular, top row at the zenith; direction d lies at u = atan2(d.z, d.x) / 2 pi + 1/2."""
    rotation: float = 0.0
    """Radians about +y, counter-clockwise seen from above."""
    intensity: float = 1.0


@dataclass(frozen=True)
class Studio:
    """Plain light that takes the place of the sky: one lamp infinitely far away, even light from all round, and one
    colour behind everything. What only matters under finer
    light (occlusion, anisotropic filtering) is left out; one shadow map holds all of the scene and is kept."""

    direction: Vec3 = (0.45, 0.72, 0.53)
    """Towards the lamp."""
    color: Vec3 = (2.6, 2.6, 2.6)
    """Irradiance on a surface that faces the lamp."""
    ambient: Vec3 = (0.25, 0.25, 0.25)
    """Radiance from all round."""
    background: Vec3 = (0.03, 0.03, 0.035)


@dataclass(frozen=True)
class Haze:
    """Two exponential height-fog layers: density per metre and scale height in metres each.

    A scale height of infinity makes a layer even: uniform fog. Haze lies before meshes, water, sky and panorama; its
    colour is that of the sky or panorama all round, brighter towards the sun.
    """

    mist: float = 0.0
    mist_height: float = 20.0
    air: float = 0.0
    air_height: float = 300.0
    tint: Vec3 = (0.42, 0.72, 1.0)
    """Multiplies the sky's irradiance in the in-scattered light."""
    town: Vec3 = (0.0, 0.0, 0.0)
    """Warm in-scatter near the lamps, low over the ground."""
    before_sky: bool = True
    """False for thin air that the sky's own picture already has: above the horizon the sky stays clear."""


@dataclass(frozen=True)
class Water:
    """A level water surface at height `level`; `slope` is the rms slope of the two wave tiles."""

    level: float = 0.0
    wind: tuple[float, float] = (2.2, 0.0)
    """Speed in m/s at 10 m and the direction it blows towards, radians from +x to +z."""
    slope: tuple[float, float] = (0.019, 0.015)
    tiles: tuple[float, float] = (47.0, 8.3)
    """Edge lengths in metres of the two periodic wave fields."""
    color: Vec3 = (0.010, 0.022, 0.026)
    bounds: tuple[float, float, float, float] = (-3000.0, -5000.0, 3000.0, 60.0)
    """x0, z0, x1, z1 of the drawn sheet."""
    mirror_scale: float = 0.625
    """Resolution of the planar reflection, relative to the frame."""
