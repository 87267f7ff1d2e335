"""Where on the globe a scene stands, and its axes there: x east, y up, z south, metres."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError

Array = NDArray[np.float64]
LARGEST = 40_000.0
"""Metres: on a wider site the flat projection would be off by more than a metre."""


@dataclass(frozen=True)
class Site:
    """A square of `size` metres round a point in degrees (WGS 84); the point is the scene's origin.

    Positions are projected by azimuthal equidistant projection about that point (Snyder 1987, section 25).
    """

    longitude: float
    latitude: float
    size: float = 2400.0

    def __post_init__(self) -> None:
        if not (-180 <= self.longitude <= 180 and -85 <= self.latitude <= 85):
            raise InputError(f"no such site: longitude {self.longitude}, latitude {self.latitude}")
        if not 10.0 <= self.size <= LARGEST:
            raise InputError(f"a site is 10 to {LARGEST:g} m wide, not {self.size:g}")

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """x0, z0, x1, z1 in metres."""
        half = self.size / 2
        return -half, -half, half, half

    @property
    def projection(self) -> str:
        """The local metric reference system in PROJ's words: x east, y north."""
        return f"+proj=aeqd +lon_0={self.longitude!r} +lat_0={self.latitude!r} +datum=WGS84 +units=m"

    def local(self, longitude: ArrayLike, latitude: ArrayLike) -> Array:
        """Scene coordinates (x, z) `(n, 2)` of points in degrees."""
        east, north = self._transform("EPSG:4326", self.projection, longitude, latitude)
        return np.stack([east, -north], axis=-1)

    def degrees(self, x: ArrayLike, z: ArrayLike) -> Array:
        """Longitude and latitude `(n, 2)` of scene coordinates."""
        return np.stack(self._transform(self.projection, "EPSG:4326", x, -np.asarray(z, float)), axis=-1)

    def _transform(self, source: str, target: str, a: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
        one, other = np.atleast_1d(np.asarray(a, float)), np.atleast_1d(np.asarray(b, float))
        x, y = library("rasterio.warp").transform(source, target, one.ravel(), other.ravel())
        return np.asarray(x, float).reshape(one.shape), np.asarray(y, float).reshape(one.shape)


def library(name: str) -> ModuleType:
    """A module of the extra `geo`. InputError that says how to install it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise InputError(f'maps and elevation models need {error.name}: pip install "taihe[geo]"') from error
