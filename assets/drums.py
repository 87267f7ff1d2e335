"""What is heard of a scene: drums that beat evenly, with what pulls to their beat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assets.arrays import Vec3


@dataclass(frozen=True, eq=False)
class Drum:
    """A drum that is struck every `period` seconds, once of them at `first`."""

    at: Callable[[float], Vec3]
    """Where it is at t seconds of the scene, metres."""
    period: float
    first: float = 0.0
    pitch: float = 1.0
    """1 is a large drum; 2 sounds an octave higher."""
    wash: float = 0.0
    """How loud the water is that paddles throw with each stroke, 0 to 1."""
