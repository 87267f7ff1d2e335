"""Wakes: who draws one, and Kelvin's pattern by its known angle and length of waves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from assets.arrays import Floats
from assets.scene import Camera, Hull, Scene, Wakes, Water
from assets.wakes import MOST_WAKES, under_way
from render.context import Context
from render.gpu import Gpu
from render.light_records import LightUse
from render.passes.water import wake_defines, wakes_in_view
from render.views import camera_view
from tests.gl_probe import frame_buffer, probe

WEDGE = np.tan(np.radians(19.4712))


@pytest.fixture
def gpu(context: Context) -> Iterator[Gpu]:
    gpu = Gpu()
    yield gpu
    gpu.close()


def straight(speed: float, z: float = 0.0) -> Hull:
    def path(t: float) -> Floats:
        out = np.eye(4, dtype=np.float32)[:3]
        out[:, 3] = (speed * t, 0.0, z)
        return out

    return Hull(path, 8.0, 2.0)


def circling(radius: float, speed: float) -> Hull:
    """To the right, seen from above: from +x towards +z."""

    def path(t: float) -> Floats:
        out = np.eye(4, dtype=np.float32)[:3]
        a = speed * t / radius
        out[:, 3] = (radius * np.sin(a), 0.0, radius * (1 - np.cos(a)))
        return out

    return Hull(path, 8.0, 2.0)


def test_who_makes_way_is_known_by_speed_heading_and_bend() -> None:
    found = under_way([straight(0.05), circling(20.0, 2.0), straight(3.0, z=9.0)], 0.0)
    np.testing.assert_allclose(found.speed, [2.0, 3.0], rtol=1e-3)
    np.testing.assert_allclose(found.heading[1], [1.0, 0.0], atol=1e-6)
    np.testing.assert_allclose(found.at, [[0, 0], [0, 9]], atol=1e-6)
    np.testing.assert_allclose(found.bend, [1 / 20, 0.0], rtol=1e-3, atol=1e-7)
    assert len(under_way([], 0.0)) == 0


def test_of_too_many_the_fastest_draw_wakes() -> None:
    found = under_way([straight(0.2 + k, z=float(k)) for k in range(MOST_WAKES + 3)], 5.0)
    assert len(found) == MOST_WAKES
    assert found.speed.min() == pytest.approx(3.2, rel=1e-3)


def test_water_without_a_wake_is_the_shader_it_was() -> None:
    still = Scene("still", water=Water(), hulls=[straight(0.0)])
    assert wake_defines(still.evaluate(1.0, Camera()).wakes, LightUse(any=True)) == {}
    assert Scene("none", water=Water()).evaluate(1.0, Camera()).wakes is None
    assert Scene("dry", hulls=[straight(2.0)]).evaluate(1.0, Camera()).wakes is None
    two = Scene("two", water=Water(), hulls=[straight(1.0), straight(2.0)]).evaluate(1.0, Camera()).wakes
    assert two is not None
    assert len(two) == 2
    assert wake_defines(two, LightUse())["WAKES"] == MOST_WAKES
    assert "LAMPS" not in wake_defines(two, LightUse())
    assert "LAMPS" in wake_defines(two, LightUse(any=True))


def test_a_wake_out_of_view_is_not_drawn() -> None:
    """Hulls at z = 0 that go along +x: from behind the view sees the wake, ahead of the bow it does not."""
    wakes = under_way([straight(2.0), straight(2.0, z=400.0)], 0.0)

    def count(x: float, toward: float) -> int:
        view = camera_view(Camera(eye=(x, 3.0, 0.0), target=(x + toward, 3.0, 0.0)), (320, 180))
        found = wakes_in_view(wakes, view, 0.0)
        return 0 if found is None else len(found)

    assert count(-60.0, 1.0) == 1
    assert count(40.0, -1.0) == 1
    assert count(40.0, 1.0) == 0
    assert count(-400.0, -1.0) == 0


def seen(gpu: Gpu, wakes: Wakes, area: tuple[float, float, float, float], size: tuple[int, int]) -> np.ndarray:
    """`(h, w, 4)` slope, variance, foam; row 0 at z0."""
    with frame_buffer(Camera(), size, water=Water()):
        return probe(
            gpu, "wakes", size, area=area, wake_count=len(wakes),
            wake_place=np.concatenate([wakes.at, wakes.heading], axis=1).tolist(),
            wake_shape=np.c_[wakes.speed, wakes.size, wakes.bend].tolist(),
        ).astype(float)  # fmt: skip


@pytest.mark.gl
@pytest.mark.parametrize("speed", [1.0, 2.0, 3.5])
def test_the_wedge_has_one_angle_at_all_speeds(gpu: Gpu, speed: float) -> None:
    w, h = 320, 200
    out = seen(gpu, under_way([straight(speed)], 0.0), (-60.0, -30.0, 6.0, 30.0), (w, h))
    x, z = np.meshgrid(-60 + 66 * (np.arange(w) + 0.5) / w, -30 + 60 * (np.arange(h) + 0.5) / h)
    behind = 0.92 * 4.0 - x
    stir = np.hypot(out[..., 0], out[..., 1]) + np.sqrt(out[..., 2])
    outside = np.abs(z) > 1.04 * WEDGE * np.maximum(behind, 0.0) + 1.1
    assert stir[outside].max() < 0.6 * stir[~outside].max(), "beyond it they die away"
    assert stir[np.abs(z) > 1.22 * WEDGE * np.maximum(behind, 0.0) + 1.1].max() == 0.0
    band = (behind > 12) & (behind < 0.5 * (30 + 24 * speed**2 + 48))
    rim = band & (np.abs(z) < 0.99 * WEDGE * behind) & (np.abs(z) > 0.9 * WEDGE * behind)
    inside = band & (np.abs(z) < 0.5 * WEDGE * behind) & (np.abs(z) > 0.3 * WEDGE * behind)
    assert stir[rim].mean() > 1.1 * stir[inside].mean() > 0.001


@pytest.mark.gl
def test_waves_on_the_track_are_as_long_as_the_speed_says(gpu: Gpu) -> None:
    """2 pi V^2 / g: 4.004 m at 2.5 m/s, seen along the track."""
    w = 1200
    out = seen(gpu, under_way([straight(2.5)], 0.0), (-52.0, -0.01, -12.0, 0.01), (w, 3))[1, :, 0]
    crossings = np.flatnonzero(np.diff(np.sign(out)) != 0) * 40.0 / w
    assert np.diff(crossings) == pytest.approx(2 * np.pi * 2.5**2 / 9.81 / 2, abs=0.08)


@pytest.mark.gl
def test_a_wake_follows_the_bend(gpu: Gpu) -> None:
    """A quarter of the way round its circle the broken water still lies on the circle, not straight astern."""
    wakes = under_way([circling(20.0, 2.5)], 0.0)
    out = seen(gpu, wakes, (-24.0, -4.0, 8.0, 28.0), (256, 256))[..., 2]
    a = np.radians([20.0, 35.0, 50.0])
    on = [(-20 * np.sin(k), 20 * (1 - np.cos(k))) for k in a]
    astern = [(-20 * k, 0.0) for k in a[1:]]

    def at(p: tuple[float, float]) -> float:
        return float(out[int((p[1] + 4) * 8), int((p[0] + 24) * 8)])

    assert min(map(at, on)) > 6e-4
    assert max(map(at, astern)) < 0.6 * min(map(at, on))


@pytest.mark.gl
def test_foam_lies_along_the_hull_on_the_first_crests_and_astern_and_nowhere_else(gpu: Gpu) -> None:
    w, h = 240, 120
    out = seen(gpu, under_way([straight(2.0)], 0.0), (-30.0, -8.0, 10.0, 8.0), (w, h))[..., 3]
    x, z = np.meshgrid(-30 + 40 * (np.arange(w) + 0.5) / w, -8 + 16 * (np.arange(h) + 0.5) / h)
    wedge = WEDGE * np.maximum(0.92 * 4.0 - x, 0.0) + 1.1
    assert out[(np.hypot(x / 4, z) > 1.5) & (np.abs(z) > wedge)].max() == 0.0
    assert out[(x < -25) & (np.abs(z) > 4)].max() < 0.1, "crests break near the bow"
    assert out[(x < -4) & (np.abs(z) < 0.8)].mean() > 0.02
    assert out[(np.hypot(x / 4, z) < 1.1) & (np.hypot(x / 4, z) > 1.0)].mean() > 0.1
