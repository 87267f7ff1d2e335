"""What surrounds a scene: lamps, sky, panorama, haze and water."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assets.arrays import Floats, Vec3


@dataclass(frozen=True, eq=False)
class Lights:
    """Local lights as a structure of arrays over n lights."""

    position: Floats
    """(n, 3)"""
    color: Floats
    """(n, 3) radiant intensity, linear RGB: irradiance at distance r is `color / (r^2 + radius^2)`."""
    range: Floats
    """(n,) metres at which the window function reaches zero"""
    radius: Floats
    """(n,) source radius in metres: softens the near field"""
    direction: Floats
    """(n, 3) unit axis of a spot; ignored for points"""
    cone: Floats
    """(n, 2) cosines of the inner and outer half angle; (-1, -1) is a point light"""
    glow: Floats
    """(n,) strength of the haze halo drawn round the lamp; 0 none"""

    def __len__(self) -> int:
        return len(self.position)

    @staticmethod
    def none() -> Lights:
        return Lights.points(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), 1.0)

    @staticmethod
    def points(
        position: Floats,
        color: Floats,
        range: float | Floats,
        radius: float | Floats = 0.6,
        glow: float | Floats = 0.0,
    ) -> Lights:
        """Point lights: position and color `(n, 3)`, the rest scalars or `(n,)`."""
        n = len(position)

        def per_light(value: float | Floats) -> Floats:
            return np.broadcast_to(np.asarray(value, np.float32), (n,)).copy()

        return Lights(
            np.asarray(position, np.float32).reshape(n, 3),
            np.asarray(color, np.float32).reshape(n, 3),
            per_light(range),
            per_light(radius),
            np.tile(np.array([0.0, -1.0, 0.0], np.float32), (n, 1)),
            np.full((n, 2), -1.0, np.float32),
            per_light(glow),
        )

    @staticmethod
    def concat(parts: Sequence[Lights]) -> Lights:
        names = ("position", "color", "range", "radius", "direction", "cone", "glow")
        parts = [p for p in parts if len(p)] or [Lights.none()]
        return Lights(**{k: np.concatenate([getattr(p, k) for p in parts]) for k in names})


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
    gain: float = 1.0
    """Multiplies the daylight radiance: a camera in twilight is opened by this much."""
    ground_albedo: Vec3 = (0.12, 0.11, 0.09)


@dataclass(frozen=True, eq=False)
class Environment:
    """Measured light from all round; it takes the place of the sky with its sun and moon."""

    radiance: Floats
    """`(h, w, 3)` equirectangular, top row at the zenith; direction d lies at u = atan2(d.z, d.x) / 2 pi + 1/2."""
    rotation: float = 0.0
    """Radians about +y, counter-clockwise seen from above."""
    intensity: float = 1.0


@dataclass(frozen=True)
class Haze:
    """Two exponential height-fog layers: density per metre and scale height in metres each."""

    mist: float = 0.0
    mist_height: float = 20.0
    air: float = 0.0
    air_height: float = 300.0
    tint: Vec3 = (0.42, 0.72, 1.0)
    """Multiplies the sky's irradiance in the in-scattered light."""
    town: Vec3 = (0.0, 0.0, 0.0)
    """Warm in-scatter near the lamps, low over the ground."""


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
