"""What is opaque, before anything is seen through it: depth, occlusion, shading and the sky, for one view or two eyes.

Two eyes are drawn at once where the driver lets a vertex shader choose the layer: every instance is drawn twice in one
multi-draw, even numbers for the left eye and odd ones for the right (`gl_Layer`), into the two layers of one target,
from the commands of one culling. What follows works on each eye's own picture, so the layers are copied there.

Where triangles are small or lamps shine, what a surface is made of is drawn first and its light found afterwards
(`render.passes.deferred`); what that cannot describe is shaded as it is drawn, over it.
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
from render.passes.deferred import laid_targets, lay_down, light_laid
from render.passes.geometry import Look, draw_depth, draw_solid
from render.passes.panorama import draw_panorama
from render.passes.sky import SkyMaps, draw_sky
from render.resources import Texture
from render.stage import Stage
from render.views import View

_TRIANGLES_A_PIXEL = 0.25
"""Up to so many a scene's depth is drawn first where lamps light it."""

_DENSE = 0.05
"""From so many triangles a pixel on a scene's light is found when it is known what is seen."""

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
    laid = laid_targets(stage.meshes, graph, view.size) if _deferred(stage, shading, view) else []

    def lay(t: Textures) -> None:
        stage.use(view.slot)
        _lay(stage, shading, view, [t[x] for x in laid], t[depth])

    def prepass(t: Textures) -> None:
        stage.use(view.slot)
        _depth(stage, view, t[depth])

    def forward(t: Textures) -> None:
        stage.use(view.slot)
        targets = [t[target], *(t[x] for x in takes)]
        _bind(stage, shading, [[t[o] for o in occlusion]])
        _begin(stage, shading, view, targets, t[deep], empty=empty, kept=bool(laid))
        look = _look(stage, shading, view, bool(takes))
        if laid:
            light_laid(stage.gpu, look, view, [t[x] for x in laid], t[deep])
            stage.meshes.vertex_array.bind()
        draw_solid(stage.gpu, stage.meshes, view, look, "unlaid" if laid else "shaded")

    deep = depth
    if laid:
        deep, *laid = graph.add(f"{prefix}surfaces", lay, writes=[depth, *laid])
    elif first:
        (deep,) = graph.add(f"{prefix}depth", prepass, writes=[depth])
    if occluded:
        occlusion = ambient_occlusion(stage.gpu, graph, deep, _reach(stage))
    reads = [*occlusion, *laid]
    color, deep, *takes = graph.add(f"{prefix}forward", forward, reads=reads, writes=[target, deep, *takes])
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

    deferred = _deferred(stage, shading, both)
    laid2 = laid_targets(stage.meshes, graph, size, layers=2) if deferred else []
    laid = [laid_targets(stage.meshes, graph, size) if deferred else [] for _ in eyes]
    apart = [[c, *takes[i : i + 1]] for i, c in enumerate(color)]
    look = _look(stage, shading, both, bool(takes))

    def lay(t: Textures) -> None:
        stage.use_eyes()
        _lay(stage, shading, both, [t[x] for x in laid2], t[depth2], eyes=True)
        for i, two in enumerate(laid2):
            _split(t[two], [t[of_eye[i]] for of_eye in laid])
        _split(t[depth2], [t[d] for d in deep])

    def prepass(t: Textures) -> None:
        stage.use_eyes()
        _depth(stage, both, t[depth2], eyes=True)
        _split(t[depth2], [t[d] for d in deep])

    def light(t: Textures) -> None:
        for i, view in enumerate(eyes):
            show(view)
            _bind(stage, shading, [[t[o] for o in of_eye] for of_eye in maps[i : i + 1]])
            _begin(stage, shading, view, [t[x] for x in apart[i]], t[deep[i]], empty=shading.empty, kept=True)
            light_laid(stage.gpu, look, view, [t[x] for x in laid[i]], t[deep[i]])

    def forward(t: Textures) -> None:
        together = [t[x] for x in (color2, *takes2)]
        if deferred:
            light(t)
            if not stage.meshes.list.unlaid:
                return
            for i, two in enumerate(together):
                _join([t[of_eye[i]] for of_eye in apart], two)
        stage.use_eyes()
        _bind(stage, shading, [[t[o] for o in of_eye] for of_eye in maps], eyes=True)
        if deferred:
            stage.gpu.pool.framebuffer(together, t[depth2]).bind()
        else:
            _begin(stage, shading, both, together, t[depth2], empty=shading.empty)
        draw_solid(stage.gpu, stage.meshes, both, look, "unlaid" if deferred else "shaded", eyes=True)
        for i, two in enumerate(together):
            _split(two, [t[of_eye[i]] for of_eye in apart])
        _split(t[depth2], [t[d] for d in deep])

    deep = list(depth)
    if deferred:
        written = graph.add("surfaces", lay, writes=[depth2, *depth, *laid2, *laid[0], *laid[1]])
        (depth2, *deep), rest = written[:3], written[3 + len(laid2) :]
        laid = [list(rest[: len(laid2)]), list(rest[len(laid2) :])]
    elif _depth_first(stage, shading, both):
        depth2, *deep = graph.add("depth", prepass, writes=[depth2, *depth])
    if _occluded(stage, both):
        for view, d in zip(eyes, deep, strict=True):
            graph.add("eye", partial(_of_eye, show, view), effect=True)
            maps.append(ambient_occlusion(stage.gpu, graph, d, _reach(stage)))
    reads = [o for of_eye in (*maps, *laid) for o in of_eye]
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


def _deferred(stage: Stage, shading: Shading, view: View) -> bool:
    """Laying surfaces down costs memory; it pays where triangles are small or lamps many."""
    meshes = stage.meshes.list
    dense = meshes.triangles >= _DENSE * view.size[0] * view.size[1]
    return bool(meshes.laid) and (shading.lamps.any or dense)


def _slices(stage: Stage, view: View) -> int:
    """How many `bounce` looks through; none where faces of a cube would not agree, nor in the water's mirror."""
    if view.mirrored or view.all_round:
        return 0
    return stage.quality.bounce_models if stage.scene.environment else stage.quality.bounce


def _reach(stage: Stage) -> float:
    return MODEL_REACH * float(stage.meshes.bounds[3]) if stage.scene.environment else 0.0


def _look(stage: Stage, shading: Shading, view: View, bounced: bool) -> Look:
    return replace(shading.look, occlusion=_occluded(stage, view), bounce=bounced)


def _depth(stage: Stage, view: View, depth: Texture, eyes: bool = False) -> None:
    stage.meshes.bind(2 if eyes else 1)
    stage.gpu.pool.framebuffer([], depth).bind()
    gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
    draw_depth(stage.gpu, stage.meshes, view, stage.meshes.list.shapes, masked=False, eyes=eyes)


def _lay(
    stage: Stage, shading: Shading, view: View, laid: Sequence[Texture], depth: Texture, eyes: bool = False
) -> None:
    """Surfaces and their depth; the depth of those that are not laid down as well, where it is wanted first."""
    stage.meshes.bind(2 if eyes else 1)
    lay_down(stage.gpu, stage.meshes, view, laid, depth, eyes)
    others = stage.meshes.list.unlaid_shapes
    if others and _depth_first(stage, shading, view):
        stage.gpu.pool.framebuffer([], depth).bind()
        draw_depth(stage.gpu, stage.meshes, view, others, masked=False, eyes=eyes)


def _bind(stage: Stage, shading: Shading, occlusion: Sequence[Sequence[Texture]], eyes: bool = False) -> None:
    """What is shaded with."""
    stage.meshes.bind(2 if eyes else 1)
    stage.bind_lamps(shading.lamps)
    for textures, units in zip(occlusion, _OCCLUSION, strict=False):
        for texture, unit in zip(textures, units, strict=False):
            texture.bind(unit)


def _begin(
    stage: Stage,
    shading: Shading,
    view: View,
    colors: Sequence[Texture],
    depth: Texture,
    *,
    empty: bool,
    kept: bool = False,
) -> None:
    """The target of what is shaded, cleared where nothing will be drawn behind it. `kept`: there is depth already."""
    studio = stage.scene.studio
    stage.gpu.pool.framebuffer(colors, depth).bind()
    if not kept and not _depth_first(stage, shading, view):
        gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
    if empty or studio:
        behind = (*studio.background, 1) if studio and not empty else (0, 0, 0, 0)
        gl.glClearBufferfv(gl.GL_COLOR, 0, np.array(behind, np.float32))
    if len(colors) > 1:
        gl.glClearBufferfv(gl.GL_COLOR, 1, np.zeros(4, np.float32))


def _split(both: Texture, each: Sequence[Texture]) -> None:
    """Every layer to a texture of its own."""
    for layer, one in enumerate(each):
        _copy(both, gl.GL_TEXTURE_2D_ARRAY, layer, one, gl.GL_TEXTURE_2D, 0)


def _join(each: Sequence[Texture], both: Texture) -> None:
    """Textures to the layers of one."""
    for layer, one in enumerate(each):
        _copy(one, gl.GL_TEXTURE_2D, 0, both, gl.GL_TEXTURE_2D_ARRAY, layer)


def _copy(source: Texture, kind: int, layer: int, target: Texture, target_kind: int, target_layer: int) -> None:
    w, h = source.desc.size
    gl.glCopyImageSubData(
        source.name, kind, 0, 0, 0, layer, target.name, target_kind, 0, 0, 0, target_layer, w, h, 1
    )  # fmt: skip


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
