"""A model as an object to be judged: an orbiting camera, light from a panorama, a transparent or shown background."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args, get_type_hints

import numpy as np

from assets import framing
from assets.errors import InputError
from assets.hdri import load_environment
from assets.models import SUFFIXES
from assets.scene import Camera, Floats, Grade, Scene, Vec3
from render.layouts import Layout, Panorama
from render.picture import Image
from render.renderer import Renderer
from tools.choice import DEFAULT, Choice, choose, numbered
from tools.film.shoot import Format
from tools.outputs import Outputs

FOV = 45.0
COARSE = 4
"""How much smaller the picture is in which the model is looked for first."""
ACES_SCALE = 1 / 0.6
"""The RRT and ODT fit wants its input brighter by this: what its author and other viewers apply before it."""


@dataclass(frozen=True)
class Look:
    """What the command's options say. Angles are degrees: theta about +y from +z, phi from +y; radius in the model's
    units. None is the default that suits the model."""

    orbit: Vec3 | None = None
    target: Vec3 | None = None
    fov: float | None = None
    environment: Path | None = None
    skybox: bool = False
    tonemap: str | None = None
    exposure: float | None = None


def read_look(
    orbit: str | None,
    target: str | None,
    fov: float | None,
    environment: Path | None,
    skybox: bool,
    transparent: bool,
    tonemap: str | None,
    exposure: float | None,
) -> Look:
    """The options as they were typed. InputError names the one that is wrong."""
    if skybox and transparent:
        raise InputError("--skybox and --transparent exclude each other")
    if skybox and environment is None:
        raise InputError("--skybox needs --environment FILE.hdr")
    curves = get_args(get_type_hints(Grade)["tonemap"])
    if tonemap is not None and tonemap not in curves:
        raise InputError(f"--tonemap {tonemap}: there are {', '.join(curves)}")
    if fov is not None and not 0 < fov < 180:
        raise InputError(f"--fov {fov:g}: expected degrees between 0 and 180")
    if exposure is not None and not 0 < exposure < math.inf:
        raise InputError(f"--exposure {exposure:g}: expected a factor above 0")
    around = _numbers("--orbit", orbit, "THETA,PHI,RADIUS in degrees and the model's units, such as 30,75,2.5")
    if around and (around[2] < 0 or not 0 <= around[1] <= 180):
        raise InputError(f"--orbit {orbit}: PHI is 0 to 180, RADIUS 0 or more")
    at = _numbers("--target", target, "X,Y,Z in the model's units, such as 0,0.5,0")
    return Look(around, at, fov, environment, skybox, tonemap, exposure)


def _numbers(option: str, text: str | None, expected: str) -> Vec3 | None:
    if text is None:
        return None
    try:
        x, y, z = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"{option} {text}: expected {expected}") from None
    if not all(map(math.isfinite, (x, y, z))):
        raise InputError(f"{option} {text}: expected {expected}")
    return x, y, z


def wanted(subject: str, look: Look, camera: str | None) -> bool:
    """Whether the subject is to be shown this way. InputError when options meant for models meet something else."""
    model = Path(subject).suffix.lower() in SUFFIXES
    if look != Look() and not model:
        raise InputError(f"the camera and light options are for bare models (FILE.glb); {subject} is none")
    if camera is not None and (look.orbit, look.target, look.fov) != (None, None, None):
        raise InputError("--camera and --orbit, --target, --fov exclude each other")
    return model


def render_look(
    file: Path,
    look: Look,
    form: Format,
    outputs: Outputs,
    time: float = 0.0,
    camera: str | None = None,
    choice: Choice = DEFAULT,
) -> tuple[Image, tuple[str, ...]]:
    """The picture, and what it leaves out in words.

    `camera` is one of the file's, by name or number; None is the look's. Unless an animation is chosen the model rests
    at time 0, and its first one plays later. InputError for a bad file or time, and for a picture
    that shows nothing of the model.
    """
    scene, box = _scene(file, look, form, time, choice)
    if camera is None:
        seen = orbit_camera(box, look, form.size)
    else:
        # the first camera is ours; numbers count the file's
        names = list(scene.cameras)
        number = 0 if camera == names[0] else 1 + numbered(names[1:], camera, "camera", file)
        seen = scene.cameras[names[number]](time)
    exposure = (1.0 if look.exposure is None else look.exposure) * (ACES_SCALE if look.tonemap == "aces" else 1.0)
    seen = replace(seen, exposure=exposure)
    with Renderer(scene, form.size, form.quality, device=form.device) as renderer:
        before = max(time - 1 / form.fps, 0.0) if "motion" in outputs.planes else None
        image = outputs.render(renderer, time, seen, before=before)
        if not shows(renderer, image, time, seen, outputs.layout):
            said = "the picture is blank: nothing of the model is in view; see --orbit, --target, --camera"
            raise InputError(said, file)
        return image, renderer.notes


def _scene(file: Path, look: Look, form: Format, time: float, choice: Choice) -> tuple[Scene, Floats]:
    chosen = choose(file, choice)
    animation = chosen.animation if chosen.animation is not None or time == 0 else 0
    around = load_environment(look.environment) if look.environment else None
    aspect = form.size[0] / form.size[1]
    scene = framing.scene_of(chosen.model, animation, aspect, chosen.scene, around, chosen.expressions)
    if not 0 <= time <= scene.duration:
        raise InputError(f"{time:g} s: {file.name} lasts {scene.duration:g} s")
    if not scene.batches:
        raise InputError("no triangles in this model", file)
    curve = scene.grade.tonemap if look.tonemap is None else look.tonemap
    scene.grade = replace(scene.grade, tonemap=curve, bloom=0.0)  # type: ignore[arg-type]
    return scene, framing.bounds(chosen.model, chosen.scene)


def orbit_camera(box: Floats, look: Look, size: tuple[int, int]) -> Camera:
    """The camera round a model of bounds `(2, 3)`. At radius 0 it stands at the target and looks away from where the
    orbit would have put it. What is not given is chosen so that all of the model is seen."""
    fov = math.radians(FOV if look.fov is None else look.fov)
    fitted = framing.frame(box, size[0] / size[1], fov=fov)
    if look.orbit is None and look.target is None:
        return fitted
    up = fitted.up
    target = np.array(fitted.target if look.target is None else look.target, np.float64)
    if look.orbit is None:
        away = np.array(fitted.eye) - np.array(fitted.target)
        radius = float(np.linalg.norm(away))
        away /= radius
    else:
        theta, phi, radius = math.radians(look.orbit[0]), math.radians(look.orbit[1]), look.orbit[2]
        away = np.array([math.sin(phi) * math.sin(theta), math.cos(phi), math.sin(phi) * math.cos(theta)])
        if abs(away[1]) > 1 - 1e-9:
            # straight above or below theta says what is up in the picture, as it does a little beside
            up = _vec3(-away[1] * np.array([math.sin(theta), 0.0, math.cos(theta)]))
    eye = target + radius * away
    aim = target if radius > 0 else eye - away
    extent = float(np.linalg.norm(np.ptp(box, axis=0))) or 1.0
    return Camera(_vec3(eye), _vec3(aim), up, fov=fov, near=1e-4 * max(extent, radius), focus=max(radius, 1e-3))


def _vec3(v: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Vec3:
    return float(v[0]), float(v[1]), float(v[2])


def shows(renderer: Renderer, image: Image, time: float, seen: Camera, layout: Layout) -> bool:
    """Whether anything of the scene covers any pixel, whatever its colour: by the alpha that the picture has, or that a
    small one and then one of its own size would have."""
    if image.pixels.shape[2] == 4:
        return bool(image.pixels[..., 3].any())
    full = renderer.size
    height = max(full[1] // COARSE, 1)
    width = 2 * height if isinstance(layout, Panorama) else max(full[0] // COARSE, 1)
    try:
        for size in ((width, height), full):
            renderer.resize(size)
            if renderer.render(time, seen, transparent=True, layout=layout).pixels[..., 3].any():
                return True
    finally:
        renderer.resize(full)
    return False
