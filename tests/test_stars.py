"""Stars: where they stand by spherical trigonometry, what twilight leaves of them, and light that does not flicker."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Camera, Scene, Sky
from assets.stars import stars, temperature, tint
from render.context import Context
from render.passes.stars import starlight
from render.renderer import Renderer
from scenes.heavens import heavens

VEGA, ARCTURUS, POLARIS, BETELGEUSE = (279.2347, 38.7837), (213.9153, 19.1824), (37.9545, 89.2641), (88.7929, 7.4071)
"""Right ascension and declination of J2000, degrees."""


def seen(star: tuple[float, float], date: str, latitude: float, longitude: float) -> tuple[float, float]:
    """Altitude and azimuth in degrees."""
    ra, dec = np.radians(star)
    axes = np.array(heavens(date, latitude, longitude).celestial)
    x, y, z = (math.cos(dec) * math.cos(ra), math.cos(dec) * math.sin(ra), math.sin(dec)) @ axes
    return math.degrees(math.asin(y)), math.degrees(math.atan2(x, -z)) % 360


def test_the_pole_stands_as_high_as_the_latitude() -> None:
    for latitude in (-35.0, 0.0, 28.14, 70.0):
        altitude, azimuth = seen(POLARIS, "2026-06-18T21:00+08:00", latitude, 120.29)
        assert altitude == pytest.approx(latitude, abs=0.8)  # Polaris goes round the pole at 0.64 degrees
        if 0 < latitude < 60:
            assert abs((azimuth + 180) % 360 - 180) < 1.5


def test_vega_and_arcturus_on_a_june_evening() -> None:
    """2026-06-18 21:00 in Qingtian is 13:00 UTC, JD 2461210.0417: GMST = 280.4606 + 360.98564737 * 9665.0417 = 101.78
    degrees, local sidereal time 222.07. Vega's hour angle is 222.07 - 279.23 = -57.16 degrees, so

        sin h = sin 28.14 sin 38.78 + cos 28.14 cos 38.78 cos(-57.16) = 0.2954 + 0.3727 = 0.6681,  h = 41.9

    with azimuth 61.7; Arcturus, 8.16 degrees past the meridian, stands at 78.3, azimuth 221.6. Precession since J2000
    moves both by a quarter of a degree or less in altitude."""
    assert seen(VEGA, "2026-06-18T21:00+08:00", 28.14, 120.29) == pytest.approx((41.9, 61.7), abs=0.3)
    altitude, azimuth = seen(ARCTURUS, "2026-06-18T21:00+08:00", 28.14, 120.29)
    assert altitude == pytest.approx(78.3, abs=0.3)
    assert azimuth == pytest.approx(221.6, abs=1.8)  # near the zenith azimuth turns fast


def test_orion_sleeps_in_june_and_stands_high_in_january() -> None:
    for hour in (20, 21, 22, 23):
        assert seen(BETELGEUSE, f"2026-06-18T{hour}:00+08:00", 28.14, 120.29)[0] < -5
    # in mid January it culminates towards 22:30, 90 - 28.14 + 7.4 degrees high
    assert seen(BETELGEUSE, "2026-01-15T22:15+08:00", 28.14, 120.29)[0] == pytest.approx(69.3, abs=1.0)


def test_the_turn_is_a_turn() -> None:
    axes = np.array(heavens("2026-06-18T21:00+08:00", 28.14, 120.29).celestial)
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(axes) == pytest.approx(1.0)
    default = np.array(Sky().celestial)
    np.testing.assert_allclose(default @ default.T, np.eye(3), atol=1e-3)
    assert np.linalg.det(default) == pytest.approx(1.0, abs=1e-3)


def test_the_catalogue() -> None:
    every = stars()
    assert len(every.magnitude) == 5044
    assert (np.diff(every.magnitude) >= 0).all()
    np.testing.assert_allclose(np.linalg.norm(every.direction, axis=1), 1)
    # Sirius: RA 101.287, Dec -16.716, magnitude -1.44
    ra, dec = np.radians((101.2872, -16.7161))
    np.testing.assert_allclose(
        every.direction[0], (math.cos(dec) * math.cos(ra), math.cos(dec) * math.sin(ra), math.sin(dec)), atol=1e-4
    )
    assert every.magnitude[0] == pytest.approx(-1.44)


def test_colours_of_black_bodies() -> None:
    """The sun's B - V of 0.65 gives 5778 K (Ballesteros); cooler is redder, hotter bluer, 6500 K white."""
    assert temperature(np.array(0.65)) == pytest.approx(5778, abs=2)
    assert tint(np.array(6500.0)) == pytest.approx((1, 1, 1))
    cool, hot = tint(np.array((3300.0, 15000.0)))
    assert cool[0] > 1.2 > 0.6 > cool[2]
    assert hot[2] > 1.2 > 1.0 > hot[0]
    np.testing.assert_allclose(tint(np.array((3300.0, 15000.0))) @ (0.2126, 0.7152, 0.0722), 1)


def at_sun(degrees: float) -> Sky:
    a = math.radians(degrees)
    return Sky(sun_direction=(0.0, math.sin(a), -math.cos(a)), gain=1.0)


def test_twilight_leaves_the_brightest() -> None:
    assert starlight(at_sun(5.0)) is None
    assert starlight(replace(at_sun(-20.0), stars=0.0)) is None
    counts = []
    for altitude in (-5.0, -7.0, -9.0, -12.0, -18.0):
        light = starlight(at_sun(altitude))
        assert light
        counts.append(int((stars().magnitude < light.faintest).sum()))
    assert counts[0] <= 3
    assert counts[1] < 20
    assert counts[2] < 90
    assert counts == sorted(counts)
    assert counts[-1] == 5044


@pytest.fixture(scope="module")
def night() -> Iterator[Renderer]:
    """Nothing but a dark sky."""
    with Context():
        scene = Scene("night", sky=dark())
        scene.grade = replace(scene.grade, bloom=0.0)
        with Renderer(scene, (192, 108), "draft") as renderer:
            yield renderer


def dark(level: float = 40.0) -> Sky:
    return replace(at_sun(-30.0), stars=level, clouds=0.0, night=(0.0, 0.0, 0.0), gain=1.0)


def light_of(renderer: Renderer, camera: Camera, sky: Sky) -> np.ndarray:
    frame = replace(renderer._stage.scene.evaluate(0.0, camera), sky=sky)
    return np.asarray(renderer.render(frame, planes=["hdr"]).planes["hdr"][..., :3], float)


def towards_polaris(turn: float, fov: float = 0.9) -> Camera:
    pole = np.array(dark().celestial[2]) + (turn, 0.0, 0.0)
    return Camera(eye=(0.0, 2.0, 0.0), target=tuple(np.array((0.0, 2.0, 0.0)) + 10 * pole), fov=fov)  # type: ignore[arg-type]


@pytest.mark.gl
def test_a_star_has_the_same_light_wherever_it_falls(night: Renderer) -> None:
    """Polaris, alone in a small window: moved over pixels, its light stays within a twentieth, and moves with it."""
    sums, places = [], []
    for k in range(9):
        lit = light_of(night, towards_polaris(0.0012 * k, 0.25), dark())
        lit = lit - light_of(night, towards_polaris(0.0012 * k, 0.25), dark(0.0))
        y, x = np.unravel_index(lit.sum(2).argmax(), lit.shape[:2])
        spot = lit[y - 4 : y + 5, x - 4 : x + 5].sum((0, 1))
        sums.append(spot.sum())
        places.append(int(x))
    assert min(sums) > 0
    assert max(sums) / min(sums) < 1.05
    assert places == sorted(places, reverse=True)
    assert places[0] - places[-1] > 1


@pytest.mark.gl
def test_light_does_not_grow_with_the_picture(night: Renderer) -> None:
    """Radiance times solid angle of the same stars, in a picture of twice the pixels."""
    total = []
    for size in ((192, 108), (384, 216)):
        night.resize(size)
        lit = light_of(night, towards_polaris(0.0, 0.6), dark()) - light_of(night, towards_polaris(0.0, 0.6), dark(0.0))
        total.append(lit.sum() / (size[0] * size[1]))
    night.resize((192, 108))
    assert total[1] == pytest.approx(total[0], rel=0.08)


@pytest.mark.gl
def test_clouds_and_the_ground_hide_stars(night: Renderer) -> None:
    up = Camera(eye=(0.0, 2.0, 0.0), target=(0.0, 7.0, -10.0), fov=1.0)

    def starlit(clouds: float) -> float:
        sky = replace(dark(), clouds=clouds)
        return float((light_of(night, up, sky) - light_of(night, up, replace(sky, stars=0.0))).sum())

    assert 0 < starlit(1.0) < 0.9 * starlit(0.0)
    down = Camera(eye=(0.0, 2.0, 0.0), target=(0.0, -7.0, -10.0), fov=0.6)
    assert np.abs(light_of(night, down, dark()) - light_of(night, down, dark(0.0))).max() < 1e-3
