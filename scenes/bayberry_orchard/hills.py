"""Everything beyond the walls: our hill's flanks and woods, the valley floor, the ridges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry, grid_indices, vertex_normals
from scenes.bayberry_orchard import land

Array = NDArray[np.float64]

SECTORS = 6
COLUMNS = 54
RIDGES = (
    (850.0, 30.0, 150.0),
    (1350.0, 60.0, 215.0),
    (2050.0, 110.0, 320.0),
    (3000.0, 170.0, 470.0),
    (4400.0, 280.0, 700.0),
    (6600.0, 420.0, 1050.0),
)
"""Distance from the camera and lowest and highest crest of each ridge, metres."""


def sectors(material: int) -> list[Geometry]:
    """The land round the camera's terrace as `SECTORS` wedges, in rings that grow with distance so that its triangles
    look alike in size; separate meshes, so that those behind the camera are never drawn.

    Vertex colour: red is tilled or grassy ground, green wood, blue the light reaching hollows.
    """
    ring = np.geomspace(6.0, 8000.0, 76)[:, None]
    bearing = np.linspace(0.0, 2 * np.pi, SECTORS * COLUMNS + 1)[None]
    x, z = ring * np.sin(bearing), -ring * np.cos(bearing)
    p = land.slope_place(x, z)
    coarse = land.fbm(x / 210.0, z / 210.0, 41, 3)
    flat = np.clip(1.0 - p[..., 1] / 30.0, 0.0, 1.0)
    fields = np.clip(flat * (0.55 + coarse), 0.0, 1.0)
    sides = land.terrain(x + 30.0, z) + land.terrain(x - 30.0, z)
    hollow = np.clip(0.75 + 0.010 * (2.0 * p[..., 1] - sides), 0.4, 1)
    color = np.stack([fields, 1 - fields, hollow], axis=2)
    # Normals come from the whole ring, so that no seam shows between the wedges.
    whole = vertex_normals(p.reshape(-1, 3), grid_indices(*p.shape[:2])).reshape(p.shape)
    wedges = []
    for k in range(SECTORS):
        part = np.s_[:, k * COLUMNS : (k + 1) * COLUMNS + 1]
        g = Geometry()
        uv = p[part][..., [0, 2]].reshape(-1, 2)
        faces = grid_indices(*p[part].shape[:2])
        g.add(p[part], whole[part].reshape(-1, 3), faces, uv, color[part].reshape(-1, 3), material)
        wedges.append(g)
    return wedges


def ridges(material: int) -> list[Geometry]:
    """Wooded ridges one behind the other, each a slope facing us that ends in its crest line, in wedges of 40 degrees.

    The land's own grid is too coarse for their outlines: here a column is a fifth of a degree wide. Vertex colour as
    for `sectors`.
    """
    bearing = np.radians(np.arange(-100.0, 100.1, 0.2))
    wedges = []
    for k, (distance, low, high) in enumerate(RIDGES):
        p, color = _ridge(bearing, distance, low, high, 80 + 7 * k)
        normal = vertex_normals(p.reshape(-1, 3), grid_indices(*p.shape[:2])).reshape(p.shape)
        for first in range(0, len(bearing) - 1, 200):
            part = np.s_[:, first : first + 201]
            g = Geometry()
            uv = p[part][..., [0, 2]].reshape(-1, 2)
            faces = grid_indices(*p[part].shape[:2])
            g.add(p[part], normal[part].reshape(-1, 3), faces, uv, color[part].reshape(-1, 3), material)
            wedges.append(g)
    return wedges


def _ridge(bearing: Array, distance: float, low: float, high: float, seed: int) -> tuple[Array, Array]:
    """Points and colours `(rows, columns, 3)` of one ridge, from its foot to its crest."""
    x, z = distance * np.sin(bearing), -distance * np.cos(bearing)
    size = 0.34 * distance
    peaks = 0.55 * land.ridged(x / size, z / size, seed, 3) + 0.45 * land.fbm(
        x / size / 1.7, z / size / 1.7, seed + 3, 3
    )
    crest = low + (high - low) * np.clip(1.5 * peaks - 0.15, 0.0, 1.2)
    crest += 0.05 * high * (land.fbm(x / size * 7.0, z / size * 7.0, seed + 4, 3) - 0.5)
    crest += (4.0 + 0.0015 * distance) * (land.fbm(x / 21.0, z / 21.0, seed + 5, 2) - 0.5)  # the trees on it
    down = np.array([1.0, 0.62, 0.34, 0.14, 0.0])[:, None]
    # Spurs and gullies run down towards us.
    spur = land.ridged(x / size * 3.1 + 5.0, z / size * 3.1, seed + 6, 2)
    reach = crest * (0.55 + 1.25 * spur)
    r = distance - reach * down
    y = crest * (1.0 - down) ** 1.15
    points = np.stack([r * np.sin(bearing), y, -r * np.cos(bearing)], axis=2)
    hollow = np.clip(0.65 + 0.4 * spur + 0.0 * down, 0.4, 1.0)
    return points, np.stack([np.zeros_like(hollow), np.ones_like(hollow), hollow], axis=2)


def woods(seed: int, tries: int = 1900) -> Array:
    """Places `(n, 3)` of wild trees on the flanks of our hill, none on the benches or in front of the view."""
    rng = np.random.default_rng(seed)
    r = 14.0 + 250.0 * rng.random(tries) ** 0.8
    bearing = rng.uniform(-1.9, 2.2, tries)
    x, z = r * np.sin(bearing), -r * np.cos(bearing)
    s, d = land.uphill(x, z)
    top, bottom = (land.ROWS[-1] + 1) * land.BENCH, (land.ROWS[0] - 1) * land.BENCH
    wild = (d > top + 2.0) | (d < bottom - 3.5) | (s > land.ENDS[1] + 1.0)
    thick = land.fbm(x / 24.0, z / 24.0, 71, 3) > 0.40
    clear = (d > 0) | (d < bottom - 8.0) | (s > land.ENDS[1])
    keep = wild & thick & clear
    p = land.slope_place(x[keep], z[keep])
    return np.asarray(p[p[:, 1] > 18.0])
