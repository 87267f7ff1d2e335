"""Captions: wrapping, timing and drawing, in a font that is known to hold every character."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from assets.lettering import FONT
from render.overlay import Overlay

MAX_LINES = 2

_HEIGHT = 1 / 18  # of the picture
_WIDTH = 0.9
_MARGIN = 0.045
_PITCH = 1.35  # line height, of the font's size
_PAD = 0.5  # beside the letters, of the font's size
_PLATE = 0.42  # how dark the glass behind them is
_STARTS_NO_LINE = "，。！？：；、）》」』”’…,.!?:;)%"
_ENDS_NO_LINE = "（《「『“‘("
_TORN = 0.12
"""What it costs to break a line where no punctuation stands, against unequal lines."""


@dataclass(frozen=True)
class Cue:
    """Text shown from `start` to `end` seconds."""

    start: float
    end: float
    text: str


def fit(cues: Iterable[Cue], size: tuple[int, int]) -> list[Cue]:
    """Cues broken into at most two lines that fit the picture; what is longer becomes several cues that share its time
    by their number of characters."""
    fitted = []
    for cue in cues:
        lines = wrap(cue.text, size)
        pages = ["\n".join(lines[i : i + MAX_LINES]) for i in range(0, len(lines), MAX_LINES)]
        shares = np.cumsum([0, *(len(page) for page in pages)]) / max(1, sum(len(page) for page in pages))
        times = cue.start + (cue.end - cue.start) * shares
        fitted += [Cue(float(a), float(b), page) for a, b, page in zip(times, times[1:], pages, strict=False)]
    return fitted


def wrap(text: str, size: tuple[int, int]) -> list[str]:
    """The fewest lines that fit the picture's width, alike in length, preferably broken after punctuation. A line
    may break between any two Chinese characters and at spaces in other scripts, never before a closing mark."""
    face, widest = _face(size), _WIDTH * size[0]
    atoms = _atoms(" ".join(text.split()))
    ends = np.array([face.getlength("".join(atoms[:i])) for i in range(len(atoms) + 1)])
    for count in range(max(1, int(np.ceil(ends[-1] / widest))), len(atoms) + 1):
        breaks = _break(atoms, ends / widest, count)
        if breaks:
            return ["".join(atoms[a:b]).strip() for a, b in pairwise(breaks)]
    return [atom.strip() for atom in atoms]


def _atoms(text: str) -> list[str]:
    """Pieces that no line break may cut."""
    atoms: list[str] = []
    for c in text:
        previous = atoms[-1] if atoms else ""
        word = bool(previous) and ord(c) < 0x2E80 and ord(previous[-1]) < 0x2E80 and previous[-1] != " "
        if previous and (word or c in _STARTS_NO_LINE or previous[-1] in _ENDS_NO_LINE):
            atoms[-1] += c
        else:
            atoms.append(c)
    return atoms


def _break(atoms: list[str], ends: NDArray[np.float64], count: int) -> list[int]:
    """Where `count` lines begin and end (indices into atoms), by least cost over all ways; [] when none fits.

    `ends[i]` is the width of the first i atoms, 1 being the widest line allowed.
    """
    fair = ends[-1] / count
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for _ in range(count):
        reached: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, path) in best.items():
            for end in range(start + 1, len(atoms) + 1):
                width = float(ends[end] - ends[start])
                if width > 1:
                    break
                ragged = abs(width - fair)
                torn = end < len(atoms) and atoms[end - 1].strip()[-1:] not in _STARTS_NO_LINE
                total = cost + ragged**2 + (_TORN if torn else 0.0)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, [*path, end])
        best = reached
    return best[len(atoms)][1] if len(atoms) in best else []


def draw(text: str, size: tuple[int, int]) -> Overlay:
    """White letters with a soft dark rim on a dark glass plate, centred at the foot of a picture of `size`
    (width, height): they can be read on a cream skirt and on black water alike."""
    face = _face(size)
    width, height = size
    rim, pad = max(1, round(face.size / 14)), round(_PAD * face.size)
    lines = text.split("\n")
    pitch = round(face.size * _PITCH)
    w = min(int(np.ceil(max(face.getlength(line) for line in lines))) + 2 * (rim + pad), width)
    h = pitch * len(lines) + 2 * rim
    plate = Image.new("L", (w, h))
    ImageDraw.Draw(plate).rounded_rectangle((0, 0, w - 1, h - 1), pad, round(255 * _PLATE))
    masks = [np.asarray(plate, np.float32) / 255]
    for stroke in (rim, 0):
        mask = Image.new("L", (w, h))
        pen = ImageDraw.Draw(mask)
        for i, line in enumerate(lines):  # one by one: a block of lines is spaced by its stroke
            pen.text((w / 2, rim + (i + 0.8) * pitch), line, 255, face, anchor="ms", stroke_width=stroke)
        masks.append(np.asarray(mask, np.float32) / 255)
    glass, rimmed, fill = masks
    dark = glass + (1 - glass) * rimmed * 0.8
    alpha = fill + (1 - fill) * dark
    ink = np.where(alpha > 0, 250 * fill / np.maximum(alpha, 1e-6), 0)
    pixels = np.dstack([ink, ink, ink, alpha * 255]).round().astype(np.uint8)
    return Overlay(pixels, (width - w) // 2, height - round(_MARGIN * height) - h)


def cue_at(cues: Iterable[Cue], t: float) -> Cue | None:
    """The cue on screen at t seconds."""
    return next((cue for cue in cues if cue.start <= t < cue.end), None)


@cache
def _face(size: tuple[int, int]) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), max(10, round(size[1] * _HEIGHT)), layout_engine=ImageFont.Layout.RAQM)
