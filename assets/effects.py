"""What is drawn over a scene's meshes: projected pictures, particles, lines and lettering.

All of it is plain description and a pure function of time; `Scene.effects` is what is there, `Scene.effects_track` what
is there at t. Spaces and units are those of `assets.scene`: metres, seconds, radians, linear Rec.709.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from assets.arrays import IDENTITY, Bytes, Floats, Ints, Vec3
from assets.errors import InputError
from assets.given import array, numbers

DecalMode = Literal["paint", "glow", "light"]
MOST_DECALS = 32
"""Of one scene at a time: each is looked at by every pixel of an opaque surface."""
COLOR_KEYS = 4
"""Colours over a particle's life, at most."""


@dataclass(frozen=True, eq=False)
class Decal:
    """A picture projected along a box onto whatever opaque surface lies inside, with its relief.

    `transform` `(3, 4)` places the unit cube: the picture fills x and y (y up), its light comes from +z and travels
    towards -z. Nothing inside the box casts a shadow in the picture; water, glass and blended surfaces do not take it.
    """

    pixels: Bytes
    """`(h, w, 4)` uint8, sRGB with straight alpha, top row first."""
    transform: Floats
    mode: DecalMode = "paint"
    """paint: the surface's colour becomes the picture's. glow: the picture is added as radiance, whatever the surface
    is. light: the picture is irradiance on what faces it, and the surface reflects it diffusely, as under a beamer."""
    color: Vec3 = (1.0, 1.0, 1.0)
    """Multiplies the picture; with glow and light in scene units."""
    opacity: float = 1.0
    fade: tuple[float, float] = (1.2, 1.5)
    """Angles between the surface and the box's +z, radians: whole up to the first, gone from the second on."""
    roughness: float = -1.0
    """Of what is painted; -1 keeps the surface's own."""


@dataclass(frozen=True, eq=False)
class Particles:
    """Sparks, drops, lights: points thrown from a place, each on its closed path through the air.

    Slot i of `count` gives birth at `start + every * k + over * i / count` for k = 0, 1, ... while that is before
    `stop`. What is random comes from `seed` and the particle's number `i + count * k`. A particle of age a lies, with v
    its first velocity, g `gravity`, w `wind` and d `drag`, at

        x = x0 + v E + (d w + g) (a - E) / d,   E = (1 - exp(-d a)) / d

    which solves x'' = g - d (x' - w); on top of that it strays as `wander` says.
    """

    count: int
    life: tuple[float, float] = (1.0, 1.0)
    """Seconds, the shortest and the longest; no longer than `every`."""
    transform: Floats = field(default_factory=IDENTITY.copy)
    """`(3, 4)`: the shape that particles are born in, and the cone's axis, its +y."""
    shape: Literal["ball", "disc", "box"] = "ball"
    """Inside the unit ball, the unit disc in xz, or the cube from -1 to 1; scaled by `transform`, to a point by 0."""
    cone: float = math.pi
    """Half angle about +y within which they fly off, radians; pi is all round."""
    speed: tuple[float, float] = (0.0, 0.0)
    """Metres a second, the least and the greatest."""
    gravity: Vec3 = (0.0, -9.81, 0.0)
    drag: float = 0.0
    """Per second."""
    wind: Vec3 = (0.0, 0.0, 0.0)
    wander: tuple[float, float] = (0.0, 0.0)
    """Metres that a particle strays from its path, and how often a second."""
    size: tuple[float, float] = (0.02, 0.02)
    """Radius in metres at birth and at the end; never drawn thinner than a pixel, but paler."""
    colors: tuple[tuple[float, float, float, float], ...] = ((1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, 0.0))
    """Radiance and opacity over life, evenly spaced, two to COLOR_KEYS of them."""
    blend: Literal["add", "alpha"] = "add"
    lit: bool = False
    """`colors` are reflectances, lit by the sky and the key light instead of shining themselves."""
    streak: float = 0.0
    """Seconds of flight that a particle is drawn along."""
    soft: float = 0.1
    """Metres before a surface over which a particle fades out."""
    twinkle: float = 0.0
    """Times a second that a particle flares up and goes out; 0: steady."""
    start: float = 0.0
    over: float = 0.0
    """Seconds over which the `count` births of one round are spread; no more than `every`."""
    every: float = math.inf
    """Seconds from one round to the next."""
    stop: float = math.inf
    seed: int = 0

    @staticmethod
    def stream(rate: float, life: tuple[float, float], **more: object) -> Particles:
        """`rate` particles a second, for ever or until `stop`, and as if it had always been so."""
        every = max(life[1], 1e-3)
        count = max(1, math.ceil(rate * every))
        given: dict[str, object] = {"start": -every, **more}
        return Particles(count=count, life=life, over=every, every=every, **given)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Lines:
    """Line segments with round ends and a width of their own; they shine by themselves and cast no shadow."""

    points: Floats
    """`(n, 3)` world."""
    segments: Ints
    """`(m, 2)` indices into `points`."""
    color: Floats
    """`(n, 4)` linear radiance and opacity of each point."""
    width: float | Floats = 2.0
    """In `unit`; one, or `(n,)`, one for each point."""
    unit: Literal["pixels", "metres"] = "pixels"
    soft: bool = False
    """Brightest along the middle and nothing at the rim: a shaft of light, or a glow, rather than a cord."""

    @staticmethod
    def path(
        points: ArrayLike,
        color: ArrayLike = (1.0, 1.0, 1.0),
        width: float = 2.0,
        unit: Literal["pixels", "metres"] = "pixels",
        closed: bool = False,
    ) -> Lines:
        """One line through `points` `(n, 3)`; `color` is `(3,)`, `(4,)` or one row for each point."""
        at = array(points, ("n", 3), "line: points").astype(np.float32)
        ends = np.arange(len(at), dtype=np.uint32)
        pairs = np.stack([ends, np.roll(ends, -1)], axis=1)[: len(at) if closed and len(at) > 2 else -1]
        return Lines(at, pairs, rgba(color, len(at)), width, unit)


@dataclass(frozen=True, eq=False)
class Text:
    """Lettering in the scene: lines of text, centred on, above or beside a point. It shines by itself."""

    text: str
    at: Vec3 = (0.0, 0.0, 0.0)
    height: float = 0.2
    """Of an em, in `unit`; lines are 1.3 em apart."""
    unit: Literal["pixels", "metres"] = "metres"
    color: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    """Linear radiance and opacity."""
    align: tuple[float, float] = (0.5, 0.5)
    """Which point of the text's box lies at `at`: 0 left or bottom, 1 right or top. Lines are flush accordingly."""
    facing: tuple[Vec3, Vec3] | None = None
    """Unit vectors along the lines and up them; None turns the text to the eye. Pixels need None."""
    rim: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Colour of a rim round the letters, 0.06 em wide."""


@dataclass(frozen=True, eq=False)
class Effects:
    """Everything of this kind at one instant. Later decals lie over earlier ones."""

    decals: tuple[Decal, ...] = ()
    particles: tuple[Particles, ...] = ()
    lines: tuple[Lines, ...] = ()
    texts: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.decals or self.particles or self.lines or self.texts)


def rgba(color: ArrayLike, count: int) -> Floats:
    """`(count, 4)` from one colour or one for each, with opacity 1 where there is none."""
    try:
        given = np.atleast_2d(np.asarray(color, np.float32))
        np.broadcast_to(given[:, :3], (count, 3))
        if given.shape[1] not in (3, 4):
            raise ValueError
    except (TypeError, ValueError, IndexError):
        raise InputError(
            f"color: expected (3,), (4,), or one row for each of {count} points, found {np.shape(color)}"
        ) from None
    if given.shape[1] == 3:
        given = np.concatenate([given, np.ones((len(given), 1), np.float32)], axis=1)
    return np.ascontiguousarray(np.broadcast_to(given, (count, 4)))


def emitter_box(at: ArrayLike, direction: ArrayLike, size: ArrayLike) -> Floats:
    """`(3, 4)` for `Particles.transform`: +y along `direction`, scaled by `size` (x, y, z) metres."""
    y = _unit(direction)
    x = _unit(np.cross(y, (0.0, 0.0, 1.0) if abs(y[2]) < 0.9 else (1.0, 0.0, 0.0)))
    return _placed(np.stack([x, y, np.cross(x, y)], axis=1), size, at)


def decal_box(at: ArrayLike, front: ArrayLike, size: ArrayLike, up: ArrayLike = (0.0, 1.0, 0.0)) -> Floats:
    """`(3, 4)` for `Decal.transform`: the middle of a box of `size` (width, height, depth) metres whose light comes
    from `front`; the picture's y is as near to `up` as can be. InputError where `front` and `up` are parallel."""
    z = _unit(front)
    x = np.cross(np.asarray(up, np.float64), z)
    if np.linalg.norm(x) < 1e-6:
        raise InputError(f"a decal cannot have its front and its top in the same direction {tuple(z.tolist())}")
    x = _unit(x)
    return _placed(np.stack([x, np.cross(z, x), z], axis=1), size, at)


def _unit(v: ArrayLike) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    vector = numbers(v, (3,), "direction")
    length = float(np.linalg.norm(vector))
    if not length > 0:
        raise InputError(f"{v!r} is no direction")
    return np.asarray(vector / length)


def _placed(axes: np.ndarray[tuple[int, ...], np.dtype[np.float64]], size: ArrayLike, at: ArrayLike) -> Floats:
    return np.concatenate([axes * numbers(size, (3,), "size"), numbers(at, (3,), "at").reshape(3, 1)], axis=1).astype(
        np.float32
    )
