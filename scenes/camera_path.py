"""Camera moves as pure functions of time: keys, eased and splined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from numbers import Real

import numpy as np

from assets.errors import InputError
from assets.given import number, point
from assets.scene import Camera, CameraPath, Vec3


@dataclass(frozen=True)
class Key:
    """Where the camera is at `time` seconds. Fields left None keep the base camera's value."""

    time: float
    eye: Vec3
    target: Vec3
    fov: float | None = None
    """Vertical field of view in radians."""
    exposure: float | None = None


def fixed(camera: Camera) -> CameraPath:
    """A camera that never moves."""
    return lambda t: camera


def keyed(keys: Sequence[Key], base: Camera | None = None) -> CameraPath:
    """A path through `keys`: monotone cubic in time, so it never overshoots a key, and still at both ends.

    InputError for no keys, and for keys that do not follow each other in time."""
    from scipy.interpolate import PchipInterpolator

    if not keys:
        raise InputError("a camera path needs at least one key")
    start = base or Camera()
    for i, k in enumerate(keys):
        if not isinstance(k, Key):
            raise InputError(f"camera key {i} is a {type(k).__name__}, expected scenes.camera_path.Key")
        point(k.eye, f"camera key {i}: eye")
        point(k.target, f"camera key {i}: target")
        number(k.time, -86400, 86400, f"camera key {i}: time")
        if k.eye == k.target:
            raise InputError(f"camera key {i}: its target is where its eye is")
        if k.fov is not None:
            number(k.fov, 1e-4, math.pi - 1e-4, f"camera key {i}: fov (radians)")
        if k.exposure is not None:
            number(k.exposure, 0, math.inf, f"camera key {i}: exposure")
    times = [k.time for k in keys]
    if any(b <= a for a, b in pairwise(times)):
        raise InputError(f"camera keys must be in increasing time, got {times}")
    rows = np.array([(*k.eye, *k.target, k.fov or start.fov, k.exposure or start.exposure) for k in keys])
    if len(keys) == 1:
        return fixed(_camera(start, rows[0]))
    # Doubling the end keys makes the slope there zero: the camera eases in and out.
    margin = 1e-3
    track = PchipInterpolator(
        np.array([times[0] - margin, *times, times[-1] + margin]), np.concatenate([rows[:1], rows, rows[-1:]])
    )
    return lambda t: _camera(start, np.asarray(track(min(max(t, times[0]), times[-1]))))


def _camera(base: Camera, row: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Camera:
    ex, ey, ez, tx, ty, tz, fov, exposure = (float(v) for v in row)
    return replace(base, eye=(ex, ey, ez), target=(tx, ty, tz), fov=fov, exposure=exposure)


def orbit(target: Vec3, radius: float, height: float, period: float = 40.0, base: Camera | None = None) -> CameraPath:
    """A slow circle round `target`: `radius` and `height` in metres, one turn in `period` seconds."""
    start = base or Camera()
    target = point(target, "orbit: target")
    number(radius, 0, 1e6, "orbit: radius")
    if not isinstance(period, Real) or not math.isfinite(period) or period == 0:
        raise InputError(f"orbit: period is {period!r}, expected seconds, not 0")

    def path(t: float) -> Camera:
        a = 2 * np.pi * t / period
        eye = (target[0] + radius * float(np.sin(a)), target[1] + height, target[2] + radius * float(np.cos(a)))
        return replace(start, eye=eye, target=target)

    return path
