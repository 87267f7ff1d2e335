"""What is heard on the stage."""

from __future__ import annotations

from collections.abc import Callable

from assets.drums import Drum
from assets.given import number
from assets.scene import Vec3
from scenes.stage.draft import Draft


class Sounds(Draft):
    """Drums; films of the scene have them in their sound."""

    def drum(
        self,
        at: Callable[[float], Vec3] | Vec3,
        period: float,
        first: float = 0.0,
        pitch: float = 1.0,
        wash: float = 0.0,
    ) -> None:
        """A drum at a place, or at `at(t)`, struck every `period` seconds, once of them at `first`; `pitch` 2 is an
        octave higher than 1, `wash` how loud paddles pull through the water with each stroke, 0 to 1."""
        number(period, 0.05, 60, "a drum's period")
        number(first, -86400, 86400, "a drum's first stroke")
        number(pitch, 0.25, 4, "a drum's pitch")
        number(wash, 0, 1, "a drum's wash")
        self._scene.drums.append(Drum(at if callable(at) else lambda t: at, period, first, pitch, wash))
