"""Builds small glTF files by hand for the tests of the reader."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

SAMPLES = Path(__file__).parents[2] / "shared" / "gltf-samples"
BROKEN = Path(__file__).parents[2] / "shared" / "gltf-broken"
COMPONENTS = {"int8": 5120, "uint8": 5121, "int16": 5122, "uint16": 5123, "uint32": 5125, "float32": 5126}
TRIANGLE = ((0, 0, 0), (1, 0, 0), (0, 1, 0))


class File:
    """A glTF document under construction; `root` may be edited freely before it is written."""

    def __init__(self, **root: Any) -> None:
        self.root: dict[str, Any] = {"asset": {"version": "2.0"}, **root}
        self.body = bytearray()
        self.without_data: list[dict[str, Any]] = []

    def view(self, data: bytes, **more: Any) -> int:
        self.body += bytes(-len(self.body) % 4)
        views = self.root.setdefault("bufferViews", [])
        views.append({"buffer": 0, "byteOffset": len(self.body), "byteLength": len(data), **more})
        self.body += data
        return len(views) - 1

    def accessor(self, values: ArrayLike, dtype: str = "float32", kind: str | None = None, **more: Any) -> int:
        """An accessor with a view of its own; with bounds where positions and times need them."""
        array: NDArray[Any] = np.asarray(values, dtype)
        width = 1 if array.ndim == 1 else array.shape[1]
        kind = kind or {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}[width]
        entry = {"bufferView": self.view(array.tobytes()), "componentType": COMPONENTS[dtype], "type": kind}
        bounds = {"min": array.min(0), "max": array.max(0)} if dtype == "float32" and width in (1, 3) else {}
        if array.size and np.isfinite(array).all():
            entry |= {key: np.atleast_1d(value).tolist() for key, value in bounds.items()}
        return self.entry({**entry, "count": len(array), **more})

    def entry(self, accessor: dict[str, Any]) -> int:
        accessors = self.root.setdefault("accessors", [])
        accessors.append(accessor)
        return len(accessors) - 1

    def mesh(
        self, attributes: dict[str, int], node: bool = True, mesh: dict[str, Any] | None = None, **more: Any
    ) -> int:
        """A mesh of one primitive, and a node that shows it."""
        meshes = self.root.setdefault("meshes", [])
        meshes.append({"primitives": [{"attributes": attributes, **more}], **(mesh or {})})
        if node:
            self.root.setdefault("nodes", []).append({"mesh": len(meshes) - 1})
        return len(meshes) - 1

    def triangle(self, **more: Any) -> int:
        """The triangle (0,0,0) (1,0,0) (0,1,0) with normals, as mesh and node."""
        return self.mesh({"POSITION": self.accessor(TRIANGLE), "NORMAL": self.accessor([(0, 0, 1)] * 3)}, **more)

    def bytes(self) -> bytes:
        if self.body:
            self.root["buffers"] = [{"byteLength": len(self.body)}, *self.without_data]
        text = json.dumps(self.root).encode()
        text += b" " * (-len(text) % 4)
        body = bytes(self.body) + bytes(-len(self.body) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text
        if body:
            chunks += struct.pack("<I4s", len(body), b"BIN\0") + body
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks

    def write(self, folder: Path, name: str = "model.glb") -> Path:
        path = folder / name
        path.write_bytes(self.bytes())
        return path


def skinned(influences: int) -> File:
    """A triangle bound to two joints a metre apart; of 2 or 8 influences."""
    file = File(nodes=[{"children": [1]}, {"translation": [0, 1, 0]}])
    joints = np.zeros((3, 8), np.uint8)
    joints[2, :] = [0, 0, 0, 0, 1, 0, 0, 1]
    weights = np.tile(np.array([1, 0, 0, 0, 0, 0, 0, 0], np.float32), (3, 1))
    weights[2] = [0.05, 0.05, 0.05, 0.05, 0.5, 0.1, 0.1, 0.1] if influences == 8 else [0.5, 0, 0, 0, 0.5, 0, 0, 0]
    attributes = {"POSITION": file.accessor([*TRIANGLE[:2], (0, 2, 0)]), "NORMAL": file.accessor([(0, 0, 1)] * 3)}
    for k in range(2):
        attributes[f"JOINTS_{k}"] = file.accessor(joints[:, 4 * k : 4 * k + 4], "uint8")
        attributes[f"WEIGHTS_{k}"] = file.accessor(weights[:, 4 * k : 4 * k + 4])
    bind = np.stack([np.eye(4), np.eye(4)]).astype(np.float32)
    bind[1, 3, 1] = -1.0  # stored by columns: a translation of -1 along y
    file.mesh(attributes)
    file.root["nodes"][2]["skin"] = 0
    file.root["skins"] = [{"joints": [0, 1], "inverseBindMatrices": file.accessor(bind.reshape(2, 16))}]
    return file
