"""`taihe check scene.yaml`, `my_scene.py`, `taihe_lake`: every part and parameter, and whether the scene builds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assets.errors import InputError
from assets.scene import Scene
from assets.scene_check import check_primitive
from render.materials import check_materials
from scenes.scene_file import is_scene_file, read
from tools.catalogue import build_scene, evaluate


@dataclass(frozen=True)
class SceneReport:
    """One scene. `invalid` is empty when it can be drawn; `parts` is 0 for a script, which need not be made of any."""

    file: str
    name: str = ""
    seconds: float = 0.0
    parts: int = 0
    parts_from: tuple[str, ...] = ()
    """the Python files of the author's own parts, which were run"""
    cameras: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """what it leaves out of the files it is made of"""
    invalid: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.invalid


def check_scene(subject: Path) -> SceneReport:
    """Reads a scene file, or takes a script or a scene by name, and builds it when nothing is wrong so far; never
    raises for a bad one."""
    parts = 0
    try:
        if is_scene_file(subject):
            found = read(subject)
            if found.faults:
                return SceneReport(str(subject), found.recipe.name, invalid=tuple(map(str, found.faults)))
            parts = len(found.recipe.steps)
        scene = build_scene(str(subject))
        _check_drawn(scene, subject)
    except InputError as error:
        return SceneReport(str(subject), invalid=(str(error),))
    own = tuple(file.name for file in scene.recipe.parts_from) if scene.recipe else ()
    return SceneReport(
        str(subject),
        scene.name,
        scene.duration,
        parts,
        own,
        tuple(scene.cameras),
        tuple(scene.stops),
        tuple(scene.notes),
    )


def _check_drawn(scene: Scene, subject: Path) -> None:
    """InputError for what drawing it would find: materials and vertices, and the first instant of every camera."""
    try:
        check_materials(scene)
        for mesh in scene.meshes:
            for p, primitive in enumerate(mesh.primitives):
                check_primitive(primitive, f"mesh {mesh.name!r}, primitive {p}")
    except InputError as error:
        raise InputError(str(error), subject) from None
    own = scene.recipe.parts_from if scene.recipe else ()
    for camera in scene.cameras:
        evaluate(scene, 0.0, camera, (subject, *own))


def scene_lines(report: SceneReport) -> list[str]:
    """The report, line by line."""
    if not report.ok:
        return [f"{report.file}: invalid", *(f"  invalid: {line}" for line in report.invalid)]
    made_of = f", {report.parts} parts" if report.parts else ""
    made_of += f", some of {', '.join(report.parts_from)}" if report.parts_from else ""
    out = [f"{report.file}: ok, scene {report.name}, {report.seconds:g} s{made_of}"]
    for what, names in (("cameras", report.cameras), ("stops", report.stops)):
        if names:
            out.append(f"  {what}: {', '.join(names)}")
    return out + [f"  note: {note}" for note in report.notes]
