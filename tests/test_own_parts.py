"""Parts of an author's own: known to scene files by name, checked as ours are, saved with where they live."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.errors import InputError
from scenes.authoring import Stage
from scenes.difference import difference
from scenes.scene_file import load
from tools.catalogue import build_scene
from tools.cli import run
from tools.production import open_production

PARTS = """\
from dataclasses import dataclass
from typing import Annotated

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.parts.fit import Range
from scenes.parts.part import Place, Seconds, part


@dataclass(frozen=True)
class Step:
    width: Annotated[float, Range(0.1, 9)]
    height: float = 0.2


@part("cairn")
def cairn(stage: Stage, *, at: Place, steps: Annotated[tuple[Step, ...], Range(1, 9)]) -> None:
    \"\"\"Stones on stones.\"\"\"
    shape = Geometry()
    for step in steps:
        shape.box((0, step.height / 2, 0), (step.width, step.height, step.width))
    what = stage.place(stage.mesh("cairn", shape), at)


@part("my_scene/late")
def late(stage: Stage, *, fails: Seconds = 0.0) -> None:
    \"\"\"Goes wrong when it is built.\"\"\"
    fails / (fails - 1)
"""
SCENE = """\
name: Cairns
duration: 4
parts_from: [my_parts.py]
parts:
  - cairn:
      at: [1, 0, 2]
      steps:
        - {width: 2}
        - {width: 1, height: 0.5}
  - my_scene/late
  - orbit: {target: [0, 0, 0], radius: 9}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "my_parts.py").write_text(PARTS)
    path = tmp_path / "cairns.yaml"
    path.write_text(SCENE)
    return path


def fault(file: Path) -> str:
    with pytest.raises(InputError) as raised:
        load(file)
    assert "\n" not in str(raised.value)
    return str(raised.value).replace(f"{file.parent}/", "")


def test_a_scene_file_is_made_of_its_authors_parts(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = load(file)
    assert [b.name for b in scene.batches] == ["cairn"]
    assert scene.meshes[0].primitives[0].position.max(axis=0) == pytest.approx([1, 0.5, 1])
    assert run(["check", str(file)]) == 0
    assert "3 parts, some of my_parts.py" in capsys.readouterr().out
    assert (open_production(str(file)).files) == (file, file.with_name("my_parts.py"))


def test_saving_writes_where_they_live(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = file.with_name("copy.yaml")
    assert run(["save", str(file), "-o", str(copy)]) == 0
    assert copy.read_text() == SCENE
    assert difference(load(file), load(copy)) == ""
    elsewhere = file.parent / "elsewhere" / "copy.yaml"
    capsys.readouterr()
    assert run(["save", str(file), "-o", str(elsewhere)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "my_parts.py are used, which does not lie in" in line
    assert not elsewhere.exists()


def test_python_names_such_files_too_and_a_script_may_hold_its_own(file: Path, tmp_path: Path) -> None:
    stage = Stage("Cairns", duration=4, folder=tmp_path)
    stage.parts_from("my_parts.py")
    stage.add("cairn", at=(1, 0, 2), steps=[{"width": 2}, {"width": 1, "height": 0.5}])
    stage.add("my_scene/late")
    stage.add("orbit", target=(0, 0, 0), radius=9)
    stage.save(tmp_path / "saved.yaml")
    assert (tmp_path / "saved.yaml").read_text() == SCENE
    script = tmp_path / "script.py"
    more = "\n\ndef build():\n    s = Stage('x')\n    s.add('cairn', at=(0, 0, 0), steps=[Step(1)])\n"
    script.write_text(PARTS + more + "    s.add('orbit', target=(0, 0, 0), radius=9)\n    return s.build()\n")
    assert run(["save", str(script), "-o", str(tmp_path / "of_script.yaml")]) == 0
    assert "parts_from: [script.py]" in (tmp_path / "of_script.yaml").read_text()
    assert difference(build_scene(str(script)), load(tmp_path / "of_script.yaml")) == ""


def test_two_scenes_may_call_different_parts_the_same(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "scene.yaml"
    other.parent.mkdir()
    (other.parent / "my_parts.py").write_text(PARTS.replace('mesh("cairn"', 'mesh("other cairn"'))
    other.write_text(SCENE)
    names = [build_scene(str(path)).batches[0].name for path in (file, other, file)]
    assert names == ["cairn", "other cairn", "cairn"]
    file.write_text(SCENE.replace("parts_from: [my_parts.py]\n", ""))
    assert "cairns.yaml:4: no part 'cairn'; there is beams" in fault(file)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ("[none.py]", "cairns.yaml:3: parts_from 'none.py': no such file beside the scene"),
        ("none.py", "cairns.yaml:3: expected a list here"),
        ("[my_parts]", "cairns.yaml:3: parts_from 'my_parts': a .py file in the scene's own folder"),
        ("[../my_parts.py]", "cairns.yaml:3: parts_from '../my_parts.py': a .py file in the scene's own folder"),
        ("[/etc/x.py]", "cairns.yaml:3: parts_from '/etc/x.py': a .py file in the scene's own folder"),
        ("[my_parts.py, my_parts.py]", "cairns.yaml:3: parts_from 'my_parts.py': 'cairn' is in my_parts.py already"),
        ("[{a: b}]", "cairns.yaml:3: expected a text here"),
    ],
)
def test_a_file_that_is_not_there(file: Path, files: str, words: str) -> None:
    file.write_text(SCENE.replace("[my_parts.py]", files))
    assert fault(file).startswith(words)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("shape = Geometry()", "shape = Geometry(", "my_parts.py:19: SyntaxError: '(' was never closed"),
        ("import Geometry", "import Geometri", "my_parts.py:4: ImportError: cannot import name 'Geometri'"),
        (
            '@part("cairn")',
            '@part("bridge")',
            "my_parts.py:16: there is a part 'bridge' already (scenes.parts.crossing",
        ),
        ("my_scene/late", "cairn", "my_parts.py:25: there is a part 'cairn' already (in line 16)"),
        ('@part("cairn")', "@part", 'my_parts.py:16: @part needs a name: @part("stone")'),
        ('@part("cairn")', "@part(cairn)", "my_parts.py:16: NameError: name 'cairn'"),
        ('@part("cairn")', '@part("my cairn")', "my_parts.py:16: 'my cairn' is no name of a part"),
        ("at: Place,", "at,", "my_parts.py:16: part 'cairn': parameter 'at' needs a type: at: float"),
        ("at: Place,", "at: list[float],", "parameter 'at' has the type list, which a file cannot hold; there is bool"),
        ("at: Place,", "at: Plaice,", "name 'Plaice' is not defined"),
        ("at: Place,", 'at: "Plaice",', "my_parts.py:16: part 'cairn': its annotations cannot be read: name 'Plaice'"),
        ("at: Place,", "at: Place = 3,", "parameter 'at' has a default that does not fit: must be a list of 3 numbers"),
        ("stage: Stage, *, at", "*, at", "part 'cairn': its function takes the stage first"),
        ("at: Place,", "**at: Place,", "SyntaxError"),
        ("*, fails: Seconds = 0.0", "**fails: Seconds", "parameter 'fails' cannot be checked"),
        ("@part", "#@part", "my_parts.py: no part in this file"),
        (
            "fails: Seconds = 0.0",
            "fails: Seconds = 1.0",
            "cairns.yaml:10: my_scene/late: my_parts.py:28: ZeroDivisionE",
        ),
        ("class Step:", "class Step:\n    raise SystemExit(0)", "my_parts.py:12: SystemExit: 0"),
    ],
)
def test_what_is_wrong_in_the_file_is_one_line_there(file: Path, old: str, new: str, words: str) -> None:
    file.with_name("my_parts.py").write_text(PARTS.replace(old, new))
    assert words in fault(file)
    assert run(["check", str(file)]) == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("at: [1, 0, 2]", "at: [1, 0]", "cairns.yaml:6: cairn at: must have 3 items, not 2"),
        ("{width: 2}", "{width: 20}", "cairns.yaml:8: cairn steps 0 width: must be 0.1 to 9, not 20.0"),
        ("width: 1,", "wide: 1,", "cairns.yaml:9: cairn steps 1 wide: no key 'wide'; there is width, height"),
        ("at: [1, 0, 2]", "on: 3", "cairns.yaml:6: cairn on: no parameter 'on'; there is at, steps"),
        ("  - my_scene/late", "  - my_scene/latte", "cairns.yaml:10: no part 'my_scene/latte'; there is beams"),
    ],
)
def test_their_parameters_are_checked_as_ours_are(file: Path, old: str, new: str, words: str) -> None:
    file.write_text(SCENE.replace(old, new))
    assert words in fault(file)


def test_what_moves_wrongly_later_is_said_at_its_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moved = PARTS.replace("at)\n", "at)\n    stage.move(what, lambda t: 1 / (t - 1))\n")
    file.with_name("my_parts.py").write_text(moved)
    assert run(["shot", str(file), "--time", "1", "-o", str(file.with_suffix(".png")), "--size", "32x18"]) == 2
    assert "my_parts.py:23: ZeroDivisionError" in capsys.readouterr().err
