"""A measured environment as light: the panorama, the same blurred by roughness, and its irradiance by normal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Environment, Haze, Sky
from render import bindings, gl
from render.atmosphere import SkyLight
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.passes.ibl import lookup_table
from render.resources import Texture

Doubles = NDArray[np.float64]

BLURRED = TextureDesc((1024, 512), "rgba16f", levels=7, wrap="repeat")
IRRADIANCE_SIZE = 64, 32
SAMPLES = (1, 32, 64, 256, 512, 512, 512)
"""By level: wide lobes lie on few texels and can afford many."""
_BRIGHTEST = 6e4
"""Half floats end at 65504."""


def level_roughness(level: int) -> float:
    """The roughness that a level of the blurred chain holds (`panorama_level` in the shaders)."""
    return float((level / (BLURRED.levels - 1)) ** 1.5)


def panorama_directions(width: int, height: int) -> tuple[Doubles, Doubles]:
    """Unit directions `(h, w, 3)` of a panorama's texels and the solid angle `(h, 1)` of each, in steradians."""
    polar = ((np.arange(height) + 0.5) / height * np.pi)[:, None]
    azimuth = (((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi)[None]
    ways = (np.cos(azimuth) * np.sin(polar), np.cos(polar), np.sin(azimuth) * np.sin(polar))
    edges = np.cos(np.arange(height + 1) / height * np.pi)
    return np.stack(np.broadcast_arrays(*ways), axis=2), -np.diff(edges)[:, None] * (2 * np.pi / width)


def irradiance_map(radiance: NDArray[np.floating], size: tuple[int, int] = IRRADIANCE_SIZE) -> Doubles:
    """`(h, w, 3)` irradiance on surfaces that face each direction of a panorama of that size: cosine-weighted sums."""
    small = reduced(radiance, 2 * size[0], 2 * size[1])
    towards, solid = panorama_directions(small.shape[1], small.shape[0])
    light = (small * solid[..., None]).reshape(-1, 3)
    normals, _ = panorama_directions(*size)
    rows = [np.maximum(row @ towards.reshape(-1, 3).T, 0.0) @ light for row in normals]
    return np.stack(rows)


def reduced(radiance: NDArray[np.floating], width: int, height: int) -> Doubles:
    """Means over blocks of texels, rows weighted by their solid angle; smaller pictures stay as they are."""
    h, w = radiance.shape[:2]
    _, solid = panorama_directions(w, h)
    rows, columns = (np.linspace(0, n, min(n, m), endpoint=False).astype(int) for n, m in ((h, height), (w, width)))
    weight = np.broadcast_to(solid[..., None], (h, w, 1))
    both = np.concatenate([radiance * weight, weight], axis=2).astype(np.float64)
    sums = np.add.reduceat(np.add.reduceat(both, rows, axis=0), columns, axis=1)
    return np.asarray(sums[..., :3] / sums[..., 3:])


class PanoramaMaps:
    """Owns what shaders read where a scene has an environment; takes the place of `SkyMaps`."""

    def __init__(self, environment: Environment) -> None:
        radiance = np.asarray(environment.radiance)
        if radiance.ndim != 3 or radiance.shape[2] != 3 or not radiance.size:
            raise InputError(f"an environment's radiance is {radiance.shape}, expected (h, w, 3)")
        largest = gl.glGetIntegerv(gl.GL_MAX_TEXTURE_SIZE)
        if max(radiance.shape) > largest:
            raise InputError(f"a panorama of {radiance.shape[1]} pixels; this graphics device ends at {largest}")
        light = np.clip(np.nan_to_num(radiance) * environment.intensity, 0.0, _BRIGHTEST).astype(np.float32)
        h, w = light.shape[:2]
        self.panorama = Texture(TextureDesc((w, h), "rgba32f", levels=max(w, h).bit_length(), wrap="repeat"))
        self.panorama.upload(np.pad(light, ((0, 0), (0, 0), (0, 1)), constant_values=1.0))
        self.panorama.make_mipmaps()
        self.blurred = Texture(BLURRED)
        around = irradiance_map(light)
        self.irradiance = Texture.of(np.pad(around, ((0, 0), (0, 0), (0, 1))), "rgba16f", wrap="repeat")
        self.table = Texture.of(lookup_table(), "rgba16f")
        for texture in (self.panorama, self.blurred, self.irradiance):
            gl.glTextureParameteri(texture.name, gl.GL_TEXTURE_WRAP_T, gl.GL_CLAMP_TO_EDGE)
        _, solid = panorama_directions(*IRRADIANCE_SIZE)
        mean = (around * solid[..., None]).sum((0, 1)) / (4 * np.pi)
        coefficients, haze = np.zeros((9, 4)), np.zeros((7, 4))
        coefficients[0, :3], haze[0, :3] = mean, mean / np.pi
        self._light = SkyLight(np.zeros(3), np.zeros(3), coefficients, haze)
        self._blurred = False

    def update(self, gpu: Gpu, sky: Sky, haze: Haze) -> SkyLight:
        """Blur the panorama, once; answers the numbers that go with it. Neither sky nor haze matters."""
        if not self._blurred:
            for level in range(BLURRED.levels):
                width = self.blurred.size(level)[0]
                uniforms: dict[str, object] = {
                    "roughness": level_roughness(level),
                    "samples": SAMPLES[level],
                    "shrink": max(0.0, float(np.log2(self.panorama.desc.size[0] / width))),
                }
                gpu.fullscreen("panorama_blur.frag.glsl", [self.blurred], [self.panorama], uniforms, level=level)
            self._blurred = True
        return self._light

    def bind(self) -> None:
        """To the texture units at which every shader expects them."""
        self.panorama.bind(bindings.TEX_SKY)
        self.blurred.bind(bindings.TEX_ENVIRONMENT)
        self.irradiance.bind(bindings.TEX_IRRADIANCE)
        self.table.bind(bindings.TEX_BRDF)

    def close(self) -> None:
        for texture in (self.panorama, self.blurred, self.irradiance, self.table):
            texture.close()


def draw_panorama(gpu: Gpu, graph: FrameGraph, color: Handle, depth: Handle) -> Handle:
    """Fill the pixels of `color` that nothing has covered with the panorama."""

    def run(t: Textures) -> None:
        gpu.pool.framebuffer([t[color]], t[depth]).bind()
        gpu.behind(gpu.programs.get("panorama.frag.glsl"))

    (out,) = graph.add("panorama", run, reads=[depth], writes=[color])
    return out
