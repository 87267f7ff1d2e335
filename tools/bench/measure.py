"""Times the frames of a scene, each read back to an array as a film would."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.scene import Scene
from render.renderer import Renderer
from tools.catalogue import evaluate, known_camera

FPS = 25


@dataclass(frozen=True)
class PassTime:
    """Median milliseconds of one pass: `gpu` between timestamps, `cpu` while it was submitted."""

    gpu_ms: float
    cpu_ms: float


@dataclass(frozen=True)
class Measurement:
    """One run. Milliseconds are wall clock unless named; `cpu_ms` is user + system of all threads, a frame."""

    scene: str
    renderer: str
    size: tuple[int, int]
    quality: str
    frames: int
    instances: int
    build_s: float
    first_frame_s: float
    """From the built scene to the first picture: context, upload, shaders and drawing."""
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


def measure(
    build: Callable[[], Scene],
    size: tuple[int, int],
    frames: int,
    quality: str = "standard",
    camera: str | None = None,
    device: int | None = None,
    files: Sequence[Path] = (),
) -> Measurement:
    """Renders `frames` frames of the scene's time at 25 a second, after one that warms up.

    `files` are the scripts the scene comes from: what goes wrong in one is an InputError there.
    """
    begin = time.perf_counter()
    scene = build()
    camera = known_camera(scene, camera)
    built = time.perf_counter()
    walls, evaluations, pythons, calls = [], [], [], []
    gpu: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    with Renderer(scene, size, quality, device=device) as renderer:
        renderer.render(evaluate(scene, 0.0, camera, files))
        first = time.perf_counter() - built
        busy = time.process_time()
        for i in range(frames):
            start = time.perf_counter()
            frame = evaluate(scene, (i + 1) / FPS, camera, files)
            evaluated = time.perf_counter()
            renderer.render(frame)
            walls.append(1e3 * (time.perf_counter() - start))
            timing = renderer.timings
            evaluations.append(1e3 * (evaluated - start))
            pythons.append(timing.python_ms + evaluations[-1])
            calls.append(timing.gl_calls)
            for kept, now in ((gpu, timing.gpu), (cpu, timing.cpu)):
                for name, ms in now.items():
                    kept.setdefault(name, []).append(ms)
        busy = time.process_time() - busy
        name = renderer.context.renderer
    return Measurement(
        scene=scene.name,
        renderer=name,
        size=size,
        quality=quality,
        frames=frames,
        instances=sum(len(batch.transform) for batch in scene.batches),
        build_s=round(built - begin, 3),
        first_frame_s=round(first, 3),
        median_ms=round(statistics.median(walls), 2),
        p95_ms=round(sorted(walls)[min(int(0.95 * frames), frames - 1)], 2),
        cpu_ms=round(1e3 * busy / frames, 2),
        python_ms=round(statistics.median(pythons), 3),
        evaluate_ms=round(statistics.median(evaluations), 3),
        gl_calls=max(calls),
        peak_rss_mb=round(_peak_rss_mb(), 1),
        passes={
            name: PassTime(round(statistics.median(gpu[name]), 3), round(statistics.median(cpu[name]), 3))
            for name in gpu
        },
    )


def _peak_rss_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
