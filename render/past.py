"""The instant before: where every instance and every posed vertex was, so that motion is exact."""

from __future__ import annotations

from render import bindings, gl
from render.draws import INSTANCE
from render.geometry_heap import VERTEX
from render.gpu_scene import GpuScene
from render.resources import Buffer


class Past:
    """Owns copies on the GPU of a scene's transforms and posed vertices; made on first use, for they are large."""

    def __init__(self) -> None:
        self._instances: Buffer | None = None
        self._vertices: Buffer | None = None

    def keep(self, scene: GpuScene) -> None:
        """What the scene holds now becomes the past."""
        count = len(scene.records) * INSTANCE.dtype.itemsize
        posed = scene.posed_vertices * VERTEX.itemsize
        self._instances = self._instances or Buffer(size=count)
        self._vertices = self._vertices or Buffer(size=posed)
        for source, offset, target, size in (
            (scene.instances, 0, self._instances, count),
            (scene.heap, scene.rest_vertices * VERTEX.itemsize, self._vertices, posed),
        ):
            if size:
                gl.glCopyNamedBufferSubData(source.name, target.name, offset, 0, size)

    def bind(self) -> None:
        """To where the vertex shader looks for them; only after `keep`."""
        assert self._instances
        assert self._vertices
        self._instances.bind_storage(bindings.SSBO_PAST_INSTANCES)
        self._vertices.bind_storage(bindings.SSBO_PAST_VERTICES)

    def close(self) -> None:
        for buffer in (self._instances, self._vertices):
            if buffer:
                buffer.close()
