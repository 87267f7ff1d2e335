"""Drones: who goes where, how they fly, how near they come: known answers first."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from assets.effects import Effects
from assets.errors import InputError
from scenes.authoring import Stage
from scenes.show import figures
from scenes.show.dots import dots
from scenes.show.flight import Act, Flight, Formation, assign, formation, grid, minimum_jerk, plan
from scenes.show.safety import Limits, check, closest_approach, measure
from scenes.show.sampling import closest, spread
from scenes.show.shapes import image_shape, mesh_shape, shape, text_shape
from scenes.taihe_lake import build, drones


def two(a: object, b: object, rest: float = 10.0) -> Flight:
    """Two formations, ten seconds apart."""
    return plan([Act(Formation.still("a", a), 0, 1), Act(Formation.still("b", b), 1 + rest, 1 + rest)])


def test_minimum_jerk_starts_and_ends_at_rest() -> None:
    assert (minimum_jerk(0.0), minimum_jerk(0.5), minimum_jerk(1.0)) == (0.0, 0.5, 1.0)
    h = 1e-4
    for end in (0.0, 1.0):
        slope = (minimum_jerk(end + h) - minimum_jerk(end - h)) / (2 * h)
        curve = (minimum_jerk(end + h) - 2 * minimum_jerk(end) + minimum_jerk(end - h)) / h**2
        assert abs(slope) < 1e-6
        assert abs(curve) < 1e-2
    assert (minimum_jerk(0.5 + h) - minimum_jerk(0.5 - h)) / (2 * h) == pytest.approx(1.875)


def test_the_assignment_is_the_best_of_all() -> None:
    rng = np.random.default_rng(3)
    for n in (1, 2, 5, 6):
        a, b = rng.normal(size=(2, n, 3))
        best = min(permutations(range(n)), key=lambda p: ((a - b[list(p)]) ** 2).sum())
        assert tuple(assign(a, b)) == best


def test_groups_give_every_drone_a_place_of_its_own_and_cost_little_more() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.uniform(0, 50, (2, 200, 3))
    whole, parts = assign(a, b), assign(a, b, group=60)
    assert sorted(parts) == list(range(200))

    def cost(order: np.ndarray) -> float:
        return float(((a - b[order]) ** 2).sum())

    assert cost(whole) < cost(parts) < 1.6 * cost(whole)
    assert cost(parts) < 0.5 * cost(rng.permutation(200))


def test_drones_that_would_cross_change_goals_instead() -> None:
    flight = two([(0, 0, 0), (4, 0, 0)], [(4, 10, 0), (0, 10, 0)])
    assert list(flight.order[1]) == [1, 0]
    record = measure(flight)
    assert record.gap == pytest.approx(4.0)
    assert record.speed == pytest.approx(1.875 * 10 / 10, rel=2e-3)  # minimum jerk: 1.875 d / T
    assert record.acceleration == pytest.approx(5.7735 * 10 / 10**2, rel=2e-2)  # and 10 / sqrt(3) d / T^2


def test_closest_approach_by_hand() -> None:
    # one flies past the other: 3 m aside, half way
    before, after = np.array([[0.0, 0, 0], [-5, 3, 0]]), np.array([[0.0, 0, 0], [5, 3, 0]])
    assert closest_approach(before, after) == (pytest.approx(3.0), pytest.approx(0.5), (0, 1))
    # two meet head on
    gap, when, pair = closest_approach(np.array([[0.0, 0, 0], [8, 0, 0]]), np.array([[4.0, 0, 0], [4, 0, 0]]))
    assert (gap, when, pair) == (0.0, 1.0, (0, 1))
    assert closest_approach(np.zeros((1, 3)), np.ones((1, 3)))[0] == np.inf


def test_closest_approach_is_that_of_all_pairs() -> None:
    rng = np.random.default_rng(8)
    before = rng.uniform(0, 30, (60, 3))
    after = before + rng.normal(0, 3, (60, 3))
    s = np.linspace(0, 1, 2001)[:, None, None]
    path = before + s * (after - before)
    least = min(
        float(np.linalg.norm(path[:, i] - path[:, j], axis=1).min()) for i in range(60) for j in range(i + 1, 60)
    )
    assert closest_approach(before, after)[0] == pytest.approx(least, abs=2e-3)


def test_the_bound_of_the_assignment_holds() -> None:
    """CAPT: drones s apart before and after stay s / sqrt(2) apart on the way."""
    rng = np.random.default_rng(11)
    for seed in range(4):
        a = grid(49, spacing=2.0)
        cloud = rng.uniform(0, 30, (4000, 3)) * (1, 0.3, 1)
        b = cloud[spread(cloud, 49)]
        least = min(closest(a), closest(b))
        assert measure(two(a, b), 0.05).gap >= least / np.sqrt(2) - 1e-6, seed


def test_too_near_too_fast_and_too_hard_are_refused_with_what_was_found() -> None:
    near = two([(0, 0, 0), (1.0, 0, 0)], [(0, 5, 0), (1.25, 5, 0)])
    with pytest.raises(InputError, match=r"drones 0 and 1 come within 1\.00 m at .* s \(a.*\); the limit is 1\.5 m"):
        check(near)
    far = two([(0, 0, 0)], [(0, 200, 0)])
    with pytest.raises(InputError, match=r"37\.\d m/s .*\(a to b\); the limit is 12 m/s"):
        check(far)
    with pytest.raises(InputError, match=r"accelerate by 11\.\d m/s2"):
        check(far, Limits(speed=100))
    assert check(far, Limits(speed=100, acceleration=50)).gap == np.inf


def test_acts_out_of_order_or_of_other_sizes_are_refused() -> None:
    a, b = Formation.still("a", np.zeros((3, 3))), Formation.still("b", np.zeros((4, 3)))
    with pytest.raises(InputError, match="'b' has 4 places for 3 drones"):
        plan([Act(a, 0, 1), Act(b, 5, 6)])
    with pytest.raises(InputError, match=r"'a' at 4 to 9 s must begin after 'a', which ends at 5 s"):
        plan([Act(a, 0, 5), Act(a, 4, 9)])
    with pytest.raises(InputError, match="two acts or more"):
        plan([Act(a, 0, 5)])


def test_a_moving_formation_rests_while_it_is_left_without_a_jolt() -> None:
    moving = Formation("m", lambda t: np.array([[2.0 * t, 0.0, 0.0]]), np.ones((1, 3)))
    act = Act(moving, 10.0, 20.0)
    assert act.at(15.0)[0, 0] == 30.0
    assert act.at(21.0)[0, 0] == pytest.approx(2 * (20 + 1 - 1 / 6))  # 3 s to stop from 2 m/s: 3 m further
    assert act.at(99.0)[0, 0] == pytest.approx(43.0)
    assert act.at(-99.0)[0, 0] == pytest.approx(17.0)
    h = 1e-4
    for t in (7.0, 10.0, 20.0, 23.0):
        left, right = act.at(t) - act.at(t - h), act.at(t + h) - act.at(t)
        np.testing.assert_allclose(left, right, atol=1e-6)


def test_colours_blend_and_dim_on_the_way() -> None:
    red, blue = Formation.still("r", [(0, 0, 0)], (1, 0, 0)), Formation.still("b", [(0, 9, 0)], (0, 0, 1))
    flight = plan([Act(red, 0, 1), Act(blue, 11, 12)], dim=0.4)
    np.testing.assert_allclose(flight.colors(0.5), [[1, 0, 0]])
    np.testing.assert_allclose(flight.colors(6.0), [[0.2, 0, 0.2]])
    np.testing.assert_allclose(flight.colors(11.5), [[0, 0, 1]])


def test_points_are_spread_evenly() -> None:
    x, y = np.meshgrid(np.arange(60), np.arange(40))
    place = np.c_[x.ravel(), y.ravel()]
    k = spread(place, 96)
    assert len(set(k)) == 96
    ideal = np.sqrt(2 / np.sqrt(3) * 2400 / 96)  # of a triangular lattice
    assert closest(place[k].astype(float)) > 0.7 * ideal
    np.testing.assert_array_equal(k, spread(place, 96))
    with pytest.raises(ValueError, match="cannot be spread"):
        spread(place[:10], 11)


def test_text_stands_upright_and_centred() -> None:
    s = text_shape("L", 120, height=40.0)
    x, y, z = s.points.T
    assert not z.any()
    assert 36 < np.ptp(y) < 41
    assert abs(y.max() + y.min()) < 3
    stem, foot = x < x.min() + 8, y < y.min() + 8
    assert (stem | foot).all()  # an L, neither mirrored nor upside down
    assert stem.sum() > 30
    with pytest.raises(InputError, match="the font has no"):
        text_shape("\U00010300", 10, 5.0)
    with pytest.raises(InputError, match="at least one character"):
        text_shape("  ", 10, 5.0)


def test_a_picture_flies_its_dark_pixels_in_their_colours(tmp_path: Path) -> None:
    from PIL import Image

    picture = np.full((40, 60, 3), 255, np.uint8)
    picture[5:15, 10:50] = (120, 0, 0)
    Image.fromarray(picture).save(tmp_path / "bar.png")
    s = image_shape(tmp_path / "bar.png", 90, height=40.0)
    assert len(s) == 90
    assert s.points[:, 1].min() > 4.5
    assert s.points[:, 1].max() < 15.5
    assert (s.color[:, 0] == 1.0).all()
    assert np.median(s.color[:, 1:]) < 0.05
    Image.fromarray(np.full((9, 9, 3), 255, np.uint8)).save(tmp_path / "white.png")
    with pytest.raises(InputError, match="no dark pixels"):
        image_shape(tmp_path / "white.png", 5, 1.0)
    (tmp_path / "no.png").write_text("no")
    with pytest.raises(InputError, match=r"no\.png: no picture"):
        image_shape(tmp_path / "no.png", 5, 1.0)


def test_a_model_flies_its_surface(tmp_path: Path) -> None:
    import trimesh

    trimesh.creation.box((2.0, 1.0, 2.0)).export(tmp_path / "box.ply")
    s = mesh_shape(tmp_path / "box.ply", 150, height=10.0)
    p = s.points / (10, 5, 10)
    np.testing.assert_allclose(np.abs(p).max(axis=1), 1.0, atol=1e-3)  # on a face
    assert {tuple(np.sign(q)) for q in p} == {(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)}


def test_too_many_drones_and_too_few_places_are_refused() -> None:
    with pytest.raises(InputError, match="5001 drones; 1 to 5000"):
        shape("s", np.zeros((9, 3))).evenly(5001)
    with pytest.raises(InputError, match="'s' has 9 places for 10 drones"):
        shape("s", np.zeros((9, 3))).evenly(10)


@pytest.mark.parametrize(("make", "bend"), [(figures.crane, figures.crane_at), (figures.fish, figures.fish_at)])
def test_figures_keep_their_distance_while_they_move(make: object, bend: object) -> None:
    s = make(300)  # type: ignore[operator]
    rest = closest(s.points)
    for t in np.linspace(0, 11, 12):
        assert closest(bend(s, t)) > 0.9 * rest  # type: ignore[operator]
    assert np.abs(bend(s, 0.0) - bend(s, 4.0)).max() > 5.0  # type: ignore[operator]


def test_the_lake_flight_keeps_its_limits() -> None:
    record = check(drones.flight(), drones.LIMITS, 0.25)
    assert len(drones.flight()) == 800
    assert 1.5 <= record.gap < 2.3
    low = min(float(drones.flight().positions(t)[:, 1].min()) for t in np.arange(drones.CRANE[0], drones.FISH[1], 3.0))
    assert low > 18.0  # above the bridge


def test_the_lake_draws_drones_only_while_they_shine() -> None:
    lake = build()
    assert lake.evaluate(5.0, "L6").effects in (None, lake.effects)
    shown = lake.evaluate(70.0, "L6").effects
    assert shown is not None
    assert sum(len(each.points) for each in shown.lines) == 800
    again = lake.evaluate(70.0, "L6").effects
    assert again is not None
    np.testing.assert_array_equal(shown.lines[0].points, again.lines[0].points)
    assert isinstance(shown, Effects)
    assert dots(drones.flight(), 20.0, 1.0, 1.0) == ()


def test_a_shape_is_placed_nose_up_and_turned() -> None:
    s = shape("s", [(1, 0, 0)])
    np.testing.assert_allclose(formation(s, (5, 6, 7), yaw=np.pi / 2).at(0), [[5, 6, 6]], atol=1e-12)
    np.testing.assert_allclose(formation(s, (0, 0, 0), pitch=np.pi / 2).at(0), [[0, 1, 0]], atol=1e-12)


@pytest.mark.parametrize(
    ("picture", "count", "said"),
    [
        (
            {"shape": "crane", "start": 10, "end": 20},
            3000,
            r"3000 drones in 'crane' stand 1\.0\d m apart; the limit is 1.5",
        ),
        ({"shape": "鹤", "start": 10, "end": 20, "height": 8}, 400, r"400 drones in '鹤' stand 0\.\d\d m apart"),
        ({"shape": "crane.xyz", "start": 10, "end": 20}, 40, "'crane.xyz' is no shape; there is crane, fish"),
    ],
)
def test_the_part_refuses_drones_too_close_and_shapes_there_are_not(
    picture: dict[str, object], count: int, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        Stage("s").add("drones", at=(0, 60, 0), ground=(0, 0, 0), pictures=(picture,), count=count)


NOWHERE = np.full((2, 3), np.nan)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: shape("s", NOWHERE), "shape 's': a point is not a finite number"),
        (lambda: grid(0), "at least one"),
        (
            lambda: plan([Act(Formation.still("a", grid(2)), t, t) for t in (0.0, np.nan)]),
            "start and an end in seconds",
        ),
        (lambda: check(lost()), "a drone is nowhere at"),
    ],
)
def test_what_cannot_fly_is_never_called_safe(make: Callable[[], object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        make()


def lost() -> Flight:
    """Its drones hold their places, and are nowhere for a while."""
    place = grid(2, spacing=5)
    gone = Formation("gone", lambda t: place * (np.nan if 11.5 < t < 12 else 1.0), np.ones((2, 3)))
    still = Formation.still("a", place)
    return plan([Act(still, 0, 1), Act(gone, 11, 13), Act(still, 23, 23)])
