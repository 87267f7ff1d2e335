"""Shapes against volumes and areas worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from assets.geometry import Geometry, grid_indices, icosphere, vertex_normals
from assets.scene import Primitive


def corners(p: Primitive) -> np.ndarray:
    return p.position[p.indices.reshape(-1, 3)].astype(float)


def volume(p: Primitive) -> float:
    """Signed volume: positive only for a closed, outward-facing surface (divergence theorem)."""
    c = corners(p)
    return float(np.einsum("ij,ij->", c[:, 0], np.cross(c[:, 1], c[:, 2])) / 6)


def outward(p: Primitive) -> bool:
    """Every face turns the way its vertex normals point."""
    c = corners(p)
    face = np.cross(c[:, 1] - c[:, 0], c[:, 2] - c[:, 0])
    return bool((np.einsum("ij,ij->i", face, p.normal[p.indices.reshape(-1, 3)[:, 0]]) >= -1e-7).all())


def only(g: Geometry) -> Primitive:
    (p,) = g.primitives()
    return p


def test_box_encloses_its_volume() -> None:
    g = Geometry()
    g.box((1, 2, 3), (2, 4, 6))
    p = only(g)
    assert volume(p) == pytest.approx(48)
    assert outward(p)
    assert p.position.min(axis=0) == pytest.approx([0, 0, 0])


def test_box_uv_is_in_metres() -> None:
    g = Geometry()
    g.box((0, 0, 0), (2, 4, 6))
    uv = only(g).uv
    assert uv is not None
    assert np.ptp(uv[:4], axis=0) == pytest.approx([6, 4])


def test_lathe_is_a_polygonal_cylinder() -> None:
    g = Geometry()
    g.lathe([(0, 0), (1, 0), (1, 2), (0, 2)], segments=6)
    assert volume(only(g)) == pytest.approx(2 * 3 * np.sqrt(3) / 2, rel=1e-5)


def test_tube_is_an_octagonal_prism() -> None:
    g = Geometry()
    g.tube([(0, 0, 0), (0, 0, 1), (0, 0, 2)], 0.5, segments=8)
    assert volume(only(g)) == pytest.approx(2 * 2 * np.sqrt(2) * 0.25, rel=1e-5)


def test_prism_of_a_unit_square() -> None:
    g = Geometry()
    g.prism([(0, 0), (1, 0), (1, 1), (0, 1)], depth=2)
    p = only(g)
    assert volume(p) == pytest.approx(2)
    assert outward(p)


def test_nested_frames_compose_and_unwind() -> None:
    g = Geometry()
    with g.at((10, 0, 0), heading=(0, 1)):
        with g.at((1, 0, 0)):
            assert g.place((0, 0, 0)) == pytest.approx([10, 0, 1])
            assert g.place((0, 0, 1)) == pytest.approx([9, 0, 1])
        assert g.turn((1, 0, 0)) == pytest.approx([0, 0, 1])
    assert g.place((1, 2, 3)) == pytest.approx([1, 2, 3])


def test_parts_gather_by_material() -> None:
    g = Geometry()
    for material in (3, 1, 3):
        g.box((0, 0, 0), (1, 1, 1), material=material)
    assert [(p.material, len(p.indices) // 3) for p in g.primitives()] == [(3, 24), (1, 12)]


def test_grid_indices_wind_counter_clockwise() -> None:
    assert grid_indices(2, 2).tolist() == [[0, 1, 3], [0, 3, 2]]
    assert grid_indices(2, 2, flip=True).tolist() == [[3, 1, 0], [2, 3, 0]]


def test_vertex_normals_join_across_a_seam() -> None:
    p = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 1, 0], [0, 0, 1.0]])
    n = vertex_normals(p, np.array([[0, 1, 2], [3, 4, 5]]))
    assert n[0] == pytest.approx(n[3])
    assert n[0] == pytest.approx(np.array([1, 0, 1]) / np.sqrt(2))


@pytest.mark.parametrize(("level", "faces"), [(0, 20), (1, 80), (2, 320)])
def test_icosphere_is_round_and_welded(level: int, faces: int) -> None:
    p, f = icosphere(level)
    assert len(f) == faces
    assert len(p) - 3 * len(f) // 2 + len(f) == 2  # Euler: vertices - edges + faces
    assert np.linalg.norm(p, axis=1) == pytest.approx(1)
