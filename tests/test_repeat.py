"""The same script gives the same film, to the byte, though its voice is made anew; and the same pose at any rate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from avatar.voices import kokoro
from tools.cli import run
from tools.production import open_production

SCRIPT = """
title: Twice
scene: one_box
avatar: yuduoduo
music: generated
start: 0.2
finish: 0.2
lines:
  - text: {zh: '<mark name="w"/>你好，鱼多多！', es: '<mark name="w"/>¡Hola, mundo!'}
    do:
      - {gesture: wave, stroke: w+0.2}
"""


@pytest.mark.gl
@pytest.mark.model
@pytest.mark.skipif(bool(kokoro.missing()), reason=kokoro.missing() or "the model is here")
@pytest.mark.parametrize("language", ["zh", "es"])
def test_a_film_rendered_twice_has_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    script = tmp_path / "twice.yaml"
    script.write_text(SCRIPT.replace("one_box", str(_stage(tmp_path))), encoding="utf-8")
    films = [tmp_path / name / "film.mp4" for name in ("first", "second")]
    for film in films:  # each with a cache of its own, so that nothing is remembered
        film.parent.mkdir()
        monkeypatch.setenv("XDG_CACHE_HOME", str(film.parent))
        said = ["--lang", language, "--size", "96x54", "--quality", "draft", "--frames", "0-29"]
        assert run(["render", str(script), "-o", str(film), *said]) == 0
    first, second = (film.read_bytes() for film in films)
    assert first == second
    assert len(first) > 5000


def _stage(folder: Path) -> Path:
    """A scene with her and nothing else."""
    scene = folder / "stage.py"
    scene.write_text(
        "from scenes.authoring import Stage\nfrom scenes.camera_path import Key\n\n"
        "def build():\n    s = Stage('stage', duration=9)\n    s.studio()\n    s.avatar('yuduoduo')\n"
        "    s.camera('main', [Key(0, (0, 1.2, 2.4), (0, 1.0, 0))])\n    return s.build()\n",
        encoding="utf-8",
    )
    return scene


def test_25_and_50_frames_a_second_show_the_same_pose_at_the_same_instants(tmp_path: Path) -> None:
    script = tmp_path / "twice.yaml"
    script.write_text(SCRIPT.replace("one_box", str(_stage(tmp_path))), encoding="utf-8")
    slow, fast = (open_production(str(script), "zh", "silent") for _ in range(2))
    at_50 = [fast.frame(i / 50).poses[0] for i in range(80)]
    at_25 = [slow.frame(i / 25).poses[0] for i in reversed(range(40))][::-1]
    for pose, same in zip(at_25, at_50[::2], strict=True):
        assert np.array_equal(pose.joints, same.joints), "bones, and what swings on them"
        assert np.array_equal(pose.weights, same.weights)
    assert not np.array_equal(at_50[20].joints, at_50[40].joints), "she moves"
