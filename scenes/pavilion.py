"""A pavilion (亭, with several tiers 阁): a stone platform, red posts, lattice walls above, upturned roofs."""

from __future__ import annotations

import numpy as np

from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.eaves import Eaves, curved_roof
from scenes.palette import GILT, PAPER, RED_LACQUER, Palette

STOREY = 3.9


def pavilion(look: Palette, tiers: int, width: float, detail: int = 2) -> Geometry:
    """`tiers` storeys on a square platform; the lowest is `width` metres wide and open, with benches. Foot at y = 0."""
    g = Geometry()
    g.box((0, 0.1, 0), (width + 2.6, 1.0, width + 2.6), look.quay, (0.42, 0.38, 0.33, 0.2))
    g.boxes([(0, 0.05, s * (width / 2 + 1.5)) for s in (-1, 1)], (2.4, 0.55, 0.7), look.quay, (0.40, 0.36, 0.31, 0.1))
    for tier in range(tiers):
        y, w = 0.6 + STOREY * tier, width * (1.0 - 0.17 * tier)
        half = w / 2
        posts = [(a * half, y, b * half) for a in (-1, -0.36, 0.36, 1) for b in (-1, -0.36, 0.36, 1)]
        post = Geometry()
        post.lathe([(0.17, 0), (0.13, 0.2), (0.12, 3.1)], (0, 0, 0), 8 if detail > 1 else 5, look.lacquer, RED_LACQUER)
        g.copies(post, [p for p in posts if max(abs(p[0]), abs(p[2])) > 0.9 * half])
        for turn in range(4):
            c, s = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn]
            along, out = np.array((c, 0.0, s)), np.array((-s, 0.0, c)) * half

            def bar(lift: float, height: float, depth: float, color: tuple[float, float, float]) -> None:
                size = np.abs(along) * w + np.abs(out) / half * depth + np.array((0, height, 0))  # noqa: B023
                g.box(out + np.array((0, y + lift, 0)), size, look.lacquer, color)  # noqa: B023

            bar(2.85, 0.34, 0.14, (0.10, 0.15, 0.18))
            bar(2.63, 0.06, 0.18, GILT)
            if tier:
                corner = out * 0.96 - along * half * 0.9 + np.array((0, y + 0.5, 0))
                g.panels([corner], along * w * 0.9, (0, 2.0, 0), look.lattice, [(*PAPER, 1.0)], (w * 0.9, 2.0))
                bar(0.3, 0.5, 0.1, RED_LACQUER)
            elif turn % 2:
                bar(0.45, 0.07, 0.42, RED_LACQUER)
                bar(0.85, 0.06, 0.08, RED_LACQUER)
        top = tier == tiers - 1
        roof = Eaves(w * 1.5, w * 1.5, (0.42 if top else 0.24) * width, 0.13 * width, 0.02)
        curved_roof(g, (0, y + 3.1, 0), roof, look, detail)
        if top:
            finial = [(0.24, 0), (0.32, 0.25), (0.13, 0.5), (0.22, 0.75), (0.02, 1.25)]
            g.lathe(finial, (0, y + 3.0 + roof.rise, 0), 10, look.lacquer, GILT)
    return g


def pavilion_mesh(stage: Stage, look: Palette, tiers: int, width: float) -> int:
    """Two levels of detail; returns the finer one."""
    far = stage.mesh("pavilion far", pavilion(look, tiers, width, 0))
    return stage.mesh("pavilion", pavilion(look, tiers, width), lod=far, lod_pixels=110.0)
