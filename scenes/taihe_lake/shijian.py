"""混元试剑: the split rock on the crest of 太鹤山, its pines and boulders, the terrace and the people who watch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry
from scenes.authoring import Stage, transforms
from scenes.crag import CORNER, QUARTERS, SplitRock, Tablet, boulder, granite, split_rock_mesh
from scenes.glow import Glow
from scenes.groundcover import grass
from scenes.inscription import inscription
from scenes.keeping import kept_meshes
from scenes.palette import AMBER, palette
from scenes.parts.part import part
from scenes.people import crowd, person_meshes
from scenes.pines import masson_pine_mesh
from scenes.taihe_lake.valley import CREST, ROCK, SUMMIT, from_crest, valley

Array = NDArray[np.float64]
BLOCK = SplitRock(20.0, 18.0, 30.0, 1.5, opens=1.3)
WRITING = Path(__file__).parent / "shijianshi.png"
"""试剑石 in running script."""
TURN = 0.10
"""The rock's yaw, radians: the eye of L5 looks at one corner and sees both cuts."""
FOOT = CREST - 0.6
VIEWPOINT = (-266.0, 121.0, -655.0)
"""The eye of L5."""


@part("taihe_lake/split_rock")
def split_rock(stage: Stage) -> None:
    """混元峰 in granite, boulders that have come off it, and pines about it."""
    stone = stage.once(granite)
    tablet = Tablet(2, 2.4, 5.9, 7.5, 18.5, inscription(stage, WRITING))
    rock = split_rock_mesh(stage, replace(BLOCK, tablet=tablet), stage.once(cleft_stone))
    stage.place(rock, (ROCK[0], FOOT, ROCK[1]), yaw=TURN)
    boulders(stage, stone)
    at_its_foot(stage, stone)
    pines(stage)
    rooted(stage)


def cleft_stone(stage: Stage) -> int:
    """The granite of the rock itself, whose cuts the show fills with light."""
    stage.once(granite)
    return stage.material("cleft granite", surface="granite", roughness=0.88, params=(0.6, 0, 0, 0, 0, 0, 0, 0))


def from_rock(x: ArrayLike, z: ArrayLike) -> Array:
    """Metres in plan from the foot of the rock, negative beneath it."""
    x, z = np.asarray(x, float) - ROCK[0], np.asarray(z, float) - ROCK[1]
    c, s = np.cos(TURN), np.sin(TURN)
    u, v = np.abs(c * x - s * z) / (0.52 * BLOCK.width), np.abs(s * x + c * z) / (0.52 * BLOCK.depth)
    return np.asarray(((u**CORNER + v**CORNER) ** (1 / CORNER) - 1) * 0.52 * BLOCK.depth)


def underfoot(x: ArrayLike, z: ArrayLike) -> Array:
    """The share of light that the ground gets where the rock stands on it, 1 a few metres away."""
    return np.asarray(1.0 - 0.72 * np.exp(-np.maximum(from_rock(x, z), 0.0) / 1.7))


def at_its_foot(stage: Stage, stone: int) -> None:
    """Grass and splinters of stone along the line where rock and ground meet."""
    rng, look = np.random.default_rng(231), stage.once(palette)
    a = np.sort(rng.uniform(0, 2 * np.pi, 420))
    reach = np.linspace(4.0, 16.0, 121)
    rays = ROCK + reach[:, None, None] * np.stack([np.cos(a), np.sin(a)], axis=1)
    foot = reach[np.argmax(from_rock(rays[..., 0], rays[..., 1]) > 0.0, axis=0)]
    r = foot + rng.normal(-0.15, 0.35, len(a)) + 1.6 * rng.random(len(a)) ** 3
    x, z = ROCK[0] + r * np.cos(a), ROCK[1] + r * np.sin(a)
    at = np.c_[x, valley()(x, z) - 0.08, z]
    tufts = rng.random(len(a)) < 0.78
    for k, which in enumerate((tufts & (np.arange(len(a)) % 2 == 0), tufts & (np.arange(len(a)) % 2 == 1))):
        mesh = stage.mesh(f"tuft {k}", grass(240 + k, 26, look.leaf, 0.8), cull_pixels=4.0)
        tall = rng.uniform(0.5, 1.25, (which.sum(), 1)) * (1.0, 1.0, 1.0)
        green = np.c_[rng.uniform(0.45, 0.9, (which.sum(), 1)) * (1.0, 1.0, 0.7), rng.random(which.sum())]
        stage.instances(mesh, transforms(at[which], 7.0 * a[which], tall), green, "no_mirror_no_shadow")
    splinter = stage.mesh("splinter", boulder(stone, 227, 1), cull_pixels=4.0)
    size = rng.uniform(0.12, 0.62, ((~tufts).sum(), 1)) ** 1.3 * (1.0, 0.8, 1.0)
    grey = np.c_[np.tile((0.8, 0.8, 0.8), ((~tufts).sum(), 1)), rng.random((~tufts).sum())]
    stage.instances(splinter, transforms(at[~tufts], 9.0 * a[~tufts], size), grey, "no_mirror_no_shadow")


def boulders(stage: Stage, stone: int) -> None:
    rng = np.random.default_rng(211)
    land = valley()
    sizes = [(k, finely) for k in range(3) for finely in (1, 4)]
    made = kept_meshes("boulders", lambda: [boulder(stone, 220 + k, f).primitives() for k, f in sizes], stone, sizes)
    for k in range(3):
        far = stage.mesh(f"boulder {k} far", made[2 * k])
        mesh = stage.mesh(f"boulder {k}", made[2 * k + 1], lod=far, lod_pixels=60.0)
        n = 40
        a, r = rng.uniform(0, 2 * np.pi, n), 15 + 70 * rng.random(n) ** 1.7
        x, z = ROCK[0] + r * np.cos(a), ROCK[1] + r * np.sin(a)
        size = rng.uniform(0.5, 3.4, n) * (0.7 + 0.6 * (r < 30))
        at = np.c_[x, land(x, z) - 0.15 * size, z]
        # none before the stone, where the show's pictures would fall on them
        before = (x - ROCK[0]) * (VIEWPOINT[0] - ROCK[0]) + (z - ROCK[1]) * (VIEWPOINT[2] - ROCK[1]) > 0
        clear = (np.hypot(x - SUMMIT[0], z - SUMMIT[1]) > 20) & ~(before & (r < 23))
        turned = transforms(at, a, np.c_[size, 0.8 * size, size])[clear]
        stage.instances(mesh, turned, np.c_[np.tile((1.0, 1.0, 1.0), (n, 1)), rng.random(n)][clear])


def pines(stage: Stage) -> None:
    rng = np.random.default_rng(223)
    look, land = stage.once(palette), valley()
    n = 240
    a, r = rng.uniform(0, 2 * np.pi, n), 19 + 75 * rng.random(n)
    x, z = ROCK[0] + r * np.cos(a), ROCK[1] + r * np.sin(a)
    keep = (from_crest(x, z) > 13) & (np.hypot(x - SUMMIT[0], z - SUMMIT[1]) > 22)
    # what stands between the eye of L5 and the crest is cleared; pines frame its left
    dx, dz = x - VIEWPOINT[0], z - VIEWPOINT[2]
    bearing = np.degrees(np.arctan2(dx, -dz))
    keep &= (np.hypot(dx, dz) > 110) | (bearing < 98)
    keep &= np.hypot(dx, dz) > 18
    x, z = x[keep], z[keep]
    height = rng.uniform(8, 15, len(x))
    at = np.c_[x, land(x, z) - 0.2, z]
    for k in range(3):
        m = np.arange(len(x)) % 3 == k
        turned = transforms(at[m], a[keep][m], np.c_[height[m], height[m], height[m]])
        stage.instances(
            masson_pine_mesh(stage, look, 300 + k, 0.10 + 0.06 * k),
            turned,
            np.c_[np.ones((m.sum(), 3)), rng.random(m.sum())],
        )


ROOTED = (
    (0, 3.2, 5.6, 4.6), (0, 7.2, 2.8, 3.4), (0, 6.6, 6.6, 2.6), (1, 3.4, 6.6, 5.2), (1, 7.6, 4.4, 3.2),
    (3, 7.4, 3.2, 4.8), (3, 4.2, 6.4, 3.0), (2, 2.2, 6.2, 2.2), (2, 5.6, 6.4, 2.8), (2, 7.2, 2.2, 2.0),
)  # fmt: skip
"""Pines that live on the rock: quarter, metres from its corner along x and z, height."""


def rooted(stage: Stage) -> None:
    """Small pines and shrubs on the tops of the four blocks, the oldest over the cuts."""
    look = stage.once(palette)
    c, s = np.cos(TURN), np.sin(TURN)
    for k in range(2):
        at, height = [], []
        for number, x, z, tall in ROOTED[k::2]:
            y = float(BLOCK.top(number, np.array((x, z)))) - 0.25
            x, z = x * QUARTERS[number][0], z * QUARTERS[number][1]
            at.append((ROCK[0] + c * x + s * z, FOOT + y, ROCK[1] - s * x + c * z))
            height.append(tall)
        size = np.array(height)[:, None] * (1.25, 1.0, 1.25)
        turn = 2.4 * np.arange(len(at)) + k
        mesh = masson_pine_mesh(stage, look, 304 + k, 0.34)
        stage.instances(mesh, transforms(np.array(at), turn, size), np.c_[np.ones((len(at), 3)), np.modf(turn)[0]])


@part("taihe_lake/viewing_terrace")
def terrace(stage: Stage) -> None:
    """Flags between rock and pavilion, lamps along their edge, and people who have come up to see."""
    look, glow = stage.once(palette), stage.once(Glow)
    g = Geometry()
    way = np.subtract(SUMMIT, ROCK)
    middle = np.add(ROCK, way * 0.55)
    with g.at((middle[0], CREST, middle[1]), heading=(float(way[0]), float(way[1]))):
        g.box((0, -0.5, 0), (26, 1.2, 15), look.stone, (0.40, 0.37, 0.33, 0.0))
        for side in (-1, 1):
            g.boxes(
                [(x, 0.55, side * 7.2) for x in np.linspace(-12.6, 12.6, 13)],
                (0.22, 1.0, 0.22),
                look.stone,
                (0.5, 0.47, 0.42, 0),
            )
            g.box((0, 0.95, side * 7.2), (25.4, 0.16, 0.2), look.stone, (0.5, 0.47, 0.42, 0))
        rng = np.random.default_rng(227)
        feet = g.place(np.c_[rng.uniform(-12, 12, 34), np.full(34, 0.1), rng.uniform(-6.4, 6.4, 34)])
        lamps = g.place([(x, 1.1, s * 7.2) for x in np.linspace(-12.6, 12.6, 5) for s in (-1, 1)])
    globe = Geometry()
    globe.ball((0, 0.16, 0), 0.16, 12, look.globe, (*AMBER, 1.0))
    stage.scatter(stage.mesh("terrace lamp", globe, cull_pixels=0.2), lamps, seed=6)
    glow.add(lamps + [0, 0.3, 0], (5.0, 2.3, 0.75), 11.0, 0.4, 0.35)
    stage.place(stage.mesh("viewing terrace", g))
    feet = np.concatenate([feet, at_the_foot(rng)])
    toward = np.arctan2(-(ROCK[1] - feet[:, 2]), ROCK[0] - feet[:, 0])
    crowd(stage, stage.once(person_meshes, look), feet, toward + rng.normal(0, 0.25, len(feet)), 229)


def at_the_foot(rng: np.random.Generator) -> Array:
    """`(n, 3)` of people in twos and threes before the stone, dark against its light; the middle is left free."""
    front = np.arctan2(VIEWPOINT[2] - ROCK[1], VIEWPOINT[0] - ROCK[0])
    groups = front + np.array((-0.95, -0.62, -0.40, 0.36, 0.58, 0.80, 1.05))
    a = np.repeat(groups, 3)[:19] + rng.normal(0, 0.035, 19)
    r = 16.6 + np.repeat(rng.uniform(0, 3.0, 7), 3)[:19] + rng.uniform(0, 0.9, 19)
    x, z = ROCK[0] + r * np.cos(a), ROCK[1] + r * np.sin(a)
    return np.asarray(np.c_[x, valley()(x, z), z])
