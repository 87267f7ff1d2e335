"""Standing figures for scale: coats and dresses, limbs and a turned head, idle weight shifts as a function of time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from assets.scene import Floats, Vec3
from scenes.authoring import Placed, Stage
from scenes.palette import Palette

Array = NDArray[np.float64]
SKIN = (0.36, 0.22, 0.16)
HAIR = (0.012, 0.010, 0.010)
WARDROBE: tuple[tuple[int, Vec3], ...] = (
    (0, (0.05, 0.05, 0.07)),
    (0, (0.20, 0.18, 0.15)),
    (1, (0.16, 0.04, 0.04)),
    (1, (0.07, 0.09, 0.15)),
    (2, (0.26, 0.10, 0.12)),
    (2, (0.34, 0.30, 0.22)),
)
"""Stance and coat of each kind of visitor."""


def person(look: Palette, stance: int, coat: Vec3, detail: int = 2) -> Geometry:
    """A figure 1.74 m tall facing +x, feet at the origin. Stance: 0 hands down, 1 at a rail, 2 dress and phone.
    `detail` 0 is for the distance, 3 has a face."""
    g = Geometry()
    n = (16, 10, 6, 4)[3 - detail]
    dark = (0.03, 0.03, 0.04)
    if stance == 2:
        skirt = [(0.03, 0.06), (0.22, 0.40), (0.17, 0.72), (0.115, 0.98)]
        g.lathe(skirt, (0, 0, 0), n, look.cloth, coat)
    for s in (-1, 1):
        leg = [(0.0, 0.04, s * 0.09), (0.015, 0.48, s * 0.095), (0.0, 0.92, s * 0.08)]
        g.tube(leg, [0.05, 0.06, 0.085], n, look.cloth, SKIN if stance == 2 else dark)
        g.box((0.05, 0.035, s * 0.09), (0.25, 0.07, 0.09), look.cloth, (0.15, 0.12, 0.10))
    hem = 0.86 if stance != 1 else 0.70
    torso = [(0.0, hem - 0.02), (0.155, hem), (0.145, 1.02), (0.175, 1.22), (0.185, 1.36), (0.10, 1.445), (0.05, 1.47)]
    body = Geometry()
    body.lathe(torso, (0, 0, 0), n + 2, look.cloth, coat)
    for part in body.parts:
        g.add(part.position * [0.72, 1, 1.12], part.normal, part.indices, part.uv, part.color / 255.0, look.cloth)
    arms = {
        0: [
            ((0.0, 1.36, 0.20), (-0.03, 1.10, 0.245), (0.06, 0.86, 0.22)),
            ((0.0, 1.36, -0.20), (-0.05, 1.10, -0.25), (0.10, 0.95, -0.16)),
        ],
        1: [
            ((0.0, 1.36, 0.20), (0.10, 1.14, 0.26), (0.33, 1.02, 0.16)),
            ((0.0, 1.36, -0.20), (0.10, 1.14, -0.26), (0.33, 1.02, -0.12)),
        ],
        2: [
            ((0.0, 1.36, 0.19), (0.14, 1.14, 0.22), (0.30, 1.36, 0.07)),
            ((0.0, 1.36, -0.19), (-0.02, 1.10, -0.23), (0.10, 0.90, -0.20)),
        ],
    }
    for arm in arms[stance]:
        g.tube(arm, [0.058, 0.047, 0.034], max(n - 2, 4), look.cloth, coat)
        if detail > 2:
            hand(g, look, np.array(arm[-2]), np.array(arm[-1]))
        elif detail > 1:
            g.box(arm[-1], (0.08, 0.07, 0.05), look.cloth, SKIN)
    tilt = 0.03 if stance == 1 else 0.0
    head = [(0.0, 1.46), (0.052, 1.48), (0.055, 1.53), (0.086, 1.58), (0.092, 1.645), (0.07, 1.71), (0.0, 1.74)]
    g.lathe(head, (0.01 + tilt, 0, 0), n, look.cloth, SKIN)
    hair = [
        (0.0, 1.50 if stance == 2 else 1.57),
        (0.092, 1.56 if stance == 2 else 1.61),
        (0.102, 1.66),
        (0.075, 1.73),
        (0.0, 1.76),
    ]
    g.lathe(hair, (-0.022 + tilt, 0, 0), n, look.cloth, HAIR)
    if stance == 2:
        g.box((0.33, 1.41, 0.06), (0.012, 0.15, 0.075), look.cloth, (0.02, 0.02, 0.02))
    if detail > 2:
        face(g, look, 0.01 + tilt, coat)
    return g


def face(g: Geometry, look: Palette, x: float, coat: Vec3) -> None:
    """Brows, eyes, nose, lips, ears and a collar, on a head whose middle is at `x`."""
    collar = np.array(coat) * 0.5 + 0.10
    g.lathe([(0.105, 1.435), (0.072, 1.475), (0.062, 1.475)], (x - 0.01, 0, 0), 12, look.cloth, collar)
    g.tube(
        [(x + 0.082, 1.652, 0), (x + 0.106, 1.612, 0), (x + 0.086, 1.600, 0)],
        [0.008, 0.017, 0.012],
        6,
        look.cloth,
        SKIN,
    )
    lips = np.array(SKIN) * (0.85, 0.42, 0.42)
    g.tube([(x + 0.080, 1.572, -0.022), (x + 0.090, 1.571, 0), (x + 0.080, 1.572, 0.022)], 0.007, 5, look.cloth, lips)
    for s in (-1, 1):
        g.ball((x + 0.074, 1.640, s * 0.034), 0.015, 6, look.cloth, (0.42, 0.38, 0.34))
        g.ball((x + 0.083, 1.640, s * 0.034), 0.009, 6, look.cloth, HAIR)
        brow = [(x + 0.084, 1.664, s * 0.018), (x + 0.079, 1.669, s * 0.038), (x + 0.064, 1.664, s * 0.056)]
        g.tube(brow, 0.006, 4, look.cloth, HAIR)
        g.ball((x - 0.004, 1.622, s * 0.090), 0.022, 6, look.cloth, np.array(SKIN) * 0.85)


def hand(g: Geometry, look: Palette, elbow: Array, wrist: Array) -> None:
    """A loosely closed hand that goes on from the forearm."""
    way = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    g.tube([wrist - 0.01 * way, wrist + 0.05 * way, wrist + 0.12 * way], [0.026, 0.042, 0.022], 8, look.cloth, SKIN)


def person_meshes(stage: Stage, look: Palette) -> tuple[int, ...]:
    """Every kind of visitor, with three levels of detail each."""
    out = []
    for k, (stance, coat) in enumerate(WARDROBE):
        far = stage.mesh(f"person {k} far", person(look, stance, coat, 0))
        middle = stage.mesh(f"person {k} middle", person(look, stance, coat, 2), lod=far, lod_pixels=40.0)
        out.append(stage.mesh(f"person {k}", person(look, stance, coat, 3), lod=middle, lod_pixels=80.0))
    return tuple(out)


@dataclass(frozen=True, eq=False)
class Crowd:
    """People of one kind: feet `(n, 3)`, heading `(n,)` (radians about y from +x), height factor, seed."""

    feet: Array
    yaw: Array
    height: Array
    seed: Array

    def transforms(self, t: float) -> Floats:
        """`(n, 3, 4)`: weight shifting from foot to foot, looking about."""
        phase = 2 * np.pi * self.seed
        a = self.yaw + 0.10 * np.sin(0.37 * t + phase) + 0.05 * np.sin(0.93 * t + 3 * phase)
        lean = 0.016 * np.sin(0.55 * t + 2 * phase)
        nod = 0.010 * np.sin(0.81 * t + 5 * phase)
        c, s = np.cos(a), np.sin(a)
        out = np.zeros((len(a), 3, 4), np.float32)
        out[:, 0, 0], out[:, 0, 1], out[:, 0, 2] = c * self.height, (c * nod + s * lean) * self.height, s * self.height
        out[:, 1, 1] = self.height
        out[:, 2, 0], out[:, 2, 1], out[:, 2, 2] = -out[:, 0, 2], (c * lean - s * nod) * self.height, out[:, 0, 0]
        out[:, :, 3] = self.feet
        return out


def crowd(stage: Stage, meshes: tuple[int, ...], feet: ArrayLike, yaw: ArrayLike, seed: int) -> list[Placed]:
    """People of every kind at `feet` `(n, 3)`, idling; `yaw` is one heading or one each."""
    p = np.asarray(feet, float).reshape(-1, 3)
    n = len(p)
    rng = np.random.default_rng(seed)
    heading = np.broadcast_to(np.asarray(yaw, float), (n,))
    kind = rng.integers(len(meshes), size=n)
    height = rng.uniform(0.92, 1.05, n)
    tone = rng.uniform(0.7, 1.3, (n, 1)) * rng.uniform(0.82, 1.18, (n, 3))
    phase = rng.random(n)
    order = np.argsort(kind, kind="stable")
    people = Crowd(p[order], heading[order], height[order], phase[order])
    everyone = lru_cache(maxsize=2)(people.transforms)
    tint = np.c_[tone * np.ones(3), phase][order]
    placed = []
    for k, mesh in enumerate(meshes):
        first, end = np.searchsorted(kind[order], [k, k + 1])
        if first == end:
            continue
        part = slice(first, end)
        what = stage.instances(mesh, everyone(0.0)[part], tint[part])
        stage.move(what, lambda t, part=part: everyone(t)[part])  # type: ignore[misc]
        placed.append(what)
    return placed
