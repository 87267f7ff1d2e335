"""What all rooms of the stage write into: the scene under construction."""

from __future__ import annotations

from assets.scene import Scene


class Draft:
    """A scene that is not finished."""

    def __init__(self, name: str, duration: float = 30.0) -> None:
        self._scene = Scene(name, duration)
