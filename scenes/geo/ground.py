"""The ground of a real place: heights from an elevation model, beds where a map shows water."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.geo.site import Site, library
from scenes.geo.streets import Outline
from scenes.terrain import HeightField

Array = NDArray[np.float64]
BANK, DEEP = 0.5, 3.0
"""Slope of a bed's banks, and its depth in metres."""
DRY = 2.0
"""Metres above the water at which land lies that no model describes."""


def level_ground(site: Site, spacing: float = 10.0) -> HeightField:
    """A plain at `DRY` metres, where there is no elevation model."""
    count = max(4, round(site.size / spacing) + 1)
    return HeightField(-site.size / 2, -site.size / 2, site.size / (count - 1), np.full((count, count), DRY))


def water_level(field: HeightField, water: Sequence[Outline]) -> float:
    """The height of a map's water in an elevation model: the median over it (surveys see its surface)."""
    wet = _mask(field, water)
    return float(np.median(field.height[wet])) if wet.any() else 0.0


def with_beds(field: HeightField, water: Sequence[Outline], level: float) -> HeightField:
    """The heights above `level`, with a bed below it wherever there is water, so that a level sheet covers it."""
    from scipy.ndimage import distance_transform_edt

    height = field.height - level
    wet = _mask(field, water)
    if wet.any():
        out = np.asarray(distance_transform_edt(wet)) * field.spacing
        height = np.where(wet, np.minimum(height, -np.minimum(BANK * out, DEEP)), height)
    return HeightField(field.x0, field.z0, field.spacing, height)


def _mask(field: HeightField, water: Sequence[Outline]) -> NDArray[np.bool_]:
    """The nodes of the grid `(rows, columns)` that lie in water."""
    if not water:
        return np.zeros(field.height.shape, bool)
    corner = field.x0 - field.spacing / 2, field.z0 - field.spacing / 2
    features, affine = library("rasterio.features"), library("rasterio.transform")
    rings = [
        {"type": "Polygon", "coordinates": [ring.tolist() for ring in (outline.outer, *outline.holes)]}
        for outline in water
    ]
    # rows run south, along +z, so the grid's transform has no flip
    grid = affine.Affine(field.spacing, 0.0, corner[0], 0.0, field.spacing, corner[1])
    return np.asarray(features.rasterize(rings, field.height.shape, transform=grid), bool)
