"""Planes of data, drawn on their own when somebody asks: what each pixel shows, where, which way it faces and moves.

A surface that blends counts from half its light on (`LEAST_ALPHA`); the water is a surface like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.scene import Water
from render import bindings, gl
from render.gpu import Gpu
from render.gpu_scene import GpuScene
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.passes.geometry import Look, Sides, begin, draw_range, end, forward_program
from render.past import Past
from render.shader import Program
from render.views import View

TARGETS = {"normal": "rgba16f", "albedo": "rgba16f", "position": "rgba32f", "id": "rg32ui", "motion": "rg32f"}
"""Texture formats of the planes that are drawn; depth is the depth buffer."""
LEAST_ALPHA = 0.5
NOT_DRAWN = 1e6
"""Of a plane drawn over a depth that is there: the value where nothing was drawn."""


@dataclass(frozen=True, eq=False)
class Motion:
    """What motion is measured against. Both matrices are world -> clip space, without jitter."""

    past: Past
    now: NDArray[np.float64]
    before: NDArray[np.float64]
    time: float
    """Seconds, of the instant before."""

    def tell(self, program: Program) -> None:
        program["now_matrix"], program["before_matrix"], program["before_time"] = self.now, self.before, self.time


def draw_planes(
    gpu: Gpu,
    graph: FrameGraph,
    scene: GpuScene,
    view: View,
    names: Sequence[str],
    water: Water | None = None,
    motion: Motion | None = None,
    least_alpha: float = LEAST_ALPHA,
    line_width: float = 0.0,
    over: Handle | None = None,
) -> tuple[dict[str, Handle], Handle]:
    """The planes by name and the depth that goes with them. The view is culled and its frame block is bound.

    Lines are `line_width` pixels wide, for 0 as in the picture. With `over`, a depth that is there already, only what
    can be seen in it is drawn, and neither water nor sky; the rest is NOT_DRAWN.
    """
    targets = [graph.texture(name, TextureDesc(view.size, TARGETS[name], smooth=False)) for name in names]
    depth = over or graph.texture("planes depth", TextureDesc(view.size, "d32f", smooth=False))
    empty = np.full(4, 0.0 if over is None else NOT_DRAWN, np.float32)
    places = {f"PLANE_{name.upper()}": i for i, name in enumerate(names)}

    def tell(program: Program) -> None:
        program["least_alpha"], program["first_posed"] = least_alpha, scene.rest_vertices
        if motion:
            motion.tell(program)

    def run(t: Textures) -> None:
        scene.bind()
        if motion:
            motion.past.bind()
            scene.culling.bind_batches(bindings.SSBO_BATCHES)
        gpu.pool.framebuffer([t[h] for h in targets], t[depth]).bind()
        for i, name in enumerate(names):
            if name == "id":
                gl.glClearBufferuiv(gl.GL_COLOR, i, np.zeros(4, np.uint32))
            else:
                gl.glClearBufferfv(gl.GL_COLOR, i, empty)
        if over is None:
            gl.glClearBufferfv(gl.GL_DEPTH, 0, np.zeros(1, np.float32))
        begin(view)
        sides = Sides(view)
        for part in scene.list.groups:
            program = forward_program(gpu, scene, part.group, Look(), view, planes=tuple(names))
            tell(program)
            sides.show(part.group)
            draw_range(scene, view, program, part, line_width)
        end()
        if water:
            program = gpu.programs.get("water_planes.frag.glsl", "water.vert.glsl", defines=places)
            tell(program)
            program["bounds"], program["body_color"] = water.bounds, water.color
            program.use()
            gpu.empty.bind()
            gl.glDrawArrays(gl.GL_TRIANGLE_STRIP, 0, 4)
        if motion and over is None:
            gpu.pool.framebuffer([t[targets[list(names).index("motion")]]], t[depth]).bind()
            program = gpu.programs.get("planes_behind.frag.glsl")
            program["before_from_now"] = motion.before @ np.linalg.inv(motion.now)
            gpu.behind(program)

    out = graph.add("planes", run, writes=[*targets, depth])
    return dict(zip(names, out[:-1], strict=True)), out[-1]
