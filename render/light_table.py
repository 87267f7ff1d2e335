"""Light from all round as running sums, by which paths look for it: where it is bright they go more often."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.scene import Environment
from render.atmosphere import map_directions
from render.passes.panorama import panorama_directions, reduced

Doubles = NDArray[np.float64]

ROWS, COLUMNS = 256, 512
"""Cells of a panorama's table; a sky's are the texels of the map it is made from."""
_LUMA = np.array([0.2126, 0.7152, 0.0722])


def panorama_table(environment: Environment) -> Doubles:
    """`light_table` of a panorama, ROWS and COLUMNS of it in its own mapping."""
    light = np.clip(np.nan_to_num(np.asarray(environment.radiance)), 0.0, None)
    h, w = light.shape[:2]
    light = np.repeat(np.repeat(light, -(-ROWS // h), 0), -(-COLUMNS // w), 1)
    return light_table(reduced(light, COLUMNS, ROWS) @ _LUMA, panorama_directions(COLUMNS, ROWS)[1])


def sky_table(radiance: Doubles) -> Doubles:
    """`light_table` of a sky map `(h, w, 3)`, a cell for each texel."""
    height, width = radiance.shape[:2]
    return light_table(radiance @ _LUMA, map_directions(width, height)[1])


def light_table(bright: Doubles, solid: Doubles) -> Doubles:
    """Running sums from 0 to 1 of cells of this brightness `(h, w)` and solid angle `(h, 1)`: over rows (h + 1
    numbers), then over the columns of each row (w + 1 each).

    Cells weigh by what they shine above the mean, because lobes find the rest by themselves (Karlik et al. 2019,
    "MIS Compensation"); even light weighs by solid angle.
    """
    mean = (bright * solid).sum() / (solid.sum() * bright.shape[1])
    weight = np.maximum(bright - mean, 1e-3 * mean + 1e-12) * solid
    rows = weight.sum(1)
    columns = np.cumsum(weight, axis=1) / rows[:, None]
    starts = np.pad(columns, ((0, 0), (1, 0)))
    starts[:, -1] = 1.0
    total = np.concatenate([[0.0], np.cumsum(rows) / rows.sum()])
    total[-1] = 1.0
    return np.concatenate([total, starts.ravel()])
