"""What an export leaves out is said once for all that are alike, and `taihe check` knows an exported scene again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.grouping import grouped, some
from assets.lights import Lights
from assets.scene import Camera
from assets.scene_model import model_of
from scenes.authoring import Stage
from scenes.camera_path import orbit
from tools.check import check, lines
from tools.cli import run


def test_lines_that_differ_in_a_name_are_one() -> None:
    said = ["camera 'L1': its shift is left out", "haze is left out", "camera 'L6': its shift is left out"]
    assert grouped([*said, said[1], "camera 'L6': it turns"]) == (
        "2 x camera: its shift is left out (L1, L6)",
        "haze is left out",
        "camera 'L6': it turns",
    )
    assert grouped([f"node 'n{k}': is lost" for k in range(99)]) == (
        "99 x node: is lost (n0, n1, n2, n3, n4, n5 and 93 more)",
    )
    assert grouped([]) == ()
    assert some(["a"]) == "a"


def stage() -> Stage:
    s = Stage("lamps", duration=2)
    s.add("water")
    spots = np.c_[np.arange(12), np.full(12, 3), np.zeros(12)]
    s.panel(spots, (5, 0, 20), (1.0, 0.5), (2, 2, 2))
    s.add_lights(Lights.tubes(spots, spots + [0, 1, 0], 0.1, (1, 1, 1), 5.0))
    s.lights(spots, (0, 0, 0))
    for k in range(9):
        s.camera(f"c{k}", orbit((0, 0, 0), 5, 2, base=Camera(shift=(0, 0.2))))
    return s


def test_an_export_counts_what_it_leaves_out() -> None:
    assert model_of(stage().build()).dropped == (
        "12 luminous rectangles are written as points",
        "12 luminous tubes are written as points",
        "12 lights that are dark at the first moment are left out",
        "9 x camera: its shift is left out (c0, c1, c2, c3, c4, c5 and 3 more)",
        "water is left out",
    )


def test_an_exported_scene_is_a_scene_and_no_avatar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "s.yaml", tmp_path / "s.glb"
    file.write_text("parts:\n  - presenter\n  - orbit: {target: [0, 1, 0], radius: 3}\n")
    assert run(["export", str(file), "-o", str(out), "--seconds", "0.5"]) == 0
    report = check(out)
    assert report.ok
    assert report.avatar == ()
    assert report.scene == "s, 1 cameras, moves for 0.5 s, with yuduoduo"
    assert "  scene: s, 1 cameras, moves for 0.5 s, with yuduoduo" in lines(report)
    capsys.readouterr()
    again = tmp_path / "again.glb"
    assert run(["export", "assets/data/yuduoduo.vrm", "-o", str(again)]) == 0
    assert check(again).scene == ""
    assert check(again).avatar != (), "a model that was written again stays what it is"
