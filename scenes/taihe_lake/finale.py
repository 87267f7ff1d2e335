"""L7: when the drones are back, fireworks over the bridge and jets of water before it, in time with the music."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.effects import Effects, Particles, emitter_box
from scenes.authoring import Stage
from scenes.particles import fountain
from scenes.parts.part import part
from scenes.show.beams import Beams, throw
from scenes.show.fireworks import COLORS, GOLD, Kind, Shell, burst
from scenes.taihe_lake.cues import MUSIC
from scenes.taihe_lake.drones import DOWN

LIGHTS = ((66.0, 6.0, -548.0), (150.0, 3.0, -590.0), (236.0, 3.0, -560.0), (318.0, 6.0, -500.0))
"""Searchlights on both shores and on rafts between, up the river behind the fireworks."""
LENGTH = 30.0
JETS = 13
TALL = (0.62, 0.86, 0.55, 1.0, 0.7, 1.12, 0.8, 1.2, 0.66, 0.95, 0.58, 0.78, 0.5)
"""How high each jet rises, as a part of its place's height in the fan."""
LAMPS = ((1.0, 0.58, 0.22), (1.0, 0.40, 0.30), (0.42, 0.55, 1.0))
"""What lights the jets from below, from one end of the fan to the other."""
SHELLS = 36
KINDS: tuple[Kind, ...] = ("peony", "willow", "pistil", "crossette", "pistil", "willow", "peony")


@part("taihe_lake/finale")
def finale(stage: Stage) -> None:
    """Fireworks, jets and beams when the drones are back."""
    timeline = stage.timeline()
    timeline.section("鱼灯阵", DOWN, LENGTH)
    burst(stage, shells())
    jets(stage)
    fan = Beams(np.array(LIGHTS), crossing, (0.52, 0.66, 1.0), 0.28, 520.0, 3.0, 0.10)
    lenses = Beams(np.array(LIGHTS), crossing, (0.80, 0.88, 1.0), 4.5, 24.0, 6.5)
    for beams in (fan, lenses):
        throw(stage, beams, DOWN - 2.0, DOWN + LENGTH)


def crossing(t: float) -> np.ndarray:
    """Two pairs of searchlights that open, meet and cross in eight bars' time, the inner ones later."""
    bar = MUSIC.bars(1.0) - MUSIC.bars(0.0)
    phase = 2 * np.pi * t / (8 * bar) + np.array([0.0, 1.1, 1.1, 0.0])
    side = np.array([1.0, 1.0, -1.0, -1.0])
    turn = 0.12 + side * (0.12 + 0.50 * np.sin(phase))
    lift = 1.02 + 0.14 * np.cos(phase)
    return np.stack([np.sin(turn) * np.cos(lift), np.sin(lift), -np.cos(turn) * np.cos(lift)], axis=1)


def shells() -> list[Shell]:
    """Shells from behind the bridge, closer together towards the end."""
    rng = np.random.default_rng(131)
    times = DOWN + 2.4 + 23.0 * (1 - (1 - np.linspace(0, 1, SHELLS)) ** 1.35)
    return [
        Shell(
            (float(x), float(y), -350.0 + float(z)),
            float(t),
            GOLD if KINDS[k % len(KINDS)] == "willow" else COLORS[k % len(COLORS)],
            radius=float(r),
            light=600000.0,
            cloud=170.0,
            seed=700 + 40 * k,
            kind=KINDS[k % len(KINDS)],
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
    """A fan of jets on the lake, lit in colours from below, while the shells burst; on every bar some of them leap, in
    turn, and spray drifts from their tops."""
    x = np.linspace(-6.0, 58.0, JETS)
    tall = (8.0 + 5.0 * np.sin(np.pi * np.linspace(0, 1, JETS))) * TALL
    u = np.linspace(0, len(LAMPS) - 1, JETS)
    hue = np.stack([np.interp(u, np.arange(len(LAMPS)), band) for band in np.array(LAMPS).T], axis=1)

    def jet(k: int, high: float, rate: float, start: float, stop: float) -> Particles:
        r, g, b = (0.42 * float(c) for c in hue[k])
        spray = fountain(place(k), high * float(tall[k]), 0.035, rate, (r, g, b), False, seed=900 + k)
        white = 0.5 * max(r, g, b)
        colors = (
            (2.0 * r + white, 2.0 * g + white, 2.0 * b + white, 0.9),
            (r, g, b, 0.6),
            (0.8 * r, 0.8 * g, 0.8 * b, 0.25),
            (r, g, b, 0.0),
        )
        return replace(spray, size=(0.045, 0.12), streak=0.18, colors=colors, start=start, stop=stop)

    def place(k: int, up: float = 0.1) -> tuple[float, float, float]:
        return float(x[k]), up, -122.0 - 0.35 * float(x[k])

    def mist(k: int, stop: float) -> Particles:
        """Spray that the wind takes from the top of a jet, lit by the jet's own lamp."""
        r, g, b = (0.30 * float(c) for c in hue[k])
        return Particles.stream(
            9.0, (2.0, 3.4), transform=emitter_box(place(k, 0.72 * tall[k]), (0, 1, 0), (0.5, 0.22 * tall[k], 0.5)),
            speed=(0.2, 1.0), drag=0.8, gravity=(0.0, -0.9, 0.0), wind=(1.5, 0.0, 0.4), size=(0.5, 2.1), soft=1.0,
            colors=((r, g, b, 0.0), (r, g, b, 0.10), (r, g, b, 0.0)), start=DOWN - 3.0, stop=stop, seed=960 + k,
        )  # fmt: skip

    end = DOWN + LENGTH - 3.0
    always = tuple(p for k in range(JETS) for p in (jet(k, 1.0, 210.0, DOWN - 3.0, end), mist(k, end)))
    bars = [MUSIC.bars(b) for b in range(41, 100) if MUSIC.bars(b) < end - 2.0]
    leaps = [jet(k, 1.5, 190.0, t, t + 1.6) for b, t in enumerate(bars) for k in range(b % 3, JETS, 3)]

    def shown(t: float, effects: Effects) -> Effects:
        if not DOWN - 3.0 <= t < DOWN + LENGTH + 2.0:
            return effects
        now = tuple(leap for leap in leaps if leap.start <= t < leap.stop + leap.life[1])
        return replace(effects, particles=effects.particles + always + now)

    stage.effects_track(shown)
