"""What there is to show: scenes by name, films by name, and files of one's own."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import scenes
from assets.errors import InputError
from assets.models import SUFFIXES
from assets.scene import Camera, Frame, Scene
from assets.scene_check import check_frame, check_scene
from scenes.authoring import Stage
from scenes.own_code import at_line, own_script, run
from scenes.scene_file import is_scene_file, load
from tools.choice import DEFAULT, Choice, choose, only_models

Made = TypeVar("Made")
SCENES = Path(scenes.__file__).parent


@cache
def known_scenes() -> dict[str, str]:
    """Name -> module, for every module under `scenes` with a function `build()`. Found by reading, not importing."""
    found = {}
    for path in sorted(SCENES.rglob("*.py")):
        if re.search(r"^def build\(\)", path.read_text(encoding="utf-8"), re.MULTILINE):
            module = path.parent if path.stem == "__init__" else path.with_suffix("")
            found[module.name] = ".".join(("scenes", *module.relative_to(SCENES).parts))
    return found


@cache
def known_films() -> dict[str, Path]:
    """Name -> script, for every `.yaml` beside a scene."""
    return {path.stem: path for path in sorted(SCENES.glob("*/*.yaml")) if not is_scene_file(path)}


def film_of(name: str) -> Path | None:
    """The film that tours a scene: `tour.yaml` beside it; None where a scene has none, and for anything else."""
    module = known_scenes().get(name)
    path = SCENES.joinpath(*module.split(".")[1:], "tour.yaml") if module else None
    return path if path and path.is_file() else None


def find_film(name: str) -> Path | None:
    """The script of that name, or at that path; None when it is something else."""
    path = Path(name)
    return known_films().get(name) or (path if path.suffix in (".yaml", ".yml") and not is_scene_file(path) else None)


def beside(subject: str, function: str, what: str, kind: type[Made]) -> Made:
    """What a function beside a scene's `build()` makes: its `flight`, its `rig`. InputError when there is none."""
    path = Path(subject)
    if subject in known_scenes():
        found = getattr(importlib.import_module(known_scenes()[subject]), function, None)
    elif path.suffix == ".py" and path.is_file():
        found = getattr(run(path), function, None)
    else:
        raise InputError(f"no scene {subject!r} with {what}; scenes: {', '.join(known_scenes())}")
    if not callable(found):
        raise InputError(f"scene {subject!r} has no {what}: there is no function {function}() beside its build()")
    with own_script(path):
        made = found()
    if not isinstance(made, kind):
        raise InputError(f"{function}() returned {type(made).__name__} instead of a {kind.__name__}", path)
    return made


def is_scene(path: Path) -> bool:
    """Whether that is a scene by name, a file that describes one, or a script; and what can only be a name, known or
    not. A model is none."""
    name_only = not path.suffix and not path.exists()
    return (
        str(path) in known_scenes()
        or is_scene_file(path)
        or path.suffix == ".py"
        or (name_only and not find_film(str(path)))
    )


def find_scene(name: str, choice: Choice = DEFAULT) -> Callable[[], Scene]:
    """What builds the scene of that name, of a file that describes one (.yaml), or has a `build()` (.py), or a model.

    `choice` is what to take of a model file. InputError lists the known ones.
    """
    only_models(name, choice)
    path = Path(name)
    if path.suffix in (".yaml", ".yml") and name not in known_films() and not path.exists():
        raise InputError("no such scene file", path)
    if find_film(name):
        raise InputError(f"{name!r} is a film, not a scene; scenes: {', '.join(known_scenes())}")
    if name in known_scenes():
        build: Callable[[], Scene] = importlib.import_module(known_scenes()[name]).build
        return build
    if is_scene_file(path):
        return lambda: load(path)
    if path.suffix == ".py":
        return lambda: _own(path)
    if path.suffix.lower() in SUFFIXES:
        return lambda: _model(path, choice)
    raise InputError(
        f"unknown {name!r}; scenes: {', '.join(known_scenes())}; films: {', '.join(known_films()) or 'none'}; "
        f"or a file: .yaml (film or scene), .py (scene), {', '.join(SUFFIXES)} (model)"
    )


def build_scene(name: str, choice: Choice = DEFAULT) -> Scene:
    """A scene ready to draw; it has a camera."""
    scene = find_scene(name, choice)()
    if not scene.cameras:
        raise InputError("the scene has no camera", name)
    try:
        check_scene(scene)
    except InputError as error:
        raise InputError(str(error), name) from None
    return scene


def evaluate(
    scene: Scene,
    t: float,
    camera: Camera | str,
    files: Sequence[Path],
    acting: float | None = None,
    stand: str | None = None,
    hour: float | None = None,
) -> Frame:
    """The scene at t seconds, `acting`, `stand` and `hour` as in `Scene.evaluate`. What goes
    wrong in a script of one's own, one of `files`, is an InputError there."""
    own = [path for path in files if path.suffix == ".py"]
    try:
        frame = scene.evaluate(t, camera, hour, acting, stand)
        check_frame(frame)
    except InputError as error:
        said = str(error)
        named = any(said.startswith(f"{path}:") for path in files)
        raise InputError(said, None if named else next((path for path in files if path.is_file()), None)) from None
    except Exception as error:
        if not own:
            raise
        raise at_line(own, error) from error
    return frame


def known_camera(scene: Scene, camera: str | None) -> str:
    """The camera's name, the first one's for None. InputError lists the scene's."""
    name = next(iter(scene.cameras)) if camera is None else camera
    if name not in scene.cameras:
        raise InputError(f"no camera {name!r} in scene {scene.name}; it has {', '.join(scene.cameras)}")
    return name


def _own(path: Path) -> Scene:
    """A user's script. Its errors are the user's: they come back with the line of the script they happened on."""
    build = getattr(run(path), "build", None)
    if not callable(build):
        raise InputError("a scene needs a function build() that returns a Scene", path)
    with own_script(path):
        scene = build()
    if not isinstance(scene, Scene):
        hint = ": end it with `return stage.build()`" if isinstance(scene, Stage | None) else ""
        raise InputError(f"build() returned {type(scene).__name__} instead of a Scene{hint}", path)
    return scene


def _model(path: Path, choice: Choice) -> Scene:
    from assets.framing import scene_of

    chosen = choose(path, choice)
    scene = scene_of(chosen.model, chosen.animation or 0, model_scene=chosen.scene, expressions=chosen.expressions)
    if not scene.batches:
        raise InputError("no triangles in this model", path)
    return scene
