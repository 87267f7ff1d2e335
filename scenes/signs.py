"""Illuminated lettering: any text of the built-in font as glowing characters in the air."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from assets.errors import InputError
from assets.geometry import Geometry
from assets.scene import Texture, Vec3
from scenes.authoring import Stage
from scenes.palette import IRON, Palette

FONT = Path(__file__).parents[1] / "assets" / "data" / "NotoSansSC-Regular.subset.ttf"
CELL = 128
"""Pixels a character."""


def lettering(text: str, font: Path = FONT) -> Texture:
    """The characters side by side, white on black, coverage in alpha. InputError when the font lacks one."""
    face = ImageFont.truetype(str(font), int(CELL * 0.86))
    missing = [c for c in text if face.getmask(c).getbbox() is None]
    if missing:
        raise InputError(f"the font has no {' '.join(missing)}", font)
    sheet = Image.new("L", (CELL * len(text), CELL), 0)
    draw = ImageDraw.Draw(sheet)
    for k, c in enumerate(text):
        draw.text((CELL * (k + 0.5), CELL * 0.5), c, fill=255, font=face, anchor="mm", stroke_width=3)
    ink = np.asarray(sheet)
    return Texture(f"sign {text}", np.stack([ink] * 4, axis=2), srgb=False, wrap="clamp")


def sign(stage: Stage, look: Palette, text: str, height: float, hue: Vec3, radiance: float = 1.6) -> int:
    """A row of glowing characters `height` metres tall on a scaffold: its mesh, centred, standing on y = 0."""
    texture = stage.texture(lettering(text))
    glow = stage.material(
        f"sign {text}",
        base_color=(0.02, 0.02, 0.02, 1.0),
        base_color_texture=texture,
        emissive=tuple(float(v) * radiance for v in hue),
        emissive_texture=texture,
        alpha_mode="MASK",
        alpha_cutoff=0.35,
        double_sided=True,
    )
    g = Geometry()
    width = height * len(text)
    # The picture's first row is its top, glTF's v = 0.
    corners = np.array(
        [(-width / 2, 0.5, 0), (width / 2, 0.5, 0), (width / 2, 0.5 + height, 0), (-width / 2, 0.5 + height, 0)]
    )
    g.add(corners, (0, 0, 1), [0, 1, 2, 0, 2, 3], [(0, 1), (1, 1), (1, 0), (0, 0)], material=glow)
    posts = np.linspace(-width / 2, width / 2, len(text) + 1)
    n = len(posts)
    g.boxes(np.c_[posts, np.full(n, height / 2), np.full(n, -0.25)], (0.12, height + 1.0, 0.12), look.iron, IRON)
    for y in (0.35, 0.65 + height):
        g.box((0, y, -0.25), (width, 0.1, 0.1), look.iron, IRON)
    return stage.mesh(f"sign {text}", g)
