"""The small map: a scene from above, drawn from its own triangles: land, water, woods, what is built. x is to the right
and -z up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.scene import Batch, Bytes, Floats, Move, Scene
from tools.view.solids import hard

Array = NDArray[np.float64]
WATER, LAND, HIGH, WOOD, BUILT = (15, 30, 54), (58, 72, 56), (120, 128, 104), (36, 62, 44), (214, 180, 124)
EMPTY = (10, 12, 18)
WIDE = 250.0
"""Metres across, or half the map's, from which something is ground rather than built on it."""
LONG = 5.0
"""Metres from which a thing that moves is a boat on the map rather than somebody's hat."""
LEVEL, GROUND, WOODS, WORKS = range(4)


@dataclass(frozen=True, eq=False)
class Chart:
    """`pixels` `(n, n, 3)` uint8 of the square whose north-west corner is at `x`, `z`, `side` metres wide."""

    pixels: Bytes
    x: float
    z: float
    side: float

    def at(self, x: float, z: float) -> tuple[float, float]:
        """Where a place is on the map, 0 to 1 to the right and down."""
        return (x - self.x) / self.side, (z - self.z) / self.side

    def place(self, u: float, v: float) -> tuple[float, float]:
        """x and z of a point of the map."""
        return self.x + u * self.side, self.z + v * self.side


def chart(scene: Scene, size: int = 192) -> Chart:
    """The map of what the scene's cameras visit."""
    x, z, side = extent(scene)
    level = scene.water.level if scene.water else -np.inf
    top, kind = np.full(size * size, -np.inf), np.full(size * size, -1)
    for what, points in _points(scene, (x, z, x + side, z + side), side / size):
        u = np.floor((points[:, [0, 2]] - (x, z)) * (size / side)).astype(np.int64)
        on = ((u >= 0) & (u < size)).all(axis=1)
        high = np.full(size * size, -np.inf)
        np.maximum.at(high, u[on, 1] * size + u[on, 0], points[on, 1])
        higher = np.isfinite(high) & (high >= top)
        top[higher], kind[higher] = high[higher], what
    return Chart(_colored(top.reshape(size, size), kind.reshape(size, size), level), x, z, side)


def extent(scene: Scene) -> tuple[float, float, float]:
    """(x, z, side) of a square round the way of every camera, with room about it."""
    times = np.linspace(0.0, scene.duration, 9)
    eyes = np.array([path(float(t)).eye for path in scene.cameras.values() for t in times])
    low, high = eyes[:, [0, 2]].min(0), eyes[:, [0, 2]].max(0)
    side = max(1.35 * float((high - low).max()), 60.0)
    x, z = 0.5 * (low + high) - 0.5 * side
    return float(x), float(z), side


def boats(scene: Scene, moves: Sequence[Move]) -> Array:
    """Middles `(n, 2)`, x and z, of the larger things that a frame moves."""
    found = [np.zeros((0, 2))]
    for move in moves:
        batch = scene.batches[move.batch]
        if batch.figure < 0 and _across(scene, batch) > LONG:
            found.append(move.transform[:, [0, 2], 3].astype(float))
    return np.concatenate(found)


def _across(scene: Scene, batch: Batch) -> float:
    """The longer side of one instance in plan, metres."""
    parts = scene.meshes[batch.mesh].primitives
    if not parts:
        return 0.0
    low = np.min([p.position.min(0) for p in parts], axis=0)
    size = np.max([p.position.max(0) for p in parts], axis=0) - low
    return float((np.abs(batch.transform[0][:, :3]) @ size)[[0, 2]].max())


def _points(scene: Scene, window: tuple[float, ...], spacing: float) -> Iterator[tuple[int, Array]]:
    """(what it is, points `(n, 3)` over it) of everything that stays where it is, inside x0, z0, x1, z1."""
    moved = {move.batch for mover in scene.movers for move in mover(0.0)}
    for index, batch in enumerate(scene.batches):
        mesh = scene.meshes[batch.mesh]
        if index in moved or batch.figure >= 0 or not mesh.primitives:
            continue
        while mesh.lod >= 0:
            mesh = scene.meshes[mesh.lod]
        if any(scene.materials[p.material].sway for p in mesh.primitives):
            yield WOODS, batch.transform[:, :, 3].astype(float)
        elif _across(scene, batch) > 1.5:
            ground = _across(scene, batch) > min(WIDE, 0.5 * (window[2] - window[0])) and len(batch.transform) == 1
            what = GROUND if ground else WORKS
            yield what, covered(_within(hard(scene, mesh), batch.transform, window), spacing)


def _within(corners: Floats, transform: Floats, window: tuple[float, ...]) -> Array:
    """The triangles of all instances, `(n, 3, 3)` in the scene's metres, that touch the window."""
    t = transform.astype(float)
    placed = np.einsum("nij,tcj->ntci", t[:, :, :3], corners.astype(float)) + t[:, None, None, :, 3]
    placed = placed.reshape(-1, 3, 3)
    small = [np.zeros((0, 3, 3))]
    while len(placed):
        low, high = placed[:, :, [0, 2]].min(1), placed[:, :, [0, 2]].max(1)
        touches = ((high >= window[:2]) & (low <= window[2:])).all(axis=1)
        placed, wide = placed[touches], (high - low)[touches].max(1) > 0.25 * (window[2] - window[0])
        small.append(placed[~wide])
        placed = _quartered(placed[wide])
    return np.concatenate(small)


def _quartered(corners: Array) -> Array:
    """Each triangle in four, so that what lies outside the window is soon left behind."""
    a, b, c = np.moveaxis(corners, 1, 0)
    p, q, r = 0.5 * (a + b), 0.5 * (b + c), 0.5 * (c + a)
    parts = ((a, p, r), (p, b, q), (r, q, c), (p, q, r))
    return np.concatenate([np.stack(part, axis=1) for part in parts])


def covered(corners: Array, spacing: float) -> Array:
    """Points over triangles `(t, 3, 3)`, in plan no farther apart than about `spacing`."""
    c = corners
    edge = np.linalg.norm(c[:, [1, 2, 0]][:, :, [0, 2]] - c[:, :, [0, 2]], axis=2).max(1)
    share = (2 ** np.ceil(np.log2(np.maximum(edge / (0.7 * spacing), 1.0)))).astype(int)
    parts = [np.zeros((0, 3))]
    for k in np.unique(share):
        i, j = np.meshgrid(np.arange(k + 1), np.arange(k + 1))
        inside = i + j <= k
        u, v = i[inside] / k, j[inside] / k
        weights = np.stack([1 - u - v, u, v], axis=1)
        parts.append(np.einsum("pw,twx->tpx", weights, c[share == k]).reshape(-1, 3))
    return np.concatenate(parts)


def _colored(top: Array, kind: NDArray[np.int64], level: float) -> Bytes:
    """`(n, n, 3)`: the kinds in their colours, the ground lighter where it is high and darker away from the light."""
    land = np.where(np.isfinite(top), top, 0.0)
    share = np.clip((land - max(level, 0.0)) / 150.0, 0, 1)[..., None]
    east, south = np.gradient(land, axis=1), np.gradient(land, axis=0)
    shade = np.clip(1.0 + 0.05 * (east + south), 0.7, 1.3)[..., None]
    ground = (np.array(LAND) * (1 - share) + np.array(HIGH) * share) * shade
    out = np.where((kind == GROUND)[..., None], ground, np.array(EMPTY))
    for what, color in ((WOODS, WOOD), (WORKS, BUILT)):
        out = np.where((kind == what)[..., None], np.array(color), out)
    wet = np.isfinite(level) & (~np.isfinite(top) | (top <= level + 0.05))
    return np.asarray(np.where(wet[..., None], np.array(WATER), out).clip(0, 255).round(), np.uint8)
