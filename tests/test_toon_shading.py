"""Toon shading against numbers: two tones, its textures, outlines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Lights, Material, Primitive, Sky, Studio, Texture, Toon
from render.context import Context
from tests.scenes_for_render import one, quad, seen_from, sphere
from tests.test_forward import lamp, linear


@pytest.mark.gl
def test_toon_has_two_tones(context: Context) -> None:
    toon = Toon(shade_color=(0.2, 0.1, 0.1), shading_toony=0.95, shading_shift=0.0)
    scene = one(sphere(32), Material(base_color=(1, 0.5, 0.5, 1), surface="toon", toon=toon))
    scene.lights = lamp((300, 0, 0), (9e4, 9e4, 9e4), range=1e6)
    picture = linear(scene, seen_from((0, 0, 8), fov=0.3))
    right, left = picture[32, 46], picture[32, 18]
    assert right == pytest.approx(np.array([1, 0.5, 0.5]) / np.pi, rel=0.03)
    assert left == pytest.approx(np.array([0.2, 0.1, 0.1]) / np.pi, rel=0.03)


@pytest.mark.gl
def test_a_toon_surface_reads_its_textures(context: Context) -> None:
    """The shade's own colour, a shift that darkens, a rim everywhere tinted, and a ball's picture by the normal."""
    toon = Toon(shade_color=(0.2, 0.2, 0.2), shading_toony=0.95)
    red, green, white = ((1, 0, 0), (0, 1, 0), (1, 1, 1))
    ball = np.array([[red, green], [(0, 0, 1), white]], np.uint8) * np.uint8(255)
    textures = [np.full((2, 2, 3), np.uint8(255) * np.array(c, np.uint8), np.uint8) for c in (red, green, white)]
    padded = [np.dstack([t, np.full((2, 2), 255, np.uint8)]) for t in (*textures, ball)]

    def seen(look: Toon, primitive: Primitive, sun: float = 0.0) -> np.ndarray:
        """Lit from the eye, or where `sun` is 1 from above, along the surface: neither tone but half way."""
        scene = one(primitive, Material(base_color_texture=0, toon=look, surface="toon"))
        scene.textures = [Texture("t", t, smooth=False) for t in padded]
        scene.lights = Lights.directional([(0, -sun, sun - 1)], [(np.pi,) * 3])
        return linear(scene, seen_from((0, 0, 4), fov=0.6))

    assert seen(toon, quad(1))[32, 32] == pytest.approx([1, 0, 0], abs=5e-3)
    dark = replace(toon, shading_shift=-2.0)
    assert seen(dark, quad(1))[32, 32] == pytest.approx([0.2] * 3, abs=5e-3), "no texture of its own: none"
    assert seen(replace(dark, shade_texture=0), quad(1))[32, 32] == pytest.approx([0.2, 0, 0], abs=5e-3)
    assert seen(replace(dark, shade_texture=1), quad(1))[32, 32] == pytest.approx([0, 0.2, 0], abs=5e-3)
    shifted = replace(toon, shift_texture=2, shift_scale=-2.0)
    assert seen(shifted, quad(1))[32, 32] == pytest.approx([0.2] * 3, abs=5e-3)
    assert seen(toon, quad(1), 1.0)[32, 32] == pytest.approx([0.6, 0.1, 0.1], abs=5e-3)
    rim = replace(dark, shade_color=(0, 0, 0), rim_color=(0.5, 0.5, 0.5), rim_lift=1.0, rim_texture=1)
    assert seen(rim, quad(1))[32, 32] == pytest.approx([0, 0.5, 0], abs=5e-3)
    unlit = replace(rim, rim_lighting_mix=0.0)
    assert seen(unlit, quad(1), 1.0)[32, 32] == pytest.approx([0, 0.5, 0], abs=5e-3)
    cap = replace(dark, shade_color=(0, 0, 0), matcap=(0.5, 0.5, 0.5), matcap_texture=3, rim_lighting_mix=0.0)
    picture = seen(cap, sphere(32))
    corners = [picture[y, x] for y, x in ((22, 22), (22, 42), (42, 22), (42, 42))]
    assert corners == pytest.approx(np.array([red, green, (0, 0, 1), white]) * 0.5, abs=5e-3)


@pytest.mark.gl
def test_an_outline_surrounds_a_toon_figure(context: Context) -> None:
    toon = Toon(outline_width=0.1, outline_color=(1, 1, 1))
    lit = one(sphere(32), Material(surface="toon", toon=toon), sky=Sky(night=(1, 1, 1)))
    bare = one(sphere(32), Material(surface="toon", toon=Toon()), sky=lit.sky)
    a, b = (linear(s, seen_from((0, 0, 8), fov=0.4)) for s in (lit, bare))
    changed = np.abs(a - b).max(axis=2) > 0.02
    across = np.nonzero(changed[32])[0]
    # the silhouette is at 20 pixels from the middle, the hull at 22
    assert len(across) >= 2
    assert all(18 <= abs(int(x) - 32) <= 24 for x in across)


@pytest.mark.gl
@pytest.mark.parametrize(("mix", "expected"), [(1.0, (0.10, 0.03, 0.02)), (0.0, (0.2, 0.1, 0.1))])
def test_an_outline_multiplies_the_lit_colour_of_its_surface(
    context: Context, mix: float, expected: tuple[float, float, float]
) -> None:
    """Light of irradiance 1 from all round; a lamp that adds 1 doubles the line as it does the surface."""
    toon = Toon(outline_width=0.15, outline_color=(0.2, 0.1, 0.1), outline_lighting_mix=mix, shading_shift=2.0)
    scene = one(sphere(32), Material(surface="toon", base_color=(0.5, 0.3, 0.2, 1), toon=toon))
    for added in (0.0, 1.0):
        scene.studio = Studio((0, 0, 1), (0, 0, 0), (1 / np.pi,) * 3)
        scene.lights = Lights.points([(0, 0, 30)], (added * 900.0,) * 3, 1e4, radius=0.0)
        line = linear(scene, seen_from((0, 0, 8), fov=0.4))[32, 11]
        assert line * np.pi == pytest.approx(np.array(expected) * (1 + added), rel=0.03), added
