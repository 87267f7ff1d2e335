"""Records: offsets worked out by hand, and then asked of the driver for every record that the renderer defines."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np
import pytest

import render.pipeline  # noqa: F401  (defines every record)
from render import gl
from render.context import Context
from render.shader import Program
from render.structs import RECORDS, Struct, gpu_struct


def offsets(struct: Struct) -> dict[str, int]:
    assert struct.dtype.fields is not None
    return {name: struct.dtype.fields[name][1] for name, _ in struct.fields}


def test_std430_by_hand() -> None:
    odd = gpu_struct("TestOdd", a="float", b="vec3", c="vec2", d="float", e="vec4", f="uint")
    assert offsets(odd) == {"a": 0, "b": 16, "c": 32, "d": 40, "e": 48, "f": 64}
    assert odd.dtype.itemsize == 80


def test_a_float_fills_the_hole_after_a_vec3() -> None:
    assert offsets(gpu_struct("TestTight", a="vec3", b="float")) == {"a": 0, "b": 12}


def test_std140_rounds_the_size_and_arrays_to_sixteen() -> None:
    block = gpu_struct("TestBlock", "std140", a="float", b="vec4[2]", c="float")
    assert offsets(block) == {"a": 0, "b": 16, "c": 48}
    assert block.dtype.itemsize == 64


def test_unknown_types_and_arrays_with_holes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"TestBad\.a: no GLSL type 'double'"):
        gpu_struct("TestBad", a="double")
    with pytest.raises(ValueError, match="holes"):
        gpu_struct("TestBad", a="vec3[4]")


def test_glsl_text() -> None:
    struct = gpu_struct("TestText", a="vec4[3]", b="uint")
    assert struct.glsl == "struct TestText {\n    vec4 a[3];\n    uint b;\n};\n"


@pytest.mark.gl
@pytest.mark.parametrize("name", sorted(n for n in RECORDS if not n.startswith("Test")))
def test_the_driver_agrees_on_every_offset(context: Context, tmp_path: Path, name: str) -> None:
    record = RECORDS[name]
    file = tmp_path / "probe.glsl"
    if record.packing == "std140":
        block, interface = (
            f"layout(std140, row_major, binding = 0) uniform Probe {{\n{record.members}}};",
            gl.GL_UNIFORM,
        )
    else:
        block, interface = (
            f"layout(std430, row_major, binding = 0) buffer Probe {{\n{record.members}}};",
            gl.GL_BUFFER_VARIABLE,
        )
    # reading each member keeps it active
    reads = "".join(f"    sum += float({_first_component(f, kind)});\n" for f, kind in record.fields)
    text = f"layout(local_size_x = 1) in;\n{block}\nlayout(std430, binding = 1) buffer Out {{ float sum; }};\n"
    file.write_text(text + f"void main() {{\n    sum = 0.0;\n{reads}}}\n")
    with Program({"compute": "probe"}, {}, {"probe": file}) as program:
        found = _resource_offsets(program.name, interface)
        expected = offsets(record)
        assert {k: v for k, v in found.items() if k in expected} == expected


def _first_component(field: str, kind: str) -> str:
    base, _, array = kind.partition("[")
    text = field + ("[0]" if array else "")
    return text if base in {"float", "int", "uint"} else text + ("[0][0]" if base == "mat4" else "[0]")


def _resource_offsets(program: int, interface: int) -> dict[str, int]:
    """name -> offset of every active member of an interface."""
    count = ctypes.c_int()
    gl.glGetProgramInterfaceiv(program, interface, gl.GL_ACTIVE_RESOURCES, ctypes.byref(count))
    out = {}
    for i in range(count.value):
        label, length, offset = ctypes.create_string_buffer(256), ctypes.c_int(), ctypes.c_int()
        gl.glGetProgramResourceName(program, interface, i, 256, length, label)
        properties = np.array([gl.GL_OFFSET], np.uint32)
        gl.glGetProgramResourceiv(program, interface, i, 1, properties, 1, length, ctypes.byref(offset))
        out[label.value.decode().removesuffix("[0]")] = offset.value
    return out
