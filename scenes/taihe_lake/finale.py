"""L7: when the drones are back, fireworks over the bridge and jets of water before it, in time with the music."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.effects import Effects, Particles
from scenes.authoring import Stage
from scenes.particles import fountain
from scenes.parts.part import part
from scenes.show.beams import Beams, swept, throw
from scenes.show.fireworks import COLORS, Shell, burst
from scenes.taihe_lake.cues import MUSIC
from scenes.taihe_lake.drones import DOWN

BRIDGE = ((-44.0, 18.0, -238.0), (166.0, 18.0, -131.0))
"""Ends of the bridge's parapet: the beams stand along it."""
LENGTH = 30.0
JETS = 13
SHELLS = 34
WATER = (0.9, 0.5, 0.24)


@part("taihe_lake/finale")
def finale(stage: Stage) -> None:
    """Fireworks, jets and beams when the drones are back."""
    timeline = stage.timeline()
    timeline.section("鱼灯阵", DOWN, LENGTH)
    burst(stage, shells())
    jets(stage)
    a, b = np.array(BRIDGE)
    feet = a + np.linspace(0.12, 0.72, 8)[:, None] * (b - a)
    fan = Beams(feet, swept(8, sweep=0.22, rise=0.95, fan=1.9, heading=0.1))
    throw(stage, replace(fan, color=(0.55, 0.7, 1.0), width=2.2, strength=0.26), DOWN - 2.0, DOWN + LENGTH)


def shells() -> list[Shell]:
    """Shells from behind the bridge, closer together towards the end."""
    rng = np.random.default_rng(131)
    times = DOWN + 2.4 + 23.0 * (1 - (1 - np.linspace(0, 1, SHELLS)) ** 1.35)
    return [
        Shell(
            (float(x), float(y), -350.0 + float(z)),
            float(t),
            COLORS[k % len(COLORS)],
            radius=float(r),
            seed=700 + 2 * k,
        )
        for k, (t, x, y, z, r) in enumerate(
            zip(
                times,
                rng.uniform(-10, 150, SHELLS),
                rng.uniform(88, 140, SHELLS),
                rng.uniform(-40, 40, SHELLS),
                rng.uniform(30, 52, SHELLS),
                strict=True,
            )
        )
    ]


def jets(stage: Stage) -> None:
    """A fan of jets on the lake, golden, while the shells burst; on every bar some of them leap, in turn."""
    x = np.linspace(-6.0, 58.0, JETS)
    tall = 6.0 + 7.0 * np.sin(np.pi * np.linspace(0, 1, JETS))

    def jet(k: int, high: float, rate: float, start: float, stop: float) -> Particles:
        at = (float(x[k]), 0.1, -122.0 - 0.35 * float(x[k]))
        spray = fountain(at, high * float(tall[k]), 0.05, rate, WATER, False, seed=900 + k)
        return replace(spray, size=(0.09, 0.24), streak=0.09, start=start, stop=stop)

    end = DOWN + LENGTH - 3.0
    always = tuple(jet(k, 1.0, 130.0, DOWN - 3.0, end) for k in range(JETS))
    bars = [MUSIC.bars(b) for b in range(41, 100) if MUSIC.bars(b) < end - 2.0]
    # what leaps turns to mist at the top: drops that hung there when the jet has stopped would read as sparks
    mist = tuple((*WATER, a) for a in (0.9, 0.14, 0.0, 0.0))
    leaps = [
        replace(jet(k, 1.5, 150.0, t, t + 1.6), colors=mist) for b, t in enumerate(bars) for k in range(b % 3, JETS, 3)
    ]

    def shown(t: float, effects: Effects) -> Effects:
        if not DOWN - 3.0 <= t < DOWN + LENGTH + 2.0:
            return effects
        now = tuple(leap for leap in leaps if leap.start <= t < leap.stop + leap.life[1])
        return replace(effects, particles=effects.particles + always + now)

    stage.effects_track(shown)
