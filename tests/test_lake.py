"""The lake scene: what is promised of its content, and that it is a pure function of time."""

from __future__ import annotations

import numpy as np
import pytest

from assets.scene import Scene
from scenes.boats import course
from scenes.taihe_lake import build, rig
from scenes.taihe_lake.afloat import BOATS, FISHERS, HERO
from scenes.taihe_lake.landing import DOCK, PRESENTER
from scenes.taihe_lake.valley import SUMMIT, along_quay, inland, left_bank, right_bank, valley


@pytest.fixture(scope="module")
def lake() -> Scene:
    return build()


def corners(scene: Scene, name: str) -> np.ndarray:
    """World positions of every vertex of the batches of that name, at rest."""
    found = []
    for batch in scene.batches:
        if batch.name == name:
            p = np.concatenate([q.position for q in scene.meshes[batch.mesh].primitives]).astype(float)
            t = batch.transform.astype(float)
            found.append((np.einsum("nij,vj->nvi", t[:, :, :3], p) + t[:, None, :, 3]).reshape(-1, 3))
    assert found, name
    return np.concatenate(found)


def test_building_twice_gives_the_same_scene(lake: Scene) -> None:
    again = build()
    assert len(again.batches) == len(lake.batches)
    for a, b in zip(lake.batches, again.batches, strict=True):
        np.testing.assert_array_equal(a.transform, b.transform)
        np.testing.assert_array_equal(a.tint, b.tint)
    for old, new in zip(lake.meshes, again.meshes, strict=True):
        for p, q in zip(old.primitives, new.primitives, strict=True):
            np.testing.assert_array_equal(p.position, q.position)
            np.testing.assert_array_equal(p.color, q.color)
    np.testing.assert_array_equal(lake.lights.color, again.lights.color)


def test_it_has_what_the_shot_needs(lake: Scene) -> None:
    names = [b.name for b in lake.batches]
    assert names.count("boat") == 3
    assert len([n for n in names if n.startswith("house")]) > 12
    assert {"dock", "bridge", "lotus", "lantern", "pine bough", "summit pavilion", "hills"} <= set(names)
    assert sum(len(b.transform) for b in lake.batches if b.name.startswith(("crown", "pine 0", "pine 1"))) > 5000
    assert 200 <= len(lake.lights) <= 1000
    assert {"L1", "L2", "L3", "L4", "L6", "L7", "L8", "dock", "tour", "orbit"} <= set(lake.cameras)
    assert [f.name for f in lake.figures]


def test_every_number_is_finite_and_every_index_valid(lake: Scene) -> None:
    for mesh in lake.meshes:
        assert -1 <= mesh.lod < len(lake.meshes)
        for p in mesh.primitives:
            assert np.isfinite(p.position).all()
            assert np.isfinite(p.normal).all()
            assert p.indices.max() < len(p.position)
            assert 0 <= p.material < len(lake.materials)
    for batch in lake.batches:
        assert np.isfinite(batch.transform).all()
    for part in (lake.lights.position, lake.lights.color, lake.lights.range):
        assert np.isfinite(part).all()
    assert lake.lights.range.max() <= 40.0


def test_a_frame_depends_on_its_time_alone(lake: Scene) -> None:
    first = lake.evaluate(7.25, "L1")
    lake.evaluate(31.0, "L2")
    again = lake.evaluate(7.25, "L1")
    assert first.camera == again.camera
    for a, b in zip(first.moves, again.moves, strict=True):
        np.testing.assert_array_equal(a.transform, b.transform)
    assert first.lights is not None
    assert again.lights is not None
    np.testing.assert_array_equal(first.lights.position, again.lights.position)
    np.testing.assert_array_equal(first.lights.color, again.lights.color)


def test_it_moves(lake: Scene) -> None:
    a, b = lake.evaluate(0.0, "L1"), lake.evaluate(5.0, "L1")
    assert a.camera.eye != b.camera.eye
    still = [x.batch for x, y in zip(a.moves, b.moves, strict=True) if np.array_equal(x.transform, y.transform)]
    assert {lake.batches[k].name for k in still} <= {"sword", "cut"}, "those wait for their show"
    assert a.lights is not None
    assert b.lights is not None
    moved = np.linalg.norm(a.lights.position - b.lights.position, axis=1) > 1e-3
    assert moved.sum() > 100
    assert not np.array_equal(a.lights.color, b.lights.color)


def test_moves_start_where_the_batches_stand(lake: Scene) -> None:
    for move in lake.evaluate(0.0, "L1").moves:
        np.testing.assert_allclose(move.transform, lake.batches[move.batch].transform, atol=1e-5)


def test_nothing_floats(lake: Scene) -> None:
    assert corners(lake, "dock")[:, 1].min() == pytest.approx(DOCK.bed)
    assert corners(lake, "bridge")[:, 1].min() < -3.0
    assert corners(lake, "boat")[:, 1].min() < -0.2
    for name in ("house 0", "house 5"):
        assert corners(lake, name)[:, 1].min() == pytest.approx(4.0, abs=0.01)
    low = corners(lake, "summit pavilion")[:, 1].min()
    assert low < float(valley()(*SUMMIT)) - 0.5


def test_trees_stand_on_the_ground_not_in_the_river(lake: Scene) -> None:
    land = valley()
    for batch in lake.batches:
        if batch.name in ("crown 0", "crown 1", "pine 0"):
            x, y, z = batch.transform[:, :, 3].astype(float).T
            ground = land(x, z)
            size = np.linalg.norm(batch.transform[:, :, 0], axis=1)
            assert ground.min() > 2.5
            assert np.all(np.abs(y - ground) <= 0.13 * size + 0.01)


def test_lotus_lights_stay_clear_of_dock_and_boat(lake: Scene) -> None:
    for t in (0.0, 40.0):
        (move,) = [m for m in lake.evaluate(t, "L1").moves if lake.batches[m.batch].name == "lotus"]
        p = move.transform[:, :, 3]
        near = p[p[:, 2] > -44.0]
        assert near[:, 0].min() > -0.9
        boat = HERO.transform(t)[[0, 2], 3]
        assert np.hypot(*(near[:, [0, 2]] - boat).T).min() > 4.0


def test_the_presenter_stands_on_the_landing_in_both_shots(lake: Scene) -> None:
    x, y, z = PRESENTER
    assert y == pytest.approx(DOCK.deck)
    for name in ("L1", "dock"):
        for t in (0.0, 20.0, 40.0):
            c = lake.camera(name, t)
            eye, target = np.array(c.eye), np.array(c.target)
            forward = (target - eye) / np.linalg.norm(target - eye)
            to = np.array([x, y + 1.0, z]) - eye
            assert np.degrees(np.arccos(forward @ to / np.linalg.norm(to))) < 16.0
    feet = corners(lake, "dock")
    below = feet[np.hypot(feet[:, 0] - x, feet[:, 2] - z) < 1.0]
    assert below[:, 1].max() == pytest.approx(DOCK.deck, abs=0.06)  # a coil of rope lies there too


def test_boats_keep_to_the_water(lake: Scene) -> None:
    for boat in (HERO, *(course(*each) for each in (*BOATS, *FISHERS))):
        for t in np.arange(0.0, 160.0, 5.0):
            x, _, z = boat.transform(float(t))[:, 3].astype(float)
            assert left_bank(-z) + 15 < x < right_bank(-z) - 15


def test_the_quay_runs_along_the_left_bank() -> None:
    at, (dx, dz) = along_quay(100.0)
    assert at[0] == pytest.approx(float(left_bank(100.0)))
    assert at[2] == -100.0
    assert np.hypot(dx, dz) == pytest.approx(1.0)
    inside, _ = along_quay(100.0, back=10.0)
    assert inside[0] < at[0]
    assert np.linalg.norm(inside - at) == pytest.approx(10.0)


def test_the_valley_floor_is_flat_and_the_hill_is_high() -> None:
    land = valley()
    assert float(land(0.0, -100.0)) == -3.0
    assert 2.0 < float(land(-120.0, -120.0)) < 5.0
    assert 90.0 < float(land(*SUMMIT)) < 180.0
    assert float(inland(0.0, 100.0)) < 0


def test_its_lamps_as_fixtures() -> None:
    made = rig()
    fixtures = made.fixtures()
    assert {f.group for f in fixtures} == {"bridge", "facades", "quay"}
    bridge = [f for f in fixtures if f.group == "bridge"]
    assert len(bridge) >= 20
    assert min(f.at[1] for f in bridge) > 12.0  # on the deck
    first, start = bridge[0], bridge[0].address - 1
    before, drones = (made.frame(t)[first.universe][start : start + 5] for t in (0.0, 21 * 4 * 60 / 76))
    assert list(before) == [159, 255, 255, 255, 255]  # white at 1; a fixture is wide open at the strongest cue, 1.6
    assert drones[4] == 255
    assert [int(v) for v in drones[2:5]] == [26, 61, 255]  # #5a86ff in linear light
