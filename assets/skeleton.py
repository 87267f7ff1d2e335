"""Forward kinematics and skinning matrices of a tree of nodes, all nodes at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets import transforms as tf
from assets.animation import Locals, rest
from assets.constraints import followed
from assets.model import Node, NodeConstraint
from assets.scene import IDENTITY, Floats, Ints


@dataclass(frozen=True, eq=False)
class Skeleton:
    """n nodes as a tree, and which of them deform vertices.

    `parents` `(n,)` is -1 for roots; `rest` holds the local transforms at rest. `joints` `(j,)` are the nodes whose
    movement, after `inverse_bind` `(j, 3, 4)`, carries vertices. `bones` maps VRM bone names to nodes.
    """

    names: tuple[str, ...]
    parents: NDArray[np.int64]
    rest: Locals
    joints: Ints
    inverse_bind: Floats
    bones: Mapping[str, int] = field(default_factory=dict)
    constraints: tuple[NodeConstraint, ...] = ()
    """Nodes that turn with others once all are posed, in the order in which they do."""

    @staticmethod
    def of(
        nodes: tuple[Node, ...],
        joints: Ints,
        inverse_bind: Floats,
        bones: Mapping[str, int],
        constraints: tuple[NodeConstraint, ...] = (),
    ) -> Skeleton:
        """The skeleton of a model's nodes."""
        parents = np.array([node.parent for node in nodes], np.int64)
        return Skeleton(tuple(n.name for n in nodes), parents, rest(nodes), joints, inverse_bind, bones, constraints)

    def deforming(self, joints: Ints, inverse_bind: Floats, bones: Mapping[str, int]) -> Skeleton:
        """The same tree with these joints; what has been worked out about it is shared, for a file may have thousands
        of skins over one tree."""
        out = replace(self, joints=joints, inverse_bind=inverse_bind, bones=bones)
        vars(out).update(still=self.still, levels=self.levels, _jumps=self._jumps)
        return out

    @cached_property
    def still(self) -> Floats:
        """Model-space transforms `(n, 3, 4)` of all nodes at rest."""
        return self.worlds()

    @cached_property
    def levels(self) -> tuple[NDArray[np.int64], ...]:
        """The nodes of each depth, roots first."""
        level = np.flatnonzero(self.parents < 0)
        found = []
        while len(level):
            found.append(level)
            level = np.flatnonzero(np.isin(self.parents, level))
        return tuple(found)

    @cached_property
    def _jumps(self) -> tuple[NDArray[np.int64], ...]:
        """Ancestors 1, 2, 4, ... steps up of each node and of one more, the root of the roots, until all are it.

        Transforms then double in reach at each step (pointer jumping, Hillis & Steele 1986).
        """
        n = len(self.parents)
        above = np.append(np.where(self.parents < 0, n, self.parents), n)
        found = []
        while (above < n).any():
            found.append(above)
            above = above[above]
        return tuple(found)

    def node(self, name: str) -> int:
        """The node of a VRM bone, or the node of that name. KeyError when there is neither."""
        if name in self.bones:
            return self.bones[name]
        if name in self.names:
            return self.names.index(name)
        raise KeyError(f"no bone or node {name!r}")

    def worlds(
        self, rotation: ArrayLike | None = None, translation: ArrayLike | None = None, scale: ArrayLike | None = None
    ) -> Floats:
        """Model-space transforms `(n, 3, 4)` of all nodes from local ones; what is not given is at rest."""
        still = self.rest
        now = Locals(
            still.translation if translation is None else np.asarray(translation),
            still.rotation if rotation is None else np.asarray(rotation),
            still.scale if scale is None else np.broadcast_to(np.asarray(scale), still.scale.shape),
        )
        turned = followed(self.constraints, self.parents, still, now) if self.constraints else now.rotation
        local = tf.trs(now.translation, turned, now.scale)
        square = np.zeros((len(local) + 1, 4, 4))
        square[:-1, :3], square[-1, :3], square[:, 3, 3] = local, IDENTITY, 1.0
        for above in self._jumps:
            square = square[above] @ square
        return square[:-1, :3].astype(np.float32)

    def matrices(self, worlds: Floats) -> Floats:
        """Skinning matrices `(j, 3, 4)` from model-space transforms `(n, 3, 4)`."""
        return tf.compose(worlds[self.joints], self.inverse_bind)

    def skinning(
        self, rotation: ArrayLike | None = None, translation: ArrayLike | None = None, scale: ArrayLike | None = None
    ) -> Floats:
        """Skinning matrices `(j, 3, 4)` from local transforms of all n nodes: what `Pose.joints` holds."""
        if rotation is None and translation is None and scale is None:
            return self.matrices(self.still)
        return self.matrices(self.worlds(rotation, translation, scale))
