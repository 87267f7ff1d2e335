"""Nodes that turn with other nodes: VRMC_node_constraint 1.0, in closed form and in the order of who follows whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets import quaternions
from assets.animation import Locals
from assets.model import NodeConstraint
from assets.quaternions import Doubles, inverse, product

Parents = NDArray[np.int64]


def ordered(constraints: Sequence[NodeConstraint], parents: Sequence[int]) -> tuple[NodeConstraint, ...]:
    """The constraints with each after those it depends on. ValueError, whose argument is a node, for a circle."""
    by_node = {c.node: c for c in constraints}
    done: dict[int, NodeConstraint] = {}
    for first in constraints:
        # depth first without recursion: a node is pending from when it is seen until all it needs is done
        stack, pending = [first.node], set()
        while stack:
            node = stack[-1]
            if node in done:
                stack.pop()
                continue
            waiting = [n for n in _needs(by_node[node], parents) if n in by_node and n not in done]
            if not waiting:
                done[node] = by_node[node]
                pending.discard(node)
                stack.pop()
                continue
            pending.add(node)
            if not pending.isdisjoint(waiting):
                raise ValueError(node)
            stack += waiting
    return tuple(done.values())


def _needs(constraint: NodeConstraint, parents: Sequence[int]) -> list[int]:
    """The nodes whose local rotations decide the constraint's."""
    if constraint.kind != "aim":
        return [constraint.source]
    return chain(parents, constraint.source)[1:] + chain(parents, constraint.node)[1:]


def chain(parents: Sequence[int] | Parents, node: int) -> list[int]:
    """The node and its ancestors, up to the root."""
    out = []
    while node >= 0:
        out.append(node)
        node = int(parents[node])
    return out


def followed(constraints: Sequence[NodeConstraint], parents: Parents, rest: Locals, now: Locals) -> Doubles:
    """Local rotations `(n, 4)` of all nodes once those that follow others have followed.

    `constraints` are in order (`ordered`). Turns are measured from `rest`; the formulas are the specification's.
    """
    rotation = np.asarray(now.rotation, np.float64).copy()
    still = np.asarray(rest.rotation, np.float64)
    for c in constraints:
        own = still[c.node]
        if c.kind == "rotation":
            target = product(own, product(inverse(still[c.source]), rotation[c.source]))
        elif c.kind == "roll":
            target = _rolled(own, still[c.source], rotation[c.source], axis(c.axis))
        else:
            target = _aimed(c, own, parents, now, rotation)
        rotation[c.node] = quaternions.mix(own, target, c.weight)
    return rotation


def _rolled(own: Doubles, source_rest: Doubles, source: Doubles, about: Doubles) -> Doubles:
    in_parent = product(source, inverse(source_rest))
    turn = product(inverse(own), product(in_parent, own))
    swing = shortest(about, quaternions.matrix(turn) @ about)
    return product(own, product(inverse(swing), turn))


def _aimed(c: NodeConstraint, own: Doubles, parents: Parents, now: Locals, rotation: Doubles) -> Doubles:
    parent = _turn(chain(parents, c.node)[1:], rotation)
    here, there = (_place(chain(parents, node), now, rotation) for node in (c.node, c.source))
    away = there - here
    length = float(np.linalg.norm(away))
    if length < 1e-9:
        return own
    ahead = quaternions.matrix(product(parent, own)) @ axis(c.axis)
    return product(inverse(parent), product(shortest(ahead, away / length), product(parent, own)))


def _turn(nodes: list[int], rotation: Doubles) -> Doubles:
    """The rotation in the model of the first node of a chain up to the root."""
    out = quaternions.NONE
    for node in nodes:
        out = product(rotation[node], out)
    return out


def _place(nodes: list[int], now: Locals, rotation: Doubles) -> Doubles:
    """The position in the model of the first node of a chain up to the root."""
    out = np.asarray(now.translation[nodes[0]], np.float64)
    for node in nodes[1:]:
        out = quaternions.matrix(rotation[node]) @ (now.scale[node] * out) + now.translation[node]
    return out


def axis(name: str) -> Doubles:
    """The unit vector of "X", "PositiveX", "NegativeX" ..."""
    sign = -1.0 if name.startswith("Negative") else 1.0
    return np.asarray(np.eye(3)["XYZ".index(name[-1])] * sign)


def shortest(a: ArrayLike, b: ArrayLike) -> Doubles:
    """The smallest rotation that takes unit vector a to unit vector b; half a turn about any axis when opposite."""
    p, q = np.asarray(a, np.float64), np.asarray(b, np.float64)
    w = 1.0 + float(p @ q)
    if w < 1e-9:
        aside = np.cross(p, np.eye(3)[int(np.argmin(np.abs(p)))])
        return np.append(aside / np.linalg.norm(aside), 0.0)
    out = np.append(np.cross(p, q), w)
    return np.asarray(out / np.linalg.norm(out))
