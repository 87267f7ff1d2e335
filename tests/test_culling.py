"""Culling: known answers by hand, the GPU against numpy, equal bytes, and a cost that does not grow."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from assets.scene import Batch, Camera, Material, Mesh, Scene
from render import gl
from render.context import Context
from render.culling import COMMAND, NONE, levels_of
from render.draws import INSTANCE, build_draws
from render.geometry_heap import build_heap
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.views import camera_view, mirror_view
from tests.scenes_for_render import DARK, place, sphere, white


def lod_scene(*positions: tuple[float, float, float], layer: str = "all") -> Scene:
    """Unit spheres; the coarse one takes over below 50 pixels, nothing below 5."""
    meshes = [
        Mesh("fine", (sphere(8),), lod=1, lod_pixels=50, cull_pixels=0),
        Mesh("coarse", (sphere(4),), cull_pixels=5),
    ]
    scene = Scene("lod", meshes=meshes, materials=[Material()], sky=DARK)
    scene.batches = [Batch("b", 0, place(*positions), white(len(positions)), layer=layer)]  # type: ignore[arg-type]
    return scene


# 100 pixels high, fov 2 atan(1/2): one metre at one metre covers 100 pixels, a unit sphere at 10 m 20 pixels
VIEW = camera_view(Camera(eye=(0, 0, 0), target=(0, 0, -1), fov=2 * float(np.arctan(0.5)), near=0.1), (100, 100))


def levels(scene: Scene) -> list[int]:
    return [int(x) for x in levels_of(build_draws(scene, build_heap(scene.meshes), {}), VIEW)]


def test_levels_by_hand() -> None:
    scene = lod_scene((0, 0, -3), (0, 0, -10), (0, 0, -30), (0, 0, -50))
    # 67, 20, 6.7 and 4 pixels
    assert levels(scene) == [0, 1, 1, NONE]


def test_frustum_by_hand() -> None:
    # the frustum is 10 m wide at 10 m: a unit sphere is out from 5 + 1 * sqrt(1 + 1/4) = 6.118
    assert levels(lod_scene((6.10, 0, -10), (6.14, 0, -10), (0, -6.10, -10), (0, 0, 5))) == [1, NONE, 1, NONE]


def test_a_layer_hides_from_the_mirror_only() -> None:
    scene = lod_scene((0, 3, -10), layer="no_mirror")
    draws = build_draws(scene, build_heap(scene.meshes), {})
    assert levels_of(draws, VIEW).tolist() == [1]
    assert levels_of(draws, mirror_view(VIEW, 0.0, 1.0)).tolist() == [NONE]


def test_the_mirror_sees_nothing_below_the_water() -> None:
    scene = lod_scene((0, 3, -10), (0, -3, -10))
    draws = build_draws(scene, build_heap(scene.meshes), {})
    assert levels_of(draws, mirror_view(VIEW, 0.0, 1.0)).tolist() == [1, NONE]


def crowd(count: int, seed: int = 3) -> Scene:
    rng = np.random.default_rng(seed)
    parts = [tuple(map(tuple, rng.uniform(-25, 25, (n, 3)))) for n in (count, count // 3 + 1, 1)]
    scene = lod_scene(*parts[0])
    for part in parts[1:]:
        scene.batches.append(Batch("more", 0, place(*part, scale=1.7), white(len(part))))
    return scene


@pytest.mark.gl
def test_the_gpu_agrees_with_numpy_and_compacts_in_order(context: Context) -> None:
    scene = crowd(2500)
    with closing(Gpu()) as gpu, closing(GpuScene(scene)) as loaded:
        _compare(gpu, loaded)


def _compare(gpu: Gpu, loaded: GpuScene) -> None:
    views = [VIEW, mirror_view(VIEW, -2.0, 1.0)]
    loaded.cull(gpu, views)
    total = len(loaded.list.instances)
    for view in views:
        expected = levels_of(loaded.list, view)
        assert 20 < (expected != NONE).sum() < total - 20, "the test must have both"
        start = view.slot * loaded.culling.draw_count * COMMAND.itemsize
        commands = loaded.culling.commands.read(COMMAND, loaded.culling.draw_count, start)
        copied = loaded.instances.read(INSTANCE.dtype, total * 6)
        for command, draw in zip(commands, loaded.list.cull_draws, strict=True):
            batch = loaded.list.batches[draw["batch"]]
            own = slice(int(batch["first"]), int(batch["first"] + batch["count"]))
            wanted = loaded.list.instances[own][expected[own] == draw["level"]]
            first = int(command["base_instance"])
            assert np.array_equal(copied[first : first + int(command["instances"])], wanted)
            assert command["count"] == draw["index_count"]


@pytest.mark.gl
def test_the_same_bytes_every_time(context: Context) -> None:
    scene = crowd(900)
    results = []
    for _ in range(2):
        with closing(Gpu()) as gpu, closing(GpuScene(scene)) as loaded:
            records = loaded.list.instances
            loaded.instances.write(np.zeros_like(records), records.nbytes)
            loaded.cull(gpu, [VIEW])
            results.append(loaded.instances.read(np.uint8, 2 * records.nbytes).tobytes())
    assert results[0] == results[1]


@pytest.mark.gl
def test_gl_calls_do_not_grow_with_instances(context: Context) -> None:
    calls = []
    for count in (50, 5000):
        with closing(Gpu()) as gpu, closing(GpuScene(crowd(count))) as loaded:
            loaded.cull(gpu, [VIEW])
            before = gl.calls
            loaded.cull(gpu, [VIEW])
            calls.append(gl.calls - before)
    assert calls[0] == calls[1] < 80
