"""The passes of a frame, wired: from views to linear colour, and from linear colour to the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Frame, Lights
from render.atmosphere import SkyLight
from render.blending import Layer
from render.draws import GroupRange
from render.frame_block import FRAME_BLOCK, frame_record, key_light, sky_of
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.lamp_shadows import lamp_shadows
from render.layouts import both_eyes
from render.light_records import LightUse, light_use
from render.overlay import Overlay
from render.passes.bloom import bloom
from render.passes.fxaa import fxaa
from render.passes.geometry import Look, draw_blended, draw_transmissive
from render.passes.glow import draw_glows
from render.passes.marks import draw_marks
from render.passes.overlay import draw_overlays
from render.passes.particles import draw_particles
from render.passes.refraction import Behind, bind_behind, copy_behind
from render.passes.sky import SkyMaps, paint_sky
from render.passes.tangle import Rectangle
from render.passes.tonemap import tonemap
from render.passes.trace import Backdrop, Sums
from render.passes.water import draw_water, wakes_in_view
from render.resources import Texture
from render.shadows import cascade_views, fitted_view
from render.solid import Shading, solid_eyes, solid_view
from render.stage import Stage
from render.views import View, mirror_view


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


def draw_views(
    stage: Stage, graph: FrameGraph, sample: Sample, shared: Surrounding, views: Sequence[View]
) -> list[Seen]:
    """Add the passes that draw the scene from several views; what is opaque for two eyes at once where that can be."""
    if len(views) != 2 or not stage.layered or views[0].orthographic:
        return [draw_view(stage, graph, sample, shared, view) for view in views]
    both = both_eyes(views)

    def record(view: View) -> NDArray[Any]:
        return _record(stage, sample, shared, view, None)

    def look(t: Textures) -> None:
        stage.use_eyes(np.concatenate([record(view) for view in views], dtype=FRAME_BLOCK.dtype))
        stage.meshes.cull(stage.gpu, [both], copies=2)

    def show(view: View) -> None:
        stage.show(view, record(view))

    graph.add("look both", look, effect=True)
    drawn = solid_eyes(stage, graph, _shading(stage, sample, shared), both, views, show)
    return [draw_view(stage, graph, sample, shared, view, seen) for view, seen in zip(views, drawn, strict=True)]


def _record(stage: Stage, sample: Sample, shared: Surrounding, view: View, mirror: View | None) -> NDArray[Any]:
    return frame_record(
        view,
        sample.frame,
        stage.scene,
        shared.light,
        mirror=mirror,
        shadows=shared.shadows,
        light_masks=stage.meshes.lights.masks,
        subframe=sample.number,
    )


def _shading(stage: Stage, sample: Sample, shared: Surrounding) -> Shading:
    sky = sky_of(stage.scene, sample.frame)
    look = Look(
        bool(key_light(stage.scene, sky, shared.light)[1].any()),
        stage.quality.shadow_taps if shared.shadows else 0,
        lights=shared.use,
        lamp_taps=stage.quality.shadow_taps,
    )
    return Shading(look, shared.use, shared.light, sample.transparent)


def draw_view(
    stage: Stage,
    graph: FrameGraph,
    sample: Sample,
    shared: Surrounding,
    main: View,
    opaque: tuple[Handle, Handle] | None = None,
) -> Seen:
    """Add the passes that draw the scene from one view, after those of `surrounding`. `opaque` is the colour and depth
    of what is opaque where they are drawn already."""
    gpu, scene, meshes = stage.gpu, stage.scene, stage.meshes
    use, water = shared.use, scene.water
    mirror = mirror_view(main, water.level, water.mirror_scale * stage.quality.mirror) if water else None
    culled = [v for v in (main if not opaque or meshes.list.refractive else None, mirror) if v]

    def look(t: Textures) -> None:
        stage.write_blocks([(v, _record(stage, sample, shared, v, mirror)) for v in (main, mirror) if v])
        meshes.cull(gpu, culled)

    graph.add("look", look, effect=True)
    shading = _shading(stage, sample, shared)
    unoccluded = shading.look

    def see_through(view: View, prefix: str, color: Handle, depth: Handle) -> tuple[Handle, Handle]:
        """What is blended and what transmits: blended behind glass, the glass, blended before it."""
        layers: list[list[Layer]] = []

        def blended(t: Textures, which: int, behind: Behind | None = None) -> None:
            if not layers:
                layers.extend(stage.blending.sort(view))
            if not layers[which]:
                return
            stage.bind_lamps(use)
            if behind:
                bind_behind(t, behind)

            def draw(runs: list[GroupRange], lists: tuple[Rectangle, int] | None = None) -> None:
                meshes.bind()
                stage.blending.bind()
                draw_blended(gpu, meshes, view, unoccluded, runs, lists)

            for layer in layers[which]:
                if layer.tangle:
                    stage.fragments.draw(gpu, partial(draw, layer.runs), t[color], t[depth], layer.tangle)
                else:
                    gpu.pool.framebuffer([t[color]], t[depth]).bind()
                    draw(layer.runs)

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
        seen, deep = see_through(mirror, "mirror ", *solid_view(stage, graph, shading, mirror, "mirror "))
        reflection = effects(mirror, seen, deep), deep
    if opaque:
        graph.add("eye", lambda t: stage.use(main.slot), effect=True)
    picture, depth = opaque or solid_view(stage, graph, shading, main, "")
    if reflection and scene.water and stage.waves:
        wakes = wakes_in_view(sample.frame.wakes, main, scene.water.level)
        picture, depth = draw_water(
            gpu, graph, picture, depth, reflection, scene.water, stage.waves, wakes, shading.lamps
        )
    picture, depth = see_through(main, "", picture, depth)
    picture = effects(main, picture, depth)
    if stage.quality.glow:
        stage.glows.update(shared.lamps)
        if stage.glows.count:
            picture = draw_glows(gpu, graph, picture, depth, stage.glows)
    return Seen(picture, depth)


def trace_views(
    stage: Stage, sample: Sample, views: Sequence[View], backs: Sequence[View], sums: Sequence[Sums]
) -> None:
    """Add a sub-frame's paths to the sums of each view, where the stage has a tracer. `backs` are the views with the
    sub-frame's own point on the pixel, for what is behind the scene: paths choose theirs by themselves."""
    assert stage.tracer
    if sample.frame.effects:
        raise InputError(
            "a frame has pictures, particles, lines or lettering, which its scene, that is traced, has not"
        )
    gpu, scene, meshes, frame = stage.gpu, stage.scene, stage.meshes, sample.frame
    sky = sky_of(scene, frame)
    light = stage.sky.update(gpu, sky, scene.haze)
    meshes.update(gpu, frame)
    stage.tracer.place(frame, sample.number == 0)
    stage.tracer.look_round(light)
    key, shown = bool(key_light(scene, sky, light)[1].any()), not sample.transparent
    for view, back, sum in zip(views, backs, sums, strict=True):
        stage.sky.bind()
        behind: Backdrop = scene.studio.background if scene.studio else None
        if isinstance(stage.sky, SkyMaps):
            behind = gpu.pool.acquire(TextureDesc(view.size, "rgba16f", smooth=False))
            if shown:
                stage.show(back, frame_record(back, frame, scene, light))
                paint_sky(gpu, gpu.pool.framebuffer([behind]), light, stage.sky.stars)
        stage.show(view, frame_record(view, frame, scene, light))
        meshes.bind()
        stage.sky.bind()
        stage.tracer.add(gpu, sum, frame, sample.number, behind, shown=shown, key=key)
        if isinstance(behind, Texture):
            gpu.pool.release(behind)


def traced_halos(
    stage: Stage, graph: FrameGraph, color: Handle, sums: Sums, view: View, frame: Frame, count: int
) -> Handle:
    """Add the lamps' halos to what `count` paths a pixel have shown, which do not meet them."""
    stage.glows.update(stage.scene.lights if frame.lights is None else frame.lights)
    if not (stage.quality.glow and stage.glows.count):
        return color
    gpu, scene = stage.gpu, stage.scene
    normal = graph.external("normal sum", sums.normal, sums.normal.desc)
    depth = graph.texture("depth", TextureDesc(view.size, "d32f", smooth=False))

    def run(t: Textures) -> None:
        sky = sky_of(scene, frame)
        stage.show(view, frame_record(view, frame, scene, stage.sky.update(gpu, sky, scene.haze)))
        program = gpu.programs.get("traced_depth.frag.glsl")
        program["count"] = count
        gpu.pool.framebuffer([], t[depth]).bind()
        t[normal].bind(0)
        gpu.mark(program)

    (deep,) = graph.add("traced depth", run, reads=[normal], writes=[depth])
    return draw_glows(gpu, graph, color, deep, stage.glows)


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
