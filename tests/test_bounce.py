"""One bounce of light in the picture against form factors, and what it must never do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Environment, Frame, Haze, Material, Mesh, Scene
from render.context import Context
from render.quality import QUALITIES
from render.renderer import Renderer
from render.views import camera_view
from tests.scenes_for_render import DARK, one, place, quad, seen_from, sphere, white
from tests.test_forward import PLAIN, linear

BOUNCED = replace(PLAIN, bounce=2, bounce_models=2)
MATT = Material(base_color=(0.5, 0.5, 0.5, 1), roughness=1.0, specular=0.0, double_sided=True)
LUMINOUS = Material(base_color=(0, 0, 0, 1), emissive=(1.0, 1.0, 1.0), roughness=1.0, specular=0.0, double_sided=True)
FLOOR = np.array([[30, 0, 0, 0], [0, 0, 1, 0], [0, -15, 0, 15]], np.float32)
SIZE = (384, 288)
FRAME = seen_from((0, 4, 7), (0, 0.6, 1), fov=0.9)


def standing(half_width: float, low: float, high: float) -> np.ndarray:
    """Places a quad upright over z = 0."""
    rows = [[half_width, 0, 0, 0], [0, (high - low) / 2, 0, (high + low) / 2], [0, 0, 1, 0]]
    return np.array(rows, np.float32)


def scene_of(*parts: tuple[np.ndarray, Material]) -> Scene:
    """A quad for each transform and material, in the dark."""
    scene = Scene("bounce", sky=DARK, materials=[material for _, material in parts])
    scene.meshes = [Mesh(f"quad {i}", (quad(1.0, i),)) for i in range(len(parts))]
    scene.batches = [Batch(f"quad {i}", i, rows[None], white(1)) for i, (rows, _) in enumerate(parts)]
    return scene


def pixel(frame: Frame, point: tuple[float, float, float]) -> tuple[int, int]:
    """Row and column, top row first."""
    x, y, _, w = camera_view(frame.camera, SIZE).view_projection @ [*point, 1.0]
    return round((0.5 - 0.5 * y / w) * SIZE[1]), round((0.5 + 0.5 * x / w) * SIZE[0])


def around(picture: np.ndarray, point: tuple[float, float, float]) -> float:
    row, column = pixel(FRAME, point)
    return float(picture[row - 2 : row + 3, column - 3 : column + 4].mean())


def form_factor(corners: np.ndarray, point: np.ndarray, normal: np.ndarray) -> float:
    """Of a polygon that lies above the horizon, seen from a point: Lambert's formula."""
    way = corners - point
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    total = 0.0
    for a, b in zip(way, np.roll(way, -1, axis=0), strict=True):
        axis = np.cross(a, b)
        total += float(np.arccos(np.clip(a @ b, -1, 1)) * (axis @ normal) / np.linalg.norm(axis))
    return abs(total) / (2 * np.pi)


@pytest.mark.gl
def test_a_luminous_wall_lights_the_floor(context: Context) -> None:
    """An endless wall of height h fills (1 - d / sqrt(d^2 + h^2)) / 2 of what the floor at distance d receives.

    What is outside the picture is missing, and light is smoothed over some twenty pixels."""
    scene = scene_of((FLOOR, MATT), (standing(60, 0, 2), LUMINOUS))
    picture = linear(scene, FRAME, SIZE, BOUNCED)[..., 0]
    assert np.isfinite(picture).all()
    for distance in (0.6, 1.0, 1.5, 2.5):
        factor = 0.5 * (1 - distance / np.hypot(distance, 2.0))
        assert around(picture, (0, 0, distance)) == pytest.approx(0.5 * factor, rel=0.2), distance


@pytest.mark.gl
def test_a_luminous_sign_against_lambert(context: Context) -> None:
    """A sign that hangs over the floor, at points before and beside it."""
    scene = scene_of((FLOOR, MATT), (standing(0.8, 0.4, 1.4), LUMINOUS))
    picture = linear(scene, FRAME, SIZE, BOUNCED)[..., 0]
    corners = np.array([[-0.8, 0.4, 0], [0.8, 0.4, 0], [0.8, 1.4, 0], [-0.8, 1.4, 0]])
    for point in ((0.0, 0.0, 0.6), (0.0, 0.0, 1.5), (0.9, 0.0, 1.0), (-1.5, 0.0, 0.8)):
        factor = form_factor(corners, np.array(point), np.array([0.0, 1.0, 0.0]))
        assert around(picture, point) == pytest.approx(0.5 * factor, rel=0.15, abs=0.009), point


@pytest.mark.gl
def test_light_is_only_passed_on(context: Context) -> None:
    """No receiver gets brighter than its colour times the source, none shines where there is no light at all, and what
    is seen of the source stays as it is."""
    lit = scene_of((FLOOR, replace(MATT, base_color=(0.9, 0.9, 0.9, 1))), (standing(60, 0, 2), LUMINOUS))
    picture = linear(lit, FRAME, SIZE, BOUNCED)[..., 0]
    wall = picture > 0.95
    assert wall.sum() > 5000
    assert np.allclose(picture[wall], 1.0, atol=2e-3)
    assert 0.1 < picture[~wall].max() < 0.5  # half a hemisphere at the very foot
    unlit = scene_of((FLOOR, MATT), (standing(60, 0, 2), MATT))
    assert linear(unlit, FRAME, SIZE, BOUNCED).max() == 0.0


@pytest.mark.gl
def test_a_white_corner_in_even_light_is_even(context: Context) -> None:
    """Where all is white and all round shines alike, what is hidden would shine like what hides it. Light bounces once
    only: of the two fifths that are hidden at the first point the wall gives back a good half."""
    scene = scene_of(
        (FLOOR, replace(MATT, base_color=(1, 1, 1, 1))), (standing(60, 0, 2), replace(MATT, base_color=(1, 1, 1, 1)))
    )
    scene.environment = Environment(np.ones((8, 16, 3), np.float32))
    picture = linear(scene, FRAME, SIZE, replace(BOUNCED, occlusion=True))[..., 0]
    for distance in (0.3, 0.7, 1.5):
        assert 0.77 < around(picture, (0, 0, distance)) < 1.03, distance
    assert picture.max() < 1.06


@pytest.mark.gl
def test_mirrors_that_face_each_other_in_even_light(context: Context) -> None:
    """A ball of white metal among others like it could not be told from the light all round: what it does not see of
    that it sees of them, however often they mirror each other. A picture knows half of them, and one cone of what hides
    is coarse: three quarters are left, where one bounce alone would leave a black rim."""
    metal = Material(base_color=(1, 1, 1, 1), metallic=1.0, roughness=0.2)
    scene = one(sphere(32), metal)
    places = [(2.3 * x, 2.3 * y, 0.0) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    scene.batches = [Batch("balls", 0, place(*places), white(9))]
    scene.environment = Environment(np.ones((8, 16, 3), np.float32))
    frame, size = seen_from((0, 0, 20), fov=0.36), (192, 192)
    picture = linear(scene, frame, size, replace(BOUNCED, occlusion=True, bounce_models=1))[..., 0]
    y, x = np.mgrid[:192, :192] - 95.5
    ball = np.hypot(x, y) < 0.95 / 20 / np.tan(0.18) * 96
    assert picture[ball].mean() > 0.7
    assert np.percentile(picture[ball], 5) > 0.3
    assert picture.max() < 1.2


@pytest.mark.gl
def test_backs_of_luminous_things_light_nothing_in_the_dark(context: Context) -> None:
    """The floor behind a sign sees its back, of which the picture knows nothing."""
    high = seen_from((0, 6, 4), (0, 0.5, -0.5), fov=0.9)
    scene = scene_of(
        (FLOOR - np.array([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 15]], np.float32), MATT), (standing(1, 0, 1), LUMINOUS)
    )
    picture = linear(scene, high, SIZE, BOUNCED)[..., 0]
    row, column = pixel(high, (0, 0, -1.2))
    before_row, _ = pixel(high, (0, 0, 1.2))
    assert picture[before_row, column] > 10 * picture[row, column]


@pytest.mark.gl
def test_a_frame_is_what_it_is(context: Context) -> None:
    """The same bytes at any time: nothing depends on the frame but the scene."""
    scene = scene_of((FLOOR, MATT), (standing(0.8, 0.4, 1.4), LUMINOUS))
    with Renderer(scene, (96, 72), "high", context) as renderer:
        first = renderer.render(replace(FRAME, time=0.0)).pixels
        renderer.render(seen_from((3, 4, 7), (0, 0.6, 1)))
        assert np.array_equal(renderer.render(replace(FRAME, time=7.0)).pixels, first)


@pytest.mark.gl
def test_an_orbit_does_not_flicker(context: Context) -> None:
    """Light on the floor changes evenly as the camera goes round: its second difference is a small part of it."""
    back = standing(60, 0, 3) - np.array([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 2]], np.float32)
    scene = scene_of((FLOOR, MATT), (standing(0.8, 0.4, 1.4), LUMINOUS), (back, MATT))
    turns = [(7 * np.sin(turn), 3.0, 7 * np.cos(turn)) for turn in 0.004 * np.arange(5)]
    row = np.stack([linear(scene, seen_from(eye, (0, 0.6, 0), fov=0.9), (240, 180), BOUNCED)[..., 0] for eye in turns])
    lit = (row > 0.004).all(0) & (row < 0.5).all(0)
    assert lit.sum() > 2000
    jumps = np.abs(row[2:] - 2 * row[1:-1] + row[:-2])[:, lit]
    assert np.percentile(jumps / row[1:-1][:, lit], 95) < 0.06


@pytest.mark.gl
def test_only_who_asks_pays(context: Context) -> None:
    """The pass is run in `high`, in `standard` under an environment, and in `final` where paths are not traced."""
    scene = scene_of((FLOOR, MATT), (standing(0.8, 0.4, 1.4), LUMINOUS))
    alone = scene_of((FLOOR, MATT), (standing(0.8, 0.4, 1.4), LUMINOUS))
    alone.environment = Environment(np.ones((8, 16, 3), np.float32))
    runs = {
        (name, under): "bounce" in passes(context, which, name)
        for name in QUALITIES
        for under, which in (("sky", scene), ("environment", alone))
    }
    runs["final", "haze"] = "bounce" in passes(context, replace(scene, haze=Haze(mist=1e-4)), "final")
    assert runs == {
        ("draft", "sky"): False,
        ("draft", "environment"): False,
        ("standard", "sky"): False,
        ("standard", "environment"): True,
        ("high", "sky"): True,
        ("high", "environment"): True,
        ("final", "sky"): False,
        ("final", "environment"): False,
        ("final", "haze"): True,
    }


def passes(context: Context, scene: Scene, quality: str) -> list[str]:
    with Renderer(scene, (32, 24), quality, context) as renderer:
        renderer.render(FRAME)
        return list(renderer.timings.cpu)
