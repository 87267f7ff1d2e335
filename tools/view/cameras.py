"""Cameras that a hand moves: round a point, or on foot."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from assets.scene import Camera, Vec3
from tools.view.ground import Footing

REACH = 12.0
"""Metres: an orbit that begins at a camera looking farther than this turns round a point at this distance."""
_STEEPEST = math.radians(85.0)


@dataclass(frozen=True)
class Orbit:
    """A camera `distance` metres from `target`. Yaw is counted from +z towards +x, pitch upwards, radians."""

    target: Vec3
    yaw: float
    pitch: float
    distance: float

    def turned(self, dx: float, dy: float) -> Orbit:
        """By a drag of dx, dy window heights: the world follows the hand."""
        pitch = min(max(self.pitch + math.pi * dy, -_STEEPEST), _STEEPEST)
        return replace(self, yaw=self.yaw - math.pi * dx, pitch=pitch)

    def zoomed(self, steps: float) -> Orbit:
        return replace(self, distance=min(max(self.distance * 0.85**steps, 0.05), 5000.0))

    def panned(self, dx: float, dy: float, fov: float) -> Orbit:
        """Moves the target by a drag of dx, dy window heights in the picture's plane."""
        back = direction(self.yaw, self.pitch)
        right = np.array((math.cos(self.yaw), 0.0, -math.sin(self.yaw)))
        height = 2.0 * self.distance * math.tan(fov / 2)
        return replace(self, target=_vec3(np.array(self.target) + height * (dy * np.cross(back, right) - dx * right)))

    def camera(self, base: Camera) -> Camera:
        """`base` (its lens and exposure) seen from here."""
        eye = np.array(self.target) + self.distance * direction(self.yaw, self.pitch)
        near = min(base.near, 0.2 * self.distance)
        return replace(base, eye=_vec3(eye), target=self.target, up=(0.0, 1.0, 0.0), near=near)


@dataclass(frozen=True)
class Walk:
    """An eye that walks. It looks along yaw (from -z towards +x) and pitch (upwards), radians."""

    eye: Vec3
    yaw: float
    pitch: float
    footing: Footing | None = None
    """What it stands on; None while it flies."""

    def turned(self, dx: float, dy: float) -> Walk:
        """By a drag of dx, dy window heights: the gaze follows the hand."""
        pitch = min(max(self.pitch - 1.2 * dy, -_STEEPEST), _STEEPEST)
        return replace(self, yaw=self.yaw + 1.2 * dx, pitch=pitch)

    def way(self, ahead: float, right: float) -> tuple[float, float]:
        """Metres along x and z of so many ahead and to the right, whatever the pitch."""
        s, c = math.sin(self.yaw), math.cos(self.yaw)
        return ahead * s + right * c, right * s - ahead * c

    def moved(self, ahead: float, right: float, up: float) -> Walk:
        """By metres through the air."""
        (dx, dz), (x, y, z) = self.way(ahead, right), self.eye
        return replace(self, eye=(x + dx, y + up, z + dz), footing=None)

    def standing(self, footing: Footing) -> Walk:
        """With its feet there."""
        return replace(self, eye=footing.eye, footing=footing)

    def camera(self, base: Camera) -> Camera:
        """`base` (its lens and exposure) seen from here."""
        ahead = -direction(-self.yaw, -self.pitch)
        return replace(base, eye=self.eye, target=_vec3(np.array(self.eye) + 10.0 * ahead), up=(0.0, 1.0, 0.0))


def orbit_from(camera: Camera) -> Orbit:
    """The orbit that begins where `camera` is."""
    back = np.array(camera.eye) - np.array(camera.target)
    far = float(np.linalg.norm(back))
    distance = min(far, REACH)
    target = np.array(camera.eye) - back / far * distance
    return Orbit(_vec3(target), math.atan2(back[0], back[2]), math.asin(back[1] / far), distance)


def walk_from(camera: Camera) -> Walk:
    """The walk that begins where `camera` is."""
    ahead = np.array(camera.target) - np.array(camera.eye)
    return Walk(camera.eye, math.atan2(ahead[0], -ahead[2]), math.asin(ahead[1] / float(np.linalg.norm(ahead))))


def direction(yaw: float, pitch: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The unit vector at yaw from +z towards +x and pitch upwards."""
    return np.array((math.sin(yaw) * math.cos(pitch), math.sin(pitch), math.cos(yaw) * math.cos(pitch)))


def _vec3(v: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Vec3:
    return float(v[0]), float(v[1]), float(v[2])
