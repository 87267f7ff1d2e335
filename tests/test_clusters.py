"""Levels of very large meshes: errors that hold, no cracks, textures that stay where they are."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from assets import simplify
from assets.clusters import clustered, deforms, pack, unpack
from assets.scene import Batch, Level, Mesh, Primitive, Scene
from tests.scenes_for_render import place, sphere, white

BALL = sphere(120)


def grid(cells: int, bump: float = 0.0) -> Primitive:
    """A square metre in the xy plane, `cells` along a side, with a ridge of height `bump` along x = 0.5."""
    u, v = np.meshgrid(np.linspace(0, 1, cells + 1), np.linspace(0, 1, cells + 1))
    z = np.maximum(bump - np.abs(u - 0.5), 0.0)
    at = np.stack([u, v, z], axis=2).reshape(-1, 3).astype(np.float32)
    corner = (np.arange(cells)[:, None] * (cells + 1) + np.arange(cells)).ravel()
    faces = np.stack([corner, corner + 1, corner + cells + 1, corner + 1, corner + cells + 2, corner + cells + 1], 1)
    up = np.tile(np.float32([0, 0, 1]), (len(at), 1))
    return Primitive(at, up, faces.ravel().astype(np.uint32), uv=at[:, :2].copy())


def edges(primitive: Primitive) -> NDArray[np.int64]:
    """How many triangles each edge has; what lies at one place is one point."""
    _, point = np.unique(primitive.position.round(5), axis=0, return_inverse=True)
    faces = point[primitive.indices].reshape(-1, 3)
    pairs = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    return np.unique(pairs, axis=0, return_counts=True)[1]


def test_every_level_is_smaller_and_coarser() -> None:
    levels = clustered([BALL], 0.75)
    sizes = [len(BALL.indices), *(len(level.primitives[0].indices) for level in levels)]
    assert len(levels) >= 3
    assert all(b <= 0.75 * a for a, b in pairwise(sizes))
    assert all(a.error < b.error for a, b in pairwise(levels))


def test_a_ball_stays_round_and_closed() -> None:
    """Middles of cells lie inside a ball of radius 1, by at most the error; each edge has its two triangles."""
    for level in clustered([BALL], 0.75)[:3]:
        part = level.primitives[0]
        radius = np.linalg.norm(part.position, axis=1)
        assert radius.max() <= 1 + 1e-6
        assert radius.min() >= 1 - level.error - 1e-6
        assert (part.normal * part.position).sum(1).min() > 0.95, "normals are those of a ball"
        assert (edges(part) % 2 == 0).all()


def test_at_the_border_of_a_plane_all_movement_counts() -> None:
    """The corner of a border cell is half a diagonal from its middle, 0.71 of a side; within, half of it counts."""
    for level in clustered([replace(grid(256), uv=None)], 0.75)[1:]:
        place = level.primitives[0].position
        step = 1 / (np.sqrt(len(place)) - 1)
        assert 0.45 * step < level.error < 0.8 * step
        assert np.ptp(place[:, 2]) == 0.0


def test_a_ridge_is_as_far_off_as_the_error_says() -> None:
    for level in clustered([grid(256, bump=0.2)], 0.75):
        assert 0.2 - level.primitives[0].position[:, 2].max() <= level.error


def test_texture_coordinates_go_along() -> None:
    for level in clustered([grid(128)], 0.75):
        part = level.primitives[0]
        assert part.uv is not None
        assert np.abs(part.uv - part.position[:, :2]).max() <= 1 / 32 + 1e-6, "at most what is averaged together"


def test_no_triangle_spans_a_seam_of_the_texture() -> None:
    """Two halves of a sheet that lie far apart in the picture: no triangle of a level has coordinates of both."""
    sheet = grid(128)
    assert sheet.uv is not None
    sheet.uv[:, 0] = np.where(sheet.position[:, 0] < 0.5, 0.1 * sheet.uv[:, 0], 0.8 + 0.1 * sheet.uv[:, 0])
    own = sheet.uv[sheet.indices].reshape(-1, 3, 2)
    apart = (np.ptp(own[..., 0], axis=1) > 0.5).mean()
    for level in clustered([sheet], 0.75):
        part = level.primitives[0]
        assert part.uv is not None
        found = np.ptp(part.uv[part.indices].reshape(-1, 3, 2)[..., 0], axis=1) > 0.5
        assert found.mean() <= 3 * np.sqrt(len(sheet.indices) / len(part.indices)) * apart + 1e-9, "as in the full mesh"


def test_two_materials_share_their_border() -> None:
    """Both halves of a ball move their common vertices to the same places."""
    faces = BALL.indices.reshape(-1, 3)
    upper = BALL.position[faces].mean(1)[:, 1] > 0.2
    halves = [replace(BALL, indices=faces[mask].ravel(), material=i) for i, mask in enumerate((upper, ~upper))]
    for level in clustered(halves, 0.75)[:3]:
        whole = Primitive(
            np.concatenate([p.position for p in level.primitives]),
            np.concatenate([p.normal for p in level.primitives]),
            np.concatenate(
                [level.primitives[0].indices, level.primitives[1].indices + len(level.primitives[0].position)]
            ),
        )
        assert (edges(whole) % 2 == 0).all()


def test_levels_are_kept_and_read_back() -> None:
    colored = replace(BALL, color=np.full((len(BALL.position), 4), 200, np.uint8))
    levels = clustered([colored], 0.75)
    back = unpack(pack(levels), [colored])
    assert [level.error for level in back] == [level.error for level in levels]
    for a, b in zip(levels, back, strict=True):
        for field in fields(Primitive):
            one, other = getattr(a.primitives[0], field.name), getattr(b.primitives[0], field.name)
            assert np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other


@pytest.mark.parametrize("rigged", [False, True])
def test_large_meshes_get_them_unless_they_deform(
    rigged: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(simplify, "LARGEST", 20_000)
    monkeypatch.setattr(simplify, "WORTH", 20_000)
    joints = np.zeros((len(BALL.position), 4), np.uint16)
    ball = replace(BALL, joints=joints, weights=np.float32([[1, 0, 0, 0]]).repeat(len(joints), 0)) if rigged else BALL
    scene = Scene("ball", meshes=[Mesh("ball", (ball,))])
    scene.batches = [Batch("ball", 0, place((0, 0, 0)), white())]
    assert deforms((ball,)) is rigged
    levels: tuple[Level, ...] = simplify.with_levels(scene)[0].levels
    assert bool(levels) is not rigged
