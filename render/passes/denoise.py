"""From sums over paths to a calm picture: noise is told from detail by normals, nearness, albedo and variance."""

from __future__ import annotations

from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.passes.trace import Sums

STEPS = 4
"""The last one reaches 2 * 2 ** (STEPS - 1) pixels."""


def denoise(gpu: Gpu, graph: FrameGraph, sums: Sums, count: int) -> Handle:
    """Linear colour and cover, rgba32f, of sums over `count` paths a pixel."""
    color, albedo, normal = (
        graph.external(name, texture, texture.desc)
        for name, texture in (("color sum", sums.color), ("albedo sum", sums.albedo), ("normal sum", sums.normal))
    )
    desc = TextureDesc(sums.color.desc.size, "rgba32f", smooth=False)
    a, b, out = (graph.texture(f"light {k}", desc) for k in range(3))

    def run(t: Textures) -> None:
        shader, uniforms = "denoise.frag.glsl", {"count": count}
        gpu.fullscreen(shader, [t[a]], [t[color], t[albedo]], {**uniforms}, defines={"PREPARE": 1})
        source, target = t[a], t[b]
        for step in range(STEPS):
            gpu.fullscreen(shader, [target], [source, t[normal]], {**uniforms, "reach": 1 << step}, defines={"STEP": 1})
            source, target = target, source
        gpu.fullscreen(shader, [t[out]], [source, t[color], t[albedo]], {**uniforms})

    return graph.add("denoise", run, reads=[color, albedo, normal], writes=[a, b, out])[2]
