"""Beams: where they point, how they fade, and that they cost nothing outside their time."""

from __future__ import annotations

import numpy as np

from scenes.authoring import Stage
from scenes.show.beams import SHELLS, Beams, shafts, swept, throw


def test_beams_point_where_they_are_aimed_and_fade_out() -> None:
    foot, up = np.array([[1.0, 2.0, 3.0]]), np.array([[0.0, 1.0, 0.0]])
    lines = shafts(Beams(foot, lambda t: up, strength=0.4, length=100.0, width=2.0), 0.0)
    assert [line.width for line in lines] == [2.0 * part for part in SHELLS]
    np.testing.assert_allclose(lines[0].points[[0, -1]], [[1, 2, 3], [1, 102, 3]])
    np.testing.assert_array_equal(lines[0].segments, [[0, 1], [1, 2], [2, 3]])
    light = lines[0].color[:, :3] * lines[0].color[:, 3:]
    np.testing.assert_allclose(sum(line.color[0, 0] * line.color[0, 3] for line in lines), 0.4 * 0.75, rtol=1e-5)
    assert (np.diff(light[:, 0]) < 0).all()
    assert not light[-1].any()


def test_segments_never_join_two_beams() -> None:
    lines = shafts(Beams(np.zeros((3, 3)), swept(3)), 1.0)
    assert lines[0].segments.tolist() == [[0, 1], [1, 2], [2, 3], [4, 5], [5, 6], [6, 7], [8, 9], [9, 10], [10, 11]]


def test_sweeping_beams_come_back() -> None:
    aim = swept(5, sweep=0.4, rise=0.9, period=5.0)
    np.testing.assert_allclose(np.linalg.norm(aim(1.3), axis=1), 1.0)
    np.testing.assert_allclose(aim(1.3), aim(1.3 + 40.0), atol=1e-9)  # 8 sweeps, 5 lifts
    assert np.abs(aim(0.0) - aim(1.25)).max() > 0.1


def test_outside_its_time_it_costs_nothing() -> None:
    stage = Stage("s")
    throw(stage, Beams(np.zeros((2, 3)), swept(2)), 4.0, 9.0)
    scene = stage.build()
    assert scene.effects_track is not None
    assert scene.effects_track(3.9) is scene.effects
    assert scene.effects_track(9.0) is scene.effects
    half, whole = scene.effects_track(4.3).lines, scene.effects_track(6.0).lines
    np.testing.assert_allclose(half[0].color[0, :3] * 2, whole[0].color[0, :3], rtol=1e-5)
