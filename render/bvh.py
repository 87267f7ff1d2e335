"""A bounding volume hierarchy over triangles, for rays: built, refitted and laid out for a GPU, all in numpy.

Built one level at a time, every node of the level at once, by the binned surface area heuristic (Wald 2007, "On fast
Construction of SAH-based Bounding Volume Hierarchies"). Laid out in eight depth-first orders, one for each octant of
directions, nearer child first, with a link past each subtree (after Torres et al. 2009, "Ray Casting using a Roped
BVH"): a ray walks forward through one order and needs no stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 16
LEAF = 4
"""Triangles that a leaf holds at most."""
ORDERS = 8
"""Octants of directions that have an order of their own."""
NODE_TEXELS = 2
TRIANGLE_TEXELS = 3

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Tree:
    """`n` nodes in breadth-first order, the root first; both children of a node lie side by side."""

    low: Array
    """(n, 3)"""
    high: Array
    child: Array
    """(n,) the first of two children, -1 in a leaf"""
    axis: Array
    """(n,) along which the children lie apart, the first one lower"""
    first: Array
    """(n,) into `order`"""
    count: Array
    order: Array
    """(triangles,) numbers of the triangles, those of a leaf side by side"""
    levels: tuple[int, ...]
    """Where each level begins, and the number of nodes."""


def triangle_bounds(corners: Array) -> tuple[Array, Array]:
    """Lowest and highest corner of `(t, 3, 3)` triangles."""
    return corners.min(1), corners.max(1)


def build(corners: Array) -> Tree:
    """The tree over `(t, 3, 3)` triangles, t at least 1. Same input, same tree."""
    low, high = triangle_bounds(np.asarray(corners, np.float32))
    # one minimum gives both bounds
    boxes, middle = np.concatenate([low, -high], axis=1), (low + high) * np.float32(0.5)
    order = np.arange(len(boxes))
    starts, counts = np.zeros(1, np.int64), np.array([len(boxes)])
    parts: list[tuple[Array, ...]] = []
    levels, made = [0], 0
    while len(starts):
        bounds = (
            np.minimum.reduceat(boxes[order], starts, axis=0)
            if not parts
            else _level_bounds(boxes, order, starts, counts)
        )
        inner = counts > LEAF
        child, axis = np.full(len(starts), -1), np.zeros(len(starts), np.int64)
        made += len(starts)
        parts.append((bounds, child, axis, starts, counts))
        levels.append(made)
        if not inner.any():
            break
        axis[inner], left = _split(boxes, middle, order, starts[inner], counts[inner])
        child[inner] = made + 2 * np.arange(len(left))
        begin, total = starts[inner], counts[inner]
        starts = np.stack([begin, begin + left], 1).ravel()
        counts = np.stack([left, total - left], 1).ravel()
    bounds, child, axis, first, count = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Tree(bounds[:, :3], -bounds[:, 3:], child, axis, first, count, order, tuple(levels))


def _members(starts: Array, counts: Array) -> tuple[Array, Array]:
    """Positions of the triangles of several nodes, and the node of each."""
    node = np.repeat(np.arange(len(starts)), counts)
    within = np.arange(len(node)) - np.repeat(np.cumsum(counts) - counts, counts)
    return starts[node] + within, node


def _level_bounds(boxes: Array, order: Array, starts: Array, counts: Array) -> Array:
    at, _ = _members(starts, counts)
    return np.asarray(np.minimum.reduceat(boxes[order[at]], np.cumsum(counts) - counts, axis=0))


def _split(boxes: Array, middle: Array, order: Array, starts: Array, counts: Array) -> tuple[Array, Array]:
    """Sort the triangles of each node into its two children, in place; answers (axis, triangles of the first)."""
    at, node = _members(starts, counts)
    nodes, begin = len(starts), np.cumsum(counts) - counts
    bins = BINS if nodes < 4096 else 8
    which = order[at]
    center, box = middle[which], boxes[which]
    low = np.minimum.reduceat(center, begin, axis=0)
    extent = np.maximum.reduceat(center, begin, axis=0) - low
    scale = np.divide(bins * 0.9999, extent, out=np.zeros_like(extent), where=extent > 0)
    place = np.clip((center - low[node]) * scale[node], 0, bins - 1).astype(np.int64)
    best = np.full(nodes, np.inf)
    axis, cut = np.zeros(nodes, np.int64), np.full(nodes, -1)
    for k in range(3):
        cost = _costs(node * bins + place[:, k], box, nodes, bins)
        chosen = cost.argmin(1)
        value = cost[np.arange(nodes), chosen]
        better = value < best
        best[better], axis[better], cut[better] = value[better], k, chosen[better]
    second = place[np.arange(len(node)), axis[node]] > cut[node]
    # all centers in one place: halves, as they come
    flat = ~np.isfinite(best)
    if flat.any():
        second = np.where(flat[node], np.arange(len(node)) - begin[node] >= counts[node] // 2, second)
    order[at] = which[np.argsort(2 * node + second, kind="stable")]
    return axis, counts - np.bincount(node, second, nodes).astype(np.int64)


def _costs(key: Array, box: Array, nodes: int, bins: int) -> Array:
    """(nodes, bins - 1) surface area times triangles of both sides of each cut, infinite where a side is empty."""
    sort = np.argsort(key, kind="stable")
    count = np.bincount(key, minlength=nodes * bins)
    filled = np.nonzero(count)[0]
    held = np.full((nodes * bins, 6), np.inf, np.float32)
    held[filled] = np.minimum.reduceat(box[sort], (np.cumsum(count) - count)[filled], axis=0)
    cells, number = held.reshape(nodes, bins, 6), count.reshape(nodes, bins).cumsum(1)
    below = np.minimum.accumulate(cells, axis=1)[:, :-1]
    above = np.minimum.accumulate(cells[:, ::-1], axis=1)[:, ::-1][:, 1:]
    n_below, n_above = number[:, :-1], number[:, -1:] - number[:, :-1]
    with np.errstate(invalid="ignore"):
        cost = _area(below) * n_below + _area(above) * n_above
    return np.where((n_below > 0) & (n_above > 0), cost, np.inf)


def _area(bounds: Array) -> Array:
    size = -bounds[..., 3:] - bounds[..., :3]
    return np.asarray(size[..., 0] * size[..., 1] + size[..., 1] * size[..., 2] + size[..., 2] * size[..., 0])


def refit(tree: Tree, corners: Array) -> Tree:
    """The same tree over triangles that have moved."""
    low, high = triangle_bounds(np.asarray(corners, np.float32))
    boxes = np.concatenate([low, -high], axis=1)
    bounds = np.empty((len(tree.child), 6), np.float32)
    leaf = tree.child < 0
    bounds[leaf] = _level_bounds(boxes, tree.order, tree.first[leaf], tree.count[leaf])
    for begin, end in reversed(list(zip(tree.levels, tree.levels[1:], strict=False))):
        inner = begin + np.nonzero(~leaf[begin:end])[0]
        child = tree.child[inner]
        bounds[inner] = np.minimum(bounds[child], bounds[child + 1])
    return Tree(bounds[:, :3], -bounds[:, 3:], tree.child, tree.axis, tree.first, tree.count, tree.order, tree.levels)


def node_texels(tree: Tree, orders: int = ORDERS) -> Array:
    """`(orders * n, 2, 4)` float32: node i of octant o's order is at o * n + i; low corner and leaf, high and link.

    Leaf is -1 in an inner node, else first triangle * 8 + count, as the bits of an integer; the link is the number
    of the node to go on with when this one is missed or done, n at the end. Bit k of an octant: direction k is < 0.
    With fewer `orders`, a power of two, the higher bits do not matter: less memory, more nodes on the way.
    """
    n, inner = len(tree.child), tree.child >= 0
    size = np.ones(n, np.int64)
    levels = list(zip(tree.levels, tree.levels[1:], strict=False))
    for begin, end in reversed(levels):
        at = begin + np.nonzero(inner[begin:end])[0]
        size[at] = 1 + size[tree.child[at]] + size[tree.child[at] + 1]
    leaf = np.where(inner, -1, tree.first * 8 + tree.count).astype(np.int32).view(np.float32)
    out = np.empty((orders, n, NODE_TEXELS, 4), np.float32)
    for octant in range(orders):
        place = np.zeros(n, np.int64)
        for begin, end in levels:
            at = begin + np.nonzero(inner[begin:end])[0]
            near = tree.child[at] + (octant >> tree.axis[at] & 1)
            far = 2 * tree.child[at] + 1 - near
            place[near] = place[at] + 1
            place[far] = place[near] + size[near]
        out[octant, place, 0, :3], out[octant, place, 0, 3] = tree.low, leaf
        out[octant, place, 1, :3] = tree.high
        out[octant, place, 1, 3] = (place + size).astype(np.int32).view(np.float32)
    return out.reshape(orders * n, NODE_TEXELS, 4)


def triangle_texels(tree: Tree, corners: Array, *marks: Array) -> Array:
    """`(t, 3, 4)` float32 in leaf order: a corner and the two edges from it. w are integers by their bits: the
    triangle's number, then up to two `marks`, each `(t,)`."""
    a, b, c = np.moveaxis(np.asarray(corners, np.float32)[tree.order], 1, 0)
    out = np.zeros((len(a), TRIANGLE_TEXELS, 4), np.float32)
    out[:, 0, :3], out[:, 1, :3], out[:, 2, :3] = a, b - a, c - a
    for texel, mark in enumerate((np.arange(len(a)), *marks)):
        out[:, texel, 3] = mark[tree.order].astype(np.int32).view(np.float32)
    return out
