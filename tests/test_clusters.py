"""The light grid: by hand, against brute force, and in the shader."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import render.light_grid as module
from assets.scene import Lights
from render import gl
from render.bindings import UBO_FRAME
from render.context import Context
from render.frame_block import FRAME_BLOCK
from render.gpu import Gpu
from render.graph import TextureDesc
from render.light_grid import (
    BUCKETS,
    GRID_DEFINES,
    LEVEL_SHIFT,
    MOVING_BUCKETS,
    Assignment,
    LightGrid,
    assign,
    bounding_spheres,
    hash_cells,
    light_levels,
    shared_levels,
)
from render.light_records import light_records, light_use
from render.resources import Buffer, Texture


def lanterns(count: int, seed: int = 2) -> Lights:
    rng = np.random.default_rng(seed)
    return Lights.points(
        rng.uniform((-300, 0, -300), (300, 20, 300), (count, 3)).astype(np.float32),
        rng.uniform(0.1, 5, (count, 3)).astype(np.float32),
        rng.uniform(4, 18, count).astype(np.float32),
    )


def looked_up(result: Assignment, p: np.ndarray) -> set[int]:
    """The lights that a fragment at p counts, as the shader finds them: each once."""
    found: list[int] = []
    for level in range(32):
        if result.levels >> level & 1:
            cell = np.floor(p / 2.0**level).astype(np.int64)[None]
            first, end = result.cells[int(hash_cells(cell, np.array([level]))[0])]
            entries = result.indices[first:end]
            found += (entries & ((1 << LEVEL_SHIFT) - 1))[entries >> LEVEL_SHIFT == level].tolist()
    assert len(found) == len(set(found))
    return set(found)


def test_levels_are_half_the_range_to_the_range() -> None:
    assert light_levels(np.array([1.0, 2.0, 2.1, 8.0, 9.0, 1e6])).tolist() == [0, 0, 1, 2, 3, 19]
    assert light_levels(np.array([1.0, 2.0, 2.1, 8.0]), span=3).tolist() == [0, 1, 2, 3]


def test_one_lamp_by_hand() -> None:
    lamp = Lights.points(np.array([[0.5, 0.5, 0.5]], np.float32), np.ones((1, 3), np.float32), 1.0)
    result = assign(lamp)
    assert result.levels == 1
    assert len(result.indices) == 27  # even a corner cell is only sqrt(3) / 2 away
    assert looked_up(result, np.array([1.4, 0.5, 0.5])) == {0}
    assert looked_up(result, np.array([2.4, 0.5, 0.5])) == set()


def test_every_lamp_in_reach_is_found_once() -> None:
    lights = lanterns(1200)
    result = assign(lights)
    rng = np.random.default_rng(9)
    for p in rng.uniform((-300, 0, -300), (300, 20, 300), (300, 3)):
        near = np.nonzero(np.linalg.norm(lights.position - p, axis=1) < lights.range)[0]
        found = looked_up(result, p)
        assert set(near.tolist()) <= found
    for first, end in result.cells[result.cells[:, 0] < result.cells[:, 1]]:
        assert (np.diff(result.indices[first:end].astype(np.int64)) > 0).all(), "ascending, none twice"


def test_a_bucket_of_two_levels_counts_each_light_once() -> None:
    x = np.arange(1 << 19)
    fine = hash_cells(np.stack([x, 0 * x, 0 * x], axis=1), 0 * x)
    coarse = hash_cells(np.stack([x >> 1, 0 * x, 0 * x], axis=1), 0 * x + 1)
    at = np.array([float(x[fine == coarse][0]) + 0.5, 0.5, 0.5])
    beside = at + [[0, 100 * i, 0] for i in range(module.CROWD)]  # so many that the fine level stays
    lights = Lights.points(
        np.concatenate([[at], beside + 0.2, beside]).astype(np.float32),
        np.ones((2 * module.CROWD + 1, 3), np.float32),
        np.repeat([1, 1, 4], [1, module.CROWD, module.CROWD]).astype(np.float32),
    )
    with_levels = assign(lights)
    assert with_levels.levels == 3
    assert looked_up(with_levels, at) == {0, 1, module.CROWD + 1}


def test_levels_are_few() -> None:
    ranges = np.repeat([2.6, 4.5, 15.0, 36.0, 1e4], [3, 16, 270, 3, 2])
    # two far ones have no room among the finer cells, three do; what is little goes up
    assert np.unique(shared_levels(ranges)).tolist() == [3, 13]
    assert np.unique(light_levels(ranges)).tolist() == [1, 2, 3, 5, 13]


def test_lookups_stay_short() -> None:
    lights = lanterns(1200)
    result = assign(lights)
    points = np.random.default_rng(4).uniform((-300, 0, -300), (300, 20, 300), (200, 3))
    visited = np.mean([len(looked_up(result, p)) for p in points])
    needed = np.mean([(np.linalg.norm(lights.position - p, axis=1) < lights.range).sum() for p in points])
    assert needed < visited < 6 * needed + 2


def test_a_crowded_cell_keeps_all_its_lamps() -> None:
    many = Lights.points(np.full((1000, 3), 0.5, np.float32), np.ones((1000, 3), np.float32), 0.4)
    assert looked_up(assign(many), np.array([0.6, 0.5, 0.5])) == set(range(1000))


def test_dark_lamps_are_left_out() -> None:
    result = assign(Lights.points(np.zeros((1, 3), np.float32), np.zeros((1, 3), np.float32), 5.0))
    assert len(result.indices) == 0
    assert result.levels == 0


def test_a_narrow_cone_reaches_less() -> None:
    lights = Lights.spots([(0, 0, 0)], [(0, -1, 0)], [(1, 1, 1)], 10.0, (0.1, 0.2))
    center, radius = bounding_spheres(lights)
    assert radius[0] == pytest.approx(5 / np.cos(0.2), rel=1e-5)
    assert np.allclose(center[0], [0, -radius[0], 0])
    record = light_records(lights)[0]
    assert np.cos(0.2) * record["cone_scale"] + record["cone_offset"] == pytest.approx(0, abs=1e-4)
    assert np.cos(0.1) * record["cone_scale"] + record["cone_offset"] == pytest.approx(1, abs=1e-4)


def test_a_long_tube_reaches_past_its_ends() -> None:
    tube = Lights.tubes([(-6, 0, 0)], [(6, 0, 0)], 0.1, [(1, 1, 1)], 2.0)
    assert looked_up(assign(tube), np.array([7.5, 0.0, 0.0])) == {0}


PROBE = """uniform vec3 point[16];
layout(location = 0) out vec4 o;
void main() {
    vec3 p = point[int(gl_FragCoord.x)];
    o = vec4(0.0, 0.0, 0.0, 1.0);
    Light light;
    EACH_LIGHT(p, light)
        o.xyz += vec3(1.0, light.color.x, light.range < 1e17 ? 0.0 : 1.0);
    END_LIGHTS
}
"""


@pytest.mark.gl
def test_the_shader_visits_the_lamps_in_reach(context: Context, tmp_path: Path) -> None:
    """Of those that stand still, that move, and that shine everywhere, each once; after some have moved too."""
    file = tmp_path / "probe.glsl"
    file.write_text('#include "inc/frame.glsl"\n#include "inc/lights.glsl"\n' + PROBE)
    lights = Lights.concat([lanterns(900), lanterns(300, seed=5), Lights.directional([(0, -1, 0)], [(2, 2, 2)])])
    lights = replace(lights, moving=np.arange(1201) % 3 == 0)
    lights.range[7] = np.inf
    later = replace(lights, position=lights.position + np.float32(2.7) * lights.moving[:, None])
    points = np.concatenate([lights.position[:8], later.position[900:908]]).astype(np.float32)
    use = light_use(lights)
    assert (use.moving, use.endless, use.spots, use.areas) == (True, True, False, False)
    with closing(Gpu()) as gpu, closing(LightGrid()) as grid, Texture(TextureDesc((16, 1), "rgba32f")) as target:
        for now in (lights, later):
            grid.update(now)
            grid.bind()
            record = FRAME_BLOCK.zeros(1)
            record["lights"][0, :3] = grid.masks
            with Buffer(record) as block:
                block.bind_uniform(UBO_FRAME)
                program = gpu.programs.get("probe", defines={**GRID_DEFINES, **use.defines()}, files={"probe": file})
                program["point"] = points
                gpu.pool.framebuffer([target]).bind()
                gpu.empty.bind()
                program.use()
                gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
                got = target.read()[0, :, :3]
            assert (got[:, 2] == 2).all(), "the endless ones"
            away = np.linalg.norm(now.position[None] - points[:, None], axis=2) < now.range
            away[:, 1200] = True
            needed, light = away.sum(1), np.where(away, now.color[None, :, 0], 0).sum(1)
            assert (got[:, 0] >= needed).all()
            assert (got[:, 1] >= light - 1e-3).all()
            assert got[:, 0].max() < 60


@pytest.mark.gl
def test_lamps_that_stand_still_are_not_sorted_again(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(lights: Lights, among: np.ndarray, *how: int) -> module.Assignment:
        calls.append(int(among.sum()))
        return assign(lights, among, *how)

    monkeypatch.setattr(module, "assign", counted)
    lights = replace(lanterns(50), moving=np.arange(50) < 10)
    with closing(LightGrid()) as grid:
        grid.update(lights)
        grid.update(lights)
        grid.update(replace(lights, color=lights.color * 2))
        assert calls == [40, 10]
        grid.update(replace(lights, position=lights.position + np.float32(1) * lights.moving[:, None]))
        assert calls == [40, 10, 10]
        grid.update(lanterns(50, seed=3))
        assert calls == [40, 10, 10, 50, 0]


@pytest.mark.gl
def test_moving_some_lamps_is_as_sorting_all(context: Context) -> None:
    """What a grid holds after steps is what it would hold at once: a frame alone equals a frame of the film."""
    before = replace(lanterns(300), moving=np.arange(300) < 90)
    after = replace(before, position=before.position + np.float32(3.3) * before.moving[:, None])
    held = []
    for steps in ((before, after), (after,)):
        with closing(LightGrid()) as grid:
            for lights in steps:
                grid.update(lights)
            cells = grid._cells.read(np.uint32, 2 * (BUCKETS + MOVING_BUCKETS))
            held.append((grid.masks, cells.tobytes(), grid._indices.read(np.uint32, int(cells[-1])).tobytes()))
    assert held[0] == held[1]


@pytest.mark.gl
def test_of_few_lamps_the_shader_visits_all(context: Context, tmp_path: Path) -> None:
    """Without sorting any, and again when more join them and leave."""
    file = tmp_path / "probe.glsl"
    file.write_text('#include "inc/frame.glsl"\n#include "inc/lights.glsl"\n' + PROBE)
    few, many = lanterns(module.FEW), lanterns(module.FEW + 1)
    few.range[3] = np.inf
    with closing(Gpu()) as gpu, closing(LightGrid()) as grid, Texture(TextureDesc((16, 1), "rgba32f")) as target:
        for now in (few, many, few):
            grid.update(now)
            grid.bind()
            record = FRAME_BLOCK.zeros(1)
            record["lights"][0, :3] = grid.masks
            with Buffer(record) as block:
                block.bind_uniform(UBO_FRAME)
                defines = {**GRID_DEFINES, **light_use(now).defines()}
                program = gpu.programs.get("probe", defines=defines, files={"probe": file})
                program["point"] = np.repeat(now.position[:1], 16, 0)
                gpu.pool.framebuffer([target]).bind()
                gpu.empty.bind()
                program.use()
                gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
                got = target.read()[0, 0, :3]
            if now is few:
                assert got == pytest.approx([module.FEW, now.color[:, 0].sum(), 1], rel=1e-5)
            else:
                assert 1 <= got[0] <= module.FEW + 1
