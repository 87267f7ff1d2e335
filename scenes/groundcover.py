"""Low plants as tufts to scatter: grass, ferns and fallen leaves. Colour alpha is the sway weight."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.geometry import Geometry

Array = NDArray[np.float64]


def grass(seed: int, blades: int, material: int, height: float = 0.26, bends: int = 2) -> Geometry:
    """A tuft of curved, pointed blades, each `2 * bends - 1` triangles. uv: across and along the blade."""
    rng = np.random.default_rng(seed)
    u = np.linspace(0.0, 1.0, bends + 1)[None, :, None]
    turn = rng.uniform(0, 2 * np.pi, blades)
    out = np.stack([np.cos(turn), np.zeros(blades), np.sin(turn)], axis=1)[:, None]
    side = np.stack([-np.sin(turn), np.zeros(blades), np.cos(turn)], axis=1)[:, None]
    tall = rng.uniform(0.45, 1.0, (blades, 1, 1)) * height
    lean = rng.uniform(0.15, 0.8, (blades, 1, 1)) * tall
    root = out * rng.uniform(0.0, 0.35, (blades, 1, 1)) * height
    spine = root + out * lean * u**2 + np.array([0.0, 1.0, 0.0]) * tall * (u - 0.18 * u**3)
    width = np.where(u < 1, 0.022 * (1 - 0.6 * u), 0.0) * height / 0.26
    _ribbons(g := Geometry(), spine, side * width, u, rng.uniform(0.7, 1.1, blades), material)
    return g


def fern(seed: int, fronds: int, pinnae: int, material: int, length: float = 0.6) -> Geometry:
    """A rosette of arching fronds, `pinnae` pairs of leaflets each, one triangle a leaflet."""
    rng = np.random.default_rng(seed)
    g = Geometry()
    for k in range(fronds):
        turn = k * 2.39996 + rng.normal(0, 0.2)
        out, side = np.array([np.cos(turn), 0, np.sin(turn)]), np.array([-np.sin(turn), 0, np.cos(turn)])
        size = length * rng.uniform(0.7, 1.1)
        u = np.linspace(0.10, 1.0, pinnae)[:, None]
        up = np.array([0.0, 1.0, 0.0])
        spine = size * (out * u * 0.85 + up * (0.75 * u - 0.62 * u**2.2))
        ahead = np.gradient(spine, axis=0)
        ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
        leaflet = size * 0.30 * np.sin(np.pi * u**0.8) ** 0.7 * (1 - 0.35 * u) + 0.01
        tone = float(rng.uniform(0.75, 1.1))
        for sign in (-1.0, 1.0):
            tip = spine + sign * side * leaflet + ahead * leaflet * 0.35 - up * leaflet * 0.18
            base = size / pinnae * 0.48
            p = np.stack([spine - ahead * base, tip, spine + ahead * base], axis=1)
            normal = np.cross(ahead, side * sign) * -sign
            normal = np.where(normal[:, 1:2] < 0, -normal, normal)
            color = np.ones((pinnae, 3, 4)) * tone
            color[..., 3] = (u * 0.8)[:, :1]
            faces = np.arange(3 * pinnae).reshape(-1, 3)
            uv = np.tile([[0.0, 0.0], [sign, 1.0], [0.0, 0.2]], (pinnae, 1))
            order = faces if sign < 0 else faces[:, ::-1]
            g.add(p.reshape(-1, 3), np.repeat(normal, 3, axis=0), order, uv, color.reshape(-1, 4), material)
    return g


def litter(seed: int, count: int, radius: float, material: int) -> Geometry:
    """Fallen leaves lying about within `radius`: folded diamonds, brown to straw by the green of their colour."""
    rng = np.random.default_rng(seed)
    turn = rng.uniform(0, 2 * np.pi, count)
    r = radius * np.sqrt(rng.random(count))
    place = np.stack([r * np.cos(turn), rng.uniform(0.006, 0.02, count), r * np.sin(turn)], axis=1)[:, None]
    a = rng.uniform(0, 2 * np.pi, count)
    along = np.stack([np.cos(a), rng.normal(0, 0.15, count), np.sin(a)], axis=1)[:, None]
    side = np.stack([-np.sin(a), rng.normal(0, 0.2, count), np.cos(a)], axis=1)[:, None]
    size = rng.uniform(0.05, 0.10, (count, 1, 1))
    shape = np.array([[0, -0.5, 0.1], [-0.17, 0.05, 0.12], [0, 0.5, 0.1], [0.17, 0.05, 0.12]])
    up = np.array([0.0, 1.0, 0.0])
    p = place + size * (shape[None, :, :1] * side + shape[None, :, 1:2] * along + shape[None, :, 2:] * up)
    normal = np.cross(along, side)[:, 0]
    normal = np.where(normal[:, 1:2] < 0, -normal, normal)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    quad = np.array([[0, 3, 2], [0, 2, 1]])
    faces = (quad[None] + 4 * np.arange(count)[:, None, None]).reshape(-1, 3)
    age = np.repeat(rng.random(count), 4)
    color = np.stack([np.ones_like(age), age, np.ones_like(age), np.zeros_like(age)], axis=1)
    uv = np.tile([[0.0, 0.0], [-1.0, 0.5], [0.0, 1.0], [1.0, 0.5]], (count, 1))
    g = Geometry()
    g.add(p.reshape(-1, 3), np.repeat(normal, 4, axis=0), faces, uv, color, material)
    return g


def _ribbons(g: Geometry, spine: Array, half: Array, u: Array, tone: Array, material: int) -> None:
    """Tapering strips along `spine` (n, m, 3), `half` (n, m, 3) to either side; the last pair is one point."""
    n, m = spine.shape[:2]
    left, right = spine[:, :-1] - half[:, :-1], spine[:, :-1] + half[:, :-1]
    p = np.concatenate([np.stack([left, right], axis=2).reshape(n, -1, 3), spine[:, -1:]], axis=1)
    ahead = np.gradient(spine, axis=1)
    normal = np.cross(half[:, :1] + 0 * ahead, ahead)
    normal = np.where(normal[..., 1:2] < 0, -normal, normal)
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)
    # Lit like the ground they cover, or a meadow turns to salt and pepper.
    normal = 0.45 * normal + [0.0, 0.75, 0.0]
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    rows = [*np.repeat(np.arange(m - 1), 2).tolist(), m - 1]
    a = 2 * np.arange(m - 2)
    strip = np.stack([a, a + 1, a + 3, a, a + 3, a + 2], axis=1).reshape(-1, 3)
    strip = np.concatenate([strip, [[2 * m - 4, 2 * m - 3, 2 * m - 2]]])
    faces = (strip[None] + (2 * m - 1) * np.arange(n)[:, None, None]).reshape(-1, 3)
    along = np.broadcast_to(u[0, rows, 0], (n, 2 * m - 1))
    across = np.broadcast_to(np.array([-1.0, 1.0] * (m - 1) + [0.0]), (n, 2 * m - 1))
    shade = tone[:, None] * (0.45 + 0.55 * along)
    color = np.stack([shade, shade, shade, along], axis=2)
    uv = np.stack([across, along], axis=2)
    g.add(p.reshape(-1, 3), normal[:, rows].reshape(-1, 3), faces, uv.reshape(-1, 2), color.reshape(-1, 4), material)
