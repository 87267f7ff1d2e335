"""Trees of a river valley: broadleaf crowns, Masson pines, shore trees, a foreground pine bough.

Crowns are dark hearts under a skin of small leaf cards that face outwards and carry the crown's smooth normals: ragged
against the sky, soft in shade, one-sided, without any alpha. Unit trees are about 1 m wide or high; instances scale
them. Colour alpha is the distance from the heart (occlusion and sway); see `surfaces/foliage.glsl`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.geometry import Geometry, icosphere
from assets.scene import Primitive
from scenes.authoring import Stage
from scenes.keeping import kept_meshes
from scenes.palette import Palette

Array = NDArray[np.float64]
BARK = (1.0, 0.85, 0.75)
OCTAHEDRON = (
    np.array([(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)], float),
    np.array([(0, 2, 4), (4, 2, 1), (1, 2, 5), (5, 2, 0), (4, 3, 0), (1, 3, 4), (5, 3, 1), (0, 3, 5)]),
)


def _unit(v: Array) -> Array:
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9))


def cards(
    g: Geometry,
    at: ArrayLike,
    normal: ArrayLike,
    size: ArrayLike,
    rng: np.random.Generator,
    material: int,
    color: ArrayLike,
    tilt: float = 0.7,
    both: bool = False,
) -> None:
    """Leaf cards: kites of about `size` metres at `at` `(n, 3)`, tilted at random off `normal`, shaded by `normal`;
    seen from their outer side only unless `both`."""
    p, n = np.asarray(at, float), _unit(np.asarray(normal, float))
    k = len(p)
    face = _unit(n + tilt * rng.normal(size=(k, 3)) * 0.6)
    a = _unit(np.cross(face, rng.normal(size=(k, 3))))
    b = np.cross(face, a)
    s = np.broadcast_to(np.asarray(size, float), (k,))[:, None]
    long, wide = s * rng.uniform(0.8, 1.4, (k, 1)), s * rng.uniform(0.5, 0.9, (k, 1))
    corners = np.stack(
        [p - a * long, p - b * wide * 0.8 + a * long * 0.2, p + a * long, p + b * wide + a * long * 0.1], axis=1
    )
    tint = np.broadcast_to(np.asarray(color, float), (k, 4))
    order = np.array([0, 1, 2, 0, 2, 3])[None] + 4 * np.arange(k)[:, None]
    if both:
        order = np.concatenate([order, order[:, ::-1]])
    g.add(corners, np.repeat(n, 4, axis=0), order, np.zeros((4 * k, 2)), np.repeat(tint, 4, axis=0), material)


def lumps(seed: int, count: int = 12) -> tuple[Array, Array]:
    """Directions `(count, 3)` and strengths of the boughs that bulge a crown."""
    rng = np.random.default_rng(seed)
    return _unit(rng.normal(size=(count, 3))), rng.uniform(0.16, 0.34, count)


def crown(look: Palette, seed: int, leaves: int, heart: int, squash: float = 0.85) -> Geometry:
    """A free-standing broadleaf crown about 1 m in radius standing on the ground: `leaves` cards over a heart of
    `20 * 4**heart` triangles (8 for -1)."""
    rng = np.random.default_rng(seed)
    toward, strength = lumps(seed)

    def radius(v: Array) -> Array:
        return np.asarray(0.70 + (np.clip(v @ toward.T, 0, 1) ** 9 * strength).max(axis=1))

    def shape(v: Array, r: Array) -> Array:
        p = v * r[:, None]
        p[:, 1] = np.where(p[:, 1] > 0, p[:, 1], 0.55 * p[:, 1]) * squash + 0.42
        return p

    g = Geometry()
    v, faces = icosphere(heart) if heart >= 0 else OCTAHEDRON
    r = radius(v)
    depth = np.clip(0.30 + 0.55 * (v[:, 1] * 0.5 + 0.5), 0, 1)
    g.add(
        shape(v, r * 0.90),
        _unit(v + np.array((0, 0.15, 0))),
        faces,
        None,
        np.c_[np.ones((len(v), 3)), depth],
        look.leaf,
    )
    if leaves:
        d = _unit(rng.normal(size=(leaves, 3)) + np.array((0.0, 0.35, 0.0)))
        p = shape(d, radius(d) * rng.uniform(0.90, 1.06, leaves))
        outer = np.clip(0.55 + 0.45 * (d[:, 1] * 0.5 + 0.5) + rng.uniform(-0.15, 0.1, leaves), 0, 1)
        tone = rng.uniform(0.75, 1.3, (leaves, 1)) * np.array((1.0, 1.0, 0.9))
        cards(
            g,
            p,
            d + np.array((0, 0.2, 0)),
            2.1 / np.sqrt(leaves),
            rng,
            look.leaf,
            np.c_[np.clip(tone / 1.3, 0, 1), outer],
        )
    return g


def crown_mesh(stage: Stage, look: Palette, seed: int) -> int:
    """Four levels: 520, 100, 28 and 8 triangles, by the pixels a crown takes."""
    speck = stage.mesh(f"crown {seed} speck", crown(look, seed, 0, -1))
    small = stage.mesh(f"crown {seed} small", crown(look, seed, 10, -1), lod=speck, lod_pixels=5.0)
    middle = stage.mesh(f"crown {seed} middle", crown(look, seed, 40, 0), lod=small, lod_pixels=14.0)
    return stage.mesh(f"crown {seed}", crown(look, seed, 220, 1), lod=middle, lod_pixels=44.0)


def pine(look: Palette, seed: int, pads: int, leaves: int) -> Geometry:
    """A Masson pine 1 m high: bare thin trunk, flat tiers of needle pads, a leaning top."""
    rng = np.random.default_rng(seed)
    g = Geometry()
    lean = rng.normal(0, 0.05, 2)
    trunk = [(0, -0.05, 0), (lean[0], 0.5, lean[1]), (1.6 * lean[0], 1.0, 1.5 * lean[1])]
    g.tube(trunk, [0.026, 0.018, 0.006], 5 if leaves else 3, look.bark, BARK, caps=False)
    v, faces = icosphere(0) if leaves or pads > 5 else OCTAHEDRON
    for k in range(pads):
        u = k / max(pads - 1, 1)
        y, reach = 0.40 + 0.56 * u + rng.uniform(-0.04, 0.04), 0.34 * (1.1 - 0.62 * u) * rng.uniform(0.6, 1.2)
        a = 2.4 * k + rng.uniform(0, 1)
        c = np.array((1.6 * lean[0] * y + np.cos(a) * reach * 0.7, y, 1.5 * lean[1] * y + np.sin(a) * reach * 0.7))
        pad = (
            v * np.array((reach, 0.055 + 0.045 * rng.random(), reach * 0.85)) * rng.uniform(0.8, 1.15, (len(v), 1)) + c
        )
        up = np.clip(0.35 + 0.55 * (v[:, 1] > 0) + 0.1 * u, 0, 1)
        g.add(
            pad,
            _unit(v * 0.6 + [0, 0.5, 0]),
            faces,
            None,
            np.c_[np.tile((0.62, 0.74, 0.60), (len(v), 1)), up],
            look.needle,
        )
        if leaves:
            d = _unit(rng.normal(size=(leaves, 3)) * [1, 0.45, 1])
            p = c + d * [reach, 0.06, reach * 0.85]
            cards(g, p, d + np.array((0, 0.7, 0)), 0.045, rng, look.needle, (0.66, 0.80, 0.62, 0.95), 0.9)
    return g


def pine_mesh(stage: Stage, look: Palette, seed: int) -> int:
    """Three levels of detail; returns the finest."""
    far = stage.mesh(f"pine {seed} far", pine(look, seed, 4, 0))
    middle = stage.mesh(f"pine {seed} middle", pine(look, seed, 8, 0), lod=far, lod_pixels=18.0)
    return stage.mesh(f"pine {seed}", pine(look, seed, 12, 14), lod=middle, lod_pixels=50.0)


def shore_tree(look: Palette, seed: int, leaves: int, hearts: int = 15) -> Geometry:
    """A street tree 1 m high: trunk, limbs, and leaf cards gathered in clumps with sky between."""
    rng = np.random.default_rng(seed)
    g = Geometry()
    g.tube(
        [(0, -0.02, 0), (0.01, 0.3, 0.0), (0.0, 0.52, 0.02)],
        [0.034, 0.026, 0.016],
        7 if leaves > 150 else 4,
        look.bark,
        BARK,
        caps=False,
    )
    clumps = 15
    c = _unit(rng.normal(size=(clumps, 3))) * [0.29, 0.23, 0.29] * rng.uniform(0.55, 1.0, (clumps, 1)) + [0, 0.68, 0]
    if leaves > 150:
        for tip in c:
            g.tube(
                [(0, 0.36, 0), tip * 0.6 + np.array((0, 0.18, 0)), tip],
                [0.014, 0.009, 0.003],
                4,
                look.bark,
                BARK,
                caps=False,
            )
    k = rng.integers(clumps, size=leaves)
    offset = rng.normal(size=(leaves, 3))
    p = c[k] + offset * (0.074 if leaves > 2000 else 0.066)
    out = _unit(0.6 * (p - [0, 0.60, 0]) / 0.3 + 0.6 * _unit(offset))
    depth = np.clip(0.35 + 1.6 * np.linalg.norm(p - [0, 0.62, 0], axis=1), 0, 1)
    tone = rng.uniform(0.6, 1.0, (leaves, 1)) * np.ones(3)
    cards(
        g,
        p,
        out,
        (0.80 if leaves > 2000 else 0.62) / np.sqrt(leaves),
        rng,
        look.leaf,
        np.c_[tone, depth],
        0.9,
        both=leaves > 600,
    )
    v, faces = icosphere(0)
    bulk = 0.45 if leaves > 2000 else 0.7 if leaves > 600 else 1.0 if hearts > 8 else 1.5
    for tip in c[:hearts]:
        heart = v * np.array((0.085, 0.07, 0.085)) * bulk + tip
        g.add(heart, v, faces, None, np.c_[np.full((len(v), 3), 0.7), np.full(len(v), 0.3)], look.leaf)
    return g


def shore_tree_mesh(stage: Stage, look: Palette, seed: int) -> int:
    """Four levels of detail; returns the finest."""

    def shapes() -> list[tuple[Primitive, ...]]:
        few = shore_tree(look, seed, 40, 5)
        return [g.primitives() for g in (few, *(shore_tree(look, seed, leaves) for leaves in (220, 1300, 5200)))]

    made = kept_meshes("shore tree", shapes, look, seed)
    far = stage.mesh(f"shore tree {seed} far", made[0])
    middle = stage.mesh(f"shore tree {seed} middle", made[1], lod=far, lod_pixels=18.0)
    full = stage.mesh(f"shore tree {seed} full", made[2], lod=middle, lod_pixels=70.0)
    return stage.mesh(f"shore tree {seed}", made[3], lod=full, lod_pixels=230.0)


def pine_bough(look: Palette, seed: int = 5, needles: int = 85, width: float = 0.0040) -> Geometry:
    """A foreground bough some 3.5 m long, growing towards -x and drooping: twigs with fans of paired needles whose
    lengths, droop and density differ from twig to twig. Needles are 2 `width` metres across at the foot."""
    rng = np.random.default_rng(seed)
    g = Geometry()
    t = np.linspace(0, 1, 14)[:, None]
    main = np.array((2.6, 0.75, 0.2)) * (1 - t) + np.array((-0.9, -0.05, -0.3)) * t
    main = main + np.c_[np.zeros(14), 0.18 * np.sin(6 * t[:, 0]), 0.10 * np.sin(9 * t[:, 0])]
    g.tube(main, np.linspace(0.06, 0.011, 14), 7, look.bark, (0.5, 0.42, 0.36))
    tufts: list[tuple[Array, Array, float]] = []
    for k in range(17):
        a = main[min(2 + int(k * 0.65), 13)]
        way = np.array((-0.75, rng.uniform(-0.75, 0.65), rng.uniform(-0.8, 0.8)))
        tip = a + way * rng.uniform(0.22, 0.66)
        bend = (a + tip) / 2 + np.array((0, rng.uniform(0.01, 0.08), 0))
        g.tube([a, bend, tip], [0.013, 0.009, 0.004], 4, look.bark, (0.5, 0.42, 0.36))
        vigour = float(rng.uniform(0.55, 1.25))
        tufts += [(tip, way, vigour), (0.45 * bend + 0.55 * tip, way, vigour * 0.9)]
        if rng.random() < 0.6:
            tufts.append((bend, way + rng.normal(size=3) * 0.4, vigour * 0.7))
    tufts += [(main[k], np.array((-1.0, 0.1, -0.2)), 1.0) for k in (10, 12, 13)]
    for at, way, vigour in tufts:
        count = int(needles * vigour)
        d = _unit(way)
        q = _unit(
            _unit(rng.normal(size=(count, 3))) * rng.uniform(0.6, 0.9)
            + d * 0.85
            + np.array((0, rng.uniform(0.0, 0.18), 0))
        )
        length = rng.uniform(0.14, 0.26, (count, 1)) * (0.6 + 0.4 * vigour)
        tip = q * length - np.array((0.0, 0.12, 0.0)) * length
        side = _unit(np.cross(q, rng.normal(size=(count, 3)))) * width
        foot = at + d * rng.uniform(-0.09, 0.09, (count, 1))
        blades = np.stack([foot - side, foot + side, foot + tip], axis=1)
        color = np.concatenate(
            [np.tile((0.66, 0.80, 0.60), (3 * count, 1)), np.tile(np.array((0.7, 0.7, 1.0)), count)[:, None]], axis=1
        )
        both = np.arange(3 * count).reshape(-1, 3)
        g.add(blades, np.repeat(q, 3, axis=0), np.concatenate([both, both[:, ::-1]]), None, color, look.needle)
    return g
