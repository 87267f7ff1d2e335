"""The workloads are what their names say, and the bare loop draws the same things."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import Frame, Scene
from assets.scene_check import check_scene
from render.renderer import Renderer
from scenes.authoring import transforms
from tools.bench.bound import Bound, flatten
from tools.bench.measure import measure
from tools.bench.shapes import ball, body, walkers
from tools.bench.subjects import Lighting, find_subject, read_lights
from tools.bench.workloads import WORKLOADS, lights, nodes, skins, textured
from tools.commands import measure as commands


def _triangles(scene: Scene) -> int:
    each = [sum(p.indices.size // 3 for p in mesh.primitives) for mesh in scene.meshes]
    return sum(each[b.mesh] * len(b.transform) for b in scene.batches)


def test_the_workloads_hold_what_they_promise() -> None:
    many = nodes()
    assert sum(len(b.transform) for b in many.batches) == 10_000
    assert (len(many.meshes), len(many.materials)) == (200, 50)
    assert _triangles(WORKLOADS["million"]()) == 1_000_000
    assert len(skins(30).figures) == 30
    assert len(lights(1024).lights) == 1024
    field = WORKLOADS["instances-10k"]()
    assert _triangles(field) == 500 * len(field.batches[0].transform) == 5_000_000


@pytest.mark.parametrize("name", [n for n in WORKLOADS if n not in {"million", "instances-100k"}])
def test_a_workload_is_a_sound_scene(name: str) -> None:
    scene = WORKLOADS[name]()
    check_scene(scene)
    assert scene.evaluate(0.0).camera != scene.evaluate(1.0).camera


def test_help_and_manual_name_every_workload() -> None:
    manual = (Path(__file__).parents[1] / "docs" / "bench.md").read_text(encoding="utf-8")
    said = Path(commands.__file__).read_text(encoding="utf-8").replace('"\n            "', "")
    for name in WORKLOADS:
        assert f"`{name}`" in manual
        assert name in said


def test_a_ball_is_round_and_faces_outward() -> None:
    shape = ball(12, 8)
    assert shape.indices.size // 3 == 2 * 12 * 8
    assert np.linalg.norm(shape.position, axis=1) == pytest.approx(1.0, abs=1e-5)
    corner = shape.position[shape.indices.reshape(-1, 3)]
    face = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    assert (np.einsum("ij,ij->i", face, corner.mean(1)) > -1e-4).all()
    inner = np.abs(shape.position[:, 1]) < 0.9
    assert np.einsum("ij,ij->i", shape.normal, shape.position)[inner].min() > 0.9


def test_a_walker_holds_together() -> None:
    """Joints share the point they turn about: a limb bends there and does not tear."""
    figure = walkers(transforms([[0, 0, 0], [3, 0, 0]]))[1]
    assert figure.pose
    joints = figure.pose(0.3).joints.astype(np.float64)
    knee = np.array([0.12, 1.0 - 0.24, 0.0, 1.0])
    assert joints[13] @ knee == pytest.approx(joints[12] @ knee, abs=1e-5)
    assert np.linalg.det(joints[:, :, :3]) == pytest.approx(1.0, abs=1e-4)
    shape = body()
    assert shape.weights is not None
    assert shape.weights.sum(1) == pytest.approx(1.0)


def test_the_bare_loop_draws_each_batch_once() -> None:
    scene = nodes(600, 20, 5)
    commands, vertices, indices, draws = flatten(scene)
    assert len(commands) == 20
    assert commands["instances"].sum() == len(draws) == 600
    assert (commands["base_instance"] == np.cumsum([0, *commands["instances"][:-1]])).all()
    assert commands["first_index"][-1] + commands["count"][-1] == len(indices)
    assert commands["base_vertex"].max() < len(vertices)


@pytest.mark.gl
@pytest.mark.parametrize("scene", [nodes(300, 10, 5), skins(2), lights(16), textured()], ids=lambda s: s.name)
def test_both_see_the_same_shapes(scene: Scene) -> None:
    frame = scene.evaluate(0.5)
    with Bound(scene, (96, 54)) as bare:
        covered = bare.render(frame)[::-1, :, 3] > 0
    with Renderer(scene, (96, 54)) as renderer:
        seen = renderer.render(frame).pixels.astype(int)
    with Renderer(Scene("empty", sky=scene.sky, grade=scene.grade, studio=scene.studio), (96, 54)) as renderer:
        behind = renderer.render(Frame(frame.time, frame.camera)).pixels.astype(int)
    ours = (np.abs(seen - behind) > 4).any(2)
    assert covered.mean() > 0.01
    assert (covered != ours).mean() < 0.05


@pytest.mark.parametrize("text", ["moon", "sun,2,3", "-4", "sun,,", "9999999"])
def test_other_lights_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(InputError, match="--lights"):
        read_lights(text)


def test_lights_are_what_was_asked_for() -> None:
    assert read_lights("sky") is None
    assert read_lights("shadow,16") == Lighting(True, True, 16)
    scene = find_subject("nodes", lights="5")()
    assert len(scene.lights) == 5
    assert scene.studio
    assert scene.studio.color == (0.0, 0.0, 0.0)
    shaded = find_subject("nodes", lights="sun,shadow")()
    assert {batch.layer for batch in shaded.batches} == {"all"}


@pytest.mark.gl
def test_a_film_is_timed_and_kept(tmp_path: Path) -> None:
    found = measure(WORKLOADS["skins-1"], (64, 36), 3, "draft", video=tmp_path / "film.mp4")
    assert found.film
    assert found.film.film_s > 0
    with av.open(str(tmp_path / "film.mp4")) as film:
        assert sum(1 for _ in film.decode(video=0)) == 3
    assert [p.name for p in tmp_path.iterdir()] == ["film.mp4"]
