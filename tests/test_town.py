"""Quarters of a town: where their houses stand, what they cost, and that bad values are refused."""

from __future__ import annotations

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Scene
from scenes.authoring import Stage
from scenes.houses import BAY, DEEP, KINDS, STOREY, house_shape
from scenes.pagoda import Hall, pagoda
from scenes.palette import palette
from scenes.quarter import PITCH, STREET, Plan, plan
from scenes.street_furniture import stairs
from scenes.taihe_lake.hamlets import hill_places, tilled
from scenes.taihe_lake.promenade import FRONT, WALK, WALL
from scenes.taihe_lake.quarters import town_plan
from scenes.taihe_lake.valley import GROUND, left_bank, right_bank, valley
from scenes.towers import tower


def level(built: float, tall: float, seed: int = 3) -> Plan:
    def share(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        return np.full(np.broadcast(u, v).shape, built)

    return plan(300.0, 150.0, share, lambda u, v: np.full(np.shape(u), tall), seed)


def town(**values: object) -> Scene:
    stage = Stage("town", duration=1.0)
    stage.add("district", **values)
    return stage.build()


def houses(scene: Scene) -> np.ndarray:
    names = {kind.name for kind in KINDS}
    return np.concatenate([b.transform[:, :, 3] for b in scene.batches if b.name in names])


def test_houses_of_a_row_stand_shoulder_to_shoulder_and_never_in_each_other() -> None:
    p = level(1.0, 0.5).plots
    assert len(p.u) > 100
    rows = np.round(p.v / PITCH) + 0.25 * p.back
    widths = np.array([k.width for k in KINDS])[p.kind]
    for row in np.unique(rows):
        order = np.argsort(p.u[rows == row])
        u, w = p.u[rows == row][order], widths[rows == row][order]
        gaps = np.diff(u) - (w[1:] + w[:-1]) / 2
        assert gaps.min() > 0.0
        assert np.median(gaps) < 5.0


def test_streets_are_free_and_no_two_rows_meet_back_to_back() -> None:
    p = level(1.0, 1.0).plots
    off = np.abs((p.v + PITCH / 2) % PITCH - PITCH / 2)
    assert off.min() >= STREET / 2
    deepest = max(k.depth for k in KINDS)
    assert off.max() + deepest < PITCH / 2 + 1.5


def test_nothing_is_built_where_nothing_may_be_and_taller_means_taller() -> None:
    assert len(level(0.0, 0.5).plots.u) == 0
    assert level(0.0, 0.5).streets == ()
    assert level(1.0, 0.9).plots.kind.mean() > level(1.0, 0.1).plots.kind.mean() + 2


def test_windows_count_bays_and_storeys_from_the_ground() -> None:
    h = next(k for k in KINDS if k.name == "town house")
    g = house_shape(h, 0, 0)
    front = g.parts[0]
    assert front.normal[0] == pytest.approx((0, 0, 1))
    assert front.uv[:, 0].max() == round(h.width / BAY)
    ground = (front.uv[:, 1] * STOREY)[[0, 2]]
    assert ground == pytest.approx([-DEEP, h.height])


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_a_house_is_cheap_and_its_shell_faces_outwards(kind: object) -> None:
    for detail, most in ((0, 80), (1, 460)):
        g = house_shape(kind, 0, detail)  # type: ignore[arg-type]
        assert sum(len(p.indices) for p in g.parts) // 3 <= most
        for p in g.parts:
            a, b, c = (p.position[p.indices[k::3]].astype(float) for k in range(3))
            face = np.cross(b - a, c - a)
            assert np.linalg.norm(face, axis=1).min() > 1e-6, "no triangle without area"
            assert (np.einsum("ij,ij->i", face, p.normal[p.indices[::3]]) > 0).mean() > 0.95


def test_a_district_stands_on_the_ground_made_before() -> None:
    stage = Stage("hill", duration=1.0)
    stage.add("terrain", area=(-200, -300, 200, 100), relief=20, size=200, seed=2)
    assert stage.ground is not None
    stage.add("district", at=(-80, 0, 0), length=160, depth=120, yaw=20, seed=5)
    x, y, z = houses(stage.build()).T.astype(float)
    assert len(x) > 30
    np.testing.assert_allclose(y, stage.ground(x, z), atol=1e-3)


def test_a_district_is_the_same_twice_and_another_with_another_seed() -> None:
    np.testing.assert_array_equal(houses(town(seed=4)), houses(town(seed=4)))
    assert not np.array_equal(houses(town(seed=4)), houses(town(seed=5)))
    assert houses(town(at=(0, 7, 0), yaw=90))[:, 1] == pytest.approx(7.0)
    assert (houses(town(yaw=90))[:, 0] < 1).all(), "-z turned by 90 degrees is -x"


@pytest.mark.parametrize("bad", [{"length": 1}, {"built": 2}, {"seed": "many"}, {"lanes": 3}])
def test_a_district_refuses_what_cannot_be(bad: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"district|length|built|seed|lanes"):
        town(**bad)


def test_an_empty_district_is_an_empty_place() -> None:
    assert town(built=0.0).batches == [] or not any(b.name in {k.name for k in KINDS} for b in town(built=0.0).batches)


def test_the_lake_has_a_town_on_both_banks_on_dry_ground() -> None:
    left, right = town_plan()
    assert len(left.kind) > 350
    assert len(right.kind) > 250
    for each in (left, right, *hill_places()):
        x, y, z = each.houses.T
        np.testing.assert_allclose(y, valley()(x, z), atol=1e-9)
        off = np.maximum(left_bank(-z) - x, x - right_bank(-z))
        assert off.min() > 20
        assert (np.diff(each.along) > 0).sum() + (each.along == 0).sum() == len(each.along)


def test_fields_lie_on_low_slopes_away_from_the_river() -> None:
    x, z = np.meshgrid(np.linspace(-700, 900, 120), np.linspace(-1200, 200, 120))
    y = valley()(x, z)
    share = tilled(x, z, y)
    assert share.min() >= 0.0
    assert share.max() == 1.0
    assert y[share > 0.1].max() < 78
    assert 0.02 < (share > 0.5).mean() < 0.4


def test_towers_differ_and_have_no_bright_slab_on_their_roofs() -> None:
    stage = Stage("towers", duration=1.0)
    look = palette(stage)
    counts = set()
    for seed in range(12):
        g = tower(look, 16.0, 14.0, 60.0, seed)
        counts.add(sum(len(p.position) for p in g.parts))
        for p in g.parts:
            if p.material == look.line:
                a, b, c = (p.position[p.indices[k::3]].astype(float) for k in range(3))
                up = np.abs(np.cross(b - a, c - a)[:, 1]) / 2
                assert up.max() < 4.0, "a line of light, not a roof of it"
    assert len(counts) > 6


def test_the_hall_stands_on_its_terrace_and_narrows_upwards() -> None:
    stage = Stage("hall", duration=1.0)
    look = palette(stage)
    p = np.concatenate([part.position for part in pagoda(Hall(), look, look.lattice).parts])
    assert p[:, 1].min() < -4.0
    assert 28.0 < p[:, 1].max() < 36.0
    reach = [np.abs(p[(p[:, 1] > y) & (p[:, 1] < y + 4), 0]).max() for y in (1.5, 9.0, 16.5)]
    assert reach[0] > reach[1] > reach[2]


def test_stairs_come_down_from_the_promenade_to_the_lower_walk() -> None:
    stage = Stage("stairs", duration=1.0)
    look = palette(stage)
    p = np.concatenate([part.position for part in stairs(look, 2.75).parts if part.material == look.quay])
    assert p[:, 1].min() == pytest.approx(0.0, abs=1e-6)
    assert p[:, 1].max() == pytest.approx(2.75, abs=1e-5)
    treads = np.unique(p[:, 1].round(4))
    assert np.diff(treads[1:]).max() < 0.19, "no riser higher than a step"


def test_whoever_walks_by_the_river_stands_on_one_of_its_two_walks() -> None:
    stage = Stage("promenade", duration=1.0)
    stage.add("taihe_lake/promenade")
    scene = stage.build()
    feet = np.concatenate([b.transform[:, :, 3] for b in scene.batches if b.name.startswith("person")]).astype(float)
    assert len(feet) > 60
    for x, y, z in feet:
        back = float(left_bank(-z)) - x
        upper = abs(y - GROUND) < 1e-3
        assert upper or abs(y - WALK) < 1e-3
        assert (WALL if upper else -1.3) < back < (FRONT if upper else WALL + 1.4)
