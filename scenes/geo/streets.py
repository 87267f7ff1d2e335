"""OpenStreetMap files (.osm, .osm.gz, .osm.pbf): buildings, water, ways and trees of a site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from scenes.geo.site import Site, library

Array = NDArray[np.float64]
STEP = 8.0
STOREY = 3.2
"""Metres a level, where a building tells its levels only."""
WIDTHS = {
    "motorway": 16.0,
    "trunk": 14.0,
    "primary": 12.0,
    "secondary": 10.0,
    "tertiary": 8.0,
    "unclassified": 6.0,
    "residential": 6.0,
    "living_street": 5.0,
    "pedestrian": 6.0,
    "service": 4.0,
    "track": 3.0,
    "cycleway": 2.5,
    "footway": 2.0,
    "path": 1.5,
    "steps": 2.0,
}
"""Metres, by value of the tag `highway`, where a way does not tell its own."""
LAMPS = {"primary", "secondary", "tertiary", "residential", "living_street", "pedestrian", "unclassified"}
"""Kinds of ways that have lamps where nothing (`lit=no`) says otherwise."""


@dataclass(frozen=True, eq=False)
class Outline:
    """A polygon in the plan: `outer` `(n, 2)` and holes, scene (x, z), first point not repeated."""

    outer: Array
    holes: tuple[Array, ...] = ()


@dataclass(frozen=True, eq=False)
class Building:
    """Metres above the ground: walls from `base` to `height`."""

    outline: Outline
    height: float
    base: float = 0.0
    name: str = ""


@dataclass(frozen=True, eq=False)
class Way:
    """A road or path: `points` `(n, 2)` in scene (x, z), `width` in metres."""

    points: Array
    kind: str
    width: float
    lit: bool
    bridge: bool = False
    name: str = ""


@dataclass(frozen=True, eq=False)
class Streets:
    """What a map holds of a site, in the file's order; `left_out` says what was dropped, and why."""

    buildings: tuple[Building, ...]
    water: tuple[Outline, ...]
    ways: tuple[Way, ...]
    trees: Array
    """`(n, 2)` scene (x, z)"""
    left_out: tuple[str, ...] = ()


def read_streets(path: str | Path, site: Site) -> Streets:
    """The map of a site. Tags by the OpenStreetMap wiki: building, height, building:levels, min_height, natural=water,
    waterway=riverbank, highway, width, lit, bridge, natural=tree.

    InputError when the file does not parse, or holds nothing of the site.
    """
    path = Path(path)
    osmium = library("osmium")
    if not path.is_file():
        raise InputError("no such map", path)
    buildings: list[Building] = []
    water: list[Outline] = []
    ways: list[Way] = []
    trees: list[tuple[float, float]] = []
    dropped: Counter[str] = Counter()
    outside = 0
    try:
        for item in osmium.FileProcessor(str(path)).with_areas():
            tags = dict(item.tags)
            if item.is_node() and tags.get("natural") == "tree":
                trees.append((item.location.lon, item.location.lat))
            elif item.is_way() and tags.get("highway") in WIDTHS:
                line, missing = _line(item.nodes, site)
                dropped["ways with points that the file lacks"] += missing
                found = _way(line, tags, site)
                outside += not found
                ways.extend(found)
            elif item.is_way() and "highway" in tags:
                dropped[f"ways of a kind that is not drawn (highway={tags['highway']})"] += 1
            elif item.is_area() and (
                "building" in tags or tags.get("natural") == "water" or tags.get("waterway") == "riverbank"
            ):
                for outline in _outlines(item, site):
                    if not _inside(outline.outer, site, "building" in tags):
                        outside += 1
                    elif "building" in tags:
                        buildings += _building(outline, tags, dropped)
                    else:
                        water.append(outline)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise InputError(f"cannot read the map: {error}", path) from None
    plan = site.local(*np.array(trees).T) if trees else np.zeros((0, 2))
    plan = plan[(np.abs(plan) <= site.size / 2).all(axis=1)]
    outside += len(trees) - len(plan)
    if not (buildings or water or ways or len(plan)):
        where = f"{site.latitude:g} N {site.longitude:g} E, {site.size:g} m wide"
        raise InputError(f"the map holds nothing of the site at {where} ({outside} things lie outside)", path)
    dropped["things outside the site"] += outside
    said = tuple(f"{count} {what}" for what, count in dropped.items() if count)
    return Streets(tuple(buildings), tuple(water), tuple(ways), plan, said)


def _line(nodes: Any, site: Site) -> tuple[Array, bool]:
    """A way's points in the plan, and whether some are missing."""
    known = [(node.lon, node.lat) for node in nodes if node.location.valid()]
    line = site.local(*np.array(known).T) if len(known) > 1 else np.zeros((0, 2))
    return line, len(known) < len(nodes)


def _outlines(area: Any, site: Site) -> list[Outline]:
    def ring(nodes: Any) -> Array:
        return site.local(*np.array([(node.lon, node.lat) for node in nodes]).T)[:-1]

    return [
        Outline(_turned(ring(outer), 1.0), tuple(_turned(ring(inner), -1.0) for inner in area.inner_rings(outer)))
        for outer in area.outer_rings()
    ]


def area_of(ring: Array) -> float:
    """Signed area in m2 of a ring `(n, 2)` in (x, z): positive when it runs counter-clockwise seen from above."""
    x, z = ring[:, 0], -ring[:, 1]
    return float(0.5 * np.sum(x * np.roll(z, -1) - np.roll(x, -1) * z))


def _turned(ring: Array, sign: float) -> Array:
    return ring if area_of(ring) * sign > 0 else ring[::-1]


def _inside(ring: Array, site: Site, middle: bool) -> bool:
    """Whether the ring's middle lies in the site or, for what may reach across it, any of its extent."""
    if middle:
        return bool((np.abs(ring.mean(axis=0)) <= site.size / 2).all())
    return bool((ring.min(axis=0) <= site.size / 2).all() and (ring.max(axis=0) >= -site.size / 2).all())


def _building(outline: Outline, tags: Mapping[str, str], dropped: Counter[str]) -> list[Building]:
    height, base = metres(tags.get("height")), metres(tags.get("min_height")) or 0.0
    levels = metres(tags.get("building:levels"))
    if height is None and tags.get("height"):
        dropped["buildings with an unreadable height (their levels, or the usual three, were taken)"] += 1
    if height is None:
        height = STOREY * (3.0 if levels is None else max(levels, 1.0))
    if not 0 <= base < height <= 1000.0 or abs(area_of(outline.outer)) < 4.0:
        dropped["buildings without extent"] += 1
        return []
    return [Building(outline, height, base, tags.get("name", ""))]


def _way(line: Array, tags: Mapping[str, str], site: Site) -> list[Way]:
    """The pieces of a way inside the site, with a point at least every `STEP` metres."""
    line = _dense(line)
    keep = np.asarray((np.abs(line) <= site.size / 2).all(axis=1))
    pieces = np.split(np.arange(len(line)), np.flatnonzero(np.diff(keep)) + 1) if len(line) else []
    kind = tags["highway"]
    width = metres(tags.get("width")) or WIDTHS[kind]
    lit = tags.get("lit", "yes" if kind in LAMPS else "no") != "no"
    bridge = tags.get("bridge", "no") != "no"
    return [
        Way(line[piece], kind, width, lit, bridge, tags.get("name", ""))
        for piece in pieces
        if len(piece) > 1 and keep[piece[0]]
    ]


def _dense(line: Array) -> Array:
    if len(line) < 2:
        return line
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.unique(np.concatenate([length, np.arange(0.0, length[-1], STEP)]))
    return np.stack([np.interp(at, length, line[:, k]) for k in range(2)], axis=1)


def metres(text: str | None) -> float | None:
    """A length as OSM writes it: "12", "12.5 m", "12,5", "40'", "40 ft"; None when it is not one."""
    found = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*(m|ft|')?\s*(?:(\d+)\")?\s*", text or "")
    if not found:
        return None
    number = float(found[1].replace(",", "."))
    return number * 0.3048 + float(found[3] or 0) * 0.0254 if found[2] in ("ft", "'") else number
