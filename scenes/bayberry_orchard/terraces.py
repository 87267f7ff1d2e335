"""Benches and dry-stone walls as meshes swept along the contours, so that every lip is a clean line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry, icosphere, vertex_normals
from assets.scene import Floats
from scenes.authoring import transforms
from scenes.bayberry_orchard import land

Array = NDArray[np.float64]

COPING = 0.34
"""Depth of the stones that cap a wall."""


def benches(trees: Array, material: int) -> Geometry:
    """The soil of every bench. Vertex colour: red is grass cover, green leaf litter (deep under the `trees`
    `(n, 3)`), blue the open sky."""
    g = Geometry()
    s = _stations()
    across = np.concatenate([[0.0, 0.02, 0.06], np.linspace(0.12, 0.94, 11), [0.98, 1.0]])
    for k in range(land.ROWS[0] - 1, land.ROWS[-1] + 1):
        outer = land.lip(k, s) + 0.5 * COPING
        inner = land.lip(k + 1, s) + 0.12
        d = outer + (inner - outer) * across[:, None]
        p = _points(s, d, land.bench_height(k, s, d))
        shade = _shade(p, trees)
        edge = np.minimum(across, 1 - across)[:, None] * land.BENCH
        grass = 0.9 * np.exp(-edge / 0.55) + 1.15 * land.fbm(p[..., 0] / 3.1, p[..., 2] / 3.1, 61, 3) - 0.42
        grass = np.clip(grass * (1 - 0.75 * shade), 0, 1)
        litter = np.clip(shade * 1.3 * (0.35 + land.fbm(p[..., 0] / 1.3, p[..., 2] / 1.3, 67, 2)), 0, 1)
        foot = 1 - 0.45 * np.exp(-(1 - across[:, None]) * land.BENCH / 0.35) + 0 * shade
        open_sky = np.clip(foot * (1 - 0.35 * shade), 0, 1)
        uv = np.stack([p[..., 0], p[..., 2]], axis=2)
        g.grid(p, material, np.stack([grass, litter, open_sky], axis=2), uv=uv, flip=True)
    return g


def walls(material: int) -> Geometry:
    """The retaining walls: a battered face, and the bed the coping stones lie on. uv is metres along and up."""
    g = Geometry()
    s = _stations()
    for k in range(land.ROWS[0], land.ROWS[-1] + 2):
        edge = land.lip(k, s)
        foot = land.bench_height(k - 1, s, edge) - 0.25
        head = land.bench_height(k, s, edge) + 0.02
        up = np.array([0.0, 0.25, 0.5, 0.75, 1.0])[:, None]
        d = edge - 0.16 * (1 - up) + 0.03 * np.sin(7.0 * up + s)
        face = _points(s, d, foot + (head - foot) * up)
        bed = _points(s, np.stack([edge, edge + COPING]), np.stack([head, head]))
        length = np.broadcast_to(s, up.shape[:1] + s.shape)
        g.grid(face, material, (1, 1, 1), uv=np.stack([length, face[..., 1] - land.BASE], axis=2), flip=True)
        bed_uv = np.stack(np.broadcast_arrays(s[None], np.array([[0.0], [COPING]]) + 40.0), axis=2)
        g.grid(bed, material, (1, 1, 1), uv=bed_uv, flip=True)
    return g


def boulder(seed: int, subdivisions: int, material: int) -> Geometry:
    """A rough-hewn block about 1 m each way: a sphere pressed towards a box, knocked about by `seed`."""
    rng = np.random.default_rng(seed)
    p, faces = icosphere(subdivisions)
    block = np.sign(p) * np.abs(p) ** 0.5
    chips = rng.normal(size=(9, 3))
    chips /= np.linalg.norm(chips, axis=1, keepdims=True)
    for chip, depth in zip(chips, rng.uniform(0.75, 0.98, 9), strict=True):
        reach = block @ chip
        block = block - np.maximum(reach - depth, 0.0)[:, None] * chip
    block *= 0.5 / np.abs(block).max(axis=0)
    g = Geometry()
    shade = (0.55 + 0.45 * np.clip(block[:, 1:2] + 0.5, 0, 1)) * np.ones((1, 3))
    normal = 0.7 * vertex_normals(block, faces) + 0.3 * p
    g.add(block, normal / np.linalg.norm(normal, axis=1, keepdims=True), faces, block[:, [0, 1]], shade, material)
    return g


def coping_stones(seed: int) -> tuple[Floats, Array]:
    """Transforms `(n, 3, 4)` and tints `(n, 4)` of the stones that cap every wall, laid end to end."""
    rng = np.random.default_rng(seed)
    rows, tints = [], []
    for k in range(land.ROWS[0], land.ROWS[-1] + 2):
        s = land.ENDS[0]
        while s < land.ENDS[1]:
            length = float(rng.uniform(0.26, 0.62))
            middle = s + length / 2
            edge = float(land.lip(k, middle))
            x, z = land.on_hill(middle, edge + 0.5 * COPING - 0.06 + rng.normal(0, 0.012))
            tall = float(rng.uniform(0.14, 0.22))
            y = float(land.bench_height(k, middle, edge)) + 0.42 * tall - 0.02
            slew = float(np.gradient(land.lip(k, np.array([s, s + 0.2])))[0] / 0.2)
            yaw = float(land.heading(middle)) - slew + np.pi / 2 + rng.normal(0, 0.05)
            # Local x runs along the wall; the neighbours overlap a little so that no gap shows.
            size = [length * 1.08, tall, COPING * float(rng.uniform(1.0, 1.25))]
            rows.append(transforms([[x, y, z]], yaw, np.array([size])))
            tone = float(rng.uniform(0.7, 1.15))
            tints.append(
                [tone, tone * float(rng.uniform(0.94, 1.02)), tone * float(rng.uniform(0.85, 1.0)), rng.random()]
            )
            s += length
    return np.concatenate(rows), np.array(tints)


def _stations() -> Array:
    return np.arange(land.ENDS[0], land.ENDS[1] + 0.1, 0.5)


def _points(s: Array, d: Array, y: Array) -> Array:
    p = land.on_hill(np.broadcast_to(s, d.shape), d)
    return np.stack([p[..., 0], np.broadcast_to(y, d.shape), p[..., 1]], axis=-1)


def _shade(p: Array, trees: Array) -> Array:
    """How far under a crown points `(..., 3)` lie: 1 at a trunk, 0 beyond the drip line."""
    shade = np.zeros(p.shape[:-1])
    for tree in trees:
        near = np.abs(p[..., 1] - tree[1]) < 1.2
        r = np.hypot(p[..., 0] - tree[0], p[..., 2] - tree[2])
        shade = np.maximum(shade, np.where(near, np.clip(1.25 - r / 2.0, 0.0, 1.0), 0.0))
    return shade
