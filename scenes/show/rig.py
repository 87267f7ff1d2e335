"""The lamps of a show as fixtures on DMX: addresses, and what is sent at each instant.

    def rig():                                  # beside a scene's build()
        return Rig({"quay": quay_lamps, "bridge": bridge_lamps}, cues)

A fixture takes five channels: dimmer (16 bit), red, green, blue. Addresses run on from universe 1, address 1; none
reaches across two universes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from scenes.show.cues import Cue, levels

Array = NDArray[np.float64]
CHANNELS = 5
PER_UNIVERSE = 512 // CHANNELS
MOST_UNIVERSES = 256


@dataclass(frozen=True)
class Fixture:
    """A lamp with its address, both from 1, and where it hangs in the scene's metres."""

    name: str
    group: str
    at: tuple[float, float, float]
    universe: int
    address: int


@dataclass(frozen=True, eq=False)
class Rig:
    """Groups of lamps, `(n, 3)` positions each, and the cues that drive them; `full` is the intensity of a cue at which
    a fixture is wide open. InputError when the groups are empty or need more than 256 universes."""

    groups: Mapping[str, Array]
    cues: tuple[Cue, ...]
    full: float = 1.0

    def __post_init__(self) -> None:
        for group, points in self.groups.items():
            if len(points) and (np.shape(points)[1:] != (3,) or not np.isfinite(points).all()):
                raise InputError(f"group {group!r}: its lamps need places (n, 3), metres")
        count = sum(len(points) for points in self.groups.values())
        if not count:
            raise InputError("a rig without lamps")
        if -(-count // PER_UNIVERSE) > MOST_UNIVERSES:
            raise InputError(f"{count} lamps are more than {MOST_UNIVERSES} universes hold")
        if unknown := {cue.group for cue in self.cues} - set(self.groups):
            raise InputError(f"cues for groups that the rig lacks: {', '.join(sorted(unknown))}")
        if not 0 < self.full < np.inf:
            raise InputError(f"a fixture is wide open at an intensity above 0, not {self.full:g}")

    @property
    def end(self) -> float:
        """Seconds: when the last cue has come."""
        return max((cue.time + cue.fade for cue in self.cues), default=0.0)

    def fixtures(self) -> tuple[Fixture, ...]:
        """Every lamp with its address, group by group."""
        lamps = [(f"{group} {i + 1}", group, p) for group, points in self.groups.items() for i, p in enumerate(points)]
        return tuple(
            Fixture(name, group, (float(p[0]), float(p[1]), float(p[2])), *divided(k))
            for k, (name, group, p) in enumerate(lamps)
        )

    def frame(self, t: float) -> dict[int, bytes]:
        """The 512 bytes of every universe at t seconds: a pure function of time."""
        colors = [
            levels([cue for cue in self.cues if cue.group == group and cue.time <= t], len(points), t)
            for group, points in self.groups.items()
        ]
        slots = encoded(np.concatenate(colors) / self.full)
        out = {}
        for universe in range(-(-len(slots) // PER_UNIVERSE)):
            part = slots[universe * PER_UNIVERSE : (universe + 1) * PER_UNIVERSE].tobytes()
            out[universe + 1] = part + bytes(512 - len(part))
        return out


def divided(index: int) -> tuple[int, int]:
    """Universe and address, from 1, of the fixture at `index`."""
    return index // PER_UNIVERSE + 1, index % PER_UNIVERSE * CHANNELS + 1


def encoded(color: Array) -> NDArray[np.uint8]:
    """Linear colours `(n, 3)` as channels `(n, 5)`: the brightest component is the dimmer, the rest is the hue."""
    top = np.clip(color.max(axis=1), 0.0, None)
    dimmer = np.round(np.minimum(top, 1.0) * 65535).astype(np.int64)
    hue = np.round(255 * np.clip(color, 0, None) / np.maximum(top, 1e-9)[:, None])
    return np.asarray(np.c_[dimmer >> 8, dimmer & 255, hue], np.uint8)
