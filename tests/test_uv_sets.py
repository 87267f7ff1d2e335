"""Several sets of texture coordinates: which textures see which, by hand and on screen; nothing where there is one."""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.glb_write import glb_bytes
from assets.gltf import load
from assets.gltf_uv import uv_use
from assets.scene import Environment, Figure, Material, Mesh, Pose, Primitive, Texture
from render.context import Context
from render.geometry_heap import build_heap
from render.gpu_scene import GpuScene
from render.materials import check_materials, group_of
from render.quality import QUALITIES
from render.renderer import Renderer
from tests.gltf_files import TRIANGLE, File
from tests.scenes_for_render import one, quad, seen_from
from tests.test_forward import linear

HALVES = np.array([[[255, 0, 0, 255], [0, 255, 0, 255]]], np.uint8)
"""Red on the left, green on the right."""
HERE, THERE = (0.25, 0.5), (0.75, 0.5)
IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def textured_file(slots: dict[str, dict[str, object]], sets: dict[int, tuple[float, float]]) -> File:
    """A triangle whose coordinates are one place in each set; `slots` are the material's textureInfos."""
    file = File()
    png = io.BytesIO()
    Image.fromarray(HALVES).save(png, "PNG")
    file.root |= {
        "images": [{"bufferView": file.view(png.getvalue()), "mimeType": "image/png"}],
        "textures": [{"source": 0}],
        "samplers": [],
    }
    base = slots.pop("base")
    file.root["materials"] = [{"name": "m", "pbrMetallicRoughness": {"baseColorTexture": {"index": 0, **base}}}]
    file.root["materials"][0] |= {name: {"index": 0, **slot} for name, slot in slots.items()}
    attributes = {"POSITION": file.accessor(TRIANGLE), "NORMAL": file.accessor([(0, 0, 1)] * 3)}
    attributes |= {f"TEXCOORD_{k}": file.accessor([uv] * 3) for k, uv in sets.items()}
    file.mesh(attributes, material=0)
    del file.root["samplers"]
    return file


def test_two_sets_and_a_transform_that_names_another(tmp_path: Path) -> None:
    moved = {"KHR_texture_transform": {"texCoord": 1, "offset": [0.5, 0]}}
    slots = {"base": {}, "emissiveTexture": {"texCoord": 1}, "occlusionTexture": {"texCoord": 0, "extensions": moved}}
    model = load(textured_file(slots, {0: HERE, 1: THERE}).write(tmp_path))
    primitive, material = model.meshes[0].primitives[0], model.materials[0]
    assert model.dropped == ()
    np.testing.assert_array_equal(primitive.uv, [HERE] * 3)
    np.testing.assert_array_equal(primitive.further_uv, [THERE] * 3)
    assert dict(material.uv_sets) == {"emissive": 1, "occlusion": 1}
    matrices = {slot: matrix for slots, matrix in material.uv_transforms for slot in slots}
    assert matrices == {"base_color": IDENTITY, "emissive": IDENTITY, "occlusion": (1, 0, 0.5, 0, 1, 0)}


def test_one_set_whatever_its_number_is_the_first(tmp_path: Path) -> None:
    slots = {"base": {"texCoord": 2}, "emissiveTexture": {"texCoord": 2}}
    model = load(textured_file(slots, {0: HERE, 1: HERE, 2: THERE}).write(tmp_path))
    primitive, material = model.meshes[0].primitives[0], model.materials[0]
    np.testing.assert_array_equal(primitive.uv, [THERE] * 3)
    assert primitive.further_uv is None
    assert (material.uv_sets, material.uv_transforms, model.dropped) == ((), (), ())


def test_three_sets_are_side_by_side_and_written_again(tmp_path: Path) -> None:
    slots = {"base": {"texCoord": 1}, "emissiveTexture": {"texCoord": 2}, "occlusionTexture": {"texCoord": 0}}
    model = load(textured_file(slots, {0: (0.0, 0.25), 1: HERE, 2: THERE}).write(tmp_path))
    primitive, material = model.meshes[0].primitives[0], model.materials[0]
    assert model.dropped == ()
    np.testing.assert_array_equal(primitive.uv, [HERE] * 3)
    np.testing.assert_array_equal(primitive.further_uv, [(0.0, 0.25, *THERE)] * 3)
    assert dict(material.uv_sets) == {"occlusion": 1, "emissive": 2}
    again = tmp_path / "again.glb"
    again.write_bytes(glb_bytes(model))
    written = load(again)
    assert dict(written.materials[0].uv_sets) == {"occlusion": 1, "emissive": 2}
    np.testing.assert_array_equal(written.meshes[0].primitives[0].further_uv, primitive.further_uv)


def test_more_sets_than_transforms_are_said() -> None:
    extensions = {
        "KHR_materials_clearcoat": {
            f"clearcoat{part}Texture": {"index": 0, "texCoord": k} for k, part in enumerate(("", "Roughness", "Normal"))
        },
        "KHR_materials_sheen": {
            f"sheen{part}Texture": {"index": 0, "texCoord": 3 + k} for k, part in enumerate(("Color", "Roughness"))
        },
        "KHR_materials_specular": {
            f"specular{part}Texture": {"index": 0, "texCoord": 5 + k} for k, part in enumerate(("", "Color"))
        },
        "KHR_materials_transmission": {"transmissionTexture": {"index": 0, "texCoord": 7}},
        "KHR_materials_volume": {"thicknessTexture": {"index": 0, "texCoord": 8}},
    }
    dropped: list[str] = []
    use, lost = uv_use("m", {"extensions": extensions}, dropped, "still")
    assert len(lost) == len(dropped) == 1
    assert (len(use.sets), len(use.moved), {k for _, k in use.numbers}) == (8, 8, set(range(1, 8)))
    assert dropped[0].endswith("one transform too many")


def test_a_set_the_mesh_lacks_is_refused(tmp_path: Path) -> None:
    slots = {"base": {}, "emissiveTexture": {"texCoord": 1}}
    with pytest.raises(InputError, match="/meshes/0/primitives/0/material: its textures use TEXCOORD_1"):
        load(textured_file(slots, {0: HERE}).write(tmp_path))


def square() -> Primitive:
    return replace(quad(9.0), uv=np.tile(np.float32(HERE), (4, 1)), further_uv=np.tile(np.float32(THERE), (4, 1)))


TWO = Material(
    base_color_texture=0,
    emissive_texture=0,
    emissive=(0.25, 0.25, 0.25),
    unlit=True,
    uv_transforms=((("base_color",), IDENTITY), (("emissive",), IDENTITY)),
    uv_sets=(("emissive", 1),),
)


@pytest.mark.gl
@pytest.mark.parametrize("posed", [False, True])
def test_each_texture_sees_its_own_set(context: Context, posed: bool) -> None:
    bound = {"joints": np.zeros((4, 4), np.uint16), "weights": np.tile(np.eye(1, 4, dtype=np.float32), (4, 1))}
    scene = one(replace(square(), **bound), TWO)
    scene.meshes.insert(0, Mesh("before", (quad(),)))
    scene.batches[0].mesh = 1
    scene.textures = [Texture("halves", HALVES, smooth=False)]
    if posed:
        pose = Pose(np.eye(4, dtype=np.float32)[None, :3], np.zeros(0, np.float32))
        scene.figures, scene.batches[0].figure = [Figure("f", ("j",), (), pose)], 0
    seen = linear(scene, seen_from((0, 0, 3)))[32, 32]
    np.testing.assert_allclose(seen, [1.0, 0.25, 0.0], atol=2e-3)  # red at the first, a quarter of green at the second
    scene.materials = [replace(TWO, uv_sets=(("base_color", 1),))]
    np.testing.assert_allclose(linear(scene, seen_from((0, 0, 3)))[32, 32], [0.25, 1.0, 0.0], atol=2e-3)
    turned = (0.0, 0.0, 0.75, 0.0, 1.0, 0.0)
    scene.materials = [replace(TWO, uv_transforms=((("base_color",), turned), (("emissive",), IDENTITY)))]
    np.testing.assert_allclose(linear(scene, seen_from((0, 0, 3)))[32, 32], [0.0, 1.25, 0.0], atol=2e-3)


@pytest.mark.gl
def test_rays_see_both_sets(context: Context) -> None:
    scene = one(square(), TWO)
    scene.textures = [Texture("halves", HALVES, smooth=False)]
    scene.environment = Environment(np.ones((4, 8, 3), np.float32))
    quality = replace(QUALITIES["final"], subframes=1, paths=4)
    with Renderer(scene, (8, 8), quality, context) as renderer:
        seen = renderer.render(seen_from((0, 0, 3)), planes=["hdr"]).planes["hdr"]
        assert not renderer.notes
    np.testing.assert_allclose(seen[4, 4], [1.0, 0.25, 0.0], atol=2e-3)


@pytest.mark.gl
@pytest.mark.parametrize("sets", [2, 3, 4, 7])
@pytest.mark.parametrize("traced", [False, True])
def test_the_last_of_several_sets(context: Context, sets: int, traced: bool) -> None:
    """All sets look at red but the last, that looks at green, and so does the texture that sees it."""
    further = np.tile(np.float32(HERE * (sets - 2) + THERE), (4, 1))
    scene = one(replace(square(), further_uv=further), replace(TWO, uv_sets=(("emissive", sets - 1),)))
    scene.textures = [Texture("halves", HALVES, smooth=False)]
    if not traced:
        seen = linear(scene, seen_from((0, 0, 3)))[32, 32]
    else:
        scene.environment = Environment(np.ones((4, 8, 3), np.float32))
        quality = replace(QUALITIES["final"], subframes=1, paths=4)
        with Renderer(scene, (8, 8), quality, context) as renderer:
            seen = renderer.render(seen_from((0, 0, 3)), planes=["hdr"]).planes["hdr"][4, 4]
            assert not renderer.notes
    np.testing.assert_allclose(seen, [1.0, 0.25, 0.0], atol=2e-3)


@pytest.mark.gl
def test_without_further_coordinates_there_is_no_buffer(context: Context) -> None:
    assert build_heap([Mesh("m", (quad(),))]).further_uv is None
    assert not group_of(Material(base_color_texture=0), False).further_uvs
    with closing(GpuScene(one(quad()))) as scene:
        assert scene._further_uv is None


def test_further_coordinates_that_make_no_sense_are_named() -> None:
    scene = one(square(), replace(TWO, uv_transforms=()))
    scene.textures = [Texture("halves", HALVES)]
    with pytest.raises(InputError, match="emissive has further coordinates but no transform"):
        check_materials(scene)
    scene.materials = [replace(TWO, uv_transforms=((("base_color", "emissive"), IDENTITY),))]
    with pytest.raises(InputError, match="base_color, emissive are alike, but not of the same coordinates"):
        check_materials(scene)
