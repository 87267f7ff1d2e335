"""How well rendering and encoding overlap: a film's time against that of its halves."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assets.scene import Bytes
from tools.film.assemble import Soundtrack
from tools.film.encode import SegmentEncoder
from tools.film.job import Job, Quality
from tools.film.produce import produce

_KEPT = 100
"""Frames held for encoding alone; longer films use them again."""


@dataclass(frozen=True)
class FilmTime:
    """Seconds of wall clock and of all threads' processors for rendering alone, encoding alone, and the film."""

    render_s: float
    render_cpu_s: float
    encode_s: float
    encode_cpu_s: float
    film_s: float
    film_cpu_s: float
    cores: int
    ratio: float
    """film_s over what no schedule beats: the longer half, or the halves' processor seconds over the cores."""


def time_film(
    render: Callable[[int], Bytes], size: tuple[int, int], fps: int, frames: int, quality: Quality, output: Path
) -> FilmTime:
    """Times the halves and then the film, which stays in `output`. `render(i)` is `(h, w, 3)` uint8.

    InputError as `tools.film.produce`.
    """
    job = Job(f"bench {time.time_ns()}", size, fps, 0, frames, quality)
    pictures: list[Bytes] = []

    def rendering() -> None:
        for i in range(frames):
            picture = render(i)
            if i < _KEPT:
                pictures.append(picture)

    def encoding() -> None:
        for segment in job.segments:
            encoder = SegmentEncoder(job)
            for i in range(segment.first, segment.stop):
                encoder.write(pictures[i % len(pictures)])
            encoder.finish()

    halves = [_timed(rendering), _timed(encoding)]
    film, film_cpu = _timed(lambda: produce(job, render, Soundtrack(), output))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    least = max(*(wall for wall, _ in halves), sum(cpu for _, cpu in halves) / cores)
    (render_s, render_cpu), (encode_s, encode_cpu) = halves
    return FilmTime(render_s, render_cpu, encode_s, encode_cpu, film, film_cpu, cores, round(film / least, 3))


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    wall, busy = time.perf_counter(), time.process_time()
    work()
    return round(time.perf_counter() - wall, 3), round(time.process_time() - busy, 3)
