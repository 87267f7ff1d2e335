"""Shapes that drones make: lettering, pictures, models, and any sheets of points of one's own.

    crane = figures.crane(800, span=110.0)
    name = text_shape("太鹤湖", 800, height=40.0)
    logo = image_shape(Path("logo.png"), 800, height=60.0)

A shape stands in its own frame: it faces +z (towards its audience), y is up, its middle is the origin; metres.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw, ImageFont

from assets.errors import InputError
from assets.scene import Scene
from assets.transforms import points
from scenes.show.sampling import spread
from scenes.signs import FONT

Array = NDArray[np.float64]
WARM = (1.0, 0.72, 0.36)
DENSITY = 24
"""Places to choose from for each drone."""
MOST = 5000
"""Drones of one show."""


@dataclass(frozen=True, eq=False)
class Shape:
    """n points `(n, 3)`, their colours `(n, 3)` linear, 0 to 1, and which part of the figure each belongs to `(n,)`."""

    name: str
    points: Array
    color: Array
    part: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.points)

    def evenly(self, count: int) -> Shape:
        """`count` of the points, spread evenly. InputError unless there are as many."""
        if not 1 <= count <= MOST:
            raise InputError(f"shape {self.name!r}: {count} drones; 1 to {MOST} can fly")
        if len(self) < count:
            raise InputError(f"shape {self.name!r} has {len(self)} places for {count} drones")
        k = spread(self.points, count)
        return replace(self, points=self.points[k], color=self.color[k], part=self.part[k])


def shape(name: str, points: ArrayLike, color: ArrayLike = WARM, part: ArrayLike = 0) -> Shape:
    """A shape of these points `(n, 3)`; one colour and part for all, or one for each. InputError for points that are
    nowhere."""
    p = np.asarray(points, float).reshape(-1, 3)
    if not np.isfinite(p).all():
        raise InputError(f"shape {name!r}: a point is not a finite number")
    return Shape(
        name,
        p,
        np.broadcast_to(np.asarray(color, float), p.shape).copy(),
        np.broadcast_to(np.asarray(part, np.int64), (len(p),)).copy(),
    )


def text_shape(text: str, count: int, height: float, color: ArrayLike = WARM, font: Path = FONT) -> Shape:
    """Characters of the built-in font, `height` metres tall. InputError for one that the font lacks."""
    if not text.strip():
        raise InputError("a text of drones needs at least one character")
    face = ImageFont.truetype(str(font), 160)
    if missing := [c for c in text if not c.isspace() and face.getmask(c).getbbox() is None]:
        raise InputError(f"the font has no {' '.join(missing)}", font)
    left, top, right, bottom = face.getbbox(text)
    sheet = Image.new("L", (int(right - left) + 8, int(bottom - top) + 8), 255)
    ImageDraw.Draw(sheet).text((4 - left, 4 - top), text, fill=0, font=face)
    return _from_ink(text, sheet, count, height, color)


def image_shape(path: Path, count: int, height: float, color: ArrayLike | None = None) -> Shape:
    """The dark pixels of a picture `height` metres tall, in their own colours (what is black shines `WARM`) or in one.

    InputError for a file that is no picture and for one without dark pixels.
    """
    try:
        with Image.open(path) as file:
            picture = file.convert("RGBA")
    except OSError as error:
        raise InputError(f"no picture: {error}", path) from None
    white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    flat = Image.alpha_composite(white, picture).convert("RGB")
    return _from_ink(path.stem, flat, count, height, color, path)


def mesh_shape(path: Path, count: int, height: float, color: ArrayLike = WARM, seed: int = 0) -> Shape:
    """The surface of a model file (.glb .gltf .obj .ply .stl), turned as it stands and scaled to `height` metres."""
    corners = _corners(path)
    if not len(corners):
        raise InputError("a shape of drones needs triangles, and the model has none", path)
    edges = corners[:, 1:] - corners[:, :1]
    area = np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1)
    if not area.sum() > 0:
        raise InputError("the model's triangles have no area", path)
    rng = np.random.default_rng(seed)
    which = rng.choice(len(corners), DENSITY * min(count, MOST), p=area / area.sum())
    u, v = rng.random((2, len(which), 1))
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    points = corners[which, 0] + u * edges[which, 0] + v * edges[which, 1]
    low, high = points.min(0), points.max(0)
    tall = max(float(high[1] - low[1]), 1e-9)
    return shape(path.stem, (points - (low + high) / 2) * (height / tall), color).evenly(count)


def _corners(path: Path) -> Array:
    """`(n, 3, 3)` corners of a model's triangles, deforming parts as they are bound."""
    from assets.gltf_scene import add_model
    from assets.models import load

    scene = Scene(path.stem)
    add_model(scene, load(path))
    found = [np.zeros((0, 3, 3))]
    for batch in scene.batches:
        for primitive in scene.meshes[batch.mesh].primitives:
            if primitive.topology == "triangles":
                faces = primitive.indices.reshape(-1, 3)
                found += [np.asarray(points(each, primitive.position), float)[faces] for each in batch.transform]
    return np.concatenate(found)


def _from_ink(
    name: str, picture: Image.Image, count: int, height: float, color: ArrayLike | None, path: Path | None = None
) -> Shape:
    grey = np.asarray(picture.convert("L"))
    share = float((grey < 128).mean())
    if share == 0:
        raise InputError(f"{name!r} has no dark pixels to fly", path)
    # as many pixels as the drones need to choose from, whatever the picture's own size
    zoom = np.sqrt(DENSITY * min(max(count, 1), MOST) / (share * grey.size))
    size = (max(1, round(picture.width * zoom)), max(1, round(picture.height * zoom)))
    small = picture.resize(size, Image.Resampling.BOX if zoom < 1 else Image.Resampling.BICUBIC)
    ink = np.asarray(small.convert("L")) < 128
    row, column = np.nonzero(ink)
    pixel = height / ink.shape[0]
    x, y = (column + 0.5 - ink.shape[1] / 2) * pixel, (ink.shape[0] / 2 - row - 0.5) * pixel
    if color is None:
        rgb = (np.asarray(small.convert("RGB"))[row, column] / 255.0) ** 2.2
        bright = rgb.max(1, keepdims=True)
        color = np.where(bright > 0.02, rgb / np.maximum(bright, 1e-6), WARM)
    return shape(name, np.stack([x, y, 0 * x], axis=1), color).evenly(count)
