"""VRMC_materials_mtoon: what is read of it, what is left out, and that a written file says the same."""

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
    "giEqualizationFactor": 0.25,
    "outlineWidthMode": "screenCoordinates",
    "outlineWidthFactor": 0.01,
    "outlineWidthMultiplyTexture": {"index": 1},
    "outlineColorFactor": [0.25, 0.0, 0.0],
    "outlineLightingMixFactor": 0.5,
    "uvAnimationMaskTexture": {"index": 1},
    "uvAnimationScrollXSpeedFactor": 0.5,
    "uvAnimationScrollYSpeedFactor": -0.25,
    "uvAnimationRotationSpeedFactor": 2.0,
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
        gi_equalization=0.25,
        outline_width=0.01,
        outline_on_screen=True,
        outline_texture=1,
        outline_color=(0.25, 0.0, 0.0),
        outline_lighting_mix=0.5,
        uv_scroll=(0.5, -0.25),
        uv_spin=2.0,
        uv_mask_texture=1,
        tinted=False,
    )
    assert [t.srgb for t in model.textures] == [True, False, True]
    again = tmp_path / "again.glb"
    again.write_bytes(glb_bytes(model))
    assert load(again).materials[0].toon == toon


def test_blended_ones_have_an_order_and_no_outline(tmp_path: Path) -> None:
    file = toon_file(outlineWidthMode="worldCoordinates", outlineWidthFactor=0.01, renderQueueOffsetNumber=12)
    model = load(file.write(tmp_path))
    assert model.materials[0].toon is not None
    assert (model.materials[0].toon.queue, model.materials[0].toon.outline_width, model.dropped) == (0, 0.01, ())
    file.root["materials"][0]["alphaMode"] = "BLEND"
    entry = file.root["materials"][0]["extensions"]["VRMC_materials_mtoon"]
    for writes, asked, queue in ((True, 12, 9), (True, -3, 0), (False, 12, 0), (False, -3, -3)):
        entry |= {"transparentWithZWrite": writes, "renderQueueOffsetNumber": asked}
        model = load(file.write(tmp_path))
        toon = model.materials[0].toon
        assert toon is not None
        assert (toon.writes_depth, toon.queue, toon.outline_width) == (writes, queue, 0.0)
        assert model.dropped == ("material 'skin': its outline is left out, what is blended has none",)
        again = tmp_path / "again.glb"
        again.write_bytes(glb_bytes(model))
        assert load(again).materials[0].toon == toon


def test_toon_shines_by_its_own_rules_though_it_could_be_unlit(tmp_path: Path) -> None:
    file = toon_file()
    file.root["materials"][0]["extensions"]["KHR_materials_unlit"] = {}
    assert not load(file.write(tmp_path)).materials[0].unlit


def test_vertex_colours_count_where_a_file_says_so(tmp_path: Path) -> None:
    """The specification leaves them out."""
    file = toon_file()
    attributes = file.root["meshes"][0]["primitives"][0]["attributes"]
    attributes["COLOR_0"] = file.accessor([(255, 0, 0, 255)] * 3, "uint8", normalized=True)
    assert load(file.write(tmp_path)).meshes[0].primitives[0].color is None
    file.root["materials"][0]["extras"] = {"vertexColors": True}
    model = load(file.write(tmp_path))
    again = tmp_path / "again.glb"
    again.write_bytes(glb_bytes(model))
    for each in (model, load(again)):
        color = each.meshes[0].primitives[0].color
        assert color is not None
        assert color[0].tolist() == [255, 0, 0, 255]


def test_coordinates_that_turn_are_not_baked(tmp_path: Path) -> None:
    """Animation comes before a texture's transform; without one there is nothing to keep apart. A matcap reads none."""
    moved = {"KHR_texture_transform": {"scale": [2.0, 1.0]}}
    for slot, transforms in (({}, ()), ({"extensions": moved}, ((("base_color",), (2.0, 0, 0, 0, 1, 0)),))):
        file = toon_file(uvAnimationScrollXSpeedFactor=1.0, matcapTexture={"index": 1, "texCoord": 7})
        file.root["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] |= slot
        model = load(file.write(tmp_path))
        assert model.materials[0].uv_transforms == transforms
        assert model.meshes[0].primitives[0].uv is not None
        assert model.meshes[0].primitives[0].uv[1, 0] == 1.0


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ({"matcapTexture": {"index": 2}}, "matcapTexture/index"),
        ({"rimLightingMixFactor": 2.0}, "rimLightingMixFactor"),
        ({"uvAnimationRotationSpeedFactor": "fast"}, "uvAnimationRotationSpeedFactor"),
        ({"transparentWithZWrite": 1}, "transparentWithZWrite"),
        (
            {"shadeMultiplyTexture": {"index": 0, "extensions": {"KHR_texture_transform": {"offset": [0]}}}},
            "shadeMultiplyTexture/extensions/KHR_texture_transform/offset",
        ),
    ],
)
def test_a_broken_look_is_named(tmp_path: Path, entry: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError, match=f"/materials/0/extensions/VRMC_materials_mtoon/{place}"):
        load(toon_file(**entry).write(tmp_path))
