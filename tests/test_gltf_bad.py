"""Broken glTF files: always one `InputError` of one line that names the file and the place, never another exception."""

from __future__ import annotations

import base64
import io
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.gltf import load
from assets.gltf_scene import add_model
from assets.models import load as load_any
from assets.scene import Scene
from tests.gltf_files import BROKEN, TRIANGLE, File, skinned

broken = pytest.mark.skipif(not BROKEN.is_dir(), reason=f"no broken files at {BROKEN}")


def refusal(path: Path, **options: Any) -> str:
    """The one line the file is refused with, less its path."""
    with pytest.raises(InputError) as caught:
        load(path, **options)
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith(f"{path}: ")
    return line.removeprefix(f"{path}: ")


def changed(tmp_path: Path, pointer: str, value: Any) -> str:
    """The refusal of a sound file after one value of its JSON is replaced."""
    file = skinned(2)
    file.root["animations"] = [
        {
            "channels": [{"sampler": 0, "target": {"node": 1, "path": "translation"}}],
            "samplers": [{"input": file.accessor([0.0, 1.0]), "output": file.accessor([(0, 0, 0), (1, 0, 0)])}],
        }
    ]
    file.bytes()
    target: Any = file.root
    *keys, last = pointer.split("/")
    for key in keys:
        target = target[int(key) if isinstance(target, list) else key]
    if isinstance(target, list):
        target[int(last)] = value
    else:
        target[last] = value
    return refusal(file.write(tmp_path))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.glb") == "no such file"
    assert refusal(tmp_path) == "not a file"
    with pytest.raises(InputError, match=r"not a model file.*\.glb"):
        load_any(tmp_path / "model.xyz")


@pytest.mark.parametrize("step", range(7))
def test_a_truncated_glb_is_refused_at_every_length(tmp_path: Path, step: int) -> None:
    data = skinned(2).bytes()
    for length in range(step, len(data), 7):
        (tmp_path / "cut.glb").write_bytes(data[:length])
        assert refusal(tmp_path / "cut.glb").startswith("byte ")


def outcome(path: Path) -> str:
    """The line a file is refused with; empty when it loads and can be placed in a scene."""
    try:
        add_model(Scene("odd"), load(path))
    except InputError as e:
        return str(e)
    return ""


def test_changed_bytes_never_raise_anything_else(tmp_path: Path) -> None:
    data, path = skinned(2).bytes(), tmp_path / "noise.glb"
    rng = np.random.default_rng(1)
    lines = []
    for _ in range(400):
        noisy = bytearray(data)
        for at in rng.integers(0, len(data), 3):
            noisy[at] = rng.integers(0, 256)
        path.write_bytes(noisy)
        lines.append(outcome(path))
    assert not any("\n" in line for line in lines)
    assert 200 < sum(map(bool, lines)) < 400


def rich() -> dict[str, Any]:
    """A sound document with something of everything, its buffer embedded."""
    file = skinned(2)
    png = io.BytesIO()
    Image.new("RGB", (1, 1)).save(png, "PNG")
    lift = file.accessor([(0, 0, 1)] * 3)
    uv = file.accessor([(0, 0)] * 3)
    primitive = file.root["meshes"][0]["primitives"][0]
    primitive |= {"targets": [{"POSITION": lift}], "material": 0}
    primitive["attributes"]["TEXCOORD_0"] = uv
    times, values = file.accessor([0.0, 1.0]), file.accessor([(0, 0, 0), (1, 0, 0)])
    file.root |= {
        "scenes": [{"nodes": [0, 2, 3]}],
        "scene": 0,
        "extensionsUsed": ["KHR_lights_punctual", "VRMC_materials_mtoon"],
        "extensions": {"KHR_lights_punctual": {"lights": [{"type": "spot", "spot": {"outerConeAngle": 0.5}}]}},
        "images": [{"bufferView": file.view(png.getvalue()), "mimeType": "image/png"}],
        "samplers": [{"wrapS": 33071}],
        "textures": [{"source": 0, "sampler": 0}],
        "materials": [
            {
                "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}, "baseColorFactor": [1, 1, 1, 1]},
                "extensions": {"VRMC_materials_mtoon": {"specVersion": "1.0", "shadeColorFactor": [0, 0, 0]}},
            }
        ],
        "cameras": [{"type": "perspective", "perspective": {"yfov": 1, "znear": 0.1}}],
        "animations": [
            {
                "channels": [{"sampler": 0, "target": {"node": 1, "path": "translation"}}],
                "samplers": [{"input": times, "output": values}],
            }
        ],
    }
    file.root["nodes"].append({"camera": 0, "extensions": {"KHR_lights_punctual": {"light": 0}}})
    file.bytes()
    file.root["buffers"][0]["uri"] = "data:application/octet-stream;base64," + base64.b64encode(file.body).decode()
    return file.root


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values inside a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from places(item, (*path, key))


@pytest.mark.parametrize("nasty", [None, -1, 1, 2**31, 1e300, 0.5, "x", [], {}, [[0]], {"x": {}}], ids=repr)
def test_changed_json_values_never_raise_anything_else(tmp_path: Path, nasty: Any) -> None:
    """Every value of a sound document in turn becomes something nasty."""
    path, sound = tmp_path / "nasty.gltf", json.dumps(rich())
    path.write_text(sound)
    assert outcome(path) == ""
    lines = []
    for place in places(json.loads(sound)):
        root: Any = json.loads(sound)
        target = root
        for key in place[:-1]:
            target = target[key]
        target[place[-1]] = nasty
        path.write_text(json.dumps(root))
        lines.append(outcome(path))
    assert not any("\n" in line for line in lines)
    assert sum(map(bool, lines)) > len(lines) / 4


@pytest.mark.parametrize(
    ("pointer", "value", "said"),
    [
        ("accessors/0/count", 4, "/accessors/0: 4 elements go beyond their view of 36 bytes"),
        ("accessors/0/count", 10**15, "/accessors/0: 1000000000000000 elements go beyond their view of 36 bytes"),
        ("accessors/0/byteOffset", 2, "/accessors/0: 3 elements go beyond their view of 36 bytes"),
        ("accessors/0/min", [9, 9, 9], "/accessors/0/min: says [9.0, 9.0, 9.0], the data has [0.0, 0.0, 0.0]"),
        ("bufferViews/0/byteLength", 10**9, "/bufferViews/0: ends at byte 1000000000 of a buffer of"),
        ("bufferViews/0/buffer", 1, "/bufferViews/0/buffer: there is no buffers[1]; the file has 1"),
        (
            "meshes/0/primitives/0/attributes/POSITION",
            99,
            "/meshes/0/primitives/0/attributes/POSITION: there is no accessors",
        ),
        (
            "meshes/0/primitives/0/material",
            0,
            "/meshes/0/primitives/0/material: there is no materials[0]; the file has 0",
        ),
        ("nodes/0/children", [0], "/nodes/0: the tree of nodes loops"),
        ("nodes/1/rotation", [0, 0, 0, 0.5], "/nodes/1/rotation: is a quaternion of length 0.5, must be 1"),
        ("nodes/0/scale", [1, 1e30, 1], "/nodes/0: its transform in the world has numbers beyond 1e+18"),
        ("nodes/0/scale", "big", "/nodes/0/scale: must be an array, not 'big'"),
        ("skins/0/joints", [1], "/nodes/2/skin: vertices use joint 1 of 1"),
        ("animations/0/channels/0/sampler", 3, "/animations/0/channels/0/sampler: there is no sampler 3"),
        ("animations/0/channels/0/target/path", 7, "/animations/0/channels/0/target/path: must be one of"),
        ("asset/version", "1.0", "/asset: glTF version '1.0'; only 2.0 is supported"),
        (
            "extensionsRequired",
            ["KHR_xmp_json_ld"],
            "/extensionsRequired: the file cannot be read without KHR_xmp_json_ld",
        ),
    ],
)
def test_the_line_names_the_place(tmp_path: Path, pointer: str, value: Any, said: str) -> None:
    assert changed(tmp_path, pointer, value).startswith(said)


def test_not_a_number_in_the_data(tmp_path: Path) -> None:
    file = File()
    file.mesh({"POSITION": file.accessor([(0, 0, 0), (1, math.nan, 0), (0, 1, 0)])})
    assert refusal(file.write(tmp_path)) == "/accessors/0: element 1 is not a finite number"


def test_an_index_beyond_the_vertices(tmp_path: Path) -> None:
    file = File()
    file.triangle(indices=file.accessor([0, 1, 3], "uint8"))
    assert refusal(file.write(tmp_path)) == "/meshes/0/primitives/0/indices: vertex 3 of 3"


def test_animation_times_must_rise(tmp_path: Path) -> None:
    file = File()
    file.triangle()
    sampler = {"input": file.accessor([1.0, 1.0]), "output": file.accessor([(0, 0, 0), (1, 0, 0)])}
    channel = {"sampler": 0, "target": {"node": 0, "path": "translation"}}
    file.root["animations"] = [{"channels": [channel], "samplers": [sampler]}]
    assert refusal(file.write(tmp_path)).startswith("/animations/0/samplers/0/input: times must rise")


def test_empty_accessors_cannot_take_memory(tmp_path: Path) -> None:
    file = File(accessors=[{"componentType": 5126, "type": "MAT4", "count": 2**40}])
    assert refusal(file.write(tmp_path)).startswith("/accessors/0/count: 1099511627776 elements without data")


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("../secret.bin", "is outside the model's folder"),
        ("%2e%2e/secret.bin", "is outside the model's folder"),
        ("sub/../../secret.bin", "is outside the model's folder"),
        ("link.bin", "is outside the model's folder"),
        ("/etc/hostname", "only data URIs and relative paths are read"),
        ("file:///etc/hostname", "only data URIs and relative paths are read"),
        ("http://example.org/a.bin", "only data URIs and relative paths are read"),
        ("//example.org/a.bin", "only data URIs and relative paths are read"),
        ("none.bin", "is missing"),
        ("", "is missing"),
        ("a%00b", "is not a usable file name"),
        ("data:application/octet-stream;base64,!!!", "bad base64"),
        ("short.bin", "the data has 3 bytes"),
    ],
)
def test_uris_stay_in_the_folder(tmp_path: Path, uri: str, said: str) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret.bin").write_bytes(bytes(36))
    (folder / "link.bin").symlink_to(tmp_path / "secret.bin")
    (folder / "short.bin").write_bytes(b"abc")
    file = File()
    file.mesh({"POSITION": file.accessor(TRIANGLE)})
    file.bytes()
    file.root["buffers"] = [{"byteLength": 36, "uri": uri}]
    (folder / "model.gltf").write_text(json.dumps(file.root))
    line = refusal(folder / "model.gltf")
    assert line.startswith("/buffers/0")
    assert said in line


def test_external_files_when_allowed(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    file = File()
    file.mesh({"POSITION": file.accessor(TRIANGLE)})
    file.bytes()
    (tmp_path / "shared.bin").write_bytes(file.body)
    file.root["buffers"][0]["uri"] = "../shared.bin"
    path = tmp_path / "folder" / "model.gltf"
    path.write_text(json.dumps(file.root))
    refusal(path)
    assert len(load(path, allow_external=True).meshes) == 1


def test_a_broken_picture(tmp_path: Path) -> None:
    file = File()
    view = file.view(b"\x89PNG\r\n\x1a\n and then nothing")
    file.root |= {
        "images": [{"bufferView": view, "mimeType": "image/png"}],
        "textures": [{"source": 0}],
        "materials": [{"emissiveTexture": {"index": 0}}],
    }
    assert refusal(file.write(tmp_path)).startswith("/images/0: picture cannot be decoded")


@pytest.mark.parametrize("text", ["", "{", "[]", "{} x", '{"asset": NaN}', "[" * 100_000, "\udcff", '{"a": 1e999}'])
def test_text_that_is_not_a_document(tmp_path: Path, text: str) -> None:
    path = tmp_path / "model.gltf"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert refusal(path)


def listed() -> list[tuple[str, int]]:
    if not BROKEN.is_dir():
        return [("(no files)", 0)]
    rows = [line.split("\t") for line in (BROKEN / "expected.tsv").read_text().splitlines()[1:]]
    return [(row[0], int(row[1])) for row in rows]


@broken
@pytest.mark.parametrize(("name", "errors"), listed(), ids=lambda v: str(v))
def test_public_broken_files(name: str, errors: int) -> None:
    """What the Khronos validator finds errors in is refused, all else loads."""
    if errors:
        assert refusal(BROKEN / name)
    else:
        add_model(Scene("odd"), load(BROKEN / name))


def test_half_a_character_in_a_name_is_replaced(tmp_path: Path) -> None:
    """A lone surrogate can be neither printed nor written."""
    path = tmp_path / "odd.gltf"
    path.write_bytes(rb'{"asset":{"version":"2.0"},"nodes":[{"name":"a\ud800b"},{"name":"\ud83d\ude00"}]}')
    assert [node.name.encode() for node in load(path).nodes] == ["a\ufffdb".encode(), "\U0001f600".encode()]


def test_pictures_larger_than_their_file_deserves_are_refused(tmp_path: Path) -> None:
    file = File()
    flat = io.BytesIO()
    Image.new("L", (4096, 4096)).save(flat, "PNG")
    image = {"bufferView": file.view(flat.getvalue()), "mimeType": "image/png"}
    file.root |= {"images": [image] * 5, "textures": [{"source": i} for i in range(5)]}
    file.root["materials"] = [{"emissiveTexture": {"index": i}} for i in range(5)]
    with pytest.raises(InputError, match="/images/4: the textures have more than"):
        load(file.write(tmp_path))


def test_instances_are_counted_over_the_file(tmp_path: Path) -> None:
    file = File(extensionsUsed=["EXT_mesh_gpu_instancing"])
    file.triangle()
    half = file.entry({"componentType": 5126, "type": "VEC3", "count": 600_000})
    extensions = {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": half}}}
    file.root["nodes"] = [{"mesh": 0, "extensions": extensions}] * 2
    with pytest.raises(InputError, match="/nodes/1/extensions/EXT_mesh_gpu_instancing: more than"):
        load(file.write(tmp_path))


def test_a_line_of_text_does_not_fill_the_memory(tmp_path: Path) -> None:
    """One substitute among millions of elements of which the file holds nothing."""
    file = File()
    index = {"bufferView": file.view(b"\1\0\0\0"), "componentType": 5125}
    sparse = {"count": 1, "indices": index, "values": {"bufferView": file.view(bytes(12))}}
    number = file.entry({"componentType": 5126, "type": "VEC3", "count": 1 << 21, "sparse": sparse})
    file.mesh({"POSITION": number})
    assert "/accessors/0/count: sparse accessors have 2097152 elements without data" in refusal(file.write(tmp_path))


def test_a_morphed_figure_of_sparse_targets_is_no_such_line(tmp_path: Path) -> None:
    """A hundred sparse targets of many thousand vertices, as avatars have: the file's own bytes speak for it."""
    file = File()
    position = np.random.default_rng(1).normal(size=(20_000, 3))
    index = {"bufferView": file.view(b"\1\0\0\0"), "componentType": 5125}
    sparse = {"count": 1, "indices": index, "values": {"bufferView": file.view(np.ones(3, "<f4").tobytes())}}
    entry = {"componentType": 5126, "type": "VEC3", "count": 20_000, "sparse": sparse, "min": [0] * 3, "max": [1] * 3}
    targets = [{"POSITION": file.entry(dict(entry))} for _ in range(100)]
    file.mesh({"POSITION": file.accessor(position)}, targets=targets)
    assert len(load(file.write(tmp_path)).meshes[0].primitives[0].targets) == 100


def test_millions_of_keys_without_data_are_not_looked_at(tmp_path: Path) -> None:
    file = File()
    file.triangle()
    entries = [{"componentType": 5126, "type": kind, "count": 1 << 26} for kind in ("SCALAR", "VEC3")]
    times, values = (file.entry(entry) for entry in entries)
    channel = {"sampler": 0, "target": {"node": 0, "path": "translation"}}
    file.root["animations"] = [{"channels": [channel], "samplers": [{"input": times, "output": values}]}]
    (said,) = load(file.write(tmp_path)).dropped
    assert said == "animation 'animation0': translation of node 0 stays as it is, its keys are zeros"
