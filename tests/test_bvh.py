"""The tree over triangles: its nodes hold what they should, and rays find what trying every triangle finds."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from render import bindings, bvh, gl
from render.context import Context
from render.gpu import Gpu
from render.resources import Buffer, BufferTexture
from tests.gl_probe import SHADERS


def soup(count: int, seed: int = 1) -> np.ndarray:
    """Small random triangles, some of them flat along an axis, some in one place."""
    rng = np.random.default_rng(seed)
    out = (rng.random((count, 1, 3)) + 0.1 * rng.standard_normal((count, 3, 3))).astype(np.float32)
    out[: count // 8, :, 1] = 0.5
    out[count // 8 : count // 6] = out[count // 8]
    return out


def brute_force(corners: np.ndarray, origin: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """(rays,) distances to the nearest triangle, infinite for none; in doubles."""
    a, x, y = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    nearest = []
    for o, d in zip(origin.astype(np.float64), direction.astype(np.float64), strict=True):
        p, s = np.cross(d, y), o - a
        q, scale = np.cross(s, x), (x * p).sum(1)
        with np.errstate(divide="ignore", invalid="ignore"):
            u, v, t = (s * p).sum(1) / scale, (q @ d) / scale, (y * q).sum(1) / scale
            within = u + v <= 1
        hit = (u >= 0) & (v >= 0) & within & (t > 0)
        nearest.append(t[hit].min() if hit.any() else np.inf)
    return np.array(nearest)


@pytest.mark.parametrize("count", [1, 4, 5, 700])
def test_every_triangle_is_in_one_leaf_and_every_node_holds_its_triangles(count: int) -> None:
    corners = soup(count)
    tree = bvh.build(corners)
    assert sorted(tree.order.tolist()) == list(range(count))
    leaves = tree.child < 0
    assert tree.count[leaves].sum() == count
    assert tree.count[leaves].max() <= bvh.LEAF
    for i in range(len(tree.child)):
        inside = corners[tree.order[tree.first[i] : tree.first[i] + tree.count[i]]]
        assert (inside.min((0, 1)) == tree.low[i]).all()
        assert (inside.max((0, 1)) == tree.high[i]).all()
        if not leaves[i]:
            assert tree.count[tree.child[i]] + tree.count[tree.child[i] + 1] == tree.count[i]


def test_a_tree_is_better_than_halves() -> None:
    """By the surface area heuristic a crowd beside a lone far triangle costs less than half of a split by number."""
    corners = soup(700)
    corners[::7] *= 20
    costs = []
    for tree in (bvh.build(corners), bvh.refit(bvh.build(np.sort(corners[:, :1], axis=0).repeat(3, 1)), corners)):
        size = tree.high - tree.low
        area = size[:, 0] * size[:, 1] + size[:, 1] * size[:, 2] + size[:, 2] * size[:, 0]
        costs.append((area / area[0] * np.where(tree.child < 0, tree.count, 1)).sum())
    assert costs[0] < 0.5 * costs[1]


def test_refitting_gives_the_bounds_of_moved_triangles() -> None:
    corners = soup(300)
    moved = corners + np.float32(0.2) * np.sin(9 * corners)
    bent = bvh.refit(bvh.build(corners), moved)
    for i in range(len(bent.child)):
        inside = moved[bent.order[bent.first[i] : bent.first[i] + bent.count[i]]]
        assert (inside.min((0, 1)) == bent.low[i]).all()
        assert (inside.max((0, 1)) == bent.high[i]).all()


def test_orders_are_depth_first_and_the_nearer_child_comes_first() -> None:
    tree = bvh.build(soup(40))
    n = len(tree.child)
    texels = bvh.node_texels(tree).reshape(bvh.ORDERS, n, 2, 4)
    link = texels[:, :, 1, 3].copy().view(np.int32)
    leaf = texels[:, :, 0, 3].copy().view(np.int32)
    for octant in range(bvh.ORDERS):
        assert link[octant, 0] == n
        assert (link[octant] > np.arange(n)).all()
        assert sorted((leaf[octant][leaf[octant] >= 0] >> 3).tolist()) == sorted(tree.first[tree.child < 0].tolist())
        near = texels[octant, 1, 0, :3]
        expected = tree.child[0] + (octant >> tree.axis[0] & 1)
        assert (near == tree.low[expected]).all()


@pytest.mark.gl
@pytest.mark.parametrize("orders", [8, 1])
def test_rays_against_every_triangle(context: Context, orders: int) -> None:
    corners = soup(700)
    tree = bvh.build(corners)
    rng = np.random.default_rng(2)
    rays = np.zeros((512, 2, 4), np.float32)
    rays[:, 0, :3] = rng.uniform(-0.5, 1.5, (512, 3))
    rays[:, 1, :3] = rng.standard_normal((512, 3))
    rays[:32, 1, 0] = 0.0  # along a plane of the axes
    rays[:16, 1, 1] = 0.0
    rays[:, 1] /= np.linalg.norm(rays[:, 1], axis=1, keepdims=True)
    with (
        closing(Gpu()) as gpu,
        closing(Buffer(rays)) as given,
        closing(Buffer(size=512 * 8)) as found,
        closing(Buffer(bvh.node_texels(tree, orders))) as nodes,
        closing(Buffer(bvh.triangle_texels(tree, corners))) as triangles,
        closing(BufferTexture(nodes, "rgba32ui")) as node_texels,
        closing(BufferTexture(triangles, "rgba32ui")) as triangle_texels,
    ):
        for binding, buffer in enumerate((given, found)):
            buffer.bind_storage(binding)
        node_texels.bind(bindings.TEX_NODES)
        triangle_texels.bind(bindings.TEX_TRIANGLES)
        program = gpu.programs.get(compute="rays.comp.glsl", files={"rays.comp.glsl": SHADERS / "rays.comp.glsl"})
        program["node_count"], program["orders"] = len(tree.child), orders
        program.use()
        gl.glDispatchCompute(8, 1, 1)
        gl.glMemoryBarrier(gl.GL_BUFFER_UPDATE_BARRIER_BIT)
        seen = found.read(np.float32, 1024).reshape(512, 2)
    expected = brute_force(corners, rays[:, 0, :3], rays[:, 1, :3])
    hit = np.isfinite(expected)
    assert 0.15 < hit.mean() < 0.95
    assert ((seen[:, 0] < 1e29) == hit).mean() > 0.995  # rays through an edge may go either way
    both = hit & (seen[:, 0] < 1e29)
    assert seen[both, 0] == pytest.approx(expected[both], rel=1e-3, abs=1e-4)
    assert ((seen[:, 1] > 0) == (seen[:, 0] < 1e29)).all(), "any hit is found when there is a nearest one"
