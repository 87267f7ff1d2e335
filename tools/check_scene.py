"""`taihe check scene.yaml`: every part and parameter, and whether the scene builds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assets.errors import InputError
from scenes.scene_file import read
from tools.catalogue import build_scene


@dataclass(frozen=True)
class SceneReport:
    """One scene file. `invalid` is empty when the scene can be drawn."""

    file: str
    name: str = ""
    seconds: float = 0.0
    parts: int = 0
    cameras: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.invalid


def check_scene_file(path: Path) -> SceneReport:
    """Reads a scene file, and builds it when nothing is wrong so far; never raises for a bad one."""
    try:
        found = read(path)
        if found.faults:
            return SceneReport(str(path), found.recipe.name, invalid=tuple(map(str, found.faults)))
        scene = build_scene(str(path))
    except InputError as error:
        return SceneReport(str(path), invalid=(str(error),))
    parts = len(found.recipe.steps)
    return SceneReport(str(path), scene.name, scene.duration, parts, tuple(scene.cameras), tuple(scene.stops))


def scene_lines(report: SceneReport) -> list[str]:
    """The report, line by line."""
    if not report.ok:
        return [f"{report.file}: invalid", *(f"  invalid: {line}" for line in report.invalid)]
    out = [f"{report.file}: ok, scene {report.name}, {report.seconds:g} s, {report.parts} parts"]
    for what, names in (("cameras", report.cameras), ("stops", report.stops)):
        if names:
            out.append(f"  {what}: {', '.join(names)}")
    return out
