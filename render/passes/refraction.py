"""What transmissive surfaces let through: a copy of the picture so far with its blurred levels, and its depth."""

from __future__ import annotations

from render import bindings, gl
from render.graph import FrameGraph, Handle, TextureDesc, Textures

Behind = tuple[Handle, Handle]
"""The picture and its depth."""


def copy_behind(graph: FrameGraph, color: Handle, depth: Handle) -> Behind:
    """The picture, premultiplied by its coverage, in every size down to a texel; and the depth as it is now."""
    size = graph.desc(color).size
    behind = graph.texture("behind", TextureDesc(size, "rgba16f", levels=max(size).bit_length()))
    deep = graph.texture("behind depth", TextureDesc(size, "d32f", smooth=False))

    def run(t: Textures) -> None:
        plane = gl.GL_TEXTURE_2D, 0, 0, 0, 0
        for source, target in ((t[color], t[behind]), (t[depth], t[deep])):
            gl.glCopyImageSubData(source.name, *plane, target.name, *plane, *size, 1)
        t[behind].make_mipmaps()

    picture, far = graph.add("behind", run, reads=[color, depth], writes=[behind, deep])
    return picture, far


def bind_behind(t: Textures, behind: Behind) -> None:
    """To the texture units where `inc/refraction.glsl` expects them."""
    t[behind[0]].bind(bindings.TEX_BEHIND)
    t[behind[1]].bind(bindings.TEX_DEPTH)
