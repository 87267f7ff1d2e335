"""Ambient occlusion of models against the light that numbers of the hemisphere give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Environment, Lights, Material, Scene, Texture
from render.context import Context
from render.gpu import Gpu
from render.quality import QUALITIES
from render.views import camera_view
from tests.gl_probe import probe
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


@pytest.mark.gl
def test_light_comes_from_where_it_is_open(context: Context) -> None:
    """Before a wall, light that grows to the side away from it arrives as numbers of the hemisphere say; a surface that
    only knew how much it sees, not where, would be too dark."""
    scene = corner()
    rows, columns = (np.arange(n) + 0.5 for n in (64, 128))
    polar, turn = rows[:, None] / 64 * np.pi, columns / 128 * 2 * np.pi
    ways = [np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn)]
    # which of the level axes a panorama's columns turn about is asked of the renderer: a plain wall facing +z
    best = 0.0
    for axis in (ways[0], -ways[0], ways[1], -ways[1]):
        light = np.repeat((1 + 0.9 * np.broadcast_to(axis, (64, 128)))[..., None], 3, axis=2).astype(np.float32)
        facing = one(quad(1), DARK_GREY)
        facing.environment = Environment(light)
        seen = linear(facing, seen_from((0, 0, 4), fov=0.2), (16, 16))[8, 8, 0]
        if seen > best:
            best, scene.environment = seen, Environment(light)
    frame, size = seen_from((0, 5, 8), (0, 0.5, 1), fov=0.9), (512, 384)
    picture = linear(scene, frame, size, OCCLUDED)[..., 0] / 0.05
    view = camera_view(frame.camera, size)
    for distance in (0.4, 0.8):
        x, y, _, w = view.view_projection @ [0.3, 0.0, distance, 1.0]
        column, row = round((0.5 + 0.5 * x / w) * size[0]), round((0.5 - 0.5 * y / w) * size[1])
        seen = picture[row - 2 : row + 3, column - 6 : column + 6].mean()
        open_share, towards = visible(distance), mean_way(distance)
        assert seen == pytest.approx(open_share + 0.9 * towards, abs=0.1), distance
        assert seen > open_share * 1.2, distance


def mean_way(distance: float) -> float:
    """Of the directions that the floor sees so far from the wall, weighted by the cosine: the part away from it."""
    cosine2, azimuth = np.meshgrid((np.arange(200) + 0.5) / 200, (np.arange(400) + 0.5) / 400 * 2 * np.pi)
    height, side = np.sqrt(cosine2), np.sqrt(1 - cosine2)
    towards = -side * np.cos(azimuth)
    blocked = (towards < 0) & (height * distance < HEIGHT * -towards)
    return float((towards * ~blocked).mean())


@pytest.mark.gl
@pytest.mark.parametrize("roughness", [0.0, 0.4, 0.8])
def test_occluded_reflections_against_cones(context: Context, roughness: float) -> None:
    """A small round cone about the normal hides of a round lobe the solid angle that both have in common; where all but
    such a cone is hidden that is what is left."""
    size = 16
    gpu = Gpu()
    try:
        seen = probe(gpu, "specular_occlusion", (size, size), roughness=roughness, side=float(size))
    finally:
        gpu.close()
    a2 = roughness**4
    half = np.arccos(np.clip((1 - 3 * a2) / (1 + a2), 0, 0.85))
    rng = np.random.default_rng(1)
    z, turn = 1 - rng.random(40000) * (1 - np.cos(half)), rng.random(40000) * 2 * np.pi
    lobe = np.stack([np.sqrt(1 - z * z) * np.cos(turn), np.sqrt(1 - z * z) * np.sin(turn), z])
    for row in range(0, size, 3):
        for column in range(0, size, 3):
            to_lobe, cone = (np.array([column, row]) + 0.5) / size * np.pi / 2
            height = np.cos(to_lobe) * lobe[2] - np.sin(to_lobe) * lobe[0]
            above = height > 0
            within = (height > np.cos(cone)).sum() / above.sum()
            if np.sin(cone) ** 2 < 0.3:
                hidden, left = seen[row, column, :2]
                assert hidden == pytest.approx(1 - within, abs=0.17), (to_lobe, cone)
                assert left == pytest.approx(within, abs=0.17), (to_lobe, cone)


@pytest.mark.gl
@pytest.mark.parametrize("metallic", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("quality", ["draft", "standard"])
def test_a_map_of_occlusion_takes_its_share_of_indirect_light(context: Context, metallic: float, quality: str) -> None:
    """glTF 2.0, 3.9.3: 1 + strength (o - 1) of all light from all round, whatever the surface; of a lamp's nothing."""
    scene = one(quad(1), Material(base_color=(0.5, 0.5, 0.5, 1), metallic=metallic, roughness=0.6))
    scene.textures = [Texture("hollow", np.full((4, 4, 4), 191, np.uint8), srgb=False)]
    lamp = Lights.points([(0.0, 0.0, 3.0)], [(9.0, 9.0, 9.0)], np.inf, 0.0)

    def seen(around: float, lights: Lights, **map: float) -> float:
        scene.materials[0] = replace(scene.materials[0], **map)  # type: ignore[arg-type]
        scene.environment, scene.lights = Environment(np.full((8, 16, 3), around, np.float32)), lights
        return float(linear(scene, seen_from((0, 0, 4)), quality=QUALITIES[quality])[32, 32, 1])

    open_, lit = seen(1.0, Lights.none(), occlusion_texture=-1), seen(0.0, lamp, occlusion_texture=-1)
    for strength in (1.0, 0.4):
        hollow = {"occlusion_texture": 0, "occlusion_strength": strength}
        assert seen(1.0, Lights.none(), **hollow) == pytest.approx(open_ * (1 + strength * (191 / 255 - 1)), rel=2e-3)
        assert seen(0.0, lamp, **hollow) == lit
