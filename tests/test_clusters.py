"""The light grid: by hand, against brute force, and in the shader."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from assets.scene import Lights
from render.context import Context
from render.gpu import Gpu
from render.graph import TextureDesc
from render.light_grid import (
    BUCKETS,
    LEVEL_SHIFT,
    PER_CELL,
    Assignment,
    LightGrid,
    assign,
    bounding_spheres,
    hash_cells,
    light_levels,
    light_records,
)
from render.resources import Texture


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
            first, count = result.cells[int(hash_cells(cell, np.array([level]))[0])]
            entries = result.indices[first : first + count]
            found += (entries & ((1 << LEVEL_SHIFT) - 1))[entries >> LEVEL_SHIFT == level].tolist()
    assert len(found) == len(set(found))
    return set(found)


def test_levels_are_half_the_range_to_the_range() -> None:
    assert light_levels(np.array([1.0, 2.0, 2.1, 8.0, 9.0, 1e6])).tolist() == [0, 0, 1, 2, 3, 19]


def test_one_lamp_by_hand() -> None:
    lamp = Lights.points(np.array([[0.5, 0.5, 0.5]], np.float32), np.ones((1, 3), np.float32), 1.0)
    result = assign(lamp)
    assert result.levels == 1
    assert result.cells[:, 1].sum() == 27  # even a corner cell is only sqrt(3) / 2 away
    assert looked_up(result, np.array([1.4, 0.5, 0.5])) == {0}
    assert looked_up(result, np.array([2.4, 0.5, 0.5])) == set()


def test_every_lamp_in_reach_is_found_once() -> None:
    lights = lanterns(1200)
    result = assign(lights)
    assert result.dropped == 0
    rng = np.random.default_rng(9)
    for p in rng.uniform((-300, 0, -300), (300, 20, 300), (300, 3)):
        near = np.nonzero(np.linalg.norm(lights.position - p, axis=1) < lights.range)[0]
        found = looked_up(result, p)
        assert set(near.tolist()) <= found
    first, count = result.cells[:, 0], result.cells[:, 1]
    for b in np.nonzero(count)[0]:
        row = result.indices[first[b] : first[b] + count[b]] & ((1 << LEVEL_SHIFT) - 1)
        assert (np.diff(row.astype(np.int64)) > 0).all(), "ascending, none twice"


def test_a_bucket_of_two_levels_counts_each_light_once() -> None:
    x = np.arange(1 << 19)
    fine = hash_cells(np.stack([x, 0 * x, 0 * x], axis=1), 0 * x)
    coarse = hash_cells(np.stack([x >> 1, 0 * x, 0 * x], axis=1), 0 * x + 1)
    at = np.array([float(x[fine == coarse][0]) + 0.5, 0.5, 0.5])
    lights = Lights.points(np.array([at, at], np.float32), np.ones((2, 3), np.float32), np.array([1, 4], np.float32))
    assert looked_up(assign(lights), at) == {0, 1}


def test_lookups_stay_short() -> None:
    lights = lanterns(1200)
    result = assign(lights)
    points = np.random.default_rng(4).uniform((-300, 0, -300), (300, 20, 300), (200, 3))
    visited = np.mean([len(looked_up(result, p)) for p in points])
    needed = np.mean([(np.linalg.norm(lights.position - p, axis=1) < lights.range).sum() for p in points])
    assert needed < visited < 6 * needed + 2


def test_a_full_cell_counts_what_it_drops() -> None:
    many = Lights.points(np.full((PER_CELL + 10, 3), 0.5, np.float32), np.ones((PER_CELL + 10, 3), np.float32), 0.4)
    result = assign(many)
    assert result.cells[:, 1].max() == PER_CELL
    assert result.dropped == 10


def test_dark_lamps_are_left_out() -> None:
    result = assign(Lights.points(np.zeros((1, 3), np.float32), np.zeros((1, 3), np.float32), 5.0))
    assert len(result.indices) == 0
    assert result.levels == 0


def test_a_narrow_cone_reaches_less() -> None:
    lights = Lights.points(np.zeros((1, 3), np.float32), np.ones((1, 3), np.float32), 10.0)
    lights.cone[:] = np.cos([0.1, 0.2])
    center, radius = bounding_spheres(lights)
    assert radius[0] == pytest.approx(5 / np.cos(0.2), rel=1e-5)
    assert np.allclose(center[0], [0, -radius[0], 0])
    record = light_records(lights)[0]
    assert np.cos(0.2) * record["cone_scale"] + record["cone_offset"] == pytest.approx(0, abs=1e-4)
    assert np.cos(0.1) * record["cone_scale"] + record["cone_offset"] == pytest.approx(1, abs=1e-4)


@pytest.mark.gl
def test_the_shader_looks_up_the_same_cells(context: Context, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "probe.glsl"
    file.write_text(
        '#include "inc/lights.glsl"\nlayout(location = 0) out vec4 o;\nuniform vec3 point[16];\nuniform int level;\n'
        "void main() { uvec2 c = light_cell(point[int(gl_FragCoord.x)], level); o = vec4(c, 0.0, 1.0); }\n"
    )
    lights = lanterns(1200)
    result = assign(lights)
    points = np.concatenate([lights.position[:8], -lights.position[:8]]).astype(np.float32)
    with closing(Gpu()) as gpu, closing(LightGrid()) as grid, Texture(TextureDesc((16, 1), "rgba32f")) as target:
        grid.update(lights)
        grid.bind()
        program = gpu.programs.get(
            "probe", defines={"LIGHT_BUCKETS": BUCKETS, "LIGHT_LEVEL_SHIFT": LEVEL_SHIFT}, files={"probe": file}
        )
        program["point"], program["level"] = points, 3
        gpu.pool.framebuffer([target]).bind()
        gpu.empty.bind()
        program.use()
        from render import gl

        gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
        got = target.read()[0, :, :2].astype(int)
    cells = np.floor(points / np.float32(8)).astype(np.int64)
    expected = result.cells[hash_cells(cells, np.full(16, 3))]
    assert np.array_equal(got, expected.astype(int))
    assert expected[:, 1].any()


@pytest.mark.gl
def test_lamps_that_stand_still_are_not_sorted_again(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    import render.light_grid as module

    calls: list[int] = []

    def counted(lights: Lights, kept: Assignment | None = None, moved: np.ndarray | None = None) -> Assignment:
        calls.append(len(lights) if moved is None else int(moved.sum()))
        return assign(lights, kept, moved)

    monkeypatch.setattr(module, "assign", counted)
    lights = lanterns(50)
    with closing(LightGrid()) as grid:
        grid.update(lights)
        grid.update(lights)
        brighter = Lights.points(lights.position, lights.color * 2, lights.range)
        grid.update(brighter)
        assert calls == [50]
        some = lights.position.copy()
        some[3:7] += 1
        grid.update(Lights.points(some, lights.color, lights.range))
        assert calls == [50, 4]


def test_moving_some_lamps_is_as_assigning_all() -> None:
    before = lanterns(300)
    position, color = before.position.copy(), before.color.copy()
    position[40:90] += 3.3
    color[100:110] = 0
    color[10] = 0
    after = Lights.points(position, color, before.range)
    moved = np.zeros(300, bool)
    moved[40:90] = moved[100:110] = moved[10] = True
    step, whole = assign(after, assign(before), moved), assign(after)
    assert np.array_equal(step.cells, whole.cells)
    assert np.array_equal(step.indices, whole.indices)
    assert step.levels == whole.levels
