"""Where things are for a figure: places of the scene by name or coordinates, in the figure's own space."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from assets.errors import InputError
from assets.scene import IDENTITY, Floats, Vec3


def _nowhere(name: str) -> Vec3 | None:
    return None


@dataclass(frozen=True, eq=False)
class Places:
    """`find(name)` is a place of the scene, `to_figure` `(3, 4)` takes it to the figure; `known` is for errors."""

    find: Callable[[str], Vec3 | None] = _nowhere
    known: tuple[str, ...] = ()
    to_figure: Floats = field(default_factory=IDENTITY.copy)

    def named(self, name: str) -> Vec3:
        """InputError lists the known places."""
        found = self.find(name)
        if found is None:
            some = ", ".join(self.known[:24]) + (", ..." if len(self.known) > 24 else "")
            raise InputError(f"the scene has nothing called {name!r}; it has {some or 'no names'}")
        return self.at(found)

    def at(self, point: Vec3) -> Vec3:
        x, y, z = (float(v) for v in self.to_figure[:, :3].astype(float) @ np.asarray(point) + self.to_figure[:, 3])
        return x, y, z
