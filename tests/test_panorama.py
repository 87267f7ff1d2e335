"""A measured environment's light against sums over its texels in numpy, and the pictures it makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from assets.scene import Environment, Grade, Haze, Material, Scene, Sky
from render.context import Context
from render.gpu import Gpu
from render.passes.panorama import (
    BLURRED,
    PanoramaMaps,
    irradiance_map,
    level_roughness,
    panorama_directions,
)
from render.renderer import Renderer, straight_alpha
from tests.scenes_for_render import one, quad, seen_from, sphere
from tests.test_forward import linear


@pytest.fixture
def gpu(context: Context) -> Iterator[Gpu]:
    gpu = Gpu({"PANORAMA": 1})
    yield gpu
    gpu.close()


def lamps() -> np.ndarray:
    """Dim all round, with a large warm lamp and a small bright one."""
    towards, _ = panorama_directions(256, 128)
    light = np.full((128, 256, 3), 0.2)
    light += np.exp(30 * (towards @ np.array([0.6, 0.8, 0.0]) - 1))[..., None] * np.array([4.0, 3.0, 1.0])
    light += np.exp(400 * (towards @ np.array([0.0, -0.6, 0.8]) - 1))[..., None] * 40.0
    return light


def lit(environment: Environment, material: Material) -> Scene:
    scene = one(sphere(48), material)
    scene.environment = environment
    scene.grade = Grade(tonemap="none", bloom=0.0)
    return scene


def test_directions_of_the_convention() -> None:
    """u = atan2(z, x) / 2 pi + 1/2: the middle column is +x, three quarters of the way is +z, the top row +y."""
    towards, solid = panorama_directions(512, 256)
    assert towards[128, 256] == pytest.approx([1, 0, 0], abs=0.02)
    assert towards[128, 384] == pytest.approx([0, 0, 1], abs=0.02)
    assert towards[0, 0] == pytest.approx([0, 1, 0], abs=0.02)
    assert np.broadcast_to(solid, (256, 512)).sum() == pytest.approx(4 * np.pi)


def test_irradiance_of_known_light() -> None:
    """Even light 1 gives pi; light 1 + y / 2 gives pi + pi / 3 upwards (by hand)."""
    assert irradiance_map(np.ones((64, 128, 3))) == pytest.approx(np.pi, rel=2e-3)
    towards, _ = panorama_directions(256, 128)
    up = irradiance_map(1 + 0.5 * towards[..., 1:2] * np.ones(3))
    normals, _ = panorama_directions(64, 32)
    assert up[..., 0] == pytest.approx(np.pi + np.pi / 3 * normals[..., 1], rel=3e-3)


@pytest.mark.gl
def test_blurred_levels_against_integration(gpu: Gpu) -> None:
    """Each roughness within 3 % of a sum over every texel, with a bright small lamp in it."""
    light = lamps()
    towards, solid = panorama_directions(256, 128)
    with closing(PanoramaMaps(Environment(light.astype(np.float32)))) as maps:
        maps.update(gpu, Sky(), Haze())
        for level in range(2, BLURRED.levels):
            a2 = level_roughness(level) ** 4
            seen = maps.blurred.read(level)
            h, w = seen.shape[:2]
            normals, _ = panorama_directions(w, h)
            for y in range(h // 8, h, h // 4):
                for x in range(w // 16, w, w // 8):
                    l_n = towards @ normals[y, x]
                    h_n2 = (1 + l_n) / 2  # the half vector's cosine, squared
                    density = a2 / (h_n2 * (a2 - 1) + 1) ** 2
                    l_n = np.maximum(l_n, 0)
                    open_ = l_n / (l_n + np.sqrt(l_n**2 * (1 - a2) + a2))  # Smith's, the eye along the normal
                    weight = (open_ * density * solid)[..., None]
                    expected = (light * weight).sum((0, 1)) / weight.sum()
                    assert seen[y, x, :3] == pytest.approx(expected, rel=0.03, abs=0.02), (level, y, x)
        gpu.pool.forget(maps.blurred)


@pytest.mark.gl
@pytest.mark.parametrize("roughness", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("metallic", [0.0, 1.0])
@pytest.mark.parametrize("height", [0.25, 0.6])
def test_slanting_reflections_against_integration(
    context: Context, roughness: float, metallic: float, height: float
) -> None:
    """The microfacet lobe of appendix B of glTF 2.0 summed over the panorama, seen from low and high: rough surfaces
    do not reflect from the mirrored direction, and nearer to it what Fresnel's law adds."""
    light = lamps()
    light += np.exp(12 * (panorama_directions(256, 128)[0] @ np.array([-0.48, 0.6, 0.64]) - 1))[..., None] * 3.0
    towards, solid = panorama_directions(256, 128)
    f0 = 0.5 if metallic else 0.04
    material = Material(base_color=(metallic * f0,) * 3 + (1.0,), metallic=metallic, roughness=roughness)
    scene = one(quad(5), material)
    scene.environment = Environment(light.astype(np.float32))
    a2 = roughness**4
    seen, expected = [], []
    for turn in np.arange(6) * np.pi / 3:
        side = np.sqrt(1 - height**2)
        v = np.array([side * np.cos(turn), side * np.sin(turn), height])
        picture = linear(scene, seen_from(tuple(3 * v)))
        h = towards + v
        h /= np.maximum(np.linalg.norm(h, axis=2, keepdims=True), 1e-9)
        n_l, n_h = np.maximum(towards[..., 2], 0), h[..., 2]
        masked = height * np.sqrt(n_l**2 * (1 - a2) + a2) + n_l * np.sqrt(height**2 * (1 - a2) + a2)
        lobe = a2 / (np.pi * (n_h**2 * (a2 - 1) + 1) ** 2) * 0.5 / np.maximum(masked, 1e-9) * n_l * solid
        fresnel = f0 + (1 - f0) * (1 - np.clip(h @ v, 0, 1)) ** 5
        once, white, even = (lobe * fresnel).sum(), lobe.sum(), (n_l[..., None] * light * solid[..., None]).sum((0, 1))
        average = f0 + (1 - f0) / 21
        again = once * average * (1 - white) / (1 - average * (1 - white)) * even / np.pi
        expected.append(((lobe * fresnel)[..., None] * light).sum((0, 1)) + again)
        seen.append(picture[32, 32])
    error = np.abs(np.array(seen) - expected).mean() / np.mean(expected)
    assert error < 0.14


@pytest.mark.gl
def test_a_white_ball_shows_the_irradiance(context: Context) -> None:
    """In the middle of the picture the normal is +z; a turn of 90 degrees puts there what lay at +x."""
    light = lamps().astype(np.float32)
    around = irradiance_map(light)
    chalk = Material(base_color=(0.5, 0.5, 0.5, 1), roughness=1.0)
    for turn, column in ((0.0, 48), (-np.pi / 2, 32)):
        picture = linear(lit(Environment(light, rotation=turn), chalk), seen_from((0, 0, 8), fov=0.3))
        expected = around[15:17, column - 1 : column + 1].mean((0, 1)) / np.pi * 0.5
        # 4 % of it is reflected
        assert picture[32, 32] == pytest.approx(expected, rel=0.08), turn


@pytest.mark.gl
def test_a_mirror_shows_the_panorama(context: Context) -> None:
    towards, _ = panorama_directions(256, 128)
    mirror = Material(base_color=(1, 1, 1, 1), metallic=1.0, roughness=0.0)
    scene = one(quad(5), mirror)
    scene.environment = Environment((1 + 0.5 * towards).astype(np.float32), intensity=2.0)
    # from (0, 2, 2) at the middle of the quad: the reflected ray goes along (0, -1, 1)
    picture = linear(scene, seen_from((0, 2, 2)))
    assert picture[32, 32] == pytest.approx([2.0, 2 - np.sqrt(0.5), 2 + np.sqrt(0.5)], rel=0.01)


@pytest.mark.gl
@pytest.mark.parametrize("roughness", [0.05, 0.3, 0.6, 1.0])
@pytest.mark.parametrize("metallic", [0.0, 1.0])
def test_furnace(context: Context, roughness: float, metallic: float) -> None:
    """Under even light a white surface that neither absorbs nor gains is invisible."""
    white = Material(base_color=(1, 1, 1, 1), metallic=metallic, roughness=roughness)
    picture = linear(lit(Environment(np.ones((8, 16, 3), np.float32)), white), seen_from((0, 0, 8), fov=0.3))
    assert picture == pytest.approx(1.0, abs=0.02)


@pytest.mark.gl
def test_the_background_is_shown_or_transparent(context: Context) -> None:
    light = np.full((8, 16, 3), 0.25, np.float32)
    shown = lit(Environment(light), Material(base_color=(0, 0, 0, 1), unlit=True))
    with Renderer(shown, (64, 48), "draft", context) as renderer:
        picture = renderer.render(seen_from((0, 0, 4))).pixels
    assert picture.shape == (48, 64, 3)
    assert picture[0, 0] == pytest.approx([137, 137, 137], abs=1)  # 0.25 in sRGB
    assert picture[24, 32].max() <= 1
    with Renderer(shown, (64, 48), "high", context) as renderer:
        picture = renderer.render(seen_from((0, 0, 4)), transparent=True).pixels
    assert picture.shape == (48, 64, 4)
    assert picture[0, 0].tolist() == [0, 0, 0, 0]
    assert picture[24, 32, 3] == 255
    alphas = np.unique(picture[..., 3])
    assert len(alphas) > 3, "an edge is partly covered"


def test_straight_alpha() -> None:
    """By hand: 64 at alpha 128 is 128 (127.5 rounded up); nothing stays nothing."""
    pixels = np.array([[[64, 128, 0, 128], [0, 0, 0, 0], [7, 8, 9, 255]]], np.uint8)
    assert straight_alpha(pixels).tolist() == [[[128, 255, 0, 128], [0, 0, 0, 0], [7, 8, 9, 255]]]
