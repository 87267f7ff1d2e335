"""Points, lines, strips and fans: as lists by hand, in the reader, and on screen."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from assets.gltf import load
from assets.scene import Batch, Figure, Material, Mesh, MorphTarget, Pose, Primitive, Scene
from assets.topology import listed
from render.context import Context
from render.draws import build_draws
from render.geometry_heap import build_heap
from render.renderer import Renderer
from tests.gltf_files import TRIANGLE, File
from tests.scenes_for_render import one, place, quad, seen_from, white
from tests.test_forward import linear


@pytest.mark.parametrize(
    ("mode", "flat", "kind", "expected"),
    [
        (0, [2, 0, 1], "points", [2, 0, 1]),
        (1, [0, 1, 2, 3, 4], "lines", [0, 1, 2, 3]),
        (1, [0, 1, 2, 2], "lines", [0, 1]),
        (2, [4, 5, 6], "lines", [4, 5, 5, 6, 6, 4]),
        (2, [7], "lines", []),
        (3, [4, 5, 6], "lines", [4, 5, 5, 6]),
        (3, [4], "lines", []),
        (4, [0, 1, 2, 3], "triangles", [0, 1, 2]),
        (5, [0, 1, 2, 3], "triangles", [0, 1, 2, 1, 3, 2]),
        # a strip that jumps: the two triangles on each side of the jump have no area
        (5, [0, 1, 2, 2, 3, 3, 4, 5], "triangles", [0, 1, 2, 3, 5, 4]),
        (5, [0, 1], "triangles", []),
        (6, [0, 1, 2, 3], "triangles", [1, 2, 0, 2, 3, 0]),
        (6, [0, 1, 1, 2], "triangles", [1, 2, 0]),
    ],
)
def test_every_mode_as_a_list(mode: int, flat: list[int], kind: str, expected: list[int]) -> None:
    topology, indices = listed(np.array(flat, np.uint32), mode)
    assert (topology, indices.tolist()) == (kind, expected)


def read(file: File, folder: Path) -> Primitive:
    model = load(file.write(folder))
    assert model.dropped == ()
    return model.meshes[0].primitives[0]


@pytest.mark.parametrize("normals", [False, True])
def test_lines_keep_their_vertices_and_have_normals_only_where_the_file_does(tmp_path: Path, normals: bool) -> None:
    file = File()
    attributes = {"POSITION": file.accessor(TRIANGLE)}
    if normals:
        attributes["NORMAL"] = file.accessor([(0, 0, 1)] * 3)
    file.mesh(attributes, mode=2)
    line = read(file, tmp_path)
    assert line.topology == "lines"
    np.testing.assert_array_equal(line.indices, [0, 1, 1, 2, 2, 0])
    np.testing.assert_array_equal(line.normal, [(0, 0, int(normals))] * 3)


def test_a_line_of_one_vertex_is_said(tmp_path: Path) -> None:
    file = File()
    file.mesh({"POSITION": file.accessor([(0, 0, 0)])}, mode=3)
    assert load(file.write(tmp_path)).dropped == ("mesh 'mesh0': a primitive without a whole line is left out",)


def test_the_restart_value_is_refused(tmp_path: Path) -> None:
    file = File()
    file.mesh({"POSITION": file.accessor(np.eye(3)[np.arange(300) % 3])}, indices=file.accessor([0, 1, 255], "uint8"))
    with pytest.raises(InputError, match="/meshes/0/primitives/0/indices: has the value 255, which restarts"):
        load(file.write(tmp_path))


def stroke(*points: tuple[float, float, float], kind: str = "lines", normal: float = 0.0) -> Primitive:
    position = np.array(points, np.float32)
    normals = np.tile(np.array([0, 0, normal], np.float32), (len(points), 1))
    indices = np.arange(len(points), dtype=np.uint32)
    return Primitive(position, normals, indices, topology="lines" if kind == "lines" else "points")


GLOWS = Material(base_color=(0.5, 0.25, 0.125, 1.0), emissive=(0.0, 0.5, 0.0))


@pytest.mark.gl
def test_a_line_without_normals_shows_base_colour_and_emission_one_pixel_wide(context: Context) -> None:
    picture = linear(one(stroke((-9, 0, 0), (9, 0, 0)), GLOWS), seen_from((0, 0, 3)))
    rows = np.nonzero(picture.any((1, 2)))[0]
    assert rows.tolist() == [32]
    np.testing.assert_allclose(picture[32], np.tile([0.5, 0.75, 0.125], (65, 1)), atol=1e-3)


@pytest.mark.gl
def test_a_line_with_normals_is_lit(context: Context) -> None:
    picture = linear(one(stroke((-9, 0, 0), (9, 0, 0), normal=1.0), GLOWS), seen_from((0, 0, 3)))
    np.testing.assert_allclose(picture[32, 32], [0.0, 0.5, 0.0], atol=1e-3)  # the scene is dark


@pytest.mark.gl
def test_points_are_round_and_a_few_pixels_wide(context: Context) -> None:
    picture = linear(one(stroke((0, 0, 0), kind="points"), GLOWS), seen_from((0, 0, 3)))
    assert 5 <= int(picture.any(2).sum()) <= 9
    assert picture[32, 32].any()
    tall = linear(one(stroke((0, 0, 0), kind="points"), GLOWS), seen_from((0, 0, 3)), (64, 1440))
    covered = np.nonzero(tall.any(2))
    assert np.ptp(covered[0]) == 5, "six pixels at 1,440 rows"


@pytest.mark.gl
def test_a_point_is_seen_from_afar_and_hidden_when_shrunk_to_nothing(context: Context) -> None:
    scene = one(stroke((0, 0, 0), kind="points"), GLOWS)
    assert linear(scene, seen_from((0, 0, 9000))).any()
    scene.batches[0].transform = place((0, 0, 0), scale=0.0)
    assert not linear(scene, seen_from((0, 0, 3))).any()


@pytest.mark.gl
def test_a_line_on_a_surface_lies_in_front_of_it_and_one_behind_does_not(context: Context) -> None:
    scene = one(quad(2.0), Material(base_color=(0, 0, 1, 1), unlit=True), GLOWS)
    for height, seen in ((0.0, True), (-0.5, False)):
        line = replace(stroke((-1, 0.1, height), (1, 0.1, height)), material=1)
        scene.meshes = [Mesh("m", (scene.meshes[0].primitives[0], line))]
        picture = linear(scene, seen_from((2.0, 1.0, 2.0)))
        assert bool((picture[..., 0] > 0.4).any()) == seen


@pytest.mark.gl
def test_blended_lines_are_blended(context: Context) -> None:
    half = replace(GLOWS, base_color=(1, 1, 1, 0.5), emissive=(0, 0, 0), alpha_mode="BLEND")
    scene = one(quad(9.0), Material(base_color=(0, 0, 1, 1), unlit=True), half)
    line = replace(stroke((-9, 0, 1), (9, 0, 1)), material=1)
    scene.meshes += [Mesh("line", (line,))]
    scene.batches += [Batch("line", 1, place((0, 0, 0)), white())]
    np.testing.assert_allclose(linear(scene, seen_from((0, 0, 3)))[32, 5], [0.5, 0.5, 1.0], atol=2e-3)


@pytest.mark.gl
@pytest.mark.parametrize("kind", ["lines", "points"])
def test_strokes_are_posed_culled_and_picked(context: Context, kind: str) -> None:
    base = stroke((-0.2, -5, 0), (0.2, -5, 0), kind=kind)
    lift = MorphTarget("up", np.arange(2, dtype=np.uint32), np.tile(np.float32([0, 5, 0]), (2, 1)), np.zeros((2, 3)))
    bound = np.zeros((2, 4), np.uint16), np.tile(np.eye(1, 4, dtype=np.float32), (2, 1))
    primitive = replace(base, joints=bound[0], weights=bound[1], targets=(lift,))
    scene = one(primitive, GLOWS, pick=7)
    joints = np.eye(4, dtype=np.float32)[None, :3].copy()
    joints[0, 0, 3] = 0.1  # to the right
    scene.figures = [Figure("f", ("j",), ("up",), Pose(joints, np.float32([1.0])))]
    scene.batches[0].figure = 0
    frame = seen_from((0.0, 0, 3), (0.1 if kind == "lines" else 0.3, 0, 0))
    with closing(Renderer(scene, (65, 65), context=context)) as renderer:
        found = renderer.pick(frame, 32, 32)
        assert found is not None
        assert (found.pick, found.instance) == (7, 0)
        assert renderer.pick(seen_from((60, 0, 3), (60, 0, 0)), 32, 32) is None


def test_passes_that_draw_surfaces_alone_leave_strokes_out() -> None:
    scene = Scene("s", meshes=[Mesh("l", (stroke((0, 0, 0), (1, 0, 0)),))], materials=[GLOWS])
    scene.batches = [Batch("b", 0, place((0, 0, 0)), white())]
    draws = build_draws(scene, build_heap(scene.meshes), {})
    assert draws.solid
    assert not draws.shapes
