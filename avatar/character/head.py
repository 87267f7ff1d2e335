"""The skull, with holes that are welded to the sliding rings of lids and lips."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from avatar.character.geom import Array, Faces, Piece, curve, mix, rgb, sheet, smooth, steps
from avatar.character.shape import (
    BACK,
    EYE_X,
    EYE_Y,
    FRONT,
    MIDDLE,
    MOUTH_Y,
    POWER,
    WIDTH,
    FaceParams,
    bumps,
    deformed,
    front_z,
    frontness,
    on_face,
    shade_normal,
    skin_color,
)  # fmt: skip

HOLES = ((EYE_X, EYE_Y, 0.160, 0.158), (-EYE_X, EYE_Y, 0.160, 0.158), (0.0, MOUTH_Y, 0.135, 0.082))
"""Centre and half axes of the ellipses where the rings of the left eye, the right eye and the mouth begin."""

_ROW = curve((0, 0), (0.04, 0.012), (0.12, 0.06), (0.42, 0.29), (0.70, 0.56), (0.86, 0.80), (0.95, 0.95), (1, 1))
_FRONT_BIAS = 0.55


def _column(t: Array) -> Array:
    """Azimuth of column t in -1 ... 1: denser at the face."""
    return np.asarray(np.pi * (t - _FRONT_BIAS * np.sin(np.pi * t) / np.pi))


def ring_points(detail: float) -> int:
    """Vertices of each ring loop, the first repeated at the end."""
    return 2 * steps(34, detail, 8) - 1


def hole_loop(hole: int, detail: float) -> Array:
    """Points `(n, 2)` of a hole's border, one for each of its ring's columns; the first, at the outer end, is repeated
    last."""
    cx, cy, rx, ry = HOLES[hole]
    a = np.linspace(0, 2 * np.pi, ring_points(detail))
    return np.stack([cx + (-1 if hole == 1 else 1) * rx * np.cos(a), cy + ry * np.sin(a)], 1)


@lru_cache(maxsize=4)
def _topology(detail: float) -> tuple[Array, Array, Faces]:
    """Undeformed points, uv and triangles of the head: the cut grid and the strips to the hole borders."""
    rows, columns = steps(70, detail, 12), steps(104, detail, 16)
    y1 = np.clip(_ROW(np.linspace(0, 1, rows)), 5e-5, 1 - 5e-5)
    y, phi = np.meshgrid(y1, _column(np.linspace(-1, 1, columns)), indexing="ij")
    s, c = np.sin(phi), np.cos(phi)
    depth = np.where(c > 0, FRONT(y), BACK(y)) - MIDDLE(y)
    x = WIDTH(y) * np.sign(s) * np.abs(s) ** (2 / POWER)
    z = MIDDLE(y) + depth * np.abs(c) ** (2 / POWER)
    z = z + np.where(c > 0, bumps(x, y) * smooth(0, 0.35, c), 0)
    skull = sheet("head", np.stack([x, y, z], -1), "skin")
    points, uvs, faces = [skull.position], [skull.uv], [skull.triangles]
    xy = skull.position[:, :2]
    front = (c > 0).ravel()
    hidden = (skull.position[:, 1] > 0.90) | ((skull.position[:, 2] < -0.08) & (skull.position[:, 1] > 0.30))
    faces[0] = faces[0][~hidden[faces[0]].all(1)]
    first = len(xy)
    for k, (cx, cy, rx, ry) in enumerate(HOLES):
        inside = front & (((xy[:, 0] - cx) / rx) ** 2 + ((xy[:, 1] - cy) / ry) ** 2 < 1.0)
        cut = inside[faces[0]].any(1)
        border = _loop(faces[0][cut])
        faces[0] = faces[0][~cut]
        ellipse = hole_loop(k, detail)[:-1]
        ellipse = ellipse[::-1] if k == 1 else ellipse  # the right eye's loop runs the other way round
        points.append(np.c_[ellipse, front_z(ellipse[:, 0], ellipse[:, 1])])
        uvs.append(_uv_of(ellipse))
        faces.append(_zipper(xy, border, ellipse, first))
        first += len(ellipse)
    return _compact(np.concatenate(points), np.concatenate(uvs), np.concatenate(faces))


def _loop(removed: Faces) -> NDArray[np.int64]:
    """The outer border of removed triangles as one counter-clockwise loop of vertices."""
    edges = {(int(a), int(b)) for t in removed for a, b in ((t[0], t[1]), (t[1], t[2]), (t[2], t[0]))}
    follow = {a: b for a, b in edges if (b, a) not in edges}
    start = min(follow)
    loop = [start]
    while (step := follow[loop[-1]]) != start:
        loop.append(step)
    return np.array(loop)


def _zipper(xy: Array, outer: NDArray[np.int64], ellipse: Array, first: int) -> Faces:
    """Triangles between a loop of grid vertices and the ellipse inside it (vertices from `first` on), both
    counter-clockwise: at each step the shorter diagonal wins."""
    start = int(np.argmin(np.linalg.norm(xy[outer] - ellipse[0], axis=1)))
    outer = np.roll(outer, -start)
    i = j = 0
    m, n = len(outer), len(ellipse)
    faces = []
    while i < m or j < n:
        a, b = outer[i % m], ellipse[j % n]
        next_a, next_b = outer[(i + 1) % m], ellipse[(j + 1) % n]
        grow_outer = float(np.sum((xy[next_a] - b) ** 2)) <= float(np.sum((xy[a] - next_b) ** 2))
        if j >= n or (i < m and grow_outer):
            faces.append((a, next_a, first + j % n))
            i += 1
        else:
            faces.append((a, first + (j + 1) % n, first + j % n))
            j += 1
    return np.array(faces, np.int64)


def _uv_of(xy: Array) -> Array:
    """Where points on the front lie in the head grid's uv."""
    s = np.clip(np.abs(xy[:, 0]) / WIDTH(xy[:, 1]), 0, 1) ** (POWER / 2)
    t = np.linspace(-1, 1, 2001)
    u = np.interp(np.sign(xy[:, 0]) * np.arcsin(s), _column(t), (t + 1) / 2)
    v = np.linspace(0, 1, 2001)
    return np.stack([u, np.interp(xy[:, 1], _ROW(v), v)], 1)


def _compact(points: Array, uv: Array, faces: Faces) -> tuple[Array, Array, Faces]:
    used, index = np.unique(faces, return_inverse=True)
    return points[used], uv[used], index.reshape(faces.shape)


def head_piece(p: FaceParams, detail: float) -> Piece:
    """The skull of one expression, in head units."""
    points, uv, faces = _topology(detail)

    def paint(u: Array, v: Array, _: Array) -> Array:
        y = np.clip(_ROW(v), 1e-4, 1 - 1e-4)
        phi = _column(2 * u - 1)
        x = WIDTH(y) * np.sign(np.sin(phi)) * np.abs(np.sin(phi)) ** (2 / POWER)
        return skin_color(x, y, np.where(np.cos(phi) > 0, smooth(0, 0.4, np.cos(phi)), 0))

    normal = shade_normal(points, frontness(points))
    return Piece("head", deformed(points, p), faces, normal, uv, np.zeros((2, 2, 3)), paint, (256, 512), "head", "skin")


def ring_piece(
    name: str,
    inner: Array,
    hole: int,
    lift: float,
    detail: float,
    edge_color: str,
    color_rows: float = 0.12,
    reach: ArrayLike = 0.0,
) -> tuple[Piece, Array]:
    """Skin from an opening (closed loop `(n, 2)`, its first point at theta 0 of the hole) out to the hole's border.

    The edge is lifted by `lift` head units and lies `reach` (each of its points) further forward. Returns the piece
    and its inner edge `(n, 3)`.
    """
    rows = steps(8, detail, 4)
    v = np.linspace(0, 1, rows)[:, None, None] ** 1.3
    flat = inner[None] * (1 - v) + hole_loop(hole, detail)[None] * v
    x, y = flat[..., 0], flat[..., 1]
    points = on_face(x, y, lift * (1 - v[..., 0]) ** 1.2)
    points[..., 2] += np.asarray(reach) * (1 - v[..., 0]) ** 1.4

    def paint(_: Array, v: Array, point: Array) -> Array:
        c = skin_color(point[..., 0], point[..., 1])
        return mix(c, rgb(edge_color), smooth(color_rows, 0, v**1.3) * 0.8)

    piece = sheet(name, points, "skin", True, paint)
    normal = shade_normal(np.stack([x, y, front_z(x, y)], -1)).reshape(-1, 3)
    return replace(piece, normal=normal, texels=(64, 192)), points[0]
