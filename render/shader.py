"""GLSL programs from files: includes, defines, errors that name the file and line, cached uniforms.

`#include "inc/noise.glsl"` is relative to render/shaders (each file once per shader), `#include "struct/Light"` is the
GLSL of a record of `render.structs` and "members/Light" only its fields; names in `files` (a scene's surface) come
first. Lines are numbered for error logs as file * 100000 + line: GLSL's own numbering of source strings is lost by
Mesa 22 for undeclared names.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assets.errors import InputError
from render import bindings, gl
from render.resources import Resource
from render.structs import RECORDS

SHADERS = Path(__file__).parent / "shaders"
_HEADER = "#version 450 core\n#extension GL_ARB_shader_draw_parameters : require\n"
_LAYERS = "#extension GL_ARB_shader_viewport_layer_array : enable\n#extension GL_AMD_vertex_shader_layer : enable\n"
_INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"')
# "S:N(C): error: ..." (Mesa), "S(N) : error ..." (NVIDIA), "ERROR: S:N: ..." (AMD, Intel)
_PLACE = re.compile(r"(?:ERROR:\s*)?\d+[:(](\d+)\)?")
_LINES = 100_000


class ShaderError(InputError):
    """A shader that cannot be found, compiled or linked."""


def expand(name: str, files: Mapping[str, Path] | None = None) -> tuple[str, list[Path]]:
    """The text of shader file `name` with includes in place, and the files its `#line` numbers refer to."""
    files = files or {}
    sources: list[Path] = []
    seen: set[str] = set()

    def read(name: str, file: Path | None, line: int) -> str:
        if name in seen:
            return ""
        seen.add(name)
        folder, _, record = name.partition("/")
        if folder in {"struct", "members"} and record in RECORDS:
            return RECORDS[record].glsl if folder == "struct" else RECORDS[record].members
        path = files.get(name, SHADERS / name)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ShaderError(f"cannot read shader {name!r} ({error})", file, line if file else None) from error
        start = len(sources) * _LINES
        sources.append(path)
        out = [f"#line {start + 1}"]
        for i, source_line in enumerate(text.splitlines(), 1):
            match = _INCLUDE.match(source_line)
            out.append(f"{read(match[1], path, i)}\n#line {start + i + 1}" if match else source_line)
        return "\n".join(out)

    return read(name, None, 0), sources


class Program(Resource):
    """A linked program. Set uniforms by item: `program["strength"] = 0.2`; unused names are ignored."""

    def __init__(self, stages: Mapping[str, str], defines: Mapping[str, Any], files: Mapping[str, Path]) -> None:
        """`stages` maps "vertex", "fragment" or "compute" to a file under render/shaders. ShaderError on failure."""
        super().__init__(int(gl.glCreateProgram()))
        try:
            for stage, name in stages.items():
                self._compile(stage, name, defines, files)
            gl.glLinkProgram(self.name)
            if not gl.glGetProgramiv(self.name, gl.GL_LINK_STATUS):
                raise ShaderError(f"does not link: {_text(gl.glGetProgramInfoLog(self.name))}", SHADERS / name)
        except ShaderError:
            self.close()
            raise
        self._uniforms = self._list_uniforms()
        self._scalars: dict[str, float] = {}  # what GL holds already

    def _compile(self, stage: str, name: str, defines: Mapping[str, Any], files: Mapping[str, Path]) -> None:
        body, sources = expand(name, files)
        layers = _LAYERS if stage == "vertex" and "EYES" in defines else ""
        head = _HEADER + layers + f"#define {stage.upper()}_STAGE 1\n" + bindings.defines()
        head += "".join(f"#define {k} {int(v) if isinstance(v, bool) else v}\n" for k, v in sorted(defines.items()))
        shader = gl.glCreateShader(getattr(gl, f"GL_{stage.upper()}_SHADER"))
        gl.glShaderSource(shader, head + body)
        gl.glCompileShader(shader)
        ok, log = gl.glGetShaderiv(shader, gl.GL_COMPILE_STATUS), _text(gl.glGetShaderInfoLog(shader))
        gl.glAttachShader(self.name, shader)
        gl.glDeleteShader(shader)  # lives on with the program
        if not ok:
            raise _located(log, sources)

    def _delete(self) -> None:
        gl.glDeleteProgram(self.name)

    def _list_uniforms(self) -> dict[str, tuple[int, int]]:
        """name -> (location, GL type) of the uniforms outside blocks."""
        out = {}
        for i in range(gl.glGetProgramiv(self.name, gl.GL_ACTIVE_UNIFORMS)):
            label, length, count, kind = (
                ctypes.create_string_buffer(256),
                ctypes.c_int(),
                ctypes.c_int(),
                ctypes.c_uint(),
            )
            gl.glGetActiveUniform(self.name, i, 256, length, count, kind, label)
            name = label.value.decode().removesuffix("[0]")
            location = gl.glGetUniformLocation(self.name, name)
            if location >= 0:
                out[name] = (int(location), kind.value)
        return out

    def __setitem__(self, name: str, value: Any) -> None:
        entry = self._uniforms.get(name)
        if entry is None:
            return
        if isinstance(value, int | float):
            if self._scalars.get(name) == value:
                return
            self._scalars[name] = value
        location, kind = entry
        suffix, width, scalar = _SETTERS.get(kind, ("1i", 1, np.int32))
        data = np.ascontiguousarray(value, scalar)
        count = max(1, data.size // width)
        layout = (True,) if suffix.startswith("Matrix") else ()
        gl.entry(f"glProgramUniform{suffix}v")(self.name, location, count, *layout, data)

    def use(self) -> None:
        gl.glUseProgram(self.name)


# GL type -> (glProgramUniform suffix, numbers each, numpy type); matrices go up row-major (transposed by GL)
_SETTERS: dict[int, tuple[str, int, Any]] = {
    0x1406: ("1f", 1, np.float32),
    0x8B50: ("2f", 2, np.float32),
    0x8B51: ("3f", 3, np.float32),
    0x8B52: ("4f", 4, np.float32),
    0x1404: ("1i", 1, np.int32),
    0x8B53: ("2i", 2, np.int32),
    0x8B54: ("3i", 3, np.int32),
    0x8B55: ("4i", 4, np.int32),
    0x1405: ("1ui", 1, np.uint32),
    0x8DC6: ("2ui", 2, np.uint32),
    0x8DC7: ("3ui", 3, np.uint32),
    0x8DC8: ("4ui", 4, np.uint32),
    0x8B56: ("1i", 1, np.int32),
    0x8B5B: ("Matrix3f", 9, np.float32),
    0x8B5C: ("Matrix4f", 16, np.float32),
}


class Programs:
    """All programs of a renderer, built on first use and closed together."""

    def __init__(self, defines: Mapping[str, Any] | None = None) -> None:
        """`defines` go into every program."""
        self._common = dict(defines or {})
        self._cache: dict[tuple[Any, ...], Program] = {}

    def get(
        self,
        fragment: str = "",
        vertex: str = "fullscreen.vert.glsl",
        *,
        compute: str = "",
        defines: Mapping[str, Any] | None = None,
        files: Mapping[str, Path] | None = None,
    ) -> Program:
        """The program of these files, e.g. `get("sky.frag.glsl")` (over the whole screen) or `get(compute="...")`."""
        defines, files = {**self._common, **(defines or {})}, files or {}
        key = (fragment, vertex, compute, *sorted(defines.items()), *sorted(files.items()))
        if key not in self._cache:
            stages = {"compute": compute} if compute else {"vertex": vertex, "fragment": fragment}
            self._cache[key] = Program({k: v for k, v in stages.items() if v}, defines, files)
        return self._cache[key]

    def close(self) -> None:
        for program in self._cache.values():
            program.close()
        self._cache = {}


def _text(log: Any) -> str:
    return log.decode(errors="replace") if isinstance(log, bytes) else str(log)


def _located(log: str, sources: list[Path]) -> ShaderError:
    """The first error of a compiler's log, at its file and line."""
    lines = [x for x in log.splitlines() if "error" in x.lower()] or log.splitlines() or ["unknown error"]
    match = _PLACE.search(lines[0])
    if not match or int(match[1]) // _LINES >= len(sources):
        return ShaderError(lines[0], sources[0])
    message = re.sub(r"^\(\d+\)", "", lines[0][match.end() :]).strip(" :)")
    return ShaderError(message, sources[int(match[1]) // _LINES], int(match[1]) % _LINES)
