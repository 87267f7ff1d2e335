"""The hour along a scene and the sky at an hour."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Camera
from render.context import Context
from render.renderer import Renderer
from scenes.authoring import Stage
from scenes.clock import LOOKS, Key, daylight
from scenes.heavens import heavens

EVENING: list[Key] = [(0, "2026-06-18T19:30+08:00"), (40, "2026-06-18T19:50+08:00"), (50, "2026-06-19T00:30+08:00")]


def test_hours_run_between_keys_and_stand_outside() -> None:
    hour = daylight(EVENING).hour
    assert [hour(t) for t in (-5, 0, 20, 40, 50, 99)] == pytest.approx(
        [19.5, 19.5, 19 + 40 / 60, 19 + 50 / 60, 24.5, 24.5]
    )


def test_bodies_stand_where_the_ephemeris_has_them() -> None:
    true = heavens("2026-06-18T19:30:00+08:00", 28.14, 120.29)
    sky = daylight(EVENING).sky(19.5)
    assert sky.sun_direction == pytest.approx(true.sun)
    assert sky.moon_direction == pytest.approx(true.moon)


def test_heading_turns_them_about_the_zenith() -> None:
    """What stands due west, bearing 270, is straight ahead where -z bears 270."""
    sky = daylight(EVENING).sky(19.5)
    turned = daylight(EVENING, heading=270.0).sky(19.5)
    x, y, z = sky.sun_direction
    assert turned.sun_direction == pytest.approx((-z, y, x))


def test_looks_blend_by_the_suns_altitude() -> None:
    looks = {0.0: {"gain": 1.0, "night": (0.0, 0.0, 1.0)}, -10.0: {"gain": 100.0, "night": (1.0, 0.0, 0.0)}}
    sky = daylight(EVENING, looks=looks, step=1.0).sky(19 + 35 / 60)
    share = -math.degrees(math.asin(sky.sun_direction[1])) / 10
    assert 0.5 < share < 0.9
    assert sky.gain == pytest.approx(100.0**share)
    assert sky.night == pytest.approx((share, 0.0, 1 - share))


def test_moon_shines_by_its_lit_part_and_own_fields_win() -> None:
    h = heavens("2026-06-18T00:30:00+08:00", 28.14, 120.29)
    sky = daylight(EVENING, clouds=0.0, stars=0.25).sky(0.5)
    assert sky.moon_radiance == pytest.approx(float(LOOKS[-15.0]["moon_radiance"]) * h.moon_lit)  # type: ignore[arg-type]
    assert (sky.clouds, sky.stars) == (0.0, 0.25)


def test_sky_stands_still_for_a_step() -> None:
    """Ten seconds of the day: 360 skies an hour, each centred on its number."""
    sky = daylight(EVENING, step=10.0).sky
    assert sky(19.5) is sky(19.5 + 4.9 / 3600)
    assert sky(19.5) != sky(19.5 + 5.1 / 3600)


@pytest.mark.parametrize(
    ("keys", "more", "words"),
    [
        ([], {}, "no keys"),
        ([(0, "2026-06-18T19:35")], {}, "offset"),
        ([(0, "yesterday")], {}, "ISO 8601"),
        ([EVENING[1], EVENING[0]], {}, "do not grow"),
        ([EVENING[0], EVENING[0]], {}, "do not grow"),
        ([(math.nan, EVENING[0][1])], {}, "do not grow"),
        (EVENING, {"latitude": 99.0}, "no such place"),
        (EVENING, {"step": 0.0}, "no length of time"),
        (EVENING, {"looks": {}}, "no looks"),
        (EVENING, {"looks": {0.0: {"gain": 1.0}, 5.0: {"stars": 1.0}}}, "differs in gain, stars"),
        (EVENING, {"looks": {0.0: {"gain": 0.0}}}, "gain"),
        (EVENING, {"glow": 1.0}, "glow"),
    ],
)
def test_what_cannot_be_is_said(keys: list[Key], more: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        daylight(keys, **more)  # type: ignore[arg-type]


def dusk() -> Stage:
    stage = Stage("dusk")
    stage.clock(EVENING[:2])
    stage.camera("main", lambda t: Camera(eye=(0, 1, 0), target=(0, 3, -10)))
    return stage


@pytest.mark.gl
def test_a_frame_alone_equals_the_frame_of_a_film(context: Context) -> None:
    scene = dusk().build()
    with Renderer(scene, (64, 36), "draft", context) as renderer:
        film = [renderer.render(t).pixels for t in (0.0, 20.0, 40.0, 20.0)]
    with Renderer(scene, (64, 36), "draft", context) as renderer:
        alone = renderer.render(20.0).pixels
    np.testing.assert_array_equal(film[1], alone)
    np.testing.assert_array_equal(film[3], alone)
    assert not np.array_equal(film[0], film[2])


@pytest.mark.gl
def test_any_hour_can_be_asked_for(context: Context) -> None:
    """Noon is bright, the scene's own dusk is dim, midnight is dark but not black."""
    scene = dusk().build()
    with Renderer(scene, (64, 36), "draft", context) as renderer:
        noon, own, midnight = (renderer.render(scene.evaluate(0.0, hour=h)).pixels.mean() for h in (12.0, None, 24.0))
    assert noon > own > midnight > 1.0
