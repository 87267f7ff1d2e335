"""What crowns a façade: cornice, balustrade, mansard with dormers, pediment, dome, and the line of light."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from assets.geometry import Geometry
from scenes.facade import Facade, arch, course, masonry, room_colors, spread
from scenes.palette import SLATE, Palette


def rooftop(g: Geometry, f: Facade, look: Palette, rng: np.random.Generator, detail: int) -> None:
    """Everything above the top storey of `f`; `detail` 0 to 2."""
    h = f.eaves
    course(g, f, look, h - 0.1, 1.0, 0.9, f.wash)
    if detail > 1:
        n = int(f.width / 0.8)
        x = np.linspace(-f.width / 2 + 0.4, f.width / 2 - 0.4, n)
        dentils = Geometry()
        dentils.boxes(np.c_[x, np.full(n, h - 0.3), np.full(n, 0.28)], (0.32, 0.3, 0.4), color=f.trim)
        masonry(g, dentils, look, h - 1.5, f.wash)
    light_line(g, look, f.width + 1.6, h + 0.66, 1.04, f.line_hue, 1.0)
    top = h + 0.8
    if f.roof in ("mansard", "mansard_dome"):
        mansard(g, f, look, rng, top, detail)
    else:
        balustrade(g, f, look, top, detail)
    if f.roof == "pediment":
        pediment(g, f, look, top)
    if f.roof == "mansard_dome":
        side = -1.0 if f.seed % 2 else 1.0
        dome(g, (side * (f.width / 2 - 3.2), top, -2.9), 2.9, f, look, rng, detail)
    if f.roof == "dome":
        dome(g, (0.0, top, -4.3), 4.2, f, look, rng, detail)


def light_line(
    g: Geometry, look: Palette, width: float, y: float, z: float, hue: tuple[float, float, float], level: float
) -> None:
    """An LED profile along the street, facing outwards."""
    g.box((0, y, z), (width, 0.22, 0.1), look.line, (*hue, min(1.0 * level, 1.0)))


def mansard(g: Geometry, f: Facade, look: Palette, rng: np.random.Generator, top: float, detail: int) -> None:
    """A steep curved slope of slates with a dormer over each bay, chimneys, and a second light line on the ridge."""
    rise = rng.uniform(2.8, 3.8)
    t = np.linspace(0.0, 1.0, 6 if detail else 3)
    z = -(0.2 + 1.55 * (1 - (1 - t) ** 2))
    slope = np.stack([np.c_[np.full(len(t), s * f.width / 2), top + t * rise, z] for s in (-1, 1)], axis=1)
    uv = np.stack(np.meshgrid([0.0, f.width], t * rise, indexing="xy"), axis=2)
    g.grid(slope, look.slate, SLATE, uv=uv)
    g.box((0, top + rise / 2, -f.depth / 2 - 1.2), (f.width, rise - 0.02, f.depth - 2), look.slate, SLATE)
    stone = Geometry()
    stone.box((0, top + rise + 0.1, -1.75), (f.width, 0.25, 0.34), color=f.trim * 0.7)
    chimneys = [(s * (f.width / 2 - 1.2), top + rise + 0.8, -4.0) for s in (-1, 1)]
    stone.boxes(chimneys, (1.0, 2.2, 1.4), color=(0.28, 0.17, 0.13))
    masonry(g, stone, look, -20.0, 0.0)
    light_line(g, look, f.width, top + rise + 0.3, -1.58, f.line_hue, 0.8)
    if detail == 0:
        return
    centers = (f.edges[1:] + f.edges[:-1]) / 2
    for k, x in enumerate(centers):
        if f.seed % 3 == 0 and k % 2:
            continue
        dormer(g, f, look, rng, float(x), top, detail)


def dormer(g: Geometry, f: Facade, look: Palette, rng: np.random.Generator, x: float, top: float, detail: int) -> None:
    """A window standing out of the slope under a small vault."""
    stone = Geometry()
    stone.box((x, top + 1.0, -0.9), (1.5, 2.0, 1.5), color=f.trim * 0.85)
    if detail > 1:
        head = arch(x, 0.0, 0.92, 0.5, 7)[::-1]
        with stone.at((0, top + 1.95, -0.04)):
            stone.prism(head, 0.14, color=f.trim)
    masonry(g, stone, look, top, f.wash * 0.5)
    g.panels([(x - 0.48, top + 0.35, -0.13)], (0.96, 0, 0), (0, 1.4, 0), look.glass, room_colors(rng, 1, f.lit))
    vault = arch(x, top + 1.95, 0.98, 0.5, 7)
    g.grid([spread(vault, -0.02), spread(vault, -2.0)], look.slate, SLATE)


def balustrade(g: Geometry, f: Facade, look: Palette, top: float, detail: int) -> None:
    """Pedestals over the pilasters, a rail, and turned balusters between."""
    stone = Geometry()
    n = len(f.edges)
    stone.boxes(np.c_[f.edges, np.full(n, top + 0.6), np.full(n, 0.1)], (0.6, 1.3, 0.6), color=f.trim)
    stone.box((0, top + 1.05, 0.1), (f.width, 0.16, 0.4), color=f.trim)
    if detail > 1:
        k = int(f.width / 0.45)
        x = np.linspace(-f.width / 2 + 0.2, f.width / 2 - 0.2, k)
        stone.boxes(np.c_[x, np.full(k, top + 0.5), np.full(k, 0.1)], (0.17, 1.0, 0.17), color=f.trim)
        urn = Geometry()
        urn.lathe([(0.1, 0), (0.3, 0.35), (0.24, 0.6), (0.08, 0.7), (0.05, 0.95)], segments=8, color=f.trim)
        stone.copies(urn, np.c_[f.edges[[0, -1]], np.full(2, top + 1.25), np.full(2, 0.1)])
    masonry(g, stone, look, f.eaves, f.wash * 0.9)


def pediment(g: Geometry, f: Facade, look: Palette, top: float) -> None:
    """A raised triangular gable over the middle."""
    half = float(np.diff(f.edges).max()) * 1.5
    stone = Geometry()
    with stone.at((0, top + 0.2, 0.5)):
        stone.prism([(-half, 0), (half, 0), (0, 2.7)], 0.7, color=f.trim)
    stone.box((0, top + 0.25, 0.35), (2 * half, 0.3, 1.0), color=f.trim)
    masonry(g, stone, look, top - 0.6, f.wash)


def dome(
    g: Geometry,
    at: ArrayLike,
    radius: float,
    f: Facade,
    look: Palette,
    rng: np.random.Generator,
    detail: int,
) -> None:
    """A drum with eight windows, a ribbed copper dome, a lantern and a ring of light."""
    base = np.asarray(at, float)
    h = radius * 1.25
    segments = 24 if detail > 1 else 12
    drum = Geometry()
    rim = h + 0.4
    profile = [(radius, 0.0), (radius, h), (radius * 1.14, h + 0.05), (radius * 1.14, rim), (radius, rim)]
    drum.lathe(profile, base, segments, color=f.trim)
    masonry(g, drum, look, float(base[1]), f.wash * 1.1)
    angle = np.arange(8) * np.pi / 4 + 0.2
    out = np.c_[np.cos(angle), np.zeros(8), np.sin(angle)]
    tangent = np.c_[np.sin(angle), np.zeros(8), -np.cos(angle)]
    corner = base + out * radius * 1.01 + np.array((0, 0.5, 0)) - tangent * radius * 0.2
    g.panels(corner, tangent * radius * 0.4, (0, h * 0.7, 0), look.glass, room_colors(rng, 8, 1.0))
    t = np.linspace(0, np.pi / 2, 10 if detail > 1 else 6)
    shell = np.c_[radius * 1.02 * np.cos(t) ** 0.9 + 0.2, rim + radius * 1.25 * np.sin(t)]
    g.lathe([(float(r), float(y)) for r, y in shell], base, segments, look.slate, (0.09, 0.15, 0.14))
    crown = base + np.array((0, rim + radius * 1.25, 0))
    lantern = Geometry()
    lantern.lathe([(0.45, 0), (0.45, 1.1), (0.6, 1.15), (0.05, 2.0), (0.03, 3.2)], crown, 8, color=f.trim)
    masonry(g, lantern, look, float(crown[1]), 1.5)
    turn = np.linspace(0, 2 * np.pi, segments + 1)
    ring = base + np.c_[1.17 * radius * np.cos(turn), np.full(len(turn), h + 0.25), 1.17 * radius * np.sin(turn)]
    g.tube(ring, 0.06, 4, look.line, (*f.line_hue, 0.85), caps=False)
