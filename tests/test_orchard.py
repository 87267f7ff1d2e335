"""The orchard: sixty trees, fruit on its twigs, clean terraces, and picking that counts once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial import cKDTree

from assets.scene import Scene
from render.context import Context
from render.renderer import Renderer
from scenes.bayberry_orchard import PICK_BERRY, build, land, terraces
from scenes.bayberry_orchard.berries import STALK, Crop, fruit
from scenes.bayberry_orchard.picking import Basket, Berry, Picker, berry, stage, weight_g
from scenes.foliage import leaves, sky_light
from scenes.plants import Habit, grow


@pytest.fixture(scope="module")
def scene() -> Scene:
    return build()


def crop_of(diameters: list[float], ripeness: float = 0.9) -> Crop:
    n = len(diameters)
    return Crop(np.zeros((n, 3)), np.array(diameters), np.full(n, ripeness), np.ones(n), np.arange(n) + 10)


def test_sixty_trees_each_with_fruit(scene: Scene) -> None:
    trees = [b for b in scene.batches if b.name.startswith("tree")]
    assert sum(len(b.transform) for b in trees) == 60
    assert len({b.mesh for b in trees}) >= 4, "distinct grown trees"
    roots = np.concatenate([b.transform[:, :, 3] for b in trees])
    gap, _ = cKDTree(roots[:, [0, 2]]).query(roots[:, [0, 2]], k=2)
    assert gap[:, 1].min() > 2.5


def test_every_level_of_detail_is_simpler(scene: Scene) -> None:
    def triangles(k: int) -> int:
        return sum(len(p.indices) // 3 for p in scene.meshes[k].primitives)

    chained = [k for k, m in enumerate(scene.meshes) if m.lod >= 0]
    assert chained
    for k in chained:
        assert triangles(scene.meshes[k].lod) < triangles(k)


def test_every_surface_has_its_file(scene: Scene) -> None:
    used = {m.surface for m in scene.materials}
    assert used <= set(scene.surfaces) | {"standard"}
    assert all(path.is_file() for path in scene.surfaces.values())
    assert {p.material for m in scene.meshes for p in m.primitives} <= set(range(len(scene.materials)))


def test_the_same_scene_twice(scene: Scene) -> None:
    again = build()
    assert len(again.batches) == len(scene.batches)
    for a, b in zip(again.batches, scene.batches, strict=True):
        assert a.transform.tobytes() == b.transform.tobytes()
        assert a.tint.tobytes() == b.tint.tobytes()
    for m, n in zip(again.meshes, scene.meshes, strict=True):
        assert [p.position.tobytes() for p in m.primitives] == [p.position.tobytes() for p in n.primitives]


def test_a_frame_depends_on_time_alone(scene: Scene) -> None:
    alone = scene.evaluate(7.0, "O2")
    for t in (0.0, 3.0, 11.0):
        scene.evaluate(t, "O2")
    assert scene.evaluate(7.0, "O2").camera == alone.camera
    assert scene.evaluate(0.0, "O2").camera != alone.camera, "the camera moves"


def test_cameras_stand_above_the_ground(scene: Scene) -> None:
    for name in scene.cameras:
        for t in np.linspace(0.0, scene.duration, 5):
            x, y, z = scene.camera(name, float(t)).eye
            assert y > float(land.terrain(x, z)) + 0.3, name


def test_berries_rest_on_twigs_and_never_overlap() -> None:
    habit = Habit(attractors=900)
    skeleton = grow(habit, 5)
    light = sky_light(leaves(skeleton, habit, 5).base, skeleton.position)
    crop = fruit(skeleton, light, 5, share=0.8)
    assert len(crop) > 100
    start, end = skeleton.position[skeleton.parent[1:]], skeleton.position[1:]
    ray = end - start
    closest = np.full(len(crop), np.inf)
    for i, p in enumerate(crop.position):
        u = np.clip(np.sum((p - start) * ray, axis=1) / np.sum(ray * ray, axis=1), 0.0, 1.0)
        closest[i] = np.linalg.norm(start + u[:, None] * ray - p, axis=1).min()
    assert (closest <= crop.diameter / 2 + STALK + habit.twig + 0.012).all()
    pairs = cKDTree(crop.position).query_pairs(0.05, output_type="ndarray")
    gap = np.linalg.norm(crop.position[pairs[:, 0]] - crop.position[pairs[:, 1]], axis=1)
    assert (gap >= crop.diameter[pairs].sum(axis=1) / 2 - 1e-9).all()


def test_three_stages_of_ripeness(scene: Scene) -> None:
    ripeness = next(b for b in scene.batches if b.pick).tint[:, 0]
    shares = [np.mean([stage(float(r)) == name for r in ripeness[:4000]]) for name in ("green", "red", "dark")]
    assert min(shares) > 0.08


def test_weight_by_hand() -> None:
    """A ball of 34 mm: pi / 6 * 3.4^3 = 20.58 cm3, times 0.95 is 19.55 g; of 20 mm, 4.19 cm3 and 3.98 g."""
    assert weight_g(34.0) == pytest.approx(19.55, abs=0.01)
    assert weight_g(20.0) == pytest.approx(3.98, abs=0.01)


def test_the_record_of_a_berry() -> None:
    crop = crop_of([0.030, 0.034], ripeness=0.5)
    assert berry(crop, 1) == Berry(1, 11, 34.0, 0.5, 19.6)
    with pytest.raises(IndexError, match="no berry 2: there are 2"):
        berry(crop, 2)


def test_a_picked_berry_is_hidden_and_counted_once() -> None:
    picker = Picker(crop_of([0.034, 0.034, 0.034]), batch=4, pick=1)
    first = picker(1, 2)
    (move,) = first.moves
    assert (move.batch, move.first) == (4, 2)
    assert not move.transform.any()
    assert "19.6 g" in first.message
    again = picker(1, 2)
    assert again.moves == ()
    assert "already" in again.message
    picker(1, 0)
    assert picker.basket.count == 2
    assert picker.basket.weight_g == pytest.approx(39.2)


@pytest.mark.parametrize(("pick", "instance"), [(0, 0), (2, 0), (1, -1), (1, 3)])
def test_nothing_is_picked_elsewhere(pick: int, instance: int) -> None:
    picker = Picker(crop_of([0.03] * 3), batch=0, pick=1)
    assert picker(pick, instance).moves == ()
    assert picker.basket == Basket()


def test_the_scene_answers_clicks_on_its_own_berries(scene: Scene) -> None:
    batch = next(i for i, b in enumerate(scene.batches) if b.pick)
    assert scene.batches[batch].pick == PICK_BERRY
    assert scene.on_pick is not None
    last = len(scene.batches[batch].transform) - 1
    result = scene.on_pick(PICK_BERRY, last)
    assert result.moves[0].batch == batch
    assert result.moves[0].first == last
    diameter = 2000 * np.linalg.norm(scene.batches[batch].transform[last, :, 0])
    assert f"{diameter:.1f} mm" in result.message


def test_lips_are_clean_lines() -> None:
    """Along a wall's upper edge the direction turns by less than 3 degrees from one half metre to the next."""
    (wall,) = terraces.walls(0).primitives()
    columns = len(np.arange(land.ENDS[0], land.ENDS[1] + 0.1, 0.5))
    top = wall.position[4 * columns : 5 * columns, [0, 2]].astype(float)
    step = np.diff(top, axis=0)
    angle = np.unwrap(np.arctan2(step[:, 1], step[:, 0]))
    assert np.degrees(np.abs(np.diff(angle))).max() < 3.0


def test_a_bench_is_as_high_as_its_row() -> None:
    low, high = land.place(0, 10.0, 1.0), land.place(1, 10.0, 1.0)
    assert high[1] - low[1] == pytest.approx(land.RISE, abs=0.25)
    assert low[1] == pytest.approx(land.BASE, abs=0.25)
    s, d = land.uphill(low[0], low[2])
    assert (float(s), float(d)) == pytest.approx((10.0, float(land.lip(0, 10.0)) + 1.0), abs=0.3)


def test_the_land_lies_below_the_benches() -> None:
    s, d = np.meshgrid(np.arange(-8.0, 58.0, 1.5), np.arange(-10.0, 20.0, 1.1))
    row = np.floor(d / land.BENCH)
    clear = np.minimum(d - land.lip(row, s), land.lip(row + 1, s) - d) > 0.1
    p = land.on_hill(s, d)
    assert (land.terrain(p[..., 0], p[..., 1]) < land.bench_height(row, s, d) - 0.05)[clear].all()


@pytest.mark.gl
def test_a_click_in_the_macro_picks_a_berry_and_it_is_gone(scene: Scene, context: Context) -> None:
    frame = scene.evaluate(0.0, "O3")
    assert scene.on_pick is not None
    with Renderer(scene, (160, 90), "draft", context) as renderer:
        hits = {(x, y): renderer.pick(frame, x, y) for x in range(52, 108, 4) for y in range(24, 68, 4)}
        (x, y), hit = next(((at, hit) for at, hit in hits.items() if hit and hit.pick), ((0, 0), None))
        assert hit is not None, "the middle of the macro shows berries"
        assert hit.pick == PICK_BERRY
        moves = scene.on_pick(hit.pick, hit.instance).moves
        after = renderer.pick(replace(frame, moves=moves), x, y)
        assert after is None or (after.pick, after.instance) != (hit.pick, hit.instance)


@pytest.mark.gl
def test_the_portrait_has_sky_leaves_and_no_black_squares(scene: Scene, context: Context) -> None:
    with Renderer(scene, (160, 90), "draft", context) as renderer:
        picture = renderer.render(0.0, "O2").pixels.astype(float)
    red, green, blue = (picture[..., k] for k in range(3))
    crown = np.s_[20:60, 110:150]
    assert (green[crown] > blue[crown]).mean() > 0.8, "the hero tree is green"
    assert picture[5:20, 5:60].mean() > 110, "the sky is bright"
    assert red.max() > 200
    assert (picture.max(axis=2) < 3).mean() < 0.01
