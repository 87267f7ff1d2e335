"""Blended surfaces that cross and lie in many layers: the colours of the true order, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Material, Mesh, Primitive, Scene
from render.context import Context
from render.quality import QUALITIES
from render.renderer import Renderer
from tests.scenes_for_render import DARK, one, place, quad, seen_from, white

SIZE = (64, 48)
PLAIN = replace(QUALITIES["draft"], occlusion=False)


def pane(color: tuple[float, float, float, float], alpha_mode: str = "BLEND") -> Material:
    return Material(base_color=color, alpha_mode=alpha_mode, unlit=True, double_sided=True)  # type: ignore[arg-type]


def turned(degrees: float, material: int) -> Primitive:
    """A square about its vertical axis."""
    square, a = quad(1.0, material), np.radians(degrees)
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]], np.float32)
    return replace(square, position=square.position @ turn.T, normal=square.normal @ turn.T)


def shown(context: Context, scene: Scene, layers: int) -> np.ndarray:
    with Renderer(scene, SIZE, replace(PLAIN, layers=layers), context) as renderer:
        return renderer.render(seen_from((0, 0, 5), fov=0.6), planes=["hdr"]).planes["hdr"]


def over(*colors: tuple[float, float, float, float]) -> np.ndarray:
    """Straight colours laid over black, the nearest one first."""
    out = np.zeros(3)
    for *rgb, alpha in reversed(colors):
        out = out * (1 - alpha) + np.array(rgb) * alpha
    return out


@pytest.mark.gl
@pytest.mark.parametrize("joined", [False, True], ids=["two things", "one mesh"])
def test_panes_that_cross(context: Context, joined: bool) -> None:
    """Two squares turned by 45 degrees either way: on the left the first is nearer, on the right the second."""
    red, blue = (1.0, 0.2, 0.0, 0.5), (0.0, 0.2, 1.0, 0.75)
    scene = Scene("cross", materials=[pane(red), pane(blue)], sky=DARK)
    parts = (turned(45, 0), turned(-45, 1))
    meshes = (parts,) if joined else tuple((part,) for part in parts)
    scene.meshes = [Mesh(f"m{i}", mesh) for i, mesh in enumerate(meshes)]
    scene.batches = [Batch(f"b{i}", i, place((0, 0, 0)), white()) for i in range(len(meshes))]
    seen = shown(context, scene, 4)
    # turned by 45 degrees about +y a square's left half comes nearer (z = -x sin 45)
    np.testing.assert_allclose(seen[24, 28], over(red, blue), atol=2e-3)
    np.testing.assert_allclose(seen[24, 36], over(blue, red), atol=2e-3)
    in_order = shown(context, scene, 0)
    assert np.abs(in_order[24, 28] - in_order[24, 36]).max() < 2e-3, "whole instances cannot be right on both sides"


@pytest.mark.gl
@pytest.mark.parametrize("layers", [1, 3, 8])
def test_layers_beyond_the_peeled_ones_are_not_lost(context: Context, layers: int) -> None:
    """Six panes, one behind the other, before something solid and with one behind it that nobody sees."""
    rng = np.random.default_rng(3)
    colors = [(*rng.random(3).round(2).tolist(), 0.4) for _ in range(6)]
    scene = one(quad(1.0, 6), *(pane(c) for c in colors), Material(base_color=(0.5, 0.5, 0.5, 1), unlit=True))
    hidden = len(scene.materials)
    scene.materials.append(pane((9.0, 9.0, 9.0, 0.9)))
    for i, material in enumerate([*range(6), hidden]):
        scene.meshes.append(Mesh(f"pane{i}", (quad(0.9, material),)))
        z = 1.0 - 0.1 * i if i < 6 else -0.5
        scene.batches.insert(0 if i % 2 else 1, Batch(f"pane{i}", i + 1, place((0, 0, z)), white()))
    seen = shown(context, scene, layers)
    np.testing.assert_allclose(seen[24, 32], over(*colors, (0.5, 0.5, 0.5, 1.0)), atol=3e-3)


@pytest.mark.gl
def test_surfaces_in_one_place_are_all_there(context: Context) -> None:
    """A pattern on a veil, of the same vertices: as without layers, in the order of the instances."""
    veil, pattern = (1.0, 0.0, 0.0, 0.5), (0.0, 0.0, 1.0, 0.5)
    scene = Scene("veil", materials=[pane(veil), pane(pattern), pane((0.0, 1.0, 0.0, 0.0))], sky=DARK)
    scene.meshes = [Mesh(f"m{i}", (quad(1.0, i),)) for i in range(3)]
    scene.batches = [Batch(f"b{i}", i, place((0, 0, 0.2 if i == 2 else 0.0)), white()) for i in range(3)]
    for layers in (0, 1, 4):
        np.testing.assert_allclose(shown(context, scene, layers)[24, 32], over(pattern, veil), atol=2e-3)


@pytest.mark.gl
def test_a_transparent_picture_keeps_the_cover(context: Context) -> None:
    scene = one(quad(1.0), pane((1.0, 0.5, 0.0, 0.5)))
    scene.batches[0].transform, scene.batches[0].tint = place((0, 0, 0), (0, 0, 1)), white(2)
    with Renderer(scene, SIZE, replace(PLAIN, layers=4), context) as renderer:
        seen = renderer.render(seen_from((0, 0, 5)), transparent=True, planes=["hdr"]).planes["hdr"]
    np.testing.assert_allclose(seen[24, 32], (0.75, 0.375, 0.0, 0.75), atol=2e-3)
    assert not seen[0, 0].any()


@pytest.mark.gl
def test_a_scene_without_blended_surfaces_pays_nothing(context: Context) -> None:
    with Renderer(one(quad()), SIZE, replace(PLAIN, layers=4), context) as renderer:
        renderer.render(seen_from((0, 0, 5)))
        assert "blended" not in renderer.timings.gpu
