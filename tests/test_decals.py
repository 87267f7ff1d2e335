"""Projected pictures: where geometry says they are, and nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assets.effects import Decal, decal_box
from assets.scene import Lights, Material, Water
from render.context import Context
from tests.effect_scenes import BLACK, FACE, RED, pixel, with_effects
from tests.scenes_for_render import one, place, quad, seen_from
from tests.test_forward import linear


@pytest.mark.gl
def test_a_decal_lies_in_its_box_and_nowhere_else(context: Context) -> None:
    """1 m wide, 0.5 m high, its middle half a metre to the right: columns 48 to 80 of 96, rows 24 to 40 of 64."""
    box = decal_box((0.5, 0, 0), (0, 0, 1), (1, 0.5, 0.4))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(Decal(RED, box, "glow"),)), FACE, (96, 64))
    expected = np.zeros((64, 96))
    expected[24:40, 48:80] = 1.0
    np.testing.assert_allclose(picture[..., 0], expected, atol=0.01)
    assert picture[..., 1:].max() < 0.01


@pytest.mark.gl
def test_a_decal_is_not_upside_down(context: Context) -> None:
    quarters = np.zeros((2, 2, 4), np.uint8)
    quarters[..., 3] = 255
    quarters[0, 0, 0] = quarters[0, 1, 1] = quarters[1, 0, 2] = 255
    box = decal_box((0, 0, 0), (0, 0, 1), (2, 2, 1))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(Decal(quarters, box, "glow"),)), FACE, (64, 64))
    assert picture[8, 8].argmax() == 0, "red: left top"
    assert picture[8, 56].argmax() == 1, "green: right top"
    assert picture[56, 8].argmax() == 2, "blue: left bottom"
    assert picture[56, 56].max() < 0.05


@pytest.mark.gl
@pytest.mark.parametrize(("front", "depth", "seen"), [((0, 0, 1), 0.4, 1.0), ((0, 0, -1), 0.4, 0.0)])
def test_a_decal_does_not_fall_on_what_faces_away(context: Context, front: Any, depth: float, seen: float) -> None:
    box = decal_box((0, 0, 0), front, (1, 1, depth))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(Decal(RED, box, "glow"),)), FACE, (64, 64))
    assert picture[32, 32, 0] == pytest.approx(seen, abs=0.01)


@pytest.mark.gl
def test_a_decal_does_not_reach_beyond_its_depth(context: Context) -> None:
    box = decal_box((0, 0, 0.6), (0, 0, 1), (1, 1, 1))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(Decal(RED, box, "glow"),)), FACE, (64, 64))
    assert picture.max() < 0.01


@pytest.mark.gl
@pytest.mark.parametrize("degrees", [20, 45, 62, 80])
def test_a_decal_fades_by_angle(context: Context, degrees: float) -> None:
    """The box leans to the side; smoothstep between cosines, worked out here."""
    angle = np.radians(degrees)
    box = decal_box((0, 0, 0), (np.sin(angle), 0, np.cos(angle)), (1, 1, 4))
    decal = Decal(RED, box, "glow", fade=(np.radians(30), np.radians(70)))
    picture = linear(with_effects(one(quad(3), BLACK), decals=(decal,)), FACE, (64, 64))
    low, high = np.cos(np.radians(70)), np.cos(np.radians(30))
    u = np.clip((np.cos(angle) - low) / (high - low), 0, 1)
    assert picture[32, 32, 0] == pytest.approx(u * u * (3 - 2 * u), abs=0.01)


@pytest.mark.gl
def test_a_beamer_lights_by_the_cosine_and_paint_is_lit(context: Context) -> None:
    """Irradiance 3 on albedo 0.5 at 60 degrees: 3 * 0.5 / pi * 0.5. Paint shows what lamps show of it."""
    grey = Material(base_color=(0.5, 0.5, 0.5, 1), roughness=1.0, specular=0.0)
    angle = np.radians(60)
    box = decal_box((0, 0, 0), (np.sin(angle), 0, np.cos(angle)), (1, 1, 4))
    light = Decal(RED, box, "light", color=(3, 3, 3), fade=(1.4, 1.5))
    picture = linear(with_effects(one(quad(3), grey), decals=(light,)), FACE, (64, 64))
    assert picture[32, 32, 0] == pytest.approx(0.75 / np.pi, rel=0.01)
    scene = one(quad(3), grey)
    scene.lights = Lights.points([[0, 0, 5]], [[25, 25, 25]], 100.0, 0.0)
    bare = linear(scene, FACE, (64, 64))[32, 32]
    paint = Decal(RED, decal_box((0, 0, 0), (0, 0, 1), (1, 1, 1)))
    painted = linear(with_effects(scene, decals=(paint,)), FACE, (64, 64))[32, 32]
    assert painted[0] == pytest.approx(2 * bare[0], rel=0.02)
    assert painted[1] < 0.02 * bare[1]


@pytest.mark.gl
def test_a_decal_is_seen_in_the_water_and_not_on_it(context: Context) -> None:
    scene = one(quad(1), BLACK)
    scene.batches[0].transform = place((0, 1.2, 0))
    scene.water = Water(level=0.0, slope=(0.0, 0.0), bounds=(-9, -9, 9, 9))
    box = decal_box((0, 0, 0), (0, 0.3, 1), (1, 6, 9))
    frame = seen_from((0, 1, 8), (0, 0.2, 0), fov=0.6)
    size = (96, 64)
    lit = linear(with_effects(scene, decals=(Decal(RED, box, "glow"),)), frame, size)[..., 0]
    column, row = (round(v) for v in pixel(frame, (0, 1, 0), size))
    assert lit[row, column] > 0.9
    column, row = (round(v) for v in pixel(frame, (0, -1, 0), size))
    assert lit[row, column] > 0.05, "its reflection"
    flat = Decal(RED, decal_box((0, 0, 0), (0, 1, 0), (9, 9, 0.1), up=(0, 0, -1)), "glow")
    np.testing.assert_array_equal(linear(with_effects(scene, decals=(flat,)), frame, size), linear(scene, frame, size))
