"""Haze against a numerical integration of its density."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Camera, Environment, Frame, Haze, Material, Scene, Sky
from render.atmosphere import SkyLight
from render.context import Context
from render.gpu import Gpu
from tests.gl_probe import frame_buffer, probe
from tests.scenes_for_render import one, quad, seen_from
from tests.test_forward import linear

HAZE = Haze(mist=0.0012, mist_height=22.0, air=0.00044, air_height=260.0)


@pytest.fixture
def gpu(context: Context) -> Iterator[Gpu]:
    gpu = Gpu()
    yield gpu
    gpu.close()


def covers(size: int) -> np.ndarray:
    """(size, size): share taken by the haze, rows height, columns distance, integrated in 4,000 steps; below the ground
    it is as thick as there."""
    k = (np.arange(size) + 0.5) / size
    y = np.maximum(3.5 + (k * 150 - 53.5)[:, None] * ((np.arange(4000) + 0.5) / 4000), 0)
    density = (0.0012 * np.exp(-y / 22) + 0.00044 * np.exp(-y / 260)).mean(1)
    return 1 - np.exp(-density[:, None] * k[None] * 1000)


@pytest.mark.gl
def test_optical_depth(gpu: Gpu) -> None:
    with frame_buffer(Camera(eye=(0.0, 3.5, 0.0)), (16, 16), haze=HAZE):
        seen = probe(gpu, "haze", (16, 16))
    assert seen[:, :, 0] == pytest.approx(covers(16), abs=2e-4)


@pytest.mark.gl
def test_airlight_series(gpu: Gpu) -> None:
    """The shader sums the Fourier series that numpy wrote."""
    series = np.zeros((7, 4))
    series[:, 0] = (1.0, 0.3, 0.2, 0.1, -0.1, 0.05, 0.02)
    light = SkyLight(np.zeros(3), np.zeros(3), np.zeros((9, 4)), series)
    with frame_buffer(Camera(eye=(0.0, 3.5, 0.0)), (64, 4), haze=HAZE, light=light):
        seen = probe(gpu, "haze", (64, 4))[0]
    a = (np.arange(64) + 0.5) / 64 * 2 * np.pi
    waves = [np.ones(64)] + [f(k * a) for k in (1, 2, 3) for f in (np.cos, np.sin)]
    assert seen[:, 1] == pytest.approx(series[:, 0] @ np.stack(waves), abs=1e-4)
    # the colour goes from the surface's to the haze's: here eastwards, where the series has its value at 90 degrees
    east = 1.0 + 0.2 - 0.1 - 0.02
    distance = (np.arange(64) + 0.5) / 64 * 1000
    cover = 1 - np.exp(-distance * (0.0012 * np.exp(-3.5 / 22) + 0.00044 * np.exp(-3.5 / 260)))
    assert seen[:, 2] == pytest.approx(0.25 * (1 - cover) + east * cover, abs=2e-3)


@pytest.mark.gl
def test_no_haze_changes_nothing(gpu: Gpu) -> None:
    with frame_buffer(Camera(eye=(0.0, 3.5, 0.0)), (8, 8), haze=Haze()):
        assert probe(gpu, "haze", (8, 8))[:, :, 2] == pytest.approx(0.25)


@pytest.mark.gl
def test_mist_glows_towards_the_sun(gpu: Gpu) -> None:
    """The probe looks east; the same mist is brighter with the sun there than behind."""
    seen = []
    for east in (0.99, -0.99):
        light = SkyLight(np.full(3, 10.0), np.zeros(3), np.zeros((9, 4)), np.full((7, 4), 0.1) * np.eye(7)[:, :1])
        sky = Sky(sun_direction=(east, 0.141, 0.0))
        with frame_buffer(Camera(eye=(0.0, 3.5, 0.0)), (8, 8), haze=HAZE, light=light, sky=sky):
            seen.append(probe(gpu, "haze", (8, 8))[0, -1, 2])
    assert seen[0] > 2 * seen[1]
    assert seen[1] < 0.25


def around() -> Environment:
    """White above, black below: a grey half as bright lights the haze."""
    radiance = np.zeros((32, 64, 3), np.float32)
    radiance[:16] = 1.0
    return Environment(radiance)


@pytest.mark.gl
@pytest.mark.parametrize("before_sky", [True, False])
def test_haze_thins_out_before_the_sky(context: Context, before_sky: bool) -> None:
    """Depth to the end of an exponential layer along a ray: density times height over the sine of its elevation."""
    scene = Scene("sky", environment=around(), haze=Haze(mist=0.02, mist_height=10.0, before_sky=before_sky))
    picture = linear(scene, Frame(0.0, Camera(eye=(0, 0, 0), target=(0, 0.4, -1), fov=0.02)))
    depth = 0.02 * 10 / np.sin(np.arctan(0.4))
    white, grey = 1.0, 0.5
    cover = 1 - np.exp(-depth) if before_sky else 0.0
    assert picture[32, 32] == pytest.approx(np.full(3, white + (grey - white) * cover), abs=5e-3)


@pytest.mark.gl
def test_even_fog_hides_all_that_is_far(context: Context) -> None:
    """Of infinite height: panorama, sky and meshes go to one colour; near things show by Beer's law."""
    fog = Haze(air=0.05, air_height=np.inf)
    scene = one(quad(2), Material(emissive=(4.0, 4.0, 4.0), base_color=(0, 0, 0, 1), roughness=1.0))
    scene.environment, scene.haze = around(), fog
    clear = linear(replace(scene, haze=Haze()), seen_from((0, 0, 20), fov=0.1))
    seen = linear(scene, seen_from((0, 0, 20), fov=0.1))
    assert seen[32, 32] == pytest.approx(0.5 + (clear[32, 32] - 0.5) * np.exp(-0.05 * 20), rel=0.02)
    sky = linear(scene, Frame(0.0, Camera(eye=(0, 0, 0), target=(0, 1, -1), fov=0.3)))
    assert sky == pytest.approx(np.full_like(sky, 0.5), abs=5e-3)


@pytest.mark.gl
def test_blended_surfaces_are_hazed_once(context: Context) -> None:
    """A half-transparent square in even fog: its own light is hazed by its distance, what is behind by its own."""
    fog = Haze(air=0.05, air_height=np.inf)
    material = Material(base_color=(0, 0, 0, 0.5), emissive=(4.0, 4.0, 4.0), roughness=1.0, alpha_mode="BLEND")
    scene = one(quad(2), material)
    scene.environment = around()
    clear = linear(scene, seen_from((0, 0, 20), fov=0.1))
    backdrop = linear(replace(scene, batches=[]), seen_from((0, 0, 20), fov=0.1))
    own = clear[32, 32] - 0.5 * backdrop[32, 32]
    seen = linear(replace(scene, haze=fog), seen_from((0, 0, 20), fov=0.1))
    passes = np.exp(-0.05 * 20)
    expected = own * passes + 0.5 * 0.5 * (1 - passes) + 0.5 * 0.5
    assert seen[32, 32] == pytest.approx(expected, rel=0.03)
