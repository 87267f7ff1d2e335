"""The performance script: what it holds, and where it says a mistake is."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.errors import InputError
from avatar import ssml
from avatar.script import Moment
from avatar.script_reader import load, parse

GOOD = """\
title: T
scene: s
avatar: a
lines:
  - id: one
    camera: L1
    text:
      zh: <mark name="m"/>你好，<emphasis>世界</emphasis>。
    do:
      - {gesture: wave, stroke: m+0.25}
"""


def test_a_script_is_read() -> None:
    script = parse(GOOD)
    (line,) = script.lines
    (behaviour,) = line.do
    assert (script.title, script.scene, script.avatar, line.cut.camera) == ("T", "s", "a", "L1")
    assert line.text["zh"].text == "你好，世界。"
    assert line.text["zh"].marks == {"m": 0}
    assert line.text["zh"].emphasis == ((3, 5),)
    assert (behaviour.kind, behaviour.lexeme, behaviour.tied) == ("gesture", "wave", (("stroke", Moment("m", 0.25)),))


def test_the_night_tour_is_readable_and_warm() -> None:
    script = load(Path(__file__).parents[1] / "scenes" / "taihe_lake" / "night_tour.yaml")
    text = "".join(line.text["zh"].text for line in script.lines)
    assert all(name in text for name in ("鱼多多", "太鹤湖", "景云桥"))
    assert script.lines[0].cut.camera
    assert script.languages() == ("zh", "en", "es", "it")


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("title: T", "titel: T"), 1, "unknown key 'titel'"),
        (("gesture: wave", "gesture: dance"), 10, "unknown gesture 'dance'; there is beat"),
        (("stroke: m+0.25", "stroke: nowhere"), 10, "no mark 'nowhere'"),
        (("stroke: m+0.25", "stroke: m*2"), 10, "is not an instant"),
        (("stroke: m+0.25", "strike: m"), 10, "unknown key 'strike'"),
        (("stroke: m+0.25", "stroke: other.end"), 10, "no behaviour 'other' in the line; there is none"),
        (("stroke: m+0.25", "id: a, stroke: a.top"), 10, "no sync point 'top'; there is start, ready"),
        (("gesture: wave", "gesture: wave, head: nod"), 10, "a behaviour is one of gesture, head"),
        (("gesture: wave", "posture: sitting"), 10, "unknown posture 'sitting'; there is akimbo"),
        (("gesture: wave", "point: [1, 2]"), 10, "expected a name or [x, y, z]"),
        (("gesture: wave", "point: [1, 2, far]"), 10, "a coordinate must be a number"),
        (("gesture: wave", "walk: [1, 2]"), 10, "a walk is tied by its start or its end"),
        (("gesture: wave", "gesture: wave, pace: 2"), 10, "only a walk has a pace"),
        (("gesture: wave", "gesture: wave, id: a b"), 10, "an id is one word"),
        (("id: one", "id: [1]"), 5, "expected a text"),
        (("camera: L1", "pause: long"), 6, "pause must be a number from 0 to 30"),
        (("camera: L1", "pause: .nan"), 6, "pause must be a number"),
        (("<emphasis>", "<b>"), 8, "broken markup"),
        (("<emphasis>世界</emphasis>", "<b>世界</b>"), 8, "<b> is not supported"),
        (("<emphasis>世界</emphasis>", "<break/>"), 8, "<break> needs the attribute 'time'"),
        (("    text:", "    tixt:"), 7, "unknown key 'tixt'"),
        (("      - {gesture: wave, stroke: m+0.25}", "      no list"), 10, "expected a list"),
        (("title: T", "title: T\ntitle: U"), 2, "given twice"),
        (("stroke: m+0.25", f"stroke: m+{'9' * 400}"), 10, "at most 60 seconds"),
        (('name="m"', 'name="start"'), 8, "mark 'start': a mark is one word"),
        (('name="m"', 'name="m n"'), 8, "mark 'm n': a mark is one word"),
        (("你好", "<emphasis>" * 2000 + "</emphasis>" * 2000), 8, "nested too deeply"),
        (("id: one", "id: a\a"), 5, "U+0007 is not allowed"),
    ],
)
def test_mistakes_name_their_line(change: tuple[str, str], line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(GOOD.replace(*change), "tour.yaml")
    message = str(caught.value)
    assert "\n" not in message
    assert words in message
    assert message.startswith(f"tour.yaml:{line}:")


@pytest.mark.parametrize("source", ["", "- a", "a: [", "[" * 5000, "title: T\nscene: s\navatar: a\nlines: []", "\x00"])
def test_what_is_no_script_is_refused(source: str) -> None:
    with pytest.raises(InputError, match=r"^x\.yaml:"):
        parse(source, "x.yaml")


def test_an_error_names_its_place_once() -> None:
    with pytest.raises(InputError, match=r"^x\.yaml:6: expected a text here$"):
        parse("title: T\nscene: s\navatar: a\nlines:\n  - text:\n      zh: [a]\n", "x.yaml")


def test_files_are_found_beside_the_script(tmp_path: Path) -> None:
    (tmp_path / "pond.py").write_text("")
    (tmp_path / "tour.yaml").write_text(GOOD.replace("scene: s", "scene: pond.py"))
    script = load(tmp_path / "tour.yaml")
    assert (script.scene, script.avatar) == (str(tmp_path / "pond.py"), "a")
    assert (script.places["scene"], script.places["avatar"]) == (2, 3)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.yaml: no such script"):
        load(tmp_path / "nothing.yaml")


def test_line_ends_of_the_yaml_are_not_spoken() -> None:
    assert ssml.parse("你好，\n   世界").text == "你好，世界"
    assert ssml.parse("good\n   morning").text == "good morning"


def test_markup_cannot_declare_entities() -> None:
    with pytest.raises(InputError, match="declarations"):
        ssml.parse('<!DOCTYPE a [<!ENTITY b "c">]>你好')
