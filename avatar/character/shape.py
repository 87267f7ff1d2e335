"""The closed form of the head: silhouette curves, relief, one shading-normal field, and the parameters of a face.

Head units: chin y = 0, skull top y = 1, z = 0 on the head's axis; `place` puts them into the figure. An expression is
the same functions at other parameters, so every expression has the same vertices and closed lids and lips meet exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from avatar.character.geom import Array, curve, gauss, mix, rgb, smooth, unit

HEAD = 0.296
"""Metres in a head unit."""
CHIN = np.array([0.0, 1.039, 0.012])
"""Where (0, 0, 0) of the head lies in the figure."""

SKIN, BLUSH, LIP, LASH, BROW = "#ffe0d2", "#ff9a8c", "#f0928a", "#3b1c26", "#4a3350"

# Over height: half width, front, back, and the z of the widest point.
WIDTH = curve(
    (0, 0), (0.003, 0.030), (0.012, 0.066), (0.03, 0.104), (0.06, 0.154), (0.11, 0.240), (0.18, 0.328), (0.27, 0.388),
    (0.38, 0.414), (0.5, 0.422), (0.62, 0.420), (0.75, 0.392), (0.86, 0.312), (0.94, 0.205), (0.98, 0.115),
    (0.995, 0.055), (1, 0),
)  # fmt: skip
FRONT = curve(
    (0, 0.285), (0.003, 0.306), (0.012, 0.322), (0.03, 0.335), (0.06, 0.343), (0.11, 0.346), (0.18, 0.352),
    (0.27, 0.366), (0.38, 0.376), (0.5, 0.392), (0.62, 0.402), (0.75, 0.378), (0.86, 0.300), (0.94, 0.185),
    (0.98, 0.085), (0.995, 0.02), (1, -0.03),
)  # fmt: skip
BACK = curve(
    (0, 0.285), (0.003, 0.258), (0.012, 0.228), (0.03, 0.17), (0.06, 0.09), (0.11, -0.03), (0.18, -0.16), (0.27, -0.27),
    (0.38, -0.36), (0.5, -0.415), (0.62, -0.430), (0.75, -0.405), (0.86, -0.33), (0.94, -0.215), (0.98, -0.13),
    (0.995, -0.07), (1, -0.03),
)  # fmt: skip
MIDDLE = curve((0, 0.285), (0.03, 0.255), (0.08, 0.18), (0.16, 0.07), (0.27, 0), (0.4, -0.02), (1, -0.03))
POWER = 2.25
"""Exponent of the super-ellipse that the horizontal sections are."""

EYE_X, EYE_Y = 0.198, 0.372
MOUTH_Y = 0.142


@dataclass(frozen=True)
class FaceParams:
    """One expression. All run from 0 (rest) to 1, `smile` and the ones that say so also below 0."""

    blink_l: float = 0.0
    blink_r: float = 0.0
    happy: float = 0.0
    """Bends the closed lids upwards and lifts the lower lid."""
    squint: float = 0.0
    wide: float = 0.0
    look_x: float = 0.0
    """Towards the figure's left, -1 to 1."""
    look_y: float = 0.0
    """Up, -1 to 1."""
    jaw: float = 0.0
    jaw_x: float = 0.0
    """Towards the figure's left, -1 to 1."""
    jaw_z: float = 0.0
    """Forward."""
    open: float = 0.0
    """Lips apart, beyond what the jaw does."""
    spread: float = 0.0
    round: float = 0.0
    smile: float = 0.62
    mouth_x: float = 0.0
    """Both lips towards the figure's left, -1 to 1."""
    raise_upper: float = 0.0
    drop_lower: float = 0.0
    """One lip alone, away from the other; below 0 towards it."""
    lift: float = 0.0
    """Both lips up."""
    dimple: float = 0.0
    """Corners pulled out and in."""
    press: float = 0.0
    tuck: float = 0.0
    """Lower lip under the upper teeth."""
    tongue: float = 0.0
    """Tip up and forward."""
    tongue_out: float = 0.0
    puff: float = 0.0
    """Cheeks full of air."""
    cheek: float = 0.0
    """Cheeks raised."""
    sneer: float = 0.0
    """Wings of the nose raised."""
    brow: float = 0.0
    """Up, -1 to 1."""
    brow_inner: float = 0.0
    brow_outer: float = 0.0
    """That end alone up."""
    brow_tilt: float = 0.0
    """The figure's left brow up and its right one down."""
    brow_angle: float = 0.0
    """Inner ends up (sad), -1 (angry) to 1."""
    blush: float = 0.55


def place(p: Array) -> Array:
    """Head units to metres in the figure."""
    return np.asarray(p * HEAD + CHIN)


def bumps(x: ArrayLike, y: ArrayLike) -> Array:
    """Relief on the front: nose, nostrils, muzzle, lips, chin, cheeks, eye hollows."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    ax = np.abs(x)
    bridge = smooth(0.46, 0.262, y) ** 1.7 * smooth(0.205, 0.252, y)
    b = 0.062 * bridge * np.exp(-((x / (0.020 + 0.022 * smooth(0.40, 0.25, y))) ** 2))
    b = b + 0.010 * gauss(ax, y, 0.026, 0.245, 0.016, 0.02)
    b = b + 0.009 * gauss(x, y, 0, 0.155, 0.11, 0.085)
    b = b + 0.011 * gauss(x, y, 0, 0.163, 0.050, 0.018) + 0.009 * gauss(x, y, 0, 0.122, 0.044, 0.017)
    b = b - 0.009 * gauss(x, y, 0, 0.082, 0.07, 0.022) + 0.014 * gauss(x, y, 0, 0.040, 0.07, 0.030)
    b = b + 0.018 * gauss(ax, y, 0.215, 0.225, 0.11, 0.085)
    return np.asarray(b - 0.016 * gauss(ax, y, EYE_X, EYE_Y + 0.02, 0.14, 0.11))


def front_z(x: ArrayLike, y: ArrayLike) -> Array:
    """Depth of the front of the head at (x, y)."""
    y = np.clip(np.asarray(y, float), 0.002, 0.995)
    s = np.clip(np.abs(np.asarray(x, float)) / (WIDTH(y) + 1e-9), 0, 0.9995)
    return np.asarray(MIDDLE(y) + (FRONT(y) - MIDDLE(y)) * (1 - s**POWER) ** (1 / POWER) + bumps(x, y))


def frontness(p: Array) -> Array:
    """1 on the face, falling to 0 at the widest line of the head and behind it."""
    y = np.clip(p[..., 1], 0.002, 0.995)
    return smooth(0, 0.44, (p[..., 2] - MIDDLE(y)) / (FRONT(y) - MIDDLE(y) + 1e-6))


def shade_normal(p: Array, front: ArrayLike = 1.0) -> Array:
    """Clean toon normals `(..., 3)`: an ellipsoid's, with a share of the true relief in the middle of the face."""
    x, y, z = np.moveaxis(p, -1, 0)
    under = 2.0 * smooth(0.06, 0.0, y)  # the chin turns down: its shade and its outline need that
    proxy = unit(np.stack([x / 0.43**2, (y - 0.46) / 0.62**2 - under, z / 0.42**2], -1))
    e = 2e-3
    dx, dy = front_z(x + e, y) - front_z(x - e, y), front_z(x, y + e) - front_z(x, y - e)
    true = unit(np.stack([-dx, -dy, np.full_like(x, 2 * e)], -1))
    side = np.abs(x) / (WIDTH(np.clip(y, 0.01, 0.99)) + 1e-6)
    return unit(mix(proxy, true, 0.40 * np.asarray(front) * smooth(0.85, 0.55, side) * smooth(0.02, 0.08, y)))


def on_face(x: ArrayLike, y: ArrayLike, lift: ArrayLike = 0.0) -> Array:
    """Points on the face `(..., 3)`, lifted along the shading normal."""
    bx, by, bl = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float), np.asarray(lift, float))
    p = np.stack([bx, by, front_z(bx, by)], -1)
    return np.asarray(p + shade_normal(p) * bl[..., None])


def jaw_shift(f: FaceParams) -> Array:
    """How far the chin, the lower teeth and the root of the tongue move `(3,)`: open is down and slightly back."""
    return np.array([0.030 * f.jaw_x, -0.066 * f.jaw, 0.026 * f.jaw_z - 0.026 * f.jaw])


def deformed(p: Array, f: FaceParams) -> Array:
    """What jaw and cheeks do to points; applied last to everything on the face."""
    x, y, z = np.moveaxis(p, -1, 0)
    k = smooth(0.185, 0.06, y) * smooth(-0.02, 0.22, z)
    out = p + k[..., None] * jaw_shift(f)
    front = smooth(0.0, 0.22, z)
    full = gauss(np.abs(x), y, 0.200, 0.165, 0.095, 0.080) * front * f.puff
    raised = gauss(np.abs(x), y, 0.225, 0.225, 0.090, 0.065) * front * f.cheek
    wing = gauss(np.abs(x), y, 0.040, 0.262, 0.034, 0.034) * front * f.sneer
    side = np.sign(x)
    return np.asarray(out + np.stack([0.040 * full * side, 0.024 * raised + 0.016 * wing,
                                      0.034 * full + 0.014 * raised + 0.004 * wing], -1))  # fmt: skip


def skin_color(x: ArrayLike, y: ArrayLike, front: ArrayLike = 1.0, blush: float = FaceParams.blush) -> Array:
    """Painted skin: blush on the cheeks, a warm nose tip and the small shadow under it."""
    x, y, front = np.asarray(x, float), np.asarray(y, float), np.asarray(front, float)
    base = np.broadcast_to(rgb(SKIN), (*x.shape, 3))
    cheek = gauss(np.abs(x), y, 0.255, 0.236, 0.085, 0.042) * front * blush
    c = mix(base, rgb(BLUSH), cheek * 0.90)
    c = mix(c, rgb("#ffb9a4"), gauss(x, y, 0, 0.262, 0.026, 0.020) * front * 0.40)
    return mix(c, rgb("#d98873"), gauss(x, y, 0, 0.222, 0.024, 0.012) * front * 0.55)
