"""What of a toon surface moves or is masked, by hand: coordinates, outlines, even light, the order of panes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Camera, Frame, Lights, Material, Mesh, Scene, Sky, Texture, Toon
from render.context import Context
from render.materials import group_of
from tests.scenes_for_render import DARK, one, place, quad, seen_from, sphere, white
from tests.test_forward import PLAIN, linear

HALVES = np.array([[[255, 0, 0, 255], [0, 255, 0, 255]]], np.uint8)
"""Red on the left, green on the right."""
MASK = np.array([[[255, 255, 0, 255], [0, 0, 255, 255]]], np.uint8)
"""Blue, which lets coordinates move, on the right."""
RED, GREEN = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SCROLL = Toon(shade_color=(0, 0, 0), uv_scroll=(0.5, 0.0))


def shining(toon: Toon, **more: object) -> Material:
    """Its emission is all that is seen."""
    look = Material(base_color=(0, 0, 0, 1), emissive=(1, 1, 1), emissive_texture=0, surface="toon", toon=toon)
    return replace(look, **more)  # type: ignore[arg-type]


def seen_at(t: float, material: Material, uv: tuple[float, float], further: tuple[float, ...] = ()) -> np.ndarray:
    """The colour of a square all of whose corners have the same coordinates, at t seconds."""
    square = replace(quad(9.0), uv=np.tile(np.float32(uv), (4, 1)))
    if further:
        square = replace(square, further_uv=np.tile(np.float32(further), (4, 1)))
    scene = one(square, material)
    scene.textures = [Texture("t", HALVES, smooth=False), Texture("mask", MASK, srgb=False, smooth=False)]
    return linear(scene, Frame(t, Camera(eye=(0, 0, 3), target=(0, 0, 0))), (9, 9))[4, 4]


@pytest.mark.gl
def test_coordinates_scroll_and_turn(context: Context) -> None:
    still = replace(SCROLL, uv_scroll=(0.0, 0.0))
    up = replace(SCROLL, uv_scroll=(0.0, 0.5))
    spin = replace(still, uv_spin=np.pi / 2)
    both = replace(spin, uv_scroll=(0.5, 0.0))
    for toon, t, uv, expected in (
        (SCROLL, 0.0, (0.25, 0.5), RED),
        (SCROLL, 1.0, (0.25, 0.5), GREEN),
        (SCROLL, 2.0, (0.25, 0.5), RED),
        (up, 1.0, (0.25, 0.5), RED),
        (spin, 2.0, (0.25, 0.5), GREEN),
        # a quarter turn takes (0.5, 0.25) to (0.25, 0.5) and (0.5, 0.75) to (0.75, 0.5): cos, sin; -sin, cos
        (spin, 1.0, (0.5, 0.25), RED),
        (spin, 1.0, (0.5, 0.75), GREEN),
        # and the scroll goes on along the axes of the picture
        (both, 1.0, (0.5, 0.25), GREEN),
    ):
        np.testing.assert_allclose(seen_at(t, shining(toon), uv), expected, atol=2e-3, err_msg=f"{toon} at {t}")


@pytest.mark.gl
def test_animation_comes_before_the_texture_s_transform(context: Context) -> None:
    """Halved after the scroll: (0.25 + 1) / 2 is green. Halved before it, it would be red."""
    half = (("emissive",), (0.5, 0.0, 0.0, 0.0, 1.0, 0.0))
    moved = shining(replace(SCROLL, uv_scroll=(1.0, 0.0)), uv_transforms=(half,))
    np.testing.assert_allclose(seen_at(1.0, moved, (0.25, 0.5)), GREEN, atol=2e-3)
    other = replace(moved, uv_sets=(("emissive", 2),))
    np.testing.assert_allclose(seen_at(1.0, other, (9.1, 0.5), (0.1, 0.5, 0.25, 0.5)), GREEN, atol=2e-3)


@pytest.mark.gl
def test_a_mask_holds_coordinates_still(context: Context) -> None:
    """Its blue is read where nothing moves: there is none on the left."""
    masked = shining(replace(SCROLL, uv_mask_texture=1))
    np.testing.assert_allclose(seen_at(1.0, masked, (0.25, 0.5)), RED, atol=2e-3)
    np.testing.assert_allclose(seen_at(1.0, masked, (0.75, 0.5)), RED, atol=2e-3)
    swapped = ((("uv_animation_mask",), (1.0, 0.0, 0.5, 0.0, 1.0, 0.0)), (("emissive",), IDENTITY))
    by_transform = replace(masked, uv_transforms=swapped)
    np.testing.assert_allclose(seen_at(1.0, by_transform, (0.25, 0.5)), GREEN, atol=2e-3)
    np.testing.assert_allclose(seen_at(1.0, by_transform, (0.75, 0.5)), GREEN, atol=2e-3)


@pytest.mark.gl
def test_alpha_is_tested_where_the_picture_has_moved_to(context: Context) -> None:
    holes = HALVES.copy()
    holes[0, 0, 3] = 0
    look = shining(SCROLL, emissive_texture=-1, base_color_texture=0, alpha_mode="MASK")
    scene = one(replace(quad(9.0), uv=np.tile(np.float32((0.25, 0.5)), (4, 1))), look)
    scene.textures = [Texture("t", holes, smooth=False)]
    frames = [Frame(t, Camera(eye=(0, 0, 3), target=(0, 0, 0))) for t in (0.0, 1.0)]
    assert [float(linear(scene, frame, (9, 9))[4, 4].sum()) for frame in frames] == pytest.approx([0.0, 3.0], abs=1e-2)


LINE = Toon((0, 0, 0), outline_width=0.1, outline_color=(1, 1, 1), outline_lighting_mix=0.0)


def line(toon: Toon, eye: float = 8.0, t: float = 0.0) -> tuple[int, int]:
    """Pixels of a black ball's white outline on the left and on the right of it; each half sees that of the mask."""
    ball = sphere(32)
    uv = np.where(ball.position[:, :1] < 0, np.float32([0.25, 0.5]), np.float32([0.75, 0.5]))
    scene = one(replace(ball, uv=uv), Material(base_color=(0, 0, 0, 1), surface="toon", toon=toon))
    scene.textures = [Texture("mask", MASK, srgb=False, smooth=False)]
    scene.lights = Lights.points([(0, 0, 300)], (np.pi * 9e4,) * 3, 1e4, radius=0.0)
    row = linear(scene, replace(seen_from((0, 0, eye), fov=0.3), time=t), (129, 129))[64, :, 0] > 0.5
    return int(row[:64].sum()), int(row[65:].sum())


@pytest.mark.gl
def test_an_outline_is_as_wide_as_its_texture_says(context: Context) -> None:
    """A tenth of a metre is five pixels here."""
    assert line(LINE) == pytest.approx((5, 5), abs=1)
    assert line(replace(LINE, outline_texture=0)) == (pytest.approx(5, abs=1), 0)
    moving = replace(LINE, outline_texture=0, uv_scroll=(0.5, 0.0))
    assert line(moving) == (pytest.approx(5, abs=1), 0)
    assert line(moving, t=1.0) == (0, pytest.approx(5, abs=1))
    held = replace(moving, uv_mask_texture=0)  # what has no width moves: to where it has one
    assert line(held, t=1.0) == pytest.approx((5, 5), abs=1)


@pytest.mark.gl
def test_an_outline_on_the_screen_keeps_its_width(context: Context) -> None:
    on_screen = replace(LINE, outline_width=0.04, outline_on_screen=True)
    assert line(on_screen) == pytest.approx((5, 5), abs=1)
    assert line(on_screen, eye=16.0) == pytest.approx((5, 5), abs=1)
    assert line(LINE, eye=16.0) == pytest.approx((2.5, 2.5), abs=1)


@pytest.mark.gl
def test_even_light_from_all_round(context: Context) -> None:
    """Light from above alone, on what looks up a little: by the normal, by no direction, and half way."""
    sky = Sky(sun_direction=(0, -1, 0), sun_radiance=0.0, night=(1, 1, 1), stars=0.0, clouds=0.0)
    shades = []
    for share in (0.0, 0.5, 1.0):
        scene = one(sphere(32), Material(surface="toon", toon=Toon((0, 0, 0), gi_equalization=share)), sky=sky)
        seen = linear(scene, seen_from((0, 0, 8), fov=0.3))
        shades.append((float(seen[20, 32, 1]), float(seen[44, 32, 1])))
    (top, bottom), half, (even_top, even_bottom) = shades
    assert top > 1.1 * bottom
    assert even_top == pytest.approx(even_bottom, rel=2e-3)
    assert half == pytest.approx(((top + even_top) / 2, (bottom + even_bottom) / 2), rel=2e-3)


def panes(near: Toon, far: Toon) -> np.ndarray:
    """Red before green, each half opaque."""
    half = Material(base_color=(0, 0, 0, 0.5), alpha_mode="BLEND", surface="toon")
    looks = [
        replace(half, emissive=color, toon=replace(toon, shade_color=(0, 0, 0)))
        for color, toon in zip((RED, GREEN), (near, far), strict=True)
    ]
    scene = Scene("panes", materials=looks, sky=DARK)
    scene.meshes = [Mesh(f"m{i}", (quad(2.0, i),)) for i in range(2)]
    scene.batches = [Batch(f"b{i}", i, place((0, 0, float(1 - i))), white()) for i in range(2)]
    return linear(scene, seen_from((0, 0, 4)), (9, 9), PLAIN)[4, 4]


@pytest.mark.gl
def test_panes_are_drawn_by_queue_and_may_hide_what_comes_later(context: Context) -> None:
    plain = Toon()
    np.testing.assert_allclose(panes(plain, plain), (0.5, 0.25, 0.0), atol=2e-3)
    np.testing.assert_allclose(panes(replace(plain, queue=-1), plain), (0.25, 0.5, 0.0), atol=2e-3)
    writes = replace(plain, writes_depth=True)
    np.testing.assert_allclose(panes(writes, plain), (0.5, 0.0, 0.0), atol=2e-3)
    np.testing.assert_allclose(panes(writes, writes), (0.5, 0.25, 0.0), atol=2e-3)
    np.testing.assert_allclose(panes(replace(writes, queue=3), writes), (0.5, 0.25, 0.0), atol=2e-3)
    np.testing.assert_allclose(panes(writes, replace(writes, queue=3)), (0.5, 0.0, 0.0), atol=2e-3)


def test_what_does_not_move_is_not_compiled() -> None:
    lobes = group_of(Material(base_color_texture=0, toon=Toon(uv_mask_texture=0)), False).lobes
    assert not {"UV_ANIMATED", "UV_MASKED", "OUTLINE_TEXTURED", "OUTLINE_ON_SCREEN"} & set(lobes)
    without = group_of(Material(toon=replace(SCROLL, matcap_texture=0)), False).lobes
    assert "UV_ANIMATED" not in without, "a matcap has no coordinates"
