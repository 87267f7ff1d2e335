"""Scenes, cameras, animations and variants of a file, chosen by name or number; files beside and outside its folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.framing import bounds
from tests.gltf_files import TRIANGLE, File
from tools.check import check
from tools.choice import Choice, choose
from tools.cli import run


def wardrobe(**root: Any) -> File:
    """A triangle in red, which may be green or blue, one that never changes, and two scenes."""
    file = File(extensionsUsed=["KHR_materials_variants", "KHR_materials_unlit"], **root)
    colors = ((1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1))
    unlit = {"KHR_materials_unlit": {}}
    file.root["materials"] = [
        {"pbrMetallicRoughness": {"baseColorFactor": list(c)}, "extensions": unlit, "doubleSided": True} for c in colors
    ]
    names = [{"name": "leaf"}, {"name": "sea"}, {"name": "0"}]
    file.root["extensions"] = {"KHR_materials_variants": {"variants": names}}
    mappings = [{"material": 1, "variants": [0]}, {"material": 2, "variants": [1]}]
    file.triangle(material=0, extensions={"KHR_materials_variants": {"mappings": mappings}})
    file.triangle(material=0)
    file.root["nodes"][1] |= {"translation": [0, 0, -5]}
    file.root["scenes"] = [{"name": "near", "nodes": [0]}, {"name": "far", "nodes": [1]}]
    return file


@pytest.mark.parametrize(("variant", "material"), [(None, 0), ("leaf", 1), ("sea", 2), ("1", 2), ("0", 0)])
def test_a_variant_changes_the_materials_it_maps(tmp_path: Path, variant: str | None, material: int) -> None:
    model = choose(wardrobe().write(tmp_path), Choice(variant=variant)).model
    assert [mesh.primitives[0].material for mesh in model.meshes] == [material, 0]
    assert model.variants == ("leaf", "sea", "0")


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (Choice(variant="gold"), "no variant 'gold'; there are 'leaf', 'sea', '0'"),
        (Choice(scene="2"), "no scene '2'; there are 0 'near', 1 'far'"),
        (Choice(animation="walk"), "no animation 'walk'; there are none"),
        (Choice(scene="-1"), "no scene '-1'"),
        (Choice(scene="²"), "no scene '²'"),
        (Choice(variant="9" * 40), "no variant"),
    ],
)
def test_unknown_names_are_answered_with_the_known_ones(tmp_path: Path, choice: Choice, says: str) -> None:
    with pytest.raises(InputError, match=says):
        choose(wardrobe().write(tmp_path), choice)


def test_a_mapping_to_nowhere_is_refused(tmp_path: Path) -> None:
    file = wardrobe()
    file.root["meshes"][0]["primitives"][0]["extensions"]["KHR_materials_variants"]["mappings"][0]["variants"] = [3]
    with pytest.raises(InputError, match="/mappings/0/variants/0: there is no variants"):
        choose(file.write(tmp_path))


def test_scenes_by_name_and_number(tmp_path: Path) -> None:
    path = wardrobe().write(tmp_path)
    for name in ("far", "1"):
        chosen = choose(path, Choice(scene=name))
        np.testing.assert_allclose(bounds(chosen.model, chosen.scene)[:, 2], (-5, -5))
    report = check(path, Choice(scene="far"))
    assert report.bounds == ((0, 0, -5), (1, 1, -5))
    assert report.names == {"scenes": ("near", "far"), "variants": ("leaf", "sea", "0")}


@pytest.mark.gl
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The middle of the picture has the variant's colour, from the file's second camera, in the second second."""
    file = wardrobe(
        cameras=[{"type": "perspective", "name": n, "perspective": {"yfov": 0.4, "znear": 0.1}} for n in "ab"]
    )
    file.root["nodes"] += [{"camera": 0, "translation": [0, 0, 500]}, {"camera": 1, "translation": [0.3, 0.3, 2]}]
    file.root["scenes"][0]["nodes"] = [0, 2, 3]
    lift = file.accessor([(0, 0, 0), (0, 50, 0)])
    sampler = {"input": file.accessor([0.0, 1.0]), "output": lift, "interpolation": "STEP"}
    channels = [{"sampler": 0, "target": {"node": 0, "path": "translation"}}]
    still = {"samplers": [{**sampler, "input": file.accessor([0.0, 9.0])}], "channels": channels}
    file.root["animations"] = [still, {"name": "gone", "samplers": [sampler], "channels": channels}]
    model, out = str(file.write(tmp_path)), tmp_path / "out.png"
    command = ["shot", model, "-o", str(out), "--size", "32x32", "--tonemap", "none", "--variant", "leaf"]
    for camera in ("b", "1"):
        assert run([*command, "--camera", camera]) == 0
        red, green, blue = (int(v) for v in np.asarray(Image.open(out))[16, 16])
        assert green > 200
        assert max(red, blue) < 40
    assert run([*command, "--camera", "b", "--animation", "0", "--time", "5"]) == 0
    assert np.asarray(Image.open(out))[16, 16, 1] > 200
    assert run([*command, "--camera", "b", "--animation", "gone", "--time", "1"]) == 2
    assert "nothing of the model is in view" in capsys.readouterr().err
    assert run([*command, "--camera", "c"]) == 2
    assert "no camera 'c'; there are 0 'a', 1 'b'" in capsys.readouterr().err
    assert run(["shot", "taihe_lake", "-o", str(out), "--variant", "x"]) == 2
    assert "are for model files" in capsys.readouterr().err


# Files that a model names --------------------------------------------------------------------------------------------


def pointing(folder: Path, uri: str) -> Path:
    """A triangle whose buffer is the file that `uri` names."""
    folder.mkdir(exist_ok=True)
    file = File()
    file.triangle()
    file.bytes()
    file.root["buffers"] = [{"byteLength": len(file.body), "uri": uri}]
    path = folder / "model.gltf"

    path.write_text(json.dumps(file.root))
    return path


def body() -> bytes:
    return np.array(TRIANGLE, np.float32).tobytes() + np.tile(np.array([0, 0, 1], np.float32), (3, 1)).tobytes()


@pytest.mark.parametrize(
    "uri", ["a%20b%2Ebin", "sub/../a b.bin", "./a b.bin", "sub/c.bin", "%73ub/c.bin", "sub%2Fc.bin"]
)
def test_files_in_the_folder_are_read(tmp_path: Path, uri: str) -> None:
    (tmp_path / "model" / "sub").mkdir(parents=True)
    (tmp_path / "model" / "a b.bin").write_bytes(body())
    (tmp_path / "model" / "sub" / "c.bin").write_bytes(body())
    assert choose(pointing(tmp_path / "model", uri)).model.meshes[0].primitives


@pytest.mark.parametrize(
    "uri", ["../out.bin", "%2e%2e/out.bin", "sub/../../out.bin", "%2E%2E%2Fout.bin", "link.bin", "door/out.bin"]
)
def test_files_outside_need_leave(tmp_path: Path, uri: str) -> None:
    (tmp_path / "out.bin").write_bytes(body())
    folder = tmp_path / "model"
    folder.mkdir()
    os.symlink(tmp_path / "out.bin", folder / "link.bin")
    os.symlink(tmp_path, folder / "door")
    (folder / "sub").mkdir()
    path = pointing(folder, uri)
    with pytest.raises(InputError, match="outside the model's folder"):
        choose(path)
    assert choose(path, Choice(allow_external=True)).model.meshes[0].primitives
    assert run(["check", str(path)]) == 2
    assert run(["check", str(path), "--allow-external"]) == 0


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:1/a.bin", "https://a/b", "//host/share/a.bin", "file:///etc/hostname", "ftp:a", "HTTP:a",
        "C:\\a.bin", "\\\\host\\share", "/etc/hostname", "%2Fetc/hostname", "..\\out.bin", "sub\\..\\..\\out.bin",
        "a%00b", "a\0b", "", ".", "..", "sub", "x" * 5000, "%ff.bin", "~/a.bin", "a.bin?x=1", "loop",
    ],
)  # fmt: skip
@pytest.mark.parametrize("allowed", [False, True])
def test_networks_absolute_paths_and_nonsense_never(tmp_path: Path, uri: str, allowed: bool) -> None:
    (tmp_path / "out.bin").write_bytes(body())
    folder = tmp_path / "model"
    (folder / "sub").mkdir(parents=True)
    os.symlink("loop", folder / "loop")
    with pytest.raises(InputError, match="/buffers/0"):
        choose(pointing(folder, uri), Choice(allow_external=allowed))
