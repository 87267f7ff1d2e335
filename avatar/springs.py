"""What swings on a figure: chains of joints as VRMC_springBone 1.0 has them, one step of their motion at a time.

A joint turns about its head so that its tail follows by inertia (Verlet), is pulled to where it is at rest (stiffness)
and down (gravity), keeps its distance from the head and stays out of colliders (specification, "Spring bone
algorithm"). All joints of one depth are one call. Model space, metres, seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.constraints import chain
from assets.model import Collider, Spring, SpringJoint
from assets.quaternions import Doubles
from assets.skeleton import Skeleton

STEP = 1.0 / 120.0
"""Seconds of one step: fixed, since stiffness and drag of the algorithm depend on it."""

PASSES = 8
"""Most rounds in which tails are pushed out of colliders; one round is the specification's, more settle corners."""

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Level:
    """Joints that depend on none or on the level before; `rows` `(k,)` are their places among all joints.

    `above` `(k,)` is the swinging joint over each (-1 for none: then the node `base` carries it). `offset` `(k, 3)` and
    `link` `(k, 3, 3)` place the joint in what is above it, `axis` `(k, 3)` points to its tail, `length` `(k,)` away.
    `meets` `(k, c)` says which colliders it avoids.
    """

    rows: Indices
    above: Indices
    base: Indices
    offset: Doubles
    link: Doubles
    axis: Doubles
    length: Doubles
    stiffness: Doubles
    gravity: Doubles
    keep: Doubles
    radius: Doubles
    center: Indices
    meets: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Shapes:
    """Spheres and capsules: `node` `(c,)` carries each, `start` and `end` `(c, 3)` in the node's space, `radius`."""

    node: Indices
    start: Doubles
    end: Doubles
    radius: Doubles


@dataclass(frozen=True, eq=False)
class Springs:
    """All that swings on one skeleton. `nodes` `(j,)` are the joints' nodes, in the order of every other array."""

    nodes: Indices
    levels: tuple[Level, ...]
    colliders: Shapes

    def __len__(self) -> int:
        return len(self.nodes)


def hang(skeleton: Skeleton, springs: Sequence[Spring], colliders: Sequence[Collider]) -> Springs:
    """The chains of a model laid out for simulation. A joint named twice swings once; the last joint of a chain is its
    tail only, unless the chain has a free end (VRM 0.x), and a joint on its own tail hangs still."""
    worlds = np.asarray(skeleton.worlds(), float)
    place, scale = worlds[:, :, 3], np.linalg.norm(worlds[:, :, :3], axis=1)
    turn = worlds[:, :, :3] / np.maximum(scale, 1e-12)[:, None, :]
    joints = dict[int, tuple[SpringJoint, Doubles, Spring]]()
    for spring in springs:
        for joint, tail in _tails(spring, place, skeleton.parents):
            if np.linalg.norm(tail - place[joint.node]) > 1e-6:
                joints.setdefault(joint.node, (joint, tail, spring))
    over = {node: next((a for a in chain(skeleton.parents, node)[1:] if a in joints), -1) for node in joints}
    depth = {node: sum(a in joints for a in chain(skeleton.parents, node)[1:]) for node in joints}
    order = sorted(joints, key=lambda node: (depth[node], node))
    row = {node: i for i, node in enumerate(order)} | {-1: -1}
    levels = []
    for level in range(max(depth.values(), default=-1) + 1):
        rows = []
        for node in (n for n in order if depth[n] == level):
            joint, tail, spring = joints[node]
            above, base = over[node], int(skeleton.parents[node])
            carrier = above if above >= 0 else base
            frame = turn[carrier] if carrier >= 0 else np.eye(3)
            root = place[carrier] if carrier >= 0 else np.zeros(3)
            away = tail - place[node]
            length = float(np.linalg.norm(away))
            meets = np.isin(np.arange(len(colliders)), spring.colliders)
            down = np.asarray(joint.gravity_direction, float)
            down = down / max(float(np.linalg.norm(down)), 1e-9) * joint.gravity_power
            size = float(scale[node].max())
            rows.append((row[node], row[above], base, frame.T @ (place[node] - root), frame.T @ turn[node],
                         turn[node].T @ away / length, length, joint.stiffness, down, 1.0 - joint.drag,
                         joint.hit_radius * size, spring.center, meets))  # fmt: skip
        levels.append(Level(*(np.array(column) for column in zip(*rows, strict=True))))
    size = scale.max(1)
    shapes = Shapes(
        np.array([c.node for c in colliders], np.int64),
        np.array([c.offset for c in colliders], float).reshape(-1, 3),
        np.array([c.offset if c.tail is None else c.tail for c in colliders], float).reshape(-1, 3),
        np.array([c.radius * size[c.node] for c in colliders], float),
    )
    return Springs(np.array(order, np.int64), tuple(levels), shapes)


def _tails(spring: Spring, place: Doubles, parents: Indices) -> list[tuple[SpringJoint, Doubles]]:
    """The joints of a chain that swing, each with where its tail is at rest."""
    out = [(a, place[b.node]) for a, b in zip(spring.joints, spring.joints[1:], strict=False)]
    last = spring.joints[-1]
    if spring.free_end > 0.0 and parents[last.node] >= 0:
        away = place[last.node] - place[parents[last.node]]
        away = away / max(float(np.linalg.norm(away)), 1e-9)
        out.append((last, place[last.node] + spring.free_end * away))
    return out


def swung(
    level: Level, head: Doubles, rest: Doubles, now: Doubles, before: Doubles, spheres: tuple[Doubles, Doubles, Doubles]
) -> Doubles:
    """Where the tails `(k, 3)` of a level are after one step.

    `head` `(k, 3)` and the unit vectors `rest` `(k, 3)` say where the joints are and point if nothing swings, `now` and
    `before` are the tails of the last two steps, `spheres` the colliders' starts, ways to their ends, and radii.
    """
    tail = now + (now - before) * level.keep[:, None]
    tail += STEP * (rest * level.stiffness[:, None] + level.gravity)
    tail = _at_length(level, head, tail, rest)
    start, way, radius = spheres
    if not len(radius):
        return tail
    reach = level.radius[:, None] + radius
    square = np.maximum(np.einsum("ci,ci->c", way, way), 1e-18)
    for _ in range(PASSES):
        away, distance = _clearance(tail, start, way, square)
        deep = level.meets & (distance < reach - 1e-4)
        if not deep.any():
            break
        for c in np.flatnonzero(deep.any(0)):
            away, distance = _clearance(tail, start[c : c + 1], way[c : c + 1], square[c : c + 1])
            push = np.where(level.meets[:, c], np.maximum(reach[:, c] - distance[:, 0], 0.0), 0.0)
            out = away[:, 0] / np.maximum(distance, 1e-9)
            tail = _at_length(level, head, tail + out * push[:, None], rest)
    return tail


def _clearance(tail: Doubles, start: Doubles, way: Doubles, square: Doubles) -> tuple[Doubles, Doubles]:
    """From the nearest points of the colliders' middle lines to the tails `(k, c, 3)`, and how far `(k, c)`."""
    from_start = tail[:, None, :] - start
    along = np.clip(np.einsum("kci,ci->kc", from_start, way) / square, 0.0, 1.0)
    away = from_start - along[..., None] * way
    return away, np.sqrt(np.einsum("kci,kci->kc", away, away))


def _at_length(level: Level, head: Doubles, tail: Doubles, rest: Doubles) -> Doubles:
    away = tail - head
    distance = np.sqrt(np.einsum("ki,ki->k", away, away))[:, None]
    away = np.where(distance > 1e-9, away / np.maximum(distance, 1e-9), rest)
    return np.asarray(head + away * level.length[:, None])
