"""People who walk and carry something on a pole: torso, thighs and shins, feet that stay where they are set down.

    body = bearer(stage, look)
    stride = striding(walk, t, step=0.4)            # walk(t) -> feet (n, 3), yaw (n,)
    stride.torso, stride.thighs, stride.shins        # (n, 3, 4), (2n, 3, 4), (2n, 3, 4)

A foot stands at the place where its owner is in the middle of that step, so it does not slide however the path bends;
the knee follows from hip and foot. Everybody keeps step with the drum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from assets.scene import Floats, Vec3
from assets.transforms import compose
from scenes.authoring import Stage
from scenes.palette import GILT, Palette
from scenes.people import HAIR, SKIN

Array = NDArray[np.float64]
Walk = Callable[[float], tuple[Array, Array]]
"""Where people are on the ground `(n, 3)` and which way they face `(n,)`, yaw about y from +x, at t seconds."""
HIP, LEG, ANKLE, STANCE = 0.88, 0.43, 0.07, 0.09
"""Metres: height of the hips, length of thigh and of shin, height of the ankle, half the distance between the feet."""
GROUNDED = 0.6
"""Share of its cycle that a foot stands."""
STRAW = (0.46, 0.31, 0.13)
POLE = 0.31
"""Metres ahead of the feet that the hands hold the pole."""


@dataclass(frozen=True)
class Body:
    """Mesh ids."""

    torso: int
    thigh: int
    shin: int


@dataclass(frozen=True)
class Costume:
    """Linear colours, whether a wide straw hat is worn over the headband, and how the pole is held."""

    name: str
    tunic: Vec3
    sash: Vec3
    trousers: Vec3
    hat: bool = False
    grips: tuple[float, float] = (1.20, 0.94)
    """Heights of the right and of the left hand, metres."""


COSTUMES = (
    Costume("red", (0.44, 0.035, 0.022), (0.52, 0.31, 0.05), (0.30, 0.26, 0.20)),
    Costume("indigo", (0.035, 0.075, 0.30), (0.50, 0.48, 0.42), (0.025, 0.035, 0.09), True, (1.02, 1.46)),
    Costume("saffron", (0.50, 0.25, 0.03), (0.40, 0.025, 0.015), (0.28, 0.035, 0.02), grips=(0.90, 1.22)),
    Costume("jade", (0.03, 0.25, 0.17), (0.52, 0.31, 0.05), (0.05, 0.05, 0.055), True, (1.36, 1.08)),
)


def bearer(stage: Stage, look: Palette, costume: Costume = COSTUMES[2]) -> Body:
    """A bearer in tunic, sash and headband, both hands on a pole; two levels of detail."""
    cloth = costume.trousers

    def made(name: str, shape: Callable[[int], Geometry]) -> int:
        name = f"{costume.name} {name}"
        far = stage.mesh(f"{name} far", shape(0), cull_pixels=1.5)
        return stage.mesh(name, shape(1), lod=far, lod_pixels=34.0)

    def torso(detail: int) -> Geometry:
        g = _torso(look, costume, detail)
        if costume.hat:
            brim = [(0.0, 1.825), (0.05, 1.80), (0.31, 1.665), (0.31, 1.65), (0.09, 1.70)]
            g.lathe(brim, (0.0, 0, 0), 14 if detail else 7, look.cloth, STRAW)
        return g

    def thigh(detail: int) -> Geometry:
        g = Geometry()
        g.tube([(0, 0.03, 0), (0, -LEG, 0)], [0.098, 0.068], 7 if detail else 4, look.cloth, cloth)
        return g

    def shin(detail: int) -> Geometry:
        g = Geometry()
        g.tube([(0, 0.02, 0), (0, -0.24, 0), (0, -LEG, 0)], [0.07, 0.062, 0.045], 7 if detail else 4, look.cloth, cloth)
        if detail:
            g.tube([(0, -0.25, 0), (0, -LEG, 0)], [0.066, 0.05], 6, look.cloth, (0.30, 0.28, 0.24))
        g.box((0.05, -LEG - 0.03, 0), (0.24, 0.08, 0.09), look.cloth, (0.02, 0.02, 0.025))
        return g

    return Body(made("bearer torso", torso), made("bearer thigh", thigh), made("bearer shin", shin))


def _torso(look: Palette, costume: Costume, detail: int) -> Geometry:
    tunic, sash = costume.tunic, costume.sash
    g, n = Geometry(), 12 if detail else 6
    coat = Geometry()
    coat.lathe(
        [(0.235, 0.58), (0.19, 0.74), (0.155, 0.93), (0.165, 1.10), (0.19, 1.24), (0.185, 1.37), (0.09, 1.45)],
        (0, 0, 0), n, look.cloth, tunic,
    )  # fmt: skip
    belt = Geometry()
    belt.lathe([(0.172, 0.88), (0.178, 0.93), (0.172, 0.99)], (0, 0, 0), n, look.cloth, sash)
    for shape in (coat, belt):
        for part in shape.parts:
            g.add(part.position * [0.74, 1, 1.1], part.normal, part.indices, part.uv, part.color / 255.0, look.cloth)
    for s, grip in zip((1.0, -1.0), costume.grips, strict=True):
        elbow = (0.10, 0.70 + 0.32 * grip, s * 0.27)
        g.tube([(0.0, 1.36, s * 0.19), elbow, (POLE - 0.03, grip, s * 0.03)], [0.066, 0.056, 0.042],
               7 if detail else 4, look.cloth, tunic)  # fmt: skip
        if detail:
            g.ball((POLE, grip, 0.0), 0.05, 8, look.cloth, SKIN)
    head = [(0.0, 1.45), (0.052, 1.47), (0.055, 1.52), (0.086, 1.57), (0.092, 1.635), (0.07, 1.70), (0.0, 1.73)]
    g.lathe(head, (0.02, 0, 0), n, look.cloth, SKIN)
    g.lathe(
        [(0.0, 1.58), (0.094, 1.61), (0.098, 1.665), (0.07, 1.725), (0.0, 1.75)], (-0.008, 0, 0), n, look.cloth, HAIR
    )
    g.lathe([(0.099, 1.628), (0.103, 1.655), (0.099, 1.68)], (0.012, 0, 0), n, look.cloth, sash)
    if detail:
        g.tube([(-0.09, 1.65, 0.01), (-0.17, 1.58, 0.03), (-0.19, 1.44, 0.03)], 0.018, 5, look.cloth, sash)
        g.tube([(0.115, 1.40, -0.03), (0.13, 1.18, 0.02), (0.125, 0.99, 0.0)], 0.012, 5, look.cloth, GILT)
    return g


@dataclass(frozen=True, eq=False)
class Stride:
    """Transforms at one instant: torsos `(n, 3, 4)`, from the feet; thighs and shins `(2n, 3, 4)`, left first."""

    torso: Floats
    thighs: Floats
    shins: Floats


def striding(walk: Walk, t: float, step: float = 0.4) -> Stride:
    """Everybody at t seconds, one step every `step` seconds."""
    at, yaw = walk(t)
    beat = np.pi * t / step
    rise = 0.012 * np.cos(2 * beat)
    torso = _upright(at + [0.0, rise, 0.0], yaw + 0.05 * np.sin(beat))
    legs = [_leg(walk, t, step, at, yaw, rise, side) for side in (0, 1)]
    return Stride(torso, np.concatenate([leg[0] for leg in legs]), np.concatenate([leg[1] for leg in legs]))


def poised(stride: Stride, t: float, seed: Array, step: float = 0.4) -> Stride:
    """The same people, each with a height of their own, leaning and swaying in their own way with what they carry.
    `seed` `(n,)` in [0, 1)."""
    own = 2 * np.pi * (7.0 * seed % 1.0)
    tall = 0.94 + 0.11 * (13.0 * seed % 1.0)
    lean = -0.035 - 0.04 * (5.0 * seed % 1.0) + 0.02 * np.sin(2 * np.pi * t / (4 * step) + own)
    roll = 0.035 * np.sin(np.pi * t / (2 * step) + own)
    a, b, c, d = np.cos(lean), np.sin(lean), np.cos(roll), np.sin(roll)
    zero = 0 * a
    turn = np.stack([a, -b * c, b * d, b, a * c, -a * d, zero, d, c], axis=1).reshape(-1, 3, 3) * tall[:, None, None]
    hip = np.array((0.0, HIP, 0.0))
    local = np.concatenate([turn, (hip - turn @ hip)[:, :, None]], axis=2)
    return Stride(compose(stride.torso, local), stride.thighs, stride.shins)


def footprint(walk: Walk, t: float, step: float, side: int) -> tuple[Array, Array]:
    """Soles `(n, 3)` of the left (0) or right (1) feet at t seconds, and how far each has been swung, 0 to 1."""
    cycle = 2 * step
    turns = (t - side * step) / cycle
    k = np.floor(turns)
    here = _planted(walk, side * step + (k + GROUNDED / 2) * cycle, side)
    if turns - k < GROUNDED:
        return here, np.zeros(len(here))
    s = float(turns - k - GROUNDED) / (1 - GROUNDED)
    there = _planted(walk, side * step + (k + 1 + GROUNDED / 2) * cycle, side)
    p = here + s * s * (3 - 2 * s) * (there - here)
    p[:, 1] += 0.10 * np.sin(np.pi * s)
    return p, np.full(len(here), s)


def _planted(walk: Walk, t: float, side: int) -> Array:
    at, yaw = walk(t)
    across = np.stack([np.sin(yaw), 0 * yaw, np.cos(yaw)], axis=1)
    return np.asarray(at + (STANCE if side else -STANCE) * across)


def _leg(walk: Walk, t: float, step: float, at: Array, yaw: Array, rise: float, side: int) -> tuple[Floats, Floats]:
    """Thigh and shin `(n, 3, 4)` from where the hip and the sole are."""
    ahead = np.stack([np.cos(yaw), 0 * yaw, -np.sin(yaw)], axis=1)
    across = np.stack([np.sin(yaw), 0 * yaw, np.cos(yaw)], axis=1)
    hip = at + [0.0, HIP + rise, 0.0] + (STANCE if side else -STANCE) * across
    ankle = footprint(walk, t, step, side)[0] + [0.0, ANKLE, 0.0]
    down = ankle - hip
    reach = np.linalg.norm(down, axis=1, keepdims=True)
    # a leg does not grow: where the hip has moved on too far, the heel has left the ground
    down *= np.minimum(1.0, 1.995 * LEG / reach)
    reach = np.minimum(reach, 1.995 * LEG)
    bend = ahead - down * (ahead * down).sum(1, keepdims=True) / reach**2
    bend /= np.linalg.norm(bend, axis=1, keepdims=True)
    knee = hip + down / 2 + bend * np.sqrt(LEG**2 - (reach / 2) ** 2)
    return _bone(hip, knee, across), _bone(knee, hip + down, across)


def _bone(start: Array, end: Array, across: Array) -> Floats:
    """Transforms whose -y runs from `start` to `end` and whose z is near `across`."""
    y = start - end
    y /= np.linalg.norm(y, axis=1, keepdims=True)
    x = np.cross(y, across)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    return np.stack([x, y, np.cross(x, y), start], axis=2).astype(np.float32)


def _upright(at: Array, yaw: Array) -> Floats:
    c, s = np.cos(yaw), np.sin(yaw)
    out = np.zeros((len(yaw), 3, 4), np.float32)
    out[:, 0, 0], out[:, 0, 2], out[:, 1, 1], out[:, 2, 0], out[:, 2, 2] = c, s, 1.0, -s, c
    out[:, :, 3] = at
    return out


def held(torso: Floats, height: Array) -> Floats:
    """`(n, 3, 4)` of what is held at the top of upright poles, `height` `(n,)` over the ground."""
    top = np.zeros((len(height), 3, 4), np.float32)
    top[:, 0, 0] = top[:, 1, 1] = top[:, 2, 2] = 1.0
    top[:, 0, 3], top[:, 1, 3] = POLE, height
    return compose(torso, top)
