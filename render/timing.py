"""How long each pass takes on the GPU and in Python."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from render import gl
from render.resources import Resource


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one frame. A software renderer's `gpu` is its own CPU time."""

    gpu: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    python_ms: float = 0.0
    """Python's own share of building and submitting the frame: the time outside the driver."""
    gl_calls: int = 0


class _Query(Resource):
    kind = "Queries"

    def __init__(self) -> None:
        super().__init__(gl.create("Queries", gl.GL_TIMESTAMP))


class Timers:
    """Owns timestamp queries, one more than passes; they are read when the frame is done."""

    def __init__(self) -> None:
        self._queries: list[_Query] = []
        self._passes: list[tuple[str, float]] = []
        self._begin = 0.0
        self._calls = 0
        self._inside = 0.0
        self._overhead = gl.overhead()

    def start(self) -> None:
        self._passes = []
        self._begin, self._calls, self._inside = time.perf_counter(), gl.calls, gl.seconds
        self._mark()

    def _mark(self) -> None:
        if len(self._queries) == len(self._passes):
            self._queries.append(_Query())
        gl.glQueryCounter(self._queries[len(self._passes)].name, gl.GL_TIMESTAMP)

    @contextmanager
    def around(self, name: str) -> Iterator[None]:
        """Time one pass."""
        begin = time.perf_counter()
        yield
        self._passes.append((name, time.perf_counter() - begin))
        self._mark()

    def stop(self) -> Timing:
        """The frame's times; waits for the GPU."""
        calls = gl.calls - self._calls
        # A software driver draws inside the call: what a call costs beyond PyOpenGL's own share is the driver's.
        driver = gl.seconds - self._inside - calls * self._overhead
        python = time.perf_counter() - self._begin - max(driver, 0.0)
        stamps = [gl.query_result(q.name) for q in self._queries[: len(self._passes) + 1]]
        gpu: dict[str, float] = {}
        cpu: dict[str, float] = {}
        for i, (name, seconds) in enumerate(self._passes):
            gpu[name] = gpu.get(name, 0.0) + (stamps[i + 1] - stamps[i]) / 1e6
            cpu[name] = cpu.get(name, 0.0) + seconds * 1e3
        return Timing(gpu, cpu, python * 1e3, calls)

    def close(self) -> None:
        for query in self._queries:
            query.close()
