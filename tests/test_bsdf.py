"""The layers of a surface as the shaders compute them: energy, reciprocity, and their formulas in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from render import bindings
from render.context import Context
from render.gpu import Gpu
from render.passes.ibl import lookup_table, split_sum
from render.resources import Texture
from tests.gl_probe import probe

SIZE = 256
WHITE = {"albedo": (1.0, 1.0, 1.0), "metallic": 0.0, "roughness": 0.5, "strength": 1.0, "way": 0}
FILM = (1.33, 400.0, 0.04)


def away(cosine: float) -> tuple[float, float, float]:
    return float(np.sqrt(1 - cosine**2)), 0.0, cosine


def lobes(defines: Sequence[str], **values: Any) -> np.ndarray:
    """(SIZE, SIZE, 3): rows by the light's cosine from -1 to 1, columns by its azimuth."""
    uniforms = {**WHITE, "film": FILM, "leaf": (1.0, 1.0, 1.0), "light": away(0.5), "view": away(0.7), **values}
    with closing(Gpu()) as gpu, Texture.of(lookup_table(), "rgba16f") as table:
        table.bind(bindings.TEX_BRDF)
        return probe(gpu, "lobes", (SIZE, SIZE), defines=defines, **uniforms)[..., :3]


def directions() -> np.ndarray:
    z = (np.arange(SIZE) + 0.5) / SIZE * 2 - 1
    angle = (np.arange(SIZE) + 0.5) / SIZE * 2 * np.pi
    r = np.sqrt(1 - z**2)[:, None]
    return np.stack([r * np.cos(angle), r * np.sin(angle), np.broadcast_to(z[:, None], (SIZE, SIZE))], 2)


LAYERS: list[tuple[str, ...]] = [
    (), ("CLEARCOAT",), ("SHEEN",), ("IRIDESCENCE",), ("ANISOTROPY",), ("TRANSMISSION",), ("DIFFUSE_TRANSMISSION",),
    ("CLEARCOAT", "IRIDESCENCE"),
    ("CLEARCOAT", "SHEEN", "IRIDESCENCE", "ANISOTROPY", "TRANSMISSION", "DIFFUSE_TRANSMISSION"),
]  # fmt: skip


@pytest.mark.gl
@pytest.mark.parametrize("layers", LAYERS, ids="+".join)
@pytest.mark.parametrize("metallic", [0.0, 1.0])
def test_no_layer_gives_more_than_it_gets(context: Context, layers: tuple[str, ...], metallic: float) -> None:
    """One part of even light from everywhere makes at most one part of light towards the eye.

    Within 6 % at a grazing eye: glTF's own formula (appendix B) lets diffuse light in by the half vector's Fresnel.
    """
    for cosine in (0.15, 0.5, 1.0):
        total = lobes(layers, view=away(cosine), metallic=metallic, roughness=0.6).mean((0, 1)) * 4 * np.pi
        assert total.max() < (1.06 if cosine < 0.3 else 1.01), (cosine, total)
        assert total.min() > (0.3 if len(layers) < 2 else 0.1), (cosine, total)


@pytest.mark.gl
@pytest.mark.parametrize("roughness", [0.4, 0.8])
def test_white_glass_keeps_what_a_white_mirror_keeps(context: Context, roughness: float) -> None:
    """What is not reflected goes through: both together are the microfacets' own albedo, that of F0 = 1."""
    table = split_sum(64, 2048).sum(2)[round(roughness * 64 - 0.5)]
    for cosine in (0.3, 0.7, 1.0):
        seen = lobes(("TRANSMISSION",), view=away(cosine), roughness=roughness)
        expected = np.interp(cosine, (np.arange(64) + 0.5) / 64, table)
        assert seen.mean((0, 1)) * 4 * np.pi == pytest.approx([expected] * 3, rel=0.02)
        assert seen[: SIZE // 2].mean() > 3 * seen[SIZE // 2 :].mean(), "most of it goes through"


@pytest.mark.gl
def test_diffuse_transmission_leaves_on_the_other_side(context: Context) -> None:
    """KHR_materials_diffuse_transmission: 1/pi of its colour, as much as Fresnel lets in, times the cosine."""
    seen = lobes(("DIFFUSE_TRANSMISSION",), strength=0.25, leaf=(0.8, 0.4, 0.2), albedo=(0.0, 0.0, 0.0))
    d = directions()
    mirrored = np.where(d[..., 2:] < 0, d * [1, 1, -1], d)
    h = mirrored + np.array(away(0.7))
    v_h = (h @ np.array(away(0.7))) / np.linalg.norm(h, axis=2)
    below = 1 - (0.04 + 0.96 * (1 - v_h) ** 5)
    expected = 0.25 / np.pi * below * np.maximum(-d[..., 2], 0)
    back = d[..., 2] < 0
    for channel, color in enumerate((0.8, 0.4, 0.2)):
        np.testing.assert_allclose(seen[..., channel][back], (expected * color)[back], rtol=2e-3, atol=1e-6)


@pytest.mark.gl
@pytest.mark.parametrize("layers", [(), ("IRIDESCENCE",), ("ANISOTROPY",), ("TRANSMISSION",)], ids="+".join)
def test_reciprocity(context: Context, layers: tuple[str, ...]) -> None:
    """Eye and light may change places, but for the cosine of the light."""
    one = away(0.5)
    forth = lobes(layers, view=one, way=0, albedo=(0.8, 0.5, 0.2))
    back = lobes(layers, light=one, way=1, albedo=(0.8, 0.5, 0.2))
    upper = directions()[..., 2] > 0.05
    cosine = directions()[upper][:, 2:]
    np.testing.assert_allclose(forth[upper] / cosine, back[upper] / 0.5, rtol=2e-3, atol=1e-5)


@pytest.mark.gl
def test_anisotropic_microfacets(context: Context) -> None:
    """KHR_materials_anisotropy's D and V, on a white metal."""
    roughness, strength, v = 0.4, 0.6, np.array(away(0.7))
    got = lobes(("ANISOTROPY",), roughness=roughness, strength=strength, metallic=1.0)[..., 0]
    l = directions()  # noqa: E741
    h = (l + v) / np.linalg.norm(l + v, axis=2, keepdims=True)
    at, ab = roughness**2 + (1 - roughness**2) * strength**2, roughness**2
    d = 1 / (np.pi * at * ab * ((h[..., 0] / at) ** 2 + (h[..., 1] / ab) ** 2 + h[..., 2] ** 2) ** 2)
    n_l, n_v = np.maximum(l[..., 2], 0), v[2]
    stretch = np.array([at, ab, 1.0])
    visible = 0.5 / (n_l * np.linalg.norm(v * stretch) + n_v * np.linalg.norm(l * stretch, axis=2))
    np.testing.assert_allclose(got, np.where(n_l > 0, d * visible * n_l, 0), rtol=2e-3, atol=1e-5)


def film(ior: float, thickness: float, f0: float, cosine: np.ndarray) -> np.ndarray:
    """(n, 3) after Belcour and Barla 2017, section 4: a sum over the orders of interference, in double precision."""
    value = np.array([5.4856e-13, 4.4201e-13, 5.2481e-13])
    where, spread = np.array([1.6810e6, 1.7953e6, 2.2084e6]), np.array([4.3278e9, 9.3046e9, 6.6121e9])
    to_rgb = np.array(
        [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]]
    )
    inside = np.sqrt(1 - (1 - cosine**2) / ior**2)
    base = (1 + np.sqrt(f0 + 1e-4)) / (1 - np.sqrt(f0 + 1e-4))
    schlick = [((b - a) / (b + a)) ** 2 for a, b in ((1.0, ior), (ior, base))]
    top, bottom = (r + (1 - r) * (1 - c) ** 5 for r, c in zip(schlick, (cosine, inside), strict=True))
    shift = np.pi + (np.pi if base < ior else 0.0)
    both = top * bottom
    several = (1 - top) ** 2 * bottom / (1 - both)
    total = np.repeat((top + several)[:, None], 3, 1)
    for m in (1, 2):
        phase = 2 * np.pi * m * 2 * ior * thickness * inside[:, None] * 1e-9
        xyz = value * np.sqrt(2 * np.pi * spread) * np.cos(where * phase + m * shift) * np.exp(-(phase**2) * spread)
        second = 9.7470e-14 * np.sqrt(2 * np.pi * 4.5282e9)
        xyz[:, 0] += (second * np.cos(2.2399e6 * phase + m * shift) * np.exp(-4.5282e9 * phase**2))[:, 0]
        order = (several - (1 - top)) * np.sqrt(both) ** m
        total += 2 * order[:, None] * (xyz / 1.0685e-7 @ to_rgb.T)
    return np.clip(total, 0, 1)


@pytest.mark.gl
@pytest.mark.parametrize(("ior", "thickness", "f0"), [(1.3, 400, 0.04), (1.8, 250, 0.9), (2.2, 900, 0.04)])
def test_thin_film(context: Context, ior: float, thickness: float, f0: float) -> None:
    got = lobes(("IRIDESCENCE",), way=2, film=(ior, thickness, f0))[:, 0]
    cosine = (np.arange(SIZE) + 0.5) / SIZE
    np.testing.assert_allclose(got, film(ior, thickness, f0, cosine), atol=2e-3)
    assert np.ptp(got, axis=1).max() > 0.02, "it is coloured"


@pytest.mark.gl
def test_a_film_of_no_thickness_is_not_there(context: Context) -> None:
    """Along the normal; Schlick's rise towards grazing counts at each of the two faces that are left."""
    got = lobes(("IRIDESCENCE",), way=2, film=(1.6, 0.0, 0.25))[-1, 0]
    assert got == pytest.approx([0.25] * 3, abs=6e-3)  # two orders of interference
