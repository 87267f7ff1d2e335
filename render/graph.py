"""The frame graph: passes declare what they read and write; what nobody reads is not run.

Rebuilt every frame (25 passes cost about 0.15 ms). A pass is a function that takes handles, adds itself and
returns the handles of what it wrote:

    def bloom(graph: FrameGraph, color: Handle, strength: float) -> Handle:
        out = graph.texture("bloom", graph.desc(color))
        def run(t: Textures) -> None: ...   # t[color], t[out] are live textures
        (out,) = graph.add("bloom", run, reads=[color], writes=[out])
        return out

Handles carry a version, as values in SSA form do, so reading something before it was overwritten and after are
two different handles and using a stale one is an error. No OpenGL here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class TextureDesc:
    """Size in pixels, format by name (see `render.resources.FORMATS`) and how it is sampled."""

    size: tuple[int, int]
    format: str = "rgba16f"
    levels: int = 1
    layers: int = 0
    """0: a plain 2D texture; n: a 2D array."""
    cube: bool = False
    smooth: bool = True
    wrap: Literal["repeat", "clamp", "mirror"] = "clamp"
    compare: bool = False
    """Depth comparison: texture() answers 1 where the reference is nearer or equal (reversed z: >=)."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A texture of the frame at one point of its life."""

    index: int
    version: int


Textures = Mapping[Handle, Any]


class Pool(Protocol):
    """Where transient textures come from."""

    def acquire(self, desc: TextureDesc) -> Any: ...
    def release(self, texture: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Pass:
    name: str
    run: Callable[[Textures], None]
    reads: tuple[Handle, ...]
    writes: tuple[Handle, ...]
    effect: bool = False


class _Live(dict[Handle, Any]):
    """Textures by handle; every version of a handle is the same texture."""

    def __init__(self) -> None:
        super().__init__()
        self.by_index: dict[int, Any] = {}

    def __missing__(self, handle: Handle) -> Any:
        return self.by_index[handle.index]


@dataclass(slots=True)
class FrameGraph:
    names: list[str] = field(default_factory=list)
    descs: list[TextureDesc] = field(default_factory=list)
    passes: list[Pass] = field(default_factory=list)
    _versions: list[int] = field(default_factory=list)
    _external: dict[int, Any] = field(default_factory=dict)
    _outputs: set[Handle] = field(default_factory=set)

    def texture(self, name: str, desc: TextureDesc) -> Handle:
        """A transient texture: it exists from its first writer to its last reader."""
        self.names.append(name)
        self.descs.append(desc)
        self._versions.append(0)
        return Handle(len(self.descs) - 1, 0)

    def external(self, name: str, texture: Any, desc: TextureDesc) -> Handle:
        """A texture that somebody else owns."""
        handle = self.texture(name, desc)
        self._external[handle.index] = texture
        return handle

    def desc(self, handle: Handle) -> TextureDesc:
        return self.descs[handle.index]

    def add(
        self,
        name: str,
        run: Callable[[Textures], None],
        reads: Sequence[Handle] = (),
        writes: Sequence[Handle] = (),
        effect: bool = False,
    ) -> tuple[Handle, ...]:
        """Add a pass; answers the new handle of each write. A write keeps what was there (it is also a read).

        `effect` says that it does something besides its writes (fills buffers), so it always runs. ValueError for a
        handle that has been overwritten since.
        """
        for h in (*reads, *writes):
            if self._versions[h.index] != h.version:
                raise ValueError(f"pass {name!r} uses a stale handle of {self.names[h.index]!r}")
        out = tuple(Handle(h.index, h.version + 1) for h in writes)
        for h in out:
            self._versions[h.index] = h.version
        self.passes.append(Pass(name, run, (*reads, *writes), out, effect))
        return out

    def output(self, handle: Handle) -> None:
        """Ask for this texture: the passes that lead to it are kept."""
        self._outputs.add(handle)

    def compile(self) -> list[Pass]:
        """The passes whose results somebody reads, in order."""
        wanted, kept = set(self._outputs), []
        for p in reversed(self.passes):
            if p.effect or wanted.intersection(p.writes):
                wanted.update(p.reads)
                kept.append(p)
        return kept[::-1]

    def execute(
        self, pool: Pool, around: Callable[[str], AbstractContextManager[None]] = lambda name: nullcontext()
    ) -> dict[Handle, Any]:
        """Run the kept passes; `around(name)` wraps each one (timers). Transients go back to the pool early.

        Answers the textures of the outputs; those from the pool are the caller's to release.
        """
        passes = self.compile()
        last = {h.index: i for i, p in enumerate(passes) for h in (*p.reads, *p.writes)}
        live = _Live()
        live.by_index.update(self._external)
        asked = {h.index for h in self._outputs}
        for i, p in enumerate(passes):
            used = dict.fromkeys(h.index for h in (*p.reads, *p.writes))
            for index in used:
                if index not in live.by_index:
                    live.by_index[index] = pool.acquire(self.descs[index])
            with around(p.name):
                p.run(live)
            for index in used:
                if last[index] == i and index not in self._external and index not in asked:
                    pool.release(live.by_index.pop(index))
        return {h: live[h] for h in self._outputs}
