"""Image-based light: a chain of ever blurrier copies of a sky map, and the table that goes with it (split sum)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.gpu import Gpu
from render.graph import TextureDesc
from render.resources import Texture

ENVIRONMENT = TextureDesc((256, 128), "rgba16f", levels=6)


def prefilter(gpu: Gpu, source: Texture, environment: Texture) -> None:
    """Fill the levels of `environment` from a sky map: level i holds roughness i / (levels - 1)."""
    gpu.fullscreen("sky_environment.frag.glsl", [environment], [source], {"roughness": 0.0})
    with Texture(TextureDesc(ENVIRONMENT.size, "rgba16f")) as sharp:
        gpu.fullscreen("sky_environment.frag.glsl", [sharp], [source], {"roughness": 0.0})
        for level in range(1, environment.desc.levels):
            roughness = level / (environment.desc.levels - 1)
            gpu.fullscreen("sky_environment.frag.glsl", [environment], [sharp], {"roughness": roughness}, level=level)
        gpu.pool.forget(sharp)


def lookup_table(size: int = 32) -> NDArray[np.float64]:
    """`(size, size, 4)`: the split sum, the sheen's directional albedo and the lean, for `inc/split_sum.glsl`."""
    split, lean = reflection(size)
    return np.concatenate([split, sheen_albedo(size)[..., None], lean[..., None]], axis=2)


def charlie_lambda(cosine: NDArray[np.float64], a: NDArray[np.float64]) -> NDArray[np.float64]:
    """The fit of the sheen's shadowing (Estevez and Kulla 2017), as `charlie_lambda` in `inc/pbr.glsl`."""
    low = np.array([25.3245, 3.32435, 0.16801, -1.27393, -4.85967])
    high = np.array([21.5473, 3.82987, 0.19823, -1.97760, -4.32054])
    t = ((1 - a) ** 2)[..., None]
    ka, kb, kc, kd, ke = np.moveaxis(t * low + (1 - t) * high, -1, 0)

    def fit(x: NDArray[np.float64] | float) -> NDArray[np.float64]:
        return np.asarray(ka / (1 + kb * np.power(x, kc)) + kd * x + ke)

    return np.asarray(np.where(cosine < 0.5, np.exp(fit(cosine)), np.exp(2 * fit(0.5) - fit(1 - cosine))))


def sheen_albedo(size: int = 32, steps: int = 48) -> NDArray[np.float64]:
    """`(size, size)`: what a white Charlie sheen turns back of even light, rows roughness and columns n.v.

    The hemisphere in `steps` cosines and twice as many azimuths.
    """
    k = (np.arange(size) + 0.5) / size
    cosine = (np.arange(steps) + 0.5) / steps
    azimuth = (np.arange(2 * steps) + 0.5) / (2 * steps) * np.pi
    n_v, n_l, phi = k[:, None, None], cosine[None, :, None], azimuth[None, None]
    l_v = n_v * n_l + np.sqrt((1 - n_v**2) * (1 - n_l**2)) * np.cos(phi)
    n_h = (n_v + n_l) / np.sqrt(2 + 2 * l_v)
    sine2 = np.maximum(1 - n_h**2, 0.0078125)
    out = []
    for roughness in k:
        a = np.array(max(roughness, 0.07) ** 2)
        spread = ((2 + 1 / a) * sine2 ** (0.5 / a) / (2 * np.pi)).mean(2) * (2 * np.pi)
        shadow = 1 + charlie_lambda(n_v[..., 0], a) + charlie_lambda(n_l[..., 0], a)
        # visibility times the cosine of the light
        out.append((spread / (4 * n_v[..., 0] * shadow)).mean(1))
    return np.asarray(np.minimum(np.stack(out), 1.0))


def split_sum(size: int = 32, samples: int = 512) -> NDArray[np.float64]:
    """`(size, size, 2)`: scale and bias of F0, rows roughness and columns n.v, at texel centres."""
    return reflection(size, samples)[0]


def reflection(size: int = 32, samples: int = 512) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`split_sum`, and `(size, size)` the lean: how far from the normal (0) to the mirrored direction (1) the mean of
    the directions lies that the scale's part is reflected from.

    GGX with height-correlated Smith shadowing, importance sampled on a fixed lattice (Karis 2013).
    """
    k = (np.arange(size) + 0.5) / size
    alpha, c = (k**2)[:, None, None], k[None, :, None]
    u = (np.arange(samples) + 0.5) / samples
    angle = np.arange(samples) * 2.39996323
    cos_h = np.sqrt((1 - u) / (1 + (alpha * alpha - 1) * u))
    sin_v, along = np.sqrt(1 - c * c), np.cos(angle) * np.sqrt(1 - cos_h**2)
    v_h = np.maximum(sin_v * along + c * cos_h, 1e-9)
    cos_l = 2 * v_h * cos_h - c
    lit = cos_l > 0
    cos_l = np.where(lit, cos_l, 1.0)

    def masked(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.sqrt(x * x * (1 - alpha * alpha) + alpha * alpha))

    shadowing = 2 * c * cos_l / (cos_l * masked(c) + c * masked(cos_l))
    weight = np.where(lit, shadowing * v_h / np.maximum(cos_h * c, 1e-9), 0.0)
    schlick = (1 - np.minimum(v_h, 1.0)) ** 5
    # of the mean: what lies away from the eye over what lies along the normal
    steep = weight * (1 - schlick)
    slope = (steep * (sin_v - 2 * v_h * along)).sum(2) / (steep * cos_l).sum(2)
    lean = slope / (sin_v[..., 0] + slope * (1 - c[..., 0]))
    return np.stack([steep.mean(2), (weight * schlick).mean(2)], axis=2), lean
