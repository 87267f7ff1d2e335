"""Mirrored nodes, instances and joints: what faces the eye stays in sight and is lit from the right side; and the
transparency of vertex colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.gltf import load
from assets.gltf_scene import add_model
from assets.scene import Figure, Lights, Material, Pose, Scene, Texture
from render.context import Context
from tests.gltf_files import File
from tests.scenes_for_render import DARK, one, place, quad, seen_from, white
from tests.test_forward import linear

WHITE = Material(base_color=(0.5, 0.5, 0.5, 1.0), roughness=1.0)


def lit(scene: Scene) -> Scene:
    scene.sky = DARK
    scene.lights = Lights.points(np.float32([[0, 0, 4]]), np.float32([[40, 40, 40]]), 50.0, 0.0)
    return scene


def squares(*scales: tuple[float, float, float], **more: object) -> File:
    """A square that faces +z on nodes side by side, three metres apart, of these scales."""
    file = File()
    corners = [(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]
    attributes = {"POSITION": file.accessor(corners), "NORMAL": file.accessor([(0, 0, 1)] * 4)}
    file.root["materials"] = [
        {"pbrMetallicRoughness": {"metallicFactor": 0, "baseColorFactor": [0.5, 0.5, 0.5, 1]}, **more}
    ]
    file.mesh(attributes, node=False, indices=file.accessor([0, 1, 2, 0, 2, 3], "uint8"), material=0)
    file.root["nodes"] = [
        {"mesh": 0, "scale": list(s), "translation": [3 * i - 1.5 * (len(scales) - 1), 0, 0]}
        for i, s in enumerate(scales)
    ]
    return file


@pytest.mark.gl
@pytest.mark.parametrize("double_sided", [False, True])
def test_mirrored_and_plain_nodes_of_one_mesh(context: Context, tmp_path: Path, double_sided: bool) -> None:
    scene = lit(Scene("s"))
    add_model(scene, load(squares((1, 1, 1), (-1, 1, 1), doubleSided=double_sided).write(tmp_path)))
    picture = linear(scene, seen_from((0, 0, 9)), (91, 91))
    np.testing.assert_allclose(picture, picture[:, ::-1], atol=2e-3)
    assert picture[45, 25, 0] > 0.05
    behind = linear(scene, seen_from((0, 0, -9)), (91, 91))
    assert bool((behind > 0).any()) is False, "the lamp is on the other side, and single sides are not drawn"


@pytest.mark.gl
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_figure_whose_joint_mirrors_it(context: Context, axis: int) -> None:
    n = 4
    primitive = replace(
        quad(), joints=np.zeros((n, 4), np.uint16), weights=np.tile(np.eye(1, 4, dtype=np.float32), (n, 1))
    )
    scene = lit(one(primitive, WHITE))
    flip = np.ones(3, np.float32)
    flip[axis] = -1
    joints = np.zeros((1, 3, 4), np.float32)
    joints[0, :, :3] = np.diag(flip)
    scene.figures = [Figure("f", ("j",), (), Pose(joints, np.zeros(0, np.float32)))]
    scene.batches[0].figure = 0
    front, back = (linear(scene, seen_from((0, 0, z)))[32, 32, 0] for z in (3.0, -3.0))
    seen, other = (back, front) if axis == 2 else (front, back)
    assert other == 0.0
    if axis != 2:
        assert seen > 0.05


LEANS_UP = Texture("leans up", np.array([[[128, 218, 218, 255]]], np.uint8), srgb=False)
"""A normal map of one texel that leans towards +y by 45 degrees."""


def leaning(tangents: bool, joint: np.ndarray | None = None, scale: np.ndarray | None = None) -> Scene:
    """A square under a lamp above it, with LEANS_UP on it, its joint or its instance transformed."""
    n = 4
    primitive = quad()
    if tangents:
        primitive = replace(primitive, tangent=np.tile(np.float32([1, 0, 0, 1]), (n, 1)))
    if joint is not None:
        bound = np.zeros((n, 4), np.uint16), np.tile(np.eye(1, 4, dtype=np.float32), (n, 1))
        primitive = replace(primitive, joints=bound[0], weights=bound[1])
    scene = one(primitive, replace(WHITE, normal_texture=0, double_sided=True))
    scene.textures, scene.sky = [LEANS_UP], DARK
    if joint is not None:
        scene.figures = [Figure("f", ("j",), (), Pose(matrix(joint)[None], np.zeros(0, np.float32)))]
        scene.batches[0].figure = 0
    if scale is not None:
        scene.batches[0].transform = matrix(scale)[None]
    return scene


def matrix(scale: np.ndarray) -> np.ndarray:
    return np.concatenate([np.diag(scale), np.zeros((3, 1))], 1).astype(np.float32)


def brightness(scene: Scene, lamp: tuple[float, float, float], eye: tuple[float, float, float]) -> float:
    scene.lights = Lights.points(np.float32([lamp]), np.float32([[40, 40, 40]]), 50.0, 0.0)
    return float(linear(scene, seen_from(eye))[32, 32, 0])


@pytest.mark.gl
@pytest.mark.parametrize("tangents", [True, False])
def test_a_normal_map_on_mirrored_things_and_on_back_faces(context: Context, tangents: bool) -> None:
    above, below = (0.0, 3.0, 3.0), (0.0, -3.0, 3.0)
    plain = leaning(tangents)
    up, down = brightness(plain, above, (0, 0, 3)), brightness(plain, below, (0, 0, 3))
    assert up > 0.2
    assert up > 5 * down
    mirror = np.array([-1, 1, 1])
    assert brightness(leaning(tangents, scale=mirror), above, (0, 0, 3)) == pytest.approx(up, rel=0.02)
    assert brightness(leaning(tangents, joint=mirror), above, (0, 0, 3)) == pytest.approx(up, rel=0.02)
    over = np.array([1, -1, 1])
    assert brightness(leaning(tangents, scale=over), below, (0, 0, 3)) == pytest.approx(up, rel=0.02)
    assert brightness(leaning(tangents, joint=over), below, (0, 0, 3)) == pytest.approx(up, rel=0.02)
    # seen from behind all of the normal is turned round: it leans down
    assert brightness(plain, (0.0, -3.0, -3.0), (0, 0, -3)) == pytest.approx(up, rel=0.02)


def test_a_batch_of_a_file_turns_one_way(tmp_path: Path) -> None:
    scene = Scene("s")
    add_model(scene, load(squares((1, 1, 1), (-1, 1, 1), (1, 1, 1), (-1, -1, -1)).write(tmp_path)))
    sides = [np.linalg.det(batch.transform[:, :, :3]) for batch in scene.batches]
    assert [len(s) for s in sides] == [2, 2]
    assert (sides[0] > 0).all()
    assert (sides[1] < 0).all()


@pytest.mark.parametrize("kind", ["float32", "uint8", "uint16"])
def test_vertex_colours_of_every_kind(tmp_path: Path, kind: str) -> None:
    full = {"float32": 1.0, "uint8": 255, "uint16": 65535}[kind]
    file = File()
    more = {} if kind == "float32" else {"normalized": True}
    rows = np.array([(1, 0.2, 0, 0.4), (0, 1, 0, 1), (0, 0, 1, 0)]) * full
    attributes = {"POSITION": file.accessor(np.eye(3)), "COLOR_0": file.accessor(rows, kind, **more)}
    file.mesh(attributes)
    model = load(file.write(tmp_path))
    assert model.dropped == ()
    np.testing.assert_array_equal(
        model.meshes[0].primitives[0].color, [(255, 51, 0, 102), (0, 255, 0, 255), (0, 0, 255, 0)]
    )


@pytest.mark.gl
def test_the_alpha_of_vertex_colours(context: Context) -> None:
    glass = Material(base_color=(1, 1, 1, 0.5), unlit=True, alpha_mode="BLEND")
    colored = replace(quad(9.0), color=np.tile(np.array([255, 255, 255, 102], np.uint8), (4, 1)))
    assert linear(one(colored, glass), seen_from((0, 0, 3)))[32, 32] == pytest.approx([0.2] * 3, abs=1e-3)
    assert linear(one(colored, replace(glass, sway=0.1)), seen_from((0, 0, 3)))[32, 32] == pytest.approx(
        [0.5] * 3, abs=1e-3
    )
    mask = replace(glass, alpha_mode="MASK", alpha_cutoff=0.25)
    assert not linear(one(colored, mask), seen_from((0, 0, 3))).any()
    assert linear(one(colored, replace(mask, alpha_cutoff=0.15)), seen_from((0, 0, 3)))[32, 32, 0] == pytest.approx(1.0)
    assert linear(one(colored, replace(glass, alpha_mode="OPAQUE")), seen_from((0, 0, 3)))[32, 32, 0] == pytest.approx(
        1.0
    )


@pytest.mark.gl
@pytest.mark.parametrize("double_sided", [False, True])
@pytest.mark.parametrize("alpha_mode", ["OPAQUE", "MASK", "BLEND"])
def test_some_instances_of_a_batch_are_mirrored(context: Context, double_sided: bool, alpha_mode: str) -> None:
    """Before either side of a square its lamp: the front is lit in both instances, the back where it has one."""
    alpha = 0.5 if alpha_mode == "BLEND" else 1.0
    material = replace(WHITE, base_color=(0.5, 0.5, 0.5, alpha), double_sided=double_sided, alpha_mode=alpha_mode)  # type: ignore[arg-type]
    scene = one(quad(0.5), replace(material, specular=0.0, alpha_cutoff=0.4))
    scene.batches[0].transform, scene.batches[0].tint = place((-1, 0, 0), (1, 0, 0)), white(2)
    scene.batches[0].transform[1, 0, 0] = -1.0
    for side in (1.0, -1.0):
        scene.lights = Lights.points([(-1, 0, 2 * side), (1, 0, 2 * side)], [(4, 4, 4)], np.inf, 0.0)
        seen = linear(scene, seen_from((0, 0, 4 * side), fov=0.8), (97, 65))
        # a lamp two metres before each, and the other one's light from aside
        expected = alpha * 0.5 / np.pi * (4 / 4 + 4 / 8 * 2 / np.sqrt(8)) if side > 0 or double_sided else 0.0
        for column in (48 - 19, 48 + 19):
            assert seen[32, column] == pytest.approx([expected] * 3, rel=0.02), (side, column)
