"""Exposure, bloom, vignette and the tone curve: from linear light to 8-bit sRGB."""

from __future__ import annotations

from assets.scene import Grade
from render.gpu import Gpu
from render.graph import FrameGraph, Handle, TextureDesc, Textures

CURVES = {"none": 0, "agx": 1, "neutral": 2, "aces": 3}


def tonemap(
    gpu: Gpu,
    graph: FrameGraph,
    color: Handle,
    bloom: Handle | None,
    grade: Grade,
    exposure: float = 1.0,
    transparent: bool = False,
    luma: bool = False,
) -> Handle:
    """The picture as the display wants it, rgba8 (values are sRGB coded), alpha 1. Its first row is the top.

    `transparent`: alpha is coverage, the coded values are premultiplied by it. Otherwise with `luma` alpha is how
    bright the coded colour is, for whoever looks for edges.
    """
    out = graph.texture("display", TextureDesc(graph.desc(color).size, "rgba8"))
    uniforms: dict[str, object] = {
        "bloom": grade.bloom,
        "exposure": exposure,
        "vignette": grade.vignette,
        "contrast": grade.contrast,
        "saturation": grade.saturation,
    }

    def run(t: Textures) -> None:
        inputs = [t[color], t[bloom]] if bloom else [t[color]]
        flags = {
            "TOP_FIRST": True,
            "TRANSPARENT": transparent,
            "LUMA": luma,
            "BLOOM": bloom is not None,
            "GRADED": (grade.contrast, grade.saturation) != (1.0, 1.0),
        }
        defines: dict[str, object] = {name: 1 for name, on in flags.items() if on}
        defines["CURVE"] = CURVES[grade.tonemap]
        gpu.fullscreen("tonemap.frag.glsl", [t[out]], inputs, uniforms, defines=defines)

    (done,) = graph.add("tonemap", run, reads=[color, *([bloom] if bloom else [])], writes=[out])
    return done
