"""How a tree grows: space colonisation inside a crown envelope, then branch radii by the pipe model.

Space colonisation: Runions, Lane and Prusinkiewicz, "Modeling Trees with a Space Colonization Algorithm" (2007).
Pipe model: Shinozaki et al. (1964); the exponent is chosen so that the trunk gets the wanted thickness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Habit:
    """The way a kind of tree grows; metres. The defaults are a pruned, open-centre bayberry."""

    height: float = 3.7
    spread: float = 2.2
    """Radius of the crown."""
    skirt: float = 0.55
    """Height of the lowest leaves above the ground."""
    trunk: float = 0.4
    """Height at which the main limbs part."""
    limbs: int = 4
    hollow: float = 0.24
    """Radius of the open centre, as a share of the spread."""
    lumps: float = 0.34
    """Depth of the creases between boughs, as a share of the spread."""
    boughs: int = 17
    """Bulges of the crown's outline."""
    attractors: int = 5200
    reach: float = 0.9
    """Distance within which an attractor pulls a twig."""
    clearance: float = 0.165
    """Distance within which a twig uses an attractor up."""
    step: float = 0.085
    twig: float = 0.0022
    """Radius of the last twigs."""
    girth: float = 0.085
    """Radius of the trunk."""


@dataclass(frozen=True, eq=False)
class Skeleton:
    """Branches as nodes: `position` (n, 3), `parent` (n,) (-1 for the root; always an earlier node), `radius` (n,)."""

    position: Array
    parent: Indices
    radius: Array

    @property
    def direction(self) -> Array:
        """(n, 3) unit vectors from each node's parent; straight up at the root."""
        d = self.position - self.position[np.maximum(self.parent, 0)]
        d[0] = (0.0, 1.0, 0.0)
        return np.asarray(d / np.maximum(np.linalg.norm(d, axis=1, keepdims=True), 1e-9))

    @property
    def tips(self) -> Indices:
        """Nodes without children."""
        return np.flatnonzero(np.bincount(self.parent[1:], minlength=len(self.parent)) == 0)

    @property
    def heir(self) -> Indices:
        """(n,) each node's thickest child, which continues the branch; -1 at tips."""
        heir = np.full(len(self.parent), -1)
        order = np.argsort(self.radius[1:], kind="stable") + 1
        heir[self.parent[order]] = order
        return heir


def grow(habit: Habit, seed: int) -> Skeleton:
    """A tree of this habit, standing at the origin. The same seed grows the same tree."""
    rng = np.random.default_rng(seed)
    position, parent = _limbs(habit, rng)
    food = _envelope(habit, rng)
    for _ in range(200):
        distance, nearest = cKDTree(position).query(food, distance_upper_bound=habit.reach)
        pulled = np.isfinite(distance)
        if not pulled.any():
            break
        pull = np.zeros_like(position)
        np.add.at(pull, nearest[pulled], _unit(food[pulled] - position[nearest[pulled]]))
        active = np.unique(nearest[pulled])
        # A little noise breaks ties between opposite attractors; a little lift stands for light.
        heading = _unit(pull[active] + rng.normal(0.0, 0.12, (len(active), 3)) + [0.0, 0.08, 0.0])
        bud = position[active] + heading * habit.step
        room = cKDTree(position).query(bud)[0] > 0.45 * habit.step
        if not room.any():
            break
        position = np.concatenate([position, bud[room]])
        parent = np.concatenate([parent, active[room]])
        food = food[cKDTree(position).query(food)[0] > habit.clearance]
    return Skeleton(position, parent, pipe_radii(parent, habit.twig, habit.girth))


def branch(skeleton: Skeleton, node: int) -> Skeleton:
    """Everything that grows from `node`, cut off there: its cut end stands at the origin."""
    inside = np.zeros(len(skeleton.parent), bool)
    inside[node] = True
    for i in range(node + 1, len(inside)):
        inside[i] = inside[skeleton.parent[i]]
    kept = np.flatnonzero(inside)
    number = np.full(len(inside), -1)
    number[kept] = np.arange(len(kept))
    parent = np.where(kept == node, -1, number[skeleton.parent[kept]])
    return Skeleton(skeleton.position[kept] - skeleton.position[node], parent, skeleton.radius[kept])


def pipe_radii(parent: Indices, twig: float, girth: float) -> Array:
    """Radii `(n,)` with r_parent^e = sum of r_child^e, `twig` at every tip and `girth` at the root.

    `parent` holds earlier nodes only, -1 at the root. e follows from the number of tips.
    """
    n = len(parent)
    tips = np.bincount(parent[1:], minlength=n) == 0
    exponent = np.log(max(int(tips.sum()), 2)) / np.log(girth / twig)
    pipes = tips.astype(float)
    for i in range(n - 1, 0, -1):
        pipes[parent[i]] += pipes[i]
    return np.asarray(twig * pipes ** (1.0 / exponent))


def _limbs(habit: Habit, rng: np.random.Generator) -> tuple[Array, Indices]:
    """The trunk and the main limbs that pruning leaves, evenly round the open centre."""
    rows = max(2, round(habit.trunk / habit.step) + 1)
    heights = np.linspace(0.0, habit.trunk, rows)
    lean = rng.normal(0.0, 0.06, 2)
    nodes = [np.array([lean[0] * h, h, lean[1] * h]) for h in heights]
    parents = list(range(-1, rows - 1))
    for k in range(habit.limbs):
        angle = (k + rng.uniform(-0.22, 0.22)) * 2.0 * np.pi / habit.limbs
        fork = rows - 1 - (k % 2)
        heading = np.array([np.cos(angle), rng.uniform(0.5, 1.0), np.sin(angle)])
        at, last = nodes[fork], fork
        for _ in range(round(0.32 * habit.spread / habit.step)):
            heading = heading + rng.normal(0.0, 0.10, 3) + [0.0, 0.03, 0.0]
            at = at + heading / np.linalg.norm(heading) * habit.step
            nodes.append(at)
            parents.append(last)
            last = len(nodes) - 1
    return np.array(nodes), np.array(parents)


def _envelope(habit: Habit, rng: np.random.Generator) -> Array:
    """Attraction points `(m, 3)`: a half dome of overlapping boughs, most points in its shell, open at the top."""
    tries = habit.attractors * 6
    depth = rng.random((tries, 1)) ** np.where(rng.random((tries, 1)) < 0.25, 0.4, 0.10)
    p = _unit(rng.normal(size=(tries, 3))) * depth
    bulge = _bulges(habit, rng, _unit(p))
    ring = np.hypot(p[:, 0], p[:, 2])
    # Creases hold fewer twigs than bulges: light comes in between the boughs.
    grown = (p[:, 1] > -0.30) & ((ring > habit.hollow) | (p[:, 1] < 0.0)) & (rng.random(tries) < 0.25 + 0.9 * bulge)
    p, bulge = p[grown][: habit.attractors], bulge[grown][: habit.attractors]
    up, lump = p[:, 1], 1.0 + habit.lumps * (1.25 * bulge - 0.82)
    # The skirt hangs: below the equator the dome is squashed down to the lowest leaves.
    equator = habit.skirt + 0.28 * (habit.height - habit.skirt)
    low = (equator - habit.skirt) / 0.30
    y = equator + np.where(up > 0, up * (habit.height - equator) * (0.4 + 0.6 * lump), up * low)
    return np.stack([p[:, 0] * habit.spread * lump, y, p[:, 2] * habit.spread * lump], axis=1)


def _bulges(habit: Habit, rng: np.random.Generator, toward: Array) -> Array:
    """How far the crown bulges `(n,)` in directions `toward` (n, 3): 1 over the middle of a bough, 0 in a crease."""
    k = np.arange(habit.boughs)
    up = 1.0 - 1.3 * (k + 0.5) / habit.boughs + rng.normal(0.0, 0.06, habit.boughs)
    turn = 2.39996 * k + rng.normal(0.0, 0.25, habit.boughs)
    flat = np.sqrt(np.maximum(1.0 - up**2, 0.05))
    middle = _unit(np.stack([flat * np.cos(turn), up, flat * np.sin(turn)], axis=1))
    width = np.sqrt(2.6 / habit.boughs) * rng.uniform(0.75, 1.35, habit.boughs)
    angle = np.arccos(np.clip(toward @ middle.T, -1.0, 1.0))
    height = rng.uniform(0.7, 1.1, habit.boughs)
    return np.asarray((height * np.sqrt(np.maximum(1.0 - (angle / width) ** 2, 0.0))).max(axis=1))


def _unit(v: Array) -> Array:
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9))
