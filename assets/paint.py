"""What a face does to materials: differences that add up in any shares (VRMC_vrm 1.0, expressions: MaterialColorBind,
TextureTransformBind). Base + share * (target - base), summed over all that are shown at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assets.arrays import Floats, Vec3
from assets.material import Material

Matrix = tuple[float, float, float, float, float, float]
_NONE = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Paint:
    """What is added to material `material` where the whole of it shows. Colours as in `Material` and `Toon`."""

    material: int
    base_color: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    emissive: Vec3 = _NONE
    shade_color: Vec3 = _NONE
    matcap: Vec3 = _NONE
    rim_color: Vec3 = _NONE
    outline_color: Vec3 = _NONE
    uv: tuple[Matrix, ...] = ()
    """Added to the 2x3 matrices of the material's `uv_transforms`, in their order; () moves no picture."""


def painted(
    paints: Sequence[tuple[int, Paint]], weights: Floats, materials: Sequence[Material], now: Mapping[int, Material]
) -> dict[int, Material]:
    """The materials that are painted, by index: each paint by the weight `weights[slot]` that it is listed with, over
    what the material is `now`, or has been built as. No colour falls below black, and opacity stays in 0 ... 1."""
    found: dict[int, list[tuple[float, Paint]]] = {}
    for slot, paint in paints:
        if weights[slot] != 0.0:
            found.setdefault(paint.material, []).append((float(weights[slot]), paint))
    return {i: _mixed(now.get(i, materials[i]), shares) for i, shares in found.items()}


def _mixed(material: Material, shares: Sequence[tuple[float, Paint]]) -> Material:
    r, g, b, a = np.add(material.base_color, sum(share * np.array(paint.base_color) for share, paint in shares))
    toon = material.toon
    if toon is not None:
        toon = replace(
            toon,
            shade_color=_sum(toon.shade_color, shares, "shade_color"),
            matcap=_sum(toon.matcap, shares, "matcap"),
            rim_color=_sum(toon.rim_color, shares, "rim_color"),
            outline_color=_sum(toon.outline_color, shares, "outline_color"),
        )
    return replace(
        material,
        base_color=(max(float(r), 0.0), max(float(g), 0.0), max(float(b), 0.0), min(max(float(a), 0.0), 1.0)),
        emissive=_sum(material.emissive, shares, "emissive"),
        toon=toon,
        uv_transforms=tuple(
            (slots, _moved(matrix, [(share, paint.uv[k]) for share, paint in shares if paint.uv]))
            for k, (slots, matrix) in enumerate(material.uv_transforms)
        ),
    )


def _sum(base: Vec3, shares: Sequence[tuple[float, Paint]], part: str) -> Vec3:
    x, y, z = np.add(base, sum(share * np.array(getattr(paint, part)) for share, paint in shares))
    return max(float(x), 0.0), max(float(y), 0.0), max(float(z), 0.0)


def _moved(matrix: Matrix, shares: Sequence[tuple[float, Matrix]]) -> Matrix:
    a, b, c, d, e, f = np.add(matrix, sum((share * np.array(by) for share, by in shares), np.zeros(6)))
    return float(a), float(b), float(c), float(d), float(e), float(f)
