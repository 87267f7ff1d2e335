"""Models placed in scenes: hand-made files with known answers, and public sample files where they are present."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.framing import bounds, frame, scene_of
from assets.gltf import load
from assets.gltf_scene import add_model
from assets.lights import DIRECTIONAL, POINT, SPOT
from assets.rig import rigs
from assets.scene import Camera, Lights, Scene
from assets.scene_check import check_scene
from assets.transforms import invert, look_at, points, trs
from tests.gltf_files import SAMPLES, File, skinned

samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files at {SAMPLES}")


def test_a_skin_becomes_a_figure_at_rest(tmp_path: Path) -> None:
    scene = Scene("test")
    placed = add_model(scene, load(skinned(2).write(tmp_path)), trs((5, 0, 0)))
    figure = scene.figures[placed.figures[0]]
    assert (figure.joint_names, figure.pose) == (("node0", "node1"), None)
    np.testing.assert_allclose(figure.rest.joints, np.tile(np.eye(4)[:3], (2, 1, 1)), atol=1e-6)
    np.testing.assert_array_equal(scene.batches[0].transform[0], trs((5, 0, 0)))
    assert scene.batches[0].figure == placed.figures[0]


def test_lights(tmp_path: Path) -> None:
    file = File(extensionsUsed=["KHR_lights_punctual"])
    lights = [
        {"type": "point", "color": [1, 0.5, 0.25], "intensity": 8, "range": 12},
        {"type": "spot", "intensity": 2, "spot": {"innerConeAngle": 0.1, "outerConeAngle": 0.5}},
        {"type": "directional", "name": "sun"},
    ]
    file.root["extensions"] = {"KHR_lights_punctual": {"lights": lights}}
    file.root["nodes"] = [
        {"translation": [i, 0, 0], "extensions": {"KHR_lights_punctual": {"light": i}}} for i in range(3)
    ]
    scene = Scene("test")
    add_model(scene, load(file.write(tmp_path)), trs((0, 1, 0)), light_scale=0.5)
    np.testing.assert_array_equal(scene.lights.kind, [POINT, SPOT, DIRECTIONAL])
    np.testing.assert_array_equal(scene.lights.position[:2], [(0, 1, 0), (1, 1, 0)])
    np.testing.assert_array_equal(scene.lights.color[0], (4, 2, 1))
    np.testing.assert_array_equal(scene.lights.color[2], (0.5, 0.5, 0.5))
    np.testing.assert_array_equal(scene.lights.range, [12, np.inf, np.inf])
    np.testing.assert_array_equal(scene.lights.hard_end, [True, False, False])
    np.testing.assert_allclose(scene.lights.direction[1:], [(0, 0, -1)] * 2, atol=1e-7)
    np.testing.assert_allclose(scene.lights.cone[1], (math.cos(0.1), math.cos(0.5)), rtol=1e-6)
    check_scene(scene)


def test_many_endless_lights_end_where_they_are_faint(tmp_path: Path) -> None:
    file = File(extensionsUsed=["KHR_lights_punctual"])
    file.root["extensions"] = {"KHR_lights_punctual": {"lights": [{"type": "point", "intensity": 8}]}}
    file.root["nodes"] = [{"extensions": {"KHR_lights_punctual": {"light": 0}}} for _ in range(20)]
    scene = Scene("test")
    add_model(scene, load(file.write(tmp_path)))
    assert len(scene.lights) == 20
    np.testing.assert_allclose(scene.lights.range, math.sqrt(8 / 0.002))


def test_a_light_rides_on_an_animated_node(tmp_path: Path) -> None:
    file = File(extensionsUsed=["KHR_lights_punctual"])
    file.root["extensions"] = {"KHR_lights_punctual": {"lights": [{"type": "spot"}]}}
    file.root["nodes"] = [{"children": [1]}, {"extensions": {"KHR_lights_punctual": {"light": 0}}}]
    times = file.accessor(np.array([0, 1]))
    moved = file.accessor(np.array([(0, 0, 0), (4, 0, 0)]))
    sampler = {"input": times, "output": moved}
    file.root["animations"] = [
        {"samplers": [sampler], "channels": [{"sampler": 0, "target": {"node": 0, "path": "translation"}}]}
    ]
    scene = Scene("test", lights=Lights.points([(9, 9, 9)], [(1, 1, 1)], 5.0))
    add_model(scene, load(file.write(tmp_path)), trs((0, 2, 0)))
    assert scene.lights.moving.tolist() == [False, True]
    lights = scene.evaluate(0.5, Camera()).lights
    assert lights is not None
    np.testing.assert_allclose(lights.position, [(9, 9, 9), (2, 2, 0)], atol=1e-6)


def test_cameras(tmp_path: Path) -> None:
    file = File(
        cameras=[
            {"type": "perspective", "name": "main", "perspective": {"yfov": 0.6, "znear": 0.2}},
            {"type": "orthographic", "orthographic": {"xmag": 1, "ymag": 1, "znear": 0, "zfar": 10}},
        ],
        nodes=[{"camera": 0, "translation": [1, 2, 3]}, {"camera": 1}],
    )
    model = load(file.write(tmp_path))
    scene = Scene("test")
    assert add_model(scene, model).cameras == ("main", "camera1")
    camera = scene.camera("main", 0.0)
    assert (camera.eye, camera.target, camera.fov, camera.near) == ((1, 2, 3), (1, 2, 2), 0.6, 0.2)
    camera = scene.camera("camera1", 0.0)
    assert (camera.half_size, camera.near, camera.far) == ((1, 1), 1e-6, 10)
    assert not model.dropped


def test_instances_become_one_batch(tmp_path: Path) -> None:
    file = File(extensionsUsed=["EXT_mesh_gpu_instancing"])
    file.triangle()
    attributes = {"TRANSLATION": file.accessor([(0, 0, 0), (0, 0, 5)]), "SCALE": file.accessor([(1, 1, 1), (2, 2, 2)])}
    file.root["nodes"][0] |= {
        "translation": [1, 0, 0],
        "extensions": {"EXT_mesh_gpu_instancing": {"attributes": attributes}},
    }
    scene = Scene("test")
    add_model(scene, load(file.write(tmp_path)))
    np.testing.assert_allclose(scene.batches[0].transform, [trs((1, 0, 0)), trs((1, 0, 5), scale=2.0)])


def test_instances_of_a_morphed_mesh_morph_together(tmp_path: Path) -> None:
    file = File(extensionsUsed=["EXT_mesh_gpu_instancing"])
    target = {"POSITION": file.accessor([(0, 0, 1)] * 3)}
    file.triangle(targets=[target, target], mesh={"weights": [0.25, 0.5]})
    attributes = {"TRANSLATION": file.accessor([(0, 0, 0), (0, 0, 5)])}
    file.root["nodes"][0]["extensions"] = {"EXT_mesh_gpu_instancing": {"attributes": attributes}}
    sampler = {"input": file.accessor([0.0, 1.0]), "output": file.accessor([0.0, 0.0, 1.0, 0.5])}
    channel = {"sampler": 0, "target": {"node": 0, "path": "weights"}}
    file.root["animations"] = [{"samplers": [sampler], "channels": [channel]}]
    scene = Scene("test", duration=1.0)
    model = load(file.write(tmp_path))
    placed = add_model(scene, model)
    assert (placed.figures, len(scene.batches), scene.batches[0].figure) == ((0,), 1, 0)
    np.testing.assert_allclose(scene.figures[0].rest.weights, [0.25, 0.5])
    np.testing.assert_allclose(scene.evaluate(0.5, Camera()).poses[0].weights, [0.5, 0.25])
    assert not placed.dropped


def test_a_mesh_twice_on_one_skeleton_has_weights_of_its_own_each_time(tmp_path: Path) -> None:
    file = skinned(2)
    file.root["meshes"][0]["primitives"][0]["targets"] = [{"POSITION": file.accessor([(0, 0, 1)] * 3)}]
    file.root["nodes"][2]["weights"] = [1.0]
    file.root["nodes"].append({"mesh": 0, "skin": 0, "weights": [-1.0]})
    scene = Scene("test")
    add_model(scene, load(file.write(tmp_path)))
    assert [scene.figures[batch.figure].rest.weights.tolist() for batch in scene.batches] == [[1.0], [-1.0]]


def test_what_is_turned_inside_out_in_time_faces_the_same_way(tmp_path: Path) -> None:
    """A scale that goes from 1 to -2: a batch of either hand, of which one is shown."""
    file = File()
    file.triangle()
    sampler = {"input": file.accessor([0.0, 1.0]), "output": file.accessor([(1, 1, 1), (-2, 1, 1)])}
    channel = {"sampler": 0, "target": {"node": 0, "path": "scale"}}
    file.root["animations"] = [{"samplers": [sampler], "channels": [channel]}]
    scene = Scene("test", duration=1.0)
    add_model(scene, load(file.write(tmp_path)))
    assert [np.linalg.det(batch.transform[0, :, :3].astype(float)) < 0 for batch in scene.batches] == [False, True]
    for t, across in ((0.0, [1.0, 0.0]), (1.0, [0.0, -2.0])):
        moved = {move.batch: move.transform for mover in scene.movers for move in mover(t)}
        assert [moved[b][0, 0, 0] for b in (0, 1)] == pytest.approx(across)


def test_still_nodes_of_one_mesh_share_a_batch(tmp_path: Path) -> None:
    file = File()
    file.triangle()
    file.root["nodes"].append({"mesh": 0, "translation": [3, 0, 0]})
    scene = Scene("test")
    placed = add_model(scene, load(file.write(tmp_path)), pick=7)
    assert placed.batches == (0,)
    assert scene.batches[0].transform.shape == (2, 3, 4)
    assert (scene.batches[0].pick, len(scene.meshes)) == (7, 1)


def test_only_the_chosen_scene_is_added(tmp_path: Path) -> None:
    file = File(scenes=[{"name": "a", "nodes": [0]}, {"name": "b", "nodes": [1, 2]}], scene=1)
    file.triangle()
    file.root["nodes"] += [{"mesh": 0, "translation": [0, 0, 1]}, {"mesh": 0, "translation": [0, 0, 2]}]
    model = load(file.write(tmp_path))
    shown, other = Scene("shown"), Scene("other")
    add_model(shown, model)
    add_model(other, model, model_scene=0)
    assert shown.batches[0].transform[:, 2, 3].tolist() == [1, 2]
    assert other.batches[0].transform[:, 2, 3].tolist() == [0]


def test_bounds_and_frame_hold_the_model(tmp_path: Path) -> None:
    file = File()
    file.triangle()
    file.root["nodes"][0] |= {"scale": [2, 1, 1], "translation": [0, 0, 3]}
    model = load(file.write(tmp_path))
    box = bounds(model)
    np.testing.assert_allclose(box, [(0, 0, 3), (2, 1, 3)])
    camera = frame(box, aspect=1.5)
    corners = points(invert(look_at(camera.eye, camera.target)), box)
    seen = np.abs(corners[:, :2] / -corners[:, 2:]) / (math.tan(camera.fov / 2) * np.array([1.5, 1.0]))
    assert seen.max() <= 1.0
    assert seen.max() > 0.8
    assert (-corners[:, 2]).min() > camera.near
    assert scene_of(model).evaluate(0.0).camera.fov > 0.0


# Public samples -------------------------------------------------------------------------------------------------------


def sample(name: str, kind: str = "glTF", suffix: str = "gltf") -> Any:
    return load(SAMPLES / name / kind / f"{name}.{suffix}")


@samples
def test_sample_sparse_accessor() -> None:
    position = sample("SimpleSparseAccessor").meshes[0].primitives[0].position
    np.testing.assert_array_equal(np.unique(position[:, 1]), [0, 1, 2, 3, 4])


@samples
def test_sample_interleaved_box() -> None:
    np.testing.assert_allclose(bounds(sample("BoxInterleaved")), [(-0.5,) * 3, (0.5,) * 3])


@samples
def test_sample_modes() -> None:
    model = sample("MeshPrimitiveModes")
    kinds = [mesh.primitives[0].topology for mesh in model.meshes]
    assert sorted(kinds) == ["lines"] * 3 + ["points"] + ["triangles"] * 3
    assert model.dropped == ()


@samples
def test_sample_instancing() -> None:
    scene = scene_of(sample("SimpleInstancing"))
    assert len(scene.batches) == 1
    assert len(scene.batches[0].transform) == 125


@samples
def test_sample_morph_sphere_animates() -> None:
    scene = scene_of(sample("AnimatedMorphSphere"))
    weights = [scene.evaluate(t).poses[0].weights.tolist() for t in (0.0, 1.0, 2.0)]
    assert len(set(map(tuple, weights))) == 3


@samples
def test_sample_simple_skin_bends() -> None:
    scene = scene_of(sample("SimpleSkin"))
    tip = [scene.evaluate(t).poses[0].joints[1] for t in (0.0, 1.0)]
    np.testing.assert_allclose(tip[0], np.eye(4)[:3], atol=1e-6)
    # a quarter turn about the joint at (0, 1, 0) takes the tip (0, 2, 0) to (-1, 1, 0)
    np.testing.assert_allclose(tip[1][:, :3] @ (0, 2, 0) + tip[1][:, 3], (-1, 1, 0), atol=1e-4)


@samples
def test_sample_recursive_skeletons() -> None:
    scene = scene_of(sample("RecursiveSkeletons"))
    assert len(scene.figures) == 84
    assert all(np.isfinite(pose.joints).all() for pose in scene.evaluate(0.4).poses.values())


@samples
@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.gl*")), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_sample_loads_and_evaluates(path: Path) -> None:
    scene = scene_of(load(path))
    assert scene.batches
    assert scene.evaluate(0.5).camera.near > 0.0


def test_hidden_nodes_are_left_out_with_their_children(tmp_path: Path) -> None:
    file = File(extensionsUsed=["KHR_node_visibility", "ACME_smell"])
    file.triangle()
    file.root["nodes"].append({"mesh": 0, "name": "lid"})
    file.root["nodes"][0] |= {"extensions": {"KHR_node_visibility": {"visible": False}}, "children": [1]}
    model = load(file.write(tmp_path))
    scene = Scene("test")
    add_model(scene, model)
    assert scene.batches == []
    assert model.dropped == ("ACME_smell is left out",)
    assert not bounds(model).any()


def test_a_model_without_meshes_still_has_a_camera(tmp_path: Path) -> None:
    scene = scene_of(load(File(nodes=[{}]).write(tmp_path)))
    assert scene.batches == []
    assert scene.evaluate(0.0).camera.near > 0.0


def test_the_files_sun_lights_its_scene(tmp_path: Path) -> None:
    file = File(extensionsUsed=["KHR_lights_punctual"])
    file.triangle()
    file.root["extensions"] = {"KHR_lights_punctual": {"lights": [{"type": "directional"}]}}
    half = math.sqrt(0.5)
    # turned by -90 degrees about x the light shines straight down
    file.root["nodes"].append({"rotation": [-half, 0, 0, half], "extensions": {"KHR_lights_punctual": {"light": 0}}})
    scene = scene_of(load(file.write(tmp_path)))
    np.testing.assert_allclose(scene.sky.sun_direction, (0, 1, 0), atol=1e-6)
    assert len(scene.lights) == 0


@pytest.mark.parametrize("odd", [{"color": [1, 0, 0]}, {"turned": True}])
def test_a_light_that_is_no_sun_is_a_lamp_of_its_own(tmp_path: Path, odd: dict[str, Any]) -> None:
    file = File(extensionsUsed=["KHR_lights_punctual"])
    file.triangle()
    light = {"type": "directional", "color": odd.get("color", [1, 1, 1])}
    file.root["extensions"] = {"KHR_lights_punctual": {"lights": [light]}}
    half = math.sqrt(0.5)
    rotation = [0, 0, 0, 1] if "turned" in odd else [-half, 0, 0, half]
    file.root["nodes"].append({"rotation": rotation, "extensions": {"KHR_lights_punctual": {"light": 0}}})
    scene = scene_of(load(file.write(tmp_path)))
    assert scene.sky.sun_direction[1] > 0.5
    assert len(scene.lights) == 1


def test_many_skins_share_what_is_known_of_their_tree(tmp_path: Path) -> None:
    """Thousands of skins over one tree: its rest is worked out once, not once for each."""
    file = skinned(2)
    file.root["skins"] *= 3
    file.root["nodes"] += [{"mesh": 0, "skin": 1}, {"mesh": 0, "skin": 2}]
    found = rigs(load(file.write(tmp_path)))
    assert len(found) == 3
    assert found[0].skeleton.still is found[1].skeleton.still is found[2].skeleton.still
    assert found[0].skeleton.rest is found[2].skeleton.rest
