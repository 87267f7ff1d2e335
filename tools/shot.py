"""A still: one instant of a scene, a film or a model, as a PNG."""

from __future__ import annotations

from pathlib import Path

from assets.errors import InputError
from render.renderer import Renderer
from tools.catalogue import known_camera
from tools.film.captions import cue_at, draw
from tools.film.shoot import SHUTTER, Format, captions
from tools.production import Production

SUFFIXES = (".png", ".jpg", ".webp")


def take(production: Production, form: Format, time: float, camera: str | None, output: Path) -> None:
    """Renders the instant `time` seconds from the start. A film keeps its captions unless a camera is named.

    InputError for an unknown camera, a time outside, or an unwritable output.
    """
    if not 0 <= time <= production.duration:
        raise InputError(f"{time:g} s: {production.name} lasts {production.duration:g} s")
    name = None if camera is None else known_camera(production.scene, camera)
    cue = None if name else cue_at(captions(production, form), time)
    with Renderer(production.scene, form.size, form.quality, device=form.device) as renderer:
        seen = (
            production.frame(time, name)
            if renderer.quality.subframes == 1
            else production.exposure(time, SHUTTER / form.fps, name)
        )
        image = renderer.render(seen, overlay=draw(cue.text, form.size) if cue else None)
    image.save(output)
