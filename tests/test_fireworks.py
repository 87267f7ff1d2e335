"""Fireworks: light and particles when they burn, nothing before or after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.particles import alive
from scenes.authoring import Stage
from scenes.show.fireworks import DRAG, FLASH, LAST, SPLIT, STARS, Shell, burst, flash, parts

SHELL = Shell((10.0, 100.0, -50.0), t=5.0, color=(1.0, 0.5, 0.0), radius=30.0, rise=2.0, light=1000.0)


def test_the_trail_reaches_the_burst_when_it_bursts() -> None:
    trail, stars, _ = parts(SHELL)
    np.testing.assert_allclose(alive(trail, 5.0 - 1e-6).position, [[10, 100, -50]], atol=0.01)
    np.testing.assert_allclose(alive(trail, 4.0).position, [[10, 50, -50]], atol=0.01)
    assert not len(alive(stars, 4.99).age)
    assert len(alive(stars, 5.01).age) == SHELL.count


def test_stars_stay_within_the_radius_and_fall() -> None:
    stars = parts(SHELL)[1]
    for age in (0.2, 1.0, 2.0):
        p = alive(stars, 5.0 + age).position - SHELL.at
        fall = 4.0 * (age - (1 - np.exp(-DRAG * age)) / DRAG) / DRAG
        p[:, 1] += fall
        reach = 30.0 * (1 - np.exp(-DRAG * age))
        away = np.linalg.norm(p, axis=1)
        assert away.max() < reach + 0.5
        assert away.min() > 0.79 * reach - 0.5


def test_the_flash_decays_as_it_says() -> None:
    assert len(flash([SHELL], 4.99)) == 0
    first, later = flash([SHELL], 5.5), flash([SHELL], 5.5 + FLASH)
    np.testing.assert_allclose(later.color / first.color, np.exp(-1.0), rtol=1e-3)
    np.testing.assert_allclose(first.color[0, 2] / first.color[0, 0], 0.2, rtol=1e-4)
    assert len(flash([SHELL], 5.0 + LAST * FLASH)) == 0


def test_outside_its_time_it_costs_nothing() -> None:
    stage = Stage("s")
    stage.lights([(0, 0, 0)], (1, 1, 1), 3.0)
    burst(stage, [SHELL])
    scene = stage.build()
    assert scene.light_track is not None
    assert scene.effects_track is not None
    for t in (0.0, SHELL.start - 0.01, SHELL.end):
        assert scene.light_track(t) is scene.lights
        assert scene.effects_track(t) is scene.effects
    assert len(scene.light_track(5.2)) == 2
    # the trail, then stars and smoke
    assert [len(scene.effects_track(t).particles) for t in (4.0, 5.2, 9.5)] == [1, 2, 1]
    assert scene.light_track(5.2).color.tobytes() == scene.light_track(5.2).color.tobytes()


def test_every_shell_is_its_own() -> None:
    other = Shell(SHELL.at, SHELL.t, seed=9)
    a, b = alive(parts(SHELL)[1], 6.0).position, alive(parts(other)[1], 6.0).position
    n = min(len(a), len(b))
    assert not np.allclose(a[:n], b[:n])
    assert pytest.approx(SHELL.t - SHELL.rise) == SHELL.start


@pytest.mark.parametrize("kind", STARS)
def test_every_kind_bursts_in_its_time_and_about_its_size(kind: str) -> None:
    shell = replace(SHELL, kind=kind)  # type: ignore[arg-type]
    _, *stars, _ = parts(shell)
    assert not any(len(alive(p, shell.t - 0.01).age) for p in stars)
    assert not any(len(alive(p, shell.end).age) for p in stars)
    at = np.concatenate([alive(p, shell.t + 1.6).position for p in stars]) - shell.at
    assert 0.6 * shell.radius < np.linalg.norm(at, axis=1).max() < 1.3 * shell.radius


def test_a_willow_hangs_in_trails() -> None:
    """An echo is where its star was a moment before; late stars have fallen below the burst."""
    _, head, echo, *_ = parts(replace(SHELL, kind="willow"))
    late = echo.start - head.start
    np.testing.assert_allclose(alive(echo, 7.0).position, alive(head, 7.0 - late).position)
    assert alive(head, SHELL.t + 4.5).position[:, 1].mean() < SHELL.at[1] - 8


def test_a_crossette_breaks_where_its_comets_end() -> None:
    _, comets, *crosses, _ = parts(replace(SHELL, kind="crossette"))
    assert len(crosses) == comets.count
    ends = alive(comets, SHELL.t + SPLIT - 1e-3).position
    for end, cross in zip(ends, crosses, strict=True):
        begins = alive(cross, SHELL.t + SPLIT + 0.01)
        assert len(begins.age) == 5
        assert np.linalg.norm(begins.position - end, axis=1).max() < 1.0
