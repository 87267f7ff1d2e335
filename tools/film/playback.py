"""The pictures and the sound of a finished film, by their time stamps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np

from assets.errors import InputError
from assets.scene import Floats


@contextmanager
def opened(film: Path, needs: str = "video") -> Iterator[Any]:
    """The container. InputError for a file that is none, or has no stream of the kind `needs`."""
    try:
        with av.open(str(film)) as container:
            if not getattr(container.streams, needs):
                raise InputError(f"it has no {needs}", film)
            yield container
    except (OSError, av.error.FFmpegError) as error:
        raise InputError(f"cannot be read as a film: {error.strerror or error}", film) from None


def stamped(film: Path) -> Iterator[tuple[float, Any]]:
    """(seconds, decoded picture), in the order in which they are shown."""
    with opened(film) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            yield float(frame.time or 0.0), frame


def stamps(film: Path) -> list[float]:
    """When each picture is shown, without decoding any."""
    with opened(film) as container:
        packets = container.demux(container.streams.video[0])
        return sorted(float(p.pts * p.time_base) for p in packets if p.pts is not None)


def sound(film: Path) -> tuple[Floats, float, int]:
    """(samples of one channel, seconds of the first, samples a second)."""
    with opened(film, "audio") as container:
        resampler = av.AudioResampler("fltp", "mono")
        parts: list[Floats] = []
        begin, rate = 0.0, 0
        for frame in container.decode(audio=0):
            begin = begin if rate else float(frame.time or 0.0)
            rate = frame.sample_rate
            parts += [np.asarray(piece.to_ndarray()[0], np.float32) for piece in resampler.resample(frame)]
    return np.concatenate(parts), begin, rate
