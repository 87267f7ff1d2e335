"""The sky's numbers, in numpy: what reaches the ground from sun and moon, irradiance, the colour of haze.

The constants are those of `shaders/inc/atmosphere.glsl` (Hillaire, EGSR 2020); a test holds the two together.
Directions are unit vectors, azimuth 0 is -z and grows towards +x. A sky map is `(h, w, 3)`, its rows and columns
those of `shaders/inc/sky_map.glsl`, row 0 straight down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assets.scene import Haze, Sky, Vec3

if TYPE_CHECKING:
    from render.passes.stars import Starlight

Doubles = NDArray[np.float64]

GROUND_RADIUS, TOP_RADIUS = 6360.0, 6460.0
RAYLEIGH = np.array([5.802, 13.558, 33.1]) * 1e-3
MIE_EXTINCTION = 4.440e-3
OZONE = np.array([0.650, 1.881, 0.085]) * 1e-3
EYE_HEIGHT = 0.05
"""Kilometres above the ground at which the sky is seen."""
DISC = 0.00465
"""Angular radius of sun and moon, radians."""
SKY_BELOW = 0.125


@dataclass(frozen=True, eq=False)
class SkyLight:
    """What shaders need of a sky besides its maps.

    `sun` and `moon` `(3,)`: irradiance at the ground on a surface that faces them. `irradiance` `(9, 4)`: cosine-
    convolved spherical harmonics, `airlight` `(7, 4)`: Fourier series of the haze's colour by azimuth (see
    `sky_irradiance` and `airlight` in the shaders). `around` `(h, w, 3)`: a small sky map, where there is one.
    """

    sun: Doubles
    moon: Doubles
    irradiance: Doubles
    airlight: Doubles
    stars: Starlight | None = None
    around: Doubles | None = None


def aerosol(sky: Sky) -> float:
    """Aerosol relative to the clear day of the paper, from `Sky.haze`."""
    return 0.12 + 2.5 * sky.haze


def transmittance(height: float, cosine: float, particles: float, steps: int = 200) -> Doubles:
    """Share `(3,)` of light that passes from `height` km along a ray of vertical cosine to the top of the air.

    Zero where the ground is in the way.
    """
    r = GROUND_RADIUS + height
    if cosine < 0 and r * r * (cosine * cosine - 1) + GROUND_RADIUS**2 >= 0:
        return np.zeros(3)
    reach = -r * cosine + np.sqrt(r * r * (cosine * cosine - 1) + TOP_RADIUS**2)
    t = (np.arange(steps) + 0.5) / steps * reach
    h = np.maximum(np.sqrt(r * r + t * t + 2 * r * cosine * t) - GROUND_RADIUS, 0.0)[:, None]
    extinction = RAYLEIGH * np.exp(-h / 8) + MIE_EXTINCTION * particles * np.exp(-h / 1.2)
    extinction = extinction + OZONE * np.maximum(0, 1 - np.abs(h - 25) / 15)
    return np.asarray(np.exp(-extinction.sum(0) * reach / steps))


def body_light(direction: Vec3, irradiance: float, particles: float) -> Doubles:
    """Irradiance `(3,)` at the eye of sun or moon, the disc cut by the horizon."""
    altitude = float(np.arcsin(np.clip(direction[1] / np.linalg.norm(direction), -1, 1)))
    risen = float(np.clip(0.5 + 0.5 * altitude / DISC, 0, 1))
    # the part of the disc above the horizon shines from no lower than its own middle
    return transmittance(EYE_HEIGHT, np.sin(max(altitude, DISC * 0.5)), particles) * irradiance * risen


def map_directions(width: int, height: int) -> tuple[Doubles, Doubles]:
    """Unit directions `(h, w, 3)` of a sky map's texels and the solid angle `(h, 1)` of each, in steradians."""
    rows = np.arange(height + 1) / height
    k = np.where(rows < SKY_BELOW, (SKY_BELOW - rows) / SKY_BELOW, (rows - SKY_BELOW) / (1 - SKY_BELOW))
    edges = np.where(rows < SKY_BELOW, -1, 1) * k * k * np.pi / 2
    middle = (rows[:-1] + rows[1:]) / 2
    k = np.where(middle < SKY_BELOW, (SKY_BELOW - middle) / SKY_BELOW, (middle - SKY_BELOW) / (1 - SKY_BELOW))
    elevation = (np.where(middle < SKY_BELOW, -1, 1) * k * k * np.pi / 2)[:, None]
    azimuth = (((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi)[None]
    directions = np.stack(
        np.broadcast_arrays(
            np.sin(azimuth) * np.cos(elevation), np.sin(elevation), -np.cos(azimuth) * np.cos(elevation)
        ),
        axis=2,
    )
    return directions, np.diff(np.sin(edges))[:, None] * (2 * np.pi / width)


def harmonics(sky_map: Doubles) -> Doubles:
    """Irradiance coefficients `(9, 4)` of a sky map (Ramamoorthi and Hanrahan 2001), polynomial factors folded in."""
    directions, solid = map_directions(sky_map.shape[1], sky_map.shape[0])
    x, y, z = np.moveaxis(directions, 2, 0)
    basis = np.stack([x * 0 + 1, y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y])
    squares = np.array([1.0, 3, 3, 3, 15, 15, 1.25, 15, 3.75]) / (4 * np.pi)
    cosine = np.pi * np.array([1.0, 2 / 3, 2 / 3, 2 / 3, 0.25, 0.25, 0.25, 0.25, 0.25])
    moments = np.einsum("khw,hwc->kc", basis * solid, sky_map)
    return np.pad(moments * (squares * cosine)[:, None], ((0, 0), (0, 1)))


def irradiance(coefficients: Doubles, normal: Doubles) -> Doubles:
    """Irradiance `(3,)` on a surface of this normal, as `sky_irradiance` computes it in shaders."""
    x, y, z = normal
    basis = np.array([1.0, y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y])
    return np.asarray(basis @ coefficients[:, :3])


def airlight(sky_map: Doubles, coefficients: Doubles, haze: Haze) -> Doubles:
    """Fourier coefficients `(7, 4)` of the colour of thick haze by azimuth.

    The haze takes the whole sky's light, tinted, and forward-scatters some of the sky behind it. It has to stay darker
    and bluer than that sky, or ridges vanish into it.
    """
    height, width = sky_map.shape[:2]

    def ring(degrees: float) -> Doubles:
        """`(w, 3)` radiance round the horizon at this elevation."""
        row = (SKY_BELOW + (1 - SKY_BELOW) * np.sqrt(degrees / 90)) * height - 0.5
        low, f = int(row), row - int(row)
        return np.asarray(sky_map[low] * (1 - f) + sky_map[low + 1] * f)

    overhead = irradiance(coefficients, np.array([0.0, 1.0, 0.0])) / np.pi
    colour = overhead * np.array(haze.tint) + ring(20) * np.array([0.34, 0.46, 0.56]) + ring(3) * 0.05
    azimuth = ((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi
    waves = [np.ones(width)] + [f(k * azimuth) for k in (1, 2, 3) for f in (np.cos, np.sin)]
    # Lanczos' factors keep the short series from ringing
    damping = np.array([1.0] + [float(np.sinc(k / 4)) * 2 for k in (1, 2, 3) for _ in range(2)])
    return np.pad(np.stack(waves) @ colour / width * damping[:, None], ((0, 0), (0, 1)))
