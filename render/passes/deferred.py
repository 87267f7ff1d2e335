"""Deferred shading: what surfaces are made of is laid down with their depth, then each pixel's light is found once.

Triangles of a few pixels are shaded in blocks of several, of which most are thrown away; so the dearest part waits
until it is known what is seen. The picture is that of the forward pass up to the rounding of what is laid down
(`inc/laid.glsl`), which is all there is to know of the glTF core's surfaces; others are shaded as ever, over it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from render import bindings, gl
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.graph import FrameGraph, Handle, TextureDesc
from render.passes.geometry import Look, draw_solid, light_defines
from render.resources import Texture
from render.views import View

_UNITS = bindings.TEX_LAID, bindings.TEX_LAID_MORE


def laid_targets(scene: GpuScene, graph: FrameGraph, size: tuple[int, int], layers: int = 0) -> list[Handle]:
    """What the surfaces of a scene are laid down in: one texture where all are plain, otherwise two."""
    plain = all(part.group.surface == "standard" and not part.group.textured for part in scene.list.laid)
    formats = ("rgba32ui",) if plain else ("rgba32ui", "rg32ui")
    return [graph.texture("laid", TextureDesc(size, format, layers=layers)) for format in formats]


def lay_down(
    gpu: Gpu, scene: GpuScene, view: View, targets: Sequence[Texture], depth: Texture, eyes: bool = False
) -> None:
    """Draw what deferred shading takes, and its depth."""
    gpu.pool.framebuffer(targets, depth).bind()
    gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
    draw_solid(gpu, scene, view, Look(laid=len(targets)), "laid", eyes)


def light_laid(gpu: Gpu, look: Look, view: View, laid: Sequence[Texture], depth: Texture) -> None:
    """Shade the pixels of the bound target whose depth is not infinite, where something was laid down. `depth` may be
    the target's own."""
    defines = light_defines(look, view.mirrored) | ({"LAID_MORE": 1} if len(laid) > 1 else {})
    for texture, unit in zip(laid, _UNITS, strict=False):
        texture.bind(unit)
    depth.bind(bindings.TEX_DEPTH)
    gpu.covered(gpu.programs.get("lit.frag.glsl", defines=defines))
