"""Everything beyond the walls: our hill's flanks and woods, the valley floor, the ridges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry, grid_indices, vertex_normals
from scenes.bayberry_orchard import land

Array = NDArray[np.float64]

SECTORS = 6
COLUMNS = 59


def sectors(material: int) -> list[Geometry]:
    """The land round the camera's terrace as `SECTORS` wedges, in rings that grow with distance so that its triangles
    look alike in size; separate meshes, so that those behind the camera are never drawn.

    Vertex colour: red is tilled or grassy ground, green wood, blue the light reaching hollows.
    """
    ring = np.geomspace(6.0, 9500.0, 116)[:, None]
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
