"""A real place from files beside the scene."""

from __future__ import annotations

from typing import Annotated

from scenes.authoring import Stage
from scenes.geo.place import real_place as built
from scenes.geo.site import LARGEST, Site
from scenes.palette import palette
from scenes.parts.fit import Range
from scenes.parts.part import Amount, Metres, Seed, part


@part("real_place")
def real_place(
    stage: Stage,
    *,
    longitude: Annotated[float, Range(-180, 180)],
    latitude: Annotated[float, Range(-85, 85)],
    size: Annotated[float, Range(10, LARGEST)] = 2400.0,
    elevation: str | None = None,
    streets: str | None = None,
    level: Metres | None = None,
    spacing: Annotated[float, Range(1, 500)] | None = None,
    fill: bool = False,
    lit: Amount = 0.4,
    lamps: Annotated[float, Range(0, 1000)] = 26.0,
    trees: Annotated[int, Range(0, 200_000)] = 6000,
    fronts: bool = True,
    seed: Seed = 0,
) -> None:
    """The ground, water, houses, streets and lamps of a real place (extra `geo`): an elevation model (GeoTIFF, ...), a
    map (.osm, .osm.pbf), or both, round a point in degrees, `size` metres wide. y = 0 is the map's water, or `level`
    metres of the model; `lit` is the share of lit windows, `lamps` the metres between street lamps."""
    look, site = stage.once(palette), Site(longitude, latitude, size)
    model, plan = (None if name is None else stage.beside(name) for name in (elevation, streets))
    built(stage, look, site, model, plan, level, spacing, fill, lit, lamps, trees, fronts, seed)
