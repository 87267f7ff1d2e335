"""The body under the costume: torso outline, neck, legs and arms as sweeps. Modelling pose, metres."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from avatar.character.geom import Array, Piece, curve, mix, rgb, sheet, smooth, spline, steps, tube
from avatar.character.shape import SKIN
from avatar.character.skeleton import (
    ANKLE,
    D_FORE,
    ELBOW,
    HIP,
    KNEE,
    SHOULDER,
    WRIST,
    arm_weights,
    leg_weights,
    spine_weights,
)  # fmt: skip

# Over height: half width, front z, back z.
TORSO_WIDTH = curve(
    (0.50, 0.094), (0.55, 0.103), (0.60, 0.098), (0.68, 0.076), (0.75, 0.080), (0.83, 0.088), (0.89, 0.092),
    (0.925, 0.084), (0.95, 0.058), (0.965, 0.040), (0.98, 0.031), (1.1, 0.029),
)  # fmt: skip
TORSO_FRONT = curve(
    (0.50, 0.070), (0.55, 0.076), (0.60, 0.070), (0.68, 0.060), (0.75, 0.068), (0.83, 0.078), (0.89, 0.066),
    (0.925, 0.052), (0.95, 0.040), (0.965, 0.033), (0.98, 0.025), (1.1, 0.030),
)  # fmt: skip
TORSO_BACK = curve(
    (0.50, -0.080), (0.55, -0.088), (0.60, -0.076), (0.68, -0.056), (0.75, -0.060), (0.83, -0.066), (0.89, -0.064),
    (0.925, -0.056), (0.95, -0.047), (0.965, -0.042), (0.98, -0.034), (1.1, -0.030),
)  # fmt: skip
TORSO_POWER = 2.2


def torso_point(y: ArrayLike, phi: ArrayLike, lift: ArrayLike = 0.0) -> Array:
    """Points `(..., 3)` round the torso, `lift` metres outside it; phi 0 is the front, pi / 2 the figure's left."""
    h, a, out = np.broadcast_arrays(np.asarray(y, float), np.asarray(phi, float), np.asarray(lift, float))
    s, c, q = np.sin(a), np.cos(a), 2 / TORSO_POWER
    front, back = TORSO_FRONT(h), TORSO_BACK(h)
    x = TORSO_WIDTH(h) * np.sign(s) * np.abs(s) ** q
    z = (front + back) / 2 + (front - back) / 2 * np.sign(c) * np.abs(c) ** q
    return np.asarray(np.stack([x, h, z], -1) + np.stack([s, 0 * s, c], -1) * out[..., None])


def neck_piece(detail: float) -> Piece:
    y = np.linspace(0.86, 1.08, steps(14, detail, 6))[:, None]
    phi = np.linspace(-np.pi, np.pi, steps(29, detail, 13))[None]
    return sheet("neck", torso_point(y, phi), "skin", False, SKIN).weighted(spine_weights)


SOCK = 0.262
"""Height at which the sock over the legging ends: below the knee."""


def leg_piece(detail: float) -> Piece:
    """The left leg, hip to ankle: a legging with woven waves, and over it a ribbed sock with a cream hem."""
    path = spline(
        [
            HIP + [0, 0.03, 0],
            HIP,
            (HIP + KNEE) / 2 + [0.004, 0, 0.010],
            KNEE,
            KNEE + (ANKLE - KNEE) * 0.4 + [0.004, 0, -0.013],
            ANKLE,
            ANKLE - [0, 0.03, 0],
        ],
        300,
    )
    hem = [int(np.argmin(np.abs(path[:, 1] - SOCK - step))) for step in (-0.004, 0.0, 0.004)]
    path = path[np.unique([*np.linspace(0, 299, steps(28, detail, 10)).astype(int), *hem])]
    radius = curve(
        (0.02, 0.028), (0.07, 0.026), (0.13, 0.0285), (0.18, 0.0365), (0.222, 0.0402), (0.258, 0.0385), (0.290, 0.0342),
        (0.315, 0.0345), (0.34, 0.0368), (0.43, 0.0475), (0.52, 0.059), (0.62, 0.056),
    )(path[:, 1])  # fmt: skip
    radius = radius + 0.0022 * smooth(SOCK + 0.004, SOCK - 0.004, path[:, 1])

    def paint(u: Array, _: Array, point: Array) -> Array:
        y = point[..., 1]
        wave = smooth(0.75, 0.95, np.sin((y - 0.10) * 237 + 1.4 * np.sin(u * 8 * np.pi)))
        c = mix(rgb("#38305a"), rgb("#51467c"), wave * 0.45)
        ribs = 0.5 + 0.5 * np.cos(u * 2 * np.pi * 22)
        sock = mix(rgb("#7c2346"), rgb("#b93a45"), smooth(SOCK, 0.13, y)) * (0.88 + 0.16 * ribs[..., None])
        c = np.where((y < SOCK)[..., None], sock, c)
        band = np.abs(y - SOCK + 0.011)
        c = np.where((band < 0.010)[..., None], rgb("#fff2de"), c)
        return np.where((np.abs(band - 0.010) < 0.0022)[..., None], rgb("#eebb55"), c)

    piece = tube("legging_l", path, radius, radius * 1.06, "ink", (0, 0, 1), steps(20, detail, 10), paint=paint)
    return replace(piece, texels=(512, 192)).weighted(leg_weights)


def arm_piece(detail: float) -> Piece:
    """The left arm, mostly inside its sleeve."""
    path = spline([SHOULDER, ELBOW, WRIST, WRIST + D_FORE * 0.012], steps(16, detail, 8))
    radius = curve((0, 0.030), (0.45, 0.026), (0.6, 0.026), (0.95, 0.0185), (1, 0.018))(np.linspace(0, 1, len(path)))
    piece = tube("arm_l", path, radius, radius, "skin", (0, 0, 1), steps(14, detail, 8), paint=SKIN)
    return piece.weighted(arm_weights)
