"""Where one looks from, and the look of what is seen."""

from __future__ import annotations

import math
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
    far: float = math.inf
    """Metres along the way it looks beyond which it shows nothing but the sky."""

    @property
    def depth(self) -> float:
        """Metres from its plane that an orthographic camera tells apart: `far` where that is finite. Its depth is as
        fine as this is small."""
        return self.far if math.isfinite(self.far) else self.near + 1000.0


@dataclass(frozen=True)
class Grade:
    """The look: tone curve and bloom."""

    tonemap: Literal["agx", "neutral", "aces", "none"] = "agx"
    contrast: float = 1.0
    saturation: float = 1.0
    bloom: float = 0.06
    vignette: float = 0.0
