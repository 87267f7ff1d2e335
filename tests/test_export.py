"""`taihe export`: every field comes back, the Khronos validator finds nothing wrong, and the picture is the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets import transforms as tf
from assets.framing import scene_of
from assets.glb_vertices import valid
from assets.glb_write import glb_bytes
from assets.gltf import load
from assets.lights import Lights
from assets.material import (
    Anisotropy,
    Clearcoat,
    DiffuseTransmission,
    Iridescence,
    Material,
    Sheen,
    Texture,
    Transmission,
    Volume,
)
from assets.model import Model
from assets.scene import IDENTITY, Batch, Camera, Figure, Mesh, Move, Pose, Primitive, Scene
from assets.scene_model import model_of, sheared
from tests.gltf_files import SAMPLES, TRIANGLE, skinned
from tests.test_gltf_pointers import animated
from tools.cli import run

VALIDATE = """
const validator = require(process.argv[1]);
const bytes = new Uint8Array(require("fs").readFileSync(process.argv[2]));
validator.validateBytes(bytes).then(r => console.log(JSON.stringify(r.issues)));
"""


@cache
def validator() -> str:
    """Where npm's gltf-validator is installed; skips the test, and says why, where it is not."""
    if not shutil.which("node"):
        pytest.skip("no node")
    roots = [Path(__file__).parents[1] / "node_modules"]
    roots += [Path(root) for root in os.environ.get("NODE_PATH", "").split(os.pathsep) if root]
    if shutil.which("npm"):
        said = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=False)
        roots.append(Path(said.stdout.strip()))
    found = next((root / "gltf-validator" for root in roots if (root / "gltf-validator").is_dir()), None)
    if found is None:
        pytest.skip("no gltf-validator: npm install -g gltf-validator")
    return str(found)


def errors(path: Path) -> list[str]:
    command = ["node", "-e", VALIDATE, validator(), str(path)]
    issues = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return [f"{m['pointer']} {m['message']}" for m in issues["messages"] if m["severity"] == 0]


def triangle(**more: Any) -> Primitive:
    position = np.array(TRIANGLE, np.float32)
    return Primitive(position, np.tile(np.array([0, 0, 1], np.float32), (3, 1)), np.arange(3, dtype=np.uint32), **more)


def stage() -> Scene:
    """One of everything: tinted and sheared instances, what moves, a figure, lamps, a flight of the camera."""
    scene = Scene("stage", duration=1.0)
    pixels = np.full((2, 2, 4), 255, np.uint8)
    scene.textures = [
        Texture("white", pixels, wrap="clamp", wrap_v="mirror"),
        Texture("flat", pixels, srgb=False),
    ]
    coat = Clearcoat(0.5, 0.25, texture=1, normal_texture=1, normal_scale=0.5)
    turned = tf.trs((0.5, 0.25, 0), (0, 0, -0.6, 0.8), (2, 3, 1))[:2, [0, 1, 3]].reshape(-1).tolist()
    base = (("base_color",), tuple(turned))
    emissive = (3.0, 1.0, 0.0)
    scene.materials = [
        Material("varnish", base_color_texture=0, clearcoat=coat, ior=1.4, emissive=emissive, uv_transforms=(base,)),
        Material(
            "glass",
            transmission=Transmission(0.75, 1),
            volume=Volume(0.5, 1, 2.0, (0.5, 0.25, 1.0), 0.5),
            iridescence=Iridescence(0.5, 1.25, 50.0, 800.0, 1, 1),
            anisotropy=Anisotropy(0.5, 0.25, 1),
            diffuse_transmission=DiffuseTransmission(0.25, (0.5, 1.0, 0.25), 1, 0),
            specular_texture=1,
            specular_color_texture=0,
        ),
        Material("velvet", sheen=Sheen((0.5, 0.25, 0.125), 0.75), specular=0.5, specular_color=(2.0, 1.0, 0.5)),
    ]
    uv = np.array(TRIANGLE, np.float32)[:, :2].copy()
    joints, weights = np.zeros((3, 4), np.uint16), np.tile(np.array([0.7, 0.3, 0, 0], np.float32), (3, 1))
    scene.meshes = [
        Mesh("leaf", (triangle(uv=uv),)),
        Mesh("cloth", (triangle(material=1), triangle(material=2))),
        Mesh("doll", (triangle(material=1, joints=joints, weights=weights),)),
    ]
    slant = np.array([[1, 0.5, 0, 3], [0, 1, 0, 0], [0, 0.2, -1, 0]], np.float32)
    many = np.stack([tf.trs((k, 0, 0), scale=(1, 2, 1)) for k in range(3)])
    white, red = np.array([[1, 1, 1, 0]], np.float32), np.array([[1, 0.5, 0.25, 0]], np.float32)
    scene.batches = [
        Batch("leaves", 0, np.concatenate([many, slant[None]]), np.repeat(red, 4, 0)),
        Batch("flag", 1, IDENTITY[None].copy(), white),
        Batch("doll", 2, tf.trs((0, 0, 2))[None], white, figure=0),
    ]
    scene.movers = [lambda t: [Move(1, tf.trs((0, t, 0), (0, 0, np.sin(t / 2), np.cos(t / 2)))[None])]]

    def pose(t: float) -> Pose:
        return Pose(tf.trs((0, 2 * t, 0))[None], np.zeros(0, np.float32))

    scene.figures = [Figure("doll", ("hip",), (), pose(0.0), pose)]
    scene.lights = Lights.concat(
        [
            Lights.points([[0, 3, 0]], [[4, 2, 1]], 9.0),
            Lights.spots([[0, 3, 1]], [[0, -1, 0]], [[8, 8, 8]], 5.0, (0.2, 0.5)),
        ]
    )
    scene.cameras["fly"] = lambda t: Camera((0, 1, 5 - t), (0, 0, 0), fov=0.7, near=0.2)
    return scene


def test_a_scene_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "stage.glb"
    before = stage()
    path.write_bytes(glb_bytes(model_of(before, 1.0, 8.0)))
    model = load(path)
    assert model.dropped == ()
    after = scene_of(model)
    frames = before.evaluate(0.5), after.evaluate(0.5, "fly")
    np.testing.assert_allclose(frames[1].camera.eye, (0, 1, 4.5), atol=1e-5)
    assert frames[1].camera.fov == pytest.approx(0.7)
    (flag,) = (m for m in frames[1].moves if after.batches[m.batch].name == "flag/0")
    np.testing.assert_allclose(flag.transform, frames[0].moves[0].transform, atol=1e-2)
    np.testing.assert_allclose(frames[1].poses[0].joints, tf.trs((0, 1, 2))[None], atol=1e-5)
    leaves = [b for b in after.batches if after.meshes[b.mesh].name == "leaf"]
    found = np.concatenate([b.transform for b in leaves])
    np.testing.assert_allclose(found[np.argsort(found[:, 0, 3])], before.batches[0].transform, atol=1e-5)
    assert all(np.allclose(b.tint[:, :3], (1, 0.5, 0.25)) for b in leaves)
    lamps = after.lights
    np.testing.assert_allclose(lamps.color, [(4, 2, 1), (8, 8, 8)], rtol=1e-5)
    np.testing.assert_allclose(lamps.range, (9, 5))
    np.testing.assert_allclose(lamps.direction[1], (0, -1, 0), atol=1e-6)
    np.testing.assert_allclose(lamps.cone[1], np.cos((0.2, 0.5)), rtol=1e-5)
    assert errors(path) == []


def test_materials_come_back(tmp_path: Path) -> None:
    path = tmp_path / "stage.glb"
    scene = stage()
    path.write_bytes(glb_bytes(model_of(scene)))
    varnish, glass, velvet = load(path).materials
    assert glass == scene.materials[1]
    assert velvet == scene.materials[2]
    assert replace(varnish, uv_transforms=()) == replace(scene.materials[0], uv_transforms=())
    # the clearcoat's textures have no transform of their own: now they say so
    written, read = dict(scene.materials[0].uv_transforms), dict(varnish.uv_transforms)
    np.testing.assert_allclose(read["base_color",], written["base_color",], atol=1e-6)
    assert read["clearcoat", "clearcoat_normal"] == (1, 0, 0, 0, 1, 0)
    assert (load(path).textures[0].wrap, load(path).textures[0].wrap_v) == ("clamp", "mirror")


def test_pointer_animations_come_back(tmp_path: Path) -> None:
    file = animated(
        ("/materials/0/emissiveFactor", [(0, 0, 0), (1, 1, 0.5)], "LINEAR"),
        ("/materials/0/extensions/KHR_materials_clearcoat/clearcoatFactor", [0.0, 1.0], "STEP"),
        ("/cameras/0/perspective/yfov", [0.5, 1.5], "LINEAR"),
        ("/extensions/KHR_lights_punctual/lights/0/intensity", [4.0, 8.0], "LINEAR"),
        materials=[{"extensions": {"KHR_materials_emissive_strength": {"emissiveStrength": 6.0}}}],
    )
    first = load(file.write(tmp_path))
    path = tmp_path / "again.glb"
    path.write_bytes(glb_bytes(first))
    scenes = [scene_of(model) for model in (first, load(path))]
    for t in (0.0, 1.0, 2.0):
        a, b = (scene.evaluate(t, "eye") for scene in scenes)
        assert a.materials == b.materials
        assert a.camera == b.camera
        assert a.lights is not None
        assert b.lights is not None
        np.testing.assert_array_equal(a.lights.color, b.lights.color)
    assert scenes[1].evaluate(1.0).materials[0].emissive == (3.0, 3.0, 1.5)
    assert errors(path) == []


def test_vertices_are_made_valid() -> None:
    p = triangle(
        joints=np.array([[1, 1, 2, 1]] * 3, np.uint16),
        weights=np.array([[0.1, 0.2, 0.3, 0.4]] * 3, np.float32),
        tangent=np.array([[0, 3, 0, 0.5], [0, 0, 0, -1], [1, 0, 0, -2]], np.float32),
        color=np.array([[1, 2, 3, 4]] * 3, np.uint8),
    )
    out = valid(replace(p, normal=p.normal * 5), Model("m", materials=(Material(base_color_texture=0, sway=0.1),)))
    assert out.joints is not None
    assert out.weights is not None
    assert out.joints[0].tolist() == [1, 0, 2, 0]
    np.testing.assert_allclose(out.weights[0], (0.7, 0, 0.3, 0), rtol=1e-6)
    assert (out.weights.sum(1) == 1.0).all()
    assert out.tangent is not None
    assert out.tangent.tolist() == [[0, 1, 0, 1], [1, 0, 0, -1], [1, 0, 0, -1]]
    assert out.normal[0].tolist() == [0, 0, 1]
    assert out.color is not None
    assert out.color[0].tolist() == [1, 2, 3, 255]
    assert out.uv is not None


def test_shear_is_recognised() -> None:
    straight = tf.trs((1, 2, 3), (0.6, 0, 0, 0.8), (-1, 2, 3))
    slant = straight.copy()
    slant[0, 1] += 0.4
    assert sheared(np.stack([straight, slant])).tolist() == [False, True]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files at {SAMPLES}")
def test_samples_come_back_and_are_valid(tmp_path: Path) -> None:
    for source in sorted(p for p in SAMPLES.rglob("*") if p.suffix in (".glb", ".gltf", ".vrm")):
        model = load(source)
        path = tmp_path / "again.glb"
        path.write_bytes(glb_bytes(model))
        again = load(path)
        a, b = (scene_of(replace(m, vrm=None)).evaluate(0.7) for m in (model, again))
        assert len(a.moves) == len(b.moves), source
        for x, y in zip(a.moves, b.moves, strict=True):
            np.testing.assert_allclose(x.transform, y.transform, atol=1e-5)
        for i, pose in a.poses.items():
            np.testing.assert_allclose(pose.joints, b.poses[i].joints, atol=1e-4)
            np.testing.assert_allclose(pose.weights, b.poses[i].weights, atol=1e-6)
        assert [replace(m, surface="") for m in again.materials] == [replace(m, surface="") for m in model.materials]
        assert errors(path) == [], source


@pytest.mark.gl
def test_the_command_and_the_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image

    source, again = skinned(2).write(tmp_path), tmp_path / "again.glb"
    assert run(["export", str(source), "-o", str(again)]) == 0
    for path in (source, again):
        assert run(["shot", str(path), "-o", str(path.with_suffix(".png")), "--size", "64x64"]) == 0
    first, second = (np.asarray(Image.open(p.with_suffix(".png"))) for p in (source, again))
    np.testing.assert_array_equal(first, second)
    capsys.readouterr()
    assert run(["export", "taihe_lake", "-o", str(again), "--seconds", "-1"]) == 2
    assert "--seconds -1" in capsys.readouterr().err
    assert run(["export", "nothing", "-o", str(again)]) == 2
    assert run(["export", str(source), "-o", str(tmp_path / "a.png")]) == 2
