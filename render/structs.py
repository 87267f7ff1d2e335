"""One definition of each record that Python writes and shaders read: a numpy dtype and the GLSL text.

Blocks are declared `row_major`, so C-order numpy matrices go up as they are. Layout rules: OpenGL 4.5 core, 7.6.2.2.
A shader receives the text by `#include "struct/NAME"`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Packing = Literal["std430", "std140"]

# GLSL type -> (numpy scalar, shape, alignment in bytes)
_TYPES: dict[str, tuple[str, tuple[int, ...], int]] = {
    "float": ("<f4", (), 4),
    "int": ("<i4", (), 4),
    "uint": ("<u4", (), 4),
    "vec2": ("<f4", (2,), 8),
    "vec3": ("<f4", (3,), 16),
    "vec4": ("<f4", (4,), 16),
    "ivec2": ("<i4", (2,), 8),
    "ivec4": ("<i4", (4,), 16),
    "uvec2": ("<u4", (2,), 8),
    "uvec4": ("<u4", (4,), 16),
    "mat4": ("<f4", (4, 4), 16),
}

RECORDS: dict[str, Struct] = {}
"""Every struct defined so far, by its GLSL name."""


@dataclass(frozen=True)
class Struct:
    """A record: `fields` maps names to GLSL types (an array is "vec4[3]"), `dtype` has the same offsets."""

    name: str
    packing: Packing
    fields: tuple[tuple[str, str], ...]
    dtype: np.dtype[Any]

    @property
    def members(self) -> str:
        """The fields as GLSL, for the body of a struct or block."""
        out = []
        for name, kind in self.fields:
            base, _, count = kind.partition("[")
            out.append(f"    {base} {name}{'[' + count if count else ''};\n")
        return "".join(out)

    @property
    def glsl(self) -> str:
        """`struct NAME {...};`"""
        return f"struct {self.name} {{\n{self.members}}};\n"

    def zeros(self, count: int = 1) -> np.ndarray[Any, np.dtype[Any]]:
        return np.zeros(count, self.dtype)


def gpu_struct(name: str, packing: Packing = "std430", /, **fields: str) -> Struct:
    """Define record `name`; each keyword is a field and its GLSL type. ValueError for a type it does not know."""
    formats: list[Any] = []
    offsets: list[int] = []
    at, widest = 0, 16 if packing == "std140" else 4
    for field, kind in fields.items():
        match = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", kind)
        if not match or match[1] not in _TYPES:
            raise ValueError(f"{name}.{field}: no GLSL type {kind!r}")
        scalar, shape, align = _TYPES[match[1]]
        if match[2]:
            # array elements are padded to the alignment; std140 rounds that up to a vec4
            stride = align if packing == "std430" else 16
            if np.dtype((scalar, shape)).itemsize % stride:
                raise ValueError(f"{name}.{field}: an array of {match[1]} would have holes; use vec4")
            shape, align = (int(match[2]), *shape), stride
        at = -(-at // align) * align
        formats.append((scalar, shape))
        offsets.append(at)
        at += np.dtype((scalar, shape)).itemsize
        widest = max(widest, align)
    size = -(-at // widest) * widest
    dtype = np.dtype({"names": list(fields), "formats": formats, "offsets": offsets, "itemsize": size})
    RECORDS[name] = Struct(name, packing, tuple(fields.items()), dtype)
    return RECORDS[name]
