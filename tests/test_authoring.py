"""The authoring API: curves, cameras, the heavens, and a stage that becomes a scene."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from assets.errors import InputError
from assets.geometry import Geometry
from assets.scene import Camera, Lights
from assets.scene_check import check_scene
from scenes.authoring import Stage, transforms
from scenes.camera_path import Key, keyed, orbit
from scenes.curve import curve
from scenes.heavens import direction, heavens
from scenes.land import Land, apart, rolling
from scenes.timeline import Section, Timeline


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
    with pytest.raises(InputError, match="increasing time"):
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


def test_lights_of_all_kinds_and_tracks_that_follow_one_another() -> None:
    s = Stage("x")
    one = s.lights([(0, 1, 0)], (1, 1, 1))
    spot = s.spot([(0, 3, 0)], (0, 0, 0), (4, 4, 4), angle=0.5, soft=0.2, shadow=1.0)
    panel = s.panel((0, 2, 2), (0, 1, 0), (1.0, 0.5), (2, 2, 2))
    tube = s.add_lights(Lights.tubes([(0, 0, 0)], [(2, 0, 0)], 0.1, (1, 1, 1), 5.0))
    assert (one, spot, panel, tube) == (slice(0, 1), slice(1, 2), slice(2, 3), slice(3, 4))
    s.light_track(lambda t, lights: replace(lights, color=lights.color * np.float32(2)))
    s.light_track(lambda t, lights: replace(lights, color=lights.color + np.float32(t)))
    s.camera("main", orbit((0, 0, 0), 1, 1))
    scene = s.build()
    check_scene(scene)
    assert scene.lights.kind.tolist() == [0, 1, 3, 5]
    assert scene.lights.cone[1] == pytest.approx(np.cos([0.4, 0.5]))
    assert scene.lights.direction[2] == pytest.approx(np.array([0, -1, -2]) / np.sqrt(5))
    assert scene.lights.across[2] == pytest.approx([1, 0, 0])
    lights = scene.evaluate(3.0).lights
    assert lights is not None
    assert lights.color[:, 0].tolist() == [5, 11, 7, 5]


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


def test_a_plane_has_its_slope_everywhere() -> None:
    land = Land(lambda x, z: np.asarray(x) + 0 * np.asarray(z), (-5, -5, 5, 5))
    assert land.slope([0.0, 2.0], [1.0, 3.0]) == pytest.approx([45.0, 45.0])
    assert land.on(2.0, 3.0) == pytest.approx([2, 2, 3])


def test_terrain_faces_up_and_follows_its_heights() -> None:
    s = Stage("x")
    grass = s.material("grass")
    land = s.terrain(rolling(relief=8, size=40, seed=5), (-50, -20, 50, 20), grass, spacing=2.0)
    (p,) = s.build().meshes[0].primitives
    assert (p.normal[:, 1] > 0.3).all()
    assert p.position[:, 1] == pytest.approx(land.heights(p.position[:, 0], p.position[:, 2]), abs=1e-3)
    assert p.position[:, [0, 2]].min(axis=0).tolist() == [-50, -20]
    assert len(p.indices) == 6 * 50 * 20


def test_samples_keep_their_distance_and_their_condition() -> None:
    land = Land(rolling(relief=20, size=30, seed=2), (0, 0, 100, 100))
    p = land.sample(60, seed=1, spacing=5.0, where=lambda q: land.slope(q[:, 0], q[:, 2]) < 30)
    gaps = np.linalg.norm(p[:, None, [0, 2]] - p[None, :, [0, 2]], axis=2) + 1e9 * np.eye(len(p))
    assert len(p) == 60
    assert gaps.min() >= 5.0
    assert (land.slope(p[:, 0], p[:, 2]) < 30).all()
    assert np.array_equal(p, land.sample(60, 1, 5.0, lambda q: land.slope(q[:, 0], q[:, 2]) < 30))


def test_apart_keeps_the_first_of_a_pair() -> None:
    p = np.array([[0, 0, 0], [1, 9, 0], [3, 0, 0.0]])
    assert apart(p, 2.0)[:, 0].tolist() == [0, 3]


def test_sections_in_bars() -> None:
    show = Timeline(tempo=120, beats=4)
    part = show.section("sword", at=4.0, length=show.bars(2))
    assert part == Section("sword", 4.0, 8.0)
    assert [part.progress(t) for t in (0, 5, 99)] == [0, 0.25, 1]
    assert part.eased(6) == pytest.approx(0.5)
    assert [part.envelope(t, 1.0, 2.0) for t in (3.9, 4.5, 6.0, 7.0, 8.0)] == [0, 0.5, 1, 0.5, 0]
    assert show.beat(1.25) == pytest.approx(0.5)


@pytest.mark.parametrize(("name", "length"), [("a", 1.0), ("b", 0.0)])
def test_sections_that_make_no_sense_are_refused(name: str, length: float) -> None:
    show = Timeline()
    show.section("a", 0.0, 1.0)
    with pytest.raises(InputError, match=name):
        show.section(name, 2.0, length)


def test_timeline_gives_the_scene_its_stops_and_length() -> None:
    s = Stage("x", duration=5)
    s.timeline(tempo=60).section("finale", at=7.0, length=4.0)
    scene = s.build()
    assert scene.stops == {"finale": 7.0}
    assert scene.duration == 11.0


def test_a_stop_and_a_section_of_one_name_agree() -> None:
    s = Stage("x", duration=30)
    s.camera("main", orbit((0, 0, 0), 1, 1))
    s.stop("finale", 7.0, "main")
    s.timeline().section("finale", at=7.0, length=4.0)
    assert (s.build().stops, s.build().stop_cameras) == ({"finale": 7.0}, {"finale": "main"})
    s.timeline().section("finale", at=8.0, length=4.0)
    with pytest.raises(InputError, match="stop 'finale' is at 7 s, its section begins at 8 s"):
        s.build()


def test_a_stop_after_the_end_is_refused() -> None:
    s = Stage("short", duration=12)
    s.stop("鹊桥", 60.0)
    with pytest.raises(InputError, match="stop '鹊桥' at 60 s lies outside the scene, which lasts 12 s"):
        s.build()
