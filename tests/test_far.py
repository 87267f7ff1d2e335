"""Where a camera's sight ends: in every way of drawing, in files, and for those who ask for nonsense."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.errors import InputError
from assets.glb_nodes import camera_json
from assets.gltf import load
from assets.gltf_scene import add_model
from assets.model import Lens
from assets.scene import Camera, Environment, Frame, Material, Scene
from assets.scene_check import check_view
from render.context import Context
from render.quality import QUALITIES
from render.renderer import Renderer
from render.views import camera_view
from tests.gltf_files import File
from tests.scenes_for_render import one, place, quad, white

NEAR, FAR = (8, 4), (8, 12)
"""Pixels (row, column) of a square four metres away, and of another eight metres away."""


def squares() -> Scene:
    scene = one(quad(1.0), Material(emissive=(1, 1, 1), base_color=(0, 0, 0, 1), roughness=1.0))
    scene.batches[0].transform = place((-1.2, 0, 6), (2.4, 0, 2))
    scene.batches[0].tint = white(2)
    return scene


@pytest.mark.gl
@pytest.mark.parametrize("quality", ["draft", "standard", "final"])
def test_nothing_is_seen_beyond(context: Context, quality: str) -> None:
    """In `standard` surfaces are laid down before they are lit, in `final` their light is traced."""
    scene = squares()
    if quality == "final":
        scene.environment = Environment(np.full((4, 8, 3), 1e-4, np.float32))
    chosen = replace(QUALITIES[quality], subframes=min(QUALITIES[quality].subframes, 2), paths=1)
    with Renderer(scene, (16, 16), chosen, context) as renderer:
        for far, there in ((math.inf, (True, True)), (9.0, (True, True)), (6.0, (True, False)), (3.0, (False, False))):
            camera = Camera(eye=(0, 0, 10), target=(0, 0, 0), fov=1.0, far=far)
            pixels = renderer.render(Frame(0.0, camera), transparent=True, planes=["hdr"]).pixels
            assert tuple(bool(pixels[at][3] > 128) for at in (NEAR, FAR)) == there, far


def test_files_say_where_sight_ends(tmp_path: Path) -> None:
    """Read, shown and written again; without a zfar it is endless."""
    lens = {"type": "perspective", "perspective": {"yfov": 1.0, "znear": 0.5, "zfar": 50}, "name": "a"}
    endless = {"type": "perspective", "perspective": {"yfov": 1.0, "znear": 0.5}, "name": "b"}
    file = File(nodes=[{"camera": 0}, {"camera": 1}], cameras=[lens, endless], scenes=[{"nodes": [0, 1]}])
    model = load(file.write(tmp_path))
    assert model.lenses == (Lens("a", 1.0, 0.5, far=50), Lens("b", 1.0, 0.5, far=math.inf))
    assert model.dropped == ()
    scene = Scene("test")
    add_model(scene, model)
    assert [scene.cameras[name](0.0).far for name in ("a", "b")] == [50, math.inf]
    assert camera_json(model.lenses[0])["perspective"] == {"yfov": 1.0, "znear": 0.5, "zfar": 50}
    assert "zfar" not in camera_json(model.lenses[1])["perspective"]


def test_endless_sight_is_not_clipped() -> None:
    assert not any(camera_view(Camera(), (16, 16)).clip_plane)
    assert camera_view(Camera(half_size=(1.0, 1.0)), (16, 16)).far == Camera().near + 1000.0


@pytest.mark.parametrize("far", [0.1, -1.0, math.nan])
def test_sight_ends_beyond_where_it_begins(far: float) -> None:
    with pytest.raises(InputError, match=r"far beyond near|far is nan"):
        check_view(Frame(0.0, Camera(near=0.1, far=far)))
