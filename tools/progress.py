"""How far a film is and how long it will still take: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

_EVERY = 10.0
"""Seconds between lines in a log."""


@contextmanager
def progress(title: str, total: int, console: Console) -> Iterator[Callable[[int], None]]:
    """Yields what is to be called with the number of frames just done."""
    if console.is_terminal:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("frames"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(title, total=total)
            yield lambda frames: bar.advance(task, frames)
        return
    yield _log(title, total, console)


def _log(title: str, total: int, console: Console) -> Callable[[int], None]:
    done, rendered, begin = 0, 0, time.monotonic()
    said = begin

    def advance(frames: int) -> None:
        nonlocal done, rendered, said
        done += frames
        rendered += frames == 1  # a finished segment of an earlier run arrives at once and tells nothing of the speed
        now = time.monotonic()
        if done == total or now - said >= _EVERY:
            said = now
            left = (total - done) * (now - begin) / max(1, rendered)
            console.print(f"{title}: frame {done} of {total}, {left:.0f} s left", highlight=False, soft_wrap=True)

    return advance
