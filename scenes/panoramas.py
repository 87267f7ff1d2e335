"""Light from all round, made rather than measured: for `Stage.panorama`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assets.scene import Floats, Vec3

Softbox = tuple[float, float, float, float, Vec3]
"""Azimuth and height of the middle, width and height (degrees; azimuth 0 is +x, 90 is +z), and radiance."""
KEY: Softbox = (60.0, 40.0, 50.0, 40.0, (9.0, 8.6, 8.0))
FILL: Softbox = (170.0, 15.0, 40.0, 60.0, (1.6, 1.9, 2.4))
BACK: Softbox = (-80.0, 30.0, 70.0, 14.0, (6.0, 5.4, 4.8))


def softboxes(
    boxes: Sequence[Softbox] = (KEY, FILL, BACK),
    above: Vec3 = (0.30, 0.32, 0.36),
    below: Vec3 = (0.09, 0.085, 0.08),
    height: int = 128,
) -> Floats:
    """`(height, 2 height, 3)` radiance of a photographer's room: grey from top to bottom, and luminous rectangles."""
    azimuth = np.linspace(-180, 180, 4 * height + 1)[1::2]
    elevation = np.linspace(90, -90, 2 * height + 1)[1::2]
    blend = (0.5 + 0.5 * np.sin(np.radians(elevation)))[:, None, None]
    room = np.asarray(below) * (1 - blend) + np.asarray(above) * blend
    room = np.tile(room, (1, 2 * height, 1))
    for at, up, width, tall, radiance in boxes:
        across = np.abs((azimuth - at + 180) % 360 - 180) < width / 2
        room[np.ix_(np.abs(elevation - up) < tall / 2, across)] = radiance
    return room.astype(np.float32)
