"""What is under the cursor: batch, instance, where and how far."""

from __future__ import annotations

import numpy as np
import pytest

from assets.scene import Batch, Frame, Material, Mesh, Scene, Water
from render.context import Context
from render.picking import Picked
from render.renderer import Renderer
from tests.scenes_for_render import one, place, quad, seen_from, sphere, white

SIZE = (97, 55)


def balls(pick: int = 7) -> tuple[Scene, Frame]:
    scene = one(sphere(24), pick=pick)
    scene.batches[0].transform, scene.batches[0].tint = place((-2, 0, 0), (2, 0, 0)), white(2)
    return scene, seen_from((0, 0, 6))


def numbers(found: Picked | None) -> tuple[int, int] | None:
    return (found.object, found.instance) if found else None


@pytest.mark.gl
def test_batch_instance_place_and_distance(context: Context) -> None:
    scene, frame = balls(pick=0)
    with Renderer(scene, SIZE, "draft", context) as renderer:
        seen = {numbers(renderer.pick(frame, x, 27)) for x in range(0, SIZE[0], 2)}
        assert seen == {None, (0, 0), (0, 1)}, "a batch without a number of its own is exact, too"
        assert renderer.pick(frame, 48, 0) is None
        scene.batches[0].transform = place((0, 0, 0), (2, 0, 0))
    with Renderer(scene, SIZE, "draft", context) as renderer:
        found = renderer.pick(frame, 48, 27)
    assert found is not None
    assert (found.name, found.object, found.instance, found.pick) == ("batch", 0, 0, 0)
    assert found.position == pytest.approx((0, 0, 1), abs=5e-3)
    assert found.distance == pytest.approx(5.0, abs=5e-3)


@pytest.mark.gl
def test_position_away_from_the_middle(context: Context) -> None:
    """A plane at z = -1 under pixel (x, y): by the pinhole's geometry."""
    scene = one(quad(50))
    scene.batches[0].transform = place((0, 0, -1))
    with Renderer(scene, SIZE, "draft", context) as renderer:
        found = renderer.pick(seen_from((0, 0, 6), fov=0.7), 70, 10, reach=2)
    assert found is not None
    metre = 7 * np.tan(0.35) / (0.5 * SIZE[1])
    assert found.position == pytest.approx(((70.5 - 48.5) * metre, (27.5 - 10.5) * metre, -1), abs=1e-3)


@pytest.mark.gl
def test_reach_prefers_what_is_pickable(context: Context) -> None:
    scene, frame = balls()
    scene.meshes.append(Mesh("wall", (quad(50),)))
    scene.batches.append(Batch("wall", 1, place((0, 0, -3)), white()))
    with Renderer(scene, SIZE, "draft", context) as renderer:
        hits = [numbers(renderer.pick(frame, x, 27)) for x in range(SIZE[0])]
        edge = hits.index((0, 0))
        assert edge > 4
        assert numbers(renderer.pick(frame, edge - 3, 27)) == (1, 0)
        assert numbers(renderer.pick(frame, edge - 3, 27, reach=3)) == (0, 0)
        assert numbers(renderer.pick(frame, edge - 3, 27, reach=2)) == (1, 0), "too far: what is under the cursor"
        gap = hits.index((0, 1)) - 1
        assert numbers(renderer.pick(frame, gap, 27, reach=SIZE[0])) == (0, 1), "the nearer of two"


@pytest.mark.gl
def test_holes_glass_and_backs_are_as_they_look(context: Context) -> None:
    def front(material: Material, flip: bool = False) -> tuple[int, int] | None:
        scene = one(quad(5, 0), Material(), material)
        scene.meshes.append(Mesh("front", (quad(1, 1),)))
        scene.batches.append(Batch("front", 1, place((0, 0, 1)), white()))
        if flip:
            scene.batches[1].transform[0, :, :3] = np.diag([-1, 1, -1])
        with Renderer(scene, SIZE, "draft", context) as renderer:
            return numbers(renderer.pick(seen_from((0, 0, 6)), 48, 27))

    assert front(Material(alpha_mode="MASK", base_color=(1, 1, 1, 0.9))) == (1, 0)
    assert front(Material(alpha_mode="MASK", base_color=(1, 1, 1, 0.1))) == (0, 0), "a hole"
    assert front(Material(alpha_mode="BLEND", base_color=(1, 1, 1, 0.2))) == (1, 0), "glass can be touched"
    assert front(Material(alpha_mode="BLEND", base_color=(1, 1, 1, 0.0))) == (0, 0)
    assert front(Material(), flip=True) == (0, 0), "a back that is not drawn"


@pytest.mark.gl
def test_water_answers(context: Context) -> None:
    with Renderer(Scene("lake", water=Water(level=1.0)), SIZE, "draft", context) as renderer:
        found = renderer.pick(seen_from((0, 4, 5), (0, 1, 0)), 48, 50)
    assert found is not None
    assert (found.name, found.object, found.pick) == ("water", -1, 0)
    assert found.position[1] == pytest.approx(1.0, abs=1e-4)


@pytest.mark.gl
def test_a_line_goes_round_the_visible_part_of_what_is_outlined(context: Context) -> None:
    """Outside the instance's own pixels, as wide as asked for, and nowhere else."""
    scene, frame = balls()
    scene.meshes.append(Mesh("post", (quad(0.5),)))
    scene.batches.append(Batch("post", 1, place((-2, 0, 1.5)), white()))
    with Renderer(scene, SIZE, "draft", context) as renderer:
        plain = renderer.render(frame, planes=["id"])
        for which in ((0, 0), (0, 1)):
            marked = renderer.render(frame, outlined=which).pixels.astype(int)
            ids = plain.planes["id"]
            inside = (ids[..., 0] == which[0] + 1) & (ids[..., 1] == which[1])
            assert inside.any()
            near = np.zeros_like(inside)
            for dy, dx in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                near |= np.roll(inside, (dy, dx), (0, 1))
            changed = np.abs(marked - plain.pixels).max(-1) > 3
            assert (changed | inside)[near].all()
            assert not changed[inside].any()
            wide = near.copy()
            for dy, dx in ((-1, 0), (1, 0), (0, -1), (0, 1), (1, 1), (-1, -1), (1, -1), (-1, 1)):
                wide |= np.roll(near, (dy, dx), (0, 1))
            assert not changed[~wide].any()
        for nothing in ((-1, 0), (9, 0), (0, 7)):
            assert np.array_equal(renderer.render(frame, outlined=nothing).pixels, plain.pixels)
