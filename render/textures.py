"""The scene's textures as a few 2D arrays, because a shader can index layers but not textures.

Textures of one size, encoding and sampling share an array. Where that gives more arrays than there are units, the
two that cost least to join are joined, the smaller resampled to the larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets.scene import Bytes
from assets.scene import Texture as SceneTexture
from render import gl
from render.bindings import TEX_MATERIALS
from render.graph import TextureDesc
from render.resources import WRAP, Texture

ARRAYS = 8


@dataclass(frozen=True)
class ArrayPlan:
    """One texture array to be: its size, sampling and which textures lie in it, in order."""

    size: tuple[int, int]
    srgb: bool
    wrap: tuple[Any, Any]
    """Along u and along v."""
    smooth: bool
    members: tuple[int, ...]


def plan_arrays(textures: Sequence[SceneTexture], limit: int = 2048, arrays: int = ARRAYS) -> list[ArrayPlan]:
    """Which textures share an array; no side above `limit` pixels and no more than `arrays` of them."""
    groups: dict[tuple[tuple[int, int], bool, Any, bool], list[int]] = {}
    for i, t in enumerate(textures):
        h, w = t.pixels.shape[:2]
        shrink = max(1.0, max(w, h) / limit)
        size = max(1, round(w / shrink)), max(1, round(h / shrink))
        groups.setdefault((size, t.srgb, (t.wrap, t.wrap_v or t.wrap), t.smooth), []).append(i)
    plans = [ArrayPlan(*key, members=tuple(members)) for key, members in groups.items()]
    while len(plans) > arrays:
        _, a, b = min((_join_cost(p, q), i, j) for i, p in enumerate(plans) for j, q in enumerate(plans) if i < j)
        p, q = plans[a], plans[b]
        size = (max(p.size[0], q.size[0]), max(p.size[1], q.size[1]))
        joined = replace(p, size=size, members=tuple(sorted(p.members + q.members)), smooth=p.smooth or q.smooth)
        plans = [x for k, x in enumerate(plans) if k not in (a, b)] + [joined]
    return plans


def _join_cost(p: ArrayPlan, q: ArrayPlan) -> float:
    """Texels gained by joining; a change of sampling counts as dear, one of encoding as forbidden."""
    area = max(p.size[0], q.size[0]) * max(p.size[1], q.size[1])
    cost = sum((area - x.size[0] * x.size[1]) * len(x.members) for x in (p, q))
    return float(cost + 1e9 * (p.wrap != q.wrap) + 1e10 * (p.smooth != q.smooth) + 1e15 * (p.srgb != q.srgb))


class MaterialTextures:
    """The arrays on the GPU; `places[i]` is where scene texture i lies, as `Material` records want it."""

    def __init__(self, textures: Sequence[SceneTexture], limit: int = 2048, anisotropy: float = 1.0) -> None:
        self.places = [0] * len(textures)
        self.arrays: list[Texture] = []
        for number, plan in enumerate(plan_arrays(textures, limit)):
            levels = int(max(plan.size)).bit_length()
            desc = TextureDesc(
                plan.size,
                "srgba8" if plan.srgb else "rgba8",
                levels,
                len(plan.members),
                smooth=plan.smooth,
                wrap=plan.wrap[0],
            )
            array = Texture(desc)
            gl.glTextureParameteri(array.name, gl.GL_TEXTURE_WRAP_T, WRAP[plan.wrap[1]])
            for layer, member in enumerate(plan.members):
                array.upload(_resized(textures[member].pixels, plan.size), layer=layer)
                self.places[member] = number << 24 | layer
            array.make_mipmaps()
            # drivers filter along the surface even what asks for the nearest texel
            if anisotropy > 1 and plan.smooth:
                gl.glTextureParameterf(array.name, gl.GL_TEXTURE_MAX_ANISOTROPY, anisotropy)
            self.arrays.append(array)

    def bind(self) -> None:
        for i, array in enumerate(self.arrays):
            array.bind(TEX_MATERIALS + i)

    def close(self) -> None:
        for array in self.arrays:
            array.close()


def _resized(pixels: Bytes, size: tuple[int, int]) -> NDArray[np.uint8]:
    if pixels.shape[1::-1] == size:
        return pixels
    return np.asarray(Image.fromarray(pixels, "RGBA").resize(size, Image.Resampling.LANCZOS))
