"""The speech, heard in step with the picture; silence with a word about it where there is no sound device."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Floats
from tools.view.playhead import Playhead

SLACK = 0.04
"""Seconds that sound and picture may drift apart before the sound jumps: less than anyone notices (ITU-R BT.1359)."""


class Feed:
    """Cuts the sound into blocks that follow a playhead. Mono float32 at `sample_rate`."""

    def __init__(self, pcm: Floats, sample_rate: int, playhead: Playhead) -> None:
        self._pcm, self._rate, self._playhead = pcm, sample_rate, playhead
        self._next = 0

    def block(self, count: int, now: float) -> Floats:
        """The `count` samples `(n,)` that must be heard when the clock shows `now`."""
        out = np.zeros(count, np.float32)
        if not self._playhead.playing:
            return out
        wanted = round(self._playhead.at(now) * self._rate)
        if abs(wanted - self._next) > SLACK * self._rate:
            self._next = wanted
        heard = self._pcm[self._next : self._next + count]
        out[: len(heard)] = heard
        self._next += count
        return out


class Sound:
    """Plays a feed on the default device. `problem` says, in one line, why there is none."""

    def __init__(self, pcm: Floats | None, sample_rate: int, playhead: Playhead) -> None:
        self.problem = ""
        self._stream: Any = None
        if pcm is None:
            return
        try:
            import sounddevice
        except OSError:  # the module is there, the library that it loads is not
            self.problem = "silent: PortAudio is missing (sudo apt-get install -y libportaudio2)"
            return
        feed = Feed(pcm, sample_rate, playhead)

        def callback(out: NDArray[np.float32], count: int, clock: Any, status: Any) -> None:
            delay = max(0.0, clock.outputBufferDacTime - clock.currentTime)
            out[:, 0] = feed.block(count, time.monotonic() + delay)

        try:
            self._stream = sounddevice.OutputStream(sample_rate, channels=1, dtype="float32", callback=callback)
            self._stream.start()
        except sounddevice.PortAudioError:
            self.problem = "silent: there is no sound device"

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
