"""A picture laid over the finished frame: captions, titles, logos."""

from __future__ import annotations

from dataclasses import dataclass

from assets.scene import Bytes


@dataclass(frozen=True, eq=False)
class Overlay:
    """`pixels` `(h, w, 4)` uint8, sRGB with straight alpha, top row first; its top left corner at pixel (x, y)."""

    pixels: Bytes
    x: int = 0
    y: int = 0
    opacity: float = 1.0
