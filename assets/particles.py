"""Where particles are: the closed forms of `assets.effects.Particles` over arrays, for sorting, lamps and tests.

The renderer's vertex shader (`particles.vert.glsl`) is the twin of this module.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.effects import Particles

Numbers = NDArray[np.uint32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class State:
    """The particles that live at one instant, n of them."""

    slot: NDArray[np.int64]
    number: NDArray[np.int64]
    """(n,) slot + count * round: what a particle's randomness comes from"""
    age: Doubles
    life: Doubles
    position: Doubles
    """(n, 3) world"""
    velocity: Doubles
    """(n, 3) metres a second, without `wander`"""


def alive(of: Particles, t: float) -> State:
    """The particles of an emitter at t seconds, in order of their slots."""
    slot = np.arange(of.count)
    latest, since = rounds(of, t)
    age = since - of.over * slot / of.count
    before = age < 0
    # what the latest round has not thrown yet still flies from the one before
    age = np.where(before, age + of.every, age)
    round_ = latest - before
    number = slot + of.count * round_
    life = of.life[0] + (of.life[1] - of.life[0]) * randoms(of.seed, number, 1)[0]
    lives = (round_ >= 0) & (age < life) & (t - age < of.stop)
    slot, number, age, life = slot[lives], number[lives], age[lives], life[lives]
    position, velocity = _flight(of, randoms(of.seed, number), age)
    return State(slot, number, age, life, position, velocity)


def rounds(of: Particles, t: float) -> tuple[int, float]:
    """The round that slot 0 is in at t (-1 before the first), and the seconds since that round began."""
    since = t - of.start
    if since < 0 or np.isinf(of.every):
        return (0, since) if since >= 0 else (-1, 0.0)
    latest = int(since // of.every)
    return latest, since - latest * of.every


def _flight(of: Particles, random: Doubles, age: Doubles) -> tuple[Doubles, Doubles]:
    m = np.asarray(of.transform, np.float64)
    local = _birthplace(of.shape, random)
    first = random[4] * (of.speed[1] - of.speed[0]) + of.speed[0]
    y = 1.0 - random[5] * (1.0 - np.cos(min(of.cone, np.pi)))
    ring, turn = np.sqrt(np.maximum(1.0 - y * y, 0.0)), 2 * np.pi * random[6]
    way = np.stack([ring * np.cos(turn), y, ring * np.sin(turn)], axis=1)
    v = first[:, None] * (way @ axes_of(of).T)
    d, a = max(of.drag, 1e-6), age[:, None]  # so small that it is none
    e = -np.expm1(-d * a) / d
    force = d * np.asarray(of.wind) + np.asarray(of.gravity)
    position = local @ m[:, :3].T + m[:, 3] + v * e + force * (a - e) / d
    reach, often = of.wander
    phase = 2 * np.pi * (random[7:10].T + often * a * np.array([1.0, 0.73, 1.21]))
    position += reach * (np.sin(phase) - np.sin(2 * np.pi * random[7:10].T))
    velocity = v * np.exp(-d * a) + force * e
    return position, velocity


def axes_of(of: Particles) -> Doubles:
    """(3, 3) the emitter's turn without its scale; one shrunk to a point is not turned."""
    m = np.asarray(of.transform, np.float64)[:, :3]
    length = np.linalg.norm(m, axis=0)
    return np.asarray(m / length) if (length > 0).all() else np.eye(3)


def _birthplace(shape: str, random: Doubles) -> Doubles:
    a, b, c = random[1:4]
    if shape == "box":
        return np.asarray(2 * np.stack([a, b, c], axis=1) - 1)
    turn = 2 * np.pi * a
    if shape == "disc":
        r = np.sqrt(b)
        return np.stack([r * np.cos(turn), 0 * r, r * np.sin(turn)], axis=1)
    y, r = 2 * b - 1, np.cbrt(c)
    ring = np.sqrt(np.maximum(1 - y * y, 0))
    return np.asarray(r[:, None] * np.stack([ring * np.cos(turn), y, ring * np.sin(turn)], axis=1))


def randoms(seed: int, number: NDArray[np.int64], count: int = 12) -> Doubles:
    """(count, n) numbers in [0, 1), 24 bits each, of particles by their numbers: PCG3D (Jarzynski and Olano 2020)."""
    out = []
    for k in range(-(-count // 3)):
        out += list(pcg3d(number.astype(np.uint32), np.uint32(seed & 0xFFFFFFFF), np.uint32(k)))
    return np.stack(out[:count]).astype(np.float64) * (1 / 16777216)


def pcg3d(x: Numbers, y: np.uint32, z: np.uint32) -> tuple[Numbers, Numbers, Numbers]:
    """Three words of 24 random bits for each x."""
    with np.errstate(over="ignore"):
        a, b = np.uint32(1664525), np.uint32(1013904223)
        x, u, w = x * a + b, np.full_like(x, y * a + b), np.full_like(x, z * a + b)
        x = x + u * w
        u = u + w * x
        w = w + x * u
        x, u, w = (v ^ (v >> np.uint32(16)) for v in (x, u, w))
        x = x + u * w
        u = u + w * x
        w = w + x * u
    eight = np.uint32(8)
    return x >> eight, u >> eight, w >> eight
