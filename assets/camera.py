"""Where one looks from, and the look of what is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assets.arrays import Vec3


@dataclass(frozen=True)
class Camera:
    """A perspective camera, or an orthographic one. `shift` moves the image plane (in half heights), keeping verticals
    vertical."""

    eye: Vec3 = (0.0, 1.6, 5.0)
    target: Vec3 = (0.0, 1.2, 0.0)
    up: Vec3 = (0.0, 1.0, 0.0)
    fov: float = 0.65
    """Vertical field of view, radians."""
    shift: tuple[float, float] = (0.0, 0.0)
    near: float = 0.1
    exposure: float = 1.0
    """Linear multiplier before the tone curve."""
    focus: float = 10.0
    aperture: float = 0.0
    """Lens diameter in metres; 0 keeps everything sharp. Honoured by `final`."""
    half_size: tuple[float, float] | None = None
    """Of an orthographic camera: half the width and the height, metres, of what it shows at least; one is enough, the
    other then 0. `fov` does not matter."""
    far: float = 1000.0
    """Metres beyond which an orthographic camera shows nothing; its depth is as fine as this is near."""


@dataclass(frozen=True)
class Grade:
    """The look: tone curve and bloom."""

    tonemap: Literal["agx", "neutral", "aces", "none"] = "agx"
    contrast: float = 1.0
    saturation: float = 1.0
    bloom: float = 0.06
    vignette: float = 0.0
