"""The texture atlas: every piece's paint, evaluated on its canvas and packed into one square."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assets.scene import Bytes, Texture
from avatar.character.geom import Array, Piece, rgb

GUTTER = 4
"""Texels of repeated border round each cell, so that minification does not mix neighbours."""
FLAT = (4, 4)


@dataclass(frozen=True, eq=False)
class Atlas:
    """The packed texture and where each cell lies in it: x, y, width, height in texels, gutter excluded."""

    texture: Texture
    cells: dict[str, tuple[int, int, int, int]]


def paint_cell(piece: Piece) -> Array:
    """The piece's paint, `(h, w, 3)` sRGB."""
    if isinstance(piece.paint, str):
        return np.broadcast_to(rgb(piece.paint), (*FLAT, 3))
    h, w = piece.texels
    u, v = np.meshgrid(np.linspace(0, 1, w), np.linspace(0, 1, h))
    return np.clip(piece.paint(u, v, resampled(piece.canvas, h, w)), 0, 1)


def resampled(points: Array, h: int, w: int) -> Array:
    """A grid of points at another resolution, linear between the old ones."""
    rows, columns = points.shape[:2]
    y, x = np.linspace(0, rows - 1, h), np.linspace(0, columns - 1, w)
    i, j = np.minimum(y.astype(int), rows - 2), np.minimum(x.astype(int), columns - 2)
    fy, fx = (y - i)[:, None, None], (x - j)[None, :, None]
    left = points[i][:, j] * (1 - fy) + points[i + 1][:, j] * fy
    right = points[i][:, j + 1] * (1 - fy) + points[i + 1][:, j + 1] * fy
    return np.asarray(left * (1 - fx) + right * fx)


def cell_name(piece: Piece) -> str:
    """Plain colours share a cell."""
    return piece.paint if isinstance(piece.paint, str) else piece.cell


def bake_atlas(pieces: Sequence[Piece], width: int = 2048) -> Atlas:
    """Packs the cells on shelves, tallest first, each on the first shelf with room; the height is a power of two."""
    owners: dict[str, Piece] = {}
    for piece in pieces:
        owners.setdefault(cell_name(piece), piece)
    size = {name: FLAT if isinstance(p.paint, str) else p.texels for name, p in owners.items()}
    order = sorted(owners, key=lambda name: (-size[name][0], -size[name][1], name))
    cells: dict[str, tuple[int, int, int, int]] = {}
    shelves: list[list[int]] = []  # top, height, used width
    for name in order:
        h, w = (n + 2 * GUTTER for n in size[name])
        shelf = next((s for s in shelves if h <= s[1] and s[2] + w <= width), None)
        if shelf is None:
            shelf = [shelves[-1][0] + shelves[-1][1] if shelves else 0, h, 0]
            shelves.append(shelf)
        cells[name] = (shelf[2] + GUTTER, shelf[0] + GUTTER, w - 2 * GUTTER, h - 2 * GUTTER)
        shelf[2] += w
    height = 1 << (shelves[-1][0] + shelves[-1][1] - 1).bit_length()
    pixels: Bytes = np.full((height, width, 4), 255, np.uint8)
    for name, (x, y, w, h) in cells.items():
        image = np.round(paint_cell(owners[name]) * 255).astype(np.uint8)
        edged = np.pad(image, ((GUTTER, GUTTER), (GUTTER, GUTTER), (0, 0)), mode="edge")
        pixels[y - GUTTER : y + h + GUTTER, x - GUTTER : x + w + GUTTER, :3] = edged
    return Atlas(Texture("yuduoduo", pixels, wrap="clamp"), cells)


def atlas_uv(piece: Piece, atlas: Atlas) -> Piece:
    """The piece with its uv in the atlas; v runs down, as glTF wants."""
    x, y, w, h = atlas.cells[cell_name(piece)]
    height, width = atlas.texture.pixels.shape[:2]
    uv = (piece.uv * [w - 1, h - 1] + [x + 0.5, y + 0.5]) / [width, height]
    return replace(piece, uv=uv)
