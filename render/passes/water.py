"""The lake: waves as two textures of slopes, the mirrored view prepared for long streaks, and the sheet itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.scene import Wakes, Water
from assets.wakes import MOST_WAKES
from render import gl
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.light_grid import GRID_DEFINES
from render.light_records import LightUse
from render.resources import Texture
from render.views import View
from render.waves import wave_tiles

POINTS = (128, 192)
"""Points along the edge of the broad waves' tile and of the ripples': 2 ms a frame."""
MIRROR_LEVELS = 7
NO_LAMPS = LightUse()


class Waves:
    """Owns the slope textures of a water surface: slope x, slope z and their squares, with mip levels."""

    def __init__(self, water: Water, points: tuple[int, int] = POINTS) -> None:
        self._tiles = wave_tiles(water, points)
        self.textures = [Texture(TextureDesc((n, n), "rgba16f", levels=n.bit_length(), wrap="repeat")) for n in points]
        self._time: float | None = None

    def update(self, t: float) -> None:
        """Move the waves to t seconds."""
        if t != self._time:
            for tile, texture in zip(self._tiles, self.textures, strict=True):
                slopes = tile.slopes(t)
                texels = np.empty((*slopes.shape[:2], 4), np.float32)
                texels[..., :2] = slopes
                np.multiply(slopes, slopes, out=texels[..., 2:])
                texture.upload(texels)
                texture.make_mipmaps()
            self._time = t

    def close(self) -> None:
        for texture in self.textures:
            texture.close()


def mirror_regions(size: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """x, y, width, height of each level in the pyramid's texture, as `mirror_region` in the shaders."""
    (w, h), y, out = size, 0, []
    for _ in range(MIRROR_LEVELS):
        out.append((0, y, w, h))
        y, h = y + h, max(1, h // 2)
    return out


def mirror_pyramid(gpu: Gpu, graph: FrameGraph, color: Handle, depth: Handle) -> Handle:
    """Vertical blurs of the mirrored view in one texture, its inverse distance in alpha."""
    size = graph.desc(color).size
    regions = mirror_regions(size)
    out = graph.texture("mirror pyramid", TextureDesc((size[0], regions[-1][1] + regions[-1][3]), "rgba16f"))

    def run(t: Textures) -> None:
        program = gpu.programs.get("mirror_pyramid.frag.glsl")
        program["base_size"] = size
        gpu.pool.framebuffer([t[out]]).bind()
        for unit, texture in enumerate((t[color], t[depth], t[out])):
            texture.bind(unit)
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_CULL_FACE)
        gl.glDisable(gl.GL_BLEND)
        program.use()
        gpu.empty.bind()
        for level, region in enumerate(regions):
            program["level"] = level
            gl.glViewport(*region)
            gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
            # the next level reads what this one wrote, in another part of the same texture
            gl.glTextureBarrier()

    (done,) = graph.add("mirror pyramid", run, reads=[color, depth], writes=[out])
    return done


def wake_defines(wakes: Wakes | None, lamps: LightUse) -> dict[str, object]:
    """The variant of the water's shader: one for any number of hulls, whose foam the lamps light, and one that knows
    nothing of them."""
    return {"WAKES": MOST_WAKES, **GRID_DEFINES, **replace(lamps, areas=False).defines()} if wakes else {}


def wakes_in_view(wakes: Wakes | None, view: View, level: float) -> Wakes | None:
    """Those whose water may be seen: each costs every pixel of water. `view` is the eye's, `level` the water's."""
    if not wakes:
        return None
    speed, (long, beam), bend = wakes.speed, wakes.size.T, np.abs(wakes.bend)
    reach = np.minimum(30 + 24 * speed**2 + 6 * long, 8 + long + 2.4 / np.maximum(bend, 1e-4))
    # the wedge of a straight track, a square round a bent one
    straight = bend * reach < 0.3
    wide = np.where(straight, 0.43 * reach + beam + 0.8 * bend * reach**2, reach)
    front = np.where(straight, beam + 3, reach)
    ahead = np.where(straight, long / 2 + 3, reach)
    across = np.stack([-wakes.heading[:, 1], wakes.heading[:, 0]], axis=1)
    corners = np.stack(
        [
            wakes.at + x[:, None] * wakes.heading + s * z[:, None] * across
            for x, z in ((ahead, front), (-reach, wide))
            for s in (-1, 1)
        ],
        axis=1,
    )
    at = np.insert(corners.astype(float), 1, level, axis=2)
    outside = np.einsum("pk,nck->npc", view.planes()[:, :3], at) + view.planes()[:, 3, None] < 0
    seen = ~outside.all(axis=2).any(axis=1)
    return (
        Wakes(*(part[seen] for part in (wakes.at, wakes.heading, speed, wakes.size, wakes.bend)))
        if seen.any()
        else None
    )


def draw_water(
    gpu: Gpu,
    graph: FrameGraph,
    color: Handle,
    depth: Handle,
    mirror: tuple[Handle, Handle],
    water: Water,
    waves: Waves,
    wakes: Wakes | None = None,
    lamps: LightUse = NO_LAMPS,
) -> tuple[Handle, Handle]:
    """Draw the sheet over `color` and `depth`; `mirror` is the mirrored view's colour and depth.

    `wakes` are the hulls under way and `lamps` what shines on them; without any the shader knows nothing of either.
    The frame's block must hold the mirror's view-projection matrix and the water level, `waves` the current time.
    """
    pyramid = mirror_pyramid(gpu, graph, *mirror)
    size = graph.desc(mirror[0]).size

    def run(t: Textures) -> None:
        program = gpu.programs.get("water.frag.glsl", "water.vert.glsl", defines=wake_defines(wakes, lamps))
        if wakes:
            program["wake_count"] = len(wakes)
            program["wake_place"] = np.concatenate([wakes.at, wakes.heading], axis=1).tolist()
            program["wake_shape"] = np.c_[wakes.speed, wakes.size, wakes.bend].tolist()
        program["bounds"], program["tiles"], program["body_color"] = water.bounds, water.tiles, water.color
        program["mirror_size"], program["regions"] = size, mirror_regions(size)
        gpu.pool.framebuffer([t[color]], t[depth]).bind()
        for unit, texture in enumerate((t[pyramid], *waves.textures)):
            texture.bind(unit)
        gl.glEnable(gl.GL_DEPTH_TEST)
        gl.glDepthFunc(gl.GL_GREATER)
        gl.glDepthMask(True)
        gl.glDisable(gl.GL_BLEND)
        gl.glDisable(gl.GL_CULL_FACE)
        program.use()
        gpu.empty.bind()
        gl.glDrawArrays(gl.GL_TRIANGLE_STRIP, 0, 4)

    done = graph.add("water", run, reads=[pyramid], writes=[color, depth])
    return done[0], done[1]
