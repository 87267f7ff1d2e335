"""Vertex colours that bytes cannot hold: no bands, no upper end, on screen and in files; bytes stay bytes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets.glb_write import glb_bytes
from assets.gltf import load
from assets.model import Model, Node
from assets.scene import Environment, Figure, Material, Mesh, Pose, Primitive
from assets.simplify import levels
from render.context import Context
from render.geometry_heap import build_heap
from render.gpu_scene import GpuScene
from render.materials import group_of
from render.quality import QUALITIES
from render.renderer import Renderer
from tests.scenes_for_render import one, quad, seen_from, sphere
from tests.test_forward import linear


def ramp(low: float, high: float) -> Primitive:
    """A square whose colour grows from left to right."""
    square = quad(1.0)
    share = (square.position[:, :1] + 1) / 2
    color = np.concatenate([np.repeat(low + (high - low) * share, 3, 1), np.ones((4, 1))], 1)
    return replace(square, color=color.astype(np.float32))


def in_bytes(primitive: Primitive) -> Primitive:
    assert primitive.color is not None
    return replace(primitive, color=np.rint(np.clip(primitive.color, 0, 1) * 255).astype(np.uint8))


def shown(primitive: Primitive, posed: bool = False) -> np.ndarray:
    bound = {"joints": np.zeros((4, 4), np.uint16), "weights": np.tile(np.eye(1, 4, dtype=np.float32), (4, 1))}
    scene = one(replace(primitive, **bound) if posed else primitive, Material(unlit=True))
    if posed:
        pose = Pose(np.eye(4, dtype=np.float32)[None, :3], np.zeros(0, np.float32))
        scene.figures, scene.batches[0].figure = [Figure("f", ("j",), (), pose)], 0
    return linear(scene, seen_from((0, 0, 4), fov=0.4))[32, 6:60, 0]


@pytest.mark.gl
@pytest.mark.parametrize("posed", [False, True])
def test_a_dark_ramp_has_no_bands(context: Context, posed: bool) -> None:
    """Within two steps of a byte: as bytes three values, as they are all that half floats tell apart."""
    fine = ramp(0.010, 0.018)
    row = shown(fine, posed)
    assert (np.diff(row) >= 0).all()
    assert len(np.unique(row)) > 40
    assert np.abs(np.diff(row, 2)).max() < 2e-5
    ends = shown(in_bytes(fine), posed)[[0, -1]]
    assert np.abs(row[[0, -1]] - ends).max() > 5e-4, "bytes are off"


@pytest.mark.gl
def test_bright_colours_stay(context: Context) -> None:
    assert shown(ramp(6.0, 6.0)) == pytest.approx(np.full(54, 6.0), rel=1e-3)


@pytest.mark.gl
def test_lit_and_traced(context: Context) -> None:
    """A white square under even light shows its colour, laid down or traced."""
    scene = one(ramp(3.0, 3.0), Material(roughness=1.0, metallic=0.0, specular=0.0))
    scene.environment = Environment(np.ones((4, 8, 3), np.float32))
    for name in ("standard", "final"):
        quality = replace(QUALITIES[name], subframes=1, paths=64, occlusion=False)
        with Renderer(scene, (8, 8), quality, context) as renderer:
            seen = renderer.render(seen_from((0, 0, 4), fov=0.3), planes=["hdr"]).planes["hdr"]
            assert not renderer.notes
        np.testing.assert_allclose(seen[4, 4], 3.0, rtol=0.08, err_msg=name)


@pytest.mark.gl
def test_bytes_take_no_buffer(context: Context) -> None:
    plain = in_bytes(ramp(0.0, 1.0))
    assert build_heap([Mesh("m", (plain,))]).fine_color is None
    assert not group_of(Material(), False).fine_color
    with closing(GpuScene(one(plain))) as scene:
        assert scene._fine_color is None
        assert all(not part.group.fine_color for part in scene.list.groups)
    with closing(GpuScene(one(ramp(0.0, 1.0)))) as scene:
        assert scene._fine_color is not None
        assert [part.group.laid for part in scene.list.groups] == [False], "six words would round them"


def test_files_keep_what_they_can(tmp_path: Path) -> None:
    """Floats are written as floats; the specification ends at 1."""
    node = Node("n", mesh=0)
    for primitive, expected in ((ramp(0.01, 0.02), (0.01, 0.02)), (ramp(0.5, 2.0), (0.5, 1.0))):
        path = tmp_path / "a.glb"
        path.write_bytes(glb_bytes(Model("m", (node,), (Mesh("m", (primitive,)),), (Material(),))))
        color = load(path).meshes[0].primitives[0].color
        assert color is not None
        assert color.dtype == np.float32
        np.testing.assert_allclose((color[:, 0].min(), color[:, 0].max()), expected, rtol=1e-6)


def test_simpler_forms_keep_them() -> None:
    ball = sphere(32)
    height = (ball.position[:, 1:2] + 1) * 2
    fine = replace(ball, color=np.concatenate([height, height, height, np.ones_like(height)], 1).astype(np.float32))
    found = levels(Mesh("m", (fine,)))
    assert found
    for level in found[:2]:
        (part,) = level.primitives
        assert part.color is not None
        assert part.color.dtype == np.float32
        np.testing.assert_allclose(part.color[:, 0], (part.position[:, 1] + 1) * 2, atol=0.6)
        assert part.color[:, 0].max() > 3.0
