"""The tour of the lake: a boat that keeps clear of everything, a guide on its bow, eight stops, and its script."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from assets.errors import InputError
from assets.scene import Scene
from avatar.script_reader import load
from avatar.timeline import arrange
from scenes.boat_hull import deck_level
from scenes.boats import course
from scenes.curve import curve
from scenes.parts.afloat import Waypoint, voyage
from scenes.route import Route
from scenes.taihe_lake import build
from scenes.taihe_lake.afloat import BOATS, FISHERS, HERO
from scenes.taihe_lake.tour import STOPS, WAY
from scenes.taihe_lake.valley import valley

FOLDER = Path(__file__).parents[1] / "scenes" / "taihe_lake"
VIEWS = "谢桥春晚 丹山溅玉 仙乡问鹤 环翠孕秀 抚松听涛 滴露点易 混元试剑 望江舒啸".split()
TIMES = np.linspace(0.0, 158.0, 317)
BOAT = voyage(WAY, 5)
OTHERS = [HERO, *(course(*boat) for boat in (*BOATS, *FISHERS))]
HULL = np.array([(x, y, z) for x in np.linspace(-9.3, 9.5, 9) for y in (0.5, 3.0, 7.5) for z in (-2.7, 0.0, 2.7)])


@pytest.fixture(scope="module")
def lake() -> Scene:
    return build()


def test_a_route_keeps_its_timetable_and_lies_still_outside_it() -> None:
    way = curve([(0, 0, 0), (30, 0, 0), (60, 0, 0)])
    route = Route(way, ((10.0, 0.0), (20.0, 30.0), (40.0, 60.0)))
    assert route.station([0.0, 10.0, 20.0, 40.0, 99.0]) == pytest.approx([0.0, 0.0, 30.0, 60.0, 60.0])
    assert route.at(20.0) == pytest.approx([30.0, 0.0, 0.0])
    np.testing.assert_allclose(route.transform(5.0)[:, 0], [1, 0, 0], atol=0.02)
    assert route.beside(0.0, np.array((2.0, 3.0, 4.0))) == pytest.approx([2.0, 3.0, 4.0]), "starboard of east is south"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0.5, 30.0), st.floats(0.0, 40.0)), min_size=2, max_size=8))
def test_a_boat_never_goes_astern_nor_starts_with_a_jerk(steps: list[tuple[float, float]]) -> None:
    table = np.cumsum(np.array(steps), axis=0)
    route = Route(curve([(0, 0, 0), (400, 0, 0)]), tuple((float(t), float(s)) for t, s in table))
    t = np.linspace(table[0, 0] - 2, table[-1, 0] + 2, 4000)
    speed = np.gradient(route.station(t), t)
    assert speed.min() > -1e-6
    assert float(route.station(table[0, 0] + 1e-3) - route.station(table[0, 0])) <= 1e-3 * max(s for _, s in steps)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("little", [0.0, 5e-324, 1e-309, 1e-200, 1e-7, 1e-5])
def test_a_boat_may_all_but_stand_still(little: float) -> None:
    route = Route(curve([(0, 0, 0), (400, 0, 0)]), ((0.0, 0.0), (5.0, little), (9.0, 60.0)))
    assert route.station(5.0) == pytest.approx(little, abs=2e-6)
    assert 0.0 <= float(route.station(2.0)) <= 2e-5 + little
    assert route.station(9.0) == 60.0


@pytest.mark.parametrize("table", [((0.0, 0.0),), ((0.0, 0.0), (0.0, 1.0)), ((0.0, 0.0), (1.0, float("nan")))])
def test_a_timetable_that_cannot_be_is_said(table: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(InputError, match="a timetable needs two entries or more"):
        Route(curve([(0, 0, 0), (400, 0, 0)]), table)


@pytest.mark.parametrize(
    ("way", "message"),
    [
        ((Waypoint((0.0, 0.0), 0.0),), "two points"),
        ((Waypoint((0.0, 0.0)), Waypoint((9.0, 0.0), 4.0)), "a time at the first"),
        ((Waypoint((0.0, 0.0), 5.0), Waypoint((9.0, 0.0), 4.0)), "the times 5, 4 do not grow"),
    ],
)
def test_a_way_that_cannot_be_is_said(way: tuple[Waypoint, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        voyage(way)


def solid(scene: Scene) -> np.ndarray:
    """Points of what stands about: buildings, bridge, dock, quay and trees; not what floats."""
    afloat = {"boat", "lotus", "lantern", "terrain", "hills", "hills behind"}
    moved = {move.batch for move in scene.evaluate(0.0).moves}
    found = []
    for i, batch in enumerate(scene.batches):
        mesh = scene.meshes[batch.mesh]
        if i in moved or batch.figure >= 0 or batch.name in afloat or not mesh.primitives:
            continue
        p = np.concatenate([q.position for q in mesh.primitives])[::3].astype(float)
        t = batch.transform.astype(float)
        near = t[np.hypot(t[:, 0, 3] - 60, t[:, 2, 3] + 160) < 400]
        found.append((np.einsum("nij,vj->nvi", near[:, :, :3], p) + near[:, None, :, 3]).reshape(-1, 3))
    points = np.concatenate(found)
    return points[(points[:, 1] > 0.2) & (np.hypot(points[:, 0] - 65, points[:, 2] + 160) < 260)]


def test_the_boat_and_its_camera_keep_clear(lake: Scene) -> None:
    tree, land = cKDTree(solid(lake)), valley()
    for t in TIMES[::4]:
        hull = BOAT.aboard(float(t), HULL)
        assert (land(hull[:, 0], hull[:, 2]) < -1.0).all(), f"aground at {t} s"
        assert tree.query(hull)[0].min() > 2.0, f"too near at {t} s"
        for other in OTHERS:
            assert np.linalg.norm(other.transform(float(t))[[0, 2], 3] - BOAT.at(t)[[0, 2]]) > 20.0
        eye = np.array(lake.camera("tour", float(t)).eye)
        assert tree.query(eye)[0] > 2.0
        assert eye[1] > 2.0


def test_the_tours_camera_never_jumps(lake: Scene) -> None:
    eyes = np.array([lake.camera("tour", float(t)).eye for t in TIMES])
    aims = np.array([lake.camera("tour", float(t)).target for t in TIMES])
    speed = np.linalg.norm(np.diff(eyes, axis=0), axis=1) / np.diff(TIMES)
    assert speed.max() < 6.5
    assert np.abs(np.diff(speed)).max() < 0.6
    way = (aims - eyes) / np.linalg.norm(aims - eyes, axis=1, keepdims=True)
    turning = np.degrees(np.arccos(np.clip((way[1:] * way[:-1]).sum(1), -1, 1))) / np.diff(TIMES)
    assert turning.max() < 16.0, "a pan that can be followed"


def test_the_guide_stands_on_the_bow(lake: Scene) -> None:
    for t, away in ((0.0, 12.0), (22.0, 6.0), (47.3, 6.0)):
        frame = lake.evaluate(t, "L2")
        body = next(i for i, batch in enumerate(lake.batches) if batch.figure >= 0)
        (feet,) = (move.transform[0][:, 3] for move in frame.moves if move.batch == body)
        ahead = np.linalg.inv(BOAT.transform(t)[:, :3].astype(float)) @ (feet - BOAT.transform(t)[:, 3])
        assert 6.0 < ahead[0] < 8.5, "before the cabin, behind the stem"
        assert abs(ahead[2]) < 1.0
        assert ahead[1] == pytest.approx(float(deck_level(ahead[0])), abs=0.02)
        eye = np.array(frame.camera.eye)
        assert 1.5 < np.linalg.norm(eye - feet - (0, 1.1, 0)) < away
    assert not [m for m in lake.evaluate(20.0, "L1").moves if m.batch == body], "L1 finds her on the dock"


def test_the_eight_views_are_stops_with_cameras(lake: Scene) -> None:
    assert set(VIEWS) == set(STOPS)
    for name in VIEWS:
        assert 0.0 <= lake.stops[name] <= lake.duration
        assert lake.stop_cameras[name] in lake.cameras


def test_the_page_has_the_stops_as_they_are(lake: Scene) -> None:
    rows = re.findall(r"^\| (\S+) \| ([\d.]+) s \| (\w+) \|", Path("docs/tour.md").read_text("utf-8"), re.MULTILINE)
    told = {name: (float(t), camera) for name, t, camera in rows}
    assert told == STOPS == {name: (lake.stops[name], lake.stop_cameras[name]) for name in VIEWS}


@pytest.mark.parametrize("language", ["zh", "en", "es", "it"])
def test_the_tour_is_told_in_every_language(language: str) -> None:
    timeline = arrange(load(FOLDER / "tour.yaml"), language, "silent")
    assert 80.0 <= timeline.duration <= 130.0
    shown = [shot.camera for shot in timeline.shots]
    assert {f"L{k}" for k in range(1, 9)} <= set(shown)
    for shot in timeline.shots:
        assert (shot.stand == "bow") == (shot.camera == "L2")
        assert shot.stand or shot.camera in ("L1", "dock")
    assert [name for _, name in timeline.movements] == ["opening", "theme", "build", "finale"]
    trailer = arrange(load(FOLDER / "night_tour.yaml"), language, "silent")
    assert 14.0 <= trailer.duration <= 26.0
