"""The building kits: what they promise about shape, variety and levels of detail."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from assets.geometry import Geometry
from assets.scene import Mesh, Scene
from scenes.authoring import Stage
from scenes.boats import Course, anchors, boat
from scenes.bridge import Bridge, bridge
from scenes.buildings import house_mesh
from scenes.dock import Dock, dock
from scenes.eaves import Eaves
from scenes.facade import facade
from scenes.lanterns import DROP, hung, lantern_mesh
from scenes.lotus import Drift, lotus_mesh
from scenes.palette import Palette, palette
from scenes.people import Crowd, person_meshes
from scenes.terrain import HeightField, erode, fan, fbm, normals, value_noise
from scenes.towers import tower
from scenes.trees import crown_mesh, pine_mesh, shore_tree_mesh


@pytest.fixture
def stage() -> Stage:
    return Stage("kit")


@pytest.fixture
def look(stage: Stage) -> Palette:
    return palette(stage)


def triangles(mesh: Mesh) -> int:
    return sum(len(p.indices) // 3 for p in mesh.primitives)


def bounds(g: Geometry) -> tuple[np.ndarray, np.ndarray]:
    p = np.concatenate([part.position for part in g.parts])
    return p.min(axis=0), p.max(axis=0)


def chain(scene: Scene, mesh: int) -> list[int]:
    """Triangle counts from the finest level down."""
    counts = []
    while mesh >= 0:
        counts.append(triangles(scene.meshes[mesh]))
        mesh = scene.meshes[mesh].lod
    return counts


def test_every_material_of_the_palette_has_its_surface(stage: Stage, look: Palette) -> None:
    scene = stage.build()
    for material in scene.materials:
        if material.surface != "standard":
            text = scene.surfaces[material.surface].read_text()
            assert "Surface surface(Fragment f, Material m)" in text


def test_facades_of_different_seeds_differ_and_equal_seeds_agree() -> None:
    houses = [facade(22.0, 4, "mansard", seed) for seed in range(12)]
    again = facade(22.0, 4, "mansard", 3)
    np.testing.assert_array_equal(houses[3].edges, again.edges)
    assert houses[3].seed == again.seed
    assert len({len(h.edges) for h in houses}) >= 2
    assert len({(tuple(np.diff(h.edges).round(3)), h.windows, h.hoods) for h in houses}) == 12


def test_bays_fill_the_width_and_some_fronts_stress_corners_or_middle() -> None:
    uneven = 0
    for seed in range(20):
        f = facade(21.0, 3, "parapet", seed)
        assert f.edges[0] == pytest.approx(-10.5)
        assert f.edges[-1] == pytest.approx(10.5)
        widths = np.diff(f.edges)
        assert np.all(widths > 1.8)
        uneven += int(np.ptp(widths) > 0.3)
    assert 5 <= uneven <= 19


def test_a_house_stands_on_its_ground_line_and_faces_the_street(stage: Stage, look: Palette) -> None:
    mesh = house_mesh(stage, facade(20.0, 4, "dome", 5), look)
    p = np.concatenate([q.position for q in stage.build().meshes[mesh].primitives])
    assert p[:, 1].min() == pytest.approx(0.0, abs=1e-4)
    assert 20.0 < p[:, 1].max() < 45.0
    assert p[:, 2].max() < 2.0


@pytest.mark.parametrize("make", [lantern_mesh, lotus_mesh])
def test_small_lights_have_simpler_chains(make, stage: Stage, look: Palette) -> None:  # type: ignore[no-untyped-def]
    counts = chain(stage.build(), make(stage, look))
    assert len(counts) == 3
    assert counts[0] > 2 * counts[1] > 4 * counts[2]


def test_tree_chains_get_simpler(stage: Stage, look: Palette) -> None:
    tops = [crown_mesh(stage, look, 0), pine_mesh(stage, look, 0), shore_tree_mesh(stage, look, 0)]
    tops += [house_mesh(stage, facade(20.0, 3, "mansard", 1), look), person_meshes(stage, look)[0]]
    scene = stage.build()
    for top in tops:
        counts = chain(scene, top)
        assert len(counts) >= 2
        assert all(a > 1.5 * b for a, b in pairwise(counts)), counts
    assert chain(scene, tops[0])[-1] == 8


def test_lod_switches_grow_with_detail(stage: Stage, look: Palette) -> None:
    scene = stage.build()
    mesh = crown_mesh(stage, look, 1)
    sizes = []
    while scene.meshes[mesh].lod >= 0:
        sizes.append(scene.meshes[mesh].lod_pixels)
        mesh = scene.meshes[mesh].lod
    assert sizes == sorted(sizes, reverse=True)


def test_the_bridge_is_as_long_as_asked_and_stands_in_the_bed(look: Palette) -> None:
    for detail in (0, 2):
        low, high = bounds(bridge(Bridge(length=120.0, spans=4), look, detail))
        assert high[0] - low[0] == pytest.approx(120.0, abs=4.5)  # half a pier beyond either end
        assert low[1] < -3.0


def test_the_arch_springs_at_the_piers_and_clears_the_deck() -> None:
    b = Bridge()
    edge = b.soffit(3, 41)
    assert edge[0, 1] == pytest.approx(3.6)
    assert edge[20, 1] == pytest.approx(float(b.deck(118.0)) - 2.0, abs=0.02)
    assert np.all(edge[:, 1] < b.deck(edge[:, 0]) - 1.5)


def test_dock_piles_reach_the_bed_and_boards_lie_at_deck_level(look: Palette) -> None:
    d = Dock()
    g = dock(d, look)
    low, _ = bounds(g)
    assert low[1] == pytest.approx(d.bed)
    planks = np.concatenate([p.position for p in g.parts if p.material == look.planks])
    assert planks[:, 1].max() == pytest.approx(d.deck, abs=0.03)
    assert np.all(d.lanterns()[:, 1] > d.deck + 2.0)


def test_a_boat_floats_and_its_anchors_are_aboard(look: Palette) -> None:
    low, high = bounds(boat(look, 0))
    assert low[1] < -0.2
    a = anchors()
    for p in np.concatenate([a.lanterns, a.lamps, a.standing]):
        assert low[0] < p[0] < high[0]
        assert 0.5 < p[1] < high[1]
    assert len(a.lanterns) == len(a.lantern_scale)


def test_a_course_is_rigid_and_makes_headway() -> None:
    c = Course((1.0, 2.0), (0.0, -3.0), speed=0.5, phase=1.0)
    for t in (0.0, 7.3):
        m = c.transform(t).astype(float)
        np.testing.assert_allclose(m[:, :3].T @ m[:, :3], np.eye(3), atol=1e-5)
        assert np.linalg.det(m[:, :3]) == pytest.approx(1.0, abs=1e-5)
        np.testing.assert_allclose(m[[0, 2], 3], [1.0, 2.0 - 0.5 * t], atol=1e-5)


def test_lanterns_hang_from_their_hooks() -> None:
    h = hung([(0, 3, 0), (5, 3, 1)], [1.0, 0.5])
    for t in (0.0, 2.7):
        m = h.transforms(t).astype(float)
        hook = np.einsum("nij,j->ni", m[:, :, :3], [0, DROP, 0]) + m[:, :, 3]
        np.testing.assert_allclose(hook, h.hook, atol=1e-5)
    assert np.abs(h.transforms(0.0) - h.transforms(2.7)).max() > 1e-3


def test_lotuses_drift_with_the_current() -> None:
    d = Drift(np.zeros((5, 3)), np.ones(5), np.linspace(0, 0.9, 5), current=(0.1, 0.0))
    np.testing.assert_allclose(d.positions(0.0)[:, [0, 2]], 0.0, atol=1e-12)
    moved = d.positions(100.0)
    assert np.all(np.abs(moved[:, 0] - 10.0) < 0.3)
    assert np.all(np.abs(moved[:, 1]) < 0.02)


def test_people_keep_their_feet_where_they_stand() -> None:
    feet = np.array([(1.0, 2.0, 3.0), (4.0, 5.0, 6.0)])
    c = Crowd(feet, np.zeros(2), np.array([1.0, 0.9]), np.array([0.1, 0.7]))
    np.testing.assert_allclose(c.transforms(9.0)[:, :, 3], feet, atol=1e-6)


def test_roof_ridge_is_its_top_and_corners_turn_up() -> None:
    roof = Eaves(10.0, 4.0, rise=1.5, upturn=0.7, ridge=0.5)
    np.testing.assert_allclose(roof.surface(0.0, 0.0), [0.0, 1.5, 0.0])
    assert roof.surface(0.0, 1.0)[1] == pytest.approx(0.0)
    corner = roof.surface(1.0, 1.0)
    assert corner[1] == pytest.approx(0.7 * 1.25)
    assert corner[0] == pytest.approx(5.0 * 1.05)


def test_towers_have_no_part_below_ground(look: Palette) -> None:
    low, high = bounds(tower(look, 18.0, 15.0, 60.0, 4))
    assert low[1] == pytest.approx(0.0)
    assert 60.0 < high[1] < 66.0


def test_noise_is_smooth_bounded_and_repeats() -> None:
    x = np.linspace(0, 10, 2001)
    n = value_noise(x, 0.3, 5)
    assert 0.0 <= n.min() < 0.3
    assert 0.7 < n.max() < 1.0
    assert np.abs(np.diff(n)).max() < 0.01
    np.testing.assert_allclose(value_noise(1.3, 2.7, 5), value_noise(65.3, 2.7, 5))
    assert 0.2 < fbm(x, 2.0 * x, 1).mean() < 0.8


def test_height_field_returns_its_samples_and_clamps() -> None:
    field = HeightField(0.0, 0.0, 2.0, np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]))
    assert field(2.0, 2.0) == pytest.approx(4.0)
    assert field(1.0, 0.0) == pytest.approx(0.5)
    assert field(-99.0, 0.0) == pytest.approx(0.0)


def test_erosion_drains_uphill_and_keeps_the_base() -> None:
    n = 24
    base = np.zeros((n, n), bool)
    base[:, 0] = True
    h = erode(np.where(base, -2.0, 1.0), np.full((n, n), 10.0), base, steps=8)
    np.testing.assert_array_equal(h[:, 0], -2.0)
    assert h[:, 1:].min() > 0.0
    assert h[:, -1].mean() > h[:, 2].mean()


def test_ground_faces_up_and_follows_the_heights() -> None:
    def slope(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        return 0.1 * x + 5.0 + 0.0 * z

    g = Geometry()
    fan(g, slope, (10.0, 50.0), (-0.5, 0.5), 6, 8, material=0)
    (part,) = g.parts
    p = part.position.astype(float)
    np.testing.assert_allclose(p[:, 1], slope(p[:, 0], p[:, 2]), atol=1e-4)
    corner = p[part.indices.reshape(-1, 3)]
    face = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    assert np.all(face[:, 1] > 0)
    np.testing.assert_allclose(
        normals(slope, np.zeros(1), np.zeros(1))[0], np.array([-0.1, 1.0, 0.0]) / np.hypot(0.1, 1.0), atol=1e-9
    )
