"""What is drawn with less work looks as it did: programs without wind for what stands still, a smaller mirror."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.scene import Batch, Camera, Frame, Grade, Material, Mesh, Scene, Water
from render.context import Context
from render.draws import build_draws
from render.geometry_heap import build_heap
from render.quality import QUALITIES
from render.renderer import Renderer
from tests.scenes_for_render import DARK, one, place, quad, seen_from, sphere, white


def beside(*materials: Material) -> Scene:
    """Squares side by side, one of each material."""
    scene = Scene("row", materials=list(materials), sky=DARK, grade=Grade(bloom=0.0))
    scene.meshes = [Mesh(f"square {i}", (quad(0.4, i),)) for i in range(len(materials))]
    scene.batches = [Batch(f"{i}", i, place((2.0 * i - 1.0, 0, 0)), white()) for i in range(len(materials))]
    return scene


def test_what_sways_and_what_does_not_share_no_program() -> None:
    glow = Material(unlit=True)
    scene = beside(glow, replace(glow, sway=0.3))
    draws = build_draws(scene, build_heap(scene.meshes), {})
    assert [(part.group.sways, part.count) for part in draws.groups] == [(False, 1), (True, 1)]
    assert len(draws.shapes) == 2


@pytest.mark.gl
def test_wind_moves_what_sways_alone(context: Context) -> None:
    glow = Material(unlit=True, base_color=(0.8, 0.6, 0.4, 1.0))
    frames = [replace(seen_from((0, 0, 6)), time=t) for t in (0.0, 0.7, 1.2)]
    with Renderer(beside(glow, replace(glow, sway=0.3)), (192, 96), "draft", context=context) as renderer:
        pictures = [renderer.render(frame).pixels for frame in frames]
    for picture in pictures[1:]:
        assert np.array_equal(picture[:, :96], pictures[0][:, :96])
        assert not np.array_equal(picture[:, 96:], pictures[0][:, 96:])


@pytest.mark.gl
def test_a_smaller_mirror_shows_the_same_reflection(context: Context) -> None:
    scene = one(sphere(16), Material(unlit=True, base_color=(0.9, 0.5, 0.2, 1.0)))
    scene.batches[0].transform[0, 1, 3] = 1.5
    scene.water = Water(bounds=(-30, -30, 30, 30))
    frame = Frame(2.0, Camera(eye=(0, 1.2, 9), target=(0, 0.6, 0)))
    pictures = []
    for mirror in (1.0, 0.7):
        quality = replace(QUALITIES["draft"], mirror=mirror)
        with Renderer(scene, (160, 120), quality, context=context) as renderer:
            pictures.append(renderer.render(frame).pixels.astype(float))
    # streaks of 5 pixels by 10: what is left of their detail is waves
    whole, small = (p.reshape(12, 10, 32, 5, 3).mean((1, 3)) for p in pictures)
    assert whole[7:, 12:20].max() - whole[7:, :4].max() > 20, "the ball is reflected"
    assert np.abs(whole - small).max() < 16
    assert np.abs(whole - small).mean() < 0.6
    assert abs(whole.mean() - small.mean()) < 0.3


@pytest.mark.gl
def test_materials_that_change_are_written_alone_and_go_back(context: Context) -> None:
    colors = [Material(unlit=True, base_color=(*c, 1.0)) for c in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]
    scene = beside(*colors)
    blue = replace(colors[0], base_color=(0.0, 0.0, 1.0, 1.0))
    still = Frame(0.0, Camera(eye=(1, 0, 8), target=(1, 0, 0)))
    with Renderer(scene, (120, 40), "draft", context=context) as renderer:
        shown = [
            renderer.render(replace(still, materials=m)).pixels for m in ({}, {0: blue, 2: colors[1]}, {1: blue}, {})
        ]
    first, second, third, last = (
        [int(picture[20, x].argmax()) for x in np.nonzero(picture[20].max(1) > 100)[0][[1, -1]]] for picture in shown
    )
    assert (first, second) == ([0, 2], [2, 1])
    assert third == [0, 2], "what changed before is as it was"
    assert last == first
    assert np.array_equal(shown[0], shown[3])
