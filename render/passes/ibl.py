"""Image-based light: a chain of ever blurrier copies of a sky map for glossy reflections."""

from __future__ import annotations

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
