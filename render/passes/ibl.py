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


def split_sum(size: int = 32, samples: int = 512) -> NDArray[np.float64]:
    """`(size, size, 2)`: scale and bias of F0, rows roughness and columns n.v, at texel centres.

    GGX with height-correlated Smith shadowing, importance sampled on a fixed lattice (Karis 2013).
    """
    k = (np.arange(size) + 0.5) / size
    alpha, c = (k**2)[:, None, None], k[None, :, None]
    u = (np.arange(samples) + 0.5) / samples
    angle = np.arange(samples) * 2.39996323
    cos_h = np.sqrt((1 - u) / (1 + (alpha * alpha - 1) * u))
    v_h = np.maximum(np.sqrt(1 - c * c) * np.cos(angle) * np.sqrt(1 - cos_h**2) + c * cos_h, 1e-9)
    cos_l = 2 * v_h * cos_h - c
    lit = cos_l > 0
    cos_l = np.where(lit, cos_l, 1.0)

    def masked(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.sqrt(x * x * (1 - alpha * alpha) + alpha * alpha))

    shadowing = 2 * c * cos_l / (cos_l * masked(c) + c * masked(cos_l))
    weight = np.where(lit, shadowing * v_h / np.maximum(cos_h * c, 1e-9), 0.0)
    schlick = (1 - np.minimum(v_h, 1.0)) ** 5
    return np.stack([(weight * (1 - schlick)).mean(2), (weight * schlick).mean(2)], axis=2)
