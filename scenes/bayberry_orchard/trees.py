"""The orchard's trees: a few grown ones with their chains of detail, planted in rows along the benches."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.scene import Floats, Primitive
from scenes.authoring import Stage, transforms
from scenes.bayberry_orchard import land
from scenes.bayberry_orchard.berries import Crop, fruit
from scenes.boughs import boughs, skin
from scenes.foliage import Leaves, bark, leaf_mesh, leaf_shape, leaves, sky_light
from scenes.plants import Habit, grow

Array = NDArray[np.float64]

KINDS = (
    Habit(),
    Habit(height=3.3, spread=2.35, skirt=0.5, limbs=5),
    Habit(height=4.0, spread=2.05, skirt=0.7, trunk=0.55, limbs=3),
    Habit(height=3.5, spread=2.15, skirt=0.45, hollow=0.32, lumps=0.42),
)
SPACING = 4.9
ROWS = ((2.4, 10), (13.4, 9), (7.0, 11), (0.8, 11), (-1.6, 10), (0.8, 9))
"""Each bench's first tree (metres along the contour) and their number; bench -1 starts late to open the view."""


@dataclass(frozen=True, eq=False)
class Grown:
    """A grown tree: its finest mesh on stage and its fruit in the tree's own space."""

    mesh: int
    crop: Crop


@dataclass(frozen=True, eq=False)
class Planting:
    """The orchard's rows: `position` (n, 3), `transform` (n, 3, 4), `tint` (n, 4), `kind` (n,)."""

    position: Array
    transform: Floats
    tint: Array
    kind: NDArray[np.int64]


def raise_tree(stage: Stage, habit: Habit, seed: int, leaf: int, shade: int, wood: int, ripe: float) -> Grown:
    """Grows one tree and puts its meshes on stage; `leaf`, `shade` (the inside of boughs) and `wood` are materials.

    The chain by the size of the whole tree on screen: leaves of 12 triangles above 760 pixels (a leaf is then over
    15 pixels long), of 4 above 360, folded diamonds above 140, fewer and larger ones below. The coarser a level, the
    fewer leaves fill the inside of its boughs; in the coarsest a dark core stands for them.
    """
    skeleton = grow(habit, seed)
    crown = leaves(skeleton, habit, seed)
    heart = np.array([0.0, 0.42 * habit.height, 0.0])
    reach = 1.15 * habit.spread
    light = sky_light(crown.base, skeleton.position)
    crop = fruit(skeleton, light, seed, ripe=ripe)
    crown = clear_for_fruit(crown, crop, heart)
    lumps = boughs(crown, 44, seed)
    depth = lumps.depth(crown.middle)

    def foliage(part: Leaves, shape: int, rounding: float) -> Primitive:
        return leaf_mesh(part, leaf_shape(shape), leaf, heart, rounding, reach)

    def wooden(sides: int, thinnest: float) -> Primitive:
        return bark(skeleton, wood, sides, thinnest, light, reach)

    outer, inner = crown.where(depth > 0.62), crown.where(depth <= 0.62)
    core = skin(crown, lumps, shade, 0, heart, reach, 0.62)
    loose = stage.mesh(f"tree {seed} loose", [foliage(outer.thinned(0.12, 2.4), 0, 0.5), wooden(3, 0.03), core])
    filling = foliage(inner.thinned(0.16, 2.6), 0, 0.4)
    shell = foliage(outer.thinned(0.50, 1.45), 0, 0.4)
    middle = stage.mesh(f"tree {seed} middle", [shell, filling, wooden(4, 0.014)], loose, 140)
    filling = foliage(inner.thinned(0.35, 1.8), 0, 0.3)
    fine = stage.mesh(f"tree {seed} fine", [foliage(outer, 1, 0.3), filling, wooden(5, 0.004)], middle, 360)
    near = stage.mesh(f"tree {seed} near", [foliage(crown, 3, 0.2), wooden(8, 0.0)], fine, 760)
    return Grown(near, crop)


def clear_for_fruit(crown: Leaves, crop: Crop, heart: Array) -> Leaves:
    """The crown without the leaves just outside each berry, or the crop would hide under the foliage."""
    out = crop.position - heart
    return crown.cleared(crop.position + out / np.linalg.norm(out, axis=1, keepdims=True) * 0.03, 0.045)


def plant(seed: int) -> Planting:
    """Sixty trees along the six benches, staggered from row to row."""
    rng = np.random.default_rng(seed)
    rows = []
    for k, (first, count) in zip(land.ROWS, ROWS, strict=True):
        s = first + SPACING * np.arange(count) + rng.normal(0, 0.25, count)
        rows.append(land.place(k, s, 3.35 + rng.normal(0, 0.12, count)))
    position = np.concatenate(rows)
    n = len(position)
    size = rng.uniform(0.90, 1.10, (n, 1)) * np.array([1.0, 1.0, 1.0]) * (1 + rng.normal(0, 0.04, (n, 3)))
    turn = rng.uniform(0, 2 * np.pi, n)
    # Tints leave red alone (it carries the light) and age the leaves tree by tree in green.
    tint = np.stack([np.ones(n), rng.uniform(0.75, 1.1, n), rng.uniform(0.85, 1.1, n), rng.random(n)], axis=1)
    kind = (np.arange(n) * 7 + rng.integers(0, 2, n)) % len(KINDS)
    return Planting(position, transforms(position - [0.0, 0.04, 0.0], turn, size), tint, kind)


def wild_tree(stage: Stage, seed: int, leaf: int, shade: int) -> int:
    """A round broadleaf crown of the woods, seen from afar only: some tufts about shaded boughs at the coarsest."""
    habit = replace(KINDS[0], height=3.4, spread=1.9, skirt=0.1, hollow=0.0, lumps=0.3, attractors=2400, clearance=0.22)
    crown = leaves(grow(habit, seed), habit, seed, rosette=8, along=1)
    heart = np.array([0.0, 1.4, 0.0])

    def tufts(count: int, size: float) -> Primitive:
        return leaf_mesh(crown.thinned(count / len(crown), size), leaf_shape(0, 0.38), leaf, heart, 0.6, 3.0)

    core = skin(crown, boughs(crown, 6, seed), shade, 0, heart, 3.0, 0.7)
    far = stage.mesh(f"wild {seed} far", [tufts(90, 5.0), core], cull_pixels=2.0)
    middle = stage.mesh(f"wild {seed} middle", [tufts(330, 4.0)], far, 32)
    fine = stage.mesh(f"wild {seed} fine", [tufts(800, 2.9)], middle, 60)
    return stage.mesh(f"wild {seed}", [tufts(1800, 2.0)], fine, 120)
