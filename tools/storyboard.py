"""Contact sheets of a film: a picture now and then, with its time, from a finished file or rendered from its script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from assets.errors import InputError
from avatar.speech import Engine
from render.renderer import Renderer
from tools.film.job import Quality
from tools.film.overlays import Overlays
from tools.film.playback import stamped
from tools.production import open_production
from tools.sheet import contact

VIDEOS = (".mp4", ".mov", ".mkv", ".webm")
"""Files of which the pictures are taken as they are."""

Cell = tuple[str, Image.Image]


def of_film(film: Path, every: float, width: int) -> Iterator[Cell]:
    """The first picture at or after each multiple of `every` seconds, `width` pixels wide. InputError for no film."""
    due = 0.0
    for t, picture in stamped(film):
        if t + 1e-6 >= due:
            image = picture.to_image()
            yield _clock(t), image.resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)
            due = every * (np.floor(t / every + 1e-6) + 1)


def of_script(
    name: str, language: str, engine: Engine, every: float, size: tuple[int, int], quality: Quality
) -> Iterator[Cell]:
    """The pictures of a script's film at the same instants, rendered. InputError as `open_production`."""
    production = open_production(name, language, engine)
    overlays = Overlays(production)
    with Renderer(production.scene, size, quality) as renderer:
        for t in np.arange(0.0, production.duration, every):
            picture = renderer.render(production.frame(float(t)), overlays=overlays.at(float(t), size))
            yield _clock(float(t)), Image.fromarray(picture.pixels)


def write_sheet(cells: Iterator[Cell], output: Path, columns: int) -> int:
    """Writes the sheet; the number of pictures on it. InputError when there are none."""
    found = list(cells)
    if not found:
        raise InputError("there are no pictures to show", output)
    try:
        contact(found, columns).save(output)
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", output) from error
    return len(found)


def _clock(t: float) -> str:
    return f"{int(t + 1e-6) // 60}:{t % 60:04.1f}"
