"""Fireworks over a landscape: rising shells, stars that fall and fade, smoke, and the light they throw on the hills.

    burst(stage, [Shell((60, 110, -300), t=12.0), Shell((90, 120, -320), t=13.5, color=(1, 0.1, 0.05), kind="willow")])

Everything is a closed form of time: stars fly with drag (`assets.effects.Particles`), the flash decays exponentially.
Before the first shell and after the last smoke nothing of it is drawn or lit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assets.effects import Effects, Particles, emitter_box
from assets.lights import Lights
from assets.particles import alive
from assets.scene import Vec3
from scenes.authoring import Stage

Array = NDArray[np.float64]
Kind = Literal["peony", "pistil", "willow", "crossette"]
SMOKE = 7.0
"""Seconds that smoke hangs."""
FLASH = 0.6
"""Seconds in which the light of a burst falls to a third."""
LAST = 3.0
"""Flashes until a burst lights nothing any more."""
DRAG = 1.3
SPLIT = 0.95
"""Seconds until the comets of a crossette break."""
COLORS = ((1.0, 0.40, 0.08), (1.0, 0.06, 0.03), (0.95, 0.85, 0.7), (0.10, 0.45, 1.0), (0.9, 0.12, 0.55))
"""Gold, red, silver, blue, violet: what shells of one display take in turn."""
GOLD: Vec3 = (1.0, 0.46, 0.13)


@dataclass(frozen=True)
class Shell:
    """A shell that bursts `at` a point (metres) at `t` seconds into a ball of about `radius` metres.

    `color` is linear, 0 to 1; `light` the radiant intensity of the flash, scene units, which comes from a cloud of
    `cloud` metres about the burst (None: half its radius); `seed` makes each one its own.

    A peony is a ball of stars; one with a pistil has a smaller ball of gold in its heart; a willow's stars burn long
    and hang down in trails; a crossette's comets break crosswise.
    """

    at: Vec3
    t: float
    color: Vec3 = (1.0, 0.45, 0.12)
    radius: float = 32.0
    count: int = 420
    rise: float = 2.2
    light: float = 90000.0
    seed: int = 0
    kind: Kind = "peony"
    cloud: float | None = None

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
    trail = Particles(
        1, life=(shell.rise, shell.rise), transform=emitter_box(at - [0.0, at[1], 0.0], (0, 1, 0), (1e-3, 1e-3, 1e-3)),
        speed=(speed, speed), cone=0.0, gravity=(0.0, 0.0, 0.0), size=(0.5, 0.25), streak=0.35, start=shell.start,
        colors=((6.0, 3.2, 1.2, 1.0), (2.5, 1.0, 0.3, 0.5)), seed=shell.seed,
    )  # fmt: skip
    pale = _pale(shell.color, 0.16)
    smoke = Particles(
        36, life=(0.7 * SMOKE, SMOKE), transform=emitter_box(at, (0, 1, 0), (0.55 * shell.radius,) * 3),
        speed=(1.0, 4.0), drag=0.5, gravity=(0.0, -0.15, 0.0), wind=(4.5, 0.3, 1.2), wander=(2.0, 0.12),
        size=(7.0, 22.0), blend="alpha", soft=8.0, start=shell.t, seed=shell.seed + 1,
        colors=((*pale, 0.0), (*_scaled(shell.color, 0.46), 0.14), (0.10, 0.09, 0.10, 0.07), (0.07, 0.07, 0.08, 0.0)),
    )  # fmt: skip
    return trail, *STARS[shell.kind](shell), smoke


def _peony(shell: Shell) -> tuple[Particles, ...]:
    bright = _scaled(shell.color, 16.0)
    return (
        Particles(
            shell.count, life=(2.4, 4.0), transform=_box(shell.at), speed=_speed(shell.radius, DRAG), drag=DRAG,
            gravity=(0.0, -4.0, 0.0), size=(0.42, 0.22), streak=0.12, soft=0.5, start=shell.t, seed=shell.seed,
            colors=((*_pale(shell.color), 1.0), (*bright, 1.0), (*bright, 0.55), (*_scaled(shell.color, 5.0), 0.0)),
        ),
    )  # fmt: skip


def _pistil(shell: Shell) -> tuple[Particles, ...]:
    heart = replace(
        shell, color=GOLD if shell.color[2] > 0.2 else (0.5, 0.7, 1.0), radius=0.42 * shell.radius,
        count=shell.count // 3, seed=shell.seed + 5,
    )  # fmt: skip
    return *_peony(shell), *_peony(heart)


def _willow(shell: Shell) -> tuple[Particles, ...]:
    """Few slow stars, each followed by paler ones on the same path, a little later: its trail."""
    drag, count, echoes = 1.55, max(shell.count // 3, 1), 8
    bright, dim = _scaled(shell.color, 9.0), _scaled(shell.color, 3.2)
    head = Particles(
        count, life=(4.2, 5.6), transform=_box(shell.at), speed=_speed(1.05 * shell.radius, drag), drag=drag,
        gravity=(0.0, -5.2, 0.0), size=(0.30, 0.16), streak=0.20, soft=0.5, start=shell.t, seed=shell.seed,
        colors=((*_pale(shell.color), 1.0), (*bright, 1.0), (*dim, 0.8), (*_scaled(shell.color, 1.2), 0.0)),
    )  # fmt: skip

    def echo(k: int) -> Particles:
        colors = tuple((*c[:3], c[3] * 0.72**k) for c in head.colors)
        return replace(head, start=shell.t + 0.17 * k, size=(0.24, 0.18), colors=colors)

    return head, *(echo(k) for k in range(1, echoes))


def _crossette(shell: Shell) -> tuple[Particles, ...]:
    """Comets that fly out together and break into four each."""
    bright = _scaled(shell.color, 15.0)
    comets = Particles(
        16, life=(SPLIT, SPLIT), transform=_box(shell.at), speed=_speed(1.35 * shell.radius, DRAG), drag=DRAG,
        gravity=(0.0, -4.0, 0.0), size=(0.55, 0.45), streak=0.40, soft=0.5, start=shell.t, seed=shell.seed,
        colors=((*_pale(shell.color), 1.0), (*bright, 0.9)),
    )  # fmt: skip
    broken = alive(comets, shell.t + SPLIT - 1e-4)
    crosses = tuple(
        Particles(
            5, life=(1.3, 1.9), transform=emitter_box(p, v, (0.2, 0.2, 0.2)), cone=2.2,
            speed=(0.36 * shell.radius, 0.52 * shell.radius), drag=DRAG, gravity=(0.0, -4.0, 0.0), size=(0.42, 0.2),
            streak=0.30, soft=0.5, start=shell.t + SPLIT, seed=shell.seed + 11 + k,
            colors=((*_pale(shell.color), 1.0), (*bright, 1.0), (*_scaled(shell.color, 5.0), 0.0)),
        )
        for k, (p, v) in enumerate(zip(broken.position, broken.velocity, strict=True))
    )  # fmt: skip
    return comets, *crosses


STARS: Mapping[Kind, Callable[[Shell], tuple[Particles, ...]]] = {
    "peony": _peony, "pistil": _pistil, "willow": _willow, "crossette": _crossette,
}  # fmt: skip


def flash(shells: Sequence[Shell], t: float) -> Lights:
    """The lights of the bursts that shine at t seconds, one for each."""
    lit = [s for s in shells if s.t <= t < s.t + LAST * FLASH]
    if not lit:
        return Lights.none()
    age = np.array([t - s.t for s in lit])
    strength = np.array([s.light for s in lit]) * np.exp(-age / FLASH) * (1 - np.exp(-age / 0.03))
    tint = np.array([np.asarray(s.color) * 0.8 + 0.2 for s in lit])
    cloud = [0.5 * s.radius if s.cloud is None else s.cloud for s in lit]
    return Lights.points([s.at for s in lit], strength[:, None] * tint, 1100.0, radius=cloud, moving=True)


def burst(stage: Stage, shells: Sequence[Shell]) -> None:
    """Fires the shells on stage: their particles and their light."""
    made = [(shell, parts(shell)) for shell in shells]

    def shown(t: float, effects: Effects) -> Effects:
        now = tuple(
            p
            for shell, each in made
            if shell.start <= t < shell.end
            for p in each
            if p.start <= t < p.start + p.life[1]
        )
        return replace(effects, particles=effects.particles + now) if now else effects

    def lit(t: float, lights: Lights) -> Lights:
        more = flash(shells, t)
        return Lights.concat([lights, more]) if len(more) else lights

    stage.effects_track(shown)
    stage.light_track(lit)


def _box(at: Vec3) -> NDArray[np.float32]:
    return emitter_box(at, (0, 1, 0), (0.3, 0.3, 0.3))


def _speed(radius: float, drag: float) -> tuple[float, float]:
    """With which stars come to rest between four fifths of the radius and the whole."""
    return 0.80 * radius * drag, radius * drag


def _pale(color: Vec3, by: float = 1.0) -> Vec3:
    """A burning star's first white."""
    return tuple(by * (8.0 * c + 6.0) for c in color)  # type: ignore[return-value]


def _scaled(color: Vec3, by: float) -> Vec3:
    return color[0] * by, color[1] * by, color[2] * by
