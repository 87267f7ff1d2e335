"""The command line: whatever is wrong is one line on standard error and exit code 2, before anything is lost."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import wave
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from avatar.voices import kokoro
from tools import cli
from tools.catalogue import known_films, known_scenes
from tools.film.loudness import measure

SCRIPT = """\
title: 试
scene: taihe_lake
avatar: yuduoduo
start: 0
finish: 0.2
lines:
  - id: one
    camera: L2
    text:
      zh: 欢迎来到太鹤湖。
"""
OWN = """\
from scenes.examples.lantern_pond import build as pond
def build():
    return pond()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.yaml").write_text(SCRIPT)
    (tmp_path / "own.py").write_text(OWN)
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "bad.glb").write_bytes(b"glTF" + b"\0" * 8)
    (tmp_path / "key.yaml").write_text(SCRIPT.replace("    camera: L2\n", "    kamera: L2\n"))
    own = SCRIPT.replace("taihe_lake", "own.py")
    (tmp_path / "camera.yaml").write_text(own)
    (tmp_path / "scene.yaml").write_text(SCRIPT.replace("taihe_lake", "atlantis"))
    (tmp_path / "avatar.yaml").write_text(own.replace("L2", "main").replace("yuduoduo", "nobody"))
    (tmp_path / "glyph.yaml").write_text(SCRIPT.replace("欢迎来到", "欢迎😀来到"))
    gesture = SCRIPT + "    do:\n      - gesture: somersault\n"
    (tmp_path / "gesture.yaml").write_text(gesture)
    (tmp_path / "triangleless.gltf").write_text('{"asset": {"version": "2.0"}}')
    (tmp_path / "raises.py").write_text("def build():\n    x = 1\n    return 1 / 0\n")
    (tmp_path / "syntax.py").write_text("def build(:\n")
    (tmp_path / "nobuild.py").write_text("x = 1\n")
    (tmp_path / "leaves.py").write_text("import sys\nsys.exit(3)\n")
    (tmp_path / "model.py").write_text("from assets.models import load\ndef build():\n    return load('nope.glb')\n")
    (tmp_path / "later.py").write_text(
        OWN.replace("return pond()", "s = pond()\n    s.movers = [lambda t: 1 / 0]\n    return s")
    )
    (tmp_path / "endless.py").write_text(
        OWN.replace("pond()", "__import__('dataclasses').replace(pond(), duration=1e99)")
    )
    (tmp_path / "none.py").write_text("def build():\n    return None\n")
    return tmp_path


RENDER = ("render", "own.py", "--size", "64x36", "--quality", "draft")
SHOT = ("shot", "own.py", "-o", "a.png", "--size", "64x36")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Usage"),
        (("fly",), "No such command 'fly'"),
        (("render",), "Missing argument"),
        ((*SHOT, "--colour"), "No such option: --colour"),
        ((*SHOT, "--size", "big"), "--size big: expected WIDTHxHEIGHT"),
        ((*SHOT, "--size", "0x9"), "--size 0x9"),
        ((*SHOT, "--size", "9000x9000"), "9000x9000"),
        ((*SHOT, "--quality", "best"), "--quality best: there are draft, standard, high, final"),
        ((*SHOT, "--engine", "siri"), "--engine siri"),
        ((*SHOT, "--time", "99"), "99 s: own.py lasts 12 s"),
        ((*SHOT, "--time", "soon"), "--time"),
        ((*SHOT, "--camera", "L7"), "no camera 'L7' in scene Lantern pond; it has main"),
        ((*SHOT, "--device", "42"), "no graphics device 42"),
        (("shot", "own.py", "-o", "a.bmpx"), "a.bmpx: the name of a still must end in"),
        ((*SHOT, "--camera", ""), "no camera ''"),
        (("shot", "triangleless.gltf", "-o", "a.png"), "triangleless.gltf: no triangles in this model"),
        ((*SHOT, "-o", f"{'a' * 300}.png"), "cannot write: File name too long"),
        ((*SHOT, "-o", "folder.png"), "folder.png: cannot write"),
        ((*SHOT, "-o", "file/a.png"), "file/a.png: cannot write"),
        (("shot", "atlantis", "-o", "a.png"), "unknown 'atlantis'; scenes: bayberry_orchard,"),
        (("shot", "missing.glb", "-o", "a.png"), "missing.glb"),
        (("shot", "bad.glb", "-o", "a.png"), "bad.glb"),
        (("shot", "missing.py", "-o", "a.png"), "missing.py: no such file"),
        (("shot", "raises.py", "-o", "a.png"), "raises.py:3: ZeroDivisionError: division by zero"),
        (("shot", "syntax.py", "-o", "a.png"), "syntax.py:1: SyntaxError"),
        (("shot", "nobuild.py", "-o", "a.png"), "nobuild.py: a scene needs a function build()"),
        (("shot", "leaves.py", "-o", "a.png"), "leaves.py:2: SystemExit: 3"),
        (("shot", "model.py", "-o", "a.png"), "model.py:3: nope.glb: no such file"),
        (("shot", "later.py", "-o", "a.png"), "later.py:4: ZeroDivisionError: division by zero"),
        (("shot", "endless.py", "-o", "a.png"), "endless.py: duration 1e+99"),
        (("shot", f"{'a' * 300}.py", "-o", "a.png"), "no such file"),
        (("shot", "none.py", "-o", "a.png"), "none.py: build() returned NoneType"),
        (("render", "missing.yaml", "-o", "a.mp4"), "missing.yaml: no such script"),
        (("render", "key.yaml", "-o", "a.mp4"), "key.yaml:8: unknown key 'kamera'"),
        (("render", "gesture.yaml", "-o", "a.mp4"), "gesture.yaml:12: unknown gesture 'somersault'; there is"),
        (("render", "scene.yaml", "-o", "a.mp4", "--engine", "silent"), "scene.yaml:2: unknown 'atlantis'; scenes:"),
        (("render", "camera.yaml", "-o", "a.mp4", "--engine", "silent"), "camera.yaml:8: no camera 'L2'"),
        (
            ("render", "avatar.yaml", "-o", "a.mp4", "--engine", "silent"),
            "avatar.yaml:3: no avatar 'nobody'; the known ones are yuduoduo",
        ),
        (("render", "film.yaml", "-o", "a.mp4", "--lang", "xx"), "film.yaml:7: line 'one' has no text in 'xx'"),
        ((*RENDER, "-o", "a.avi"), "a.avi: the name of a film must end in .mp4"),
        ((*RENDER, "-o", "folder.mp4"), "folder.mp4: cannot write: it is a folder"),
        ((*RENDER, "-o", "file/a.mp4"), "file/a.mp4: cannot write"),
        ((*RENDER, "-o", "a.mp4", "--frames", "last"), "--frames last: expected FIRST-LAST"),
        ((*RENDER, "-o", "a.mp4", "--frames", "9-2"), "frames 9-2: own.py has frames 0-"),
        ((*RENDER, "-o", "a.mp4", "--frames", "0-99999"), "frames 0-99999: own.py has frames 0-"),
        ((*RENDER, "-o", "a.mp4", "--fps", "0"), "0 frames a second"),
        ((*RENDER, "-o", "a.mp4", "--loudness", "loud"), "--loudness loud: there are ebu, gyt"),
        ((*RENDER, "-o", "a.mp4", "--size", "65x36"), "65x36: both must be even"),
        (("render", "glyph.yaml", "-o", "a.mp4", "--engine", "silent"), "glyph.yaml:7: the font"),
        (("say", "own.py", "-o", "a.wav"), "unknown script 'own.py'; films: programme, night_tour"),
        (("say", "film.yaml", "-o", "a.mp3"), "a.mp3: the name of a sound must end in .wav"),
        (("say", "film.yaml", "-o", "file/a.wav", "--engine", "silent"), "file/a.wav: cannot write"),
        (("bench", "scene", "atlantis"), "unknown 'atlantis'"),
        (("bench", "scene", "own.py", "--frames", "0"), "greater than or equal to 1"),
        (("bench", "scene", "own.py", "--camera", "L7"), "no camera 'L7'"),
        (("bench", "scene", "night_tour"), "'night_tour' is a film, not a scene; scenes: bayberry_orchard,"),
        (("bench", "boxes", "--count", "100,0"), "--count 100,0: expected numbers"),
        (("bench", "boxes", "--count", "many"), "--count many: expected numbers"),
        (("bake", "avatar", "-o", "file/a.vrm"), "file/a.vrm: cannot write"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    folder: Path, capfd: pytest.CaptureFixture[str], arguments: Sequence[str], message: str
) -> None:
    code = cli.run(arguments)
    out, err = capfd.readouterr()
    assert code == 2
    if not arguments:
        assert message in out
        assert not err
        return
    lines = [line for line in err.splitlines() if not line.startswith("note: ")]
    assert len(lines) == 1, err
    assert lines[0].startswith("taihe: ")
    assert message in lines[0]
    assert "Traceback" not in out + err
    assert not any(folder.glob("a.*"))


def test_every_command_has_help_with_an_example(capfd: pytest.CaptureFixture[str]) -> None:
    commands = [(name,) for name in ("render", "shot", "view", "doctor", "say")]
    for command in [*commands, ("bench", "scene"), ("bench", "boxes"), ("bake", "avatar")]:
        assert cli.run([*command, "--help"]) == 0
        out, _ = capfd.readouterr()
        assert f"Example: taihe {' '.join(command)}" in " ".join(out.split())


def test_without_a_display_the_viewer_says_so(folder: Path) -> None:
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "TAIHE_GL_CHECKS")}
    env["PYTHONPATH"] = str(Path(__file__).parents[1])
    code = "from tools.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "view", "own.py"], env=env, cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("taihe: cannot open a window: no display")


def test_without_opengl_the_line_says_what_to_install(folder: Path, tmp_path: Path) -> None:
    """A machine without libEGL: the loader finds nothing by that name."""
    code = (
        "import ctypes; real = ctypes.CDLL\n"
        "def no_egl(name, *rest, **more):\n"
        "    if name and 'EGL' in str(name): raise OSError(f'{name}: cannot open shared object file')\n"
        "    return real(name, *rest, **more)\n"
        "ctypes.CDLL = no_egl\n"
        "from tools.cli import main; main()"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    env.pop("TAIHE_GL_CHECKS", None)
    done = subprocess.run([sys.executable, "-c", code, *SHOT], env=env, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 2
    assert re.fullmatch(r"taihe: .*apt-get install libegl1 libgl1 libgl1-mesa-dri\n", done.stderr), done.stderr


def test_ctrl_c_is_exit_code_130(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tools.doctor.examine", interrupted)
    assert cli.run(["doctor"]) == 130
    assert capfd.readouterr().err == "interrupted\n"


def test_say_writes_sound_and_times(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["say", "film.yaml", "-o", "out/a.wav", "--timings", "a.json", "--engine", "silent"]) == 0
    assert "silent" in capfd.readouterr().err
    times = json.loads((folder / "a.json").read_text())
    with wave.open(str(folder / "out" / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24000)
        assert file.getnframes() / 24000 == pytest.approx(times["duration"])
    (shot,) = times["shots"]
    assert shot == {"camera": "L2", "start": 0.0, "end": times["duration"], "scene": 0.0, "stand": ""}
    assert times["captions"][0]["text"] == "欢迎来到太鹤湖。"
    assert all(a["end"] == b["start"] for a, b in zip(times["phones"], times["phones"][1:], strict=False))


@pytest.mark.gl
def test_shot_writes_a_picture_of_a_scene_of_ones_own(folder: Path) -> None:
    assert cli.run([*SHOT[:3], "new/a.png", *SHOT[4:], "--time", "3"]) == 0
    picture = np.asarray(Image.open(folder / "new" / "a.png"))
    assert picture.shape == (36, 64, 3)
    assert picture.std() > 10


@pytest.mark.gl
def test_a_part_rendered_alone_is_the_same_as_in_the_whole(folder: Path) -> None:
    """Frame N alone equals frame N of the film, through the renderer."""
    base = ["render", "own.py", "--size", "96x54", "--quality", "draft", "--fps", "5"]
    assert cli.run([*base, "-o", "whole.mp4", "--frames", "0-14", "--keep"]) == 0
    assert cli.run([*base, "-o", "part.mp4", "--frames", "10-14", "--keep"]) == 0
    segments = [folder / f".{name}.segments" / "0000010.mp4" for name in ("whole", "part")]
    assert segments[0].read_bytes() == segments[1].read_bytes()
    with av.open("part.mp4") as film:
        assert sum(1 for _ in film.decode(video=0)) == 5


@pytest.mark.gl
@pytest.mark.model
@pytest.mark.skipif(bool(kokoro.missing()), reason="the neural voice is not installed")
def test_a_script_becomes_a_film_with_voice_and_captions(folder: Path) -> None:
    (folder / "film.yaml").write_text(
        SCRIPT.replace("taihe_lake", "own.py").replace("L2", "main").replace("0.2", "1.0")
    )
    size = ("--size", "96x54", "--fps", "5", "--quality", "draft")
    assert cli.run(["render", "film.yaml", "-o", "out/film.mp4", *size]) == 0
    with av.open("out/film.mp4") as film:
        assert [s.type for s in film.streams] == ["video", "audio", "subtitle"]
        assert film.metadata["title"] == "试"
        assert "synthetic" in film.metadata["comment"], "generated content says what it is"
        sound = np.concatenate([f.to_ndarray() for f in film.decode(audio=0)], axis=1)
        seconds = film.duration / av.time_base
    with av.open("out/film.mp4") as film:
        pictures = [f.to_ndarray(format="rgb24").astype(int) for f in film.decode(video=0)]
    assert len(pictures) == round(5 * seconds) > 8
    assert measure(sound).integrated == pytest.approx(-23.0, abs=0.5)
    assert measure(sound).true_peak <= -1.0
    changed = [(np.abs(picture - pictures[-1])[40:] > 80).mean() for picture in pictures]
    assert changed[4] > 0.03, "the caption is burned in while it is spoken, and gone at the end"
    assert changed[-2] < 0.01


@pytest.mark.gl
def test_bench_answers_one_json_object(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["bench", "scene", "own.py", "--size", "64x36", "--frames", "2", "--json"]) == 0
    result = json.loads(capfd.readouterr().out)
    named = {"first_frame_s", "median_ms", "p95_ms", "cpu_ms", "peak_rss_mb", "gl_calls", "python_ms", "passes"}
    assert named <= result.keys()
    assert result["frames"] == 2
    assert all(times.keys() == {"gpu_ms", "cpu_ms"} for times in result["passes"].values())
    assert result["median_ms"] <= result["p95_ms"]


@pytest.mark.gl
def test_gl_calls_do_not_grow_with_the_number_of_objects(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["bench", "boxes", "--count", "100,10000", "--size", "64x36", "--frames", "2", "--json"]) == 0
    few, many = json.loads(capfd.readouterr().out)
    assert (few["instances"], many["instances"]) == (100, 10000)
    assert few["gl_calls"] == many["gl_calls"]


def test_the_catalogue_knows_what_is_there() -> None:
    assert {"taihe_lake", "bayberry_orchard", "lantern_pond"} <= known_scenes().keys()
    assert known_scenes()["lantern_pond"] == "scenes.examples.lantern_pond"
    assert "night_tour" in known_films()
    assert "authoring" not in known_scenes(), "Stage.build is a method, not a scene"
