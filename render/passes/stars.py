"""Stars: points of constant energy on the sky, added where nothing stands before it.

A star's light is spread over a spot a little wider than a pixel, so that it neither flickers nor grows with the
picture's resolution. It fades in the air near the horizon, behind the sky's clouds, and in twilight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.scene import Sky
from assets.stars import stars
from render import bindings, gl
from render.atmosphere import EYE_HEIGHT, aerosol, transmittance
from render.gpu import Gpu
from render.resources import Buffer
from render.structs import gpu_struct

STAR = gpu_struct("Star", towards="vec3", magnitude="float", color="vec3", pad="float")
TWILIGHT = ((-3.0, -2.0), (-5.0, -0.5), (-7.0, 1.0), (-9.0, 2.4), (-12.0, 4.2), (-15.0, 5.4), (-18.0, 6.5))
"""The sun's altitude in degrees, and the magnitude that an eye can just see overhead. In the manner of B. Schaefer,
Telescopic limiting magnitudes, PASP 102, 1990: about half a magnitude for each degree."""


@dataclass(frozen=True, eq=False)
class Starlight:
    """The stars of one instant: `turn` `(3, 3)` takes J2000 to the scene's axes; `zenith` `(3,)` is the share of light
    that comes through the air overhead; fainter ones than `faintest` are not seen; `level` multiplies them."""

    turn: NDArray[np.float64]
    zenith: NDArray[np.float64]
    faintest: float
    level: float


def starlight(sky: Sky) -> Starlight | None:
    """What is to be seen of the stars; None while it is day."""
    sun = np.degrees(np.arcsin(np.clip(sky.sun_direction[1] / np.linalg.norm(sky.sun_direction), -1, 1)))
    altitude, limit = np.array(sorted(TWILIGHT)).T
    faintest = float(np.interp(sun, altitude, limit))
    if sky.stars <= 0 or faintest <= TWILIGHT[0][1]:
        return None
    zenith = transmittance(EYE_HEIGHT, 1.0, aerosol(sky))
    return Starlight(np.array(sky.celestial).T, zenith, faintest, sky.stars)


class StarPoints:
    """Owns the catalogue on the GPU, from the first night on."""

    def __init__(self) -> None:
        self._buffer: Buffer | None = None

    def draw(self, gpu: Gpu, light: Starlight) -> None:
        """Into the bound framebuffer, which has the depth; the view's frame block and the sky's maps are bound."""
        every = stars()
        if self._buffer is None:
            records = STAR.zeros(len(every.magnitude))
            records["towards"], records["color"] = every.direction, every.color
            records["magnitude"] = every.magnitude
            self._buffer = Buffer(records)
        self._buffer.bind_storage(bindings.SSBO_STARS)
        program = gpu.programs.get("star.frag.glsl", "star.vert.glsl")
        program["turn"] = light.turn
        program["air"] = tuple(-np.log(np.maximum(light.zenith, 1e-6)))
        program["faintest"], program["level"] = light.faintest, light.level
        gl.glEnable(gl.GL_DEPTH_TEST)
        gl.glDepthFunc(gl.GL_GEQUAL)
        gl.glDepthMask(False)
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFunc(gl.GL_ONE, gl.GL_ONE)
        gl.glEnable(gl.GL_PROGRAM_POINT_SIZE)
        program.use()
        gpu.empty.bind()
        gl.glDrawArrays(gl.GL_POINTS, 0, int(np.searchsorted(every.magnitude, light.faintest)))
        gl.glDisable(gl.GL_PROGRAM_POINT_SIZE)
        gl.glDisable(gl.GL_BLEND)
        gl.glDepthMask(True)

    def close(self) -> None:
        if self._buffer:
            self._buffer.close()
