"""Shadow maps: what stands still is kept, what moves is drawn over a copy of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from render import gl
from render.draws import DYNAMIC, STATIC, instance_spheres
from render.frame_block import CASCADES
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.graph import TextureDesc
from render.passes.geometry import draw_depth
from render.resources import Texture
from render.views import SHADOW, View

Show = Callable[[View], None]
"""Lets shaders see the frame block of a view."""


class ShadowMaps:
    """Owns the maps, one layer a view. What was kept never shows: the result is the nearer of still and moving depth
    everywhere."""

    def __init__(self, size: int, unit: int) -> None:
        """`size` texels along each side; `unit` is where shaders expect the maps."""
        self._size, self._unit = size, unit
        self._still: Texture | None = None
        self._mixed: Texture | None = None
        self._still_keys: list[bytes] = []
        self._mixed_keys: list[bytes] = []
        self._bound: Texture | None = None

    def draw(self, gpu: Gpu, scene: GpuScene, views: Sequence[View], show: Show) -> None:
        """Bring the maps of these views up to date; view i is layer i."""
        moving = scene.dynamic
        still = self._still = self._room(gpu, self._still, self._still_keys, len(views))
        keys = [v.view_projection.tobytes() + moving.tobytes() for v in views]
        stale = [i for i in range(len(views)) if keys[i] != self._still_keys[i]]
        self._fill(gpu, scene, still, views, stale, DYNAMIC, show)
        self._still_keys[: len(keys)] = keys
        self._bound = still
        if len(moving):
            self._mix(gpu, scene, views, show, still)

    def _room(self, gpu: Gpu, texture: Texture | None, keys: list[bytes], layers: int) -> Texture:
        """The texture, or a new and empty one where it has too few layers."""
        if texture and texture.desc.layers >= layers:
            return texture
        if texture:
            gpu.pool.forget(texture)
            texture.close()
        keys[:] = [b""] * layers
        return Texture(TextureDesc((self._size, self._size), "d32f", layers=layers, compare=True))

    def _mix(self, gpu: Gpu, scene: GpuScene, views: Sequence[View], show: Show, still: Texture) -> None:
        mixed = self._mixed = self._room(gpu, self._mixed, self._mixed_keys, len(views))
        reached = _reached(scene, views)
        for i in range(len(views)):
            key = b"" if reached[i] else self._still_keys[i]
            if not key or key != self._mixed_keys[i]:
                size = (self._size, self._size, 1)
                source, target = (still.name, gl.GL_TEXTURE_2D_ARRAY), (mixed.name, gl.GL_TEXTURE_2D_ARRAY)
                gl.glCopyImageSubData(*source, 0, 0, 0, i, *target, 0, 0, 0, i, *size)
            self._mixed_keys[i] = key
        self._fill(gpu, scene, mixed, views, [i for i in range(len(views)) if reached[i]], STATIC, show)
        self._bound = mixed

    def _fill(
        self,
        gpu: Gpu,
        scene: GpuScene,
        target: Texture,
        views: Sequence[View],
        layers: Sequence[int],
        without: int,
        show: Show,
    ) -> None:
        """Draw everything into these layers but the batches of layer bit `without`, as many at once as have slots."""
        if not layers:
            return
        gl.glEnable(gl.GL_POLYGON_OFFSET_FILL)
        gl.glPolygonOffset(-1.5, -2.0)  # away from the light in reversed z
        for start in range(0, len(layers), CASCADES):
            some = layers[start : start + CASCADES]
            parts = [replace(views[i], slot=SHADOW + k, hidden=views[i].hidden | without) for k, i in enumerate(some)]
            scene.cull(gpu, parts)
            scene.bind()
            for layer, view in zip(some, parts, strict=True):
                show(view)
                # casters before the map of the sun still cast; a lamp's own bulb does not
                (gl.glEnable if view.orthographic else gl.glDisable)(gl.GL_DEPTH_CLAMP)
                gpu.pool.framebuffer([], target, layer=layer).bind()
                if without == DYNAMIC:
                    gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
                draw_depth(gpu, scene, view, scene.list.shapes, masked=True)
        gl.glDisable(gl.GL_POLYGON_OFFSET_FILL)
        gl.glDisable(gl.GL_DEPTH_CLAMP)

    def bind(self) -> None:
        """To the unit where shaders expect it."""
        if self._bound:
            self._bound.bind(self._unit)

    def close(self) -> None:
        for texture in (self._still, self._mixed):
            if texture:
                texture.close()


def _reached(scene: GpuScene, views: Sequence[View]) -> list[bool]:
    """Into which views anything that moves can cast a shadow."""
    batches = scene.list.batches
    casts = scene.dynamic[(batches["layer"][scene.dynamic] & views[0].hidden) == 0]
    index = [np.arange(batches["first"][b], batches["first"][b] + batches["count"][b]) for b in casts]
    if not index:
        return [False] * len(views)
    spheres = instance_spheres(scene.list, np.concatenate(index))
    planes = np.stack([view.planes() for view in views])
    away = np.einsum("vpc,nc->vnp", planes[:, :, :3], spheres[:, :3]) + planes[:, None, :, 3]
    inside: list[bool] = (away >= -spheres[None, :, 3:]).all(2).any(1).tolist()
    return inside
