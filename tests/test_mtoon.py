"""VRMC_materials_mtoon: what is read of it, what is said to be left out, and that a written file says the same."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from assets.errors import InputError
from assets.glb_write import glb_bytes
from assets.gltf import load
from assets.material import Toon
from tests.gltf_files import File


def toon_file(**mtoon: Any) -> File:
    """A triangle of one toon material and a file of two textures."""
    file = File(extensionsUsed=["VRMC_materials_mtoon"])
    for color in ((255, 0, 0), (0, 255, 0)):
        out = io.BytesIO()
        Image.new("RGB", (2, 2), color).save(out, "PNG")
        file.root.setdefault("images", []).append({"bufferView": file.view(out.getvalue()), "mimeType": "image/png"})
    file.root["textures"] = [{"source": 0}, {"source": 1}]
    extension = {"VRMC_materials_mtoon": {"specVersion": "1.0", **mtoon}}
    base = {"baseColorTexture": {"index": 0}, "metallicFactor": 0.0}
    file.root["materials"] = [{"name": "skin", "pbrMetallicRoughness": base, "extensions": extension}]
    uv = file.accessor([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
    file.triangle(material=0)
    file.root["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"] = uv
    return file


FULL: dict[str, Any] = {
    "shadeColorFactor": [0.5, 0.25, 0.125],
    "shadeMultiplyTexture": {"index": 0},
    "shadingShiftFactor": -0.25,
    "shadingShiftTexture": {"index": 1, "scale": 0.5},
    "shadingToonyFactor": 0.75,
    "parametricRimColorFactor": [1.0, 0.5, 0.25],
    "parametricRimFresnelPowerFactor": 2.0,
    "parametricRimLiftFactor": 0.5,
    "rimMultiplyTexture": {"index": 1},
    "rimLightingMixFactor": 0.25,
    "matcapFactor": [0.5, 0.5, 1.0],
    "matcapTexture": {"index": 0},
}


def test_all_of_the_look_is_read_and_written(tmp_path: Path) -> None:
    model = load(toon_file(**FULL).write(tmp_path))
    assert not model.dropped
    toon = model.materials[0].toon
    # the shift is data, what is colour is shared with the base colour
    assert toon == Toon(
        shade_color=(0.5, 0.25, 0.125),
        shade_texture=0,
        shading_shift=-0.25,
        shift_texture=1,
        shift_scale=0.5,
        shading_toony=0.75,
        rim_color=(1.0, 0.5, 0.25),
        rim_power=2.0,
        rim_lift=0.5,
        rim_texture=2,
        rim_lighting_mix=0.25,
        matcap=(0.5, 0.5, 1.0),
        matcap_texture=0,
    )
    assert [t.srgb for t in model.textures] == [True, False, True]
    again = tmp_path / "again.glb"
    again.write_bytes(glb_bytes(model))
    assert load(again).materials[0].toon == toon


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    odd = {
        "giEqualizationFactor": 0.5,
        "uvAnimationScrollXSpeedFactor": 1.0,
        "outlineWidthMultiplyTexture": {"index": 0},
    }
    usual = {"giEqualizationFactor": 0.9, "uvAnimationScrollXSpeedFactor": 0.0, "renderQueueOffsetNumber": 0}
    dropped = load(toon_file(**odd).write(tmp_path)).dropped
    assert [line.split()[-4] for line in dropped] == sorted(odd)
    assert not load(toon_file(**usual).write(tmp_path)).dropped


@pytest.mark.parametrize(
    ("entry", "place"),
    [({"matcapTexture": {"index": 2}}, "matcapTexture/index"), ({"rimLightingMixFactor": 2.0}, "rimLightingMixFactor")],
)
def test_a_broken_look_is_named(tmp_path: Path, entry: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError, match=f"/materials/0/extensions/VRMC_materials_mtoon/{place}"):
        load(toon_file(**entry).write(tmp_path))
