"""What a scene from somebody else's script may not be, found before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.errors import InputError
from assets.scene import (
    IDENTITY,
    Batch,
    Camera,
    Frame,
    Grade,
    Lights,
    Material,
    Mesh,
    Move,
    Scene,
    Sheen,
    Sky,
    Texture,
    Volume,
    Water,
)
from assets.scene_check import check_frame, check_scene

NAN = float("nan")
DOWN, ONES = [(0.0, -1.0, 0.0)], (1.0, 1.0, 1.0)
TINT = np.ones((1, 4), np.float32)


def batch(transform: Any = IDENTITY[None], tint: Any = TINT) -> Batch:
    return Batch("b", 0, transform, tint)


def lit(at: float) -> Lights:
    return Lights.points(np.full((1, 3), at, np.float32), np.ones((1, 3), np.float32), 5.0)


def test_a_whole_scene_passes() -> None:
    meshes, textures = [Mesh("m", ())], [texture(np.uint8, 4)]
    check_scene(Scene("s", meshes=meshes, batches=[batch()], lights=lit(0.0), water=Water(), textures=textures))
    check_scene(Scene("s", materials=[Material(volume=Volume()), Material(base_color=np.ones(4))]))  # type: ignore[arg-type]
    check_frame(Frame(0.0, Camera(), (Move(0, IDENTITY[None]),)))


def texture(kind: Any, channels: int) -> Texture:
    return Texture("t", np.zeros((2, 2, channels), kind))


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        (lambda: Scene("s", duration=NAN), "duration nan"),
        (lambda: Scene("s", duration=-1.0), "duration -1.0"),
        (lambda: Scene("s", camera_stands={"L2": "bow"}), "camera 'L2': no stand 'bow'; there is off"),
        (lambda: Scene("s", stop_cameras={"pier": "L1"}), "stop 'pier': no camera 'L1'; there is none"),
        (lambda: Scene("s", stops={"pier": NAN}), "stop 'pier': nan is no time"),
        (lambda: Scene("s", moments={"L1": NAN}), "camera 'L1': nan is no moment"),
        (lambda: Scene("s", grade=Grade(tonemap="sepia")), "no tone curve 'sepia'; there are agx"),  # type: ignore[arg-type]
        (lambda: Scene("s", materials=[Material("m", roughness=NAN)]), "material 0 'm': roughness is nan"),
        (lambda: Scene("s", materials=[Material("m", base_color=(1, 1))]), "base_color is (1, 1), expected 4 numbers"),  # type: ignore[arg-type]
        (lambda: Scene("s", materials=[Material("m", emissive="red")]), "emissive is 'red', expected 3 numbers"),  # type: ignore[arg-type]
        (lambda: Scene("s", materials=[Material("m", sheen=Sheen((0, NAN, 0)))]), "'m': sheen: color is"),
        (lambda: Scene("s", batches=[batch(IDENTITY[None] * np.float32(NAN))]), "batch 'b': transform has a number"),
        (lambda: Scene("s", batches=[batch(np.eye(4)[None])]), "expected an array (n, 3, 4)"),
        (lambda: Scene("s", batches=[batch(tint=[[1, 1, 1, 1]])]), "batch 'b': tint is list"),
        (lambda: Scene("s", textures=[texture(np.uint8, 3)]), "texture 't': pixels is (2, 2, 3)"),
        (lambda: Scene("s", textures=[texture(np.float32, 4)]), "texture 't': pixels are float32"),
        (lambda: Scene("s", lights=lit(NAN)), "lights: a position is not a finite number"),
        (lambda: Scene("s", lights=replace(lit(0.0), color=np.ones((2, 3)))), "color is not an array of 1 rows"),
        (
            lambda: Scene("s", lights=replace(lit(0.0), kind=np.array([9]))),
            "light 0: no such kind; there are",
        ),
        (lambda: Scene("s", lights=replace(lit(0.0), range=np.array([-1.0]))), "light 0: a negative range"),
        (lambda: Scene("s", lights=replace(lit(0.0), color=-np.ones((1, 3)))), "light 0: a negative color"),
        (lambda: Scene("s", lights=Lights.discs([(0, 0, 0)], DOWN, (0.0, 1.0), ONES, 5.0)), "size must be above 0"),
        (lambda: Scene("s", lights=Lights.spots([(0, 0, 0)], DOWN, ONES, 5.0, (0.5, 0.4))), "light 0: the cone needs"),
        (lambda: Scene("s", lights=Lights.directional([(0, 0, 0)], ONES)), "light 0: direction is no unit vector"),
        (lambda: Scene("s", water=Water(tiles=(0.0, 1.0))), "water: "),
        (lambda: Scene("s", sky=Sky(sun_direction=(0.0, 0.0, 0.0))), "is no direction"),
        (lambda: Scene("s", surfaces={"silk": Path("nope.glsl")}), "nope.glsl: surface 'silk': no such file"),
    ],
)
def test_a_broken_scene_names_its_part(scene: Callable[[], Scene], words: str) -> None:
    with pytest.raises(InputError) as caught:
        check_scene(scene())
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"eye": (NAN, 0.0, 0.0)}, "expected 3 numbers"),
        ({"fov": 0.0}, "fov 0"),
        ({"eye": (1.0, 2.0, 3.0), "target": (1.0, 2.0, 3.0)}, "looks at the point where it stands"),
        ({"fov": 4.0}, "fov 4"),
        ({"near": 0.0}, "near 0"),
        ({"near": NAN}, "near is nan"),
    ],
)
def test_a_camera_must_see_something(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=r"^at 2 s ") as caught:
        check_frame(Frame(2.0, replace(Camera(), **change)))
    assert words in str(caught.value)


def test_no_camera_and_lost_things_are_named() -> None:
    with pytest.raises(InputError, match="the camera is a NoneType"):
        check_frame(Frame(0.0, None))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="a move of batch 3: transform has a number that is not finite"):
        check_frame(Frame(0.0, Camera(), (Move(3, IDENTITY[None] * np.float32(NAN)),)))


def test_lights_of_a_frame_are_checked_too() -> None:
    with pytest.raises(InputError, match="at 2 s lights: a position is not a finite number"):
        check_frame(Frame(2.0, Camera(), lights=lit(NAN)))
    check_frame(Frame(2.0, Camera(), lights=Lights.concat([lit(1.0), Lights.points([(0, 0, 0)], ONES, np.inf)])))
