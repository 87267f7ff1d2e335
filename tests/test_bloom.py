"""Bloom spreads light and keeps its sum."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from render.context import Context
from render.gpu import Gpu
from render.graph import FrameGraph
from render.passes.bloom import bloom
from render.resources import Texture
from tests.gl_probe import run_graph, source


@pytest.fixture
def gpu(context: Context) -> Iterator[Gpu]:
    gpu = Gpu()
    yield gpu
    gpu.close()


def bloomed(gpu: Gpu, pixels: np.ndarray) -> np.ndarray:
    with Texture.of(pixels, "rgba16f") as texture:
        graph = FrameGraph()
        out = run_graph(gpu, graph, bloom(gpu, graph, source(graph, texture)))
        gpu.pool.forget(texture)
    return np.asarray(out[:, :, :3], np.float64)


@pytest.mark.gl
def test_even_light_stays(gpu: Gpu) -> None:
    assert bloomed(gpu, np.full((72, 128, 4), 0.37)) == pytest.approx(0.37, abs=2e-3)


@pytest.mark.gl
def test_a_spot_spreads_and_keeps_its_light(gpu: Gpu) -> None:
    pixels = np.zeros((128, 128, 4))
    pixels[60:68, 60:68] = 0.5
    out = bloomed(gpu, pixels)
    assert out.shape == (64, 64, 3)
    assert out.mean() == pytest.approx(pixels[:, :, :3].mean(), rel=0.08)
    row = out[32, :, 0]
    assert (np.diff(row[32:]) <= 1e-4).all()
    assert 0 < row[60] < 0.1 * row[32]


@pytest.mark.gl
def test_one_bad_pixel_stays_one(gpu: Gpu) -> None:
    pixels = np.full((64, 64, 4), 0.2)
    pixels[10, 10] = np.nan
    pixels[50, 50] = np.inf
    out = bloomed(gpu, pixels)
    assert np.isfinite(out).all()
    assert out[5, 30] == pytest.approx(0.2, abs=0.05)


@pytest.mark.gl
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (17, 31), (640, 2)])
def test_any_size(gpu: Gpu, size: tuple[int, int]) -> None:
    assert bloomed(gpu, np.full((size[1], size[0], 4), 0.5)) == pytest.approx(0.5, abs=2e-3)
