"""The fish lantern dance: figures by known answers, feet that do not slide, lanterns that are lamps in their time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Camera
from scenes.authoring import Stage
from scenes.bearers import LEG, footprint, striding
from scenes.fish_lanterns import KINDS, TAIL, WAIST, fish_lantern, parts, swimming
from scenes.palette import palette
from scenes.show.marching import Figure, March, check, loop, measure, mirrored
from scenes.show.procession import Ground, fish_march
from scenes.taihe_lake import fish_array

RING = loop([(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 25)[:-1]])


def test_everybody_walks_round_a_ring_at_one_pace() -> None:
    """On a circle of 1 m with 8 slots neighbours are 2 sin(pi / 8) apart and walk 2 pi / 8 metres a slot."""
    march = March((Figure("ring", RING, 0.0, 9.0),), slots=8, count=8, pace=0.5)
    found = measure(march, 0.0, 4.0)
    assert found.gap == pytest.approx(2 * np.sin(np.pi / 8), rel=1e-3)
    assert found.speed == pytest.approx(0.5 * 2 * np.pi / 8, rel=1e-2)
    turn = np.unwrap(np.arctan2(*march.places(2.0)[0][::-1]) - np.array([0.0, np.pi / 4]))
    assert turn[0] == pytest.approx(2 * np.pi / 8, abs=1e-2)
    np.testing.assert_allclose(np.cos(march.headings(2.0)[0] - turn[0]), 0.0, atol=2e-2)


def test_files_that_cross_take_turns() -> None:
    """A mirrored loop with an odd number of slots: from the left one passes half way between two."""
    eight = loop(mirrored([(0.0, 0.0), (-6.0, 8.0), (6.0, 8.0)]))
    np.testing.assert_allclose(eight[0], eight[len(eight) // 2], atol=1e-6)
    odd = measure(March((Figure("8", eight, 0.0, 99.0),), 17, 17), 0.0, 8.0)
    even = measure(March((Figure("8", eight, 0.0, 99.0),), 16, 16), 0.0, 8.0)
    assert even.gap < 0.1
    assert odd.gap > 0.9


def test_too_many_or_too_close_is_said_with_the_distance() -> None:
    tight = March((Figure("ring", RING, 0.0, 9.0),), slots=20, count=20)
    with pytest.raises(InputError, match=r"marchers \d+ and \d+ come within 0.31 m at .* the limit is 0.6 m"):
        check(tight, 0.0, 4.0)
    with pytest.raises(InputError, match="run at"):
        check(March((Figure("ring", 9 * RING, 0.0, 9.0),), 4, 4, pace=1.0), 0.0, 4.0)
    with pytest.raises(InputError, match="20 people do not fit 8 slots"):
        March((Figure("ring", RING, 0.0, 9.0),), slots=8, count=20)
    with pytest.raises(InputError, match="'b' at 5 s must begin after 'a' ends at 9 s"):
        March((Figure("a", RING, 0.0, 9.0), Figure("b", RING, 5.0, 20.0)), 8, 8)
    with pytest.raises(InputError, match="three points"):
        loop([(0, 0), (1, 1)])


def test_nobody_touches_anybody_over_the_whole_dance() -> None:
    found = check(fish_array.march(), fish_array.START, fish_array.DOWN + 45.0, gap=0.8, speed=1.9)
    assert found.gap > 0.85, found


def test_everybody_stays_on_the_stage_and_out_of_the_posts() -> None:
    f, march = fish_array.FLOAT, fish_array.march()
    posts = np.array([(f.gate, s * x) for x in (f.opening, f.opening + 2.0) for s in (-1, 1)])
    for t in np.arange(fish_array.START, fish_array.DOWN + 40.0, 0.25):
        p = march.places(float(t))
        assert np.abs(p[:, 0]).max() < f.length - 0.4
        assert np.abs(p[:, 1]).max() < f.width - 0.3
        assert np.linalg.norm(p[:, None] - posts[None], axis=2).min() > 0.55, t


def ahead(t: float) -> tuple[np.ndarray, np.ndarray]:
    """One along +x at 0.9 m/s, one round a circle of 4 m."""
    a = 0.9 * t / 4
    feet = np.array([(0.9 * t, 0.5, 0.0), (4 * np.cos(a), 0.5, 4 * np.sin(a))])
    return feet, np.array([0.0, -a - np.pi / 2])


def test_feet_stand_still_while_they_stand() -> None:
    for side in (0, 1):
        rest = [footprint(ahead, t, 0.4, side) for t in np.arange(0.0, 3.2, 0.02)]
        standing = [(a[0], b[0]) for a, b in pairwise(rest) if not a[1].any() and not b[1].any()]
        assert len(standing) > 60
        moved = [np.linalg.norm(b - a, axis=1).max() for a, b in standing]
        assert max(moved) < 1e-9
        assert all(p[0][:, 1].min() >= 0.5 - 1e-9 for p in rest)


def test_legs_keep_their_length_and_reach_the_ground() -> None:
    for t in np.arange(0.0, 1.6, 0.05):
        stride = striding(ahead, float(t), 0.4)
        knee = stride.shins[:, :, 3]
        foot = knee - LEG * stride.shins[:, :, 1]
        np.testing.assert_allclose(np.linalg.norm(knee - stride.thighs[:, :, 3], axis=1), LEG, atol=1e-4)
        np.testing.assert_allclose(np.linalg.norm(foot - knee, axis=1), LEG, atol=1e-4)
        assert 0.55 < foot[:, 1].min() < 0.62


def test_a_fish_hangs_together() -> None:
    seed = np.array([0.1, 0.7])
    at = np.zeros((2, 3, 4), np.float32)
    at[:, :, :3] = np.eye(3)
    for t in (0.0, 0.4, 1.1):
        body, waist, tail = swimming(at, t, seed)
        np.testing.assert_allclose(body[:, :, :3] @ (WAIST, 0, 0), waist[:, :, 3], atol=1e-5)
        np.testing.assert_allclose(waist[:, :, :3] @ (TAIL - WAIST, 0, 0) + waist[:, :, 3], tail[:, :, 3], atol=1e-5)
    straight = swimming(at, 0.4, seed, swing=0.0)[2]
    np.testing.assert_allclose(straight[:, :, 3], [[TAIL, 0, 0]] * 2, atol=1e-6)


def test_kinds_differ_and_an_unknown_one_is_refused() -> None:
    sizes = {kind: np.ptp(parts(fish, 0)[0].parts[0].position, axis=0) for kind, fish in KINDS.items()}
    assert sizes["bream"][1] > 1.25 * sizes["carp"][1] > 1.25 * sizes["ayu"][1]
    assert all(size[0] == pytest.approx(0.99, abs=0.01) for size in sizes.values())
    with pytest.raises(InputError, match="no fish 'shark'; there are carp, bream, mandarin, ayu"):
        fish_lantern(Stage("s"), "shark")


def test_every_lantern_is_a_lamp_and_only_in_its_time() -> None:
    stage = Stage("s")
    march = March((Figure("ring", 3 * RING, 0.0, 9.0),), slots=9, count=8)
    fish_march(stage, palette(stage), march, Ground((5.0, 1.0, -4.0), (0.0, -1.0)), start=2.0, end=6.0)
    scene = stage.build()
    assert scene.light_track is not None
    for t in (1.9, 6.1):
        assert scene.evaluate(t, Camera()).moves == ()
        assert len(scene.light_track(t)) == 0
    now = scene.evaluate(4.0, Camera())
    assert now.lights is not None
    assert len(now.lights) == 8
    assert np.hypot(*(now.lights.position[:, [0, 2]] - (5.0, -4.0)).T).max() < 3.6
    bodies = [m for m in now.moves if scene.batches[m.batch].name.endswith(" body")]
    lamps = np.concatenate([m.transform[:, :, 3] for m in bodies])
    assert sum(len(m.transform) for m in bodies) == 7
    for lamp in lamps:
        assert np.linalg.norm(now.lights.position - lamp, axis=1).min() < 1e-4
