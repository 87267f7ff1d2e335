"""Tone curves against their formulas in numpy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pytest

from assets.scene import Grade
from render.context import Context
from render.gpu import Gpu
from render.graph import FrameGraph
from render.passes.tonemap import tonemap
from render.resources import Texture
from tests.gl_probe import run_graph, source

STEP = 1 / 255
Curve = Literal["agx", "neutral", "aces", "none"]


@pytest.fixture
def gpu(context: Context) -> Iterator[Gpu]:
    gpu = Gpu()
    yield gpu
    gpu.close()


def shown(gpu: Gpu, colors: np.ndarray, grade: Grade, exposure: float = 1.0) -> np.ndarray:
    """(n, 3) display values 0..1 of (n, 3) linear colours."""
    with Texture.of(np.pad(colors, ((0, 0), (0, 1)))[None], "rgba32f") as texture:
        graph = FrameGraph()
        out = tonemap(gpu, graph, source(graph, texture), None, grade, exposure)
        pixels = run_graph(gpu, graph, out)
        gpu.pool.forget(texture)
    assert (pixels[..., 3] == 255).all()
    return np.asarray(pixels[0, :, :3] / 255)


def srgb(c: np.ndarray) -> np.ndarray:
    c = np.clip(c, 0, 1)
    return np.where(c <= 0.0031308, 12.92 * c, 1.055 * np.maximum(c, 1e-9) ** (1 / 2.4) - 0.055)


def agx(c: np.ndarray) -> np.ndarray:
    inset = np.array(
        [
            [0.842479062253094, 0.0784335999999992, 0.0792237451477643],
            [0.0423282422610123, 0.878468636469772, 0.0791661274605434],
            [0.0423756549057051, 0.0784336, 0.879142973793104],
        ]
    )
    x = np.clip(np.log2(np.maximum(c @ inset.T, 1e-10)), -12.47393, 4.026069)
    x = (x + 12.47393) / 16.5
    x = np.polyval([15.5, -40.14, 31.96, -6.868, 0.4298, 0.1191, -0.00232], x)
    return np.clip(np.maximum(x, 0) @ np.linalg.inv(inset).T, 0, 1)


def neutral(c: np.ndarray) -> np.ndarray:
    out = []
    for rgb in c:
        x = rgb.min()
        rgb = rgb - (x - 6.25 * x * x if x < 0.08 else 0.04)
        peak = rgb.max()
        if peak >= 0.76:
            new = 1 - 0.24**2 / (peak + 0.24 - 0.76)
            g = 1 - 1 / (0.15 * (peak - new) + 1)
            rgb = rgb * new / peak * (1 - g) + new * g
        out.append(rgb)
    return srgb(np.array(out))


def aces(c: np.ndarray) -> np.ndarray:
    to = np.array([[0.59719, 0.35458, 0.04823], [0.07600, 0.90834, 0.01566], [0.02840, 0.13383, 0.83777]])
    back = np.array([[1.60475, -0.53108, -0.07367], [-0.10208, 1.10813, -0.00605], [-0.00327, -0.07276, 1.07602]])
    v = c @ to.T
    v = (v * (v + 0.0245786) - 0.000090537) / (v * (0.983729 * v + 0.4329510) + 0.238081)
    return srgb(v @ back.T)


@pytest.mark.gl
@pytest.mark.parametrize(("name", "curve"), [("none", srgb), ("agx", agx), ("neutral", neutral), ("aces", aces)])
def test_curves(gpu: Gpu, name: Curve, curve: object) -> None:
    rng = np.random.default_rng(1)
    colors = 2.0 ** rng.uniform(-8, 5, (200, 3))
    assert callable(curve)
    assert shown(gpu, colors, Grade(tonemap=name)) == pytest.approx(curve(colors), abs=1.6 * STEP)


@pytest.mark.gl
@pytest.mark.parametrize("name", ["none", "agx", "neutral", "aces"])
def test_brighter_never_gets_darker(gpu: Gpu, name: Curve) -> None:
    greys = (2.0 ** np.linspace(-9, 6, 400))[:, None] * np.ones(3)
    seen = shown(gpu, greys, Grade(tonemap=name))
    # one step for the dither
    assert (np.diff(seen, axis=0) > -1.5 * STEP).all()
    assert (seen[-1] > 0.95).all()
    assert np.ptp(seen, axis=1).max() <= 2 * STEP


@pytest.mark.gl
def test_mid_grey(gpu: Gpu) -> None:
    """18 % grey by hand: sRGB 118 of 255; PBR Neutral takes 0.04 off first: 104; AgX sets it at half the
    display's scale; ACES (this fit, unscaled) at 91."""
    grey = np.full((1, 3), 0.18)
    expected: dict[Curve, int] = {"none": 118, "neutral": 104, "agx": 127, "aces": 91}
    for name, value in expected.items():
        assert shown(gpu, grey, Grade(tonemap=name))[0, 0] * 255 == pytest.approx(value, abs=3), name


@pytest.mark.gl
def test_exposure_is_a_factor(gpu: Gpu) -> None:
    a = shown(gpu, np.full((1, 3), 0.1), Grade(), exposure=4.0)
    assert a == pytest.approx(shown(gpu, np.full((1, 3), 0.4), Grade()), abs=1.1 * STEP)


@pytest.mark.gl
def test_contrast_and_saturation(gpu: Gpu) -> None:
    dark, red = np.full((1, 3), 0.05), np.array([[0.5, 0.1, 0.1]])
    for name in ("agx", "neutral"):
        assert shown(gpu, dark, Grade(tonemap=name, contrast=1.3)).max() < shown(gpu, dark, Grade(tonemap=name)).min()
        more = shown(gpu, red, Grade(tonemap=name, saturation=1.4))[0]
        assert more[0] - more[1] > np.ptp(shown(gpu, red, Grade(tonemap=name))[0]) * 1.2


@pytest.mark.gl
def test_bad_numbers_do_not_escape(gpu: Gpu) -> None:
    colors = np.array([[np.nan, 1, 1], [np.inf, 0, 0], [-5, 0.2, 0.2], [1e30, 1e30, 1e30]])
    for name in ("none", "agx", "neutral", "aces"):
        seen = shown(gpu, colors, Grade(tonemap=name))
        assert seen[0].max() <= 2 * STEP, name
        assert seen[3].min() > 0.98, name


@pytest.mark.gl
def test_vignette_darkens_corners(gpu: Gpu) -> None:
    with Texture.of(np.full((9, 9, 4), 0.5), "rgba16f") as texture:
        graph = FrameGraph()
        out = tonemap(gpu, graph, source(graph, texture), None, Grade(tonemap="none", vignette=1.0))
        pixels = run_graph(gpu, graph, out)[:, :, 0].astype(int)
        gpu.pool.forget(texture)
    assert pixels[4, 4] == pytest.approx(188, abs=1)
    assert pixels[0, 0] < pixels[0, 4] < pixels[4, 4]
