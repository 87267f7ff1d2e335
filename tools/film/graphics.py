"""Words over the picture: titles, lower thirds, closing cards, and the mark of generated content.

A card is drawn once; what moves is where it lies and how opaque it is, both closed forms of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from assets.lettering import FONT
from assets.scene import Bytes
from avatar.easing import ease
from avatar.script import GraphicKind, Label
from render.overlay import Overlay

FADE_IN, FADE_OUT = 0.45, 0.35
INK, ACCENT, GLASS = (250, 247, 240), (226, 74, 51), (14, 18, 30)
MARK_HEIGHT = 0.05
"""Of the picture's shorter side: the least height of the mark's letters in GB 45438-2025."""
_MARKS = {
    "zh": "AI生成",
    "en": "AI生成 · AI-generated",
    "es": "AI生成 · Generado con IA",
    "it": "AI生成 · Generato con IA",
}


@dataclass(frozen=True)
class Card:
    """What is shown from `start` to `end` seconds; `text` has its larger line first."""

    kind: GraphicKind
    text: str
    start: float
    end: float


def cards_at(cards: Iterable[Card], t: float, size: tuple[int, int]) -> Iterator[Overlay]:
    """The overlays of a picture of `size` at t seconds."""
    for card in cards:
        if card.start <= t < card.end:
            shown = float(ease(0.0, FADE_IN, t - card.start))
            if card.kind != "closing":  # the last words stay
                shown *= float(ease(0.0, FADE_OUT, card.end - t))
            arriving = 1.0 - float(ease(0.0, FADE_IN * 1.6, t - card.start))
            drawn = _drawn(card.kind, card.text, size)
            if card.kind == "lower_third":
                drawn = replace(drawn, x=drawn.x - round(0.04 * size[0] * arriving))
            elif card.kind == "title":
                drawn = replace(drawn, y=drawn.y + round(0.02 * size[1] * arriving))
            yield replace(drawn, opacity=shown)


def mark_at(label: Label, language: str, t: float, size: tuple[int, int]) -> Iterator[Overlay]:
    """The mark of generated content, while it is to be seen."""
    if label.visible and (label.seconds == 0.0 or t < label.seconds):
        yield _mark(label.position, mark_text(language), size)


def mark_text(language: str) -> str:
    return _MARKS.get(language, _MARKS["zh"])


@lru_cache(8)
def _drawn(kind: GraphicKind, text: str, size: tuple[int, int]) -> Overlay:
    first, _, rest = text.partition("\n")
    return {"title": _title, "lower_third": _lower_third, "closing": _closing}[kind](first, rest, size)


def _title(first: str, rest: str, size: tuple[int, int]) -> Overlay:
    """Centred below the middle, where it leaves a face free, on a band of dark glass that fades out to both sides."""
    w, h = size
    large, small = _fitting(first, round(h * 0.105), 0.86 * w), _fitting(rest, round(h * 0.045), 0.86 * w)
    height = round(large.size * 1.5 + (small.size * 2.1 if rest else 0.3 * large.size))
    picture, pen = _sheet((w, height))
    across = np.abs(np.linspace(-1, 1, w))
    band = (np.clip(1.25 - 1.25 * across**2, 0, 1) * 150).astype(np.uint8)
    picture.paste(Image.fromarray(_solid(GLASS, np.tile(band, (height, 1)))), (0, 0))
    middle = w / 2
    _write(pen, (middle, large.size * 1.1), first, large)
    if rest:
        rule = round(0.05 * w)
        y = round(large.size * 1.42)
        pen.rectangle((middle - rule, y, middle + rule, y + max(1, h // 300)), (*ACCENT, 255))
        _write(pen, (middle, y + small.size * 1.45), rest, small)
    return Overlay(np.asarray(picture), 0, round(0.70 * h - height / 2))


def _lower_third(first: str, rest: str, size: tuple[int, int]) -> Overlay:
    """Name and role on a plate at the left, above the captions' place."""
    w, h = size
    large, small = _fitting(first, round(h * 0.058), 0.5 * w), _fitting(rest, round(h * 0.036), 0.5 * w)
    pad, bar = round(0.022 * h), max(3, round(0.009 * h))
    lines = rest.split("\n") if rest else []
    width = bar + 2 * pad + round(max([large.getlength(first), *(small.getlength(line) for line in lines)]))
    height = round(large.size * 1.25 + small.size * 1.45 * len(lines) + 1.2 * pad)
    picture, pen = _sheet((width, height))
    fade = np.linspace(215, 150, width).astype(np.uint8)
    picture.paste(Image.fromarray(_solid(GLASS, np.tile(fade, (height, 1)))), (0, 0))
    pen.rectangle((0, 0, bar - 1, height), (*ACCENT, 255))
    _write(pen, (bar + pad, 0.6 * pad + large.size * 0.98), first, large, "ls")
    for i, line in enumerate(lines):
        at = (bar + pad, 0.6 * pad + large.size * 1.25 + small.size * (1.0 + 1.4 * i))
        _write(pen, at, line, small, "ls", (226, 222, 212))
    return Overlay(np.asarray(picture), round(0.06 * w), round(0.765 * h) - height)


def _closing(first: str, rest: str, size: tuple[int, int]) -> Overlay:
    """A dark veil over the whole picture, and the last words on it."""
    w, h = size
    large, small = _fitting(first, round(h * 0.095), 0.86 * w), _fitting(rest, round(h * 0.042), 0.86 * w)
    picture = Image.fromarray(_solid(GLASS, np.full((h, w), 176, np.uint8)))
    pen = ImageDraw.Draw(picture)
    lines = rest.split("\n") if rest else []
    y = 0.5 * h - 0.5 * (large.size * 1.4 + small.size * 1.6 * len(lines)) + large.size
    _write(pen, (w / 2, y), first, large)
    rule = round(0.05 * w)
    pen.rectangle(
        (w / 2 - rule, y + 0.35 * large.size, w / 2 + rule, y + 0.35 * large.size + max(1, h // 300)), (*ACCENT, 255)
    )
    for i, line in enumerate(lines):
        _write(pen, (w / 2, y + 0.4 * large.size + small.size * 1.6 * (i + 1)), line, small, fill=(226, 222, 212))
    return Overlay(np.asarray(picture))


@lru_cache(4)
def _mark(position: str, text: str, size: tuple[int, int]) -> Overlay:
    w, h = size
    face = _mark_face(min(size))
    pad = round(0.35 * face.size)
    left, top, right, bottom = face.getbbox(text)
    picture, pen = _sheet((round(right - left) + 2 * pad, round(bottom - top) + 2 * pad))
    pen.rounded_rectangle((0, 0, picture.width - 1, picture.height - 1), pad, (*GLASS, 110))
    _write(pen, (pad - left, pad - top), text, face, "la", INK, 215)
    margin = round(0.03 * min(size))
    x = margin if position.endswith("left") else w - margin - picture.width
    y = margin if position.startswith("top") else h - margin - picture.height
    return Overlay(np.asarray(picture), x, y)


@cache
def _mark_face(shorter: int) -> ImageFont.FreeTypeFont:
    """The smallest size whose letters are as tall as the rule asks."""
    size = max(8, round(MARK_HEIGHT * shorter))
    while True:
        face = _face(size)
        _, top, _, bottom = face.getbbox("生")
        if bottom - top >= MARK_HEIGHT * shorter:
            return face
        size += 1


@cache
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), max(8, size), layout_engine=ImageFont.Layout.RAQM)


def _fitting(text: str, size: int, width: float) -> ImageFont.FreeTypeFont:
    """The font at `size`, or smaller so that the widest line fits."""
    widest = max((_face(size).getlength(line) for line in text.split("\n")), default=0.0)
    return _face(round(size * min(1.0, width / max(widest, 1.0))))


def _sheet(size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGBA", size, (*GLASS, 0))
    return picture, ImageDraw.Draw(picture)


def _solid(color: tuple[int, int, int], alpha: Bytes) -> Bytes:
    return np.dstack([np.full_like(alpha, c) for c in color] + [alpha])


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    face: ImageFont.FreeTypeFont,
    anchor: str = "ms",
    fill: tuple[int, int, int] = INK,
    alpha: int = 255,
) -> None:
    """Letters with a thin rim of their own colour: the font has one weight, and titles want a bolder one."""
    stroke = face.size / 60 if face.size > 30 else 0
    pen.text(at, text, (*fill, alpha), face, anchor=anchor, stroke_width=stroke, stroke_fill=(*fill, alpha))
