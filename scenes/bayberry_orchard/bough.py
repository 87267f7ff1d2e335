"""A fruiting bough that reaches into the portrait from a tree beside the camera."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.scene import Floats
from scenes.authoring import Stage
from scenes.bayberry_orchard.berries import Crop, fruit
from scenes.bayberry_orchard.trees import clear_for_fruit
from scenes.foliage import bark, leaf_mesh, leaf_shape, leaves, sky_light
from scenes.plants import Habit, Skeleton, branch, grow

Array = NDArray[np.float64]


def reach_in(stage: Stage, habit: Habit, seed: int, leaf: int, wood: int, place: Floats, size: int = 12) -> Crop:
    """Puts one bough with about `size` twig ends on stage under `place` (3, 4), its cut end at the origin and growing
    along +x; returns its fruit in the same space."""
    skeleton = _along_x(_limb(grow(habit, seed), size))
    crown = leaves(skeleton, habit, seed)
    light = np.maximum(sky_light(crown.base, skeleton.position), 0.5)
    crop = fruit(skeleton, light, seed, share=1.0)
    crown = clear_for_fruit(crown, crop, np.array([-1.0, 0.0, 0.0]))
    heart = np.zeros(3)
    foliage = leaf_mesh(crown, leaf_shape(4), leaf, heart, 0.0, 1.5)
    mesh = stage.mesh("bough", [foliage, bark(skeleton, wood, 8, 0.0, light, 1.5, flare=0.0)])
    stage.instances(mesh, place[None], np.array([[1.0, 0.9, 1.0, 0.37]]))
    return crop


def _limb(skeleton: Skeleton, size: int) -> Skeleton:
    """The branch whose number of twig ends comes nearest to `size`."""
    ends = np.zeros(len(skeleton.parent))
    ends[skeleton.tips] = 1.0
    for i in range(len(ends) - 1, 0, -1):
        ends[skeleton.parent[i]] += ends[i]
    return branch(skeleton, int(np.argmin(np.abs(ends - size))))


def _along_x(skeleton: Skeleton) -> Skeleton:
    """Turned so that the twig ends lie along +x on average, what was up staying up as far as it can."""
    x = skeleton.position[skeleton.tips].mean(axis=0)
    x /= np.linalg.norm(x)
    z = np.cross(x, [0.0, 1.0, 0.0])
    z /= np.linalg.norm(z)
    turn = np.stack([x, np.cross(z, x), z])
    return Skeleton(skeleton.position @ turn.T, skeleton.parent, skeleton.radius)
