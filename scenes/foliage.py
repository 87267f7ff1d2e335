"""Leaves and bark over a skeleton, as triangles, at every level of detail. No textures, no alpha.

Vertex colours carry what shading needs: red is the share of the sky a point sees through the crown, green the
leaf's age (0 fresh, 1 old), blue is free, alpha the sway weight. uv is (across -1 to 1, along 0 to 1) on leaves and
metres on bark.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from assets.scene import Primitive
from scenes.plants import Habit, Skeleton

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Shape = tuple[Array, Indices]


@dataclass(frozen=True, eq=False)
class Leaves:
    """n leaves: `base` (n, 3), `frame` (n, 3, 3) with rows across, face and along, `length` (n,) metres,
    `age` (n,) 0 to 1, `light` (n,) the share of the sky they see."""

    base: Array
    frame: Array
    length: Array
    age: Array
    light: Array

    def __len__(self) -> int:
        return len(self.base)

    @property
    def middle(self) -> Array:
        """(n, 3) halfway along each leaf."""
        return np.asarray(self.base + self.frame[:, 2] * self.length[:, None] * 0.5)

    def where(self, keep: NDArray[Any]) -> Leaves:
        """The leaves that `keep` (a mask or indices) chooses."""
        return Leaves(*(getattr(self, f)[keep] for f in ("base", "frame", "length", "age", "light")))

    def cleared(self, points: Array, radius: float) -> Leaves:
        """Without the leaves whose middle is within `radius` of any of `points`."""
        return self.where(np.isinf(cKDTree(points).query(self.middle, distance_upper_bound=radius)[0]))

    def thinned(self, keep: float, grow: float) -> Leaves:
        """Every k-th leaf (evenly, `keep` of them), each `grow` times as long: a coarser crown of like density.

        A leaf keeps its tip and grows backwards, so that the crown keeps its outline.
        """
        part = self.where(np.unique(np.linspace(0, len(self) - 1, max(1, round(keep * len(self)))).astype(int)))
        back = part.frame[:, 2] * (part.length * (grow - 1.0))[:, None]
        return replace(part, base=part.base - back, length=part.length * grow)


def leaves(skeleton: Skeleton, habit: Habit, seed: int, rosette: int = 18, along: int = 4) -> Leaves:
    """`rosette` leaves whorled round every tip and `along` on each thin twig below it, golden angle apart."""
    rng = np.random.default_rng(seed)
    tips = skeleton.tips
    thin = np.setdiff1d(np.flatnonzero(skeleton.radius < 2.6 * habit.twig), tips)
    site = np.concatenate([np.repeat(tips, rosette), np.repeat(thin, along)])
    n = len(site)
    turn = np.concatenate([np.tile(np.arange(rosette), len(tips)), np.tile(np.arange(along), len(thin))]) * 2.39996
    turn = turn + rng.random(len(skeleton.parent))[site] * 6.28 + rng.normal(0.0, 0.3, n)
    twig = skeleton.direction[site]
    a = _unit(np.cross(twig, [0.31, 0.2, 0.93]))
    out = a * np.cos(turn)[:, None] + np.cross(twig, a) * np.sin(turn)[:, None]
    # Outer whorls open wide, inner ones close about the bud; all droop a little with their weight.
    rank = np.concatenate([np.tile(np.linspace(0, 1, rosette), len(tips)), np.zeros(len(thin) * along)])[:, None]
    heading = _unit(twig * (0.25 + 0.75 * rank) + out * (1.05 - 0.45 * rank) + [0.0, 0.10, 0.0])
    heading = _unit(heading + rng.normal(0.0, 0.16, (n, 3)))
    facing = twig * 0.8 + np.array([0.0, 0.55, 0.0]) - out * 0.25 + rng.normal(0.0, 0.28, (n, 3))
    across = _unit(np.cross(facing, heading))
    frame = np.stack([across, np.cross(heading, across), heading], axis=1)
    back = rng.random(n)[:, None] * habit.step * np.where(rank > 0, 0.5, 1.0)
    base = skeleton.position[site] - twig * back * (1.0 - rank)
    order = rng.permutation(n)
    fresh = np.clip(1.05 - rank[:, 0] + rng.normal(0.0, 0.18, n), 0.0, 1.0)
    parts = Leaves(base, frame, rng.uniform(0.095, 0.145, n) * (1 - 0.35 * rank[:, 0]), fresh, np.ones(n))
    parts = parts.where(order)
    return replace(parts, light=sky_light(parts.middle, parts.middle))


def sky_light(cloud: Array, at: Array, cover: float = 0.10) -> Array:
    """Share of the sky (n,) that points `at` see through a cloud of leaves: transmittance marched through a grid
    of leaf counts along fourteen directions of the upper hemisphere. `cover` is the share of a 16 cm cell's section
    that one leaf hides: 5 % by area, twice that because a real crown holds twice the leaves drawn."""
    cell = 0.16
    low = cloud.min(axis=0) - 3 * cell
    shape = np.ceil((cloud.max(axis=0) - low) / cell).astype(int) + 4
    count = np.zeros(shape)
    np.add.at(count, tuple(((cloud - low) / cell).astype(int).T), 1.0)
    rings = ((0.15, 6), (0.6, 5), (0.9, 3))
    rays = [
        (
            np.cos(6.2832 * (k + 0.5 * i) / m) * (1 - y * y) ** 0.5,
            y,
            np.sin(6.2832 * (k + 0.5 * i) / m) * (1 - y * y) ** 0.5,
        )
        for i, (y, m) in enumerate(rings)
        for k in range(m)
    ]
    total, weight = np.zeros(len(at)), 0.0
    for ray in np.array(rays):
        depth = np.zeros(len(at))
        for distance in np.arange(0.14, 1.7, cell):
            index = ((at + ray * distance - low) / cell).astype(int)
            inside = ((index >= 0) & (index < shape)).all(axis=1)
            depth[inside] += count[tuple(index[inside].T)]
        total += (0.3 + ray[1]) * np.exp(-cover * depth)
        weight += 0.3 + ray[1]
    return np.asarray(total / weight)


def leaf_shape(stations: int, broad: float = 0.175) -> Shape:
    """One obovate leaf of length 1 along z, folded along its midrib and bent down: `(v, 5)` x y z u v, faces.

    4 * stations triangles with `stations` inner cross-sections; 0 is a folded diamond of two triangles. `broad` is half
    its width: a coarse leaf that stands for a tuft is broader.
    """
    if stations == 0:
        v = np.array(
            [[0, 0, 0, 0, 0], [-broad, 0.03, 0.55, -1, 0.55], [0, -0.10, 1.0, 0, 1], [broad, 0.03, 0.55, 1, 0.55]]
        )
        return v, np.array([[0, 1, 2], [0, 2, 3]])
    along = np.linspace(0.0, 1.0, stations + 2)[1:-1] if stations > 1 else np.array([0.6])
    width = broad * np.sin(np.pi * along**1.25) ** 0.8
    drop = -0.20 * along**2
    rows = [np.array([0.0, 0.0, 0.0, 0.0, 0.0])]
    for u, w, y in zip(along, width, drop, strict=True):
        rows += [
            np.array([-w, y + 0.32 * w, u, -1.0, u]),
            np.array([0, y, u, 0, u]),
            np.array([w, y + 0.32 * w, u, 1.0, u]),
        ]
    rows.append(np.array([0.0, -0.20, 1.0, 0.0, 1.0]))
    tip = len(rows) - 1
    faces = [(0, 1, 2), (0, 2, 3)]
    for k in range(stations - 1):
        a, b = 1 + 3 * k, 4 + 3 * k
        faces += [(a, b, b + 1), (a, b + 1, a + 1), (a + 1, b + 1, b + 2), (a + 1, b + 2, a + 2)]
    last = tip - 3
    faces += [(last, tip, last + 1), (last + 1, tip, last + 2)]
    return np.array(rows), np.array(faces)


def leaf_mesh(crown: Leaves, shape: Shape, material: int, heart: Array, round_off: float, reach: float) -> Primitive:
    """Every leaf as `shape`. Normals lean by `round_off` (0 to 1) towards the crown's own roundness about `heart`,
    so that a coarse crown is shaded like a fine one; `reach` is the radius at which a leaf sways in full."""
    template, faces = shape
    k, n = len(template), len(crown)
    size = crown.length[:, None, None]
    local = template[None, :, :3] * size
    position = crown.base[:, None] + np.einsum("nvi,nij->nvj", local, crown.frame)
    tilt = np.stack([-0.45 * template[:, 3], np.ones(k), 0.4 * template[:, 4]], axis=1)
    normal = np.einsum("vi,nij->nvj", _unit(tilt), crown.frame)
    outward = _unit(position - heart)
    side = np.sign(np.einsum("nvi,nvi->nv", normal, outward) + 1e-9)[..., None]
    # The rounded part keeps the side of the leaf that faces out, so its lower face still faces in.
    normal = _unit(normal * (1 - round_off) + side * outward * round_off)
    sway = np.clip(np.linalg.norm(position - heart * [1, 0, 1], axis=2) / reach, 0, 1) ** 2
    color = np.stack(np.broadcast_arrays(crown.light[:, None], crown.age[:, None], 1.0, sway), axis=2)
    uv = np.broadcast_to(template[None, :, 3:], (n, k, 2))
    indices = (faces[None] + (np.arange(n) * k)[:, None, None]).ravel()
    return primitive(position, normal, indices, uv, color, material)


def bark(
    skeleton: Skeleton, material: int, sides: int, thinnest: float, light: Array, reach: float, flare: float = 0.7
) -> Primitive:
    """Tapered tubes round every branch thicker than `thinnest` metres; `light` (n,) is the sky each node sees;
    the foot of a trunk is thicker by the share `flare`.

    A branch continues its parent's ring where it is the thickest child; elsewhere it starts its own ring inside.
    """
    position, parent, radius = skeleton.position, skeleton.parent, skeleton.radius
    direction, heir = skeleton.direction, skeleton.heir
    onward = np.where((heir >= 0)[:, None], direction[np.maximum(heir, 0)], direction)
    tangent = _unit(direction + onward)
    side = np.zeros_like(position)
    side[0] = (1.0, 0.0, 0.0)
    for i in range(1, len(parent)):  # parallel transport: no twist along a branch
        s = side[parent[i]] - tangent[i] * float(side[parent[i]] @ tangent[i])
        side[i] = s / max(float(s @ s) ** 0.5, 1e-6)
    swell = 1.0 + flare * np.exp(-np.maximum(position[:, 1], 0.0) / 0.07)
    angle = np.linspace(0.0, 2 * np.pi, sides + 1)
    uv_height = np.linalg.norm(position - position[np.maximum(parent, 0)], axis=1)
    for i in range(1, len(parent)):
        uv_height[i] += uv_height[parent[i]]

    def ring(node: Indices, thickness: Array) -> tuple[Array, Array]:
        other = np.cross(tangent[node], side[node])
        around = side[node][:, None] * np.cos(angle)[None, :, None] + other[:, None] * np.sin(angle)[None, :, None]
        return position[node][:, None] + around * (thickness * swell[node])[:, None, None], around

    node = np.flatnonzero((radius > thinnest) & (parent >= 0))
    start = parent[node]
    continues = heir[start] == node
    p0, n0 = ring(start, np.where(continues, radius[start], radius[node] * 1.15))
    p1, n1 = ring(node, radius[node])
    both, m = np.stack([start, node], axis=1), len(node)
    grid = np.arange(2 * (sides + 1)).reshape(2, sides + 1)
    a, b, c, d = grid[0, :-1], grid[0, 1:], grid[1, :-1], grid[1, 1:]
    faces = np.stack([a, b, d, a, d, c], axis=1).reshape(-1, 3)
    indices = (faces[None] + (np.arange(m) * grid.size)[:, None, None]).ravel()
    round_about = angle[None, None, :] * np.maximum(radius[both], 0.01)[:, :, None]
    uv = np.stack(np.broadcast_arrays(round_about, uv_height[both][:, :, None]), axis=3)
    sway = np.clip(np.linalg.norm(position, axis=1) / reach, 0, 1) ** 2
    color = np.stack([light[both], np.ones((m, 2)), np.ones((m, 2)), sway[both]], axis=2)[:, :, None]
    color = np.broadcast_to(color, (m, 2, sides + 1, 4))
    return primitive(np.stack([p0, p1], 1), np.stack([n0, n1], 1), indices, uv, color, material)


def primitive(position: Array, normal: Array, indices: Indices, uv: Array, color: Array, material: int) -> Primitive:
    """Arrays of any leading shape as the data model wants them; `color` (..., 4) is 0 to 1."""
    return Primitive(
        np.ascontiguousarray(position.reshape(-1, 3), np.float32),
        np.ascontiguousarray(normal.reshape(-1, 3), np.float32),
        np.ascontiguousarray(indices, np.uint32),
        material,
        uv=np.ascontiguousarray(uv.reshape(-1, 2), np.float32),
        color=(np.clip(color.reshape(-1, 4), 0, 1) * 255 + 0.5).astype(np.uint8),
    )


def _unit(v: Array) -> Array:
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9))
