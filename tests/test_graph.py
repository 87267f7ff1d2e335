"""The frame graph, without OpenGL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from render.graph import FrameGraph, Handle, TextureDesc, Textures

SMALL = TextureDesc((4, 4))


class CountingPool:
    """Hands out numbers; remembers what is out."""

    def __init__(self) -> None:
        self.made = 0
        self.out: set[int] = set()
        self.free: list[int] = []
        self.most = 0

    def acquire(self, desc: TextureDesc) -> int:
        if not self.free:
            self.made += 1
            self.free.append(self.made)
        self.out.add(self.free[-1])
        self.most = max(self.most, len(self.out))
        return self.free.pop()

    def release(self, texture: int) -> None:
        self.out.remove(texture)
        self.free.append(texture)


def step(graph: FrameGraph, log: list[str], name: str, *reads: Handle) -> Handle:
    out = graph.texture(name, SMALL)
    (done,) = graph.add(name, lambda t: log.append(name), reads=reads, writes=[out])
    return done


def test_a_pass_that_nobody_reads_is_not_run() -> None:
    graph, log = FrameGraph(), list[str]()
    first = step(graph, log, "first")
    step(graph, log, "unread", first)
    graph.output(step(graph, log, "last", first))
    graph.execute(CountingPool())
    assert log == ["first", "last"]


def test_a_pass_with_an_effect_always_runs() -> None:
    graph, log = FrameGraph(), list[str]()
    graph.add("upload", lambda t: log.append("upload"), effect=True)
    step(graph, log, "unread")
    graph.execute(CountingPool())
    assert log == ["upload"]


def test_writing_keeps_what_was_there() -> None:
    graph, log = FrameGraph(), list[str]()
    color = step(graph, log, "meshes")
    (color,) = graph.add("sky", lambda t: log.append("sky"), writes=[color])
    graph.output(color)
    graph.execute(CountingPool())
    assert log == ["meshes", "sky"]


def test_a_stale_handle_is_an_error_that_names_pass_and_texture() -> None:
    graph = FrameGraph()
    old = graph.texture("color", SMALL)
    graph.add("sky", lambda t: None, writes=[old])
    with pytest.raises(ValueError, match="'glow' uses a stale handle of 'color'"):
        graph.add("glow", lambda t: None, reads=[old])


def test_transients_are_reused_and_all_returned_but_the_output() -> None:
    graph, log, pool = FrameGraph(), list[str](), CountingPool()
    handle = step(graph, log, "0")
    for i in range(1, 10):
        handle = step(graph, log, str(i), handle)
    graph.output(handle)
    textures = graph.execute(pool)
    assert log == [str(i) for i in range(10)]
    assert pool.most == 2, "a chain of passes needs two textures"
    assert pool.out == {textures[handle]}


def test_every_version_of_a_handle_is_one_texture() -> None:
    graph, seen = FrameGraph(), list[object]()
    before = graph.texture("color", SMALL)
    (after,) = graph.add("a", lambda t: seen.append(t[before]), writes=[before])
    (last,) = graph.add("b", lambda t: seen.append(t[after]), writes=[after])
    graph.output(last)
    graph.execute(CountingPool())
    assert seen[0] == seen[1]


def test_an_external_texture_is_never_released() -> None:
    graph, pool = FrameGraph(), CountingPool()
    target = graph.external("window", "mine", SMALL)
    seen: list[object] = []

    def run(t: Textures) -> None:
        seen.append(t[target])

    (done,) = graph.add("draw", run, writes=[target])
    graph.output(done)
    graph.execute(pool)
    assert seen == ["mine"]
    assert pool.made == 0


def test_passes_are_wrapped_in_order() -> None:
    graph, log = FrameGraph(), list[str]()

    @contextmanager
    def around(name: str) -> Iterator[None]:
        log.append(f"<{name}")
        yield
        log.append(f"{name}>")

    graph.output(step(graph, log, "b", step(graph, log, "a")))
    graph.execute(CountingPool(), around)
    assert log == ["<a", "a", "a>", "<b", "b", "b>"]
