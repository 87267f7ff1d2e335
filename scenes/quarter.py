"""A quarter of a town in plan: streets, houses shoulder to shoulder along them, lamps.

Coordinates are u along the front of the quarter and v behind it, metres; a `Site` takes them into the world.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry
from scenes.authoring import Layer, Stage, transforms
from scenes.houses import KINDS, house_kinds
from scenes.keeping import kept_arrays
from scenes.palette import AMBER, IVORY, palette
from scenes.trees import crown_mesh

Array = NDArray[np.float64]
Share = Callable[[Array, Array], Array]
"""At points (u, v), 0 to 1."""
STREET, YARD, DEEPEST = 7.0, 4.0, 12.5
"""Metres: a street's width, the yards between two rows back to back, a row."""
PITCH = STREET + 2 * DEEPEST + YARD
FAR: Layer = "no_mirror_no_shadow"
PLASTERS = np.array(
    (
        (0.62, 0.58, 0.50),
        (0.58, 0.50, 0.40),
        (0.50, 0.42, 0.36),
        (0.55, 0.55, 0.53),
        (0.60, 0.48, 0.42),
        (0.46, 0.50, 0.50),
        (0.64, 0.60, 0.44),
        (0.36, 0.25, 0.21),
    )
)


@dataclass(frozen=True, eq=False)
class Site:
    """Where a quarter stands: `ground` takes u and v `(n,)` to points `(n, 3)` of the world."""

    ground: Callable[[Array, Array], Array]

    def facing(self, u: Array, v: Array) -> Array:
        """Yaws `(n,)` that turn z away from the depth of the quarter."""
        out = self.ground(u, v - 1.0) - self.ground(u, v + 1.0)
        return np.asarray(np.arctan2(out[:, 0], out[:, 2]))


@dataclass(frozen=True, eq=False)
class Plots:
    """Houses: u and v of the middle of their fronts `(n,)`, a half turn or none, their kind in `KINDS`."""

    u: Array
    v: Array
    back: NDArray[np.bool_]
    kind: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Plan:
    """The quarter drawn: its plots and its streets, each `(n, 2)` of (u, v) and how busy it is, 0 to 1."""

    plots: Plots
    streets: tuple[tuple[Array, float], ...]


def plan(length: float, depth: float, built: Share, tall: Share, seed: int, lane: float = 70.0) -> Plan:
    """Rows of houses on streets along u, cut by a lane about every `lane` metres. `built` is the share of plots that
    have a house, `tall` how far towards the middle of the town its kind is chosen."""
    rng = np.random.default_rng(seed)
    cuts = np.cumsum(rng.uniform(0.7, 1.4, int(2 * length / lane) + 2) * lane)
    cuts = cuts[cuts < length - 12]
    u, v, back, kind = [], [], [], []
    lines = np.arange(0.0, depth, PITCH)
    for line in lines:
        for turned, front in ((True, line - STREET / 2), (False, line + STREET / 2)):
            at = float(rng.uniform(0, 4))
            while at < length - 6:
                middle = float(tall(np.array(at), np.array(line)))
                k = int(np.clip(rng.normal(7.6 * middle, 1.5), 0, len(KINDS) - 1))
                w = KINDS[k].width
                hit = cuts[(cuts > at - 3) & (cuts < at + w + 3)]
                if len(hit):
                    at = float(hit[-1]) + 3.6
                    continue
                u.append(at + w / 2)
                v.append(front + (-0.8 if turned else 0.8) * rng.uniform(0.3, 2.2))
                back.append(turned)
                kind.append(k)
                at += w + (0.25 if rng.random() < 0.6 else float(rng.uniform(1.2, 5.0)))
    plots = Plots(np.array(u), np.array(v), np.array(back, bool), np.array(kind, int))
    keep = (plots.v > 0.0) & (rng.random(len(u)) < built(plots.u, plots.v))
    plots = Plots(plots.u[keep], plots.v[keep], plots.back[keep], plots.kind[keep])
    streets = []
    for line in lines[1:]:
        streets += [(part, 0.8) for part in _runs(np.arange(0.0, length, 8.0), line, built)]
    deep = np.arange(0.0, depth, 8.0)
    for cut in cuts:
        streets += [(part[:, ::-1], 0.3) for part in _runs(deep, float(cut), lambda b, a: built(a, b))]
    return Plan(plots, tuple(streets))


def _runs(along: Array, across: float, built: Share) -> list[Array]:
    """The stretches `(n, 2)` of a street that have houses."""
    there = built(along, np.full(len(along), across)) > 0.45
    edges = np.flatnonzero(np.diff(np.r_[False, there, False]))
    return [
        np.c_[along[a:b], np.full(b - a, across)] for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 2
    ]


@dataclass(frozen=True, eq=False)
class Quarter:
    """A plan on its site, in metres of the world."""

    houses: Array
    """(n, 3) middles of the fronts"""
    yaw: Array
    kind: NDArray[np.int64]
    yards: Array
    """(m, 3) where a tree may stand"""
    lamps: Array
    """(l, 3)"""
    kerbs: Array
    """(k, 2, 3) both sides of all streets, one after the other"""
    along: Array
    """(k,) metres along the street"""
    busy: Array
    """(k,) 0 to 1"""

    @property
    def taken(self) -> Array:
        """x and z `(n, 2)` of what stands here."""
        deep = np.c_[np.sin(self.yaw), np.cos(self.yaw)]
        return np.concatenate([self.houses[:, [0, 2]] - 5.0 * deep, self.kerbs.mean(axis=1)[:, [0, 2]]])


def quarter(made: Plan, site: Site, seed: int, spacing: float = 22.0) -> Quarter:
    """The plan laid out on its site: street lamps are `spacing` metres apart."""
    rng = np.random.default_rng(seed)
    p = made.plots
    yaw = site.facing(p.u, p.v) + np.where(p.back, np.pi, 0.0) + rng.normal(0, 0.02, len(p.u))
    behind = p.v + np.where(p.back, -1.0, 1.0) * rng.uniform(12.5, 15.0, len(p.u))
    some = rng.random(len(p.u)) < 0.6
    kerbs, alongs, lamps = [np.zeros((0, 2, 3))], [np.zeros(0)], [np.zeros((0, 3))]
    for line, busy in made.streets:
        half = (STREET if busy > 0.5 else 4.6) / 2
        along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(line, axis=0).T))]
        way = np.gradient(line, axis=0)
        side = np.c_[-way[:, 1], way[:, 0]] / np.linalg.norm(way, axis=1, keepdims=True) * half
        kerbs.append(np.stack([site.ground(*(line + s * side).T) for s in (-1, 1)], axis=1) + [0.0, 0.35, 0.0])
        alongs.append(along)
        spots = np.arange(0.0, along[-1], spacing)
        u, v = (np.interp(spots, along, line[:, i] + 0.8 * side[:, i]) for i in (0, 1))
        lamps.append(site.ground(u, v) + [0.0, 5.2, 0.0])
    return Quarter(
        site.ground(p.u, p.v),
        yaw,
        p.kind,
        site.ground(p.u + rng.uniform(-5, 5, len(p.u)), behind)[some],
        np.concatenate(lamps),
        np.concatenate(kerbs),
        np.concatenate(alongs),
        np.repeat([busy for _, busy in made.streets], [len(line) for line, _ in made.streets]),
    )


def kept_quarter(make: Callable[[], Quarter], *of: object) -> Quarter:
    """The quarter that `make` gives, or gave before for the same contents `of`."""
    return Quarter(**kept_arrays("quarter", lambda: vars(make()), *of))


def raise_quarter(stage: Stage, here: Quarter, seed: int, globe: float = 1.0) -> None:
    """Builds a quarter: its houses, yards, streets and lamps. `globe` is the size of a lamp to the eye."""
    rng, look, n = np.random.default_rng(seed), stage.once(palette), len(here.kind)
    tone = PLASTERS[rng.integers(len(PLASTERS), size=n)] * rng.uniform(0.75, 1.15, (n, 1))
    turned = transforms(here.houses, here.yaw, rng.uniform(0.93, 1.07, (n, 3)))
    tint = np.c_[tone, rng.random(n)]
    for k, mesh in enumerate(stage.once(house_kinds)):
        which = here.kind == k
        if which.any():
            stage.instances(mesh, turned[which], tint[which], FAR)
    m = len(here.yards)
    size = rng.uniform(1.8, 3.6, (m, 1)) * rng.uniform(0.9, 1.2, (m, 3))
    green = np.c_[rng.uniform(0.7, 1.2, (m, 1)) * [1.0, 1.1, 0.8], rng.random(m)]
    trees = transforms(here.yards - 0.08 * size * [0, 1, 0], rng.uniform(0, 6.28, m), size)
    if m:
        stage.instances(stage.once(crown_mesh, look, 1), trees, green, FAR)
    if not len(here.along):
        return
    stage.place(stage.mesh("streets", streets(here, stage.once(street_material))), layer=FAR)
    bulbs = (0.8 * globe, 1.2 * globe)
    stage.scatter(stage.once(far_globe, look.globe), here.lamps, 3, None, bulbs, (AMBER, IVORY), FAR)


def streets(here: Quarter, material: int) -> Geometry:
    """Ribbons between the kerbs."""
    g = Geometry()
    for part in np.split(np.arange(len(here.along)), np.flatnonzero(here.along == 0.0)[1:]):
        uv = np.stack([np.c_[here.along[part], np.full(len(part), side)] for side in (-1.0, 1.0)])
        color = (1.0, 1.0, 1.0, float(here.busy[part[0]]))
        g.grid(here.kerbs[part].swapaxes(0, 1), material, color, uv=uv)
    return g


def street_material(stage: Stage) -> int:
    """Asphalt with pools of light and traffic."""
    return stage.material("street", surface="street", params=(22.0, 9.0, STREET / 2, 0, 0, 0, 0, 0), double_sided=True)


def far_globe(stage: Stage, material: int) -> int:
    """A lamp as a point of light."""
    globe = Geometry()
    globe.ball((0, 0, 0), 0.55, 4, material, (1.0, 1.0, 1.0, 1.0))
    return stage.mesh("far lamp globe", globe, cull_pixels=0.12)
