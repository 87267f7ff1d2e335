"""What lies over the things on the stage: projections, particles, lines and lettering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from assets.effects import Decal, Effects, Lines, Particles, Text, decal_box
from assets.effects_check import check_effects
from assets.errors import InputError
from assets.given import array, check_numbers, function, made, number, point
from assets.image import load_image
from assets.scene import Bytes, Vec3
from scenes.stage.draft import Draft


class Overlays(Draft):
    """Projections, particles, lines and lettering, and how they change."""

    def project(
        self,
        picture: Bytes | str | Path,
        at: Vec3,
        front: Vec3,
        size: tuple[float, float, float],
        up: Vec3 = (0.0, 1.0, 0.0),
        **look: Any,
    ) -> None:
        """Throws a picture from the direction `front` onto what lies in a box of `size` (width, height, depth) round
        `at`. `picture` is `(h, w, 3 or 4)` uint8 sRGB or a file, `look` further fields of `assets.effects.Decal`: mode
        (paint, glow, light), color, opacity, fade, roughness."""
        pixels = load_image(Path(picture)) if isinstance(picture, str | Path) else np.asarray(picture)
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] not in (3, 4):
            raise InputError(f"project: picture: expected (h, w, 3 or 4) uint8, found {pixels.shape} {pixels.dtype}")
        if pixels.ndim == 3 and pixels.shape[2] == 3:
            pixels = np.concatenate([pixels, np.full((*pixels.shape[:2], 1), 255, np.uint8)], axis=2)
        self._over(decals=(made(Decal, "project", pixels, decal_box(at, front, size, up), **look),))

    def particles(self, *emitters: Particles) -> None:
        """Emitters of one's own, or from `scenes.particles`: fountain, sparks, firework, fireflies."""
        for emitter in emitters:
            if not isinstance(emitter, Particles):
                raise InputError(f"particles: {type(emitter).__name__} is no Particles; see scenes.particles")
        self._over(particles=emitters)

    def line(self, points: ArrayLike, color: ArrayLike = (1.0, 1.0, 1.0), width: float = 2.0, **look: Any) -> None:
        """A line through `points` `(n, 3)`; `look` as in `Lines.path`: unit ("pixels" or "metres"), closed."""
        number(width, 1e-6, 1e6, "line: width")
        through = array(points, ("n", 3), "line: points")
        if len(through) < 2:
            raise InputError("line: points: one point is no line")
        self._over(lines=(Lines.path(through, color, width, **look),))

    def text(self, text: str, at: Vec3, height: float = 0.2, **look: Any) -> None:
        """Lettering at a point, by the fields of `assets.effects.Text`: unit, color, align, facing, rim."""
        written = made(Text, "text", text, point(at, "text: at"), height, **look)
        check_numbers(written, "text")
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"text: {text!r} has nothing to write")
        self._over(texts=(written,))

    def effects_track(self, track: Callable[[float, Effects], Effects]) -> None:
        """Animates pictures, particles, lines and lettering: `track(t, effects)` returns them as they are at t. Tracks
        follow one another."""
        function(track, "t, effects", "effects_track")
        before = self._scene.effects_track

        def tracked(t: float) -> Effects:
            now = track(t, before(t) if before else self._scene.effects)
            if not isinstance(now, Effects):
                raise InputError(f"at {t:g} s an effects track gives {type(now).__name__} instead of Effects")
            return now

        self._scene.effects_track = tracked

    def _over(self, **more: tuple[Any, ...]) -> None:
        old = self._scene.effects
        effects = replace(old, **{name: getattr(old, name) + new for name, new in more.items()})
        check_effects(Effects(**more))
        self._scene.effects = effects
