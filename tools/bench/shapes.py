"""Shapes, pictures and a walking figure for the workloads: closed forms, so that building them takes no time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assets.geometry import grid_indices
from assets.scene import Figure, Floats, Pose, Primitive, Texture

LIMBS = np.array(
    # foot of the limb, and the step from each of its joints to the next
    [
        [0.0, 1.0, 0.0, 0.0, 0.18, 0.0],
        [0.22, 1.55, 0.0, 0.03, -0.16, 0.0],
        [-0.22, 1.55, 0.0, -0.03, -0.16, 0.0],
        [0.12, 1.0, 0.0, 0.0, -0.24, 0.0],
        [-0.12, 1.0, 0.0, 0.0, -0.24, 0.0],
    ]
)
JOINTS = 4
"""Of each limb."""


def sheet(points: NDArray[np.float64], material: int = 0, tiles: float = 1.0) -> Primitive:
    """A grid of points `(rows, columns, 3)` as triangles, two a cell, with smooth normals, uv and tangents."""
    rows, columns = points.shape[:2]
    along = np.gradient(points, axis=1).reshape(-1, 3)
    normal = np.cross(along, np.gradient(points, axis=0).reshape(-1, 3))
    u, v = np.meshgrid(np.linspace(0, tiles, columns), np.linspace(0, tiles, rows))
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    return Primitive(
        points.reshape(-1, 3).astype(np.float32),
        (normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)).astype(np.float32),
        grid_indices(rows, columns).astype(np.uint32).ravel(),
        material,
        np.stack([u, v], axis=2).reshape(-1, 2).astype(np.float32),
        tangent=np.concatenate([along, np.ones((len(along), 1))], axis=1).astype(np.float32),
    )


def ball(around: int, rows: int, waves: tuple[float, float] = (0.0, 0.0), **look: float | int) -> Primitive:
    """A sphere of radius 1 with `2 * around * rows` triangles; `waves` (depth, number) make it lumpy."""
    turn, rise = np.meshgrid(np.linspace(0, 2 * np.pi, around + 1), np.linspace(1e-3, np.pi - 1e-3, rows + 1))
    radius = 1 + waves[0] * np.sin(waves[1] * turn) * np.sin(waves[1] * rise)
    points = [np.sin(rise) * np.sin(turn), np.cos(rise), np.sin(rise) * np.cos(turn)]
    return sheet(np.stack(points, axis=2)[:, ::-1] * radius[:, ::-1, None], **look)  # type: ignore[arg-type]


def stone(name: str, side: int, low: float, high: float, seed: int, srgb: bool = True) -> Texture:
    """A mottled picture that tiles: values from `low` to `high`, 0 to 255."""
    y, x = np.meshgrid(*(np.arange(side) * (2 * np.pi / side),) * 2, indexing="ij")
    rng = np.random.default_rng(seed)
    value = np.zeros((3, side, side))
    for k in (1, 3, 7, 17, 41):
        for channel in value:
            i, j = rng.integers(1, k + 1, 2)
            a, b = rng.uniform(0, 6.28, 2)
            channel += np.sin(i * x + a) * np.sin(j * y + b) / np.sqrt(k)
    value = low + (high - low) * (0.5 + 0.25 * value).clip(0, 1)
    return Texture(name, np.dstack([*value, np.full((side, side), 255)]).astype(np.uint8), srgb)


def bumps(name: str, side: int, count: int = 16) -> Texture:
    """A normal map of round bumps, `count` along each side."""
    y, x = np.meshgrid(*(np.arange(side) * (2 * np.pi * count / side),) * 2, indexing="ij")
    slope = 0.5 * np.stack([np.cos(x) * np.sin(y), np.sin(x) * np.cos(y), np.full((side, side), 2.0)], axis=2)
    slope /= np.linalg.norm(slope, axis=2, keepdims=True)
    coded = np.rint(slope * 127 + 128)
    return Texture(name, np.dstack([coded, np.full((side, side), 255)]).astype(np.uint8), srgb=False)


def body(around: int = 24, rows: int = 20) -> Primitive:
    """A figure of five limbs, skinned to JOINTS joints each: `10 * around * rows` triangles."""
    parts, joints, weights = [], [], []
    turn, along = np.meshgrid(np.linspace(2 * np.pi, 0, around + 1), np.linspace(-0.2, JOINTS - 0.7, rows + 1))
    for limb, (foot, step) in enumerate(LIMBS.reshape(-1, 2, 3)):
        width = (0.16 if limb == 0 else 0.06) * np.sqrt(np.clip(1 - ((along - 1.5) / 2.2) ** 4, 0.01, 1))
        ring = np.stack([np.sin(turn), np.zeros_like(turn), np.cos(turn)], axis=2) * width[..., None]
        points = foot + along[..., None] * step + ring * ([1, 1, 1] if step[1] > 0 else [-1, 1, 1])
        parts.append(sheet(points))
        upper = np.clip(along.ravel(), 0, JOINTS - 1 - 1e-6)
        lower = upper.astype(int)
        index = JOINTS * limb + np.stack([lower, lower + 1, 0 * lower, 0 * lower], axis=1)
        joints.append(np.where(np.arange(4) < 2, index, 0))
        share = upper - lower
        weights.append(np.stack([1 - share, share, 0 * share, 0 * share], axis=1))
    first = np.cumsum([0, *(len(p.position) for p in parts)])
    return Primitive(
        np.concatenate([p.position for p in parts]),
        np.concatenate([p.normal for p in parts]),
        np.concatenate([p.indices + np.uint32(n) for p, n in zip(parts, first, strict=False)]),
        joints=np.concatenate(joints).astype(np.uint16),
        weights=np.concatenate(weights).astype(np.float32),
    )


def walkers(place: Floats) -> list[Figure]:
    """Figures of `body` that walk on the spot at transforms `(n, 3, 4)`, each in its own phase."""
    names = tuple(f"limb {i // JOINTS} joint {i % JOINTS}" for i in range(JOINTS * len(LIMBS)))

    # all at once for an instant; the figures then take theirs
    @lru_cache(maxsize=2)
    def joints(t: float) -> Floats:
        return _walk(place, t)

    def poser(i: int) -> Callable[[float], Pose]:
        return lambda t: Pose(joints(t)[i], np.zeros(0, np.float32))

    return [Figure(f"walker {i}", names, (), poser(i)(0.0), poser(i)) for i in range(len(place))]


def _walk(place: Floats, t: float) -> Floats:
    """(n, joints, 3, 4) skinning matrices: every joint of a limb swings about x in turn."""
    n = len(place)
    phase = 2 * np.pi * (t + np.arange(n) * 0.618)[:, None] + np.array([0.0, 0.0, np.pi, np.pi, 0.0])
    swing = np.array([0.08, 0.5, 0.5, 0.45, 0.45]) * np.sin(phase)
    rest, step = LIMBS[:, :3], LIMBS[:, 3:]
    out = np.zeros((n, len(LIMBS), JOINTS, 3, 4))
    turn, at = np.zeros((n, len(LIMBS))), np.broadcast_to(rest, (n, len(LIMBS), 3))
    for k in range(JOINTS):
        turn = turn + swing * (1.0 if k == 0 else 0.5)
        c, s = np.cos(turn), np.sin(turn)
        m = out[:, :, k]
        m[..., 0, 0], m[..., 1, 1], m[..., 1, 2], m[..., 2, 1], m[..., 2, 2] = 1.0, c, -s, s, c
        m[..., 3] = at - np.einsum("nlij,lj->nli", m[..., :3], rest + k * step)
        at = at + np.einsum("nlij,lj->nli", m[..., :3], step)
    world = place[:, None, :, :3] @ out.reshape(n, -1, 3, 4)
    world[..., 3] += place[:, None, :, 3]
    return world.astype(np.float32)
