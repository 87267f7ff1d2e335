"""Lamps of every kind as one structure of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.arrays import Floats
from assets.given import array, each

POINT, SPOT, DIRECTIONAL, RECTANGLE, DISC, TUBE = range(6)
"""`Lights.kind`; from RECTANGLE on the light is a luminous surface."""
KINDS = ("point", "spot", "directional", "rectangle", "disc", "tube")


@dataclass(frozen=True, eq=False)
class Lights:
    """n lights. What a kind has no use for is ignored."""

    kind: NDArray[np.uint8]
    """(n,) one of POINT ... TUBE"""
    position: Floats
    """(n, 3) the source, the middle of a surface; metres"""
    color: Floats
    """(n, 3) linear RGB. Radiant intensity where the light is brightest: far off, irradiance is `color / r^2`. A
    luminous surface of area A has the radiance `color / A` (a tube's area is length times diameter), so that making it
    larger softens its light and does not brighten the scene. Directional lights: irradiance on what faces them."""
    range: Floats
    """(n,) metres at which the window function, (1 - (r / range)^4)^2, reaches zero; infinite where there is none"""
    radius: Floats
    """(n,) source radius of points and spots in metres: irradiance is `color / (r^2 + radius^2)`; softens shadows"""
    direction: Floats
    """(n, 3) unit vector along which a spot, directional, rectangle or disc light shines; the axis of a tube"""
    across: Floats
    """(n, 3) unit vector along the width of a rectangle or disc, at right angles to `direction`"""
    size: Floats
    """(n, 2) metres: width and height of a rectangle, both diameters of a disc, length and diameter of a tube"""
    cone: Floats
    """(n, 2) cosines of a spot's inner and outer half angle (KHR_lights_punctual's falloff lies between them)"""
    two_sided: NDArray[np.bool_]
    """(n,) rectangles and discs that shine backwards too"""
    glow: Floats
    """(n,) strength of the haze halo drawn round the lamp; 0 none"""
    shadow: Floats
    """(n,) how important the light's shadow is: 0 casts none; where there are too many, the greatest are drawn"""
    hard_end: NDArray[np.bool_]
    """(n,) points and spots whose window is 1 - (r / range)^4 as KHR_lights_punctual has it, with a kink at its end"""
    moving: NDArray[np.bool_]
    """(n,) may move from frame to frame. Others may too, but cost more when they do."""

    def __len__(self) -> int:
        return len(self.position)

    @staticmethod
    def none() -> Lights:
        return Lights.points(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), 1.0)

    @staticmethod
    def points(
        position: ArrayLike,
        color: ArrayLike,
        range: ArrayLike,
        radius: ArrayLike = 0.6,
        glow: ArrayLike = 0.0,
        shadow: ArrayLike = 0.0,
        moving: ArrayLike = False,
    ) -> Lights:
        """Light evenly all round from `position` `(n, 3)`. Here and below, what else is given is one for all or n."""
        return _lights(
            POINT, position, color=color, range=range, radius=radius, glow=glow, shadow=shadow, moving=moving
        )

    @staticmethod
    def spots(
        position: ArrayLike,
        direction: ArrayLike,
        color: ArrayLike,
        range: ArrayLike,
        cone: ArrayLike = (0.0, np.pi / 4),
        radius: ArrayLike = 0.05,
        glow: ArrayLike = 0.0,
        shadow: ArrayLike = 0.0,
        moving: ArrayLike = False,
    ) -> Lights:
        """Cones of light along `direction`; `cone` are the inner and outer half angle in radians."""
        return _lights(
            SPOT, position, direction=direction, color=color, range=range, cone=np.cos(cone), radius=radius, glow=glow,
            shadow=shadow, moving=moving,
        )  # fmt: skip

    @staticmethod
    def directional(direction: ArrayLike, color: ArrayLike, shadow: ArrayLike = 0.0) -> Lights:
        """Light from infinitely far along `direction` `(n, 3)`."""
        way = array(direction, ("n", 3), "directional lights: direction")
        return _lights(DIRECTIONAL, np.zeros_like(way), direction=way, color=color, range=np.inf, shadow=shadow)

    @staticmethod
    def rectangles(
        position: ArrayLike,
        direction: ArrayLike,
        size: ArrayLike,
        color: ArrayLike,
        range: ArrayLike,
        across: ArrayLike | None = None,
        two_sided: ArrayLike = False,
        shadow: ArrayLike = 0.0,
        moving: ArrayLike = False,
    ) -> Lights:
        """Luminous rectangles of `size` (width, height) that shine along `direction`. `across` is the way of the width,
        level by default."""
        return _lights(
            RECTANGLE, position, direction=direction, size=size, color=color, range=range, across=across,
            two_sided=two_sided, shadow=shadow, moving=moving,
        )  # fmt: skip

    @staticmethod
    def discs(
        position: ArrayLike,
        direction: ArrayLike,
        size: ArrayLike,
        color: ArrayLike,
        range: ArrayLike,
        across: ArrayLike | None = None,
        two_sided: ArrayLike = False,
        shadow: ArrayLike = 0.0,
        moving: ArrayLike = False,
    ) -> Lights:
        """Luminous discs (or ellipses) of `size` (both diameters) that shine along `direction`."""
        return _lights(
            DISC, position, direction=direction, size=size, color=color, range=range, across=across,
            two_sided=two_sided, shadow=shadow, moving=moving,
        )  # fmt: skip

    @staticmethod
    def tubes(
        start: ArrayLike,
        end: ArrayLike,
        diameter: ArrayLike,
        color: ArrayLike,
        range: ArrayLike,
        shadow: ArrayLike = 0.0,
        moving: ArrayLike = False,
    ) -> Lights:
        """Luminous tubes from `start` to `end` `(n, 3)`, dark at their ends."""
        a = array(start, ("n", 3), "tube lights: start")
        b = array(end, (len(a), 3) if len(a) > 1 else ("n", 3), "tube lights: end")
        length = np.linalg.norm(b - a, axis=1)
        size = np.stack([length, np.broadcast_to(np.asarray(diameter, np.float64), length.shape)], axis=1)
        return _lights(
            TUBE, (a + b) / 2, direction=b - a, size=size, color=color, range=range, shadow=shadow, moving=moving
        )

    @staticmethod
    def concat(parts: Sequence[Lights]) -> Lights:
        parts = [p for p in parts if len(p)] or [Lights.none()]
        return Lights(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Lights)})

    @property
    def area(self) -> Floats:
        """(n,) square metres that a luminous surface shows from where it is brightest; 1 for other kinds."""
        area = self.size[:, 0] * self.size[:, 1] * np.where(self.kind == DISC, np.float32(np.pi / 4), np.float32(1))
        return np.where(self.kind >= RECTANGLE, area, np.float32(1)).astype(np.float32)


_ROWS = {"color": 3, "direction": 3, "across": 3, "size": 2, "cone": 2}
_DEFAULTS: dict[str, ArrayLike] = {
    "radius": 0.0, "direction": (0.0, -1.0, 0.0), "size": (1.0, 1.0), "cone": (-1.0, -1.0), "two_sided": False,
    "glow": 0.0, "shadow": 0.0, "hard_end": False, "moving": False,
}  # fmt: skip


def _lights(kind: int, position: ArrayLike, across: ArrayLike | None = None, **given: ArrayLike) -> Lights:
    at = array(position, ("n", 3), f"{KINDS[kind]} lights: position").astype(np.float32)
    n = len(at)
    arrays: dict[str, Any] = {}
    for name, value in {**_DEFAULTS, **given}.items():
        what = np.bool_ if name in {"two_sided", "hard_end", "moving"} else np.float32
        shape = (n, _ROWS[name]) if name in _ROWS else (n,)
        try:
            arrays[name] = np.broadcast_to(np.asarray(value, what), shape).copy()
        except (TypeError, ValueError):
            each(value, n, _ROWS.get(name, 0), f"{KINDS[kind]} lights: {name}")
            raise
    way = _unit(arrays["direction"])
    wide = (
        level_across(way)
        if across is None
        else _unit(np.broadcast_to(each(across, n, 3, f"{KINDS[kind]} lights: across"), (n, 3)))
    )
    # what leans out of the surface is taken off
    arrays["across"] = _unit(wide - way * (wide * way).sum(1, keepdims=True))
    arrays["direction"] = way
    return Lights(kind=np.full(n, kind, np.uint8), position=at, **arrays)


def level_across(direction: Floats) -> Floats:
    """(n, 3) unit vectors at right angles to `direction` and to the vertical; +x for a vertical direction."""
    across = np.stack([-direction[:, 2], 0 * direction[:, 0], direction[:, 0]], axis=1)
    across[np.hypot(across[:, 0], across[:, 2]) < 1e-4] = (1.0, 0.0, 0.0)
    return _unit(across)


def _unit(v: Floats) -> Floats:
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-12), np.float32)
