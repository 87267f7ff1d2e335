"""Scenes as files: what is written builds the same scene, and what is wrong is said with file and line."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.errors import InputError
from assets.geometry import Geometry
from assets.scene import Scene
from scenes.authoring import Stage
from scenes.difference import difference
from scenes.parts.part import REGISTERED
from scenes.scene_file import is_scene_file, load, parse, read, text
from scenes.taihe_lake import build as build_lake
from tools.catalogue import build_scene
from tools.cli import run
from tools.production import open_production

SMALL = """\
name: 小桥
duration: 8
parts:
  - sky: {date: 2026-06-18T19:40+08:00, sun: [5, -3], gain: 20}
  - water
  - bridge: {at: [-30, 0, -60], yaw: 10, length: 60, people: 5}
  - painted_boat: {at: [0, -25], yaw: 30, seed: 3}
  - camera:
      name: main
      keys:
        - {time: 0, eye: [0, 3, 10], target: [0, 3, -10]}
        - {time: 8, eye: [2, 3, 10], target: [0, 3, -10]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def pixels(scene: Scene) -> bytes:
    from render.renderer import Renderer

    with Renderer(scene, (96, 54), quality="draft") as renderer:
        return renderer.render(3.0, "main").pixels.tobytes()


@pytest.mark.gl
def test_what_is_saved_draws_the_same_picture_and_an_edit_another(file: Path, tmp_path: Path) -> None:
    stage = Stage("小桥", duration=8)
    stage.add("sky", date="2026-06-18T19:40+08:00", sun=(5, -3), gain=20)
    stage.add("water")
    stage.add("bridge", at=(-30, 0, -60), yaw=10, length=60, people=5)
    stage.add("painted_boat", at=np.array([0.0, -25.0]), yaw=30, seed=np.int64(3))
    keys = [{"time": t, "eye": (x, 3, 10), "target": (0, 3, -10)} for t, x in ((0, 0), (8, 2))]
    stage.add("camera", name="main", keys=keys)
    stage.save(tmp_path / "saved.yaml")
    assert (tmp_path / "saved.yaml").read_text(encoding="utf-8") == SMALL
    built = pixels(stage.build())
    assert pixels(load(file)) == built
    assert len(set(built)) > 30
    file.write_text(SMALL.replace("yaw: 10", "yaw: 25"), encoding="utf-8")
    assert pixels(load(file)) != built


def test_the_lake_is_made_of_its_parts(tmp_path: Path) -> None:
    """Whoever puts something on the lake's stage makes a part of it (`scenes.parts.part`), or it is lost on saving."""
    lake = build_lake()
    assert lake.recipe is not None
    path = tmp_path / "lake.yaml"
    path.write_text(text(lake.recipe), encoding="utf-8")
    again = load(path)
    assert difference(lake, again) == ""
    assert again.recipe == lake.recipe
    assert path.stat().st_size < 20_000, "recipes, not rows"


def test_what_was_not_made_by_a_part_is_not_saved_in_silence(tmp_path: Path) -> None:
    stage = Stage("odd")
    stage.add("water")
    box = Geometry()
    box.box((0, 0, 0), (1, 1, 1))
    stage.place(stage.mesh("box", box))
    path = tmp_path / "odd.yaml"
    path.write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match=r"odd\.yaml: scene odd holds what its parts do not make \(meshes: 1, 0\)"):
        stage.save(path)
    assert path.read_text(encoding="utf-8") == "kept"
    with pytest.raises(InputError, match="not made of parts"):
        Stage("bare").save(path)


def test_texts_survive_whatever_they_look_like(tmp_path: Path) -> None:
    names = [
        "1e5",
        "true",
        "null",
        "- x",
        "a: b",
        "#1",
        "'",
        '"',
        "太鹤 1",
        "",
        " pad ",
        "{x}",
        "2026-06-18",
        "~",
        "0x1F",
        "a\nb",
    ]
    stage = Stage("yes: no", duration=5.5)
    for k, name in enumerate(names):
        stage.add("stop", name=name, time=k / 3)
    stage.save(tmp_path / "names.yaml")
    found = load(tmp_path / "names.yaml")
    assert found.stops == {name: k / 3 for k, name in enumerate(names)}
    assert (found.name, found.duration) == ("yes: no", 5.5)


def test_a_film_and_a_scene_are_told_apart(file: Path, tmp_path: Path) -> None:
    assert is_scene_file(file)
    film = Path("scenes/taihe_lake/night_tour.yaml")
    assert not is_scene_file(film)
    assert not is_scene_file(tmp_path / "none.yaml")
    for source, scene in (
        ("\ufeffparts: [water]\n", True),
        ("{name: x, parts: [water]}\n", True),
        ("parts: [water\n", True),
        ("- parts: 3\n", False),
        ("title: x\nlines:\n  - {id: a, parts: 3}\n", False),
        ("", False),
    ):
        (tmp_path / "some.yaml").write_text(source, encoding="utf-8")
        assert is_scene_file(tmp_path / "some.yaml") is scene, source
    assert open_production(str(file)).scene.name == "小桥"


def test_a_script_plays_in_a_scene_file_beside_it(file: Path) -> None:
    script = file.with_name("film.yaml")
    lines = "lines:\n  - id: a\n    text: {zh: 你好}\n"
    script.write_text(f"title: t\nscene: small.yaml\navatar: yuduoduo\n{lines}", encoding="utf-8")
    with pytest.raises(InputError, match=r"film\.yaml:3: scene .*small\.yaml has no presenter"):
        open_production(str(script), engine="silent")
    file.write_text(SMALL + "  - presenter: {at: [0, 1, 0]}\n", encoding="utf-8")
    assert [f.name for f in open_production(str(script), engine="silent").scene.figures] == ["yuduoduo"]


DUSK = "2026-06-18T19:40+08:00"
DRONES = "at: [0, 60, 0], ground: [0, 0, 0], start: 0"
WRONG = {
    "unknown part": ("  - brigde: {length: 60}", 12, "no part 'brigde'; there is beams, bridge"),
    "unknown part of a scene": ("  - taihe_lake/castle", 12, "there is taihe_lake/bough"),
    "a part of no scene": ("  - nowhere/castle", 12, "no part 'nowhere/castle'"),
    "unknown parameter": ("  - bridge:\n      lenght: 60", 13, "bridge lenght: no parameter 'lenght'; there is at"),
    "a text for a number": ("  - bridge: {length: long}", 12, "bridge length: must be a number, not 'long'"),
    "a quoted number": ('  - bridge: {length: "60"}', 12, "must be a number"),
    "out of range": ("  - bridge: {length: 5}", 12, "bridge length: must be 20 to 2000, not 5.0"),
    "not finite": ("  - bridge: {length: .inf}", 12, "must be a number, not '.inf'"),
    "a fraction as seed": ("  - bridge: {seed: 1.5}", 12, "bridge seed: must be a whole number, not 1.5"),
    "a text as seed": ("  - bridge: {seed: abc}", 12, "bridge seed: must be a whole number, not 'abc'"),
    "a negative seed": ("  - bridge: {seed: -1}", 12, "bridge seed: must be 0 to"),
    "yes for true": ("  - painted_boat: {guests: yes}", 12, "painted_boat guests: must be true or false, not 'yes'"),
    "two numbers for three": ("  - bridge: {at: [1, 2]}", 12, "bridge at: must have 3 items, not 2"),
    "a number for a list": ("  - bridge: {at: 3}", 12, "bridge at: must be a list of 3 numbers, not 3"),
    "a text in a list": ("  - bridge:\n      at:\n        - 1\n        - x\n        - 2", 15, "bridge at 1: must be"),
    "an arch too wide": ("  - bridge: {length: 400, spans: 1}", 12, "1 spans on 400 m"),
    "no date": ("  - sky: {date: tomorrow}", 12, "'tomorrow' is not ISO 8601"),
    "a date without offset": ("  - sky: {date: 2026-06-18T19:40}", 12, "needs its offset"),
    "a date out of range": ("  - sky: {date: 0900-06-18T19:40+08:00}", 12, "years 1700 to 2200"),
    "an impossible date": ("  - sky: {date: 2026-13-18T19:40+08:00}", 12, "not ISO 8601"),
    "missing parameter": ("  - sky", 12, "sky: needs 'date' (a text)"),
    "missing key of a key": (
        "  - camera: {name: c, keys: [{time: 0, eye: [0, 0, 0]}]}", 12, "key 'target' is missing",
    ),
    "unknown key of a key": (
        "  - camera: {name: c, keys: [{time: 0, eye: [0, 0, 0], target: [0, 0, 1], zoom: 2}]}",
        12,
        "camera keys 0 zoom: no key 'zoom'; there is time, eye",
    ),
    "keys out of order": (
        "  - camera:\n      name: c\n      keys:\n        - {time: 2, eye: [0, 0, 0], target: [0, 0, 1]}\n"
        "        - {time: 1, eye: [0, 0, 0], target: [0, 0, 1]}",
        12,
        "key at 1 s comes after one at 2 s",
    ),
    "two cameras of one name": (
        "  - orbit: {target: [0, 0, 0], radius: 5}\n  - orbit: {target: [0, 0, 0], radius: 5}",
        13,
        "orbit: there is a camera 'orbit' already, in line 12",
    ),
    "a fountain that ends first": (
        "  - fountain: {start: 5, end: 3}", 12, "fountain: it ends at 3 s, not after it starts at 5",
    ),
    "fireworks after the end": (
        "  - fireworks: {at: [0, 50, 0], start: 99}", 12, "starts at 99 s, after the scene's end at 8",
    ),
    "beams that end first": ("  - beams: {at: [0, 0, 0], start: 5, end: 5}", 12, "beams: it ends at 5 s"),
    "a dance after the end": ("  - fish_lanterns: {start: 99, end: 200}", 12, "fish_lanterns: it starts at 99 s"),
    "a string without length": (
        "  - lantern_string: {start: [0, 4, 0], end: [0, 4, 0]}", 12, "leave no room for a lantern",
    ),
    "a boat that spins": (
        "  - painted_boat: {speed: 3, radius: 1}", 12, "a circle of 1 m; it can turn round 8 m or more",
    ),
    "water without area": ("  - water: {bounds: [9, 9, 0, 0]}", 12, "bounds 9, 9, 0, 0: x0, z0, x1, z1 with x0 < x1"),
    "a tag": ("  - !foo water", 12, "the tag !foo means nothing here"),
    "a tagged value": ("  - water: {level: !foo 3}", 12, "the tag !foo means nothing here"),
    "a picture that ends first": (
        f"  - drones: {{{DRONES}, pictures: [{{shape: 鹤, start: 5, end: 4}}]}}", 12, "ends at 4 s before it begins",
    ),
    "drones below their ground": (
        f"  - drones: {{{DRONES}, pictures: [{{shape: 鹤, start: 5, end: 6, height: 150}}]}}", 12, "below their ground",
    ),
    "drones too fast": (
        f"  - drones: {{{DRONES}, count: 40, pictures: [{{shape: 鹤, start: 2, end: 3}}]}}", 12, "m/s on an average",
    ),
    "drones too close": (
        f"  - drones: {{{DRONES}, count: 900, pictures: [{{shape: 鹤, start: 5, end: 6}}]}}", 12, "m apart; the limit",
    ),
    "too many drones": (
        f"  - drones: {{{DRONES}, count: 9000, pictures: [{{shape: 鹤, start: 5, end: 6}}]}}", 12, "count: must be 2",
    ),
    "a shape that is no file": (
        f"  - drones: {{{DRONES}, pictures: [{{shape: no.png, start: 5, end: 6}}]}}", 12, "no.png",
    ),
    "two skies": (f"  - sky: {{date: {DUSK}}}\n\n  - sky: {{date: {DUSK}}}", 14, "there is a sky already, in line 12"),
    "a clock and a sky": (
        f"  - clock: {{keys: [{{time: 0, date: {DUSK}}}]}}\n  - sky: {{date: {DUSK}}}",
        13, "sky: there is a sky already, in line 12"),
    "two waters": ("  - water\n  - water: {level: 2}", 13, "water: there is a water already, in line 12"),
    "two hazes": ("  - haze\n  - haze", 13, "haze: there is a haze already, in line 12"),
    "two grades": ("  - grade\n  - grade", 13, "grade: there is a grade already, in line 12"),
    "two stops of one name": (
        "  - stop: {name: 桥, time: 1}\n  - stop: {name: 桥, time: 2}",
        13, "stop: there is a stop '桥' already, in line 12"),
    "two places of one name": (
        "  - place: {name: a, at: [0, 0, 0]}\n  - place: {name: a, at: [0, 1, 0]}",
        13, "place: there is a place 'a' already, in line 12"),
    "two presenters of one name": (
        "  - presenter\n  - presenter: {at: [1, 0, 0]}",
        13, "presenter: there is a presenter 'yuduoduo' already, in line 12"),
    "a camera and an orbit of one name": (
        "  - orbit: {target: [0, 0, 0], radius: 5, name: c}\n"
        "  - camera: {name: c, keys: [{time: 0, eye: [0, 0, 1], target: [0, 0, 0]}]}",
        13, "camera: there is a camera 'c' already, in line 12"),
    "a scene without parts of its own": ("  - news_studio/desk", 12, "scene news_studio has none of its own"),
    "two parts in one item": ("  - water: {}\n    bridge: {}", 12, "each part is one key"),
    "a list as parameters": ("  - water: [1]", 12, "water: parameters are keys with values"),
    "a number as part": ("  - 7", 12, "no part '7'"),
    "the same parameter twice": ("  - water: {level: 1, level: 2}", 12, "given twice"),
    "no such model": ("  - model: {file: none.glb}", 12, "none.glb"),
    "no such presenter": ("  - presenter: {name: nobody}", 12, "nobody"),
    "a glyph that is missing": ("  - sign: {text: \U00013080}", 12, "the font has no"),
    "unknown key of the file": ("lights: 3", 12, "unknown key 'lights'; there is name, duration, parts"),
}  # fmt: skip


@pytest.mark.parametrize(("more", "line", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_line_with_its_place(file: Path, more: str, line: int, message: str) -> None:
    file.write_text("\n".join(SMALL.split("\n")[:3] + [""] * 8 + [more, ""]), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load(file)
    said = str(raised.value)
    assert said.startswith(f"{file}:{line}: "), said
    assert message in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("parts:\n", "expected a list"),
        ("parts: []\n", "at least one part"),
        ("parts: [water]\nduration: -3\n", "duration must be"),
        ("parts: [water]\nname: [a]\n", "name must be a text"),
        ("parts: [water\n", ":2: "),
        ("parts: [water: {level: &a [1, *a]}]\n", "nested too deeply"),
        ("parts:\n  - water: {level: [" + "[" * 3000 + "\n", "nested too deeply"),
        ("parts: [water]\x00\n", "not allowed"),
    ],
)
def test_files_that_are_no_scene(file: Path, source: str, message: str) -> None:
    file.write_text(source, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load(file)


@given(
    st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.sampled_from("[]{}:-#&*!|>'\"%@`,\t\n \0x9.e~")), max_size=6)
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_is_read_or_refused_in_one_line(edits: list[tuple[int, str]]) -> None:
    source = list(SMALL)
    for at, c in edits:
        source[at] = c
    try:
        said = [str(fault) for fault in parse("".join(source), Path("s.yaml")).faults]
    except InputError as error:
        said = [str(error)]
    assert all(line.startswith("s.yaml:") and "\n" not in line for line in said), said


def test_check_takes_scripts_and_names_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own.py"
    own.write_text("from scenes.authoring import Stage\n\ndef build():\n    Stage('x', duration=2).add('brdige')\n")
    assert run(["check", "one_box"]) == 0
    assert "one_box: ok, scene One box" in capsys.readouterr().out
    assert run(["check", str(own), "one_bxo"]) == 2
    said = capsys.readouterr().out
    assert f"{own}:4: no part 'brdige'" in said
    assert "unknown 'one_bxo'; scenes:" in said


def test_usage_points_at_the_command_and_new_folders_are_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sheet", "film", "--bad", "x"]) == 2
    assert "see taihe sheet film --help" in capsys.readouterr().err
    assert run(["preview", str(tmp_path / "no.yaml"), "-o", str(tmp_path / "a" / "b" / "c.mp4")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_check_says_every_fault_and_render_the_first(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(file)]) == 0
    assert "small.yaml: ok, scene 小桥, 8 s, 5 parts" in capsys.readouterr().out
    file.write_text(SMALL.replace("length: 60", "length: x").replace("seed: 3", "seed: x"), encoding="utf-8")
    assert run(["check", str(file)]) == 2
    said = capsys.readouterr().out
    assert f"{file}:6: bridge length" in said
    assert f"{file}:7: painted_boat seed" in said
    assert run(["shot", str(file), "-o", str(file.with_suffix(".png"))]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert len(read(file).faults) == 2


def test_a_stop_seen_by_no_camera(file: Path) -> None:
    file.write_text(SMALL + "  - stop: {name: 桥, time: 2, camera: other}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"small\.yaml:13: stop '桥': no camera 'other'; there is main"):
        build_scene(str(file))
    file.write_text(SMALL + "  - stop: {name: 桥, time: 9}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"small\.yaml:13: stop '桥' at 9 s lies outside the scene, which lasts 8 s"):
        build_scene(str(file))


def test_a_film_in_a_scene_file_that_is_not_there(tmp_path: Path) -> None:
    script = tmp_path / "film.yaml"
    script.write_text("title: t\nscene: none.yaml\navatar: yuduoduo\nlines:\n  - text: {zh: 你好}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"film\.yaml:2: none\.yaml: no such scene file"):
        open_production(str(script), engine="silent")


def test_an_edit_by_hand_changes_the_scene(file: Path) -> None:
    before = load(file)
    file.write_text(SMALL.replace("at: [0, -25]", "at: [0, -26]"), encoding="utf-8")
    assert "other numbers" in difference(before, load(file))
    file.write_text(SMALL.replace("gain: 20", "gain: 21"), encoding="utf-8")
    assert difference(before, load(file)) == "sky gain: 20.0, 21.0"


def test_the_page_on_scenes_works_as_it_stands(tmp_path: Path) -> None:
    page = Path("docs/scene.md").read_text(encoding="utf-8")
    (described,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "my_scene.yaml").write_text(described, encoding="utf-8")
    assert [f.name for f in load(tmp_path / "my_scene.yaml").figures] == ["yuduoduo"]
    script, own = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "my_scene.py").write_text(script, encoding="utf-8")
    assert sum(b.name == "boat" for b in open_production(str(tmp_path / "my_scene.py")).scene.batches) == 3
    (tmp_path / "own.py").write_text(own, encoding="utf-8")
    made = runpy.run_path(str(tmp_path / "own.py"))
    stage = Stage("own")
    made["stone"](stage, at=(1, 2, 3))
    with pytest.raises(InputError, match=r"my_scene/stone size: must be 0\.1 to 20"):
        stage.add("my_scene/stone", at=(0, 0, 0), size=50)
    del REGISTERED["my_scene/stone"]
