"""Expressions of VRM that change materials: colours and pictures, held back like shapes, in frames and in pixels."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets.errors import InputError
from assets.expressions import expressions_of, shown
from assets.gltf import load
from assets.gltf_scene import add_model
from assets.material import Material
from assets.model import Model
from assets.paint import Paint, painted
from assets.rig import rigs
from assets.scene import Camera, Pose, Scene
from avatar.adopt import adopt
from avatar.cast import rig_of
from avatar.profile import Profile
from render.context import Context
from tests.gltf_files import TRIANGLE, File
from tests.scenes_for_render import DARK
from tests.test_forward import linear
from tests.test_vrm import character
from tests.test_vrm_more import old_character
from tools.check import check
from tools.choice import Choice, choose

HALVES = np.array([[[255, 0, 0, 255], [0, 255, 0, 255]]], np.uint8)
"""Red on the left, green on the right."""


def picture(file: File) -> None:
    png = io.BytesIO()
    Image.fromarray(HALVES).save(png, "PNG")
    file.root["images"] = [{"bufferView": file.view(png.getvalue()), "mimeType": "image/png"}]
    file.root["samplers"] = [{"magFilter": 9728, "minFilter": 9728}]
    file.root["textures"] = [{"source": 0, "sampler": 0}]


def painted_file(material: dict[str, Any], *materials: dict[str, Any], **preset: dict[str, Any]) -> File:
    """A character with a hat (the second mesh) of `material`, whose corners all see the picture at (0.25, 0.5)."""
    file = character(expressions={"preset": preset})
    picture(file)
    file.root["materials"] = [{"name": "cheek", **material}, *materials]
    file.root["meshes"][1]["primitives"][0] |= {"material": 0}
    file.root["meshes"][1]["primitives"][0]["attributes"]["TEXCOORD_0"] = file.accessor([(0.25, 0.5)] * 3)
    return file


def doll(tmp_path: Path, material: dict[str, Any], **preset: dict[str, Any]) -> Model:
    return load(painted_file(material, **preset).write(tmp_path, "doll.vrm"))


def color(kind: str, *target: float, material: int = 0) -> dict[str, Any]:
    return {"material": material, "type": kind, "targetValue": [*target]}


def frame_material(model: Model, **values: float) -> Material:
    """The first material in the frame of a scene with the model alone."""
    scene = Scene("test")
    add_model(scene, model, expressions=values)
    return scene.evaluate(0.0, Camera()).materials.get(0, scene.materials[0])


TOON = {
    "pbrMetallicRoughness": {"baseColorFactor": [0.25, 0.5, 0.75, 1.0]},
    "emissiveFactor": [0.0, 0.5, 0.0],
    "extensions": {
        "KHR_materials_emissive_strength": {"emissiveStrength": 4.0},
        "VRMC_materials_mtoon": {
            "specVersion": "1.0",
            "shadeColorFactor": [0.5, 0.5, 0.5],
            "matcapFactor": [1.0, 1.0, 1.0],
            "parametricRimColorFactor": [0.0, 0.0, 0.5],
            "outlineColorFactor": [0.25, 0.0, 0.0],
        },
    },
}


def test_every_colour_goes_towards_its_target(tmp_path: Path) -> None:
    binds = [
        color("color", 1, 0.5, 0.25, 0.5),
        color("emissionColor", 1, 0, 0, 9),
        color("shadeColor", 1, 0, 0.5, 9),
        color("matcapColor", 0, 0.5, 1, 9),
        color("rimColor", 1, 0, 0, 9),
        color("outlineColor", 0.25, 1, 0, 9),
    ]
    model = doll(tmp_path, TOON, happy={"materialColorBinds": binds})
    assert model.dropped == ()
    now = frame_material(model, happy=0.5)
    assert now.base_color == pytest.approx((0.625, 0.5, 0.5, 0.75))
    assert now.emissive == pytest.approx((2.0, 1.0, 0.0))  # half way from (0, 2, 0) to (4, 0, 0)
    assert now.toon is not None
    assert now.toon.shade_color == pytest.approx((0.75, 0.25, 0.5))
    assert now.toon.matcap == pytest.approx((0.5, 0.75, 1.0))
    assert now.toon.rim_color == pytest.approx((0.5, 0.0, 0.25))
    assert now.toon.outline_color == pytest.approx((0.25, 0.5, 0.0))
    assert frame_material(model) == model.materials[0]
    still = Scene("still")
    add_model(still, model)
    assert still.evaluate(0.0, Camera()).materials == {}, "a face at rest uploads nothing"
    assert frame_material(model, happy=1.0).base_color == pytest.approx((1.0, 0.5, 0.25, 0.5))


def test_expressions_add_up_and_stop_at_black(tmp_path: Path) -> None:
    reds, blues = ({"materialColorBinds": [color("color", *rgb, 1)]} for rgb in ((1, 0, 0), (0, 0, 1)))
    plain = {"pbrMetallicRoughness": {"baseColorFactor": [0.5, 0.5, 0.5, 1.0]}}
    model = doll(tmp_path, plain, happy=reds, angry=blues)
    assert frame_material(model, happy=0.5, angry=0.25).base_color == pytest.approx((0.625, 0.125, 0.375, 1.0))
    assert frame_material(model, happy=1.0, angry=1.0).base_color == pytest.approx((0.5, 0.0, 0.5, 1.0))


def test_what_a_material_lacks_is_said(tmp_path: Path) -> None:
    bare = {"name": "skin", "extensions": {"KHR_materials_unlit": {}}}
    binds = [color("emissionColor", 1, 1, 1, 1), color("shadeColor", 1, 1, 1, 1), color("color", 0, 0, 0, 1)]
    moved = [{"material": 0, "offset": [0.5, 0.0]}]
    model = doll(tmp_path, bare, happy={"materialColorBinds": binds, "textureTransformBinds": moved})
    assert model.dropped == (
        "expression 'happy': material 'skin' has no emissionColor to change",
        "expression 'happy': material 'skin' has no shadeColor to change",
        "expression 'happy': material 'skin' has no texture to move",
    )
    assert frame_material(model, happy=1.0).base_color == (0.0, 0.0, 0.0, 1.0)


def test_all_textures_of_the_material_move_and_keep_their_turn(tmp_path: Path) -> None:
    turned = {"KHR_texture_transform": {"rotation": math.pi / 2, "offset": [0.5, 0.25], "scale": [2.0, 1.0]}}
    material = {
        "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
        "emissiveTexture": {"index": 0, "extensions": turned},
    }
    bind = {"material": 0, "scale": [4.0, 3.0], "offset": [1.0, 0.0]}
    model = doll(tmp_path, material, happy={"textureTransformBinds": [bind]})
    (rest,) = model.meshes[1].primitives
    np.testing.assert_allclose(rest.uv, [(0.25, 0.5)] * 3)  # nothing is baked
    matrices = {slot: m for slots, m in frame_material(model, happy=0.5).uv_transforms for slot in slots}
    assert matrices["base_color"] == pytest.approx((2.5, 0, 0.5, 0, 2.0, 0.0))
    # scale (3, 2), a quarter turn, offset (0.75, 0.125)
    assert matrices["emissive"] == pytest.approx((0, 2, 0.75, -3, 0, 0.125), abs=1e-6)


def test_binary_and_held_back_ones(tmp_path: Path) -> None:
    """As the consortium's samples ask: a binary one holds back by what is seen of it, and is off when held at all."""
    happy = {"isBinary": True, "overrideBlink": "blend", "materialColorBinds": [color("color", 1, 0, 0, 1)]}
    blink = {"materialColorBinds": [color("color", 0, 0, 0, 1)]}
    look = {"isBinary": True, "materialColorBinds": [color("color", 0, 1, 0, 1)]}
    sad = {"overrideLookAt": "blend", "materialColorBinds": []}
    model = doll(tmp_path, {}, happy=happy, blink=blink, lookUp=look, sad=sad)
    for values, expected in (
        ({"happy": 0.5, "blink": 0.5}, (0.5, 0.5, 0.5)),
        ({"happy": 0.51, "blink": 1.0}, (1.0, 0.0, 0.0)),
        ({"lookUp": 0.6}, (0.0, 1.0, 0.0)),
        ({"lookUp": 0.6, "sad": 0.1}, (1.0, 1.0, 1.0)),
    ):
        assert frame_material(model, **values).base_color[:3] == pytest.approx(expected)


def test_a_pose_carries_the_face_to_the_materials(tmp_path: Path) -> None:
    model = doll(tmp_path, {}, happy={"materialColorBinds": [color("color", 1, 0, 0, 1)]})
    (rig,) = rigs(model)
    assert rig.targets == ("blink", "smile", "aa", "up", "materials:happy")
    face = expressions_of(model, rig)
    scene = Scene("test", materials=[Material("floor")])
    add_model(scene, model, name="doll")
    still = rig.rest().joints
    scene.drive("doll", lambda t: Pose(still, face.weights({"happy": t})))
    assert {i: m.base_color for i, m in scene.evaluate(0.25, Camera()).materials.items()} == {1: (1, 0.75, 0.75, 1)}


def test_who_performs_shows_it_too(tmp_path: Path) -> None:
    """A face that is nothing but pictures speaks by vowels; looks, blinks and moods reach the materials."""
    slide = {"textureTransformBinds": [{"material": 0, "offset": [0.5, 0.0]}]}
    blink = {"materialColorBinds": [color("color", 0, 0, 0, 1)]}
    happy = {"overrideBlink": "block", "overrideMouth": "block", "materialColorBinds": [color("color", 1, 0, 0, 1)]}
    material = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}
    file = painted_file(material, aa=slide, blink=blink, happy=happy)
    del file.root["meshes"][0]["extras"]  # its shapes are not of the face
    who = adopt(load(file.write(tmp_path, "doll.vrm")), Profile(rest="as_is"))
    assert who.face == "vowels"
    rig = rig_of(who.model)
    scene = Scene("test")
    add_model(scene, who.model, name="doll")
    add = {"aa": 0.5, "blink": 1.0}

    def seen(shapes: dict[str, float], speaking: bool = False) -> tuple[tuple[float, ...], float]:
        scene.drive("doll", lambda t: rig.pose({}, (0.0, 0.0, 0.0), shapes, speaking=speaking))
        now = scene.evaluate(0.0, Camera()).materials[0]  # something is always shown
        return now.base_color[:3], now.uv_transforms[0][1][2]

    assert seen(add) == (pytest.approx((0, 0, 0)), pytest.approx(0.25))
    assert seen(add | {"happy": 0.5}) == (pytest.approx((1, 0.5, 0.5)), 0.0)
    assert seen(add | {"happy": 0.5}, speaking=True) == (pytest.approx((1, 0.5, 0.5)), pytest.approx(0.25))


def test_paint_lies_over_what_an_animation_makes_of_the_material() -> None:
    base, now = Material("a", (0.5, 0.5, 0.5, 1.0)), Material("a", (0.0, 0.5, 1.0, 1.0))
    paints = [(1, Paint(0, base_color=(0.5, -0.5, 0.0, 0.0)))]
    found = painted(paints, np.array([9.0, 0.5], np.float32), [base], {0: now})
    assert found[0].base_color == (0.25, 0.25, 1.0, 1.0)


def test_a_face_without_paint_costs_nothing(tmp_path: Path) -> None:
    model = load(character(expressions={"preset": {"happy": {}}}).write(tmp_path, "doll.vrm"))
    scene = Scene("test")
    add_model(scene, model)
    assert scene.figures[0].paints == ()
    assert scene.evaluate(0.0, Camera()).materials == {}
    assert shown((), {"happy": 0.5}) == {}


def test_old_material_values(tmp_path: Path) -> None:
    def value(prop: str, *target: float, material: str = "cloth") -> dict[str, Any]:
        return {"materialName": material, "propertyName": prop, "targetValue": [*target]}

    values = [
        value("_Color", 1.0, 0.5, 0.0, 0.5),
        value("_EmissionColor", 0.5, 0.0, 0.0, 1.0),
        value("_ShadeColor", 0.5, 0.5, 0.5, 1.0),
        value("_Cutoff", 0.5),
        value("_Color", 1.0, 0.0, 0.0, 1.0, material="nobody"),
    ]
    slides = [value("_MainTex_ST_S", 1.0, 7.0, 0.5, 7.0), value("_MainTex_ST_T", 7.0, 0.5, 7.0, 0.25)]
    groups = [
        {"name": "Joy", "presetName": "joy", "binds": [], "materialValues": values},
        {"name": "Slide", "presetName": "unknown", "binds": [], "materialValues": slides},
        {"name": "Whole", "binds": [], "materialValues": [value("_MainTex_ST", 0.5, 0.5, 0.5, 0.25)]},
    ]
    toon = {"shader": "VRM/MToon", "vectorProperties": {"_ShadeColor": [1, 1, 1, 1], "_MainTex": [0.0, 0.5, 1.0, 0.5]}}
    file = old_character(blendShapeMaster={"blendShapeGroups": groups}, materialProperties=[toon])
    picture(file)
    file.root["materials"][0]["pbrMetallicRoughness"] = {"baseColorTexture": {"index": 0}}
    file.root["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"] = file.accessor([(0.0, 0.0)] * 3)
    model = load(file.write(tmp_path, "old.vrm"))
    assert model.dropped == (
        "expression 'happy': _Cutoff of material 'cloth' is left out",
        "expression 'happy': _Color of material 'nobody' is left out",
    )
    joy = frame_material(model, happy=1.0)
    assert joy.base_color == pytest.approx((1.0, 0.5**2.2, 0.0, 0.5))
    assert joy.emissive == pytest.approx((0.5, 0.0, 0.0))
    assert joy.toon is not None
    assert joy.toon.shade_color == pytest.approx((0.5**2.2,) * 3)
    # Unity counts v from below: its offset 0.5 with scale 0.5 is 0 from above
    assert joy.uv_transforms[0][1] == (1.0, 0.0, 0.0, 0.0, 0.5, 0.0)
    assert frame_material(model, Slide=1.0).uv_transforms[0][1] == pytest.approx((1.0, 0, 0.5, 0, 0.5, 0.25))
    assert frame_material(model, Whole=1.0).uv_transforms[0][1] == pytest.approx((0.5, 0, 0.5, 0, 0.5, 0.25))


def test_old_queues_keep_their_order(tmp_path: Path) -> None:
    """Blended: 3000 before 3002 before 3005. Writing depth, in an order of their own: 2501 before 2510."""
    asked = [(2, 3005), (2, 3000), (2, 3002), (3, 2510), (3, 2501), (0, 2000), (1, 2450)]
    toons = [
        {"shader": "VRM/MToon", "renderQueue": queue, "floatProperties": {"_BlendMode": mode}} for mode, queue in asked
    ]
    file = old_character(materialProperties=toons)
    modes = {0: "OPAQUE", 1: "MASK", 2: "BLEND", 3: "BLEND"}
    file.root["materials"] = [{"alphaMode": modes[mode]} for mode, _ in asked]
    found = [m.toon for m in load(file.write(tmp_path, "old.vrm")).materials if m.toon]
    assert [(toon.queue, toon.writes_depth) for toon in found] == [
        (0, False), (-2, False), (-1, False), (1, True), (0, True), (0, False), (0, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ({"materialColorBinds": [color("color", 1, 1, 1, 1, material=3)]}, "0/material: there is no materials"),
        ({"materialColorBinds": [color("skinColor", 1, 1, 1, 1)]}, "0/type: must be one of color, emissionColor"),
        ({"materialColorBinds": [color("color", 1, 1, 1)]}, "0/targetValue: has 3 items"),
        ({"textureTransformBinds": [{"material": 0, "offset": [1]}]}, "0/offset: has 1 items"),
        ({"textureTransformBinds": [{}]}, "'material' is missing"),
    ],
)
def test_broken_binds_are_refused(tmp_path: Path, expression: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        doll(tmp_path, {}, happy=expression)
    assert "/extensions/VRMC_vrm/expressions/preset/happy/" in str(caught.value)
    assert said in str(caught.value)


def test_expressions_are_chosen_by_name(tmp_path: Path) -> None:
    path = painted_file({}, happy={}, **{"a=b": {}}).write(tmp_path, "doll.vrm")
    assert choose(path, Choice(expression="happy=0.5, a=b=1")).expressions == {"happy": 0.5, "a=b": 1.0}
    for wrong, said in (("grin=1", "there is no 'grin', but a=b, happy"), ("happy=2", "a value of 0 to 1")):
        with pytest.raises(InputError, match=said):
            choose(path, Choice(expression=wrong))


def test_check_names_the_expressions_that_change_materials(tmp_path: Path) -> None:
    path = painted_file({}, happy={"materialColorBinds": [color("color", 1, 0, 0, 1)]}, sad={}).write(tmp_path, "d.vrm")
    report = check(path)
    assert report.vrm["expressions"] == ["happy", "sad"]
    assert report.vrm["expressions on materials"] == ["happy"]
    assert report.dropped == ()


@pytest.mark.gl
def test_colours_and_pictures_on_screen(context: Context, tmp_path: Path) -> None:
    """An unlit triangle that is red: at half of an expression a quarter darker, at all of another the green half."""
    material = {
        "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
        "extensions": {"KHR_materials_unlit": {}},
        "doubleSided": True,
    }
    dark = {"materialColorBinds": [color("color", 0.5, 0.5, 0.5, 1)]}
    slide = {"textureTransformBinds": [{"material": 0, "offset": [0.5, 0.0]}]}
    file = painted_file(material, happy=dark, angry=slide)
    file.root["meshes"][0]["primitives"][0]["attributes"]["POSITION"] = file.accessor([*TRIANGLE[:2], (0, -9, 0)])
    model = load(file.write(tmp_path, "doll.vrm"))
    for values, expected in (
        ({}, (1.0, 0.0, 0.0)),
        ({"happy": 0.5}, (0.75, 0.0, 0.0)),
        ({"angry": 1.0}, (0.0, 1.0, 0.0)),
        ({"angry": 1.0, "happy": 1.0}, (0.0, 0.5, 0.0)),
    ):
        scene = Scene("test", sky=DARK)
        add_model(scene, model, expressions=values)
        frame = scene.evaluate(0.0, Camera(eye=(0.25, 0.25, 1.0), target=(0.25, 0.25, 0.0)))
        np.testing.assert_allclose(linear(scene, frame)[32, 32], expected, atol=2e-3)
