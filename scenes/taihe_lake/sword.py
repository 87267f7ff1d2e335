"""混元试剑, the show: a sword of light comes down on the rock, light breaks out of its cut, water and a crane in ink
run over the stone, and the crane flies off to where the drones take its place.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.effects import Decal, Effects, Lines, Particles, decal_box, emitter_box
from assets.geometry import Geometry
from assets.scene import Floats
from scenes.authoring import Stage, transforms
from scenes.parts.part import part
from scenes.show import figures
from scenes.show.beams import Beams, fading, shafts
from scenes.show.lamps import dim
from scenes.show.landscape import landscape
from scenes.show.pictures import flying_crane
from scenes.show.shapes import Shape
from scenes.taihe_lake.drones import MIDDLE
from scenes.taihe_lake.shijian import BLOCK, FOOT, TURN, VIEWPOINT, cleft_stone
from scenes.taihe_lake.valley import ROCK, SUMMIT

Array = NDArray[np.float64]
START, STRIKE, WATER, CRANE, LEAVES, END = 42.5, 47.2, 49.6, 54.2, 57.6, 62.6
"""Seconds: the sword appears, strikes, water runs, the crane comes, leaves the rock, has become the drones' crane."""
OPENS = 40.0
"""Seconds: the stop 混元试剑, where the rock is seen and nothing has happened yet."""
TOP = np.array((ROCK[0], FOOT + BLOCK.height, ROCK[1]))
PALE = (0.55, 0.78, 1.0)
AXES = np.array([(math.cos(TURN), 0.0, -math.sin(TURN)), (math.sin(TURN), 0.0, math.cos(TURN))])
"""Along the two cuts."""
HALF = (BLOCK.width / 2, BLOCK.depth / 2)
"""Of the rock along them, metres."""
BLADE = 15.0
"""Length of the sword, metres."""
PROJECTOR = np.array((VIEWPOINT[0] - 3.0, FOOT + 14.0, VIEWPOINT[2] + 6.0))


@part("taihe_lake/sword_trial")
def sword_trial(stage: Stage) -> None:
    """Twenty seconds of sword, light, water and crane at the split rock."""
    timeline = stage.timeline()
    timeline.section("混元试剑", OPENS, END - OPENS)
    sword(stage)
    glowing_cut(stage)
    lamps(stage)
    crane = figures.crane(360)

    def shown(t: float, effects: Effects) -> Effects:
        if not START < t < END:
            return effects
        more = projected(t)
        sparks = (SPARKS, RING) if STRIKE <= t < STRIKE + 3.5 else ()
        return replace(
            effects,
            decals=effects.decals + more,
            particles=effects.particles + sparks,
            lines=effects.lines + rays(t) + (lit_crane(crane, t) if t > LEAVES else ()),
        )

    stage.effects_track(shown)


def swell(t: float, rise: float, full: float, fall: float, gone: float) -> float:
    """0 until `rise`, 1 from `full` to `fall`, 0 from `gone` on; smooth."""
    u = min(max((t - rise) / (full - rise), 0.0), 1.0) * min(max((gone - t) / (gone - fall), 0.0), 1.0)
    return u * u * (3 - 2 * u)


def burst(t: float) -> float:
    """Light out of the cut: a blow that dies away, a glow that stays while the pictures run."""
    if not STRIKE <= t < END:
        return 0.0
    return (
        2.2 * math.exp(-(t - STRIKE) / 0.7)
        + 0.8 * swell(t, STRIKE, STRIKE + 0.1, WATER, WATER + 4)
        + 0.72 * swell(t, STRIKE, STRIKE + 0.1, LEAVES + 1.5, END)
    )


def point(t: float) -> Array:
    """Where the sword's point is: it hangs over the rock, draws back, and falls."""
    hang = 2.5 + 4.0 * swell(t, STRIKE - 1.3, STRIKE - 0.35, STRIKE + 9, STRIKE + 10)
    fall = min(max((t - STRIKE + 0.28) / 0.28, 0.0), 1.0) ** 2
    return np.asarray(TOP + (0.0, hang * (1 - fall) - 11.0 * fall, 0.0))


def sword(stage: Stage) -> None:
    """A straight sword, point down, of light."""
    shine = stage.material("sword", surface="lamp", params=(2.6, 3.0, 0, 0, 0, 0, 0, 0), double_sided=True)
    g = Geometry()
    outline = [(0.0, 0.0), (0.42, 1.6), (0.46, BLADE * 0.70), (-0.46, BLADE * 0.70), (-0.42, 1.6)]
    for ridge in (0.16, -0.16):
        p = np.array(
            [(0.0, 0.0, 0.0), *((x, y, 0.0) for x, y in outline[1:]), (0.0, 1.8, ridge), (0.0, BLADE * 0.70, ridge)]
        )
        faces = [(0, 1, 5), (1, 2, 6), (1, 6, 5), (0, 5, 4), (5, 6, 3), (5, 3, 4)]
        g.add(p, (0, 0, 1 if ridge > 0 else -1), faces, None, (0.75, 0.90, 1.0, 1.0), shine)
    warm = (1.0, 0.62, 0.20, 0.8)
    g.box((0, BLADE * 0.71, 0), (3.3, 0.55, 0.8), shine, warm)
    g.tube([(0, BLADE * 0.71, 0), (0, BLADE * 0.93, 0)], 0.26, 8, shine, (1.0, 0.72, 0.36, 0.55))
    g.ball((0, BLADE * 0.95, 0), 0.55, 12, shine, warm)
    mesh = stage.mesh("sword", g)

    def at(t: float) -> Floats:
        size = swell(t, START, START + 1.2, STRIKE + 1.6, STRIKE + 3.0)
        if size <= 0:
            return HIDDEN
        return transforms(point(t), TURN + 0.6, (size, 1.0, size))

    stage.move(stage.instances(mesh, HIDDEN, layer="no_shadow"), at)


HIDDEN: Floats = transforms((ROCK[0], -60.0, ROCK[1]), 0.0, 1e-3)


def glowing_cut(stage: Stage) -> None:
    """Light that stands between the four blocks while the rock shines from within."""
    stage.vary(
        stage.once(cleft_stone), lambda t, m: replace(m, params=(m.params[0], 0.9 * min(burst(t), 1.5), *m.params[2:]))
    )


def lamps(stage: Stage) -> None:
    """The light that the show throws on rock, trees and people."""
    mouths = [TOP + s * (half - 1.0) * axis for axis, half in zip(AXES, HALF, strict=True) for s in (-1.0, 1.0)]
    low = np.array([(p[0], FOOT + h, p[2]) for p in mouths for h in (5.0, 17.0)])
    cut = stage.lights(low, np.array(PALE) * 28.0, 34.0, radius=2.4, glow=1.1)
    watchers = np.array((0.6 * SUMMIT[0] + 0.4 * ROCK[0], FOOT + 24.0, 0.6 * SUMMIT[1] + 0.4 * ROCK[1]))
    above = stage.lights([TOP + (0, 7, 0), watchers], np.array(PALE) * [[150.0], [260.0]], 40.0, radius=3.0, glow=0.3)
    dim(stage, cut, burst)
    dim(stage, above, lambda t: burst(t) + 0.85 * swell(t, START, START + 1.5, STRIKE, STRIKE + 0.3))
    face = np.asarray(VIEWPOINT) - TOP
    face = np.array((face[0], 0.0, face[2])) / np.hypot(face[0], face[2])
    side = np.array((-face[2], 0.0, face[0]))
    foot = np.array((ROCK[0], FOOT + 0.8, ROCK[1]))
    wash = stage.spot(
        [foot + 19 * face + k * side for k in (-14.0, 0.0, 14.0)],
        [foot + k * side + [0, 17, 0] for k in (-9.0, 0.0, 9.0)],
        np.array((1.0, 0.66, 0.36)) * 430.0,
        angle=0.86,
        range=40.0,
    )
    dim(stage, wash, lambda t: 1.0 - 0.82 * swell(t, STRIKE - 0.2, STRIKE, END - 2.0, END + 2.0))


def projected(t: float) -> tuple[Decal, ...]:
    """The pictures on the stone at t seconds."""
    front = PROJECTOR - TOP + (0.0, 15.0, 0.0)
    box = decal_box(TOP - (0.0, 17.2, 0.0), (front[0], 0.25 * front[1], front[2]), (28.0, 35.0, 27.0))
    out = []
    if (level := swell(t, WATER, WATER + 1.6, CRANE, CRANE + 1.4)) > 0:
        out.append(Decal(landscape(t), box, "light", (20.0, 20.0, 20.0), opacity=level))
    if (level := swell(t, CRANE, CRANE + 1.0, LEAVES + 0.6, LEAVES + 1.6)) > 0:
        height = 0.30 + 0.95 * min(max((t - CRANE - 0.6) / (LEAVES - CRANE), 0.0), 1.2) ** 1.6
        out.append(Decal(flying_crane(t, height), box, "light", (24.0, 22.0, 19.0), opacity=level))
    return tuple(out)


def rays(t: float) -> tuple[Lines, ...]:
    """Light in the haze: the sword's halo and the shaft that it falls along, light that wells out of the cuts, one beam
    from the cross to the sky, the projector's cone."""
    out: tuple[Lines, ...] = ()
    up = np.array((0.0, 1.0, 0.0))
    if (fall := swell(t, START, START + 1.5, STRIKE, STRIKE + 0.4)) > 0:
        beam = Beams(point(t)[None] + [0, 0.9 * BLADE, 0], lambda t: up[None], PALE, 0.5 * fall, 120.0, 2.4)
        hilt = point(t) + BLADE * 0.8 * up
        halo = fading(
            np.array([(point(t), hilt)]), np.array([(3.0, 6.0)]), np.array(PALE) * (0.42 * fall), np.ones((1, 2))
        )
        out += (halo, shafts(beam, t))
    if (level := burst(t)) > 0.02:
        for axis, half in zip(AXES, HALF, strict=True):
            s = np.linspace(-1, 1, 9)[:, None]
            foot = TOP + s * (half - 1.5) * axis - 5.0 * up
            out += (curtain(foot, foot + 9.0 * up, (2.6, 3.6), 0.035 * level),)
            h = np.linspace(1.0, 22.0, 16)[:, None]
            for sign in (-1.0, 1.0):
                foot = np.array((ROCK[0], FOOT, ROCK[1])) + sign * (half - 1.5) * axis + h * up
                way = sign * axis + 0.016 * (h - 8) * up
                out += (curtain(foot, foot + (12.0 + 2.0 * np.sin(h + t)) * way, (3.2, 6.5), 0.018 * level),)
        for width, strength in ((1.0, 1.5), (3.4, 0.42)):
            out += (
                shafts(Beams(TOP[None] - up * 6, lambda t: up[None], PALE, strength * level, 190.0, width, 0.008), t),
            )
    if (level := swell(t, WATER - 0.4, WATER + 0.8, LEAVES, LEAVES + 1.5)) > 0:
        u, v = np.meshgrid(np.linspace(-9.0, 9.0, 4), np.linspace(-25.0, -4.0, 3))
        across = np.cross(up, PROJECTOR - TOP)
        across /= np.linalg.norm(across)
        aim = TOP + u.reshape(-1, 1) * across + v.reshape(-1, 1) * up
        out += (curtain(np.repeat(PROJECTOR[None], len(aim), axis=0), aim, (0.6, 9.0), 0.012 * level),)
    return out


def curtain(foot: Array, end: Array, width: tuple[float, float], strength: float) -> Lines:
    """Soft rays in the haze from `foot` `(n, 3)` to `end`, side by side, each fading to nothing; `strength` is the
    radiance of one at its foot."""
    share = np.tile([1.0, 0.0], (len(foot), 1))
    return fading(np.stack([foot, end], axis=1), np.tile(width, (len(foot), 1)), np.array(PALE) * strength, share)


def lit_crane(crane: Shape, t: float) -> tuple[Lines, ...]:
    """The crane in points of light from the rock's top to where the drones' crane stands."""
    u = min((t - LEAVES) / (END - LEAVES), 1.0)
    way = u * u * (3 - 2 * u)
    a, b = TOP - (0.0, 6.0, 0.0), MIDDLE - (18.0, 0.0, 0.0)
    over = a * (1 - way) + b * way + [0.0, 62.0 * math.sin(math.pi * way**0.7), 0.0]
    span = 24.0 + 126.0 * way**2
    p = figures.crane_at(crane, t, 150.0, 2.4 + 8.6 * way) * (span / 150.0)
    yaw, pitch = 0.69, 1.05 * (1 - way) ** 2 + 0.1
    c, s = math.cos(pitch), math.sin(pitch)
    p = np.stack([p[:, 0] * c - p[:, 1] * s, p[:, 0] * s + p[:, 1] * c, p[:, 2]], axis=1)
    c, s = math.cos(yaw), math.sin(-yaw)
    p = np.stack([p[:, 0] * c + p[:, 2] * s, p[:, 1], -p[:, 0] * s + p[:, 2] * c], axis=1) + over
    ends = np.repeat(np.arange(len(p), dtype=np.uint32)[:, None], 2, axis=1)
    level = swell(t, LEAVES, LEAVES + 0.5, END - 0.9, END)
    rgba = np.c_[crane.color * (7.0 * level), np.full(len(p), level)].astype(np.float32)
    return (Lines(p.astype(np.float32), ends, rgba, 0.5 + 1.2 * way, "metres", soft=True),)


SPARKS = Particles(
    520, life=(0.7, 2.4), transform=emitter_box(TOP, (0, 1, 0), (0.6, 0.4, 0.6)), cone=1.35, speed=(5.0, 26.0),
    drag=0.7,    size=(0.09, 0.03), streak=0.05, start=STRIKE, seed=41,
    colors=((6.0, 7.5, 9.0, 1.0), (4.0, 4.2, 4.0, 1.0), (2.2, 1.1, 0.4, 0.7), (0.6, 0.2, 0.05, 0.0)),
)  # fmt: skip
RING = Particles(
    260, life=(1.2, 3.2), transform=emitter_box(TOP - (0, 26, 0), (0, 1, 0), (11.0, 0.5, 11.0)), shape="disc", cone=1.5,
    speed=(3.0, 13.0), drag=1.2, gravity=(0.0, -0.5, 0.0), size=(0.5, 2.6), blend="alpha", lit=True, soft=1.5,
    start=STRIKE, seed=43, colors=((0.5, 0.55, 0.6, 0.16), (0.5, 0.55, 0.6, 0.10), (0.5, 0.5, 0.5, 0.0)),
)  # fmt: skip
"""Splinters of light at the blow, and the dust that it shakes off."""
