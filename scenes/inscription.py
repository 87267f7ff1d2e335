"""Inscriptions cut into rock: a picture of writing becomes a carved and painted stone surface."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from assets.image import load_image
from assets.scene import Bytes, Texture
from scenes.authoring import Stage
from scenes.keeping import kept_arrays
from scenes.terrain import fbm

STONE, RED = np.array((0.23, 0.20, 0.17)), np.array((0.42, 0.028, 0.015))


def inscription(stage: Stage, writing: Path, depth: float = 5.0) -> int:
    """The material of a stone face with `writing` on it: a picture, white on black, in which every stroke is cut
    `depth` pixels deep and filled with red paint, worn off here and there. uv runs over the whole picture."""
    pixels = load_image(writing)[:, :, 0]
    made = kept_arrays("inscription", lambda: _carved(pixels, depth), pixels, depth)
    return stage.material(
        f"inscription {writing.stem}",
        base_color_texture=stage.texture(Texture(f"{writing.stem} face", made["face"], wrap="clamp")),
        normal_texture=stage.texture(Texture(f"{writing.stem} relief", made["relief"], srgb=False, wrap="clamp")),
        roughness=0.8,
        metallic=0.0,
        alpha_mode="MASK",
    )


def _carved(pixels: Bytes, depth: float) -> dict[str, Bytes]:
    """Colour and normals `(h, w, 4)` of the stone that says what `pixels` `(h, w)` show."""
    ink = Image.fromarray(pixels)
    h, w = pixels.shape
    y, x = np.mgrid[0:h, 0:w].astype(float)
    strokes = np.asarray(ink, float) / 255
    grain = fbm(x / 34, y / 34, 71, 5)
    worn = np.clip((fbm(x / 9, y / 9, 73, 4) - 0.30) / 0.16, 0, 1)
    paint = (strokes * (0.35 + 0.65 * worn))[..., None]
    color = STONE * (0.55 + 0.9 * grain[..., None]) * (1 - paint) + RED * (0.7 + 0.6 * grain[..., None]) * paint
    # a V cut: as deep as the blurred stroke is full
    cut = -depth * np.asarray(ink.filter(ImageFilter.GaussianBlur(3)), float) / 255 + 2.2 * grain
    slope = np.stack([-np.gradient(cut, axis=1), np.gradient(cut, axis=0), np.ones_like(cut)], axis=2)
    slope /= np.linalg.norm(slope, axis=2, keepdims=True)
    opaque = np.full((h, w, 1), 255, np.uint8)
    srgb = np.clip(color, 0, 1) ** (1 / 2.2)
    # only the strokes and the lips of their cuts are the sheet's own, the stone between them is the rock's
    cover = np.asarray(ink.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(2)))[..., None]
    face = np.concatenate([(srgb * 255 + 0.5).astype(np.uint8), cover], axis=2)
    relief = np.concatenate([((slope * 0.5 + 0.5) * 255 + 0.5).astype(np.uint8), opaque], axis=2)
    return {"face": face, "relief": relief}
