"""What of a scene one can stand on or walk into: its triangles near a point, wherever their instances are just now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assets.scene import Floats, Mesh, Move, Scene
from render.bvh import Tree, build

Array = NDArray[np.float64]


@dataclass(eq=False)
class Solid:
    """A mesh's triangles `(t, 3, 3)` in its own space, without leaves, cloth and other things that give way."""

    corners: Floats

    @cached_property
    def tree(self) -> Tree:
        """Made when somebody first comes near."""
        return build(self.corners)

    def inside(self, low: Array, high: Array) -> Floats:
        """The triangles whose boxes touch the box."""
        tree = self.tree
        nodes, found = np.zeros(1, np.int64), [np.zeros(0, np.int64)]
        while len(nodes):
            hit = ((tree.low[nodes] <= high) & (tree.high[nodes] >= low)).all(axis=1)
            nodes = nodes[hit]
            leaf = tree.child[nodes] < 0
            spans = zip(tree.first[nodes[leaf]], tree.count[nodes[leaf]], strict=True)
            found += [tree.order[first : first + count] for first, count in spans]
            inner = tree.child[nodes[~leaf]]
            nodes = np.concatenate([inner, inner + 1])
        near = self.corners[np.concatenate(found)]
        touches = ((near.min(axis=1) <= high) & (near.max(axis=1) >= low)).all(axis=1)
        return np.asarray(near[touches])


@dataclass(frozen=True, eq=False)
class Near:
    """Triangles `(k, 3, 3)` in the scene's metres, and whose they are: `(k, 2)` batch and instance."""

    corners: Array
    owner: NDArray[np.int64]

    @cached_property
    def up(self) -> Array:
        """How level each is: the upward part of its normal, 0 to 1."""
        a, b, c = np.moveaxis(self.corners, 1, 0)
        n = np.cross(b - a, c - a)
        return np.asarray(np.abs(n[:, 1]) / np.maximum(np.linalg.norm(n, axis=1), 1e-12))


class Solids:
    """All of a scene's. Figures are left out: the presenter steps aside."""

    def __init__(self, scene: Scene) -> None:
        self._meshes: dict[int, Solid] = {}
        for batch in scene.batches:
            if batch.figure < 0 and batch.mesh not in self._meshes:
                self._meshes[batch.mesh] = Solid(hard(scene, scene.meshes[batch.mesh]))
        self._places = {
            i: np.array(b.transform, float)
            for i, b in enumerate(scene.batches)
            if b.figure < 0 and len(self._meshes[b.mesh].corners)
        }
        self._mesh_of = {i: scene.batches[i].mesh for i in self._places}
        self._bounds = {
            mesh: (solid.corners.reshape(-1, 3).min(0).astype(float), solid.corners.reshape(-1, 3).max(0).astype(float))
            for mesh, solid in self._meshes.items()
            if len(solid.corners)
        }
        self._boxes = {i: self._boxed(i) for i in self._places}

    def move(self, moves: Sequence[Move]) -> None:
        """Takes instances to where a frame's moves have them."""
        for move in moves:
            if move.batch in self._places:
                self._places[move.batch][move.first : move.first + len(move.transform)] = move.transform
                self._boxes[move.batch] = self._boxed(move.batch)

    def place(self, owner: tuple[int, int]) -> Array:
        """`(3, 4)` where an instance is now."""
        return np.asarray(self._places[owner[0]][owner[1]])

    def width(self, owner: tuple[int, int]) -> float:
        """The smaller side of an instance in plan, metres."""
        low, high = self._boxes[owner[0]]
        size = (high - low)[owner[1]]
        return float(min(size[0], size[2]))

    def near(self, low: Array, high: Array) -> Near:
        """The triangles in a box of the scene."""
        parts, owners = [np.zeros((0, 3, 3))], [np.zeros((0, 2), np.int64)]
        for batch, instance in self._touched(low, high):
            place = self._places[batch][instance]
            back = np.linalg.inv(place[:, :3])
            middle, half = 0.5 * (low + high), 0.5 * (high - low)
            local, reach = back @ (middle - place[:, 3]), np.abs(back) @ half
            found = self._meshes[self._mesh_of[batch]].inside(local - reach, local + reach)
            parts.append(found.astype(float) @ place[:, :3].T + place[:, 3])
            owners.append(np.tile(np.array((batch, instance)), (len(found), 1)))
        return Near(np.concatenate(parts), np.concatenate(owners))

    def _boxed(self, batch: int) -> tuple[Array, Array]:
        """Lowest and highest corners `(n, 3)` of a batch's instances."""
        low, high = self._bounds[self._mesh_of[batch]]
        t = self._places[batch]
        middle = np.einsum("nij,j->ni", t[:, :, :3], 0.5 * (low + high)) + t[:, :, 3]
        half = np.einsum("nij,j->ni", np.abs(t[:, :, :3]), 0.5 * (high - low))
        return middle - half, middle + half

    def _touched(self, low: Array, high: Array) -> Iterator[tuple[int, int]]:
        for batch, (lows, highs) in self._boxes.items():
            for instance in np.flatnonzero(((lows <= high) & (highs >= low)).all(axis=1)):
                if abs(np.linalg.det(self._places[batch][instance][:, :3])) > 1e-12:
                    yield batch, int(instance)


def hard(scene: Scene, mesh: Mesh) -> Floats:
    """The triangles `(t, 3, 3)` of what does not sway in the wind or let light through."""
    parts = [np.zeros((0, 3, 3), np.float32)]
    for primitive in mesh.primitives:
        material = scene.materials[primitive.material]
        if primitive.topology == "triangles" and not material.sway and material.alpha_mode == "OPAQUE":
            parts.append(primitive.position[primitive.indices.reshape(-1, 3)])
    return np.concatenate(parts).astype(np.float32)
