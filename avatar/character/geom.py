"""Pieces of a figure: swept and lofted sheets, each with its own square of paint.

Metres, y up, the figure faces +z, triangles counter-clockwise from outside; the head is built in head units (see
`shape`). Colours here are sRGB triples in 0 ... 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline, PchipInterpolator

from assets.geometry import grid_indices, path_tangents, vertex_normals

Array = NDArray[np.float64]
Faces = NDArray[np.int64]
Curve = Callable[[ArrayLike], Array]
Paint = Callable[[Array, Array, Array], Array]
"""(u, v, point) -> sRGB: u and v `(h, w)` in 0 ... 1 over the piece's grid, point `(h, w, 3)` on it."""
Skin = Mapping[str, Array]
"""bone name -> weight of each vertex"""


@dataclass(frozen=True, eq=False)
class Piece:
    """Triangles that share a material and one cell of the texture atlas.

    `paint` is evaluated at `texels` (height, width) on `canvas`: the points `(rows, columns, 3)` over which uv runs
    from 0 to 1, as they were modelled. A colour instead of a paint needs none. Pieces with one `cell` share its paint.
    """

    name: str
    position: Array
    triangles: Faces
    normal: Array
    uv: Array
    canvas: Array
    paint: Paint | str = "#ffffff"
    texels: tuple[int, int] = (64, 64)
    cell: str = ""
    material: str = ""
    skin: Skin = field(default_factory=dict)
    tint: Array | None = None
    """`(n, 3)` linear multiplier of the texture, None for white."""

    def bound(self, bone: str) -> Piece:
        """Moved by one bone only."""
        return replace(self, skin={bone: np.ones(len(self.position))})

    def weighted(self, weights: Callable[[Array], Skin]) -> Piece:
        return replace(self, skin=weights(self.position))

    def moved(self, move: Callable[[Array], Array]) -> Piece:
        """Positions through `move`, which must keep shapes nearly rigid: the normals stay."""
        return replace(self, position=move(self.position))


def rgb(color: str) -> Array:
    """'#rrggbb' as an sRGB triple."""
    return np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def smooth(start: float, stop: float, x: ArrayLike) -> Array:
    """Hermite step from 0 at `start` to 1 at `stop`; start > stop gives the falling step."""
    t = np.clip((np.asarray(x, float) - start) / (stop - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def mix(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Array:
    """Linear blend of colours or vectors; an array `t` gains the last axis."""
    k = np.asarray(t, float)
    k = k[..., None] if k.ndim else k
    return np.asarray(np.asarray(a, float) * (1 - k) + np.asarray(b, float) * k)


def curve(*knots: tuple[float, float]) -> Curve:
    """Monotone cubic through the knots."""
    x, y = np.array(knots, float).T
    interpolate: Curve = PchipInterpolator(x, y, extrapolate=True)
    return interpolate


def gauss(x: ArrayLike, y: ArrayLike, cx: float, cy: float, sx: float, sy: float) -> Array:
    dx, dy = (np.asarray(x, float) - cx) / sx, (np.asarray(y, float) - cy) / sy
    return np.asarray(np.exp(-(dx**2 + dy**2)))


def steps(count: int, detail: float, least: int = 3) -> int:
    """A row or column count at this level of detail."""
    return max(least, round(count * detail))


def spline(points: ArrayLike, count: int) -> Array:
    """`count` points on the cubic spline through `points`, spaced by chord length."""
    p = np.asarray(points, float)
    t = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
    return np.asarray(CubicSpline(t / t[-1], p)(np.linspace(0, 1, count)))


def grid_uv(rows: int, columns: int) -> Array:
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    return np.stack([u.ravel(), v.ravel()], 1)


def unit(v: Array) -> Array:
    return np.asarray(v / (np.linalg.norm(v, axis=-1, keepdims=True) + 1e-12))


def sheet(name: str, points: Array, material: str, flip: bool = False, paint: Paint | str = "#ffffff") -> Piece:
    """A sheet through `points` (rows, columns, 3) with smooth normals."""
    rows, columns = points.shape[:2]
    p = points.reshape(-1, 3)
    faces = grid_indices(rows, columns, flip)
    normal = vertex_normals(p, faces)
    return Piece(name, p, faces, normal, grid_uv(rows, columns), points, paint, cell=name, material=material)


def shell(
    name: str,
    points: Array,
    thickness: ArrayLike,
    material: str,
    flip: bool = False,
    paint: Paint | str = "#ffffff",
    closed: bool = False,
    centred: bool = False,
) -> Piece:
    """A sheet with thickness (a number or one a point): outside, inside, and rims with their own hard normals.

    `points` is the outside, or the middle when `centred`; `closed` sheets meet themselves and have no side rims.
    """
    rows, columns = points.shape[:2]
    outer = sheet(name, points, material, flip, paint)
    n = outer.normal
    t = np.broadcast_to(np.asarray(thickness, float), (rows, columns)).reshape(-1, 1)
    top = outer.position + n * t / 2 if centred else outer.position
    under = top - n * t
    faces = [outer.triangles, outer.triangles[:, ::-1] + rows * columns]
    index = np.arange(rows * columns).reshape(rows, columns)
    edges = [(index[0], False), (index[-1], True)]
    if not closed:
        edges += [(index[:, 0], True), (index[:, -1], False)]
    positions, normals, uvs = [top, under], [n, -n], [outer.uv, outer.uv]
    first = 2 * rows * columns
    for line, reverse in edges:
        k = len(line)
        a = np.arange(k - 1)
        strip = np.concatenate([np.stack([a, a + k, a + 1], 1), np.stack([a + 1, a + k, a + k + 1], 1)])
        strip = strip[:, ::-1] if reverse ^ flip else strip
        both = np.concatenate([top[line], under[line]])
        positions.append(both)
        normals.append(vertex_normals(both, strip))
        uvs += [outer.uv[line], outer.uv[line]]
        faces.append(strip + first)
        first += 2 * k
    return replace(
        outer,
        position=np.concatenate(positions),
        normal=np.concatenate(normals),
        uv=np.concatenate(uvs),
        triangles=np.concatenate(faces),
    )


def frames(path: Array, hint: ArrayLike) -> tuple[Array, Array, Array]:
    """Tangents, side and up vectors along a polyline; `hint` is the wished up, one or `(n, 3)`."""
    tangent = unit(path_tangents(path))
    up = np.broadcast_to(np.asarray(hint, float), path.shape)
    up = unit(up - (up * tangent).sum(1, keepdims=True) * tangent)
    return tangent, np.cross(tangent, up), up


def tube(
    name: str,
    path: Array,
    rx: ArrayLike,
    ry: ArrayLike,
    material: str,
    hint: ArrayLike = (0, 0, 1),
    segments: int = 12,
    caps: bool = True,
    paint: Paint | str = "#ffffff",
) -> Piece:
    """An elliptic sweep: `rx` across, `ry` along `hint`, one number or one a point."""
    _, side, up = frames(path, hint)
    a = np.linspace(0, 2 * np.pi, segments + 1)
    x = np.broadcast_to(np.asarray(rx, float), len(path))[:, None, None]
    y = np.broadcast_to(np.asarray(ry, float), len(path))[:, None, None]
    ring = x * np.cos(a)[None, :, None] * side[:, None] + y * np.sin(a)[None, :, None] * up[:, None]
    points = path[:, None] + ring
    if caps:
        ends = [np.repeat(path[i : i + 1, None], segments + 1, 1) for i in (0, len(path) - 1)]
        points = np.concatenate([ends[0], points, ends[1]])
    return sheet(name, points, material, True, paint)


def glossy(color: str, centre: ArrayLike) -> Paint:
    """A polished ball's paint: darker below, a window of light on the upper left of who looks at the figure."""

    def paint(_: Array, __: Array, point: Array) -> Array:
        out = unit(point - np.asarray(centre))
        c = mix(rgb(color), rgb(color) * 0.62, smooth(0.1, -0.9, out[..., 1]))
        c = mix(c, np.minimum(rgb(color) * 1.25 + 0.12, 1), smooth(0.70, 0.95, out @ unit(np.array([0.3, -0.75, 0.6]))))
        return mix(c, np.ones(3), smooth(0.90, 0.94, out @ unit(np.array([-0.45, 0.6, 0.75]))))

    return paint


def ball(name: str, centre: ArrayLike, radius: ArrayLike, material: str, color: Paint | str, rows: int = 10) -> Piece:
    t, p = np.meshgrid(np.linspace(0, np.pi, rows), np.linspace(0, 2 * np.pi, 2 * rows - 1), indexing="ij")
    points = np.stack([np.sin(t) * np.sin(p), np.cos(t), np.sin(t) * np.cos(p)], -1)
    return sheet(name, np.asarray(centre) + points * np.asarray(radius), material, True, color)


def ribbon(name: str, path: Array, width: float, out: Array, thickness: float, material: str, color: str) -> Piece:
    """A flat strip with thickness; `out` `(n, 3)` points away from what it lies on."""
    _, side, _ = frames(path, out)
    across = np.linspace(-1, 1, 4)[None, :, None]
    return shell(name, path[:, None] + side[:, None] * width * across / 2, thickness, material, paint=color)


def mirrored(piece: Piece) -> Piece:
    """The piece on the figure's other side: the suffix `_l` becomes `_r`, left bones right; the paint is shared."""
    flip = np.array([-1.0, 1.0, 1.0])
    return replace(
        piece,
        name=piece.name.removesuffix("_l") + "_r",
        position=piece.position * flip,
        normal=piece.normal * flip,
        triangles=piece.triangles[:, ::-1],
        skin={bone.replace("left", "right"): w for bone, w in piece.skin.items()},
    )


def both_sides(pieces: Sequence[Piece]) -> list[Piece]:
    return [side for piece in pieces for side in (piece, mirrored(piece))]
