"""Shader files: includes, error places, uniforms, the cache."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from render.context import Context
from render.gpu import Gpu
from render.graph import TextureDesc
from render.resources import Texture
from render.shader import Programs, ShaderError, expand


def test_an_include_is_numbered_and_comes_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('#include "b"\nint x;\n#include "b"\nint y;')
    (tmp_path / "b").write_text("int z;")
    text, sources = expand("a", {"a": tmp_path / "a", "b": tmp_path / "b"})
    lines = [x for x in text.splitlines() if x]
    assert lines == ["#line 1", "#line 100001", "int z;", "#line 2", "int x;", "#line 4", "int y;"]
    assert [s.name for s in sources] == ["a", "b"]


def test_a_missing_include_names_who_asked(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('int x;\n#include "inc/nowhere.glsl"')
    with pytest.raises(ShaderError, match=r"a:2: cannot read shader 'inc/nowhere\.glsl'"):
        expand("a", {"a": tmp_path / "a"})


@pytest.mark.gl
def test_an_error_is_reported_at_its_file_and_line(context: Context, tmp_path: Path) -> None:
    (tmp_path / "outer.glsl").write_text('out vec4 o;\n#include "inner"\nvoid main() { o = vec4(f()); }\n')
    (tmp_path / "inner.glsl").write_text("float f() {\n    return missing;\n}\n")
    files = {"outer": tmp_path / "outer.glsl", "inner": tmp_path / "inner.glsl"}
    with closing(Programs()) as programs, pytest.raises(InputError, match=r"inner\.glsl:2: .*missing"):
        programs.get("outer", files=files)
    (tmp_path / "inner.glsl").write_text("float f() { return 1.0; }\n")
    (tmp_path / "outer.glsl").write_text('out vec4 o;\n#include "inner"\nvoid main() { p = vec4(f()); }\n')
    with closing(Programs()) as programs, pytest.raises(InputError, match=r"outer\.glsl:3: "):
        programs.get("outer", files=files)


@pytest.mark.gl
def test_uniforms_of_every_kind_arrive(context: Context, tmp_path: Path) -> None:
    file = tmp_path / "u.glsl"
    file.write_text(
        "layout(location = 0) out vec4 o;\nuniform float a; uniform vec2 b; uniform int c; uniform uint d;\n"
        "uniform mat4 m; uniform vec4 list[3];\n"
        "void main() { o = m * vec4(a, b.y, float(c), 1.0) + list[2] * float(d); }\n"
    )
    gpu = Gpu()
    program = gpu.programs.get("u", files={"u": file})
    matrix = np.arange(16).reshape(4, 4)
    program["a"], program["b"], program["c"], program["d"] = 2.0, (9, 3), 4, 5
    program["m"], program["list"] = matrix, [(0, 0, 0, 0), (0, 0, 0, 0), (1, 2, 3, 4)]
    program["not there"] = 1
    with Texture(TextureDesc((1, 1), "rgba32f")) as target:
        gpu.pool.framebuffer([target]).bind()
        gpu.empty.bind()
        program.use()
        from render import gl

        gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
        expected = matrix @ [2, 3, 4, 1] + 5 * np.array([1, 2, 3, 4])
        assert target.read()[0, 0].tolist() == expected.tolist()
    gpu.close()


@pytest.mark.gl
def test_equal_requests_share_a_program_and_defines_part_them(context: Context) -> None:
    programs = Programs()
    one = programs.get("accumulate.frag.glsl")
    assert programs.get("accumulate.frag.glsl") is one
    assert programs.get("accumulate.frag.glsl", defines={"X": 1}) is not one
    programs.close()
