"""Plain light: an even one from all round and a lamp far away. No maps, no passes: the background is a clear colour."""

from __future__ import annotations

import numpy as np

from assets.scene import Haze, Sky, Studio
from render import bindings
from render.atmosphere import SkyLight
from render.gpu import Gpu
from render.passes.ibl import lookup_table
from render.resources import Texture


class StudioLight:
    """Owns the table that even light needs; takes the place of `SkyMaps`."""

    def __init__(self, studio: Studio) -> None:
        self.table = Texture.of(lookup_table(), "rgba16f")
        around, air = np.zeros((9, 4)), np.zeros((7, 4))
        around[0, :3], air[0, :3] = np.pi * np.asarray(studio.ambient), studio.ambient
        self._light = SkyLight(np.asarray(studio.color, np.float64), np.zeros(3), around, air)

    def update(self, gpu: Gpu, sky: Sky, haze: Haze) -> SkyLight:
        """The light, which neither sky nor haze change."""
        return self._light

    def bind(self) -> None:
        """To the texture unit at which every shader expects it."""
        self.table.bind(bindings.TEX_BRDF)

    def close(self) -> None:
        self.table.close()
