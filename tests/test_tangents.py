"""Generated tangents: by hand, and what they must be for any mesh."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.gltf import load
from assets.scene import MorphTarget, Primitive
from assets.tangents import mikktspace, with_tangents
from tests.gltf_files import File

Z = np.array([0, 0, 1], np.float32)


def flat(*rows: tuple[float, float, float, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vertices (x, y, u, v) in the plane z = 0 that face +z."""
    table = np.array(rows, np.float32)
    position = np.concatenate([table[:, :2], np.zeros((len(table), 1), np.float32)], 1)
    return position, np.tile(Z, (len(table), 1)), table[:, 2:]


def of(*vertices: np.ndarray, faces: list[list[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return mikktspace(*vertices, np.array(faces, np.uint32).reshape(-1))


def test_tangents_run_along_u_and_a_picture_upright_is_right_handed() -> None:
    # v runs down the picture, y up: the picture stands upright on the square
    order, indices, tangent = of(
        *flat((0, 0, 0, 1), (1, 0, 1, 1), (1, 1, 1, 0), (0, 1, 0, 0)), faces=[[0, 1, 2], [0, 2, 3]]
    )
    assert order.tolist() == [0, 1, 2, 3]
    assert indices.tolist() == [0, 1, 2, 0, 2, 3]
    np.testing.assert_allclose(tangent, [(1, 0, 0, 1)] * 4, atol=1e-7)


def test_a_turned_picture_turns_the_tangents() -> None:
    _, _, tangent = of(*flat((0, 0, 1, 1), (1, 0, 1, 0), (0, 1, 0, 1)), faces=[[0, 1, 2]])
    np.testing.assert_allclose(tangent, [(0, -1, 0, 1)] * 3, atol=1e-7)


def test_mirrored_uv_splits_the_vertices_between() -> None:
    # two triangles on either side of x = 0, the picture of one mirrored: u = |x|
    order, indices, tangent = of(
        *flat((0, 0, 0, 1), (1, 0, 1, 1), (0, 1, 0, 0), (-1, 0, 1, 1)), faces=[[0, 1, 2], [0, 2, 3]]
    )
    assert order.tolist() == [0, 1, 2, 3, 0, 2]
    assert indices.tolist() == [0, 1, 2, 4, 5, 3]
    np.testing.assert_allclose(tangent[[0, 1, 2]], [(1, 0, 0, 1)] * 3, atol=1e-7)
    np.testing.assert_allclose(tangent[[4, 5, 3]], [(-1, 0, 0, -1)] * 3, atol=1e-7)


def test_a_shared_vertex_has_the_mean_weighted_by_angle() -> None:
    # v is constant along x on the first triangle, and along (1, 1) on the second
    corners = flat((0, 0, 0, 0), (1, 0, 1, 0), (0, 1, 0, -1), (-1, 1, -1, -2))
    _, _, tangent = of(*corners, faces=[[0, 1, 2], [0, 2, 3]])
    along, diagonal = np.array([1, 0, 0]), np.array([1, 1, 0]) / np.sqrt(2)
    for vertex, (first, second) in {0: (90, 45), 1: (1, 0), 2: (45, 90), 3: (0, 1)}.items():
        mean = first * along + second * diagonal
        np.testing.assert_allclose(tangent[vertex], [*mean / np.linalg.norm(mean), 1], atol=1e-6)


def test_triangles_that_meet_in_a_vertex_alone_do_not_mix() -> None:
    bow = flat((0, 0, 0, 0), (1, 0, 1, 0), (1, 1, 1, -1), (-1, 0, 0, 1), (-1, -1, 1, 1))
    order, _, tangent = of(*bow, faces=[[0, 1, 2], [0, 3, 4]])
    assert order.tolist() == [0, 1, 2, 3, 4, 0]
    np.testing.assert_allclose(tangent[0], (1, 0, 0, 1), atol=1e-7)
    np.testing.assert_allclose(tangent[5], (0, -1, 0, 1), atol=1e-7)


def test_equal_vertices_stored_twice_share_their_tangent() -> None:
    position, normal, uv = flat((0, 0, 0, 0), (1, 0, 1, 0.5), (1, 1, 1, -1), (0, 1, 0, -1))
    corners = np.array([0, 1, 2, 0, 2, 3])
    apart = mikktspace(position[corners], normal[corners], uv[corners], np.arange(6, dtype=np.uint32))
    together = mikktspace(position, normal, uv, corners.astype(np.uint32))
    np.testing.assert_allclose(apart[2][apart[1]], together[2][together[1]], atol=1e-7)
    assert not np.allclose(apart[2][1], apart[2][5], atol=0.05), "the means must differ from corner to corner"


def test_triangles_without_area_or_uv_take_their_neighbours_tangents() -> None:
    vertices = flat((0, 0, 0, 1), (1, 0, 1, 1), (1, 1, 1, 0), (0, 1, 0, 1), (0, 2, 0, 1))
    # the second and the fourth have two corners in one place, the third has no extent in uv
    order, indices, tangent = of(*vertices, faces=[[0, 1, 2], [1, 1, 2], [0, 2, 3], [3, 4, 3]])
    assert len(order) == 5
    assert indices.tolist() == [0, 1, 2, 1, 1, 2, 0, 2, 3, 3, 4, 3]
    np.testing.assert_allclose(tangent[[0, 1, 2]], [(1, 0, 0, 1)] * 3, atol=1e-7)
    assert np.allclose(np.linalg.norm(tangent[:, :3], axis=1), 1.0)
    assert set(tangent[:, 3]) <= {1.0, -1.0}


@pytest.mark.parametrize("faces", [[], [[0, 0, 0]], [[0, 1, 1], [2, 2, 0]]])
def test_nothing_but_degenerate_triangles(faces: list[list[int]]) -> None:
    position, _, uv = flat((0, 0, 0, 0), (1, 0, 1, 0), (0, 1, 0, 1))
    normal = np.tile(np.array([1, 0, 0], np.float32), (3, 1))
    _, indices, tangent = of(position, normal, uv, faces=faces)
    assert indices.tolist() == np.array(faces, int).reshape(-1).tolist()
    np.testing.assert_array_equal(tangent, [(0, 0, 1, 1)] * 3)


def random_sphere() -> Primitive:
    rng = np.random.default_rng(2)
    position = rng.normal(size=(300, 3)).astype(np.float32)
    position /= np.linalg.norm(position, axis=1, keepdims=True)
    faces = rng.integers(0, 300, 3000).astype(np.uint32)
    lift = MorphTarget("a", np.arange(0, 300, 2, dtype=np.uint32), position[::2], position[1::2])
    return Primitive(position, position, faces, uv=rng.random((300, 2)).astype(np.float32), targets=(lift,))


def test_frames_are_unit_upright_and_turn_with_uv() -> None:
    before = random_sphere()
    assert before.uv is not None
    after = with_tangents(before, before.uv)
    assert after.tangent is not None
    assert after.uv is not None
    np.testing.assert_allclose(np.linalg.norm(after.tangent[:, :3], axis=1), 1.0, atol=1e-5)
    assert np.abs(np.einsum("ij,ij->i", after.tangent[:, :3], after.normal)).max() < 1e-4
    np.testing.assert_array_equal(after.position[after.indices], before.position[before.indices])
    corner, uv = after.position[after.indices].reshape(-1, 3, 3), after.uv[after.indices].reshape(-1, 3, 2)
    area = np.linalg.det(np.stack([uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]], 1).astype(np.float64))
    whole = (np.roll(corner, 1, 1) != corner).any(2).all(1) & (np.abs(area) > 1e-6)
    sides = after.tangent[after.indices, 3].reshape(-1, 3)[whole]
    np.testing.assert_array_equal(sides, np.repeat(-np.sign(area[whole])[:, None], 3, 1))
    # v runs down: uv counted the same way round as the triangle mirrors the picture
    target, first = after.targets[0], before.targets[0]
    moved = dict(zip(target.index.tolist(), target.position, strict=True))
    at_home = {tuple(before.position[i]): p for i, p in zip(first.index, first.position, strict=True)}
    assert len(moved) > len(at_home)
    for i, p in moved.items():
        np.testing.assert_array_equal(p, at_home[tuple(after.position[i])])


@pytest.mark.parametrize("mapped", [True, False])
def test_the_reader_makes_tangents_where_a_normal_map_wants_them(tmp_path: Path, mapped: bool) -> None:
    file = File()
    position, normal, uv = flat((0, 0, 0, 1), (1, 0, 1, 1), (0, 1, 0, 0), (-1, 0, 1, 1))
    png = io.BytesIO()
    Image.new("RGB", (1, 1)).save(png, "PNG")
    picture = {"bufferView": file.view(png.getvalue()), "mimeType": "image/png"}
    file.root |= {"images": [picture], "textures": [{"source": 0}]}
    file.root["materials"] = [{"normalTexture": {"index": 0}} if mapped else {"occlusionTexture": {"index": 0}}]
    attributes = {"POSITION": file.accessor(position), "NORMAL": file.accessor(normal), "TEXCOORD_0": file.accessor(uv)}
    file.mesh(attributes, material=0, indices=file.accessor([0, 1, 2, 0, 2, 3], "uint8"))
    primitive = load(file.write(tmp_path)).meshes[0].primitives[0]
    assert (primitive.tangent is not None) == mapped
    assert len(primitive.position) == (6 if mapped else 4)
    assert primitive.indices.max() == len(primitive.position) - 1
