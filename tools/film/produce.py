"""A film from start to finish: checks first, then segments, then one file."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from assets.errors import InputError, Interrupted
from assets.scene import Bytes
from tools.film.assemble import Soundtrack, assemble
from tools.film.job import Job
from tools.film.segments import FramesDone, render_segments
from tools.targets import check_target

_BITS_A_PIXEL = 0.35
"""More than any film so far has needed; the disk must have room for twice that, segments and film."""


def work_folder(output: Path) -> Path:
    """Where the segments of a film live until it is whole."""
    return output.with_name(f".{output.stem}.segments")


def produce(
    job: Job,
    render: Callable[[int], Bytes],
    track: Soundtrack,
    output: Path,
    done: FramesDone = lambda frames: None,
    keep: bool = False,
) -> None:
    """Makes `output` from `render(i) -> (h, w, 3)` uint8 and the track, going on where an earlier run stopped.

    The same arguments give the same bytes, interrupted or not. InputError when the output cannot be written or the
    disk fills, Interrupted on Ctrl-C; finished segments stay for the next run. `keep` leaves them after success too.
    """
    check_output(job, output)
    folder = work_folder(output)
    try:
        segments = render_segments(job, folder, render, done)
        assemble(job, segments, track, output)
    except KeyboardInterrupt:
        raise Interrupted(f"{_kept(folder)}: run the same command again to go on") from None
    except OSError as error:
        kept = f"{_kept(folder)}: make room and run the same command again to go on"
        raise InputError(f"{_reason(error)}; {kept}", output) from error
    if not keep:
        shutil.rmtree(folder)


def check_output(job: Job, output: Path) -> None:
    """InputError now rather than after an hour: the name, the folder's permissions and the room on its disk."""
    check_target(output, (".mp4",), "a film")
    need = round(2 * _BITS_A_PIXEL / 8 * job.frames * job.size[0] * job.size[1])
    free = shutil.disk_usage(output.parent).free
    if free < need:
        raise InputError(f"{need >> 20} MB may be needed and {free >> 20} MB are free on its disk", output)


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "the disk is full"
    return (os.strerror(error.errno) if error.errno else str(error)).lower()


def _kept(folder: Path) -> str:
    finished = len(list(folder.glob("*.mp4.json")))
    return f"{finished} finished segment{'s are' if finished != 1 else ' is'} kept in {folder}"
