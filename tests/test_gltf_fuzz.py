"""Mutated files: loaded, or refused with one line; never another exception, a long wait or much memory.

`TAIHE_FUZZ=10000` sets the number of mutations; the seed is fixed.
"""

from __future__ import annotations

import copy
import io
import json
import os
import resource
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.framing import scene_of
from assets.glb_write import glb_bytes
from assets.models import load
from tests.gltf_files import SAMPLES, TRIANGLE, File, skinned
from tests.test_choice import wardrobe
from tests.test_constraints import following
from tests.test_gltf_packed import draco, ktx2, packed_view, rising, save
from tests.test_gltf_pointers import animated
from tests.test_vrm import FACE, character
from tests.test_vrm_more import motion, old_character
from tools.check import check

COUNT = int(os.environ.get("TAIHE_FUZZ", "400"))
LONGEST = 2.0
MEMORY = 1 << 30
NUMBERS = (-1, 0, 1, 2, 3, 7, 127, 255, 65535, 65536, 2**31 - 1, 2**31, 2**32, 2**53, -(2**63), 0.5, -0.5, 1e-40, 1e38)
VALUES = (None, True, "", "x", "../x", "data:,", [], {}, [[]], [0], {"x": 0}, 1e300, *NUMBERS)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """Small sound files of every kind: suffix and bytes."""
    folder = tmp_path_factory.mktemp("sound")
    meshopt = File()
    view = packed_view(meshopt, rising(list(range(16)), 4), 4, 16, "ATTRIBUTES")
    color = meshopt.entry({"bufferView": view, "componentType": 5121, "type": "VEC4", "count": 16, "normalized": True})
    meshopt.mesh({"POSITION": meshopt.accessor([(0, 0, 0)] * 16), "COLOR_0": color})
    textured = File(extensionsUsed=["KHR_texture_basisu"])
    png = io.BytesIO()
    Image.new("RGB", (3, 3), (9, 8, 7)).save(png, "PNG")
    textured.root |= {
        "images": [
            {"bufferView": textured.view(png.getvalue()), "mimeType": "image/png"},
            {"bufferView": textured.view(ktx2((1, 2, 3, 4))), "mimeType": "image/ktx2"},
        ],
        "textures": [{"source": 0}, {"extensions": {"KHR_texture_basisu": {"source": 1}}}],
        "materials": [{"emissiveTexture": {"index": 0}, "pbrMetallicRoughness": {"baseColorTexture": {"index": 1}}}],
    }
    uv = textured.accessor([(0, 0)] * 3)
    textured.mesh({"POSITION": textured.accessor(TRIANGLE), "TEXCOORD_0": uv}, material=0)
    motion(folder)
    moving = animated(
        ("/materials/0/pbrMetallicRoughness/baseColorFactor", [(0, 0, 0, 1), (1, 1, 1, 1)], "LINEAR"),
        ("/materials/0/extensions/KHR_materials_sheen/sheenColorFactor", [(0, 0, 0), (1, 1, 1)], "STEP"),
        ("/nodes/0/rotation", [(0, 0, 0, 1), (0, 0, 1, 0)], "LINEAR"),
        ("/cameras/0/perspective/yfov", [0.5, 1.0], "LINEAR"),
        ("/extensions/KHR_lights_punctual/lights/0/color", [(0, 0, 0), (1, 1, 1)], "LINEAR"),
    )
    crowd = wardrobe()
    many = {"TRANSLATION": crowd.accessor([(0, 0, 0), (0, 0, 5)]), "ROTATION": crowd.accessor([(0, 0, 0, 1)] * 2)}
    many["_COLOR_0"] = crowd.accessor([(1, 0, 0), (0, 1, 0)])
    crowd.root["nodes"][0]["extensions"] = {
        "EXT_mesh_gpu_instancing": {"attributes": many},
        "KHR_node_visibility": {"visible": True},
    }
    spring = {"boneGroups": [{"bones": [0], "colliderGroups": []}]}
    files = [
        (".glb", moving.bytes()),
        (".glb", crowd.bytes()),
        (".gltf", json.dumps(following(aim={"source": 0, "aimAxis": "PositiveX", "weight": 0.5}).root).encode()),
        (".glb", skinned(8).bytes()),
        (".glb", save(meshopt, folder).read_bytes()),
        (".glb", draco(folder).read_bytes()),
        (".glb", textured.bytes()),
        (".vrm", character(expressions=FACE).bytes()),
        (".vrm", old_character(secondaryAnimation=spring).bytes()),
        (".vrma", (folder / "wave.vrma").read_bytes()),
        (".obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvn 0 0 1\nf 1/1/1 2/1/1 3/1/1\n"),
        (".stl", bytes(80) + struct.pack("<I12fH", 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0)),
        (
            ".ply",
            (
                b"ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
                b"element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"
            ),
        ),
    ]
    sample = SAMPLES / "SimpleSkin" / "glTF-Embedded" / "SimpleSkin.gltf"
    return files + ([(".gltf", sample.read_bytes())] if sample.is_file() else [])


def mutated(data: bytes, rng: np.random.Generator) -> bytes:
    """One of: bytes changed, cut short, a run copied or removed, or a value of the JSON replaced."""
    out = bytearray(data)
    kind = int(rng.integers(0, 8))
    if kind >= 4 and (data[:4] == b"glTF" or data[:1] == b"{"):
        return _new_value(data, rng)
    if kind == 0:
        return data[: int(rng.integers(0, len(data)))]
    at, length = int(rng.integers(0, len(data))), int(rng.integers(1, 40))
    if kind == 1:
        del out[at : at + length]
    elif kind == 2:
        out[at:at] = data[at : at + length]
    else:
        # half the time in the second half, where the binary data lies
        low = int(rng.integers(0, 2)) * len(data) // 2
        for place in rng.integers(low, len(data), int(rng.integers(1, 9))):
            out[place] = int(rng.integers(0, 256))
    return bytes(out)


def _new_value(data: bytes, rng: np.random.Generator) -> bytes:
    binary = data[:4] == b"glTF"
    length = struct.unpack_from("<I", data, 12)[0] if binary else 0
    root = json.loads(data[20 : 20 + length] if binary else data)
    for _ in range(int(rng.integers(1, 4))):
        holders = [holder for holder in _holders(root) if len(holder)]
        holder = holders[int(rng.integers(0, len(holders)))]
        key = list(holder)[int(rng.integers(0, len(holder)))] if isinstance(holder, dict) else None
        place: Any = int(rng.integers(0, len(holder))) if key is None else key
        if rng.integers(0, 6) == 0:
            del holder[place]
        else:
            holder[place] = copy.deepcopy(VALUES[int(rng.integers(0, len(VALUES)))])
    text = json.dumps(root).encode()
    if not binary:
        return text
    text += b" " * (-len(text) % 4)
    rest = data[20 + length :]
    return struct.pack("<4sIII4s", b"glTF", 2, 20 + len(text) + len(rest), len(text), b"JSON") + text + rest


def _holders(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from _holders(item)


def outcome(path: Path, again: bool = False) -> str:
    """The line that refuses a file, empty when it can be shown (and, `again`, written)."""
    try:
        model = load(path)
        scene_of(model).evaluate(0.5)
        if again:
            glb_bytes(model)
    except InputError as error:
        return str(error)
    return ""


def test_mutations_are_loaded_or_refused_in_one_line(sound: list[tuple[str, bytes]], tmp_path: Path) -> None:
    rng = np.random.default_rng(20261121)
    refused = 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for i in range(COUNT):
        suffix, data = sound[i % len(sound)]
        path = tmp_path / f"file{suffix}"
        path.write_bytes(mutated(data, rng))
        start = time.process_time()
        try:
            line = outcome(path, i % 4 == 0)
        except Exception as error:
            (tmp_path / "culprit").write_bytes(path.read_bytes())
            raise AssertionError(f"mutation {i} ({suffix}), kept in {tmp_path / 'culprit'}") from error
        assert time.process_time() - start < LONGEST, f"mutation {i} ({suffix}) took too long: {line}"
        assert "\n" not in line
        if i % 8 == 0:
            assert check(path).ok == (not line)
        refused += bool(line)
    assert COUNT * 0.3 < refused < COUNT
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * 1024 < MEMORY


def test_the_files_are_sound(sound: list[tuple[str, bytes]], tmp_path: Path) -> None:
    for suffix, data in sound:
        path = tmp_path / f"file{suffix}"
        path.write_bytes(data)
        assert outcome(path, True) == ""
