"""Levels of detail: errors known by hand, what must stay, determinism, and the cache."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.deviation import closest
from assets.scene import Batch, Floats, Material, Mesh, MorphTarget, Primitive, Scene
from assets.simplify import levels, with_levels
from tests.scenes_for_render import place, quad, sphere, white

PLAIN, TEXTURED = [Material()], [Material(base_color_texture=0)]


def sheet(n: int = 16, size: float = 1.0) -> Primitive:
    """A flat grid of 2 n^2 triangles over [0, size]^2 in the xy plane, uv as position / size."""
    x, y = np.meshgrid(np.linspace(0, 1, n + 1), np.linspace(0, 1, n + 1))
    uv = np.stack([x, y], -1).reshape(-1, 2).astype(np.float32)
    corner = (np.arange(n)[:, None] * (n + 1) + np.arange(n)).reshape(-1, 1)
    faces = corner + np.array([0, 1, n + 2, 0, n + 2, n + 1])
    position = np.c_[uv * size, np.zeros(len(uv))].astype(np.float32)
    return Primitive(position, np.tile(np.float32([0, 0, 1]), (len(uv), 1)), faces.reshape(-1).astype(np.uint32), 0, uv)


def counts(mesh: Mesh, materials: list[Material] | None = None) -> list[int]:
    return [
        sum(len(p.indices) // 3 for p in level.primitives)
        for level in levels(mesh, PLAIN if materials is None else materials)
    ]


def area(primitive: Primitive) -> float:
    p = primitive.position[primitive.indices.reshape(-1, 3)].astype(float)
    return float(np.linalg.norm(np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]), axis=1).sum() / 2)


def test_the_nearest_place_on_a_triangle_by_hand() -> None:
    triangle = np.tile(np.array([[0, 0, 0], [4, 0, 0], [0, 4, 0]], float), (4, 1, 1))
    points = np.array([[1, 1, 3], [-3, -4, 0], [2, -1, 0], [4, 4, 1]], float)
    distance, weight = closest(points, triangle)
    assert distance == pytest.approx([3, 5, 1, np.sqrt(9)])
    assert np.allclose(weight, [[0.5, 0.25, 0.25], [1, 0, 0], [0.5, 0.5, 0], [0, 0.5, 0.5]])


def test_a_flat_sheet_loses_nothing() -> None:
    mesh = Mesh("sheet", (sheet(),))
    found = levels(mesh, TEXTURED)
    last = found[-1].primitives[0]
    assert len(last.indices) // 3 <= 16
    assert found[-1].error < 1e-5
    assert area(last) == pytest.approx(1.0, abs=1e-5)
    assert np.allclose(last.uv, last.position[:, :2], atol=1e-6)


def test_a_sheet_with_a_painted_spot_says_that_the_spot_goes() -> None:
    color = np.full((17 * 17, 4), 255, np.uint8)
    color[8 * 17 + 8] = 0
    painted = levels(Mesh("painted", (replace(sheet(), color=color),)), PLAIN)
    # what is left is a few triangles of about half the sheet, and the spot was black: far from invisible
    assert painted[-1].error > 0.1
    assert painted[0].error <= painted[-1].error


def test_a_sliding_texture_counts_by_the_metres_it_slides() -> None:
    flat = sheet(size=3.0)
    assert flat.uv is not None
    bent = replace(flat, uv=np.float32(flat.uv**2))
    textured, plain = levels(Mesh("bent", (bent,)), TEXTURED), levels(Mesh("bent", (bent,)), PLAIN)
    assert plain[-1].error < 1e-4
    # with only the corners left, u = x^2 is read as x: in the middle it slides by x^2 - x = 1/4 of u, where du/dx = 1/3
    assert textured[-1].error > 0.25
    assert textured[0].error < 0.3 * textured[-1].error


def test_the_error_bounds_how_far_a_sphere_is_from_round() -> None:
    found = levels(Mesh("sphere", (sphere(16),)), PLAIN)
    assert [len(level.primitives[0].indices) // 3 for level in found][-1] <= 16
    sizes, errors = [], []
    for level in found:
        p = level.primitives[0]
        corners = p.position[p.indices.reshape(-1, 3)].astype(float)
        radius = np.linalg.norm(np.concatenate([corners.reshape(-1, 3), corners.mean(1)]), axis=1)
        # the full mesh has 512 flat triangles itself: 0.01 inside the sphere at most
        assert np.abs(radius - 1).max() < 1.3 * level.error + 0.02
        outward = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        assert ((outward * corners.mean(1)).sum(1) > 0).all(), "no triangle is turned inside out"
        sizes.append(len(p.indices))
        errors.append(level.error)
    assert sizes == sorted(sizes, reverse=True)
    assert errors == sorted(errors)
    assert errors[0] < 0.05


def test_no_crack_opens_between_materials() -> None:
    whole = sheet(16)
    centre = whole.position[whole.indices.reshape(-1, 3)].mean(1)
    left = centre[:, 0] < 0.5
    halves = [replace(whole, indices=whole.indices.reshape(-1, 3)[side].reshape(-1), material=k)
              for k, side in enumerate((left, ~left))]  # fmt: skip
    halves = [_compact(h) for h in halves]
    found = levels(Mesh("halves", tuple(halves)), [Material(), Material()])
    assert found
    border = {tuple(p) for p in halves[0].position[halves[0].position[:, 0] == 0.5].tolist()}
    assert len(border) == 17
    for level in found:
        for primitive in level.primitives:
            used = primitive.position[np.unique(primitive.indices)].tolist()
            assert border <= {tuple(p) for p in used}


def _compact(p: Primitive) -> Primitive:
    used, indices = np.unique(p.indices, return_inverse=True)
    assert p.uv is not None
    return replace(
        p, position=p.position[used], normal=p.normal[used], uv=p.uv[used], indices=indices.astype(np.uint32)
    )


def skinned(primitive: Primitive, split: float = 0.5) -> Primitive:
    """Bound to joint 0 on the left of `split` and to joint 1 on the right."""
    n = len(primitive.position)
    joints = np.zeros((n, 4), np.uint16)
    joints[:, 0] = primitive.position[:, 0] > split
    weights = np.tile(np.float32([1, 0, 0, 0]), (n, 1))
    return replace(primitive, joints=joints, weights=weights)


def test_a_skinned_mesh_keeps_its_vertices_and_minds_its_joints() -> None:
    mesh = Mesh("skinned", (skinned(sheet()),))
    found = levels(mesh, PLAIN)
    assert all(level.primitives[0].position is mesh.primitives[0].position for level in found)
    still = levels(Mesh("still", (skinned(sheet(), 2.0),)), PLAIN)
    assert still[-1].error < 1e-5
    assert found[-1].error > 0.1, "flat at rest, but it folds between the joints"


def morphed(primitive: Primitive, offset: Floats) -> Primitive:
    """With a target that moves its vertices by `offset` `(n, 3)`."""
    target = MorphTarget("smile", np.arange(len(offset), dtype=np.uint32), offset, np.zeros_like(offset))
    return replace(primitive, targets=(target,))


def test_a_mesh_that_morphs_keeps_its_vertices_and_minds_where_they_go() -> None:
    """A sheet that is shifted stays flat; one that is bulged by 0.2 in its middle is not that of its corners."""
    flat = sheet()
    away = np.linalg.norm(flat.position[:, :2] - 0.5, axis=1)
    bulge = np.zeros_like(flat.position)
    bulge[:, 2] = 0.2 * np.exp(-((away / 0.25) ** 2))
    shifted = levels(Mesh("shifted", (morphed(flat, np.full_like(bulge, 0.3)),)), PLAIN)
    bulged = levels(Mesh("bulged", (morphed(flat, bulge),)), PLAIN)
    assert shifted[-1].error < 1e-5
    assert all(level.primitives[0].position is flat.position for level in shifted)
    assert [len(level.primitives[0].indices) for level in bulged] == [
        len(level.primitives[0].indices) for level in shifted
    ]
    assert 0.1 < bulged[-1].error <= 0.21
    assert bulged[0].error < bulged[-1].error


def test_a_level_of_a_thin_double_sheet_is_as_far_off_as_its_shape() -> None:
    """Two sheets back to back, each texture on its own side: what lies behind is no nearer, and no error either."""
    front = sheet()
    back = replace(
        front,
        position=front.position - np.float32([0, 0, 0.01]),
        normal=-front.normal,
        indices=front.indices.reshape(-1, 3)[:, ::-1].reshape(-1).copy(),
    )
    found = levels(Mesh("double", (front, back)), TEXTURED)
    assert found[-1].error < 1e-5


def test_what_is_left_alone() -> None:
    ball = sphere(16)
    assert levels(Mesh("small", (quad(),)), PLAIN) == ()
    assert levels(Mesh("points", (replace(ball, topology="points"),)), PLAIN) == ()
    cards = [quad() for _ in range(100)]
    position = np.concatenate([c.position + np.float32([0, 0, i]) for i, c in enumerate(cards)])
    indices = np.concatenate([c.indices + np.uint32(4 * i) for i, c in enumerate(cards)])
    leaves = Primitive(position, np.tile(np.float32([0, 0, 1]), (400, 1)), indices.astype(np.uint32))
    assert min(counts(Mesh("leaves", (leaves,))), default=200) >= 100, "a piece is not lost"


def test_a_mesh_with_a_hole_of_bad_numbers_does_no_harm() -> None:
    ball = sphere(16)
    bad = ball.indices.copy()
    bad[::7] = bad[0]  # triangles without area, and edges of many triangles
    for level in levels(Mesh("bad", (replace(ball, indices=bad),)), PLAIN):
        assert np.isfinite(level.error)
    same = replace(ball, position=np.zeros_like(ball.position))
    assert levels(Mesh("a point", (same,)), PLAIN) == ()


def crowd(mesh: Mesh, count: int) -> Scene:
    at: Floats = place(*[(float(i), 0.0, 0.0) for i in range(count)])
    scene = Scene("crowd", meshes=[mesh], materials=list(PLAIN))
    scene.batches = [Batch("b", 0, at, white(count))]
    return scene


def test_only_a_scene_with_much_to_draw_gets_levels() -> None:
    ball = Mesh("ball", (sphere(16),))
    assert with_levels(crowd(ball, 10))[0] is ball
    assert with_levels(crowd(ball, 1000))[0].levels
    small = Mesh("small", (sphere(6),))
    few, many = crowd(ball, 300), crowd(ball, 300)
    for scene, mesh, count in ((few, Mesh("larger", (sphere(10),)), 11), (many, small, 32)):
        scene.meshes.append(mesh)
        scene.batches.append(Batch("c", 1, place(*[(0, float(i), 0) for i in range(count)]), white(count)))
    assert not with_levels(few)[1].levels, "4,400 triangles of a few"
    assert with_levels(many)[1].levels, "4,608 triangles of a crowd"
    by_hand = replace(ball, levels=levels(ball, PLAIN)[:1])
    assert with_levels(crowd(by_hand, 1000))[0] is by_hand


def test_the_end_of_a_chain_gets_levels_where_many_are_drawn_and_none_shines() -> None:
    fine, end = Mesh("fine", (sphere(16),), lod=1, lod_pixels=40), Mesh("end", (sphere(6),))

    def found(count: int, look: Material) -> list[bool]:
        scene = crowd(fine, count)
        scene.meshes, scene.materials = [fine, end], [look]
        return [bool(mesh.levels) for mesh in with_levels(scene)]

    assert found(1000, Material()) == [False, True]
    assert found(1000, Material(emissive=(5.0, 4.0, 2.0))) == [False, False]
    assert found(1000, Material(surface="lamp")) == [False, False]
    many = crowd(fine, 7)
    many.meshes = [fine, end]
    many.batches.append(replace(many.batches[0], mesh=2, transform=place(*[(0, 0, 0)] * 1000), tint=white(1000)))
    many.meshes.append(Mesh("crowd", (sphere(16),)))
    assert [bool(mesh.levels) for mesh in with_levels(many)] == [False, False, True]


def test_the_same_bytes_made_or_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    mesh = Mesh("two", (sphere(12), replace(sheet(), material=0), quad()))
    results = []
    for name in ("a", "b", "b"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
        results.append(levels(mesh, PLAIN))
    assert len(list((tmp_path / "b" / "taihe" / "levels").iterdir())) == 1
    for other in results[1:]:
        for a, b in zip(results[0], other, strict=True):
            assert a.error == b.error
            for p, q in zip(a.primitives, b.primitives, strict=True):
                assert (p.indices.tobytes(), p.position.tobytes()) == (q.indices.tobytes(), q.position.tobytes())
    moved = replace(mesh, primitives=(sphere(12, radius=1.5), *mesh.primitives[1:]))
    assert levels(moved, PLAIN)[0].error != results[0][0].error
