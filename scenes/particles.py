"""Particles that scenes ask for by name: fountains, sparks, fireworks, fireflies. For `Stage.particles`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from assets.effects import Particles, emitter_box
from assets.scene import Vec3


def fountain(
    at: ArrayLike,
    height: float = 3.0,
    spread: float = 0.12,
    rate: float = 1200.0,
    color: Vec3 = (0.75, 0.85, 1.0),
    lit: bool = True,
    seed: int = 0,
) -> Particles:
    """A jet of water from `at` that rises `height` metres and falls back as low as it came from.

    `spread` is the half angle of the jet, `color` the water's reflectance, or with `lit` off its radiance.
    """
    speed = math.sqrt(2 * 9.81 * height)
    flight = 2 * speed / 9.81
    return Particles.stream(
        rate, (0.93 * flight, 0.97 * flight), transform=emitter_box(at, (0, 1, 0), (0.04, 0.04, 0.04)), shape="disc",
        cone=spread, speed=(0.97 * speed, speed), size=(0.012, 0.03), streak=0.03, soft=0.05, lit=lit,
        blend="alpha" if lit else "add", colors=((*color, 0.85), (*color, 0.5), (*color, 0.0)), seed=seed,
    )  # fmt: skip


def sparks(
    at: ArrayLike, direction: Vec3 = (0.0, 1.0, 0.0), rate: float = 150.0, speed: float = 4.0, seed: int = 0
) -> Particles:
    """Glowing splinters, as from a grinder or a fire, thrown along `direction`."""
    return Particles.stream(
        rate, (0.3, 1.1), transform=emitter_box(at, direction, (0.01, 0.01, 0.01)), cone=0.5,
        speed=(0.4 * speed, speed), drag=0.8, size=(0.006, 0.003), streak=0.035, soft=0.02,
        colors=((9.0, 5.0, 1.8, 1.0), (6.0, 1.8, 0.3, 1.0), (1.5, 0.2, 0.02, 0.0)), seed=seed,
    )  # fmt: skip


def firework(
    at: ArrayLike,
    t: float,
    color: Vec3 = (6.0, 2.0, 0.6),
    radius: float = 12.0,
    count: int = 400,
    rise: float = 1.6,
    depth: float = 40.0,
    seed: int = 0,
) -> tuple[Particles, Particles]:
    """A shell that bursts at `at` at t seconds into a ball of about `radius` metres, and its trail from `depth` metres
    below, `rise` seconds before."""
    burst, drag = np.asarray(at, float), 1.4
    pale = 0.5 * color[0] + 2.0, 0.5 * color[1] + 2.0, 0.5 * color[2] + 2.0
    stars = Particles(
        count, life=(1.4, 2.4), transform=emitter_box(burst, (0, 1, 0), (0.1, 0.1, 0.1)),
        speed=(0.85 * radius * drag, radius * drag), drag=drag, gravity=(0.0, -3.0, 0.0), size=(0.09, 0.04),
        streak=0.06, soft=0.5, start=t, seed=seed,
        colors=((*pale, 1.0), (*color, 1.0), (*color, 0.6), (*color, 0.0)),
    )  # fmt: skip
    speed = depth / rise
    trail = Particles(
        1, life=(rise, rise), transform=emitter_box(burst - [0, depth, 0], (0, 1, 0), (1e-3, 1e-3, 1e-3)), cone=0.0,
        speed=(speed, speed), gravity=(0.0, 0.0, 0.0), size=(0.08, 0.03), streak=0.25, start=t - rise, seed=seed,
        colors=((3.0, 1.8, 0.8, 1.0), (2.0, 1.0, 0.4, 0.3)),
    )  # fmt: skip
    return trail, stars


def fireflies(
    middle: ArrayLike,
    size: Vec3,
    count: int = 60,
    color: Vec3 = (0.9, 1.6, 0.25),
    seed: int = 0,
) -> Particles:
    """Fireflies that stray and blink in a box of `size` metres round `middle`."""
    return Particles(
        count, life=(8.0, 14.0), transform=emitter_box(middle, (0, 1, 0), tuple(0.5 * s for s in size)), shape="box",
        speed=(0.0, 0.15), gravity=(0.0, 0.0, 0.0), wander=(0.5, 0.13), size=(0.025, 0.025), twinkle=0.35, soft=0.05,
        colors=((*color, 0.0), (*color, 1.0), (*color, 1.0), (*color, 0.0)), start=-14.0, over=14.0, every=14.0,
        seed=seed,
    )  # fmt: skip
