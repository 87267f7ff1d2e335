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
    parts = [np.sort(part) for part in _halved(points.mean(1), np.arange(len(corners)))]
    firsts = np.cumsum([0, *(len(part) for part in parts)]).tolist()
    pieces = [
        Piece(first, len(part), _sphere(points[part]), _cone(points[part]))
        for first, part in zip(firsts, parts, strict=False)
    ]
    return corners[np.concatenate(parts)].ravel(), pieces


def _halved(middle: NDArray[np.float64], which: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Triangles by their middles, halved across their longest extent until few enough are left."""
    if len(which) <= PIECE:
        return [which]
    at = middle[which]
    order = np.argsort(at[:, int(np.ptp(at, axis=0).argmax())], kind="stable")
    half = len(order) // 2
    return _halved(middle, which[order[:half]]) + _halved(middle, which[order[half:]])


def _sphere(points: NDArray[np.float64]) -> Floats:
    flat = points.reshape(-1, 3)
    centre = (flat.min(0) + flat.max(0)) / 2
    return np.array([*centre, np.linalg.norm(flat - centre, axis=1).max() * 1.0001], np.float32)


def _cone(points: NDArray[np.float64]) -> Floats:
    normal = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
    length = np.linalg.norm(normal, axis=1)
    normal = normal[length > 0] / length[length > 0, None]
    if not len(normal):
        return NO_CONE
    axis = normal.mean(0)
    axis /= max(float(np.linalg.norm(axis)), 1e-12)
    # a degree more than the widest, for what rounding does to thin triangles
    angle = np.arccos(np.clip((normal @ axis).min(), -1.0, 1.0)) + np.radians(1.0)
    if angle >= np.pi / 2 or np.sin(angle) > WIDEST:
        return NO_CONE
    return np.array([*axis, np.sin(angle)], np.float32)


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
