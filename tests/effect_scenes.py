"""Small scenes with effects, and where things are seen in their pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.effects import Effects
from assets.scene import Frame, Material, Scene
from render.views import camera_view
from tests.scenes_for_render import DARK, seen_from

BLACK = Material(base_color=(0, 0, 0, 1), roughness=1.0, specular=0.0)
RED = np.tile(np.array([255, 0, 0, 255], np.uint8), (8, 8, 1))
EMPTY = Scene("empty", sky=DARK)
FACE = seen_from((0, 0, 10), fov=2 * np.arctan(0.1))
"""2 metres high where z is 0: in a picture of 64 rows a pixel is 1/32 m."""


def with_effects(scene: Scene, **effects: Any) -> Scene:
    return replace(scene, effects=Effects(**effects))


def pixel(frame: Frame, point: Any, size: tuple[int, int]) -> tuple[float, float]:
    """Column and row from the top left where a point is seen, by the camera's matrices."""
    clip = camera_view(frame.camera, size).view_projection @ np.array([*point, 1.0])
    x, y = clip[:2] / clip[3]
    return (x * 0.5 + 0.5) * size[0], (0.5 - y * 0.5) * size[1]


def middle(light: np.ndarray) -> tuple[float, float]:
    """Column and row of the centre of light."""
    rows, columns = np.indices(light.shape) + 0.5
    return float((columns * light).sum() / light.sum()), float((rows * light).sum() / light.sum())
