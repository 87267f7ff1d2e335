"""Everything that lies over the picture at an instant: captions, cards and the mark of generated content."""

from __future__ import annotations

from functools import lru_cache

from render.overlay import Overlay
from tools.film.captions import Cue, cue_at, draw, fit
from tools.film.graphics import cards_at, mark_at
from tools.production import Production


class Overlays:
    """The overlays of a production in pictures of any size; each is drawn once."""

    def __init__(self, production: Production) -> None:
        self._of = production
        self.cues = lru_cache(8)(self._fitted)
        self._drawn = lru_cache(8)(draw)

    def _fitted(self, size: tuple[int, int]) -> list[Cue]:
        """The captions as they fit a picture of `size`."""
        return fit([Cue(c.start, c.end, c.text) for c in self._of.captions], size)

    def at(self, t: float, size: tuple[int, int], captions: bool = True) -> tuple[Overlay, ...]:
        """In the order in which they are drawn; `captions` False leaves those out."""
        film = self._of
        cue = cue_at(self.cues(size), t) if captions else None
        said = [self._drawn(cue.text, size)] if cue else []
        mark = mark_at(film.label, film.language, t, size) if film.label else ()
        return (*cards_at(film.cards, t, size), *said, *mark)
