"""OpenGL's entry points: PyOpenGL's, counted, and the few that it gets wrong, by ctypes.

Use as `from render import gl; gl.glClear(gl.GL_COLOR_BUFFER_BIT)`. PyOpenGL is imported on first use, so that
importing `render` works (and can explain what to install) on a machine without any OpenGL.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

if sys.platform == "linux":
    # Read by PyOpenGL at its first import: windows and headless contexts are both EGL here.
    os.environ.setdefault("PYOPENGL_PLATFORM", "egl")

calls = 0
"""GL calls made through this module since the process began; take differences."""

seconds = 0.0
"""Time spent inside them: the driver's, and PyOpenGL's own few microseconds a call."""

_DEBUG_TYPE_ERROR = 0x824C
_DEBUG_SEVERITY_HIGH = 0x9146
_DEBUG_SOURCE_SHADER_COMPILER = 0x8248


def checks(enabled: bool) -> None:
    """Choose PyOpenGL's own checking: off (a frame costs half the Python time) or on (tests). Before any GL call."""
    import OpenGL

    OpenGL.ERROR_CHECKING = enabled
    OpenGL.ERROR_ON_COPY = enabled
    OpenGL.CONTEXT_CHECKING = enabled
    OpenGL.ERROR_LOGGING = False


if os.environ.get("TAIHE_GL_CHECKS", "") in {"", "0"}:
    checks(False)
else:
    checks(True)


def __getattr__(name: str) -> Any:
    """Any name of OpenGL.GL; functions come wrapped with the counter and are kept, so this runs once a name."""
    if name.startswith("__"):
        raise AttributeError(name)
    from OpenGL import GL

    value = getattr(GL, name)
    if name.startswith("gl") and callable(value):
        value = _counted(value)
    globals()[name] = value
    return value


def _counted(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        global calls, seconds
        calls += 1
        begin = time.perf_counter()
        result = function(*args)
        seconds += time.perf_counter() - begin
        return result

    return call


def entry(name: str) -> Any:
    """A name of OpenGL.GL that is known only at run time; as quick as an attribute once it has been asked for."""
    return globals().get(name) or __getattr__(name)


@cache
def _raw(version: str, name: str) -> Callable[..., Any]:
    """The entry point without PyOpenGL's conversions."""
    return _counted(getattr(import_module(f"OpenGL.raw.GL.VERSION.{version}"), name))


def overhead() -> float:
    """Seconds that PyOpenGL itself takes for a call the driver answers at once (median of 5 times 100)."""
    get, blend = entry("glIsEnabled"), entry("GL_BLEND")
    runs = []
    for _ in range(5):
        begin = time.perf_counter()
        for _ in range(100):
            get(blend)
        runs.append((time.perf_counter() - begin) / 100)
    return sorted(runs)[2]


def create(kind: str, *args: Any) -> int:
    """The name of one new object: `create("Buffers")` calls glCreateBuffers."""
    name = np.zeros(1, np.uint32)
    entry(f"glCreate{kind}")(*args, 1, name)
    return int(name[0])


def delete(kind: str, name: int) -> None:
    """Delete one object: `delete("Buffers", name)` calls glDeleteBuffers."""
    entry(f"glDelete{kind}")(1, np.array([name], np.uint32))


def query_result(query: int) -> int:
    """The 64-bit result of a query, waiting for it (glGetQueryObjectui64v raises KeyError in PyOpenGL 3.1.10)."""
    value = ctypes.c_uint64()
    _raw("GL_3_3", "glGetQueryObjectui64v")(query, entry("GL_QUERY_RESULT"), ctypes.byref(value))
    return value.value


MODES = {"points": 0x0000, "lines": 0x0001, "triangles": 0x0004}


def multi_draw_indirect(offset: int, count: int, stride: int = 0, topology: str = "triangles") -> None:
    """glMultiDrawElementsIndirect with 32-bit indices from the bound indirect buffer, at a byte offset."""
    _raw("GL_4_3", "glMultiDrawElementsIndirect")(MODES[topology], 0x1405, ctypes.c_void_p(offset), count, stride)


def extensions() -> frozenset[str]:
    """The current context's extensions."""
    get, count = entry("glGetStringi"), int(entry("glGetIntegerv")(entry("GL_NUM_EXTENSIONS")))
    return frozenset(get(entry("GL_EXTENSIONS"), i).decode() for i in range(count))


def watch_errors(messages: list[str]) -> object:
    """Append the driver's errors (not its advice) to `messages`. Keep the returned object as long as the context."""
    from OpenGL import GL

    def receive(source: int, kind: int, identity: int, severity: int, length: int, message: Any, user: Any) -> None:
        if source == _DEBUG_SOURCE_SHADER_COMPILER:
            return  # reported as ShaderError, with file and line
        if kind == _DEBUG_TYPE_ERROR or severity == _DEBUG_SEVERITY_HIGH:
            messages.append(ctypes.string_at(message, length).decode(errors="replace"))

    callback = GL.GLDEBUGPROC(receive)
    GL.glEnable(GL.GL_DEBUG_OUTPUT)
    GL.glEnable(GL.GL_DEBUG_OUTPUT_SYNCHRONOUS)
    GL.glDebugMessageCallback(callback, None)
    return callback
