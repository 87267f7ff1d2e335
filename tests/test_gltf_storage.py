"""The same mesh stored in every way the specification allows (3.6.2) is read as the same mesh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.gltf import load
from assets.rig import deformed
from assets.scene import Pose
from tests.gltf_files import COMPONENTS, TRIANGLE, File

KINDS = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}
ROWS: dict[str, tuple[Any, str]] = {
    "POSITION": (TRIANGLE, "float32"),
    "NORMAL": (((0, 0, 1), (0, 1, 0), (1, 0, 0)), "float32"),
    "TANGENT": (((1, 0, 0, 1), (1, 0, 0, -1), (0, 1, 0, 1)), "float32"),
    "TEXCOORD_0": (((0, 0), (65535, 0), (0, 65535)), "uint16"),
    "COLOR_0": (((255, 0, 0, 255), (0, 255, 0, 0), (0, 0, 255, 51)), "uint8"),
    "JOINTS_0": (((0, 1, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0)), "uint8"),
    "WEIGHTS_0": (((32768, 32767, 0, 0), (65535, 0, 0, 0), (65535, 0, 0, 0)), "uint16"),
}
NORMALISED = {"TEXCOORD_0", "COLOR_0", "WEIGHTS_0"}


def plain(file: File, name: str, values: np.ndarray, kind: str) -> dict[str, Any]:
    return {"bufferView": file.view(values.tobytes())}


def padded(file: File, name: str, values: np.ndarray, kind: str) -> dict[str, Any]:
    """In a view of a wide stride, after bytes of something else."""
    size = values.itemsize * values.shape[1]
    rows = np.full((len(values), 36), 255, np.uint8)
    rows[:, 8 : 8 + size] = values.view(np.uint8).reshape(len(values), size)
    return {"bufferView": file.view(rows.tobytes(), byteStride=36), "byteOffset": 8}


def sparse(file: File, name: str, values: np.ndarray, kind: str) -> dict[str, Any]:
    """Zeros (without a view) with every row substituted."""
    index = {"bufferView": file.view(np.arange(len(values), dtype="<u2").tobytes()), "componentType": 5123}
    return {"sparse": {"count": len(values), "indices": index, "values": {"bufferView": file.view(values.tobytes())}}}


def mended(file: File, name: str, values: np.ndarray, kind: str) -> dict[str, Any]:
    """A strided view of nonsense whose rows are all substituted but the first."""
    wrong = values.copy()
    wrong[1:] = wrong[0]
    entry = padded(file, name, wrong, kind)
    index = {"bufferView": file.view(b"\1\2"), "componentType": 5121}
    rest = {"bufferView": file.view(b"\0\0\0\0" + values[1:].tobytes()), "byteOffset": 4}
    return {**entry, "sparse": {"count": len(values) - 1, "indices": index, "values": rest}}


WAYS = {"plain": plain, "padded": padded, "sparse": sparse, "mended": mended}


def stored(way: str) -> File:
    file = File(nodes=[{"children": [1]}, {}])
    attributes = {}
    for name, (rows, dtype) in ROWS.items():
        values = np.array(rows, f"<{np.dtype(dtype).str[1:]}")
        more = {"normalized": True} if name in NORMALISED else {}
        entry = {"componentType": COMPONENTS[dtype], "type": KINDS[values.shape[1]], "count": 3, **more}
        attributes[name] = file.entry({**entry, **WAYS[way](file, name, values, dtype)})
    offsets = np.array([(0, 0, 0), (0, 0, 2), (0, 3, 0)], "<f4")
    target = file.entry({"componentType": 5126, "type": "VEC3", "count": 3, **WAYS[way](file, "", offsets, "float32")})
    file.mesh(attributes, targets=[{"POSITION": target, "NORMAL": target, "TANGENT": target}])
    file.root["nodes"][2]["skin"] = 0
    file.root["skins"] = [{"joints": [0, 1]}]
    return file


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_storing(tmp_path: Path, way: str) -> None:
    model = load(stored(way).write(tmp_path))
    p = model.meshes[0].primitives[0]
    assert model.dropped == ()
    np.testing.assert_array_equal(p.position, np.array(TRIANGLE, np.float32))
    np.testing.assert_array_equal(p.normal, ROWS["NORMAL"][0])
    np.testing.assert_array_equal(p.tangent, ROWS["TANGENT"][0])
    np.testing.assert_array_equal(p.uv, [(0, 0), (1, 0), (0, 1)])
    np.testing.assert_array_equal(p.color, ROWS["COLOR_0"][0])
    np.testing.assert_array_equal(p.joints, ROWS["JOINTS_0"][0])
    assert p.weights is not None
    np.testing.assert_allclose(p.weights[0], [32768 / 65535, 32767 / 65535, 0, 0], rtol=1e-6)
    (target,) = p.targets
    assert target.index.tolist() == [1, 2]
    for part in (target.position, target.normal, target.tangent):
        np.testing.assert_array_equal(part, [(0, 0, 2), (0, 3, 0)])


@pytest.mark.parametrize("dtype", ["int8", "int16"])
def test_quantised_meshes_morph_in_their_own_units(tmp_path: Path, dtype: str) -> None:
    file = File(extensionsUsed=["KHR_mesh_quantization"], extensionsRequired=["KHR_mesh_quantization"])
    full = np.iinfo(dtype).max
    wide = np.zeros((3, 4), dtype)
    wide[:, :3] = np.array(TRIANGLE) * full
    up = np.zeros((3, 4), dtype)
    up[:, 2] = [0, full, -full]

    def entry(values: np.ndarray, **more: Any) -> int:
        view = file.view(values.tobytes(), byteStride=4 * values.itemsize)
        kind = {"bufferView": view, "componentType": COMPONENTS[dtype], "type": "VEC3", "count": 3}
        return file.entry(kind | {"normalized": True} | more)

    file.mesh({"POSITION": entry(wide)}, targets=[{"POSITION": entry(up)}, {"POSITION": entry(up, normalized=False)}])
    p = load(file.write(tmp_path)).meshes[0].primitives[0]
    np.testing.assert_allclose(p.position, TRIANGLE)
    pose = Pose(np.zeros((0, 3, 4), np.float32), np.array([0.5, 0.0], np.float32))
    moved = deformed(p, pose, tuple(t.name for t in p.targets))
    np.testing.assert_allclose(moved, [(0, 0, 0), (1, 0, 0.5), (0, 1, -0.5)], atol=1e-7)
    np.testing.assert_allclose(p.targets[1].position[:, 2], [0, full, -full])


@pytest.mark.parametrize("indices", [False, True])
def test_sparse_and_strided_strips_of_lines(tmp_path: Path, indices: bool) -> None:
    file = File()
    values = np.array([(0, 0, 0), (1, 0, 0), (2, 0, 0)], "<f4")
    entry = {"componentType": 5126, "type": "VEC3", "count": 3}
    more: dict[str, Any] = {"indices": file.accessor([2, 0, 1], "uint16")} if indices else {}
    file.mesh({"POSITION": file.entry(entry | mended(file, "", values, "float32"))}, mode=3, **more)
    p = load(file.write(tmp_path)).meshes[0].primitives[0]
    np.testing.assert_array_equal(p.position[p.indices, 0], [2, 0, 0, 1] if indices else [0, 1, 1, 2])


def test_a_hundred_targets(tmp_path: Path) -> None:
    file = File()
    base = file.accessor(TRIANGLE)
    targets = [{"POSITION": file.accessor(np.eye(3) * k)} for k in range(100)]
    file.mesh({"POSITION": base, "NORMAL": file.accessor([(0, 0, 1)] * 3)}, targets=targets)
    p = load(file.write(tmp_path)).meshes[0].primitives[0]
    assert len(p.targets) == 100
    weights = np.zeros(100, np.float32)
    weights[[3, 70]] = 0.5, -1.0
    moved = deformed(p, Pose(np.zeros((0, 3, 4), np.float32), weights), tuple(t.name for t in p.targets))
    np.testing.assert_allclose(moved, np.array(TRIANGLE) + np.eye(3) * (1.5 - 70), atol=1e-5)


def test_nine_influences_lose_the_weakest_and_say_so(tmp_path: Path) -> None:
    file = File(nodes=[{} for _ in range(12)])
    file.root["nodes"][0]["children"] = list(range(1, 12))
    weights = np.tile(np.arange(12, 0, -1), (3, 1)) / 78
    attributes = {"POSITION": file.accessor(TRIANGLE), "NORMAL": file.accessor([(0, 0, 1)] * 3)}
    for k in range(3):
        rows = np.tile(np.arange(4 * k, 4 * k + 4), (3, 1))
        attributes |= {f"JOINTS_{k}": file.accessor(rows, "uint8"), f"WEIGHTS_{k}": file.accessor(weights[:, rows[0]])}
    file.mesh(attributes)
    file.root["nodes"][12]["skin"] = 0
    file.root["skins"] = [{"joints": list(range(12))}]
    model = load(file.write(tmp_path))
    p = model.meshes[0].primitives[0]
    assert model.dropped == ("mesh 'mesh0': of more than eight joints a vertex, the strongest eight are kept",)
    np.testing.assert_array_equal(p.joints, [list(range(8))] * 3)
    assert p.weights is not None
    np.testing.assert_allclose(p.weights[0], np.arange(12, 4, -1) / 68, rtol=1e-6)
