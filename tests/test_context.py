"""Contexts: what this machine has, and what a user without a driver is told."""

from __future__ import annotations

import ctypes

import pytest

from assets.errors import InputError
from render import context as module
from render import gl
from render.context import Context, devices


@pytest.mark.gl
def test_this_machine_has_a_context_that_is_new_enough(context: Context) -> None:
    assert tuple(int(x) for x in context.version[:3].split(".")) >= (4, 5)
    assert context.renderer
    assert context.vendor


@pytest.mark.gl
def test_devices_are_listed_and_can_be_chosen(context: Context) -> None:
    found = devices()
    assert [d.index for d in found] == list(range(len(found)))
    if found:
        with Context(device=0) as chosen:
            assert chosen.device.startswith("device 0 ")
        context.make_current()


@pytest.mark.gl
def test_a_device_that_is_not_there_is_named(context: Context) -> None:
    with pytest.raises(InputError, match="no graphics device 99"):
        Context(device=99)


@pytest.mark.gl
def test_closing_twice_is_harmless_and_another_context_lives_on(context: Context) -> None:
    other = Context()
    other.close()
    other.close()
    context.make_current()
    assert gl.glGetString(gl.GL_VERSION)


@pytest.mark.gl
def test_adopting_the_current_context(context: Context) -> None:
    adopted = Context.adopt()
    assert (adopted.device, adopted.renderer) == ("window", context.renderer)
    adopted.close()
    assert gl.glGetString(gl.GL_VERSION), "the adopted context is not ours to close"


def test_without_egl_the_user_learns_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    module._egl.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", absent)
    with pytest.raises(InputError, match="apt-get install libegl1 libgl1 libgl1-mesa-dri"):
        Context()
    module._egl.cache_clear()


@pytest.mark.gl
def test_an_old_driver_is_refused(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NEEDED", (9, 9))
    with pytest.raises(InputError, match=r"no OpenGL 9\.9 context .*; install it with: sudo apt-get"):
        Context()
    context.make_current()
