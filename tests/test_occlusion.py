"""Ambient occlusion of models against the light that numbers of the hemisphere give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Environment, Material, Scene
from render.context import Context
from render.views import camera_view
from tests.scenes_for_render import one, quad, seen_from, white
from tests.test_forward import PLAIN, linear

DARK_GREY = Material(base_color=(0.05, 0.05, 0.05, 1), roughness=1.0, specular=0.0, double_sided=True)
OCCLUDED = replace(PLAIN, occlusion=True)
HEIGHT = 2.0


def corner() -> Scene:
    """A wide floor at y = 0 and a wide wall of HEIGHT over z = 0, in even light of radiance 1."""
    scene = one(quad(1), DARK_GREY)
    scene.environment = Environment(np.ones((8, 16, 3), np.float32))
    floor = np.array([[40, 0, 0, 0], [0, 0, 1, 0], [0, -10, 0, 10]], np.float32)
    wall = np.array([[40, 0, 0, 0], [0, HEIGHT / 2, 0, HEIGHT / 2], [0, 0, 1, 0]], np.float32)
    scene.batches = [Batch("corner", 0, np.stack([floor, wall]), white(2))]
    return scene


def visible(distance: float) -> float:
    """Cosine-weighted share of the sky over the floor so far from the wall, summed over 200 x 400 directions."""
    cosine2, azimuth = np.meshgrid((np.arange(200) + 0.5) / 200, (np.arange(400) + 0.5) / 400 * 2 * np.pi)
    height, side = np.sqrt(cosine2), np.sqrt(1 - cosine2)
    towards = -side * np.cos(azimuth)
    blocked = (towards < 0) & (height * distance < HEIGHT * -towards)
    return float(1 - blocked.mean())


@pytest.mark.gl
def test_a_corner_against_the_hemisphere(context: Context) -> None:
    frame, size = seen_from((0, 5, 8), (0, 0.5, 1), fov=0.9), (512, 384)
    picture = linear(corner(), frame, size, OCCLUDED)[..., 0] / 0.05
    view = camera_view(frame.camera, size)
    for distance in (0.3, 0.7, 1.5, 3.0):
        x, y, _, w = view.view_projection @ [0.3, 0.0, distance, 1.0]
        column, row = round((0.5 + 0.5 * x / w) * size[0]), round((0.5 - 0.5 * y / w) * size[1])
        seen = picture[row - 2 : row + 3, column - 6 : column + 6].mean()
        assert seen == pytest.approx(visible(distance), abs=0.09), distance  # few steps overlook the top of the wall


@pytest.mark.gl
def test_a_lone_wall_is_not_occluded(context: Context) -> None:
    """Square on and aslant, and to its very edge: nothing darkens itself."""
    scene = one(quad(1), DARK_GREY)
    scene.environment = Environment(np.ones((8, 16, 3), np.float32))
    for eye in ((0.0, 0.0, 4.0), (2.5, 1.0, 2.0)):
        picture = linear(scene, seen_from(eye, fov=0.7), (96, 96), OCCLUDED)[..., 0] / 0.05
        wall = np.abs(picture - 1) < 0.6  # the sky behind is 20 on this scale
        assert wall.sum() > 1000
        assert picture[wall].min() > 0.93


@pytest.mark.gl
def test_white_corners_stay_bright(context: Context) -> None:
    """What a white surface occludes it lights again: the same corner darkens far less in white than in grey."""
    frame = seen_from((0, 5, 8), (0, 0.5, 1), fov=0.9)
    white_corner = corner()
    white_corner.materials = [replace(DARK_GREY, base_color=(0.9, 0.9, 0.9, 1))]
    dark = linear(corner(), frame, (80, 60), OCCLUDED)[..., 0] / 0.05
    light = linear(white_corner, frame, (80, 60), OCCLUDED)[..., 0] / 0.9
    crease = dark < 0.7
    assert crease.sum() > 50
    assert (1 - light[crease]).mean() < 0.6 * (1 - dark[crease]).mean()
