"""What transmissive surfaces let through: a copy of the picture so far with its blurred levels, and its depth."""

from __future__ import annotations

from render import bindings, gl
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures

Behind = tuple[Handle, Handle]
"""The picture and its depth."""


def copy_behind(gpu: Gpu, graph: FrameGraph, color: Handle, depth: Handle) -> Behind:
    """The picture as it is, and its depth; below, in every size down to a texel, only what is not infinitely far, with
    its coverage in alpha."""
    size = graph.desc(color).size
    behind = graph.texture("behind", TextureDesc(size, "rgba16f", levels=max(size).bit_length()))
    deep = graph.texture("behind depth", TextureDesc(size, "d32f", smooth=False))

    def run(t: Textures) -> None:
        plane = gl.GL_TEXTURE_2D, 0, 0, 0, 0
        for source, target in ((t[color], t[behind]), (t[depth], t[deep])):
            gl.glCopyImageSubData(source.name, *plane, target.name, *plane, *size, 1)
        if t[behind].desc.levels > 1:
            gpu.fullscreen("behind.frag.glsl", [t[behind]], [t[color], t[depth]], level=1)
            t[behind].make_mipmaps(1)

    picture, far = graph.add("behind", run, reads=[color, depth], writes=[behind, deep])
    return picture, far


def bind_behind(t: Textures, behind: Behind) -> None:
    """To the texture units where `inc/refraction.glsl` expects them."""
    t[behind[0]].bind(bindings.TEX_BEHIND)
    t[behind[1]].bind(bindings.TEX_DEPTH)
