"""Elevation models: any raster that GDAL reads (GeoTIFF, ASCII grid, SRTM .hgt, ...) as heights of a site."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from scenes.geo.site import Site, library
from scenes.terrain import HeightField

Array = NDArray[np.float64]
DEEPEST, HIGHEST = -500.0, 9000.0
"""Metres. What lies beyond is no height on land but an undeclared filler such as -9999 or -32768."""
FINEST, MOST_CELLS = 1.0, 1500


def read_elevation(path: str | Path, site: Site, spacing: float | None = None, fill: bool = False) -> HeightField:
    """Heights in metres over the whole `site`, resampled to `spacing` metres (by default the file's own, at least 1 m).

    Rows run south and columns east, as the scene's axes do. InputError when the file is no raster, has no georeference,
    does not cover the site, or has holes; with `fill` holes are closed from their edges.
    """
    path = Path(path)
    if not path.is_file():  # nor anything that GDAL would fetch from elsewhere
        raise InputError("no such elevation model", path)
    rasterio, warp = library("rasterio"), library("rasterio.warp")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "not georeferenced" is an error here, said below
        try:
            source = rasterio.open(path)
        except rasterio.errors.RasterioIOError as error:
            raise InputError(f"cannot read the elevation model: {error}", path) from None
    with source:
        if source.crs is None or source.transform.is_identity:
            missing = "reference system (CRS)" if source.crs is None else "geotransform"
            raise InputError(f"the elevation model has no georeference: its {missing} is missing", path)
        own = _cell(source, site, warp)
        step = max(own if spacing is None else spacing, site.size / MOST_CELLS, FINEST)
        count = max(4, round(site.size / step) + 1)
        step = site.size / (count - 1)
        height = np.full((count, count), np.nan)
        # nodes, not cells, lie on the site's edge: the raster reaches half a step beyond
        corner = -site.size / 2 - step / 2
        try:
            warp.reproject(
                rasterio.band(source, 1),
                height,
                dst_transform=rasterio.transform.from_origin(corner, -corner, step, step),
                dst_crs=site.projection,
                dst_nodata=np.nan,
                resampling=warp.Resampling.bilinear if step < 2 * own else warp.Resampling.average,
            )
        except rasterio.errors.RasterioError as error:
            raise InputError(f"cannot read the elevation model: {error}", path) from None
        if np.isnan(height).all():
            west, south, east, north = warp.transform_bounds(source.crs, "EPSG:4326", *source.bounds)
            raise InputError(
                f"the elevation model does not reach the site at {site.latitude:g} N {site.longitude:g} E: it covers "
                f"{south:.4f} to {north:.4f} N, {west:.4f} to {east:.4f} E",
                path,
            )
    return HeightField(-site.size / 2, -site.size / 2, step, _whole(height, site, step, fill, path))


def _cell(source: Any, site: Site, warp: Any) -> float:
    """The raster's own cell size in metres at the site."""
    grid, _, _ = warp.calculate_default_transform(
        source.crs, site.projection, source.width, source.height, *source.bounds
    )
    return float(grid.a)


def _whole(height: Array, site: Site, step: float, fill: bool, path: Path) -> Array:
    """The heights without holes. InputError that says how many there are, and where the first is."""
    rows, columns = np.nonzero(~((height > DEEPEST) & (height < HIGHEST)))
    if not len(rows):
        return height
    if not fill:
        half = site.size / 2
        longitude, latitude = site.degrees(columns[0] * step - half, rows[0] * step - half)[0]
        value = height[rows[0], columns[0]]
        what = "no height" if np.isnan(value) else f"the impossible height {value:g}"
        raise InputError(
            f"{len(rows)} of {height.size} points of the site have {what}, the first at {latitude:.5f} N "
            f"{longitude:.5f} E (`fill` closes holes from their edges)",
            path,
        )
    from scipy.ndimage import distance_transform_edt, gaussian_filter

    hole = np.zeros(height.shape, bool)
    hole[rows, columns] = True
    if hole.all():
        raise InputError("no point of the site has a height", path)
    nearest = distance_transform_edt(hole, return_distances=False, return_indices=True)
    closed = height[tuple(nearest)]
    return np.asarray(np.where(hole, gaussian_filter(closed, 2.0), closed))
