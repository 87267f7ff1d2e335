"""The viewer's walks, map, stops and hours: by hand on a small harbour, then on the lake."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from assets.errors import InputError
from assets.geometry import Geometry
from assets.scene import Camera, Daylight, Scene, Sky
from assets.transforms import trs
from avatar.shots import Shot
from scenes.authoring import Stage
from scenes.taihe_lake import build as build_lake
from tools.production import Production
from tools.view.cameras import Walk
from tools.view.chart import BUILT, WATER, boats, chart, covered
from tools.view.ground import EYES, RADIUS, Footing, Ground, clearance, heights
from tools.view.map import marks, side
from tools.view.playhead import Playhead
from tools.view.state import State


def harbour() -> Scene:
    """A quay 20 m wide at y = 1 west of x = 0, water at 0 east of it, a wall across the quay, a step, a ramp, a lotus,
    and a raft of 6 m that drifts east from x = 10."""
    s = Stage("harbour", duration=10.0)
    plain, soft = s.material("stone"), s.material("cloth", sway=0.2)
    quay = Geometry()
    quay.box((-10.0, 0.0, 0.0), (20.0, 2.0, 600.0), plain)
    s.place(s.mesh("quay", quay))
    wall = Geometry()
    wall.box((-5.0, 2.0, -10.0), (8.0, 2.0, 0.4), plain)
    s.place(s.mesh("wall", wall))
    step = Geometry()
    step.box((-16.0, 1.2, 0.0), (4.0, 0.4, 4.0), plain)
    step.box((-18.0, 1.5, 20.0), (4.0, 1.0, 4.0), plain)
    s.place(s.mesh("steps", step))
    cloth = Geometry()
    cloth.box((-5.0, 2.0, 10.0), (8.0, 2.0, 0.4), soft)
    s.place(s.mesh("cloth", cloth))
    lotus = Geometry()
    lotus.box((0.0, 0.2, 0.0), (0.9, 0.5, 0.9), plain)
    s.place(s.mesh("lotus", lotus), (0.6, 0.0, 0.0))
    raft = Geometry()
    raft.box((0.0, 0.5, 0.0), (6.0, 1.0, 6.0), plain)
    floating = s.place(s.mesh("raft", raft), (10.0, 0.0, 0.0))
    s.move(floating, lambda t: trs((10.0 + 2.0 * t, 0.0, 0.0))[None])
    s.water(0.0, bounds=(-300.0, -300.0, 300.0, 300.0))
    s.camera("main", lambda t: Camera(eye=(-5.0, 6.0, 20.0), target=(-5.0, 2.0, 0.0)))
    s.camera("sea", lambda t: Camera(eye=(10.0 + 2 * t, 4.0, 0.0), target=(0.0, 2.0, 0.0)))
    s.stop("pier", 2.0, "main")
    s.stop("sea", 7.0, "sea")
    return s.build()


SCENE = harbour()


@pytest.fixture
def ground() -> Ground:
    return Ground(SCENE)


def test_heights_and_clearance_of_triangles_by_hand() -> None:
    flat = np.array([[(0, 1, 0), (4, 1, 0), (0, 3, 4)]], float)
    assert heights(flat, 1.0, 1.0) == pytest.approx([1.5])
    assert np.isnan(heights(flat, 3.0, 3.0)).all()
    upright = np.array([[(2, 0, -5), (2, 4, -5), (2, 0, 5)]], float)
    assert np.isnan(heights(upright, 2.0, 0.0)).all(), "a wall carries nobody"
    assert clearance(upright, 0.0, 0.0, np.array([1.0])) == pytest.approx([2.0])
    assert clearance(upright, 0.0, 4.5, np.array([1.0])) == pytest.approx([math.hypot(2.0, 2.0)])
    assert np.isinf(clearance(upright, 0.0, 0.0, np.array([9.0]))).all()


def test_one_comes_down_on_what_is_below_and_never_on_water(ground: Ground) -> None:
    found = ground.enter((-5.0, 6.0, 3.0))
    assert found is not None
    assert found.feet == pytest.approx((-5.0, 1.0, 3.0))
    assert found.eye[1] == pytest.approx(1.0 + EYES)
    ashore = ground.enter((3.0, 5.0, 40.0))
    assert ashore is not None
    assert ashore.feet[0] < 0.0, "over water: the nearest place ashore"
    assert ground.stand(3.0, 40.0, 50.0) is None
    assert ground.stand(0.6, 0.0, 50.0) is None, "a lotus carries nobody"
    assert Ground(Scene("void")).enter((0.0, 2.0, 0.0)) is None


def start(x: float, z: float, ground: Ground) -> Footing:
    found = ground.stand(x, z, 3.0)
    assert found is not None
    return found


def test_the_quays_edge_stops_and_so_does_a_wall(ground: Ground) -> None:
    edge = ground.walk(start(-3.0, 3.0, ground), 9.0, 0.0)
    assert -0.2 < edge.feet[0] <= 0.0
    assert edge.feet[1] == pytest.approx(1.0)
    wall = ground.walk(start(-5.0, -6.0, ground), 0.0, -9.0)
    assert wall.feet[2] == pytest.approx(-9.8 + RADIUS, abs=0.16), "not through it"
    along = ground.walk(start(-5.0, -9.3, ground), 3.0, -3.0)
    assert along.feet[0] > -3.5, "along it"
    assert along.feet[2] > -9.8


def test_cloth_gives_way_and_steps_are_climbed_if_they_are_low(ground: Ground) -> None:
    assert ground.walk(start(-5.0, 6.0, ground), 0.0, 8.0).feet[2] == pytest.approx(14.0)
    up = ground.walk(start(-12.0, 0.0, ground), -4.0, 0.0)
    assert up.feet == pytest.approx((-16.0, 1.4, 0.0))
    assert ground.walk(up, 4.0, 0.0).feet[1] == pytest.approx(1.0), "and down again"
    high = ground.walk(start(-14.0, 20.0, ground), -4.0, 0.0)
    assert high.feet[1] == pytest.approx(1.0)
    assert high.feet[0] > -16.0


def test_nobody_ever_falls_or_gets_wet(ground: Ground) -> None:
    random = np.random.default_rng(3)
    here = start(-5.0, 0.0, ground)
    for _ in range(300):
        here = ground.walk(here, *random.uniform(-1.5, 1.5, 2))
        x, y, _ = here.feet
        assert 0.99 <= y <= 2.01
        assert -20.01 <= x <= 0.01


def test_a_raft_carries_who_stands_on_it(ground: Ground) -> None:
    ground.move(SCENE.evaluate(0.0).moves)
    aboard = start(11.0, 1.0, ground)
    later = ground.settle(SCENE.evaluate(3.0).moves, aboard)
    assert later.feet == pytest.approx((17.0, 1.0, 1.0))
    held = ground.walk(later, 9.0, 0.0)
    assert 18.7 < held.feet[0] <= 19.0, "to its edge"


def shown(scene: Scene) -> State:
    shots = (Shot(next(iter(scene.cameras)), 0.0, scene.duration, 0.0),)
    return State(Production("harbour", "港", scene, scene.duration, shots), Playhead(scene.duration))


def test_the_viewer_walks_on_the_ground_and_flies_when_told() -> None:
    state = shown(SCENE)
    state.walk(0.0)
    assert isinstance(state.eye, Walk)
    assert state.eye.eye == pytest.approx((-5.0, 1.0 + EYES, 20.0))
    state.step(5.0, 0.0, 0.0, 0.0)
    assert state.eye.eye == pytest.approx((-5.0, 1.0 + EYES, 15.0))
    state.step(0.0, 0.0, 4.0, 0.0)
    assert state.eye.footing is None
    state.step(0.0, 50.0, 0.0, 0.0)
    assert state.eye.eye == pytest.approx((45.0, 5.0 + EYES, 15.0)), "in the air nothing stops one"
    state.walk(0.0)
    assert state.eye.footing is not None
    state.walk_to(200.0, 200.0, 0.0)
    assert state.message == "nobody can stand there"
    state.walk_to(-3.0, 9.0, 0.0)
    assert state.eye.footing.feet == pytest.approx((-3.0, 1.0, 9.0))
    nowhere = shown(Scene("void", cameras={"main": lambda t: Camera()}))
    nowhere.walk(0.0)
    assert "you fly" in nowhere.message


def test_the_viewer_rides_along() -> None:
    state = shown(SCENE)
    state.frame(0.0)
    state.walk_to(10.5, 0.0, 0.0)
    assert isinstance(state.eye, Walk)
    frame = state.frame(4.0)
    assert state.eye.eye[0] == pytest.approx(18.5)
    assert frame.camera.eye == pytest.approx(state.eye.eye), "the very frame is seen from there"


def test_stops_are_visited_in_turn() -> None:
    state = shown(SCENE)
    state.next_stop(1, 0.0, 0.0)
    assert (state.message, state.playhead.at(0.0), state.eye) == ("pier", 2.0, "main")
    state.next_stop(1, 2.0, 0.0)
    assert (state.message, state.playhead.at(0.0), state.eye) == ("sea", 7.0, "sea")
    state.next_stop(1, 7.0, 0.0)
    assert state.message == "pier", "round at the end"
    state.next_stop(-1, 2.0, 0.0)
    assert state.message == "sea", "and at the start"
    with pytest.raises(InputError, match="no stop 'moon'; harbour has pier, sea"):
        state.stop("moon", 0.0)
    lost = shown(Scene("void", cameras={"main": lambda t: Camera()}))
    lost.next_stop(1, 0.0, 0.0)
    assert lost.message == ""


def test_the_hour_is_taken_in_hand_and_given_back() -> None:
    day = Daylight(lambda t: 19.0 + t, lambda hour: Sky(gain=hour))
    state = shown(replace(harbour(), daylight=day))
    assert state.own_hour(1.0) == 20.0
    state.take_hour(1.0)
    assert state.hour == 20.0
    state.hour = 6.5
    sky = state.frame(3.0).sky
    assert sky is not None
    assert sky.gain == 6.5
    state.take_hour(3.0)
    assert state.hour is None
    assert shown(SCENE).own_hour(0.0) is None


def test_points_cover_a_triangle_densely_enough() -> None:
    points = covered(np.array([[(0, 0, 0), (10, 5, 0), (0, 0, 10)]], float), 1.0)
    x, z = np.meshgrid(np.arange(0.1, 9.9, 0.3), np.arange(0.1, 9.9, 0.3))
    inside = x + z < 9.9
    gaps = np.abs(points[None, :, [0, 2]] - np.stack([x[inside], z[inside]], 1)[:, None]).max(2).min(1)
    assert gaps.max() < 0.5
    np.testing.assert_allclose(points[:, 1], 0.5 * points[:, 0])


def test_the_map_shows_land_water_and_what_is_built() -> None:
    drawn = chart(SCENE, 96)

    def color(x: float, z: float) -> tuple[int, ...]:
        u, v = drawn.at(x, z)
        assert 0 <= u < 1
        assert 0 <= v < 1
        return tuple(int(c) for c in drawn.pixels[int(v * 96), int(u * 96)])

    assert color(8.0, 10.0) == WATER
    assert color(-5.0, -10.0) == BUILT
    assert color(-10.0, 10.0) not in (WATER, BUILT), "the quay is ground"
    assert drawn.place(*drawn.at(3.0, -4.0)) == pytest.approx((3.0, -4.0))


@pytest.mark.parametrize(
    ("window", "pixels"),
    [((1920, 1080), 200), ((1280, 720), 200), ((640, 360), 101), ((480, 360), 101), ((360, 720), 0), ((640, 280), 0)],
)
def test_the_map_grows_and_goes_with_the_window(window: tuple[int, int], pixels: int) -> None:
    assert side(*window) == pixels
    assert side(*window) ** 2 < 0.06 * window[0] * window[1]


def test_the_map_marks_boats_stops_and_oneself() -> None:
    state, drawn = shown(SCENE), chart(SCENE, 32)
    frame = state.frame(2.0)
    assert boats(SCENE, frame.moves).tolist() == [[14.0, 0.0]]
    found = marks(state, drawn, frame)
    assert [mark.kind for mark in found] == ["boat", "stop", "stop", "here"]
    assert drawn.place(found[0].u, found[0].v) == pytest.approx((14.0, 0.0))
    assert drawn.place(found[2].u, found[2].v) == pytest.approx((24.0, 0.0)), "where its camera is at its time"
    assert found[-1].yaw == pytest.approx(0.0), "towards -z is up"


def test_the_lakes_dock_bridge_and_decks_can_be_walked() -> None:
    lake = build_lake()
    ground = Ground(lake)
    ground.move(lake.evaluate(20.0, "L1").moves)
    dock = ground.enter((0.35, 3.62, 3.7))
    assert dock is not None
    assert dock.feet[1] == pytest.approx(0.95, abs=0.05)
    out = ground.walk(dock, -0.7, -6.0)
    assert out.feet[2] < dock.feet[2] - 3.0
    bridge = ground.enter((60.0, 40.0, -185.0))
    assert bridge is not None
    assert 12.0 < bridge.feet[1] < 17.0
    along = ground.walk(bridge, 17.8, 9.1)
    assert along.feet[0] > bridge.feet[0] + 10.0
    assert 12.0 < along.feet[1] < 17.0
    behind = np.array((0.0, 0.0, -0.4, 1.0))  # the guide: she leans on the rail, there is no room for two
    guide = lake.stands["bow"](20.0) @ behind
    deck = ground.stand(float(guide[0]), float(guide[2]), float(guide[1]) + 1.0)
    assert deck is not None
    assert deck.feet[1] == pytest.approx(float(guide[1]), abs=0.12)
    assert lake.batches[deck.owner[0]].name == "boat"
    later = ground.settle(lake.evaluate(26.0, "L1").moves, deck)
    np.testing.assert_allclose(np.subtract(later.feet, deck.feet), lake.stands["bow"](26.0) @ behind - guide, atol=0.1)
    assert ground.stand(0.0, -60.0, 40.0) is None, "nobody walks on the lake"
