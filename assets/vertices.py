"""What vertices of a primitive carry besides their place: sets of texture coordinates, colours."""

from __future__ import annotations

import numpy as np

from assets.scene import Floats, Primitive


def uv_of(primitive: Primitive, number: int) -> Floats | None:
    """The first (0) or a further (1 ...) set of coordinates `(n, 2)`; None where there is none."""
    if number == 0 or primitive.further_uv is None:
        return primitive.uv if number == 0 else None
    return primitive.further_uv[:, 2 * number - 2 : 2 * number]


def all_uvs(primitive: Primitive) -> list[Floats]:
    """Every set of coordinates `(n, 2)` it has."""
    further = 0 if primitive.further_uv is None else primitive.further_uv.shape[1] // 2
    return [uv for k in range(1 + further) if (uv := uv_of(primitive, k)) is not None]


def colors_of(primitive: Primitive) -> Floats | None:
    """Linear RGBA `(n, 4)`, whatever it is stored as; None where it has none."""
    color = primitive.color
    if color is None:
        return None
    scale = np.float32(1.0 / 255.0) if color.dtype == np.uint8 else np.float32(1.0)
    out: Floats = color.astype(np.float32) * scale
    return out
