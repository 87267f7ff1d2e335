"""The passes of a frame, wired: from views to linear colour, and from linear colour to the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Frame, Lights, Scene
from render import bindings, gl, ltc
from render.atmosphere import SkyLight
from render.blending import Blending
from render.draws import GroupRange
from render.frame_block import CASCADES, FRAME_BLOCK, frame_record, key_light, sky_of
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.lamp_shadows import LAMP_BLOCK, lamp_shadows
from render.light_records import LightUse, light_use
from render.overlay import Overlay
from render.passes.ao import MODEL_REACH, ambient_occlusion
from render.passes.bloom import bloom
from render.passes.fxaa import fxaa
from render.passes.geometry import Look, draw_blended, draw_depth, draw_solid, draw_transmissive
from render.passes.glow import Glows, draw_glows
from render.passes.marks import Marks, draw_marks
from render.passes.overlay import OverlayPictures, draw_overlays
from render.passes.panorama import PanoramaMaps, draw_panorama
from render.passes.particles import Emitters, draw_particles
from render.passes.refraction import Behind, bind_behind, copy_behind
from render.passes.shadow import ShadowMaps
from render.passes.sky import SkyMaps, draw_sky
from render.passes.studio import StudioLight
from render.passes.tonemap import tonemap
from render.passes.trace import Sums, Tracer
from render.passes.water import Waves, draw_water
from render.quality import Quality
from render.resources import Buffer, Texture, all_or_nothing
from render.shadows import cascade_views, fitted_view
from render.traced_geometry import reasons_against
from render.views import View, mirror_view

_STRIDE = -(-FRAME_BLOCK.dtype.itemsize // 256) * 256
"""Uniform blocks start at multiples of at most 256 bytes."""
_TRIANGLES_A_PIXEL = 0.25
"""Up to so many a scene's depth is drawn first where lamps light it."""


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
        scene, quality = self.scene, self.quality
        flags = {
            "STUDIO": scene.studio is not None,
            "PANORAMA": scene.environment is not None and scene.studio is None,
            "HAZE": scene.haze.mist + scene.haze.air > 0,
            "SWAY": any(material.sway > 0 for material in scene.materials),
        }
        self.gpu = Gpu({name: 1 for name, on in flags.items() if on})
        traced = quality.paths > 0 and not reasons_against(scene)
        anisotropy = 1.0 if scene.studio or traced else quality.anisotropy  # a ray has no derivatives to filter along
        lod_error = 0.0 if traced else quality.lod_error
        self.meshes = GpuScene(scene, quality.texture_limit, anisotropy, lod_error)
        self.tracer = Tracer(scene, self.meshes, quality) if traced else None
        self.blending = Blending(self.meshes.list)
        self.sky: StudioLight | PanoramaMaps | SkyMaps = (
            StudioLight(scene.studio)
            if scene.studio
            else PanoramaMaps(scene.environment)
            if scene.environment
            else SkyMaps()
        )
        self.glows = Glows()
        self.emitters, self.marks = Emitters(), Marks()
        self.overlays = OverlayPictures()
        self.waves = Waves(self.scene.water) if self.scene.water else None
        self.blocks = Buffer(size=_STRIDE * 2 + _STRIDE * CASCADES)
        self.shadows = ShadowMaps(self.quality.shadow_size, bindings.TEX_SHADOW)
        self.lamp_shadows = ShadowMaps(self.quality.lamp_shadow_size, bindings.TEX_LAMP_SHADOW)
        self.lamp_block = Buffer(size=LAMP_BLOCK.dtype.itemsize)
        self.ltc: Texture | None = None

    def use(self, slot: int) -> None:
        """Let shaders see the frame block of a view."""
        gl.glBindBufferRange(
            gl.GL_UNIFORM_BUFFER, bindings.UBO_FRAME, self.blocks.name, slot * _STRIDE, FRAME_BLOCK.dtype.itemsize
        )

    def write_blocks(self, records: Sequence[tuple[View, NDArray[Any]]]) -> None:
        """Give views their frame blocks."""
        for view, record in records:
            self.blocks.write(record, view.slot * _STRIDE)

    def show(self, view: View, record: NDArray[Any]) -> None:
        """Give a view its frame block and let shaders see it."""
        self.write_blocks([(view, record)])
        self.use(view.slot)

    def bind_lamps(self, use: LightUse) -> None:
        """Shadow maps and what luminous surfaces need, to where shaders expect them."""
        self.shadows.bind()
        if use.shadows:
            self.lamp_shadows.bind()
            self.lamp_block.bind_uniform(bindings.UBO_LAMP_SHADOWS)
        if use.areas:
            if self.ltc is None:
                self.ltc = Texture(TextureDesc((ltc.SIZE, ltc.SIZE), "rgba32f"))
                self.ltc.upload(ltc.table())
            self.ltc.bind(bindings.TEX_LTC)

    def close(self) -> None:
        for resource in (
            self.tracer,
            self.shadows,
            self.lamp_shadows,
            self.lamp_block,
            self.ltc,
            self.blocks,
            self.waves,
            self.sky,
            self.glows,
            self.emitters,
            self.marks,
            self.overlays,
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
    transparent: bool = False
    """Nothing is drawn behind the scene: alpha is coverage there."""
    source: tuple[float, float] | None = None
    """Where on each lamp its shadow falls from, in the unit square; None is the middle."""


@dataclass(frozen=True)
class Seen:
    """What one view shows: linear colour in scene units, rgba16f, and its depth."""

    color: Handle
    depth: Handle


@dataclass(frozen=True, eq=False)
class Surrounding:
    """What all views of an instant share: the light from all round and the key light's cascades."""

    light: SkyLight
    shadows: list[View]
    lamps: Lights
    use: LightUse


def surrounding(stage: Stage, graph: FrameGraph, sample: Sample, view: View, all_round: bool = False) -> Surrounding:
    """Add what is done once however many views there are: the instant's transforms, poses, lights and shadow maps.

    The shadows are those that `view` needs, or with `all_round` those of every view from its eye.
    """
    gpu, scene, meshes, frame = stage.gpu, stage.scene, stage.meshes, sample.frame
    sky = sky_of(scene, frame)
    light = stage.sky.update(gpu, sky, scene.haze)
    direction, color = key_light(scene, sky, light)
    lit = color.any() and meshes.casts and direction[1] > 0
    size = stage.quality.shadow_size
    shadows = cascade_views(view, direction, meshes.bounds, size, all_round) if lit and not scene.studio else []
    if lit and scene.studio:
        shadows = [fitted_view(direction, meshes.bounds, size)]
    lamps = scene.lights if frame.lights is None else frame.lights
    dark = (
        lamp_shadows(lamps, meshes.bounds, view.eye, stage.quality.lamp_shadow_size, sample.source)
        if meshes.casts and lamps.shadow.any()
        else None
    )
    effects = scene.effects if frame.effects is None else frame.effects
    stage.marks.update(effects.lines, effects.texts)
    stage.emitters.update(effects.particles, frame.time)
    # shadows of swaying leaves stand still, so that the maps can be kept
    still = replace(frame, time=0.0)

    def show(view: View) -> None:
        stage.show(view, frame_record(view, still, scene, light))

    def prepare(t: Textures) -> None:
        meshes.update(gpu, frame)
        if stage.waves:
            stage.waves.update(frame.time)
        stage.sky.bind()

    graph.add("prepare", prepare, effect=True)
    if shadows:
        graph.add("shadow", lambda t: stage.shadows.draw(gpu, meshes, shadows, show), effect=True)
    if dark and dark.views:
        lamp_views, block = dark.views, dark.block()

        def draw_lamps(t: Textures) -> None:
            stage.lamp_block.write(block)
            stage.lamp_shadows.draw(gpu, meshes, lamp_views, show)

        graph.add("lamp shadow", draw_lamps, effect=True)
    return Surrounding(light, shadows, lamps, light_use(lamps, bool(dark and dark.views)))


def draw_view(stage: Stage, graph: FrameGraph, sample: Sample, shared: Surrounding, main: View) -> Seen:
    """Add the passes that draw the scene from one view, after those of `surrounding`."""
    gpu, scene, meshes, frame = stage.gpu, stage.scene, stage.meshes, sample.frame
    light, shadows, use = shared.light, shared.shadows, shared.use
    mirror = mirror_view(main, scene.water.level, scene.water.mirror_scale) if scene.water else None

    def record(view: View) -> NDArray[Any]:
        masks, number = meshes.lights.masks, sample.number
        return frame_record(
            view, frame, scene, light, mirror=mirror, shadows=shadows, light_masks=masks, subframe=number
        )

    def look(t: Textures) -> None:
        views = [v for v in (main, mirror) if v]
        stage.write_blocks([(v, record(v)) for v in views])
        meshes.cull(gpu, views)

    graph.add("look", look, effect=True)

    unoccluded = Look(
        bool(key_light(scene, sky_of(scene, frame), light)[1].any()),
        stage.quality.shadow_taps if shadows else 0,
        lights=use,
        lamp_taps=stage.quality.shadow_taps,
    )

    def meshes_pass(view: View, prefix: str) -> tuple[Handle, Handle]:
        target = graph.texture(f"{prefix}color", TextureDesc(view.size, "rgba16f"))
        depth = graph.texture(f"{prefix}depth", TextureDesc(view.size, "d32f", smooth=False))
        occluded = stage.quality.occlusion and not view.mirrored and not scene.studio
        # drawing everything twice pays where depth is read, and where lamps make hidden pixels dearer than triangles
        first = occluded or (use.any and meshes.list.triangles < _TRIANGLES_A_PIXEL * view.size[0] * view.size[1])
        look = replace(unoccluded, occlusion=occluded)
        reach = MODEL_REACH * float(meshes.bounds[3]) if scene.environment else 0.0
        empty = sample.transparent and not view.mirrored

        def prepass(t: Textures) -> None:
            meshes.bind()
            stage.use(view.slot)
            gpu.pool.framebuffer([], t[depth]).bind()
            gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
            draw_depth(gpu, meshes, view, masked=False)

        def forward(t: Textures) -> None:
            stage.use(view.slot)
            meshes.bind()
            stage.bind_lamps(use)
            if occlusion:
                t[occlusion].bind(bindings.TEX_OCCLUSION)
            gpu.pool.framebuffer([t[target]], t[deep]).bind()
            if not first:
                gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
            if empty or scene.studio:
                behind = (*scene.studio.background, 1) if scene.studio and not empty else (0, 0, 0, 0)
                gl.glClearBufferfv(gl.GL_COLOR, 0, np.array(behind, np.float32))
            draw_solid(gpu, meshes, view, look)

        deep, occlusion = depth, None
        if first:
            (deep,) = graph.add(f"{prefix}depth", prepass, writes=[depth])
        if occluded:
            occlusion = ambient_occlusion(gpu, graph, deep, reach)
        reads = [occlusion] if occlusion else []
        color, deep = graph.add(f"{prefix}forward", forward, reads=reads, writes=[target, deep])
        if not empty and not scene.studio:
            color = (
                draw_panorama(gpu, graph, color, deep)
                if scene.environment
                else draw_sky(gpu, graph, color, deep, light)
            )
        return color, deep

    def see_through(view: View, prefix: str, color: Handle, depth: Handle) -> tuple[Handle, Handle]:
        """What is blended and what transmits: blended behind glass, the glass, blended before it."""
        runs: list[list[GroupRange]] = []

        def blended(t: Textures, which: int, behind: Behind | None = None) -> None:
            if not runs:
                runs.extend(stage.blending.sort(view))
            if runs[which]:
                meshes.bind()
                stage.blending.bind()
                stage.bind_lamps(use)
                if behind:
                    bind_behind(t, behind)
                gpu.pool.framebuffer([t[color]], t[depth]).bind()
                draw_blended(gpu, meshes, view, unoccluded, runs[which])

        def transmissive(t: Textures, behind: Behind, backs: bool) -> None:
            meshes.bind()
            stage.bind_lamps(use)
            bind_behind(t, behind)
            gpu.pool.framebuffer([t[color]], t[depth]).bind()
            draw_transmissive(gpu, meshes, view, unoccluded, backs)

        sorted_, behind = len(stage.blending) > 0, None
        if meshes.list.refractive:
            if sorted_:
                (color,) = graph.add(f"{prefix}blended behind", lambda t: blended(t, 0), reads=[depth], writes=[color])
            for side in ("back", "front") if meshes.list.walls else ("front",):
                behind = seen = copy_behind(gpu, graph, color, depth)
                draw = partial(transmissive, behind=seen, backs=side == "back")
                color, depth = graph.add(f"{prefix}transmissive {side}", draw, reads=seen, writes=[color, depth])
        if sorted_:
            reads = [depth, *(behind or ())]
            (color,) = graph.add(f"{prefix}blended", lambda t: blended(t, 1, behind), reads=reads, writes=[color])
        return color, depth

    def effects(view: View, color: Handle, depth: Handle) -> Handle:
        if stage.marks:
            color = draw_marks(gpu, graph, color, depth, stage.marks, view, view.pixels / main.pixels)
        return draw_particles(gpu, graph, color, depth, stage.emitters, view) if stage.emitters else color

    reflection = None
    if mirror:
        seen, deep = see_through(mirror, "mirror ", *meshes_pass(mirror, "mirror "))
        reflection = effects(mirror, seen, deep), deep
    picture, depth = meshes_pass(main, "")
    if reflection and scene.water and stage.waves:
        picture, depth = draw_water(gpu, graph, picture, depth, reflection, scene.water, stage.waves)
    picture, depth = see_through(main, "", picture, depth)
    picture = effects(main, picture, depth)
    if stage.quality.glow:
        stage.glows.update(shared.lamps)
        if stage.glows.count:
            picture = draw_glows(gpu, graph, picture, depth, stage.glows)
    return Seen(picture, depth)


def trace_views(stage: Stage, sample: Sample, views: Sequence[View], sums: Sequence[Sums]) -> None:
    """Add a sub-frame's paths to the sums of each view, where the stage has a tracer."""
    assert stage.tracer
    if sample.frame.effects:
        raise InputError(
            "a frame has pictures, particles, lines or lettering, which its scene, that is traced, has not"
        )
    gpu, scene, meshes, frame = stage.gpu, stage.scene, stage.meshes, sample.frame
    light = stage.sky.update(gpu, sky_of(scene, frame), scene.haze)
    meshes.update(gpu, frame)
    stage.tracer.place(frame, sample.number == 0)
    for view, sum in zip(views, sums, strict=True):
        stage.show(view, frame_record(view, frame, scene, light))
        meshes.bind()
        stage.sky.bind()
        stage.tracer.add(gpu, sum, sample.frame, sample.number, not sample.transparent)


def display_picture(
    stage: Stage,
    graph: FrameGraph,
    color: Handle,
    frame: Frame,
    overlays: Sequence[Overlay] = (),
    transparent: bool = False,
    all_round: bool = False,
    smooth: bool = True,
) -> Handle:
    """Add the passes from linear colour to 8-bit sRGB, top row first; `transparent` keeps alpha, premultiplied.

    Nothing darkens towards the edges of a picture that is `all_round`: it has none. `smooth`: edges are, if the quality
    says so.
    """
    gpu, grade = stage.gpu, replace(stage.scene.grade, vignette=0.0) if all_round else stage.scene.grade
    halo = bloom(gpu, graph, color) if grade.bloom > 0 and not transparent else None
    smooth &= stage.quality.fxaa
    display = tonemap(gpu, graph, color, halo, grade, frame.camera.exposure, transparent, luma=smooth)
    if smooth:
        display = fxaa(gpu, graph, display, transparent)
    if overlays:
        display = draw_overlays(gpu, graph, display, overlays, stage.overlays)
    return display
