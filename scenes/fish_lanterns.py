"""Fish lanterns of the Ou river: paper over bamboo hoops, lit inside, that swim on a pole.

    carp = fish_lantern(stage, "carp")
    shoal = [stage.instances(mesh, at) for mesh, at in zip(carp, swimming(places, t, seed), strict=True)]

A fish is three meshes that hang together: body, waist and tail. It faces +x with its lamp at the origin, where the pole
holds it; its fins sway in the wind. After the fish lantern dance of Qingtian (national intangible heritage, 2008),
whose teams carry the fish of the Ou; the outlines and paints are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.errors import InputError
from assets.geometry import Geometry
from assets.scene import Floats, Vec3
from assets.transforms import compose
from scenes.authoring import Stage

Array = NDArray[np.float64]
Outline = tuple[tuple[float, float], ...]
WAIST, TAIL = -0.22, -0.55
"""x where the body bends: metres from the lamp."""
FORKED: Outline = (
    (0.0, 0.05),
    (-0.22, 0.20),
    (-0.46, 0.36),
    (-0.34, 0.0),
    (-0.46, -0.36),
    (-0.22, -0.20),
    (0.0, -0.05),
)
ROUND: Outline = ((0, 0.05), (-0.16, 0.19), (-0.34, 0.24), (-0.42, 0), (-0.34, -0.24), (-0.16, -0.19), (0, -0.05))


@dataclass(frozen=True)
class Fish:
    """A kind of fish: half heights over and under its middle line from nose to tail, half width, fins, paint, light."""

    over: tuple[float, ...]
    under: tuple[float, ...]
    width: float
    dorsal: Outline
    tail: Outline
    back: Vec3
    side: Vec3
    belly: Vec3
    fins: Vec3
    light: Vec3
    """Radiant intensity of its lamp as it shines through the paper."""


STATIONS = (0.74, 0.62, 0.42, 0.12, WAIST, -0.42, TAIL)
"""x of the hoops, from the nose to where the tail begins."""
KINDS: dict[str, Fish] = {
    "carp": Fish(
        (0.02, 0.14, 0.25, 0.29, 0.22, 0.13, 0.07), (0.03, 0.13, 0.21, 0.24, 0.18, 0.11, 0.06), 0.19,
        ((0.34, 0.26), (0.22, 0.44), (-0.02, 0.42), (-0.30, 0.27), (-0.26, 0.19), (0.10, 0.28)), FORKED,
        (1.0, 0.035, 0.010), (1.0, 0.13, 0.015), (1.0, 0.42, 0.10), (1.0, 0.07, 0.012), (4.6, 1.55, 0.42),
    ),
    "bream": Fish(
        (0.02, 0.15, 0.33, 0.40, 0.30, 0.15, 0.07), (0.02, 0.13, 0.27, 0.33, 0.24, 0.12, 0.06), 0.12,
        ((0.22, 0.40), (0.08, 0.60), (-0.10, 0.50), (-0.28, 0.30), (-0.20, 0.27), (0.10, 0.38)), FORKED,
        (0.14, 0.13, 0.62), (0.82, 0.30, 0.50), (1.0, 0.50, 0.26), (0.95, 0.07, 0.22), (3.6, 1.9, 1.2),
    ),
    "mandarin": Fish(
        (0.02, 0.12, 0.26, 0.30, 0.24, 0.14, 0.08), (0.05, 0.14, 0.22, 0.24, 0.19, 0.12, 0.07), 0.17,
        ((0.40, 0.24), (0.36, 0.42), (0.24, 0.36), (0.16, 0.47), (0.02, 0.38), (-0.10, 0.46), (-0.30, 0.26),
         (-0.20, 0.22), (0.12, 0.28)), ROUND,
        (0.02, 0.30, 0.05), (0.42, 0.50, 0.03), (1.0, 0.66, 0.14), (0.75, 0.28, 0.02), (2.9, 2.5, 0.6),
    ),
    "ayu": Fish(
        (0.02, 0.08, 0.14, 0.17, 0.14, 0.10, 0.06), (0.02, 0.08, 0.13, 0.15, 0.12, 0.09, 0.05), 0.12,
        ((0.16, 0.16), (0.06, 0.32), (-0.10, 0.27), (-0.16, 0.15), (0.02, 0.16)), FORKED,
        (0.01, 0.26, 0.34), (0.16, 0.72, 0.50), (1.0, 0.74, 0.26), (1.0, 0.40, 0.06), (2.4, 2.7, 1.4),
    ),
}  # fmt: skip
PECTORAL: Outline = ((0.06, 0.0), (-0.06, -0.20), (-0.24, -0.30), (-0.20, -0.10), (-0.06, 0.02))
ANAL: Outline = ((0.0, -0.02), (-0.12, -0.18), (-0.22, -0.20), (-0.20, 0.0))


def fish_lantern(stage: Stage, kind: str) -> tuple[int, int, int]:
    """The meshes of body, waist and tail of a kind of KINDS, each in two levels of detail. InputError for another."""
    if kind not in KINDS:
        raise InputError(f"no fish {kind!r}; there are {', '.join(KINDS)}")
    paper = stage.material(
        f"{kind} paper", surface="fish_lantern", params=(1.2, 2.4, 0.25, 0.085, 0, 0, 0, 0), sway=0.05,
        double_sided=True,
    )  # fmt: skip
    fine, coarse = (parts(KINDS[kind], paper, detail) for detail in (1, 0))
    names = (f"{kind} body", f"{kind} waist", f"{kind} tail")
    far = [stage.mesh(f"{name} far", g) for name, g in zip(names, coarse, strict=True)]
    near = [stage.mesh(n, g, lod=f, lod_pixels=26.0) for n, g, f in zip(names, fine, far, strict=True)]
    return near[0], near[1], near[2]


def parts(fish: Fish, paper: int, detail: int = 1) -> tuple[Geometry, Geometry, Geometry]:
    """Body, waist and tail, each with its hinge at the origin (the body: its lamp)."""
    body, waist, tail = Geometry(), Geometry(), Geometry()
    around, along = (20, 4) if detail else (8, 1)
    _skin(body, fish, paper, STATIONS[0], WAIST - 0.03, around, 3 * along)
    _skin(waist, fish, paper, WAIST, TAIL, around, along, WAIST)
    _fin(tail, fish.tail, paper, fish.fins, (0.0, 0.0))
    _fin(body, fish.dorsal, paper, fish.fins, (0.05, 0.1))
    _fin(waist, ANAL, paper, fish.fins, (0.0, -0.04), (0.08, -0.16 * fish.under[3] / 0.24, 0.0))
    for side in (-1.0, 1.0):
        at = (0.36, -0.06, side * fish.width * 0.86)
        _fin(body, PECTORAL, paper, fish.fins, (0.04, 0.0), at, lean=side * 0.9)
        if detail:
            eye = (0.60, 0.045, side * fish.width * 0.60)
            body.ball(eye, 0.05, 10, paper, (1.0, 0.85, 0.55, 0.0))
            body.ball((eye[0] + 0.012, eye[1], eye[2] + side * 0.028), 0.032, 8, paper, (0.0, 0.0, 0.0, 0.0))
    return body, waist, tail


def swimming(at: ArrayLike, t: float, seed: ArrayLike, swing: float = 1.0) -> tuple[Floats, Floats, Floats]:
    """Transforms `(n, 3, 4)` of body, waist and tail for fish held at `at` `(n, 3, 4)`: the carp's tail beat.

    `seed` `(n,)` in [0, 1) is each fish's own; `swing` 0 keeps it straight.
    """
    phase = 2 * np.pi * np.asarray(seed, float) + 2 * np.pi * t / 1.5
    body = compose(np.asarray(at, np.float32), _hinge(0.0, 0.10 * swing * np.sin(phase)))
    waist = compose(body, _hinge(WAIST, 0.30 * swing * np.sin(phase - 0.9)))
    tail = compose(waist, _hinge(TAIL - WAIST, 0.48 * swing * np.sin(phase - 1.8)))
    return body, waist, tail


def _hinge(x: float, angle: Array) -> Floats:
    """Turned by `angle` `(n,)` about the vertical through `x` on the body's axis."""
    c, s = np.cos(angle), np.sin(angle)
    out = np.zeros((len(angle), 3, 4), np.float32)
    out[:, 0, 0], out[:, 0, 2], out[:, 1, 1], out[:, 2, 0], out[:, 2, 2] = c, s, 1.0, -s, c
    out[:, 0, 3] = x
    return out


def _skin(
    g: Geometry, fish: Fish, paper: int, front: float, rear: float, around: int, along: int, hinge: float = 0.0
) -> None:
    """The paper between two places on the body: elliptic hoops, painted from back to belly."""
    x = np.linspace(front, rear, along + 1)
    order = np.argsort(STATIONS)
    stations = np.asarray(STATIONS)[order]
    over, under = (np.interp(x, stations, np.asarray(h)[order]) for h in (fish.over, fish.under))
    wide = fish.width * np.sqrt(np.clip(over / max(fish.over), 0.02, 1.0))
    a = np.linspace(0.0, 2 * np.pi, around + 1)  # from the back over the right side
    up, out = np.cos(a)[None], np.sin(a)[None]
    y = np.where(up > 0, up * over[:, None], up * under[:, None])
    p = np.stack([np.broadcast_to(x[:, None] - hinge, y.shape), y, out * wide[:, None]], axis=2)
    high = np.clip(y / np.maximum(over, under)[:, None], -1.0, 1.0)[..., None]
    paint = np.asarray(fish.side) * (1 - np.abs(high)) + np.where(
        high > 0, np.asarray(fish.back) * high, np.asarray(fish.belly) * -high
    )
    round_it = np.broadcast_to(np.minimum(a, 2 * np.pi - a) * 0.24, y.shape)
    uv = np.stack([np.broadcast_to(x[:, None], y.shape), round_it], axis=2)
    g.grid(p, paper, np.concatenate([paint, np.zeros((*y.shape, 1))], axis=2), uv=uv)


def _fin(
    g: Geometry, outline: Outline, paper: int, color: Vec3, root: tuple[float, float],
    at: Vec3 = (0.0, 0.0, 0.0), lean: float = 0.0,
) -> None:  # fmt: skip
    """A flat fin: a fan of triangles from its root, the rim free to sway; leaning out by `lean` radians about x."""
    o = np.asarray(outline, float)
    flat = np.concatenate([[root], o])
    p = np.stack([flat[:, 0], flat[:, 1] * np.cos(lean), -flat[:, 1] * np.sin(lean)], axis=1) + at
    k = np.arange(1, len(o))
    weight = np.r_[0.25, np.ones(len(o))]
    rays = np.r_[0.0, np.linspace(0.0, 1.0, len(o))]
    g.add(
        p, (0.0, np.sin(lean), np.cos(lean)), np.stack([0 * k, k, k + 1], axis=1), np.c_[flat[:, 0], rays],
        np.c_[np.tile(color, (len(p), 1)), weight], paper,
    )  # fmt: skip
