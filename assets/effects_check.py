"""What projected pictures, particles, lines and lettering must be before anybody draws them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral

import numpy as np

from assets.effects import COLOR_KEYS, MOST_DECALS, Decal, Effects, Lines, Particles, Text
from assets.errors import InputError
from assets.lettering import check_glyphs

MOST_PARTICLES = 4_000_000
"""Of one emitter."""


def check_effects(effects: Effects) -> None:
    """InputError, naming the first that cannot be drawn."""
    if len(effects.decals) > MOST_DECALS:
        raise InputError(f"{len(effects.decals)} decals at a time; {MOST_DECALS} are possible")
    for i, decal in enumerate(effects.decals):
        _refuse(f"decal {i}", _of_decal(decal))
    for i, particles in enumerate(effects.particles):
        _refuse(f"particles {i}", _of_particles(particles))
    for i, lines in enumerate(effects.lines):
        _refuse(f"lines {i}", _of_lines(lines))
    for i, text in enumerate(effects.texts):
        _refuse(f"text {i} {text.text[:20]!r}", _of_text(text))
    check_glyphs(text.text for text in effects.texts)


def _refuse(name: str, faults: Iterable[tuple[bool, str]]) -> None:
    for wrong, why in faults:
        if wrong:
            raise InputError(f"{name}: {why}")


def _of_decal(d: Decal) -> Iterable[tuple[bool, str]]:
    shape = tuple(d.pixels.shape)
    yield (shape[2:] != (4,) or 0 in shape, f"its pixels are {shape}, expected (h, w, 4)")
    yield d.pixels.dtype != np.uint8, f"its pixels are {d.pixels.dtype}, expected uint8"
    yield from _of_transform(d.transform)
    yield abs(np.linalg.det(np.asarray(d.transform, np.float64)[:, :3])) < 1e-12, "its box has no volume"
    yield d.mode not in ("paint", "glow", "light"), f"no mode {d.mode!r}; there are paint, glow, light"
    yield not _finite(*d.color, d.opacity, *d.fade, d.roughness), "a number of it is not finite"
    yield not 0 <= d.fade[0] <= d.fade[1], "fade needs two angles, the lesser first"


def _of_particles(p: Particles) -> Iterable[tuple[bool, str]]:
    yield not isinstance(p.count, Integral), f"a count of {p.count!r}; a whole number is expected"
    yield not 1 <= p.count <= MOST_PARTICLES, f"a count of {p.count}; 1 to {MOST_PARTICLES} are possible"
    yield from _of_transform(p.transform)
    ranges = (*p.life, *p.speed, *p.size, *p.gravity, *p.wind, *p.wander, p.drag, p.cone, p.streak, p.soft, p.twinkle)
    yield not _finite(*ranges, p.start, p.over, *np.ravel(p.colors)), "a number of it is not finite"
    yield math.isnan(p.every) or math.isnan(p.stop), "a number of it is not finite"
    yield not 0 <= p.life[0] <= p.life[1], "life needs two times, the shorter first"
    yield not p.life[1] <= p.every, f"a life of {p.life[1]:g} s is longer than the {p.every:g} s to the next round"
    yield not 0 <= p.over <= p.every, "the births of a round take longer than it"
    yield p.every <= 0 or p.drag < 0 or min(p.size) < 0, "every, drag and size cannot be negative, nor every 0"
    yield p.shape not in ("ball", "disc", "box"), f"no shape {p.shape!r}; there are ball, disc, box"
    yield p.blend not in ("add", "alpha"), f"no blend {p.blend!r}; there are add, alpha"
    yield np.shape(p.colors)[1:] != (4,), "each of its colors needs four numbers, the last its opacity"
    yield not isinstance(p.seed, Integral) or p.seed < 0, f"a seed of {p.seed!r}; whole numbers from 0 are possible"
    yield not 2 <= len(p.colors) <= COLOR_KEYS, f"{len(p.colors)} colors; 2 to {COLOR_KEYS} are possible"


def _of_lines(lines: Lines) -> Iterable[tuple[bool, str]]:
    n = len(lines.points)
    yield lines.points.shape != (n, 3), f"points are {lines.points.shape}, expected (n, 3)"
    yield lines.color.shape != (n, 4), f"color is {lines.color.shape}, expected ({n}, 4)"
    yield lines.segments.shape[1:] != (2,), f"segments are {lines.segments.shape}, expected (m, 2)"
    yield lines.segments.size > 0 and int(lines.segments.max()) >= n, f"a segment ends at none of the {n} points"
    yield not (np.isfinite(lines.points).all() and np.isfinite(lines.color).all()), "a number of it is not finite"
    width = np.asarray(lines.width)
    yield width.shape not in ((), (n,)), f"its width is {width.shape}, expected one or ({n},)"
    yield not ((width > 0) & (width < math.inf)).all(), "its width must be above 0"
    yield lines.unit not in ("pixels", "metres"), f"no unit {lines.unit!r}; there are pixels, metres"


def _of_text(text: Text) -> Iterable[tuple[bool, str]]:
    yield text.facing is not None and np.shape(text.facing) != (2, 3), "facing needs two directions of three numbers"
    facing = np.ravel(text.facing) if text.facing else ()
    numbers = (*text.at, text.height, *text.color, *text.align, *text.rim, *facing)
    yield not _finite(*numbers), "a number of it is not finite"
    yield not text.height > 0, "its height must be above 0"
    yield text.unit not in ("pixels", "metres"), f"no unit {text.unit!r}; there are pixels, metres"
    yield text.unit == "pixels" and text.facing is not None, "a height in pixels is for text that faces the eye"


def _of_transform(transform: object) -> Iterable[tuple[bool, str]]:
    shape = getattr(transform, "shape", ())
    yield shape != (3, 4), f"its transform is {shape}, expected (3, 4)"
    yield not np.isfinite(np.asarray(transform, np.float64)).all(), "a number of its transform is not finite"


def _finite(*numbers: float) -> bool:
    return all(map(math.isfinite, numbers))
