"""The glTF reader on hand-made files with known answers."""

from __future__ import annotations

import base64
import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.gltf import load
from assets.gltf_accessors import Accessors
from assets.gltf_container import open_document
from assets.gltf_scene import add_model
from assets.scene import Scene
from assets.transforms import trs
from tests.gltf_files import TRIANGLE, File, skinned


def picture(color: tuple[int, int, int, int], kind: str = "PNG") -> bytes:
    data = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", (2, 2), color if kind == "PNG" else color[:3]).save(data, kind)
    return data.getvalue()


def test_triangle_without_indices_or_normals_is_flat_shaded(tmp_path: Path) -> None:
    file = File()
    file.mesh({"POSITION": file.accessor(TRIANGLE)})
    primitive = load(file.write(tmp_path)).meshes[0].primitives[0]
    np.testing.assert_array_equal(primitive.position, np.array(TRIANGLE, np.float32))
    np.testing.assert_array_equal(primitive.normal, [(0, 0, 1)] * 3)
    np.testing.assert_array_equal(primitive.indices, [0, 1, 2])


def test_flat_shading_shares_no_vertex(tmp_path: Path) -> None:
    file = File()
    position = file.accessor([*TRIANGLE, (0, 0, 1)])
    file.mesh({"POSITION": position}, indices=file.accessor([0, 1, 2, 0, 2, 3], "uint16"))
    primitive = load(file.write(tmp_path)).meshes[0].primitives[0]
    assert len(primitive.position) == 6
    np.testing.assert_array_equal(primitive.normal[::3], [(0, 0, 1), (1, 0, 0)])


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "uint32"])
def test_index_types(tmp_path: Path, dtype: str) -> None:
    file = File()
    file.triangle(indices=file.accessor([2, 1, 0], dtype))
    np.testing.assert_array_equal(load(file.write(tmp_path)).meshes[0].primitives[0].indices, [2, 1, 0])


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(4, [0, 1, 2]), (5, [0, 1, 2, 1, 3, 2]), (6, [1, 2, 0, 2, 3, 0])],
)
def test_triangle_modes(tmp_path: Path, mode: int, expected: list[int]) -> None:
    file = File()
    attributes = {"POSITION": file.accessor([*TRIANGLE, (1, 1, 0)]), "NORMAL": file.accessor([(0, 0, 1)] * 4)}
    file.mesh(attributes, mode=mode)
    np.testing.assert_array_equal(load(file.write(tmp_path)).meshes[0].primitives[0].indices, expected)


def test_interleaved_attributes(tmp_path: Path) -> None:
    file = File()
    rows = np.zeros(3, [("p", "<f4", 3), ("n", "<f4", 3), ("uv", "<u2", 2)])
    rows["p"], rows["n"], rows["uv"] = TRIANGLE, (0, 0, 1), [(0, 65535), (65535, 0), (0, 0)]
    view = file.view(rows.tobytes(), byteStride=28)
    parts = {"POSITION": (0, 5126, "VEC3"), "NORMAL": (12, 5126, "VEC3"), "TEXCOORD_0": (24, 5123, "VEC2")}
    attributes = {
        name: file.entry(
            {"bufferView": view, "byteOffset": at, "componentType": code, "type": kind, "count": 3}
            | ({"normalized": True} if code == 5123 else {})
        )
        for name, (at, code, kind) in parts.items()
    }
    file.mesh(attributes)
    primitive = load(file.write(tmp_path)).meshes[0].primitives[0]
    np.testing.assert_array_equal(primitive.position, np.array(TRIANGLE, np.float32))
    assert primitive.uv is not None
    np.testing.assert_array_equal(primitive.uv, [(0, 1), (1, 0), (0, 0)])


@pytest.mark.parametrize("over_view", [True, False], ids=["over a view", "over zeros"])
def test_sparse_positions(tmp_path: Path, over_view: bool) -> None:
    file = File()
    index, values = (
        file.view(np.array([1, 2], "<u1").tobytes()),
        file.view(np.array([(5, 6, 7), (0, 9, 0)], "<f4").tobytes()),
    )
    sparse = {
        "count": 2,
        "indices": {"bufferView": index, "componentType": 5121},
        "values": {"bufferView": values},
    }
    base = file.accessor([(1, 1, 1)] * 3, sparse=sparse, max=[5, 9, 7])
    file.root["accessors"][base]["min"] = [0, 1, 0] if over_view else [0, 0, 0]
    if not over_view:
        del file.root["accessors"][base]["bufferView"]
    file.mesh({"POSITION": base})
    first = (1, 1, 1) if over_view else (0, 0, 0)
    np.testing.assert_array_equal(
        load(file.write(tmp_path)).meshes[0].primitives[0].position, [first, (5, 6, 7), (0, 9, 0)]
    )


def test_matrix_columns_are_padded(tmp_path: Path) -> None:
    file = File()
    view = file.view(bytes([1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0, 7, 8]))
    file.entry({"bufferView": view, "componentType": 5121, "type": "MAT2", "count": 2})
    load(file.write(tmp_path))
    stored = Accessors(open_document(tmp_path / "model.glb")).elements(0)
    np.testing.assert_array_equal(stored, [(1, 2, 3, 4), (5, 6, 7, 8)])


def test_normalised_integers(tmp_path: Path) -> None:
    file = File()
    file.accessor([-128, -127, 127], "int8", normalized=True)
    file.accessor([0, 51, 255], "uint8", normalized=True)
    accessors = Accessors(open_document(file.write(tmp_path)))
    np.testing.assert_array_equal(accessors.floats(0)[:, 0], [-1, -1, 1])
    np.testing.assert_allclose(accessors.floats(1)[:, 0], [0, 0.2, 1], atol=1e-7)


def test_node_tree_and_matrix(tmp_path: Path) -> None:
    turn = trs((1, 2, 3), (0, math.sqrt(0.5), 0, math.sqrt(0.5)), (2, 2, 2))
    matrix = np.concatenate([turn, [(0, 0, 0, 1)]]).T.reshape(-1).tolist()
    file = File(nodes=[{"name": "root", "matrix": matrix, "children": [1]}, {"translation": [0, 0, 1]}])
    file.triangle(node=False)
    file.root["nodes"][1]["mesh"] = 0
    model = load(file.write(tmp_path))
    root, child = model.nodes
    assert (root.name, root.parent, child.parent) == ("root", -1, 0)
    np.testing.assert_allclose(root.translation, (1, 2, 3), atol=1e-6)
    np.testing.assert_allclose(root.scale, (2, 2, 2), rtol=1e-6)
    # child's z of 1 becomes x of 2 after the quarter turn about y
    scene = Scene("test")
    add_model(scene, model, trs((0, 10, 0)))
    np.testing.assert_allclose(scene.batches[0].transform[0, :, 3], (3, 12, 3), atol=1e-5)


def test_material_values_and_textures(tmp_path: Path) -> None:
    file = File()
    png, jpeg = file.view(picture((255, 0, 0, 128))), file.view(picture((128, 128, 255, 255), "JPEG"))
    file.root |= {
        "images": [{"bufferView": png, "mimeType": "image/png"}, {"bufferView": jpeg, "mimeType": "image/jpeg"}],
        "samplers": [{"magFilter": 9728, "wrapS": 33071, "wrapT": 33071}],
        "textures": [{"source": 0, "sampler": 0}, {"source": 1}],
        "extensionsUsed": ["KHR_materials_emissive_strength", "KHR_materials_unlit", "KHR_materials_ior"],
        "materials": [
            {
                "name": "all",
                "pbrMetallicRoughness": {
                    "baseColorFactor": [0.1, 0.2, 0.3, 0.4],
                    "metallicFactor": 0.5,
                    "roughnessFactor": 0.25,
                    "baseColorTexture": {"index": 0},
                    "metallicRoughnessTexture": {"index": 0},
                },
                "normalTexture": {"index": 1, "scale": 0.7},
                "occlusionTexture": {"index": 1, "strength": 0.6},
                "emissiveFactor": [1.0, 0.5, 0.0],
                "alphaMode": "MASK",
                "alphaCutoff": 0.3,
                "doubleSided": True,
                "extensions": {
                    "KHR_materials_emissive_strength": {"emissiveStrength": 4.0},
                    "KHR_materials_unlit": {},
                    "KHR_materials_ior": {"ior": 1.4},
                    "KHR_materials_iridescence": {},
                },
            },
            {},
        ],
    }
    uv = file.accessor([(0, 0), (1, 0), (0, 1)])
    file.mesh({"POSITION": file.accessor(TRIANGLE), "TEXCOORD_0": uv}, material=0)
    model = load(file.write(tmp_path))
    m = model.materials[0]
    assert m.base_color == (0.1, 0.2, 0.3, 0.4)
    assert (m.metallic, m.roughness, m.normal_scale, m.occlusion_strength) == (0.5, 0.25, 0.7, 0.6)
    assert (m.emissive, m.alpha_mode, m.alpha_cutoff) == ((4.0, 2.0, 0.0), "MASK", 0.3)
    assert (m.double_sided, m.unlit) == (True, True)
    colour, data = model.textures[m.base_color_texture], model.textures[m.metallic_roughness_texture]
    assert (colour.srgb, data.srgb, colour.wrap, colour.smooth) == (True, False, "clamp", False)
    assert colour.pixels[0, 0].tolist() == [255, 0, 0, 128]
    assert m.normal_texture == m.occlusion_texture
    assert (model.materials[1].metallic, model.materials[1].roughness) == (1.0, 1.0)
    assert m.ior == 1.4
    assert model.dropped == ()


def test_texture_transform_is_baked_into_the_coordinates(tmp_path: Path) -> None:
    file = File(extensionsUsed=["KHR_texture_transform"])
    file.root |= {
        "images": [{"bufferView": file.view(picture((0, 0, 0, 255))), "mimeType": "image/png"}],
        "textures": [{"source": 0}],
    }
    change = {"offset": [0.25, 0.0], "rotation": math.pi / 2, "scale": [2.0, 1.0], "texCoord": 1}
    slot = {"index": 0, "extensions": {"KHR_texture_transform": change}}
    file.root["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": slot}}]
    first, second = file.accessor([(0, 0)] * 3), file.accessor([(0, 0), (1, 0), (0, 1)])
    file.mesh({"POSITION": file.accessor(TRIANGLE), "TEXCOORD_0": first, "TEXCOORD_1": second}, material=0)
    uv = load(file.write(tmp_path)).meshes[0].primitives[0].uv
    assert uv is not None
    # scaled to (2, 0), then turned by the extension's matrix to (0, -2), then moved
    np.testing.assert_allclose(uv, [(0.25, 0), (0.25, -2), (1.25, 0)], atol=1e-6)


def colors_read(tmp_path: Path, values: Any, dtype: str = "float32", **more: Any) -> Any:
    file = File()
    file.mesh({"POSITION": file.accessor(TRIANGLE), "COLOR_0": file.accessor(values, dtype, **more)})
    return load(file.write(tmp_path)).meshes[0].primitives[0].color


def test_vertex_colours_that_bytes_hold_are_bytes(tmp_path: Path) -> None:
    stored = colors_read(tmp_path, [(1, 128 / 255, 0), (0, 0, 0), (1, 1, 1)])
    assert stored.dtype == np.uint8
    np.testing.assert_array_equal(stored, [(255, 128, 0, 255), (0, 0, 0, 255), (255, 255, 255, 255)])
    short = colors_read(tmp_path, np.array([(65535, 257 * 3, 0, 257 * 9)] * 3), "uint16", normalized=True)
    assert short.dtype == np.uint8
    np.testing.assert_array_equal(short, [(255, 3, 0, 9)] * 3)


def test_finer_and_brighter_vertex_colours_stay(tmp_path: Path) -> None:
    bright = colors_read(tmp_path, [(1, 0.5, 0), (0, 0, -1), (2, 1, 1)])
    np.testing.assert_array_equal(bright, np.float32([(1, 0.5, 0, 1), (0, 0, 0, 1), (2, 1, 1, 1)]))
    short = colors_read(tmp_path, np.array([(100, 200, 300, 65535)] * 3), "uint16", normalized=True)
    np.testing.assert_allclose(short, np.array([(100, 200, 300, 65535)] * 3) / 65535, rtol=1e-6)


def test_eight_influences_are_kept(tmp_path: Path) -> None:
    model = load(skinned(8).write(tmp_path))
    primitive = model.meshes[0].primitives[0]
    assert primitive.joints is not None
    assert primitive.weights is not None
    assert primitive.joints[2].tolist() == [1, 0, 0, 1, 0, 0, 0, 0]
    np.testing.assert_allclose(primitive.weights[2], np.array([0.5, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05]), rtol=1e-6)
    assert model.dropped == ()
    assert load(skinned(2).write(tmp_path)).dropped == ()


def test_morph_targets_sparse_and_dense(tmp_path: Path) -> None:
    file = File()
    values = file.view(np.array([(0, 0, 4)], "<f4").tobytes())
    sparse = {
        "count": 1,
        "indices": {"bufferView": file.view(b"\2\0"), "componentType": 5123},
        "values": {"bufferView": values},
    }
    first = file.entry({"componentType": 5126, "type": "VEC3", "count": 3, "sparse": sparse})
    second, bend = file.accessor([(0, 0, 0), (1, 0, 0), (0, 0, 0)]), file.accessor([(0, 0, 0), (0, 0, 0), (1, 0, -1)])
    file.triangle(
        targets=[{"POSITION": first}, {"POSITION": second, "NORMAL": bend}],
        mesh={"weights": [0.25, 0.0], "extras": {"targetNames": ["up", "out"]}},
    )
    model = load(file.write(tmp_path))
    up, out = model.meshes[0].primitives[0].targets
    assert (up.name, up.index.tolist(), up.position.tolist()) == ("up", [2], [[0, 0, 4]])
    assert (out.name, out.index.tolist()) == ("out", [1, 2])
    assert out.normal.tolist() == [[0, 0, 0], [1, 0, -1]]
    scene = Scene("test")
    figure = scene.figures[add_model(scene, model).figures[0]]
    assert figure.targets == ("up", "out")
    np.testing.assert_array_equal(figure.rest.weights, np.array([0.25, 0.0], np.float32))


def test_gltf_with_files_beside_it_and_data_uris(tmp_path: Path) -> None:
    file = File()
    file.triangle()
    file.bytes()
    for uri in ("data%20file.bin", "data:application/octet-stream;base64," + base64.b64encode(file.body).decode()):
        file.root["buffers"][0]["uri"] = uri
        (tmp_path / "data file.bin").write_bytes(file.body)
        (tmp_path / "model.gltf").write_text(json.dumps(file.root))
        assert len(load(tmp_path / "model.gltf").meshes[0].primitives[0].position) == 3


def test_specular_textures(tmp_path: Path) -> None:
    specular = {"specularFactor": 0.5, "specularTexture": {"index": 0}}
    root = {
        "asset": {"version": "2.0"},
        "images": [{"uri": "white.png"}],
        "textures": [{"source": 0}],
        "materials": [{"name": "lacquer", "extensions": {"KHR_materials_specular": specular}}],
    }
    Image.new("RGB", (1, 1), "white").save(tmp_path / "white.png")
    (tmp_path / "m.gltf").write_text(json.dumps(root))
    model = load(tmp_path / "m.gltf")
    assert model.materials[0].specular == 0.5
    assert model.textures[model.materials[0].specular_texture].srgb is False
    assert not model.dropped
