"""The overlay against blending by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from render.context import Context
from render.gpu import Gpu
from render.graph import FrameGraph
from render.overlay import Overlay
from render.passes.overlay import OverlayPictures, draw_overlays
from render.resources import Texture
from tests.gl_probe import run_graph, source


@pytest.fixture
def gpu(context: Context) -> Iterator[Gpu]:
    gpu = Gpu()
    yield gpu
    gpu.close()


def laid_over(gpu: Gpu, background: np.ndarray, *overlays: Overlay) -> np.ndarray:
    """(h, w, 4), row 0 on top, of the overlays drawn on (h, w, 4)."""
    picture = OverlayPictures()
    with Texture.of(background, "rgba8") as texture:
        graph = FrameGraph()
        display = draw_overlays(gpu, graph, source(graph, texture), overlays, picture)
        out = run_graph(gpu, graph, display)
        gpu.pool.forget(texture)
    picture.close()
    return out


def grey(value: int, h: int = 8, w: int = 12) -> np.ndarray:
    return np.full((h, w, 4), (value, value, value, 255), np.uint8)


@pytest.mark.gl
def test_straight_alpha(gpu: Gpu) -> None:
    """White at alpha 128 over 100: 100 + (255 - 100) * 128 / 255 = 177.8."""
    out = laid_over(gpu, grey(100), Overlay(np.full((2, 3, 4), (255, 255, 255, 128), np.uint8), 4, 1))
    assert (np.abs(out[1:3, 4:7, :3].astype(int) - 178) <= 1).all()
    out[1:3, 4:7, :3] = 100
    assert (out[:, :, :3] == 100).all()
    assert (out[:, :, 3] == 255).all()


@pytest.mark.gl
def test_place_and_orientation(gpu: Gpu) -> None:
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[0, 0, 0], pixels[0, 1, 1], pixels[1, 0, 2] = 255, 255, 255
    out = laid_over(gpu, grey(50), Overlay(pixels, 3, 5))
    assert out[5, 3, :3].tolist() == [255, 0, 0]
    assert out[5, 4, :3].tolist() == [0, 255, 0]
    assert out[6, 3, :3].tolist() == [0, 0, 255]
    assert out[6, 4, :3].tolist() == [0, 0, 0]


@pytest.mark.gl
def test_parts_outside_are_cut(gpu: Gpu) -> None:
    white = np.full((4, 4, 4), 255, np.uint8)
    out = laid_over(gpu, grey(0), Overlay(white, -2, -2), Overlay(white, 10, 6), Overlay(white, 40, 40))
    expected = np.zeros((8, 12), int)
    expected[:2, :2] = expected[6:, 10:] = 255
    assert (out[:, :, 0] == expected).all()


@pytest.mark.gl
def test_empty_overlay_changes_nothing(gpu: Gpu) -> None:
    out = laid_over(gpu, grey(77), Overlay(np.zeros((0, 5, 4), np.uint8)), Overlay(np.zeros((3, 3, 4), np.uint8)))
    assert (out[:, :, :3] == 77).all()
