"""A still: one instant of a scene or a film."""

from __future__ import annotations

from assets.errors import InputError
from render.layouts import Panorama
from render.renderer import Renderer
from tools.catalogue import known_camera
from tools.film.captions import cue_at, draw
from tools.film.shoot import SHUTTER, Format, captions
from tools.outputs import Outputs
from tools.production import Production


def take(production: Production, form: Format, time: float, camera: str | None, outputs: Outputs) -> None:
    """Renders the instant `time` seconds from the start. A film keeps its captions unless a camera is named or there
    is no frame to put them in. Motion is measured from a film's frame before.

    InputError for an unknown camera, a time outside, or an unwritable output.
    """
    if not 0 <= time <= production.duration:
        raise InputError(f"{time:g} s: {production.name} lasts {production.duration:g} s")
    name = None if camera is None else known_camera(production.scene, camera)
    cue = None if name or isinstance(outputs.layout, Panorama) else cue_at(captions(production, form), time)
    with Renderer(production.scene, form.size, form.quality, device=form.device) as renderer:
        seen = (
            production.frame(time, name)
            if renderer.quality.subframes == 1
            else production.exposure(time, SHUTTER / form.fps, name)
        )
        before = production.frame(max(time - 1 / form.fps, 0.0), name) if "motion" in outputs.planes else None
        overlay = draw(cue.text, form.size) if cue else None
        outputs.render(renderer, seen, overlay=overlay, before=before).save(outputs.file)
