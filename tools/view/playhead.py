"""Where the timeline stands. The clock is always passed in, so a test can be its own clock."""

from __future__ import annotations


class Playhead:
    """Play, pause and seek in `duration` seconds; it starts over at the end.

    Its state is one tuple that is replaced whole, so the sound's thread may ask `at` while the window changes it.
    """

    def __init__(self, duration: float, start: float = 0.0) -> None:
        self.duration = max(duration, 1e-3)
        self._state = (False, start, 0.0)  # playing; position in seconds when the clock showed the third number

    @property
    def playing(self) -> bool:
        return self._state[0]

    def at(self, now: float) -> float:
        """The position in [0, duration] when the clock shows `now`."""
        playing, position, since = self._state
        if not playing:
            return position
        return (position + max(0.0, now - since)) % self.duration

    def play(self, now: float) -> None:
        self._state = (True, self.at(now), now)

    def pause(self, now: float) -> None:
        self._state = (False, self.at(now), now)

    def seek(self, position: float, now: float) -> None:
        self._state = (self.playing, min(max(position, 0.0), self.duration), now)
