"""The passes of a frame, wired: from views to linear colour, and from linear colour to the picture."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Frame, Scene
from render import bindings, gl
from render.blending import Blending
from render.frame_block import CASCADES, FRAME_BLOCK, frame_record, key_light
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.overlay import Overlay
from render.passes.ao import ambient_occlusion
from render.passes.bloom import bloom
from render.passes.fxaa import fxaa
from render.passes.geometry import Look, draw_blended, draw_depth, draw_solid
from render.passes.glow import Glows, draw_glows
from render.passes.overlay import OverlayPicture, draw_overlay
from render.passes.panorama import PanoramaMaps, draw_panorama
from render.passes.shadow import ShadowMaps
from render.passes.sky import SkyMaps, draw_sky
from render.passes.tonemap import tonemap
from render.passes.water import Waves, draw_water
from render.quality import Quality
from render.resources import Buffer, all_or_nothing
from render.shadows import cascade_views
from render.views import SHADOW, View, camera_view, mirror_view

_STRIDE = -(-FRAME_BLOCK.dtype.itemsize // 256) * 256
"""Uniform blocks start at multiples of at most 256 bytes."""


@dataclass(eq=False)
class Stage:
    """Everything that outlives a frame; `close` frees it."""

    scene: Scene
    quality: Quality
    gpu: Gpu = field(init=False)

    def __post_init__(self) -> None:
        with all_or_nothing():
            self._build()

    def _build(self) -> None:
        self.gpu = Gpu({"PANORAMA": 1} if self.scene.environment else None)
        self.meshes = GpuScene(self.scene, self.quality.texture_limit, self.quality.anisotropy)
        self.blending = Blending(self.meshes.list)
        self.sky = PanoramaMaps(self.scene.environment) if self.scene.environment else SkyMaps()
        self.glows = Glows()
        self.overlay = OverlayPicture()
        self.waves = Waves(self.scene.water) if self.scene.water else None
        self.blocks = Buffer(size=_STRIDE * 2 + _STRIDE * CASCADES)
        self.shadows = ShadowMaps(self.quality.shadow_size)

    def use(self, slot: int) -> None:
        """Let shaders see the frame block of a view."""
        gl.glBindBufferRange(
            gl.GL_UNIFORM_BUFFER, bindings.UBO_FRAME, self.blocks.name, slot * _STRIDE, FRAME_BLOCK.dtype.itemsize
        )

    def write_block(self, view: View, frame: Frame) -> None:
        """The frame block of one view without mirror, shadows or lamps (picking)."""
        light = self.sky.update(self.gpu, self.scene.sky, self.scene.haze)
        self.blocks.write(frame_record(view, frame, self.scene, light), view.slot * _STRIDE)

    def close(self) -> None:
        for resource in (
            self.shadows,
            self.blocks,
            self.waves,
            self.sky,
            self.glows,
            self.overlay,
            self.blending,
            self.meshes,
            self.gpu,
        ):
            if resource is not None:
                resource.close()


@dataclass(frozen=True, eq=False)
class Sample:
    """One instant and one point on the pixel and the lens: the whole picture, or a sub-frame of it."""

    frame: Frame
    jitter: tuple[float, float] = (0.0, 0.0)
    lens: tuple[float, float] = (0.0, 0.0)
    number: int = 0


def linear_picture(stage: Stage, graph: FrameGraph, sample: Sample, size: tuple[int, int]) -> Handle:
    """Add the passes that draw the scene; answers linear colour in scene units, rgba16f."""
    gpu, scene, meshes, frame = stage.gpu, stage.scene, stage.meshes, sample.frame
    main = camera_view(frame.camera, size, sample.jitter, sample.lens)
    light = stage.sky.update(gpu, scene.sky, scene.haze)
    mirror = mirror_view(main, scene.water.level, scene.water.mirror_scale) if scene.water else None
    direction, color = key_light(scene.sky, light)
    shadows = (
        cascade_views(camera_view(frame.camera, size), direction, meshes.bounds, stage.quality.shadow_size)
        if color.any() and meshes.casts and direction[1] > 0
        else []
    )

    def record(view: View, time: float | None = None) -> NDArray[Any]:
        at = frame if time is None else replace(frame, time=time)
        return frame_record(
            view,
            at,
            scene,
            light,
            mirror=mirror,
            shadows=shadows,
            light_levels=meshes.lights.levels,
            subframe=sample.number,
        )

    def prepare(t: Textures) -> None:
        meshes.update(gpu, frame)
        blocks = np.zeros((SHADOW + CASCADES, _STRIDE), np.uint8)
        for view in (main, mirror, *shadows):
            if view:
                # shadows of swaying leaves stand still, so that the map can be kept
                data = record(view, 0.0 if view.orthographic else None)
                blocks[view.slot, : data.nbytes] = data.view(np.uint8)
        stage.blocks.write(blocks)
        if stage.waves:
            stage.waves.update(frame.time)
        meshes.cull(gpu, [v for v in (main, mirror) if v])
        stage.sky.bind()

    graph.add("prepare", prepare, effect=True)
    if shadows:
        graph.add("shadow", lambda t: stage.shadows.draw(gpu, meshes, shadows, stage.use), effect=True)

    def meshes_pass(view: View, prefix: str) -> tuple[Handle, Handle]:
        target = graph.texture(f"{prefix}color", TextureDesc(view.size, "rgba16f"))
        depth = graph.texture(f"{prefix}depth", TextureDesc(view.size, "d32f", smooth=False))
        occluded = stage.quality.occlusion and not view.mirrored and scene.environment is None
        look = Look(stage.quality.shadow_taps if shadows else 0, occluded)

        def prepass(t: Textures) -> None:
            stage.use(view.slot)
            meshes.bind()
            gpu.pool.framebuffer([], t[depth]).bind()
            gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
            draw_depth(gpu, meshes, view, masked=False)

        def forward(t: Textures) -> None:
            meshes.bind()
            stage.shadows.bind()
            if occlusion:
                t[occlusion].bind(bindings.TEX_OCCLUSION)
            gpu.pool.framebuffer([t[target]], t[deep]).bind()
            draw_solid(gpu, meshes, view, look)

        (deep,) = graph.add(f"{prefix}depth", prepass, writes=[depth])
        occlusion = ambient_occlusion(gpu, graph, deep) if occluded else None
        reads = [occlusion] if occlusion else []
        color, deep = graph.add(f"{prefix}forward", forward, reads=reads, writes=[target, deep])
        if scene.environment:
            return draw_panorama(gpu, graph, color, deep, scene.environment.background), deep
        return draw_sky(gpu, graph, color, deep, light), deep

    def blended_pass(view: View, prefix: str, color: Handle, depth: Handle) -> Handle:
        look = Look(stage.quality.shadow_taps if shadows else 0)

        def run(t: Textures) -> None:
            runs = stage.blending.sort(view)
            if runs:
                meshes.bind()
                stage.blending.bind()
                gpu.pool.framebuffer([t[color]], t[depth]).bind()
                draw_blended(gpu, meshes, view, look, runs)

        (out,) = graph.add(f"{prefix}blended", run, reads=[depth], writes=[color])
        return out

    reflection = None
    if mirror:
        seen, deep = meshes_pass(mirror, "mirror ")
        reflection = (blended_pass(mirror, "mirror ", seen, deep) if len(stage.blending) else seen), deep
    picture, depth = meshes_pass(main, "")
    if reflection and scene.water and stage.waves:
        picture, depth = draw_water(gpu, graph, picture, depth, reflection, scene.water, stage.waves, frame.camera.near)
    if len(stage.blending):
        picture = blended_pass(main, "", picture, depth)
    if stage.quality.glow:
        stage.glows.update(scene.lights if frame.lights is None else frame.lights)
        if stage.glows.count:
            picture = draw_glows(gpu, graph, picture, depth, stage.glows)
    return picture


def display_picture(stage: Stage, graph: FrameGraph, color: Handle, frame: Frame, overlay: Overlay | None) -> Handle:
    """Add the passes from linear colour to 8-bit sRGB; where nothing is behind the scene, premultiplied by alpha."""
    gpu, grade, around = stage.gpu, stage.scene.grade, stage.scene.environment
    transparent = around is not None and not around.background
    halo = bloom(gpu, graph, color) if grade.bloom > 0 and not transparent else None
    display = tonemap(gpu, graph, color, halo, grade, frame.camera.exposure, transparent)
    if stage.quality.fxaa:
        display = fxaa(gpu, graph, display, transparent)
    if overlay:
        display = draw_overlay(gpu, graph, display, overlay, stage.overlay)
    return display
