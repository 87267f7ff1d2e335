"""A model on its way into a scene: where its nodes are at any time, and which of them can be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assets.animation import Clip
from assets.model import Animation, Channel, Model
from assets.rig import skeleton_of
from assets.scene import Floats, Scene
from assets.skeleton import Skeleton

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Moment:
    """n nodes at one instant: model-space transforms `(n, 3, 4)`, animated morph weights by node, what is shown."""

    world: Floats
    weights: dict[int, Floats]
    shown: Flags


@dataclass(frozen=True, eq=False)
class Placing:
    """One model on its way into one scene. `rest` `(n, 3, 4)` are its nodes in model space, `moving` `(n,)` which of
    them the animation moves, `mirroring` `(n,)` those of them that it may turn inside out, `blinking` `(n,)` which it
    hides or shows, `nodes` those in the scene seen at some time.
    """

    scene: Scene
    model: Model
    place: Floats
    playing: Animation | None
    at: Callable[[float], Moment]
    rest: Floats
    moving: Flags
    mirroring: Flags
    blinking: Flags
    nodes: list[int]
    first_material: int

    def time(self, t: float) -> float:
        """Seconds into the animation, which plays in a loop."""
        length = self.playing.duration if self.playing else 0.0
        return looped(t, length)


def looped(t: float, length: float) -> float:
    """Seconds into a loop of that length, whose end is shown once."""
    return t % length if t > length > 0.0 else min(t, length)


def placing(scene: Scene, model: Model, place: Floats, inside: list[int], playing: Animation | None) -> Placing:
    """How the model moves; `inside` are the nodes of the scene that is shown."""
    tree = skeleton_of(model)
    channels = playing.channels if playing else ()
    moving = below(tree, [c.node for c in channels if c.path not in ("weights", "visible")])
    # a node constrained to another one may turn whenever anything does
    moving |= below(tree, [c.node for c in model.constraints] if moving.any() else [])
    mirroring = below(tree, [c.node for c in channels if c.path == "scale" and _mirrors(model, c)])
    blinking = below(tree, [c.node for c in channels if c.path == "visible"])
    shown = shown_nodes(tree, np.array([node.visible for node in model.nodes], bool))
    nodes = [i for i in inside if shown[i] or blinking[i]]
    at = _moments(model, tree, playing, shown)
    rest, first = tree.worlds(), len(scene.materials)
    return Placing(scene, model, place, playing, at, rest, moving, mirroring, blinking, nodes, first)


def _mirrors(model: Model, channel: Channel) -> bool:
    """Whether some key's scale is of another hand than the node at rest."""
    keys = channel.values[:, 1] if channel.interpolation == "CUBICSPLINE" else channel.values
    return bool((np.prod(np.sign(keys), axis=-1) * np.prod(np.sign(model.nodes[channel.node].scale)) < 0).any())


def _moments(model: Model, tree: Skeleton, playing: Animation | None, shown: Flags) -> Callable[[float], Moment]:
    still = Moment(tree.worlds(), {}, shown)
    if playing is None or not playing.channels:
        return lambda t: still
    length, clip = playing.duration, Clip.of(model.nodes, playing)
    own = np.array([node.visible for node in model.nodes], bool)
    blinks = any(channel.path == "visible" for channel in playing.channels)

    # figures, movers and cameras ask for the same instant one after the other
    @lru_cache(maxsize=1)
    def at(t: float) -> Moment:
        s = looped(t, length)
        local, weights = clip.at(s)
        world = tree.worlds(local.rotation, local.translation, local.scale)
        return Moment(world, weights, shown_nodes(tree, clip.shown(s, own)) if blinks else shown)

    return at


def below(tree: Skeleton, nodes: list[int]) -> Flags:
    """Which of the n nodes are among the given ones or under one of them."""
    found = np.zeros(len(tree.names), bool)
    found[nodes] = True
    for level in tree.levels[1:]:
        found[level] |= found[tree.parents[level]]
    return found


def shown_nodes(tree: Skeleton, visible: Flags) -> Flags:
    """Which nodes are shown: those that are visible like all nodes above them."""
    return ~below(tree, np.flatnonzero(~visible).tolist())
