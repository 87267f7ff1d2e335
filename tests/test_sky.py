"""The sky against physics computed another way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Haze, Sky
from render import gl
from render.atmosphere import (
    GROUND_RADIUS,
    TOP_RADIUS,
    aerosol,
    airlight,
    body_light,
    harmonics,
    irradiance,
    map_directions,
    transmittance,
)
from render.context import Context
from render.gpu import Gpu
from render.passes.ibl import ENVIRONMENT, prefilter
from render.passes.sky import TRANSMITTANCE, SkyMaps
from render.resources import Texture
from tests.gl_probe import probe

UP = np.array([0.0, 1.0, 0.0])


@pytest.fixture
def gpu(context: Context) -> Iterator[Gpu]:
    gpu = Gpu()
    yield gpu
    gpu.close()


@pytest.fixture
def maps(gpu: Gpu) -> Iterator[SkyMaps]:
    maps = SkyMaps()
    yield maps
    maps.close()


def sun_at(degrees: float) -> tuple[float, float, float]:
    """Over -z."""
    a = np.radians(degrees)
    return 0.0, float(np.sin(a)), float(-np.cos(a))


def test_map_covers_the_sphere() -> None:
    directions, solid = map_directions(64, 32)
    assert np.broadcast_to(solid, (32, 64)).sum() == pytest.approx(4 * np.pi)
    assert np.allclose(np.linalg.norm(directions, axis=2), 1)


def test_irradiance_of_known_skies() -> None:
    """A sky of radiance 1 gives pi everywhere; a + b y gives pi a + 2/3 pi b on a surface that looks up."""
    directions, _ = map_directions(256, 128)
    one = harmonics(np.ones((128, 256, 3)))
    for n in (UP, -UP, np.array([0.6, 0.0, 0.8])):
        assert irradiance(one, n) == pytest.approx(np.full(3, np.pi), rel=1e-3)
    slope = harmonics(1 + 0.5 * directions[:, :, 1:2] * np.ones(3))
    assert irradiance(slope, UP) == pytest.approx(np.full(3, np.pi * (1 + 1 / 3)), rel=1e-3)
    assert irradiance(slope, -UP) == pytest.approx(np.full(3, np.pi * (1 - 1 / 3)), rel=1e-3)


def test_sun_reddens_as_it_sets_and_is_gone_below() -> None:
    colour = {a: body_light(sun_at(a), 20.0, 1.0) for a in (60.0, 5.0, -1.0)}
    assert colour[60.0].min() > 12
    assert colour[5.0][0] / colour[5.0][2] > 3 * colour[60.0][0] / colour[60.0][2]
    assert colour[-1.0].sum() == 0


def test_haze_of_an_even_sky_is_even() -> None:
    level = np.ones((128, 256, 3))
    series = airlight(level, harmonics(level), Haze(tint=(0.1, 0.2, 0.3)))
    assert series[0, :3] == pytest.approx(np.array([0.1, 0.2, 0.3]) + [0.39, 0.51, 0.61], rel=1e-3)
    assert np.abs(series[1:]).max() < 1e-9


@pytest.mark.gl
def test_transmittance_table(gpu: Gpu) -> None:
    """The table at its own coordinates equals a fine integration."""
    with Texture(TRANSMITTANCE) as table:
        gpu.fullscreen("sky_transmittance.frag.glsl", [table], (), {"aerosol": 1.0})
        pixels = table.read()
        gpu.pool.forget(table)
    edge = np.sqrt(TOP_RADIUS**2 - GROUND_RADIUS**2)
    for height, cosine in ((0.05, 1.0), (0.05, 0.3), (0.05, 0.05), (2.0, 0.0), (10.0, -0.03), (30.0, 0.5)):
        r = GROUND_RADIUS + height
        rho = np.sqrt(r * r - GROUND_RADIUS**2)
        reach = -r * cosine + np.sqrt(r * r * (cosine**2 - 1) + TOP_RADIUS**2)
        x = (reach - (TOP_RADIUS - r)) / (rho + edge - (TOP_RADIUS - r)) * 256 - 0.5
        y = rho / edge * 64 - 0.5
        i, j = np.clip([int(np.floor(x)), int(np.floor(y))], 0, [254, 62])
        u, v = np.clip([x - i, y - j], 0, 1)
        block = pixels[j : j + 2, i : i + 2, :3].astype(float)
        seen = np.einsum("j,i,jic->c", [1 - v, v], [1 - u, u], block)
        assert seen == pytest.approx(transmittance(height, cosine, 1.0), abs=0.012), (height, cosine)


@pytest.mark.gl
def test_skies_by_hour(gpu: Gpu, maps: SkyMaps) -> None:
    """Noon: zenith darker and bluer than the horizon. Dusk: warm over the sun, cool overhead. Night: as told."""
    seen = {}
    for altitude in (40.0, -5.0, -30.0):
        night = (0.004, 0.006, 0.012) if altitude == -30.0 else (0.0, 0.0, 0.0)
        sky = Sky(sun_at(altitude), clouds=0.0, night=night)
        maps.update(gpu, sky, Haze())
        seen[altitude] = maps.map.read()[:, :, :3].astype(float)
    h, w = seen[40.0].shape[:2]
    row = int((0.125 + 0.875 * np.sqrt(4 / 90)) * h)
    for pixels in seen.values():
        assert np.isfinite(pixels).all()
        assert (pixels >= 0).all()
    horizon, zenith = seen[40.0][row, w // 4], seen[40.0][-1].mean(0)
    assert zenith.sum() < 0.6 * horizon.sum()
    assert zenith[2] / zenith[0] > 1.5 * horizon[2] / horizon[0]
    glow, opposite, zenith = seen[-5.0][row, w // 2], seen[-5.0][row, 0], seen[-5.0][-1].mean(0)
    assert glow[0] > 1.5 * glow[2]
    assert zenith[2] > 1.5 * zenith[0]
    assert glow.sum() > 5 * opposite.sum()
    assert seen[-30.0][-1].mean(0) == pytest.approx([0.004 * 0.816, 0.006 * 0.816, 0.012 * 0.816], rel=0.05)


@pytest.mark.gl
def test_irradiance_against_brute_force(gpu: Gpu, maps: SkyMaps) -> None:
    light = maps.update(gpu, Sky(sun_at(20.0)), Haze())
    pixels = maps.environment.read()[:, :, :3].astype(float)
    directions, solid = map_directions(256, 128)
    for n in (UP, np.array([0.0, 0.0, -1.0]), np.array([1.0, 0.0, 0.0])):
        weight = np.maximum(directions @ n, 0)[:, :, None] * solid[:, :, None]
        assert irradiance(light.irradiance, n) == pytest.approx((pixels * weight).sum((0, 1)), rel=0.10), n


@pytest.mark.gl
def test_maps_are_made_only_when_the_sky_changes(gpu: Gpu, maps: SkyMaps) -> None:
    sky = Sky(sun_at(10.0))
    first, same = maps.update(gpu, sky, Haze()), maps.update(gpu, replace(sky), Haze())
    assert same is first
    before = maps.map.read().tobytes()
    assert maps.update(gpu, replace(sky, gain=2.0), Haze()) is not first
    assert maps.map.read().tobytes() != before
    maps.update(gpu, sky, Haze())
    assert maps.map.read().tobytes() == before


@pytest.mark.gl
def test_blurred_sky(gpu: Gpu) -> None:
    """Blurring keeps an even sky as it is, and turns a map of directions into weaker copies of them: which also
    shows that shader and numpy agree on where a direction lies."""
    directions, _ = map_directions(512, 256)
    with Texture(ENVIRONMENT) as environment:
        with Texture.of(np.full((256, 512, 4), 0.7), "rgba16f") as even:
            prefilter(gpu, even, environment)
            for level in range(ENVIRONMENT.levels):
                assert environment.read(level)[:, :, :3] == pytest.approx(0.7, abs=1e-3)
            gpu.pool.forget(even)
        with Texture.of(np.pad(directions, ((0, 0), (0, 0), (0, 1))), "rgba16f") as ways:
            gl.glTextureParameteri(ways.name, gl.GL_TEXTURE_WRAP_S, gl.GL_REPEAT)
            prefilter(gpu, ways, environment)
            gpu.pool.forget(ways)
        for level in (1, 3):
            seen = environment.read(level)[:, 4:-4, :3].astype(float)
            expected, _ = map_directions(256 >> level, 128 >> level)
            length = np.linalg.norm(seen, axis=2)
            assert (seen * expected[:, 4:-4]).sum(2)[6:-6] / length[6:-6] == pytest.approx(1.0, abs=0.01)
            assert length.mean() < (1.0 if level == 1 else 0.9)
        gpu.pool.forget(environment)


@pytest.mark.gl
def test_split_sum_against_integration(gpu: Gpu, maps: SkyMaps) -> None:
    """The table within 0.02 of a random-sampled integral of GGX with height-correlated Smith shadowing."""
    maps.bind()
    seen = probe(gpu, "split_sum", (8, 8))
    rng = np.random.default_rng(0)
    u = rng.random((20000, 2))
    for j in (2, 4, 7):
        roughness = (j + 0.5) / 8
        a = roughness**2
        for i in (1, 4, 7):
            c = (i + 0.5) / 8
            v = np.array([np.sqrt(1 - c * c), 0, c])
            cos_h = np.sqrt((1 - u[:, 1]) / (1 + (a * a - 1) * u[:, 1]))
            sin_h = np.sqrt(1 - cos_h**2)
            h = np.stack([np.cos(2 * np.pi * u[:, 0]) * sin_h, np.sin(2 * np.pi * u[:, 0]) * sin_h, cos_h], 1)
            v_h = np.maximum(h @ v, 1e-6)
            l_z = 2 * v_h * cos_h - c
            ok = l_z > 0
            l_z = np.where(ok, l_z, 1)
            smith = (
                2 * c * l_z / (l_z * np.sqrt(c * c * (1 - a * a) + a * a) + c * np.sqrt(l_z**2 * (1 - a * a) + a * a))
            )
            weight = np.where(ok, smith * v_h / (cos_h * c), 0)
            f = (1 - v_h) ** 5
            expected = np.array([(weight * (1 - f)).mean(), (weight * f).mean()])
            assert seen[j, i, :2] == pytest.approx(expected, abs=0.02), (roughness, c)


def test_aerosol_grows_with_haze() -> None:
    assert aerosol(Sky(haze=0.0)) < aerosol(Sky(haze=0.35)) < aerosol(Sky(haze=1.0))
    assert aerosol(Sky(haze=0.35)) == pytest.approx(1.0, abs=0.01)
