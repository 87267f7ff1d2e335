"""From an instant, or a shutter that is open for a while, to linear light: one sample, or many added up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import numpy as np

from assets.scene import Camera, Frame
from render import gl
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.lamp_shadows import hammersley
from render.layouts import Layout, Panorama, layout_views
from render.passes.denoise import denoise
from render.passes.equirect import equirect
from render.passes.trace import Sums, empty_sums
from render.pipeline import Sample, draw_views, surrounding, trace_views, traced_halos
from render.resources import Texture
from render.stage import Stage
from render.views import camera_view

Shutter = Callable[[float], Frame]
"""A frame at a fraction of the shutter's opening, 0 to 1."""
Around = Callable[[str], AbstractContextManager[None]]


def first_frame(frame: Frame | Shutter) -> Frame:
    """The frame in which the shutter opens."""
    return frame if isinstance(frame, Frame) else frame(0.0)


def expose(
    stage: Stage, frame: Frame | Shutter, size: tuple[int, int], layout: Layout, transparent: bool, around: Around
) -> tuple[list[Texture], Frame]:
    """Linear colour in scene units, a texture of the pool for each picture of the layout, and the frame seen last."""
    pool, count = stage.gpu.pool, stage.quality.subframes
    if stage.tracer:
        return _expose_paths(stage, frame, size, layout, transparent, around)
    if count == 1:
        at, graph = first_frame(frame), FrameGraph()
        colors = linear_pictures(stage, graph, Sample(at, transparent=transparent), size, layout)
        for color in colors:
            graph.output(color)
        live = graph.execute(pool, around)
        return [live[color] for color in colors], at
    totals: list[Texture] = []
    for i in range(count):
        u, v = low_discrepancy(i)
        at, graph = frame if isinstance(frame, Frame) else frame((i + 0.5) / count), FrameGraph()
        source = hammersley(i, count) if stage.quality.soft_lamps else None
        sample = Sample(at, (u - 0.5, v - 0.5), lens_point(at.camera, i, count), i, transparent, source)
        colors = linear_pictures(stage, graph, sample, size, layout)
        if not totals:
            totals = [pool.acquire(TextureDesc(size, "rgba32f")) for _ in colors]
            for total in totals:
                gl.glClearTexImage(total.name, 0, gl.GL_RGBA, gl.GL_FLOAT, np.zeros(4, np.float32))
        _add(stage, graph, colors, totals, 1 / count, around)
    return totals, at


def _expose_paths(
    stage: Stage, frame: Frame | Shutter, size: tuple[int, int], layout: Layout, transparent: bool, around: Around
) -> tuple[list[Texture], Frame]:
    """As `expose`, from paths of light; they choose their own points on the pixel."""
    count, sums = stage.quality.subframes, list[Sums]()
    try:
        for i in range(count):
            at = frame if isinstance(frame, Frame) else frame((i + 0.5) / count)
            (u, v), lens = low_discrepancy(i), lens_point(at.camera, i, count)
            views = layout_views(layout, at.camera, size, lens=lens)
            backs = layout_views(layout, at.camera, size, (u - 0.5, v - 0.5), lens)
            sums = sums or [empty_sums(view.size) for view in views]
            with around("paths"):
                trace_views(stage, Sample(at, number=i, transparent=transparent), views, backs, sums)
        graph = FrameGraph()
        paths, colors = count * stage.quality.paths, list[Handle]()
        for each, view in zip(sums, views, strict=True):
            calm = denoise(stage.gpu, graph, each, paths)
            colors.append(traced_halos(stage, graph, calm, each, view, at, paths))
        if isinstance(layout, Panorama):
            colors = [equirect(stage.gpu, graph, colors, size)]
        for color in colors:
            graph.output(color)
        live = graph.execute(stage.gpu.pool, around)
    finally:
        for each in sums:
            for texture in each.textures:
                stage.gpu.pool.forget(texture)
            each.close()
    return [live[color] for color in colors], at


def linear_pictures(
    stage: Stage, graph: FrameGraph, sample: Sample, size: tuple[int, int], layout: Layout
) -> list[Handle]:
    """Add the passes that draw every view of the layout; answers a picture for each eye, or the panorama."""
    camera, all_round = sample.frame.camera, isinstance(layout, Panorama)
    shared = surrounding(stage, graph, sample, camera_view(camera, size), all_round)
    views = layout_views(layout, camera, size, sample.jitter, sample.lens)
    seen = [view.color for view in draw_views(stage, graph, sample, shared, views)]
    return [equirect(stage.gpu, graph, seen, size)] if all_round else seen


def _add(
    stage: Stage, graph: FrameGraph, colors: Sequence[Handle], totals: Sequence[Texture], weight: float, around: Around
) -> None:
    targets = [graph.external("total", total, total.desc) for total in totals]

    def run(t: Textures) -> None:
        for color, total in zip(colors, totals, strict=True):
            stage.gpu.fullscreen("accumulate.frag.glsl", [total], [t[color]], {"weight": weight}, blend=True)

    for out in graph.add("accumulate", run, reads=colors, writes=targets):
        graph.output(out)
    graph.execute(stage.gpu.pool, around)


def low_discrepancy(i: int) -> tuple[float, float]:
    """Point i of the R2 sequence in the unit square (Roberts 2018); point 0 is the middle."""
    return (0.5 + 0.7548776662466927 * i) % 1.0, (0.5 + 0.5698402909980532 * i) % 1.0


def lens_point(camera: Camera, i: int, count: int) -> tuple[float, float]:
    """Where sub-frame i of `count` looks through the lens, metres right and up of its middle.

    Vogel's spiral (1979) fills the disc evenly for any count, so that few sub-frames blur without ghosts.
    """
    r, angle = 0.5 * camera.aperture * np.sqrt((i + 0.5) / count), i * np.pi * (3.0 - np.sqrt(5.0))
    return float(r * np.cos(angle)), float(r * np.sin(angle))
