"""Light that what is in the picture throws on what is in the picture: one bounce, from the frame's own light."""

from __future__ import annotations

from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures
from render.passes.ao import find_places


def bounce(
    gpu: Gpu, graph: FrameGraph, color: Handle, depth: Handle, takes: Handle, reach: float, slices: int
) -> Handle:
    """The picture with the light that its opaque surfaces throw on each other. Reads the frame block and the sky.

    `takes`, rgba16f: radiance that a pixel sends to the eye per mean radiance of its surroundings, and how much of
    `color` is its own light (the rest is haze, or a lamp's that lights the scene already). `reach` is that of
    `ambient_occlusion`: light from all round is taken back where what hides it lies beyond. `slices` of directions are
    looked through at each second pixel of each second row.
    """
    w, h = graph.desc(depth).size
    half = max(1, w // 2), max(1, h // 2)
    places = graph.texture("bounce places", TextureDesc(half, "rgba32f", smooth=False))
    source = graph.texture("bounce source", TextureDesc(half, "rgba16f", levels=max(half).bit_length()))
    raw, even = (graph.texture(name, TextureDesc(half, "rgba16f")) for name in ("bounce raw", "bounce even"))
    out = graph.texture("bounced", graph.desc(color))

    def run(t: Textures) -> None:
        find_places(gpu, t[places], t[depth])
        gpu.fullscreen("bounce_source.frag.glsl", [t[source]], [t[depth], t[color], t[takes]])
        if t[source].desc.levels > 1:
            t[source].make_mipmaps()
        gpu.fullscreen(
            "bounce.frag.glsl", [t[raw]], [t[places], t[source]], {"reach": reach}, defines={"SLICES": slices}
        )
        for texels, apart, taken, target in ((4, 1, raw, even), (3, 4, even, raw)):
            defines: dict[str, object] = {"TEXELS": texels, "APART": apart}
            gpu.fullscreen("bounce_even.frag.glsl", [t[target]], [t[places], t[taken]], defines=defines)
        gpu.fullscreen("bounce_add.frag.glsl", [t[out]], [t[places], t[raw], t[color], t[takes], t[depth]])

    return graph.add("bounce", run, reads=[color, depth, takes], writes=[places, source, raw, even, out])[4]
