"""Running small shaders of the tests against the renderer's own includes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Camera, Frame, Haze, Scene, Sky, Water
from render import bindings, gl
from render.atmosphere import SkyLight
from render.frame_block import FRAME_BLOCK, frame_record
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc
from render.resources import Buffer, Texture
from render.views import camera_view, mirror_view

SHADERS = Path(__file__).parent / "shaders"
DARK = SkyLight(np.zeros(3), np.zeros(3), np.zeros((9, 4)), np.zeros((7, 4)))


def probe(
    gpu: Gpu, name: str, size: tuple[int, int], *, defines: Sequence[str] = (), **uniforms: Any
) -> NDArray[np.float32]:
    """`(h, w, 4)` of running tests/shaders/NAME.frag.glsl over a target of this size."""
    file = f"{name}.frag.glsl"
    program = gpu.programs.get(file, defines=dict.fromkeys(defines, 1), files={file: SHADERS / file})
    for key, value in uniforms.items():
        program[key] = value
    with Texture(TextureDesc(size, "rgba32f")) as target:
        gpu.pool.framebuffer([target]).bind()
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_BLEND)
        gl.glDisable(gl.GL_CULL_FACE)
        program.use()
        gpu.empty.bind()
        gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)
        pixels = np.asarray(target.read())
        gpu.pool.forget(target)
    return pixels


def frame_buffer(
    camera: Camera,
    size: tuple[int, int],
    *,
    sky: Sky | None = None,
    haze: Haze | None = None,
    water: Water | None = None,
    light: SkyLight = DARK,
) -> Buffer:
    """The frame's uniform block, bound; the caller closes it."""
    gl.glClipControl(gl.GL_LOWER_LEFT, gl.GL_ZERO_TO_ONE)
    scene = Scene("test", sky=sky or Sky(), haze=haze or Haze(), water=water)
    view = camera_view(camera, size)
    mirror = mirror_view(view, water.level, 1.0) if water else None
    buffer = Buffer(size=FRAME_BLOCK.dtype.itemsize)
    buffer.write(frame_record(view, Frame(0.0, camera), scene, light, mirror=mirror))
    buffer.bind_uniform(bindings.UBO_FRAME)
    return buffer


def run_graph(gpu: Gpu, graph: FrameGraph, result: Handle) -> NDArray[Any]:
    """The pixels of one texture of the graph, row 0 at the bottom."""
    out: list[NDArray[Any]] = []
    done = graph.texture("done", TextureDesc((1, 1), "r8"))
    (done,) = graph.add("read", lambda t: out.append(t[result].read()), reads=[result], writes=[done])
    graph.output(done)
    graph.execute(gpu.pool)
    return out[0]


def source(graph: FrameGraph, texture: Texture) -> Handle:
    return graph.external("source", texture, texture.desc)
