"""One OpenGL context for the whole session, watched: an error or an object left alive fails the test that did it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ["TAIHE_GL_CHECKS"] = "1"  # before render.gl is imported

from render import gl
from render.context import Context
from render.resources import alive

_errors: list[str] = []


@pytest.fixture(scope="session")
def _session_context() -> Iterator[Context]:
    with Context(debug=True) as context:
        watcher = gl.watch_errors(_errors)
        yield context
        del watcher


@pytest.fixture
def context(_session_context: Context) -> Iterator[Context]:
    """The current OpenGL context; the test must close every GL object that it makes."""
    _session_context.make_current()
    _errors.clear()
    before = {id(r) for r in alive()}
    yield _session_context
    left = [r for r in alive() if id(r) not in before]
    for resource in left:
        resource.close()
    assert not _errors, f"the driver reported: {_errors[:3]}"
    assert not left, f"GL objects left alive: {[type(r).__name__ for r in left]}"
