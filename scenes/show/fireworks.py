"""Fireworks over a landscape: rising shells, stars that fall and fade, smoke, and the light they throw on the hills.

    burst(stage, [Shell((60, 110, -300), t=12.0), Shell((90, 120, -320), t=13.5, color=(1, 0.1, 0.05))])

Everything is a closed form of time: stars fly with drag (`assets.effects.Particles`), the flash decays exponentially.
Before the first shell and after the last smoke nothing of it is drawn or lit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.effects import Effects, Particles, emitter_box
from assets.lights import Lights
from assets.scene import Vec3
from scenes.authoring import Stage

Array = NDArray[np.float64]
SMOKE = 7.0
"""Seconds that smoke hangs."""
FLASH = 0.6
"""Seconds in which the light of a burst falls to a third."""
DRAG = 1.3
COLORS = ((1.0, 0.40, 0.08), (1.0, 0.06, 0.03), (0.95, 0.85, 0.7), (0.10, 0.45, 1.0), (0.9, 0.12, 0.55))
"""Gold, red, silver, blue, violet: what shells of one display take in turn."""


@dataclass(frozen=True)
class Shell:
    """A shell that bursts `at` a point (metres) at `t` seconds into a ball of about `radius` metres.

    `color` is linear, 0 to 1; `light` the radiant intensity of the flash, scene units; `seed` makes each one its own.
    """

    at: Vec3
    t: float
    color: Vec3 = (1.0, 0.45, 0.12)
    radius: float = 32.0
    count: int = 420
    rise: float = 2.2
    light: float = 90000.0
    seed: int = 0

    @property
    def start(self) -> float:
        return self.t - self.rise

    @property
    def end(self) -> float:
        return self.t + SMOKE


def parts(shell: Shell) -> tuple[Particles, ...]:
    """The trail, the stars and the smoke of a shell."""
    at = np.asarray(shell.at, float)
    speed = max(at[1], 1.0) / shell.rise
    bright = _scaled(shell.color, 16.0)
    pale = 0.5 * bright[0] + 6.0, 0.5 * bright[1] + 6.0, 0.5 * bright[2] + 6.0
    trail = Particles(
        1, life=(shell.rise, shell.rise), transform=emitter_box(at - [0.0, at[1], 0.0], (0, 1, 0), (1e-3, 1e-3, 1e-3)),
        speed=(speed, speed), cone=0.0, gravity=(0.0, 0.0, 0.0), size=(0.5, 0.25), streak=0.35, start=shell.start,
        colors=((6.0, 3.2, 1.2, 1.0), (2.5, 1.0, 0.3, 0.5)), seed=shell.seed,
    )  # fmt: skip
    stars = Particles(
        shell.count, life=(2.4, 4.0), transform=emitter_box(at, (0, 1, 0), (0.3, 0.3, 0.3)),
        speed=(0.80 * shell.radius * DRAG, shell.radius * DRAG), drag=DRAG, gravity=(0.0, -4.0, 0.0),
        size=(0.42, 0.22), streak=0.12, soft=0.5, start=shell.t, seed=shell.seed,
        colors=((*pale, 1.0), (*bright, 1.0), (*bright, 0.55), (*_scaled(shell.color, 5.0), 0.0)),
    )  # fmt: skip
    smoke = Particles(
        40, life=(0.7 * SMOKE, SMOKE), transform=emitter_box(at, (0, 1, 0), (0.5 * shell.radius,) * 3),
        speed=(1.0, 4.0), drag=0.8, gravity=(0.0, -0.25, 0.0), wind=(1.6, 0.0, 0.4), size=(6.0, 17.0), blend="alpha",
        soft=6.0, start=shell.t, seed=shell.seed + 1,
        colors=((*_scaled(pale, 0.16), 0.0), (*_scaled(shell.color, 0.42), 0.16), (0.16, 0.12, 0.12, 0.08),
                (0.13, 0.10, 0.12, 0.0)),
    )  # fmt: skip
    return trail, stars, smoke


def flash(shells: Sequence[Shell], t: float) -> Lights:
    """The lights of the bursts that shine at t seconds, one for each."""
    lit = [s for s in shells if s.t <= t < s.t + 5 * FLASH]
    if not lit:
        return Lights.none()
    age = np.array([t - s.t for s in lit])
    strength = np.array([s.light for s in lit]) * np.exp(-age / FLASH) * (1 - np.exp(-age / 0.03))
    tint = np.array([np.asarray(s.color) * 0.8 + 0.2 for s in lit])
    return Lights.points(
        [s.at for s in lit], strength[:, None] * tint, 700.0, radius=[0.5 * s.radius for s in lit], moving=True
    )


def burst(stage: Stage, shells: Sequence[Shell]) -> None:
    """Fires the shells on stage: their particles and their light."""
    made = [(shell, parts(shell)) for shell in shells]

    def shown(t: float, effects: Effects) -> Effects:
        now = tuple(p for shell, each in made if shell.start <= t < shell.end for p in each)
        return replace(effects, particles=effects.particles + now) if now else effects

    def lit(t: float, lights: Lights) -> Lights:
        more = flash(shells, t)
        return Lights.concat([lights, more]) if len(more) else lights

    stage.effects_track(shown)
    stage.light_track(lit)


def _scaled(color: Vec3, by: float) -> Vec3:
    return color[0] * by, color[1] * by, color[2] * by
