"""A still: one instant of a scene or a film."""

from __future__ import annotations

from assets.errors import InputError
from render.layouts import Panorama
from render.renderer import Renderer
from tools.catalogue import known_camera
from tools.film.overlays import Overlays
from tools.film.shoot import SHUTTER, Format
from tools.outputs import Outputs
from tools.production import Production


def take(production: Production, form: Format, time: float | None, camera: str | None, outputs: Outputs) -> None:
    """Renders the instant `time` seconds from the start, None: the moment of the camera. A film keeps its captions
    unless a camera is named or there is no frame to put them in. Motion is measured from a film's frame before.

    InputError for an unknown camera, a time outside, or an unwritable output.
    """
    name = None if camera is None else known_camera(production.scene, camera)
    if time is None:
        time = production.moment(name)
    if not 0 <= time <= production.duration:
        raise InputError(f"{time:g} s: {production.name} lasts {production.duration:g} s")
    bare = name or isinstance(outputs.layout, Panorama)
    overlays = () if bare else Overlays(production).at(time, form.size)
    with Renderer(production.scene, form.size, form.quality, device=form.device) as renderer:
        seen = (
            production.frame(time, name)
            if renderer.quality.subframes == 1
            else production.exposure(time, SHUTTER / form.fps, name)
        )
        before = production.frame(max(time - 1 / form.fps, 0.0), name) if "motion" in outputs.planes else None
        outputs.render(renderer, seen, overlays=overlays, before=before).save(outputs.file)
