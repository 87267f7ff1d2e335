"""A fish lantern on a pole, as carried in 青田鱼灯舞: bamboo ribs under painted silk, lit from inside."""

from __future__ import annotations

import numpy as np

from assets.arrays import Bytes
from assets.geometry import Geometry, icosphere
from assets.scene import Texture, Vec3
from scenes.authoring import Placed, Stage

LENGTH = 0.62


def fish_lantern(stage: Stage, at: Vec3, yaw: float = 0.0, height: float = 1.05) -> Placed:
    """One lantern, nose towards +x, its middle `height` metres above `at`."""
    paint = stage.texture(Texture("fish paint", painted(), wrap="clamp"))
    silk = stage.material(
        "fish silk", base_color=(0.5, 0.4, 0.35, 1), roughness=0.6, base_color_texture=paint,
        emissive=(1.15, 1.0, 0.9), emissive_texture=paint, double_sided=True,
    )  # fmt: skip
    fin = stage.material(
        "fish fins", base_color=(0.5, 0.22, 0.06, 1), roughness=0.6, emissive=(0.85, 0.24, 0.05), double_sided=True
    )
    white = stage.material("fish eye white", base_color=(0.8, 0.75, 0.6, 1), emissive=(0.7, 0.55, 0.3))
    eye = stage.material("fish eye", base_color=(0.01, 0.01, 0.012, 1), roughness=0.2)
    wood = stage.material("pole", base_color=(0.16, 0.08, 0.035, 1), roughness=0.6)
    g = Geometry()
    g.tube(np.array([(0.0, 0.0, 0.0), (0.0, height - 0.08, 0.0)]), 0.012, material=wood)
    with g.at((0.0, height, 0.0)):
        _body(g, silk)
        _fins(g, fin)
        for side in (-1.0, 1.0):
            for size, out, material in ((0.034, 0.064, white), (0.021, 0.082, eye)):
                points, faces = icosphere(2)
                at_eye = points * size + np.array([0.31 * LENGTH, 0.035, side * out])
                g.add(at_eye, points, faces.ravel(), material=material)
    stage.lights([(at[0], at[1] + height, at[2])], color=(1.1, 0.42, 0.14), range=3.0, radius=0.15)
    return stage.place(stage.mesh("fish lantern", g), at=at, yaw=yaw)


def _body(g: Geometry, material: int) -> None:
    """A profile swept along the length, ribbed like bamboo under silk. u runs from nose to tail, v once round."""
    s = np.linspace(0.0, 1.0, 65)
    radius = 0.135 * np.sin(np.pi * np.clip(s, 0.02, 1.0) ** 0.8) ** 0.75 * (1 - 0.35 * s) + 0.012
    radius = radius * (1 + 0.03 * np.cos(s * 16 * np.pi))
    a = np.linspace(0.0, 2 * np.pi, 49) - np.pi / 2
    x = np.broadcast_to((0.5 - s)[:, None] * LENGTH, (len(s), len(a)))
    body = np.stack([x, radius[:, None] * 1.25 * np.sin(a), radius[:, None] * 0.8 * np.cos(a)], axis=2)
    uv = np.stack(np.broadcast_arrays(s[:, None], np.linspace(0, 1, len(a))), axis=2)
    g.grid(body, material, uv=uv)


def painted(size: tuple[int, int] = (512, 256)) -> Bytes:
    """The silk unrolled: red back with gold-edged scales, cream belly, a plain head with a gill line."""
    w, h = size
    u, v = np.meshgrid((np.arange(w) + 0.5) / w, (np.arange(h) + 0.5) / h)
    back = np.clip(1.6 - np.abs(v - 0.5) * 4.6, 0, 1)[..., None]
    silk = back * np.array([0.86, 0.13, 0.05]) + (1 - back) * np.array([0.98, 0.72, 0.36])
    row = u * 18
    edge = np.hypot(row % 1 - 0.05, 1.3 * ((v * 14 + 0.5 * (np.floor(row) % 2)) % 1 - 0.5))
    scale = (np.clip(1 - np.abs(edge - 0.66) / 0.13, 0, 1) * (u > 0.27) * (u < 0.95))[..., None]
    gill = np.clip(1 - np.abs(u - 0.25 + 0.05 * np.cos(2 * np.pi * v)) / 0.012, 0, 1)[..., None]
    silk = silk * (1 - 0.75 * scale * back) + scale * back * np.array([0.55, 0.30, 0.06])
    silk = silk * (1 - 0.7 * gill)
    pixels = np.dstack([silk, np.ones((h, w))])
    rounded: Bytes = (np.clip(pixels, 0, 1) * 255).round().astype(np.uint8)
    return rounded


def _fins(g: Geometry, material: int) -> None:
    tail = -0.5 * LENGTH

    def leaf(points: list[tuple[float, float, float]]) -> None:
        p = np.array(points)
        faces = [i for k in range(1, len(p) - 1) for i in (0, k, k + 1)]
        normal = np.cross(p[1] - p[0], p[2] - p[0])
        g.add(p, normal / np.linalg.norm(normal), faces, material=material)

    for up in (1.0, -1.0):
        leaf(
            [
                (tail + 0.02, 0, 0),
                (tail - 0.10, 0.055 * up, 0.02),
                (tail - 0.22, 0.17 * up, 0.05),
                (tail - 0.13, 0.02 * up, 0),
            ]
        )
    leaf([(0.12, 0.14, 0), (0.02, 0.27, 0), (-0.09, 0.22, 0), (-0.16, 0.10, 0)])
    for side in (-1.0, 1.0):
        leaf(
            [
                (0.10, -0.05, 0.09 * side),
                (0.02, -0.13, 0.19 * side),
                (-0.06, -0.10, 0.16 * side),
                (0.0, -0.04, 0.10 * side),
            ]
        )
