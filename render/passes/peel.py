"""Blended surfaces in their true order, whatever crosses what: the nearest layers are peeled off one by one.

Depth peeling (Everitt 2001, "Interactive Order-Independent Transparency"): a pass draws what is nearest behind the
depth that the one before has left, first its depth and then, in the order of the instances, all that lies at just that
depth; it is laid under what has been peeled so far. What lies deeper than the last layer
is drawn in the order of its instances, beneath. Where nothing more is left no further layer is drawn: a query tells.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from render import gl
from render.gpu import Gpu
from render.graph import TextureDesc
from render.passes.geometry import Peel
from render.resources import Resource, Texture


class _Samples(Resource):
    """Whether anything was drawn."""

    kind = "Queries"

    def __init__(self) -> None:
        super().__init__(gl.create("Queries", gl.GL_ANY_SAMPLES_PASSED))


def draw_peeled(gpu: Gpu, draw: Callable[[Peel], None], target: Texture, depth: Texture, layers: int) -> None:
    """Blend over `target` what `draw` draws into the target that is bound, where it is not behind `depth`: the nearest
    `layers` exactly."""
    size, pool = target.desc.size, gpu.pool
    deep = [pool.acquire(TextureDesc(size, "d32f", smooth=False)) for _ in range(2)]
    layer, total = (pool.acquire(TextureDesc(size, "rgba16f", smooth=False)) for _ in range(2))
    samples = _Samples()
    pool.framebuffer([total]).bind()
    gl.glClearBufferfv(gl.GL_COLOR, 0, np.zeros(4, np.float32))
    more = True
    for i in range(layers):
        pool.framebuffer([], deep[i % 2]).bind()
        gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
        depth.bind(0)
        deep[1 - i % 2].bind(1)
        gl.glBeginQuery(gl.GL_ANY_SAMPLES_PASSED, samples.name)
        draw("first" if i == 0 else "next")
        gl.glEndQuery(gl.GL_ANY_SAMPLES_PASSED)
        more = bool(gl.query_result(samples.name))
        if not more:
            break
        pool.framebuffer([layer], deep[i % 2]).bind()
        gl.glClearBufferfv(gl.GL_COLOR, 0, np.zeros(4, np.float32))
        draw("layer")
        _lay(gpu, layer, total, under=True)
    if more:
        pool.framebuffer([target], depth).bind()
        deep[(layers - 1) % 2].bind(1)
        draw("rest")
    _lay(gpu, total, target, under=False)
    samples.close()
    for texture in (*deep, layer, total):
        pool.release(texture)


def _lay(gpu: Gpu, source: Texture, target: Texture, under: bool) -> None:
    """One picture under or over another, both premultiplied."""
    program = gpu.programs.get("accumulate.frag.glsl")
    program["weight"] = 1.0
    gpu.pool.framebuffer([target]).bind()
    source.bind(0)
    gl.glDisable(gl.GL_DEPTH_TEST)
    gl.glDisable(gl.GL_CULL_FACE)
    gl.glEnable(gl.GL_BLEND)
    if under:
        gl.glBlendFunc(gl.GL_ONE_MINUS_DST_ALPHA, gl.GL_ONE)
    else:
        gl.glBlendFunc(gl.GL_ONE, gl.GL_ONE_MINUS_SRC_ALPHA)
    program.use()
    gpu.empty.bind()
    gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
    gl.glDisable(gl.GL_BLEND)
