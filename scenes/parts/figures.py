"""Parts that are someone else's work: presenters, models from files, lettering."""

from __future__ import annotations

import math
from typing import Annotated

from scenes.authoring import Stage
from scenes.palette import palette
from scenes.parts.fit import Range
from scenes.parts.part import Degrees, Hue, Light, Place, part
from scenes.signs import sign as sign_mesh


@part("presenter", once="presenter {name!r}")
def presenter(
    stage: Stage,
    *,
    at: Place = (0.0, 0.0, 0.0),
    name: str = "yuduoduo",
    yaw: Degrees = 0.0,
    scale: Annotated[float, Range(0.01, 100)] = 1.0,
    profile: str = "",
) -> None:
    """A presenter by name, or somebody's .vrm or .glb; faces +z turned by `yaw` and waits for a script."""
    stage.avatar(stage.beside(name), at, math.radians(yaw), scale, profile and stage.beside(profile))


@part("model")
def model(
    stage: Stage,
    *,
    file: str,
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 0.0,
    scale: Annotated[float, Range(1e-6, 1e6)] = 1.0,
    variant: str | None = None,
) -> None:
    """A model file beside the scene: .glb .gltf .vrm .obj .ply .stl."""
    stage.model(stage.beside(file), at, math.radians(yaw), scale, variant=variant)


@part("sign")
def sign(
    stage: Stage,
    *,
    text: Annotated[str, Range(1, 40)],
    at: Place = (0.0, 0.0, 0.0),
    yaw: Degrees = 0.0,
    height: Annotated[float, Range(0.05, 100)] = 4.0,
    hue: Hue = (1.0, 0.20, 0.06),
    radiance: Light = 1.6,
) -> None:
    """Glowing characters on a scaffold, reading from +z."""
    mesh = stage.once(sign_mesh, stage.once(palette), text, height, hue, radiance)
    stage.place(mesh, at, math.radians(yaw))
