"""Compressed geometry and pictures, from streams written by hand after each format's specification."""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets import image
from assets.errors import InputError
from assets.gltf import load
from assets.image import decode
from tests.gltf_files import SAMPLES, TRIANGLE, File

RED = (200, 30, 10, 255)


def packed_view(
    file: File, data: bytes, stride: int, count: int, mode: str, form: str = "NONE", name: str = "EXT"
) -> int:
    """A view whose own bytes lie in a buffer without data, and its compressed form in the binary chunk."""
    extension = f"{name}_meshopt_compression"
    where = {"buffer": 0, "byteOffset": len(file.body) + -len(file.body) % 4, "byteLength": len(data)}
    entry = {"buffer": 1, "byteLength": stride * count, "extensions": {}}
    if mode == "ATTRIBUTES":
        entry["byteStride"] = stride
    file.view(data)
    file.root["bufferViews"][-1] = entry
    entry["extensions"] = {
        extension: {**where, "byteStride": stride, "count": count, "mode": mode, "filter": form},
    }
    file.root["extensionsUsed"] = file.root["extensionsRequired"] = [extension]
    return len(file.root["bufferViews"]) - 1


def save(file: File, folder: Path) -> Path:
    """Writes the file with the second, empty buffer that `packed_view` refers to."""
    file.without_data = [{"byteLength": 4096, "extensions": {"EXT_meshopt_compression": {"fallback": True}}}]
    return file.write(folder)


def rising(values: list[int], stride: int) -> bytes:
    """Sixteen elements of which byte 0 follows `values` and the others stay zero: the vertex codec, version 0."""
    deltas = np.diff([0, *values])
    zigzag = [(d << 1) ^ (d >> 7) for d in deltas.tolist()]
    first = bytes([0b11]) + bytes(z & 255 for z in zigzag)
    return b"\xa0" + first + bytes(stride - 1) + bytes(32)


@pytest.mark.parametrize("name", ["EXT", "KHR"])
def test_meshopt_attributes_and_indices(tmp_path: Path, name: str) -> None:
    file = File()
    view = packed_view(file, rising([*range(10, 20), 5, 4, 3, 2, 1, 0], 4), 4, 16, "ATTRIBUTES", name=name)
    color = file.entry({"bufferView": view, "componentType": 5121, "type": "VEC4", "count": 16, "normalized": True})
    # index codec, sequence mode: each is a zigzag step of one of two runs, shifted up by the number of the run
    view = packed_view(file, b"\xd1\x00\x04\x04" + bytes(4), 2, 3, "INDICES", name=name)
    indices = file.entry({"bufferView": view, "componentType": 5123, "type": "SCALAR", "count": 3})
    position = file.accessor([*TRIANGLE, *[(0, 0, 0)] * 13])
    normal = file.accessor([(0, 0, 1)] * 16)
    file.mesh({"POSITION": position, "NORMAL": normal, "COLOR_0": color}, indices=indices)
    primitive = load(save(file, tmp_path)).meshes[0].primitives[0]
    assert primitive.color is not None
    assert primitive.color[:, 0].tolist() == [*range(10, 20), 5, 4, 3, 2, 1, 0]
    assert primitive.indices.tolist() == [0, 1, 2]


def test_meshopt_octahedral_normals(tmp_path: Path) -> None:
    """(x, y, one) on the octahedron: (0, 0, 127) is the z axis, as four signed bytes."""
    stream = b"\xa0" + bytes(2) + bytes(1) + bytes(1) + bytes(28) + bytes([0, 0, 127, 0])
    file = File()
    view = packed_view(file, stream, 4, 3, "ATTRIBUTES", "OCTAHEDRAL")
    normal = file.entry({"bufferView": view, "componentType": 5120, "type": "VEC3", "count": 3, "normalized": True})
    file.mesh({"POSITION": file.accessor(TRIANGLE), "NORMAL": normal})
    path = save(file, tmp_path)
    with pytest.raises(InputError, match="component type 5120 cannot be NORMAL"):
        load(path)
    file.root["extensionsUsed"] = file.root["extensionsRequired"] = ["EXT_meshopt_compression", "KHR_mesh_quantization"]
    normals = load(save(file, tmp_path)).meshes[0].primitives[0].normal
    np.testing.assert_array_equal(normals, [(0, 0, 1)] * 3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"byteLength": 9999}, "ends at byte"),
        ({"count": 15}, "15 elements of 4 bytes are not the view's 64 bytes"),
        ({"mode": "TRIANGLES"}, "TRIANGLES with filter NONE cannot have 16 elements of 4 bytes"),
        ({"filter": "QUATERNION"}, "ATTRIBUTES with filter QUATERNION cannot"),
        ({"byteLength": 20}, "its ATTRIBUTES data cannot be decoded"),
        ({"byteOffset": 4}, "its ATTRIBUTES data cannot be decoded"),
        ({"mode": "OTHER"}, "must be one of ATTRIBUTES"),
    ],
)
def test_broken_meshopt_views(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    file = File()
    view = packed_view(file, rising([0] * 16, 4), 4, 16, "ATTRIBUTES")
    file.view(bytes(36))
    file.root["bufferViews"][view]["extensions"]["EXT_meshopt_compression"] |= change
    file.entry({"bufferView": view, "componentType": 5121, "type": "VEC4", "count": 16})
    with pytest.raises(InputError, match=said) as caught:
        load(save(file, tmp_path))
    assert ": /bufferViews/0" in str(caught.value)


def draco(tmp_path: Path, **change: Any) -> Path:
    """A quad of two triangles; Draco keeps the order of neither."""
    encoder = pytest.importorskip("DracoPy")
    corners = np.array([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], np.float32)
    data = encoder.encode(corners, np.array([(0, 1, 2), (0, 2, 3)], np.uint32), quantization_bits=14)
    number = encoder.decode(data).attributes[0]["unique_id"]
    file = File(extensionsUsed=["KHR_draco_mesh_compression"], extensionsRequired=["KHR_draco_mesh_compression"])
    position = file.entry({"componentType": 5126, "type": "VEC3", "count": 4, "min": [0, 0, 0], "max": [1, 1, 0]})
    indices = file.entry({"componentType": 5123, "type": "SCALAR", "count": 6})
    packed = {"bufferView": file.view(change.get("data", data)), "attributes": {"POSITION": number}}
    beside = {name: file.accessor(values) for name, values in change.get("beside", {}).items()}
    file.mesh(
        {"POSITION": position, **beside},
        indices=indices,
        extensions={"KHR_draco_mesh_compression": packed | change.get("at", {})},
    )
    file.root["accessors"][0] |= change.get("accessor", {})
    return file.write(tmp_path)


def test_draco_quad(tmp_path: Path) -> None:
    primitive = load(draco(tmp_path)).meshes[0].primitives[0]
    corners = primitive.position[primitive.indices].reshape(2, 3, 3)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    np.testing.assert_allclose(area, [0.5, 0.5], atol=1e-3)
    np.testing.assert_allclose(primitive.normal, [(0, 0, 1)] * 6, atol=1e-6)
    assert sorted(set(map(tuple, primitive.position.round(3).tolist()))) == [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 0)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data": b"DRACO\x02\x02"}, "its data cannot be decoded"),
        ({"data": bytes(64)}, "its data cannot be decoded"),
        ({"at": {"attributes": {"POSITION": 77}}}, "there is no attribute 77"),
        ({"at": {"attributes": {"NORMAL": 0}}}, "is not an attribute of the primitive"),
        ({"at": {"bufferView": 5}}, r"there is no bufferViews\[5\]"),
    ],
)
def test_broken_draco(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        load(draco(tmp_path, **change))
    assert ": /meshes/0/primitives/0/extensions/KHR_draco_mesh_compression" in str(caught.value)


def test_draco_data_knows_its_vertices_better_than_the_accessors(tmp_path: Path) -> None:
    """Early packers stated the number before packing, and three.js and others never looked at it."""
    model = load(draco(tmp_path, accessor={"count": 3}))
    assert len(model.meshes[0].primitives[0].indices) == 6
    assert model.dropped == ("mesh 'mesh0': it has the 4 vertices of its packed data, not the 3 stated",)


def test_draco_data_that_fits_no_other_attribute(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="decodes to 4 vertices, the other attributes have 3"):
        load(draco(tmp_path, accessor={"count": 3}, beside={"_KIND": [0.0, 1.0, 2.0]}))


def test_draco_of_triangles_alone(tmp_path: Path) -> None:
    """Positions that cannot be packed, sparse ones, stay beside; here there are none at all."""
    model = load(draco(tmp_path, at={"attributes": {}}))
    assert model.dropped == ("mesh 'mesh0': a primitive is left out, the file has no data for its vertices",)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files at {SAMPLES}")
def test_draco_sample_is_its_plain_twin() -> None:
    pytest.importorskip("DracoPy")
    folder = SAMPLES / "MorphPrimitivesTest"
    packed, plain = (load(folder / kind / "MorphPrimitivesTest.gltf") for kind in ("glTF-Draco", "glTF"))
    assert packed.dropped == plain.dropped
    for a, b in zip(packed.meshes[0].primitives, plain.meshes[0].primitives, strict=True):
        np.testing.assert_allclose(a.position[a.indices], b.position[b.indices], atol=1e-3)
        np.testing.assert_allclose(a.normal[a.indices], b.normal[b.indices], atol=0.02)


def ktx2(color: tuple[int, int, int, int]) -> bytes:
    """A 4 x 4 picture of one colour: KTX 2 around a single UASTC block of mode 8 (a solid block)."""
    r, g, b, a = color
    block = (0x17 | r << 5 | g << 13 | b << 21 | a << 29).to_bytes(16, "little")
    sample = struct.pack("<HBB4BII", 0, 127, 3, 0, 0, 0, 0, 0, 0xFFFFFFFF)
    description = struct.pack("<IIHH4B4B8B", 44, 0, 2, 40, 166, 1, 2, 0, 3, 3, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0) + sample
    start = 12 + 36 + 32 + 24
    header = b"\xabKTX 20\xbb\r\n\x1a\n" + struct.pack("<9I", 0, 1, 4, 4, 0, 0, 1, 1, 0)
    index = struct.pack("<4I2Q", start, len(description), 0, 0, 0, 0)
    at = -(-(start + len(description)) // 16) * 16
    level = struct.pack("<3Q", at, 16, 16)
    return (header + index + level + description).ljust(at, b"\0") + block


def avif(color: tuple[int, int, int, int]) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (4, 4), color[:3]).save(data, "AVIF", quality=100, subsampling="4:4:4")
    return data.getvalue()


@pytest.mark.parametrize(
    ("extension", "picture", "mime", "slack"),
    [("KHR_texture_basisu", ktx2, "image/ktx2", 0), ("EXT_texture_avif", avif, "image/avif", 3)],
)
def test_pictures_of_extensions(tmp_path: Path, extension: str, picture: Any, mime: str, slack: int) -> None:
    if mime == "image/ktx2":
        pytest.importorskip("opengl_basisu")
    file = File(extensionsUsed=[extension], extensionsRequired=[extension])
    file.root |= {
        "images": [{"bufferView": file.view(picture(RED)), "mimeType": mime}],
        "textures": [{"extensions": {extension: {"source": 0}}}],
        "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
    }
    file.mesh({"POSITION": file.accessor(TRIANGLE), "TEXCOORD_0": file.accessor([(0, 0)] * 3)}, material=0)
    model = load(file.write(tmp_path))
    pixels = model.textures[model.materials[0].base_color_texture].pixels
    assert pixels.shape == (4, 4, 4)
    assert np.abs(pixels.astype(int) - RED).max() <= slack
    assert model.dropped == ()


@pytest.mark.parametrize("length", [12, 60, 100, 140, 159])
def test_truncated_ktx2(length: int) -> None:
    pytest.importorskip("opengl_basisu")
    with pytest.raises(ValueError, match="picture cannot be decoded"):
        decode(ktx2(RED)[:length])


@pytest.mark.parametrize(("layers", "faces"), [(2, 1), (0, 6)])
def test_arrays_and_cubes_are_no_pictures(layers: int, faces: int) -> None:
    pytest.importorskip("opengl_basisu")
    data = ktx2(RED)
    with pytest.raises(ValueError, match=f"it has {layers} layers and {faces} faces, not one of each"):
        decode(data[:32] + struct.pack("<II", layers, faces) + data[40:])


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = draco(tmp_path)
    monkeypatch.setitem(sys.modules, "DracoPy", None)
    with pytest.raises(InputError, match="KHR_draco_mesh_compression needs the package DracoPy: pip install DracoPy"):
        load(path)
    monkeypatch.setitem(sys.modules, "opengl_basisu", None)
    with pytest.raises(ValueError, match="pip install opengl-basisu"):
        decode(ktx2(RED))


def test_meshopt_of_a_whole_mesh(tmp_path: Path) -> None:
    """A bent sheet of 31 x 31 vertices: its triangles come back as they were, its positions to 15 bits."""
    meshopt = pytest.importorskip("meshopt")
    i, j = np.meshgrid(np.arange(31), np.arange(31), indexing="ij")
    position = np.stack([i, np.sin(i * 0.2) * 3.0, j], -1).reshape(-1, 3).astype(np.float32)
    corner = (i * 31 + j)[:-1, :-1].reshape(-1, 1)
    faces = (corner + np.array([0, 1, 32, 0, 32, 31])).reshape(-1).astype(np.uint32)
    # packed triangles may begin at another corner, never turn over
    canonical = {tuple(np.roll(face, -int(np.argmin(face))).tolist()) for face in faces.reshape(-1, 3)}
    file = File()
    rows = meshopt.encode_filter_exp(position, 15)
    stream = meshopt.encode_gltf_buffer(rows, "ATTRIBUTES")
    view = packed_view(file, bytes(stream), 12, len(position), "ATTRIBUTES", "EXPONENTIAL")
    stored = file.entry({"bufferView": view, "componentType": 5126, "type": "VEC3", "count": len(position)})
    view = packed_view(file, bytes(meshopt.encode_gltf_buffer(faces, "TRIANGLES")), 4, len(faces), "TRIANGLES")
    indices = file.entry({"bufferView": view, "componentType": 5125, "type": "SCALAR", "count": len(faces)})
    normal = file.accessor([(0, 1, 0)] * len(position))
    file.mesh({"POSITION": stored, "NORMAL": normal}, indices=indices)
    file.without_data = [{"byteLength": 1 << 16}]
    primitive = load(file.write(tmp_path)).meshes[0].primitives[0]
    assert {tuple(np.roll(f, -int(np.argmin(f))).tolist()) for f in primitive.indices.reshape(-1, 3)} == canonical
    np.testing.assert_allclose(primitive.position, position, atol=30.0 / 2**14)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P", "I;16"])
def test_larger_pictures_than_any_quality_shows_are_averaged(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five by two pixels where three are the most: every two by two become one, alpha for itself."""
    monkeypatch.setattr(image, "MAX_SIDE", 3)
    light = np.array([[0, 40, 200, 100, 60], [80, 120, 200, 100, 60]], np.uint8)
    if mode == "I;16":
        picture = Image.fromarray(light.astype(np.uint16) << 8)
    else:
        picture = Image.merge("LA", [Image.fromarray(light), Image.fromarray(255 - light)]) if "A" in mode else None
        picture = (picture or Image.fromarray(light)).convert(mode)
    data = io.BytesIO()
    picture.save(data, "PNG")
    assert image.picture_size(data.getvalue()) == (5, 2)
    expected = [60, 150, 60]
    got = decode(data.getvalue())
    assert got.shape == (1, 3, 4)
    np.testing.assert_allclose(got[0, :, 0].astype(int), expected, atol=1)
    np.testing.assert_allclose(got[0, :, 3].astype(int), [195, 105, 195] if "A" in mode else [255] * 3, atol=1)


def test_a_file_says_that_its_picture_is_reduced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "MAX_SIDE", 2)
    png = io.BytesIO()
    Image.new("RGB", (4, 2), RED[:3]).save(png, "PNG")
    file = File()
    file.root["images"] = [{"bufferView": file.view(png.getvalue()), "mimeType": "image/png"}]
    file.root |= {"textures": [{"source": 0}], "materials": [{"emissiveTexture": {"index": 0}}]}
    uv = file.accessor([(0, 0)] * 3)
    file.mesh({"POSITION": file.accessor(TRIANGLE), "TEXCOORD_0": uv}, material=0)
    model = load(file.write(tmp_path))
    assert model.textures[0].pixels.shape == (1, 2, 4)
    assert model.dropped == ("image 0: it is reduced from 4x2 to 2x1 pixels",)


def test_packed_zeros_stand_for_so_many_and_no_more(tmp_path: Path) -> None:
    """Half a megabyte of packed zeros is thirty of vertices; twice that is refused."""
    meshopt = pytest.importorskip("meshopt")
    count = 2_500_000
    stream = bytes(meshopt.encode_gltf_buffer(np.zeros((count, 3), np.float32), "ATTRIBUTES"))
    file = File()
    view = packed_view(file, stream, 12, count, "ATTRIBUTES")
    file.entry({"bufferView": view, "componentType": 5126, "type": "VEC3", "count": count})
    file.without_data = [{"byteLength": 12 * count}]
    assert load(file.write(tmp_path)).dropped == ()
    file.root["bufferViews"].append(file.root["bufferViews"][view])
    with pytest.raises(InputError, match="the compressed views hold 60000000 bytes; of"):
        load(file.write(tmp_path))
