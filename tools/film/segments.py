"""Rendering a film piece by piece, so that a crash, a full disk or a kill loses two seconds and never the film.

A segment is a file and a JSON sidecar beside it. Both appear by rename after fsync, the sidecar last: it is the
commit record (job key, range, size, hash). What has a valid record is not rendered again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from assets.errors import InputError
from assets.scene import Bytes
from tools.film.encode import SegmentEncoder
from tools.film.job import Job, Segment

FramesDone = Callable[[int], None]
"""Called with the number of frames that have just become available."""

_QUEUED = 4
"""Frames that may wait for the encoder: enough to overlap, few enough to keep memory flat."""


def render_segments(job: Job, folder: Path, render: Callable[[int], Bytes], done: FramesDone) -> list[Path]:
    """Renders what is missing and returns every segment's path in order.

    `render(i)` gives frame i as `(h, w, 3)` uint8; it runs in this thread (which owns the GL context) while the
    frames before it are encoded in another. OSError when the disk fills; finished segments stay.
    """
    paths = []
    with _claim(folder), ThreadPoolExecutor(1, "encode") as pool:
        for stale in folder.glob("*.part"):
            stale.unlink()
        for segment in job.segments:
            path = segment_path(folder, segment)
            paths.append(path)
            if is_committed(path, job, segment):
                done(len(segment))
                continue
            commit(path, job, segment, _encode(job, segment, render, done, pool))
    return paths


def _encode(
    job: Job, segment: Segment, render: Callable[[int], Bytes], done: FramesDone, pool: ThreadPoolExecutor
) -> bytes:
    """The segment's bytes. The pool has one thread, so frames arrive in order; its errors surface here."""
    encoder = pool.submit(SegmentEncoder, job).result()
    waiting: deque[Future[None]] = deque()
    for i in range(segment.first, segment.stop):
        waiting.append(pool.submit(encoder.write, render(i)))
        if len(waiting) > _QUEUED:
            waiting.popleft().result()
        done(1)
    for write in waiting:
        write.result()
    return pool.submit(encoder.finish).result()


def segment_path(folder: Path, segment: Segment) -> Path:
    return folder / f"{segment.first:07d}.mp4"


def commit(path: Path, job: Job, segment: Segment, data: bytes) -> None:
    """Makes the segment last: its bytes first, then its record."""
    record = {
        "key": job.key,
        "range": [segment.first, segment.stop],
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    write_durably(path, data)
    write_durably(_sidecar(path), json.dumps(record).encode())


def is_committed(path: Path, job: Job, segment: Segment) -> bool:
    """Whether this very segment of this very job lies there whole."""
    try:
        record = json.loads(_sidecar(path).read_bytes())
        data = path.read_bytes()
    except (OSError, ValueError):
        return False
    return bool(
        isinstance(record, dict)
        and record.get("key") == job.key
        and record.get("range") == [segment.first, segment.stop]
        and record.get("sha256") == hashlib.sha256(data).hexdigest()
    )


def write_durably(path: Path, data: bytes) -> None:
    """Writes a file that appears whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def _sidecar(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


@contextmanager
def _claim(folder: Path) -> Iterator[None]:
    """Holds the folder against a second process; the lock ends with this one, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError("another process is rendering this film", folder) from error
        yield
