"""Lettering as distance fields: the shapes of characters, and where each stands in a text.

Distances are kept instead of coverage so that one small picture of a character is sharp from near and far (Green 2007).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from assets.arrays import Bytes
from assets.errors import InputError

FONT = Path(__file__).parent / "data" / "NotoSansSC-Regular.subset.ttf"
EM = 48
"""Texels of an em in a field."""
REACH = 0.125
"""Em from an outline at which its field ends: 0 outside, 1 inside."""
CELL = EM + 2 * round(REACH * EM) + 12
"""Texels along the edge of a character's field: accents and long tails stand out of the em."""
LINE = 1.3
"""Em from one line to the next."""
_FINER = 4


@dataclass(frozen=True, eq=False)
class Letters:
    """The characters of a text: `which` of them, and the middle of each one's cell."""

    which: list[str]
    middle: NDArray[np.float64]
    """(n, 2) em, right and up from the text's left bottom"""
    size: tuple[float, float]
    """Width and height of the whole text, em."""


def arrange(text: str, align: float = 0.0) -> Letters:
    """Lines at '\\n', flush left for an `align` of 0, right for 1; spaces take room and have no shape.

    InputError for a character the font lacks.
    """
    check_glyphs([text])
    face, lines = _face(EM), text.split("\n")
    which: list[str] = []
    middle: list[tuple[float, float]] = []
    ends: list[float] = []
    counts: list[int] = []
    for row, line in enumerate(lines):
        x, y = 0.0, LINE * (len(lines) - row - 0.5)
        for c, after in zip(line, [*line[1:], ""], strict=True):
            if not c.isspace():
                which.append(c)
                middle.append((x + 0.5 * face.getlength(c) / EM, y))
            # the next one may stand closer than its own width: kerning
            x += (face.getlength(c + after) - (face.getlength(after) if after else 0.0)) / EM
        ends.append(x)
        counts.append(len(line) - sum(map(str.isspace, line)))
    places = np.array(middle).reshape(-1, 2)
    places[:, 0] += np.repeat(align * (max(ends) - np.array(ends)), counts)
    return Letters(which, places, (max(ends), LINE * len(lines)))


@lru_cache(4096)
def field(character: str) -> Bytes:
    """`(CELL, CELL)` uint8, top row first: distance from the outline, 128 on it; its advance is centred across."""
    from scipy.ndimage import distance_transform_edt

    side = CELL * _FINER
    face = _face(EM * _FINER)
    picture = Image.new("L", (side, side))
    # the middle of the line: half way between the ascender and the descender of a Latin letter
    pen = (0.5 * (side - face.getlength(character)), 0.5 * side + 0.35 * EM * _FINER)
    ImageDraw.Draw(picture).text(pen, character, 255, face, anchor="ls")
    inside = np.asarray(picture) >= 128
    away = distance_transform_edt(inside) - distance_transform_edt(~inside)
    away = away + np.where(inside, -0.5, 0.5)  # from the edge between texels, not from the next one's middle
    away = away.reshape(CELL, _FINER, CELL, _FINER).mean((1, 3)) / (EM * _FINER)
    return np.asarray(np.clip(0.5 + 0.5 * away / REACH, 0, 1) * 255 + 0.5, np.uint8)


def sheet(characters: Iterable[str]) -> tuple[Bytes, dict[str, tuple[int, int]]]:
    """One square picture with the fields of these characters, and the left top texel of each."""
    known = sorted(set(characters))
    across = max(1, int(np.ceil(np.sqrt(len(known)))))
    picture = np.zeros((across * CELL, across * CELL), np.uint8)
    places = {c: (i % across * CELL, i // across * CELL) for i, c in enumerate(known)}
    for c, (x, y) in places.items():
        picture[y : y + CELL, x : x + CELL] = field(c)
    return picture, places


def check_glyphs(texts: Iterable[str], font: Path = FONT) -> None:
    """InputError naming every character that the font cannot draw."""
    missing = [c for c in sorted({c for text in texts for c in text if not c.isspace()}) if not _drawn(c, font)]
    if missing:
        names = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing)
        raise InputError(f"the font {font.name} has no glyph for {names}")


@lru_cache(8192)
def _drawn(character: str, font: Path) -> bool:
    face = ImageFont.truetype(str(font), 32, layout_engine=ImageFont.Layout.BASIC)
    return bytes(face.getmask(character)) != bytes(face.getmask("\uffff"))


@cache
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)
