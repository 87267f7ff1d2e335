"""`taihe check`: verdicts, what is counted, and every fault of a broken file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gltf_files import BROKEN, SAMPLES, File, skinned
from tools.check import check, lines, table
from tools.cli import run


def test_a_sound_file(tmp_path: Path) -> None:
    file = File(extensionsUsed=["KHR_materials_unlit", "EXT_made_up"])
    file.triangle()
    file.root["nodes"].append({"mesh": 0, "translation": [0, 0, 2]})
    report = check(file.write(tmp_path))
    assert report.ok
    assert report.holds == {"accessors": 2, "bufferViews": 2, "buffers": 1, "meshes": 1, "nodes": 2}
    assert report.drawn == {"objects": 2, "triangles": 2, "vertices": 6}
    assert report.bounds == ((0, 0, 0), (1, 1, 2))
    assert report.extensions == {"EXT_made_up": "left out", "KHR_materials_unlit": "read"}
    assert report.dropped == ("EXT_made_up is left out",)


def test_every_fault_of_the_json_is_named(tmp_path: Path) -> None:
    file = skinned(2)
    file.bytes()
    file.root["accessors"][0]["count"] = 0
    file.root["nodes"][0]["scale"] = [1]
    del file.root["skins"][0]["joints"]
    path = file.write(tmp_path)
    found = [line.removeprefix(f"{path}: ") for line in check(path).invalid]
    assert sorted(line.split(":")[0] for line in found) == ["/accessors/0/count", "/nodes/0/scale", "/skins/0"]


def test_every_misfit_is_named_when_the_json_is_well_formed(tmp_path: Path) -> None:
    file = File(nodes=[{"children": [1]}, {"children": [0]}], cameras=[{"type": "perspective"}])
    path = file.write(tmp_path)
    assert [line.removeprefix(f"{path}: ").split(":")[0] for line in check(path).invalid] == ["/cameras/0", "/nodes/0"]


def test_other_formats_and_what_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "a.obj").write_text("v 0 0 0\nv 2 0 0\nv 0 2 0\nf 1 2 3\n")
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "a.glb").write_bytes(b"glTF")
    good, text, cut, none = (check(tmp_path / name) for name in ("a.obj", "a.txt", "a.glb", "none.glb"))
    assert (good.ok, good.drawn["triangles"], good.bounds) == (True, 1, ((0, 0, 0), (2, 2, 0)))
    assert "not a model file" in text.invalid[0]
    assert cut.invalid == (f"{tmp_path / 'a.glb'}: byte 4: the file ends inside the 12-byte GLB header",)
    assert "no such file" in none.invalid[0]


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = File()
    file.triangle()
    sound = file.write(tmp_path)
    (tmp_path / "bad.gltf").write_text("{}")
    assert run(["check", str(sound)]) == 0
    assert "1 triangles" in capsys.readouterr().out
    assert run(["check", str(sound), str(tmp_path / "bad.gltf")]) == 2
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 3
    assert rows[2].endswith("'asset' is missing")
    assert run(["check", str(tmp_path / "bad.gltf"), "--json"]) == 2
    result = json.loads(capsys.readouterr().out)
    assert (result["ok"], result["invalid"]) == (False, [f"{tmp_path / 'bad.gltf'}: /: 'asset' is missing"])


@pytest.mark.skipif(not BROKEN.is_dir(), reason=f"no broken files at {BROKEN}")
def test_verdicts_agree_with_the_khronos_validator() -> None:
    rows = [line.split("\t") for line in (BROKEN / "expected.tsv").read_text().splitlines()[1:]]
    reports = [check(BROKEN / row[0]) for row in rows]
    assert [r.file for r, row in zip(reports, rows, strict=True) if r.ok == (int(row[1]) > 0)] == []
    for report in reports:
        assert all("\n" not in line and line.startswith(f"{report.file}: ") for line in report.invalid)
        assert lines(report)
    assert len(table(reports)) == len(rows) + 1


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files at {SAMPLES}")
def test_public_samples_are_sound() -> None:
    paths = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".glb", ".gltf", ".vrm"))
    assert [line for path in paths for line in check(path).invalid] == []
