"""Data beside the picture: depth, normals, positions, numbers of things, motion, albedo and linear light, as arrays.

They are of one sample through the middle of each pixel (`hdr`, the light itself, is the whole exposure's), rows from
the top. Surfaces that blend count where they hide at least half of what is behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.errors import InputError
from assets.scene import Frame
from render.frame_block import frame_record, sky_of
from render.graph import FrameGraph, Handle, Textures
from render.layouts import Layout, Panorama, Stereo, layout_views, panorama_lookup
from render.passes.planes import Motion, draw_planes
from render.past import Past
from render.stage import Stage
from render.views import View

PLANES = {
    "hdr": "(h, w, 3) float32, linear Rec. 709 in scene units before exposure; (h, w, 4) premultiplied if transparent",
    "depth": "(h, w) float32, metres along the line of sight's axis; infinite where there is nothing",
    "normal": "(h, w, 3) float32, world space, unit, as shaded; 0 where there is nothing",
    "position": "(h, w, 3) float32, world space, metres; 0 where there is nothing",
    "albedo": "(h, w, 3) float32, linear base colour; 0 where there is nothing",
    "id": "(h, w, 2) uint32: 1 + the index in Scene.batches, 0 for nothing and water; the instance in that batch",
    "motion": "(h, w, 2) float32, pixels right and down since the instant before; the sky moves with the camera",
}
"""What there is, by name: shape, type, unit and space."""
CHANNELS = {"normal": 3, "position": 3, "albedo": 3, "id": 2, "motion": 2}

Around = Callable[[str], AbstractContextManager[None]]


def check_planes(names: Sequence[str], layout: Layout = None) -> None:
    """InputError naming the planes there are; a panorama has no motion, for its pixels are of many sizes."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise InputError(f"planes is {names!r}, expected a list of names: {', '.join(PLANES)}")
    for name in names:
        if name not in PLANES:
            raise InputError(f"no plane {name!r}; there are {', '.join(PLANES)}")
    if isinstance(layout, Panorama) and "motion" in names:
        raise InputError("a panorama has no plane 'motion'")


def layout_planes(
    stage: Stage,
    layout: Layout,
    size: tuple[int, int],
    frame: Frame,
    before: Frame,
    names: Sequence[str],
    around: Around,
) -> dict[str, NDArray[Any]]:
    """The planes, but for `hdr`, of a picture of the layout."""
    now, then = (layout_views(layout, f.camera, size) for f in (frame, before))
    pairs = zip(now, then, strict=True)
    views = [read_planes(stage, view, frame, names, (past, before), around) for view, past in pairs]
    if isinstance(layout, Stereo):
        return {name: layout.join([planes[name] for planes in views]) for name in names}
    if layout is None:
        return views[0]
    face, row, column, ray = panorama_lookup(size[1], now[0].size[0])
    out = {name: np.stack([planes[name] for planes in views])[face, row, column] for name in names}
    if "depth" in out:
        out["depth"] = (out["depth"] * ray).astype(np.float32)
    return out


def read_planes(
    stage: Stage, view: View, frame: Frame, names: Sequence[str], before: tuple[View, Frame], around: Around
) -> dict[str, NDArray[Any]]:
    """The planes of one view, but for `hdr`. `before` is what motion is measured against."""
    drawn = [name for name in names if name in CHANNELS]
    graph, past = FrameGraph(), Past()
    motion = None
    if "motion" in drawn:
        motion = Motion(past, view.view_projection, before[0].view_projection, before[1].time)

    def remember(t: Textures) -> None:
        stage.meshes.update(stage.gpu, before[1])
        past.keep(stage.meshes)

    if motion:
        graph.add("past", remember, effect=True)
    look_from(stage, graph, view, frame)
    handles, depth = draw_planes(stage.gpu, graph, stage.meshes, view, drawn, stage.scene.water, motion)
    for handle in (depth, *handles.values()):
        graph.output(handle)
    live = graph.execute(stage.gpu.pool, around)
    out: dict[str, NDArray[Any]] = {}
    for name in names:
        if name == "depth":
            out[name] = view.distance(live[depth].read()[::-1, :, 0]).astype(np.float32)
        elif name in handles:
            out[name] = np.ascontiguousarray(live[handles[name]].read()[::-1, :, : CHANNELS[name]])
    for texture in live.values():
        stage.gpu.pool.release(texture)
    past.close()
    return out


def look_from(stage: Stage, graph: FrameGraph, view: View, frame: Frame) -> None:
    """Add the step that brings the scene to a frame and culls it for one view, without light or shadows."""

    def run(t: Textures) -> None:
        stage.meshes.update(stage.gpu, frame)
        light = stage.sky.update(stage.gpu, sky_of(stage.scene, frame), stage.scene.haze)
        stage.write_blocks([(view, frame_record(view, frame, stage.scene, light))])
        stage.meshes.cull(stage.gpu, [view])
        stage.sky.bind()
        stage.use(view.slot)

    graph.add("look", run, effect=True)


def number_plane(stage: Stage, graph: FrameGraph, view: View, frame: Frame) -> Handle:
    """Add the passes that draw the plane `id` of a view."""
    look_from(stage, graph, view, frame)
    return draw_planes(stage.gpu, graph, stage.meshes, view, ["id"], stage.scene.water)[0]["id"]
