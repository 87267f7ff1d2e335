"""Large meshes in pieces: known answers by hand, the GPU against numpy, and pictures that stay the same to the byte."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Camera, Material, Primitive, Scene
from render import pieces
from render.context import Context
from render.culling import COMMAND, only_fronts
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.pieces import PIECE, WORTH, cut, seen
from render.renderer import Renderer
from render.views import NO_SHADOW, camera_view, mirror_view
from tests.scenes_for_render import DARK, one, quad, seen_from, sphere

BALL = sphere(80)
"""25,600 triangles."""
AT_ORIGIN = np.eye(3, 4, dtype=np.float32)
EVERYWHERE = np.array([[0.0, 0.0, 0.0, 1e30]] * 6)


def lumps(**look: object) -> Scene:
    """A lumpy ball that fills more than the picture."""
    rng = np.random.default_rng(5)
    unit = BALL.position
    height = 1 + 0.1 * np.sin(7 * unit[:, :1]) * np.sin(5 * unit[:, 1:2]) * np.sin(6 * unit[:, 2:])
    scene = one(replace(BALL, position=(unit * height).astype(np.float32)), Material(**look))  # type: ignore[arg-type]
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    scene.batches[0].transform[0, :, :3] = 1.5 * turn * np.sign(np.linalg.det(turn))
    scene.sky = replace(DARK, sun_direction=(0.4, 0.8, 0.5), sun_radiance=3.0, night=(0.2, 0.2, 0.2))
    return scene


def test_pieces_are_a_permutation_and_hold_what_they_say() -> None:
    indices, parts = cut(BALL)
    triangles = [tuple(t) for t in indices.reshape(-1, 3).tolist()]
    assert sorted(triangles) == sorted(tuple(t) for t in BALL.indices.reshape(-1, 3).tolist())
    assert [p.first for p in parts] == np.cumsum([0, *(p.count for p in parts[:-1])]).tolist()
    assert sum(p.count for p in parts) == len(triangles)
    assert max(p.count for p in parts) <= PIECE
    for p in parts:
        corners = BALL.position[indices.reshape(-1, 3)[p.first : p.first + p.count]].astype(np.float64)
        assert np.linalg.norm(corners - p.sphere[:3], axis=2).max() <= p.sphere[3]
        normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normal = normal[np.linalg.norm(normal, axis=1) > 0]
        cosine = (normal @ p.cone[:3]) / np.linalg.norm(normal, axis=1)
        assert p.cone[3] > 1 or cosine.min() >= np.sqrt(1 - float(p.cone[3]) ** 2)


def test_what_is_small_or_deforms_stays_whole() -> None:
    assert cut(quad())[1] == []
    count = len(BALL.position)
    skinned = replace(BALL, joints=np.zeros((count, 4), np.uint16), weights=np.ones((count, 4), np.float32) / 4)
    assert cut(skinned)[1] == []
    assert len(BALL.indices) >= 3 * WORTH


def test_a_sheet_is_seen_from_its_front_alone_by_hand() -> None:
    side = 100
    x, y = np.meshgrid(np.linspace(-1, 1, side + 1), np.linspace(-1, 1, side + 1))
    flat = np.stack([x, y, 0 * x], axis=2).reshape(-1, 3).astype(np.float32)
    corner = (np.arange(side)[:, None] * (side + 1) + np.arange(side)).reshape(-1, 1)
    faces = np.concatenate([corner + [0, 1, side + 2], corner + [0, side + 2, side + 1]])
    sheet = Primitive(flat, np.tile(np.float32([0, 0, 1]), (len(flat), 1)), faces.astype(np.uint32).ravel())
    _, parts = cut(sheet)
    assert len(parts) == 32
    piece = parts[0]
    assert piece.cone == pytest.approx([0, 0, 1, np.sin(np.radians(1))], abs=1e-6)
    front, back = np.array([0.0, 0.0, 5.0]), np.array([0.0, 0.0, -5.0])

    def shown(eye: np.ndarray | None, transform: np.ndarray = AT_ORIGIN, planes: np.ndarray = EVERYWHERE) -> bool:
        return seen(transform, piece.sphere, piece.cone, planes, eye)

    assert shown(front)
    assert not shown(back)
    assert shown(None), "both sides are asked for"
    assert shown(back, AT_ORIGIN * np.float32([1, 1, -1, 1])), "mirrored, it faces the other way"
    assert shown(back, AT_ORIGIN * np.float32([1, 1, 2, 1])), "stretched: the cone is not believed"
    beyond = np.array([[-1.0, 0.0, 0.0, -2.0], *EVERYWHERE[1:]])
    assert not shown(front, planes=beyond), "nothing of it is at x < -2"


def test_shadows_and_parallel_rays_take_both_sides() -> None:
    view = camera_view(Camera(eye=(0, 0, 5), target=(0, 0, 0)), (64, 64))
    assert only_fronts(view)
    assert not only_fronts(replace(view, hidden=NO_SHADOW))
    assert not only_fronts(camera_view(Camera(eye=(0, 0, 5), target=(0, 0, 0), half_size=(2, 2), far=9), (64, 64)))


@pytest.mark.gl
def test_the_gpu_agrees_with_numpy(context: Context) -> None:
    with closing(Gpu()) as gpu, closing(GpuScene(lumps())) as loaded:
        draws, count = loaded.list.cull_draws, loaded.culling.draw_count
        assert count == 32
        assert (draws["cone"][:, 3] < 1).sum() > 10
        for eye in ((0, 0, 3), (3, 1, -1), (-1.5, -1.8, 0.6)):
            main = camera_view(Camera(eye=eye, target=(0, 0.5, 0), fov=0.5), (100, 100))
            for view in (main, mirror_view(main, 0.1, 1.0)):
                loaded.cull(gpu, [view])
                start = view.slot * count * COMMAND.itemsize
                commands = loaded.culling.commands.read(COMMAND, count, start)
                transform = loaded.scene.batches[0].transform[0]
                expected = [seen(transform, d["sphere"], d["cone"], view.planes(), view.eye) for d in draws]
                assert commands["instances"].tolist() == [int(x) for x in expected]
                assert 0 < sum(expected) < count
        loaded.cull(gpu, [main], copies=2)
        two = loaded.culling.commands.read(COMMAND, count, main.slot * count * COMMAND.itemsize)["instances"]
        either = [2 * seen(transform, d["sphere"], d["cone"], main.planes(), None) for d in draws]
        assert two.tolist() == either, "of two eyes one may see round the corner"


@pytest.mark.gl
@pytest.mark.parametrize("look", [{}, {"double_sided": True}])
def test_the_picture_is_the_same_to_the_byte(context: Context, monkeypatch: pytest.MonkeyPatch, look: dict) -> None:
    frames = [seen_from(eye, (0.3, 0.2, 0)) for eye in ((0, 0, 3.5), (2.5, 1.5, 1.0), (0, -1.7, 0.2))]
    pictures = []
    for worth in (WORTH, 10**9):
        monkeypatch.setattr(pieces, "WORTH", worth)
        with Renderer(lumps(**look), (160, 120), "standard", context=context) as renderer:
            pictures.append([renderer.render(frame).pixels for frame in frames])
    for cut_up, whole in zip(*pictures, strict=True):
        assert np.array_equal(cut_up, whole)
        assert cut_up.std() > 1
