"""Granite: a great block cut crosswise into four like a seal stone, and boulders. Metres, standing on y = 0.

Vertex colours are tints; their alpha is how open a place lies to the sky, for `surfaces/granite.glsl`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry, icosphere, vertex_normals
from assets.scene import Primitive
from scenes.authoring import Stage
from scenes.keeping import kept_meshes
from scenes.palette import SURFACES
from scenes.terrain import fbm

Array = NDArray[np.float64]
QUARTERS = ((1, 1), (-1, 1), (-1, -1), (1, -1))
CORNER = 5.4
"""Exponent of the superellipse of the plan: 2 is round, more is squarer."""
LOWER = (0.0, 1.5, 4.0, 2.6)
"""Metres that each quarter is lower than the highest."""
BED = 2.0
"""Metres that a block goes on below y = 0."""


@dataclass(frozen=True)
class Tablet:
    """A smooth face for writing on one quarter: `near` to `far` metres beside the cut along x, from `low` to `high`
    above the foot; `material` takes uv from its upper left corner as one looks at it."""

    quarter: int
    near: float
    far: float
    low: float
    high: float
    material: int


@dataclass(frozen=True)
class SplitRock:
    """A block `width` (x) by `depth` (z) in plan and `height` tall, with gaps of `gap` metres along both axes."""

    width: float = 25.0
    depth: float = 22.0
    height: float = 30.0
    gap: float = 1.4
    seed: int = 3
    opens: float = 0.0
    """By how many times its width a gap is wider at the top than at the foot."""
    tablet: Tablet | None = None

    def shape(self, around: int, levels: int, material: int) -> tuple[Primitive, ...]:
        """All four quarters."""
        g = Geometry()
        for k in range(4):
            g.parts += self.quarter(k, around, levels, material).parts
        return g.primitives()

    def quarter(self, number: int, around: int, levels: int, material: int) -> Geometry:
        """One of the four; `around` and `levels` are how finely it is drawn."""
        sx, sz = QUARTERS[number]
        plan, open_ = self._plan(around)
        arc = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(plan, axis=0).T))])
        w = np.linspace(0, 1, levels)[:, None]
        w = w + 0.055 * np.sin(2 * np.pi * w)  # closer together at foot and brow
        top = self.top(number, plan)[None]
        y = w * (top + BED) - BED
        # strata dip gently and warp; each steps out or in, with a groove where it meets the next
        x0, z0 = plan[None, :, 0] * sx, plan[None, :, 1] * sz
        dip = y + 0.10 * x0 - 0.07 * z0 + 2.2 * fbm((x0 + 40) / 11, (z0 + 40) / 11 + number, self.seed + 9, 2)
        s = arc[None] + 61.0 * number
        rough = 2.0 * (fbm(s / 8, y / 13, self.seed, 3) - 0.5) + 0.7 * (fbm(s / 1.7, y / 2.6, self.seed + 4, 3) - 0.5)
        lines = (s + 6.5 * fbm(s / 15, dip / 19, self.seed + 7, 2)) / 4.1
        bed, edge = self._strata(dip, np.floor(lines + 0.5))
        # beds and joints are open in places and grown together in others
        edge = edge * np.clip(3.2 * fbm(s / 6, dip / 5, self.seed + 17, 2) - 1.0, 0, 1)
        deep = np.clip(3.0 * fbm(s / 5, dip / 11, self.seed + 8, 2) - 0.9, 0, 1)
        joint = deep * np.exp(-(((lines % 1 - 0.5) ** 2) / 0.0030))
        out = rough + bed - 0.45 * edge - 0.8 * joint
        if self.tablet and self.tablet.quarter == number:
            t = self.tablet
            across = np.clip(2.5 * np.minimum(plan[:, 1] - t.near + 0.6, t.far + 0.6 - plan[:, 1]), 0, 1)
            smooth = across[None] * np.clip(1.5 * np.minimum(y - t.low + 0.8, t.high + 0.8 - y), 0, 1)
            out = out * (1 - smooth) - 0.5 * smooth * (plan[None, :, 0] > plan[None, :, 1])
        brow = np.clip((y - top + 4.0) / 4.0, 0, 1)
        profile = 1.05 - 0.05 * np.clip(w / 0.12, 0, 1) + 0.03 * np.sin(np.pi * np.clip(w, 0, 1)) - 0.06 * w**2
        scale = 1 + (profile * (1 - 0.11 * brow**2.2) - 1) * open_[None]
        n = _outward(plan)
        p = plan[None] * scale[..., None] + n[None] * (out * open_[None])[..., None]
        cut = (
            (0.45 * (fbm(s / 1.6, y / 2.0, self.seed + 13, 2) - 0.5))[..., None] * n[None] * (1 - open_)[None, :, None]
        )
        p = np.maximum(p + cut, (self.gap / 2 * (1 + self.opens * np.clip(y / self.height, 0, 1)) - 0.05)[..., None])
        wall = np.stack([p[..., 0] * sx, np.broadcast_to(y, p.shape[:2]), p[..., 1] * sz], axis=2)
        shade = np.clip(0.30 + 0.70 * open_[None] - 0.25 * edge - 0.3 * joint * open_[None], 0.08, 1)
        shade = shade * np.clip(0.45 + y / 5, 0.45, 1)
        g, flip = Geometry(), sx * sz < 0
        g.grid(wall, material, color=_white(shade), flip=not flip)
        self._cap(g, wall[-1], number, material, flip)
        if self.tablet and self.tablet.quarter == number:
            self._write(g, self.tablet, wall, plan, not flip)
        return g

    def _write(self, g: Geometry, tablet: Tablet, wall: Array, plan: Array, flip: bool) -> None:
        """The tablet's sheet, just before the wall `(levels, n, 3)` that it lies on."""
        columns = np.flatnonzero((plan[:, 1] >= tablet.near) & (plan[:, 1] <= tablet.far) & (plan[:, 0] > plan[:, 1]))
        if len(columns) < 2:
            return
        height = wall[:, columns[0], 1]
        rows = np.flatnonzero((height >= tablet.low) & (height <= tablet.high))
        if len(rows) < 2:
            return
        p = wall[rows][:, columns] + [0.05 * np.sign(wall[0, columns[0], 0]), 0.0, 0.0]
        z, y = plan[columns, 1], height[rows]
        u = np.broadcast_to((z[-1] - z) / (z[-1] - z[0]), p.shape[:2])
        v = np.broadcast_to(((y[-1] - y) / (y[-1] - y[0]))[:, None], p.shape[:2])
        g.grid(p, tablet.material, uv=np.stack([u, v], axis=2), flip=flip)

    def top(self, number: int, plan: Array) -> Array:
        """Height `(...)` of a quarter's top at points `(..., 2)` of its quadrant: highest in the middle of the rock."""
        r = ((plan[..., 0] / (self.width / 2)) ** CORNER + (plan[..., 1] / (self.depth / 2)) ** CORNER) ** (1 / CORNER)
        worn = fbm(plan[..., 0] / 5 + 9 * number, plan[..., 1] / 5, self.seed + 51, 3) - 0.5
        return np.asarray(self.height - LOWER[number] - 2.4 * np.minimum(r, 1) ** 3 + 1.6 * worn)

    def _plan(self, around: int) -> tuple[Array, Array]:
        """A quarter's outline `(n, 2)` in its own quadrant, from the middle out along one cut, round, and back along
        the other; and `(n,)` 0 on the cuts, 1 outside."""
        a, b, inner = self.width / 2, self.depth / 2, self.gap / 2
        k = max(around // 4, 3)
        along = np.linspace(0, 1, k, endpoint=False)[:, None]
        turn = np.linspace(0, np.pi / 2, around - 2 * k)
        # a square with round corners: a superellipse
        arc = np.c_[a * np.cos(turn) ** (2 / CORNER), b * np.sin(turn) ** (2 / CORNER)]
        arc = np.maximum(arc, inner)
        first = np.array([inner, inner]) * (1 - along) + arc[0] * along
        last = arc[-1] * (1 - along) + np.array([inner, inner]) * along
        outline = np.concatenate([first, arc, last[1:], [[inner, inner]]])
        near = np.minimum(outline[:, 0], outline[:, 1]) - inner
        return outline, np.clip(near / 1.1, 0, 1) ** 0.7

    def _strata(self, dip: Array, column: Array) -> tuple[Array, Array]:
        """How far the block that joints and beds cut out at each place stands out, metres, and 1 in the grooves
        between beds. `column` numbers the blocks side by side."""
        rng = np.random.default_rng(self.seed)
        edges = np.cumsum(np.r_[-6.0, rng.uniform(2.2, 6.5, 14)])
        layer = np.searchsorted(edges, dip)
        offset = (
            0.30 * rng.uniform(-1, 1, len(edges) + 1)[layer]
            + rng.uniform(-0.62, 0.42, 997)[((column * 131 + layer * 37) % 997).astype(np.int64)]
        )
        away = np.abs(dip[..., None] - edges).min(axis=-1)
        return offset, np.exp(-((away / 0.24) ** 2))

    def _cap(self, g: Geometry, rim: Array, number: int, material: int, flip: bool) -> None:
        """The top over its rim `(n, 3)`: a low dome, cracked and worn."""
        t = np.linspace(0, 1, 10)[:, None, None]
        p = rim[None] * (1 - t) + rim.mean(axis=0) * t
        over = np.minimum(3 * t[..., 0], 1)
        p[..., 1] = rim[None, :, 1] * (1 - over) + self.top(number, np.abs(p[..., [0, 2]])) * over
        g.grid(p, material, color=_white(np.full(p.shape[:2], 0.95)), flip=not flip)


def _white(shade: Array) -> Array:
    return np.concatenate([np.ones((*shade.shape, 3)), shade[..., None]], axis=-1)


def _outward(plan: Array) -> Array:
    """Unit normals `(n, 2)` of an outline that runs counter-clockwise."""
    way = np.gradient(plan, axis=0)
    n = np.stack([way[:, 1], -way[:, 0]], axis=1)
    return np.asarray(n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9))


def granite(stage: Stage, moss: float = 0.6) -> int:
    """The material of rocks; `moss` is how much grows on them, 0 to 1."""
    stage.surfaces(SURFACES)
    return stage.material("granite", surface="granite", roughness=0.88, params=(moss, 0, 0, 0, 0, 0, 0, 0))


def split_rock_mesh(stage: Stage, rock: SplitRock, material: int) -> int:
    """The rock as a mesh with three levels of detail; returns the finest."""
    sizes = ((26, 12, " far", 0.0), (60, 34, " middle", 70.0), (120, 78, "", 230.0))
    made = kept_meshes("split rock", lambda: [rock.shape(*size[:2], material) for size in sizes], rock, material, sizes)
    mesh = -1
    for shape, (_, _, name, pixels) in zip(made, sizes, strict=True):
        mesh = stage.mesh(f"split rock{name}", shape, lod=mesh, lod_pixels=pixels)
    return mesh


def boulder(material: int, seed: int, finely: int = 3) -> Geometry:
    """A boulder about 2 m wide, half in the ground: a ball cut by planes and worn. 20 * 4**finely triangles."""
    rng = np.random.default_rng(seed)
    v, faces = icosphere(finely)
    planes = rng.normal(size=(9, 3))
    planes /= np.linalg.norm(planes, axis=1, keepdims=True)
    r = 1 / np.maximum((v @ planes.T) / rng.uniform(0.62, 1.0, 9), 0.85).max(axis=1)
    r *= 1 + 0.16 * (fbm(v[:, 0] * 2 + v[:, 1] + 9, v[:, 2] * 2 - v[:, 1] + 9, seed, 3) - 0.5)
    p = v * r[:, None] * (1.0, 0.78, 0.9)
    g = Geometry()
    shade = np.clip(0.55 + 0.6 * p[:, 1], 0.25, 1)
    g.add(p, vertex_normals(p, faces), faces, None, np.c_[np.ones((len(p), 3)), shade], material)
    return g
