"""Large meshes in pieces, so that what lies outside a view, or faces away from it, is left out of its draws.

A piece is a run of triangles that lie together: where they are (a sphere) and which way they face (a cone of normals;
Shirman and Abi-Ezzi 1993, "The Cone of Normals Technique for Fast Processing of Curved Patches"). What is drawn is the
same to the pixel: only triangles that leave none are missing. Pure numpy; `cull.comp.glsl` asks the same questions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.scene import Floats, Primitive

PIECE = 1024
"""Triangles of a piece at most."""
WORTH = 8 * PIECE
"""Triangles of a primitive that is worth it."""
WIDEST = 0.98
"""Sine of half the angle of the widest cone; what is wider faces every way."""
NO_CONE = np.array([0.0, 0.0, 0.0, 2.0], np.float32)


@dataclass(frozen=True, eq=False)
class Piece:
    """Triangles `first` to `first + count` of a primitive's."""

    first: int
    count: int
    sphere: Floats
    """(4,) in mesh space: centre, radius"""
    cone: Floats
    """(4,) unit axis of the normals, sine of half the angle that holds them all; above 1: they face every way"""


def cut(primitive: Primitive) -> tuple[NDArray[np.uint32], list[Piece]]:
    """The primitive's indices with the triangles of each piece together, and the pieces: none for what is small or
    deforms."""
    indices = np.asarray(primitive.indices, np.uint32).ravel()
    deforms = primitive.joints is not None or len(primitive.targets) > 0
    if len(indices) < 3 * WORTH or primitive.topology != "triangles" or deforms:
        return indices, []
    corners = indices.reshape(-1, 3)
    points = primitive.position[corners].astype(np.float64)
    middle = np.ascontiguousarray(points.mean(1).T, np.float32)
    parts = [np.sort(part) for part in _halved(middle, np.arange(len(corners)))]
    counts = [len(part) for part in parts]
    order, first = np.concatenate(parts), np.cumsum([0, *counts[:-1]])
    points = points[order]
    found = zip(first.tolist(), counts, _spheres(points, first, counts), _cones(points, first, counts), strict=True)
    return corners[order].ravel(), [Piece(*piece) for piece in found]


def _halved(middle: Floats, which: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Triangles by their middles `(3, n)`, halved across their longest extent until few enough are left."""
    if len(which) <= PIECE:
        return [which]
    at = middle[:, which]
    half = len(which) // 2
    order = np.argpartition(at[int(np.ptp(at, axis=1).argmax())], half)
    return _halved(middle, which[order[:half]]) + _halved(middle, which[order[half:]])


def _spheres(points: NDArray[np.float64], first: NDArray[np.int64], counts: list[int]) -> Floats:
    """(pieces, 4) round the triangles `(n, 3, 3)` of each."""
    low, high = np.minimum.reduceat(points.min(1), first), np.maximum.reduceat(points.max(1), first)
    centre = (low + high) / 2
    off = points - np.repeat(centre, counts, axis=0)[:, None]
    away = np.einsum("nij,nij->ni", off, off).max(1)
    return np.column_stack([centre, np.sqrt(np.maximum.reduceat(away, first)) * 1.0001]).astype(np.float32)


def _cones(points: NDArray[np.float64], first: NDArray[np.int64], counts: list[int]) -> Floats:
    """(pieces, 4) of the normals of each piece's triangles; NO_CONE where they go too far apart."""
    normal = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
    length = np.sqrt(np.einsum("ni,ni->n", normal, normal))
    normal /= np.maximum(length, 1e-300)[:, None]
    axis = np.add.reduceat(normal, first)
    axis /= np.maximum(np.linalg.norm(axis, axis=1, keepdims=True), 1e-12)
    cosine = np.where(length > 0, np.einsum("ni,ni->n", normal, np.repeat(axis, counts, axis=0)), 1.0)
    # a degree more than the widest, for what rounding does to thin triangles
    angle = np.arccos(np.clip(np.minimum.reduceat(cosine, first), -1.0, 1.0)) + np.radians(1.0)
    narrow = (np.maximum.reduceat(length, first) > 0) & (angle < np.pi / 2) & (np.sin(angle) <= WIDEST)
    return np.where(narrow[:, None], np.column_stack([axis, np.sin(angle)]), NO_CONE).astype(np.float32)


def seen(
    transform: Floats,
    sphere: Floats,
    cone: Floats,
    planes: NDArray[np.float64],
    eye: NDArray[np.float64] | None,
) -> bool:
    """Whether any of a piece can be in the picture: `transform` (3, 4) of its instance, `planes` (6, 4) of the view,
    and its eye where only fronts are drawn."""
    matrix = transform.astype(np.float64)
    centre, turn = matrix[:, :3] @ sphere[:3] + matrix[:, 3], matrix[:, :3]
    square = turn.T @ turn
    largest = float(square.diagonal().max())
    radius = float(sphere[3]) * np.sqrt(largest)
    if not (planes[:, :3] @ centre + planes[:, 3] >= -radius).all():
        return False
    # under a transform that stretches unevenly the cone would lean
    even = np.abs(square - np.eye(3) * largest).max() <= 1e-3 * largest
    if eye is None or cone[3] > 1 or not even:
        return True
    to = centre - eye
    return bool(to @ (turn @ cone[:3]) / np.sqrt(largest) < cone[3] * np.linalg.norm(to) + radius)
