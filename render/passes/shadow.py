"""The key light's shadow maps: what stands still is kept, what moves is drawn over a copy of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from render import bindings, gl
from render.draws import DYNAMIC, STATIC, instance_spheres
from render.frame_block import CASCADES
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.graph import TextureDesc
from render.passes.geometry import draw_depth
from render.resources import Texture
from render.views import SHADOW, View


class ShadowMaps:
    """Owns the maps. What was kept never shows: the result is the nearer of still and moving depth everywhere."""

    def __init__(self, size: int) -> None:
        self._desc = TextureDesc((size, size), "d32f", layers=CASCADES, compare=True)
        self._still: Texture | None = None
        self._mixed: Texture | None = None
        self._still_keys = [b""] * CASCADES
        self._mixed_keys = [b""] * CASCADES
        self._bound: Texture | None = None

    def draw(self, gpu: Gpu, scene: GpuScene, views: Sequence[View], use: Callable[[int], None]) -> None:
        """Bring the cascades up to date. `use(slot)` binds the frame block of a view."""
        moving = scene.dynamic
        still = self._still = self._still or Texture(self._desc)
        keys = [v.view_projection.tobytes() + moving.tobytes() for v in views]
        stale = [i for i in range(len(views)) if keys[i] != self._still_keys[i]]
        self._fill(gpu, scene, still, [replace(views[i], hidden=views[i].hidden | DYNAMIC) for i in stale], use, True)
        self._still_keys = keys
        self._bound = still
        if len(moving):
            self._mix(gpu, scene, views, use, still)

    def _mix(
        self, gpu: Gpu, scene: GpuScene, views: Sequence[View], use: Callable[[int], None], still: Texture
    ) -> None:
        mixed = self._mixed = self._mixed or Texture(self._desc)
        reached = [v for v in views if _reaches(scene, v)]
        for i, view in enumerate(views):
            key = b"" if view in reached else self._still_keys[i]
            if not key or key != self._mixed_keys[i]:
                size = (*self._desc.size, 1)
                source, target = (still.name, gl.GL_TEXTURE_2D_ARRAY), (mixed.name, gl.GL_TEXTURE_2D_ARRAY)
                gl.glCopyImageSubData(*source, 0, 0, 0, i, *target, 0, 0, 0, i, *size)
            self._mixed_keys[i] = key
        self._fill(gpu, scene, mixed, [replace(v, hidden=v.hidden | STATIC) for v in reached], use, False)
        self._bound = mixed

    def _fill(
        self,
        gpu: Gpu,
        scene: GpuScene,
        target: Texture,
        views: Sequence[View],
        use: Callable[[int], None],
        clear: bool,
    ) -> None:
        if not views:
            return
        scene.cull(gpu, views)
        scene.bind()
        gl.glEnable(gl.GL_DEPTH_CLAMP)
        gl.glEnable(gl.GL_POLYGON_OFFSET_FILL)
        gl.glPolygonOffset(-1.5, -2.0)  # away from the light in reversed z
        for view in views:
            use(view.slot)
            gpu.pool.framebuffer([], target, layer=view.slot - SHADOW).bind()
            if clear:
                gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
            draw_depth(gpu, scene, view, masked=True)
        gl.glDisable(gl.GL_POLYGON_OFFSET_FILL)
        gl.glDisable(gl.GL_DEPTH_CLAMP)

    def bind(self) -> None:
        """To the unit where shaders expect it."""
        if self._bound:
            self._bound.bind(bindings.TEX_SHADOW)

    def close(self) -> None:
        for texture in (self._still, self._mixed):
            if texture:
                texture.close()


def _reaches(scene: GpuScene, view: View) -> bool:
    """Whether anything that moves can cast a shadow into this cascade."""
    batches = scene.list.batches
    casts = scene.dynamic[(batches["layer"][scene.dynamic] & view.hidden) == 0]
    index = [np.arange(batches["first"][b], batches["first"][b] + batches["count"][b]) for b in casts]
    if not index:
        return False
    spheres = instance_spheres(scene.list, np.concatenate(index))
    planes = view.planes()
    return bool((spheres[:, :3] @ planes[:, :3].T + planes[:, 3] >= -spheres[:, 3:]).all(1).any())
