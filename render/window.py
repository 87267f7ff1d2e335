"""A window with an EGL context, by GLFW."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import numpy as np

from assets.errors import InputError
from assets.scene import Bytes
from render import gl
from render.context import INSTALL, NEEDED, Context


class Window:
    """Opens a window and makes its context current. Needs a display; InputError says so when there is none."""

    def __init__(self, title: str, size: tuple[int, int], vsync: bool = True, visible: bool = True) -> None:
        import glfw

        self._glfw = glfw
        glfw.ERROR_REPORTING = "ignore"  # what fails here is said below, in one line
        if not glfw.init():
            raise InputError("cannot open a window: no display (on a server, render to files or run under xvfb-run)")
        glfw.window_hint(glfw.CONTEXT_CREATION_API, glfw.EGL_CONTEXT_API)
        glfw.window_hint(glfw.CONTEXT_VERSION_MAJOR, NEEDED[0])
        glfw.window_hint(glfw.CONTEXT_VERSION_MINOR, NEEDED[1])
        glfw.window_hint(glfw.OPENGL_PROFILE, glfw.OPENGL_CORE_PROFILE)
        glfw.window_hint(glfw.VISIBLE, visible)
        self.handle: Any = glfw.create_window(*size, title, None, None)
        if not self.handle:
            glfw.terminate()
            raise InputError(f"cannot open a window with an OpenGL {NEEDED[0]}.{NEEDED[1]} context; {INSTALL}")
        glfw.make_context_current(self.handle)
        glfw.swap_interval(int(vsync))
        self.context = Context.adopt()

    @property
    def size(self) -> tuple[int, int]:
        """The framebuffer's size in pixels."""
        w, h = self._glfw.get_framebuffer_size(self.handle)
        return int(w), int(h)

    @property
    def open(self) -> bool:
        return self.handle is not None and not self._glfw.window_should_close(self.handle)

    def present(self) -> None:
        """Show what was drawn and take in events."""
        self._glfw.swap_buffers(self.handle)
        self._glfw.poll_events()

    def wait(self, seconds: float) -> None:
        """Leave the picture as it is; take in events, returning at the first or after `seconds`."""
        self._glfw.wait_events_timeout(seconds)

    def pixels(self) -> Bytes:
        """What was drawn and is not yet presented, `(h, w, 3)` uint8, top row first."""
        w, h = self.size
        out = np.empty((h, w, 3), np.uint8)
        gl.glBindFramebuffer(gl.GL_READ_FRAMEBUFFER, 0)
        gl.glPixelStorei(gl.GL_PACK_ALIGNMENT, 1)
        gl.glReadPixels(0, 0, w, h, gl.GL_RGB, gl.GL_UNSIGNED_BYTE, out)
        return np.ascontiguousarray(out[::-1])

    def close(self) -> None:
        if self.handle is not None:
            self._glfw.destroy_window(self.handle)
            self.handle = None
            self._glfw.terminate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
