"""The authoring API: curves, cameras, the heavens, and a stage that becomes a scene."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assets.errors import InputError
from assets.geometry import Geometry
from assets.scene import Camera
from scenes.authoring import Stage, transforms
from scenes.camera_path import Key, keyed, orbit
from scenes.curve import curve
from scenes.heavens import direction, heavens


def cube() -> Geometry:
    g = Geometry()
    g.box((0, 0.5, 0), (1, 1, 1))
    return g


def test_curve_runs_through_its_points_at_unit_speed() -> None:
    c = curve([(0, 0, 0), (3, 0, 4), (6, 0, 8)])
    assert c.length == pytest.approx(10, rel=1e-3)
    assert c.at(5) == pytest.approx([3, 0, 4], abs=0.02)
    assert c.heading(2) == pytest.approx([0.6, 0, 0.8])
    assert len(c.every(2.0)) == 6 or c.length < 10


def test_closed_curve_returns_to_its_start() -> None:
    c = curve([(1, 0, 0), (0, 0, 1), (-1, 0, 0), (0, 0, -1)], closed=True)
    assert c.at(c.length) == pytest.approx(c.at(0), abs=1e-9)
    assert c.length == pytest.approx(2 * math.pi, rel=0.02)


def test_camera_eases_in_and_out_and_holds() -> None:
    path = keyed([Key(1, (0, 0, 0), (0, 0, -1)), Key(3, (4, 0, 0), (0, 0, -1))], Camera(fov=0.5))
    assert path(0).eye == (0, 0, 0)
    assert path(9).eye[0] == pytest.approx(4)
    assert path(2).eye[0] == pytest.approx(2)
    assert path(1.05).eye[0] < 0.02  # a linear move would already be at 0.1
    assert path(2).fov == pytest.approx(0.5)


def test_camera_keys_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="increasing time"):
        keyed([Key(2, (0, 0, 0), (0, 0, 1)), Key(1, (0, 0, 0), (0, 0, 1))])


def test_orbit_returns_after_a_period() -> None:
    path = orbit((1, 2, 3), radius=5, height=1, period=8)
    assert path(0).eye == pytest.approx(path(8).eye)
    assert path(2).eye == pytest.approx((6, 3, 3))


def test_sun_over_qingtian_on_a_june_evening() -> None:
    """Sun 7.6 degrees below the horizon in the north-west; sunset that day was about 18:58 local time."""
    sky = heavens("2025-06-14T19:35+08:00", 28.14, 120.29)
    assert math.degrees(math.asin(sky.sun[1])) == pytest.approx(-7.6, abs=0.2)
    assert sky.sun[0] < 0
    assert sky.sun[2] < 0
    noon = heavens("2025-06-14T12:00+08:00", 28.14, 120.29)
    assert math.degrees(math.asin(noon.sun[1])) == pytest.approx(90 - (28.14 - 23.3), abs=0.5)


def test_direction_of_east_at_thirty_degrees() -> None:
    assert direction(math.pi / 2, math.pi / 6) == pytest.approx((math.cos(math.pi / 6), 0.5, 0))


@pytest.mark.parametrize(
    ("date", "latitude", "says"),
    [
        ("2025-06-14T19:35", 28.0, "offset"),
        ("next friday", 28.0, "ISO 8601"),
        ("2025-06-14T19:35+08:00", 91.0, "place"),
    ],
)
def test_bad_dates_and_places_are_one_clear_line(date: str, latitude: float, says: str) -> None:
    with pytest.raises(InputError, match=says):
        heavens(date, latitude, 120.0)


def test_transforms_turn_scale_and_place() -> None:
    (t,) = transforms((1, 2, 3), yaw=math.pi / 2, scale=2.0)
    assert t @ [1, 0, 0, 1] == pytest.approx([1, 2, 1])
    assert t @ [0, 0, 1, 1] == pytest.approx([3, 2, 3])


def test_stage_becomes_a_scene() -> None:
    s = Stage("test", duration=5)
    red = s.material("red", base_color=(1, 0, 0, 1))
    near = s.mesh("cube", cube())
    placed = s.scatter(near, np.zeros((7, 3)), seed=3)
    s.lights([(0, 1, 0)], (1, 1, 1))
    s.lights_along(curve([(0, 0, 0), (10, 0, 0)]), 2.5, (2, 1, 0.5), height=3.0)
    s.move(placed, lambda t: transforms(np.full((7, 3), t)))
    s.camera("main", [Key(0, (0, 1, 5), (0, 0, 0))], fov=0.4)
    scene = s.build()
    assert scene.materials[red].base_color == (1, 0, 0, 1)
    assert len(scene.batches[0].transform) == 7
    assert len(scene.lights) in (5, 6)
    frame = scene.evaluate(2.0)
    assert frame.camera.fov == 0.4
    assert frame.moves[0].transform[3, :, 3] == pytest.approx([2, 2, 2])


def test_scatter_is_the_same_every_time() -> None:
    def tints() -> np.ndarray:
        s = Stage("x")
        s.scatter(s.mesh("cube", cube()), np.zeros((5, 3)), seed=9, scale=(0.5, 2), tint=((0, 0, 0), (1, 1, 1)))
        return s.build().batches[0].tint

    assert np.array_equal(tints(), tints())


def test_unknown_camera_lists_the_known() -> None:
    s = Stage("x")
    s.camera("L1", orbit((0, 0, 0), 1, 1))
    with pytest.raises(KeyError, match="L1"):
        s.build().camera("L9", 0.0)
