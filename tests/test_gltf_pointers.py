"""KHR_animation_pointer and KHR_node_visibility: values between keys by hand, and what reaches the picture."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.framing import scene_of
from assets.gltf import load
from assets.model import Model
from assets.scene import Scene
from tests.gltf_files import File


def animated(*tracks: tuple[str, Any, str], dtype: str = "float32", **root: Any) -> File:
    """A triangle with a material, a light and a camera; each track is (pointer, values at 0 s and 2 s, how)."""
    file = File(extensionsUsed=["KHR_animation_pointer", "KHR_lights_punctual"], **root)
    file.root.setdefault("materials", [{}])
    file.root["cameras"] = [{"type": "perspective", "name": "eye", "perspective": {"yfov": 0.5, "znear": 0.1}}]
    file.root["extensions"] = {"KHR_lights_punctual": {"lights": [{"type": "point", "intensity": 4.0}]}}
    file.triangle(material=0)
    file.root["nodes"] += [{"camera": 0}, {"extensions": {"KHR_lights_punctual": {"light": 0}}}]
    times = file.accessor([0.0, 2.0])
    samplers, channels = [], []
    for pointer, values, interpolation in tracks:
        output = file.accessor(values, dtype)
        samplers.append({"input": times, "output": output, "interpolation": interpolation})
        target = {"path": "pointer", "extensions": {"KHR_animation_pointer": {"pointer": pointer}}}
        channels.append({"sampler": len(samplers) - 1, "target": target})
    file.root["animations"] = [{"samplers": samplers, "channels": channels}]
    return file


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2, 2), (9, 8, 7)).save(out, "PNG")
    return out.getvalue()


def scene(file: File, folder: Path) -> tuple[Scene, Model]:
    model = load(file.write(folder))
    return scene_of(model), model


def test_factors_of_a_material_between_keys(tmp_path: Path) -> None:
    strength = "/materials/0/extensions/KHR_materials_emissive_strength/emissiveStrength"
    file = animated(
        ("/materials/0/pbrMetallicRoughness/baseColorFactor", [(0, 0, 0, 1), (1, 0.5, 0, 1)], "LINEAR"),
        ("/materials/0/pbrMetallicRoughness/roughnessFactor", [0.0, 1.0], "STEP"),
        ("/materials/0/emissiveFactor", [(0, 0, 0), (1, 1, 0.5)], "LINEAR"),
        (strength, [1.0, 5.0], "LINEAR"),
    )
    shown, model = scene(file, tmp_path)
    now = shown.evaluate(1.0).materials[0]
    assert now.base_color == (0.5, 0.25, 0, 1)
    assert now.roughness == 0.0
    # half of the factor times the strength of 3
    assert now.emissive == (1.5, 1.5, 0.75)
    assert (shown.duration, model.dropped) == (2.0, ())
    assert shown.evaluate(1.0).materials[0] == shown.evaluate(3.0).materials[0]


def test_splines_are_hermite_and_held_in_range(tmp_path: Path) -> None:
    # tangents of 2 a second over 2 s from 0 to 1: h = 0.5 + 2 * (0.125 * 2 - 0.125 * -2) at the middle, above one
    keys = [0.0, 0.0, 2.0, -2.0, 1.0, 0.0]
    file = animated(("/materials/0/pbrMetallicRoughness/metallicFactor", keys, "CUBICSPLINE"))
    assert scene(file, tmp_path)[0].evaluate(1.0).materials[0].metallic == 1.0
    keys = [0.0, 0.0, 0.4, 0.0, 1.0, 0.0]
    file = animated(("/materials/0/pbrMetallicRoughness/metallicFactor", keys, "CUBICSPLINE"))
    assert scene(file, tmp_path)[0].evaluate(1.0).materials[0].metallic == pytest.approx(0.5 + 2 * 0.125 * 0.4)


def test_a_lobe_that_is_off_at_rest_is_there_to_be_turned_on(tmp_path: Path) -> None:
    file = animated(("/materials/0/extensions/KHR_materials_clearcoat/clearcoatFactor", [0.0, 1.0], "LINEAR"))
    shown, model = scene(file, tmp_path)
    assert model.materials[0].clearcoat is None
    assert shown.materials[0].clearcoat is not None
    assert shown.evaluate(0.0).materials[0].clearcoat is None
    assert shown.evaluate(1.0).materials[0].clearcoat.strength == 0.5  # type: ignore[union-attr]


def test_textures_slide(tmp_path: Path) -> None:
    picture = "data:image/png;base64," + base64.b64encode(png()).decode()
    at = "/materials/0/pbrMetallicRoughness/baseColorTexture/extensions/KHR_texture_transform/offset"
    file = animated((at, [(0, 0), (1, 0.5)], "LINEAR"))
    file.root |= {"images": [{"uri": picture}], "textures": [{"source": 0}]}
    file.root["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]
    file.root["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"] = file.accessor([(0, 0), (1, 0), (0, 1)])
    shown, _ = scene(file, tmp_path)
    (((slot,), matrix),) = shown.evaluate(1.0).materials[0].uv_transforms
    assert (slot, matrix) == ("base_color", (1, 0, 0.5, 0, 1, 0.25))
    assert shown.materials[0].uv_transforms


def test_lights_and_lenses_change(tmp_path: Path) -> None:
    file = animated(
        ("/extensions/KHR_lights_punctual/lights/0/intensity", [4.0, 8.0], "LINEAR"),
        ("/cameras/0/perspective/yfov", [0.5, 1.5], "LINEAR"),
        ("/nodes/2/translation", [(0, 0, 0), (0, 2, 0)], "LINEAR"),
    )
    shown, _ = scene(file, tmp_path)
    frame = shown.evaluate(1.0, "eye")
    assert frame.camera.fov == pytest.approx(1.0)
    assert frame.lights is not None
    np.testing.assert_allclose(frame.lights.color, [(6, 6, 6)])
    np.testing.assert_allclose(frame.lights.position, [(0, 1, 0)])


def test_rotations_by_pointer_turn_evenly(tmp_path: Path) -> None:
    half = np.sqrt(0.5)
    file = animated(("/nodes/0/rotation", [(0, 0, 0, 1), (0, 0, half, half)], "LINEAR"))
    turned = scene(file, tmp_path)[0].evaluate(1.0).moves[0].transform[0]
    angle = np.pi / 8 * 2
    np.testing.assert_allclose(turned[:2, 0], (np.cos(angle), np.sin(angle)), atol=1e-6)


def test_weights_one_by_one(tmp_path: Path) -> None:
    """Two of three weights move, one by its node's pointer and one by its mesh's; the third stays at rest."""
    file = animated(("/nodes/0/weights/0", [0.0, 1.0], "LINEAR"), ("/meshes/0/weights/2", [1.0, 0.5], "LINEAR"))
    target = {"POSITION": file.accessor([(0, 0, 1)] * 3)}
    file.root["meshes"][0]["primitives"][0]["targets"] = [target] * 3
    file.root["meshes"][0]["weights"] = [0.0, 0.125, 0.0]
    shown, model = scene(file, tmp_path)
    assert not model.dropped
    np.testing.assert_allclose(shown.evaluate(1.0).poses[0].weights, [0.5, 0.125, 0.75])
    file.root["animations"][0]["samplers"][1]["interpolation"] = "STEP"
    assert any("weights of node 0" in line for line in load(file.write(tmp_path)).dropped)
    file.root["meshes"][0]["primitives"][0]["targets"] = [target] * 2
    file.root["meshes"][0]["weights"] = [0.0, 0.125]
    assert any("weights/2" in line for line in load(file.write(tmp_path)).dropped)


def test_hidden_things_shrink_to_nothing_with_what_is_below(tmp_path: Path) -> None:
    pointer = "/nodes/3/extensions/KHR_node_visibility/visible"
    file = animated((pointer, np.array([0, 1]), "STEP"), dtype="uint8")
    file.root["nodes"].append({"children": [0, 2]})
    shown, _ = scene(file, tmp_path)
    before, after = shown.evaluate(1.0), shown.evaluate(1.999 + 0.001 - 1e-9)
    assert not before.moves[0].transform.any()
    assert not after.moves[0].transform.any()
    assert shown.batches[0].transform[0, 0, 0] == 1.0
    assert before.lights is not None
    assert not before.lights.color.any()


def test_what_is_true_or_false_does_not_blend(tmp_path: Path) -> None:
    pointer = "/nodes/0/extensions/KHR_node_visibility/visible"
    file = animated((pointer, np.array([0, 1]), "LINEAR"), dtype="uint8")
    with pytest.raises(InputError, match="STEP"):
        load(file.write(tmp_path))


@pytest.mark.parametrize(
    "pointer",
    [
        "/materials/7/emissiveFactor",
        "/materials/0/extensions/ACME_glow/glow",
        "/materials/0/extensions/KHR_materials_pbrSpecularGlossiness/specularFactor",
        "/materials/0/normalTexture/scale",
        "/asset/version",
        "/nodes/x/translation",
        "",
        "nodes/0/translation",
        "/nodes/0",
    ],
)
def test_pointers_to_nothing_that_moves_are_said(tmp_path: Path, pointer: str) -> None:
    file = animated((pointer, [0.0, 1.0], "LINEAR"))
    shown, model = scene(file, tmp_path)
    (line,) = model.dropped
    assert pointer in line
    assert shown.evaluate(1.0).materials == {}


def test_the_same_property_twice_is_refused(tmp_path: Path) -> None:
    track = ("/materials/0/pbrMetallicRoughness/metallicFactor", [0.0, 1.0], "LINEAR")
    with pytest.raises(InputError, match=r"/animations/0/channels/1/target: .*twice"):
        load(animated(track, track).write(tmp_path))


@pytest.mark.gl
def test_the_picture_follows(tmp_path: Path) -> None:
    from dataclasses import replace

    from render.renderer import Renderer

    file = animated(("/materials/0/emissiveFactor", [(0, 0, 0), (0, 1, 0)], "LINEAR"))
    shown, _ = scene(file, tmp_path)
    shown.sky = replace(shown.sky, sun_radiance=0.0)
    with Renderer(shown, (64, 36), "draft") as renderer:
        pictures = [renderer.render(shown.evaluate(t)).pixels.astype(int) for t in (0.0, 1.9, 0.0)]
        still = renderer.render(replace(shown.evaluate(0.0), materials={})).pixels
    np.testing.assert_array_equal(pictures[0], pictures[2])
    assert pictures[1][..., 1].max() > pictures[0][..., 1].max() + 50
    assert still[..., 1].max() > pictures[0][..., 1].max() + 50  # as the scene has it: fully lit
