"""混元试剑: the cues of the show, its pictures, and that it costs nothing outside its time."""

from __future__ import annotations

import numpy as np
import pytest

from assets.scene import Scene
from scenes.authoring import Stage
from scenes.show.lamps import dim
from scenes.show.landscape import FALL, landscape
from scenes.show.pictures import RATE, TALL, WIDE, flying_crane
from scenes.taihe_lake.drones import MIDDLE
from scenes.taihe_lake.shijian import BLOCK, FOOT
from scenes.taihe_lake.sword import (
    BLADE,
    CRANE,
    END,
    LEAVES,
    START,
    STRIKE,
    TOP,
    WATER,
    burst,
    point,
    swell,
    sword_trial,
)
from scenes.taihe_lake.valley import CREST, ROCK, SUMMIT, from_crest, valley


@pytest.fixture(scope="module")
def show() -> Scene:
    stage = Stage("show")
    sword_trial(stage)
    return stage.build()


def test_swell() -> None:
    assert [swell(t, 1, 3, 5, 6) for t in (0, 1, 2, 3, 5, 5.5, 6, 9)] == pytest.approx([0, 0, 0.5, 1, 1, 0.5, 0, 0])


def test_the_sword_hangs_over_the_rock_and_ends_in_it() -> None:
    assert point(START)[1] > FOOT + BLOCK.height
    assert point(STRIKE - 0.35)[1] > point(START)[1], "it draws back first"
    assert FOOT < point(STRIKE)[1] < FOOT + BLOCK.height < point(STRIKE)[1] + BLADE
    assert burst(STRIKE - 0.01) == 0.0
    assert burst(STRIKE) > burst(STRIKE + 1) > burst(WATER + 5) > 0.0
    assert burst(END) == 0.0


def test_outside_its_time_nothing_is_drawn_and_no_lamp_of_it_shines(show: Scene) -> None:
    assert show.effects_track
    assert show.light_track
    for t in (0.0, START, END, 100.0):
        assert show.effects_track(t) is show.effects
        cut = show.light_track(t).color[:10]
        assert not cut.any()
    for at in (START - 0.1, END + 0.1):
        for mover in show.movers:
            (move,) = mover(at)
            assert np.abs(move.transform[0, :, :3]).max() < 0.01
    assert show.light_track(STRIKE).color[:10].min(axis=0).max() > 50


def test_pictures_come_in_turn(show: Scene) -> None:
    assert show.effects_track
    decals = [len(show.effects_track(t).decals) for t in (START + 1, WATER + 2, CRANE + 0.7, CRANE + 2, LEAVES + 2)]
    assert decals == [0, 1, 2, 1, 0]


def test_pictures_are_functions_of_time() -> None:
    for at in (landscape, lambda t: flying_crane(t, 0.5)):
        first = at(1.0)
        assert first.shape == (TALL, WIDE, 4)
        assert (first[..., 3] == 255).all()
        at(7.3)
        at(8.3)
        np.testing.assert_array_equal(at(1.0), first)
        assert at(1.0 + 0.4 / RATE) is at(1.0)
        assert np.abs(at(1.5).astype(int) - first).mean() > 0.3


def test_water_falls_and_mountains_stand() -> None:
    now, then = landscape(2.0).astype(int), landscape(2.0 + 1 / RATE).astype(int)
    moved = np.nonzero(np.abs(now - then).max(axis=2))
    assert np.abs(moved[1] / WIDE - FALL).max() < 0.1
    assert 0.4 < moved[0].min() / TALL < 0.5 < 0.85 < moved[0].max() / TALL
    # the picture is dark where the stone may end: no light beside it
    rim = np.concatenate([now[0], now[-1], now[:, 0], now[:, -1]])[:, :3]
    assert rim.max() < 12
    # bright in the middle of the fall, dark between crests
    fall = now[int(0.8 * TALL), int((FALL - 0.02) * WIDE), :3]
    assert fall.min() > 100


def test_the_crane_rises() -> None:
    def middle(height: float) -> float:
        bright = flying_crane(0.2, height)[..., :3].min(axis=2) > 150
        return float(np.nonzero(bright)[0].mean())

    assert middle(0.35) > middle(0.5) > middle(0.65)


def test_the_crane_of_light_flies_from_the_rock_to_the_drones(show: Scene) -> None:
    assert show.effects_track

    def crane(t: float) -> np.ndarray:
        dots = [line for line in show.effects_track(t).lines if (line.segments[:, 0] == line.segments[:, 1]).all()]  # type: ignore[misc]
        return np.asarray(dots[0].points.mean(axis=0))

    assert np.linalg.norm(crane(LEAVES + 0.05) - TOP) < 15
    assert np.linalg.norm(crane(END - 0.02) - MIDDLE) < 40


def test_dim_scales_only_its_own() -> None:
    stage = Stage("s")
    stage.lights([(0, 0, 0)], (1, 1, 1))
    dim(stage, stage.lights([(1, 0, 0), (2, 0, 0)], (2, 2, 2)), lambda t: t)
    scene = stage.build()
    assert scene.light_track
    np.testing.assert_allclose(scene.light_track(0.5).color, [[1, 1, 1], [1, 1, 1], [1, 1, 1]])
    np.testing.assert_allclose(scene.light_track(0.0).color[1:], 0)
    np.testing.assert_allclose(scene.lights.color[1:], 2)


def test_the_hill_is_as_high_as_it_should_be() -> None:
    """144 m with the rock on it; the crest is level from the pavilion to the rock."""
    land = valley()
    u = np.linspace(0, 1, 20)[:, None]
    x, z = (np.array(SUMMIT) * (1 - u) + np.array(ROCK) * u).T
    np.testing.assert_allclose(land(x, z), CREST, atol=0.2)
    np.testing.assert_allclose(from_crest(x, z), 0, atol=1e-9)
    assert CREST + BLOCK.height == pytest.approx(144.1, abs=0.5)
