"""An OpenGL 4.5 core context: headless through EGL, or the current one of a window.

EGL goes through ctypes: `import OpenGL.EGL` fails in PyOpenGL 3.1.10 once its error checking is off. Sources:
EGL 1.5, EGL_EXT_platform_device, EGL_MESA_platform_surfaceless, EGL_KHR_surfaceless_context.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any, Literal, Self

from assets.errors import InputError
from render import gl

LAYERED = {"GL_ARB_shader_viewport_layer_array", "GL_AMD_vertex_shader_layer"}
"""Either lets a vertex shader choose the layer."""
INSTALL = "install it with: sudo apt-get install libegl1 libgl1 libgl1-mesa-dri"
NEEDED = (4, 5)

_NONE, _EXTENSIONS, _VENDOR, _OPENGL_API = 0x3038, 0x3055, 0x3053, 0x30A2
_SURFACE_TYPE, _RENDERABLE_TYPE, _OPENGL_BIT = 0x3033, 0x3040, 8
_MAJOR, _MINOR, _PROFILE, _CORE, _DEBUG = 0x3098, 0x30FB, 0x30FD, 1, 0x31B0
_PLATFORM_DEVICE, _PLATFORM_SURFACELESS, _DRM_FILE = 0x313F, 0x31DD, 0x3233
_RANK = {"nvidia": 0, "drm": 1, "software": 2}


@dataclass(frozen=True)
class Device:
    """An EGL device. `index` is what `Context(device=...)` takes; `node` its DRM file or ""."""

    index: int
    kind: Literal["nvidia", "drm", "software"]
    node: str
    handle: int


@cache
def _egl() -> ctypes.CDLL:
    try:
        lib = ctypes.CDLL("libEGL.so.1")
    except OSError as error:
        raise InputError(f"OpenGL cannot be loaded ({error}); {INSTALL}") from error
    pointer, integer = ctypes.c_void_p, ctypes.c_int
    for name, result, *arguments in (
        ("eglGetProcAddress", pointer, ctypes.c_char_p),
        ("eglQueryString", ctypes.c_char_p, pointer, integer),
        ("eglInitialize", integer, pointer, pointer, pointer),
        ("eglTerminate", integer, pointer),
        ("eglBindAPI", integer, ctypes.c_uint),
        ("eglChooseConfig", integer, pointer, pointer, pointer, integer, pointer),
        ("eglCreateContext", pointer, pointer, pointer, pointer, pointer),
        ("eglMakeCurrent", integer, pointer, pointer, pointer, pointer),
        ("eglDestroyContext", integer, pointer, pointer),
        ("eglGetError", integer),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


def _extension(name: bytes, result: Any, *arguments: Any) -> Any:
    """An extension function, or None."""
    address = _egl().eglGetProcAddress(name)
    return ctypes.CFUNCTYPE(result, *arguments)(address) if address else None


def _names(display: int | None) -> list[str]:
    return (_egl().eglQueryString(display, _EXTENSIONS) or b"").decode().split()


def devices() -> list[Device]:
    """All EGL devices, in the driver's order. InputError when there is no EGL library."""
    query = _extension(b"eglQueryDevicesEXT", ctypes.c_uint, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    describe = _extension(b"eglQueryDeviceStringEXT", ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int)
    if not query or not describe:
        return []
    count = ctypes.c_int(0)
    query(0, None, ctypes.byref(count))
    handles = (ctypes.c_void_p * count.value)()
    query(count.value, handles, ctypes.byref(count))
    found = []
    for i, handle in enumerate(handles[: count.value]):
        names = (describe(handle, _EXTENSIONS) or b"").decode().split()
        node = (describe(handle, _DRM_FILE) or b"").decode() if "EGL_EXT_device_drm" in names else ""
        kind: Literal["nvidia", "drm", "software"] = (
            "nvidia" if "EGL_NV_device_cuda" in names else "software" if "EGL_MESA_device_software" in names else "drm"
        )
        found.append(Device(i, kind, node, handle or 0))
    return found


def _displays(device: int | None) -> Iterator[tuple[str, int]]:
    """(name, EGLDisplay) candidates: GPUs first, then software, then Mesa's surfaceless platform."""
    get = _extension(b"eglGetPlatformDisplayEXT", ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p)
    client = _names(None)
    known = devices()
    if device is not None and not (isinstance(device, int) and 0 <= device < len(known)):
        raise InputError(f"no graphics device {device}; this machine has {len(known)} (0 to {len(known) - 1})")
    if get and "EGL_EXT_platform_device" in client:
        chosen = known if device is None else [known[device]]
        for d in sorted(chosen, key=lambda d: _RANK[d.kind]):
            yield f"device {d.index} ({d.kind} {d.node})".replace(" )", ")"), get(_PLATFORM_DEVICE, d.handle, None)
    if get and device is None and "EGL_MESA_platform_surfaceless" in client:
        yield "surfaceless", get(_PLATFORM_SURFACELESS, None, None)


class Context:
    """A current OpenGL context. Close it (or use `with`); closing one that was adopted leaves the window's alone.

    `device` picks one of `devices()`; None takes the best. InputError says what is missing and what to install.
    """

    def __init__(self, device: int | None = None, debug: bool = False) -> None:
        self._handles: tuple[int, int] | None = None
        failures = []
        for name, display in _displays(device):
            problem = self._open(display, debug)
            if not problem:
                self.device = name
                self._describe()
                return
            failures.append(f"{name}: {problem}")
        why = "; ".join(failures) or "no EGL display"
        raise InputError(f"no OpenGL {NEEDED[0]}.{NEEDED[1]} context ({why}); {INSTALL}")

    @classmethod
    def adopt(cls) -> Self:
        """Wrap the context that is already current in this thread (a window's)."""
        self = cls.__new__(cls)
        self._handles, self.device = None, "window"
        self._describe()
        return self

    def _open(self, display: int | None, debug: bool) -> str:
        """Create and make current; "" or the reason why not."""
        egl = _egl()
        major, minor = ctypes.c_int(), ctypes.c_int()
        if not display or not egl.eglInitialize(display, ctypes.byref(major), ctypes.byref(minor)):
            return f"eglInitialize failed (0x{egl.eglGetError():x})"
        names = _names(display)
        if "EGL_KHR_surfaceless_context" not in names:
            return "no EGL_KHR_surfaceless_context"
        egl.eglBindAPI(_OPENGL_API)
        wanted = (ctypes.c_int * 5)(_SURFACE_TYPE, 0, _RENDERABLE_TYPE, _OPENGL_BIT, _NONE)
        config, count = ctypes.c_void_p(), ctypes.c_int()
        found = egl.eglChooseConfig(display, wanted, ctypes.byref(config), 1, ctypes.byref(count)) and count.value
        if not found and "EGL_KHR_no_config_context" not in names:
            return "no EGL configuration for OpenGL"
        attributes = (ctypes.c_int * 9)(
            _MAJOR, NEEDED[0], _MINOR, NEEDED[1], _PROFILE, _CORE, _DEBUG, int(debug), _NONE
        )  # fmt: skip
        context = egl.eglCreateContext(display, config if found else None, None, attributes)
        if not context:
            return f"eglCreateContext failed (0x{egl.eglGetError():x})"
        if not egl.eglMakeCurrent(display, None, None, context):
            egl.eglDestroyContext(display, context)
            return f"eglMakeCurrent failed (0x{egl.eglGetError():x})"
        self._handles = (display, context)
        return ""

    def _describe(self) -> None:
        try:
            text = [gl.glGetString(getattr(gl, f"GL_{k}")) for k in ("VENDOR", "RENDERER", "VERSION")]
        except (ImportError, AttributeError, TypeError, OSError) as error:
            raise InputError(f"OpenGL cannot be loaded ({error}); {INSTALL}") from error
        if text[2] is None:
            raise InputError(f"no OpenGL context is current; {INSTALL}")
        self.vendor, self.renderer, self.version = (t.decode() for t in text)
        number = tuple(int(x) for x in self.version.split()[0].split(".")[:2])
        if number < NEEDED:
            raise InputError(f"OpenGL {self.version} of {self.renderer} is too old, 4.5 is needed; {INSTALL}")
        self.extensions = gl.extensions()
        if "GL_ARB_shader_draw_parameters" not in self.extensions and number < (4, 6):
            raise InputError(f"{self.renderer} lacks GL_ARB_shader_draw_parameters; {INSTALL}")
        self.layered = bool(self.extensions & LAYERED)
        self.software = "llvmpipe" in self.renderer or "softpipe" in self.renderer

    def make_current(self) -> None:
        """Make this headless context current again (nothing to do for an adopted one)."""
        if self._handles:
            display, context = self._handles
            if not _egl().eglMakeCurrent(display, None, None, context):
                raise InputError(f"{self.device}: eglMakeCurrent failed (0x{_egl().eglGetError():x})")

    def close(self) -> None:
        if self._handles:
            display, context = self._handles
            self._handles = None
            _egl().eglMakeCurrent(display, None, None, None)
            _egl().eglDestroyContext(display, context)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
