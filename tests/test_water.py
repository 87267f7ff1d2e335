"""Waves by their statistics, and what a flat lake reflects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from assets.scene import Camera, Haze, Sky, Vec3, Water
from render import gl
from render.context import Context
from render.gpu import Gpu
from render.graph import FrameGraph, TextureDesc, Textures
from render.passes.sky import SkyMaps
from render.passes.water import Waves, draw_water, mirror_regions
from render.waves import PERIOD, WaveTile, tma, wave_tile, wave_tiles
from tests.gl_probe import frame_buffer, run_graph


@pytest.fixture
def gpu(context: Context) -> Iterator[Gpu]:
    gpu = Gpu()
    yield gpu
    gpu.close()


def test_rms_slope_is_the_one_asked_for() -> None:
    water = Water(slope=(0.019, 0.015))
    for tile, wanted in zip(wave_tiles(water, (128, 96)), water.slope, strict=True):
        seen = [np.sqrt((tile.slopes(t) ** 2).mean()) for t in (0.0, 3.1, 17.0, 100.0)]
        assert np.mean(seen) == pytest.approx(wanted, rel=0.05)
        assert np.abs(tile.slopes(5.0).mean((0, 1))).max() < 1e-6


def test_same_time_same_bytes() -> None:
    a, b = (wave_tiles(Water(), (64, 64))[0] for _ in range(2))
    b.slopes(9.0)
    assert a.slopes(12.34).tobytes() == b.slopes(12.34).tobytes()
    assert a.slopes(12.34).tobytes() != a.slopes(12.38).tobytes()


def test_motion_repeats_without_a_seam() -> None:
    tile = wave_tiles(Water(), (64, 64))[1]
    assert tile.slopes(PERIOD * 3 + 1.5) == pytest.approx(tile.slopes(1.5), abs=1e-4)
    step = [np.abs(tile.slopes(t + 0.02) - tile.slopes(t - 0.02)).max() for t in (PERIOD, 7.0)]
    assert step[0] < 1.5 * step[1]


def test_one_wave_runs_along_its_vector() -> None:
    """A single wave of four to the tile, one turn in 2.4 s: after a quarter turn it has moved a sixteenth east."""
    n = 64
    forward, backward = np.zeros((n, n), np.complex64), np.zeros((n, n), np.complex64)
    turns = np.zeros((n, n), np.int32)
    forward[0, 4], backward[0, -4], turns[0, [4, -4]] = 0.5, 0.5, PERIOD / 2.4
    tile = WaveTile(forward, backward, turns)
    start, later = tile.slopes(0.0)[0, :, 0], tile.slopes(0.6)[0, :, 0]
    assert start == pytest.approx(np.cos(2 * np.pi * 4 * np.arange(n) / n), abs=1e-4)
    assert later == pytest.approx(np.roll(start, n // 16), abs=1e-3)


def test_surface_is_real() -> None:
    """Slopes in x and z of one real height: the curl of the field vanishes."""
    tile = wave_tile(64, 20.0, (2.0, 0.7), 0.02, (1.0, 8.0), seed=5)
    field = tile.slopes(3.3).astype(np.float64)
    k = np.fft.fftfreq(64)
    x, z = np.fft.fft2(field[:, :, 0]), np.fft.fft2(field[:, :, 1])
    curl = k[None] * z - k[:, None] * x
    assert np.abs(curl).max() < 1e-4 * np.abs(x).max()


def test_waves_run_downwind() -> None:
    tile = wave_tile(64, 20.0, (2.0, np.pi / 2), 0.02, (1.0, 8.0), seed=5)
    k = np.fft.fftfreq(64)
    power = np.abs(tile.forward) ** 2
    assert power[k > 0].sum() > 5 * power[k < 0].sum()
    assert power[:, k > 0].sum() == pytest.approx(power[:, k < 0].sum(), rel=0.3)


def test_spectrum_peaks_lower_in_stronger_wind() -> None:
    k = np.geomspace(0.05, 20, 400)
    peaks = [k[np.argmax(k**2 * tma(k, wind))] for wind in (1.0, 3.0, 8.0)]
    assert peaks[0] > peaks[1] > peaks[2]


def test_regions_do_not_overlap() -> None:
    regions = mirror_regions((400, 225))
    assert regions[0] == (0, 0, 400, 225)
    for a, b in pairwise(regions):
        assert b[1] == a[1] + a[3]
        assert b[2:] == (400, a[3] // 2)


def lake(gpu: Gpu, camera: Camera, mirror: Vec3, water: Water) -> np.ndarray:
    """(h, w, 3) of a lake that mirrors one even colour, 50 m away, under a black sky."""
    size = (32, 32)
    sky = Sky(sun_radiance=0.0, night=(0.0, 0.0, 0.0), stars=0.0)
    maps, waves = SkyMaps(), Waves(water, (64, 64))
    maps.update(gpu, sky, Haze())
    maps.bind()
    waves.update(1.0)
    graph = FrameGraph()
    color, depth, mirrored, far = (
        graph.texture(n, TextureDesc(size, f))
        for n, f in (("c", "rgba16f"), ("d", "d32f"), ("m", "rgba16f"), ("f", "d32f"))
    )

    def clear(t: Textures) -> None:
        for c, d, fill, z in ((color, depth, (9.0, 9.0, 9.0), 0.0), (mirrored, far, mirror, 0.1 / 50)):
            gpu.pool.framebuffer([t[c]], t[d]).bind()
            gl.glDepthMask(True)
            gl.glClearColor(*fill, 0.0)
            gl.glClearDepth(z)
            gl.glClear(gl.GL_COLOR_BUFFER_BIT | gl.GL_DEPTH_BUFFER_BIT)

    color, depth, mirrored, far = graph.add("clear", clear, writes=[color, depth, mirrored, far])
    with frame_buffer(camera, size, sky=sky, water=water):
        out, _ = draw_water(gpu, graph, color, depth, (mirrored, far), water, waves)
        pixels = run_graph(gpu, graph, out)
    maps.close()
    waves.close()
    return np.asarray(pixels[:, :, :3], np.float64)


FLAT = Water(slope=(1e-4, 1e-4), bounds=(-500.0, -500.0, 500.0, 500.0))


@pytest.mark.gl
def test_looking_down_reflects_two_percent(gpu: Gpu) -> None:
    down = Camera(eye=(0.0, 10.0, 0.0), target=(0.0, 0.0, 0.0), up=(0.0, 0.0, -1.0), fov=0.8)
    seen = lake(gpu, down, (1.0, 0.5, 0.25), FLAT)[12:20, 12:20]
    assert seen.mean((0, 1)) == pytest.approx([0.021, 0.0105, 0.0053], rel=0.06)


@pytest.mark.gl
def test_grazing_reflects_by_schlick(gpu: Gpu) -> None:
    """At 80 degrees of incidence a smooth surface reflects 0.02 + 0.98 (1 - cos 80)^5 = 0.397; ripples take some."""
    grazing = Camera(eye=(0.0, 1.0, 0.0), target=(0.0, 0.0, -np.tan(np.radians(80))), fov=0.3)
    assert lake(gpu, grazing, (1.0, 1.0, 1.0), FLAT)[14:18].mean() == pytest.approx(0.397, abs=0.04)


@pytest.mark.gl
def test_same_instant_same_picture(gpu: Gpu) -> None:
    camera = Camera(eye=(0.0, 3.5, 0.0), target=(0.0, 3.0, -10.0))
    water = Water(bounds=FLAT.bounds)
    a, b = (lake(gpu, camera, (1.0, 0.5, 0.2), water) for _ in range(2))
    assert a.tobytes() == b.tobytes()
    assert np.isfinite(a).all()
    # the lake covers the lower half of the picture and nothing of the sky
    assert (a[-4:] == 9.0).all()
    assert (a[:12] < 1.5).all()
