"""Levels of detail against the full meshes: the same picture, from a fraction of the triangles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, minimum_filter

from assets import simplify
from assets.models import load
from assets.scene import Batch, Camera, Frame, Material, Mesh, Pose, Scene, Sky
from assets.simplify import with_levels
from assets.transforms import compose
from render.context import Context
from render.culling import COMMAND
from render.quality import QUALITIES
from render.renderer import Renderer
from scenes.authoring import Stage
from tests.scenes_for_render import place, sphere, white

SIZE = (320, 180)
SAMPLES = Path(__file__).parents[2] / "shared" / "fidelity" / "data" / "Models"
PLAIN = replace(QUALITIES["standard"], fxaa=False)
DAY = Sky(sun_direction=(0.4, 0.8, 0.45), clouds=0.0, stars=0.0)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def rows(mesh: Mesh, *materials: Material, side: int = 14, apart: float = 2.6) -> Scene:
    """side x side instances on a square in front of the camera, the nearest some 50 pixels wide."""
    scene = Scene(
        "rows", meshes=[mesh], materials=list(materials) or [Material(base_color=(0.5, 0.3, 0.2, 1))], sky=DAY
    )
    at = [((i - side / 2 + 0.5) * apart, 0.0, -j * apart * 1.6) for j in range(side) for i in range(side)]
    scene.batches = [Batch("b", 0, place(*at), white(len(at)), layer="no_shadow")]
    return scene


FRAME = Frame(0.0, Camera(eye=(1.0, 3.5, 9.0), target=(0.0, 0.0, -8.0), fov=0.7))


def drawn(
    scene: Scene, lod_error: float, context: Context, frame: Frame
) -> tuple[NDArray[Any], NDArray[np.bool_], int]:
    """The picture `(h, w, 3)`, where something is `(h, w)`, and how many triangles were drawn."""
    with Renderer(scene, SIZE, replace(PLAIN, lod_error=lod_error), context) as renderer:
        image = renderer.render(frame, planes=["depth"])
        culling = renderer._stage.meshes.culling
        commands = culling.commands.read(COMMAND, culling.draw_count)
    picture = np.asarray(image)[..., :3].astype(float)
    depth = np.asarray(image.planes["depth"])
    triangles = int((commands["count"].astype(int) // 3 * commands["instances"]).sum())
    return picture, np.isfinite(depth) & (depth > 0), triangles


def compare(scene: Scene, context: Context, mean: float, share: float, frame: Frame = FRAME) -> None:
    full, full_mask, full_triangles = drawn(scene, 0.0, context, frame)
    level, level_mask, level_triangles = drawn(scene, 0.7, context, frame)
    assert 0.01 < full_mask.mean() < 0.95
    assert level_triangles < share * full_triangles
    assert np.abs(full - level).mean() < mean
    assert abs(full.mean() - level.mean()) < 0.3 * mean, "nothing gets darker"
    outside, inside = level_mask & ~maximum_filter(full_mask, 3), ~level_mask & minimum_filter(full_mask, 3)
    assert outside.sum() + inside.sum() < 1e-3 * full_mask.sum(), "silhouettes are within a pixel"
    assert abs(level_mask.mean() / full_mask.mean() - 1) < 2e-3, "nothing gets thinner"


@pytest.mark.gl
def test_balls_look_the_same(context: Context) -> None:
    compare(rows(Mesh("ball", (sphere(24),))), context, mean=2.0, share=0.2)


@pytest.mark.gl
def test_a_very_large_ball_looks_the_same(context: Context) -> None:
    """Vertices are merged there (`assets.clusters`)."""
    scene = rows(Mesh("ball", (sphere(360, radius=3.0),)), side=1)
    compare(scene, context, mean=0.5, share=0.6)


@pytest.mark.gl
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample models")
def test_a_real_model_looks_the_same(context: Context) -> None:
    model = load(SAMPLES / "Suzanne" / "glTF" / "Suzanne.gltf")
    scene = rows(model.meshes[0], *model.materials)
    scene.textures = list(model.textures)
    compare(scene, context, mean=2.0, share=0.6)


@pytest.mark.gl
def test_a_figure_that_moves_and_speaks_looks_the_same(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """The presenter some 60 pixels tall: body and face have levels, every joint is turned, the mouth is open."""
    monkeypatch.setattr(simplify, "WORTH", 0)
    stage = Stage("figure", duration=1.0)
    stage.avatar("yuduoduo", (0.0, 0.0, 0.0))
    scene = replace(stage.build(), sky=DAY)
    rest = scene.figures[0].rest
    a = 0.10 * np.sin(np.arange(len(rest.joints)) * 0.7)
    turn = np.zeros((len(a), 3, 4), np.float32)
    turn[:, 0, 0], turn[:, 0, 2], turn[:, 2, 0], turn[:, 2, 2] = np.cos(a), np.sin(a), -np.sin(a), np.cos(a)
    turn[:, 1, 1] = 1.0
    weights = np.array([float("jawOpen" in name) for name in scene.figures[0].targets], np.float32)
    assert weights.any()
    pose = Pose(compose(turn, rest.joints), weights)
    camera = Camera(eye=(1.0, 1.4, 8.2), target=(0.0, 0.75, 0.0), fov=0.5)
    compare(scene, context, mean=0.25, share=0.7, frame=Frame(0.0, camera, poses={0: pose}))


@pytest.mark.gl
def test_in_full_nothing_is_simplified(context: Context) -> None:
    scene = rows(Mesh("ball", (sphere(24),)))
    assert with_levels(scene)[0].levels
    assert QUALITIES["final"].lod_error == 0.0
    with Renderer(scene, SIZE, replace(PLAIN, lod_error=0.0), context) as renderer:
        assert renderer._stage.meshes.culling.draw_count == 1
