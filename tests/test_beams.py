"""Beams: where they point, how they fade, and that they cost nothing outside their time."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.authoring import Stage
from scenes.show.beams import Beams, shafts, swept, throw


def test_beams_point_where_they_are_aimed_widen_and_fade_out() -> None:
    foot, up = np.array([[1.0, 2.0, 3.0]]), np.array([[0.0, 1.0, 0.0]])
    beams = Beams(foot, lambda t: up, strength=0.4, length=100.0, width=2.0, spread=0.05)
    lines = shafts(beams, 0.0)
    assert lines.soft
    np.testing.assert_allclose(lines.points[[0, -1]], [[1, 2, 3], [1, 102, 3]])
    np.testing.assert_array_equal(lines.segments, [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_allclose(np.asarray(lines.width)[[0, 1, 3, 5]], [2.0, 2.5, 3.7, 7.0], rtol=1e-6)

    def light(y: float) -> float:
        """Red of all segments together at this height: each fades evenly from its foot to its end."""
        total = 0.0
        for a, b in lines.segments:
            share = (y - lines.points[a, 1]) / (lines.points[b, 1] - lines.points[a, 1])
            cover = lines.color[a, 3] * (1 - share) + lines.color[b, 3] * share
            total += float(lines.color[a, 0] * cover) if share <= 1 else 0.0
        return total

    whole = 0.4 * 0.75
    # 1; 0.32 (1 - 10/34) + 0.18 (1 - 0.1); 0.18 (1 - 0.34); 0
    assert [light(2.0 + 100 * s) / whole for s in (0, 0.1, 0.34, 1.0)] == pytest.approx([1, 0.388, 0.119, 0], abs=2e-3)


def test_segments_never_join_two_beams() -> None:
    lines = shafts(Beams(np.zeros((3, 3)), swept(3)), 1.0)
    assert lines.segments.tolist() == [[k, k + 1] for k in range(0, 18, 2)]
    assert not (lines.points - lines.points[::6].repeat(6, axis=0))[::2].any()


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
