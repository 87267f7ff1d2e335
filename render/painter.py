"""The painter's order: whether things that are drawn whole, the farthest first, come out right.

After Newell, Newell and Sancha 1972 ("A Solution to the Hidden Surface Problem"), with a box round each thing in place
of its polygons: a plane between two of them says which one the eye sees in front. Pure numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Primitive
from render.views import View

Boxes = NDArray[np.float64]
"""(n, 3, 4): affine transforms of the cube from -1 to 1"""

MOST, MOST_PAIRS = 512, 4096
"""Things, and pairs of them one before the other, that are compared; more are taken to be in one tangle."""
_THIN, _SLACK = 1e-6, 1e-5
"""Half the thickness of the box round something flat, and what boxes may overlap, against their sizes."""
_TESTS = 1 << 24
"""Triangles times points up to which a mesh is looked at; larger ones are taken to be folded."""


def box_of(primitive: Primitive, double_sided: bool) -> tuple[NDArray[np.float64], bool]:
    """(3, 4) box round a primitive at rest, and whether it is folded: one part of it may lie before another."""
    if len(primitive.position) * len(primitive.indices) > 3 * _TESTS:
        at = primitive.position.astype(np.float64)
        return _around(at, np.eye(3), float(np.ptp(at, axis=0).max())), primitive.topology == "triangles"
    corners = np.asarray(primitive.indices).reshape(-1, 3 if primitive.topology == "triangles" else 1)
    points, faces = np.unique(corners, return_inverse=True)
    at = primitive.position[points].astype(np.float64)
    if not len(at):
        return np.zeros((3, 4)), False
    size = float(np.ptp(at, axis=0).max()) or 1.0
    if primitive.topology != "triangles":
        return _around(at, np.eye(3), size), False
    faces = faces.reshape(-1, 3)
    normal = np.cross(at[faces[:, 1]] - at[faces[:, 0]], at[faces[:, 2]] - at[faces[:, 0]])
    area = np.linalg.norm(normal, axis=1)
    faces, normal = faces[area > 1e-12 * size**2], normal[area > 1e-12 * size**2]
    if not len(faces):
        return _around(at, np.eye(3), size), False
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    facing = normal[np.argmax(area[area > 1e-12 * size**2])]
    if np.abs((at - at[faces[0, 0]]) @ facing).max() < 1e-5 * size:
        return _around(at, _in_plane(at, faces, facing), size), False
    return _around(at, np.eye(3), size), not _convex(at, faces, normal, size, double_sided)


def _around(at: NDArray[np.float64], axes: NDArray[np.float64], size: float) -> NDArray[np.float64]:
    """(3, 4) box round points along orthonormal axes, the columns."""
    along = at @ axes
    low, high = along.min(0), along.max(0)
    half = np.maximum((high - low) / 2, _THIN * size)
    return np.column_stack([axes * half, axes @ ((low + high) / 2)])


def _in_plane(at: NDArray[np.float64], faces: NDArray[Any], facing: NDArray[np.float64]) -> NDArray[np.float64]:
    """Axes of the smallest rectangle round flat points that is parallel to one of the first edges."""
    edges = (at[faces[:64]] - at[np.roll(faces[:64], 1, axis=1)]).reshape(-1, 3)
    edges = edges[np.linalg.norm(edges, axis=1) > 0]
    x = edges / np.linalg.norm(edges, axis=1, keepdims=True)
    x -= (x @ facing)[:, None] * facing
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    y = np.cross(facing, x)
    best = int(np.argmin(np.ptp(at @ x.T, axis=0) * np.ptp(at @ y.T, axis=0)))
    return np.column_stack([x[best], y[best], facing])


def _convex(
    at: NDArray[np.float64], faces: NDArray[Any], normal: NDArray[np.float64], size: float, double_sided: bool
) -> bool:
    """Whether all points lie on one side of every triangle, behind it where both sides of it show."""
    beyond = normal @ at.T - (normal * at[faces[:, 0]]).sum(1)[:, None]
    behind = bool((beyond < 1e-5 * size).all())
    return behind or (not double_sided and bool((beyond > -1e-5 * size).all()))


def tangled(boxes: Boxes, folded: NDArray[np.bool_], view: View) -> NDArray[np.bool_]:
    """(n,) of things that are drawn in this order: which of them it may be wrong for, and whatever lies between two of
    those. Wrong for itself is what is folded."""
    n = len(boxes)
    if n > MOST:
        return np.ones(n, bool)
    first, second = _overlapping(screen_rectangles(boxes, view))
    if len(first) > MOST_PAIRS:
        return np.ones(n, bool)
    wrong = ~_may_precede(boxes, first, second, view)
    begins, ends = (np.bincount(side[wrong], minlength=n) for side in (first, second))
    among = np.cumsum(begins) - np.cumsum(ends)
    return np.asarray(folded | (among > 0) | (ends > 0))


def screen_rectangles(boxes: Boxes, view: View) -> NDArray[np.float64]:
    """(n, 4) x0, y0, x1, y1 of boxes in clip space, -1 to 1; all of it for what comes near the eye."""
    cube = np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, 8)
    corners = boxes[:, :, :3] @ cube + boxes[:, :, 3:]
    matrix = view.view_projection
    clip = np.einsum("ij,njk->nik", matrix[:, :3], corners) + matrix[:, 3:]
    near = (clip[:, 3] <= view.near / 2).any(1) if not view.orthographic else np.zeros(len(boxes), bool)
    at = clip[:, :2] / np.maximum(clip[:, 3:], 1e-9)
    out = np.clip(np.concatenate([at.min(2), at.max(2)], axis=1), -1.0, 1.0)
    out[near] = (-1.0, -1.0, 1.0, 1.0)
    return np.asarray(out)


def _overlapping(rectangles: NDArray[np.float64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Pairs of rectangles that have something in common, the lower number first."""
    x0, y0, x1, y1 = rectangles.T
    common = (x0[:, None] < x1) & (y0[:, None] < y1)
    first, second = np.nonzero(np.triu(common & common.T, 1))
    return first, second


def _may_precede(boxes: Boxes, first: NDArray[Any], second: NDArray[Any], view: View) -> NDArray[np.bool_]:
    """Of pairs: whether it is known that drawing the first before the second is right.

    The planes between two boxes are those of Gottschalk, Lin and Manocha 1996 ("OBBTree"): parallel to a face of
    either, or to an edge of each.
    """
    known = np.zeros(len(first), bool)
    edges, middles = np.swapaxes(boxes[:, :, :3], 1, 2), boxes[:, :, 3]
    normals = _units(np.cross(edges[:, [1, 2, 0]], edges[:, [2, 0, 1]]))
    ways, size = _units(edges), np.linalg.norm(edges, axis=(1, 2))

    planes: tuple[Callable[[NDArray[Any], NDArray[Any]], NDArray[np.float64]], ...] = (
        lambda i, j: np.broadcast_to(view.view[2, :3], (len(i), 1, 3)),
        lambda i, j: np.concatenate([normals[i], normals[j]], axis=1),
        lambda i, j: _units(np.cross(ways[i][:, :, None], ways[j][:, None]).reshape(len(i), 9, 3)),
    )
    for across in planes:
        left = np.nonzero(~known)[0]
        i, j = first[left], second[left]
        axes = across(i, j)
        (begin, end), (from_, to) = (_reach(edges[k], middles[k], axes) for k in (i, j))
        low, high = _eye_along(axes, view)
        real, slack = (axes != 0).any(2), _SLACK * (size[i] + size[j])[:, None]
        # the second may come later where the eye is on its side of a plane between them
        below, above = (end <= from_ + slack) & (high >= end - slack), (to <= begin + slack) & (low <= begin + slack)
        known[left] = (real & (below | above)).any(1)
    return known


def _reach(
    edges: NDArray[np.float64], middles: NDArray[np.float64], axes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(p, k) where boxes begin and end along axes `(p, k, 3)`."""
    middle = np.einsum("pkc,pc->pk", axes, middles)
    half = np.abs(np.einsum("pkc,pec->pke", axes, edges)).sum(2)
    return middle - half, middle + half


def _eye_along(axes: NDArray[np.float64], view: View) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(p, k) between what and what the eye is along axes; an orthographic one is infinitely far back."""
    if not view.orthographic:
        at = np.asarray(axes @ view.eye)
        return at, at
    back = axes @ view.rays
    return np.where(back > 1e-9, np.inf, -np.inf), np.where(back < -1e-9, -np.inf, np.inf)


def _units(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of length one, those of hardly any length zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.where(
        length > 1e-9 * max(float(length.max(initial=0.0)), 1e-30), vectors / np.maximum(length, 1e-300), 0.0
    )
