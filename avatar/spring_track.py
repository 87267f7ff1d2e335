"""The swinging of a figure over time: simulated at a fixed step, kept, and sampled at any instant.

Time is cut into windows. Each is simulated on its own from a settled state some time before it begins, since springs
forget what is long past, and fades over from the one before. So any instant costs one window at most, a frame alone
equals the frame of the film, and a figure that only stands needs no end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from assets.quaternions import Doubles, mix
from assets.scene import Floats
from avatar.easing import ease
from avatar.springs import STEP, Indices, Level, Springs, swung

WINDOW, SETTLING, FADE = 3.0, 1.5, 0.5
"""Seconds a window covers, is simulated before it begins, and shares with the one before: longer ones cost a whole film
less and a frame alone more."""

JUMP = 0.25
"""Metres in one step that are a leap to another place: what swings is carried along."""

_HALVINGS = 2
"""How often the time between two samples of the body is halved to come to steps."""

_NEXT, _AFTER = [1, 2, 0], [2, 0, 1]
Swing = tuple[Indices, Doubles]
"""Nodes `(j,)`, and the rotation `(j, 4)` of each that follows its local rotation at rest."""


@dataclass(frozen=True, eq=False)
class SpringTrack:
    """`worlds(t)` are the transforms `(n, 3, 4)` of all nodes while nothing swings. Pure function of t."""

    springs: Springs
    worlds: Callable[[float], Floats]

    def at(self, t: float) -> Swing:
        """How far each joint has swung at t seconds."""
        number = int(np.floor(t / WINDOW))
        into = t - number * WINDOW
        swing = _sampled(self._window(number), into)
        if into < FADE and number > 0:
            swing = mix(_sampled(self._window(number - 1), into + WINDOW), swing, float(ease(0.0, FADE, into)))
        return self.springs.nodes, swing

    @cached_property
    def _window(self) -> Callable[[int], Floats]:
        return lru_cache(maxsize=64)(self._simulated)

    def _simulated(self, number: int) -> Floats:
        begin = number * WINDOW - SETTLING
        steps = round((SETTLING + WINDOW + FADE) / STEP) + 1
        apart = 1 << _HALVINGS
        samples = -(-(steps - 1) // apart) + 1
        worlds = np.array([self.worlds(begin + i * apart * STEP) for i in range(samples)], float)
        for _ in range(_HALVINGS):
            worlds = _between(worlds)
        swing = simulate(self.springs, worlds[:steps])
        return swing[round(SETTLING / STEP) :].astype(np.float32)


def simulate(springs: Springs, worlds: Doubles) -> Doubles:
    """The swing `(T, j, 4)` of every joint while the nodes move through `worlds` `(T, n, 3, 4)`, `STEP` seconds apart.

    Before the first step all hangs as at rest.
    """
    steps, joints = len(worlds), len(springs)
    scale = np.linalg.norm(worlds[0, :, :, :3], axis=1)
    turns = worlds[..., :3] / np.maximum(scale, 1e-12)[:, None, :]
    shapes = springs.colliders
    frames = worlds[:, shapes.node]
    start = np.einsum("tcij,cj->tci", frames[..., :3], shapes.start) + frames[..., 3]
    way = np.einsum("tcij,cj->tci", frames[..., :3], shapes.end - shapes.start)
    carried = [_carried(level, turns, worlds) for level in springs.levels]
    centers = [_centers(level, worlds) for level in springs.levels]
    local = np.empty((steps, joints, 3))
    turn, head = np.empty((joints, 3, 3)), np.empty((joints, 3))
    tails = [(np.empty((0, 3)), np.empty((0, 3)))] * len(springs.levels)
    for t in range(steps):
        for depth, level in enumerate(springs.levels):
            frame, root = (a[t] for a in carried[depth])
            hung = level.above >= 0
            if hung.any():  # deeper levels hang on joints that have just swung
                above = level.above[hung]
                frame[hung] = turn[above] @ level.link[hung]
                root[hung] = head[above] + np.einsum("kij,kj->ki", turn[above], level.offset[hung])
            rest = np.einsum("kij,kj->ki", frame, level.axis)
            if t == 0:
                tails[depth] = (root + rest * level.length[:, None],) * 2
                last_root = root
            else:
                last_root = head[level.rows]
            now, before = _moved(tails[depth], root - last_root, centers[depth], t)
            tail = swung(level, root, rest, now, before, (start[t], way[t], shapes.radius))
            tails[depth] = (tail, now)
            away = (tail - root) / level.length[:, None]
            turn[level.rows] = _shortest(rest, away) @ frame
            head[level.rows] = root
            local[t, level.rows] = np.einsum("kji,kj->ki", frame, away)
    axis = np.empty((joints, 3))
    for level in springs.levels:
        axis[level.rows] = level.axis
    return _swing(axis, local)


def _carried(level: Level, turns: Doubles, worlds: Doubles) -> tuple[Doubles, Doubles]:
    """Rotations `(T, k, 3, 3)` and heads `(T, k, 3)` of the level's joints where nothing that swings is above them."""
    base = np.maximum(level.base, 0)
    frame, root = turns[:, base] @ level.link, worlds[..., 3][:, base]
    return frame, root + np.einsum("tkij,kj->tki", turns[:, base], level.offset)


def _centers(level: Level, worlds: Doubles) -> Doubles | None:
    """What carries tails from one step to the next `(T, k, 3, 4)`: the motion of each joint's center space."""
    if (level.center < 0).all():
        return None
    frames = np.zeros((len(worlds), len(level.rows), 4, 4))
    frames[..., :3, :] = worlds[:, np.maximum(level.center, 0)]
    frames[..., 3, 3] = 1.0
    frames[:, level.center < 0] = np.eye(4)
    moved = frames.copy()
    moved[1:] = frames[1:] @ np.linalg.inv(frames[:-1])
    return np.asarray(moved[..., :3, :])


def _moved(tails: tuple[Doubles, Doubles], step: Doubles, center: Doubles | None, t: int) -> tuple[Doubles, Doubles]:
    """The two last tails after their center space has moved, or after the figure has leapt."""
    now, before = tails
    if center is not None and t > 0:
        now, before = (np.einsum("kij,kj->ki", center[t, :, :, :3], p) + center[t, :, :, 3] for p in (now, before))
    leap = np.einsum("ki,ki->k", step, step) > JUMP**2
    if leap.any() and center is None:
        now, before = (p + np.where(leap[:, None], step, 0.0) for p in (now, before))
    return now, before


def _shortest(a: Doubles, b: Doubles) -> Doubles:
    """Matrices `(k, 3, 3)` of the smallest rotations from unit vectors a to b (Rodrigues)."""
    v = a[:, _NEXT] * b[:, _AFTER] - a[:, _AFTER] * b[:, _NEXT]
    c = np.einsum("ki,ki->k", a, b)
    k = np.zeros((len(a), 3, 3))
    k[:, 0, 1], k[:, 0, 2], k[:, 1, 2] = -v[:, 2], v[:, 1], -v[:, 0]
    k[:, 1, 0], k[:, 2, 0], k[:, 2, 1] = v[:, 2], -v[:, 1], v[:, 0]
    return np.asarray(np.eye(3) + k + k @ k / np.maximum(1.0 + c, 1e-6)[:, None, None])


def _swing(axis: Doubles, local: Doubles) -> Doubles:
    """The smallest rotations `(T, j, 4)` from the joints' axes `(j, 3)` to where they point, in their own space."""
    w = np.maximum(1.0 + np.einsum("ji,tji->tj", axis, local), 1e-6)
    q = np.concatenate([np.cross(axis, local), w[..., None]], -1)
    return np.asarray(q / np.linalg.norm(q, axis=-1, keepdims=True))


def _between(worlds: Doubles) -> Doubles:
    """Twice as many samples: one more in the middle of every two, its rotation made orthogonal again (one step of
    Newton's iteration for the polar factor)."""
    out = np.empty((2 * len(worlds) - 1, *worlds.shape[1:]))
    out[::2] = worlds
    middle = 0.5 * (worlds[:-1] + worlds[1:])
    scale = np.linalg.norm(worlds[:1, ..., :3], axis=-2, keepdims=True)
    turn = middle[..., :3] / np.maximum(scale, 1e-12)
    turn = 1.5 * turn - 0.5 * turn @ np.swapaxes(turn, -1, -2) @ turn
    out[1::2, ..., :3], out[1::2, ..., 3] = turn * scale, middle[..., 3]
    return out


def _sampled(window: Floats, into: float) -> Doubles:
    at = min(max(into / STEP, 0.0), len(window) - 1.0)
    i = min(int(at), len(window) - 2)
    return mix(window[i], window[i + 1], at - i)
