"""The GLB writer: layout by the specification, deterministic bytes."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.glb_write import glb_bytes
from assets.gltf import load
from assets.model import Model, Node, SceneRoots, Skin
from assets.scene import IDENTITY, Material, Mesh, MorphTarget, Primitive, Texture, Toon


def figure() -> Model:
    """Two joints, a four-vertex strip with two morph targets, a toon and an emissive material, two textures."""
    position = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0)], np.float32)
    n = len(position)
    lift = MorphTarget(
        "lift", np.array([3, 1], np.uint32), np.array([(0, 0, 2), (0, 0, 1)], np.float32), np.zeros((2, 3), np.float32)
    )
    still = MorphTarget("still", np.zeros(0, np.uint32), np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32))
    joints = np.zeros((n, 4), np.uint16)
    joints[2:, 0] = 1
    weights = np.tile(np.array([1, 0, 0, 0], np.float32), (n, 1))
    primitive = Primitive(
        position,
        np.tile(np.array([0, 0, 1], np.float32), (n, 1)),
        np.array([0, 1, 2, 2, 1, 3], np.uint32),
        0,
        uv=position[:, :2].copy(),
        color=np.full((n, 4), 255, np.uint8),
        joints=joints,
        weights=weights,
        targets=(lift, still),
    )
    pixels = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    opaque = pixels.copy()
    opaque[..., 3] = 255
    bind = np.stack([IDENTITY, IDENTITY])
    bind[1, 1, 3] = -1.0
    return Model(
        "strip",
        nodes=(Node("body", mesh=0, skin=0), Node("root"), Node("tip", 1, (0.0, 1.0, 0.0))),
        meshes=(Mesh("strip", (primitive, replace(primitive, material=1))),),
        materials=(
            Material("skin", base_color_texture=0, toon=Toon(outline_width=0.002)),
            Material("lamp", emissive=(4.0, 2.0, 1.0), alpha_mode="MASK", normal_texture=1, double_sided=True),
        ),
        textures=(Texture("checks", pixels), Texture("bumps", opaque, srgb=False, wrap="clamp", smooth=False)),
        skins=(Skin("skin", np.array([1, 2], np.uint32), bind),),
        scenes=(SceneRoots("main", (0, 1)),),
    )


def chunks(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The JSON and the binary chunk, with the header's promises checked."""
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert (kind, size % 4) == (b"JSON", 0)
    start = 20 + size
    body_size, kind = struct.unpack_from("<I4s", data, start)
    assert (kind, body_size % 4, start + 8 + body_size) == (b"BIN\0", 0, len(data))
    return json.loads(data[20:start]), data[start + 8 :]


def test_same_model_same_bytes() -> None:
    assert glb_bytes(figure()) == glb_bytes(figure())


def test_views_are_aligned_and_inside_the_buffer() -> None:
    root, body = chunks(glb_bytes(figure()))
    assert root["buffers"] == [{"byteLength": len(body)}]
    assert all(view["byteOffset"] % 4 == 0 for view in root["bufferViews"])
    assert max(view["byteOffset"] + view["byteLength"] for view in root["bufferViews"]) <= len(body)


def test_positions_carry_their_bounds() -> None:
    root, _ = chunks(glb_bytes(figure()))
    accessor = root["accessors"][root["meshes"][0]["primitives"][0]["attributes"]["POSITION"]]
    assert (accessor["min"], accessor["max"], accessor["count"]) == ([0, 0, 0], [1, 1, 0], 4)


def test_morph_targets_are_sparse_with_rising_indices() -> None:
    root, body = chunks(glb_bytes(figure()))
    mesh = root["meshes"][0]
    assert mesh["extras"]["targetNames"] == ["lift", "still"]
    lift, still = (root["accessors"][t["POSITION"]] for t in mesh["primitives"][0]["targets"])
    assert (lift["count"], lift["sparse"]["count"], lift["max"], lift["min"]) == (4, 2, [0, 0, 2], [0, 0, 0])
    views = [root["bufferViews"][lift["sparse"][part]["bufferView"]] for part in ("indices", "values")]
    assert list(np.frombuffer(body, np.uint16, 2, views[0]["byteOffset"])) == [1, 3]
    assert list(np.frombuffer(body, np.float32, 6, views[1]["byteOffset"])) == [0, 0, 1, 0, 0, 2]
    assert "sparse" not in still
    assert "bufferView" not in still


def test_materials_and_extensions_are_declared() -> None:
    root, _ = chunks(glb_bytes(figure(), {"VRMC_vrm": {"specVersion": "1.0"}}))
    assert root["extensionsUsed"] == ["KHR_materials_emissive_strength", "VRMC_materials_mtoon", "VRMC_vrm"]
    assert root["extensions"]["VRMC_vrm"] == {"specVersion": "1.0"}
    toon, lamp = root["materials"]
    assert toon["extensions"]["VRMC_materials_mtoon"]["outlineWidthFactor"] == 0.002
    assert lamp["emissiveFactor"] == [1.0, 0.5, 0.25]
    assert lamp["extensions"]["KHR_materials_emissive_strength"]["emissiveStrength"] == 4.0


def test_primitives_with_different_targets_are_refused() -> None:
    model = figure()
    first, second = model.meshes[0].primitives
    mesh = replace(model.meshes[0], primitives=(first, replace(second, targets=())))
    with pytest.raises(ValueError, match="strip"):
        glb_bytes(replace(model, meshes=(mesh,)))


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    model = figure()
    path = tmp_path / "strip.glb"
    path.write_bytes(glb_bytes(model))
    back = load(path)
    assert back.dropped == ()
    assert [n.name for n in back.nodes] == ["body", "root", "tip"]
    assert (back.nodes[2].parent, back.nodes[2].translation, back.nodes[0].skin) == (1, (0.0, 1.0, 0.0), 0)
    assert back.materials[1] == model.materials[1]
    assert back.materials[0] == replace(model.materials[0], surface="toon")
    for written, read in zip(model.textures, back.textures, strict=True):
        np.testing.assert_array_equal(written.pixels, read.pixels)
        assert (written.name, written.srgb, written.wrap) == (read.name, read.srgb, read.wrap)
        assert written.smooth == read.smooth
    np.testing.assert_array_equal(back.skins[0].inverse_bind, model.skins[0].inverse_bind)
    before, after = model.meshes[0].primitives[0], back.meshes[0].primitives[0]
    for name in ("position", "normal", "indices", "uv", "color", "joints", "weights"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name), name)
    lift, still = after.targets
    assert (lift.name, lift.index.tolist(), lift.position.tolist()) == ("lift", [1, 3], [[0, 0, 1], [0, 0, 2]])
    assert (still.name, len(still.index)) == ("still", 0)


def test_writing_what_was_read_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "strip.glb"
    path.write_bytes(glb_bytes(figure()))
    once = glb_bytes(load(path))
    path.write_bytes(once)
    assert glb_bytes(load(path)) == once
