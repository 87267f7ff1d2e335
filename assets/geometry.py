"""Triangle geometry by hand: shapes in a local frame, gathered by material into primitives.

    g = Geometry()
    with g.at((0, 1, -4), heading=(1, 0)):
        g.box((0, 0, 0), (2, 0.1, 1), material=wood, color=(0.3, 0.1, 0.05))
        g.lathe([(0.1, 0), (0.1, 2)], material=wood)
    primitives = g.primitives()

Metres, y up, right-handed, counter-clockwise triangles seen from outside. UVs are metres along the surface, so
procedural surfaces keep one scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError
from assets.given import array, shaped
from assets.scene import Bytes, Floats, Ints, Primitive

Array = NDArray[np.float64]
Color = Sequence[float]
WHITE = (1.0, 1.0, 1.0)


@dataclass(frozen=True, eq=False)
class Part:
    """Triangles of one material in world space: `(n, 3)` positions and normals, `(n, 2)` uv, `(n, 4)` colour."""

    position: Floats
    normal: Floats
    uv: Floats
    color: Bytes
    indices: Ints
    material: int


class Geometry:
    """Collects parts; `at` nests local frames."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._rotation: Array = np.eye(3)
        self._origin: Array = np.zeros(3)

    @contextmanager
    def at(self, origin: ArrayLike = (0, 0, 0), heading: tuple[float, float] | None = None) -> Iterator[Geometry]:
        """A local frame at `origin`: x along `heading` (dx, dz) when given, y up, z to the right-hand side of x."""
        saved = self._rotation, self._origin
        local = np.eye(3)
        if heading is not None:
            x = np.array([heading[0], 0.0, heading[1]])
            if not (length := float(np.linalg.norm(x))) > 0:
                raise InputError(f"at: heading {heading} is no direction")
            x /= length
            local = np.stack([x, [0.0, 1.0, 0.0], np.cross(x, [0.0, 1.0, 0.0])], axis=1)
        self._origin = self._origin + self._rotation @ array(origin, (3,), "at: origin")
        self._rotation = self._rotation @ local
        try:
            yield self
        finally:
            self._rotation, self._origin = saved

    def place(self, point: ArrayLike) -> Array:
        """Local points `(..., 3)` in the space outside every `at`."""
        return np.asarray(point, float) @ self._rotation.T + self._origin

    def turn(self, vector: ArrayLike) -> Array:
        """Local directions `(..., 3)` in the space outside every `at`."""
        return np.asarray(vector, float) @ self._rotation.T

    @shaped(position=("n", 3))
    def add(
        self,
        position: ArrayLike,
        normal: ArrayLike,
        indices: ArrayLike,
        uv: ArrayLike | None = None,
        color: ArrayLike = WHITE,
        material: int = 0,
    ) -> None:
        """Triangles in the current frame. `color` is one RGB(A) or `(n, 3|4)`, linear, 0 to 1."""
        p = np.asarray(position, float).reshape(-1, 3)
        n = len(p)
        rgba = np.ones((n, 4))
        c = np.asarray(color, float)
        rgba[:, : c.shape[-1]] = c
        self.parts.append(
            Part(
                self.place(p).astype(np.float32),
                self.turn(np.broadcast_to(np.asarray(normal, float), (n, 3))).astype(np.float32),
                (np.zeros((n, 2)) if uv is None else np.asarray(uv, float)).astype(np.float32),
                (np.clip(rgba, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8),
                np.asarray(indices, np.uint32).ravel(),
                material,
            )
        )

    @shaped(center=(3,), size=(3,))
    def box(self, center: ArrayLike, size: ArrayLike, material: int = 0, color: ArrayLike = WHITE) -> None:
        """An axis-aligned box in the current frame; uv in metres on each face."""
        half = np.asarray(size, float) / 2
        positions, normals, uvs = [], [], []
        for axis in range(3):
            u, v = (axis + 1) % 3, (axis + 2) % 3
            for sign in (1.0, -1.0):
                corner = np.zeros((4, 3))
                corner[:, axis] = sign
                corner[:, u] = np.array([-1, 1, 1, -1]) * sign
                corner[:, v] = [-1, -1, 1, 1]
                positions.append(np.asarray(center, float) + corner * half)
                normals.append(np.tile(sign * np.eye(3)[axis], (4, 1)))
                across, along = (u, v) if v == 1 or u != 1 else (v, u)
                uvs.append((corner * half)[:, [across, along]])
        quad = np.array([0, 1, 2, 0, 2, 3])
        indices = np.concatenate([quad + 4 * k for k in range(6)])
        self.add(np.concatenate(positions), np.concatenate(normals), indices, np.concatenate(uvs), color, material)

    @shaped(points=("rows", "columns", 3))
    def grid(
        self,
        points: ArrayLike,
        material: int = 0,
        color: ArrayLike = WHITE,
        flip: bool = False,
        uv: ArrayLike | None = None,
        flat: bool = False,
    ) -> None:
        """A sheet through `points` `(rows, columns, 3)`; smooth normals, or one per quad when `flat`."""
        p: Array = np.asarray(points, float)
        rows, columns = p.shape[:2]
        if uv is None:
            along = np.cumsum(np.linalg.norm(np.diff(p, axis=1, prepend=p[:, :1]), axis=2), axis=1)
            across = np.cumsum(np.linalg.norm(np.diff(p, axis=0, prepend=p[:1]), axis=2), axis=0)
            uv = np.stack([along, across], axis=2)
        tint = np.broadcast_to(np.asarray(color, float), (rows, columns, np.asarray(color).shape[-1]))
        faces = grid_indices(rows, columns, flip)
        vertices, texture = p.reshape(-1, 3), np.asarray(uv, float).reshape(-1, 2)
        tint = tint.reshape(rows * columns, -1)
        if flat:
            order = faces.reshape(-1)
            vertices, texture, tint = vertices[order], texture[order], tint[order]
            faces = np.arange(len(order)).reshape(-1, 3)
        self.add(vertices, vertex_normals(vertices, faces), faces, texture, tint, material)

    @shaped(profile=("n", 2), center=(3,))
    def lathe(
        self,
        profile: Sequence[tuple[float, float]],
        center: ArrayLike = (0, 0, 0),
        segments: int = 12,
        material: int = 0,
        color: ArrayLike = WHITE,
        flat: bool = False,
    ) -> None:
        """A solid of revolution about y: `profile` is (radius, height) from bottom to top."""
        rh = np.asarray(profile, float)
        angle = np.linspace(0.0, 2 * np.pi, segments + 1)
        ring = np.stack([np.sin(angle), np.zeros_like(angle), np.cos(angle)], axis=1)
        p = rh[:, None, :1] * ring[None] + rh[:, None, 1:] * np.array([0.0, 1.0, 0.0])
        length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(rh, axis=0), axis=1))])
        u = angle[None] * max(float(rh[:, 0].max()), 1e-3)
        uv = np.stack(np.broadcast_arrays(u, length[:, None]), axis=2)
        self.grid(p + np.asarray(center, float), material, color, flip=False, uv=uv, flat=flat)

    @shaped(center=(3,))
    def ball(
        self,
        center: ArrayLike = (0, 0, 0),
        radius: float = 1.0,
        segments: int = 32,
        material: int = 0,
        color: ArrayLike = WHITE,
    ) -> None:
        """A sphere with exact normals, of `segments` by half as many quads; u round it, v from bottom to top."""
        u, v = np.meshgrid(np.linspace(0, 1, segments + 1), np.linspace(0, 1, segments // 2 + 1))
        ring = np.sin(np.pi * v)
        unit = np.stack([ring * np.sin(2 * np.pi * u), -np.cos(np.pi * v), ring * np.cos(2 * np.pi * u)], axis=2)
        n, uv = unit.reshape(-1, 3), np.stack([u, v], axis=2).reshape(-1, 2)
        self.add(np.asarray(center, float) + radius * n, n, grid_indices(*u.shape), uv, color, material)

    @shaped(path=("n", 3))
    def tube(
        self,
        path: ArrayLike,
        radius: float | Sequence[float] | Array,
        segments: int = 8,
        material: int = 0,
        color: ArrayLike = WHITE,
        caps: bool = True,
    ) -> None:
        """A round tube along `path` `(n, 3)`; `radius` is one number or one per point."""
        p = array(path, ("n", 3), "tube: path")
        r = np.broadcast_to(np.asarray(radius, float), (len(p),)).copy()
        if caps:
            p, r = np.concatenate([p[:1], p, p[-1:]]), np.concatenate([[0.0], r, [0.0]])
        tangent = path_tangents(p)
        hint = np.array([0.0, 1.0, 0.0]) if abs(tangent[:, 1]).max() < 0.95 else np.array([0.31, 0.2, 0.93])
        side = np.cross(tangent, hint)
        side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-12
        up = np.cross(side, tangent)
        angle = np.linspace(0.0, 2 * np.pi, segments + 1)
        ring = np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * up[:, None]
        self.grid(p[:, None] + r[:, None, None] * ring, material, color, flip=True)

    @shaped(outline=("n", 2))
    def prism(
        self, outline: ArrayLike, depth: float, material: int = 0, color: ArrayLike = WHITE, closed: bool = True
    ) -> None:
        """Extrudes a star-shaped `outline` `(n, 2)` in the xy plane (counter-clockwise) by `depth` along -z."""
        o = np.asarray(outline, float)
        loop = np.concatenate([o, o[:1]]) if closed else o
        front = np.c_[loop, np.zeros(len(loop))]
        self.grid(np.stack([front, front - [0.0, 0.0, depth]]), material, color, flat=True, flip=True)
        if closed:
            fan = np.c_[o, np.zeros(len(o))]
            center = fan.mean(axis=0)
            p = np.concatenate([[center], fan])
            i = np.arange(1, len(o) + 1)
            faces = np.stack([np.zeros_like(i), i, np.roll(i, -1)], axis=1)
            self.add(p, (0, 0, 1), faces, p[:, :2], color, material)
            self.add(p - [0.0, 0.0, depth], (0, 0, -1), faces[:, ::-1], p[:, :2], color, material)

    @shaped(centers=("n", 3))
    def boxes(self, centers: ArrayLike, sizes: ArrayLike, material: int = 0, color: ArrayLike = WHITE) -> None:
        """Many boxes at once: `centers` `(n, 3)`, `sizes` and `color` one for all or one each; uv in metres."""
        c = np.asarray(centers, float).reshape(-1, 3)
        if not len(c):
            return
        unit = Geometry()
        unit.box((0, 0, 0), (1, 1, 1))
        part = unit.parts[0]
        size = np.broadcast_to(np.asarray(sizes, float), c.shape)
        p = part.position[None] * size[:, None] + c[:, None]
        flat = np.abs(part.normal).argmax(axis=1)
        across = np.where(flat == 0, 2, 0)
        along = np.where(flat == 1, 2, 1)
        uv = np.stack([p[:, np.arange(24), across], p[:, np.arange(24), along]], axis=2)
        indices = part.indices[None].astype(np.int64) + 24 * np.arange(len(c))[:, None]
        self.add(
            p, np.tile(part.normal, (len(c), 1)), indices, uv.reshape(-1, 2), _per_shape(color, len(c), 24), material
        )

    @shaped(corners=("n", 3))
    def panels(
        self,
        corners: ArrayLike,
        across: ArrayLike,
        up: ArrayLike,
        material: int = 0,
        color: ArrayLike = WHITE,
        uv_size: ArrayLike = (1.0, 1.0),
    ) -> None:
        """Flat parallelograms facing `across x up` from their bottom left `corners` `(n, 3)`; edges one or one each."""
        c = np.asarray(corners, float).reshape(-1, 3)
        if not len(c):
            return
        a = np.broadcast_to(np.asarray(across, float), c.shape)
        b = np.broadcast_to(np.asarray(up, float), c.shape)
        p = np.stack([c, c + a, c + a + b, c + b], axis=1)
        normal = np.cross(a, b)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
        square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
        uv = square[None] * np.broadcast_to(np.asarray(uv_size, float), (len(c), 2))[:, None]
        indices = np.array([0, 1, 2, 0, 2, 3])[None] + 4 * np.arange(len(c))[:, None]
        self.add(p, np.repeat(normal, 4, axis=0), indices, uv.reshape(-1, 2), _per_shape(color, len(c), 4), material)

    @shaped(at=("n", 3))
    def copies(self, shape: Geometry, at: ArrayLike, yaw: ArrayLike = 0.0) -> None:
        """The parts of `shape` again at every point `(n, 3)`, turned by `yaw` radians about y (one or one each)."""
        p = np.asarray(at, float).reshape(-1, 3)
        a = np.broadcast_to(np.asarray(yaw, float), (len(p),))
        zero, one = np.zeros(len(p)), np.ones(len(p))
        turn = np.array([[np.cos(a), zero, np.sin(a)], [zero, one, zero], [-np.sin(a), zero, np.cos(a)]])
        for part in shape.parts:
            n = len(part.position)
            self.add(
                np.einsum("ijk,vj->kvi", turn, part.position) + p[:, None],
                np.einsum("ijk,vj->kvi", turn, part.normal).reshape(-1, 3),
                part.indices[None].astype(np.int64) + n * np.arange(len(p))[:, None],
                np.tile(part.uv, (len(p), 1)),
                np.tile(part.color / 255.0, (len(p), 1)),
                part.material,
            )

    def primitives(self) -> tuple[Primitive, ...]:
        """One primitive for each material used, in order of first use."""
        materials = list(dict.fromkeys(part.material for part in self.parts))
        return tuple(merge([p for p in self.parts if p.material == m], m) for m in materials)


def _per_shape(color: ArrayLike, shapes: int, vertices: int) -> Array:
    """One colour for all, or one for each shape repeated over its vertices: `(shapes * vertices, 3|4)`."""
    c = np.asarray(color, float)
    return np.repeat(np.broadcast_to(c, (shapes, c.shape[-1])), vertices, axis=0)


def merge(parts: Sequence[Part], material: int) -> Primitive:
    """Joins parts into one primitive."""
    first = np.cumsum([0] + [len(p.position) for p in parts[:-1]])
    return Primitive(
        position=np.concatenate([p.position for p in parts]),
        normal=np.concatenate([p.normal for p in parts]),
        indices=np.concatenate([p.indices + np.uint32(o) for p, o in zip(parts, first, strict=True)]).astype(np.uint32),
        material=material,
        uv=np.concatenate([p.uv for p in parts]),
        color=np.concatenate([p.color for p in parts]),
    )


def grid_indices(rows: int, columns: int, flip: bool = False) -> NDArray[np.int64]:
    """Triangles `(2 * (rows - 1) * (columns - 1), 3)` of a regular sheet, two a quad."""
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).ravel()
    b, c, d = a + 1, a + columns, a + columns + 1
    faces = np.stack([a, b, d, a, d, c], axis=1).reshape(-1, 3)
    return faces[:, ::-1] if flip else faces


def vertex_normals(position: Array, faces: NDArray[np.int64]) -> Array:
    """Area-weighted vertex normals `(n, 3)`; vertices at one place (0.01 mm) share one, so seams stay smooth."""
    corner = position[faces]
    face = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    _, place = np.unique(np.round(position * 1e5).astype(np.int64), axis=0, return_inverse=True)
    place = place.ravel()
    total = np.zeros((int(place.max()) + 1, 3))
    for k in range(3):
        np.add.at(total, place[faces[:, k]], face)
    normal = total[place]
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    return np.where(length > 1e-12, normal / np.maximum(length, 1e-12), [0.0, 1.0, 0.0])


def path_tangents(path: Array) -> Array:
    """Unit tangents `(n, 3)` of a polyline; repeated end points inherit their neighbour's."""
    step = np.gradient(path, axis=0)
    length = np.linalg.norm(step, axis=1, keepdims=True)
    return np.asarray(step / np.maximum(length, 1e-12))


def icosphere(subdivisions: int = 1) -> tuple[Array, NDArray[np.int64]]:
    """Unit sphere from a subdivided icosahedron: positions `(n, 3)` (also the normals) and faces `(m, 3)`."""
    g = (1 + 5**0.5) / 2
    corner: list[tuple[float, float, float]] = [(-1, g, 0), (1, g, 0), (-1, -g, 0), (1, -g, 0), (0, -1, g), (0, 1, g)]
    corner += [(0, -1, -g), (0, 1, -g), (g, 0, -1), (g, 0, 1), (-g, 0, -1), (-g, 0, 1)]
    p = np.array(corner, float)
    cap = [(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2), (10, 7, 6)]
    rest = [(7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5), (2, 4, 11), (6, 2, 10)]
    f = np.array([*cap, *rest, (8, 6, 7), (9, 8, 1)])
    for _ in range(subdivisions):
        a, b, c = p[f[:, 0]], p[f[:, 1]], p[f[:, 2]]
        n = len(f)
        p = np.concatenate([a, b, c, (a + b) / 2, (b + c) / 2, (c + a) / 2])
        i = np.arange(n)
        ia, ib, ic, ab, bc, ca = (i + k * n for k in range(6))
        f = np.concatenate([np.stack(t, 1) for t in ((ia, ab, ca), (ab, ib, bc), (ca, bc, ic), (ab, bc, ca))])
        p, inverse = np.unique(np.round(p, 9), axis=0, return_inverse=True)
        f = inverse.ravel()[f]
    return p / np.linalg.norm(p, axis=1, keepdims=True), f
