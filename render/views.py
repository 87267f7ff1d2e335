"""Views: the matrices, cutting planes and scale of one rendering of the scene.

Clip space has reversed z in 0..1 with the far plane at infinity (`glClipControl(GL_LOWER_LEFT, GL_ZERO_TO_ONE)`):
depth is near / distance, so that float32 depth is precise everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.scene import Camera

Matrix = NDArray[np.float64]

MAIN, MIRROR, SHADOW = 0, 1, 2
"""Slots: where a view's visible instances and draw commands are. Cascade i has slot SHADOW + i."""

NO_MIRROR, NO_SHADOW = 1, 2
"""Bits of a batch's layer: the views that leave it out."""


@dataclass(frozen=True, eq=False)
class View:
    slot: int
    view: Matrix
    """(4, 4) world -> eye space"""
    projection: Matrix
    """(4, 4) eye space -> clip space"""
    eye: NDArray[np.float64]
    near: float
    size: tuple[int, int]
    pixels: float
    """Pixels that one metre covers at one metre (perspective) or anywhere (orthographic)."""
    orthographic: bool = False
    mirrored: bool = False
    hidden: int = 0
    """Layer bits that are not drawn."""
    clip_plane: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    lod_bias: float = 1.0
    """Multiplies projected sizes: below 1 coarser meshes come earlier."""
    far: float = 0.0
    """Metres beyond which things are left out; 0: none. A camera's orthographic view ends there."""
    all_round: bool = False
    """One of several that become one picture: what turns to the eye must do so by its place alone."""

    @property
    def view_projection(self) -> Matrix:
        return self.projection @ self.view

    @property
    def rays(self) -> NDArray[np.float64]:
        """(3,) of an orthographic view: world space, the way back along every line of sight; one metre along the axis
        for each of its own, for a shifted lens looks aslant."""
        p = self.projection
        aslant = np.array([-p[0, 2] / p[0, 0], -p[1, 2] / p[1, 1], 1.0])
        back: NDArray[np.float64] = self.view[:3, :3].T @ aslant
        return back

    def away(self, points: NDArray[Any]) -> NDArray[np.float64]:
        """Metres from the eye, of an orthographic view from its plane, to points `(n, 3)`."""
        if self.orthographic:
            return np.asarray((self.eye - points) @ self.view[2, :3])
        return np.asarray(np.linalg.norm(points - self.eye, axis=-1))

    def distance(self, stored: NDArray[Any]) -> NDArray[Any]:
        """Metres along the axis from depths as stored; infinite where nothing is drawn."""
        if self.orthographic:
            found = self.far - stored * (self.far - self.near)
        else:
            found = self.near / np.maximum(stored, 1e-30)
        return np.where(stored > 0, found, np.inf)

    def planes(self) -> Matrix:
        """(6, 4) unit planes, inside positive (Gribb and Hartmann 2001); unused ones accept everything."""
        m = self.view_projection
        out = np.zeros((6, 4))
        out[:, 3] = 1e30
        out[:4] = [m[3] + m[0], m[3] - m[0], m[3] + m[1], m[3] - m[1]]
        count = 4
        if self.far or not self.orthographic:
            out[4], count = m[3] - m[2], 5  # depth <= 1: beyond the near plane
        if any(self.clip_plane):
            out[count] = self.clip_plane
        elif self.far:
            out[count] = m[2] - (0.0 if self.orthographic else self.near / self.far) * m[3]
        length = np.linalg.norm(out[:, :3], axis=1, keepdims=True)
        return np.where(length > 0, out / np.maximum(length, 1e-30), out)


def look_at(eye: Any, target: Any, up: Any) -> Matrix:
    """(4, 4) world -> eye space, looking along -z. A target equal to the eye looks along world -z."""
    eye = np.asarray(eye, np.float64)
    forward = np.asarray(target, np.float64) - eye
    length = np.linalg.norm(forward)
    forward = forward / length if length > 1e-9 else np.array([0.0, 0.0, -1.0])
    right = np.cross(forward, np.asarray(up, np.float64))
    if np.linalg.norm(right) < 1e-6:  # looking along up
        right = np.cross(forward, [0.0, 0.0, -1.0] if abs(forward[1]) > 0.5 else [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    out = np.eye(4)
    out[0, :3], out[1, :3], out[2, :3] = right, np.cross(right, forward), -forward
    out[:3, 3] = -out[:3, :3] @ eye
    return out


def perspective(fov: float, aspect: float, near: float, shift: tuple[float, float] = (0.0, 0.0)) -> Matrix:
    """Reversed z, far plane at infinity; `shift` in half heights moves the image plane right and up."""
    f = 1.0 / np.tan(0.5 * fov)
    out = np.zeros((4, 4))
    out[0, 0], out[1, 1] = f / aspect, f
    out[0, 2], out[1, 2] = shift[0] / aspect, shift[1]
    out[2, 3], out[3, 2] = near, -1.0
    return out


def orthographic(half_width: float, depth: float) -> Matrix:
    """Half extents `half_width` in x and y; z from -depth (far, stored 0) to +depth (near, stored 1)."""
    return np.array(
        [
            [1 / half_width, 0, 0, 0],
            [0, 1 / half_width, 0, 0],
            [0, 0, 0.5 / depth, 0.5],
            [0, 0, 0, 1.0],
        ]
    )


def camera_view(
    camera: Camera,
    size: tuple[int, int],
    jitter: tuple[float, float] = (0.0, 0.0),
    lens: tuple[float, float] = (0.0, 0.0),
) -> View:
    """The camera's view at `size` pixels.

    `jitter` moves the image by fractions of a pixel; `lens` moves the eye by metres to the right and up while what
    is at the focus distance stays where it is.
    """
    w, h = size
    if camera.half_size is not None:
        return _parallel_view(camera, camera.half_size, size, jitter, lens)
    projection = perspective(camera.fov, w / h, camera.near, camera.shift)
    focus = max(camera.focus, camera.near)
    projection[0, 2] += 2.0 * jitter[0] / w - projection[0, 0] * lens[0] / focus
    projection[1, 2] += 2.0 * jitter[1] / h - projection[1, 1] * lens[1] / focus
    view = look_at(camera.eye, camera.target, camera.up)
    eye = np.asarray(camera.eye, np.float64) + view[0, :3] * lens[0] + view[1, :3] * lens[1]
    view[:3, 3] = -view[:3, :3] @ eye
    pixels = 0.5 * h / np.tan(0.5 * camera.fov)
    end = (*view[2, :3], camera.far - view[2, :3] @ eye) if np.isfinite(camera.far) else (0.0,) * 4
    return View(MAIN, view, projection, eye, camera.near, size, float(pixels), clip_plane=end)


def _parallel_view(
    camera: Camera,
    half_size: tuple[float, float],
    size: tuple[int, int],
    jitter: tuple[float, float],
    lens: tuple[float, float],
) -> View:
    """Of an orthographic camera, after the matrix of glTF 2.0, 3.10.3.3, with reversed z. Through another point of the
    lens all is seen aslant, and what is at the focus distance stays where it is."""
    w, h = size
    half = max(half_size[1], half_size[0] * h / w, 1e-9)
    near, far = camera.near, max(camera.depth, camera.near + 1e-6)
    focus = max(camera.focus, near, 1e-6)
    across, up = h / (w * half), 1.0 / half
    projection = np.array(
        [
            [across, 0, -across * lens[0] / focus, -camera.shift[0] * h / w - 2.0 * jitter[0] / w - across * lens[0]],
            [0, up, -up * lens[1] / focus, -camera.shift[1] - 2.0 * jitter[1] / h - up * lens[1]],
            [0, 0, 1 / (far - near), far / (far - near)],
            [0, 0, 0, 1.0],
        ]
    )
    view, eye = look_at(camera.eye, camera.target, camera.up), np.asarray(camera.eye, np.float64)
    return View(MAIN, view, projection, eye, near, size, 0.5 * h / half, orthographic=True, far=far)


def mirror_view(view: View, level: float, scale: float) -> View:
    """The view from below the water at height `level`: everything above it, upside down, at `scale` the size."""
    reflect = np.diag([1.0, -1.0, 1.0, 1.0])
    reflect[1, 3] = 2.0 * level
    w, h = max(8, round(view.size[0] * scale)), max(8, round(view.size[1] * scale))
    return replace(
        view,
        slot=MIRROR,
        view=view.view @ reflect,
        eye=(reflect @ np.append(view.eye, 1.0))[:3],
        size=(w, h),
        pixels=view.pixels * h / view.size[1],
        mirrored=True,
        hidden=NO_MIRROR,
        lod_bias=0.7,  # waves blur what coarser meshes lose
        clip_plane=(0.0, 1.0, 0.0, -level),
    )


def pick_view(view: View, x: int, y: int, reach: int = 0) -> View:
    """The view of pixel (x, y), from the top left of `view`, and of those up to `reach` pixels around it."""
    (w, h), side = view.size, 2 * reach + 1
    zoom = np.diag([w / side, h / side, 1.0, 1.0])
    zoom[0, 3], zoom[1, 3] = (w - 2.0 * (x + 0.5)) / side, (2.0 * (y + 0.5) - h) / side
    return replace(view, projection=zoom @ view.projection, size=(side, side))
