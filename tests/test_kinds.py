"""Fields of descriptions that hold something else than their annotations promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.errors import InputError
from assets.kinds import check_kinds
from assets.scene import Camera, Grade, Material, Scene
from assets.scene_check import check_scene
from scenes.authoring import Stage
from scenes.examples import one_box


def test_what_is_right_passes() -> None:
    check_kinds(one_box.build())
    check_kinds(Scene("s", duration=np.float32(3), stops={"a": 1}, surfaces={"b": Path("c")}))  # type: ignore[arg-type]
    check_kinds(Material(alpha_mode="MASK", double_sided=np.bool_(1), base_color_texture=np.int64(2)))  # type: ignore[arg-type]
    check_kinds(Scene("s", meshes=()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("batches", [None], r"batches\[0\] is None, expected a Batch"),
        ("lights", None, "lights is None, expected a Lights"),
        ("sky", None, "sky is None, expected a Sky"),
        ("grade", {"tonemap": "agx"}, "grade is a dict, expected a Grade"),
        ("figures", ["me"], r"figures\[0\] is 'me', expected a Figure"),
        ("cameras", [], "cameras is a list, expected a dict"),
        ("cameras", {"main": Camera()}, r"cameras\['main'\] is a Camera, expected a function"),
        ("movers", [5], r"movers\[0\] is 5, expected a function"),
        ("stops", {"x": "soon"}, r"stops\['x'\] is 'soon', expected a number"),
        ("presenter", 3, "presenter is 3, expected text"),
        ("light_track", "t", "light_track is 't', expected a function or None"),
        ("materials", "red", "materials is 'red', expected a list"),
        ("surfaces", {"own": "own.glsl"}, r"surfaces\['own'\] is 'own.glsl', expected a Path"),
    ],
)
def test_a_scene_of_wrong_parts_is_refused(field: str, value: Any, said: str) -> None:
    scene = one_box.build()
    setattr(scene, field, value)
    with pytest.raises(InputError, match=said):
        check_scene(scene)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda s: s.material("m", alpha_mode="TRANSPARENT"), "alpha_mode is 'TRANSPARENT', expected one of OPAQUE"),
        (
            lambda s: s.material("m", base_color_texture="wood.png"),
            "base_color_texture is 'wood.png', expected a whole",
        ),
        (lambda s: s.material("m", roughness=-3), "roughness is -3, expected a number from 0 to 1"),
        (lambda s: s.material("m", metallic=1.5), "metallic is 1.5, expected a number from 0 to 1"),
        (lambda s: s.material("m", clearcoat=0.5), "clearcoat is 0.5, expected a Clearcoat or None"),
        (lambda s: s.material("m", double_sided="yes"), "double_sided is 'yes', expected a bool"),
        (lambda s: s.line([(0, 0, 0), (1, 0)]), r"line: points: expected \(n, 3\), numbers"),
        (lambda s: s.place(0, yaw="90"), "yaw: expected one number"),
        (lambda s: s.place(0, scale="2"), "scale: expected one number"),
    ],
)
def test_what_an_author_gives_is_refused_where_it_is_given(make: Callable[[Stage], Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        make(Stage("s"))


def test_a_layer_and_a_gain_there_are_not() -> None:
    scene = one_box.build()
    scene.batches[0].layer = "none"  # type: ignore[assignment]
    with pytest.raises(InputError, match="layer is 'none', expected one of all, no_mirror"):
        check_scene(scene)
    scene = one_box.build()
    scene.sky = replace(scene.sky, gain=-1.0)
    with pytest.raises(InputError, match="gain -1 is below 0"):
        check_scene(scene)


def test_a_grade_by_hand() -> None:
    with pytest.raises(InputError, match="the grade: tonemap is 'filmic', expected one of agx, neutral, aces, none"):
        check_kinds(Grade(tonemap="filmic"), "the grade")  # type: ignore[arg-type]
