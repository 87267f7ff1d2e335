"""A film that is there already, one that is stopped, and one whose reader has left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import cli
from tools.catalogue import film_of, known_films

SCENE = """\
from assets.geometry import Geometry
from assets.scene import Camera
from scenes.authoring import Stage
import time

def build():
    s = Stage("box", duration=DURATION)
    g = Geometry()
    g.box((0, 0, 0), (1, 1, 1), s.material("red", base_color=(0.8, 0.1, 0.1, 1)))
    s.place(s.mesh("box", g))
    def path(t):
        time.sleep(SLOW)
        return Camera(eye=(2 + t, 2, 3), target=(0, 0, 0))
    s.camera("main", path)
    return s.build()
"""
ENV = {k: v for k, v in os.environ.items() if k != "TAIHE_GL_CHECKS"} | {"PYTHONPATH": str(Path(__file__).parents[1])}
OPTIONS = ("--size", "64x36", "--fps", "5", "--quality", "draft")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "box.py").write_text(SCENE.replace("DURATION", "1.0").replace("SLOW", "0"))
    (tmp_path / "slow.py").write_text(SCENE.replace("DURATION", "60.0").replace("SLOW", "0.05"))
    return tmp_path


def taihe(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    code = "from tools.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env=ENV,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.gl
def test_a_finished_film_is_left_alone(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    film = folder / "film.mp4"

    def render(*more: str) -> str:
        assert cli.run(["render", "box.py", "-o", "film.mp4", *OPTIONS, *more]) == 0
        return capfd.readouterr().err

    assert "up to date" not in render()
    made = film.stat().st_mtime_ns
    assert "it is up to date (--force renders it again)" in render()
    assert film.stat().st_mtime_ns == made
    first = film.read_bytes()
    assert "up to date" not in render("--force")
    assert film.read_bytes() == first, "the same film, made again"
    assert film.stat().st_mtime_ns > made
    for other in (("--fps", "6"), ("--frames", "0-2"), ("--loudness", "gyt"), ("--captions", "none")):
        assert "up to date" not in render(*other), other
    (folder / "box.py").write_text((folder / "box.py").read_text().replace("0.8, 0.1", "0.1, 0.8"))
    assert "up to date" not in render(), "another scene"
    film.write_bytes(b"not a film")
    assert "up to date" not in render()


@pytest.mark.gl
def test_a_stopped_film_goes_on(folder: Path) -> None:
    work = taihe("render", "slow.py", "-o", "film.mp4", *OPTIONS, cwd=folder)
    deadline = time.monotonic() + 120
    while not list(folder.glob(".film.segments/*.json")) and time.monotonic() < deadline and work.poll() is None:
        time.sleep(0.05)
    work.send_signal(signal.SIGINT)
    _, said = work.communicate(timeout=60)
    assert work.returncode == 130
    (line,) = [line for line in said.splitlines() if line.startswith("interrupted")]
    assert "kept in .film.segments: run the same command again to go on" in line
    assert list(folder.glob(".film.segments/*.json"))


@pytest.mark.gl
def test_a_reader_who_leaves_does_not_end_a_film(folder: Path) -> None:
    work = taihe("render", "box.py", "-o", "film.mp4", *OPTIONS, cwd=folder)
    assert work.stderr is not None
    assert work.stdout is not None
    work.stderr.close()
    work.stdout.close()
    assert work.wait(timeout=120) == 0
    assert (folder / "film.mp4").stat().st_size > 1000


def test_a_scenes_tour_is_the_file_beside_it() -> None:
    path = film_of("taihe_lake")
    assert path == known_films()["tour"]
    assert film_of("lantern_pond") is None
    assert film_of("night_tour") is None
    assert film_of("nowhere.yaml") is None
