"""Materials of a scene that change, through a file and back: tracks, faces, emission beyond one, pictures that turn."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.framing import bounds
from assets.glb_write import glb_bytes
from assets.gltf import load
from assets.gltf_container import open_document
from assets.gltf_scene import add_model
from assets.paint import Paint
from assets.scene import Camera, Figure, Material, MaterialTrack, Pose, Scene, Texture, Toon
from assets.scene_model import model_of
from tests.scenes_for_render import one, place, quad


def changing(t: float) -> Material:
    c, s = math.cos(t), math.sin(t)
    return Material(
        "lamp",
        base_color=(0.5 * t, 0.25, 1.0, 1.0),
        metallic=0.5 * t,
        emissive=(4.0 * t, 1.0, 0.0),
        base_color_texture=0,
        uv_transforms=((("base_color",), (c, s, 0.5 * t, -s, c, 0.0)),),
    )


def stage(material: Material) -> Scene:
    scene = one(quad(), material)
    scene.textures = [Texture("t", np.full((2, 2, 4), 255, np.uint8))]
    return scene


def back(scene: Scene, folder: Path, seconds: float) -> tuple[Scene, tuple[str, ...]]:
    model = model_of(scene, seconds, rate=4.0)
    path = folder / "scene.glb"
    path.write_bytes(glb_bytes(model))
    read = load(path)
    assert read.dropped == ()
    samplers = [s for a in open_document(path, False).root.get("animations", ()) for s in a["samplers"]]
    assert not {s["input"] for s in samplers} & {s["output"] for s in samplers}, "times are no values"
    again = Scene("again")
    add_model(again, read)
    return again, model.dropped


@pytest.mark.parametrize("t", [0.0, 0.5, 1.75])
def test_a_track_comes_back(tmp_path: Path, t: float) -> None:
    scene = stage(changing(0.0))
    scene.material_tracks = [MaterialTrack(0, changing)]
    again, dropped = back(scene, tmp_path, 2.0)
    assert not any("material" in line for line in dropped)
    found, expected = again.evaluate(t, Camera()).materials[0], changing(t)
    assert found.base_color == pytest.approx(expected.base_color, abs=1e-5)
    assert found.emissive == pytest.approx(expected.emissive, abs=1e-4)
    assert (found.metallic, found.roughness) == pytest.approx((expected.metallic, 0.8), abs=1e-5)
    assert found.uv_transforms[0][1] == pytest.approx(expected.uv_transforms[0][1], abs=1e-5)


def test_a_face_comes_back_and_what_stays_is_said(tmp_path: Path) -> None:
    scene = stage(Material("skin", (1, 1, 1, 1), surface="toon", toon=Toon()))
    none = np.zeros((0, 3, 4), np.float32)
    paint = Paint(0, base_color=(0.0, -0.5, -0.5, 0.0), shade_color=(0.1, 0.0, 0.0))
    pose = Pose(none, np.zeros(1, np.float32))
    face = Figure("face", (), ("materials:happy",), pose, lambda t: Pose(none, np.float32([0.5 * t])), ((0, paint),))
    scene.figures, scene.batches[0].figure = [face], 0
    scene.batches[0].transform = place((1, 2, 3))
    again, dropped = back(scene, tmp_path, 2.0)
    assert again.evaluate(1.0, Camera()).materials[0].base_color == pytest.approx((1, 0.75, 0.75, 1))
    assert bounds(load(tmp_path / "scene.glb"))[0] == pytest.approx((0, 1, 3)), (
        "without joints it stands where it stood"
    )
    (said,) = [line for line in dropped if "material" in line]
    assert said == "material 'skin': of what changes only colour, roughness, emission and transforms move"


def test_a_moment_is_a_moment(tmp_path: Path) -> None:
    scene = stage(changing(0.0))
    scene.material_tracks = [MaterialTrack(0, lambda t: replace(changing(t), roughness=0.25))]
    model = model_of(scene)
    assert (model.animations, model.materials[0].roughness) == ((), 0.25)
    assert "changing materials are written as at the first moment" in model.dropped
