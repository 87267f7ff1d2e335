"""What is opaque, before anything is seen through it: depth, occlusion, shading and the sky, for one view or two eyes.

Two eyes are drawn at once where the driver lets a vertex shader choose the layer: every instance is drawn twice in one
multi-draw, even numbers for the left eye and odd ones for the right (`gl_Layer`), into the two layers of one target,
from the commands of one culling. What follows works on each eye's own picture, so the layers are copied there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from render import bindings, gl
from render.atmosphere import SkyLight
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.light_records import LightUse
from render.passes.ao import MODEL_REACH, ambient_occlusion
from render.passes.bounce import bounce
from render.passes.geometry import Look, draw_depth, draw_solid
from render.passes.panorama import draw_panorama
from render.passes.sky import SkyMaps, draw_sky
from render.resources import Texture
from render.stage import Stage
from render.views import View

_TRIANGLES_A_PIXEL = 0.25
"""Up to so many a scene's depth is drawn first where lamps light it."""

_OCCLUSION = (
    (bindings.TEX_OCCLUSION, bindings.TEX_HIDDEN),
    (bindings.TEX_OCCLUSION_RIGHT, bindings.TEX_HIDDEN_RIGHT),
)
"""Units of what `ambient_occlusion` answers, of the only or left eye and of the right one."""


@dataclass(frozen=True, eq=False)
class Shading:
    """What the views of an instant have in common when something opaque is shaded."""

    look: Look
    """Without occlusion, which is a view's own."""
    lamps: LightUse
    light: SkyLight
    empty: bool
    """Nothing is drawn behind the scene."""


def solid_view(stage: Stage, graph: FrameGraph, shading: Shading, view: View, prefix: str) -> tuple[Handle, Handle]:
    """Add the passes of one view, which is culled and has its frame block; answers its colour and depth."""
    target = graph.texture(f"{prefix}color", TextureDesc(view.size, "rgba16f"))
    depth = graph.texture(f"{prefix}depth", TextureDesc(view.size, "d32f", smooth=False))
    occluded, first = _occluded(stage, view), _depth_first(stage, shading, view)
    empty = shading.empty and not view.mirrored
    slices, occlusion = _slices(stage, view), list[Handle]()
    takes = [graph.texture("takes", TextureDesc(view.size, "rgba16f"))] if slices else []

    def prepass(t: Textures) -> None:
        stage.use(view.slot)
        _depth(stage, view, t[depth])

    def forward(t: Textures) -> None:
        stage.use(view.slot)
        targets = [t[target], *(t[x] for x in takes)]
        _forward(stage, shading, view, targets, t[deep], [[t[o] for o in occlusion]], empty=empty)

    deep = depth
    if first:
        (deep,) = graph.add(f"{prefix}depth", prepass, writes=[depth])
    if occluded:
        occlusion = ambient_occlusion(stage.gpu, graph, deep, _reach(stage))
    color, deep, *takes = graph.add(f"{prefix}forward", forward, reads=occlusion, writes=[target, deep, *takes])
    if takes:
        color = bounce(stage.gpu, graph, color, deep, takes[0], _reach(stage), slices)
    return _backed(stage, graph, shading, color, deep, empty, view.mirrored), deep


def solid_eyes(
    stage: Stage, graph: FrameGraph, shading: Shading, both: View, eyes: Sequence[View], show: Callable[[View], None]
) -> list[tuple[Handle, Handle]]:
    """Add the passes of two eyes, drawn at once; answers colour and depth of each.

    `both` sees what either does: it is culled, with twice the instances, and the pair of frame blocks is written.
    `show` gives an eye the frame block that passes over its picture read.
    """
    size = both.size
    color2 = graph.texture("eyes color", TextureDesc(size, "rgba16f", layers=2))
    depth2 = graph.texture("eyes depth", TextureDesc(size, "d32f", smooth=False, layers=2))
    color = [graph.texture(f"color {i}", TextureDesc(size, "rgba16f")) for i in (0, 1)]
    depth = [graph.texture(f"depth {i}", TextureDesc(size, "d32f", smooth=False)) for i in (0, 1)]
    maps: list[list[Handle]] = []
    slices = _slices(stage, both)
    takes2 = [graph.texture("eyes takes", TextureDesc(size, "rgba16f", layers=2))] if slices else []
    takes = [graph.texture(f"takes {i}", TextureDesc(size, "rgba16f")) for i in (0, 1)] if slices else []

    def prepass(t: Textures) -> None:
        stage.use_eyes()
        _depth(stage, both, t[depth2], eyes=True)
        _split(t[depth2], [t[d] for d in deep])

    def forward(t: Textures) -> None:
        stage.use_eyes()
        targets = [t[x] for x in (color2, *takes2)]
        _forward(
            stage,
            shading,
            both,
            targets,
            t[depth2],
            [[t[o] for o in of_eye] for of_eye in maps],
            empty=shading.empty,
            eyes=True,
        )
        _split(t[color2], [t[c] for c in color])
        if takes2:
            _split(t[takes2[0]], [t[x] for x in takes])
        _split(t[depth2], [t[d] for d in deep])

    deep = list(depth)
    if _depth_first(stage, shading, both):
        depth2, *deep = graph.add("depth", prepass, writes=[depth2, *depth])
    if _occluded(stage, both):
        for view, d in zip(eyes, deep, strict=True):
            graph.add("eye", partial(_of_eye, show, view), effect=True)
            maps.append(ambient_occlusion(stage.gpu, graph, d, _reach(stage)))
    reads = [o for of_eye in maps for o in of_eye]
    done = graph.add("forward", forward, reads=reads, writes=[color2, depth2, *takes2, *color, *deep, *takes])
    done = done[2 + len(takes2) :]
    out = []
    for i, view in enumerate(eyes):
        c, d = done[i], done[2 + i]
        graph.add("eye", partial(_of_eye, show, view), effect=True)
        if slices:
            c = bounce(stage.gpu, graph, c, d, done[4 + i], _reach(stage), slices)
        out.append((_backed(stage, graph, shading, c, d, shading.empty), d))
    return out


def _of_eye(show: Callable[[View], None], view: View, t: Textures) -> None:
    show(view)


def _occluded(stage: Stage, view: View) -> bool:
    return stage.quality.occlusion and not view.mirrored and not stage.scene.studio


def _depth_first(stage: Stage, shading: Shading, view: View) -> bool:
    """Drawing everything twice pays where depth is read, and where lamps make hidden pixels dearer than triangles."""
    few = stage.meshes.list.triangles < _TRIANGLES_A_PIXEL * view.size[0] * view.size[1]
    return _occluded(stage, view) or (shading.lamps.any and few)


def _slices(stage: Stage, view: View) -> int:
    """How many `bounce` looks through; none where faces of a cube would not agree, nor in the water's mirror."""
    if view.mirrored or view.all_round:
        return 0
    return stage.quality.bounce_models if stage.scene.environment else stage.quality.bounce


def _reach(stage: Stage) -> float:
    return MODEL_REACH * float(stage.meshes.bounds[3]) if stage.scene.environment else 0.0


def _depth(stage: Stage, view: View, depth: Texture, eyes: bool = False) -> None:
    stage.meshes.bind(2 if eyes else 1)
    stage.gpu.pool.framebuffer([], depth).bind()
    gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
    draw_depth(stage.gpu, stage.meshes, view, masked=False, eyes=eyes)


def _forward(
    stage: Stage,
    shading: Shading,
    view: View,
    colors: Sequence[Texture],
    depth: Texture,
    occlusion: Sequence[Sequence[Texture]],
    *,
    empty: bool,
    eyes: bool = False,
) -> None:
    studio = stage.scene.studio
    stage.meshes.bind(2 if eyes else 1)
    stage.bind_lamps(shading.lamps)
    for textures, units in zip(occlusion, _OCCLUSION, strict=False):
        for texture, unit in zip(textures, units, strict=False):
            texture.bind(unit)
    stage.gpu.pool.framebuffer(colors, depth).bind()
    if not _depth_first(stage, shading, view):
        gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
    if empty or studio:
        behind = (*studio.background, 1) if studio and not empty else (0, 0, 0, 0)
        gl.glClearBufferfv(gl.GL_COLOR, 0, np.array(behind, np.float32))
    if len(colors) > 1:
        gl.glClearBufferfv(gl.GL_COLOR, 1, np.zeros(4, np.float32))
    look = replace(shading.look, occlusion=_occluded(stage, view), bounce=len(colors) > 1)
    draw_solid(stage.gpu, stage.meshes, view, look, eyes=eyes)


def _split(both: Texture, each: Sequence[Texture]) -> None:
    """Every layer to a texture of its own."""
    w, h = both.desc.size
    for layer, one in enumerate(each):
        gl.glCopyImageSubData(
            both.name, gl.GL_TEXTURE_2D_ARRAY, 0, 0, 0, layer, one.name, gl.GL_TEXTURE_2D, 0, 0, 0, 0, w, h, 1
        )


def _backed(
    stage: Stage, graph: FrameGraph, shading: Shading, color: Handle, depth: Handle, empty: bool, mirrored: bool = False
) -> Handle:
    if empty or stage.scene.studio:
        return color
    if stage.scene.environment:
        return draw_panorama(stage.gpu, graph, color, depth)
    # waves would break stars up beyond seeing
    stars = stage.sky.stars if isinstance(stage.sky, SkyMaps) and not mirrored else None
    return draw_sky(stage.gpu, graph, color, depth, shading.light, stars)
