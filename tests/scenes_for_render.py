"""Small scenes that the renderer's tests share."""

from __future__ import annotations

import numpy as np

from assets.scene import Batch, Camera, Floats, Frame, Material, Mesh, Primitive, Scene, Sky

DARK = Sky(
    sun_direction=(0.0, -1.0, 0.0), sun_radiance=0.0, night=(0.0, 0.0, 0.0), stars=0.0, clouds=0.0,
    ground_albedo=(0.0, 0.0, 0.0),
)  # fmt: skip
"""No light from anywhere."""


def place(*positions: tuple[float, float, float], scale: float = 1.0) -> Floats:
    """(n, 3, 4) transforms."""
    out = np.zeros((len(positions), 3, 4), np.float32)
    out[:, :, :3] = np.eye(3) * scale
    out[:, :, 3] = positions
    return out


def white(count: int = 1) -> Floats:
    return np.tile(np.array([1, 1, 1, 0.5], np.float32), (count, 1))


def quad(size: float = 1.0, material: int = 0) -> Primitive:
    """A square in the xy plane that faces +z."""
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], np.float32) * size
    normal = np.tile(np.array([0, 0, 1], np.float32), (4, 1))
    uv = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], np.float32)
    return Primitive(corners, normal, np.array([0, 1, 2, 0, 2, 3], np.uint32), material, uv)


def sphere(segments: int = 32, material: int = 0, radius: float = 1.0) -> Primitive:
    """A sphere with smooth normals."""
    polar, azimuth = np.meshgrid(
        np.linspace(0, np.pi, segments + 1), np.linspace(0, 2 * np.pi, 2 * segments + 1), indexing="ij"
    )
    unit = np.stack([np.sin(polar) * np.sin(azimuth), np.cos(polar), np.sin(polar) * np.cos(azimuth)], axis=-1).reshape(
        -1, 3
    )
    row = 2 * segments + 1
    corner = np.arange(segments)[:, None] * row + np.arange(2 * segments)
    faces = np.stack([corner, corner + row, corner + 1, corner + 1, corner + row, corner + row + 1], axis=-1)
    unit = unit.astype(np.float32)
    return Primitive(unit * np.float32(radius), unit, faces.reshape(-1).astype(np.uint32), material)


def one(primitive: Primitive, *materials: Material, sky: Sky = DARK, pick: int = 0) -> Scene:
    """A scene of one instance at the origin."""
    scene = Scene("test", meshes=[Mesh("mesh", (primitive,))], materials=list(materials or [Material()]), sky=sky)
    scene.batches = [Batch("batch", 0, place((0, 0, 0)), white(), pick=pick)]
    return scene


def seen_from(eye: tuple[float, float, float], target: tuple[float, float, float] = (0, 0, 0), **more: float) -> Frame:
    """A frame at time 0."""
    return Frame(0.0, Camera(eye=eye, target=target, **more))  # type: ignore[arg-type]
