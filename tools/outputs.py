"""What a still is to be: its file, the data beside it, and from how many eyes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.errors import InputError
from assets.exr import openexr
from assets.scene import Camera, Frame
from render.exposure import Shutter
from render.layouts import Layout, Panorama, Stereo
from render.overlay import Overlay
from render.picture import DATA, PICTURES, Image
from render.planes import check_planes
from render.renderer import Renderer
from tools.targets import check_target


@dataclass(frozen=True)
class Outputs:
    """`planes` are rendered with the picture and written if the file can hold them."""

    file: Path
    planes: tuple[str, ...] = ()
    layout: Layout = None
    transparent: bool = False

    def render(
        self,
        renderer: Renderer,
        at: float | Frame | Shutter,
        view: Camera | None = None,
        overlays: Sequence[Overlay] = (),
        before: float | Frame | None = None,
    ) -> Image:
        """`Renderer.render` with all this."""
        return renderer.render(
            at,
            view,
            overlays=overlays,
            transparent=self.transparent,
            planes=self.planes,
            before=before,
            layout=self.layout,
        )


def read_outputs(
    values: Sequence[str], stereo: str | None, ipd: float | None, panorama: bool, transparent: bool
) -> Outputs:
    """The options as they were typed: a file (the last one given), planes. InputError names the one that is wrong."""
    planes = tuple(dict.fromkeys(name for value in values for name in _planes(value)))
    files = [Path(value) for value in values if not _planes(value)]
    if not files:
        raise InputError("-o: planes alone; a file to hold them is needed as well")
    file, suffix = files[-1], files[-1].suffix.lower()
    pictures = tuple(s for s in PICTURES if s != ".jpg" or not transparent)
    check_target(file, (*pictures, *DATA), "a still")
    if suffix == ".exr":
        openexr(file, "writing")
    if planes and suffix not in DATA:
        raise InputError(f"planes need a file that ends in {' or '.join(DATA)}", file)
    if suffix in DATA and "hdr" not in planes and (suffix == ".exr" or not planes):
        planes = ("hdr", *planes)
    if panorama and stereo:
        raise InputError("--stereo and --panorama exclude each other")
    if ipd is not None and not stereo:
        raise InputError("--ipd needs --stereo")
    if ipd is not None and not 0 <= ipd < math.inf:
        raise InputError(f"--ipd {ipd:g}: expected metres between the eyes, such as 0.064")
    layout: Layout = Panorama() if panorama else None
    if stereo:
        layout = Stereo(stereo, 0.064 if ipd is None else ipd)  # type: ignore[arg-type]
    check_planes(planes, layout)
    return Outputs(file, planes, layout, transparent)


def _planes(value: str) -> list[str]:
    """The planes that a value of -o names; nothing if it is a file's name. InputError where it is neither."""
    if Path(value).suffix:
        return []
    names = value.split(",")
    check_planes(names)
    return names
