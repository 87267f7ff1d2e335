"""The sky: tables of the atmosphere, the map that everything looks it up in, and the background pass.

Hillaire's tables (EGSR 2020) for sun and moon; they are made when the `Sky` changes, not every frame.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assets.scene import Haze, Sky, Vec3
from render import bindings, gl
from render.atmosphere import EYE_HEIGHT, SkyLight, aerosol, airlight, body_light, harmonics
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.passes.ibl import ENVIRONMENT, lookup_table, prefilter
from render.passes.stars import StarPoints, starlight
from render.resources import Framebuffer, Texture

TRANSMITTANCE = TextureDesc((256, 64), "rgba32f")
MULTIPLE = TextureDesc((64, 32), "rgba32f")
VIEW = TextureDesc((256, 128), "rgba16f")
MAP = TextureDesc((2048, 512), "rgba16f")


def _unit(v: Vec3) -> Vec3:
    x = np.array(v) / max(float(np.linalg.norm(v)), 1e-9)
    return float(x[0]), float(x[1]), float(x[2])


class SkyMaps:
    """Owns the maps that shaders read: radiance by direction, the same blurred by roughness, the split-sum table."""

    def __init__(self) -> None:
        self.map = Texture(MAP)
        self.environment = Texture(ENVIRONMENT)
        self.table = Texture.of(lookup_table(), "rgba16f")
        self.stars = StarPoints()
        for texture in (self.map, self.environment):
            gl.glTextureParameteri(texture.name, gl.GL_TEXTURE_WRAP_S, gl.GL_REPEAT)
        self._made_of: tuple[Sky, Haze] | None = None
        self._light: SkyLight | None = None

    def update(self, gpu: Gpu, sky: Sky, haze: Haze) -> SkyLight:
        """Make the maps if sky or haze differ from what they were made of; answers the numbers that go with them."""
        if self._light is None or self._made_of != (sky, haze):
            self._paint(gpu, sky)
            prefilter(gpu, self.map, self.environment)
            seen = np.asarray(self.environment.read()[:, :, :3], np.float64)
            coefficients = harmonics(seen)
            particles = aerosol(sky)
            self._light = SkyLight(
                body_light(sky.sun_direction, sky.sun_radiance * sky.gain, particles),
                body_light(sky.moon_direction, sky.moon_radiance, particles),
                coefficients,
                airlight(seen, coefficients, haze),
                starlight(sky),
                seen,
            )
            self._made_of = sky, haze
        return self._light

    def bind(self) -> None:
        """To the texture units at which every shader expects them."""
        self.map.bind(bindings.TEX_SKY)
        self.environment.bind(bindings.TEX_ENVIRONMENT)
        self.table.bind(bindings.TEX_BRDF)

    def close(self) -> None:
        self.map.close()
        self.environment.close()
        self.table.close()
        self.stars.close()

    def _paint(self, gpu: Gpu, sky: Sky) -> None:
        uniforms: dict[str, object] = {
            "aerosol": aerosol(sky),
            "ground_albedo": sky.ground_albedo,
            "sun_direction": _unit(sky.sun_direction),
            "sun_irradiance": (sky.sun_radiance * sky.gain,) * 3,
            "moon_direction": _unit(sky.moon_direction),
            # moonlight is sunlight off grey-brown rock, and what eyes see by night is bluer than that
            "moon_irradiance": tuple(sky.moon_radiance * x for x in (0.86, 0.95, 1.0)),
            "night": sky.night,
            "town_glow": sky.town_glow,
            "height": EYE_HEIGHT,
            "cover": sky.clouds,
        }
        with Texture(TRANSMITTANCE) as transmittance, Texture(MULTIPLE) as multiple, Texture(VIEW) as view:
            gl.glTextureParameteri(view.name, gl.GL_TEXTURE_WRAP_S, gl.GL_REPEAT)

            def draw(shader: str, target: Texture, inputs: Sequence[Texture] = ()) -> None:
                gpu.fullscreen(shader, [target], inputs, uniforms)

            draw("sky_transmittance.frag.glsl", transmittance)
            draw("sky_multiple.frag.glsl", multiple, [transmittance])
            draw("sky_view.frag.glsl", view, [transmittance, multiple])
            draw("sky_dome.frag.glsl", self.map, [view, transmittance])
            for texture in (transmittance, multiple, view):
                gpu.pool.forget(texture)


def draw_sky(
    gpu: Gpu, graph: FrameGraph, color: Handle, depth: Handle, light: SkyLight, stars: StarPoints | None
) -> Handle:
    """Fill the pixels of `color` that nothing has covered (depth 0: infinitely far) with the sky, and its stars."""

    def run(t: Textures) -> None:
        paint_sky(gpu, gpu.pool.framebuffer([t[color]], t[depth]), light, stars)

    (out,) = graph.add("sky", run, reads=[depth], writes=[color])
    return out


def paint_sky(gpu: Gpu, target: Framebuffer, light: SkyLight, stars: StarPoints | None) -> None:
    """The sky of the view whose frame block is bound, and its stars, where the target's depth, if it has one, is 0."""
    program = gpu.programs.get("sky.frag.glsl")
    program["sun_light"], program["moon_light"] = light.sun, light.moon
    target.bind()
    gpu.behind(program)
    if stars and light.stars:
        stars.draw(gpu, light.stars)
