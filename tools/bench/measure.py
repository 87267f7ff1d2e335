"""Times the frames of a scene, each read back to an array as a film would."""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assets.scene import Bytes, Scene
from render.picture import Image
from render.renderer import Renderer
from tools.bench.bound import Bound
from tools.catalogue import evaluate, known_camera
from tools.film.job import Quality

if TYPE_CHECKING:
    from tools.bench.film import FilmTime

FPS = 25


@dataclass(frozen=True)
class PassTime:
    """Median milliseconds of one pass: `gpu` between timestamps, `cpu` while it was submitted."""

    gpu_ms: float
    cpu_ms: float


@dataclass(frozen=True)
class BoundTime:
    """The bare loop of the same frames (`tools.bench.bound`), drawn in turn with the renderer's."""

    median_ms: float
    cpu_ms: float
    ratio: float
    """The renderer's cpu_ms over the bare loop's."""


@dataclass(frozen=True)
class Measurement:
    """One run. Milliseconds are wall clock unless named; `cpu_ms` is user + system of all threads, a frame."""

    scene: str
    renderer: str
    size: tuple[int, int]
    quality: str
    frames: int
    instances: int
    triangles: int
    lights: int
    build_s: float
    first_frame_s: float
    """From the start of the process to the first picture in an array; `renderer_s` from the built scene to it."""
    renderer_s: float
    median_ms: float
    p95_ms: float
    cpu_ms: float
    python_ms: float
    """Evaluating the scene and submitting the frame, outside the driver."""
    evaluate_ms: float
    """The scene's own share of python_ms."""
    gl_calls: int
    peak_rss_mb: float
    passes: dict[str, PassTime]
    bound: BoundTime | None = None
    film: FilmTime | None = None


def measure(
    build: Callable[[], Scene],
    size: tuple[int, int],
    frames: int,
    quality: str = "standard",
    camera: str | None = None,
    device: int | None = None,
    files: Sequence[Path] = (),
    bound: bool = False,
    keep: Callable[[Image], None] | None = None,
    video: Path | None = None,
) -> Measurement:
    """Renders `frames` frames at 25 a second from the camera's moment on, after one that warms up.

    `files` are the scripts the scene comes from: what goes wrong in one is an InputError there. With `bound` the bare
    loop draws every frame too, in turn, so that both see the same machine. `keep` is given the last picture.
    With `video` the same frames are timed as a film, which stays there.
    """
    begin = time.perf_counter()
    scene = build()
    camera = known_camera(scene, camera)
    moment = scene.moments.get(camera, 0.0)
    built = time.perf_counter()
    ours, bare = _Clock(), _Clock()
    evaluations, pythons, calls = [], [], []
    gpu: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    with ExitStack() as stack:
        renderer = stack.enter_context(Renderer(scene, size, quality, device=device))
        picture = renderer.render(evaluate(scene, moment, camera, files))
        first, shown = _process_age(), time.perf_counter() - built
        loop = stack.enter_context(Bound(scene, size, device)) if bound else None
        if loop:
            loop.render(evaluate(scene, moment, camera, files))
        for i in range(frames):
            with ours:
                start = time.perf_counter()
                frame = evaluate(scene, moment + (i + 1) / FPS, camera, files)
                evaluations.append(1e3 * (time.perf_counter() - start))
                picture = renderer.render(frame)
            timing = renderer.timings
            pythons.append(timing.python_ms + evaluations[-1])
            calls.append(timing.gl_calls)
            for kept, now in ((gpu, timing.gpu), (cpu, timing.cpu)):
                for name, ms in now.items():
                    kept.setdefault(name, []).append(ms)
            if loop:
                with bare:
                    loop.render(evaluate(scene, moment + (i + 1) / FPS, camera, files))
        name = renderer.context.renderer

        def painted(i: int) -> Bytes:
            return renderer.render(evaluate(scene, moment + (i + 1) / FPS, camera, files)).pixels

        film = None
        if video:
            from tools.bench.film import time_film

            film = time_film(painted, size, FPS, frames, cast(Quality, quality), video)
    if keep:
        keep(picture)
    return Measurement(
        scene=scene.name,
        renderer=name,
        size=size,
        quality=quality,
        frames=frames,
        instances=sum(len(batch.transform) for batch in scene.batches),
        triangles=_triangles(scene),
        lights=len(scene.lights),
        build_s=round(built - begin, 3),
        first_frame_s=round(first, 3),
        renderer_s=round(shown, 3),
        median_ms=round(statistics.median(ours.walls), 2),
        p95_ms=round(sorted(ours.walls)[min(int(0.95 * frames), frames - 1)], 2),
        cpu_ms=round(statistics.mean(ours.busy), 2),
        python_ms=round(statistics.median(pythons), 3),
        evaluate_ms=round(statistics.median(evaluations), 3),
        gl_calls=max(calls),
        peak_rss_mb=round(_peak_rss_mb(), 1),
        passes={
            name: PassTime(round(statistics.median(gpu[name]), 3), round(statistics.median(cpu[name]), 3))
            for name in gpu
        },
        bound=_compared(ours, bare) if bound else None,
        film=film,
    )


class _Clock:
    """Milliseconds of each time it was entered: wall, and the process's user + system on all threads."""

    def __init__(self) -> None:
        self.walls: list[float] = []
        self.busy: list[float] = []

    def __enter__(self) -> None:
        self._start = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.walls.append(1e3 * (time.perf_counter() - self._start[0]))
        self.busy.append(1e3 * (time.process_time() - self._start[1]))


def _compared(ours: _Clock, bare: _Clock) -> BoundTime:
    mean = statistics.mean(bare.busy)
    ratio = statistics.mean(ours.busy) / mean
    return BoundTime(round(statistics.median(bare.walls), 2), round(mean, 2), round(ratio, 3))


def _triangles(scene: Scene) -> int:
    """Of all instances at full detail."""
    each = [sum(p.indices.size for p in mesh.primitives) // 3 for mesh in scene.meshes]
    return sum(each[batch.mesh] * len(batch.transform) for batch in scene.batches)


def _process_age() -> float:
    """Seconds since the operating system started this process; where it does not say, processor seconds."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return time.process_time()


def _peak_rss_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
