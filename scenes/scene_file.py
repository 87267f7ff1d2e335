"""Scenes as YAML: the parts and their parameters in the order in which they are built, nothing else.

    name: Evening on the river
    duration: 20
    parts:
      - sky: {date: 2026-06-18T19:40+08:00, gain: 27}
      - water
      - bridge: {at: [-60, 0, -90], length: 160}
      - camera:
          name: main
          keys:
            - {time: 0, eye: [0, 3, 10], target: [0, 3, 0]}

`parts_from: [my_parts.py]` names Python files beside the scene whose parts it uses; they are run. `load` builds the
scene, `save` writes one that was built of parts and makes sure that what was written builds it again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assets.errors import InputError
from assets.files import replacing
from assets.recipe import Recipe, Step
from assets.scene import Scene
from avatar.script_yaml import Nodes, compose
from scenes.authoring import Stage
from scenes.difference import difference
from scenes.own_code import at_line
from scenes.parts.catalogue import Parts, find_part, is_known, own_parts
from scenes.parts.fit import Unfit, fit
from scenes.parts.part import Length, Part

KEYS = ("name", "duration", "parts_from", "parts")
DEEPEST = 12
MOST = 200_000
"""Values in one file, those of aliases counted each time."""
WIDEST = 118


def is_scene_file(path: Path) -> bool:
    """Whether a YAML file describes a scene; a film's script has `lines` instead of `parts`."""
    try:
        source = path.read_text(encoding="utf-8-sig") if path.suffix in (".yaml", ".yml") else ""
        keys = {str(key.value) for key, _ in compose(source, str(path)).value}
    except (OSError, UnicodeDecodeError):
        return False
    except (InputError, TypeError, ValueError):  # broken, or no mapping: its first column tells
        keys = set(re.findall(r"^(parts|lines)[ \t]*:", source, re.MULTILINE))
    return "parts" in keys and "lines" not in keys


@dataclass(frozen=True)
class Described:
    """A file that was read: its recipe, its author's own parts, the line of each step, and every fault found in it."""

    recipe: Recipe
    own: Parts
    lines: tuple[int, ...]
    faults: tuple[InputError, ...]


def read(path: Path) -> Described:
    """Reads a scene file, every part and parameter checked. InputError where it cannot be read at all."""
    try:
        source = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("no such scene file", path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path) from None
    return parse(source, path)


def parse(source: str, path: Path) -> Described:
    """As `read`, of the text of a file at `path`."""
    return _Reader(str(path), source).described(compose(source, str(path)))


def load(path: Path) -> Scene:
    """Builds the scene of a file. InputError with file and line for the first thing that is wrong with it."""
    return build(read(path), path)


def build(found: Described, path: Path) -> Scene:
    """Builds the scene that was read from `path`."""
    if found.faults:
        raise found.faults[0]
    stage = Stage(found.recipe.name, found.recipe.duration, path.parent)
    for step, line in zip(found.recipe.steps, found.lines, strict=True):
        part = find_part(step.part, found.own)
        try:
            part(stage, **step.values)
        except (InputError, ValueError) as error:
            raise InputError(str(error).removeprefix(f"{path}: "), path, line) from None
        except Exception as error:
            if part.source is None:
                raise
            raise InputError(f"{step.part}: {at_line([part.source], error)}", path, line) from error
    for step, line in zip(found.recipe.steps, found.lines, strict=True):
        if step.part == "stop":
            _check_stop(stage, step.values, path, line)
    return stage.build()


def _check_stop(stage: Stage, stop: Mapping[str, Any], path: Path, line: int) -> None:
    """InputError for a stop beyond the scene's end, or one whose camera no part has made."""
    camera = stop.get("camera") or ""
    if camera and camera not in stage.cameras:
        known = ", ".join(stage.cameras) or "none"
        raise InputError(f"stop {stop['name']!r}: no camera {camera!r}; there is {known}", path, line)
    if stop["time"] > stage.lasts:
        raise InputError(
            f"stop {stop['name']!r} at {stop['time']:g} s lies outside the scene, which lasts {stage.lasts:g} s",
            path,
            line,
        )


def save(scene: Scene, path: Path) -> None:
    """Writes the parts of a scene that a stage has built. InputError when it holds more than they make."""
    if scene.recipe is None or not scene.recipe.steps:
        raise InputError(f"scene {scene.name} is not made of parts, so there is nothing to write down", path)
    written = text(scene.recipe, path.parent)
    if lacks := difference(scene, build(parse(written, path), path)):
        raise InputError(f"scene {scene.name} holds what its parts do not make ({lacks}): make it a part", path)
    with replacing(path) as part:
        part.write_text(written, encoding="utf-8")


def text(recipe: Recipe, folder: Path = Path()) -> str:
    """A recipe as YAML, for a file in `folder`. InputError for own parts that do not lie there."""
    lines = [f"name: {_flow(recipe.name)}", f"duration: {_flow(recipe.duration)}"]
    if recipe.parts_from:
        lines.append(f"parts_from: {_flow([_inside(file, folder) for file in recipe.parts_from])}")
    lines.append("parts:")
    for step in recipe.steps:
        short = f"  - {step.part}: {_flow(step.values)}" if step.values else f"  - {step.part}"
        lines += (
            [short] if len(short) <= WIDEST and "[{" not in short else [f"  - {step.part}:", *_block(step.values, 6)]
        )
    return "\n".join(lines) + "\n"


def _inside(file: Path, folder: Path) -> str:
    """The name of a Python file as seen from the folder that it lies in."""
    if not file.is_file() or not file.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"parts of {file} are used, which does not lie in {folder.resolve()}: save beside it")
    return file.resolve().relative_to(folder.resolve()).as_posix()


def _block(values: Mapping[str, Any], indent: int) -> Iterator[str]:
    for name, value in values.items():
        short = f"{' ' * indent}{name}: {_flow(value)}"
        if not isinstance(value, list) or (len(short) <= WIDEST and "[{" not in short):
            yield short
        else:
            yield f"{' ' * indent}{name}:"
            yield from (f"{' ' * indent}  - {_flow(each)}" for each in value)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        return value if _bare(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)


def _bare(value: str) -> bool:
    """Whether a text means itself without quotes."""
    return (
        bool(re.fullmatch(r"[^\W\d_][\w ./-]*(?<! )|\d{4}-\d\d-\d\d(T[\d:.]+[+-]\d\d:\d\d)?", value))
        and _scalar(value) == value
    )


def _scalar(value: str) -> Any:
    """What a plain scalar means: YAML 1.2's null, booleans and numbers, else a text."""
    if value in ("", "~", "null"):
        return None
    if value in ("true", "false"):
        return value == "true"
    if re.fullmatch(r"[+-]?\d{1,18}", value):
        return int(value)
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", value):
        return float(value)
    return value


class _Reader(Nodes):
    """Walks the nodes, and remembers the line of every value."""

    def __init__(self, file: str, source: str) -> None:
        super().__init__(file, source)
        self.places: dict[tuple[str | int, ...], int] = {}

    def described(self, root: yaml.Node) -> Described:
        keys = self.mapping(root, KEYS, required=("parts",))
        faults: list[InputError] = []
        name, duration = Path(self.file).stem, 30.0
        for key, node in keys.items():
            try:
                if key == "name":
                    name = fit(str, self.value(node, (key,)), (key,))
                if key == "duration":
                    duration = fit(Length, self.value(node, (key,)), (key,))
            except Unfit as error:
                faults.append(self.fail(f"{key} {error}", node))
        own, missing = self.own(keys.get("parts_from"))
        faults += missing
        steps: list[Step] = []
        lines: list[int] = []
        taken: dict[str, int] = {}
        nodes = self.sequence(keys["parts"])
        for i, node in enumerate(nodes):
            try:
                part, values = self.step(node, ("parts", i))
                if missing and not is_known(part, own):
                    continue  # it may be of the file that is wrong
                only = self.fit(part, values, own, i, node)
                if only in taken:
                    raise self.fail(f"{part}: there is a {only} already, in line {taken[only]}", node)
                if only:
                    taken[only] = node.start_mark.line + 1
                steps.append(Step(part, values))
                lines.append(node.start_mark.line + 1)
            except InputError as error:
                faults.append(error)
        if not nodes:
            faults.append(self.fail("a scene needs at least one part", keys["parts"]))
        return Described(Recipe(name, duration, tuple(steps)), own, tuple(lines), tuple(faults))

    def own(self, node: yaml.Node | None) -> tuple[Parts, list[InputError]]:
        """The parts of the Python files that a node names, and what is wrong with these."""
        found: dict[str, Part[Any, Any]] = {}
        faults = []
        for each in self.sequence(node) if node else ():
            try:
                name, folder = self.string(each), Path(self.file).parent
                file = folder / name
                if file.suffix != ".py" or not file.resolve().is_relative_to(folder.resolve()):
                    raise self.fail(f"parts_from {name!r}: a .py file in the scene's own folder is expected", each)
                if not file.is_file():
                    raise self.fail(f"parts_from {name!r}: no such file beside the scene", each)
                more = own_parts(file)
                if twice := sorted(found.keys() & more.keys()):
                    raise self.fail(f"parts_from {name!r}: {twice[0]!r} is in {found[twice[0]].source} already", each)
                found |= more
            except InputError as error:
                faults.append(error)
        return found, faults

    def fit(self, part: str, values: dict[str, Any], own: Parts, i: int, node: yaml.Node) -> str:
        """What the part is the only one of. InputError unless it is known and the values fit it."""
        try:
            found = find_part(part, own)
        except Unfit as error:
            raise self.fail(str(error), node) from None
        try:
            return found.only(found.check(values, ("parts", i)))
        except Unfit as error:
            way = " ".join(map(str, (part, *error.path[2:])))
            raise InputError(f"{way}: {error}", self.file, self.line(error.path, node)) from None

    def line(self, path: tuple[str | int, ...], node: yaml.Node) -> int:
        """The line of the value at `path`, or of the nearest one round it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, node.start_mark.line + 1)

    def step(self, node: yaml.Node, path: tuple[str | int, ...]) -> tuple[str, dict[str, Any]]:
        """A part's name, or its name with parameters."""
        self.places[path] = node.start_mark.line + 1
        if node.tag.startswith("!"):
            raise self.fail(f"the tag {node.tag} means nothing here", node)
        if isinstance(node, yaml.ScalarNode):
            return self.string(node), {}
        keys = self.mapping(node, None)
        if len(keys) != 1:
            raise self.fail("each part is one key, its name; its parameters go below it, indented further", node)
        ((name, given),) = keys.items()
        values = self.value(given, path)
        if not isinstance(values, dict | None):
            raise self.fail(f"{name}: parameters are keys with values", given)
        return name, values or {}

    def value(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        """Numbers, texts, lists and mappings of a node."""
        self.places[path] = node.start_mark.line + 1
        if len(path) > DEEPEST or len(self.places) > MOST:
            raise self.fail("too many values, or nested too deeply", node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(each, (*path, i)) for i, each in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return {name: self.value(each, (*path, name)) for name, each in self.mapping(node, None).items()}
        if node.tag.startswith("!"):
            raise self.fail(f"the tag {node.tag} means nothing here", node)
        text = self.string(node)
        return text if isinstance(node, yaml.ScalarNode) and node.style else _scalar(text)
