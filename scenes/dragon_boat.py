"""The dragon boat (龙舟) of 12.4 m: scaled hull, carved head and tail, and the crew's bodies as rigid pieces.

A paddler is a body that leans from the hips and a pair of arms with a paddle that swings from the shoulders; the
drummer has arms of his own. `Stroke` says where they are at any share of the drum's beat.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from assets.scene import Vec3
from scenes.authoring import Stage
from scenes.palette import GILT, Palette
from scenes.people import HAIR, SKIN

Array = NDArray[np.float64]
ROWS = 10
PITCH = 0.76
"""Metres from thwart to thwart."""
FIRST = 3.35
"""x of the foremost thwart"""
SEAT, ASIDE = 0.34, 0.30
SHOULDER = 0.52
"""Height of the shoulders above the seat."""
DRUM = (4.55, 0.0)
WOOD = (0.16, 0.10, 0.055)
BONE = (0.62, 0.55, 0.42)


def _half_beam(u: Array) -> Array:
    """Half the beam at u, -1 (stern) to 1 (bow)."""
    return np.asarray(0.575 * np.clip(1 - np.abs(u) ** 2.8, 0.0, 1) ** 0.8 + 0.02)


def dragon_hull(look: Palette, hue: Vec3, detail: int = 2) -> Geometry:
    """Hull, thwarts, dragon's head and tail, drum: bow along +x, waterline at y = 0. `hue` colours scales and mane."""
    g, n = Geometry(), (45, 25, 13)[2 - detail]
    u = np.linspace(-1, 1, n)
    x, half = 6.2 * u, _half_beam(u)
    sheer = 0.42 + 0.42 * np.abs(u) ** 3.2

    def strake(width: float, y: Array, side: float) -> Array:
        raked = x * np.where(np.abs(u) > 0.8, 1 - 0.09 * (1 - width) * (np.abs(u) - 0.8) / 0.2 * 5, 1.0)
        return np.stack([raked, y, side * half * width], axis=1)

    scales = np.array(hue)
    for side in (-1.0, 1.0):
        low, mid = strake(0.5, 0 * u - 0.22, side), strake(0.93, 0 * u + 0.05 + 0.2 * np.abs(u) ** 3, side)
        rim = strake(1.0, sheer, side)
        g.grid([low, mid], look.lacquer, scales * 0.5, flip=side < 0)
        g.grid([mid, rim], look.lacquer, scales, flip=side < 0)
        g.grid([rim * [1, 1, 0.96], strake(0.8, 0 * u + 0.10, side)], look.lacquer, WOOD, flip=side < 0)
        g.tube(rim, 0.03, 5 if detail > 1 else 3, look.lacquer, GILT)
        if detail > 1:
            for row, lift in enumerate((0.34, 0.55, 0.76)):
                k = np.arange(3 + row % 2, n - 3, 2)
                p = mid[k] + lift * (rim[k] - mid[k]) + [0, 0, side * 0.012]
                g.boxes(p, (0.16, 0.075, 0.012), look.lacquer, GILT if row == 1 else scales * 1.5 + 0.02)
    g.grid([strake(0.8, 0 * u + 0.1, -1.0), strake(0.8, 0 * u + 0.1, 1.0)], look.lacquer, WOOD, flip=True)
    for thwart in FIRST - PITCH * np.arange(ROWS):
        wide = 2 * float(_half_beam(thwart / 6.2))
        g.box((float(thwart), SEAT - 0.03, 0), (0.2, 0.045, wide), look.lacquer, WOOD)
    _head(g, look, scales, detail)
    _tail(g, look, scales, detail)
    drum = Geometry()
    drum.lathe([(0.0, 0.36), (0.22, 0.36), (0.26, 0.5), (0.22, 0.66), (0.0, 0.66)], (DRUM[0], 0, DRUM[1]), 12)
    for part in drum.parts:
        g.add(part.position, part.normal, part.indices, part.uv, (0.30, 0.03, 0.02), look.lacquer)
    g.lathe([(0.0, 0.665), (0.22, 0.665)], (DRUM[0], 0, DRUM[1]), 12, look.lacquer, BONE)
    return g


def _head(g: Geometry, look: Palette, hue: Array, detail: int) -> None:
    """Neck, skull, jaws with teeth, horns, eyes, beard and mane."""
    around = 9 if detail > 1 else 5
    neck = np.array([(5.2, 0.46, 0), (5.85, 0.66, 0), (6.35, 1.0, 0), (6.6, 1.4, 0), (6.8, 1.78, 0)])
    g.tube(neck, [0.08, 0.16, 0.20, 0.18, 0.19], around, look.lacquer, hue)
    g.tube([(6.7, 1.84, 0), (7.05, 1.92, 0), (7.5, 1.82, 0)], [0.25, 0.22, 0.10], around, look.lacquer, hue * 1.15)
    g.tube(
        [(6.78, 1.62, 0), (7.08, 1.58, 0), (7.38, 1.66, 0)],
        [0.15, 0.13, 0.06],
        around,
        look.lacquer,
        (0.34, 0.02, 0.015),
    )
    g.ball((7.5, 1.86, 0), 0.11, 10, look.lacquer, GILT)
    bend = np.linspace(1.4, 3.9, 11 if detail > 1 else 6)
    spine = np.array([np.interp(bend, np.arange(5), axis) for axis in neck.T]).T
    way = np.gradient(spine, axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    for p, w, r in zip(spine, way, np.interp(bend, np.arange(5), (0.08, 0.16, 0.20, 0.18, 0.19)), strict=True):
        # bands of gilded scales, and paler plates on the throat
        g.tube([p - 0.018 * w, p + 0.018 * w], r + 0.012, around, look.lacquer, GILT, caps=False)
        g.box(p + np.array((w[1], -w[0], 0.0)) * (r - 0.01), (0.10, 0.07, 0.16), look.lacquer, (0.50, 0.34, 0.14))
    if detail > 0:
        for s in (-1.0, 1.0):
            brow = [(6.86, 2.02, s * 0.20), (7.05, 2.15, s * 0.19), (7.26, 2.02, s * 0.13)]
            g.tube(brow, [0.02, 0.045, 0.02], 5, look.lacquer, GILT)
            lip = [(6.85, 1.78, s * 0.20), (7.2, 1.76, s * 0.175), (7.52, 1.74, s * 0.05)]
            g.tube(lip, 0.022, 4, look.lacquer, GILT)
            for k in range(3):
                root, tip = (6.74, 1.92 - 0.1 * k, s * 0.2), (6.42 - 0.05 * k, 2.02 - 0.2 * k, s * (0.46 - 0.03 * k))
                g.tube([root, tip], [0.075, 0.006], 4, look.lacquer, (0.75, 0.22, 0.04), caps=False)
        teeth = [(6.98 + 0.1 * k, 1.70, s * 0.10) for k in range(5) for s in (-1, 1)]
        g.boxes(teeth, (0.04, 0.09, 0.03), look.lacquer, BONE)
        for s in (-1.0, 1.0):
            g.ball((7.02, 2.06, s * 0.17), 0.075, 8, look.lacquer, (0.9, 0.85, 0.75))
            g.ball((7.07, 2.07, s * 0.205), 0.04, 8, look.lacquer, (0.02, 0.02, 0.02))
            horn = [(6.72, 2.02, s * 0.14), (6.45, 2.34, s * 0.24), (6.1, 2.46, s * 0.22), (5.9, 2.68, s * 0.30)]
            g.tube(horn, [0.055, 0.045, 0.035, 0.012], 5, look.lacquer, GILT)
            whisker = [(7.45, 1.78, s * 0.1), (7.75, 1.6, s * 0.3), (7.7, 1.34, s * 0.42), (7.95, 1.2, s * 0.5)]
            g.tube(whisker, [0.022, 0.018, 0.014, 0.006], 4, look.lacquer, GILT)
    for k in range(9 if detail > 1 else 4):
        a = k / (8 if detail > 1 else 3)
        along = np.interp(a, (0.0, 0.35, 0.7, 1.0), (1.0, 2.0, 3.0, 4.0))
        foot = np.array([np.interp(along, np.arange(5), axis) for axis in neck.T]) + np.array((-0.1, 0.1, 0.0))
        for s in (-1.0, 0.0, 1.0):
            tip = foot + np.array((-0.34 + 0.12 * a, 0.16 + 0.12 * a, 0.20 * s))
            g.tube([foot, tip], [0.075, 0.006], 4, look.lacquer, (0.75, 0.22, 0.04) if k % 2 else BONE, caps=False)
    if detail > 0:
        for s in (-0.5, 0.0, 0.5):
            g.tube([(7.02, 1.5, 0.2 * s), (6.98, 1.1, 0.3 * s)], [0.05, 0.006], 4, look.lacquer, BONE)


def _tail(g: Geometry, look: Palette, hue: Array, detail: int) -> None:
    """A tail that rises and curls, with fins."""
    a = np.linspace(0, 1, 9 if detail > 1 else 5)
    path = np.stack([-5.7 - 1.25 * a + 0.55 * a**3, 0.6 + 1.6 * a**1.4, 0 * a], axis=1)
    g.tube(path, 0.2 * (1 - a) + 0.03, 8 if detail > 1 else 5, look.lacquer, hue)
    for k in range(1, len(a)):
        fin = path[k] + np.array((-0.3, 0.12, 0.0))
        g.tube([path[k], fin], [0.07, 0.004], 4, look.lacquer, (0.75, 0.22, 0.04), caps=False)


def _torso(g: Geometry, look: Palette, coat: Vec3, n: int) -> None:
    """Hips to head, the hips at the origin, facing +x."""
    shape = Geometry()
    shape.lathe(
        [(0.0, -0.02), (0.165, 0.0), (0.15, 0.2), (0.18, 0.40), (0.175, 0.5), (0.06, 0.58), (0.05, 0.62)], (0, 0, 0), n
    )
    for p in shape.parts:
        g.add(p.position * [0.74, 1, 1.12], p.normal, p.indices, p.uv, coat, look.cloth)
    g.lathe(
        [(0, 0.60), (0.055, 0.63), (0.088, 0.70), (0.09, 0.78), (0.06, 0.85), (0, 0.87)],
        (0.02, 0, 0),
        n,
        look.cloth,
        SKIN,
    )
    g.lathe([(0.0, 0.72), (0.10, 0.74), (0.10, 0.80), (0.06, 0.88), (0, 0.90)], (0.005, 0, 0), n, look.cloth, HAIR)
    band = [(0.098, 0.765), (0.104, 0.775), (0.104, 0.80), (0.098, 0.81)]
    g.lathe(band, (0.008, 0, 0), n, look.cloth, coat)


def paddler(look: Palette, coat: Vec3, detail: int = 2) -> Geometry:
    """Head and trunk of a seated paddler: the hips at the origin."""
    g = Geometry()
    _torso(g, look, coat, 9 if detail > 1 else 5)
    return g


def legs(look: Palette, detail: int = 2) -> Geometry:
    """A seated paddler's legs, the hips at the origin."""
    g, n = Geometry(), 7 if detail > 1 else 4
    for s in (-0.09, 0.09):
        g.tube(
            [(0, 0.02, s), (0.40, 0.12, s), (0.36, -0.22, s)], [0.085, 0.065, 0.05], n, look.cloth, (0.03, 0.03, 0.04)
        )
    return g


def paddle(look: Palette, coat: Vec3, detail: int = 2) -> Geometry:
    """Arms and paddle of a paddler who sits to the right (+z), the shoulders' middle at the origin, at half reach."""
    g, n = Geometry(), 7 if detail > 1 else 4
    top, low = np.array((0.40, 0.12, 0.02)), np.array((0.46, -0.42, 0.30))
    shaft = (low - top) / np.linalg.norm(low - top)
    for shoulder, elbow, hand in (
        (np.array((0.0, 0.0, -0.19)), np.array((0.20, -0.05, -0.20)), top),
        (np.array((0.0, 0.0, 0.19)), np.array((0.22, -0.22, 0.27)), low),
    ):
        g.tube([shoulder, elbow, hand], [0.058, 0.046, 0.034], n, look.cloth, coat)
        g.ball(hand, 0.045, 6, look.cloth, SKIN)
    g.tube([top, low + shaft * 0.34], 0.016, 5, look.lacquer, WOOD)
    g.box(top, (0.03, 0.03, 0.12), look.lacquer, WOOD)
    neck, tip = low + shaft * 0.22, low + shaft * 0.72
    across = np.cross(shaft, (1.0, 0.0, 0.0))
    across /= np.linalg.norm(across)
    for flip in (False, True):
        rows = [
            np.stack([neck - across * 0.03, neck + across * 0.03]),
            np.stack([tip - across * 0.09, tip + across * 0.09]),
        ]
        g.grid(rows, look.lacquer, (0.55, 0.36, 0.14), flip=flip)
    return g


def drumsticks(look: Palette, coat: Vec3, detail: int = 2) -> Geometry:
    """Both arms of the drummer with sticks, the shoulders' middle at the origin, facing +x, hands down on the drum."""
    g, n = Geometry(), 7 if detail > 1 else 4
    for s in (-1.0, 1.0):
        g.tube(
            [(0, 0, s * 0.19), (0.18, -0.18, s * 0.25), (0.32, -0.16, s * 0.13)],
            [0.058, 0.046, 0.034],
            n,
            look.cloth,
            coat,
        )
        g.tube([(0.28, -0.15, s * 0.14), (0.60, -0.24, s * 0.06)], 0.018, 5, look.lacquer, BONE)
    return g


def splash(look: Palette) -> Geometry:
    """Water thrown up by a blade: a ragged crown about 0.3 m high."""
    g, rng = Geometry(), np.random.default_rng(5)
    for k in range(13):
        a = 2 * np.pi * k / 13 + rng.uniform(-0.2, 0.2)
        out, tall = rng.uniform(0.08, 0.22), rng.uniform(0.06, 0.30)
        foot, tip = (
            np.array((0.07 * np.cos(a), 0, 0.07 * np.sin(a))),
            np.array((out * np.cos(a), tall, out * np.sin(a))),
        )
        g.tube([foot, 0.5 * (foot + tip) + [0, 0.06, 0], tip], [0.012, 0.015, 0.003], 3, look.cloth, (0.42, 0.46, 0.52))
    return g


@dataclass(frozen=True)
class Stroke:
    """The crew at a share of the beat, 0 on the drum's stroke, when the blades meet the water. Angles in radians."""

    lean: float
    """of the trunk, forward"""
    swing: float
    """of arms and paddle about the shoulders, forward, against the trunk"""
    lift: float
    """of the paddle sideways out of the water"""
    splash: float
    """height of the water thrown up, 0 to 1"""


DRIVE = 0.45
"""Share of a beat in which the blades pull."""


def stroke(share: float) -> Stroke:
    """Where the crew is; smooth and periodic, with a quick pull and a slower way back."""
    s = share % 1.0
    pulling = s < DRIVE
    u = s / DRIVE if pulling else (s - DRIVE) / (1 - DRIVE)
    eased = u * u * (3 - 2 * u)
    reach = 1 - eased if pulling else eased
    lift = 0.0 if pulling else math.sin(math.pi * u) ** 0.8
    thrown = math.sin(math.pi * min(s / 0.34, 1.0)) if s < 0.34 else 0.0
    return Stroke(0.16 + 0.50 * reach, -0.60 + 1.60 * reach, 0.72 * lift, thrown)


def drum_arm(share: float) -> float:
    """How far the drummer's arms are raised at a share of the beat, radians: down at 0, up in between."""
    s = share % 1.0
    return 1.25 * (math.sin(math.pi * s) ** 2 if s < 0.5 else 1 - ((s - 0.5) / 0.5) ** 3)


def crew_meshes(stage: Stage, look: Palette, coat: Vec3) -> tuple[int, int, int, int, int]:
    """Trunk, legs, arms with paddle for the right and for the left side, arms with drumsticks."""

    def both(name: str, near: Geometry, far: Geometry) -> int:
        return stage.mesh(name, near, lod=stage.mesh(f"{name} far", far), lod_pixels=60.0)

    right, right_far = paddle(look, coat), paddle(look, coat, 0)
    return (
        both("paddler", paddler(look, coat), paddler(look, coat, 0)),
        both("paddler legs", legs(look), legs(look, 0)),
        both("paddle right", right, right_far),
        both("paddle left", _mirrored(right), _mirrored(right_far)),
        both("drumsticks", drumsticks(look, coat), drumsticks(look, coat, 0)),
    )


def _mirrored(shape: Geometry) -> Geometry:
    g, across = Geometry(), np.array((1.0, 1.0, -1.0))
    for p in shape.parts:
        g.add(
            p.position * across, p.normal * across, p.indices.reshape(-1, 3)[:, ::-1], p.uv, p.color / 255.0, p.material
        )
    return g


def hull_mesh(stage: Stage, look: Palette, hue: Vec3) -> int:
    """Three levels of detail; returns the finest."""
    far = stage.mesh("dragon boat far", dragon_hull(look, hue, 0))
    middle = stage.mesh("dragon boat middle", dragon_hull(look, hue, 1), lod=far, lod_pixels=70.0)
    return stage.mesh("dragon boat", dragon_hull(look, hue, 2), lod=middle, lod_pixels=200.0)
